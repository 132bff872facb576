//! How well the facts of articles are found: gold tables of facts against the facts of a graph.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::share;
use crate::assets::Assets;
use crate::ontology::Ontology;
use crate::table::{Table, TableError};

/// The table of how names are compared.
const NAMES: &str = "data/scoring.tsv";
/// The least likeness of two names of as many words that are one name in two spellings.
const ALIKE: f64 = 0.8;

/// A fact of a gold table; in all but the level alternatives are separated by `|`, and `*` is anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldFact {
    /// `core`, `hard`, or `ok` for what may be found but need not.
    pub level: String,
    /// The English labels of the subject.
    pub subject: String,
    /// Relations.
    pub relation: String,
    /// The English labels of the object.
    pub object: String,
    /// `fact`, `uncertain`, `denied`.
    pub factuality: String,
}

/// A fact of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFact {
    /// The English label of the subject, or the name as written.
    pub subject: String,
    /// The local name of the relation.
    pub relation: String,
    /// The English label of the object, or the name as written.
    pub object: String,
    /// `fact`, `uncertain`, `denied`.
    pub factuality: String,
}

/// Reads a gold table `name`.
///
/// # Errors
/// When a column is missing, or a level, a relation or a factuality is none; the error has the line.
pub fn gold_facts(name: &str, text: &str, ontology: &Ontology) -> Result<Vec<GoldFact>, TableError> {
    let table = Table::parse(name, text, &["level", "subject", "relation", "object", "factuality"])?;
    let mut facts = Vec::new();
    for row in table.rows() {
        let fact = GoldFact {
            level: row.get("level").to_owned(),
            subject: row.get("subject").to_owned(),
            relation: row.get("relation").to_owned(),
            object: row.get("object").to_owned(),
            factuality: row.get("factuality").to_owned(),
        };
        if !["core", "hard", "ok"].contains(&fact.level.as_str()) {
            return Err(row.error(&fact.level, "level (`core`, `hard`, `ok`)"));
        }
        if let Some(other) = fact.relation.split('|').find(|name| *name != "*" && !ontology.relations.contains_key(*name)) {
            return Err(row.error(other, "relation of the ontology"));
        }
        if let Some(other) = fact.factuality.split('|').find(|name| !["fact", "uncertain", "denied"].contains(name)) {
            return Err(row.error(other, "factuality (`fact`, `uncertain`, `denied`)"));
        }
        facts.push(fact);
    }
    Ok(facts)
}

/// What was counted of facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FactScore {
    /// Facts found that gold has.
    pub right: usize,
    /// Facts found that gold neither has nor allows.
    pub wrong: usize,
    /// Facts of gold, those left out that need not be found.
    pub wanted: usize,
    /// Of those, how many were found.
    pub found: usize,
    /// Facts of the level `core`.
    pub core: usize,
    /// Of those, how many were found.
    pub core_found: usize,
    /// Facts of gold that were found, each time they were.
    pub tagged: usize,
    /// Of those, how many have the right factuality.
    pub tagged_right: usize,
}

impl FactScore {
    /// The share of what was found that is right, from 0 to 1.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of gold that was found, from 0 to 1.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.found, self.wanted)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    /// The share of the core of gold that was found, from 0 to 1.
    #[must_use]
    pub fn core_recall(self) -> f64 {
        share(self.core_found, self.core)
    }

    /// The share of right factuality among what was found of gold, from 0 to 1.
    #[must_use]
    pub fn factuality(self) -> f64 {
        share(self.tagged_right, self.tagged)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.wanted += other.wanted;
        self.found += other.found;
        self.core += other.core;
        self.core_found += other.core_found;
        self.tagged += other.tagged;
        self.tagged_right += other.tagged_right;
    }
}

impl fmt::Display for FactScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p, r, f1) = (self.precision(), self.recall(), self.f1());
        let (precision, recall) = (format!("{}/{}", self.right, self.right + self.wrong), format!("{}/{}", self.found, self.wanted));
        let core = format!("{}/{}", self.core_found, self.core);
        write!(f, "{p:.3} {precision:>9}  {r:.3} {recall:>9}  {f1:.3}  {:.3} {core:>9}  {:.3}", self.core_recall(), self.factuality())
    }
}

/// What was counted, by group, and what went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactScores {
    /// Of everything.
    pub total: FactScore,
    /// By kind of group (`language`, `relation`, `article`) and its name.
    pub groups: BTreeMap<(&'static str, String), FactScore>,
    /// The facts of gold that were found, as `article: subject | relation | object`.
    pub found: BTreeSet<String>,
    /// Those that were not, with their level.
    pub missed: BTreeMap<String, String>,
    /// What was found that gold does not have.
    pub wrong: BTreeSet<String>,
}

