//! Who there is, and what they are called: states, organisations, people and places, with every inflected form of their names.

mod extend;
mod forms;
mod load;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::assets::Assets;
use crate::document::Date;
use crate::entity::{Entity, EntityId};
use crate::language::Language;
use crate::lexicon::Office;
use crate::segment::words_of;
use crate::table::{Row, TableError};
use crate::text::Lang;

use forms::ByHash;
pub(crate) use forms::{Forms, Inflection};

/// How a name names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// Its name or another spelling of it.
    Name,
    /// An inhabitant or member.
    Demonym,
    /// An adjective (`russisch`).
    Adjective,
    /// The capital, palace or body by whose name the government goes.
    Seat,
}

/// The gender of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Gender {
    Masculine,
    Feminine,
}

/// An office and when it was held.
#[derive(Debug, Clone)]
pub struct Term {
    /// The relation of the holder to what it is held in (`leads`).
    pub relation: String,
    /// The state or organisation it is held in.
    pub target: EntityId,
    /// From when, if known.
    pub from: Option<Date>,
    /// Until when; none: still, or not known.
    pub to: Option<Date>,
    /// What the holder is called (`foreign_minister`), as the tables of offices name it; empty where that is not known.
    pub title: String,
}

/// A war of one state against another.
#[derive(Debug, Clone)]
struct War {
    aggressor: EntityId,
    target: EntityId,
    from: Date,
    /// Until when; none: it goes on.
    to: Option<Date>,
}

/// What is known of an entity beforehand.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Its class in the ontology.
    pub class: String,
    /// Its Wikidata identifier, empty where it is not certain.
    pub wikidata: String,
    /// What it belongs to: the state of a ministry, the country of a city.
    pub part_of: Vec<EntityId>,
    /// Its members.
    pub members: Vec<EntityId>,
    /// Its labels.
    pub labels: BTreeMap<Lang, String>,
    /// Whether it is a state that is no more: one without a code of ISO 3166.
    pub former: bool,
    /// The gender of a person.
    pub gender: Option<Gender>,
    /// The offices of a person.
    pub terms: Vec<Term>,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many words it has.
    pub words: usize,
    /// Whom it may name and how, without repetition, in order of the tables.
    pub readings: Vec<(EntityId, NameKind)>,
}

/// The gazetteer.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entities: BTreeMap<EntityId, Known>,
    /// Who ever held an office in a state or organisation.
    holders: HashMap<EntityId, BTreeSet<EntityId>>,
    /// What belongs to a state or organisation.
    parts: HashMap<EntityId, BTreeSet<EntityId>>,
    names: BTreeMap<Lang, Names>,
    wars: Vec<War>,
}

/// The names of one language.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    forms: Forms,
    /// Whom the names that end in each node of the tree of names may name, and how.
    nodes: Vec<Vec<(EntityId, NameKind)>>,
    /// The node that a base word leads to from another, see [`step`].
    next: ByHash<u32>,
    given: BTreeSet<String>,
    inflection: Inflection,
}

/// A gazetteer that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// A table is missing or wrong.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Gazetteer {
    /// What is known of an entity.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Known> {
        self.entities.get(id)
    }

    /// What belongs to a state or organisation, in the order of the ids.
    pub fn parts(&self, whole: &str) -> impl Iterator<Item = &EntityId> {
        self.parts.get(whole).into_iter().flatten()
    }

    /// Who wages the war against a state or territory that goes on at a date, or goes on still where the date is not known.
    #[must_use]
    pub fn aggressor(&self, target: &str, date: Option<Date>) -> Option<&EntityId> {
        let goes_on = |war: &&War| match date {
            Some(date) => war.from <= date && war.to.is_none_or(|to| date <= to),
            None => war.to.is_none(),
        };
        self.wars.iter().filter(|war| war.target == target).find(goes_on).map(|war| &war.aggressor)
    }

    /// Adds an entity that is not there yet; gives back whether it was not.
    fn add(&mut self, id: &str, known: Known) -> bool {
        for term in &known.terms {
            self.holders.entry(term.target.clone()).or_default().insert(id.to_owned());
        }
        for whole in &known.part_of {
            self.parts.entry(whole.clone()).or_default().insert(id.to_owned());
        }
        self.entities.insert(id.to_owned(), known).is_none()
    }

    /// All entities in the order of their ids.
    pub fn entities(&self) -> impl Iterator<Item = (&EntityId, &Known)> {
        self.entities.iter()
    }

    /// The longest name of the language that begins at `words[at]`, in any inflected form. The first word of a sentence may be
    /// capitalised where the name is not.
    #[must_use]
    pub fn find(&self, lang: Lang, words: &[&str], at: usize) -> Option<Found> {
        self.names.get(&lang)?.find(words, at)
    }

    /// As [`Gazetteer::find`], in the other languages: English first, then by their codes. Only whole names, no adjectives.
    #[must_use]
    pub fn find_foreign(&self, lang: Lang, words: &[&str], at: usize) -> Option<Found> {
        let others = std::iter::once(&Lang::EN).chain(self.names.keys().filter(|other| **other != Lang::EN));
        others.filter(|other| **other != lang).find_map(|other| {
            let mut found = self.names.get(other)?.find(words, at)?;
            found.readings.retain(|(_, kind)| *kind == NameKind::Name);
            (!found.readings.is_empty()).then_some(found)
        })
    }

    /// Whether `word` is a form of the first name of a person of the gazetteer, in this language or as another writes it.
    #[must_use]
    pub fn is_given_name(&self, lang: Lang, word: &str) -> bool {
        let inflected = self.names.get(&lang).is_some_and(|names| names.forms.bases(word).any(|base| names.given.contains(base)));
        inflected || self.names.values().any(|names| names.given.contains(word))
    }

    /// Who held one of the offices in a state or organisation: the only one who surely did on the date, or else the only one of those whom
    /// the article names (`named`) who did then, or ever if the article has no date. None where several are.
    #[must_use]
    pub fn holder(&self, offices: &[&Office], target: &str, date: Option<Date>, named: &BTreeMap<EntityId, Entity>) -> Option<&EntityId> {
        let is_it = |term: &Term| {
            term.target == target && offices.iter().any(|office| term.is_of(office)) && date.is_none_or(|date| term.holds(date))
        };
        let holds = |holder: &&EntityId| self.entities.get(*holder).is_some_and(|known| known.terms.iter().any(is_it));
        let mut found: Vec<&EntityId> = self.holders.get(target)?.iter().filter(holds).collect();
        if found.len() > 1 || date.is_none() {
            found.retain(|holder| named.contains_key(*holder));
        }
        if let [only] = found.as_slice() { Some(only) } else { None }
    }
}

