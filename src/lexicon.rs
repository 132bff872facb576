//! The words of a language: frames, support verbs, offices, words of factuality and report, goods, time. All from tables.

mod amounts;
mod frames;
mod time;

pub use amounts::Amounts;
pub use frames::{Frame, Frames, Pos, Slot, Support};
pub use time::{TimeWord, TimeWords, Unit};

use std::collections::{BTreeSet, HashMap};

use crate::assets::Assets;
use crate::table::{Table, TableError};
use crate::tree::Upos;

/// What a word makes of what it governs or modifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Suspected, possible, planned.
    Uncertain,
    /// Negated or denied.
    Denied,
    /// Held to be impossible: what is not ruled out is uncertain, not so.
    Excluded,
    /// Brought to an end: a state is no more, an encounter or attack has been.
    Ended,
    /// Only of frames: what the predicate says is so where the predicate itself is denied, and nothing is said where it is not. Not to
    /// accept is to reject.
    Reversed,
}

impl Effect {
    /// The effect that a table names.
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "uncertain" => Self::Uncertain,
            "denied" => Self::Denied,
            "excluded" => Self::Excluded,
            "ended" => Self::Ended,
            "reversed" => Self::Reversed,
            _ => return None,
        })
    }
}

/// How a word that changes factuality stands to the predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An adverb or particle of the predicate.
    Adverb,
    /// A determiner of the predicate noun or of an argument.
    Determiner,
    /// An auxiliary or modal of the predicate.
    Auxiliary,
    /// A word that governs the predicate.
    Governor,
    /// An adjective of the predicate noun.
    Adjective,
    /// A subordinator of the predicate's clause.
    Conjunction,
    /// An adposition before the predicate noun.
    Adposition,
}

/// A word's effect, and the feature that it, or the word it belongs to, must have.
#[derive(Debug, Clone)]
pub struct EffectRule {
    /// What it makes of the predicate.
    pub effect: Effect,
    /// A feature and value of the word itself, if it must have one.
    pub own: Option<(String, String)>,
    /// A feature and value of the predicate, if that must have one.
    pub predicate: Option<(String, String)>,
}

/// An office or title.
#[derive(Debug, Clone)]
pub struct Office {
    /// The relation of its holder to what he holds it in.
    pub relation: String,
    /// The relation of its holder to the state that sends him, where the office is a mission to another.
    pub home: Option<String>,
    /// Base forms of dependents, one of which must stand with it.
    pub with: Vec<String>,
    /// The titles that its holders have in the table of people (`foreign_minister`); none where the word alone does not tell who is meant.
    pub titles: Vec<String>,
}

/// A noun for a kind of actors or places.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The classes of what it is said of.
    pub classes: Vec<String>,
    /// Of how many it is said.
    pub number: KindNumber,
}

/// Of how many actors a noun for a kind is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindNumber {
    /// In the singular of one, in the plural of several.
    Any,
    /// Only in the plural of several: the allies.
    Several,
    /// In the plural too of one body: the rebels.
    Body,
}

/// Words that name a speaker.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    /// Verbs of saying.
    pub verbs: Vec<String>,
    /// Adpositions, those of several words with `_`.
    pub adpositions: Vec<String>,
    /// Nouns whose clause or attribute is what is said.
    pub nouns: Vec<String>,
}

/// The words of a language.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// What predicates say.
    pub frames: Frames,
    /// Titles and roles by base form, lower case.
    pub offices: HashMap<String, Vec<Office>>,
    /// Words of factuality.
    pub effects: HashMap<(Role, String), Vec<EffectRule>>,
    /// Words of report.
    pub reports: Reports,
    /// Words for goods, lower case, with the local name of their concept.
    pub goods: HashMap<String, String>,
    /// The same without the endings that a tagger may leave, where that is no word for other goods.
    goods_stems: HashMap<String, String>,
    /// Nouns that stand for the state or organisation they belong to (government, troops), lower case.
    pub groups: Vec<String>,
    /// Nouns for kinds of actors and places (country, city, company), lower case.
    kinds: HashMap<String, Kind>,
    /// Words of time.
    pub time: TimeWords,
    /// Words of amounts.
    pub amounts: Amounts,
}

