//! What networks are built of: affine maps, normalisation, and functions of single numbers.

use ndarray::{Array1, Array2, ArrayView2};

use super::file::{ModelError, Reader, Writer};

/// An affine map of row vectors: `x · weight + bias`.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    /// Inputs × outputs.
    pub(crate) weight: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

impl Linear {
    /// Maps each row of `x`.
    pub(crate) fn apply(&self, x: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = x.dot(&self.weight);
        out += &self.bias;
        out
    }

    /// Reads a map of `inputs` numbers to `outputs`; the weight is stored in 8 bits with a row for each output.
    pub(crate) fn read(reader: &mut Reader<'_>, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let rows = reader.matrix8()?;
        let bias = reader.vector(outputs)?;
        if rows.dim() != (outputs, inputs) {
            return Err(reader.damaged());
        }
        // Only the axes change places, no number does: products take any layout.
        Ok(Self { weight: rows.reversed_axes(), bias })
    }

    /// Writes what [`Linear::read`] reads.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.matrix8(&self.weight.t().to_owned());
        writer.floats(&self.bias.to_vec());
    }
}

/// Layer normalisation (Ba, Kiros and Hinton 2016) of each row.
#[derive(Debug, Clone)]
pub(crate) struct Norm {
    pub(crate) weight: Array1<f32>,
    pub(crate) bias: Array1<f32>,
    pub(crate) epsilon: f32,
}

impl Norm {
    pub(crate) fn apply(&self, x: &mut Array2<f32>) {
        let columns = x.ncols().max(1) as f32;
        for mut row in x.rows_mut() {
            let mean = row.sum() / columns;
            let variance = row.fold(0.0, |sum, value| sum + (value - mean) * (value - mean)) / columns;
            let inverse = 1.0 / (variance + self.epsilon).sqrt();
            for ((value, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *value = (*value - mean) * inverse * weight + bias;
            }
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>, size: usize, epsilon: f32) -> Result<Self, ModelError> {
        Ok(Self { weight: reader.vector(size)?, bias: reader.vector(size)?, epsilon })
    }
}

/// `e^x`, within 2·10⁻⁷ of it in relation (Cody and Waite's reduction, a polynomial of degree 6); written without branches so that the
/// compiler makes vector code of loops over it, and the same on every machine.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    // Adding and taking away 1.5 · 2²³ rounds to the nearest whole number, and leaves it in the low bits of the sum.
    let shifted = x * LOG2_E + 12_582_912.0;
    let whole = shifted - 12_582_912.0;
    let rest = x - whole * HIGH - whole * LOW;
    let mut power = 1.987_569_1e-4;
    for factor in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        power = power * rest + factor;
    }
    let power = power * rest * rest + rest + 1.0;
    power * f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23))
}

/// The logistic function.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// `x · Φ(x)` (Hendrycks and Gimpel 2016), with the error function after Abramowitz and Stegun 7.1.26 (off by at most 1.5·10⁻⁷).
#[inline(always)]
pub(crate) fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let mut series = 1.061_405_4;
    for factor in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        series = series * t + factor;
    }
    let tail = 0.5 * series * t * exp(-z * z);
    x * if x < 0.0 { tail } else { 1.0 - tail }
}

/// How fast [`gelu`] grows: `Φ(x) + x · φ(x)`.
#[inline(always)]
pub(crate) fn gelu_slope(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let bell = exp(-z * z);
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let mut series = 1.061_405_4;
    for factor in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        series = series * t + factor;
    }
    let tail = 0.5 * series * t * bell;
    // 1/√(2π)
    (if x < 0.0 { tail } else { 1.0 - tail }) + x * bell * 0.398_942_3
}

/// Makes shares of one of a row of scores.
pub(crate) fn softmax(scores: &mut [f32]) {
    let high = scores.iter().fold(f32::MIN, |high, &score| high.max(score));
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - high);
        sum += *score;
    }
    let inverse = 1.0 / sum;
    for score in scores {
        *score *= inverse;
    }
}

#[cfg(test)]
mod tests {
    use super::{exp, gelu, sigmoid, softmax};

    #[test]
    fn functions_are_near_the_exact_ones() {
        for step in -2000..2000 {
            let x = step as f32 * 0.02;
            let exact = f64::from(x);
            assert!((f64::from(exp(x)) / exact.exp() - 1.0).abs() < 3e-7, "exp {x}");
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-exact).exp())).abs() < 3e-7, "sigmoid {x}");
        }
        for (x, exact) in [(0.0, 0.0), (1.0, 0.841_344_7), (-1.0, -0.158_655_3), (3.0, 2.995_950_3), (-5.0, -1.433e-6)] {
            assert!((gelu(x) - exact).abs() < 2e-6, "gelu {x}");
        }
    }

    #[test]
    fn shares_sum_to_one() {
        let mut scores = [1.0, 2.0, -1000.0, 3.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6 && scores[2] < 1e-6 && scores[3] > scores[1]);
    }
}
