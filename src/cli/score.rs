//! `entente score`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use oxigraph::model::{Literal, Term};
use oxigraph::sparql::QueryResults;

use super::{ModelArgs, Outcome, Session, calibrate};
use crate::query;
use crate::score::{self, FactScorer, FactScores, Format, FoundFact, GoldFact, MentionScores, Treebank};
use crate::store::{Graph, article_iri};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Score the facts of the graph against gold tables: files `<article id>.tsv`, or folders of them (data/gold/README.md).
    #[arg(required_unless_present_any = ["conllu", "mentions"], conflicts_with_all = ["conllu", "mentions"])]
    gold: Vec<PathBuf>,
    /// Compare with the facts of another graph: what this one has won, and what it has lost.
    #[arg(long, value_name = "DIR", requires = "gold")]
    against: Option<PathBuf>,
    /// Print the table of confidence (`data/confidence.tsv`) that the articles in ARTICLES teach: how often readings with which signs are
    /// right by the gold tables.
    #[arg(long, value_name = "ARTICLES", num_args = 1.., requires = "gold", conflicts_with_all = ["against", "errors", "reliability"])]
    calibrate: Vec<PathBuf>,
    /// Also print whether the claims of the graph are as often right as their confidence says.
    #[arg(long, requires = "gold")]
    reliability: bool,
    /// Draw that into an SVG file.
    #[arg(long, value_name = "FILE", requires = "reliability")]
    diagram: Option<PathBuf>,
    /// Score what a system makes of a text (SYSTEM) against a treebank of the same text (GOLD), by the measures of the CoNLL 2018 shared
    /// task. Both are CoNLL-U files; `-` is standard input.
    #[arg(long, num_args = 2, value_names = ["GOLD", "SYSTEM"])]
    conllu: Vec<PathBuf>,
    /// Score the mentions of the articles in ARTICLES against the tables in the folder GOLD, one for each article.
    #[arg(long, num_args = 2, value_names = ["GOLD", "ARTICLES"], conflicts_with = "conllu")]
    mentions: Vec<PathBuf>,
    /// Also print what is missed or wrong.
    #[arg(long, conflicts_with = "conllu")]
    errors: bool,
    #[command(flatten)]
    model: ModelArgs,
    /// How to print the scores: percentages, in csv and json with what was counted.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "json"], conflicts_with_all = ["mentions", "gold"])]
    format: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    if !args.gold.is_empty() {
        return facts(session, args);
    }
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

/// Scores the facts of the graph, and those of another.
fn facts(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let ontology = session.ontology()?;
    let scorer = FactScorer::load(&session.assets, &ontology)?;
    let mut tables: BTreeMap<String, Vec<GoldFact>> = BTreeMap::new();
    for path in &args.gold {
        for file in gold_files(path)? {
            let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            tables.insert(id, score::gold_facts(&file.display().to_string(), &text, &ontology)?);
        }
    }
    if !args.calibrate.is_empty() {
        return calibrate::calibrate(session, &args.calibrate, &args.model, &tables, &scorer);
    }
    let (_, graph) = session.load()?;
    let scores = score_graph(session, &graph, &tables, &scorer)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.errors {
        for (fact, level) in &scores.missed {
            writeln!(out, "missed {level:4} {fact}")?;
        }
        for fact in &scores.wrong {
            writeln!(out, "wrong       {fact}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{scores}")?;
    if args.reliability {
        writeln!(out, "{}", calibrate::reliability(session, &graph, &tables, &scorer, args.diagram.as_deref())?)?;
    }
    if let Some(other) = &args.against {
        let before = score_graph(session, &session.load_from(other)?.1, &tables, &scorer)?;
        writeln!(out, "{}: {}", other.display(), before.total)?;
        let differences = [
            ("won", &scores.found, &before.found),
            ("lost", &before.found, &scores.found),
            ("newly wrong", &scores.wrong, &before.wrong),
            ("no longer wrong", &before.wrong, &scores.wrong),
        ];
        for (what, here, there) in differences {
            for fact in here.difference(there) {
                writeln!(out, "{what:15} {fact}")?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The tables in a folder, or the file itself.
fn gold_files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "tsv") {
            files.push(file);
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Scores the facts of one graph.
fn score_graph(
    session: &Session,
    graph: &Graph,
    tables: &BTreeMap<String, Vec<GoldFact>>,
    scorer: &FactScorer,
) -> anyhow::Result<FactScores> {
    let table = |name: &str, bindings: &[(String, Term)]| rows(query::run(graph, &query::find(&session.assets, name)?, bindings)?);
    let languages: BTreeMap<String, String> = table("articles", &[])?
        .into_iter()
        .map(|mut row| (row.remove("article").unwrap_or_default(), row.remove("language").unwrap_or_default()))
        .collect();
    let mut scores = FactScores::default();
    for (article, gold) in tables {
        let Some(language) = languages.get(article) else {
            bail!("{article} is not in the graph; build it first: entente build {article}.md");
        };
        let bindings = [("lang".to_owned(), Literal::from("en").into()), ("only".to_owned(), article_iri(article).into())];
        let facts: Vec<FoundFact> = table("facts", &bindings)?.into_iter().map(|mut row| found(&mut row)).collect();
        scorer.add(article, language, gold, &facts, &mut scores);
    }
    Ok(scores)
}

/// The fact of a row, whose cells are taken.
pub(super) fn found(row: &mut BTreeMap<String, String>) -> FoundFact {
    let mut cell = |name: &str| row.remove(name).unwrap_or_default();
    FoundFact { subject: cell("subject"), relation: cell("relation"), object: cell("object"), factuality: cell("factuality") }
}

/// The rows of an answer, each cell by the name of its column.
pub(super) fn rows(results: QueryResults<'_>) -> anyhow::Result<Vec<BTreeMap<String, String>>> {
    let QueryResults::Solutions(solutions) = results else { bail!("the query is no SELECT") };
    let mut rows = Vec::new();
    for solution in solutions {
        let text = |term: &Term| if let Term::Literal(literal) = term { literal.value().to_owned() } else { term.to_string() };
        rows.push(solution?.iter().map(|(variable, term)| (variable.as_str().to_owned(), text(term))).collect());
    }
    Ok(rows)
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
