//! Universal Dependencies: what `segment`, `tag` and `parse` make of a sentence, and how it is written.

mod conllu;
mod draw;
mod json;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::text::Span;

pub(crate) use write::as_written;
pub use write::{Format, Writer};

/// A word as it stands in the text. A multiword token (`im`, `don't`) is several words that follow each other and have the same `token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the document, in bytes: its own part of a multiword token if it is one (`n't`), else the whole token (`dem` of
    /// `im`).
    pub span: Span,
    /// Where the token stands that it is a word of: `span` unless that is a multiword token.
    pub token: Span,
    /// The word; differs from the text only for parts of a contraction.
    pub form: String,
}

/// A sentence cut into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the document, in bytes.
    pub span: Span,
    /// Its words in the order of the text.
    pub tokens: Vec<Token>,
}

/// A tag of Universal Dependencies' part-of-speech inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of Universal Dependencies")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags with their names, in the order of the names.
    pub const ALL: [(Self, &'static str); 17] = [
        (Self::Adj, "ADJ"),
        (Self::Adp, "ADP"),
        (Self::Adv, "ADV"),
        (Self::Aux, "AUX"),
        (Self::Cconj, "CCONJ"),
        (Self::Det, "DET"),
        (Self::Intj, "INTJ"),
        (Self::Noun, "NOUN"),
        (Self::Num, "NUM"),
        (Self::Part, "PART"),
        (Self::Pron, "PRON"),
        (Self::Propn, "PROPN"),
        (Self::Punct, "PUNCT"),
        (Self::Sconj, "SCONJ"),
        (Self::Sym, "SYM"),
        (Self::Verb, "VERB"),
        (Self::X, "X"),
    ];

    /// A noun, name, pronoun or number: what can be an argument.
    #[must_use]
    pub fn is_nominal(self) -> bool {
        matches!(self, Self::Noun | Self::Propn | Self::Pron | Self::Num)
    }
}

impl fmt::Display for Upos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL[*self as usize].1)
    }
}

impl FromStr for Upos {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(tag, _)| *tag).ok_or(())
    }
}

/// Morphological features as Universal Dependencies writes them: `Case=Gen|Number=Sing`, sorted by name; `_` for none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feats(String);

impl Feats {
    /// Features from their CoNLL-U column.
    #[must_use]
    pub fn new(column: &str) -> Self {
        Self(column.to_owned())
    }

    /// The value of a feature, `""` where it is not set.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.split('|').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or("")
    }

    /// The CoNLL-U column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Feats {
    fn default() -> Self {
        Self("_".to_owned())
    }
}

/// What the `tag` room says of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The base form.
    pub lemma: String,
    /// The part of speech.
    pub upos: Upos,
    /// The morphological features.
    pub feats: Feats,
}

/// A word of a parsed sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the document, in bytes; see [`Token::span`].
    pub span: Span,
    /// Where the token stands that it is a word of; see [`Token::token`].
    pub token: Span,
    /// The word as it stands there.
    pub form: String,
    /// The base form.
    pub lemma: String,
    /// The part of speech.
    pub upos: Upos,
    /// The morphological features.
    pub feats: Feats,
    /// The index of the word it depends on in the sentence, from 0; none for the root.
    pub head: Option<usize>,
    /// How it depends on it: a relation of Universal Dependencies, with the subtypes that matter to facts (`nsubj:pass`, `obl:agent`).
    pub deprel: String,
}

impl Word {
    /// The relation without its subtype.
    #[must_use]
    pub fn relation(&self) -> &str {
        self.deprel.split(':').next().unwrap_or_default()
    }
}

/// A parsed sentence: a tree over its words. Always a tree: one root, no cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Where the sentence stands in the document, in bytes.
    pub span: Span,
    words: Vec<Word>,
    children: Vec<Vec<usize>>,
    names: Option<Vec<Name>>,
}

/// A name that a recogniser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its words, as indices into the sentence.
    pub words: Range<usize>,
    /// What it names.
    pub class: NameClass,
}

/// What a recogniser takes a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum NameClass {
    Person,
    Organisation,
    Place,
    Other,
}

impl Tree {
    /// A tree over `words`; heads that point outside, to themselves, or close a cycle become roots' children, so that the result is a tree.
    #[must_use]
    pub fn new(span: Span, mut words: Vec<Word>) -> Self {
        let count = words.len();
        for word in &mut words {
            word.head = word.head.filter(|&head| head < count);
        }
        break_cycles(&mut words);
        let mut root = None;
        for (index, word) in words.iter_mut().enumerate() {
            if word.head.is_none() {
                match root {
                    None => root = Some(index),
                    Some(_) => {
                        word.head = root;
                        word.deprel = "parataxis".to_owned();
                    }
                }
            }
        }
        let mut children = vec![Vec::new(); count];
        for (index, word) in words.iter().enumerate() {
            if let Some(head) = word.head {
                children[head].push(index);
            }
        }
        Self { span, words, children, names: None }
    }

    /// The same tree with the names that a recogniser found; none where there was no recogniser.
    #[must_use]
    pub fn with_names(self, names: Option<Vec<Name>>) -> Self {
        Self { names, ..self }
    }

    /// The names that a recogniser found, in the order of the text; none where there was no recogniser.
    #[must_use]
    pub fn names(&self) -> Option<&[Name]> {
        self.names.as_deref()
    }

    /// The words in the order of the text.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The word at `index`.
    #[must_use]
    pub fn word(&self, index: usize) -> &Word {
        &self.words[index]
    }

    /// The indices of the words that depend on the word at `index`, in the order of the text.
    #[must_use]
    pub fn children(&self, index: usize) -> &[usize] {
        &self.children[index]
    }

    /// The dependents of `index` whose relation without subtype is `relation`.
    pub fn dependents<'t>(&'t self, index: usize, relation: &'t str) -> impl Iterator<Item = usize> + 't {
        self.children[index].iter().copied().filter(move |&child| self.words[child].relation() == relation)
    }

    /// Whether a word has an adposition; the mark of a possessive is none.
    #[must_use]
    pub fn has_case(&self, index: usize) -> bool {
        self.dependents(index, "case").any(|case| self.words[case].upos != Upos::Part)
    }

    /// The words above `index`, nearest first, without itself.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.words[index].head, |&above| self.words[above].head)
    }

    /// The indices of the subtree of `index`, itself included, in the order of the text.
    #[must_use]
    pub fn subtree(&self, index: usize) -> Vec<usize> {
        let mut found = vec![index];
        let mut next = 0;
        while next < found.len() {
            found.extend_from_slice(&self.children[found[next]]);
            next += 1;
        }
        found.sort_unstable();
        found
    }
}

/// Cuts every cycle at its first word.
fn break_cycles(words: &mut [Word]) {
    for start in 0..words.len() {
        let mut at = start;
        for _ in 0..words.len() {
            match words[at].head {
                Some(head) if head == start => {
                    words[start].head = None;
                    break;
                }
                Some(head) => at = head,
                None => break,
            }
        }
    }
}
