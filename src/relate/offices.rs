//! Titles and roles: who holds which office where.

use std::collections::{BTreeMap, BTreeSet};

use super::{Relation, Scene, Sign};
use crate::claim::Factuality;
use crate::entity::EntityId;
use crate::gazetteer::Term;
use crate::lexicon::Office;
use crate::link::{Form, Linked, LinkedSentence};
use crate::ontology::{ACTOR, AFFILIATED, GOVERNMENT_BODY, INTERNATIONAL, LEADS, ORGANISATION, PARTY, PERSON, STATE};
use crate::tree::Upos;

/// What share of the states that its sentences speak of one must have to be what an article is about.
const MOSTLY: f64 = 0.33;
/// How deep attributes are followed: deputy of the minister of the affairs of the state.
const DEPTH: usize = 3;

impl Scene<'_> {
    /// What a title at word `at` says of its holders.
    pub(super) fn offices(&self, at: usize) -> Vec<Relation> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj) {
            return Vec::new();
        }
        let chosen = self.language.offices_at(tree, at);
        if chosen.is_empty() {
            return Vec::new();
        }
        let holders = self.holders(at);
        if holders.is_empty() {
            return Vec::new();
        }
        let mut relations: Vec<(String, EntityId, Sign)> = Vec::new();
        for office in chosen {
            match &office.home {
                // An ambassador is sent to one state and belongs to the other.
                Some(home) => {
                    relations.extend(self.sent_to(at).into_iter().map(|state| (office.relation.clone(), state, Sign::Title)));
                    relations.extend(self.home(at).map(|state| (home.clone(), state, Sign::Title)));
                }
                None => {
                    // What an adviser advises on employs nobody: the Middle East, a city.
                    let employs = |target: &EntityId| !matches!(self.class(target), "Bloc" | "Region" | "Place" | "City" | "Facility");
                    let said = self.belongs_to(at, DEPTH).or_else(|| self.after_adposition(at));
                    let said = said.filter(|target| office.relation == LEADS || employs(target));
                    let supplied = || holders.iter().find_map(|holder| self.known_target(holder, office));
                    // The minister of a president is a minister of the state.
                    let is_person = said.as_ref().is_some_and(|target| self.class(target) == PERSON);
                    let target = match said {
                        Some(person) if is_person => Some(supplied().unwrap_or(person)).map(|target| (target, Sign::Supplied)),
                        Some(target) => Some((target, Sign::Title)),
                        None if office.titles.is_empty() || holders.len() > 1 => supplied().map(|target| (target, Sign::Supplied)),
                        None => supplied().or_else(|| self.home_of_article(at, &holders)).map(|target| (target, Sign::Supplied)),
                    };
                    relations.extend(target.map(|(target, sign)| (office.relation.clone(), target, sign)));
                }
            }
        }
        let status = self.status_of_title(at);
        relations
            .into_iter()
            .map(|(name, target, sign)| {
                let pairs = holders.iter().filter(|holder| **holder != target).map(|holder| (holder.clone(), target.clone())).collect();
                let rule = format!("{}:office:{}", self.language.lang, word.lemma);
                Relation { factuality: status, ..self.stated(name, pairs, rule, vec![sign]) }
            })
            .collect()
    }

    /// What the party beside a person's name says: `Friedrich Merz (CDU)`, `Alice Weidel von der AfD`.
    pub(super) fn party(&self, at: usize) -> Option<Relation> {
        let tree = &self.sentence.tree;
        let person = self.mention(at).filter(|mention| mention.form == Form::Name && mention.head == at)?.entity()?;
        if self.class(person) != PERSON {
            return None;
        }
        let beside = |&child: &usize| match tree.word(child).relation() {
            "nmod" => self.adpositions(child).iter().any(|adposition| self.language.possessive.contains(adposition)),
            "appos" | "parataxis" | "dep" => !tree.has_case(child) && self.in_brackets(child),
            _ => false,
        };
        let parties = tree.children(at).iter().copied().filter(beside).filter_map(|child| self.mention(child)?.entity());
        let party = parties.into_iter().find(|id| self.class(id) == PARTY)?.clone();
        let rule = format!("{}:name:{}", self.language.lang, tree.word(at).lemma);
        Some(self.stated(AFFILIATED.to_owned(), vec![(person.clone(), party)], rule, vec![Sign::Beside]))
    }

    /// What the state whose a person's or an organisation's name is says: Germany's Boris Pistorius, the Iranian Quds Force.
    pub(super) fn owned_name(&self, at: usize) -> Option<Relation> {
        let tree = &self.sentence.tree;
        let own = self.mention(at).filter(|mention| mention.form == Form::Name && mention.head == at)?.entity()?;
        let class = self.class(own);
        if matches!(class, INTERNATIONAL | GOVERNMENT_BODY) || !(class == PERSON || self.ontology.is_a(class, ORGANISATION)) {
            return None;
        }
        let owner = |&child: &usize| {
            let word = tree.word(child);
            let possessive = word.relation() == "nmod" && {
                let adpositions = self.adpositions(child);
                word.deprel == "nmod:poss" || adpositions.iter().any(|adposition| self.language.possessive.contains(adposition))
            };
            match word.relation() {
                // What no table has may be a common noun behind its adjective.
                "amod" if self.gazetteer.get(own).is_some() => self.attribute(child, Form::Adjective),
                _ if possessive => self.mention(child).filter(|mention| mention.form == Form::Name)?.entity().cloned(),
                _ => None,
            }
        };
        let state = tree.children(at).iter().find_map(owner).filter(|id| self.class(id) == STATE && id != own)?;
        let rule = format!("{}:name:{}", self.language.lang, tree.word(at).lemma);
        Some(self.stated(AFFILIATED.to_owned(), vec![(own.clone(), state)], rule, vec![Sign::Beside]))
    }

    fn in_brackets(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        at.checked_sub(1).is_some_and(|before| tree.word(before).form == "(")
    }

    /// Who bears the title: the name behind it, the name it stands behind, or the subject that is said to be it.
    fn holders(&self, at: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        let is_person = |entity: &EntityId| matches!(self.class(entity), PERSON | ACTOR);
        // A title in the plural is that of all who are named behind it.
        let named = |title: usize| {
            let Some(name) = self.attached_name(title) else { return Vec::new() };
            let mut people = self.actors(name);
            for other in tree.dependents(title, "conj").filter(|&other| other > name) {
                people.extend(self.mention(other).filter(|mention| mention.form == Form::Name).and_then(Linked::entity).cloned());
            }
            people.retain(is_person);
            if !self.is_plural(title) {
                people.truncate(1);
            }
            people
        };
        let people = named(at);
        if !people.is_empty() {
            return people;
        }
        if let Some(head) = word.head.filter(|_| matches!(word.relation(), "appos" | "flat" | "nmod" | "compound" | "conj" | "dep")) {
            let name =
                self.mention(head).filter(|mention| mention.form == Form::Name && word.relation() != "conj").and_then(Linked::entity);
            if let Some(name) = name.filter(|name| is_person(name) && !tree.has_case(at)) {
                return vec![name.clone()];
            }
            // Two titles of one person: deputy chair and minister X.
            if word.relation() == "conj" && self.language.is_title(&tree.word(head).lemma) {
                return named(head);
            }
        }
        let mut said_of: Vec<EntityId> = self.said_of(at).into_iter().flat_map(|subject| self.actors(subject)).collect();
        said_of.retain(is_person);
        if !said_of.is_empty() {
            return said_of;
        }
        // Whom the title alone describes holds the office that it names: the Ethiopian prime minister.
        let described = self.mention(at).filter(|mention| mention.form == Form::Description).and_then(Linked::entity);
        described.filter(|id| is_person(id)).cloned().into_iter().collect()
    }

    /// Whether a noun is in the plural: by its form or, where that is the same, by an article of another gender than its own (`die Minister`).
    fn is_plural(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        let gender = tree.word(at).feats.get("Gender");
        let other = |article: usize| {
            let feats = &tree.word(article).feats;
            !gender.is_empty() && !feats.get("Gender").is_empty() && feats.get("Gender") != gender && feats.get("PronType") == "Art"
        };
        tree.word(at).feats.get("Number") == "Plur" || tree.dependents(at, "det").any(other)
    }

    /// The target of an office that the gazetteer knows the holder to have had: the only one, or the one on the article's date.
    fn known_target(&self, holder: &EntityId, office: &Office) -> Option<EntityId> {
        let fits = |term: &&Term| if office.titles.is_empty() { term.relation == office.relation } else { term.is_of(office) };
        let terms = || self.gazetteer.get(holder).into_iter().flat_map(|known| &known.terms).filter(fits);
        if let Some(date) = self.document.date
            && let Some(term) = terms().find(|term| term.holds(date))
        {
            return Some(term.target.clone());
        }
        let first = terms().next()?;
        terms().all(|term| term.target == first.target).then(|| first.target.clone())
    }

    /// The state whose official somebody is whom no table has and of whom the text does not say it: the only one that the sentence names, or
    /// the one that the article speaks of more than [`MOSTLY`] of the time.
    fn home_of_article(&self, at: usize, holders: &[EntityId]) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let has_owner = tree.children(at).iter().any(|&child| tree.word(child).relation() == "nmod");
        if has_owner || holders.iter().any(|id| self.gazetteer.get(id).is_some()) {
            return None;
        }
        let states = |sentence: &LinkedSentence| -> BTreeSet<EntityId> {
            let spoken_of = sentence.mentions.iter().flat_map(|mention| mention.entities.iter().cloned());
            spoken_of.filter(|id| self.class(id) == STATE).collect()
        };
        let mut here = states(self.sentence).into_iter();
        if let (Some(only), None) = (here.next(), here.next()) {
            return Some(only);
        }
        let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
        for id in self.linked.sentences.iter().flat_map(states) {
            *counts.entry(id).or_default() += 1;
        }
        let all: usize = counts.values().sum();
        let (id, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (count as f64 > all as f64 * MOSTLY).then_some(id)
    }

    /// The states that somebody is sent to: attributes with an adposition of place or direction.
    fn sent_to(&self, at: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        let is_place = |child: usize| {
            let adpositions = self.adpositions(child);
            adpositions
                .iter()
                .any(|adposition| self.language.locative.contains(adposition) || self.language.directional.contains(adposition))
        };
        tree.children(at).iter().copied().filter(|&child| is_place(child)).flat_map(|child| self.actors(child)).collect()
    }

    /// The state that somebody is sent by: the attribute without an adposition of place.
    fn home(&self, at: usize) -> Option<EntityId> {
        let sent_to = self.sent_to(at);
        self.belongs_to(at, 0).filter(|home| !sent_to.contains(home))
    }

    /// The actor after any adposition of a title: `head of NATO`, `Chef bei Siemens`.
    fn after_adposition(&self, at: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        tree.dependents(at, "nmod").flat_map(|child| self.actors(child)).next()
    }

    /// A title is a fact unless the text denies it of its subject.
    fn status_of_title(&self, at: usize) -> Factuality {
        if !self.said_of(at).is_empty() { self.status(at, None, AFFILIATED, false).factuality } else { Factuality::Fact }
    }
}
