//! `entente parse` and `entente train`.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use walkdir::WalkDir;

use super::{Outcome, Session, lang};
use crate::language::Language;
use crate::learn::{self, TrainOptions, conllu};
use crate::pipeline::Pipeline;
use crate::read::{self, Options};
use crate::text::Lang;

#[derive(Debug, clap::Args)]
pub(super) struct ParseArgs {
    /// A file, or `-` for standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// The language, instead of what the text looks like.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

#[derive(Debug, clap::Args)]
pub(super) struct TrainArgs {
    /// The language of the model.
    #[arg(long, value_parser = lang)]
    lang: Lang,
    /// CoNLL-U files, or folders of them, to learn from.
    #[arg(required = true)]
    treebanks: Vec<PathBuf>,
    /// CoNLL-U files to score the model on.
    #[arg(long, value_name = "FILE")]
    test: Vec<PathBuf>,
    /// Where to write the model.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Passes over the data for the parser.
    #[arg(long, default_value_t = TrainOptions::default().parser_epochs)]
    epochs: usize,
    /// Averaged weights smaller than this are left out: a smaller model, a little worse.
    #[arg(long, default_value_t = TrainOptions::default().floor)]
    floor: f32,
    /// The seed: the same seed and data give the same model.
    #[arg(long, default_value_t = TrainOptions::default().seed)]
    seed: u64,
}

pub(super) fn parse(session: &Session, args: &ParseArgs) -> anyhow::Result<Outcome> {
    let mut bytes = Vec::new();
    if args.file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(&args.file).with_context(|| format!("{} cannot be read", args.file.display()))?;
    }
    let languages = Language::available(&session.assets)?;
    let reading = read::read_bytes("-.txt", &bytes, &Options { lang: args.lang, languages: &languages });
    if let Some(skipped) = reading.skipped.first() {
        bail!("{}: {}", args.file.display(), skipped.reason);
    }
    let needed: BTreeSet<Lang> = reading.documents.iter().map(|document| document.lang).collect();
    let pipeline = Pipeline::load(&session.assets, &needed)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for document in &reading.documents {
        for tree in pipeline.parse(&document.text, document.lang) {
            out.write_all(conllu::write(&tree, &document.text).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

pub(super) fn run(session: &Session, args: &TrainArgs) -> anyhow::Result<Outcome> {
    let language = Language::load(&session.assets, args.lang)?;
    let treebanks = files(&args.treebanks)?;
    let options = TrainOptions {
        parser_epochs: args.epochs,
        floor: args.floor,
        seed: args.seed,
        contractions: language.contractions.clone(),
        ..TrainOptions::default()
    };
    let mut report = |line: String| {
        let _ = writeln!(io::stderr(), "{line}");
    };
    let model = learn::train(&treebanks, &options, &mut report)?;
    let bytes = model.to_bytes();
    std::fs::write(&args.output, &bytes).with_context(|| format!("{} cannot be written", args.output.display()))?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {} bytes", args.output.display(), bytes.len())?;
    for (path, text) in files(&args.test)? {
        let trees = conllu::read(&path, &text)?;
        writeln!(out, "{path}: {}", learn::score(&model, &trees))?;
    }
    Ok(Outcome::Done)
}

/// The CoNLL-U files among paths and below folders, sorted within each folder, with their text.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for path in paths {
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry?;
            let direct = entry.depth() == 0;
            if entry.file_type().is_file() && (direct || entry.path().extension().is_some_and(|ending| ending == "conllu")) {
                let text = std::fs::read_to_string(entry.path()).with_context(|| format!("{} cannot be read", entry.path().display()))?;
                found.push((entry.path().display().to_string(), text));
            }
        }
    }
    Ok(found)
}
