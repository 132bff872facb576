//! The networks that read sentences: two tiers behind one interface, with one set of labels and one output.
//!
//! The accurate tier is a pretrained encoder, fine-tuned on treebanks; the fast one is a small network taught by the treebanks and by the
//! accurate tier. Both are trained jointly on all languages, and each is one file.

mod candidates;
mod encoder;
pub(crate) mod fast;
mod file;
mod heads;
mod labels;
pub(crate) mod layers;
mod names;
mod pieces;
mod scores;

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use ndarray::Array2;
use rayon::prelude::*;

pub use candidates::Candidates;
pub(crate) use candidates::{LEVELS, keys};
pub use fast::{Fast, Sizes, Vectors};
pub use file::{Matrix4, ModelError, Reader, Writer};
pub use labels::{Labels, SUBTYPES, Treebank};
pub(crate) use labels::{best, best_of_rows};
use scores::Choice;
pub use scores::{Input, Scores, Sureness};

use crate::assets::{AssetError, Assets};
use crate::language::Language;
use crate::parse::{Decoded, decode, tree};
use crate::tag::Dictionary;
use crate::text::Lang;
use crate::tree::{Sentence, Tree, Upos};
use encoder::Encoder;

/// Words that are read at once; more make products of matrices no faster.
const BATCH: usize = 300;

/// Which network reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tier {
    /// The pretrained encoder: fewer mistakes.
    #[default]
    Accurate,
    /// The small network: many times as fast.
    Fast,
}

impl Tier {
    /// The name of its file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Accurate => "accurate.bin",
            Self::Fast => "fast.bin",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accurate => "accurate",
            Self::Fast => "fast",
        })
    }
}

impl FromStr for Tier {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "accurate" => Ok(Self::Accurate),
            "fast" => Ok(Self::Fast),
            _ => Err("the models are `accurate` and `fast`".to_owned()),
        }
    }
}

/// Which model reads, and where it is.
#[derive(Debug, Clone, Default)]
pub struct ModelChoice {
    /// The tier.
    pub tier: Tier,
    /// A folder of model files; `data/models` if there is none.
    pub folder: Option<PathBuf>,
}

/// A model that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such file, or it cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The file cannot be used.
    #[error("{path}: {source}")]
    Model {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: ModelError,
    },
}

impl LoadError {
    /// What is wrong with the model of a tier.
    pub(crate) fn of(tier: Tier, source: ModelError) -> Self {
        Self::Model { path: tier.file().to_owned(), source }
    }
}

/// A trained model of all languages.
#[derive(Debug)]
pub struct Model {
    labels: Labels,
    network: Network,
}

#[derive(Debug)]
enum Network {
    Accurate(Box<Encoder>),
    Fast(Box<Fast>),
}

impl Model {
    /// Loads the chosen model.
    ///
    /// # Errors
    /// When there is no such file, or it is damaged or of another version.
    pub fn load(assets: &Assets, choice: &ModelChoice) -> Result<Self, LoadError> {
        let (path, bytes) = Self::bytes(assets, choice)?;
        Self::from_bytes(&bytes, choice.tier).map_err(|source| LoadError::Model { path, source })
    }

