//! Words of time.

use std::collections::HashMap;

use crate::assets::Assets;
use crate::table::{Table, TableError};

/// What a word says of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeWord {
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, Monday 1.
    Weekday(i8),
    /// A day relative to the article.
    Day(i64),
    /// A unit: day, week, month, year.
    Unit(Unit),
    /// A word that moves by units.
    Shift(i64),
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The words of time of a language, by base form in lower case; those of several words with `_`.
#[derive(Debug, Clone, Default)]
pub struct TimeWords {
    words: HashMap<String, TimeWord>,
}

impl TimeWords {
    pub(super) fn load(assets: &Assets, code: &str) -> Result<Self, TableError> {
        let mut words = HashMap::new();
        for row in Table::read(assets, &format!("data/{code}/time.tsv"), &["kind", "lemma", "value"])?.rows() {
            let value = row.get("value");
            let number = || value.parse::<i64>().map_err(|_| row.error(value, "number"));
            let word = match row.get("kind") {
                "month" => TimeWord::Month(number()? as i8),
                "weekday" => TimeWord::Weekday(number()? as i8),
                "day" => TimeWord::Day(number()?),
                "shift" => TimeWord::Shift(number()?),
                "unit" => TimeWord::Unit(match value {
                    "day" => Unit::Day,
                    "week" => Unit::Week,
                    "month" => Unit::Month,
                    "year" => Unit::Year,
                    _ => return Err(row.error(value, "unit (`day`, `week`, `month`, `year`)")),
                }),
                // Beginnings and ends of periods are kept for the states of affairs that a later version times.
                "since" | "until" | "on" => continue,
                other => return Err(row.error(other, "kind of word of time")),
            };
            words.entry(row.get("lemma").to_lowercase()).or_insert(word);
        }
        Ok(Self { words })
    }

    /// What a word says, by its form or base form.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<TimeWord> {
        self.words.get(&word.to_lowercase()).copied()
    }
}
