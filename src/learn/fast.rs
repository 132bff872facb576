//! The training of the fast network.

use std::fmt;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use super::adam::Adam;
use super::backward::{Gradient, learn};
use super::checkpoint::{self, CheckpointError};
use super::data::{Corpus, Data};
use super::evaluate::{Evaluation, evaluate};
use super::losses::{Gold, Losses};
use super::start::{self, Random};
use super::treebanks::TreebankError;
use crate::model::fast::{Batch, Dropout, Network, Slot, mix};
use crate::model::{Fast, Labels, ModelError, Sizes, Vectors};
use crate::text::{FNV, fnv};

/// Parts of a batch that are computed by themselves, whatever the number of threads, so that sums are always the same.
const SHARDS: usize = 4;
/// Batches between two reports.
const REPORT: usize = 100;
/// Batches over which the losses that are reported are averaged.
const MEAN: f64 = 0.02;

/// What can go wrong in training.
#[derive(Debug, thiserror::Error)]
pub enum FastError {
    /// The treebanks cannot be read.
    #[error(transparent)]
    Treebanks(#[from] TreebankError),
    /// The checkpoint cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// There is nothing to learn from.
    #[error("no sentence to learn from: {0} should hold folders of CoNLL-U files, one for each treebank")]
    Empty(PathBuf),
    /// It was stopped on purpose.
    #[error("stopped after {0} batches; the checkpoint can be resumed")]
    Stopped(usize),
    /// The finished network cannot be read back.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// How to train.
#[derive(Debug, Clone)]
pub struct FastOptions {
    /// The sizes of the network.
    pub sizes: Sizes,
    /// Passes over the weighted data.
    pub rounds: usize,
    /// The same seed, data and options give the same network.
    pub seed: u64,
    /// Words of a batch.
    pub batch: usize,
    /// The highest rate of learning.
    pub rate: f32,
    /// Batches up to the highest rate; then it falls to zero.
    pub warm: usize,
    /// Share of numbers that are left out, see [`FastOptions::head_dropout`].
    pub dropout: f32,
    /// The same for words as dependents and heads.
    pub head_dropout: f32,
    /// Share of words whose form is hidden, so that endings are learned.
    pub hidden: f64,
    /// Where to leave a checkpoint, and to go on from.
    pub checkpoint: Option<PathBuf>,
    /// Batches between checkpoints.
    pub every: usize,
    /// Stop after so many batches, with a checkpoint.
    pub stop: Option<usize>,
}

impl Default for FastOptions {
    fn default() -> Self {
        Self {
            sizes: Sizes::default(),
            rounds: 12,
            seed: 20_261_125,
            batch: 1500,
            rate: 2e-3,
            warm: 200,
            dropout: 0.2,
            head_dropout: 0.33,
            hidden: 0.15,
            checkpoint: None,
            every: 500,
            stop: None,
        }
    }
}

/// How far the training is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Batches done.
    pub step: usize,
    /// Batches in all.
    pub steps: usize,
    /// What words cost lately.
    pub losses: Losses,
    /// Words in a second.
    pub speed: f64,
    /// Seconds left.
    pub left: f64,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, steps, losses, speed, left } = self;
        let Losses { arcs, relations, upos, features, lemmas } = losses;
        write!(f, "{step}/{steps}: arcs {arcs:.3} relations {relations:.3} upos {upos:.3} features {features:.3} lemmas {lemmas:.3}, ")?;
        write!(f, "{speed:.0} words/s, {:.0} min left", left / 60.0)
    }
}

/// A trained network.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Its labels.
    pub labels: Labels,
    /// The network, as it is read from its file.
    pub fast: Fast,
    /// How well it does on each test file.
    pub scores: Vec<(String, Evaluation)>,
}

/// Trains a network; `report` is told how far it is.
///
/// # Errors
/// When data or checkpoint cannot be used.
pub fn train(
    data: &Data,
    options: &FastOptions,
    vectors: Vectors,
    report: &mut (dyn FnMut(&Progress) + Send),
) -> Result<Trained, FastError> {
    let corpus = Corpus::read(data, &options.sizes.rows, &vectors)?;
    let plans: Vec<Vec<Vec<u32>>> = (0..options.rounds).map(|round| plan(&corpus, options, round)).collect();
    let plan: Vec<&Vec<u32>> = plans.iter().flatten().collect();
    if plan.is_empty() {
        return Err(FastError::Empty(data.folder.clone()));
    }
    let steps = plan.len();
    let mut network = start::network(options.sizes, &vectors, &corpus.labels, options.seed);
    let mut adam = Adam::new(&network, steps);
    let fingerprint = fingerprint(&corpus, options, steps);
    let first = match &options.checkpoint {
        Some(path) => checkpoint::read(path, fingerprint, &mut network, &mut adam)?,
        None => 0,
    };
    let save = |step: usize, network: &Network, adam: &Adam| match &options.checkpoint {
        Some(path) => checkpoint::write(path, fingerprint, step, network, adam),
        None => Ok(()),
    };
    let mut shards: Vec<Gradient> = (0..SHARDS).map(|_| Gradient::new(&network)).collect();
    let (begin, mut words, mut mean) = (Instant::now(), 0, Losses::default());
    for (step, sentences) in plan.iter().enumerate().skip(first) {
        if options.stop.is_some_and(|stop| step >= stop) {
            save(step, &network, &adam)?;
            return Err(FastError::Stopped(step));
        }
        let found = batch(&corpus, sentences, options, step, &network, &vectors, &mut shards);
        adam.step(&mut network, &mut shards, rate(options, step, steps), step);
        words += found;
        let mut losses = shards[0].losses;
        for (mean, loss) in mean.parts_mut().into_iter().zip(losses.parts_mut()) {
            *mean = if step == first { *loss } else { *mean + (*loss - *mean) * MEAN };
        }
        let done = step + 1;
        if done % REPORT == 0 || done == steps {
            let seconds = begin.elapsed().as_secs_f64();
            let left = seconds / (done - first) as f64 * (steps - done) as f64;
            report(&Progress { step: done, steps, losses: mean, speed: words as f64 / seconds, left });
        }
        if done % options.every.max(1) == 0 || done == steps {
            save(done, &network, &adam)?;
        }
    }
    drop(shards);
    let fast = Fast { network: adam.finish(&network, steps), candidates: corpus.candidates, vectors };
    // What is scored and given is what the file will hold, with its rounded weights.
    let (labels, fast) = Fast::from_bytes(&fast.to_bytes(&corpus.labels))?;
    let score = |test: &super::data::Test| (test.name.clone(), evaluate(&fast, &labels, &test.trees, test.treebank));
    let scores = corpus.tests.par_iter().map(score).collect();
    Ok(Trained { labels, fast, scores })
}

