//! `entente build`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use comfy_table::{CellAlignment, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{EntitiesArgs, ModelArgs, Outcome, Session, lang, tell};
use crate::assets::Assets;
use crate::claim::{ArticleFacts, Factuality};
use crate::document::Document;
use crate::language::Language;
use crate::model::{Model, ModelChoice};
use crate::read::{self, Options, Reading, Skipped};
use crate::store::{Folder, StoreError, Wait};
use crate::text::Lang;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files (.txt, .md, .jsonl, .csv), folders, or `-` for standard input. Without any, `data/articles`, or the built-in samples.
    paths: Vec<PathBuf>,
    /// The language of all articles, instead of what they say or look like.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    entities: EntitiesArgs,
    /// How many articles to read at once; all cores without.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Fail if another process is building this graph, instead of waiting for it.
    #[arg(long)]
    no_wait: bool,
    /// Print no progress and no summary, only what was skipped.
    #[arg(long, short)]
    quiet: bool,
}

/// Where the sample articles are, in the project and in the binary.
const SAMPLES: &str = "data/articles";

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let languages = Language::available(&session.assets)?;
    let reading = articles(session, args, &Options { lang: args.lang, languages: &languages })?;
    tell("", &reading.warnings)?;
    if reading.documents.is_empty() {
        // Nothing is made and nothing changed where there is nothing to read.
        tell("skipped ", &reading.skipped)?;
        let places: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        let places = if places.is_empty() { SAMPLES.to_owned() } else { places.join(", ") };
        writeln!(io::stderr(), "entente: there is no article to read in {places}")?;
        return Ok(Outcome::No);
    }
    let own = args.entities.read()?;
    let fingerprint = fingerprint(&session.assets, &args.model.choice(), own.as_ref().map_or("", |(_, text)| text))?;
    let mut wait = |process: Option<u32>| {
        let who = process.map_or_else(|| "another process".to_owned(), |process| format!("process {process}"));
        let _ = writeln!(io::stderr(), "entente: {who} is building {}; waiting for it", session.graph.display());
    };
    let mut folder = Folder::lock(&session.graph, if args.no_wait { Wait::Refuse } else { Wait::Until(&mut wait) })?;
    for damaged in folder.damaged() {
        writeln!(io::stderr(), "entente: {damaged}")?;
    }
    let (current, new): (Vec<Document>, Vec<Document>) =
        reading.documents.into_iter().partition(|document| folder.is_current(document, &fingerprint));

    let mut read: Vec<Summary> = Vec::new();
    if !new.is_empty() {
        let pipeline = session.pipeline(&new, &args.model, own.as_ref())?;
        let bar = progress(new.len(), args.quiet);
        let done: Mutex<(&mut _, &mut Vec<Summary>)> = Mutex::new((&mut folder, &mut read));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0)).build()?;
        pool.install(|| {
            new.into_par_iter().try_for_each(|document| -> Result<(), StoreError> {
                let facts = pipeline.read(document);
                // A panic in another thread ends the program; until then the folder is whole.
                let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                done.0.put(&facts, &fingerprint)?;
                done.1.push(Summary::of(&facts));
                bar.inc(1);
                Ok(())
            })
        })?;
        bar.finish_and_clear();
    }
    let folder = folder.finish()?;
    if !args.quiet {
        let mut out = io::stdout().lock();
        report(&mut out, &folder, &read, current.len(), &reading.skipped)?;
    } else {
        tell("skipped ", &reading.skipped)?;
    }
    Ok(Outcome::Done)
}

fn articles(session: &Session, args: &Args, options: &Options<'_>) -> anyhow::Result<Reading> {
    if !args.paths.is_empty() {
        return Ok(read::read(&args.paths, options)?);
    }
    let samples = PathBuf::from(SAMPLES);
    if samples.is_dir() {
        return Ok(read::read(&[samples], options)?);
    }
    let mut reading = Reading::default();
    for name in session.assets.files(SAMPLES) {
        let one = read::read_bytes(&name, &session.assets.read(&format!("{SAMPLES}/{name}"))?, options);
        reading.documents.extend(one.documents);
        reading.skipped.extend(one.skipped);
        reading.warnings.extend(one.warnings);
    }
    Ok(reading)
}

