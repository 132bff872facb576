//! Cutting a line into words and punctuation marks.

use crate::language::Language;
use crate::text::Span;

/// A word or mark as it stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) span: Span,
    pub(super) form: &'t str,
}

/// The words and marks of the stretch `block` of `text`.
pub(super) fn pieces<'t>(text: &'t str, block: Span, language: &Language) -> Vec<Piece<'t>> {
    let mut found = Vec::new();
    let mut at = block.start;
    while at < block.end {
        let rest = &text[at..block.end];
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() || is_invisible(first) {
            at += first.len_utf8();
            continue;
        }
        let length = if is_address(rest) {
            address(rest)
        } else if first.is_alphanumeric() {
            word(rest, language)
        } else if let Some(length) = language.clitics.iter().find_map(|clitic| starts_with_clitic(rest, clitic)) {
            length
        } else {
            mark(rest, first)
        };
        let span = Span::new(at, at + length);
        split_word(text, span, language, &mut found);
        at = span.end;
    }
    found
}

/// Characters that show nothing: zero-width marks, soft hyphens, byte-order marks, controls.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_address(rest: &str) -> bool {
    rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.")
}

/// A web address: up to a blank, without the punctuation at its end.
fn address(rest: &str) -> usize {
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?']).len()
}

/// A mark: runs of the same dot, dash or question mark stand together, all else alone.
fn mark(rest: &str, first: char) -> usize {
    match first {
        '.' | '!' | '?' => rest.find(|c| !matches!(c, '.' | '!' | '?')).unwrap_or(rest.len()),
        '-' => rest.find(|c| c != '-').unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

/// The length of the word at the start of `rest`: letters and digits, joined by apostrophes, hyphens, and by dots and commas between
/// digits; an abbreviation keeps its full stop.
fn word(rest: &str, language: &Language) -> usize {
    if let Some(length) = abbreviation(rest, language) {
        return length;
    }
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let joins = match c {
            '\'' | '\u{2019}' | '\u{2bc}' => last.is_alphabetic() && next.is_some_and(char::is_alphabetic),
            '-' | '\u{2010}' | '\u{2011}' => last.is_alphanumeric() && next.is_some_and(char::is_alphanumeric),
            '.' | ',' => last.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit()),
            '&' => last.is_uppercase() && next.is_some_and(char::is_uppercase),
            '\u{ad}' => true,
            c => c.is_alphanumeric() || is_combining(c),
        };
        if !joins {
            break;
        }
        end = at + c.len_utf8();
        last = c;
    }
    end.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Accents that follow their letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The length of the abbreviation at the start of `rest`, with its full stops: one of the language's, the longest; or letters with a full
/// stop after each (`U.S.`).
fn abbreviation(rest: &str, language: &Language) -> Option<usize> {
    let listed =
        language.abbreviations_from(rest).filter(|length| rest[*length..].chars().next().is_none_or(|c| !c.is_alphanumeric())).max();
    if listed.is_some() {
        return listed;
    }
    let mut end = 0;
    let mut letters = 0;
    let mut chars = rest.chars();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        letters += 1;
        end += letter.len_utf8() + 1;
    }
    (letters >= 2 && rest[end..].chars().next().is_none_or(|c| !c.is_alphanumeric())).then_some(end)
}

fn starts_with_clitic(rest: &str, clitic: &str) -> Option<usize> {
    let mut length = 0;
    let mut found = rest.chars();
    for expected in clitic.chars() {
        let c = found.next()?;
        let same = c.to_lowercase().eq(expected.to_lowercase()) || (expected == '\'' && matches!(c, '\u{2019}' | '\u{2bc}'));
        if !same {
            return None;
        }
        length += c.len_utf8();
    }
    found.next().is_none_or(|c| !c.is_alphanumeric()).then_some(length)
}

/// Splits clitics off the end of a word, and hyphenated words where the language's treebanks do.
fn split_word<'t>(text: &'t str, span: Span, language: &Language, found: &mut Vec<Piece<'t>>) {
    let form = span.of(text);
    for clitic in &language.clitics {
        for (cut, _) in form.char_indices().skip(1) {
            if starts_with_clitic(&form[cut..], clitic) == Some(form.len() - cut) {
                split_hyphens(text, Span::new(span.start, span.start + cut), language, found);
                found.push(Piece { span: Span::new(span.start + cut, span.end), form: &form[cut..] });
                return;
            }
        }
    }
    split_hyphens(text, span, language, found);
}

fn split_hyphens<'t>(text: &'t str, span: Span, language: &Language, found: &mut Vec<Piece<'t>>) {
    let form = span.of(text);
    let mut start = 0;
    if language.split_hyphens && form.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '.')) {
        let mut from = 0;
        while let Some(cut) = form[from..].find('-').map(|at| at + from) {
            from = cut + 1;
            if cut > start && cut + 1 < form.len() && !language.prefixes.contains(&form[start..cut].to_lowercase()) {
                found.push(Piece { span: Span::new(span.start + start, span.start + cut), form: &form[start..cut] });
                found.push(Piece { span: Span::new(span.start + cut, span.start + cut + 1), form: "-" });
                start = cut + 1;
            }
        }
    }
    found.push(Piece { span: Span::new(span.start + start, span.end), form: &form[start..] });
}
