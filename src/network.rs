//! The `network` room: actors and what is claimed between them, as a directed multigraph that can be filtered, ranked and searched.

mod filter;
mod find;
mod load;
mod paths;
mod rank;

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::claim::Factuality;
use crate::entity::{Entity, EntityId};
use crate::ontology::Relation;
use crate::text::Lang;

pub use filter::Filter;
pub use find::Candidates;
pub use load::NetworkError;
pub use paths::{Chain, Step};
pub use rank::{Degree, Rank};

pub(crate) use load::{ARTICLE, BACKGROUND, INFERRED, ONTOLOGY};

/// Actors and the claims between them. Nodes are sorted by id and edges by subject, object, relation, factuality, article and claim, so
/// the same graph is always walked in the same order.
#[derive(Debug, Clone)]
pub struct Network {
    graph: DiGraph<Actor, Statement>,
    nodes: BTreeMap<EntityId, NodeIndex>,
    // Shared with the networks filtered out of this one: speakers and places are named there too.
    entities: Arc<BTreeMap<EntityId, Entity>>,
    relations: Arc<BTreeMap<String, Relation>>,
}

/// A node: an entity that is the subject or object of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What is known of it.
    pub entity: Entity,
    /// The state it belongs to; a state belongs to itself.
    pub state: Option<EntityId>,
}

/// An edge: one claim of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The local name of the relation (`suppliesTo`).
    pub relation: String,
    /// How firmly the article states it.
    pub factuality: Factuality,
    /// The id of the article.
    pub article: String,
    /// The name of the claim: its IRI.
    pub claim: String,
    /// When: dates as precise as the text, or its words; sorted.
    pub times: Vec<String>,
    /// Where; sorted.
    pub places: Vec<EntityId>,
    /// What passes between the two, with amounts (`3000000 Schuss Artilleriemunition`), in the order of the text.
    pub items: Vec<String>,
    /// Who says so; sorted.
    pub speakers: Vec<EntityId>,
    /// Who denies it; sorted.
    pub denied_by: Vec<EntityId>,
    /// The passages that say so, in the order of the text.
    pub quotes: Vec<Quote>,
    /// How sure the extractor is, from 0 to 1.
    pub confidence: Option<f64>,
}

/// A passage of an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote {
    /// The first Unicode code point of the article's text.
    pub start: usize,
    /// The code point after the last one.
    pub end: usize,
    /// The exact words.
    pub exact: String,
    /// The rule that fired.
    pub rule: String,
}

/// All claims of one relation and factuality between two actors. Claims of a symmetric relation are taken together in both directions;
/// the subject is then the actor whose id comes first.
#[derive(Debug, Clone)]
pub struct Bundle<'n> {
    /// Who or what it is about.
    pub subject: &'n Actor,
    /// Whom or what it relates the subject to.
    pub object: &'n Actor,
    /// The local name of the relation.
    pub relation: &'n str,
    /// How firmly the articles state it.
    pub factuality: Factuality,
    /// Whether the relation holds in both directions.
    pub symmetric: bool,
    /// The local name of the relation's quad class; empty where the ontology does not know the relation.
    pub quad_class: &'n str,
    /// The claims, sorted by article; never empty.
    pub claims: Vec<&'n Statement>,
}

impl Actor {
    /// What it is called in `lang`, else in English, else in any language, else its id.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        label(&self.entity, lang)
    }
}

impl Network {
    /// The petgraph graph, for its algorithms.
    #[must_use]
    pub fn graph(&self) -> &DiGraph<Actor, Statement> {
        &self.graph
    }

    /// The actors, sorted by id.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = &Actor> {
        self.graph.raw_nodes().iter().map(|node| &node.weight)
    }

    /// The actor called `id`, if a claim is about it.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.nodes.get(id).and_then(|&index| self.graph.node_weight(index))
    }

    /// The claims in order, each with its subject and object.
    pub fn statements(&self) -> impl ExactSizeIterator<Item = (&Actor, &Statement, &Actor)> {
        self.graph.edge_references().map(|edge| (&self.graph[edge.source()], edge.weight(), &self.graph[edge.target()]))
    }

    /// Every entity that the articles or the background knowledge name, also those that no claim is about; by id.
    #[must_use]
    pub fn entities(&self) -> &BTreeMap<EntityId, Entity> {
        &self.entities
    }

    /// What the entity `id` is called in `lang`, else in English, else in any language, else its id.
    #[must_use]
    pub fn label(&self, id: &str, lang: Lang) -> String {
        self.entities.get(id).map_or_else(|| id.replace('_', " "), |entity| label(entity, lang))
    }

    /// Whether the relation holds in both directions.
    #[must_use]
    pub fn is_symmetric(&self, relation: &str) -> bool {
        self.relations.get(relation).is_some_and(|relation| relation.symmetric)
    }

    /// The local name of the relation's quad class; empty for a relation that the ontology does not know.
    #[must_use]
    pub fn quad_class(&self, relation: &str) -> &str {
        self.relations.get(relation).map_or("", |relation| relation.quad_class.as_str())
    }

    /// The claims, those of one relation and factuality between two actors merged; sorted by subject, object, relation and factuality.
    #[must_use]
    pub fn bundles(&self) -> Vec<Bundle<'_>> {
        let mut merged: BTreeMap<(NodeIndex, NodeIndex, &str, Factuality), Vec<&Statement>> = BTreeMap::new();
        for edge in self.graph.edge_references() {
            let statement = edge.weight();
            let ends = (edge.source(), edge.target());
            // Node indices grow with the ids, so the smaller one is the id that comes first.
            let (subject, object) = if self.is_symmetric(&statement.relation) && ends.1 < ends.0 { (ends.1, ends.0) } else { ends };
            merged.entry((subject, object, &statement.relation, statement.factuality)).or_default().push(statement);
        }
        merged
            .into_iter()
            .map(|((subject, object, relation, factuality), mut claims)| {
                claims.sort_by(|a, b| (&a.article, &a.claim).cmp(&(&b.article, &b.claim)));
                Bundle {
                    subject: &self.graph[subject],
                    object: &self.graph[object],
                    relation,
                    factuality,
                    symmetric: self.is_symmetric(relation),
                    quad_class: self.quad_class(relation),
                    claims,
                }
            })
            .collect()
    }

    /// A network of these actors and claims, put in order. Claims whose subject or object is not among the actors are left out.
    fn assemble(
        actors: BTreeMap<EntityId, Actor>,
        mut statements: Vec<(EntityId, Statement, EntityId)>,
        entities: Arc<BTreeMap<EntityId, Entity>>,
        relations: Arc<BTreeMap<String, Relation>>,
    ) -> Self {
        fn key<'s>((subject, statement, object): &'s (EntityId, Statement, EntityId)) -> impl Ord + use<'s> {
            (subject, object, &statement.relation, statement.factuality, &statement.article, &statement.claim)
        }
        statements.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut graph = DiGraph::with_capacity(actors.len(), statements.len());
        let nodes: BTreeMap<EntityId, NodeIndex> = actors.into_iter().map(|(id, actor)| (id, graph.add_node(actor))).collect();
        for (subject, statement, object) in statements {
            if let (Some(&subject), Some(&object)) = (nodes.get(&subject), nodes.get(&object)) {
                graph.add_edge(subject, object, statement);
            }
        }
        Self { graph, nodes, entities, relations }
    }
}

