//! The words of a SPARQL query, as far as it takes to find its variables.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `?name` or `$name`.
    Variable,
    /// A keyword, number, prefixed name or language tag.
    Word,
    /// A string or an IRI in angle brackets.
    Quoted,
    /// One character of anything else.
    Mark,
}

/// A token and its bytes in the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

impl Token {
    /// The token's text.
    pub(super) fn of<'q>(&self, sparql: &'q str) -> &'q str {
        &sparql[self.span.clone()]
    }

    /// Whether it is this keyword, in any case.
    pub(super) fn is(&self, sparql: &str, keyword: &str) -> bool {
        self.kind == Kind::Word && self.of(sparql).eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this character.
    pub(super) fn is_mark(&self, sparql: &str, mark: &str) -> bool {
        self.kind == Kind::Mark && self.of(sparql) == mark
    }
}

/// The tokens of a query that parses; of others, something that ends.
pub(super) fn tokens(sparql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = sparql[at..].chars().next() {
        let rest = &sparql[at..];
        let (kind, length) = match c {
            '#' => (None, rest.find(['\n', '\r']).unwrap_or(rest.len())),
            c if c.is_whitespace() => (None, c.len_utf8()),
            '<' => iri(rest).map_or((Some(Kind::Mark), 1), |length| (Some(Kind::Quoted), length)),
            '"' | '\'' => (Some(Kind::Quoted), string(rest, c)),
            '?' | '$' => match while_in(&rest[1..], |c| c.is_alphanumeric() || c == '_' || c == '\u{B7}') {
                0 => (Some(Kind::Mark), 1),
                length => (Some(Kind::Variable), 1 + length),
            },
            c if c.is_alphanumeric() || "_:@".contains(c) => (Some(Kind::Word), word(rest)),
            c => (Some(Kind::Mark), c.len_utf8()),
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, span: at..at + length });
        }
        at += length;
    }
    tokens
}

/// Where the query asks another server, if it does.
pub(super) fn service(sparql: &str) -> Option<usize> {
    tokens(sparql).iter().find(|token| token.is(sparql, "SERVICE")).map(|token| token.span.start)
}

/// The length of the IRI that `rest` begins with, if it is one and not a comparison.
fn iri(rest: &str) -> Option<usize> {
    let end = rest[1..].find(|c: char| c <= ' ' || "<>\"{}|^`\\".contains(c))? + 1;
    rest[end..].starts_with('>').then_some(end + 1)
}

/// The length of the string that `rest` begins with, quotes included.
fn string(rest: &str, quote: char) -> usize {
    let long = quote.to_string().repeat(3);
    let (open, close) = if rest.starts_with(&long) { (3, long.as_str()) } else { (1, &long[..1]) };
    let mut escaped = false;
    for (offset, c) in rest.char_indices().skip(open) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if rest[offset..].starts_with(close) {
            return offset + close.len();
        }
    }
    rest.len()
}

/// The length of the word that `rest` begins with: a prefixed name may hold escaped characters.
fn word(rest: &str) -> usize {
    let mut escaped = false;
    let first = rest.chars().next().map_or(0, char::len_utf8);
    first
        + while_in(&rest[first..], |c| {
            let inside = escaped || c.is_alphanumeric() || "_:-.%\\".contains(c);
            escaped = !escaped && c == '\\';
            inside
        })
}

fn while_in(text: &str, mut inside: impl FnMut(char) -> bool) -> usize {
    text.char_indices().find(|&(_, c)| !inside(c)).map_or(text.len(), |(offset, _)| offset)
}
