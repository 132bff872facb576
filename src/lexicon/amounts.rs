//! Words of amounts: numbers, what multiplies them, and what makes them approximate.

use std::collections::HashMap;

use crate::assets::Assets;
use crate::table::{Table, TableError};

/// The words of amounts of a language; the keys are in small letters.
#[derive(Debug, Clone, Default)]
pub struct Amounts {
    /// Numbers in words, with what they say.
    numbers: HashMap<String, u64>,
    /// Words that multiply the number before them.
    times: HashMap<String, u64>,
    /// Words that make a number approximate, each with its words; the longest first.
    about: Vec<Vec<String>>,
}

impl Amounts {
    /// Reads `data/<code>/numbers.tsv`.
    pub(super) fn load(assets: &Assets, code: &str) -> Result<Self, TableError> {
        let mut amounts = Self::default();
        for row in Table::read_optional(assets, &format!("data/{code}/numbers.tsv"), &["kind", "word"])?.rows() {
            let word = row.get("word").to_lowercase();
            let value = || row.get("value").parse().map_err(|_| row.error(row.get("value"), "number (`1000`)"));
            match row.get("kind") {
                "number" => drop(amounts.numbers.insert(word, value()?)),
                "times" => drop(amounts.times.insert(word, value()?)),
                "about" => amounts.about.push(word.split('_').map(str::to_owned).collect()),
                other => return Err(row.error(other, "kind of a word of amounts (`number`, `times`, `about`)")),
            }
        }
        amounts.about.sort_by_key(|words| std::cmp::Reverse(words.len()));
        Ok(amounts)
    }

    /// What a number in words says.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<u64> {
        self.numbers.get(word).copied()
    }

    /// What a word multiplies the number before it by.
    #[must_use]
    pub fn times(&self, word: &str) -> Option<u64> {
        self.times.get(word).copied()
    }

    /// How many of the last words make the number behind them approximate.
    #[must_use]
    pub fn about(&self, before: &[String]) -> usize {
        self.about.iter().find(|words| before.ends_with(words)).map_or(0, Vec::len)
    }
}
