//! The states of the arc-hybrid system and what each move would cost.

/// A move of the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The next word goes onto the stack.
    Shift,
    /// The top of the stack depends on the next word.
    Left(usize),
    /// The top of the stack depends on the one below it.
    Right(usize),
}

impl Move {
    /// The move that stands for a class of the perceptron.
    pub(crate) fn of(class: usize) -> Self {
        match class.checked_sub(1) {
            None => Self::Shift,
            Some(rest) if rest % 2 == 0 => Self::Left(rest / 2),
            Some(rest) => Self::Right(rest / 2),
        }
    }
}

/// A state: words are numbered from 1, 0 is the root at the bottom of the stack.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) stack: Vec<usize>,
    /// The next word; `count + 1` when all are read.
    pub(crate) next: usize,
    pub(crate) count: usize,
    pub(crate) heads: Vec<Option<usize>>,
    pub(crate) labels: Vec<usize>,
    /// For each word its dependents before and after it, nearest last.
    pub(crate) left: Vec<Vec<usize>>,
    pub(crate) right: Vec<Vec<usize>>,
}

impl State {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            stack: vec![0],
            next: 1,
            count,
            heads: vec![None; count + 1],
            labels: vec![usize::MAX; count + 1],
            left: vec![Vec::new(); count + 1],
            right: vec![Vec::new(); count + 1],
        }
    }

    pub(crate) fn is_final(&self) -> bool {
        self.next > self.count && self.stack.len() == 1
    }

    pub(crate) fn allows(&self, step: Move) -> bool {
        match step {
            Move::Shift => self.next <= self.count,
            Move::Left(_) => self.stack.len() > 1 && self.next <= self.count,
            // Only one word may hang on the root: the last one left on the stack when all words are read.
            Move::Right(_) => self.stack.len() > 2 || (self.stack.len() == 2 && self.next > self.count),
        }
    }

    pub(crate) fn apply(&mut self, step: Move) {
        match step {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Move::Left(label) => {
                if let Some(dependent) = self.stack.pop() {
                    self.heads[dependent] = Some(self.next);
                    self.labels[dependent] = label;
                    self.left[self.next].push(dependent);
                }
            }
            Move::Right(label) => {
                if let Some(dependent) = self.stack.pop() {
                    let head = self.stack.last().copied().unwrap_or(0);
                    self.heads[dependent] = Some(head);
                    self.labels[dependent] = label;
                    self.right[head].push(dependent);
                }
            }
        }
    }

    /// How many arcs of the gold tree (`heads`, by word number, root 0) become unreachable by shift, left and right; none where forbidden.
    pub(crate) fn costs(&self, heads: &[usize]) -> [Option<u32>; 3] {
        let next = self.next;
        let waiting = next..=self.count;
        let Some((&top, below)) = self.stack.split_last() else {
            return [None; 3];
        };
        let mut costs = [None; 3];
        if self.allows(Move::Shift) {
            let mut cost = u32::from(below.contains(&heads[next]));
            cost += self.stack[1..].iter().filter(|&&word| heads[word] == next).count() as u32;
            costs[0] = Some(cost);
        }
        let orphans = waiting.clone().filter(|&word| heads[word] == top).count() as u32;
        if self.allows(Move::Left(0)) {
            let second = below.last().copied();
            let head_lost = Some(heads[top]) == second || (heads[top] > next && waiting.contains(&heads[top]));
            costs[1] = Some(orphans + u32::from(head_lost));
        }
        if self.allows(Move::Right(0)) {
            costs[2] = Some(orphans + u32::from(waiting.contains(&heads[top])));
        }
        costs
    }

    /// The head (index from 0) and label of each word.
    pub(crate) fn arcs(&self) -> Vec<(Option<usize>, Option<usize>)> {
        (1..=self.count)
            .map(|word| match self.heads[word] {
                Some(0) | None => (None, None),
                Some(head) => (Some(head - 1), Some(self.labels[word])),
            })
            .collect()
    }
}
