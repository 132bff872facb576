//! What is known of the articles' entities beforehand: memberships, and what belongs to what.

use std::collections::BTreeSet;

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{Literal, NamedNode, Quad};

use super::graph::BACKGROUND;
use super::rdf::entity_iri;
use crate::entity::EntityId;
use crate::gazetteer::{Gazetteer, Known};
use crate::ontology::ENT;

/// The quads of background knowledge about `mentioned` entities, with the labels and classes of those that they lead to.
#[must_use]
pub fn background(mentioned: &BTreeSet<EntityId>, gazetteer: &Gazetteer) -> Vec<Quad> {
    let mut quads = Vec::new();
    let mut named: BTreeSet<&EntityId> = BTreeSet::new();
    for (id, known) in gazetteer.entities() {
        for member in known.members.iter().filter(|member| mentioned.contains(*member)) {
            quads.push(quad(member, "memberOf", id));
            named.extend([member, id]);
        }
        for whole in known.part_of.iter().filter(|_| mentioned.contains(id)) {
            quads.push(quad(id, "partOf", whole));
            named.extend([id, whole]);
        }
        if mentioned.contains(id) {
            named.insert(id);
        }
    }
    for id in named {
        if let Some(known) = gazetteer.get(id) {
            describe(id, known, &mut quads);
        }
    }
    quads
}

fn describe(id: &EntityId, known: &Known, quads: &mut Vec<Quad>) {
    let subject = entity_iri(id);
    quads.push(Quad::new(subject.clone(), rdf::TYPE, NamedNode::new_unchecked(format!("{ENT}{}", known.class)), BACKGROUND));
    for (lang, label) in &known.labels {
        let label = Literal::new_language_tagged_literal_unchecked(label, lang.code());
        quads.push(Quad::new(subject.clone(), rdfs::LABEL, label, BACKGROUND));
    }
}

fn quad(subject: &EntityId, predicate: &str, object: &EntityId) -> Quad {
    Quad::new(entity_iri(subject), NamedNode::new_unchecked(format!("{ENT}{predicate}")), entity_iri(object), BACKGROUND)
}
