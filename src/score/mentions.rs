//! How well the mentions of articles are found and linked: gold tables of mentions against what the program lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::share;
use crate::link::Listed;
use crate::table::{Row, Table, TableError};

/// A mention of a gold table: `start`, `end` (code points), `kind`, `entity`. Alternatives of the entity are separated by `|`, several
/// entities of one mention by `+`, and `?` stands before the name of one that no table has.
#[derive(Debug, Clone)]
pub struct GoldMention {
    start: usize,
    end: usize,
    text: String,
    named: bool,
    /// The alternatives, each a set of keys.
    entities: Vec<BTreeSet<String>>,
    class: String,
}

/// What was counted of mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MentionScore {
    /// How many there are in gold.
    pub gold: usize,
    /// How many of gold were found.
    pub found: usize,
    /// How many the system has.
    pub system: usize,
    /// How many of the system's are right: not always those that were found, whose class may be another in gold.
    pub right: usize,
}

impl MentionScore {
    /// The share of the system's that is right, from 0 to 1; 0 where the system has none.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.system)
    }

    /// The share of gold that was found, from 0 to 1; 0 where gold has none.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.found, self.gold)
    }
}

/// What was counted, by group: the language, the class of the entity, and whether it is named or only spoken of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MentionScores {
    /// Counts of each group.
    pub groups: BTreeMap<(String, &'static str, bool), MentionScore>,
    /// What is wrong, one line each, in the order of the text.
    pub errors: Vec<String>,
}

/// Reads a gold table `table`, whose rows slice `article`; `class` tells the class of an entity of the gazetteer.
///
/// # Errors
/// When a column is missing, a value means nothing, or a mention is not what stands at its offsets.
pub fn gold_mentions(
    path: &str,
    table: &str,
    article: &str,
    class: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<GoldMention>, TableError> {
    let table = Table::parse(path, table, &["start", "end", "text", "kind", "entity"])?;
    let points: Vec<char> = article.chars().collect();
    let mut mentions = Vec::new();
    for row in table.rows() {
        let number = |row: &Row<'_>, column: &str| {
            row.get(column).parse::<usize>().map_err(|_| row.error(row.get(column), "number of a code point"))
        };
        let (start, end) = (number(&row, "start")?, number(&row, "end")?);
        let there: String = points.get(start..end).unwrap_or_default().iter().collect();
        if there.split_whitespace().ne(row.get("text").split_whitespace()) {
            return Err(row.error(row.get("text"), &format!("text of the article from {start} to {end}; there stands `{there}`")));
        }
        let entities: Vec<BTreeSet<String>> = row.values("entity").map(|one| one.split('+').map(key).collect()).collect();
        let first = row.get("entity").split(['|', '+']).next().unwrap_or_default();
        let class = if first.starts_with('?') { String::new() } else { class(first).unwrap_or_default() };
        if !KINDS.contains(&row.get("kind")) {
            return Err(row.error(row.get("kind"), &format!("kind of mention ({})", KINDS.join(", "))));
        }
        let named = is_named(row.get("kind"));
        mentions.push(GoldMention { start, end, text: row.get("text").to_owned(), named, entities, class });
    }
    Ok(mentions)
}

/// The kinds of mentions.
const KINDS: [&str; 5] = ["name", "adjective", "compound", "pronoun", "description"];

/// Whether a kind of mention has a name in it.
fn is_named(kind: &str) -> bool {
    matches!(kind, "name" | "adjective" | "compound")
}

/// An entity as gold and system write it, whatever the marks: letters and digits in small letters.
fn key(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The group of a class.
fn group(class: &str) -> &'static str {
    match class {
        "State" | "Territory" | "Bloc" => "state",
        "Person" => "person",
        "City" | "Region" | "Place" | "Facility" => "place",
        "" | "Actor" | "Thing" => "unknown",
        _ => "organisation",
    }
}