    /// The path and the contents of the file that [`Model::load`] reads.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn bytes(assets: &Assets, choice: &ModelChoice) -> Result<(String, Cow<'static, [u8]>), AssetError> {
        let file = choice.tier.file();
        let Some(folder) = &choice.folder else {
            let path = format!("data/models/{file}");
            let bytes = assets.read(&path)?;
            return Ok((path, bytes));
        };
        let path = folder.join(file);
        match std::fs::read(&path) {
            Ok(bytes) => Ok((path.display().to_string(), Cow::Owned(bytes))),
            Err(source) => Err(AssetError::Io { path, source }),
        }
    }

    /// The model of a file.
    ///
    /// # Errors
    /// When the file is of another version, or damaged.
    pub fn from_bytes(bytes: &[u8], tier: Tier) -> Result<Self, ModelError> {
        match tier {
            Tier::Accurate => {
                let mut reader = Reader::new(bytes, encoder::FORMAT)?;
                let labels = Labels::read(&mut reader)?;
                let network = Network::Accurate(Box::new(Encoder::read(&mut reader, &labels)?));
                Ok(Self { labels, network })
            }
            Tier::Fast => {
                let (labels, network) = Fast::from_bytes(bytes)?;
                Ok(Self { labels, network: Network::Fast(Box::new(network)) })
            }
        }
    }

    /// The label sets.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Refuses a language that the model was not trained for.
    ///
    /// # Errors
    /// When there is no treebank of the language among those it learned from.
    pub fn knows(&self, lang: Lang) -> Result<(), ModelError> {
        self.labels.treebank(lang).map(|_| ())
    }

    /// Tags and parses sentences of one language.
    ///
    /// # Errors
    /// When the model was not trained for the language.
    pub fn trees(&self, sentences: &[Sentence], language: &Language) -> Result<Vec<Tree>, ModelError> {
        self.read(sentences, language, |tree, _| tree)
    }

    /// Tags and parses as [`Model::trees`] does, and tells how sure the model is of each tree.
    ///
    /// # Errors
    /// When the model was not trained for the language.
    pub fn sure_trees(&self, sentences: &[Sentence], language: &Language) -> Result<Vec<(Tree, Sureness)>, ModelError> {
        self.read(sentences, language, |tree, choice| (tree, Sureness::of(&choice)))
    }

    fn read<T: Send>(
        &self,
        sentences: &[Sentence],
        language: &Language,
        give: impl Fn(Tree, Choice) -> T + Sync,
    ) -> Result<Vec<T>, ModelError> {
        let treebank = self.labels.treebank(language.lang)?;
        let batches: Vec<&[Sentence]> = batches(sentences).collect();
        Ok(batches.into_par_iter().flat_map_iter(|batch| self.batch(batch, treebank, language, &give)).collect())
    }

    fn batch<T>(&self, sentences: &[Sentence], treebank: usize, language: &Language, give: &(impl Fn(Tree, Choice) -> T + Sync)) -> Vec<T> {
        let inputs: Vec<Input<'_>> = sentences.iter().map(|sentence| input(sentence, treebank, &language.dictionary)).collect();
        let scores = self.scores(&inputs);
        let read = |(sentence, scores): (&Sentence, Scores)| {
            let Decoded { heads, relations, chosen } = decode(&scores.arcs, &self.labels, |heads| self.relations(&scores, heads));
            let Scores { mut tags, names, arcs, .. } = scores;
            for (tag, token) in tags.iter_mut().zip(&sentence.tokens).filter(|(tag, _)| tag.upos == Upos::Propn) {
                tag.upos = language.latin_names.filter(|_| is_latin(&token.form)).unwrap_or(tag.upos);
            }
            give(tree(sentence, tags, &heads, &chosen, &self.labels).with_names(names), Choice { arcs, heads, relations, chosen })
        };
        sentences.iter().zip(scores).map(read).collect()
    }

    fn scores(&self, inputs: &[Input<'_>]) -> Vec<Scores> {
        match &self.network {
            Network::Accurate(network) => network.scores(inputs, &self.labels),
            Network::Fast(network) => network.scores(inputs, &self.labels),
        }
    }

    fn relations(&self, scores: &Scores, heads: &[usize]) -> Array2<f32> {
        match &self.network {
            Network::Accurate(network) => network.relations(scores, heads),
            Network::Fast(network) => network.relations(scores, heads),
        }
    }
}

fn input<'s>(sentence: &'s Sentence, treebank: usize, dictionary: &'s Dictionary) -> Input<'s> {
    let tokens = &sentence.tokens;
    let space = |at: usize| at == 0 || tokens[at - 1].span.end != tokens[at].span.start;
    let forms = tokens.iter().map(|token| token.form.as_str()).collect();
    Input { forms, spaces: (0..tokens.len()).map(space).collect(), dictionary, treebank }
}

/// Whether the letters of a word, of which there is one, are all of the Latin alphabet without marks.
fn is_latin(form: &str) -> bool {
    form.chars().any(char::is_alphabetic) && form.chars().all(|c| c.is_ascii() || !c.is_alphabetic())
}

/// Runs of sentences of about [`BATCH`] words.
fn batches(sentences: &[Sentence]) -> impl Iterator<Item = &[Sentence]> {
    let mut rest = sentences;
    std::iter::from_fn(move || {
        let mut words = 0;
        let fits = |sentence: &&Sentence| {
            words += sentence.tokens.len();
            words <= BATCH
        };
        let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (batch, after) = rest.split_at(count);
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}
