//! The `relate` room: frames and offices over a parsed and linked sentence.
//!
//! Every verb, noun and adjective that has frames is a predicate. A frame fires if its conditions hold and both its subject and its object
//! are found where it says they stand; around that, the passive is turned round, coordination and control share arguments, and support
//! verbs lend theirs to their noun. What was found is read for factuality, speaker, goods, time and place.

mod actors;
mod adpositions;
mod amount;
mod arguments;
mod confidence;
mod exchange;
mod factuality;
mod goods;
mod mutual;
mod offices;
mod phrases;
mod slots;
mod speakers;
mod time;
mod understood;
mod voice;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use factuality::Status;
use phrases::Phrases;

use crate::claim::{Factuality, Item, Time};
use crate::document::Document;
use crate::entity::EntityId;
use crate::gazetteer::Gazetteer;
use crate::language::Language;
use crate::lexicon::{Effect, Frame, Pos, Slot};
use crate::link::{Form, LinkedDocument, LinkedSentence};
use crate::ontology::Ontology;
use crate::romanise::Romanisation;
use crate::text::Span;
use crate::tree::Upos;

pub use confidence::{Confidence, Sign};

/// What a predicate says: a relation between actors, with all that the sentence says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The local name of the relation.
    pub name: String,
    /// Subject and object, each pair in its own right.
    pub pairs: Vec<(EntityId, EntityId)>,
    /// The object where it is a thing that no name names: the noun's base form.
    pub thing: Option<String>,
    /// The rule: language, part of speech and lemma.
    pub rule: String,
    /// The sentence, in bytes of the document.
    pub span: Span,
    /// How firmly it is stated.
    pub factuality: Factuality,
    /// Who says so.
    pub attributed_to: Vec<EntityId>,
    /// Who denies it.
    pub denied_by: Vec<EntityId>,
    /// What passes between them.
    pub items: Vec<Item>,
    /// When.
    pub time: Option<Time>,
    /// Where.
    pub place: Option<EntityId>,
    /// What speaks for and against it.
    pub signs: Vec<Sign>,
    /// How sure that makes it, in hundredths from 1 to 99.
    pub confidence: u8,
}

/// What one predicate may say: the first reading whose actors fit the ontology counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The readings, the most specific first.
    pub relations: Vec<Relation>,
}

/// What came of a frame or a title at a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The relation that it makes.
    pub relation: String,
    /// The rule: language, part of speech and lemma.
    pub rule: String,
    /// The word, as an index into the sentence.
    pub at: usize,
    /// Whether it is a title, which says something by itself; of a word's frames only the first counts that the ontology allows.
    pub is_title: bool,
    /// What it says there, or why it says nothing.
    pub outcome: Result<Relation, Miss>,
}

/// Why a frame says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// None of these base forms stands in the slot.
    Condition(Slot, Vec<String>),
    /// No actor stands where the subject should.
    Subject(Vec<Slot>),
    /// No actor, and nothing else it takes, stands where the object should.
    Object(Vec<Slot>),
    /// No two actors stand there.
    Pair(Vec<Slot>),
    /// What stands there is no goods.
    Goods(Vec<Slot>),
    /// The verb only supports its noun, which speaks for it.
    Support,
    /// The predicate would have to be denied.
    Affirmed,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |slots: &[Slot]| slots.iter().map(Slot::to_string).collect::<Vec<_>>().join("|");
        match self {
            Self::Condition(slot, lemmas) => write!(f, "condition not met: {slot}={}", lemmas.join("|")),
            Self::Subject(slots) => write!(f, "no subject in {}", join(slots)),
            Self::Object(slots) => write!(f, "no object in {}", join(slots)),
            Self::Pair(slots) => write!(f, "no two actors in {}", join(slots)),
            Self::Goods(slots) => write!(f, "what stands in {} is no goods", join(slots)),
            Self::Support => f.write_str("the verb supports a noun, which speaks for it"),
            Self::Affirmed => f.write_str("the predicate is not denied"),
        }
    }
}

/// The words in slots of predicates, see [`Scene::fillers`].
type Filled = HashMap<(usize, Pos), Vec<(Slot, Vec<(usize, bool)>)>>;