/// What the extraction depends on besides the article: the program, its data and the user's own entities. Articles read with other data are read again.
fn fingerprint(assets: &Assets, choice: &ModelChoice, own: &str) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    hash.update(own);
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(choice.tier.file());
    hash.update(Model::bytes(assets, choice)?.1);
    let mut folders = vec!["ontology".to_owned(), "data".to_owned()];
    while let Some(folder) = folders.pop() {
        // The articles and their gold say nothing about how articles are read, nor does a model that does not read them.
        if [SAMPLES, "data/corpus", "data/gold", "data/scripts", "data/models"].contains(&folder.as_str()) {
            continue;
        }
        for name in assets.files(&folder) {
            let path = format!("{folder}/{name}");
            hash.update(&path);
            hash.update(assets.read(&path)?);
        }
        folders.extend(assets.folders(&folder).into_iter().map(|name| format!("{folder}/{name}")));
        folders.sort_unstable();
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn progress(count: usize, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {eta} left").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}

/// What the summary says of an article that was read.
struct Summary {
    sentences: usize,
    words: usize,
    claims: BTreeMap<String, BTreeMap<Factuality, usize>>,
}

impl Summary {
    fn of(facts: &ArticleFacts) -> Self {
        let mut claims: BTreeMap<String, BTreeMap<Factuality, usize>> = BTreeMap::new();
        for claim in &facts.claims {
            *claims.entry(claim.relation.clone()).or_default().entry(claim.factuality).or_default() += 1;
        }
        Self { sentences: facts.sentences, words: facts.words, claims }
    }
}

fn report(out: &mut impl Write, folder: &Folder, read: &[Summary], current: usize, skipped: &[Skipped]) -> anyhow::Result<()> {
    let sum = |of: fn(&Summary) -> usize| read.iter().map(of).sum::<usize>();
    let mut counts = table(&["", "now", "in the graph"]);
    let records: Vec<_> = folder.articles().collect();
    let total = |of: fn(&crate::store::Record) -> usize| records.iter().map(|record| of(record)).sum::<usize>();
    let claims = |summary: &Summary| summary.claims.values().flat_map(BTreeMap::values).sum::<usize>();
    for (name, now, all) in [
        ("articles read", read.len(), records.len()),
        ("sentences", sum(|summary| summary.sentences), total(|record| record.sentences)),
        ("words", sum(|summary| summary.words), total(|record| record.words)),
        ("claims", read.iter().map(claims).sum(), total(|record| record.claims)),
    ] {
        counts.add_row([name.to_owned(), now.to_string(), all.to_string()]);
    }
    counts.add_row(["entities".to_owned(), String::new(), entities(folder)?.to_string()]);
    writeln!(out, "{counts}")?;
    if !read.is_empty() {
        let mut relations: BTreeMap<&str, BTreeMap<Factuality, usize>> = BTreeMap::new();
        for (relation, counts) in read.iter().flat_map(|summary| &summary.claims) {
            for (&factuality, count) in counts {
                *relations.entry(relation).or_default().entry(factuality).or_default() += count;
            }
        }
        let mut by_relation = table(&["claims now", "fact", "uncertain", "denied"]);
        for (relation, counts) in relations {
            let count = |factuality| counts.get(&factuality).map_or_else(String::new, ToString::to_string);
            by_relation.add_row([relation.to_owned(), count(Factuality::Fact), count(Factuality::Uncertain), count(Factuality::Denied)]);
        }
        writeln!(out, "\n{by_relation}")?;
    }
    if current > 0 {
        writeln!(out, "\nRead before and not changed: {current}.")?;
    }
    if !skipped.is_empty() {
        writeln!(out, "\nSkipped:")?;
        for Skipped { what, reason } in skipped {
            writeln!(out, "  {what}: {reason}")?;
        }
    }
    writeln!(out, "\nThe graph is in {}.", folder.path().display())?;
    Ok(())
}

/// The number of different entities in all articles.
fn entities(folder: &Folder) -> anyhow::Result<usize> {
    Ok(folder.entities()?.len())
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.iter().copied());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
