//! From bytes to Unicode code points and back, without reading a text from its beginning every time.

use super::rdf;

/// The number of bytes between two marks.
const STEP: usize = 256;

/// A text with marks that say how many code points come before them.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// How many code points begin before byte `STEP * index`.
    marks: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Reads `text` once and sets the marks.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            marks.push(count);
            count += chunk.iter().filter(|&&byte| begins(byte)).count();
        }
        marks.push(count);
        Self { text, marks }
    }

    /// The code points before `byte`; all of them where `byte` is past the end.
    #[must_use]
    pub fn at_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let mark = byte / STEP;
        let rest = self.text.as_bytes().get(mark * STEP..byte).unwrap_or_default();
        self.marks.get(mark).copied().unwrap_or_default() + rest.iter().filter(|&&byte| begins(byte)).count()
    }

    /// The byte where the code point number `point` begins, from 0; the end of the text for the number of all of them.
    #[must_use]
    pub fn byte_of(&self, point: usize) -> Option<usize> {
        let mark = self.marks.partition_point(|&before| before <= point).checked_sub(1)?;
        let from = (mark * STEP).min(self.text.len());
        let mut left = point - self.marks.get(mark)?;
        for (offset, &byte) in self.text.as_bytes().get(from..)?.iter().enumerate() {
            if begins(byte) {
                if left == 0 {
                    return Some(from + offset);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len())
    }

    /// The text from code point `start` up to code point `end`, if there is such a stretch.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Option<&'t str> {
        self.text.get(self.byte_of(start)?..self.byte_of(end)?)
    }

    /// The SHA-256 of the text, 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        rdf::sha256(self.text.as_bytes())
    }
}

/// Whether a byte of UTF-8 begins a code point.
fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}
