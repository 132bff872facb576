//! Trees as JSON Lines: an object for each sentence, offsets in Unicode code points of the document.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::write::{Written, as_written};
use crate::text::{Points, Span};

#[derive(Serialize)]
struct Sentence<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'t str>,
    text: &'t str,
    start: usize,
    end: usize,
    tokens: Vec<Token<'t>>,
}

/// A word; those of one orthographic token have its offsets.
#[derive(Serialize)]
struct Token<'t> {
    id: usize,
    form: &'t str,
    lemma: Cow<'t, str>,
    upos: String,
    feats: BTreeMap<&'t str, &'t str>,
    head: usize,
    deprel: &'t str,
    start: usize,
    end: usize,
}

/// Writes a sentence as one line.
pub(super) fn write(sentence: &Written<'_>, points: &mut Points, out: &mut impl Write) -> io::Result<()> {
    let Written { tree, text, .. } = *sentence;
    let start = points.of(Span::new(tree.span.start, tree.span.start), text).start;
    let mut tokens = Vec::with_capacity(tree.words().len());
    for token in &sentence.tokens {
        let range = points.of(token.span, text);
        for index in token.words.clone() {
            let word = tree.word(index);
            let (head, deprel) = word.head.map_or((0, "root"), |head| (head + 1, word.deprel.as_str()));
            let form = if token.is_multiword() { &word.form } else { token.form.as_ref() };
            tokens.push(Token {
                id: index + 1,
                form,
                lemma: as_written(&word.lemma, form),
                upos: word.upos.to_string(),
                feats: word.feats.as_str().split('|').filter_map(|pair| pair.split_once('=')).collect(),
                head,
                deprel,
                start: range.start,
                end: range.end,
            });
        }
    }
    let end = points.of(tree.span, text).end;
    let line = Sentence { document: sentence.document, text: tree.span.of(text), start, end, tokens };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}