/// A sentence in its article, as the parts of this room see it.
pub(crate) struct Scene<'s> {
    pub(crate) sentence: &'s LinkedSentence,
    pub(crate) document: &'s Document,
    pub(crate) linked: &'s LinkedDocument,
    pub(crate) language: &'s Language,
    pub(crate) gazetteer: &'s Gazetteer,
    pub(crate) ontology: &'s Ontology,
    pub(crate) romanisation: &'s Romanisation,
    pub(crate) phrases: Phrases,
    /// The base forms of the sentence's words in small letters.
    pub(crate) lemmas: Vec<String>,
    /// The slots that were looked up, by predicate.
    pub(crate) filled: RefCell<Filled>,
    /// Who gave what to whom before: the last that the article says.
    pub(crate) supplied: Option<(EntityId, EntityId)>,
}

/// What came of every frame and title in each sentence of an article, word by word: what they say, and why others say nothing.
#[must_use]
pub fn relate(
    document: &Document,
    linked: &LinkedDocument,
    language: &Language,
    gazetteer: &Gazetteer,
    ontology: &Ontology,
    romanisation: &Romanisation,
    confidence: &Confidence,
) -> Vec<Vec<Attempt>> {
    let mut supplied = None;
    let of = |sentence: &LinkedSentence| {
        let phrases = Phrases::of(&sentence.tree, language);
        let lemmas = sentence.tree.words().iter().map(|word| word.lemma.to_lowercase()).collect();
        let mut scene = Scene {
            sentence,
            document,
            linked,
            language,
            gazetteer,
            ontology,
            romanisation,
            phrases,
            lemmas,
            filled: RefCell::default(),
            supplied: supplied.take(),
        };
        let mut found = Vec::new();
        for at in 0..sentence.tree.words().len() {
            // The words of a name are no predicates, but what stands beside it says something of its bearer.
            let in_name = scene.is_inside_name(at);
            let offices = if in_name { Vec::new() } else { scene.offices(at) };
            let titles = offices.into_iter().chain(scene.places(at)).chain(scene.party(at)).chain(scene.owned_name(at));
            found.extend(titles.map(|relation| Attempt {
                relation: relation.name.clone(),
                rule: relation.rule.clone(),
                at,
                is_title: true,
                outcome: Ok(relation),
            }));
            if !in_name && !scene.is_in_exchange(at) {
                let attempts = scene.attempts(at);
                let mut given = attempts.iter().filter_map(|attempt| attempt.outcome.as_ref().ok());
                let given = given.find(|relation| scene.carries_goods(&relation.name)).and_then(|relation| relation.pairs.first());
                scene.supplied = given.cloned().or(scene.supplied);
                found.extend(attempts);
            }
        }
        scene.agree(&mut found);
        found.extend(scene.returns(&found));
        supplied = scene.supplied.clone();
        for relation in found.iter_mut().filter_map(|attempt| attempt.outcome.as_mut().ok()) {
            scene.weigh(relation, confidence);
        }
        found
    };
    linked.sentences.iter().map(of).collect()
}

/// What the attempts of an article's sentences say, in the order of the text: a title by itself, the frames of a word together.
#[must_use]
pub fn readings(attempts: Vec<Vec<Attempt>>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for sentence in attempts {
        let mut last = None;
        for Attempt { at, is_title, outcome, .. } in sentence {
            let Ok(relation) = outcome else { continue };
            match readings.last_mut().filter(|_| !is_title && last == Some(at)) {
                Some(reading) => reading.relations.push(relation),
                None => readings.push(Reading { relations: vec![relation] }),
            }
            last = Some(at).filter(|_| !is_title);
        }
    }
    readings
}

/// Sentences of more words are long.
const LONG: usize = 30;

