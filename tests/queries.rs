//! The queries of `queries/`: each over the sample articles, with what must be among its answers, and each over the hand-made graph of
//! `tests/data/model.trig`, with the exact number of rows.

mod support;

use std::collections::BTreeSet;

use entente::assets::Assets;
use entente::query::{self, Format};
use entente::store::{Graph, entity_iri};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, Quad, Term};
use oxigraph::sparql::QueryResults;
use oxigraph::sparql::results::QueryResultsFormat;

use support::{Fallible, Outcome, root, rows, run, sample_graph};

/// A query over the sample articles: its name, the settings it is asked with, the least number of rows, and cells that must stand together
/// in one of them. The extraction improves and the numbers grow, so they are low; the cells are facts that one plain sentence states, or
/// that do not depend on the extraction.
type Expected = (&'static str, &'static [&'static str], usize, &'static [&'static [&'static str]]);

const SAMPLES: [Expected; 21] = [
    ("aid", &[], 0, &[]),
    ("arms-flows", &[], 1, &[&["Russia", "Myanmar", "sellsTo"]]),
    (
        "articles",
        &[],
        18,
        &[&["de-01-taurus", "2024-03-14", "de"], &["uk-05-ladakh", "2020-06-24", "uk"], &["en-03-goma", "2025-03-19", "en"]],
    ),
    ("balance", &[], 20, &[&["China"], &["United States"], &["Ukraine"]]),
    ("brokers", &[], 0, &[]),
    ("by-source", &[], 1, &[&["says"]]),
    ("confidence", &[], 80, &[&["Olaf Scholz", "leads", "Germany", "fact", "de-01-taurus"]]),
    ("conflicts", &[], 15, &[&["United States", "sanctions", "Iran", "material"]]),
    ("contested", &[], 0, &[]),
    ("evidence", &["from=Olaf Scholz", "to=Germany"], 1, &[&["leads", "fact", "de-01-taurus", "2024-03-14"]]),
    ("facts", &[], 80, &[&["Olaf Scholz", "leads", "Germany", "fact", "de-01-taurus"]]),
    (
        "leaders-and-offices",
        &[],
        25,
        &[&["Germany", "Olaf Scholz", "leads", "fact", "de-01-taurus"], &["United States", "Joe Biden", "leads"]],
    ),
    ("leaders-and-offices", &["state=Deutschland"], 1, &[&["Germany", "Olaf Scholz", "leads"]]),
    ("meetings", &[], 6, &[&["Vladimir Putin", "meetsWith", "Xi Jinping", "uk-06-samarkand"]]),
    (
        "memberships",
        &[],
        30,
        &[&["NATO", "Germany", "background"], &["NATO", "Hungary", "background; de-06-schweden"], &["NATO", "Turkey", "background"]],
    ),
    ("plover", &[], 16, &[&["CONSULT", "verbal cooperation"], &["SANCTION", "material conflict"]]),
    ("sanctions", &[], 4, &[&["United States", "Iran"], &["United Kingdom", "Iran"]]),
    ("shared-partners", &[], 0, &[]),
    ("suppliers-of", &["state=Russia"], 1, &[&["North Korea", "suppliesTo"]]),
    ("timeline", &[], 80, &[&["2019-12-12", "en-04-rohingya"], &["2025-03-19", "en-03-goma"]]),
    ("unknown-names", &[], 3, &[&["Al-Harith Idriss al-Harith Mohamed", "Person"]]),
];

/// The queries over the sample articles that give no table: what their answer must have in it.
const SAMPLES_OTHER: [(&str, &str, &[&str]); 3] = [
    ("ask", "json", &["true"]),
    (
        "cooperation-network",
        "ntriples",
        &["entity/Vladimir_Putin> <https://w3id.org/entente/ontology#meetsWith>", "\"Germany\"@en", "#State>"],
    ),
    ("describe", "ntriples", &["entity/North_Korea> <http://www.w3.org/2000/01/rdf-schema#label> \"Nordkorea\"@de", "ontology#Claim>"]),
];

