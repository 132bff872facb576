//! Where sentences end.

use super::words::{Kind, Piece};
use crate::language::{AbbreviationKind, Language};
use crate::text::Span;

/// How many marks may stand between the end of a sentence and the word that shows whether another begins.
const MARKS: usize = 6;

/// How the piece at a place ends a sentence, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The sentence goes on.
    No,
    /// The sentence goes on, and the full stop belongs to the number before it (`19.`).
    Ordinal,
    /// The sentence ends.
    Yes,
}

/// Whether a sentence that began with the piece `start` ends with the piece `at`.
pub(super) fn end(pieces: &[Piece<'_>], start: usize, at: usize, text: &str, language: &Language) -> End {
    let piece = &pieces[at];
    let Some(next) = pieces.get(at + 1) else {
        return End::Yes;
    };
    if matches!(piece.kind, Kind::Block | Kind::Glued) {
        return End::Yes;
    }
    // Closing quotes, brackets and smileys belong to the sentence before them: it ends after the last of them.
    let mut mark = at;
    while mark > start && at - mark < MARKS && closes(pieces, mark, language) {
        mark -= 1;
    }
    let last = &pieces[mark];
    let gap = next.span.start > piece.span.end;
    if closes(pieces, at + 1, language) || next.kind == Kind::Block || is_final(next.form) {
        return End::No;
    }
    // What follows must look like a beginning; behind an opening quote or dash the word decides.
    let rest = &pieces[at + 1..pieces.len().min(at + 1 + MARKS)];
    let word = rest.iter().find(|piece| piece.form.starts_with(char::is_alphanumeric));
    let small = word.is_some_and(|word| word.form.starts_with(char::is_lowercase));
    let capital = word.is_some_and(|word| word.form.starts_with(char::is_uppercase));
    let abbreviated = last.kind == Kind::Abbreviation;
    if !abbreviated && !is_final(last.form) {
        let speech = piece.form == ":" && gap && matches!(next.form, "\u{2013}" | "\u{2014}");
        let smile = piece.kind == Kind::Smile && gap && at > start + 1 && !is_number(pieces[at - 1].form);
        return beginning(!(capital && (speech || smile) || restarts(pieces, start, at, language)));
    }
    let after_initial = |word: &Piece<'_>| word.form.chars().nth(1).is_none() && text[word.span.end..].starts_with('.');
    let starter = capital && word.is_some_and(|word| !after_initial(word) && language.starters.contains(&word.form.to_lowercase()));
    let before =
        mark.checked_sub(1).filter(|&before| before >= start && pieces[before].span.end == last.span.start).map(|at| pieces[at].form);
    let dotted = before.filter(|_| last.form == "." && mark == at);
    if let Some(form) = dotted
        && gap
        && language.ordinal_dot
        && is_ordinal(form)
        && !starter
    {
        return End::Ordinal;
    }
    // Without a blank only a capital tells, and a full stop on its own.
    let written_to = next.form.starts_with(char::is_uppercase) && mark == at;
    if !(gap || written_to) {
        return End::No;
    }
    if small && !(language.small_starts && mark == at && !abbreviated && before.is_some_and(|form| form.chars().nth(1).is_some())) {
        return End::No;
    }
    if abbreviated {
        return abbreviation(pieces, mark, next, starter, text, language);
    }
    if let Some(form) = dotted {
        let item = is_number(form) && form.len() <= 3 && mark == start + 1;
        let initial = form.chars().nth(1).is_none() && form.starts_with(char::is_uppercase);
        return beginning(item && !language.items_apart || initial && !starter);
    }
    End::Yes
}

/// Words on both sides that a sentence must have, for a full stop to be missing between them.
const RESTART: usize = 3;

/// Whether a full stop is missing behind the piece `at`: a capital on a word that has one only at the start of a sentence.
fn restarts(pieces: &[Piece<'_>], start: usize, at: usize, language: &Language) -> bool {
    let (Some(piece), Some(next)) = (pieces.get(at), pieces.get(at + 1)) else {
        return false;
    };
    if !next.form.starts_with(char::is_uppercase) || pieces.len() <= at + RESTART {
        return false;
    }
    let word = next.form.to_lowercase();
    let small = || pieces.get(at + 2).is_some_and(|piece| piece.form.starts_with(char::is_lowercase));
    let name = || pieces.get(at + 2).is_some_and(|piece| language.restart_names.contains(piece.form));
    (language.restarts.contains(&word) && !name() || language.restarts_before_small.contains(&word) && small())
        && at >= start + RESTART
        && next.span.start > piece.span.end
        && next.form.chars().nth(1).is_some_and(char::is_lowercase)
        && (piece.form.chars().all(char::is_alphanumeric) || closes(pieces, at, language))
        && !language.starters.contains(&piece.form.to_lowercase())
}

fn beginning(goes_on: bool) -> End {
    if goes_on { End::No } else { End::Yes }
}

fn is_number(form: &str) -> bool {
    form.bytes().all(|b| b.is_ascii_digit())
}

/// A number that a full stop makes an ordinal: of few digits, or Roman.
fn is_ordinal(form: &str) -> bool {
    let roman = form.len() <= 5 && form.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    form.len() <= 3 && is_number(form) || roman
}

/// Whether an abbreviation ends the sentence: the word behind it often begins one, or in a language that does not capitalise nouns any
/// capital does behind a unit with its number or what often stands at the end.
fn abbreviation(pieces: &[Piece<'_>], mark: usize, next: &Piece<'_>, starter: bool, text: &str, language: &Language) -> End {
    let split = pieces[mark].form == "." && mark > 0;
    let first = if split { mark - 1 } else { mark };
    let form = pieces[first].span.cover(pieces[mark].span).of(text);
    let capital = next.form.starts_with(char::is_uppercase) && next.form.chars().nth(1).is_none_or(char::is_lowercase);
    let counted = pieces[first.saturating_sub(2)..first].iter().any(|piece| piece.form.starts_with(|c: char| c.is_ascii_digit()));
    let at_end = match language.abbreviation_kind(form) {
        Some(AbbreviationKind::Number) => counted,
        Some(AbbreviationKind::Final) => true,
        _ => false,
    };
    beginning(!(starter || capital && at_end && !language.compounds.joined))
}

/// Whether the piece closes what the piece before it is in: a quote or bracket written to it, a smiley behind it.
fn closes(pieces: &[Piece<'_>], at: usize, language: &Language) -> bool {
    let form = pieces[at].form;
    let Some(before) = at.checked_sub(1).map(|before| pieces[before].span.end) else {
        return false;
    };
    language.is_closing(form) && before == pieces[at].span.start || pieces[at].kind == Kind::Smile
}

fn is_final(form: &str) -> bool {
    !form.is_empty() && form.chars().all(|c| matches!(c, '.' | '!' | '?' | '\u{2026}'))
}

/// A piece of which the stretch is `span`; it is one token with nothing else.
pub(super) fn joined<'t>(text: &'t str, span: Span) -> Piece<'t> {
    Piece { span, token: span, form: span.of(text), kind: Kind::Plain }
}
