//! Answers as tables, result files and RDF.

use std::io::Write;

use comfy_table::{ContentArrangement, LineStyle, presets};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Graph, Term, Triple};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, QuerySolutionIter, QueryTripleIter};

use super::QueryError;
use crate::ontology::{ENT, ENTITY, GOODS};
use crate::store::{ARTICLE, CLAIM, prefixes};

/// The line under the header of a table: BOX DRAWINGS LIGHT HORIZONTAL.
const RULE: char = '\u{2500}';

const FOR_ROWS: &str = "table, csv, tsv, json, xml";
const FOR_TRIPLES: &str = "table, turtle, ntriples, nquads, trig, rdfxml, jsonld";

/// The form of an answer.
#[derive(Clone, Copy)]
pub enum Format<'n> {
    /// A table to look at.
    Table(Table<'n>),
    /// A format of SPARQL results, for SELECT and ASK.
    Results(QueryResultsFormat),
    /// A format of RDF, for CONSTRUCT and DESCRIBE.
    Rdf(RdfFormat),
}

/// How a table looks.
#[derive(Clone, Copy)]
pub struct Table<'n> {
    /// The name of an IRI, where it has a better one than its end.
    pub names: &'n dyn Fn(&str) -> Option<String>,
    /// The columns of the terminal; long cells are broken to fit. As wide as it takes without.
    pub width: Option<u16>,
}

/// Writes an answer. Rows are written as they are found, except in a table; triples are sorted, and their blank nodes named by their place in
/// the graph, so that the same answer is always the same file.
///
/// # Errors
/// When the format is one for the other kind of query, the evaluation fails, or `out` does.
pub fn write(results: QueryResults<'_>, format: Format<'_>, out: &mut impl Write) -> Result<(), QueryError> {
    match (results, format) {
        (QueryResults::Solutions(rows), Format::Table(table)) => solutions_table(rows, table, out),
        (QueryResults::Solutions(rows), Format::Results(format)) => {
            let variables = rows.variables().to_vec();
            let mut serializer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut *out, variables)?;
            for row in rows {
                serializer.serialize(&row?)?;
            }
            Ok(serializer.finish()?.flush()?)
        }
        (QueryResults::Boolean(answer), Format::Table(_)) => Ok(writeln!(out, "{answer}")?),
        (QueryResults::Boolean(answer), Format::Results(format)) => {
            Ok(QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(out, answer)?.flush()?)
        }
        (QueryResults::Graph(found), Format::Table(table)) => {
            let rows = triples(found)?.into_iter().map(|triple| {
                [triple.subject.into(), triple.predicate.into(), triple.object].iter().map(|term| cell(term, table.names)).collect()
            });
            render(vec!["subject".to_owned(), "predicate".to_owned(), "object".to_owned()], rows.collect(), table, out)
        }
        (QueryResults::Graph(found), Format::Rdf(format)) => {
            let mut serializer = RdfSerializer::from_format(format);
            for (name, iri) in prefixes() {
                // These namespaces are IRIs; a test asks for each.
                serializer = serializer.clone().with_prefix(name, iri).unwrap_or(serializer);
            }
            let mut writer = serializer.for_writer(&mut *out);
            for triple in triples(found)? {
                writer.serialize_triple(&triple)?;
            }
            Ok(writer.finish()?.flush()?)
        }
        (QueryResults::Graph(_), Format::Results(format)) => {
            Err(QueryError::Format { found: format.to_string(), asked: "CONSTRUCT or DESCRIBE", fitting: FOR_TRIPLES })
        }
        (QueryResults::Solutions(_) | QueryResults::Boolean(_), Format::Rdf(format)) => {
            Err(QueryError::Format { found: format.to_string(), asked: "SELECT or ASK", fitting: FOR_ROWS })
        }
    }
}

/// The triples, each once, sorted by their N-Triples lines.
fn triples(found: QueryTripleIter<'_>) -> Result<Vec<Triple>, QueryError> {
    let mut triples = found.collect::<Result<Vec<_>, _>>()?;
    if triples.iter().any(|triple| triple.subject.is_blank_node() || triple.object.is_blank_node()) {
        // The names that a query gives to new blank nodes are random.
        let mut graph: Graph = triples.into_iter().collect();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        triples = graph.iter().map(|triple| triple.into_owned()).collect();
    }
    triples.sort_by_cached_key(Triple::to_string);
    triples.dedup();
    Ok(triples)
}

fn solutions_table(rows: QuerySolutionIter<'_>, table: Table<'_>, out: &mut impl Write) -> Result<(), QueryError> {
    let header = rows.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
    let mut cells = Vec::new();
    for row in rows {
        let row = row?;
        cells.push(row.values().iter().map(|value| value.as_ref().map_or_else(String::new, |term| cell(term, table.names))).collect());
    }
    render(header, cells, table, out)
}

fn render(header: Vec<String>, rows: Vec<Vec<String>>, table: Table<'_>, out: &mut impl Write) -> Result<(), QueryError> {
    let mut drawn = comfy_table::Table::new();
    let rule = LineStyle::none().fill(RULE).junction(RULE);
    drawn.load_style(presets::NOTHING.header_separator(rule)).set_header(header).add_rows(rows);
    if let Some(width) = table.width {
        drawn.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for line in drawn.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(out.flush()?)
}

/// A term as people read it: the name or the end of an IRI, the text of a literal.
fn cell(term: &Term, names: &dyn Fn(&str) -> Option<String>) -> String {
    match term {
        Term::NamedNode(node) => names(node.as_str()).unwrap_or_else(|| short(node.as_str()).to_owned()),
        // A cell is one line, whatever the text it quotes.
        Term::Literal(literal) => literal.value().split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// What is left of an IRI without its namespace, if the namespace is one of the program's own; else the whole IRI.
#[must_use]
pub fn short(iri: &str) -> &str {
    let own = [ENT, ENTITY, GOODS, ARTICLE, CLAIM, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"];
    own.into_iter().find_map(|namespace| iri.strip_prefix(namespace).filter(|name| !name.is_empty())).unwrap_or(iri)
}
