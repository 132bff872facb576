//! Whom a noun describes: the holder of an office, the state of a government, the country that was spoken of.

use std::collections::BTreeMap;

use super::salience::{Past, with_groups};
use super::{Form, Knowledge, Linked};
use crate::document::Date;
use crate::entity::{Entity, EntityId};
use crate::gazetteer::Term;
use crate::language::GroupOf;
use crate::lexicon::{Kind, KindNumber, Office};
use crate::ontology::{PERSON, STATE};
use crate::tree::Upos;

/// How sure a description is, in hundredths: of somebody whom the article gave the same title, of the holder of an office, of what was
/// spoken of.
const TITLED: u8 = 85;
const HOLDER: u8 = 75;
const SALIENT: u8 = 60;

/// A title that the article gave to somebody.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// The base form of the title.
    lemma: String,
    /// Where it is held, if the article says so.
    target: Option<EntityId>,
    /// Who bears it.
    person: EntityId,
}

/// What is needed to tell.
pub(super) struct Describer<'d> {
    pub(super) past: Past<'d>,
    pub(super) entities: &'d BTreeMap<EntityId, Entity>,
    pub(super) knowledge: Knowledge<'d>,
    pub(super) date: Option<Date>,
    pub(super) titles: &'d [Title],
}

/// A noun as the tables of the language know it.
struct Noun<'l> {
    /// Its base form in small letters.
    lemma: String,
    offices: Vec<&'l Office>,
    /// What it is said of as a kind.
    kind: Option<&'l Kind>,
    /// Whether it stands for what it belongs to.
    is_group: bool,
}