impl MentionScores {
    /// Adds an article. A mention of the system is right if half of it or of a mention of gold lies in the other, both name (or both only speak
    /// of) somebody, and it has one of the alternatives; each of gold can be found once.
    pub fn add(&mut self, lang: &str, gold: &[GoldMention], system: &[Listed]) {
        let mut found = vec![false; gold.len()];
        let mut right = vec![false; system.len()];
        for (at, mention) in system.iter().enumerate() {
            let own: BTreeSet<String> = mention.entities.iter().map(|id| key(id)).collect();
            let place = mention.place.as_deref().map(|id| BTreeSet::from([key(id)]));
            let fits = |gold: &GoldMention| gold.entities.iter().any(|one| *one == own || Some(one) == place.as_ref());
            let overlaps = |gold: &GoldMention| {
                let shared = gold.end.min(mention.end).saturating_sub(gold.start.max(mention.start));
                2 * shared >= (gold.end - gold.start).min(mention.end - mention.start).max(1)
            };
            let free = gold.iter().enumerate().filter(|(at, gold)| !found[*at] && gold.named == is_named(mention.kind));
            let hit = free
                .filter(|(_, gold)| overlaps(gold) && fits(gold))
                .min_by_key(|(_, gold)| gold.start.abs_diff(mention.start) + gold.end.abs_diff(mention.end));
            if let Some((hit, _)) = hit {
                right[at] = true;
                found[hit] = true;
            }
        }
        for (gold, found) in gold.iter().zip(&found) {
            let score = self.groups.entry((lang.to_owned(), group(&gold.class), gold.named)).or_default();
            score.gold += 1;
            score.found += usize::from(*found);
            if !found {
                let entities: Vec<String> = gold.entities.iter().map(|one| one.iter().cloned().collect::<Vec<_>>().join("+")).collect();
                self.errors.push(format!("{lang} {} missed: {} ({})", gold.start, gold.text, entities.join("|")));
            }
        }
        for (mention, right) in system.iter().zip(&right) {
            let score = self.groups.entry((lang.to_owned(), group(&mention.class), is_named(mention.kind))).or_default();
            score.system += 1;
            score.right += usize::from(*right);
            if !right {
                self.errors.push(format!("{lang} {} wrong: {} ({})", mention.start, mention.text, mention.entities.join("+")));
            }
        }
    }

    /// The sums over groups for which `fits` holds.
    #[must_use]
    pub fn sum(&self, fits: impl Fn(&str, &str, bool) -> bool) -> MentionScore {
        let mut sum = MentionScore::default();
        for (_, score) in self.groups.iter().filter(|((lang, class, named), _)| fits(lang, class, *named)) {
            sum.gold += score.gold;
            sum.found += score.found;
            sum.system += score.system;
            sum.right += score.right;
        }
        sum
    }
}

impl fmt::Display for MentionScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<6}{:<14}{:<12}{:>6}{:>8}{:>11}{:>8}", "lang", "class", "mentions", "gold", "found", "precision", "recall")?;
        let mut row = |lang: &str, class: &str, named: bool, score: MentionScore| {
            let (kind, precision, recall) = (if named { "named" } else { "spoken of" }, score.precision(), score.recall());
            writeln!(f, "{lang:<6}{class:<14}{kind:<12}{:>6}{:>8}{precision:>11.3}{recall:>8.3}", score.gold, score.system)
        };
        for ((lang, class, named), score) in &self.groups {
            row(lang, class, *named, *score)?;
        }
        for named in [true, false] {
            row("all", "all", named, self.sum(|_, _, own| own == named))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{MentionScores, gold_mentions};
    use crate::link::Listed;
    use crate::table::TableError;

    const ARTICLE: &str = "Iran and Oman met; both smiled.";
    const TABLE: &str =
        "start\tend\ttext\tkind\tentity\n0\t4\tIran\tname\tIran\n9\t13\tOman\tname\tOman|Muscat\n19\t23\tboth\tpronoun\tIran+Oman\n";

    fn listed(start: usize, end: usize, kind: &'static str, entities: &[&str]) -> Listed {
        let entities = entities.iter().map(|&id| id.to_owned()).collect();
        let (article, text, class) = ("a".to_owned(), String::new(), "State".to_owned());
        Listed { article, start, end, text, kind, class, entities, place: None, score: 1.0 }
    }

    #[test]
    fn each_of_gold_is_found_once() -> Result<(), TableError> {
        let gold = gold_mentions("gold.tsv", TABLE, ARTICLE, &|_| Some("State".to_owned()))?;
        let mut scores = MentionScores::default();
        let system = [
            listed(0, 4, "name", &["Iran"]),
            listed(0, 4, "name", &["Iran"]),
            listed(9, 13, "name", &["Muscat"]),
            listed(19, 23, "pronoun", &["Oman"]),
        ];
        scores.add("en", &gold, &system);
        let named = scores.sum(|_, _, named| named);
        assert!((named.precision() - 2.0 / 3.0).abs() < 1e-9 && (named.recall() - 1.0).abs() < 1e-9, "{scores}");
        let spoken = scores.sum(|_, _, named| !named);
        assert_eq!((spoken.precision(), spoken.recall()), (0.0, 0.0));
        assert_eq!(scores.errors.len(), 3);
        Ok(())
    }

    #[test]
    fn gold_must_slice_its_article() {
        for (from, to, says) in [
            ("0\t4\tIran", "1\t4\tIran", "gold.tsv:2: `Iran` is no text of the article from 1 to 4; there stands `ran`"),
            ("pronoun", "pronuon", "gold.tsv:4: `pronuon` is no kind of mention"),
            ("0\t4\tIran", "x\t4\tIran", "gold.tsv:2: `x` is no number"),
        ] {
            let error = gold_mentions("gold.tsv", &TABLE.replace(from, to), ARTICLE, &|_| None).err().map(|error| error.to_string());
            assert!(error.as_deref().is_some_and(|error| error.starts_with(says)), "{error:?}");
        }
    }
}