impl Lexicon {
    /// Reads the tables in `data/<code>/`. Words for goods are also known without each of the `endings`, as the tagger may leave them.
    ///
    /// # Errors
    /// When a table is missing or has a value that means nothing.
    pub fn load(assets: &Assets, code: &str, endings: &[String]) -> Result<Self, TableError> {
        let path = |name: &str| format!("data/{code}/{name}.tsv");
        let mut offices: HashMap<String, Vec<Office>> = HashMap::new();
        for row in Table::read(assets, &path("offices"), &["lemma", "relation", "with", "home", "titles"])?.rows() {
            let home = Some(row.get("home").to_owned()).filter(|home| !home.is_empty());
            let office = Office {
                relation: row.get("relation").to_owned(),
                home,
                with: row.values("with").map(str::to_lowercase).collect(),
                titles: row.values("titles").map(str::to_owned).collect(),
            };
            offices.entry(row.get("lemma").to_lowercase()).or_default().push(office);
        }
        let mut goods = HashMap::new();
        let goods_table = Table::read(assets, &path("goods"), &["goods", "words"])?;
        for row in goods_table.rows() {
            for word in row.values("words") {
                goods.entry(word.to_lowercase()).or_insert_with(|| row.get("goods").to_owned());
            }
        }
        let mut goods_stems: HashMap<String, String> = HashMap::new();
        for row in goods_table.rows() {
            for word in row.values("words").map(str::to_lowercase) {
                let stems = endings.iter().filter_map(|ending| word.strip_suffix(ending.as_str()));
                for stem in stems.filter(|stem| stem.chars().count() >= SHORTEST_LAST && !goods.contains_key(*stem)) {
                    goods_stems.entry(stem.to_owned()).or_insert_with(|| row.get("goods").to_owned());
                }
            }
        }
        let mut kinds = HashMap::new();
        for row in Table::read_optional(assets, &path("kinds"), &["lemma", "classes", "number"])?.rows() {
            let number = match row.get("number") {
                "" => KindNumber::Any,
                "several" => KindNumber::Several,
                "body" => KindNumber::Body,
                other => return Err(row.error(other, "number (`several`, `body` or empty)")),
            };
            kinds.insert(row.get("lemma").to_lowercase(), Kind { classes: row.values("classes").map(str::to_owned).collect(), number });
        }
        let groups = Table::read(assets, &path("groups"), &["lemma"])?;
        Ok(Self {
            frames: Frames::load(assets, code, endings)?,
            offices,
            effects: effects(assets, &path("factuality"))?,
            reports: reports(assets, &path("reports"))?,
            goods,
            goods_stems,
            groups: groups.rows().map(|row| row.get("lemma").to_lowercase()).collect(),
            kinds,
            time: TimeWords::load(assets, code)?,
            amounts: Amounts::load(assets, code)?,
        })
    }

    /// The kind of actors and places that a noun is said of.
    #[must_use]
    pub fn kind(&self, lemma: &str) -> Option<&Kind> {
        self.kinds.get(&lemma.to_lowercase())
    }

    /// The base forms of the tables that are one word, with their parts of speech; in no order.
    pub(crate) fn base_forms(&self) -> impl Iterator<Item = (String, Upos)> {
        let nouns = self.offices.keys().chain(self.goods.keys()).chain(self.kinds.keys()).chain(&self.groups).chain(&self.reports.nouns);
        let nouns = nouns.map(|lemma| (lemma.clone(), Upos::Noun));
        let verbs = self.reports.verbs.iter().map(|lemma| (lemma.clone(), Upos::Verb));
        nouns.chain(verbs).chain(self.frames.base_forms()).filter(|(lemma, _)| !lemma.contains(' '))
    }

    /// The concept of goods of a base form; in languages with compounds also by its last part, the longest that is known.
    #[must_use]
    pub fn goods(&self, lemma: &str, compounds: &Compounds) -> Option<&str> {
        let lemma = lemma.trim_start_matches('-').to_lowercase();
        std::iter::once(lemma.as_str())
            .chain(compounds.last_parts(&lemma))
            .find_map(|part| self.goods.get(part).or_else(|| self.goods_stems.get(part)))
            .map(String::as_str)
    }

    /// The goods that several words name.
    #[must_use]
    pub fn goods_phrase(&self, text: &str) -> Option<&str> {
        self.goods.get(&text.to_lowercase()).map(String::as_str)
    }

