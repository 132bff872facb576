//! `entente explain`.

use std::io::{self, Write};

use super::parse::is_coloured;
use super::{EntitiesArgs, ModelArgs, Outcome, Session, TextArgs};
use crate::explain::Explanation;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    text: TextArgs,
    /// How to print it: text for the terminal, or a page of HTML that needs no other file.
    #[arg(long, default_value = "text", value_parser = ["text", "html"])]
    format: String,
    /// Show every frame of every word, also those whose conditions do not hold.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    entities: EntitiesArgs,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let documents = session.articles(&args.text.file, args.text.lang)?;
    if documents.is_empty() {
        writeln!(io::stderr(), "entente: there is no text to read in {}", args.text.file.display())?;
        return Ok(Outcome::No);
    }
    let pipeline = session.pipeline(&documents, &args.model, args.entities.read()?.as_ref())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let explanations = documents.into_iter().map(|document| pipeline.explain(document));
    if args.format == "html" {
        Explanation::write_html(&explanations.collect::<Vec<_>>(), args.all, &mut out)?;
    } else {
        for explanation in explanations {
            explanation.write_plain(args.all, is_coloured(), &mut out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
