//! The label sets that a model chooses from: parts of speech are fixed; features, scripts of base forms, relations and treebanks are its own.

use ndarray::Array2;

use super::file::{ModelError, Reader, Writer};
use crate::tag::Script;
use crate::text::Lang;
use crate::tree::Feats;

/// Subtypes of relations that facts depend on; the others are not learned. The same list stands in `training/entente_training/data.py`.
pub const SUBTYPES: [&str; 7] = ["nsubj:pass", "csubj:pass", "aux:pass", "obl:agent", "compound:prt", "acl:relcl", "nmod:poss"];

/// A treebank that a model learned from. Each has conventions of its own, and a vector of its own in the network: a text is read with the
/// conventions of its language's reference treebank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treebank {
    /// Its name, as `UD_German-GSD`.
    pub name: String,
    /// Its language.
    pub lang: Lang,
    /// Whether texts of its language are read with its conventions.
    pub reference: bool,
}

/// The label sets of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// The treebanks, in the order of their vectors.
    pub treebanks: Vec<Treebank>,
    /// The relations with the subtypes that are learned, sorted.
    pub relations: Vec<String>,
    /// The features: each attribute with its values, of which the first, empty one says that it is not set; both sorted.
    pub features: Vec<(String, Vec<String>)>,
    /// The scripts of base forms, sorted.
    pub scripts: Vec<Script>,
}

impl Labels {
    /// The reference treebank of a language.
    ///
    /// # Errors
    /// When the model was not trained for the language.
    pub fn treebank(&self, lang: Lang) -> Result<usize, ModelError> {
        let found = self.treebanks.iter().position(|treebank| treebank.lang == lang && treebank.reference);
        found
            .or_else(|| self.treebanks.iter().position(|treebank| treebank.lang == lang))
            .ok_or_else(|| ModelError::Language(lang.to_string()))
    }

    /// How many values all features have together: the columns of their scores.
    #[must_use]
    pub fn feature_values(&self) -> usize {
        self.features.iter().map(|(_, values)| values.len()).sum()
    }

    /// The features that score highest, each attribute by itself. `scores` has a number for each value of each attribute.
    #[must_use]
    pub fn best_features(&self, scores: &[f32]) -> Feats {
        let mut at = 0;
        let mut chosen: Vec<String> = Vec::new();
        for (attribute, values) in &self.features {
            let best = best(&scores[at..at + values.len()]);
            if best > 0 {
                chosen.push(format!("{attribute}={}", values[best]));
            }
            at += values.len();
        }
        if chosen.is_empty() { Feats::default() } else { Feats::new(&chosen.join("|")) }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.number(self.treebanks.len() as u64);
        for treebank in &self.treebanks {
            writer.string(&treebank.name);
            writer.string(treebank.lang.code());
            writer.number(u64::from(treebank.reference));
        }
        writer.strings(self.relations.iter().map(String::as_str));
        writer.number(self.features.len() as u64);
        for (attribute, values) in &self.features {
            writer.string(attribute);
            writer.strings(values.iter().map(String::as_str));
        }
        let scripts: Vec<String> = self.scripts.iter().map(Script::to_string).collect();
        writer.strings(scripts.iter().map(String::as_str));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut labels = Self::default();
        for _ in 0..reader.size()? {
            let name = reader.string()?;
            let lang = reader.string()?.parse().map_err(|_| reader.damaged())?;
            labels.treebanks.push(Treebank { name, lang, reference: reader.number()? == 1 });
        }
        labels.relations = reader.strings()?;
        for _ in 0..reader.size()? {
            let (attribute, values) = (reader.string()?, reader.strings()?);
            labels.features.push((attribute, values));
        }
        let scripts = reader.strings()?.iter().map(|script| Script::parse(script)).collect::<Option<Vec<_>>>();
        labels.scripts = scripts.ok_or_else(|| reader.damaged())?;
        let empty = labels.relations.is_empty() || labels.scripts.is_empty() || labels.features.iter().any(|(_, values)| values.is_empty());
        if empty { Err(reader.damaged()) } else { Ok(labels) }
    }
}

/// The position of the highest score of each row.
pub(crate) fn best_of_rows(scores: &Array2<f32>) -> Vec<usize> {
    scores.rows().into_iter().map(|row| best(&row.to_vec())).collect()
}

/// The position of the highest score; of equals the first.
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (at, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = at;
        }
    }
    best
}
