//! The weights of the fast network, and how they are stored.

use ndarray::{Array1, Array2};

use super::words::TABLES;
use crate::model::layers::Linear;
use crate::model::{Labels, ModelError, Reader, Writer};
use crate::tree::Upos;

/// The sizes of a fast network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Rows of the tables: form, first three letters, last two, three and four letters, shape, trigrams.
    pub rows: [usize; TABLES],
    /// Columns of the tables.
    pub columns: usize,
    /// Numbers of a word inside the network; even.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Numbers of a word as dependent and as head.
    pub arc: usize,
    /// Numbers of a word when its relation is told.
    pub relation: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { rows: [16384, 4096, 8192, 8192, 8192, 1024, 8192], columns: 48, width: 256, layers: 3, arc: 128, relation: 96 }
    }
}

impl Sizes {
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.rows.into_iter().chain([self.columns, self.width, self.layers, self.arc, self.relation])
    }

    fn write(&self, writer: &mut Writer) {
        for number in self.numbers() {
            writer.number(number as u64);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut rows = [0; TABLES];
        for rows in &mut rows {
            *rows = reader.size()?;
        }
        let [columns, width, layers, arc, relation] = [reader.size()?, reader.size()?, reader.size()?, reader.size()?, reader.size()?];
        let sizes = Self { rows, columns, width, layers, arc, relation };
        let impossible = sizes.numbers().any(|number| number == 0 || number > 1 << 20) || width % 2 == 1;
        if impossible { Err(reader.damaged()) } else { Ok(sizes) }
    }
}

/// Where the parts of the heads' columns begin and end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cuts {
    /// After the parts of speech, which come first.
    pub(crate) upos: usize,
    /// After the features.
    pub(crate) features: usize,
    /// After the vectors of words as dependents.
    pub(crate) dependents: usize,
    /// After their vectors as heads.
    pub(crate) heads: usize,
    /// After their vectors as dependents whose relation is told.
    pub(crate) relation_dependents: usize,
    /// After their vectors as heads of it: all columns.
    pub(crate) all: usize,
}

/// The weights. Those of `tables` are learned row by row, all others together.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    pub(crate) sizes: Sizes,
    /// The tables of a word's features; after them one with a row for each script of a base form.
    pub(crate) tables: Vec<Array2<f32>>,
    /// From what is seen of a word to its vector.
    pub(crate) input: Linear,
    /// Added to it: a row for each treebank.
    pub(crate) treebanks: Array2<f32>,
    /// What a word gives to the next word, to itself and to the word before.
    pub(crate) window: Linear,
    /// The products of the recurrent layers: for either direction candidate, forget gate and reset gate.
    pub(crate) layers: Vec<Linear>,
    /// All heads over the last layer in one product, as [`Cuts`] says.
    pub(crate) heads: Linear,
    /// The root as the last layer would have it.
    pub(crate) root: Array1<f32>,
    /// Maps dependents before they are multiplied with heads.
    pub(crate) arc: Linear,
    /// From what dependent and head have together to relations.
    pub(crate) relation: Linear,
    pub(crate) scripts: Array1<f32>,
    pub(crate) cuts: Cuts,
}

impl Network {
    /// A network of zeros.
    pub(crate) fn new(sizes: Sizes, vector: usize, labels: &Labels) -> Self {
        let linear = |inputs: usize, outputs: usize| Linear { weight: Array2::zeros((inputs, outputs)), bias: Array1::zeros(outputs) };
        let cuts = Self::cuts(&sizes, labels);
        let mut tables: Vec<Array2<f32>> = sizes.rows.iter().map(|&rows| Array2::zeros((rows, sizes.columns))).collect();
        tables.push(Array2::zeros((labels.scripts.len(), sizes.width)));
        Self {
            sizes,
            tables,
            input: linear(TABLES * sizes.columns + vector + 1, sizes.width),
            treebanks: Array2::zeros((labels.treebanks.len(), sizes.width)),
            window: linear(sizes.width, 3 * sizes.width),
            layers: (0..sizes.layers).map(|_| linear(sizes.width, 3 * sizes.width)).collect(),
            heads: linear(sizes.width, cuts.all),
            root: Array1::zeros(sizes.width),
            arc: linear(sizes.arc, sizes.arc),
            relation: linear(sizes.relation, labels.relations.len()),
            scripts: Array1::zeros(labels.scripts.len()),
            cuts,
        }
    }

