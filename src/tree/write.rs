//! Trees as text, sentence by sentence.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use super::{Tree, conllu, draw, json};
use crate::text::{Points, Span};

/// How trees are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CoNLL-U, the file format of Universal Dependencies, with `TokenRange` (code points of the document) in its last column.
    Conllu,
    /// JSON Lines: an object for each sentence.
    Json,
    /// A drawing to look at: a line for each word, the tree on its left.
    Drawing {
        /// Whether with the colours of ANSI terminals.
        colour: bool,
    },
}

/// Writes the sentences of one or several documents.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    format: Format,
    /// Sentences written, of all documents.
    count: usize,
    /// Whether the next sentence is the first one of its document.
    begins: bool,
    document: Option<String>,
    points: Points,
}

impl<W: Write> Writer<W> {
    /// A writer of a document without a name; [`Writer::document`] begins others.
    pub fn new(out: W, format: Format) -> Self {
        Self { out, format, count: 0, begins: true, document: None, points: Points::default() }
    }

    /// Begins a document. Its id is for readers of several documents in one stream; numbers of sentences go on.
    pub fn document(&mut self, id: Option<&str>) {
        self.begins = true;
        self.document = id.map(str::to_owned);
        self.points = Points::default();
    }

    /// Writes a sentence of the document whose text is `text`. Sentences come in the order of the text.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn sentence(&mut self, tree: &Tree, text: &str) -> io::Result<()> {
        self.count += 1;
        let begins = std::mem::take(&mut self.begins);
        let sentence = Written { tree, text, tokens: tokens(tree, text), number: self.count, begins, document: self.document.as_deref() };
        match self.format {
            Format::Conllu => conllu::write(&sentence, &mut self.points, &mut self.out),
            Format::Json => json::write(&sentence, &mut self.points, &mut self.out),
            Format::Drawing { colour } => draw::write(&sentence, colour, &mut self.out),
        }
    }

    /// What is written to: a buffer may be taken from sentence to sentence.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Hands everything on and gives back what was written to.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A sentence with what its writers need to know.
pub(super) struct Written<'t> {
    pub(super) tree: &'t Tree,
    /// The text of the document.
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Surface<'t>>,
    /// Which one it is, from 1.
    pub(super) number: usize,
    /// Whether it is the first of its document.
    pub(super) begins: bool,
    pub(super) document: Option<&'t str>,
}

impl Written<'_> {
    /// The sentence in one line, as a reader of the tokens would put it together.
    pub(super) fn line(&self) -> String {
        let mut line = String::new();
        for token in &self.tokens {
            line.push_str(&token.form);
            line.push_str(if token.glued { "" } else { " " });
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// A token as it stands in the text: one word, or several (`im` = `in` + `dem`).
pub(super) struct Surface<'t> {
    pub(super) form: Cow<'t, str>,
    pub(super) span: Span,
    /// The indices of its words.
    pub(super) words: Range<usize>,
    /// Whether the text goes on without a blank.
    pub(super) glued: bool,
}

impl Surface<'_> {
    /// Whether it has several words.
    pub(super) fn is_multiword(&self) -> bool {
        self.words.len() > 1
    }
}

/// The tokens of a tree with their words.
fn tokens<'t>(tree: &'t Tree, text: &'t str) -> Vec<Surface<'t>> {
    let mut next = 0;
    let groups = tree.words().chunk_by(|word, next| word.token == next.token);
    let token = |group: &'t [super::Word]| {
        let words = next..next + group.len();
        next = words.end;
        let span = group[0].token;
        // Quotes, hyphens and the like have one form in a word, and the text keeps its own.
        let form = if span.of(text).is_empty() { &group[0].form } else { span.of(text) };
        let rest = text.get(span.end..).unwrap_or_default();
        Surface { form: cell(form), span, words, glued: rest.starts_with(|next: char| !next.is_whitespace()) }
    };
    groups.map(token).collect()
}

/// A base form with the apostrophes of the form it was made from: inside the program all are plain.
pub(crate) fn as_written<'l>(lemma: &'l str, form: &str) -> Cow<'l, str> {
    let other = form.chars().find(|mark| matches!(mark, '\u{2019}' | '\u{2bc}'));
    other.filter(|_| lemma.contains('\'')).map_or(Cow::Borrowed(lemma), |mark| Cow::Owned(lemma.replace('\'', &mark.to_string())))
}

/// Text that fits in a column: on one line, without tabs, and not empty.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    if text.is_empty() {
        Cow::Borrowed("_")
    } else if text.contains(['\t', '\n', '\r']) {
        Cow::Owned(text.replace(['\t', '\n', '\r'], " "))
    } else {
        Cow::Borrowed(text)
    }
}
