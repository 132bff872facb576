//! Scores the facts of the sample articles against `data/gold`, by the rules that `data/gold/README.md` states.

#![allow(clippy::print_stdout, reason = "`cargo test --test gold -- --nocapture` shows the scores")]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::fs;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use support::{Fallible, Outcome, build, id, root, rows, run, samples};

/// Relations that hold in both directions.
const SYMMETRIC: [&str; 7] =
    ["meetsWith", "negotiatesWith", "signsAgreementWith", "cooperatesWith", "alliedWith", "tradesWith", "disputesWith"];

/// Words of names that do not tell them apart.
const SMALL_WORDS: [&str; 7] = ["the", "der", "die", "das", "of", "and", "und"];

/// Measured on 2026-11-22 (a94fc50): precision 0.886 (148 of 167), recall 0.376 (148 of 394), F1 0.528; F1 of German 0.500, English 0.536,
/// Ukrainian 0.545. The floors stand 0.03 below: raise them when the extraction has become better.
const LEAST_PRECISION: f64 = 0.85;
const LEAST_F1: f64 = 0.49;

#[test]
fn the_sample_articles_are_read_well_enough() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = &temp.path().join("kg");
    build(graph, &["--model", "accurate"], &samples()?)?.good();
    let names = Names::load()?;
    let mut total = Score::default();
    let mut languages: BTreeMap<String, Score> = BTreeMap::new();
    for article in samples()? {
        let id = id(&article);
        let gold = gold(&id)?;
        let facts = rows(&run(graph, &["facts", "--format", "csv", "--article", &id])?.good())?.split_off(1);
        let score = names.score(&gold, &facts);
        total.add(&score);
        languages.entry(id[..2].to_owned()).or_default().add(&score);
    }
    for (lang, score) in &languages {
        println!("{lang}     {score}");
    }
    println!("total  {total}");
    assert_eq!(languages.keys().map(String::as_str).collect::<Vec<_>>(), ["de", "en", "uk"]);
    assert!(total.precision() >= LEAST_PRECISION, "precision has fallen below {LEAST_PRECISION}: {total}");
    assert!(total.f1() >= LEAST_F1, "F1 has fallen below {LEAST_F1}: {total}");
    Ok(())
}

#[test]
fn gold_uses_the_relations_and_levels_there_are() -> Outcome {
    let ontology = entente::ontology::Ontology::load(&entente::assets::Assets::embedded())?;
    for article in samples()? {
        let id = id(&article);
        let rows = gold(&id)?;
        assert!(!rows.is_empty(), "{id} has no gold");
        for row in rows {
            assert!(["core", "hard", "ok"].contains(&row.level.as_str()), "{id}: {row:?}");
            assert!(row.relation.split('|').all(|name| ontology.relations.contains_key(name)), "{id}: {row:?}");
            assert!(row.factuality.split('|').all(|name| ["fact", "uncertain", "denied"].contains(&name)), "{id}: {row:?}");
            assert!(!row.subject.is_empty() && !row.object.is_empty(), "{id}: {row:?}");
        }
    }
    Ok(())
}

#[test]
fn names_match_as_the_rules_say() -> Outcome {
    let names = Names::load()?;
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
        assert_eq!(names.same(a, b), same, "{a} and {b}");
    }
    assert!((ratio("abcd", "bcde") - 0.75).abs() < 1e-9);
    Ok(())
}

/// A row of gold.
#[derive(Debug)]
struct Gold {
    level: String,
    subject: String,
    relation: String,
    object: String,
    factuality: String,
}

fn gold(id: &str) -> Fallible<Vec<Gold>> {
    let text = fs::read_to_string(root().join(format!("data/gold/{id}.tsv")))?;
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().ok_or_else(|| format!("{id}.tsv has too few cells in `{line}`"));
        Ok(Gold { level: next()?, subject: next()?, relation: next()?, object: next()?, factuality: next()? })
    };
    text.lines().skip(1).filter(|line| !line.is_empty()).map(row).collect()
}

/// How names are compared.
struct Names {
    letters: HashMap<char, String>,
}

