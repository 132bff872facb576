//! The command line: what each command takes, and the one place that ends the program.
//!
//! Exit codes: 0 done, 1 failed (or: nothing found, not valid), 2 wrong usage. A reader that hangs up early (`entente facts | head`) is no error.

mod build;
mod calibrate;
mod entities;
mod explain;
mod explore;
mod export;
mod maintain;
mod parse;
mod query;
mod score;
mod train;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{CommandFactory, Parser, Subcommand};

use crate::assets::Assets;
use crate::document::Document;
use crate::entity::EntityId;
use crate::gazetteer::Gazetteer;
use crate::language::Language;
use crate::model::{ModelChoice, Tier};
use crate::network::Network;
use crate::ontology::Ontology;
use crate::pipeline::Pipeline;
use crate::read::{self, Options, Skipped};
use crate::segment::words_of;
use crate::store::{Folder, Graph, background};
use crate::text::Lang;

/// News in German, Ukrainian and English into a knowledge graph of alliances: who supplies, meets, backs, sanctions, accuses, attacks whom, with
/// the sentence that says so.
#[derive(Debug, Parser)]
#[command(name = "entente", version, max_term_width = 120)]
struct Cli {
    /// The folder of the graph.
    #[arg(long, global = true, value_name = "DIR", default_value = "kg")]
    graph: PathBuf,
    /// A folder laid out like the project (`data/`, `ontology/`, `queries/`) whose files take the place of the built-in ones.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read articles and build or update the graph.
    Build(build::Args),
    /// The facts as a table: who, what, whom, how certain, when, what goods, who says so, in which article.
    Facts(query::FactsArgs),
    /// Answer a SPARQL query over the graph.
    Query(query::QueryArgs),
    /// The evidence for a relation between two actors.
    Why(explore::WhyArgs),
    /// All that is known of one actor.
    Show(explore::ShowArgs),
    /// Write the graph as a drawing, as RDF, or as tables.
    Export(export::Args),
    /// The most important actors: page rank and number of relations by class.
    Rank(explore::RankArgs),
    /// The shortest chains of facts between two actors.
    Path(explore::PathArgs),
    /// Take back what articles said.
    Remove(maintain::RemoveArgs),
    /// Check the graph against its shapes, and every quote against its article.
    Validate,
    /// Parse text into Universal Dependencies, and print the trees.
    Parse(parse::Args),
    /// Whom a text speaks of: its mentions with their entities.
    Entities(entities::Args),
    /// Show sentence by sentence what was read and why: tree, mentions, the frames that fired, and those that nearly did with what was missing.
    Explain(explain::Args),
    /// Score the facts of the graph or the mentions of articles against gold, or parsed text against a treebank.
    Score(score::Args),
    /// Train the fast tagger and parser from treebanks.
    Train(train::TrainArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// The texts that a command reads.
#[derive(Debug, clap::Args)]
struct TextArgs {
    /// A file or folder of what `build` reads (.txt, .md, .jsonl, .csv), or `-` for standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// The language, instead of what the text says or looks like.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

/// Which model reads.
#[derive(Debug, clap::Args)]
struct ModelArgs {
    /// The model: `accurate`, or `fast`, which reads many times as much in the same time and makes more mistakes.
    #[arg(long, value_name = "MODEL", default_value_t = Tier::default(), env = "ENTENTE_MODEL", hide_env_values = true)]
    model: Tier,
    /// A folder of model files that take the place of the built-in ones.
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

impl ModelArgs {
    fn choice(&self) -> ModelChoice {
        ModelChoice { tier: self.model, folder: self.models.clone() }
    }
}

/// Entities of the user's own.
#[derive(Debug, clap::Args)]
struct EntitiesArgs {
    /// A table of entities to know besides those of the gazetteer: `id`, `class`, `lang`, `name` and further columns (data/README.md).
    #[arg(long = "entities", value_name = "FILE")]
    table: Option<PathBuf>,
}

impl EntitiesArgs {
    /// The path and the text of the table.
    fn read(&self) -> anyhow::Result<Option<(String, String)>> {
        let Some(path) = &self.table else { return Ok(None) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
        Ok(Some((name, text)))
    }
}

/// What reads texts, and which.
#[derive(Debug, clap::Args)]
struct ReadingArgs {
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    entities: EntitiesArgs,
}

impl ReadingArgs {
    /// The articles and what reads them; none, and a word on standard error, where there is no text.
    fn open(&self, session: &Session) -> anyhow::Result<Option<(Vec<Document>, Pipeline)>> {
        let documents = session.articles(&self.text.file, self.text.lang)?;
        if documents.is_empty() {
            writeln!(io::stderr(), "entente: there is no text to read in {}", self.text.file.display())?;
            return Ok(None);
        }
        let pipeline = session.pipeline(&documents, &self.model, self.entities.read()?.as_ref())?;
        Ok(Some((documents, pipeline)))
    }
}

/// What a command's end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// The command worked and the answer is no: nothing found, not valid, articles lost.
    No,
}

/// What commands share.
struct Session {
    graph: PathBuf,
    assets: Assets,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::FAILURE,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be gone too; there is nobody left to tell.
            let _ = writeln!(io::stderr(), "entente: {}", message(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let assets = match &cli.data {
        Some(folder) => Assets::with_folder(folder)?,
        None => Assets::embedded(),
    };
    let context = Session { graph: cli.graph, assets };
    match cli.command {
        Command::Build(args) => build::run(&context, &args),
        Command::Facts(args) => query::facts(&context, &args),
        Command::Query(args) => query::run(&context, &args),
        Command::Why(args) => explore::why(&context, &args),
        Command::Show(args) => explore::show(&context, &args),
        Command::Export(args) => export::run(&context, &args),
        Command::Rank(args) => explore::rank(&context, &args),
        Command::Path(args) => explore::path(&context, &args),
        Command::Remove(args) => maintain::remove(&context, &args),
        Command::Validate => maintain::validate(&context),
        Command::Parse(args) => parse::run(&context, &args),
        Command::Entities(args) => entities::run(&context, &args),
        Command::Explain(args) => explain::run(&context, &args),
        Command::Train(args) => train::run(&context, &args),
        Command::Score(args) => score::run(&context, &args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "entente", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Outcome::Done)
        }
    }
}

impl Session {
    /// The graph in memory, with its folder.
    fn load(&self) -> anyhow::Result<(Folder, Graph)> {
        self.load_from(&self.graph)
    }

    /// The graph of a folder in memory.
    fn load_from(&self, graph: &Path) -> anyhow::Result<(Folder, Graph)> {
        let folder = Folder::open(graph)?;
        let gazetteer = self.knowledge()?;
        let graph = Graph::load(&folder, &self.assets, &|mentioned| background(mentioned, &gazetteer))?;
        Ok((folder, graph))
    }

    /// The articles in a file or folder, or of standard input; what was left out, and what else is to be said of them, is told.
    fn articles(&self, path: &Path, lang: Option<Lang>) -> anyhow::Result<Vec<Document>> {
        let languages = Language::available(&self.assets)?;
        let reading = read::read(&[path.to_owned()], &Options { lang, languages: &languages })?;
        tell("", &reading.warnings)?;
        tell("skipped ", &reading.skipped)?;
        Ok(reading.documents)
    }

    /// What reads the articles, with the user's own entities.
    fn pipeline(&self, articles: &[Document], model: &ModelArgs, own: Option<&(String, String)>) -> anyhow::Result<Pipeline> {
        let needed: BTreeSet<Lang> = articles.iter().map(|article| article.lang).collect();
        let mut pipeline = Pipeline::load(&self.assets, &needed, &model.choice())?;
        if let Some((path, text)) = own {
            pipeline.extend(path, text)?;
        }
        Ok(pipeline)
    }

    /// The actor called `name`: by id, label or alias in the graph, else by any name that the gazetteer has for it.
    fn actor(&self, network: &Network, name: &str) -> anyhow::Result<EntityId> {
        let unknown = match network.find(name) {
            Ok(id) => return Ok(id),
            Err(unknown) => unknown,
        };
        Ok(self.called(name, |id| network.entities().contains_key(id))?.ok_or(unknown)?)
    }

    /// The gazetteer with all labels, and no names to find its entities by.
    fn knowledge(&self) -> anyhow::Result<Gazetteer> {
        Ok(Gazetteer::knowledge(&self.assets, Language::available(&self.assets)?.into_values())?)
    }

    /// The first entity of the gazetteer that is called `name` in any language and counts.
    fn called(&self, name: &str, counts: impl Fn(&EntityId) -> bool) -> anyhow::Result<Option<EntityId>> {
        let languages = Language::available(&self.assets)?.into_values();
        let languages = languages.map(|lang| Language::load(&self.assets, lang)).collect::<Result<Vec<_>, _>>()?;
        let gazetteer = Gazetteer::load(&self.assets, &languages)?;
        Ok(languages.iter().find_map(|language| {
            let words = words_of(name, language);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let found = gazetteer.find(language.lang, &words, 0).filter(|found| found.words == words.len())?;
            found.readings.into_iter().map(|(id, _)| id).find(|id| counts(id))
        }))
    }

    /// Refuses a language that there are no labels in.
    fn check(&self, lang: Lang) -> anyhow::Result<()> {
        let known: BTreeSet<Lang> = Language::available(&self.assets)?.into_values().collect();
        if !known.contains(&lang) {
            let known: Vec<&str> = known.iter().map(Lang::code).collect();
            bail!("there are no labels in `{lang}`; there are in: {}", known.join(", "));
        }
        Ok(())
    }

    fn ontology(&self) -> anyhow::Result<Ontology> {
        Ontology::load(&self.assets).context("the ontology cannot be read")
    }
}

/// Says on standard error what there is to say of articles.
fn tell(before: &str, remarks: &[Skipped]) -> io::Result<()> {
    remarks.iter().try_for_each(|Skipped { what, reason }| writeln!(io::stderr(), "entente: {before}{what}: {reason}"))
}

/// A language given on the command line.
fn lang(code: &str) -> Result<Lang, String> {
    code.parse().map_err(|error: crate::text::LangError| error.to_string())
}

/// An error and its causes in one line; a cause that an error tells itself is not told twice.
fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if message.is_empty() {
            message = cause;
        } else if !message.contains(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    message
}

/// Whether an error is that of a reader who hung up.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// The columns of the terminal, if standard output is one.
fn width() -> Option<u16> {
    use std::io::IsTerminal;
    if !io::stdout().is_terminal() {
        return None;
    }
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).or(Some(160))
}
