//! What passes between the rooms and the networks.

use ndarray::Array2;

use super::layers::softmax;
use crate::tag::Dictionary;
use crate::tree::{Name, Tag};

/// A sentence as a network sees it.
#[derive(Debug, Clone)]
pub struct Input<'s> {
    /// Its words, normalised ([`Language::normalise`](crate::language::Language::normalise)).
    pub forms: Vec<&'s str>,
    /// Whether a blank stands before each word. The parts of a contraction that are not slices of the text count as apart.
    pub spaces: Vec<bool>,
    /// The base forms of its language.
    pub dictionary: &'s Dictionary,
    /// The treebank with whose conventions it is read, an index into [`Labels::treebanks`](super::Labels::treebanks).
    pub treebank: usize,
}

/// What a network says of a sentence before its tree is decided.
#[derive(Debug, Clone)]
pub struct Scores {
    /// Part of speech, features and base form of each word.
    pub tags: Vec<Tag>,
    /// The names among the words, if the network finds names.
    pub names: Option<Vec<Name>>,
    /// How well each word (row) would depend on the root (column 0) or on word `j` (column `j + 1`).
    pub arcs: Array2<f32>,
    /// Vectors of the words as dependents, from which the relation to a head is told; a row for each word.
    pub dependents: Array2<f32>,
    /// Vectors of the root (row 0) and the words as heads, for the same purpose.
    pub heads: Array2<f32>,
}

/// Heads and relations that were chosen, and what they were chosen from.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) arcs: Array2<f32>,
    pub(crate) heads: Vec<usize>,
    /// The scores of all relations of each word to its chosen head.
    pub(crate) relations: Array2<f32>,
    pub(crate) chosen: Vec<usize>,
}

/// How sure a network is of a tree: the share (0 to 1) that the chosen head and relation of a word have among all, multiplied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sureness {
    /// The mean over the words of the sentence.
    pub mean: f32,
    /// The share of the word that it is least sure of.
    pub least: f32,
}

impl Sureness {
    pub(crate) fn of(choice: &Choice) -> Self {
        let (mut sum, mut least) = (0.0, 1.0f32);
        for word in 0..choice.heads.len() {
            let mut arcs = choice.arcs.row(word).to_vec();
            // No word is its own head.
            if let Some(own) = arcs.get_mut(word + 1) {
                *own = f32::MIN;
            }
            let share = share(arcs, choice.heads[word]) * share(choice.relations.row(word).to_vec(), choice.chosen[word]);
            sum += share;
            least = least.min(share);
        }
        Self { mean: sum / choice.heads.len().max(1) as f32, least }
    }
}

/// The share of one score among all.
fn share(mut scores: Vec<f32>, at: usize) -> f32 {
    softmax(&mut scores);
    scores.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::{Choice, Sureness};

    #[test]
    fn sureness_is_the_share_of_what_was_chosen() {
        let far = 50.0;
        let arcs = array![[far, 9.0, 0.0], [0.0, 0.0, 9.0]];
        let relations = array![[far, 0.0], [1.0, 1.0]];
        let sureness = Sureness::of(&Choice { arcs, heads: vec![0, 1], relations, chosen: vec![0, 1] });
        assert!((sureness.least - 0.25).abs() < 1e-4 && (sureness.mean - 0.625).abs() < 1e-4, "{sureness:?}");
    }
}
