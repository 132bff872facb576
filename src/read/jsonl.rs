//! `.jsonl`: an article as a JSON object on each line, read line by line.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::article::{Collector, Draft};
use super::{LONGEST_LINE, encoding, line_too_long, read_whole, too_large};

/// The fields that are read.
const FIELDS: [&str; 7] = ["id", "title", "text", "date", "source", "url", "lang"];

/// Reads the articles of the file at `place`; one without an id is called by `stem` and the number of its line.
pub(super) fn read(place: &str, stem: &str, mut reader: impl BufRead, collector: &mut Collector<'_>) -> io::Result<()> {
    let head = reader.fill_buf()?;
    if encoding::utf16(head).is_some() {
        // In UTF-16 lines do not end at a byte, so it is read whole.
        let Some(bytes) = read_whole(reader)? else {
            collector.skip(place, too_large());
            return Ok(());
        };
        match encoding::decode(&bytes) {
            Ok(decoded) => {
                decoded.remark(place, collector);
                read_lines(place, stem, decoded.text.as_bytes(), collector)?;
            }
            Err(not_text) => collector.skip(place, not_text.to_string()),
        }
        return Ok(());
    }
    // Without this every line of an archive would be skipped for itself.
    if let Err(not_text) = encoding::refuse_known(head) {
        collector.skip(place, not_text.to_string());
        return Ok(());
    }
    read_lines(place, stem, reader, collector)
}

fn read_lines(place: &str, stem: &str, mut reader: impl BufRead, collector: &mut Collector<'_>) -> io::Result<()> {
    let mut buffer = Vec::new();
    let (mut number, mut empty) = (0_usize, true);
    while let Some(whole) = next_line(&mut reader, &mut buffer)? {
        number += 1;
        let here = format!("{place}:{number}");
        if !whole {
            collector.skip(&here, line_too_long());
        } else if !buffer.trim_ascii().is_empty() {
            read_line(&here, &format!("{stem}-{number}"), &buffer, collector);
        } else {
            continue;
        }
        empty = false;
    }
    if empty {
        collector.skip(place, "empty");
    }
    Ok(())
}

fn read_line(here: &str, name: &str, line: &[u8], collector: &mut Collector<'_>) {
    let decoded = match encoding::decode(line) {
        Ok(decoded) => decoded,
        Err(not_text) => return collector.skip(here, not_text.to_string()),
    };
    if decoded.text.trim().is_empty() {
        return collector.skip(here, "empty");
    }
    let object = match serde_json::from_str::<Value>(decoded.text.trim_end()) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return collector.skip(here, "no JSON object; every line must be one, such as {\"title\": \"...\", \"text\": \"...\"}"),
        Err(error) => return collector.skip(here, broken(&error)),
    };
    match draft(&object) {
        Ok(draft) => {
            decoded.remark(here, collector);
            collector.add(here, name, draft);
        }
        Err(reason) => collector.skip(here, reason),
    }
}

/// The article in `object`; numbers are taken as they are written, as ids and years often are numbers.
fn draft(object: &Map<String, Value>) -> Result<Draft, String> {
    let mut draft = Draft::default();
    for field in FIELDS {
        match object.get(field) {
            Some(Value::String(value)) => draft.set(field, value),
            Some(Value::Number(value)) if field != "text" => draft.set(field, &value.to_string()),
            None | Some(Value::Null) if field == "text" => return Err("no field `text`".to_owned()),
            None | Some(Value::Null) => {}
            Some(_) => return Err(format!("the field `{field}` is no string")),
        }
    }
    Ok(draft)
}

/// What is wrong with a line; the parser's own message counts lines from the start of this one.
fn broken(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    format!("no JSON: {message} at column {}", error.column())
}

/// Reads a line into `buffer`, without its end; false if it was too long, when the rest of it is passed over. Nothing at the end.
fn next_line(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Option<bool>> {
    buffer.clear();
    let (mut begun, mut whole) = (false, true);
    loop {
        let chunk = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if chunk.is_empty() {
            return Ok(begun.then_some(whole));
        }
        begun = true;
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        whole = whole && buffer.len() + part.len() <= LONGEST_LINE;
        if whole {
            buffer.extend_from_slice(part);
        }
        let used = end.map_or(chunk.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(whole));
        }
    }
}