impl fmt::Display for FactScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.groups.keys().map(|(_, name)| name.chars().count()).max().unwrap_or(0).max("language".len());
        writeln!(f, "{:widest$}  {:>15}  {:>15}  {:5}  {:>15}  factuality", "", "precision", "recall", "F1", "core recall")?;
        for kind in ["language", "relation", "article"] {
            for ((_, name), score) in self.groups.iter().filter(|((of, _), _)| *of == kind) {
                writeln!(f, "{name:widest$}  {score}")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "{:widest$}  {}", "total", self.total)
    }
}

/// Compares facts; it knows when two names are one.
#[derive(Debug, Clone)]
pub struct FactScorer {
    letters: HashMap<char, String>,
    small: BTreeSet<String>,
    symmetric: BTreeSet<String>,
}

impl FactScorer {
    /// Reads how names are compared, and which relations hold in both directions.
    ///
    /// # Errors
    /// When the table is missing or has a kind that means nothing.
    pub fn load(assets: &Assets, ontology: &Ontology) -> Result<Self, TableError> {
        let (mut letters, mut small) = (HashMap::new(), BTreeSet::new());
        for row in Table::read(assets, NAMES, &["kind", "form", "as"])?.rows() {
            let form = row.get("form");
            match (row.get("kind"), form.chars().next()) {
                ("letter", Some(letter)) => drop(letters.insert(letter, row.get("as").to_owned())),
                ("word", Some(_)) => drop(small.insert(form.to_owned())),
                (other, _) => return Err(row.error(other, "kind (`letter`, `word`) with a form")),
            }
        }
        let symmetric = ontology.relations.iter().filter(|(_, relation)| relation.symmetric).map(|(name, _)| name.clone()).collect();
        Ok(Self { letters, small, symmetric })
    }

    /// Whether gold has a fact, or allows it.
    #[must_use]
    pub fn is_right(&self, gold: &[GoldFact], fact: &FoundFact) -> bool {
        gold.iter().any(|row| self.matches(row, fact))
    }

    fn normal(&self, name: &str) -> String {
        let lower: String = name.nfc().collect::<String>().to_lowercase().replace('\u{df}', "ss");
        let latin: String = lower.chars().map(|c| self.letters.get(&c).cloned().unwrap_or_else(|| c.to_string())).collect();
        let plain: String = latin.nfkd().filter(|&c| !is_combining_mark(c)).collect();
        let words: String = plain.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { ' ' }).collect();
        words.split_whitespace().filter(|word| !self.small.contains(*word)).collect::<Vec<_>>().join(" ")
    }

    /// Whether two names are the same but for spelling.
    #[must_use]
    pub fn same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.normal(a), self.normal(b));
        if a.is_empty() || b.is_empty() {
            return false;
        }
        a == b || (a.split(' ').count() == b.split(' ').count() && likeness(&a, &b) >= ALIKE)
    }

    fn matches(&self, gold: &GoldFact, fact: &FoundFact) -> bool {
        let one_of = |alternatives: &str, name: &str| alternatives.split('|').any(|one| one == "*" || self.same(one, name));
        let ends = |subject: &str, object: &str| one_of(&gold.subject, subject) && one_of(&gold.object, object);
        let relation = gold.relation.split('|').any(|name| name == "*" || name == fact.relation);
        relation && (ends(&fact.subject, &fact.object) || (self.symmetric.contains(&fact.relation) && ends(&fact.object, &fact.subject)))
    }

    /// Adds the facts of an article to the scores; a fact counts once, however often it is found, and only if gold knows of its relation.
    pub fn add(&self, article: &str, language: &str, gold: &[GoldFact], facts: &[FoundFact], scores: &mut FactScores) {
        let (accepted, wanted): (Vec<&GoldFact>, Vec<&GoldFact>) = gold.iter().partition(|row| row.level == "ok");
        let mut seen = BTreeSet::new();
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut by_relation: BTreeMap<String, FactScore> = BTreeMap::new();
        for fact in facts {
            let mut ends = [self.normal(&fact.subject), self.normal(&fact.object)];
            if self.symmetric.contains(&fact.relation) {
                ends.sort();
            }
            if !seen.insert((fact.relation.clone(), ends)) {
                continue;
            }
            let score = by_relation.entry(fact.relation.clone()).or_default();
            let hits: Vec<usize> = (0..wanted.len()).filter(|&at| self.matches(wanted[at], fact)).collect();
            score.tagged += hits.len();
            score.tagged_right += hits.iter().filter(|&&at| wanted[at].factuality.split('|').any(|name| name == fact.factuality)).count();
            if hits.is_empty() {
                if !accepted.iter().any(|row| self.matches(row, fact)) {
                    score.wrong += 1;
                    let FoundFact { subject, relation, object, factuality } = fact;
                    scores.wrong.insert(format!("{article}: {subject} | {relation} | {object} [{factuality}]"));
                }
            } else {
                score.right += usize::from(hits.iter().any(|at| !found.contains(at)));
                found.extend(hits);
            }
        }
        for (at, row) in wanted.iter().enumerate() {
            let relation = row.relation.split('|').next().unwrap_or_default().to_owned();
            let score = by_relation.entry(relation).or_default();
            let (core, is_found) = (usize::from(row.level == "core"), usize::from(found.contains(&at)));
            score.wanted += 1;
            score.found += is_found;
            score.core += core;
            score.core_found += core * is_found;
            let fact = format!("{article}: {} | {} | {}", row.subject, row.relation, row.object);
            if is_found == 1 {
                scores.found.insert(fact);
            } else {
                scores.missed.insert(fact, row.level.clone());
            }
        }
        for (relation, score) in by_relation {
            scores.total.add(score);
            for group in [("language", language.to_owned()), ("relation", relation), ("article", article.to_owned())] {
                scores.groups.entry(group).or_default().add(score);
            }
        }
    }
}

