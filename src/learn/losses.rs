//! What a batch costs, and how the heads' scores should change.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Axis};

use super::backward::Gradient;
use super::data::{Corpus, NONE, Target};
use crate::model::fast::{Batch, Dropout, Network, Pass, Place, TABLES, mix, part, part_mut, slice, slice_mut, together};
use crate::model::layers::{gelu, gelu_slope, softmax};

/// How much the features count.
const FEATURES: f32 = 0.3;
/// One word in so many learns its script among all that share its last letter: those that share two are fewer, and would never be
/// compared with the others.
const WIDER: u64 = 8;
/// The narrowest choice of scripts that is learned from, by the last two letters: narrower ones leave little to learn.
const LEARNED: usize = 3;

/// What the words of a batch cost, each kind of label by itself, as means over words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Losses {
    /// Heads.
    pub arcs: f64,
    /// Relations.
    pub relations: f64,
    /// Parts of speech.
    pub upos: f64,
    /// Features, summed over attributes and weighted.
    pub features: f64,
    /// Base forms.
    pub lemmas: f64,
}

impl Losses {
    pub(crate) fn parts_mut(&mut self) -> [&mut f64; 5] {
        [&mut self.arcs, &mut self.relations, &mut self.upos, &mut self.features, &mut self.lemmas]
    }

    /// All together.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.arcs + self.relations + self.upos + self.features + self.lemmas
    }
}

/// What a batch is to be: its words with their labels.
pub(crate) struct Gold<'g> {
    pub(crate) corpus: &'g Corpus,
    pub(crate) words: Vec<&'g Target>,
    /// The share of a word in the loss.
    pub(crate) share: f32,
}

/// Turns scores into the gradient of the cross entropy, times `share`, and gives the cross entropy times `share`.
fn entropy(scores: &mut [f32], truth: usize, share: f32) -> f64 {
    softmax(scores);
    let loss = -f64::from(scores[truth].max(1e-30)).ln() * f64::from(share);
    scores[truth] -= 1.0;
    for score in scores {
        *score *= share;
    }
    loss
}

/// The gradients of the heads' columns and of the last layer, so far as it is used otherwise. Those of weights go to `gradient`.
pub(crate) fn losses(
    network: &Network,
    batch: &Batch<'_>,
    gold: &Gold<'_>,
    pass: &Pass,
    dropout: &Dropout,
    gradient: &mut Gradient,
) -> (Array2<f32>, Array2<f32>) {
    let mut out = Array2::zeros(pass.out.dim());
    let mut top = Array2::zeros(pass.top.dim());
    for (at, word) in gold.words.iter().enumerate() {
        tags(network, gold, word, slice(&pass.out, at), slice_mut(&mut out, at), gradient);
        lemma(network, gold, (at, word), (slice(&pass.top, at), slice_mut(&mut top, at)), dropout, gradient);
    }
    arcs(network, batch, gold, pass, dropout, gradient, &mut out);
    relations(network, batch, gold, pass, dropout, gradient, &mut out);
    (out, top)
}

fn tags(network: &Network, gold: &Gold<'_>, word: &Target, scores: &[f32], out: &mut [f32], gradient: &mut Gradient) {
    let cuts = &network.cuts;
    out[..cuts.upos].copy_from_slice(&scores[..cuts.upos]);
    gradient.losses.upos += entropy(&mut out[..cuts.upos], usize::from(word.upos), gold.share);
    let Some(values) = gold.corpus.features.get(word.features as usize) else { return };
    out[cuts.upos..cuts.features].copy_from_slice(&scores[cuts.upos..cuts.features]);
    let mut at = cuts.upos;
    for (&value, (_, all)) in values.iter().zip(&gold.corpus.labels.features) {
        gradient.losses.features += entropy(&mut out[at..at + all.len()], usize::from(value), gold.share * FEATURES);
        at += all.len();
    }
}

/// The script is chosen among the candidates of the form's ending and its part of speech, as in use.
fn lemma(
    network: &Network,
    gold: &Gold<'_>,
    (at, word): (usize, &Target),
    (top, out): (&[f32], &mut [f32]),
    dropout: &Dropout,
    gradient: &mut Gradient,
) {
    if word.script == NONE {
        return;
    }
    let level = LEARNED + usize::from(mix(dropout.seed ^ mix(at as u64)).is_multiple_of(WIDER));
    let candidates = gold.corpus.candidates.at(word.keys[level]);
    let Some(truth) = candidates.iter().position(|&script| u32::from(script) == word.script).filter(|_| candidates.len() > 1) else {
        return;
    };
    let mut scores: Vec<f32> = candidates.iter().map(|&script| network.script(top, usize::from(script))).collect();
    gradient.losses.lemmas += entropy(&mut scores, truth, gold.share);
    for (&script, &change) in candidates.iter().zip(&scores) {
        gradient.dense.scripts[usize::from(script)] += change;
        for (to, value) in gradient.tables[TABLES].row(usize::from(script)).iter_mut().zip(top) {
            *to += change * value;
        }
        for (to, value) in out.iter_mut().zip(slice(&network.tables[TABLES], usize::from(script))) {
            *to += change * value;
        }
    }
}

