//! Reading the network out of the graph.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::{StorageError, Store};

use super::{Actor, Network, Quote, Statement};
use crate::claim::Factuality;
use crate::entity::{Entity, EntityId};
use crate::ontology::{ENT, ENTITY, Ontology, local_name};
use crate::store;
use crate::text::Lang;

/// The namespace of articles, which are also the names of their graphs.
pub(crate) const ARTICLE: &str = store::ARTICLE;
/// The graph of what follows from the articles.
pub(crate) const INFERRED: &str = store::INFERRED.as_str();
/// The graph of what is known before any article is read.
pub(crate) const BACKGROUND: &str = store::BACKGROUND.as_str();
/// The graph of the ontology.
pub(crate) const ONTOLOGY: &str = store::ONTOLOGY.as_str();

const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
const SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
const WIKIDATA: &str = "http://www.wikidata.org/entity/";
const OA: &str = "http://www.w3.org/ns/oa#";

/// A graph that no network can be read from.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A claim lacks what every claim has.
    #[error("article {article}: the claim <{claim}> has no {property}; the graph is damaged, build the article again")]
    Incomplete {
        /// The article whose graph it stands in.
        article: String,
        /// The claim.
        claim: String,
        /// What it lacks.
        property: &'static str,
    },
}

/// What one graph says of one subject.
#[derive(Default)]
struct Node(Vec<(String, Term)>);

impl Node {
    fn objects<'n>(&'n self, predicate: &str) -> impl Iterator<Item = &'n Term> {
        self.0.iter().filter(move |(p, _)| p == predicate).map(|(_, object)| object)
    }

    /// The local names of the objects that are in `namespace`, sorted.
    fn names(&self, predicate: &str, namespace: &str) -> Vec<String> {
        let mut names: Vec<String> = self.objects(predicate).filter_map(|object| name_in(object, namespace)).collect();
        names.sort_unstable();
        names
    }

    fn name(&self, predicate: &str, namespace: &str) -> Option<String> {
        self.names(predicate, namespace).into_iter().next()
    }

    /// The values of the literals, sorted.
    fn values(&self, predicate: &str) -> Vec<&str> {
        let mut values: Vec<&str> = self.objects(predicate).filter_map(value).collect();
        values.sort_unstable();
        values
    }

    fn value(&self, predicate: &str) -> Option<&str> {
        self.values(predicate).into_iter().next()
    }
}

/// What one graph says, subject by subject.
type Nodes = BTreeMap<String, Node>;

/// What is collected from all graphs.
#[derive(Default)]
struct Collected {
    entities: BTreeMap<EntityId, Entity>,
    // Whom each entity belongs to, by how closely: part of it (0) before at its head (1) before affiliated (2).
    belongs: BTreeMap<EntityId, BTreeSet<(u8, EntityId)>>,
    statements: Vec<(EntityId, Statement, EntityId)>,
}

impl Network {
    /// Reads the network of all claims.
    ///
    /// # Errors
    /// When the store fails, or a claim lacks its subject, relation, object or factuality.
    pub fn load(store: &Store, ontology: &Ontology) -> Result<Self, NetworkError> {
        let mut collected = Collected::default();
        for graph in graphs(store)? {
            let article = graph.strip_prefix(ARTICLE);
            if article.is_none() && graph != BACKGROUND {
                continue;
            }
            let nodes = nodes(store, &graph)?;
            for (subject, node) in &nodes {
                if let Some(id) = subject.strip_prefix(ENTITY) {
                    collected.entity(id, node, ontology);
                } else if let Some(article) = article
                    && node.objects(rdf::TYPE.as_str()).any(|class| name_in(class, ENT).as_deref() == Some("Claim"))
                {
                    let claim = claim(&nodes, subject, node, article)?;
                    collected.statements.push(claim);
                }
            }
        }
        Ok(collected.network(ontology))
    }
}

impl Collected {
    /// Adds what a graph says of an entity. What an earlier graph said stays, so the order of the graphs, which is sorted, decides.
    fn entity(&mut self, id: &str, node: &Node, ontology: &Ontology) {
        let mut classes = node.names(rdf::TYPE.as_str(), ENT);
        classes.retain(|class| ontology.classes.contains_key(class));
        // The most precise class first: one that no other class of the entity is below.
        let precise = classes.iter().find(|class| !classes.iter().any(|other| other != *class && ontology.is_a(other, class))).cloned();
        let entity = self.entities.entry(id.to_owned()).or_insert_with(|| unknown(id));
        if let Some(class) = precise
            && (entity.class.is_empty() || ontology.is_a(&class, &entity.class))
        {
            entity.class = class;
        }
        for (lang, label) in texts(node, rdfs::LABEL.as_str()) {
            let known = entity.labels.entry(lang).or_insert_with(|| label.clone());
            if *known != label {
                entity.aliases.insert((lang, label));
            }
        }
        entity.aliases.extend(texts(node, ALT_LABEL));
        if entity.wikidata.is_none() {
            entity.wikidata = node.name(SAME_AS, WIKIDATA);
        }
        let belongs = self.belongs.entry(id.to_owned()).or_default();
        for (closeness, relation) in [(0, "partOf"), (1, "leads"), (2, "affiliatedWith")] {
            belongs.extend(node.names(&format!("{ENT}{relation}"), ENTITY).into_iter().map(|target| (closeness, target)));
        }
    }

