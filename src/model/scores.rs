//! What passes between the rooms and the networks.

use ndarray::Array2;

use crate::tree::Tag;

/// A sentence as a network sees it.
#[derive(Debug, Clone)]
pub struct Input<'s> {
    /// Its words, normalised ([`Language::normalise`](crate::language::Language::normalise)).
    pub forms: Vec<&'s str>,
    /// Whether a blank stands before each word. The parts of a contraction that are not slices of the text count as apart.
    pub spaces: Vec<bool>,
    /// The treebank with whose conventions it is read, an index into [`Labels::treebanks`](super::Labels::treebanks).
    pub treebank: usize,
}

/// What a network says of a sentence before its tree is decided.
#[derive(Debug, Clone)]
pub struct Scores {
    /// Part of speech, features and base form of each word.
    pub tags: Vec<Tag>,
    /// How well each word (row) would depend on the root (column 0) or on word `j` (column `j + 1`).
    pub arcs: Array2<f32>,
    /// Vectors of the words as dependents, from which the relation to a head is told; a row for each word.
    pub dependents: Array2<f32>,
    /// Vectors of the root (row 0) and the words as heads, for the same purpose.
    pub heads: Array2<f32>,
}
