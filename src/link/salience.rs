//! Who is most likely spoken of again: the weights of what was mentioned, after Lappin and Leass (1994).

use std::collections::BTreeMap;

use super::{Form, Linked, LinkedSentence};
use crate::entity::EntityId;
use crate::tree::{Tree, Upos};

/// How many sentences back is looked.
const REACH: usize = 3;
/// What a sentence's distance leaves of a weight.
const DECAY: f64 = 0.35;

/// What stands before a word: the mentions of its sentence that are known already, and the sentences before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past<'p> {
    pub(super) tree: &'p Tree,
    pub(super) at: usize,
    pub(super) found: &'p [Linked],
    pub(super) before: &'p [LinkedSentence],
    /// The mentions of each sentence before, with their groups ([`with_groups`]).
    pub(super) spoken: &'p [Vec<Linked>],
}

impl Past<'_> {
    /// The entities of the heaviest mention that `fits` (its sentence, the mention, and whether it is the sentence of the word).
    pub(super) fn heaviest(&self, fits: impl Fn(&Tree, &Linked, bool) -> bool) -> Option<Vec<EntityId>> {
        self.weighed(fits).into_iter().next()
    }

    /// All that `fits`, the heaviest first.
    pub(super) fn weighed(&self, fits: impl Fn(&Tree, &Linked, bool) -> bool) -> Vec<Vec<EntityId>> {
        let mut weights: BTreeMap<Vec<EntityId>, (f64, usize, usize)> = BTreeMap::new();
        let mut add = |tree: &Tree, mention: &Linked, distance: usize| {
            let weight = weight(tree, mention) * DECAY.powi(distance as i32);
            let known = weights.entry(mention.entities.clone()).or_insert((0.0, distance, 0));
            known.0 = known.0.max(weight);
            if distance < known.1 {
                (known.1, known.2) = (distance, mention.head);
            } else if distance == known.1 {
                known.2 = known.2.max(mention.head);
            }
        };
        for (distance, (sentence, spoken)) in self.before.iter().zip(self.spoken).rev().take(REACH).enumerate() {
            for mention in spoken.iter().filter(|mention| fits(&sentence.tree, mention, false)) {
                add(&sentence.tree, mention, distance + 1);
            }
        }
        let here: Vec<Linked> = self.found.iter().filter(|mention| mention.words.end <= self.at).cloned().collect();
        for mention in with_groups(self.tree, &here).iter().filter(|mention| fits(self.tree, mention, true)) {
            add(self.tree, mention, 0);
        }
        let mut weighed: Vec<(Vec<EntityId>, (f64, usize, usize))> = weights.into_iter().collect();
        // Of equals the nearest.
        weighed.sort_by(|(_, a), (_, b)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(b.2.cmp(&a.2)));
        weighed.into_iter().map(|(entities, _)| entities).collect()
    }
}

/// How prominent a mention is in its sentence.
fn weight(tree: &Tree, mention: &Linked) -> f64 {
    let prominence = match tree.word(mention.head).relation() {
        "nsubj" => 3.0,
        "obj" | "iobj" => 2.0,
        _ => 1.2,
    };
    match mention.form {
        Form::Adjective | Form::Compound => 0.6,
        Form::Reflexive => 0.0,
        _ => prominence,
    }
}

/// The mentions, and for each that others are coordinated with, all of them as one.
pub(super) fn with_groups(tree: &Tree, mentions: &[Linked]) -> Vec<Linked> {
    let mut all: Vec<Linked> = mentions.to_vec();
    for mention in mentions.iter().filter(|mention| mention.entities.len() == 1 && mention.form != Form::Adjective) {
        let mut group = mention.clone();
        for other in tree.dependents(mention.head, "conj") {
            let joined = mentions.iter().filter(|joined| joined.head == other && joined.form != Form::Adjective);
            group.entities.extend(joined.flat_map(|joined| joined.entities.iter().cloned()));
        }
        group.entities.sort();
        group.entities.dedup();
        if group.entities.len() > 1 {
            all.push(group);
        }
    }
    all
}

/// The verb, or other predicate with a subject, that a word belongs to.
pub(super) fn clause_of(tree: &Tree, at: usize) -> Option<usize> {
    tree.ancestors(at).find(|&above| {
        matches!(tree.word(above).upos, Upos::Verb | Upos::Aux)
            || tree.dependents(above, "nsubj").next().is_some()
            || tree.word(above).head.is_none()
    })
}