impl Term {
    /// Whether it is such an office: it has one of its titles.
    #[must_use]
    pub fn is_of(&self, office: &Office) -> bool {
        office.titles.contains(&self.title)
    }

    /// Whether the office was surely held on a date.
    #[must_use]
    pub fn holds(&self, date: Date) -> bool {
        let (first, last) = (earliest(date), latest(date));
        self.from.is_some_and(|from| latest(from) <= first || from.year() == date.year()) && self.to.is_none_or(|to| earliest(to) >= last)
    }
}

/// The first day that a date may mean, as year, month and day.
fn earliest(date: Date) -> (i16, i8, i8) {
    match date {
        Date::Year(year) => (year, 1, 1),
        Date::Month(year, month) => (year, month, 1),
        Date::Day(day) => (day.year(), day.month(), day.day()),
    }
}

/// The last day that a date may mean; every month may have 31.
fn latest(date: Date) -> (i16, i8, i8) {
    match date {
        Date::Year(year) => (year, 12, 31),
        Date::Month(year, month) => (year, month, 31),
        Date::Day(day) => (day.year(), day.month(), day.day()),
    }
}

/// Which names stand in which column of a table, and how they inflect.
const COLUMNS: [(&str, NameKind, &str); 5] = [
    ("name", NameKind::Name, "name"),
    ("alias", NameKind::Name, "name"),
    ("adjective", NameKind::Adjective, "adjective"),
    ("demonym", NameKind::Demonym, "demonym"),
    ("seat", NameKind::Seat, "name"),
];

impl Names {
    fn new(assets: &Assets, lang: Lang) -> Result<Self, TableError> {
        let inflection = Inflection::load(assets, lang.code())?;
        Ok(Self { nodes: vec![Vec::new()], inflection, ..Self::default() })
    }

    /// Makes the names of an entity known that stand in a row, in all their forms; of a person also the first name.
    fn learn(&mut self, row: &Row<'_>, id: &str, is_person: bool, language: &Language) {
        for (column, kind, inflects) in COLUMNS {
            for name in row.values(column) {
                let words = words_of(name, language);
                let bases: Vec<u32> = words.iter().map(|word| self.forms.add(word, inflects, &self.inflection)).collect();
                if !bases.is_empty() {
                    self.insert(&bases, (id.to_owned(), kind));
                }
                if is_person && words.len() > 1 {
                    self.given.insert(words[0].clone());
                }
            }
        }
    }

    fn find(&self, words: &[&str], at: usize) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut open = vec![(0usize, at)];
        while let Some((node, position)) = open.pop() {
            let readings = &self.nodes[node];
            let length = position - at;
            if !readings.is_empty() {
                match &mut best {
                    Some(best) if best.words > length => {}
                    Some(best) if best.words == length => {
                        for reading in readings {
                            if !best.readings.contains(reading) {
                                best.readings.push(reading.clone());
                            }
                        }
                    }
                    _ => best = Some(Found { words: length, readings: readings.clone() }),
                }
            }
            let Some(word) = words.get(position) else {
                continue;
            };
            for base in self.forms.base_ids(word) {
                open.extend(self.next.get(&step(node, base)).map(|&next| (next as usize, position + 1)));
            }
            if position == 0 && word.starts_with(char::is_uppercase) {
                for base in self.forms.base_ids(&uncapitalised(word)) {
                    open.extend(self.next.get(&step(node, base)).map(|&next| (next as usize, position + 1)));
                }
            }
        }
        // Different ways through the tree end in different orders; the order of the readings must not tell.
        if let Some(best) = &mut best {
            best.readings.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        }
        best
    }

    fn insert(&mut self, bases: &[u32], reading: (EntityId, NameKind)) {
        let mut node = 0;
        for base in bases {
            let nodes = &mut self.nodes;
            let next = self.next.entry(step(node, *base)).or_insert_with(|| {
                nodes.push(Vec::new());
                nodes.len() as u32 - 1
            });
            node = *next as usize;
        }
        if !self.nodes[node].contains(&reading) {
            self.nodes[node].push(reading);
        }
    }
}

/// The key of a step from a node of the tree of names by a base word: no two steps have the same.
fn step(node: usize, base: u32) -> u64 {
    // An odd factor keeps them apart and spreads them over all bits (Knuth's multiplicative hashing).
    ((node as u64) << 32 | u64::from(base)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn uncapitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