impl Describer<'_> {
    /// The entities that the noun describes, with how sure that is in hundredths; and the title that it is to whoever is named beside it.
    pub(super) fn read(&self) -> (Option<(Vec<EntityId>, u8)>, Option<Title>) {
        let language = self.knowledge.language;
        let word = self.past.tree.word(self.past.at);
        let noun = Noun {
            lemma: word.lemma.to_lowercase(),
            offices: language.offices_at(self.past.tree, self.past.at),
            kind: language.lexicon.kind(&word.lemma),
            is_group: language.is_group(&word.lemma),
        };
        let named = self.named();
        let described = if named.is_some() { None } else { self.describes(&noun) };
        (described, self.title(&noun, named))
    }

    /// The entities that a noun without a name describes; none where it is a predicate or not definite.
    fn describes(&self, noun: &Noun<'_>) -> Option<(Vec<EntityId>, u8)> {
        let (tree, at) = (self.past.tree, self.past.at);
        let word = tree.word(at);
        let predicate = tree.dependents(at, "cop").next().is_some() || word.relation() == "xcomp";
        if predicate || self.is_indefinite() {
            return None;
        }
        if self.is_in_apposition() {
            // What says where the office is held is a description of its own: Morrison, the Australian prime minister.
            let bearer = self.borne().filter(|id| !noun.offices.is_empty() && self.class(id) == PERSON && self.target().is_some())?;
            return Some((vec![bearer], TITLED));
        }
        if let Some(holders) = self.holders(noun) {
            return Some((holders, HOLDER));
        }
        let groups_of = &self.knowledge.language.groups_of;
        let mut counts = tree.children(at).iter().filter_map(|&child| groups_of.get(&tree.word(child).lemma.to_lowercase()));
        if let Some(&GroupOf { count, definite }) = counts.next() {
            let known = (definite || self.is_determined()) && !(noun.kind.is_none() && noun.offices.is_empty());
            return if known { self.several(count, noun) } else { None };
        }
        let plural = word.feats.get("Number") == "Plur";
        let number = noun.kind.map_or(KindNumber::Any, |kind| kind.number);
        if plural && number != KindNumber::Body && !noun.is_group {
            return self.together(noun);
        }
        if !noun.offices.is_empty() {
            return self.holder(noun);
        }
        let kinds = noun.kind.filter(|kind| kind.number != KindNumber::Several).map_or(&[][..], |kind| kind.classes.as_slice());
        let found = self.repeated(&noun.lemma).or_else(|| self.part(kinds)).or_else(|| self.spoken_of(kinds));
        if noun.is_group { found.or_else(|| self.owner()) } else { found }
    }

    /// The only part of its kind that the state has which the noun is said to belong to: the Sudanese army.
    fn part(&self, kinds: &[String]) -> Option<(Vec<EntityId>, u8)> {
        let whole = self.target().filter(|_| !kinds.is_empty())?;
        let mut parts = self.knowledge.gazetteer.parts(&whole).filter(|id| kinds.iter().any(|kind| kind == self.known_class(id)));
        let only = parts.next()?;
        parts.next().is_none().then(|| (vec![only.clone()], HOLDER))
    }

    /// Those whom the article spoke of together last, if the noun is said of all of them: the presidents, the neighbours.
    fn together(&self, noun: &Noun<'_>) -> Option<(Vec<EntityId>, u8)> {
        if !self.is_determined() || self.target().is_some() {
            return None;
        }
        let group = self
            .past
            .heaviest(|_, mention, _| mention.entities.len() > 1 && mention.entities.iter().all(|id| self.is_said_of(noun, id)))?;
        Some((group, SALIENT))
    }

    /// Whether the noun may be said of an entity: it is of the kind, or holds the office.
    fn is_said_of(&self, noun: &Noun<'_>, id: &EntityId) -> bool {
        let kinds = noun.kind.map_or(&[][..], |kind| kind.classes.as_slice());
        kinds.iter().any(|kind| kind == self.class(id)) || self.holds_one(id, &noun.offices)
    }

    /// The title that the noun is to the person who is named with it.
    fn title(&self, noun: &Noun<'_>, named: Option<EntityId>) -> Option<Title> {
        if noun.offices.is_empty() {
            return None;
        }
        let person = named.or_else(|| self.borne())?;
        (self.class(&person) == PERSON).then(|| Title { lemma: noun.lemma.clone(), target: self.target(), person })
    }

    /// What the article named with the noun before, in a name of several words: the Security Council, then the council.
    fn repeated(&self, lemma: &str) -> Option<(Vec<EntityId>, u8)> {
        if !self.is_definite() || self.target().is_some() {
            return None;
        }
        let found = self.past.heaviest(|tree, mention, _| {
            let head = tree.word(mention.head);
            mention.form == Form::Name
                && mention.words.len() > 1
                && head.lemma.to_lowercase() == lemma
                && mention.entity().is_some_and(|id| self.class(id) != PERSON)
        })?;
        Some((found, TITLED))
    }

    /// The entity whose name hangs on the noun.
    fn named(&self) -> Option<EntityId> {
        let names = self.past.found.iter().filter(|mention| mention.form == Form::Name);
        names
            .filter_map(|mention| Some((mention.head, mention.entity()?)))
            .find(|&(name, id)| self.bears(name, id))
            .map(|(_, id)| id.clone())
    }

    /// Whether the name with the head `name` hangs on the noun.
    fn bears(&self, name: usize, id: &EntityId) -> bool {
        let (tree, at) = (self.past.tree, self.past.at);
        let word = tree.word(name);
        if word.head == Some(at) && matches!(word.relation(), "flat" | "appos") {
            return true;
        }
        // A person's name without an adposition hangs on the last attribute of the title as often as on the title.
        let mut between = std::iter::once(name).chain(tree.ancestors(name)).take_while(|&above| above != at);
        name > at
            && self.class(id) == PERSON
            && !tree.has_case(name)
            && tree.ancestors(name).any(|above| above == at)
            && between.all(|above| matches!(tree.word(above).relation(), "nmod" | "flat" | "appos" | "compound"))
            && (word.feats.get("Case") != "Gen" || tree.word(at).feats.get("Case") == "Gen")
    }

    /// The entity whose name the noun hangs on as a title or an apposition.
    fn borne(&self) -> Option<EntityId> {
        let word = self.past.tree.word(self.past.at);
        let head = word.head.filter(|_| matches!(word.relation(), "appos" | "flat" | "compound" | "nmod"))?;
        if self.past.tree.has_case(self.past.at) {
            return None;
        }
        let name = self.past.found.iter().find(|mention| mention.form == Form::Name && mention.words.contains(&head))?;
        name.entity().cloned()
    }

    fn is_in_apposition(&self) -> bool {
        let relation = self.past.tree.word(self.past.at).relation();
        matches!(relation, "appos" | "flat") || relation == "compound" && self.borne().is_some()
    }

    /// Whether a determiner says that the noun is not known, or speaks of all or none; what counts known actors does not.
    fn is_indefinite(&self) -> bool {
        let tree = self.past.tree;
        tree.children(self.past.at).iter().map(|&child| tree.word(child)).any(|child| {
            let indefinite = child.feats.get("Definite") == "Ind" || matches!(child.feats.get("PronType"), "Ind" | "Neg" | "Tot" | "Int");
            child.upos == Upos::Det && indefinite && !self.knowledge.language.groups_of.contains_key(&child.lemma.to_lowercase())
        })
    }

    /// Whether an article or a demonstrative says that the noun is known.
    fn is_determined(&self) -> bool {
        let mut determiners = self.past.tree.dependents(self.past.at, "det").map(|child| self.past.tree.word(child));
        determiners.any(|child| child.feats.get("Definite") == "Def" || child.feats.get("PronType") == "Dem")
    }

    /// Whether an article or a demonstrative says that the noun is known; where nouns have no articles, whether it stands alone.
    fn is_definite(&self) -> bool {
        let tree = self.past.tree;
        let known = self.is_determined();
        let modified =
            tree.children(self.past.at).iter().any(|&child| matches!(tree.word(child).relation(), "amod" | "nmod" | "acl" | "nummod"));
        known || (!self.knowledge.language.has_articles && !modified)
    }

    fn class(&self, id: &str) -> &str {
        self.entities.get(id).map_or("", |entity| entity.class.as_str())
    }

    /// The state or organisation that the noun is said to belong to.
    fn target(&self) -> Option<EntityId> {
        let (tree, at) = (self.past.tree, self.past.at);
        let hangs = |mention: &&Linked| {
            let inside = mention.words.contains(&at) && matches!(mention.form, Form::Compound | Form::Adjective);
            let word = tree.word(mention.head);
            let below = word.head == Some(at) && matches!(word.relation(), "amod" | "nmod" | "compound" | "det" | "obl");
            (inside || below) && mention.entity().is_some_and(|id| self.class(id) != PERSON)
        };
        let found: Vec<&Linked> = self.past.found.iter().filter(hangs).collect();
        let close = found.iter().find(|mention| matches!(mention.form, Form::Compound | Form::Adjective));
        close.or(found.first()).and_then(|mention| mention.entity().cloned())
    }

    /// The state of the person whom a possessive before the noun stands for: his country, his government.
    fn state_of_possessor(&self) -> Option<EntityId> {
        let (tree, at) = (self.past.tree, self.past.at);
        let mut possessors =
            self.past.found.iter().filter(|mention| mention.form == Form::Possessive && tree.word(mention.head).head == Some(at));
        let person = possessors.find_map(|mention| mention.entity()).filter(|id| self.class(id) == PERSON)?;
        // Somebody is sent to another state than his own.
        let own = |term: &&Term| !self.knowledge.language.lexicon.is_mission(&term.relation) && self.known_class(&term.target) == STATE;
        let terms: Vec<&Term> = self.terms(person).iter().filter(own).collect();
        let held = terms.iter().find(|term| self.date.is_none_or(|date| term.holds(date)));
        held.or(terms.first()).map(|term| term.target.clone())
    }

    /// The offices that the gazetteer knows of somebody.
    fn terms(&self, id: &str) -> &[Term] {
        self.knowledge.gazetteer.get(id).map_or(&[], |known| &known.terms)
    }

    fn known_class(&self, id: &str) -> &str {
        self.knowledge.gazetteer.get(id).map_or("", |known| known.class.as_str())
    }

    /// Whether somebody held one of the offices anywhere, on the article's date if it has one.
    fn holds_one(&self, id: &str, offices: &[&Office]) -> bool {
        let dated = |term: &&Term| self.date.is_none_or(|date| term.holds(date));
        self.terms(id).iter().filter(dated).any(|term| offices.iter().any(|office| term.is_of(office)))
    }

    /// The holders of the office in each of the states whose joined adjectives the noun has: the Egyptian and Somali presidents.
    fn holders(&self, noun: &Noun<'_>) -> Option<Vec<EntityId>> {
        let states = self.joined();
        if states.len() < 2 || noun.offices.is_empty() {
            return None;
        }
        let holder = |state: &EntityId| self.knowledge.gazetteer.holder(&noun.offices, state, self.date, self.entities).cloned();
        states.into_iter().map(holder).collect()
    }

    /// The states of the joined adjectives of the noun: Ukrainian and Russian delegations.
    fn joined(&self) -> Vec<&EntityId> {
        let tree = self.past.tree;
        let adjective = |at: usize| self.past.found.iter().find(|mention| mention.form == Form::Adjective && mention.words.contains(&at));
        let Some(first) = tree.dependents(self.past.at, "amod").find(|&at| adjective(at).is_some()) else { return Vec::new() };
        let joined = std::iter::once(first).chain(tree.dependents(first, "conj"));
        joined.filter_map(|at| adjective(at)?.entity()).collect()
    }

    /// Who holds the office that the noun names.
    fn holder(&self, noun: &Noun<'_>) -> Option<(Vec<EntityId>, u8)> {
        let offices = &noun.offices;
        let target = self.target();
        // Whoever bears the title; if the noun says where it is held, only if it is held there.
        let held_in = |id: &EntityId, target: &EntityId| self.terms(id).iter().any(|term| term.target == *target);
        let fits = |title: &&Title| match (&target, &title.target) {
            (None, _) => true,
            (Some(target), Some(known)) => target == known,
            (Some(target), None) => held_in(&title.person, target),
        };
        let titled = self.titles.iter().rev().filter(|title| title.lemma == noun.lemma).find(fits);
        if let Some(title) = titled {
            return Some((vec![title.person.clone()], TITLED));
        }
        let Some(target) = target else {
            let alone = self.past.tree.children(self.past.at).iter().all(|&child| self.past.tree.word(child).relation() != "nmod");
            if !alone || !self.is_definite() {
                return None;
            }
            let found = self.past.heaviest(|_, mention, _| mention.entity().is_some_and(|id| self.holds_one(id, offices)))?;
            return Some((found, SALIENT));
        };
        let holder = self.knowledge.gazetteer.holder(offices, &target, self.date, self.entities)?;
        Some((vec![holder.clone()], HOLDER))
    }

    /// The state or organisation that a government, an army or the like belongs to.
    fn owner(&self) -> Option<(Vec<EntityId>, u8)> {
        let joined = self.joined();
        if joined.len() > 1 {
            let mut several: Vec<EntityId> = joined.into_iter().cloned().collect();
            several.sort();
            several.dedup();
            return Some((several, HOLDER));
        }
        if let Some(target) = self.target().or_else(|| self.state_of_possessor()) {
            // The governments of Mali and Niger are both.
            let groups = with_groups(self.past.tree, self.past.found);
            let below = |mention: &&Linked| self.past.tree.word(mention.head).head == Some(self.past.at);
            let group =
                groups.into_iter().rfind(|mention| below(&mention) && mention.entities.len() > 1 && mention.entities.contains(&target));
            return Some((group.map_or_else(|| vec![target], |group| group.entities), HOLDER));
        }
        if !self.is_definite() || self.past.tree.dependents(self.past.at, "nmod").next().is_some() {
            return None;
        }
        let is_owner = |id: &EntityId| matches!(self.class(id), STATE | "Territory");
        let found = self.past.heaviest(|_, mention, _| mention.entity().is_some_and(is_owner))?;
        Some((found, SALIENT))
    }

    /// What the article spoke of that is of the kind.
    fn spoken_of(&self, kinds: &[String]) -> Option<(Vec<EntityId>, u8)> {
        if let Some(state) = self.state_of_possessor().filter(|_| kinds.iter().any(|kind| kind == STATE)) {
            return Some((vec![state], HOLDER));
        }
        if kinds.is_empty() || !self.is_definite() || self.target().is_some() {
            return None;
        }
        let is_kind = |id: &EntityId| kinds.iter().any(|kind| kind == self.class(id));
        // Nor is it another argument of its own verb.
        let verb = self.past.tree.word(self.past.at).head;
        let beside = |mention: &Linked, here: bool| here && self.past.tree.word(mention.head).head == verb;
        let found = self.past.heaviest(|_, mention, here| !beside(mention, here) && mention.entity().is_some_and(is_kind))?;
        Some((found, SALIENT))
    }

    /// As many as are counted that the article spoke of together, or last.
    fn several(&self, count: usize, noun: &Noun<'_>) -> Option<(Vec<EntityId>, u8)> {
        let fits = |id: &EntityId| self.is_said_of(noun, id);
        if let Some(group) = self.past.heaviest(|_, mention, _| mention.entities.len() == count && mention.entities.iter().all(fits)) {
            return Some((group, HOLDER));
        }
        let weighed = self.past.weighed(|_, mention, _| mention.entity().is_some_and(fits));
        let mut group: Vec<EntityId> = weighed.into_iter().take(count).flatten().collect();
        group.sort();
        (group.len() == count).then_some((group, SALIENT))
    }
}
