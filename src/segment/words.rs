//! Cutting a stretch of text into words and marks.

use super::glued::Evidence;
use super::{address, marks};
use crate::language::Language;
use crate::text::Span;

/// A word or mark as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) span: Span,
    /// The token it is a part of: its own span, but for clitics and their hosts.
    pub(super) token: Span,
    pub(super) form: &'t str,
    pub(super) kind: Kind,
}

/// What the end of a sentence is decided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or mark of no interest.
    Plain,
    /// An abbreviation, or the full stop that was cut off one.
    Abbreviation,
    /// A tag of HTML after which a new block begins.
    Block,
    /// A word after which a blank and a full stop are missing.
    Glued,
    /// A smiley, an emoji, or a closing bracket that nothing opened.
    Smile,
}

/// The longest look ahead for what may not be there, so that no text takes more than linear time.
pub(super) const AHEAD: usize = 256;

/// The words and marks of the stretch `block` of `text`.
pub(super) fn pieces<'t>(text: &'t str, block: Span, language: &Language, evidence: &Evidence<'_>) -> Vec<Piece<'t>> {
    let mut cutter = Cutter { text, language, evidence, found: Vec::new(), brackets: 0, quoted: false };
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
        at += cutter.cut(&text[block.start..at], rest, first, at);
    }
    cutter.found
}

/// Characters that show nothing: zero-width marks, soft hyphens, byte-order marks, controls.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}')
}

struct Cutter<'t, 'l> {
    text: &'t str,
    language: &'l Language,
    evidence: &'l Evidence<'l>,
    found: Vec<Piece<'t>>,
    /// Open round brackets.
    brackets: usize,
    /// Whether a single quote is open: then the next one closes it, and is no apostrophe.
    quoted: bool,
}