/// How alike two texts are, from 0 to 1: twice the characters of the longest common stretch, and of those left and right of it, over all
/// (Ratcliff and Metzener 1988).
fn likeness(a: &str, b: &str) -> f64 {
    fn common(a: &[char], b: &[char]) -> usize {
        let (mut length, mut from) = (0, (0, 0));
        for i in 0..a.len() {
            for j in 0..b.len() {
                let here = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
                if here > length {
                    (length, from) = (here, (i, j));
                }
            }
        }
        match (length, from) {
            (0, _) => 0,
            (_, (i, j)) => length + common(&a[..i], &b[..j]) + common(&a[i + length..], &b[j + length..]),
        }
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    share(2 * common(&a, &b), a.len() + b.len())
}

#[cfg(test)]
mod tests {
    use super::{FactScorer, FactScores, FoundFact, gold_facts, likeness};
    use crate::assets::Assets;
    use crate::ontology::Ontology;

    #[test]
    fn names_match_but_for_spelling() -> Result<(), Box<dyn std::error::Error>> {
        let assets = Assets::embedded();
        let scorer = FactScorer::load(&assets, &Ontology::load(&assets)?)?;
        for (a, b, same) in [
            ("Olaf Scholz", "olaf scholz", true),
            ("the Netherlands", "Netherlands", true),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy", true),
            ("Recep Tayyip Erdo\u{11f}an", "Recep Tayyip Erdogan", true),
            ("\u{41a}\u{438}\u{457}\u{432}", "Kyiv", true),
            ("Iran", "Iraq", false),
            ("Sudan", "South Sudan", false),
            ("Congo", "Democratic Republic of the Congo", false),
            ("", "", false),
        ] {
            assert_eq!(scorer.same(a, b), same, "{a} and {b}");
        }
        assert!((likeness("abcd", "bcde") - 0.75).abs() < 1e-9);
        Ok(())
    }

    #[test]
    fn facts_count_once_in_either_direction_where_the_relation_has_both() -> Result<(), Box<dyn std::error::Error>> {
        let assets = Assets::embedded();
        let ontology = Ontology::load(&assets)?;
        let scorer = FactScorer::load(&assets, &ontology)?;
        let header = "level\tsubject\trelation\tobject\tfactuality\tnote\n";
        let table = format!(
            "{header}core\tIran|Persia\tmeetsWith\tIraq\tfact\t\nhard\tIran\tattacks\t*\tdenied|uncertain\t\nok\tIran\twarns\tIraq\tfact\t\n"
        );
        let gold = gold_facts("gold.tsv", &table, &ontology)?;
        let fact = |subject: &str, relation: &str, object: &str, factuality: &str| FoundFact {
            subject: subject.to_owned(),
            relation: relation.to_owned(),
            object: object.to_owned(),
            factuality: factuality.to_owned(),
        };
        let facts = [
            fact("Iraq", "meetsWith", "Iran", "uncertain"),
            fact("Iran", "meetsWith", "Iraq", "fact"),
            fact("Iran", "attacks", "Israel", "denied"),
            fact("Iran", "warns", "Iraq", "fact"),
            fact("Iraq", "accuses", "Iran", "fact"),
        ];
        let mut scores = FactScores::default();
        scorer.add("a", "en", &gold, &facts, &mut scores);
        let total = scores.total;
        assert_eq!((total.right, total.wrong, total.wanted, total.found, total.core, total.core_found), (2, 1, 2, 2, 1, 1));
        assert_eq!((total.tagged, total.tagged_right), (2, 1));
        assert_eq!(scores.wrong.into_iter().collect::<Vec<_>>(), ["a: Iraq | accuses | Iran [fact]"]);
        let error = gold_facts("gold.tsv", &table.replace("attacks", "atacks"), &ontology).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.starts_with("gold.tsv:3: `atacks` is no relation of the ontology")));
        Ok(())
    }
}
