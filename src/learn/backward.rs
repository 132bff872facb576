//! The way back through the fast network: the gradients of all weights, written by hand and checked against differences.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Axis};

use super::losses::{Gold, Losses, losses};
use crate::model::fast::{Batch, Dropout, FEATURES, FORM, Network, Pass, Place, TABLES, Vectors, add, part, slice, slice_mut};
use crate::model::layers::{Linear, gelu_slope};

/// The gradient of a table, of whose rows few are used in a batch.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    columns: usize,
    /// For each row of the table its position among the used ones, from 1; 0 if it is not used.
    places: Vec<u32>,
    /// The used rows, in the order of their first use.
    pub(crate) used: Vec<u32>,
    values: Vec<f32>,
}

impl Rows {
    fn new(rows: usize, columns: usize) -> Self {
        Self { columns, places: vec![0; rows], used: Vec::new(), values: Vec::new() }
    }

    /// The gradient of a row, to be added to.
    pub(crate) fn row(&mut self, row: usize) -> &mut [f32] {
        if self.places[row] == 0 {
            self.used.push(row as u32);
            self.places[row] = self.used.len() as u32;
            self.values.resize(self.used.len() * self.columns, 0.0);
        }
        let at = self.places[row] as usize - 1;
        &mut self.values[at * self.columns..(at + 1) * self.columns]
    }

    /// The used rows with their gradients.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.used.iter().map(|&row| row as usize).zip(self.values.chunks_exact(self.columns.max(1)))
    }

    /// All numbers.
    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    fn clear(&mut self) {
        for &row in &self.used {
            self.places[row as usize] = 0;
        }
        self.used.clear();
        self.values.clear();
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (row, values) in other.rows() {
            add(self.row(row), values);
        }
    }
}

/// The gradients of all weights, and what they were computed from.
#[derive(Debug, Clone)]
pub(crate) struct Gradient {
    pub(crate) dense: Network,
    pub(crate) tables: Vec<Rows>,
    pub(crate) losses: Losses,
}

impl Gradient {
    pub(crate) fn new(network: &Network) -> Self {
        let tables = network.tables.iter().map(|table| Rows::new(table.nrows(), table.ncols())).collect();
        Self { dense: network.dense_zeros(), tables, losses: Losses::default() }
    }

    /// Sets all to zero.
    pub(crate) fn clear(&mut self) {
        for part in self.dense.dense_mut() {
            part.fill(0.0);
        }
        for table in &mut self.tables {
            table.clear();
        }
        self.losses = Losses::default();
    }
}

/// Computes the losses of a batch and adds their gradients to `gradient`.
pub(crate) fn learn(network: &Network, batch: &Batch<'_>, vectors: &Vectors, gold: &Gold<'_>, dropout: &Dropout, gradient: &mut Gradient) {
    let pass = network.forward(batch, vectors, Some(dropout));
    let (out, mut top) = losses(network, batch, gold, &pass, dropout, gradient);
    back(&network.heads, &pass.top, &out, &mut gradient.dense.heads, &mut top);
    let words = batch.words.len();
    gradient.dense.root += &top.row(words);

    let mut change = part(&top, 0..words, 0..network.sizes.width).to_owned();
    for (at, layer) in network.layers.iter().enumerate().rev() {
        dropout.apply(Place::Layer(at), &mut change);
        let done = &pass.layers[at];
        let (gates, mut below) = recur_back(&change, &done.x, &done.gates, &done.states, &batch.bounds);
        back(layer, &done.x, &gates, &mut gradient.dense.layers[at], &mut below);
        change = below;
    }
    dropout.apply(Place::Window, &mut change);
    let mut word = window_back(network, batch, &pass, &change, gradient);
    dropout.apply(Place::Word, &mut word);
    for (at, slot) in batch.slots.iter().enumerate() {
        for (change, &before) in slice_mut(&mut word, at).iter_mut().zip(slice(&pass.before_word, at)) {
            *change *= gelu_slope(before);
        }
        add(slice_mut(&mut gradient.dense.treebanks, slot.treebank), slice(&word, at));
    }
    general_mat_mul(1.0, &pass.seen.t(), &word, 1.0, &mut gradient.dense.input.weight);
    gradient.dense.input.bias += &word.sum_axis(Axis(0));
    // The vectors are fixed: what is seen of them gets no gradient.
    let learned = TABLES * network.sizes.columns;
    let mut seen = word.dot(&part(&network.input.weight, 0..learned, 0..network.sizes.width).t());
    dropout.apply(Place::Input, &mut seen);
    tables_back(network.sizes.columns, batch, &seen, &mut gradient.tables);
}