    fn network(mut self, ontology: &Ontology) -> Network {
        let ids: BTreeSet<EntityId> = self.statements.iter().flat_map(|(s, _, o)| [s.clone(), o.clone()]).collect();
        for id in &ids {
            self.entities.entry(id.clone()).or_insert_with(|| unknown(id));
        }
        let actors = ids
            .into_iter()
            .filter_map(|id| {
                let actor = Actor { entity: self.entities.get(&id)?.clone(), state: self.state(&id, ontology) };
                Some((id, actor))
            })
            .collect();
        Network::assemble(actors, self.statements, Arc::new(self.entities), Arc::new(ontology.relations.clone()))
    }

    /// The nearest state that the entity belongs to; among equally near ones the closest tie, then the first by id.
    fn state(&self, id: &str, ontology: &Ontology) -> Option<EntityId> {
        let mut seen = BTreeSet::from([id]);
        let mut queue = VecDeque::from([id]);
        while let Some(next) = queue.pop_front() {
            if self.entities.get(next).is_some_and(|entity| ontology.is_a(&entity.class, "State")) {
                return Some(next.to_owned());
            }
            for (_, target) in self.belongs.get(next).into_iter().flatten() {
                if seen.insert(target) {
                    queue.push_back(target);
                }
            }
        }
        None
    }
}

/// The names of the named graphs, sorted.
pub(crate) fn graphs(store: &Store) -> Result<BTreeSet<String>, StorageError> {
    let names = store.named_graphs().filter_map(|graph| match graph {
        Ok(NamedOrBlankNode::NamedNode(name)) => Some(Ok(name.into_string())),
        Ok(NamedOrBlankNode::BlankNode(_)) => None,
        Err(error) => Some(Err(error)),
    });
    names.collect()
}

/// What the graph `name` says, subject by subject; blank nodes, which articles have none of, are left out.
fn nodes(store: &Store, name: &str) -> Result<Nodes, StorageError> {
    let graph = GraphName::from(NamedNodeRef::new_unchecked(name));
    let mut nodes = Nodes::new();
    for quad in store.quads_for_pattern(None, None, None, Some(graph.as_ref())) {
        let quad = quad?;
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
            nodes.entry(subject.into_string()).or_default().0.push((quad.predicate.into_string(), quad.object));
        }
    }
    Ok(nodes)
}

fn claim(nodes: &Nodes, iri: &str, node: &Node, article: &str) -> Result<(EntityId, Statement, EntityId), NetworkError> {
    let need = |found: Option<String>, property| {
        found.ok_or_else(|| NetworkError::Incomplete { article: article.to_owned(), claim: iri.to_owned(), property })
    };
    let ent = |name: &str| format!("{ENT}{name}");
    let factuality = node.name(&ent("factuality"), ENT);
    let factuality = [Factuality::Fact, Factuality::Uncertain, Factuality::Denied]
        .into_iter()
        .find(|candidate| factuality.as_deref() == Some(candidate.local_name()));
    let statement = Statement {
        relation: need(node.name(rdf::PREDICATE.as_str(), ENT), "relation")?,
        factuality: factuality.ok_or_else(|| NetworkError::Incomplete {
            article: article.to_owned(),
            claim: iri.to_owned(),
            property: "factuality",
        })?,
        article: article.to_owned(),
        claim: iri.to_owned(),
        times: node.values(&ent("time")).into_iter().map(str::to_owned).collect(),
        places: node.names(&ent("place"), ENTITY),
        items: parts(nodes, node, &ent("item")).into_iter().map(item).filter(|item| !item.is_empty()).collect(),
        speakers: node.names(&ent("attributedTo"), ENTITY),
        denied_by: node.names(&ent("deniedBy"), ENTITY),
        quotes: quotes(nodes, node),
        confidence: node.value(&ent("confidence")).and_then(|value| value.parse().ok()),
    };
    let subject = need(node.name(rdf::SUBJECT.as_str(), ENTITY), "subject")?;
    let object = need(node.name(rdf::OBJECT.as_str(), ENTITY), "object")?;
    Ok((subject, statement, object))
}

