//! What is given for something: both directions of an exchange.

use super::{Attempt, Relation, Scene};
use crate::claim::Item;
use crate::entity::EntityId;
use crate::lexicon::Frame;
use crate::ontology::{AID, MONEY, SUPPLIES};

impl Scene<'_> {
    /// What comes back for what an attempt says is given, where the sentence names it: shells in exchange for oil. Payment is no supply, nor is help of
    /// whatever kind.
    pub(super) fn returns(&self, found: &[Attempt]) -> Vec<Attempt> {
        let mut returned = Vec::new();
        for (phrase, _, goods) in &self.phrases.exchange {
            let goods = *goods;
            let passes = |item: &Item| !matches!(item.goods.as_deref(), Some(MONEY | AID));
            let items: Vec<Item> = self.goods(goods).into_iter().filter(passes).collect();
            let given = found.iter().filter(|attempt| attempt.outcome.as_ref().is_ok_and(|relation| self.carries_goods(&relation.name)));
            // Of several the one whose words the phrase stands below, the nearest.
            let tree = &self.sentence.tree;
            let distance = |attempt: &&Attempt| {
                tree.ancestors(goods).position(|above| above == attempt.at || tree.word(attempt.at).head == Some(above))
            };
            let Some(attempt) = given.filter(|attempt| distance(attempt).is_some()).min_by_key(distance) else { continue };
            let Ok(relation) = &attempt.outcome else { continue };
            if items.is_empty() || relation.thing.is_some() {
                continue;
            }
            let rule = format!("{}:exchange:{phrase}", self.language.lang);
            let pairs = relation.pairs.iter().map(|(subject, object)| (object.clone(), subject.clone())).collect();
            let back = Relation { name: SUPPLIES.to_owned(), pairs, rule: rule.clone(), items, ..relation.clone() };
            returned.push(Attempt { relation: SUPPLIES.to_owned(), rule, at: goods, is_title: true, outcome: Ok(back) });
        }
        returned
    }

    /// Whether a word is part of a phrase of exchange, and so no predicate.
    pub(super) fn is_in_exchange(&self, at: usize) -> bool {
        self.phrases.exchange.iter().any(|(_, words, _)| words.contains(&at))
    }

    /// Whom the clause of a predicate that carries goods says it gives them to by `in return`: who gave something to its subject before.
    pub(super) fn giver_before(&self, frame: &Frame, at: usize, subjects: &[EntityId]) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        if self.phrases.in_return.is_empty() || !self.carries_goods(&frame.relation) {
            return Vec::new();
        }
        let below = |&start: &usize| tree.ancestors(start).take(3).any(|above| above == at);
        let in_return = self.phrases.in_return.iter().any(below);
        let before = self.supplied.as_ref().filter(|(_, receiver)| in_return && subjects.contains(receiver));
        before.map(|(giver, _)| giver.clone()).into_iter().collect()
    }

    pub(super) fn carries_goods(&self, relation: &str) -> bool {
        self.ontology.relations.get(relation).is_some_and(|relation| relation.carries_goods)
    }
}