impl Names {
    /// Reads the table of Latin letters for Ukrainian ones.
    fn load() -> Fallible<Self> {
        let text = fs::read_to_string(root().join("tests/data/scorer-letters.tsv"))?;
        let pair = |line: &str| {
            let (letter, latin) = line.split_once('\t')?;
            Some((letter.chars().next()?, latin.to_owned()))
        };
        Ok(Self { letters: text.lines().filter_map(pair).collect() })
    }

    fn normal(&self, name: &str) -> String {
        let lower: String = name.nfc().collect::<String>().to_lowercase().replace('\u{df}', "ss");
        let latin: String = lower.chars().map(|c| self.letters.get(&c).cloned().unwrap_or_else(|| c.to_string())).collect();
        let plain: String = latin.nfkd().filter(|&c| !is_combining_mark(c)).collect();
        let words: String = plain.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { ' ' }).collect();
        words.split_whitespace().filter(|word| !SMALL_WORDS.contains(word)).collect::<Vec<_>>().join(" ")
    }

    /// Whether two names are the same but for spelling.
    fn same(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.normal(a), self.normal(b));
        if a.is_empty() || b.is_empty() {
            return false;
        }
        a == b || (a.split(' ').count() == b.split(' ').count() && ratio(&a, &b) >= 0.8)
    }

    fn matches(&self, gold: &Gold, fact: &[String]) -> bool {
        let one_of = |alternatives: &str, name: &str| alternatives.split('|').any(|one| one == "*" || self.same(one, name));
        let ends = |subject: &str, object: &str| one_of(&gold.subject, subject) && one_of(&gold.object, object);
        let relation = gold.relation.split('|').any(|name| name == "*" || name == fact[1]);
        relation && (ends(&fact[0], &fact[2]) || (SYMMETRIC.contains(&fact[1].as_str()) && ends(&fact[2], &fact[0])))
    }

    /// Compares the facts of an article, as rows of subject, relation, object and factuality, with its gold.
    fn score(&self, gold: &[Gold], facts: &[Vec<String>]) -> Score {
        let (accepted, wanted): (Vec<&Gold>, Vec<&Gold>) = gold.iter().partition(|row| row.level == "ok");
        let is_core = |row: &&Gold| row.level == "core";
        let mut score = Score { wanted: wanted.len(), core: wanted.iter().copied().filter(is_core).count(), ..Score::default() };
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        for fact in facts {
            let mut ends = [self.normal(&fact[0]), self.normal(&fact[2])];
            if SYMMETRIC.contains(&fact[1].as_str()) {
                ends.sort();
            }
            // A fact counts once for each article, however often it is found.
            if !seen.insert((fact[1].clone(), ends)) {
                continue;
            }
            let hits: Vec<usize> = (0..wanted.len()).filter(|&at| self.matches(wanted[at], fact)).collect();
            let right = hits.iter().filter(|&&at| wanted[at].factuality.split('|').any(|name| name == fact[3])).count();
            score.tagged += hits.len();
            score.tagged_right += right;
            if hits.is_empty() {
                score.wrong += usize::from(!accepted.iter().any(|row| self.matches(row, fact)));
            } else {
                score.right += usize::from(hits.iter().any(|at| !found.contains(at)));
                found.extend(hits);
            }
        }
        score.found = found.len();
        score.core_found = found.into_iter().filter(|&at| is_core(&wanted[at])).count();
        score
    }
}

/// How alike two texts are, from 0 to 1: twice the characters of the longest common stretch, and of those left and right of it, over all.
fn ratio(a: &str, b: &str) -> f64 {
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

/// What was found, counted.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    wanted: usize,
    found: usize,
    core: usize,
    core_found: usize,
    tagged: usize,
    tagged_right: usize,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.wanted += other.wanted;
        self.found += other.found;
        self.core += other.core;
        self.core_found += other.core_found;
        self.tagged += other.tagged;
        self.tagged_right += other.tagged_right;
    }

    fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.found, self.wanted)
    }

    fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p, r, f1) = (self.precision(), self.recall(), self.f1());
        write!(f, "P {p:.3} ({}/{})  R {r:.3} ({}/{})  F1 {f1:.3}", self.right, self.right + self.wrong, self.found, self.wanted)?;
        let (core, tagged) = (share(self.core_found, self.core), share(self.tagged_right, self.tagged));
        write!(f, "  core-R {core:.3} ({}/{})  factuality {tagged:.3}", self.core_found, self.core)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
