//! Trees as CoNLL-U.

use std::io::{self, Write};

use super::write::{Written, as_written, cell};
use crate::text::Points;

/// Writes a sentence with the comments above it and the blank line below.
pub(super) fn write(sentence: &Written<'_>, points: &mut Points, out: &mut impl Write) -> io::Result<()> {
    match sentence.document {
        Some(id) if sentence.begins => writeln!(out, "# newdoc id = {}", cell(id))?,
        None if sentence.begins => writeln!(out, "# newdoc")?,
        _ => {}
    }
    writeln!(out, "# sent_id = {}", sentence.number)?;
    writeln!(out, "# text = {}", sentence.line())?;
    for token in &sentence.tokens {
        let range = points.of(token.span, sentence.text);
        let glued = if token.glued { "SpaceAfter=No|" } else { "" };
        let mut misc = format!("{glued}TokenRange={}:{}", range.start, range.end);
        if token.is_multiword() {
            writeln!(out, "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", token.words.start + 1, token.words.end, token.form)?;
            "_".clone_into(&mut misc);
        }
        for index in token.words.clone() {
            let word = sentence.tree.word(index);
            let form = if token.is_multiword() { cell(&word.form) } else { cell(&token.form) };
            let (head, deprel) = word.head.map_or((0, "root"), |head| (head + 1, word.deprel.as_str()));
            let lemma = as_written(&word.lemma, &form);
            let (lemma, feats, deprel) = (cell(&lemma), cell(word.feats.as_str()), cell(deprel));
            writeln!(out, "{}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{deprel}\t_\t{misc}", index + 1, word.upos)?;
        }
    }
    writeln!(out)
}