impl Scene<'_> {
    /// The part of speech and base forms under which the frames of a word are looked up, the most specific first.
    fn keys(&self, at: usize) -> Vec<(Pos, String)> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        let particle = tree.children(at).iter().map(|&child| tree.word(child)).find(|child| child.deprel == "compound:prt");
        let lemma = word.lemma.to_lowercase();
        match (word.upos, particle) {
            (Upos::Verb | Upos::Aux, Some(particle)) if self.language.compounds.joined => {
                vec![(Pos::Verb, format!("{}{lemma}", particle.form.to_lowercase()))]
            }
            (Upos::Verb | Upos::Aux, Some(particle)) => {
                vec![(Pos::Verb, format!("{lemma}_{}", particle.lemma.to_lowercase())), (Pos::Verb, lemma)]
            }
            (Upos::Verb | Upos::Aux, None) => {
                let infix = &self.language.participle_infix;
                let inside = lemma.find(infix.as_str()).filter(|&at| at > 0 && !infix.is_empty());
                let without = inside.map(|at| (Pos::Verb, format!("{}{}", &lemma[..at], &lemma[at + infix.len()..])));
                std::iter::once((Pos::Verb, lemma.clone())).chain(without).collect()
            }
            (Upos::Noun | Upos::Propn, _) => {
                let shorter = self.language.endings.iter().filter_map(|ending| lemma.strip_suffix(ending.as_str()).map(str::to_owned));
                let shorter: Vec<String> = shorter.collect();
                std::iter::once(lemma).chain(shorter).map(|lemma| (Pos::Noun, lemma)).collect()
            }
            (Upos::Adj, _) => {
                let participle = self.language.dictionary.irregular(&lemma, Upos::Verb).map(str::to_owned);
                std::iter::once((Pos::Adj, lemma.clone()))
                    .chain(participle.into_iter().chain([lemma]).map(|verb| (Pos::Verb, verb)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What came of every frame of a word; of those that fired the first counts whose actors fit the ontology.
    fn attempts(&self, at: usize) -> Vec<Attempt> {
        let mut found: Vec<(usize, Attempt)> = Vec::new();
        let supports = self.supports_noun(at);
        for (pos, lemma) in self.keys(at) {
            for frame in self.language.lexicon.frames.get(pos, &lemma, &self.language.compounds) {
                let outcome = if supports { Err(Miss::Support) } else { self.instantiate(frame, at) };
                // That somebody is what the noun names says more than what stands beside it.
                let named = usize::from(frame.subject.contains(&Slot::Name));
                found.push((
                    frame.with.len() + named,
                    Attempt { relation: frame.relation.clone(), rule: self.rule(frame), at, is_title: false, outcome },
                ));
            }
            if found.iter().any(|(_, attempt)| attempt.outcome.is_ok()) {
                break;
            }
        }
        // Conditions make a frame specific; among equals the one that also found its goods.
        found.sort_by_key(|(conditions, attempt)| {
            let goods = attempt.outcome.as_ref().is_ok_and(|relation| !relation.items.is_empty());
            (attempt.outcome.is_err(), std::cmp::Reverse((*conditions, goods)))
        });
        found.into_iter().map(|(_, attempt)| attempt).collect()
    }

    /// A noun says what the verb above it says of the same two only as firmly as the verb: does not stand at the side of.
    fn agree(&self, found: &mut [Attempt]) {
        let firm = |attempt: &Attempt| attempt.outcome.as_ref().ok().map(|relation| (relation.factuality, relation.denied_by.clone()));
        for noun in 0..found.len() {
            let Ok(own) = &found[noun].outcome else { continue };
            let Some(verb) = self.sentence.tree.word(found[noun].at).head.filter(|_| own.factuality == Factuality::Fact) else { continue };
            let same = |other: &&Attempt| {
                let shares = |relation: &Relation| relation.name == own.name && relation.pairs.iter().any(|pair| own.pairs.contains(pair));
                other.at == verb && other.outcome.as_ref().is_ok_and(shares)
            };
            let above = found.iter().find(same).and_then(firm);
            if let (Some((factuality, denied_by)), Ok(own)) = (above, &mut found[noun].outcome) {
                (own.factuality, own.denied_by) = (factuality, denied_by);
            }
        }
    }

    /// Whether a verb only supports its object, a noun that says what is done (`Hilfe leisten`): then the noun speaks, and not the verb.
    fn supports_noun(&self, at: usize) -> bool {
        let lexicon = &self.language.lexicon;
        let is_support = self.keys(at).iter().any(|(pos, lemma)| *pos == Pos::Verb && !lexicon.frames.supports(lemma).is_empty());
        is_support
            && self.sentence.tree.dependents(at, "obj").any(|object| {
                let keys = self.keys(object);
                let mut frames = keys.iter().flat_map(|(pos, lemma)| lexicon.frames.get(*pos, lemma, &self.language.compounds));
                frames.any(|frame| self.instantiate(frame, object).is_ok())
            })
    }

    /// Adds the signs that any reading may have, and says how sure they make it.
    fn weigh(&self, relation: &mut Relation, confidence: &Confidence) {
        let ends = || relation.pairs.iter().flat_map(|(subject, object)| [subject, object]);
        let named = |id: &EntityId| {
            let mentions = self.sentence.mentions.iter().filter(|mention| mention.entities.contains(id));
            mentions.into_iter().any(|mention| matches!(mention.form, Form::Name | Form::Adjective | Form::Compound))
        };
        let is_thing = |id: &EntityId| relation.thing.is_some() && !self.linked.entities.contains_key(id);
        let spoken = ends().any(|id| !named(id) && !is_thing(id));
        let unknown = ends().any(|id| self.gazetteer.get(id).is_none() && !is_thing(id));
        let others = [
            (!relation.items.is_empty(), Sign::Goods),
            (spoken, Sign::Spoken),
            (unknown, Sign::Unknown),
            (relation.thing.is_some(), Sign::Thing),
            (relation.pairs.len() > 1, Sign::Several),
            (relation.factuality != Factuality::Fact, Sign::NoFact),
            (self.sentence.tree.words().len() > LONG, Sign::Long),
        ];
        relation.signs.extend(others.into_iter().filter(|(holds, _)| *holds).map(|(_, sign)| sign));
        let share = confidence.of(&relation.signs, &relation.name);
        relation.confidence = (share * 100.0).round().clamp(1.0, 99.0) as u8;
    }

    /// A relation that the sentence states as a fact, without goods, time or speaker.
    fn stated(&self, name: String, pairs: Vec<(EntityId, EntityId)>, rule: String, signs: Vec<Sign>) -> Relation {
        Relation {
            name,
            pairs,
            thing: None,
            rule,
            span: self.sentence.tree.span,
            factuality: Factuality::Fact,
            attributed_to: Vec::new(),
            denied_by: Vec::new(),
            items: Vec::new(),
            time: None,
            place: None,
            signs,
            confidence: 0,
        }
    }

    /// The name of a frame in evidence: language, part of speech and lemma.
    fn rule(&self, frame: &Frame) -> String {
        format!("{}:{}:{}", self.language.lang, frame.pos.name(), frame.lemma)
    }

    /// What a frame says of the predicate `at`, if its conditions hold and its arguments are there; else what is missing.
    fn instantiate(&self, frame: &Frame, at: usize) -> Result<Relation, Miss> {
        if let Some((slot, lemmas)) = self.unmet(frame, at) {
            return Err(Miss::Condition(slot.clone(), lemmas.clone()));
        }
        let arguments = self.arguments(frame, at)?;
        let items = match self.items(frame, at) {
            Ok(items) => items,
            // Something is given that is no goods: support, a letter, an answer.
            Err(goods::NoGoods) if self.carries_goods(&frame.relation) => {
                return Err(Miss::Goods(frame.item.clone()));
            }
            Err(goods::NoGoods) => Vec::new(),
        };
        let told = frame.effect.is_none() && arguments.effect.is_some_and(|effect| effect != Effect::Uncertain);
        // What a relative clause says of a noun stands as firmly as the clause.
        let verb = if frame.pos == Pos::Noun { self.support(at).map(|(verb, _)| verb) } else { None };
        let clause = verb.filter(|&verb| self.sentence.tree.word(verb).relation() == "acl");
        let mut status = self.status(clause.unwrap_or(at), frame.effect.or(arguments.effect), &frame.relation, told);
        if frame.effect == Some(Effect::Reversed) {
            if status.factuality != Factuality::Denied {
                return Err(Miss::Affirmed);
            }
            status = Status { factuality: Factuality::Fact, denied_by: Vec::new() };
        }
        let mut signs = vec![match frame.pos {
            Pos::Verb => Sign::Verb,
            Pos::Noun => Sign::Noun,
            Pos::Adj => Sign::Adjective,
        }];
        signs.extend(arguments.distant.then_some(Sign::Distant));
        signs.extend((!frame.with.is_empty()).then_some(Sign::Conditioned));
        Ok(Relation {
            name: frame.relation.clone(),
            pairs: arguments.pairs,
            thing: arguments.thing,
            rule: self.rule(frame),
            span: self.sentence.tree.span,
            factuality: status.factuality,
            attributed_to: self.speakers(at),
            denied_by: status.denied_by,
            items,
            time: self.time(at).or_else(|| self.time(clause?)),
            place: self.place(at),
            signs,
            confidence: 0,
        })
    }
}
