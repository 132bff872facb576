//! Heads and relations chosen together: a head that only a relation in the wrong direction would explain is chosen anew.

use std::borrow::Cow;

use ndarray::Array2;

use super::heads;
use crate::model::{Labels, best_of_rows};

/// Relations whose head stands to the left, whatever the language: of what is joined, the first is the head (Universal Dependencies).
const LEFT_HEADED: [&str; 5] = ["conj", "flat", "fixed", "goeswith", "appos"];
/// How often heads are chosen anew.
const ROUNDS: usize = 4;

/// The heads (0 is the root, `j + 1` the word `j`), the scores of the relations to them, and the relations chosen.
pub(crate) struct Decoded {
    pub(crate) heads: Vec<usize>,
    pub(crate) relations: Array2<f32>,
    pub(crate) chosen: Vec<usize>,
}

/// Decides a tree. `arcs` has a row for each word and a column for each head; `relate` gives for heads the scores of the relations (columns)
/// of each word.
pub(crate) fn decode(arcs: &Array2<f32>, labels: &Labels, relate: impl Fn(&[usize]) -> Array2<f32>) -> Decoded {
    let left: Vec<bool> = labels.relations.iter().map(|relation| LEFT_HEADED.contains(&base(relation))).collect();
    let mut arcs = Cow::Borrowed(arcs);
    let mut round = 0;
    loop {
        let heads = heads(&arcs);
        let relations = relate(&heads);
        let chosen = best_of_rows(&relations);
        let wrong: Vec<usize> = (0..heads.len()).filter(|&word| heads[word] > word + 1 && left[chosen[word]]).collect();
        if wrong.is_empty() || round == ROUNDS {
            return Decoded { heads, relations, chosen };
        }
        let low = arcs.iter().fold(0.0f32, |low, &score| low.min(score));
        for word in wrong {
            arcs.to_mut()[[word, heads[word]]] = low - 1.0;
        }
        round += 1;
    }
}

fn base(relation: &str) -> &str {
    relation.split(':').next().unwrap_or(relation)
}
