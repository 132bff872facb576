//! Scores the facts of the sample articles against `data/gold`, by the rules that `data/gold/README.md` states.

#![allow(clippy::print_stdout, reason = "`cargo test --test gold -- --nocapture` shows the scores")]

mod support;

use std::fs;

use entente::assets::Assets;
use entente::ontology::Ontology;
use entente::score::gold_facts;

use support::{Fallible, Outcome, build, root, run, samples};

/// Measured on 2026-11-25: precision 0.886 (203 of 229), recall 0.515 (203 of 394), F1 0.652. The floors stand some points below: raise them when the
/// extraction has become better.
const LEAST_PRECISION: f64 = 0.85;
const LEAST_F1: f64 = 0.60;

#[test]
fn the_sample_articles_are_read_well_enough() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = &temp.path().join("kg");
    build(graph, &["--model", "accurate"], &samples()?)?.good();
    let gold = root().join("data/gold");
    let scores = run(graph, &["score", &gold.display().to_string()])?.good();
    println!("{scores}");
    let shares = |name: &str| -> Fallible<Vec<f64>> {
        let line = scores.lines().find(|line| line.split_whitespace().next() == Some(name)).ok_or(format!("no line {name}"))?;
        Ok(line.split_whitespace().filter_map(|cell| cell.parse().ok()).collect())
    };
    for language in ["de", "en", "uk"] {
        assert_eq!(shares(language)?.len(), 5, "{language}");
    }
    let total = shares("total")?;
    assert!(total[0] >= LEAST_PRECISION, "precision has fallen below {LEAST_PRECISION}: {total:?}");
    assert!(total[2] >= LEAST_F1, "F1 has fallen below {LEAST_F1}: {total:?}");
    // The graph compared with itself has won and lost nothing.
    let same = run(graph, &["score", &gold.display().to_string(), "--against", &graph.display().to_string()])?.good();
    assert!(!same.contains("won") && !same.contains("lost"), "{same}");
    Ok(())
}

#[test]
fn every_article_has_gold_that_can_be_read() -> Outcome {
    let ontology = Ontology::load(&Assets::embedded())?;
    let mut articles = 0;
    for (texts, tables) in
        [("data/articles", "data/gold"), ("data/corpus/dev", "data/corpus/dev"), ("data/corpus/test", "data/corpus/test")]
    {
        for entry in fs::read_dir(root().join(texts))? {
            let article = entry?.path();
            if article.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            articles += 1;
            let stem = article.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let table = root().join(tables).join(format!("{stem}.tsv"));
            let rows = gold_facts(&table.display().to_string(), &fs::read_to_string(&table)?, &ontology)?;
            assert!(!rows.is_empty(), "{stem} has no gold");
            assert!(rows.iter().all(|row| !row.subject.is_empty() && !row.object.is_empty()), "{stem}");
        }
    }
    assert_eq!(articles, 60);
    Ok(())
}
