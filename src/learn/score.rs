//! How well a model tags and parses, on gold words.

use std::fmt;

use crate::model::Model;
use crate::tree::{Tag, Tree};

/// Shares of words, from 0 to 1, and F1 of the core arguments.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// Words scored.
    pub words: usize,
    /// Right part of speech.
    pub upos: f64,
    /// Right morphological features.
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

const CORE: [&str; 4] = ["nsubj", "obj", "iobj", "obl"];

/// Scores a model on gold trees; their words are given, their tags are not.
#[must_use]
pub fn score(model: &Model, trees: &[Tree]) -> Scores {
    let mut count = Scores::default();
    let (mut core_right, mut core_gold, mut core_found) = (0usize, 0usize, 0usize);
    for tree in trees {
        let forms: Vec<&str> = tree.words().iter().map(|word| word.form.as_str()).collect();
        let tags: Vec<Tag> = model.tagger.tag_forms(&forms);
        let arcs = model.parser.arcs(&forms, &tags);
        for ((word, tag), (head, label)) in tree.words().iter().zip(&tags).zip(arcs) {
            let found = label.map_or("root", |label| model.parser.labels[label].split(':').next().unwrap_or_default());
            let gold = if word.head.is_none() { "root" } else { word.relation() };
            let right = head == word.head && found == gold;
            count.words += 1;
            count.upos += f64::from(u8::from(tag.upos == word.upos));
            count.feats += f64::from(u8::from(tag.feats == word.feats));
            count.lemma += f64::from(u8::from(tag.lemma.to_lowercase() == word.lemma.to_lowercase()));
            count.uas += f64::from(u8::from(head == word.head));
            count.las += f64::from(u8::from(right));
            core_gold += usize::from(CORE.contains(&gold));
            core_found += usize::from(CORE.contains(&found));
            core_right += usize::from(right && CORE.contains(&gold));
        }
    }
    let words = count.words.max(1) as f64;
    for share in [&mut count.upos, &mut count.feats, &mut count.lemma, &mut count.uas, &mut count.las] {
        *share /= words;
    }
    count.core = 2.0 * core_right as f64 / (core_gold + core_found).max(1) as f64;
    count
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| 100.0 * share;
        write!(
            f,
            "UPOS {:.1}  UFeats {:.1}  lemmas {:.1}  UAS {:.1}  LAS {:.1}  core {:.1}  ({} words)",
            percent(self.upos),
            percent(self.feats),
            percent(self.lemma),
            percent(self.uas),
            percent(self.las),
            percent(self.core),
            self.words
        )
    }
}
