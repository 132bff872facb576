//! `.txt` and `.md`: one article, its first line the headline, perhaps with front matter.

use super::article::{Collector, Draft};

/// The line above and below front matter.
const FENCE: &str = "---";

/// Reads the article at `place`, called `stem` unless it says otherwise.
pub(super) fn read(place: &str, stem: &str, text: &str, markdown: bool, collector: &mut Collector<'_>) {
    let mut draft = Draft::default();
    let body = match front_matter(text) {
        Some((lines, body)) => {
            for line in lines.lines() {
                if let Some((key, value)) = pair(line) {
                    draft.set(&key.to_ascii_lowercase(), unquoted(value));
                }
            }
            body
        }
        None => text,
    };
    draft.text = if markdown { without_heading_marks(body) } else { body.to_owned() };
    collector.add(place, stem, draft);
}

/// The lines between two fences at the very top of `text` and what comes after, if they look like `key: value`; an article may begin with
/// a line of hyphens, too.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once('\n')?;
    if first.trim_end() != FENCE {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        // What else YAML has there (comments, lists, values over several lines) is passed over.
        if !line.trim().is_empty() && !line.starts_with([' ', '\t', '-', '#']) && pair(line).is_none() {
            return None;
        }
        at += line.len();
    }
    None
}

/// The parts of a line `key: value`; an address such as `https://…` is none.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key =
        key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.trim_end().chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    (is_key && !value.starts_with("//")).then(|| (key.trim_end(), value.trim()))
}

fn unquoted(value: &str) -> &str {
    ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

/// `text` without the `#` before its headings, which would be read as words.
fn without_heading_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches('#');
        let heading = (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with([' ', '\t']);
        plain.push_str(if heading { rest.trim_start_matches([' ', '\t']) } else { line });
    }
    plain
}