/// The way back through an affine map: `change` is the gradient of what came out, that of what went in is added to `below`.
fn back(linear: &Linear, x: &Array2<f32>, change: &Array2<f32>, gradient: &mut Linear, below: &mut Array2<f32>) {
    general_mat_mul(1.0, &x.t(), change, 1.0, &mut gradient.weight);
    gradient.bias += &change.sum_axis(Axis(0));
    general_mat_mul(1.0, change, &linear.weight.t(), 1.0, below);
}

/// Gives the gradient of the slots' vectors.
fn window_back(network: &Network, batch: &Batch<'_>, pass: &Pass, change: &Array2<f32>, gradient: &mut Gradient) -> Array2<f32> {
    let width = network.sizes.width;
    let mut given = Array2::zeros((batch.slots.len(), 3 * width));
    let mut word = Array2::zeros(pass.word.dim());
    let mut inner = vec![0.0f32; width];
    for sentence in batch.bounds.windows(2) {
        for at in sentence[0]..sentence[1] {
            let slot = batch.words[at] as usize;
            add(slice_mut(&mut word, slot), slice(change, at));
            for ((inner, change), &before) in inner.iter_mut().zip(slice(change, at)).zip(slice(&pass.before_window, at)) {
                *inner = change * gelu_slope(before);
            }
            add(&mut slice_mut(&mut given, slot)[width..2 * width], &inner);
            if at > sentence[0] {
                add(&mut slice_mut(&mut given, batch.words[at - 1] as usize)[..width], &inner);
            }
            if at + 1 < sentence[1] {
                add(&mut slice_mut(&mut given, batch.words[at + 1] as usize)[2 * width..], &inner);
            }
        }
    }
    back(&network.window, &pass.word, &given, &mut gradient.dense.window, &mut word);
    word
}

fn tables_back(columns: usize, batch: &Batch<'_>, seen: &Array2<f32>, tables: &mut [Rows]) {
    for (at, slot) in batch.slots.iter().enumerate() {
        let change = slice(seen, at);
        for (feature, rows) in slot.word.rows.iter().enumerate() {
            if feature != FORM || slot.form {
                for &row in rows {
                    add(tables[feature].row(row as usize), &change[feature * columns..]);
                }
            }
        }
        let share = 1.0 / slot.word.trigrams.len().max(1) as f32;
        for &row in &slot.word.trigrams {
            for (to, change) in tables[FEATURES].row(row as usize).iter_mut().zip(&change[FEATURES * columns..]) {
                *to += change * share;
            }
        }
    }
}

/// The way back through the simple recurrent unit: gives the gradients of the product that makes candidates and gates, and of the input
/// so far as it goes around them.
fn recur_back(
    change: &Array2<f32>,
    x: &Array2<f32>,
    gates: &Array2<f32>,
    states: &Array2<f32>,
    bounds: &[usize],
) -> (Array2<f32>, Array2<f32>) {
    let half = x.ncols() / 2;
    let mut product = Array2::zeros(gates.dim());
    let mut below = Array2::zeros(x.dim());
    let mut carried = vec![0.0f32; half];
    let nothing = vec![0.0f32; half];
    for sentence in bounds.windows(2) {
        for direction in 0..2 {
            carried.fill(0.0);
            let own = direction * half..(direction + 1) * half;
            let length = sentence[1] - sentence[0];
            for step in (0..length).rev() {
                let (at, before) = if direction == 0 {
                    (sentence[0] + step, (sentence[0] + step).wrapping_sub(1))
                } else {
                    (sentence[1] - 1 - step, sentence[1] - step)
                };
                let (candidates, gates) = slice(gates, at)[3 * own.start..3 * own.end].split_at(half);
                let (forget, reset) = gates.split_at(half);
                let (to_candidates, to_gates) = slice_mut(&mut product, at)[3 * own.start..3 * own.end].split_at_mut(half);
                let (to_forget, to_reset) = to_gates.split_at_mut(half);
                let (x, c) = (&slice(x, at)[own.clone()], &slice(states, at)[own.clone()]);
                let earlier = if step == 0 { nothing.as_slice() } else { &slice(states, before)[own.clone()] };
                let (change, below) = (&slice(change, at)[own.clone()], &mut slice_mut(&mut below, at)[own.clone()]);
                for lane in 0..half {
                    let (f, r) = (forget[lane], reset[lane]);
                    below[lane] = change[lane] * (1.0 - r);
                    to_reset[lane] = change[lane] * (c[lane] - x[lane]) * r * (1.0 - r);
                    let state = change[lane] * r + carried[lane];
                    to_candidates[lane] = state * (1.0 - f);
                    to_forget[lane] = state * (earlier[lane] - candidates[lane]) * f * (1.0 - f);
                    carried[lane] = state * f;
                }
            }
        }
    }
    (product, below)
}
