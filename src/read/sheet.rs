//! `.csv`: a table with a header and an article in each record.

use csv::{ReaderBuilder, StringRecord};

use super::article::{Collector, Draft};

/// Reads the articles of the file at `place`; one without an id is called by `stem` and the number of its line.
pub(super) fn read(place: &str, stem: &str, text: &str, collector: &mut Collector<'_>) {
    if text.trim().is_empty() {
        return collector.skip(place, "empty");
    }
    let mut reader = ReaderBuilder::new().delimiter(delimiter(text)).from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|column| column.trim().to_ascii_lowercase()).collect(),
        Err(error) => return collector.skip(place, format!("no CSV: {error}")),
    };
    if !columns.iter().any(|column| column == "text") {
        return collector.skip(place, format!("no column `text`; the header has: {}", columns.join(", ")));
    }
    let mut record = StringRecord::new();
    let mut empty = true;
    loop {
        let read = reader.read_record(&mut record);
        if matches!(read, Ok(false)) {
            break;
        }
        empty = false;
        let position = match &read {
            Ok(_) => record.position(),
            Err(error) => error.position(),
        };
        let line = first_line(text, position.unwrap_or(reader.position()));
        let here = format!("{place}:{line}");
        match read {
            Ok(_) => {
                let mut draft = Draft::default();
                for (column, cell) in columns.iter().zip(&record) {
                    draft.set(column, cell);
                }
                collector.add(&here, &format!("{stem}-{line}"), draft);
            }
            Err(error) => collector.skip(&here, broken(&error)),
        }
    }
    if empty {
        collector.skip(place, "empty");
    }
}

/// The number of the line where the record at `position` begins; the parser counts blank lines before it as part of it.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    position.line() + rest.iter().map_while(|&byte| (byte == b'\n').then_some(1)).sum::<u64>()
}

/// The comma, or what stands in its place: many spreadsheets write `;` where numbers have a decimal comma.
fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|&byte| byte == delimiter).count();
    // Of equally frequent ones `max_by_key` takes the last.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

fn broken(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the header has {expected_len}; put quotes around text with the delimiter or line ends in it")
        }
        _ => format!("no CSV: {error}"),
    }
}
