//! Places in a text, and the language it is in.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A stretch of a document's text, in bytes from its start; both ends stand on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` up to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text of this stretch of `text`; empty if it is not a stretch of it.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The smallest stretch that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// This stretch of `text` in Unicode code points instead of bytes.
    #[must_use]
    pub fn code_points(self, text: &str) -> Range<usize> {
        let start = Span::new(0, self.start).of(text).chars().count();
        start..start + self.of(text).chars().count()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// What the FNV-1a hash of nothing is.
pub(crate) const FNV: u64 = 0xCBF2_9CE4_8422_2325;

/// The FNV-1a hash (Fowler, Noll, Vo) of 64 bits, which goes on where `hash` stopped.
pub(crate) fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// From bytes to code points, without counting from the start of the document for every word.
#[derive(Debug, Default)]
pub(crate) struct Points {
    byte: usize,
    point: usize,
}

impl Points {
    /// A stretch of the text in code points.
    pub(crate) fn of(&mut self, span: Span, text: &str) -> Range<usize> {
        self.at(span.start, text)..self.at(span.end, text)
    }

    fn at(&mut self, byte: usize, text: &str) -> usize {
        let between = |from: usize, to: usize| Span::new(from, to).of(text).chars().count();
        self.point =
            if byte >= self.byte { self.point + between(self.byte, byte) } else { self.point.saturating_sub(between(byte, self.byte)) };
        self.byte = byte;
        self.point
    }
}

/// A language by its two-letter code (ISO 639-1), which is also the name of its folder in `data/`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang([u8; 2]);

/// A language code that is not two ASCII letters.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no two-letter language code such as `de`")]
pub struct LangError(String);

impl Lang {
    /// English: the language of the ontology's own labels and of the entities' identifiers.
    pub const EN: Self = Self(*b"en");

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Lang {
    type Err = LangError;

    /// Takes the primary subtag of a language tag: `de`, `de-AT`, `DE`.
    fn from_str(tag: &str) -> Result<Self, LangError> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_bytes() {
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([a, b])),
            _ => Err(LangError(tag.to_owned())),
        }
    }
}

impl TryFrom<String> for Lang {
    type Error = LangError;

    fn try_from(tag: String) -> Result<Self, LangError> {
        tag.parse()
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> Self {
        lang.code().to_owned()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
