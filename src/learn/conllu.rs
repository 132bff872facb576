//! Reading and writing CoNLL-U, the file format of Universal Dependencies.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::text::Span;
use crate::tree::{Feats, Tree, Word};

/// What is wrong with a CoNLL-U file.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}: {what}")]
pub struct ConlluError {
    path: String,
    line: usize,
    what: String,
}

/// Reads the sentences of a CoNLL-U text. Spans are those that the sentence would have if its words stood one after the other with
/// blanks where the file has no `SpaceAfter=No`, in bytes from the start of the sentence. Empty nodes are left out, and so are sentences
/// with a word whose head is no number.
///
/// # Errors
/// When a line has not ten columns, or a part of speech that means nothing.
pub fn read(path: &str, text: &str) -> Result<Vec<Tree>, ConlluError> {
    let mut trees = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut complete = true;
    let mut contraction: Option<(usize, Span)> = None;
    for (index, line) in text.lines().chain(std::iter::once("")).enumerate() {
        let wrong = |what: &str| ConlluError { path: path.to_owned(), line: index + 1, what: what.to_owned() };
        if line.trim().is_empty() {
            let words = std::mem::take(&mut words);
            if complete && !words.is_empty() {
                trees.push(Tree::new(Span::new(0, at), words));
            }
            at = 0;
            complete = true;
            contraction = None;
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, _, feats, head, deprel, _, misc] = columns.as_slice() else {
            return Err(wrong("a word has ten columns"));
        };
        if id.contains('.') {
            continue;
        }
        let glued = misc.split('|').any(|m| m == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let last = last.parse().map_err(|_| wrong("the range of a multiword token is no pair of numbers"))?;
            let span = Span::new(at, at + form.len());
            contraction = Some((last, span));
            at = span.end + usize::from(!glued);
            continue;
        }
        let number: usize = id.parse().map_err(|_| wrong("the first column is no number"))?;
        let span = match contraction {
            Some((last, span)) if number <= last => span,
            _ => {
                let span = Span::new(at, at + form.len());
                at = span.end + usize::from(!glued);
                span
            }
        };
        let head: Result<usize, _> = head.parse();
        complete &= head.is_ok();
        words.push(Word {
            span,
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: upos.parse().map_err(|()| wrong("the part of speech is not one of Universal Dependencies"))?,
            feats: Feats::new(feats),
            head: head.ok().and_then(|head| head.checked_sub(1)),
            deprel: deprel.to_owned(),
        });
    }
    Ok(trees)
}

/// Writes a tree as CoNLL-U. `text` is what the spans of the tree point into; `TokenRange` in the last column gives code points.
#[must_use]
pub fn write(tree: &Tree, text: &str) -> String {
    let mut out = format!("# text = {}\n", tree.span.of(text).replace(['\n', '\r', '\t'], " "));
    let words = tree.words();
    let mut shared: HashMap<Span, usize> = HashMap::new();
    for word in words {
        *shared.entry(word.span).or_default() += 1;
    }
    let offset = Span::new(0, tree.span.start).of(text).chars().count();
    for (index, word) in words.iter().enumerate() {
        let inside = Span::new(word.span.start - tree.span.start, word.span.end - tree.span.start).code_points(tree.span.of(text));
        let mut misc = format!("TokenRange={}:{}", offset + inside.start, offset + inside.end);
        if words.get(index + 1).is_some_and(|next| next.span.start == word.span.end) {
            misc = format!("SpaceAfter=No|{misc}");
        }
        let parts = shared[&word.span];
        if parts > 1 {
            if index == 0 || words[index - 1].span != word.span {
                let _ = writeln!(out, "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", index + 1, index + parts, word.span.of(text));
            }
            "_".clone_into(&mut misc);
        }
        let head = word.head.map_or(0, |head| head + 1);
        let deprel = if word.head.is_none() { "root" } else { &word.deprel };
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{deprel}\t_\t{misc}",
            index + 1,
            word.form,
            word.lemma,
            word.upos,
            word.feats.as_str()
        );
    }
    out.push('\n');
    out
}
