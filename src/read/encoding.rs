//! Bytes into text, whatever encoding they are in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::article::Collector;

/// Formats that are often taken for text, by their first bytes, and what to do about them.
const NOT_TEXT: [(&[u8], &str); 7] = [
    (b"%PDF-", "a PDF document; make text of it first, for instance with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an office document; save it as text first"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document; save it as text first"),
    (b"{\\rtf", "an RTF document; save it as text first"),
    (b"\x1F\x8B", "compressed; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
];

/// Of so many characters one may be a control character or an unreadable one; with more of them it is no text.
const CHARACTERS_PER_CONTROL: usize = 20;

/// Of so many bytes one may break UTF-8 for the rest to be taken as UTF-8.
const BYTES_PER_ERROR: usize = 100;

/// Text, with line ends as `\n` and no byte order mark.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// How many places of the bytes meant nothing and stand as U+FFFD.
    replaced: usize,
}

/// The bytes are no text.
#[derive(Debug, thiserror::Error)]
#[error("not text{}{}", if .0.is_some() { ": " } else { "" }, .0.unwrap_or_default())]
pub(super) struct NotText(Option<&'static str>);

impl Decoded {
    fn new(text: Cow<'_, str>, replaced: usize) -> Self {
        let text = text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), Cow::Borrowed);
        Self { text: unify_line_ends(text.into_owned()), replaced }
    }

    /// Tells `collector` if the text at `place` is not quite what stood in the file.
    pub(super) fn remark(&self, place: &str, collector: &mut Collector<'_>) {
        if self.replaced > 0 {
            collector.warn(place, format!("{} places with broken characters; they are read as U+FFFD", self.replaced));
        }
    }
}

/// The text that `bytes` are: UTF-8, also with a few errors, UTF-16, or what they look like.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, NotText> {
    refuse_known(bytes)?;
    let decoded = match utf16(bytes) {
        Some(encoding) => decode_as(encoding, bytes)?,
        None if bytes.contains(&0) => return Err(NotText(None)),
        None => match utf8(bytes) {
            Some(decoded) => decoded,
            None => {
                let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
                detector.feed(bytes, true);
                decode_as(detector.guess(None, Utf8Detection::Deny), bytes)?
            }
        },
    };
    if is_text(&decoded.text) { Ok(decoded) } else { Err(NotText(None)) }
}

/// Fails if the first bytes of a file are those of a format that is no text.
pub(super) fn refuse_known(head: &[u8]) -> Result<(), NotText> {
    match NOT_TEXT.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, what)) => Err(NotText(Some(what))),
        None => Ok(()),
    }
}

/// Whether `text` has few enough control characters, and no NUL, to be one.
pub(super) fn is_text(text: &str) -> bool {
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}')).count();
    controls == 0 || (!text.contains('\0') && controls * CHARACTERS_PER_CONTROL <= text.chars().count())
}

/// `text` with `\n` for `\r\n` and `\r`.
pub(super) fn unify_line_ends(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Whether the bytes are UTF-16, by the byte order mark or, as even other scripts have the blanks of ASCII, by where the zeros stand.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let clear = |many: usize, few: usize| many > 0 && many * 20 >= sample.len() / 2 && few * 50 <= many;
    if clear(low, high) {
        Some(UTF_16LE)
    } else if clear(high, low) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The bytes as UTF-8, if that is what they are but for a few errors, such as a text cut in the middle of a character.
fn utf8(bytes: &[u8]) -> Option<Decoded> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Decoded::new(Cow::Borrowed(text), 0));
    }
    let (mut errors, mut bad_bytes, mut characters) = (0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad_bytes += chunk.invalid().len();
        errors += usize::from(!chunk.invalid().is_empty());
    }
    // Characters of several bytes hardly come about by chance, so they tell UTF-8 from encodings of one byte for each character, where the
    // errors are all there is. In a short text one error is more than one byte in a hundred.
    let few = errors * 10 <= characters || (bad_bytes * BYTES_PER_ERROR < bytes.len() && errors < characters);
    few.then(|| Decoded::new(String::from_utf8_lossy(bytes), errors))
}

/// The bytes in `encoding`, if nearly all of them mean something in it.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, NotText> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if had_errors { text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count() } else { 0 };
    if replaced * CHARACTERS_PER_CONTROL > text.chars().count() {
        return Err(NotText(None));
    }
    Ok(Decoded::new(text, replaced))
}
