//! Frames: which relation a predicate makes, and where its arguments stand.

use std::collections::HashMap;
use std::fmt;

use super::Compounds;
use crate::assets::Assets;
use crate::table::{Row, Table, TableError};
use crate::tree::Upos;

/// The part of speech of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pos {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adj,
}

impl Pos {
    /// The name in the tables: `verb`, `noun`, `adj`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verb => "verb",
            Self::Noun => "noun",
            Self::Adj => "adj",
        }
    }
}

/// A place in the tree around a predicate where an argument may stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The subject of a verb in the active voice.
    Nsubj,
    /// The direct object.
    Obj,
    /// The indirect object.
    Iobj,
    /// A bare oblique noun phrase.
    Obl,
    /// A bare attribute: genitive, possessive.
    Nmod,
    /// An adjective made from a name.
    Amod,
    /// A name inside or before a compound.
    Compound,
    /// A clause without its own subject.
    Xcomp,
    /// A clause.
    Ccomp,
    /// The subject of a clause: whom one demands something of by saying that they should do it.
    ClauseSubject,
    /// The object of a clause without its own subject: whom one threatens by threatening to do something to them.
    ClauseObject,
    /// The subject of the verb that governs the predicate: who acts with somebody's backing has it.
    GovernorSubject,
    /// An adverb; only in conditions.
    Advmod,
    /// The adposition of the predicate itself; only in conditions.
    Case,
    /// The noun that a participle or adjective modifies.
    Head,
    /// The one whom the noun names: a name with it, or the subject that is said to be it.
    Name,
    /// A dependent with this adposition, its words joined by `_`.
    Adposition(String),
}

impl Slot {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "nsubj" => Self::Nsubj,
            "obj" => Self::Obj,
            "iobj" => Self::Iobj,
            "obl" => Self::Obl,
            "nmod" => Self::Nmod,
            "amod" => Self::Amod,
            "compound" => Self::Compound,
            "xcomp" => Self::Xcomp,
            "ccomp" => Self::Ccomp,
            "ccomp.nsubj" => Self::ClauseSubject,
            "xcomp.obj" => Self::ClauseObject,
            "head.nsubj" => Self::GovernorSubject,
            "advmod" => Self::Advmod,
            "case" => Self::Case,
            "head" => Self::Head,
            "name" => Self::Name,
            _ => Self::Adposition(text.strip_prefix('+').filter(|rest| !rest.is_empty())?.to_lowercase()),
        })
    }
}

/// As the tables write it.
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nsubj => "nsubj",
            Self::Obj => "obj",
            Self::Iobj => "iobj",
            Self::Obl => "obl",
            Self::Nmod => "nmod",
            Self::Amod => "amod",
            Self::Compound => "compound",
            Self::Xcomp => "xcomp",
            Self::Ccomp => "ccomp",
            Self::ClauseSubject => "ccomp.nsubj",
            Self::ClauseObject => "xcomp.obj",
            Self::GovernorSubject => "head.nsubj",
            Self::Advmod => "advmod",
            Self::Case => "case",
            Self::Head => "head",
            Self::Name => "name",
            Self::Adposition(adposition) => return write!(f, "+{adposition}"),
        })
    }
}

/// What a predicate says.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The local name of the relation.
    pub relation: String,
    /// The part of speech of the predicate.
    pub pos: Pos,
    /// Its base form as the table writes it.
    pub lemma: String,
    /// Where the subject stands, in order of preference.
    pub subject: Vec<Slot>,
    /// Where the object stands; the same as the subject for pairs.
    pub object: Vec<Slot>,
    /// Where the goods stand.
    pub item: Vec<Slot>,
    /// What the predicate itself says of factuality.
    pub effect: Option<super::Effect>,
    /// Conditions: a dependent in that slot with one of these base forms, which are sorted.
    pub with: Vec<(Slot, Vec<String>)>,
}

/// Where a support verb puts the subject and object of its noun.
#[derive(Debug, Clone)]
pub struct Support {
    /// Slots of the verb for the noun's subject.
    pub subject: Vec<Slot>,
    /// Slots of the verb for the noun's object.
    pub object: Vec<Slot>,
    /// What the verb says of factuality.
    pub effect: Option<super::Effect>,
}

/// The frames of a language, by part of speech and base form in lower case; the more specific first.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    frames: HashMap<(Pos, String), Vec<Frame>>,
    supports: HashMap<String, Vec<Support>>,
}

