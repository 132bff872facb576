//! Adam (Kingma and Ba 2015): all weights but the tables' at each step, rows of tables only where a batch used them; and the moving mean of
//! the weights (Polyak and Juditsky 1992), which is what training gives.

use ndarray::Array2;
use rayon::prelude::*;

use super::backward::{Gradient, Rows};
use crate::model::fast::{Network, slice, slice_mut};

const FIRST: f32 = 0.9;
const SECOND: f32 = 0.98;
const EPSILON: f32 = 1e-8;
/// Gradients longer than this are shortened to it.
const LONGEST: f64 = 5.0;
/// How much of the mean stays at a step, in the end.
const KEPT: f64 = 0.999;

/// The moments of a table.
#[derive(Debug, Clone)]
pub(crate) struct TableState {
    pub(crate) first: Array2<f32>,
    pub(crate) second: Array2<f32>,
    /// Up to which step the mean of each row was brought.
    pub(crate) brought: Vec<u32>,
}

/// The moments of the weights and their means.
#[derive(Debug, Clone)]
pub(crate) struct Adam {
    pub(crate) first: Network,
    pub(crate) second: Network,
    /// The means of all weights.
    pub(crate) mean: Network,
    pub(crate) tables: Vec<TableState>,
    /// For each step the logarithm of what is left of the mean of before the first.
    left: Vec<f64>,
}

/// How much of the mean stays: at first little, since the first weights are random.
fn kept(step: usize) -> f64 {
    KEPT.min((1 + step) as f64 / (10 + step) as f64)
}

impl Adam {
    pub(crate) fn new(network: &Network, steps: usize) -> Self {
        let mut left = vec![0.0];
        for step in 0..steps {
            left.push(left[step] + kept(step).ln());
        }
        let zeros = |table: &Array2<f32>| Array2::zeros(table.dim());
        let state = |table| TableState { first: zeros(table), second: zeros(table), brought: vec![0; table.nrows()] };
        Self {
            first: network.dense_zeros(),
            second: network.dense_zeros(),
            mean: network.clone(),
            tables: network.tables.iter().map(state).collect(),
            left,
        }
    }

    /// Changes the weights by the sum of the gradients of the shards, in their order; gives the length of the gradient.
    pub(crate) fn step(&mut self, network: &mut Network, shards: &mut [Gradient], rate: f32, step: usize) -> f64 {
        let Some((gradient, others)) = shards.split_first_mut() else { return 0.0 };
        let length = sum(gradient, others);
        if !length.is_finite() {
            return length;
        }
        let shorter = if length > LONGEST { (LONGEST / length) as f32 } else { 1.0 };
        let age = step as i32 + 1;
        let rule = Rule { shorter, rate: rate / (1.0 - FIRST.powi(age)), second: 1.0 / (1.0 - SECOND.powi(age)), kept: kept(step) as f32 };
        let parts = network.dense_mut().into_iter().zip(gradient.dense.dense());
        let moments = self.first.dense_mut().into_iter().zip(self.second.dense_mut()).zip(self.mean.dense_mut());
        let parts: Vec<_> = parts.zip(moments).collect();
        parts.into_par_iter().for_each(|((weights, gradient), ((first, second), mean))| rule.apply(weights, gradient, first, second, mean));

        let left = &self.left;
        let tables = network.tables.iter_mut().zip(&gradient.tables).zip(self.tables.iter_mut().zip(&mut self.mean.tables));
        let tables: Vec<_> = tables.collect();
        tables.into_par_iter().for_each(|((table, gradient), (state, mean))| {
            for (row, gradient) in gradient.rows() {
                let (weights, mean) = (slice_mut(table, row), slice_mut(mean, row));
                bring(weights, mean, left, state.brought[row] as usize, step);
                rule.apply(weights, gradient, slice_mut(&mut state.first, row), slice_mut(&mut state.second, row), mean);
                state.brought[row] = step as u32 + 1;
            }
        });
        length
    }

    /// The mean of the weights after so many steps.
    pub(crate) fn finish(mut self, network: &Network, steps: usize) -> Network {
        for ((table, state), mean) in network.tables.iter().zip(&self.tables).zip(&mut self.mean.tables) {
            for (row, &brought) in state.brought.iter().enumerate() {
                bring(slice(table, row), slice_mut(mean, row), &self.left, brought as usize, steps);
            }
        }
        self.mean
    }
}

/// Brings the mean of weights that did not change from one step to another.
fn bring(weights: &[f32], mean: &mut [f32], left: &[f64], from: usize, to: usize) {
    if from < to {
        let share = (left[to] - left[from]).exp() as f32;
        for (mean, weight) in mean.iter_mut().zip(weights) {
            *mean = weight + (*mean - weight) * share;
        }
    }
}

/// How weights change at a step.
struct Rule {
    shorter: f32,
    rate: f32,
    second: f32,
    kept: f32,
}

impl Rule {
    fn apply(&self, weights: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32], mean: &mut [f32]) {
        let moments = first.iter_mut().zip(second).zip(mean);
        for ((weight, gradient), ((first, second), mean)) in weights.iter_mut().zip(gradient).zip(moments) {
            let gradient = gradient * self.shorter;
            *first = FIRST * *first + (1.0 - FIRST) * gradient;
            *second = SECOND * *second + (1.0 - SECOND) * gradient * gradient;
            *weight -= self.rate * *first / ((*second * self.second).sqrt() + EPSILON);
            *mean = *weight + (*mean - *weight) * self.kept;
        }
    }
}

/// Adds the gradients of the other shards to the first one's, and gives its length.
fn sum(gradient: &mut Gradient, others: &[Gradient]) -> f64 {
    let mut parts: Vec<(&mut [f32], Vec<&[f32]>)> = gradient.dense.dense_mut().into_iter().map(|part| (part, Vec::new())).collect();
    for other in others {
        for ((_, summands), part) in parts.iter_mut().zip(other.dense.dense()) {
            summands.push(part);
        }
    }
    let dense: Vec<f64> = parts
        .into_par_iter()
        .map(|(part, summands)| {
            for summand in summands {
                crate::model::fast::add(part, summand);
            }
            squares(part)
        })
        .collect();
    let mut tables: Vec<(&mut Rows, Vec<&Rows>)> = gradient.tables.iter_mut().map(|rows| (rows, Vec::new())).collect();
    for other in others {
        for ((_, summands), rows) in tables.iter_mut().zip(&other.tables) {
            summands.push(rows);
        }
        for (to, from) in gradient.losses.parts_mut().into_iter().zip(other.losses.clone().parts_mut()) {
            *to += *from;
        }
    }
    let tables: Vec<f64> = tables
        .into_par_iter()
        .map(|(rows, summands)| {
            for summand in summands {
                rows.merge(summand);
            }
            squares(rows.values())
        })
        .collect();
    dense.iter().chain(&tables).sum::<f64>().sqrt()
}

/// The sum of squares, eight at a time.
fn squares(values: &[f32]) -> f64 {
    let mut sum = 0.0f64;
    for block in values.chunks(4096) {
        let mut sums = [0.0f32; 8];
        let (eights, rest) = block.split_at(block.len() / 8 * 8);
        for eight in eights.chunks_exact(8) {
            for (sum, value) in sums.iter_mut().zip(eight) {
                *sum += value * value;
            }
        }
        sum += f64::from(sums.iter().sum::<f32>()) + rest.iter().map(|value| f64::from(value * value)).sum::<f64>();
    }
    sum
}