/// The rows of every query over the hand-made graph (for CONSTRUCT and DESCRIBE: triples), counted by hand in `tests/data/model.trig`,
/// and cells of one of them in their order, with what is empty left out.
const MODEL: [(&str, usize, &[&str]); 23] = [
    ("aid", 1, &["Germany", "Ukraine", "fact", "military aid", "uk-aid"]),
    // Two items of one claim in de-arms, three of uk-aid, one denied in en-war; India's electronics are no arms.
    (
        "arms-flows",
        6,
        &["North Korea", "Russia", "suppliesTo", "fact", "ammunition", "mehr als", "3000000", "Schuss", "2024-06", "de-arms"],
    ),
    ("articles", 3, &["de-arms", "2024-06-18", "de", "5"]),
    ("ask", 1, &[]),
    ("balance", 9, &["North Korea", "1", "2", "-1"]),
    ("brokers", 2, &["Kazakhstan", "State", "1", "1", "1", "Germany", "China"]),
    ("by-source", 5, &["CIA", "says", "North Korea", "suppliesTo", "Russia", "fact", "de-arms"]),
    ("confidence", 24, &["0.85", "India", "sellsTo", "Russia", "uncertain", "uk-aid"]),
    ("conflicts", 4, &["Russia", "attacks", "Kharkiv", "material", "1", "0", "0", "1"]),
    // China denies to supply Russia, too, but nobody says that it does.
    ("contested", 1, &["North Korea", "suppliesTo", "Russia", "CIA", "North Korea"]),
    // Ten statements, and eleven actors with a class and three labels each.
    ("cooperation-network", 54, &["Kazakhstan", "cooperatesWith", "China"]),
    // Four claims of 14, 8, 9 and 10 triples, and nine of North Korea itself, three of them inferred or affirmed.
    ("describe", 50, &["North_Korea", "sanctionedBy", "United_States"]),
    ("evidence", 3, &["suppliesTo", "fact", "36", "178", "de:verb:liefern", "0.85", "CIA", "North Korea", "de-arms"]),
    ("facts", 24, &["India", "sellsTo", "Russia", "uncertain", "uk-aid"]),
    ("leaders-and-offices", 2, &["Ukraine", "Volodymyr Zelensky", "leads", "fact", "uk-aid"]),
    ("meetings", 3, &["2024-06-19", "Kim Jong Un", "meetsWith", "Vladimir Putin", "Pyongyang", "fact", "de-arms"]),
    ("memberships", 11, &["NATO", "Germany", "background; uk-aid"]),
    ("plover", 16, &["COOPERATE", "cooperate", "material cooperation", "6", "2", "2"]),
    ("sanctions", 1, &["United States", "North Korea", "1", "0", "0", "1"]),
    // India trades with both; Kazakhstan is tied to Germany alone.
    ("shared-partners", 1, &["India", "tradesWith", "tradesWith"]),
    (
        "suppliers-of",
        3,
        &["North Korea", "suppliesTo", "1", "0", "1", "Artilleriemunition; ballistische Raketen; weapons", "de-arms; en-war"],
    ),
    ("timeline", 24, &["2025", "2024-07-05", "Germany", "visits", "Kazakhstan", "uncertain", "en-war"]),
    ("unknown-names", 1, &["Actor", "1", "1", "Mueller_Wolff"]),
];

#[test]
fn every_query_is_tested() -> Outcome {
    let known: BTreeSet<String> = query::list(&Assets::embedded())?.into_iter().map(|entry| entry.name).collect();
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
    let samples = SAMPLES.iter().map(|expected| expected.0).chain(SAMPLES_OTHER.iter().map(|expected| expected.0)).collect();
    assert_eq!(names(samples), known);
    assert_eq!(names(MODEL.iter().map(|expected| expected.0).collect()), known);
    Ok(())
}

