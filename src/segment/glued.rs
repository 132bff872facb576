//! Words that lack the blank between them (`jeXi`), as machine-translated news have them.

use std::collections::{HashMap, HashSet};

use crate::language::Language;

/// The most candidates that are looked for in a text; one that has more writes so on purpose.
const CANDIDATES: usize = 2000;

/// What a text says about its words with a capital inside: how often each stands there, and which of its halves stand there alone.
#[derive(Debug, Default)]
pub(super) struct Evidence<'t> {
    whole: HashMap<&'t str, usize>,
    halves: HashSet<&'t str>,
}

impl<'t> Evidence<'t> {
    /// Collects what `text` says; what it remembers is bounded.
    pub(super) fn of(text: &'t str) -> Self {
        let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut whole: HashMap<&str, usize> = HashMap::new();
        for word in words().filter(|word| cut(word).is_some()) {
            if whole.len() < CANDIDATES || whole.contains_key(word) {
                *whole.entry(word).or_default() += 1;
            }
        }
        if whole.is_empty() {
            return Self::default();
        }
        let wanted: HashSet<&str> =
            whole.keys().filter_map(|word| cut(word).map(|at| word.split_at(at))).flat_map(|(a, b)| [a, b]).collect();
        let halves = words().filter_map(|word| wanted.get(word).copied()).collect();
        Self { whole, halves }
    }

    /// Where the blank is missing in `word`, and whether a full stop is missing there as well. Both halves must be known: as words that often begin
    /// a sentence, one of them perhaps only from elsewhere in the text; or the second must be such a word, and the first long.
    pub(super) fn blank_missing(&self, word: &str, language: &Language) -> Option<(usize, bool)> {
        let at = cut(word)?;
        let (first, second) = word.split_at(at);
        if self.whole.get(word).is_some_and(|&count| count > 1) {
            return None;
        }
        let common = |half: &str| language.starters.contains(&half.to_lowercase());
        let seen = |half: &str| self.halves.contains(half);
        let starts = common(second);
        let known = if starts { common(first) || seen(first) } else { common(first) && seen(second) };
        let long = first.chars().nth(3).is_some();
        let plain = second.chars().nth(2).is_some() || first.starts_with(char::is_lowercase);
        let restarts = language.restarts.contains(&second.to_lowercase());
        (known || long && (starts && plain || restarts)).then_some((at, starts || restarts))
    }
}

/// The byte where a small letter is followed by a capital, if that is so once in a word of letters and both halves are words by their look.
fn cut(word: &str) -> Option<usize> {
    let mut found = None;
    let mut last = ' ';
    for (at, c) in word.char_indices() {
        if !c.is_alphabetic() {
            return None;
        }
        if at > 0 && c.is_uppercase() {
            if found.is_some() || !last.is_lowercase() {
                return None;
            }
            found = Some(at);
        }
        last = c;
    }
    found.filter(|&at| word[..at].chars().nth(1).is_some() && word[at..].chars().nth(1).is_some())
}
