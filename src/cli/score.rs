//! `entente score`.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{ModelArgs, Outcome, Session};
use crate::score::{self, Format, MentionScores, Treebank};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Score what a system makes of a text (SYSTEM) against a treebank of the same text (GOLD), by the measures of the CoNLL 2018 shared
    /// task. Both are CoNLL-U files; `-` is standard input.
    #[arg(long, required_unless_present = "mentions", num_args = 2, value_names = ["GOLD", "SYSTEM"])]
    conllu: Vec<PathBuf>,
    /// Score the mentions of the articles in ARTICLES against the tables in the folder GOLD, one for each article.
    #[arg(long, num_args = 2, value_names = ["GOLD", "ARTICLES"], conflicts_with = "conllu")]
    mentions: Vec<PathBuf>,
    /// Also print what is missed or wrong.
    #[arg(long, requires = "mentions")]
    errors: bool,
    #[command(flatten)]
    model: ModelArgs,
    /// How to print the scores: percentages, in csv and json with what was counted.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "json"], conflicts_with = "mentions")]
    format: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    if let [gold, articles] = args.mentions.as_slice() {
        return mentions(session, args, gold, articles);
    }
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

/// Scores the mentions of articles.
fn mentions(session: &Session, args: &Args, gold: &Path, articles: &Path) -> anyhow::Result<Outcome> {
    let documents = session.articles(articles, None)?;
    let pipeline = session.pipeline(&documents, &args.model, None)?;
    let class = |id: &str| pipeline.gazetteer().get(id).map(|known| known.class.clone());
    let mut scores = MentionScores::default();
    let mut tables = BTreeSet::new();
    for entry in std::fs::read_dir(gold).with_context(|| format!("{} cannot be read", gold.display()))? {
        tables.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    for document in &documents {
        let path = gold.join(format!("{}.tsv", document.id));
        if !tables.remove(&document.id) {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let gold = score::gold_mentions(&path.display().to_string(), &text, &document.text, &class)?;
        scores.add(document.lang.code(), &gold, &pipeline.link(document).list(document));
    }
    if let Some(table) = tables.first() {
        bail!("{} has a table for the article `{table}`, which is not in {}", gold.display(), articles.display());
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.errors {
        for error in &scores.errors {
            writeln!(out, "{error}")?;
        }
    }
    write!(out, "{scores}")?;
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
