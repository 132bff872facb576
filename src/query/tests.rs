use oxigraph::io::RdfFormat;
use oxigraph::model::{Literal, Term};
use oxigraph::sparql::results::QueryResultsFormat;

use super::{Format, QueryError, Table, find, list, parameters, run, write};
use crate::assets::Assets;
use crate::store::sample::{Outcome, facts};
use crate::store::{Graph, entity_iri, prefixes, quads};

type Failure = Box<dyn std::error::Error>;

fn graph() -> Result<Graph, Failure> {
    let all = [quads(&facts("a")?), quads(&facts("b")?)].concat();
    Ok(Graph::of(all, &Assets::embedded(), &[])?)
}

fn bind(name: &str, value: impl Into<Term>) -> (String, Term) {
    (name.to_owned(), value.into())
}

fn csv(graph: &Graph, sparql: &str, bindings: &[(String, Term)]) -> Result<String, QueryError> {
    let mut out = Vec::new();
    write(run(graph, sparql, bindings)?, Format::Results(QueryResultsFormat::Csv), &mut out)?;
    Ok(String::from_utf8_lossy(&out).replace("\r\n", " ").trim_end().to_owned())
}

#[test]
fn the_default_graph_is_the_union_as_a_set() -> Outcome {
    let graph = graph()?;
    // Two articles state the same triple; both claims remain.
    assert_eq!(csv(&graph, "SELECT (COUNT(*) AS ?n) { ?s ent:suppliesTo ?o }", &[])?, "n 1");
    assert_eq!(csv(&graph, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ent:suppliesTo ?o } }", &[])?, "n 2");
    assert_eq!(csv(&graph, "SELECT (COUNT(*) AS ?n) { ?claim rdf:predicate ent:suppliesTo }", &[])?, "n 2");
    assert_eq!(csv(&graph, "SELECT (COUNT(?o) AS ?n) { e:Russia rdfs:label ?o }", &[])?, "n 3");
    // What the ontology says and the rules infer belong to it too.
    assert_eq!(csv(&graph, "ASK { e:Russia ?inverse e:North_Korea . ent:suppliesTo owl:inverseOf ?inverse }", &[])?, "true");
    Ok(())
}

#[test]
fn values_reach_every_place_of_a_variable() -> Outcome {
    let graph = graph()?;
    let lang = |code: &str| vec![bind("lang", Literal::from(code))];
    let label = "SELECT DISTINCT ?name { ?x ent:suppliesTo ?y OPTIONAL { SELECT ?x (MIN(STR(?l)) AS ?name) \
                 { ?x rdfs:label ?l FILTER(LANG(?l) = COALESCE(?lang, \"en\")) } GROUP BY ?x } }";
    assert_eq!(csv(&graph, label, &[])?, "name North Korea");
    assert_eq!(csv(&graph, label, &lang("de"))?, "name Nordkorea");
    let state = vec![bind("state", entity_iri("Russia"))];
    let cases = [
        "SELECT ?s { ?s ent:memberOf|ent:suppliesTo ?o FILTER(?o = COALESCE(?state, e:China)) }",
        "SELECT ?s { GRAPH ?g { ?s ent:suppliesTo ?o } FILTER(?g = <https://w3id.org/entente/article/a> && ?o IN (?state)) }",
        "SELECT ?s { ?s a ent:State FILTER EXISTS { ?s ent:suppliesTo ?state } }",
        "SELECT ?s { ?s a ent:State OPTIONAL { ?s ent:suppliesTo ?o FILTER(BOUND(?state) && ?o = ?state) } FILTER(BOUND(?o)) }",
        "SELECT ?s { { SELECT DISTINCT ?s { ?s ent:suppliesTo $state } ORDER BY ?state ?s } } # ?state",
        "SELECT ?s { { SELECT ?s ?state { ?s ent:suppliesTo ?state } GROUP BY ?s ?state HAVING(?state = ?state) } }",
    ];
    for sparql in cases {
        assert_eq!(csv(&graph, sparql, &state)?, "s https://w3id.org/entente/entity/North_Korea", "{sparql}");
    }
    let projected = csv(&graph, "SELECT ?s ?state { ?s ent:suppliesTo ?state }", &state)?;
    assert_eq!(projected, "s,state https://w3id.org/entente/entity/North_Korea,https://w3id.org/entente/entity/Russia");
    // What the query computes, or does not mention, is left alone; so are strings, comments and IRIs.
    let computed = "SELECT ?state ?t { VALUES ?state { 1 } BIND(\"?t # <\" AS ?t) FILTER(1<2 && 2>?state) } # ?state";
    assert_eq!(csv(&graph, computed, &[state.clone(), lang("de")].concat())?, "state,t 1,?t # <");
    Ok(())
}

#[test]
fn a_value_that_does_not_fit_is_named() -> Outcome {
    match run(&graph()?, "SELECT ?o { ?s ?state ?o }", &[bind("other", Literal::from(1)), bind("state", Literal::from("x"))]) {
        Err(QueryError::Binding { name, .. }) => assert_eq!(name, "state"),
        other => return Err(format!("{:?}", other.err()).into()),
    }
    Ok(())
}

