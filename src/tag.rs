//! The `tag` room: part of speech, morphological features and base form of every word.
//!
//! A greedy tagger from left to right over affixes, shapes and neighbours, learned by averaged perceptrons; the base form is an edit
//! script (strip and add at both ends), learned the same way, with a table of the exceptions.

mod features;
mod lemma;

pub(crate) use features::{Context, feats_features, lemma_features, upos_features};
pub use lemma::Script;

use std::collections::HashMap;

use crate::learn::{FeatureSet, ModelError, Perceptron, Reader, Writer, hash_str, mix};
use crate::tree::{Feats, Sentence, Tag, Upos};

/// The trained tagger of one language.
#[derive(Debug, Clone)]
pub struct Tagger {
    pub(crate) upos: Perceptron,
    pub(crate) feats: Perceptron,
    /// The feature sets that `feats` chooses from, and the parts of speech that each was seen with (a bit for each).
    pub(crate) feats_labels: Vec<(Feats, u32)>,
    pub(crate) lemma: Perceptron,
    pub(crate) scripts: Vec<Script>,
    /// Forms whose base form the scripts' perceptron gets wrong: hash of form and part of speech to script.
    pub(crate) exceptions: HashMap<u32, u16>,
}

impl Tagger {
    /// Tags the words of a sentence, in order.
    #[must_use]
    pub fn tag(&self, sentence: &Sentence) -> Vec<Tag> {
        let forms: Vec<&str> = sentence.tokens.iter().map(|token| token.form.as_str()).collect();
        self.tag_forms(&forms)
    }

    /// Tags words given as strings.
    #[must_use]
    pub fn tag_forms(&self, forms: &[&str]) -> Vec<Tag> {
        let context = Context::new(forms);
        let mut set = FeatureSet::default();
        let mut scores = Vec::new();
        let mut upos = Vec::with_capacity(forms.len());
        for at in 0..forms.len() {
            upos_features(&context, &upos, at, &mut set);
            self.upos.scores(set.hashes(), &mut scores);
            upos.push(Upos::ALL[best(&scores, |_| true)].0);
        }
        let mut tags: Vec<Tag> = Vec::with_capacity(forms.len());
        let mut feats: Vec<u64> = Vec::with_capacity(forms.len());
        for at in 0..forms.len() {
            feats_features(&context, &upos, &feats, at, &mut set);
            self.feats.scores(set.hashes(), &mut scores);
            let bit = 1 << upos[at] as u32;
            let label = best(&scores, |label| self.feats_labels[label].1 & bit != 0);
            let chosen = &self.feats_labels[label].0;
            feats.push(hash_str(chosen.as_str()));
            let script = match self.exceptions.get(&exception_key(forms[at], upos[at])) {
                Some(&script) => usize::from(script),
                None => {
                    lemma_features(&context, &upos, &feats, at, &mut set);
                    self.lemma.scores(set.hashes(), &mut scores);
                    best(&scores, |script| self.scripts[script].applies(forms[at]))
                }
            };
            let lemma = self.scripts[script].apply(forms[at]).unwrap_or_else(|| forms[at].to_owned());
            tags.push(Tag { lemma, upos: upos[at], feats: chosen.clone() });
        }
        tags
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        self.upos.write(writer);
        self.feats.write(writer);
        writer.strings(self.feats_labels.iter().map(|(feats, _)| feats.as_str()));
        for (_, tags) in &self.feats_labels {
            writer.number(u64::from(*tags));
        }
        self.lemma.write(writer);
        let scripts: Vec<String> = self.scripts.iter().map(Script::to_string).collect();
        writer.strings(scripts.iter().map(String::as_str));
        let mut exceptions: Vec<(u32, u16)> = self.exceptions.iter().map(|(&key, &script)| (key, script)).collect();
        exceptions.sort_unstable();
        writer.number(exceptions.len() as u64);
        for (key, script) in exceptions {
            writer.number(u64::from(key));
            writer.number(u64::from(script));
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let upos = Perceptron::read(reader)?;
        let feats = Perceptron::read(reader)?;
        let labels = reader.strings()?;
        let mut feats_labels = Vec::with_capacity(labels.len());
        for label in labels {
            feats_labels.push((Feats::new(&label), reader.number()? as u32));
        }
        let lemma = Perceptron::read(reader)?;
        let scripts = reader.strings()?.iter().map(|script| Script::parse(script)).collect::<Option<Vec<_>>>();
        let scripts = scripts.ok_or_else(|| reader.damaged())?;
        let mut exceptions = HashMap::new();
        for _ in 0..reader.number()? {
            let key = reader.number()? as u32;
            let script = reader.number()? as u16;
            if usize::from(script) >= scripts.len() {
                return Err(reader.damaged());
            }
            exceptions.insert(key, script);
        }
        if upos.classes() != Upos::ALL.len() || feats.classes() != feats_labels.len() || lemma.classes() != scripts.len() {
            return Err(reader.damaged());
        }
        Ok(Self { upos, feats, feats_labels, lemma, scripts, exceptions })
    }
}

/// The key of a form in the table of exceptions.
pub(crate) fn exception_key(form: &str, upos: Upos) -> u32 {
    (mix(hash_str(form), upos as u64) >> 32) as u32
}

/// The allowed class with the highest score; of equals the first; 0 if none is allowed.
pub(crate) fn best<S: Copy + PartialOrd>(scores: &[S], allowed: impl Fn(usize) -> bool) -> usize {
    let mut best: Option<(usize, S)> = None;
    for (class, &score) in scores.iter().enumerate() {
        if best.is_none_or(|(_, high)| score > high) && allowed(class) {
            best = Some((class, score));
        }
    }
    best.map_or(0, |(class, _)| class)
}
