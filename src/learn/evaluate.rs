//! How well a network tags and parses gold words. Heads are chosen greedily, each word's by itself.

use std::fmt;

use super::treebanks::spaces;
use crate::model::fast::slice;
use crate::model::{Fast, Input, Labels, best, best_of_rows};
use crate::tag::Dictionary;
use crate::tree::Tree;

/// The relations of the core arguments and of obliques, which facts are made of.
const CORE: [&str; 4] = ["nsubj", "obj", "iobj", "obl"];

/// Shares of words, from 0 to 1, and F1 of the core arguments.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evaluation {
    /// Words scored.
    pub words: usize,
    /// Right part of speech.
    pub upos: f64,
    /// All features right.
    pub feats: f64,
    /// Right base form, case apart.
    pub lemma: f64,
    /// Right head.
    pub uas: f64,
    /// Right head and relation, subtypes apart.
    pub las: f64,
    /// F1 of subjects, objects and obliques with their heads.
    pub core: f64,
}

/// Scores a network, without a dictionary of base forms, on gold trees read with the conventions of a treebank; their words are given, their tags are not.
#[must_use]
pub fn evaluate(fast: &Fast, labels: &Labels, trees: &[Tree], treebank: usize) -> Evaluation {
    let mut count = Evaluation::default();
    let (mut core_right, mut core_gold, mut core_found) = (0usize, 0usize, 0usize);
    let dictionary = Dictionary::default();
    let forms = |tree: &Tree| tree.words().iter().map(|word| word.form.clone()).collect::<Vec<_>>();
    let forms: Vec<Vec<String>> = trees.iter().map(forms).collect();
    let inputs = forms.iter().zip(trees).map(|(forms, tree)| Input {
        forms: forms.iter().map(String::as_str).collect(),
        spaces: spaces(tree),
        dictionary: &dictionary,
        treebank,
    });
    let inputs: Vec<Input<'_>> = inputs.collect();
    for (tree, scores) in trees.iter().zip(fast.scores(&inputs, labels)) {
        let heads: Vec<usize> = (0..tree.words().len()).map(|word| best(slice(&scores.arcs, word))).collect();
        let relations = best_of_rows(&fast.relations(&scores, &heads));
        for (((word, tag), head), relation) in tree.words().iter().zip(&scores.tags).zip(heads).zip(relations) {
            let found = labels.relations[relation].split(':').next().unwrap_or_default();
            let right = head == word.head.map_or(0, |head| head + 1);
            let labelled = right && found == word.relation();
            count.words += 1;
            count.upos += f64::from(u8::from(tag.upos == word.upos));
            count.feats += f64::from(u8::from(tag.feats == word.feats));
            count.lemma += f64::from(u8::from(tag.lemma.to_lowercase() == word.lemma.to_lowercase()));
            count.uas += f64::from(u8::from(right));
            count.las += f64::from(u8::from(labelled));
            core_gold += usize::from(CORE.contains(&word.relation()));
            core_found += usize::from(CORE.contains(&found));
            core_right += usize::from(labelled && CORE.contains(&found));
        }
    }
    let words = count.words.max(1) as f64;
    for share in [&mut count.upos, &mut count.feats, &mut count.lemma, &mut count.uas, &mut count.las] {
        *share /= words;
    }
    count.core = 2.0 * core_right as f64 / (core_gold + core_found).max(1) as f64;
    count
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { words, upos, feats, lemma, uas, las, core } = *self;
        let [upos, feats, lemma, uas, las, core] = [upos, feats, lemma, uas, las, core].map(|share| 100.0 * share);
        write!(f, "UPOS {upos:.2}  UFeats {feats:.2}  lemmas {lemma:.2}  UAS {uas:.2}  LAS {las:.2}  core {core:.2}  ({words} words)")
    }
}
