//! The accurate network: a pretrained transformer over pieces of words (BERT, Devlin et al. 2019; multilingual-e5-small, Wang et al. 2024),
//! fine-tuned, words as the mean of their pieces, and heads for tags and trees (biaffine: Dozat and Manning 2017).

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis, Slice};

use super::file::{Matrix4, ModelError, Reader};
use super::heads::Heads;
use super::labels::Labels;
use super::layers::{Linear, Norm, gelu, softmax};
use super::names::Names;
use super::pieces::Pieces;
use super::scores::{Input, Scores};

/// The name and version of the format.
pub(crate) const FORMAT: &str = "entente-accurate 2";

/// The numbers that a network's size comes to.
#[derive(Debug, Clone, Copy)]
struct Size {
    hidden: usize,
    inner: usize,
    heads: usize,
}

/// The network.
#[derive(Debug)]
pub(crate) struct Encoder {
    size: Size,
    pieces: Pieces,
    embeddings: Matrix4,
    positions: Array2<f32>,
    treebank_in: Array2<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// The share of the embeddings and of each layer in a word's vector.
    mix: Array1<f32>,
    treebank_out: Array2<f32>,
    heads: Heads,
    names: Option<Names>,
}

#[derive(Debug)]
struct Layer {
    attention: Linear,
    out: Linear,
    norm1: Norm,
    up: Linear,
    down: Linear,
    norm2: Norm,
}

/// A stretch of words that the encoder sees at once: a sentence, or part of one that is too long for its positions.
struct Window {
    /// Its rows in the matrix of all pieces.
    start: usize,
    end: usize,
    /// How many pieces each of its words has.
    sizes: Vec<usize>,
    treebank: usize,
}

impl Encoder {
    pub(crate) fn read(reader: &mut Reader<'_>, labels: &Labels) -> Result<Self, ModelError> {
        const EPSILON: f32 = 1e-12;
        let size = Size { hidden: reader.size()?, inner: reader.size()?, heads: reader.size()? };
        let Size { hidden, inner, heads } = size;
        let count = reader.size()?;
        if heads == 0 || hidden % heads != 0 {
            return Err(reader.damaged());
        }
        let pieces = Pieces::read(reader)?;
        let embeddings = reader.matrix4()?;
        let positions = reader.matrix8()?;
        let treebank_in = reader.matrix()?;
        let norm = Norm::read(reader, hidden, EPSILON)?;
        let mut layers = Vec::with_capacity(count);
        for _ in 0..count {
            layers.push(Layer {
                attention: Linear::read(reader, hidden, 3 * hidden)?,
                out: Linear::read(reader, hidden, hidden)?,
                norm1: Norm::read(reader, hidden, EPSILON)?,
                up: Linear::read(reader, hidden, inner)?,
                down: Linear::read(reader, inner, hidden)?,
                norm2: Norm::read(reader, hidden, EPSILON)?,
            });
        }
        let mix = reader.vector(count + 1)?;
        let treebank_out = reader.matrix()?;
        let heads = Heads::read(reader, hidden, labels)?;
        let names = Names::read(reader, hidden)?;
        let banks = (labels.treebanks.len(), hidden);
        let fits = embeddings.rows() == pieces.len()
            && positions.ncols() == hidden
            && positions.nrows() > 40
            && treebank_in.dim() == banks
            && treebank_out.dim() == banks;
        if !fits {
            return Err(reader.damaged());
        }
        Ok(Self { size, pieces, embeddings, positions, treebank_in, norm, layers, mix, treebank_out, heads, names })
    }

