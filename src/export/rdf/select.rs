//! Which quads an export holds.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::store::Store;

use crate::claim::Factuality;
use crate::export::{ExportError, Options, Part};
use crate::network::{ARTICLE, BACKGROUND, INFERRED, Network, ONTOLOGY};
use crate::ontology::{ENT, ENTITY, Ontology};

/// The quads of the parts that the options include. With a filter, an article's graph keeps the claims that pass it, with all that these
/// point to, and the plain triples that they affirm; of the inferred triples those between actors that such a claim connects stay, of the
/// background knowledge what it says of the actors that stay.
pub(super) fn select(store: &Store, ontology: &Ontology, options: &Options) -> Result<Vec<Quad>, ExportError> {
    let filter = if options.filter.is_empty() { None } else { Some(Kept::of(&Network::load(store, ontology)?.filtered(&options.filter))) };
    let mut parts: BTreeMap<Part, Vec<Quad>> = BTreeMap::new();
    let mut articles: BTreeMap<String, Vec<Quad>> = BTreeMap::new();
    for quad in store.iter() {
        let quad = quad?;
        let GraphName::NamedNode(graph) = &quad.graph_name else { continue };
        if let Some(article) = graph.as_str().strip_prefix(ARTICLE) {
            if options.include.contains(&Part::Articles) && filter.as_ref().is_none_or(|kept| kept.claims.contains_key(article)) {
                articles.entry(article.to_owned()).or_default().push(quad);
            }
            continue;
        }
        let part = [(INFERRED, Part::Inferred), (BACKGROUND, Part::Background), (ONTOLOGY, Part::Ontology)];
        if let Some((_, part)) = part.into_iter().find(|(name, part)| *name == graph.as_str() && options.include.contains(part)) {
            parts.entry(part).or_default().push(quad);
        }
    }
    let mut selected = Vec::new();
    for (article, quads) in articles {
        match &filter {
            None => selected.extend(quads),
            Some(kept) => selected.extend(kept.of_article(&article, quads)),
        }
    }
    for (part, quads) in parts {
        match (&filter, part) {
            (Some(kept), Part::Inferred) => selected.extend(quads.into_iter().filter(|quad| kept.keeps_inferred(quad))),
            (Some(kept), Part::Background) => selected.extend(quads.into_iter().filter(|quad| kept.keeps_background(quad))),
            _ => selected.extend(quads),
        }
    }
    Ok(selected)
}

/// What a filter keeps.
#[derive(Default)]
struct Kept {
    /// The IRIs of the claims by article.
    claims: BTreeMap<String, BTreeSet<String>>,
    /// The affirmed statements by article, as IRIs.
    affirmed: BTreeMap<String, BTreeSet<[String; 3]>>,
    /// The actors, as IRIs.
    actors: BTreeSet<String>,
    /// The pairs of actors that a claim connects, in both directions.
    pairs: BTreeSet<(String, String)>,
}

impl Kept {
    fn of(network: &Network) -> Self {
        let mut kept = Self::default();
        kept.actors.extend(network.actors().map(|actor| format!("{ENTITY}{}", actor.entity.id)));
        for (subject, statement, object) in network.statements() {
            let (subject, object) = (format!("{ENTITY}{}", subject.entity.id), format!("{ENTITY}{}", object.entity.id));
            kept.claims.entry(statement.article.clone()).or_default().insert(statement.claim.clone());
            kept.pairs.extend([(subject.clone(), object.clone()), (object.clone(), subject.clone())]);
            if statement.factuality == Factuality::Fact {
                let affirmed = [subject, format!("{ENT}{}", statement.relation), object];
                kept.affirmed.entry(statement.article.clone()).or_default().insert(affirmed);
            }
        }
        kept
    }

    /// The quads that the claims of the article reach. From an entity the way leads no further: what else is said of it is not asked for.
    fn of_article(&self, article: &str, quads: Vec<Quad>) -> Vec<Quad> {
        let mut links: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for quad in &quads {
            if let (Some(subject), Term::NamedNode(object)) = (iri(&quad.subject), &quad.object)
                && !subject.starts_with(ENTITY)
            {
                links.entry(subject).or_default().push(object.as_str());
            }
        }
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = self.claims.get(article).into_iter().flatten().map(String::as_str).collect();
        while let Some(node) = next.pop() {
            if reached.insert(node) {
                next.extend(links.get(node).into_iter().flatten());
            }
        }
        let reached: BTreeSet<String> = reached.into_iter().map(str::to_owned).collect();
        let affirmed = self.affirmed.get(article);
        let keeps = |quad: &Quad| match (iri(&quad.subject), &quad.object) {
            (Some(subject), Term::NamedNode(object)) if is_entity(subject) && is_entity(object.as_str()) => {
                let statement = [subject, quad.predicate.as_str(), object.as_str()].map(str::to_owned);
                affirmed.is_some_and(|affirmed| affirmed.contains(&statement))
            }
            (Some(subject), _) => reached.contains(subject),
            (None, _) => false,
        };
        quads.into_iter().filter(keeps).collect()
    }

    fn keeps_inferred(&self, quad: &Quad) -> bool {
        match (iri(&quad.subject), &quad.object) {
            (Some(subject), Term::NamedNode(object)) if is_entity(object.as_str()) => {
                self.pairs.contains(&(subject.to_owned(), object.as_str().to_owned()))
            }
            (Some(subject), _) => self.actors.contains(subject),
            (None, _) => false,
        }
    }

    fn keeps_background(&self, quad: &Quad) -> bool {
        let known = |iri: &str| self.actors.contains(iri);
        match (iri(&quad.subject), &quad.object) {
            (Some(subject), Term::NamedNode(object)) if is_entity(object.as_str()) => known(subject) && known(object.as_str()),
            (Some(subject), _) => known(subject),
            (None, _) => false,
        }
    }
}

fn is_entity(iri: &str) -> bool {
    iri.starts_with(ENTITY)
}

fn iri(subject: &NamedOrBlankNode) -> Option<&str> {
    match subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}
