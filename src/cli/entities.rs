//! `entente entities`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{EntitiesArgs, ModelArgs, Outcome, Session, lang, width};
use crate::language::Language;
use crate::link::Listed;
use crate::pipeline::Pipeline;
use crate::read::{self, Options, Skipped};
use crate::text::Lang;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file or folder of what `build` reads (.txt, .md, .jsonl, .csv), or `-` for standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// The language, instead of what the text says or looks like.
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
    /// How to print the mentions; json is JSON Lines. Offsets count the code points of the article, front matter left out.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "json"])]
    format: String,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    entities: EntitiesArgs,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let languages = Language::available(&session.assets)?;
    let reading = read::read(std::slice::from_ref(&args.file), &Options { lang: args.lang, languages: &languages })?;
    for Skipped { what, reason } in &reading.warnings {
        writeln!(io::stderr(), "entente: {what}: {reason}")?;
    }
    for Skipped { what, reason } in &reading.skipped {
        writeln!(io::stderr(), "entente: skipped {what}: {reason}")?;
    }
    if reading.documents.is_empty() {
        writeln!(io::stderr(), "entente: there is no text to read in {}", args.file.display())?;
        return Ok(Outcome::No);
    }
    let needed: BTreeSet<Lang> = reading.documents.iter().map(|document| document.lang).collect();
    let mut pipeline = Pipeline::load(&session.assets, &needed, &args.model.choice())?;
    if let Some((path, text)) = args.entities.read()? {
        pipeline.extend(&path, &text, &session.assets)?;
    }
    let listed = reading.documents.iter().flat_map(|document| pipeline.link(document).list(document));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut count = 0;
    match args.format.as_str() {
        "json" => {
            for mention in listed {
                count += 1;
                serde_json::to_writer(&mut out, &mention).map_err(io::Error::from)?;
                writeln!(out)?;
            }
        }
        "csv" => {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record(Listed::COLUMNS)?;
            for mention in listed {
                count += 1;
                csv.write_record(mention.cells())?;
            }
            csv.flush()?;
        }
        _ => {
            let mut table = Table::new();
            table.load_style(presets::NOTHING).set_header(Listed::COLUMNS);
            if let Some(width) = width() {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
            }
            for mention in listed {
                count += 1;
                table.add_row(mention.cells());
            }
            for column in [1, 2, 7] {
                if let Some(column) = table.column_mut(column) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
            for line in table.lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
    }
    out.flush()?;
    Ok(if count == 0 { Outcome::No } else { Outcome::Done })
}
