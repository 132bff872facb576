//! How two actors are connected.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::graph::NodeIndex;

use super::{Actor, Bundle, Network};
use crate::claim::Factuality;

/// A chain of affirmed relations from one actor to another; no actor stands in it twice.
#[derive(Debug, Clone)]
pub struct Chain<'n> {
    /// Its steps in order; never empty.
    pub steps: Vec<Step<'n>>,
}

/// A step of a chain: all that is affirmed between two actors.
#[derive(Debug, Clone)]
pub struct Step<'n> {
    /// Where the step starts.
    pub from: &'n Actor,
    /// Where it ends.
    pub to: &'n Actor,
    /// What is affirmed between the two, in either direction, with the claims and their quotes; never empty.
    pub links: Vec<Bundle<'n>>,
}

impl Step<'_> {
    /// Whether `link`, one of this step's, runs against the step: its subject is where the step ends.
    #[must_use]
    pub fn is_backward(&self, link: &Bundle<'_>) -> bool {
        !link.symmetric && link.subject.entity.id == self.to.entity.id
    }
}

/// Which actors each actor has an affirmed relation with.
type Neighbours = BTreeMap<NodeIndex, BTreeSet<NodeIndex>>;

impl Network {
    /// The shortest chains of affirmed facts from `a` to `b` (ids), at most `count`, of at most `hops` steps; the direction of the relations
    /// does not matter. The shortest come first, equally long ones by the ids along them. Empty where an id is unknown or there is no chain.
    #[must_use]
    pub fn paths(&self, a: &str, b: &str, hops: usize, count: usize) -> Vec<Chain<'_>> {
        let (Some(&start), Some(&end)) = (self.nodes.get(a), self.nodes.get(b)) else { return Vec::new() };
        let mut links: BTreeMap<(NodeIndex, NodeIndex), Vec<Bundle<'_>>> = BTreeMap::new();
        let mut neighbours = Neighbours::new();
        for bundle in self.bundles() {
            let node = |actor: &Actor| self.nodes.get(&actor.entity.id).copied();
            let (Some(subject), Some(object)) = (node(bundle.subject), node(bundle.object)) else { continue };
            if bundle.factuality == Factuality::Fact && subject != object {
                neighbours.entry(subject).or_default().insert(object);
                neighbours.entry(object).or_default().insert(subject);
                links.entry((subject.min(object), subject.max(object))).or_default().push(bundle);
            }
        }
        let step = |pair: &[NodeIndex]| Step {
            from: &self.graph[pair[0]],
            to: &self.graph[pair[1]],
            links: links.get(&(pair[0].min(pair[1]), pair[0].max(pair[1]))).cloned().unwrap_or_default(),
        };
        shortest(&neighbours, start, end, hops, count)
            .into_iter()
            .map(|path| Chain { steps: path.windows(2).map(step).collect() })
            .collect()
    }
}

/// The shortest simple paths, after Yen: each further one leaves an earlier one at some node, so the search never runs through all paths.
fn shortest(neighbours: &Neighbours, start: NodeIndex, end: NodeIndex, hops: usize, count: usize) -> Vec<Vec<NodeIndex>> {
    let mut found: Vec<Vec<NodeIndex>> = Vec::new();
    // Sorted by length, then by the nodes along the path.
    let mut candidates: BTreeSet<(usize, Vec<NodeIndex>)> = BTreeSet::new();
    if start != end {
        candidates.extend(first(neighbours, &[], start, end, &BTreeSet::new()).map(|path| (path.len(), path)));
    }
    while found.len() < count
        && let Some((length, path)) = candidates.pop_first()
        && length <= hops.saturating_add(1)
    {
        for at in 0..path.len() - 1 {
            let (root, spur) = (&path[..at], path[at]);
            let known = found.iter().chain([&path]).filter(|other| other.starts_with(&path[..=at]));
            let closed: BTreeSet<NodeIndex> = known.filter_map(|other| other.get(at + 1).copied()).collect();
            candidates.extend(first(neighbours, root, spur, end, &closed).map(|path| (path.len(), path)));
        }
        found.push(path);
    }
    found
}

/// The shortest path that begins with `root`, goes on to `spur` and from there to `end`, not by way of a node in `closed` as the next one;
/// of equally short ones the first by nodes.
fn first(
    neighbours: &Neighbours,
    root: &[NodeIndex],
    spur: NodeIndex,
    end: NodeIndex,
    closed: &BTreeSet<NodeIndex>,
) -> Option<Vec<NodeIndex>> {
    // Distances to the end, so that walking down them meets the smallest node first. The root and the spur may not be passed again.
    let mut distance: BTreeMap<NodeIndex, usize> = BTreeMap::from([(end, 0)]);
    let mut queue = VecDeque::from([end]);
    let around = |node: NodeIndex| neighbours.get(&node).into_iter().flatten().copied();
    while let Some(node) = queue.pop_front() {
        let next = distance.get(&node).map_or(0, |steps| steps + 1);
        for neighbour in around(node) {
            if neighbour != spur && !root.contains(&neighbour) && !distance.contains_key(&neighbour) {
                distance.insert(neighbour, next);
                queue.push_back(neighbour);
            }
        }
    }
    let mut path = root.to_vec();
    path.push(spur);
    let mut node = around(spur)
        .filter(|node| !closed.contains(node))
        .filter_map(|node| Some((*distance.get(&node)?, node)))
        .min()
        .map(|(_, node)| node)?;
    path.push(node);
    while node != end {
        node = around(node).filter_map(|next| Some((*distance.get(&next)?, next))).min().map(|(_, next)| next)?;
        path.push(node);
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    fn chains(network: &Network, a: &str, b: &str, hops: usize, count: usize) -> Vec<String> {
        let paths = network.paths(a, b, hops, count);
        paths
            .iter()
            .map(|chain| {
                let steps = chain.steps.iter().map(|step| {
                    let links: Vec<String> = step
                        .links
                        .iter()
                        .map(|link| if step.is_backward(link) { format!("<{}", link.relation) } else { format!("{}>", link.relation) })
                        .collect();
                    format!("{} {} ", step.from.entity.id, links.join(","))
                });
                steps.collect::<String>() + chain.steps.last().map_or("", |step| step.to.entity.id.as_str())
            })
            .collect()
    }

    #[test]
    fn chains_show_the_direction_and_come_shortest_first() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let found = chains(&network, "Poland", "Kharkiv", 9, 9);
        assert_eq!(found[0], "Poland memberOf> NATO <memberOf Germany tradesWith> India tradesWith> Russia attacks> Kharkiv");
        assert!(found[1].contains("Germany suppliesTo>") || found[1].contains("Germany givesAidTo>"), "{}", found[1]);
        assert!(found.iter().all(|chain| !chain.contains("sellsTo")), "what is uncertain is no link");
        assert_eq!(chains(&network, "Poland", "Kharkiv", 5, 1), found[..1]);
        assert!(chains(&network, "Poland", "Kharkiv", 4, 9).is_empty());
        assert!(chains(&network, "Poland", "Atlantis", 9, 9).is_empty());
        Ok(())
    }

    #[test]
    fn all_simple_paths_are_found_once() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let found = chains(&network, "Germany", "Russia", 6, 100);
        let unique: std::collections::BTreeSet<&String> = found.iter().collect();
        assert_eq!(unique.len(), found.len());
        // By way of India, of Ukraine, of Selenskyj and Ukraine, and of Ukraine's neighbours no further.
        assert_eq!(found.len(), 3, "{found:#?}");
        Ok(())
    }
}
