//! `entente train`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Outcome, Session};
use crate::language::Language;
use crate::learn::fast::{self, FastOptions, Progress};
use crate::learn::{self, Data};
use crate::model::Vectors;

/// The treebanks that our models learn from.
const TREEBANKS: &str = include_str!("../../training/treebanks.tsv");

#[derive(Debug, clap::Args)]
pub(super) struct TrainArgs {
    /// A folder of treebanks, each a folder of CoNLL-U files.
    folder: PathBuf,
    /// Where to write the model.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// A folder of the same layout with text that a better model parsed.
    #[arg(long, value_name = "FOLDER")]
    silver: Option<PathBuf>,
    /// How often each sentence of the parsed text stands in a round.
    #[arg(long, value_name = "W", default_value_t = 1.0)]
    silver_weight: f64,
    /// Vectors of frequent forms, which stay as they are.
    #[arg(long, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// The table of treebanks: weights, test files, licences. Without it the one in the program counts.
    #[arg(long, value_name = "TABLE")]
    treebanks: Option<PathBuf>,
    /// Leave out treebanks whose licence forbids commercial use.
    #[arg(long)]
    free_data: bool,
    /// Passes over the data.
    #[arg(long, value_name = "N", default_value_t = FastOptions::default().rounds)]
    rounds: usize,
    /// The seed: the same seed and data give the same model.
    #[arg(long, value_name = "S", default_value_t = FastOptions::default().seed)]
    seed: u64,
    /// A file that the training goes on from if it is there, and leaves its state in.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: &TrainArgs) -> anyhow::Result<Outcome> {
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()));
    let table = match &args.treebanks {
        Some(path) => learn::entries(&path.display().to_string(), &String::from_utf8_lossy(&read(path)?))?,
        None => learn::entries("training/treebanks.tsv", TREEBANKS)?,
    };
    let vectors = match &args.vectors {
        Some(path) => Vectors::from_bytes(&read(path)?).with_context(|| path.display().to_string())?,
        None => Vectors::default(),
    };
    let mut data = Data {
        folder: args.folder.clone(),
        silver: args.silver.clone().map(|folder| (folder, args.silver_weight)),
        table,
        free: args.free_data,
        ..Data::default()
    };
    for lang in Language::available(&session.assets)?.into_values() {
        data.contractions.insert(lang, Language::load(&session.assets, lang)?.contractions);
    }
    let options = FastOptions { rounds: args.rounds, seed: args.seed, checkpoint: args.checkpoint.clone(), ..FastOptions::default() };
    let mut report = |progress: &Progress| {
        let _ = writeln!(io::stderr(), "{progress}");
    };
    let trained = fast::train(&data, &options, vectors, &mut report)?;
    let bytes = trained.fast.to_bytes(&trained.labels);
    std::fs::write(&args.output, &bytes).with_context(|| format!("{} cannot be written", args.output.display()))?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {} bytes", args.output.display(), bytes.len())?;
    for (file, evaluation) in &trained.scores {
        writeln!(out, "{file}: {evaluation}")?;
    }
    Ok(Outcome::Done)
}