impl<'t> Cutter<'t, '_> {
    /// Cuts what stands at the start of `rest`; its length.
    fn cut(&mut self, before: &str, rest: &str, first: char, at: usize) -> usize {
        let previous = before.chars().next_back().filter(|c| !c.is_whitespace());
        if let Some((length, block)) = marks::markup(rest) {
            self.push(at, length, if block { Kind::Block } else { Kind::Plain });
            return length;
        }
        if let Some(length) = address::address(rest, previous, self.language) {
            self.push(at, length, Kind::Plain);
            return length;
        }
        if let Some(length) = self.language.whole.iter().find_map(|form| starts_with_whole(rest, form, previous)) {
            self.push(at, length, Kind::Plain);
            return length;
        }
        if first.is_alphanumeric() {
            return self.word(rest, first, at);
        }
        if let Some(length) = self.language.clitics.iter().find_map(|clitic| starts_with_clitic(rest, clitic))
            && rest[..length].contains(char::is_alphabetic)
        {
            self.push(at, length, Kind::Plain);
            return length;
        }
        if let Some(length) = marks::smiley(rest, previous, self.brackets == 0) {
            self.push(at, length, Kind::Smile);
            return length;
        }
        let length = marks::elision(rest, previous)
            .filter(|_| !self.quoted)
            .or_else(|| marks::signed(rest, previous))
            .unwrap_or_else(|| marks::run(rest, first, self.language.split_marks));
        let kind = if marks::is_picture(first) || first == ')' && self.brackets == 0 { Kind::Smile } else { Kind::Plain };
        match first {
            '(' if length == 1 => self.brackets += 1,
            ')' if length == 1 => self.brackets = self.brackets.saturating_sub(1),
            '\'' | '\u{2019}' | '\u{2018}' | '\u{201a}' if length == first.len_utf8() => {
                self.quoted = !self.quoted && previous.is_none_or(|c| !c.is_alphanumeric());
            }
            _ => {}
        }
        self.push(at, length, kind);
        length
    }

    fn push(&mut self, at: usize, length: usize, kind: Kind) {
        let span = Span::new(at, at + length);
        self.found.push(Piece { span, token: span, form: span.of(self.text), kind });
    }

    /// Cuts the word at the start of `rest`, which stands at `at`; its length.
    fn word(&mut self, rest: &str, first: char, at: usize) -> usize {
        if let Some(length) = self.abbreviation(rest) {
            if self.language.split_abbreviations {
                self.dotted(at, length);
            } else {
                self.push(at, length, Kind::Abbreviation);
            }
            return length;
        }
        if first.is_numeric()
            && let Some((number, length)) = counted(rest, self.language)
        {
            self.push(at, number, Kind::Plain);
            if length > number {
                self.push(at + number, length - number, Kind::Plain);
            }
            return length;
        }
        let length = self.length(rest);
        let form = &rest[..length];
        if let Some((cut, ends)) = self.evidence.blank_missing(form, self.language) {
            self.push(at, cut, if ends { Kind::Glued } else { Kind::Plain });
            self.clitics(Span::new(at + cut, at + length));
        } else {
            self.clitics(Span::new(at, at + length));
        }
        length
    }

    /// The length of the abbreviation at the start of `rest`, with its full stops: one of the language's, the longest, or letters with a
    /// full stop after each.
    fn abbreviation(&self, rest: &str) -> Option<usize> {
        let is_number = |piece: &Piece<'_>| piece.form.starts_with(|c: char| c.is_ascii_digit());
        let counted = self.found.iter().rev().take(2).any(is_number);
        let listed = self.language.abbreviations_from(rest).filter(|(length, needs_number)| {
            let after = &rest[*length..];
            let before_number = || after.trim_start_matches([' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit());
            !after.starts_with(char::is_alphanumeric) && (!needs_number || counted || before_number())
        });
        listed.map(|(length, _)| length).max().max(letters(rest, self.language))
    }

    /// An abbreviation of which every full stop is a mark of its own.
    fn dotted(&mut self, at: usize, length: usize) {
        let form = Span::new(at, at + length).of(self.text);
        let mut start = 0;
        for (dot, _) in form.match_indices('.') {
            if dot > start {
                self.push(at + start, dot - start, Kind::Plain);
            }
            self.push(at + dot, 1, Kind::Abbreviation);
            start = dot + 1;
        }
        if start < length {
            self.push(at + start, length - start, Kind::Plain);
        }
    }

    /// The length of the word at the start of `rest`: letters and digits, joined by apostrophes, hyphens, and between digits by the
    /// language's marks.
    fn length(&self, rest: &str) -> usize {
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        let mut last = ' ';
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, next)| next);
            let joins = match c {
                '"' => self.language.is_apostrophe(c) && last.is_lowercase() && next.is_some_and(char::is_lowercase),
                c if is_apostrophe(c) => last.is_alphabetic() && next.is_some_and(char::is_alphabetic) || self.is_genitive(last, c, next),
                '-' | '\u{2010}' | '\u{2011}' => last.is_alphanumeric() && next.is_some_and(char::is_alphanumeric),
                '_' => next.is_some_and(char::is_alphanumeric),
                '&' => last.is_uppercase() && next.is_some_and(char::is_uppercase),
                '$' => end <= 3 && rest[..end].bytes().all(|b| b.is_ascii_uppercase()) && next.is_none_or(|next| !next.is_alphabetic()),
                '\u{ad}' => true,
                c if self.language.is_number_mark(c) => last.is_numeric() && next.is_some_and(|next| next.is_ascii_digit()),
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

    /// Whether the apostrophe `c` stands for the ending of a genitive (`Paris'`).
    fn is_genitive(&self, last: char, c: char, next: Option<char>) -> bool {
        !self.quoted
            && matches!(c, '\'' | '\u{2019}')
            && self.language.genitive.contains(last)
            && next.is_none_or(|next| !next.is_alphanumeric() && next != c)
    }

    /// Splits clitics off the end of a word: host and clitics are one token.
    fn clitics(&mut self, span: Span) {
        let mut cuts = vec![span.end];
        let mut end = span.end;
        while let Some(cut) = self.clitic(Span::new(span.start, end)) {
            cuts.push(cut);
            end = cut;
        }
        cuts.reverse();
        let first = self.found.len();
        self.hyphens(Span::new(span.start, end));
        // Only the last part of a hyphenated host carries the clitic.
        let host = self.found.len().checked_sub(1).filter(|&host| host >= first);
        for pair in cuts.windows(2) {
            self.push(pair[0], pair[1] - pair[0], Kind::Plain);
        }
        if let (Some(host), true) = (host, cuts.len() > 1) {
            let token = Span::new(self.found[host].span.start, span.end);
            for piece in &mut self.found[host..] {
                piece.token = token;
            }
        }
    }

    /// Where the clitic at the end of a word begins.
    fn clitic(&self, span: Span) -> Option<usize> {
        let form = span.of(self.text);
        self.language.clitics.iter().find_map(|clitic| {
            let count = clitic.chars().count();
            let (cut, _) = form.char_indices().rev().nth(count - 1)?;
            let fits = cut > 0 && starts_with_clitic(&form[cut..], clitic) == Some(form.len() - cut);
            (fits && form[..cut].ends_with(char::is_alphanumeric)).then_some(span.start + cut)
        })
    }

    /// Cuts hyphenated words where the language's treebanks do.
    fn hyphens(&mut self, span: Span) {
        let form = span.of(self.text);
        let mut start = 0;
        if self.language.split_hyphens && !is_list_of_digits(form) {
            let mut cuts = form.match_indices(['-', '\u{2010}', '\u{2011}']).map(|(at, mark)| (at, at + mark.len())).peekable();
            while let Some((cut, after)) = cuts.next() {
                let next = cuts.peek().map_or(form.len(), |&(next, _)| next);
                if cut > start && after < form.len() && !self.holds_together(&form[start..cut], &form[after..next]) {
                    self.push(span.start + start, cut - start, Kind::Plain);
                    self.push(span.start + cut, after - cut, Kind::Plain);
                    start = after;
                }
            }
        }
        self.push(span.start + start, form.len() - start, Kind::Plain);
    }

    /// Whether a hyphen between these parts does not split.
    fn holds_together(&self, before: &str, after: &str) -> bool {
        let language = self.language;
        language.hyphen_before.contains(&before.to_lowercase())
            || language.hyphen_after.contains(&after.to_lowercase())
            || language.hyphen_digits && before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(char::is_lowercase)
    }
}

/// Numbers of telephones, postal codes (ZIP+4), dates with hyphens (`2002-02-01`, `01-Feb-02`): groups that are no range.
fn is_list_of_digits(form: &str) -> bool {
    let groups: Vec<&str> = form.split('-').collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    match groups.as_slice() {
        [first, second] => digits(first) && digits(second) && matches!(first.len(), 3 | 5) && second.len() == 4,
        [day, month, year] if month.chars().all(char::is_alphabetic) => digits(day) && digits(year) && day.len() <= 2 && !month.is_empty(),
        groups => groups.len() > 2 && groups.iter().all(|group| digits(group)),
    }
}

/// Accents that follow their letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The number at the start of `rest` and the unit that is written to it, where treebanks split it (`5 pm`): the length of the number and
/// of both; or a number with blanks in it, where these are one word.
fn counted(rest: &str, language: &Language) -> Option<(usize, usize)> {
    let digits = rest.find(|c: char| !c.is_ascii_digit() && !language.is_number_mark(c))?;
    let number = rest[..digits].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    if language.number_blank && (1..=3).contains(&number) {
        let mut end = number;
        while let Some(group) = rest[end..].strip_prefix([' ', '\u{a0}', '\u{202f}']) {
            let width = group.bytes().take_while(u8::is_ascii_digit).count();
            if width != 3 || group[width..].starts_with(char::is_alphanumeric) {
                break;
            }
            end = rest.len() - group.len() + width;
        }
        if end > number {
            return Some((end, end));
        }
    }
    let length = rest[number..].find(|c: char| !c.is_alphanumeric()).map_or(rest.len(), |end| number + end);
    let unit = &rest[number..length];
    let joined = rest[length..].starts_with('-') || unit.is_empty();
    (!joined && language.units.contains(&unit.to_lowercase())).then_some((number, length))
}

/// The length of letters with a full stop after each (`U.S.`) at the start of `rest`.
fn letters(rest: &str, language: &Language) -> Option<usize> {
    let ends = |length: usize| rest[length..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let mut end = 0;
    let mut letters = 0;
    let mut chars = rest.chars().peekable();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() || letters > 12 {
            break;
        }
        letters += 1;
        end += letter.len_utf8() + 1;
        // The last letter may lack its full stop (`U.S`).
        if language.split_abbreviations || letters > 1 || !chars.peek().is_some_and(|c| c.is_uppercase()) {
            continue;
        }
        let length = end + chars.peek().map_or(0, |c| c.len_utf8());
        if letter.is_uppercase() && ends(length) && !rest[length..].starts_with('.') {
            return Some(length);
        }
    }
    (letters >= 2 && ends(end)).then_some(end)
}

/// The length of the clitic at the start of `rest`, with nothing behind it.
fn starts_with_clitic(rest: &str, clitic: &str) -> Option<usize> {
    let mut length = 0;
    let mut found = rest.chars();
    for expected in clitic.chars() {
        let c = found.next()?;
        let same = c.to_lowercase().eq(expected.to_lowercase()) || (expected == '\'' && is_apostrophe(c));
        if !same {
            return None;
        }
        length += c.len_utf8();
    }
    found.next().is_none_or(|c| !c.is_alphanumeric()).then_some(length)
}

/// The length of a listed form with marks inside at the start of `rest`, if it stands alone there.
fn starts_with_whole(rest: &str, form: &str, previous: Option<char>) -> Option<usize> {
    let stands = rest.starts_with(form) && previous.is_none_or(|c| !c.is_alphanumeric());
    let ends = |length: usize| rest[length..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    (stands && ends(form.len())).then_some(form.len())
}
