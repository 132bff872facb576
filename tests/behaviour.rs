//! How what is read changes with how it is said: the same fact in the active and the passive, turned round, negated, reported, planned, asked,
//! in three languages. The sentences are made from `tests/behaviour/<language>`: templates (`sentences.tsv`) and names with their forms
//! (`names.tsv`), each template with other names. A sentence passes if it gives the fact with the right direction and factuality and nothing
//! of the same relation that contradicts it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use entente::assets::Assets;
use entente::document::{Date, Document};
use entente::model::ModelChoice;
use entente::pipeline::Pipeline;
use entente::table::Table;
use entente::text::Lang;

/// What separates the names of one sentence in the table: subject, object and a third.
const STEPS: [usize; 3] = [0, 3, 7];

#[derive(Debug)]
struct Case {
    change: String,
    sentence: String,
    relation: String,
    subject: String,
    object: String,
    factuality: String,
    is_pair: bool,
}

fn cases(lang: Lang) -> Result<Vec<Case>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour").join(lang.code());
    let text = fs::read_to_string(folder.join("names.tsv"))?;
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = rows.next().ok_or("names.tsv is empty")?;
    let names: Vec<Vec<&str>> = rows.collect();
    let text = fs::read_to_string(folder.join("sentences.tsv"))?;
    let table = Table::parse("sentences.tsv", &text, &["relation", "change", "factuality", "direction", "sentence"])?;
    let mut cases = Vec::new();
    for (index, row) in table.rows().enumerate() {
        let of = |part: usize| &names[(index + STEPS[part]) % names.len()];
        let mut sentence = row.get("sentence").to_owned();
        for (part, slot) in ["S", "O", "X"].iter().enumerate() {
            for (column, form) in columns.iter().zip(of(part)) {
                sentence = sentence.replace(&format!("{{{slot}:{column}}}"), form);
            }
        }
        assert!(!sentence.contains('{'), "a slot is not filled: {sentence}");
        let (s, o) = (of(0)[0].to_owned(), of(1)[0].to_owned());
        let (subject, object) = if row.get("direction") == "os" { (o, s) } else { (s, o) };
        cases.push(Case {
            change: row.get("change").to_owned(),
            sentence,
            relation: row.get("relation").to_owned(),
            subject,
            object,
            factuality: row.get("factuality").to_owned(),
            is_pair: row.get("direction") == "pair",
        });
    }
    Ok(cases)
}

/// Whether a sentence, an article by itself, gives what it says and nothing that contradicts it.
fn passes(case: &Case, lang: Lang, pipeline: &Pipeline) -> bool {
    let document = Document {
        id: "case".to_owned(),
        title: String::new(),
        text: case.sentence.clone(),
        lang,
        date: Date::parse("2024-03-01"),
        source: None,
        url: None,
    };
    let (one, other) = (case.subject.as_str(), case.object.as_str());
    let claims = pipeline.read(document).claims;
    let between = |claim: &&entente::claim::Claim| {
        claim.relation == case.relation && [(one, other), (other, one)].contains(&(claim.subject.as_str(), claim.object.as_str()))
    };
    let right = |claim: &entente::claim::Claim| (case.is_pair || claim.subject == one) && claim.factuality.name() == case.factuality;
    let found: Vec<_> = claims.iter().filter(between).collect();
    !found.is_empty() && found.into_iter().all(right)
}

#[test]
fn facts_follow_what_sentences_say() -> Result<(), Box<dyn Error>> {
    let assets = Assets::embedded();
    let languages: Vec<Lang> = ["de", "en", "uk"].iter().map(|code| code.parse()).collect::<Result<_, _>>()?;
    let pipeline = Pipeline::load(&assets, &languages.iter().copied().collect::<BTreeSet<_>>(), &ModelChoice::default())?;
    let mut counts: BTreeMap<String, BTreeMap<Lang, (usize, usize)>> = BTreeMap::new();
    let mut failed = String::new();
    for &lang in &languages {
        for case in cases(lang)? {
            let passed = passes(&case, lang, &pipeline);
            for change in [case.change.as_str(), "all"] {
                let (right, all) = counts.entry(change.to_owned()).or_default().entry(lang).or_default();
                *right += usize::from(passed);
                *all += 1;
            }
            if !passed {
                writeln!(failed, "{} {} {} {}: {}", lang.code(), case.change, case.relation, case.factuality, case.sentence)?;
            }
        }
    }
    // For whoever wants to see what fails.
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("behaviour.txt"), failed)?;
    let mut table = String::new();
    for (change, languages) in &counts {
        write!(table, "{change:12}")?;
        for (lang, (right, all)) in languages {
            write!(table, "  {} {right:>3}/{all}", lang.code())?;
        }
        table.push('\n');
    }
    insta::assert_snapshot!(table);
    Ok(())
}