#[test]
fn parameters_are_what_nothing_gives_a_value_to() -> Outcome {
    assert_eq!(parameters("SELECT ?lang { ?x ent:p ?lang FILTER(?x = COALESCE(?a, ?b)) BIND(1 AS ?b) }"), ["a"]);
    let assets = Assets::embedded();
    assert_eq!(parameters(&find(&assets, "facts")?), ["lang", "only"]);
    // The comments of our queries tell their parameters; the queries themselves must agree.
    for entry in list(&assets)? {
        let sparql = find(&assets, &entry.name)?;
        let told: Vec<&str> = sparql.lines().filter_map(|line| line.strip_prefix("#   ?")?.split_whitespace().next()).collect();
        let mut told: Vec<String> = told.into_iter().map(str::to_owned).collect();
        told.sort_unstable();
        assert_eq!(parameters(&sparql), told, "{}", entry.name);
    }
    Ok(())
}

#[test]
fn every_query_of_the_catalogue_runs_with_all_its_parameters() -> Outcome {
    let (graph, assets) = (graph()?, Assets::embedded());
    let entries = list(&assets)?;
    assert!(entries.len() >= 15 && entries.iter().all(|entry| !entry.about.is_empty()));
    for entry in entries {
        let sparql = find(&assets, &entry.name)?;
        let value = |name: &String| if name == "lang" { bind(name, Literal::from("de")) } else { bind(name, entity_iri("Russia")) };
        let bindings: Vec<_> = parameters(&sparql).iter().map(value).collect();
        for bindings in [&bindings[..], &[]] {
            let names = |_: &str| None;
            let table = Format::Table(Table { names: &names, width: Some(80) });
            write(run(&graph, &sparql, bindings).map_err(|e| format!("{}: {e}", entry.name))?, table, &mut std::io::sink())?;
        }
    }
    assert!(find(&assets, "nothing").is_err_and(|error| error.to_string().contains("facts")));
    Ok(())
}

#[test]
fn errors_have_line_column_and_excerpt() -> Outcome {
    let graph = graph()?;
    // The parser itself names a place in the next line: it takes fourteen characters for ENCODE_FOR_URI before it compares.
    let wrong = "SELECT ?x\nWHERE {\n\tFILTER(?x = )\n ?x ent:leads ?z .\n}";
    match run(&graph, wrong, &[]) {
        Err(QueryError::Syntax { line: 3, column: 14, excerpt, reason }) => {
            assert_eq!(excerpt, "  3 | \tFILTER(?x = )\n    | \t            ^");
            assert!(reason.contains("`)`"), "{reason}");
        }
        other => return Err(format!("{:?}", other.err()).into()),
    }
    let cases = [
        ("SELEC ?x { ?x ?y ?z }", 1, "SELEC"),
        ("SELECT ?x { ?x a ?y", 20, "too early"),
        ("", 1, "too early"),
        ("SELECT ?x { ?x none:p \"a\" }", 16, "Prefix not found"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x a ?y }", 40, "unbound"),
    ];
    for (sparql, at, said) in cases {
        match run(&graph, sparql, &[]) {
            Err(QueryError::Syntax { line: 1, column, reason, .. }) => assert!(column == at && reason.contains(said), "{column}: {reason}"),
            other => return Err(format!("{sparql}: {:?}", other.err()).into()),
        }
    }
    match run(&graph, "SELECT * {\n SERVICE SILENT <http://example.org/> { ?s ?p ?o } }", &[]) {
        Err(QueryError::Service { line: 2, column: 2, .. }) => {}
        other => return Err(format!("{:?}", other.err()).into()),
    }
    assert!(matches!(run(&graph, "DROP ALL", &[]), Err(QueryError::Syntax { line: 1, column: 1, .. })));
    Ok(())
}

#[test]
fn answers_in_every_form() -> Outcome {
    let graph = graph()?;
    let text = |sparql: &str, format: Format<'_>| -> Result<String, Failure> {
        let mut out = Vec::new();
        write(run(&graph, sparql, &[])?, format, &mut out)?;
        Ok(String::from_utf8(out)?)
    };
    let names = |iri: &str| iri.ends_with("Russia").then(|| "Russland".to_owned());
    let table = Format::Table(Table { names: &names, width: None });
    let drawn = text("SELECT ?s ?o { ?s ent:suppliesTo ?o }", table)?;
    assert!(drawn.contains("North_Korea") && drawn.contains("Russland") && drawn.lines().count() == 3, "{drawn}");
    assert_eq!(text("ASK {}", table)?, "true\n");
    let construct = "CONSTRUCT { ?s ent:suppliesTo ?o . [] rdfs:label ?l } { ?s ent:suppliesTo ?o . ?o rdfs:label ?l }";
    let turtle = text(construct, Format::Rdf(RdfFormat::Turtle))?;
    assert!(turtle.contains("e:North_Korea ent:suppliesTo e:Russia"), "{turtle}");
    assert_eq!(turtle, text(construct, Format::Rdf(RdfFormat::Turtle))?);
    let described = "DESCRIBE e:Russia";
    assert_eq!(text(described, Format::Rdf(RdfFormat::NTriples))?.lines().filter(|line| line.contains("label")).count(), 3);
    let jsonld = RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() };
    for format in [jsonld, RdfFormat::TriG, RdfFormat::NQuads, RdfFormat::RdfXml, RdfFormat::N3] {
        assert!(!text(described, Format::Rdf(format))?.is_empty());
    }
    for (sparql, format) in [(described, Format::Results(QueryResultsFormat::Csv)), ("ASK {}", Format::Rdf(RdfFormat::Turtle))] {
        let error = text(sparql, format).err().ok_or("it was written")?.to_string();
        assert!(error.contains("choose one of"), "{error}");
    }
    Ok(())
}

#[test]
fn every_prefix_is_an_iri() -> Outcome {
    for (_, iri) in prefixes() {
        oxigraph::model::NamedNode::new(iri)?;
    }
    Ok(())
}