/// Up from zero, then down to it.
fn rate(options: &FastOptions, step: usize, steps: usize) -> f32 {
    let warm = options.warm.min(steps / 10).max(1);
    let up = (step + 1) as f32 / warm as f32;
    options.rate * up.min((steps - step) as f32 / (steps - warm).max(1) as f32).min(1.0)
}

/// One round over the data: every sentence as often as its weight says, a fraction by chance, in batches.
fn plan(corpus: &Corpus, options: &FastOptions, round: usize) -> Vec<Vec<u32>> {
    let mut random = Random::new(options.seed, 1 + round as u64);
    let mut chosen = Vec::new();
    for (at, example) in corpus.examples.iter().enumerate() {
        let times = example.weight as usize + usize::from(random.share() < example.weight.fract());
        chosen.extend(std::iter::repeat_n(at as u32, times));
    }
    random.shuffle(&mut chosen);
    let (mut batches, mut batch, mut words) = (Vec::new(), Vec::new(), 0);
    for at in chosen {
        words += corpus.examples[at as usize].words.len();
        batch.push(at);
        if words >= options.batch {
            batches.push(std::mem::take(&mut batch));
            words = 0;
        }
    }
    // A batch that is much too small would count as much as the others.
    if words * 2 > options.batch || batches.is_empty() && words > 0 {
        batches.push(batch);
    }
    batches
}

/// Computes the gradients of a batch, shard by shard; gives its words.
fn batch(
    corpus: &Corpus,
    sentences: &[u32],
    options: &FastOptions,
    step: usize,
    network: &Network,
    vectors: &Vectors,
    shards: &mut [Gradient],
) -> usize {
    let length = |at: &u32| corpus.examples[*at as usize].words.len();
    let words: usize = sentences.iter().map(length).sum();
    let mut parts: Vec<Vec<u32>> = vec![Vec::new(); shards.len()];
    let (mut part, mut filled) = (0, 0);
    for at in sentences {
        parts[part].push(*at);
        filled += length(at);
        if filled * shards.len() >= (part + 1) * words && part + 1 < shards.len() {
            part += 1;
        }
    }
    let count = shards.len();
    shards.par_iter_mut().zip(parts).enumerate().for_each(|(shard, (gradient, part))| {
        gradient.clear();
        if part.is_empty() {
            return;
        }
        let seed = mix(options.seed ^ mix((step * count + shard) as u64 + 1));
        let dropout = Dropout { seed, layers: options.dropout, heads: options.head_dropout };
        let (batch, targets) = sentences_of(corpus, &part, options, seed);
        let gold = Gold { corpus, words: targets, share: 1.0 / words.max(1) as f32 };
        learn(network, &batch, vectors, &gold, &dropout, gradient);
    });
    words
}

/// Sentences as a batch with a slot for every word, since other words are hidden and other numbers left out each time.
pub(crate) fn sentences_of<'c>(
    corpus: &'c Corpus,
    sentences: &[u32],
    options: &FastOptions,
    seed: u64,
) -> (Batch<'c>, Vec<&'c super::data::Target>) {
    let mut random = Random::new(seed, 2);
    let mut batch = Batch { slots: Vec::new(), words: Vec::new(), bounds: vec![0] };
    let mut targets = Vec::new();
    for &at in sentences {
        let example = &corpus.examples[at as usize];
        for target in &example.words {
            let (word, count) = &corpus.lexemes[target.lexeme as usize];
            // Rare forms are hidden more often: in use most forms that are rare here are not known at all. Half of the time the vector
            // is hidden as well, since many of them have none.
            let hidden = options.hidden > 0.0 && random.share() < options.hidden.max(1.0 / (1.0 + 4.0 * f64::from(*count)));
            let vector = !hidden || random.share() < 0.5;
            batch.words.push(batch.slots.len() as u32);
            batch.slots.push(Slot { word, treebank: example.treebank, form: !hidden, vector });
            targets.push(target);
        }
        batch.bounds.push(batch.slots.len());
    }
    (batch, targets)
}

/// A number that trainings on other data, or with other options, hardly share.
fn fingerprint(corpus: &Corpus, options: &FastOptions, steps: usize) -> u64 {
    let FastOptions { sizes, rounds, seed, batch, rate, warm, dropout, head_dropout, hidden, .. } = options;
    let told = format!(
        "{sizes:?} {rounds} {seed} {batch} {rate} {warm} {dropout} {head_dropout} {hidden} {steps} {} {} {:?}",
        corpus.words(),
        corpus.lexemes.len(),
        corpus.labels
    );
    fnv(FNV, told.as_bytes())
}
