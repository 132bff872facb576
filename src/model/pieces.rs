//! Words as pieces: a unigram language model over pieces (Kudo 2018), as SentencePiece makes it, cut to the pieces of our languages.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::file::{ModelError, Reader};

/// Marks a blank before a word.
const BLANK: char = '\u{2581}';

/// A word has at most so many pieces; the rest of it is left out. Only what is no word (a long address, a run of signs) has more.
const MOST: usize = 32;

/// The pieces and how to cut words into them.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    index: HashMap<Box<str>, u32>,
    scores: Vec<f32>,
    /// The longest piece, in characters.
    longest: usize,
    /// What a character costs that is in no piece.
    unknown_score: f32,
    /// The piece that begins a sentence.
    pub(crate) begin: u32,
    /// The piece for what is in no other.
    pub(crate) unknown: u32,
}

impl Pieces {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let pieces = reader.strings()?;
        let scores = reader.vector(pieces.len())?.to_vec();
        let (begin, unknown) = (reader.number()? as u32, reader.number()? as u32);
        if pieces.is_empty() || begin as usize >= pieces.len() || unknown as usize >= pieces.len() {
            return Err(reader.damaged());
        }
        let longest = pieces.iter().map(|piece| piece.chars().count()).max().unwrap_or(1);
        let lowest = scores.iter().fold(0.0f32, |low, &score| low.min(score));
        let index = pieces.into_iter().zip(0..).map(|(piece, at)| (piece.into_boxed_str(), at)).collect();
        Ok(Self { index, scores, longest, unknown_score: lowest - 10.0, begin, unknown })
    }

    pub(crate) fn len(&self) -> usize {
        self.scores.len()
    }

    /// Appends the most likely pieces of a word to `out`, at least one; `space` says whether a blank stands before the word.
    pub(crate) fn cut(&self, form: &str, space: bool, out: &mut Vec<u32>) {
        let mut text = String::with_capacity(form.len() + 3);
        if space {
            text.push(BLANK);
        }
        text.extend(form.nfkc().map(|c| if c == ' ' { BLANK } else { c }).take(MOST * self.longest));
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let count = bounds.len() - 1;
        // The best way to each character: its score, where its last piece begins, and the piece.
        let mut best = vec![(f32::MIN, 0usize, self.unknown); count + 1];
        best[0].0 = 0.0;
        for start in 0..count {
            let base = best[start].0;
            for end in start + 1..=count.min(start + self.longest) {
                if let Some(&piece) = self.index.get(&text[bounds[start]..bounds[end]]) {
                    let score = base + self.scores[piece as usize];
                    if score > best[end].0 {
                        best[end] = (score, start, piece);
                    }
                }
            }
            if base + self.unknown_score > best[start + 1].0 {
                best[start + 1] = (base + self.unknown_score, start, self.unknown);
            }
        }
        let from = out.len();
        let mut at = count;
        while at > 0 {
            out.push(best[at].2);
            at = best[at].1;
        }
        out[from..].reverse();
        out.truncate(from + MOST);
        if out.len() == from {
            out.push(self.unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;
    use crate::model::{ModelError, Reader, Writer};

    #[test]
    fn the_likeliest_pieces_win() -> Result<(), ModelError> {
        let pieces =
            [("<s>", 0.0), ("<unk>", 0.0), ("\u{2581}", -3.0), ("\u{2581}sanc", -4.0), ("tions", -4.0), ("t", -6.0), ("ions", -5.0)];
        let mut writer = Writer::new("test 1");
        writer.strings(pieces.iter().map(|(piece, _)| *piece));
        writer.floats(&pieces.map(|(_, score)| score));
        writer.number(0);
        writer.number(1);
        let bytes = writer.finish();
        let pieces = Pieces::read(&mut Reader::new(&bytes, "test 1")?)?;
        let cut = |form: &str, space| {
            let mut out = Vec::new();
            pieces.cut(form, space, &mut out);
            out
        };
        assert_eq!(cut("sanctions", true), [3, 4]);
        assert_eq!(cut("tions", false), [4]);
        assert_eq!(cut("t\u{416}", true), [2, 5, 1]);
        assert_eq!(cut("", false), [1]);
        assert_eq!(cut(&"\u{416}".repeat(5000), false).len(), 32);
        Ok(())
    }
}
