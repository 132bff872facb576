//! The best tree over scores of arcs: the maximum spanning arborescence (Chu and Liu 1965, Edmonds 1967) with one child of the root.

use ndarray::Array2;

/// The head of each word in the best tree with one root: 0 is the root, `j + 1` the word `j`. `arcs` has a row for each word and a column for
/// each head.
#[must_use]
pub fn heads(arcs: &Array2<f32>) -> Vec<usize> {
    let count = arcs.nrows();
    let greedy: Vec<usize> = (0..count).map(|word| best_head(arcs, word)).collect();
    if is_tree(&greedy) {
        return greedy;
    }
    // So much less for each arc from the root that the best tree has only one.
    let high = arcs.iter().fold(1.0f64, |high, &score| high.max(f64::from(score.abs())));
    let penalty = 4.0 * high * (count + 1) as f64;
    let mut scores = vec![vec![f64::NEG_INFINITY; count + 1]; count + 1];
    for (word, row) in arcs.rows().into_iter().enumerate() {
        for (head, &score) in row.iter().enumerate() {
            if head != word + 1 {
                scores[word + 1][head] = f64::from(score) - if head == 0 { penalty } else { 0.0 };
            }
        }
    }
    let mut found = arborescence(&scores);
    found.remove(0);
    found
}

fn best_head(arcs: &Array2<f32>, word: usize) -> usize {
    let mut best: Option<(usize, f32)> = None;
    for (head, &score) in arcs.row(word).iter().enumerate() {
        if head != word + 1 && best.is_none_or(|(_, high)| score > high) {
            best = Some((head, score));
        }
    }
    best.map_or(0, |(head, _)| head)
}

/// Whether heads make a tree with one root.
fn is_tree(heads: &[usize]) -> bool {
    let mut state = vec![0u8; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = start;
        while state[at] == 0 {
            state[at] = 1;
            path.push(at);
            match heads[at].checked_sub(1) {
                Some(head) if state[head] == 1 => return false,
                Some(head) => at = head,
                None => break,
            }
        }
        for word in path {
            state[word] = 2;
        }
    }
    heads.iter().filter(|&&head| head == 0).count() == 1
}

/// The best tree below node 0. `scores[d][h]` is the score of the arc from `h` to `d`. The head of node 0 is 0.
fn arborescence(scores: &[Vec<f64>]) -> Vec<usize> {
    let count = scores.len();
    let mut heads = vec![0; count];
    for dependent in 1..count {
        for head in 0..count {
            if scores[dependent][head] > scores[dependent][heads[dependent]] {
                heads[dependent] = head;
            }
        }
    }
    let Some(cycle) = cycle(&heads) else {
        return heads;
    };
    // The cycle becomes one node, the last one; the others keep their order, so that 0 stays the root.
    let outside: Vec<usize> = (0..count).filter(|node| !cycle.contains(node)).collect();
    let last = outside.len();
    let mut contracted = vec![vec![f64::NEG_INFINITY; last + 1]; last + 1];
    let mut enters = vec![0; last];
    let mut leaves = vec![0; last];
    for (new, &node) in outside.iter().enumerate() {
        for (other_new, &other) in outside.iter().enumerate() {
            contracted[new][other_new] = scores[node][other];
        }
        for &inside in &cycle {
            let entering = scores[inside][node] - scores[inside][heads[inside]];
            if entering > contracted[last][new] {
                contracted[last][new] = entering;
                enters[new] = inside;
            }
            if node != 0 && scores[node][inside] > contracted[new][last] {
                contracted[new][last] = scores[node][inside];
                leaves[new] = inside;
            }
        }
    }
    let tree = arborescence(&contracted);
    for (new, &node) in outside.iter().enumerate().skip(1) {
        heads[node] = if tree[new] == last { leaves[new] } else { outside[tree[new]] };
    }
    let entrance = tree[last];
    heads[enters[entrance]] = outside[entrance];
    heads
}

/// A cycle among heads, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![usize::MAX; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == usize::MAX {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::{heads, is_tree};

    #[test]
    fn a_cycle_is_broken_where_it_costs_least() {
        // Both words like each other better than the root; the second minds the root less.
        let arcs = array![[0.0, 0.0, 9.0], [2.0, 9.0, 0.0]];
        assert_eq!(heads(&arcs), [2, 0]);
        assert_eq!(heads(&array![[5.0, 0.0]]), [0]);
        assert!(heads(&Array2::zeros((0, 1))).is_empty());
    }

    fn score(arcs: &Array2<f32>, heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(word, &head)| arcs[(word, head)]).sum()
    }

    proptest! {
        #[test]
        fn no_tree_is_better(count in 1usize..5, values in proptest::collection::vec(-9i8..9, 30)) {
            let arcs = Array2::from_shape_fn((count, count + 1), |(word, head)| f32::from(values[word * 5 + head]));
            let found = heads(&arcs);
            prop_assert!(is_tree(&found));
            let mut all = vec![0usize; count];
            loop {
                if is_tree(&all) {
                    prop_assert!(score(&arcs, &all) <= score(&arcs, &found) + 1e-3, "{all:?} beats {found:?}");
                }
                let Some(at) = all.iter().position(|&head| head < count) else { break };
                all[at] += 1;
                all[..at].fill(0);
            }
        }
    }
}
