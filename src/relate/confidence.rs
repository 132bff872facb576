//! How sure a reading is: what speaks for and against it, weighed by a table that was learned from gold ([`crate::learn::confidence`]).

use std::collections::HashMap;

use crate::assets::Assets;
use crate::table::{Table, TableError};

/// The table of weights.
const WEIGHTS: &str = "data/confidence.tsv";

/// Something that speaks for or against a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A frame of a verb says it.
    Verb,
    /// A frame of a noun.
    Noun,
    /// A frame of an adjective.
    Adjective,
    /// A title, with what it is held in.
    Title,
    /// A title whose state or organisation the text does not name beside it.
    Supplied,
    /// What stands beside a name.
    Beside,
    /// An argument stands away from the predicate.
    Distant,
    /// Conditions of the frame hold.
    Conditioned,
    /// Goods were found.
    Goods,
    /// An argument is only spoken of: a pronoun, a description.
    Spoken,
    /// An argument is a name that the gazetteer does not have.
    Unknown,
    /// The object is a thing.
    Thing,
    /// There are several pairs.
    Several,
    /// It is not stated as a fact.
    NoFact,
    /// The sentence is long.
    Long,
}

impl Sign {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Verb,
        Self::Noun,
        Self::Adjective,
        Self::Title,
        Self::Supplied,
        Self::Beside,
        Self::Distant,
        Self::Conditioned,
        Self::Goods,
        Self::Spoken,
        Self::Unknown,
        Self::Thing,
        Self::Several,
        Self::NoFact,
        Self::Long,
    ];

    /// The name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verb => "verb",
            Self::Noun => "noun",
            Self::Adjective => "adjective",
            Self::Title => "title",
            Self::Supplied => "supplied",
            Self::Beside => "beside",
            Self::Distant => "distant",
            Self::Conditioned => "conditioned",
            Self::Goods => "goods",
            Self::Spoken => "spoken",
            Self::Unknown => "unknown",
            Self::Thing => "thing",
            Self::Several => "several",
            Self::NoFact => "no_fact",
            Self::Long => "long",
        }
    }
}

/// The weights of signs and relations, in logits.
#[derive(Debug, Clone, Default)]
pub struct Confidence {
    weights: HashMap<String, f64>,
}

impl Confidence {
    /// The sign of every reading.
    pub const BIAS: &'static str = "any";

    /// Reads `data/confidence.tsv`.
    ///
    /// # Errors
    /// When it is missing or has a weight that is no number.
    pub fn load(assets: &Assets) -> Result<Self, TableError> {
        let mut weights = HashMap::new();
        for row in Table::read(assets, WEIGHTS, &["sign", "weight"])?.rows() {
            let weight = row.get("weight").parse().map_err(|_| row.error(row.get("weight"), "weight (`-0.35`)"))?;
            weights.insert(row.get("sign").to_owned(), weight);
        }
        Ok(Self { weights })
    }

    /// Makes a table of weights.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = (String, f64)>) -> Self {
        Self { weights: weights.into_iter().collect() }
    }

    /// How likely a reading of `relation` with these signs is right, from 0 to 1.
    #[must_use]
    pub fn of(&self, signs: &[Sign], relation: &str) -> f64 {
        let weight = |name: &str| self.weights.get(name).copied().unwrap_or(0.0);
        let sum = weight(Self::BIAS) + weight(relation) + signs.iter().map(|sign| weight(sign.name())).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }
}
