//! The network applied to sentences: the same for training and for use, but for the dropout.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

use super::network::Network;
use super::vectors::Vectors;
use super::words::{Batch, FEATURES, FORM, Slot, TABLES, mix};
use crate::model::layers::{gelu, sigmoid};

/// What is left out at random in training (Srivastava et al. 2014). What a seed leaves out is the same each time, so that it need not be
/// kept for the way back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dropout {
    pub(crate) seed: u64,
    /// Share of the numbers of the input and between layers.
    pub(crate) layers: f32,
    /// Share of the numbers of words as dependents and heads.
    pub(crate) heads: f32,
}

/// Places where something is left out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Input,
    Word,
    Window,
    Layer(usize),
    Dependents,
    Heads,
    Relations,
}

impl Dropout {
    /// Zeroes numbers of `x` at random and makes the others bigger; applied to a gradient, the way back.
    pub(crate) fn apply(&self, place: Place, x: &mut Array2<f32>) {
        let (share, place) = match place {
            Place::Input => (self.layers, 0),
            Place::Word => (self.layers, 1),
            Place::Window => (self.layers, 2),
            Place::Dependents => (self.heads, 3),
            Place::Heads => (self.heads, 4),
            Place::Relations => (self.heads, 5),
            Place::Layer(at) => (self.layers, 6 + at as u64),
        };
        if share <= 0.0 {
            return;
        }
        // Sixteen bits decide over a number.
        let limit = (share * 65536.0) as i32;
        let scale = 65536.0 / (65536 - limit) as f32;
        let seed = mix(self.seed ^ mix(place + 1));
        for at in 0..x.nrows() {
            let mut lanes = lanes(seed ^ (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            for values in slice_mut(x, at).chunks_mut(LANES) {
                for lane in &mut lanes {
                    *lane ^= *lane << 13;
                    *lane ^= *lane >> 17;
                    *lane ^= *lane << 5;
                }
                for (value, lane) in values.iter_mut().zip(&lanes) {
                    *value *= if ((lane >> 16) as i32) < limit { 0.0 } else { scale };
                }
            }
        }
    }
}

/// Generators of random numbers (Marsaglia's xorshift, 2003) beside each other, so that the compiler can use vectors.
const LANES: usize = 8;

fn lanes(seed: u64) -> [u32; LANES] {
    let mut lanes = [0; LANES];
    for (at, two) in lanes.chunks_exact_mut(2).enumerate() {
        let bits = mix(seed.wrapping_add(at as u64 + 1));
        two.copy_from_slice(&[bits as u32 | 1, (bits >> 32) as u32 | 1]);
    }
    lanes
}

/// What a recurrent layer did.
#[derive(Debug)]
pub(crate) struct LayerPass {
    /// Its input.
    pub(crate) x: Array2<f32>,
    /// For either direction candidates, forget gates and reset gates.
    pub(crate) gates: Array2<f32>,
    /// The states: forwards, backwards.
    pub(crate) states: Array2<f32>,
}

/// What was computed of a batch. What only the way back needs is empty in use, so that less memory is gone through.
#[derive(Debug)]
pub(crate) struct Pass {
    /// What is seen of each slot; only for the way back.
    pub(crate) seen: Array2<f32>,
    /// Its vector, before the activation; only for the way back.
    pub(crate) before_word: Array2<f32>,
    /// And after it.
    pub(crate) word: Array2<f32>,
    /// The window around each word, before the activation.
    pub(crate) before_window: Array2<f32>,
    pub(crate) layers: Vec<LayerPass>,
    /// The last layer; its last row is the root.
    pub(crate) top: Array2<f32>,
    /// The heads' columns.
    pub(crate) out: Array2<f32>,
    /// Vectors of words as dependents, and the same multiplied.
    pub(crate) dependents: Array2<f32>,
    pub(crate) mapped: Array2<f32>,
    /// Vectors of words and, last, the root as heads.
    pub(crate) heads: Array2<f32>,
}

impl Network {
    /// Applies the network to a batch.
    pub(crate) fn forward(&self, batch: &Batch<'_>, vectors: &Vectors, dropout: Option<&Dropout>) -> Pass {
        let width = self.sizes.width;
        let keep = dropout.is_some();
        let drop = |place: Place, x: &mut Array2<f32>| {
            if let Some(dropout) = dropout {
                dropout.apply(place, x);
            }
        };
        let mut seen = self.see(&batch.slots, vectors);
        drop(Place::Input, &mut seen);
        let mut before_word = self.input.apply(&seen.view());
        for (mut row, slot) in before_word.rows_mut().into_iter().zip(&batch.slots) {
            row += &self.treebanks.row(slot.treebank);
        }
        let (seen, before_word, mut word) =
            if keep { (seen, before_word.clone(), before_word) } else { (nothing(), nothing(), before_word) };
        activate(&mut word);
        drop(Place::Word, &mut word);

        let given = self.window.apply(&word.view());
        let mut before_window: Array2<f32> = Array2::zeros((if keep { batch.words.len() } else { 1 }, width));
        let mut x: Array2<f32> = Array2::zeros((batch.words.len(), width));
        for sentence in batch.bounds.windows(2) {
            for at in sentence[0]..sentence[1] {
                let slot = batch.words[at] as usize;
                let sum = slice_mut(&mut before_window, if keep { at } else { 0 });
                sum.copy_from_slice(&slice(&given, slot)[width..2 * width]);
                if at > sentence[0] {
                    add(sum, &slice(&given, batch.words[at - 1] as usize)[..width]);
                }
                if at + 1 < sentence[1] {
                    add(sum, &slice(&given, batch.words[at + 1] as usize)[2 * width..]);
                }
                for ((out, &mut sum), &own) in slice_mut(&mut x, at).iter_mut().zip(sum).zip(slice(&word, slot)) {
                    *out = own + gelu(sum);
                }
            }
        }
        std::mem::drop(given);
        drop(Place::Window, &mut x);

        let mut layers = Vec::with_capacity(self.layers.len());
        for (at, layer) in self.layers.iter().enumerate() {
            let mut gates = layer.apply(&x.view());
            let (states, mut next) = recur(&x, &mut gates, &batch.bounds, keep);
            drop(Place::Layer(at), &mut next);
            if keep {
                layers.push(LayerPass { x, gates, states });
            }
            x = next;
        }
        let mut top = Array2::zeros((x.nrows() + 1, width));
        let words = x.nrows();
        part_mut(&mut top, 0..words, 0..width).assign(&x);
        top.row_mut(words).assign(&self.root);
        std::mem::drop(x);
        let out = self.heads.apply(&top.view());

        let cuts = &self.cuts;
        let mut dependents = part(&out, 0..words, cuts.features..cuts.dependents).to_owned();
        let mut heads = part(&out, 0..words + 1, cuts.dependents..cuts.heads).to_owned();
        activate(&mut dependents);
        activate(&mut heads);
        drop(Place::Dependents, &mut dependents);
        drop(Place::Heads, &mut heads);
        let mapped = self.arc.apply(&dependents.view());
        Pass { seen, before_word, word, before_window, layers, top, out, dependents, mapped, heads }
    }

    /// What is seen of words: the sums of the two rows of each feature, the mean of the trigrams' rows, the vector, and whether there is one.
    fn see(&self, slots: &[Slot<'_>], vectors: &Vectors) -> Array2<f32> {
        let columns = self.sizes.columns;
        let vector = self.vector();
        let mut seen = Array2::zeros((slots.len(), self.inputs()));
        for (at, slot) in slots.iter().enumerate() {
            let out = slice_mut(&mut seen, at);
            for (feature, &[one, other]) in slot.word.rows.iter().enumerate() {
                if feature == FORM && !slot.form {
                    continue;
                }
                let rows = slice(&self.tables[feature], one as usize).iter().zip(slice(&self.tables[feature], other as usize));
                for (out, (one, other)) in out[feature * columns..].iter_mut().zip(rows) {
                    *out = one + other;
                }
            }
            let share = 1.0 / slot.word.trigrams.len().max(1) as f32;
            for &row in &slot.word.trigrams {
                for (out, value) in out[FEATURES * columns..].iter_mut().zip(slice(&self.tables[FEATURES], row as usize)) {
                    *out += value * share;
                }
            }
            if let Some(row) = slot.word.vector.filter(|_| slot.vector && vector > 0) {
                let out = &mut out[TABLES * columns..];
                vectors.row(row, &mut out[..vector]);
                out[vector] = 1.0;
            }
        }
        seen
    }

    /// How well each word of a sentence would depend on the root (column 0) and on each word.
    pub(crate) fn arcs(&self, pass: &Pass, start: usize, end: usize) -> Array2<f32> {
        let size = self.sizes.arc;
        let mapped = part(&pass.mapped, start..end, 0..size);
        let mut arcs = Array2::zeros((end - start, end - start + 1));
        arcs.column_mut(0).assign(&mapped.dot(&pass.heads.row(pass.heads.nrows() - 1)));
        let heads = part(&pass.heads, start..end, 0..size);
        general_mat_mul(1.0, &mapped, &heads.t(), 0.0, &mut part_mut(&mut arcs, 0..end - start, 1..end - start + 1));
        arcs
    }

    /// The score of a script of a base form for a word.
    pub(crate) fn script(&self, top: &[f32], script: usize) -> f32 {
        // Eight sums at a time, so that the compiler can use vectors.
        let mut sums = [0.0f32; 8];
        for (a, b) in top.chunks_exact(8).zip(slice(&self.tables[TABLES], script).chunks_exact(8)) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        }
        let rest = top.len() / 8 * 8;
        let tail: f32 = top[rest..].iter().zip(&slice(&self.tables[TABLES], script)[rest..]).map(|(a, b)| a * b).sum();
        sums.iter().sum::<f32>() + tail + self.scripts[script]
    }
}

/// A row of a matrix in standard layout.
pub(crate) fn slice(matrix: &Array2<f32>, row: usize) -> &[f32] {
    let columns = matrix.ncols();
    matrix.as_slice().and_then(|all| all.get(row * columns..(row + 1) * columns)).unwrap_or_default()
}

/// The same, to be changed.
pub(crate) fn slice_mut(matrix: &mut Array2<f32>, row: usize) -> &mut [f32] {
    let columns = matrix.ncols();
    matrix.as_slice_mut().and_then(|all| all.get_mut(row * columns..(row + 1) * columns)).unwrap_or_default()
}

/// Some rows and columns of a matrix.
pub(crate) fn part(matrix: &Array2<f32>, rows: Range<usize>, columns: Range<usize>) -> ArrayView2<'_, f32> {
    let mut view = matrix.view();
    view.slice_axis_inplace(Axis(0), rows.into());
    view.slice_axis_inplace(Axis(1), columns.into());
    view
}

/// The same, to be changed.
pub(crate) fn part_mut(matrix: &mut Array2<f32>, rows: Range<usize>, columns: Range<usize>) -> ArrayViewMut2<'_, f32> {
    let mut view = matrix.view_mut();
    view.slice_axis_inplace(Axis(0), rows.into());
    view.slice_axis_inplace(Axis(1), columns.into());
    view
}

