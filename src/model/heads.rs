//! What the accurate network tells of its word vectors: tags, and by biaffine functions heads and relations (Dozat and Manning 2017).

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice};

use super::candidates::Candidates;
use super::file::{ModelError, Reader};
use super::labels::{Labels, best};
use super::layers::{Linear, gelu};
use super::scores::{Input, Scores};
use crate::tag::Lemmas;
use crate::tree::{Tag, Upos};

#[derive(Debug)]
pub(crate) struct Heads {
    upos: Linear,
    features: Linear,
    scripts: Linear,
    candidates: Candidates,
    /// Stands for the root among the word vectors.
    root: Array1<f32>,
    arc_dependent: Linear,
    arc_head: Linear,
    /// `d · W + b`; its product with a head is the score.
    arc: Linear,
    relation_dependent: Linear,
    relation_head: Linear,
    /// A square matrix for each relation, beside each other.
    relation: Array2<f32>,
    relation_sum: Linear,
}

impl Heads {
    pub(crate) fn read(reader: &mut Reader<'_>, hidden: usize, labels: &Labels) -> Result<Self, ModelError> {
        let (arc, relation, relations) = (reader.size()?, reader.size()?, labels.relations.len());
        let heads = Self {
            upos: Linear::read(reader, hidden, Upos::ALL.len())?,
            features: Linear::read(reader, hidden, labels.feature_values())?,
            scripts: Linear::read(reader, hidden, labels.scripts.len())?,
            candidates: Candidates::read(reader, labels.scripts.len())?,
            root: reader.vector(hidden)?,
            arc_dependent: Linear::read(reader, hidden, arc)?,
            arc_head: Linear::read(reader, hidden, arc)?,
            arc: Linear::read(reader, arc, arc)?,
            relation_dependent: Linear::read(reader, hidden, relation)?,
            relation_head: Linear::read(reader, hidden, relation)?,
            relation: reader.matrix8()?,
            relation_sum: Linear::read(reader, 2 * relation, relations)?,
        };
        if heads.relation.dim() == (relation, relations * relation) { Ok(heads) } else { Err(reader.damaged()) }
    }

    /// The scores of sentences; `words` has the vectors of all their words, one after the other.
    pub(crate) fn scores(&self, words: &Array2<f32>, inputs: &[Input<'_>], labels: &Labels) -> Vec<Scores> {
        let view = words.view();
        let upos = self.upos.apply(&view);
        let features = self.features.apply(&view);
        let scripts = self.scripts.apply(&view);
        // The root stands in row 0 before the words of all sentences.
        let rooted = with_first(&self.root.view(), &view);
        let arc_dependents = self.arc.apply(&activated(&self.arc_dependent, &view).view());
        let arc_heads = activated(&self.arc_head, &rooted.view());
        let dependents = activated(&self.relation_dependent, &view);
        let heads = activated(&self.relation_head, &rooted.view());
        let mut start = 0;
        let mut found = Vec::with_capacity(inputs.len());
        for input in inputs {
            let end = start + input.forms.len();
            let lemmas = Lemmas { labels, candidates: &self.candidates, dictionary: input.dictionary };
            let tags = (start..end).zip(&input.forms).map(|(at, form)| {
                let upos = Upos::ALL[best(&upos.row(at).to_vec())].0;
                let lang = labels.treebanks[input.treebank].lang;
                let lemma = lemmas.of(form, lang, upos, |script| scripts[(at, script)]);
                Tag { lemma, upos, feats: labels.best_features(&features.row(at).to_vec()) }
            });
            let of_sentence = |rows: &Array2<f32>| with_first(&rows.row(0), &rows.slice_axis(Axis(0), Slice::from(start + 1..end + 1)));
            found.push(Scores {
                names: None,
                tags: tags.collect(),
                arcs: arc_dependents.slice_axis(Axis(0), Slice::from(start..end)).dot(&of_sentence(&arc_heads).t()),
                dependents: dependents.slice_axis(Axis(0), Slice::from(start..end)).to_owned(),
                heads: of_sentence(&heads),
            });
            start = end;
        }
        found
    }

    /// The scores of the relations (columns) of each word to its head: 0 is the root, `j + 1` the word `j`.
    pub(crate) fn relations(&self, scores: &Scores, heads: &[usize]) -> Array2<f32> {
        let chosen = scores.heads.select(Axis(0), heads);
        let mut sums = self.relation_sum.apply(&beside(&scores.dependents, &chosen).view());
        let products = scores.dependents.dot(&self.relation);
        let width = chosen.ncols();
        for ((mut sums, products), head) in sums.rows_mut().into_iter().zip(products.rows()).zip(chosen.rows()) {
            for (relation, sum) in sums.iter_mut().enumerate() {
                *sum += products.slice_axis(Axis(0), Slice::from(relation * width..(relation + 1) * width)).dot(&head);
            }
        }
        sums
    }
}

fn activated(linear: &Linear, x: &ArrayView2<'_, f32>) -> Array2<f32> {
    let mut out = linear.apply(x);
    out.mapv_inplace(gelu);
    out
}

/// A matrix with one more row, before the others.
fn with_first(first: &ArrayView1<'_, f32>, rows: &ArrayView2<'_, f32>) -> Array2<f32> {
    let mut all = Array2::zeros((rows.nrows() + 1, rows.ncols()));
    all.row_mut(0).assign(first);
    all.slice_axis_mut(Axis(0), Slice::from(1..)).assign(rows);
    all
}

/// Two matrices of as many rows beside each other.
fn beside(left: &Array2<f32>, right: &Array2<f32>) -> Array2<f32> {
    let mut all = Array2::zeros((left.nrows(), left.ncols() + right.ncols()));
    all.slice_axis_mut(Axis(1), Slice::from(..left.ncols())).assign(left);
    all.slice_axis_mut(Axis(1), Slice::from(left.ncols()..)).assign(right);
    all
}
