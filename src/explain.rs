//! The `explain` room: what was read from each sentence and why, for whoever writes a frame or doubts a fact: its tree, its mentions, the
//! frames that fired, and those that nearly did with what was missing.

mod html;
mod plain;

use std::fmt;
use std::io::{self, Write};

use crate::claim::{Factuality, typed};
use crate::document::Document;
use crate::entity::EntityId;
use crate::link::{LinkedDocument, LinkedSentence, Listed};
use crate::ontology::Ontology;
use crate::relate::{Attempt, Miss};

/// An article with what came of each of its sentences.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The article.
    pub document: Document,
    /// Its sentences in the order of the text.
    pub sentences: Vec<Explained>,
}

/// A sentence with what came of it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The tree and its mentions.
    pub sentence: LinkedSentence,
    /// The mentions as they are listed.
    pub mentions: Vec<Listed>,
    /// What came of its frames and titles, word by word.
    pub rules: Vec<Tried>,
}

/// What came of a frame or title.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The word, as an index into the sentence.
    pub at: usize,
    /// The relation that it makes.
    pub relation: String,
    /// The rule: language, part of speech and lemma.
    pub rule: String,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It made claims.
    Claimed {
        /// Their subjects and objects.
        pairs: Vec<(EntityId, EntityId)>,
        /// How firmly they are stated.
        factuality: Factuality,
        /// Who says so.
        attributed_to: Vec<EntityId>,
    },
    /// It fired, but the ontology does not let these be what it says.
    Rejected(String),
    /// It fired, but a more specific rule of the same word did too.
    Outranked,
    /// It did not fire.
    Missed(Miss),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claimed { pairs, factuality, attributed_to } => {
                let pairs: Vec<String> = pairs.iter().map(|(subject, object)| format!("{subject} > {object}")).collect();
                write!(f, "{} [{factuality}]", pairs.join(", "))?;
                if attributed_to.is_empty() { Ok(()) } else { write!(f, " says {}", attributed_to.join(", ")) }
            }
            Self::Rejected(reason) => f.write_str(reason),
            Self::Outranked => f.write_str("a more specific rule of this word counts"),
            Self::Missed(miss) => miss.fmt(f),
        }
    }
}

impl Explanation {
    /// What came of an article: `attempts` are those of its sentences, see [`crate::relate::relate()`].
    #[must_use]
    pub fn new(document: Document, linked: LinkedDocument, attempts: Vec<Vec<Attempt>>, ontology: &Ontology) -> Self {
        let rules: Vec<Vec<Tried>> = attempts.into_iter().map(|attempts| judge(attempts, &linked, ontology)).collect();
        let mut listed = linked.list(&document).into_iter();
        let mut sentences = Vec::new();
        for (sentence, rules) in linked.sentences.into_iter().zip(rules) {
            let mentions = listed.by_ref().take(sentence.mentions.len()).collect();
            sentences.push(Explained { sentence, mentions, rules });
        }
        Self { document, sentences }
    }

    /// Writes it as plain text; with `all` also the rules that are far from firing: those whose conditions do not hold.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn write_plain(&self, all: bool, colour: bool, out: &mut impl Write) -> io::Result<()> {
        plain::write(self, all, colour, out)
    }

    /// Writes it as a page of HTML that needs no other file; with `all` as above.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn write_html(explanations: &[Self], all: bool, out: &mut impl Write) -> io::Result<()> {
        html::write(explanations, all, out)
    }
}

impl Explained {
    /// The rules to show, those that made claims first.
    fn shown(&self, all: bool) -> Vec<&Tried> {
        let far = |tried: &&Tried| !all && matches!(tried.verdict, Verdict::Missed(Miss::Condition(..) | Miss::Support));
        let mut shown: Vec<&Tried> = self.rules.iter().filter(|tried| !far(tried)).collect();
        shown.sort_by_key(|tried| !tried.is_claim());
        shown
    }
}

impl Tried {
    /// Whether it made claims.
    #[must_use]
    pub fn is_claim(&self) -> bool {
        matches!(self.verdict, Verdict::Claimed { .. })
    }
}

/// What the ontology says of each attempt: of a word's frames the first counts that it allows, and each title by itself.
fn judge(attempts: Vec<Attempt>, linked: &LinkedDocument, ontology: &Ontology) -> Vec<Tried> {
    let mut claimed_at = None;
    let mut judged = Vec::new();
    for Attempt { relation, rule, at, is_title, outcome } in attempts {
        let verdict = match outcome {
            Err(miss) => Verdict::Missed(miss),
            Ok(_) if !is_title && claimed_at == Some(at) => Verdict::Outranked,
            Ok(found) => match typed(&found, linked, ontology) {
                Err(reason) => Verdict::Rejected(reason),
                Ok(pairs) => {
                    if !is_title {
                        claimed_at = Some(at);
                    }
                    Verdict::Claimed { pairs, factuality: found.factuality, attributed_to: found.attributed_to }
                }
            },
        };
        judged.push(Tried { at, relation, rule, verdict });
    }
    judged
}
