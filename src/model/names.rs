//! Which words are names of persons, organisations, places and others: labels that begin, continue or are outside a name (BIO).

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::file::{ModelError, Reader};
use super::labels::best;
use super::layers::Linear;
use crate::text::Lang;
use crate::tree::{Name, NameClass};

/// The part of the network that finds names.
#[derive(Debug)]
pub(crate) struct Names {
    /// The sets that it learned from, with the language of each: what counts as a name differs. The first of a language is read with.
    conventions: Vec<Lang>,
    vectors: Array2<f32>,
    /// Whether each label begins a name, and of what; none is outside.
    labels: Vec<Option<(bool, NameClass)>>,
    scores: Linear,
}

impl Names {
    /// Reads the part; none if the network was not taught names.
    pub(crate) fn read(reader: &mut Reader<'_>, hidden: usize) -> Result<Option<Self>, ModelError> {
        let labels = reader.strings()?.iter().map(|label| parse(label)).collect::<Option<Vec<_>>>().ok_or_else(|| reader.damaged())?;
        if labels.is_empty() {
            return Ok(None);
        }
        let conventions =
            reader.strings()?.iter().map(|lang| lang.parse()).collect::<Result<Vec<Lang>, _>>().map_err(|_| reader.damaged())?;
        let vectors = reader.matrix()?;
        let scores = Linear::read(reader, hidden, labels.len())?;
        if vectors.dim() != (conventions.len(), hidden) {
            return Err(reader.damaged());
        }
        Ok(Some(Self { conventions, vectors, labels, scores }))
    }

    /// The names of a sentence, in the order of its words; `words` has a vector for each.
    pub(crate) fn of(&self, words: &ArrayView2<'_, f32>, lang: Lang) -> Vec<Name> {
        let mut words = words.to_owned();
        if let Some(convention) = self.conventions.iter().position(|&other| other == lang) {
            words += &self.vectors.slice_axis(Axis(0), Slice::from(convention..convention + 1));
        }
        let scores = self.scores.apply(&words.view());
        names(scores.rows().into_iter().map(|row| self.labels[best(&row.to_vec())]))
    }
}

/// The names that labels of words come to.
fn names(labels: impl Iterator<Item = Option<(bool, NameClass)>>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut open = false;
    for (at, label) in labels.enumerate() {
        match (label, names.last_mut()) {
            // What continues another kind of name, or nothing, begins one.
            (Some((false, class)), Some(name)) if open && name.class == class => name.words.end = at + 1,
            (Some((_, class)), _) => {
                names.push(Name { words: Range { start: at, end: at + 1 }, class });
                open = true;
            }
            (None, _) => open = false,
        }
    }
    names
}

/// A label as the file has it: `O`, `B-PER`.
#[allow(clippy::option_option, reason = "no label is not the label of what is outside")]
fn parse(label: &str) -> Option<Option<(bool, NameClass)>> {
    let Some((part, class)) = label.split_once('-') else { return (label == "O").then_some(None) };
    let class = match class {
        "PER" => NameClass::Person,
        "ORG" => NameClass::Organisation,
        "LOC" => NameClass::Place,
        "MISC" => NameClass::Other,
        _ => return None,
    };
    match part {
        "B" => Some(Some((true, class))),
        "I" => Some(Some((false, class))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{names, parse};
    use crate::tree::NameClass::{Organisation, Person, Place};

    #[test]
    fn labels_come_to_names() {
        let labels = "B-PER I-PER O I-ORG I-ORG B-ORG I-LOC O O I-LOC";
        let found = names(labels.split(' ').map(|label| parse(label).flatten()));
        let found: Vec<_> = found.into_iter().map(|name| (name.words, name.class)).collect();
        assert_eq!(found, [(0..2, Person), (3..5, Organisation), (5..6, Organisation), (6..7, Place), (9..10, Place)]);
        assert!(names(std::iter::empty()).is_empty());
        assert!(parse("O") == Some(None) && parse("X-PER").is_none() && parse("B-DATE").is_none());
    }
}
