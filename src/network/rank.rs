//! Who matters in the network.

use std::collections::BTreeMap;

use super::Network;
use crate::claim::Factuality;
use crate::entity::EntityId;

/// The share of attention that is passed on along relations; the rest is spread evenly.
const DAMPING: f64 = 0.85;
/// The iteration ends when the ranks change by less than this in sum.
const TOLERANCE: f64 = 1e-12;
/// The iteration ends after so many rounds in any case; with the damping above, 200 rounds are below the tolerance.
const ROUNDS: usize = 200;

/// How much an actor matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// The actor.
    pub id: EntityId,
    /// Its page rank over affirmed relations; those of all actors sum to 1.
    pub page_rank: f64,
    /// Its affirmed relations, by the local name of their quad class.
    pub degrees: BTreeMap<String, Degree>,
}

/// How many relations an actor has. One of a symmetric kind counts on both sides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Degree {
    /// Relations that it is the object of.
    pub incoming: usize,
    /// Relations that it is the subject of.
    pub outgoing: usize,
}

impl Network {
    /// The actors, the most important first, equal ones by id. Only affirmed relations count, each relation of a kind between two actors
    /// once, however many articles report it; a symmetric one passes rank both ways.
    #[must_use]
    pub fn rank(&self) -> Vec<Rank> {
        let count = self.graph.node_count();
        let mut targets: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut degrees: Vec<BTreeMap<String, Degree>> = vec![BTreeMap::new(); count];
        for bundle in self.bundles() {
            if bundle.factuality != Factuality::Fact {
                continue;
            }
            let index = |id: &str| self.nodes.get(id).map(|node| node.index());
            let (Some(subject), Some(object)) = (index(&bundle.subject.entity.id), index(&bundle.object.entity.id)) else { continue };
            let ways = if bundle.symmetric { vec![(subject, object), (object, subject)] } else { vec![(subject, object)] };
            for (from, to) in ways {
                // A relation of an actor to itself says nothing of its standing among the others.
                if from != to {
                    targets[from].push(to);
                }
                degrees[from].entry(bundle.quad_class.to_owned()).or_default().outgoing += 1;
                degrees[to].entry(bundle.quad_class.to_owned()).or_default().incoming += 1;
            }
        }
        let mut ranks: Vec<Rank> = self
            .actors()
            .zip(page_ranks(&targets))
            .zip(degrees)
            .map(|((actor, page_rank), degrees)| Rank { id: actor.entity.id.clone(), page_rank, degrees })
            .collect();
        ranks.sort_by(|a, b| b.page_rank.total_cmp(&a.page_rank).then_with(|| a.id.cmp(&b.id)));
        ranks
    }
}

/// The page rank of each node, by power iteration. What ends at a node without targets is spread evenly.
fn page_ranks(targets: &[Vec<usize>]) -> Vec<f64> {
    let count = targets.len() as f64;
    let mut ranks = vec![1.0 / count; targets.len()];
    for _ in 0..ROUNDS {
        let dangling: f64 = targets.iter().zip(&ranks).filter(|(targets, _)| targets.is_empty()).map(|(_, rank)| rank).sum();
        let mut next = vec![(1.0 - DAMPING + DAMPING * dangling) / count; targets.len()];
        for (targets, rank) in targets.iter().zip(&ranks) {
            let share = DAMPING * rank / targets.len() as f64;
            for &target in targets {
                next[target] += share;
            }
        }
        let change: f64 = next.iter().zip(&ranks).map(|(new, old)| (new - old).abs()).sum();
        ranks = next;
        if change < TOLERANCE {
            break;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::Degree;
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    #[test]
    fn page_ranks_sum_to_one() -> Outcome {
        let (store, ontology) = model()?;
        let ranks = Network::load(&store, &ontology)?.rank();
        let sum: f64 = ranks.iter().map(|rank| rank.page_rank).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert!(ranks.is_sorted_by(|a, b| a.page_rank >= b.page_rank));
        Ok(())
    }

    #[test]
    fn degrees_count_affirmed_relations_by_quad_class() -> Outcome {
        let (store, ontology) = model()?;
        let ranks = Network::load(&store, &ontology)?.rank();
        let degree = |id: &str, class: &str| ranks.iter().find(|rank| rank.id == id).and_then(|rank| rank.degrees.get(class).copied());
        assert_eq!(degree("Russia", "MaterialConflict"), Some(Degree { incoming: 0, outgoing: 1 }));
        assert_eq!(degree("Kim_Jong_Un", "VerbalCooperation"), Some(Degree { incoming: 1, outgoing: 1 }));
        // The deal with Turkey is uncertain.
        assert_eq!(degree("Iran", "VerbalCooperation"), None);
        Ok(())
    }
}
