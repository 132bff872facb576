//! `entente parse`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};

use anyhow::Context;

use super::{ModelArgs, Outcome, Session, TextArgs};
use crate::language::Language;
use crate::learn::conllu;
use crate::model::{Model, ModelError};
use crate::segment::sentences;
use crate::text::Lang;
use crate::tree::{Format, Sentence, Tree, Writer};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    text: TextArgs,
    /// How to print the trees: CoNLL-U; JSON Lines, an object for each sentence; drawings to look at. Offsets count the code points of the
    /// article, front matter left out.
    #[arg(long, default_value = "conllu", value_parser = ["conllu", "json", "tree"])]
    format: String,
    /// FILE is a CoNLL-U file in the language of --lang: its sentences and words are taken as they are, and annotated anew.
    #[arg(long, requires = "lang", conflicts_with = "format")]
    conllu: bool,
    /// Print only the sentences of whose trees the model is so sure: the least mean share (0 to 1) of the chosen heads and relations among all.
    /// Text for another model to learn from.
    #[arg(long, value_name = "SHARE", conflicts_with = "conllu")]
    sure: Option<f32>,
    #[command(flatten)]
    model: ModelArgs,
}

/// The least share of a single word in a sentence that `--sure` prints.
const LEAST: f32 = 0.35;
/// Sentences whose trees are in memory at a time.
const AT_ONCE: usize = 2000;

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    if let (true, Some(lang)) = (args.conllu, args.text.lang) {
        return annotate(session, args, lang);
    }
    let documents = session.articles(&args.text.file, args.text.lang)?;
    if documents.is_empty() {
        writeln!(io::stderr(), "entente: there is no text to parse in {}", args.text.file.display())?;
        return Ok(Outcome::No);
    }
    let format = match args.format.as_str() {
        "json" => Format::Json,
        "tree" => Format::Drawing { colour: is_coloured() },
        _ => Format::Conllu,
    };
    let langs: BTreeSet<Lang> = documents.iter().map(|document| document.lang).collect();
    let load = |lang| Ok((lang, Language::load(&session.assets, lang)?));
    let known: BTreeMap<Lang, Language> = langs.into_iter().map(load).collect::<anyhow::Result<_>>()?;
    let model = Model::load(&session.assets, &args.model.choice())?;
    let several = documents.len() > 1;
    let mut writer = Writer::new(io::BufWriter::new(io::stdout().lock()), format);
    for document in &documents {
        writer.document(several.then_some(document.id.as_str()));
        let Some(language) = known.get(&document.lang) else { continue };
        let mut rest = sentences(&document.text, language);
        loop {
            let some: Vec<Sentence> = rest.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            for tree in trees(&model, &some, language, args.sure)? {
                writer.sentence(&tree, &document.text)?;
            }
        }
    }
    writer.finish()?;
    Ok(Outcome::Done)
}

/// The trees of sentences; with `sure` only those that the model is so sure of.
fn trees(model: &Model, sentences: &[Sentence], language: &Language, sure: Option<f32>) -> Result<Vec<Tree>, ModelError> {
    let Some(sure) = sure else { return model.trees(sentences, language) };
    let found = model.sure_trees(sentences, language)?.into_iter();
    Ok(found.filter(|(_, found)| found.mean >= sure && found.least >= LEAST).map(|(tree, _)| tree).collect())
}

/// Annotates the words of a CoNLL-U file.
fn annotate(session: &Session, args: &Args, lang: Lang) -> anyhow::Result<Outcome> {
    let name = args.text.file.display().to_string();
    let text = if name == "-" { io::read_to_string(io::stdin().lock()) } else { std::fs::read_to_string(&args.text.file) };
    let text = text.with_context(|| format!("{name} cannot be read"))?;
    let language = Language::load(&session.assets, lang)?;
    let mut sentences = conllu::sentences(&name, &text)?;
    for token in sentences.iter_mut().flat_map(|sentence| &mut sentence.tokens) {
        token.form = language.normalise(&token.form);
    }
    let model = Model::load(&session.assets, &args.model.choice())?;
    let trees = model.trees(&sentences, &language)?;
    let mut out = io::stdout().lock();
    out.write_all(conllu::annotate(&text, &trees).as_bytes())?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// Whether standard output shows colours, and the user wants them (<https://no-color.org>).
pub(super) fn is_coloured() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
