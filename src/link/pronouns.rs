//! What a pronoun stands for: the nearest fitting subject before it, else the nearest fitting mention.

use std::collections::BTreeMap;

use super::{Form, Knowledge, Linked, LinkedSentence};
use crate::entity::{Entity, EntityId};
use crate::gazetteer::Gender;
use crate::ontology::PERSON;
use crate::tree::{Tree, Upos};

/// How many sentences back a pronoun looks.
const REACH: usize = 1;

/// The entity that the pronoun at word `at` stands for. `found` are the mentions before it in its sentence, `before` the sentences before.
pub(super) fn antecedent(
    tree: &Tree,
    at: usize,
    found: &[Linked],
    before: &[LinkedSentence],
    entities: &BTreeMap<EntityId, Entity>,
    knowledge: Knowledge<'_>,
) -> Option<EntityId> {
    let pronoun = tree.word(at);
    // A neuter object is a matter more often than an actor: they condemned it.
    if pronoun.feats.get("Gender") == "Neut" && pronoun.feats.get("Poss") != "Yes" && pronoun.relation() != "nsubj" {
        return None;
    }
    let fits = |sentence: &Tree, mention: &Linked| {
        mention.form != Form::Adjective
            && mention.form != Form::Compound
            && agrees(pronoun.feats.get("Gender"), pronoun.feats.get("Number"), sentence, mention, entities, knowledge)
    };
    let is_subject = |sentence: &Tree, mention: &Linked| sentence.word(mention.head).relation() == "nsubj";
    // A pronoun does not stand for another argument of its own verb; a possessive may for its subject.
    let clause = clause_of(tree, at);
    let possessive = pronoun.feats.get("Poss") == "Yes" || pronoun.relation() == "det";
    let here: Vec<&Linked> =
        found.iter().filter(|mention| fits(tree, mention) && (possessive || clause_of(tree, mention.head) != clause)).collect();
    if let Some(mention) = here.iter().rev().find(|mention| is_subject(tree, mention)).or(here.last()) {
        return Some(mention.entity.clone());
    }
    for sentence in before.iter().rev().take(REACH) {
        let there: Vec<&Linked> = sentence.mentions.iter().filter(|mention| fits(&sentence.tree, mention)).collect();
        if let Some(mention) = there.iter().find(|mention| is_subject(&sentence.tree, mention)).or(there.last()) {
            return Some(mention.entity.clone());
        }
    }
    None
}

/// The verb, or other predicate with a subject, that a word belongs to.
fn clause_of(tree: &Tree, at: usize) -> Option<usize> {
    tree.ancestors(at).find(|&above| {
        matches!(tree.word(above).upos, Upos::Verb | Upos::Aux)
            || tree.dependents(above, "nsubj").next().is_some()
            || tree.word(above).head.is_none()
    })
}

/// Whether a mention can be meant by a pronoun of that gender and number.
fn agrees(
    gender: &str,
    number: &str,
    sentence: &Tree,
    mention: &Linked,
    entities: &BTreeMap<EntityId, Entity>,
    knowledge: Knowledge<'_>,
) -> bool {
    let word = sentence.word(mention.head);
    if number == "Plur" || mention.form == Form::Possessive {
        return false;
    }
    let is_person = entities.get(&mention.entity).is_some_and(|entity| entity.class == PERSON);
    match knowledge.gazetteer.get(&mention.entity).and_then(|known| known.gender) {
        Some(Gender::Masculine) => return gender == "Masc",
        Some(Gender::Feminine) => return gender == "Fem",
        None => {}
    }
    // Where the language gives its nouns no gender (English), a thing is meant by the neuter and a person by the others.
    match word.feats.get("Gender") {
        "" => is_person != (gender == "Neut"),
        own => own == gender,
    }
}
