//! Taking a part of the network.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{Actor, Network, Statement};
use crate::claim::Factuality;
use crate::entity::EntityId;

/// Which claims to keep. An empty list keeps all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The local names of the relations.
    pub relations: Vec<String>,
    /// The factualities.
    pub factualities: Vec<Factuality>,
    /// Entities, and how many claims away from one of them a claim may be: 1 keeps the claims about the entities themselves, 2 those about
    /// their partners too. Claims are followed in both directions; those that the other conditions leave out are not followed.
    pub around: Option<(Vec<EntityId>, usize)>,
    /// The ids of the articles.
    pub articles: Vec<String>,
}

impl Filter {
    /// Whether everything is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn keeps(&self, statement: &Statement) -> bool {
        fn among<T: PartialEq>(allowed: &[T], value: &T) -> bool {
            allowed.is_empty() || allowed.contains(value)
        }
        among(&self.relations, &statement.relation)
            && among(&self.factualities, &statement.factuality)
            && among(&self.articles, &statement.article)
    }
}

impl Network {
    /// The claims that `filter` keeps, and their actors. The entities it asks for stay even where no claim about them does.
    #[must_use]
    pub fn filtered(&self, filter: &Filter) -> Self {
        if filter.is_empty() {
            return self.clone();
        }
        let kept = self.graph.filter_map(|_, actor| Some(actor), |_, statement| filter.keeps(statement).then_some(statement));
        let centres: BTreeSet<NodeIndex> =
            filter.around.iter().flat_map(|(ids, _)| ids).filter_map(|id| self.nodes.get(id).copied()).collect();
        let distances = filter.around.as_ref().map(|(_, hops)| (distances(&kept, &centres, *hops), *hops));

        let mut actors: BTreeMap<EntityId, Actor> = BTreeMap::new();
        let mut keep = |index: NodeIndex| {
            let actor = &self.graph[index];
            actors.entry(actor.entity.id.clone()).or_insert_with(|| actor.clone());
            actor.entity.id.clone()
        };
        for &centre in &centres {
            keep(centre);
        }
        let mut statements = Vec::new();
        for edge in kept.edge_references() {
            let near = |node| distances.as_ref().is_none_or(|(found, hops)| found.get(&node).is_some_and(|distance| distance < hops));
            if near(edge.source()) || near(edge.target()) {
                statements.push((keep(edge.source()), (*edge.weight()).clone(), keep(edge.target())));
            }
        }
        Self::assemble(actors, statements, self.entities.clone(), self.relations.clone())
    }
}

/// How many edges each node is away from the nearest centre, up to `hops`.
fn distances(graph: &DiGraph<&Actor, &Statement>, centres: &BTreeSet<NodeIndex>, hops: usize) -> BTreeMap<NodeIndex, usize> {
    let mut found: BTreeMap<NodeIndex, usize> = centres.iter().map(|&centre| (centre, 0)).collect();
    let mut queue: VecDeque<(NodeIndex, usize)> = centres.iter().map(|&centre| (centre, 0)).collect();
    while let Some((node, distance)) = queue.pop_front() {
        if distance == hops {
            continue;
        }
        for neighbour in graph.neighbors_directed(node, Outgoing).chain(graph.neighbors_directed(node, Incoming)) {
            found.entry(neighbour).or_insert_with(|| {
                queue.push_back((neighbour, distance + 1));
                distance + 1
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::claim::Factuality;
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    fn ids(network: &Network) -> Vec<&str> {
        network.actors().map(|actor| actor.entity.id.as_str()).collect()
    }

    #[test]
    fn hops_count_claims_in_both_directions() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let around = |hops| network.filtered(&Filter { around: Some((vec!["Kharkiv".into()], hops)), ..Filter::default() });
        assert_eq!(ids(&around(0)), ["Kharkiv"]);
        assert_eq!(ids(&around(1)), ["Kharkiv", "Russia"]);
        // Everybody of whom a claim says something to or about Russia; of the claims between them only Russia's own.
        let two = around(2);
        assert_eq!(ids(&two), ["China", "India", "Kharkiv", "North_Korea", "Russia", "Ukraine", "Vladimir_Putin"]);
        assert!(two.statements().all(|(subject, _, object)| subject.entity.id == "Russia" || object.entity.id == "Russia"));
        Ok(())
    }

    #[test]
    fn relation_factuality_and_article_hold_together() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let supplies = Filter { relations: vec!["suppliesTo".into()], ..Filter::default() };
        assert_eq!(network.filtered(&supplies).statements().len(), 4);
        let denied = Filter { factualities: vec![Factuality::Denied], ..supplies };
        assert_eq!(ids(&network.filtered(&denied)), ["China", "North_Korea", "Russia"]);
        let article = Filter { articles: vec!["en-war".into()], ..denied };
        assert_eq!(ids(&network.filtered(&article)), ["North_Korea", "Russia"]);
        Ok(())
    }
}