/// What `entity` is called in `lang`, else in English, else in any language, else its id.
fn label(entity: &Entity, lang: Lang) -> String {
    let labels = &entity.labels;
    let label = labels.get(&lang).or_else(|| labels.get(&Lang::EN)).or_else(|| labels.values().next());
    label.cloned().unwrap_or_else(|| entity.id.replace('_', " "))
}

#[cfg(test)]
pub(crate) mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::store::Store;

    use super::Network;
    use crate::assets::Assets;
    use crate::claim::Factuality;
    use crate::ontology::Ontology;

    pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

    /// The hand-made graph of `tests/data/model.trig`, its background knowledge and the ontology.
    pub(crate) fn model() -> Result<(Store, Ontology), Box<dyn std::error::Error>> {
        let store = Store::new()?;
        store.load_from_slice(RdfFormat::TriG, include_bytes!("../tests/data/model.trig"))?;
        let ttl = RdfParser::from_format(RdfFormat::Turtle).with_default_graph(oxigraph::model::NamedNode::new(super::ONTOLOGY)?);
        store.load_from_slice(ttl, include_bytes!("../ontology/entente.ttl"))?;
        Ok((store, Ontology::load(&Assets::embedded())?))
    }

    /// The model with further claims, each `subject relation object factuality article`.
    pub(crate) fn with_claims(claims: &[(&str, &str, &str, &str, &str)]) -> Result<(Store, Ontology), Box<dyn std::error::Error>> {
        let (store, ontology) = model()?;
        let mut text = String::new();
        for (number, (subject, relation, object, factuality, article)) in claims.iter().enumerate() {
            let affirmed = if *factuality == "Fact" { format!("e:{subject} ent:{relation} e:{object} .") } else { String::new() };
            text.push_str(&format!(
                "PREFIX ent: <https://w3id.org/entente/ontology#> PREFIX e: <https://w3id.org/entente/entity/>
                PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
                <https://w3id.org/entente/article/{article}> {{ {affirmed} <https://w3id.org/entente/claim/x{number}> a ent:Claim ;
                rdf:subject e:{subject} ; rdf:predicate ent:{relation} ; rdf:object e:{object} ; ent:factuality ent:{factuality} . }}\n"
            ));
        }
        store.load_from_slice(RdfFormat::TriG, text.as_bytes())?;
        Ok((store, ontology))
    }

    #[test]
    fn parallel_claims_are_merged_and_symmetric_ones_in_both_directions() -> Outcome {
        let (store, ontology) = with_claims(&[
            ("Vladimir_Putin", "meetsWith", "Kim_Jong_Un", "Fact", "x1"),
            ("North_Korea", "suppliesTo", "Russia", "Fact", "x1"),
            ("Russia", "suppliesTo", "North_Korea", "Fact", "x1"),
        ])?;
        let network = Network::load(&store, &ontology)?;
        let count = |subject: &str, relation: &str, factuality| {
            let bundles = network.bundles();
            let found = bundles.iter().find(|b| b.subject.entity.id == subject && b.relation == relation && b.factuality == factuality);
            found.map_or(0, |bundle| bundle.claims.len())
        };
        assert_eq!(count("Kim_Jong_Un", "meetsWith", Factuality::Fact), 2);
        assert_eq!(count("Vladimir_Putin", "meetsWith", Factuality::Fact), 0);
        assert_eq!(count("North_Korea", "suppliesTo", Factuality::Fact), 2);
        assert_eq!(count("North_Korea", "suppliesTo", Factuality::Denied), 1);
        assert_eq!(count("Russia", "suppliesTo", Factuality::Fact), 1);
        Ok(())
    }
}
