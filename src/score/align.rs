//! Which word of the system is which word of gold.
//!
//! A word that is a token of its own has its stretch of the text, and two such words are the same where their stretches are. The words of
//! a multiword token have no stretch of their own: round every such token, on either side, there is a region that no multiword token sticks
//! out of, and within a region words are aligned by the longest common subsequence of their forms, upper and lower case apart.
//!
//! What belongs to a region at its edges, where the two sides have different tokens, follows the order in which the script of the shared
//! task goes over the words: its figures are the ones that others report.

use std::ops::Range;

use super::SyntacticWord;

/// The pairs of words of gold and system, by their indices, in the order of the text.
pub(super) fn align(gold: &[SyntacticWord], system: &[SyntacticWord]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut walk = Walk { gold: Side { words: gold, at: 0 }, system: Side { words: system, at: 0 } };
    while let (Some(expected), Some(found)) = (walk.gold.next(), walk.system.next()) {
        if expected.multiword || found.multiword {
            let (left, right) = walk.region(expected, found);
            pairs.extend(common(&gold[left.clone()], &system[right.clone()]).map(|(g, s)| (left.start + g, right.start + s)));
        } else if expected.span == found.span {
            pairs.push((walk.gold.at, walk.system.at));
            walk.gold.at += 1;
            walk.system.at += 1;
        } else {
            walk.step();
        }
    }
    pairs
}

/// The words of one side, and the next of them.
struct Side<'w> {
    words: &'w [SyntacticWord],
    at: usize,
}

impl<'w> Side<'w> {
    fn next(&self) -> Option<&'w SyntacticWord> {
        self.words.get(self.at)
    }

    /// Whether the next word belongs to a region that ends at `end`.
    fn is_before(&self, end: usize) -> bool {
        self.next().is_some_and(|word| if word.multiword { word.span.start < end } else { word.span.end <= end })
    }
}

/// A walk over both sides in the order of the text.
struct Walk<'w> {
    gold: Side<'w>,
    system: Side<'w>,
}

impl<'w> Walk<'w> {
    /// Goes past the word that starts first, on the gold side where both start together.
    fn step(&mut self) -> Option<&'w SyntacticWord> {
        let gold_first = match (self.gold.next(), self.system.next()) {
            (Some(expected), Some(found)) => expected.span.start <= found.span.start,
            (expected, _) => expected.is_some(),
        };
        let side = if gold_first { &mut self.gold } else { &mut self.system };
        let word = side.next();
        side.at += 1;
        word
    }

    /// Goes past the region of the next words, one of which is of a multiword token, and gives the words in it.
    fn region(&mut self, expected: &SyntacticWord, found: &SyntacticWord) -> (Range<usize>, Range<usize>) {
        let (token, other, beside) =
            if expected.multiword { (expected.span, found, &mut self.system) } else { (found.span, expected, &mut self.gold) };
        // A word that reaches into the token from before it is not in its region.
        if !other.multiword && other.span.start < token.start {
            beside.at += 1;
        }
        let (gold, system) = (self.gold.at, self.system.at);
        let mut end = token.end;
        while self.gold.is_before(end) || self.system.is_before(end) {
            if let Some(word) = self.step().filter(|word| word.multiword) {
                end = end.max(word.span.end);
            }
        }
        (gold..self.gold.at, system..self.system.at)
    }
}

/// The pairs of a longest common subsequence of forms.
fn common(gold: &[SyntacticWord], system: &[SyntacticWord]) -> impl Iterator<Item = (usize, usize)> {
    let fold = |words: &[SyntacticWord]| words.iter().map(|word| word.form.to_lowercase()).collect::<Vec<_>>();
    let (gold, system) = (fold(gold), fold(system));
    // Mostly all is equal, and the table has nothing to tell.
    let equal = gold.iter().zip(&system).take_while(|(expected, found)| expected == found).count();
    let mut pairs: Vec<(usize, usize)> = (0..equal).map(|index| (index, index)).collect();
    let longest = Longest::new(&gold[equal..], &system[equal..]);
    let (mut g, mut s) = (equal, equal);
    while g < gold.len() && s < system.len() {
        if gold[g] == system[s] {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if longest.at(g - equal, s - equal) == longest.at(g + 1 - equal, s - equal) {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs.into_iter()
}

/// The lengths of the longest common subsequences of all ends of two lists.
struct Longest {
    lengths: Vec<usize>,
    columns: usize,
}

impl Longest {
    fn new(gold: &[String], system: &[String]) -> Self {
        let columns = system.len() + 1;
        let mut lengths = vec![0; (gold.len() + 1) * columns];
        for g in (0..gold.len()).rev() {
            for s in (0..system.len()).rev() {
                let (below, beside) = ((g + 1) * columns + s, g * columns + s + 1);
                let both = if gold[g] == system[s] { 1 + lengths[below + 1] } else { 0 };
                lengths[g * columns + s] = both.max(lengths[below]).max(lengths[beside]);
            }
        }
        Self { lengths, columns }
    }

    fn at(&self, g: usize, s: usize) -> usize {
        self.lengths[g * self.columns + s]
    }
}
