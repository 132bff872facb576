//! Arguments that are not where a frame says, but understood: lent by another verb, by an owner, by what all know.

use super::Scene;
use crate::entity::EntityId;
use crate::lexicon::{Frame, Pos, Slot};
use crate::link::Form;
use crate::ontology::{ASSAULT, CITY, CONSULT};
use crate::tree::Upos;

impl Scene<'_> {
    /// The pairs without those of a person and the state or organisation he holds an office in, where a relation is between two sides.
    pub(super) fn others(&self, frame: &Frame, mut pairs: Vec<(EntityId, EntityId)>) -> Vec<(EntityId, EntityId)> {
        if self.is_symmetric(&frame.relation) || self.is_plover(&frame.relation, CONSULT) {
            let serves = |person: &EntityId, target: &EntityId| {
                let terms = self.gazetteer.get(person).into_iter().flat_map(|known| &known.terms);
                let mut terms = terms.filter(|term| self.document.date.is_none_or(|date| term.holds(date)));
                terms.any(|term| term.target == *target)
            };
            pairs.retain(|(one, other)| !serves(one, other) && !serves(other, one));
        }
        pairs
    }

    /// Who does what a predicate without subject says: who denies it, for one denies what oneself is said to do; or, of a
    /// relation that is the same on both sides or an encounter, who does what it is a circumstance of (`flies to Beijing for talks with Xi`,
    /// `says on a visit to Kyiv`).
    pub(super) fn lent_subjects(&self, frame: &Frame, at: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        for above in tree.ancestors(at) {
            if tree.word(above).upos == Upos::Verb {
                let shared = self.is_symmetric(&frame.relation) || self.is_plover(&frame.relation, CONSULT);
                let circumstance = tree.word(at).relation() == "obl" && tree.word(at).head == Some(above) || self.is_frame(at, above);
                if self.denies(above) || (frame.pos == Pos::Noun && shared && circumstance) {
                    return self.subjects(above, 4).into_iter().flat_map(|subject| self.actors(subject)).collect();
                }
                return Vec::new();
            }
        }
        Vec::new()
    }

    /// Who wages a war that a noun names without saying whose it is, where all know it and the article names them: the war in Ukraine.
    pub(super) fn aggressors(&self, frame: &Frame, targets: &[EntityId]) -> Vec<(EntityId, EntityId)> {
        if frame.pos != Pos::Noun || !self.is_plover(&frame.relation, ASSAULT) {
            return Vec::new();
        }
        let wages = |target: &EntityId| {
            let aggressor = self.gazetteer.aggressor(target, self.document.date)?;
            self.linked.entities.contains_key(aggressor).then(|| (aggressor.clone(), target.clone()))
        };
        targets.iter().filter_map(wages).collect()
    }

    /// Whether a noun is the attribute of a circumstance of a verb that is no actor itself: in the course of talks.
    fn is_frame(&self, at: usize, verb: usize) -> bool {
        let tree = &self.sentence.tree;
        let outer = tree.word(at).head.filter(|_| tree.word(at).relation() == "nmod");
        outer.is_some_and(|outer| {
            tree.word(outer).relation() == "obl"
                && tree.word(outer).head == Some(verb)
                && tree.has_case(outer)
                && self.actors(outer).is_empty()
        })
    }

    /// Whose goods they are that pass to somebody, for he supplies them: deliveries of Russian gas.
    pub(super) fn origin(&self, frame: &Frame, at: usize) -> Vec<EntityId> {
        if !self.carries_goods(&frame.relation) {
            return Vec::new();
        }
        let goods = frame.item.iter().flat_map(|slot| self.fillers(at, slot, frame.pos)).map(|(filler, _)| self.antecedent(filler));
        let owners = goods.map(|filler| {
            let adjectives = self.adjectives(filler).into_iter().flat_map(|word| self.attributes_of(word, Form::Adjective));
            adjectives.collect::<Vec<_>>()
        });
        owners.into_iter().find(|owners| !owners.is_empty()).unwrap_or_default()
    }

    /// Whom what stands in the slots belongs to: one attacks the Houthis by attacking their positions.
    pub(super) fn owners(&self, at: usize, slots: &[Slot], pos: Pos, not: Option<usize>) -> Vec<EntityId> {
        let slots = slots.iter().filter(|slot| !matches!(slot, Slot::Amod | Slot::Compound | Slot::Nmod | Slot::Name | Slot::Head));
        let mut fillers =
            slots.flat_map(|slot| self.fillers(at, slot, pos)).map(|(filler, _)| filler).filter(|&filler| Some(filler) != not);
        let owner = |filler: usize| {
            let whole = self.antecedent(filler);
            std::iter::once(whole).chain(self.measured(whole)).map(|part| self.owner_group(part)).find(|owners| !owners.is_empty())
        };
        fillers.find_map(owner).unwrap_or_default()
    }

    /// Whether a relation is something that happens, not a state of affairs.
    pub(super) fn is_event(&self, relation: &str) -> bool {
        self.ontology.relations.get(relation).is_some_and(|declared| !declared.plover.is_empty())
    }

    /// Whether what is done to what somebody owns is done to the owner: to attack planes, but not to receive or lead them.
    pub(super) fn reaches_owners(&self, relation: &str) -> bool {
        self.is_event(relation) && !self.is_plover(relation, CONSULT) && !self.ontology.takes_things(relation)
    }

    /// Where the thing stands that something is done to, if it can be done to a place: one attacks Damascus by attacking a building there.
    pub(super) fn whereabouts(&self, frame: &Frame, at: usize) -> Vec<EntityId> {
        let relation = self.ontology.relations.get(&frame.relation);
        let takes_places = relation.is_some_and(|relation| relation.range.iter().any(|class| self.ontology.is_a(CITY, class)));
        if frame.pos != Pos::Verb || !takes_places {
            return Vec::new();
        }
        let things = frame.object.iter().filter(|slot| matches!(slot, Slot::Obj | Slot::Adposition(_)));
        let fillers = things.flat_map(|slot| self.fillers(at, slot, frame.pos)).map(|(filler, _)| filler);
        let nouns = fillers.filter(|&filler| self.sentence.tree.word(filler).upos == Upos::Noun);
        nouns.filter_map(|noun| self.place(noun)).take(1).collect()
    }
}