    pub(crate) fn scores(&self, inputs: &[Input<'_>], labels: &Labels) -> Vec<Scores> {
        let words = self.words(inputs);
        let mut scores = self.heads.scores(&words, inputs, labels);
        if let Some(names) = &self.names {
            let mut start = 0;
            for (input, scores) in inputs.iter().zip(&mut scores) {
                let end = start + input.forms.len();
                let of_sentence = words.slice_axis(Axis(0), Slice::from(start..end));
                scores.names = Some(names.of(&of_sentence, labels.treebanks[input.treebank].lang));
                start = end;
            }
        }
        scores
    }

    pub(crate) fn relations(&self, scores: &Scores, heads: &[usize]) -> Array2<f32> {
        self.heads.relations(scores, heads)
    }

    /// The vectors of the words of all inputs, one after the other.
    fn words(&self, inputs: &[Input<'_>]) -> Array2<f32> {
        let (pieces, windows) = self.windows(inputs);
        let mut x = Array2::zeros((pieces.len(), self.size.hidden));
        for window in &windows {
            for (position, row) in (window.start..window.end).enumerate() {
                let mut out = x.row_mut(row);
                if let Some(out) = out.as_slice_mut() {
                    self.embeddings.row(pieces[row] as usize, out);
                }
                out += &self.positions.row(position);
                out += &self.treebank_in.row(window.treebank);
            }
        }
        self.norm.apply(&mut x);
        let mut mixed = &x * self.mix[0];
        for (layer, &share) in self.layers.iter().zip(self.mix.iter().skip(1)) {
            x = layer.apply(x, &windows, self.size.heads);
            mixed.scaled_add(share, &x);
        }
        let words = inputs.iter().map(|input| input.forms.len()).sum();
        let mut out = Array2::zeros((words, self.size.hidden));
        let mut word = 0;
        for window in &windows {
            let mut row = window.start + 1;
            for &size in &window.sizes {
                let mut vector = out.row_mut(word);
                for piece in row..row + size {
                    vector.scaled_add(1.0 / size as f32, &mixed.row(piece));
                }
                vector += &self.treebank_out.row(window.treebank);
                row += size;
                word += 1;
            }
        }
        out
    }

    /// The pieces of all inputs, each window behind the piece that begins a sentence.
    fn windows(&self, inputs: &[Input<'_>]) -> (Vec<u32>, Vec<Window>) {
        let room = self.positions.nrows();
        let (mut pieces, mut windows) = (Vec::new(), Vec::<Window>::new());
        let mut word = Vec::new();
        for input in inputs {
            let first = windows.len();
            for (form, &space) in input.forms.iter().zip(&input.spaces) {
                word.clear();
                self.pieces.cut(form, space, &mut word);
                let full = windows.last().is_none_or(|window| window.end - window.start + word.len() > room);
                if windows.len() == first || full {
                    let start = pieces.len();
                    pieces.push(self.pieces.begin);
                    windows.push(Window { start, end: start + 1, sizes: Vec::new(), treebank: input.treebank });
                }
                if let Some(window) = windows.last_mut() {
                    pieces.extend_from_slice(&word);
                    window.end = pieces.len();
                    window.sizes.push(word.len());
                }
            }
        }
        (pieces, windows)
    }
}

impl Layer {
    fn apply(&self, x: Array2<f32>, windows: &[Window], heads: usize) -> Array2<f32> {
        let projected = self.attention.apply(&x.view());
        let mut context = Array2::zeros(x.dim());
        for window in windows {
            let part = projected.slice_axis(Axis(0), Slice::from(window.start..window.end));
            attend(&part, context.slice_axis_mut(Axis(0), Slice::from(window.start..window.end)), heads);
        }
        let mut x = x + self.out.apply(&context.view());
        self.norm1.apply(&mut x);
        let mut inner = self.up.apply(&x.view());
        inner.mapv_inplace(gelu);
        let mut x = x + self.down.apply(&inner.view());
        self.norm2.apply(&mut x);
        x
    }
}

/// Scaled dot-product attention of the pieces of one window, head by head; the columns are queries, keys and values.
fn attend(projected: &ArrayView2<'_, f32>, mut context: ArrayViewMut2<'_, f32>, heads: usize) {
    let hidden = context.ncols();
    let width = hidden / heads;
    let scale = 1.0 / (width as f32).sqrt();
    for head in 0..heads {
        let columns = |part: usize| {
            let from = part * hidden + head * width;
            projected.slice_axis(Axis(1), Slice::from(from..from + width))
        };
        let mut shares = columns(0).dot(&columns(1).t());
        shares *= scale;
        for mut row in shares.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row);
            }
        }
        context.slice_axis_mut(Axis(1), Slice::from(head * width..(head + 1) * width)).assign(&shares.dot(&columns(2)));
    }
}
