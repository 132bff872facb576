//! The `segment` room: a document's text into sentences of words.
//!
//! Rules over characters, with the languages' abbreviations, contractions, clitics and quotation marks as data. A sentence ends at `.`,
//! `!`, `?` or `…` unless an abbreviation, initial or ordinal explains the full stop, and at the end of a line, unless lines are
//! wrapped. Every character outside blanks belongs to exactly one token's span.

mod address;
mod ends;
mod glued;
mod lines;
mod marks;
mod words;

use crate::language::Language;
use crate::text::Span;
use crate::tree::{Sentence, Token};

use ends::{End, end, joined};
use glued::Evidence;
use words::{Kind, Piece, pieces};

/// Words a sentence may have; a longer one is cut, for the time of the later rooms and the use of what they find both go down with length.
const LONGEST: usize = 240;

/// How far back a long sentence is searched for a mark to cut it at.
const NEAR: usize = 60;

/// Cuts `text` into sentences.
#[must_use]
pub fn segment(text: &str, language: &Language) -> Vec<Sentence> {
    sentences(text, language).collect()
}

/// Cuts `text` into the sentences of [`segment`], paragraph by paragraph as they are asked for: the sentences of a long text need many times
/// the memory of the text.
pub fn sentences<'t>(text: &'t str, language: &'t Language) -> impl Iterator<Item = Sentence> + 't {
    let evidence = Evidence::of(text);
    lines::blocks(text).into_iter().flat_map(move |block| of_block(text, block, language, &evidence))
}

/// The sentences of a paragraph or line.
fn of_block(text: &str, block: Span, language: &Language, evidence: &Evidence<'_>) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut sentence: Vec<Piece<'_>> = Vec::new();
    let found = pieces(text, block, language, evidence);
    let mut start = 0;
    for at in 0..found.len() {
        let piece = found[at];
        sentence.push(piece);
        match end(&found, start, at, text, language) {
            End::No => {}
            End::Ordinal => {
                sentence.truncate(sentence.len() - 2);
                sentence.push(joined(text, found[at - 1].span.cover(piece.span)));
            }
            End::Yes => {
                push(&mut sentences, &mut sentence, text, language);
                start = at + 1;
            }
        }
        if sentence.len() >= LONGEST {
            let cut = sentence.iter().rposition(|piece| matches!(piece.form, ";" | "," | ":" | "\u{2013}" | "\u{2014}" | "-" | ")"));
            let cut = cut.map_or(LONGEST, |cut| cut + 1);
            let cut = if cut + NEAR < LONGEST { LONGEST } else { cut };
            // A clitic stays with its host.
            let rest =
                sentence.split_off(if sentence.get(cut).is_some_and(|next| next.token == sentence[cut - 1].token) { cut - 1 } else { cut });
            start = at + 1 - rest.len().min(at + 1);
            push(&mut sentences, &mut sentence, text, language);
            sentence = rest;
        }
    }
    push(&mut sentences, &mut sentence, text, language);
    sentences
}

/// The words of a name as [`segment`] would cut them, normalised.
pub(crate) fn words_of(name: &str, language: &Language) -> Vec<String> {
    // Most names are words of letters between blanks; there are tens of thousands to be cut before anything is read.
    let plain = |word: &str| {
        word.chars().enumerate().all(|(at, c)| c.is_alphabetic() && (at == 0 || c.is_lowercase()))
            && !language.contractions.contains_key(&word.to_lowercase())
    };
    if name.split(' ').all(|word| !word.is_empty() && plain(word)) {
        return name.split(' ').map(|word| language.normalise(word)).collect();
    }
    let found = pieces(name, Span::new(0, name.len()), language, &Evidence::default());
    found.iter().flat_map(|piece| tokens(piece, language)).map(|token| token.form).collect()
}

/// Moves the pieces to a sentence of their own. A full stop at its end is a mark, even that of an abbreviation.
fn push<'t>(sentences: &mut Vec<Sentence>, pieces: &mut Vec<Piece<'t>>, text: &'t str, language: &Language) {
    if let Some(at) = pieces.iter().rposition(|piece| !language.is_closing(piece.form))
        && at > 0
        && pieces[at].kind == Kind::Abbreviation
        && pieces[at].form.len() > 1
        && pieces[at].form.ends_with('.')
    {
        let span = pieces[at].span;
        pieces[at] = joined(text, Span::new(span.start, span.end - 1));
        pieces.insert(at + 1, joined(text, Span::new(span.end - 1, span.end)));
    }
    if let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
        let span = first.span.cover(last.span);
        sentences.push(Sentence { span, tokens: pieces.iter().flat_map(|piece| tokens(piece, language)).collect() });
    }
    pieces.clear();
}

/// The words that a piece is: more than one if it is a contraction. They have their own spans if they make it up (`can` + `not`).
fn tokens(piece: &Piece<'_>, language: &Language) -> Vec<Token> {
    let form = language.normalise(piece.form);
    let Some(parts) = language.contractions.get(&form.to_lowercase()) else {
        return vec![Token { span: piece.span, token: piece.token, form }];
    };
    let sliced =
        piece.form.is_ascii() && parts.iter().map(String::len).sum::<usize>() == form.len() && parts.concat() == form.to_lowercase();
    let mut at = 0;
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        let (span, form) = if sliced {
            let span = Span::new(piece.span.start + at, piece.span.start + at + part.len());
            (span, form[at..at + part.len()].to_owned())
        } else {
            (piece.span, cased(part, &form, at == 0))
        };
        at += part.len();
        found.push(Token { span, token: piece.token, form });
    }
    found
}

/// A part of a contraction with the capitals of the whole.
fn cased(part: &str, whole: &str, first: bool) -> String {
    if whole.chars().nth(1).is_some_and(char::is_uppercase) {
        return part.to_uppercase();
    }
    let mut chars = part.chars();
    match chars.next() {
        Some(initial) if first && whole.starts_with(char::is_uppercase) => initial.to_uppercase().chain(chars).collect(),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests;