fn arcs(
    network: &Network,
    batch: &Batch<'_>,
    gold: &Gold<'_>,
    pass: &Pass,
    dropout: &Dropout,
    gradient: &mut Gradient,
    out: &mut Array2<f32>,
) {
    let (words, size) = (gold.words.len(), network.sizes.arc);
    let mut mapped = Array2::zeros(pass.mapped.dim());
    let mut heads = Array2::zeros(pass.heads.dim());
    for sentence in batch.bounds.windows(2) {
        let (start, end) = (sentence[0], sentence[1]);
        let mut arcs = network.arcs(pass, start, end);
        for at in start..end {
            gradient.losses.arcs += entropy(slice_mut(&mut arcs, at - start), usize::from(gold.words[at].head), gold.share);
        }
        let among = part(&arcs, 0..end - start, 1..end - start + 1);
        let root = part(&arcs, 0..end - start, 0..1);
        let given = part(&pass.mapped, start..end, 0..size);
        let mut change = part_mut(&mut mapped, start..end, 0..size);
        general_mat_mul(1.0, &among, &part(&pass.heads, start..end, 0..size), 0.0, &mut change);
        general_mat_mul(1.0, &root, &part(&pass.heads, words..words + 1, 0..size), 1.0, &mut change);
        general_mat_mul(1.0, &among.t(), &given, 0.0, &mut part_mut(&mut heads, start..end, 0..size));
        general_mat_mul(1.0, &root.t(), &given, 1.0, &mut part_mut(&mut heads, words..words + 1, 0..size));
    }
    general_mat_mul(1.0, &pass.dependents.t(), &mapped, 1.0, &mut gradient.dense.arc.weight);
    gradient.dense.arc.bias += &mapped.sum_axis(Axis(0));
    let mut dependents = mapped.dot(&network.arc.weight.t());
    dropout.apply(Place::Dependents, &mut dependents);
    dropout.apply(Place::Heads, &mut heads);
    let cuts = &network.cuts;
    for (change, from) in [(dependents, cuts.features), (heads, cuts.dependents)] {
        for at in 0..change.nrows() {
            let before = &slice(&pass.out, at)[from..from + size];
            for ((to, change), &before) in slice_mut(out, at)[from..].iter_mut().zip(slice(&change, at)).zip(before) {
                *to = change * gelu_slope(before);
            }
        }
    }
}

/// Relations are learned with the right heads.
fn relations(
    network: &Network,
    batch: &Batch<'_>,
    gold: &Gold<'_>,
    pass: &Pass,
    dropout: &Dropout,
    gradient: &mut Gradient,
    out: &mut Array2<f32>,
) {
    let (words, cuts, size) = (gold.words.len(), &network.cuts, network.sizes.relation);
    let mut heads = Vec::with_capacity(words);
    for sentence in batch.bounds.windows(2) {
        let row = |head: u16| usize::from(head).checked_sub(1).map_or(words, |head| sentence[0] + head);
        heads.extend(gold.words[sentence[0]..sentence[1]].iter().map(|word| row(word.head)));
    }
    let before = together(
        &part(&pass.out, 0..words, cuts.heads..cuts.relation_dependents),
        &part(&pass.out, 0..words + 1, cuts.relation_dependents..cuts.all),
        heads.iter().copied(),
    );
    let mut hidden = before.mapv(gelu);
    dropout.apply(Place::Relations, &mut hidden);
    let mut scores = network.relation.apply(&hidden.view());
    for (at, word) in gold.words.iter().enumerate() {
        gradient.losses.relations += entropy(slice_mut(&mut scores, at), usize::from(word.relation), gold.share);
    }
    general_mat_mul(1.0, &hidden.t(), &scores, 1.0, &mut gradient.dense.relation.weight);
    gradient.dense.relation.bias += &scores.sum_axis(Axis(0));
    let mut change = scores.dot(&network.relation.weight.t());
    dropout.apply(Place::Relations, &mut change);
    for (at, &head) in heads.iter().enumerate() {
        for (change, &before) in slice_mut(&mut change, at).iter_mut().zip(slice(&before, at)) {
            *change *= gelu_slope(before);
        }
        let change = slice(&change, at);
        slice_mut(out, at)[cuts.heads..cuts.heads + size].copy_from_slice(change);
        for (to, change) in slice_mut(out, head)[cuts.relation_dependents..].iter_mut().zip(change) {
            *to += change;
        }
    }
}
