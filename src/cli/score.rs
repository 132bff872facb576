//! `entente score`.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Outcome;
use crate::score::{self, Format, Treebank};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Score what a system makes of a text (SYSTEM) against a treebank of the same text (GOLD), by the measures of the CoNLL 2018 shared
    /// task. Both are CoNLL-U files; `-` is standard input.
    #[arg(long, required = true, num_args = 2, value_names = ["GOLD", "SYSTEM"])]
    conllu: Vec<PathBuf>,
    /// How to print the scores: percentages, in csv and json with what was counted.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "json"])]
    format: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let [gold, system] = args.conllu.as_slice() else {
        bail!("--conllu takes two files, GOLD and SYSTEM");
    };
    if gold == system && gold == Path::new("-") {
        bail!("only one of GOLD and SYSTEM can be standard input; save the other to a file");
    }
    let (gold, system) = (treebank(gold)?, treebank(system)?);
    let scores = score::score(&gold, &system)?;
    let format = match args.format.as_str() {
        "csv" => Format::Csv,
        "json" => Format::Json,
        _ => Format::Table,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    score::write(&scores, format, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// Reads a CoNLL-U file, or standard input.
fn treebank(path: &Path) -> anyhow::Result<Treebank> {
    let mut bytes = Vec::new();
    let name = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).context("standard input cannot be read")?;
        "standard input".to_owned()
    } else {
        bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        path.display().to_string()
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: not UTF-8; CoNLL-U files are, convert it")
    })?;
    Ok(Treebank::read(&name, &text)?)
}
