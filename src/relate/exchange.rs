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
        for (phrase, goods) in self.exchanged() {
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
        let within = |phrase: &String| {
            let count = phrase.split('_').count();
            (at.saturating_sub(count - 1)..=at).any(|start| self.reads(phrase, start))
        };
        self.language.exchange.iter().any(within)
    }

    /// The phrases of exchange of the sentence, each with the noun that it stands before.
    fn exchanged(&self) -> Vec<(&str, usize)> {
        let words = self.sentence.tree.words();
        let mut found = Vec::new();
        for phrase in &self.language.exchange {
            let count = phrase.split('_').count();
            for start in 0..words.len().saturating_sub(count) {
                let last = &words[start + count - 1];
                if self.reads(phrase, start)
                    && let Some(goods) = last.head.filter(|&goods| goods >= start + count)
                {
                    found.push((phrase.as_str(), goods));
                }
            }
        }
        found
    }

    /// Whom the clause of a predicate that carries goods says it gives them to by `in return`: who gave something to its subject before.
    pub(super) fn giver_before(&self, frame: &Frame, at: usize, subjects: &[EntityId]) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        if !self.carries_goods(&frame.relation) {
            return Vec::new();
        }
        let in_return = self.language.in_return.iter().any(|phrase| {
            let below = |start: &usize| tree.ancestors(*start).take(3).any(|above| above == at);
            (0..tree.words().len()).filter(below).any(|start| self.reads(phrase, start))
        });
        let before = self.supplied.as_ref().filter(|(_, receiver)| in_return && subjects.contains(receiver));
        before.map(|(giver, _)| giver.clone()).into_iter().collect()
    }

    /// Whether the words from `start` are those of a phrase joined by `_`.
    pub(super) fn reads(&self, phrase: &str, start: usize) -> bool {
        let words = self.sentence.tree.words();
        let mut parts = phrase.split('_').enumerate();
        parts.all(|(index, part)| words.get(start + index).is_some_and(|word| word.form.to_lowercase() == part))
    }

    pub(super) fn carries_goods(&self, relation: &str) -> bool {
        self.ontology.relations.get(relation).is_some_and(|relation| relation.carries_goods)
    }
}