    /// The offices of a base form; in languages with compounds also by its last part.
    #[must_use]
    pub fn offices(&self, lemma: &str, compounds: &Compounds) -> &[Office] {
        let lemma = lemma.trim_start_matches('-').to_lowercase();
        std::iter::once(lemma.as_str())
            .chain(compounds.last_parts(&lemma))
            .find_map(|part| self.offices.get(part))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a relation is that of somebody who is sent to another state.
    #[must_use]
    pub fn is_mission(&self, relation: &str) -> bool {
        self.offices.values().flatten().any(|office| office.home.is_some() && office.relation == relation)
    }

    /// Whether a base form is a noun that stands for what it belongs to.
    #[must_use]
    pub fn is_group(&self, lemma: &str, compounds: &Compounds) -> bool {
        let lemma = lemma.trim_start_matches('-').to_lowercase();
        std::iter::once(lemma.as_str()).chain(compounds.last_parts(&lemma)).any(|part| self.groups.iter().any(|group| group == part))
    }
}

/// How a language joins nouns.
#[derive(Debug, Clone, Default)]
pub struct Compounds {
    /// Whether it does at all.
    pub joined: bool,
    /// Beginnings after which the rest is no last part of a compound: prefixes (`Vor|schlag`) and words that change what it is (`Web|seite`), lower case.
    pub prefixes: BTreeSet<String>,
}

/// The shortest first part and last part of a compound, in characters: shorter ones are endings and prefixes more often than words.
const SHORTEST_FIRST: usize = 2;
const SHORTEST_LAST: usize = 4;

impl Compounds {
    /// The ends of a word in lower case that may be the last part of a compound, longest first; none where nouns are not joined.
    pub fn last_parts<'w>(&'w self, word: &'w str) -> impl Iterator<Item = &'w str> {
        let count = if self.joined { word.chars().count() } else { 0 };
        word.char_indices()
            .enumerate()
            .filter(move |(index, _)| *index >= SHORTEST_FIRST && index + SHORTEST_LAST <= count)
            .filter(|(_, (at, _))| !self.prefixes.contains(&word[..*at]))
            .map(|(_, (at, _))| word[at..].trim_start_matches('-'))
    }
}

fn effects(assets: &Assets, path: &str) -> Result<HashMap<(Role, String), Vec<EffectRule>>, TableError> {
    let mut effects: HashMap<(Role, String), Vec<EffectRule>> = HashMap::new();
    for row in Table::read(assets, path, &["kind", "lemma", "effect", "condition"])?.rows() {
        let role = match row.get("kind") {
            "adverb" => Role::Adverb,
            "determiner" => Role::Determiner,
            "auxiliary" => Role::Auxiliary,
            "governor" => Role::Governor,
            "adjective" => Role::Adjective,
            "conjunction" => Role::Conjunction,
            "adposition" => Role::Adposition,
            other => return Err(row.error(other, "kind of word of factuality")),
        };
        let effect = Effect::parse(row.get("effect"))
            .ok_or_else(|| row.error(row.get("effect"), "effect (`uncertain`, `denied`, `excluded` or `ended`)"))?;
        let mut rule = EffectRule { effect, own: None, predicate: None };
        for condition in row.values("condition") {
            let (target, condition) = match condition.strip_prefix('>') {
                Some(condition) => (&mut rule.predicate, condition),
                None => (&mut rule.own, condition),
            };
            let (name, value) = condition.split_once('=').ok_or_else(|| row.error(condition, "feature (`Mood=Sub`)"))?;
            *target = Some((name.to_owned(), value.to_owned()));
        }
        effects.entry((role, row.get("lemma").to_lowercase())).or_default().push(rule);
    }
    Ok(effects)
}

fn reports(assets: &Assets, path: &str) -> Result<Reports, TableError> {
    let mut reports = Reports::default();
    for row in Table::read(assets, path, &["kind", "lemma"])?.rows() {
        let list = match row.get("kind") {
            "verb" => &mut reports.verbs,
            "adposition" => &mut reports.adpositions,
            "noun" => &mut reports.nouns,
            other => {
                return Err(row.error(other, "kind of word of report (`verb`, `adposition`, `noun`)"));
            }
        };
        list.push(row.get("lemma").to_lowercase());
    }
    Ok(reports)
}