/// Adds numbers to others.
pub(crate) fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

fn nothing() -> Array2<f32> {
    Array2::zeros((0, 0))
}

fn activate(x: &mut Array2<f32>) {
    for value in x.as_slice_mut().unwrap_or_default() {
        *value = gelu(*value);
    }
}

/// What dependents and heads have together, before the activation: row `i` of one plus row `i` of the other.
pub(crate) fn together(dependents: &ArrayView2<'_, f32>, heads: &ArrayView2<'_, f32>, chosen: impl Iterator<Item = usize>) -> Array2<f32> {
    let mut sum = dependents.to_owned();
    for (mut row, head) in sum.rows_mut().into_iter().zip(chosen) {
        row += &heads.row(head);
    }
    sum
}

/// The simple recurrent unit (Lei et al. 2018) in both directions, without the state in its gates. Candidates stay, gates get their
/// activation in place. Gives the states, if they are to be kept, and the layer's output.
fn recur(x: &Array2<f32>, gates: &mut Array2<f32>, bounds: &[usize], keep: bool) -> (Array2<f32>, Array2<f32>) {
    let (rows, width) = x.dim();
    let half = width / 2;
    let mut states = Array2::zeros(if keep { (rows, width) } else { (0, 0) });
    let mut out = Array2::zeros((rows, width));
    for row in gates.as_slice_mut().unwrap_or_default().chunks_exact_mut(half.max(1)).enumerate().filter(|(at, _)| at % 3 != 0) {
        for gate in row.1 {
            *gate = sigmoid(*gate);
        }
    }
    let mut state = vec![0.0f32; half];
    for sentence in bounds.windows(2) {
        for direction in 0..2 {
            state.fill(0.0);
            let own = direction * half..(direction + 1) * half;
            for step in 0..sentence[1] - sentence[0] {
                let at = if direction == 0 { sentence[0] + step } else { sentence[1] - 1 - step };
                let gates = &slice(gates, at)[3 * own.start..3 * own.end];
                let (candidates, gates) = gates.split_at(half);
                let (forget, reset) = gates.split_at(half);
                let (x, out) = (&slice(x, at)[own.clone()], &mut slice_mut(&mut out, at)[own.clone()]);
                for lane in 0..half {
                    let c = forget[lane] * state[lane] + (1.0 - forget[lane]) * candidates[lane];
                    state[lane] = c;
                    out[lane] = reset[lane] * c + (1.0 - reset[lane]) * x[lane];
                }
                if keep {
                    slice_mut(&mut states, at)[own.clone()].copy_from_slice(&state);
                }
            }
        }
    }
    (states, out)
}