/// The parts of a claim that `predicate` points to, in the order of their numbers (`item/2` before `item/10`).
fn parts<'n>(nodes: &'n Nodes, node: &Node, predicate: &str) -> Vec<&'n Node> {
    let mut iris: Vec<&str> = node.objects(predicate).filter_map(iri).collect();
    iris.sort_by_key(|iri| (iri.len(), *iri));
    iris.into_iter().filter_map(|iri| nodes.get(iri)).collect()
}

/// An item in one line: the approximation, the amount, the unit, what it is.
fn item(node: &Node) -> String {
    let (approximation, amount, unit) = (format!("{ENT}approximation"), format!("{ENT}amount"), format!("{ENT}unit"));
    let words = [approximation.as_str(), &amount, &unit, rdfs::LABEL.as_str()].map(|predicate| node.value(predicate));
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn quotes(nodes: &Nodes, node: &Node) -> Vec<Quote> {
    let number = |part: &Node, name: &str| part.value(&format!("{OA}{name}")).and_then(|value| value.parse().ok()).unwrap_or_default();
    let mut quotes: Vec<Quote> = parts(nodes, node, &format!("{ENT}evidence"))
        .into_iter()
        .map(|part| Quote {
            start: number(part, "start"),
            end: number(part, "end"),
            exact: part.value(&format!("{OA}exact")).unwrap_or_default().to_owned(),
            rule: part.value(&format!("{ENT}rule")).unwrap_or_default().to_owned(),
        })
        .collect();
    quotes.sort_unstable();
    quotes
}

/// An entity of which nothing is known but its name.
fn unknown(id: &str) -> Entity {
    Entity { id: id.to_owned(), class: String::new(), labels: BTreeMap::new(), aliases: BTreeSet::new(), wikidata: None }
}

/// The literals with a language, sorted.
fn texts(node: &Node, predicate: &str) -> BTreeSet<(Lang, String)> {
    let literals = node.objects(predicate).filter_map(|object| match object {
        Term::Literal(literal) => Some((literal.language()?.parse().ok()?, literal.value().to_owned())),
        _ => None,
    });
    literals.collect()
}

fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// The name of `term` in `namespace`; the ontology's names have no `/`, those of entities may be anything.
fn name_in(term: &Term, namespace: &str) -> Option<String> {
    let iri = iri(term)?;
    let name = iri.strip_prefix(namespace)?;
    Some(if namespace == ENT { local_name(iri) } else { name.to_owned() })
}

fn value(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::io::RdfFormat;

    use super::NetworkError;
    use crate::claim::Factuality;
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    #[test]
    fn claims_are_read_with_all_that_belongs_to_them() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let found = network.statements().find(|(subject, statement, _)| {
            subject.entity.id == "North_Korea" && statement.factuality == Factuality::Fact && statement.relation == "suppliesTo"
        });
        let (_, statement, object) = found.ok_or("the claim is there")?;
        assert_eq!(object.entity.id, "Russia");
        assert_eq!(statement.items, ["ballistische Raketen", "mehr als 3000000 Schuss Artilleriemunition"]);
        assert_eq!((&statement.speakers[..], &statement.denied_by[..]), (&["CIA".to_owned()][..], &["North_Korea".to_owned()][..]));
        assert_eq!(statement.times, ["2024-06"]);
        assert_eq!(statement.quotes.len(), 2);
        assert_eq!(statement.quotes[0].start, 36);
        assert_eq!(statement.confidence, Some(0.85));
        Ok(())
    }

    #[test]
    fn actors_know_their_state() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let state = |id| network.actor(id).and_then(|actor| actor.state.as_deref());
        assert_eq!(state("Vladimir_Putin"), Some("Russia"));
        assert_eq!(state("Kharkiv"), Some("Ukraine"));
        assert_eq!(state("Russia"), Some("Russia"));
        assert_eq!(state("NATO"), None);
        Ok(())
    }

    #[test]
    fn a_claim_without_a_subject_is_named() -> Outcome {
        let (store, ontology) = model()?;
        let broken =
            "<https://w3id.org/entente/article/a> { <https://w3id.org/entente/claim/b> a <https://w3id.org/entente/ontology#Claim> }";
        store.load_from_slice(RdfFormat::TriG, broken.as_bytes())?;
        assert!(matches!(Network::load(&store, &ontology), Err(NetworkError::Incomplete { article, .. }) if article == "a"));
        Ok(())
    }
}