impl Frames {
    pub(super) fn load(assets: &Assets, code: &str, endings: &[String]) -> Result<Self, TableError> {
        let mut found = Self::default();
        let columns = ["relation", "pos", "lemma", "subject", "object", "item", "factuality", "with"];
        for row in Table::read(assets, &format!("data/{code}/frames.tsv"), &columns)?.rows() {
            let pos = match row.get("pos") {
                "verb" => Pos::Verb,
                "noun" => Pos::Noun,
                "adj" => Pos::Adj,
                other => {
                    return Err(row.error(other, "part of speech of a frame (`verb`, `noun`, `adj`)"));
                }
            };
            let mut with = Vec::new();
            // `slot=lemma|lemma` or several conditions after one another.
            for value in row.values("with") {
                match value.split_once('=') {
                    Some((slot, lemma)) => {
                        let slot = Slot::parse(slot).ok_or_else(|| row.error(slot, "slot"))?;
                        with.push((slot, vec![lemma.to_lowercase()]));
                    }
                    None => match with.last_mut() {
                        Some((_, lemmas)) => lemmas.push(value.to_lowercase()),
                        None => return Err(row.error(value, "condition (`slot=lemma`)")),
                    },
                }
            }
            with.iter_mut().for_each(|(_, lemmas)| lemmas.sort_unstable());
            let frame = Frame {
                relation: row.get("relation").to_owned(),
                pos,
                lemma: row.get("lemma").to_owned(),
                subject: slots(&row, "subject")?,
                object: slots(&row, "object")?,
                item: slots(&row, "item")?,
                effect: effect(&row)?,
                with,
            };
            found.frames.entry((pos, frame.lemma.to_lowercase())).or_default().push(frame);
        }
        found.add_stems(endings);
        #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for frames in found.frames.values_mut() {
            frames.sort_by_key(|frame| std::cmp::Reverse(frame.with.len()));
        }
        for row in Table::read(assets, &format!("data/{code}/support.tsv"), &["lemma", "subject", "object", "factuality"])?.rows() {
            let support = Support { subject: slots(&row, "subject")?, object: slots(&row, "object")?, effect: effect(&row)? };
            found.supports.entry(row.get("lemma").to_lowercase()).or_default().push(support);
        }
        Ok(found)
    }

    /// Makes nouns known without their endings too, as the tagger may leave them (plural-only nouns above all); of nouns with one stem the
    /// first in the order of their base forms.
    fn add_stems(&mut self, endings: &[String]) {
        let mut nouns: Vec<String> = self.frames.keys().filter(|(pos, _)| *pos == Pos::Noun).map(|(_, lemma)| lemma.clone()).collect();
        nouns.sort_unstable();
        for noun in nouns {
            for stem in endings.iter().filter_map(|ending| noun.strip_suffix(ending.as_str())) {
                let key = (Pos::Noun, stem.to_owned());
                if stem.chars().count() >= super::SHORTEST_LAST && !self.frames.contains_key(&key) {
                    let frames = self.frames.get(&(Pos::Noun, noun.clone())).cloned().unwrap_or_default();
                    self.frames.insert(key, frames);
                }
            }
        }
    }

    /// The frames of a predicate; in languages with compounds also those of the last part of a noun.
    #[must_use]
    pub fn get(&self, pos: Pos, lemma: &str, compounds: &Compounds) -> &[Frame] {
        let lemma = lemma.to_lowercase();
        std::iter::once(lemma.as_str())
            .chain(compounds.last_parts(&lemma).filter(|_| pos == Pos::Noun))
            .find_map(|part| self.frames.get(&(pos, part.to_owned())))
            .map_or(&[], Vec::as_slice)
    }

    /// The base forms of predicates and support verbs, in no order.
    pub(super) fn base_forms(&self) -> impl Iterator<Item = (String, Upos)> {
        let upos = |pos| match pos {
            Pos::Verb => Upos::Verb,
            Pos::Noun => Upos::Noun,
            Pos::Adj => Upos::Adj,
        };
        let frames = self.frames.values().flatten().map(move |frame| (frame.lemma.clone(), upos(frame.pos)));
        frames.chain(self.supports.keys().map(|lemma| (lemma.clone(), Upos::Verb)))
    }

    /// What a verb does as a support verb.
    #[must_use]
    pub fn supports(&self, lemma: &str) -> &[Support] {
        self.supports.get(&lemma.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn slots(row: &Row<'_>, column: &str) -> Result<Vec<Slot>, TableError> {
    row.values(column).map(|text| Slot::parse(text).ok_or_else(|| row.error(text, "slot"))).collect()
}

fn effect(row: &Row<'_>) -> Result<Option<super::Effect>, TableError> {
    match row.get("factuality") {
        "" => Ok(None),
        name => super::Effect::parse(name)
            .map(Some)
            .ok_or_else(|| row.error(name, "factuality (empty, `uncertain`, `denied`, `excluded` or `ended`)")),
    }
}
