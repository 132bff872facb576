//! What the network sees of a word: rows of tables, found by hashing, and the row of its given vector.
//!
//! Tables without a vocabulary are the "hash embeddings" of Svenstrup, Hansen and Winther (2017): a value takes two rows of its table, so
//! that two values seldom share both.

use std::collections::HashMap;

use super::vectors::Vectors;
use crate::model::{Input, Labels};
use crate::text::{FNV, fnv};

/// How many features of a word have a table and two rows in it.
pub(crate) const FEATURES: usize = 6;
/// How many tables there are: one for each feature, and one for the trigrams.
pub(crate) const TABLES: usize = FEATURES + 1;
/// The index of the form among the features.
pub(crate) const FORM: usize = 0;
/// Trigrams of a word that count; no real word has more.
const TRIGRAMS: usize = 24;
/// Letters of one kind in a row that count in a shape.
const RUN: usize = 3;

/// A word as rows of tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Two rows of each feature's table.
    pub(crate) rows: [[u32; 2]; FEATURES],
    /// Rows of the table of trigrams.
    pub(crate) trigrams: Vec<u32>,
    /// The row of its given vector.
    pub(crate) vector: Option<u32>,
}

impl Word {
    /// The rows of a normalised form in tables of the given sizes.
    pub(crate) fn new(form: &str, space: bool, lang: &str, rows: &[usize; TABLES], vectors: &Vectors) -> Self {
        let lower = form.to_lowercase();
        let ends: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
        let length = ends.len() - 1;
        let first = |count: usize| &lower[..ends[count.min(length)]];
        let last = |count: usize| &lower[ends[length.saturating_sub(count)]..];
        let shape = shape(form, space);
        let values = [lower.as_str(), first(3), last(2), last(3), last(4), shape.as_str()];
        let mut found = [[0; 2]; FEATURES];
        for (feature, value) in values.into_iter().enumerate() {
            let hash = hash(feature as u64, value.as_bytes());
            found[feature] = [row(hash >> 32, rows[feature]), row(hash & 0xFFFF_FFFF, rows[feature])];
        }
        let marked: Vec<char> = std::iter::once('<').chain(lower.chars()).chain(['>']).collect();
        let mut trigrams = Vec::with_capacity(marked.len());
        for three in marked.windows(3).take(TRIGRAMS) {
            let mut bytes = [0; 12];
            for (to, letter) in bytes.chunks_exact_mut(4).zip(three) {
                to.copy_from_slice(&u32::from(*letter).to_le_bytes());
            }
            trigrams.push(row(hash(FEATURES as u64, &bytes) >> 32, rows[FEATURES]));
        }
        Self { rows: found, trigrams, vector: vectors.find(lang, form, &lower) }
    }
}

/// Capital letters as `X`, small ones as `x`, digits as `d`, other signs as they are, runs cut; and whether a blank stands before.
fn shape(form: &str, space: bool) -> String {
    let mut shape = String::from(if space { " " } else { "" });
    let (mut before, mut run) = (' ', 0);
    for letter in form.chars() {
        let kind = match letter {
            _ if letter.is_uppercase() => 'X',
            _ if letter.is_alphabetic() => 'x',
            _ if letter.is_numeric() => 'd',
            _ => letter,
        };
        run = if kind == before { run + 1 } else { 1 };
        before = kind;
        if run <= RUN {
            shape.push(kind);
        }
    }
    shape
}

/// The FNV-1a hash, mixed once more so that both halves are good hashes.
pub(crate) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    mix(fnv(FNV ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), bytes))
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Brings 32 bits of a hash below the number of rows (Lemire 2019).
fn row(half: u64, rows: usize) -> u32 {
    ((half * rows as u64) >> 32) as u32
}

/// A word of a batch: of equal words of a text there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'w> {
    pub(crate) word: &'w Word,
    pub(crate) treebank: usize,
    /// Whether the row of its form is seen; in training it is sometimes hidden.
    pub(crate) form: bool,
    /// Whether its vector is seen.
    pub(crate) vector: bool,
}

/// Sentences, their words one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Batch<'w> {
    pub(crate) slots: Vec<Slot<'w>>,
    /// The slot of each word.
    pub(crate) words: Vec<u32>,
    /// Where each sentence begins, and where the last one ends.
    pub(crate) bounds: Vec<usize>,
}

/// The different words of some sentences: an index for each word of them, and the words with their treebanks.
pub(crate) struct Lexemes {
    pub(crate) index: Vec<u32>,
    pub(crate) words: Vec<(Word, usize)>,
    pub(crate) bounds: Vec<usize>,
}

impl Lexemes {
    /// Finds the rows of the words of sentences, each different word once.
    pub(crate) fn new(inputs: &[Input<'_>], labels: &Labels, rows: &[usize; TABLES], vectors: &Vectors) -> Self {
        let mut seen: HashMap<(&str, bool, usize), u32> = HashMap::new();
        let mut lexemes = Self { index: Vec::new(), words: Vec::new(), bounds: vec![0] };
        for input in inputs {
            let lang = labels.treebanks.get(input.treebank).map_or("", |treebank| treebank.lang.code());
            for (&form, &space) in input.forms.iter().zip(&input.spaces) {
                let next = lexemes.words.len() as u32;
                let at = *seen.entry((form, space, input.treebank)).or_insert(next);
                if at == next {
                    lexemes.words.push((Word::new(form, space, lang, rows, vectors), input.treebank));
                }
                lexemes.index.push(at);
            }
            lexemes.bounds.push(lexemes.index.len());
        }
        lexemes
    }

    /// The sentences as the network takes them.
    pub(crate) fn batch(&self) -> Batch<'_> {
        let slots = self.words.iter().map(|(word, treebank)| Slot { word, treebank: *treebank, form: true, vector: true }).collect();
        Batch { slots, words: self.index.clone(), bounds: self.bounds.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{TABLES, Vectors, Word, shape};

    #[test]
    fn shapes_cut_runs() {
        assert_eq!(shape("NATO-Gipfel", true), " XXX-Xxxx");
        assert_eq!(shape("2026", false), "ddd");
        assert_eq!(shape("", false), "");
    }

    #[test]
    fn words_share_what_they_have_in_common() {
        let rows = [1000; TABLES];
        let of = |form: &str| Word::new(form, true, "de", &rows, &Vectors::default());
        let (a, b) = (of("Liefern"), of("liefern"));
        assert_eq!(a.rows[..5], b.rows[..5]);
        assert_ne!(a.rows[5], b.rows[5]);
        assert_eq!(of("geliefert").trigrams.len(), 9);
        assert!(of("").trigrams.is_empty());
        assert!(a.rows.iter().flatten().chain(&a.trigrams).all(|&row| row < 1000));
    }
}
