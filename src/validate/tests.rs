use std::fs;

use super::shape::read;
use super::{SHAPES, shapes, validate};
use crate::assets::Assets;
use crate::claim::ArticleFacts;
use crate::store::sample::{Outcome, facts};
use crate::store::{Folder, Graph, StoreError, Wait, quads};

fn built(path: &std::path::Path, facts: &ArticleFacts) -> Result<Folder, StoreError> {
    let mut folder = Folder::lock(path, Wait::Refuse)?;
    folder.put(facts, "test")?;
    folder.finish()
}

#[test]
fn a_sound_graph_has_nothing_to_report() -> Outcome {
    let home = tempfile::tempdir()?;
    let folder = built(home.path(), &facts("a")?)?;
    let graph = Graph::load(&folder, &Assets::embedded(), &|_| Vec::new())?;
    let report = validate(&folder, &graph, &Assets::embedded())?;
    assert!(report.is_valid(), "{:#?}", report.violations);
    assert_eq!(report.evidence, 2);
    assert!(report.nodes > 8);
    Ok(())
}

#[test]
fn a_wrong_quote_is_found() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut facts = facts("a")?;
    let folder = built(home.path(), &facts)?;
    // The stored text moves by one character; the quads stay.
    let record = folder.article("a").ok_or("a")?;
    let text = folder.text(record)?;
    fs::write(home.path().join(&record.text), format!(" {text}"))?;
    let graph = Graph::load(&folder, &Assets::embedded(), &|_| Vec::new())?;
    let report = validate(&folder, &graph, &Assets::embedded())?;
    assert!(!report.is_valid());
    assert_eq!(report.violations.len(), 3, "the hash and both quotes: {:#?}", report.violations);
    fs::remove_file(home.path().join(&record.text))?;
    let report = validate(&folder, &graph, &Assets::embedded())?;
    assert_eq!(report.violations.len(), 1, "the text is missing");
    // Evidence outside of the text has an empty quote.
    facts.claims[0].evidence[0].span = crate::text::Span::new(90_000, 90_001);
    let report = shapes(&Graph::of(quads(&facts), &Assets::embedded(), &[])?, &Assets::embedded())?;
    assert!(report.violations.iter().any(|violation| violation.constraint == "sh:minLength 1"), "{:#?}", report.violations);
    Ok(())
}

#[test]
fn broken_shapes_are_found() -> Outcome {
    let constraint = |change: &dyn Fn(&mut ArticleFacts)| -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let mut facts = facts("a")?;
        change(&mut facts);
        let report = shapes(&Graph::of(quads(&facts), &Assets::embedded(), &[])?, &Assets::embedded())?;
        Ok(report.violations.into_iter().map(|violation| violation.constraint).collect())
    };
    let russia = |facts: &mut ArticleFacts, change: fn(&mut crate::entity::Entity)| facts.entities.values_mut().last().map_or((), change);
    let missing = constraint(&|facts| russia(facts, |russia| russia.labels.clear()))?;
    assert_eq!(missing, ["sh:minCount 3", "sh:minCount 1"]);
    assert_eq!(constraint(&|facts| russia(facts, |russia| russia.wikidata = Some("q1".to_owned())))?.len(), 1);
    let nobody = constraint(&|facts| facts.claims[0].object = "Nobody".to_owned())?;
    assert_eq!(nobody, ["sh:class <https://w3id.org/entente/ontology#Entity>"]);
    assert_eq!(constraint(&|facts| facts.claims[0].relation = "isSuppliedBy".to_owned())?.len(), 1);
    let amount = constraint(&|facts| facts.claims[0].items[0].amount = Some("many".to_owned()))?;
    assert!(amount.contains(&"sh:datatype <http://www.w3.org/2001/XMLSchema#decimal>".to_owned()), "{amount:?}");
    assert_eq!(constraint(&|facts| facts.claims[0].confidence = 101)?, ["sh:maxInclusive 1.0"]);
    assert_eq!(constraint(&|facts| facts.claims[0].evidence.clear())?, ["sh:minCount 1"]);
    Ok(())
}

#[test]
fn nothing_in_the_shapes_is_passed_over() -> Outcome {
    let head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://example.org/> . ";
    let error = |turtle: &str| read(format!("{head}{turtle}").as_bytes()).err().map(|e| e.to_string()).unwrap_or_default();
    let cases = [
        ("x:S a sh:NodeShape ; sh:closed true .", "sh:closed"),
        ("x:S a sh:NodeShape ; sh:property [ sh:path x:p ; sh:lessThan x:q ] .", "sh:lessThan"),
        ("x:S a sh:NodeShape ; sh:property [ sh:path ( x:p x:q ) ; sh:minCount 1 ] .", "sh:path"),
        ("x:S a sh:NodeShape ; sh:or ( [ sh:not x:T ] ) .", "sh:not"),
        ("x:S a sh:NodeShape ; sh:targetNode x:n .", "sh:targetNode"),
        ("x:S a sh:PropertyShape ; sh:path x:p ; sh:minCount 1 .", "http://example.org/S"),
        ("x:S a sh:NodeShape ; sh:property [ sh:path x:p ; sh:pattern \"(\" ] .", "sh:pattern"),
        ("x:S a sh:NodeShape ; sh:property [ sh:path x:p ; sh:minCount \"one\" ] .", "whole number"),
        ("x:S a sh:NodeShape ;", "line 1 column"),
    ];
    for (turtle, named) in cases {
        assert!(error(turtle).contains(named), "{turtle} gives {}", error(turtle));
    }
    assert_eq!(
        error("x:S a sh:NodeShape ; sh:property [ sh:path [ sh:inversePath x:p ] ; sh:pattern \"a\" ; sh:flags \"i\" ; sh:hasValue 1 ] ."),
        ""
    );
    assert!(read(&Assets::embedded().read(SHAPES)?)?.len() > 5);
    Ok(())
}
