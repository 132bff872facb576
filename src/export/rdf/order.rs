//! The order of quads in a file.

use std::cmp::Ordering;

use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::network::ARTICLE;
use crate::ontology::ENTITY;

/// Graph by graph; in each, articles before entities before all else, a claim next to its items and evidence; of each subject first what it
/// is, then its parts as a statement, then the rest.
pub(super) fn compare(a: &Quad, b: &Quad) -> Ordering {
    graph(&a.graph_name)
        .cmp(&graph(&b.graph_name))
        .then_with(|| subject(&a.subject).cmp(&subject(&b.subject)))
        .then_with(|| predicate(&a.predicate).cmp(&predicate(&b.predicate)))
        .then_with(|| compare_terms(&a.object, &b.object))
}

fn graph(name: &GraphName) -> (u8, &str) {
    match name {
        GraphName::DefaultGraph => (0, ""),
        GraphName::NamedNode(node) => (1, node.as_str()),
        GraphName::BlankNode(node) => (2, node.as_str()),
    }
}

fn subject(subject: &NamedOrBlankNode) -> (u8, &str) {
    match subject {
        NamedOrBlankNode::NamedNode(node) => {
            let iri = node.as_str();
            let rank = if iri.starts_with(ARTICLE) {
                0
            } else if iri.starts_with(ENTITY) {
                1
            } else {
                2
            };
            (rank, iri)
        }
        NamedOrBlankNode::BlankNode(node) => (3, node.as_str()),
    }
}

fn predicate(predicate: &NamedNode) -> (usize, &str) {
    let first = [rdf::TYPE, rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT];
    let rank = first.iter().position(|other| *other == predicate.as_ref()).unwrap_or(first.len());
    (rank, predicate.as_str())
}

fn compare_terms(a: &Term, b: &Term) -> Ordering {
    fn rank(term: &Term) -> u8 {
        match term {
            Term::NamedNode(_) => 0,
            Term::Literal(_) => 1,
            Term::BlankNode(_) => 2,
            Term::Triple(_) => 3,
        }
    }
    match (a, b) {
        (Term::NamedNode(a), Term::NamedNode(b)) => a.as_str().cmp(b.as_str()),
        (Term::BlankNode(a), Term::BlankNode(b)) => a.as_str().cmp(b.as_str()),
        (Term::Literal(a), Term::Literal(b)) => {
            (a.language(), a.value(), a.datatype().as_str()).cmp(&(b.language(), b.value(), b.datatype().as_str()))
        }
        (Term::Triple(a), Term::Triple(b)) => subject(&a.subject)
            .cmp(&subject(&b.subject))
            .then_with(|| predicate(&a.predicate).cmp(&predicate(&b.predicate)))
            .then_with(|| compare_terms(&a.object, &b.object)),
        _ => rank(a).cmp(&rank(b)),
    }
}
