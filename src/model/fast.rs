//! The fast network: tagger and parser of several languages in one, small enough to be part of the program.
//!
//! A word is seen through hashed rows of tables and a fixed vector, its neighbours through a window of three words and layers of simple
//! recurrent units; the tree is scored as by Dozat and Manning (2017), with relations told from the sum of dependent and head.

mod forward;
mod network;
mod vectors;
mod words;

pub use network::Sizes;
pub use vectors::Vectors;

pub(crate) use forward::{Dropout, Pass, Place, add, part, part_mut, slice, slice_mut, together};
pub(crate) use network::Network;
pub(crate) use words::{Batch, FEATURES, FORM, Lexemes, Slot, TABLES, Word, mix};

use std::collections::HashMap;

use ndarray::Array2;

use super::layers::gelu;
use super::{Candidates, Input, Labels, ModelError, Reader, Scores, Writer, best};
use crate::tag::Lemmas;
use crate::tree::{Feats, Tag, Upos};

/// The name and version of the format of a file that holds a fast network with its labels.
const FORMAT: &str = "entente-fast 1";
/// Words that are computed at a time: few enough to stay in the caches.
const CHUNK: usize = 512;

/// A trained fast network.
#[derive(Debug, Clone)]
pub struct Fast {
    pub(crate) network: Network,
    pub(crate) candidates: Candidates,
    pub(crate) vectors: Vectors,
}

impl Fast {
    /// Tags sentences and scores their trees. Sentences of one text should come together: of equal words the vector is made once.
    #[must_use]
    pub fn scores(&self, inputs: &[Input<'_>], labels: &Labels) -> Vec<Scores> {
        let mut scores = Vec::with_capacity(inputs.len());
        let mut features = HashMap::new();
        let mut rest = inputs;
        while !rest.is_empty() {
            let (mut words, mut count) = (0, 0);
            while count < rest.len() && words < CHUNK {
                words += rest[count].forms.len();
                count += 1;
            }
            let (chunk, others) = rest.split_at(count);
            self.chunk(chunk, labels, &mut features, &mut scores);
            rest = others;
        }
        scores
    }

    fn chunk(&self, inputs: &[Input<'_>], labels: &Labels, features: &mut HashMap<Vec<u8>, Feats>, scores: &mut Vec<Scores>) {
        let network = &self.network;
        let cuts = &network.cuts;
        let lexemes = Lexemes::new(inputs, labels, &network.sizes.rows, &self.vectors);
        let pass = network.forward(&lexemes.batch(), &self.vectors, None);
        let root = pass.top.nrows() - 1;
        for (input, bounds) in inputs.iter().zip(lexemes.bounds.windows(2)) {
            let (start, end) = (bounds[0], bounds[1]);
            let lemmas = Lemmas { labels, candidates: &self.candidates, dictionary: input.dictionary };
            let mut tags = Vec::with_capacity(end - start);
            for (form, at) in input.forms.iter().zip(start..end) {
                let out = slice(&pass.out, at);
                let upos = best(&out[..cuts.upos]);
                let feats = decode(&out[cuts.upos..cuts.features], labels, features);
                let upos = Upos::ALL[upos].0;
                let lang = labels.treebanks[input.treebank].lang;
                let lemma = lemmas.of(form, lang, upos, |script| network.script(slice(&pass.top, at), script));
                tags.push(Tag { lemma, upos, feats });
            }
            let mut heads = Array2::zeros((end - start + 1, network.sizes.relation));
            let columns = cuts.relation_dependents..cuts.all;
            part_mut(&mut heads, 0..1, 0..columns.len()).assign(&part(&pass.out, root..root + 1, columns.clone()));
            part_mut(&mut heads, 1..end - start + 1, 0..columns.len()).assign(&part(&pass.out, start..end, columns));
            let dependents = part(&pass.out, start..end, cuts.heads..cuts.relation_dependents).to_owned();
            scores.push(Scores { tags, names: None, arcs: network.arcs(&pass, start, end), dependents, heads });
        }
    }

    /// The scores of the relations (columns, in the order of [`Labels::relations`]) of words to their heads: `heads` has 0 for the root and
    /// `j + 1` for word `j`.
    #[must_use]
    pub fn relations(&self, scores: &Scores, heads: &[usize]) -> Array2<f32> {
        let last = scores.heads.nrows() - 1;
        let mut hidden = together(&scores.dependents.view(), &scores.heads.view(), heads.iter().map(|&head| head.min(last)));
        for value in hidden.as_slice_mut().unwrap_or_default() {
            *value = gelu(*value);
        }
        self.network.relation.apply(&hidden.view())
    }

    /// Appends the network to a file; the labels are not part of it.
    pub fn write(&self, writer: &mut Writer) {
        self.network.write(writer);
        self.candidates.write(writer);
        self.vectors.write(writer);
    }

    /// Reads what [`Fast::write`] wrote.
    ///
    /// # Errors
    /// When the file is damaged, or not of a network with such labels.
    pub fn read(reader: &mut Reader<'_>, labels: &Labels) -> Result<Self, ModelError> {
        let network = Network::read(reader, labels)?;
        let candidates = Candidates::read(reader, labels.scripts.len())?;
        let vectors = Vectors::read(reader)?;
        if vectors.columns() == network.vector() { Ok(Self { network, candidates, vectors }) } else { Err(reader.damaged()) }
    }

    /// A file with the labels and the network.
    #[must_use]
    pub fn to_bytes(&self, labels: &Labels) -> Vec<u8> {
        let mut writer = Writer::new(FORMAT);
        labels.write(&mut writer);
        self.write(&mut writer);
        writer.finish()
    }

    /// Reads what [`Fast::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the file is of another format or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Labels, Self), ModelError> {
        let mut reader = Reader::new(bytes, FORMAT)?;
        let labels = Labels::read(&mut reader)?;
        let fast = Self::read(&mut reader, &labels)?;
        Ok((labels, fast))
    }
}

/// The features that score highest; combinations that were there before are taken from `known`.
fn decode(scores: &[f32], labels: &Labels, known: &mut HashMap<Vec<u8>, Feats>) -> Feats {
    let mut chosen = Vec::with_capacity(labels.features.len());
    let mut at = 0;
    for (_, values) in &labels.features {
        chosen.push(best(&scores[at..at + values.len()]) as u8);
        at += values.len();
    }
    known.entry(chosen).or_insert_with(|| labels.best_features(scores)).clone()
}
