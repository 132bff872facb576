//! `entente entities`.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{Outcome, ReadingArgs, Session, width};
use crate::link::Listed;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// How to print the mentions; json is JSON Lines. Offsets count the code points of the article, front matter left out.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "json"])]
    format: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    let Some((documents, pipeline)) = args.reading.open(session)? else { return Ok(Outcome::No) };
    let listed = documents.iter().flat_map(|document| pipeline.link(document).list(document));
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