#[test]
fn every_query_finds_in_the_samples_what_must_be_there() -> Outcome {
    let graph = sample_graph()?;
    for (name, settings, least, cells) in SAMPLES {
        let settings = settings.iter().flat_map(|setting| ["--set", setting]);
        let args: Vec<&str> = ["query", name, "--format", "csv"].into_iter().chain(settings).collect();
        let answer = rows(&run(graph, &args)?.good())?;
        assert!(answer.len() > least, "{name} has {} rows: {answer:#?}", answer.len() - 1);
        for cells in cells {
            let has = |row: &Vec<String>| cells.iter().all(|cell| row.iter().any(|found| found == cell));
            assert!(answer.iter().any(has), "{name} has no row with {cells:?}: {answer:#?}");
        }
    }
    for (name, format, parts) in SAMPLES_OTHER {
        let answer = run(graph, &["query", name, "--format", format])?.good();
        for part in parts {
            assert!(answer.contains(part), "{name} has no {part}: {answer}");
        }
    }
    Ok(())
}

#[test]
fn every_query_gives_exactly_the_rows_of_the_model() -> Outcome {
    let graph = model()?;
    for (name, count, cells) in MODEL {
        let answer = answer(&graph, name, &[])?;
        assert_eq!(answer.len(), count, "{name}: {answer:#?}");
        assert!(answer.iter().any(|row| has_in_order(row, cells)), "{name} has no row with {cells:?}: {answer:#?}");
    }
    Ok(())
}

#[test]
fn parameters_narrow_the_answers() -> Outcome {
    let graph = model()?;
    let entity = |name: &str, id: &str| (name.to_owned(), Term::from(entity_iri(id)));
    let german = ("lang".to_owned(), Term::from(Literal::from("de")));
    for (name, binding, count, cells) in [
        ("suppliers-of", entity("state", "Ukraine"), 2, &["Germany", "suppliesTo", "1", "0", "0"][..]),
        ("leaders-and-offices", entity("state", "Russia"), 1, &["Russia", "Vladimir Putin"]),
        ("meetings", entity("actor", "Kazakhstan"), 1, &["2025", "Germany", "visits"]),
        ("by-source", entity("source", "North_Korea"), 2, &["North Korea", "denies"]),
        ("timeline", entity("actor", "Poland"), 1, &["Poland", "memberOf", "NATO"]),
        ("sanctions", german, 1, &["Vereinigte Staaten", "Nordkorea"]),
        ("shared-partners", entity("stateB", "China"), 0, &[]),
    ] {
        let answer = answer(&graph, name, &[binding])?;
        assert_eq!(answer.len(), count, "{name}: {answer:#?}");
        assert!(cells.is_empty() || answer.iter().any(|row| has_in_order(row, cells)), "{name} has no row with {cells:?}: {answer:#?}");
    }
    Ok(())
}

/// Whether the row has these cells in this order, whatever stands between them.
fn has_in_order(row: &[String], cells: &[&str]) -> bool {
    let mut rest = row.iter();
    cells.iter().all(|cell| rest.any(|found| found == cell))
}

/// The hand-made graph, with what the rules infer from it.
fn model() -> Fallible<Graph> {
    let text = std::fs::read(root().join("tests/data/model.trig"))?;
    let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::TriG).for_slice(&text).collect::<Result<_, _>>()?;
    Ok(Graph::of(quads, &Assets::embedded(), &[])?)
}

/// The answer of a query of the catalogue as rows, without a header; triples are rows of local names.
fn answer(graph: &Graph, name: &str, bindings: &[(String, Term)]) -> Fallible<Vec<Vec<String>>> {
    let sparql = query::find(&Assets::embedded(), name)?;
    let mut out = Vec::new();
    match query::run(graph, &sparql, bindings)? {
        QueryResults::Graph(triples) => {
            let local = |term: Term| match term {
                Term::NamedNode(node) => node.as_str().rsplit(['/', '#']).next().unwrap_or_default().to_owned(),
                other => other.to_string(),
            };
            for triple in triples {
                let triple = triple?;
                out.push(vec![local(triple.subject.into()), local(triple.predicate.into()), local(triple.object)]);
            }
        }
        QueryResults::Boolean(answer) => out.push(vec![answer.to_string()]),
        solutions @ QueryResults::Solutions(_) => {
            let mut csv = Vec::new();
            query::write(solutions, Format::Results(QueryResultsFormat::Csv), &mut csv)?;
            out = rows(&String::from_utf8(csv)?)?.split_off(1);
        }
    }
    Ok(out)
}
