//! The `segment` room: a document's text into sentences of words.
//!
//! Rules over characters, with the languages' abbreviations, contractions, clitics and quotation marks as data. A sentence ends at `.`,
//! `!`, `?` or `…` unless an abbreviation, initial or ordinal explains the full stop, and at the end of a line, unless lines are
//! wrapped. Every character outside blanks belongs to exactly one token's span.

mod words;

use crate::language::Language;
use crate::text::Span;
use crate::tree::{Sentence, Token};

use words::{Piece, pieces};

/// Words a sentence may have; a longer one is cut, for the time of the later rooms and the use of what they find both go down with length.
const LONGEST: usize = 160;

/// Cuts `text` into sentences.
#[must_use]
pub fn segment(text: &str, language: &Language) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for block in blocks(text) {
        let tokens = pieces(text, block, language);
        let mut start = 0;
        for at in 0..tokens.len() {
            if ends_sentence(&tokens, at, text, language) || at + 1 - start >= LONGEST {
                push(&mut sentences, &tokens[start..=at], language);
                start = at + 1;
            }
        }
        push(&mut sentences, &tokens[start..], language);
    }
    sentences
}

/// The words of a name as [`segment`] would cut them, normalised.
pub(crate) fn words_of(name: &str, language: &Language) -> Vec<String> {
    pieces(name, Span::new(0, name.len()), language).iter().map(|piece| language.normalise(piece.form)).collect()
}

fn push(sentences: &mut Vec<Sentence>, pieces: &[Piece<'_>], language: &Language) {
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return;
    };
    let span = first.span.cover(last.span);
    let mut tokens = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match language.contractions.get(&piece.form.to_lowercase()) {
            Some(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let form = if index == 0 && piece.form.starts_with(char::is_uppercase) { capitalised(part) } else { part.clone() };
                    tokens.push(Token { span: piece.span, form });
                }
            }
            None => tokens.push(Token { span: piece.span, form: language.normalise(piece.form) }),
        }
    }
    sentences.push(Sentence { span, tokens });
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a sentence ends with the piece `at`.
fn ends_sentence(tokens: &[Piece<'_>], at: usize, text: &str, language: &Language) -> bool {
    let Some(next) = tokens.get(at + 1) else {
        return true;
    };
    if is_unit_at_end(tokens, at, next, language) {
        return true;
    }
    // Closing quotes and brackets belong to the sentence before them: it ends after the last of them.
    let mut mark = at;
    while mark > 0 && language.is_closing(tokens[mark].form) && tokens[mark - 1].span.end == tokens[mark].span.start {
        mark -= 1;
    }
    if !is_final(tokens[mark].form) {
        return false;
    }
    let gap = Span::new(tokens[at].span.end, next.span.start).of(text);
    if gap.is_empty() && !(next.form.starts_with(char::is_uppercase) && mark == at) {
        return false;
    }
    if language.is_closing(next.form) && gap.is_empty() {
        return false;
    }
    // What follows must look like a beginning; behind an opening quote or dash the word decides.
    let opening = |piece: &&Piece<'_>| !piece.form.starts_with(char::is_alphanumeric);
    let begins = tokens[at + 1..].iter().find(|piece| !opening(piece)).is_none_or(|piece| !piece.form.starts_with(char::is_lowercase));
    if !begins {
        return false;
    }
    if tokens[mark].form != "." || mark == 0 || tokens[mark - 1].span.end != tokens[mark].span.start {
        return true;
    }
    let before = tokens[mark - 1].form;
    let is_ordinal = language.ordinal_dot && before.len() <= 2 && before.bytes().all(|b| b.is_ascii_digit()) && mark == at;
    let is_initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase) && mark == at;
    !is_ordinal && !is_initial
}

/// Whether an abbreviated unit behind a number ends the sentence: the next word is capitalised, in a language that does not capitalise nouns.
fn is_unit_at_end(tokens: &[Piece<'_>], at: usize, next: &Piece<'_>, language: &Language) -> bool {
    let form = tokens[at].form;
    let is_unit = form.len() > 1 && form.ends_with('.') && form.starts_with(char::is_lowercase);
    let counted = tokens[at.saturating_sub(2)..at].iter().any(|piece| piece.form.starts_with(|c: char| c.is_ascii_digit()));
    is_unit && counted && !language.compounds.joined && next.form.starts_with(char::is_uppercase) && next.span.start > tokens[at].span.end
}

fn is_final(form: &str) -> bool {
    matches!(form.chars().next(), Some('.' | '!' | '?' | '…')) && form.chars().all(|c| matches!(c, '.' | '!' | '?' | '…'))
}

/// The stretches of text that no sentence crosses: lines, or paragraphs where lines are wrapped.
fn blocks(text: &str) -> Vec<Span> {
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

/// Whether a line goes on with the sentence of the one before: that one ends amid a sentence, and this one begins with a small letter.
fn continues(before: &str, line: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == ',') && line.trim_start().starts_with(char::is_lowercase)
}

/// Lines of a paragraph are wrapped if all but the last have about the width of a page and some end amid a sentence.
fn is_wrapped(lines: &[Span], text: &str) -> bool {
    let Some((_, full)) = lines.split_last() else {
        return false;
    };
    !full.is_empty()
        && full.iter().all(|line| (50..=130).contains(&line.of(text).chars().count()))
        && full.iter().any(|line| line.of(text).ends_with(|c: char| c.is_alphanumeric() || c == ','))
}

#[cfg(test)]
mod tests;
