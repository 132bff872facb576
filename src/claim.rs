//! The `claim` room: what an article says, typed by the ontology, with its evidence.

mod build;

use std::collections::BTreeMap;
use std::fmt;

use crate::document::{Date, Document};
use crate::entity::{Entity, EntityId};
use crate::text::{Lang, Span};

pub use build::claims;
pub(crate) use build::{chosen, typed};

/// How firmly a text commits itself to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factuality {
    /// The author states it, or cites a source for it as fact.
    Fact,
    /// Suspected, alleged, possible, planned, expected or intended.
    Uncertain,
    /// Negated by the author, or denied by somebody.
    Denied,
}

impl Factuality {
    /// The name as tables of facts write it: `fact`, `uncertain`, `denied`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Uncertain => "uncertain",
            Self::Denied => "denied",
        }
    }

    /// The local name of the individual in the ontology.
    #[must_use]
    pub fn local_name(self) -> &'static str {
        match self {
            Self::Fact => "Fact",
            Self::Uncertain => "Uncertain",
            Self::Denied => "Denied",
        }
    }
}

impl fmt::Display for Factuality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// When something was or will be so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Time {
    /// A date of the calendar, as precise as the text is.
    Date(Date),
    /// What the text says, where it cannot be resolved ("last September" in an article without a date).
    Said(String),
}

/// What passes from one side to the other: goods, money, troops.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The words of the text.
    pub label: String,
    /// The language of the label.
    pub lang: Lang,
    /// The local name of its concept among the goods (`Missile`).
    pub goods: Option<String>,
    /// How many or how much: an `xsd:decimal` such as `3000000` or `1.5`.
    pub amount: Option<String>,
    /// What is counted (`Schuss`, `US-Dollar`), where it is not the item itself.
    pub unit: Option<String>,
    /// The words that make the amount approximate (`mehr als`).
    pub approximation: Option<String>,
}

/// Where a claim was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The stretch of the article's text, in bytes.
    pub span: Span,
    /// The rule that fired: language, part of speech and lemma of the predicate (`de:verb:liefern`).
    pub rule: String,
}

/// A statement of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who or what it is about.
    pub subject: EntityId,
    /// The local name of the relation in the ontology (`suppliesTo`).
    pub relation: String,
    /// Whom or what it relates the subject to.
    pub object: EntityId,
    /// How firmly the article states it.
    pub factuality: Factuality,
    /// Who says so, where it is not the article itself; sorted.
    pub attributed_to: Vec<EntityId>,
    /// Who denies it; sorted.
    pub denied_by: Vec<EntityId>,
    /// What passes between them; in the order of the text.
    pub items: Vec<Item>,
    /// When.
    pub time: Option<Time>,
    /// Where.
    pub place: Option<EntityId>,
    /// How sure the extractor is, in hundredths from 1 to 99.
    pub confidence: u8,
    /// The places in the text that say so, in their order; never empty.
    pub evidence: Vec<Evidence>,
}

/// A relation that did not become a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where it stood, in bytes.
    pub span: Span,
    /// The rule that fired.
    pub rule: String,
    /// What was wrong with it.
    pub reason: String,
}

/// All that was read from one article.
#[derive(Debug, Clone)]
pub struct ArticleFacts {
    /// The article.
    pub document: Document,
    /// The entities that its claims name, by id.
    pub entities: BTreeMap<EntityId, Entity>,
    /// Its claims in the order of their first evidence.
    pub claims: Vec<Claim>,
    /// What was considered and rejected.
    pub rejections: Vec<Rejection>,
    /// The number of its sentences.
    pub sentences: usize,
    /// The number of its words, punctuation included.
    pub words: usize,
}
