//! `entente explain`.

use std::io::{self, Write};

use super::parse::is_coloured;
use super::{Outcome, ReadingArgs, Session};
use crate::explain::Explanation;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// How to print it: text for the terminal, or a page of HTML that needs no other file.
    #[arg(long, default_value = "text", value_parser = ["text", "html"])]
    format: String,
    /// Show every frame of every word, also those whose conditions do not hold.
    #[arg(long)]
    all: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let Some((documents, pipeline)) = args.reading.open(session)? else { return Ok(Outcome::No) };
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
