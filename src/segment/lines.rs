//! The stretches of a text that no sentence crosses.

use crate::text::Span;

/// Lines, or paragraphs where lines are wrapped.
pub(super) fn blocks(text: &str) -> Vec<Span> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Span> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n').chain(std::iter::once("\n")) {
        if line.trim().is_empty() {
            if is_wrapped(&paragraph, text) {
                blocks.push(paragraph[0].cover(paragraph[paragraph.len() - 1]));
            } else {
                blocks.append(&mut paragraph);
            }
            paragraph.clear();
        } else {
            let span = Span::new(at, at + line.trim_end().len());
            match paragraph.last_mut() {
                Some(last) if continues(last.of(text), line) => *last = last.cover(span),
                _ => paragraph.push(span),
            }
        }
        at += line.len();
    }
    blocks
}

/// Whether a line goes on with the one before: that one ends amid a sentence, and this one begins with a small letter; or it has no word,
/// as the dash of a dateline.
fn continues(before: &str, line: &str) -> bool {
    let line = line.trim();
    let amid = before.ends_with(|c: char| c.is_alphanumeric() || c == ',') && line.starts_with(char::is_lowercase);
    amid && !is_item(line) || line.chars().take(8).all(|c| !c.is_alphanumeric()) && line.chars().count() < 4
}

/// Whether a line is an item of a list: `- …`, `• …`, `1. …`, `a) …`.
fn is_item(line: &str) -> bool {
    let Some(head) = line.split_whitespace().next().filter(|head| head.len() < line.len()) else {
        return false;
    };
    let numbered = |head: &str| head.chars().count() <= 3 && head.chars().all(char::is_alphanumeric);
    match head.strip_suffix(')') {
        Some(number) => numbered(number.trim_start_matches('(')),
        None => match head.strip_suffix('.') {
            Some(number) => number.bytes().all(|b| b.is_ascii_digit()) && numbered(number),
            None => {
                matches!(head, "-" | "*" | "+" | "\u{2022}" | "\u{2023}" | "\u{25aa}" | "\u{25cf}" | "\u{b7}" | "\u{2013}" | "\u{2014}")
            }
        },
    }
}

/// Lines of a paragraph are wrapped if all but the last have about the width of a page, some end amid a sentence, and none is an item of a
/// list.
fn is_wrapped(lines: &[Span], text: &str) -> bool {
    let Some((_, full)) = lines.split_last() else {
        return false;
    };
    !full.is_empty()
        && full.iter().all(|line| (50..=130).contains(&line.of(text).chars().count()))
        && full.iter().any(|line| line.of(text).ends_with(|c: char| c.is_alphanumeric() || c == ','))
        && !lines.iter().any(|line| is_item(line.of(text)))
}