    fn cuts(sizes: &Sizes, labels: &Labels) -> Cuts {
        let upos = Upos::ALL.len();
        let features = upos + labels.feature_values();
        let dependents = features + sizes.arc;
        let heads = dependents + sizes.arc;
        let relation_dependents = heads + sizes.relation;
        Cuts { upos, features, dependents, heads, relation_dependents, all: relation_dependents + sizes.relation }
    }

    /// The columns of what is seen of a word.
    pub(crate) fn inputs(&self) -> usize {
        self.input.weight.nrows()
    }

    /// The columns of a given vector.
    pub(crate) fn vector(&self) -> usize {
        self.inputs() - TABLES * self.sizes.columns - 1
    }

    /// A network of zeros of the same shape, without tables.
    pub(crate) fn dense_zeros(&self) -> Self {
        let mut zeros = Self { tables: Vec::new(), ..self.clone_dense() };
        for part in zeros.dense_mut() {
            part.fill(0.0);
        }
        zeros
    }

    fn clone_dense(&self) -> Self {
        Self {
            sizes: self.sizes,
            tables: Vec::new(),
            input: self.input.clone(),
            treebanks: self.treebanks.clone(),
            window: self.window.clone(),
            layers: self.layers.clone(),
            heads: self.heads.clone(),
            root: self.root.clone(),
            arc: self.arc.clone(),
            relation: self.relation.clone(),
            scripts: self.scripts.clone(),
            cuts: self.cuts,
        }
    }

    fn linears(&self) -> impl Iterator<Item = &Linear> {
        [&self.input, &self.window, &self.heads, &self.arc, &self.relation].into_iter().chain(&self.layers)
    }

    /// All weights that are learned together, always in the same order.
    pub(crate) fn dense(&self) -> Vec<&[f32]> {
        let linears = self.linears().flat_map(|linear| [linear.weight.as_slice(), linear.bias.as_slice()]);
        linears.chain([self.treebanks.as_slice(), self.root.as_slice(), self.scripts.as_slice()]).flatten().collect()
    }

    /// The same, to be changed.
    pub(crate) fn dense_mut(&mut self) -> Vec<&mut [f32]> {
        let linears = [&mut self.input, &mut self.window, &mut self.heads, &mut self.arc, &mut self.relation];
        let linears = linears.into_iter().chain(&mut self.layers);
        let parts = linears.flat_map(|linear| [linear.weight.as_slice_mut(), linear.bias.as_slice_mut()]);
        parts.chain([self.treebanks.as_slice_mut(), self.root.as_slice_mut(), self.scripts.as_slice_mut()]).flatten().collect()
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        self.sizes.write(writer);
        writer.number(self.vector() as u64);
        for table in &self.tables {
            writer.matrix8(table);
        }
        for linear in self.linears() {
            linear.write(writer);
        }
        writer.matrix(&self.treebanks);
        writer.floats(&self.root.to_vec());
        writer.floats(&self.scripts.to_vec());
    }

    pub(crate) fn read(reader: &mut Reader<'_>, labels: &Labels) -> Result<Self, ModelError> {
        let sizes = Sizes::read(reader)?;
        let vector = reader.size()?;
        let cuts = Self::cuts(&sizes, labels);
        let width = sizes.width;
        let mut tables = Vec::with_capacity(TABLES + 1);
        let shapes = sizes.rows.map(|rows| (rows, sizes.columns));
        for shape in shapes.into_iter().chain([(labels.scripts.len(), width)]) {
            let table = reader.matrix8()?;
            if table.dim() != shape {
                return Err(reader.damaged());
            }
            tables.push(table);
        }
        let input = Linear::read(reader, TABLES * sizes.columns + vector + 1, width)?;
        let window = Linear::read(reader, width, 3 * width)?;
        let heads = Linear::read(reader, width, cuts.all)?;
        let arc = Linear::read(reader, sizes.arc, sizes.arc)?;
        let relation = Linear::read(reader, sizes.relation, labels.relations.len())?;
        let layers = (0..sizes.layers).map(|_| Linear::read(reader, width, 3 * width)).collect::<Result<Vec<_>, _>>()?;
        let treebanks = reader.matrix()?;
        if treebanks.dim() != (labels.treebanks.len(), width) {
            return Err(reader.damaged());
        }
        let root = reader.vector(width)?;
        let scripts = reader.vector(labels.scripts.len())?;
        Ok(Self { sizes, tables, input, treebanks, window, layers, heads, root, arc, relation, scripts, cuts })
    }
}
