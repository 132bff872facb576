//! The `query` room: SPARQL over the graph, and its answers as tables and files.

use std::io;

use oxigraph::model::Term;
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};

use crate::assets::AssetError;
use crate::store::{Graph, prefixes};

mod bind;
mod catalogue;
mod syntax;
mod token;
mod write;

pub use bind::parameters;
pub use catalogue::{Entry, find, list};
pub use write::{Format, Table, short, write};

/// A query that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is not SPARQL.
    #[error("the query is wrong in line {line}, column {column}: {reason}\n{excerpt}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in code points, from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
        /// The line of the query with a mark under the column.
        excerpt: String,
    },
    /// It asks another server.
    #[error("the query asks another server (SERVICE in line {line}, column {column}); entente never uses the network\n{excerpt}")]
    Service {
        /// The line, from 1.
        line: usize,
        /// The column in code points, from 1.
        column: usize,
        /// The line of the query with a mark under the column.
        excerpt: String,
    },
    /// A value that the query cannot take at the places of its variable.
    #[error("?{name} cannot be {value} in this query: {reason}")]
    Binding {
        /// The variable, without question mark.
        name: String,
        /// The value that was given.
        value: String,
        /// What the parser said of the query with the value in it.
        reason: String,
    },
    /// A format for the other kind of answer.
    #[error("{found} is no format for the answer to {asked}; choose one of: {fitting}")]
    Format {
        /// The format that was chosen.
        found: String,
        /// The form of the query.
        asked: &'static str,
        /// The formats that fit.
        fitting: &'static str,
    },
    /// There is no such query.
    #[error("there is no query {name}; there are: {known}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The file of a query cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The query went wrong while it was answered.
    #[error("the query failed: {0}")]
    Evaluation(#[from] QueryEvaluationError),
    /// The answer could not be written.
    #[error("the answer cannot be written")]
    Io(#[from] io::Error),
}

/// Asks the graph. The default graph is the union of all named graphs; the usual prefixes need not be declared.
///
/// `bindings` give values to variables, named without question mark: the value stands in the place of the variable everywhere, in
/// sub-queries, `OPTIONAL`, `GRAPH` and `EXISTS` too. A name that the query does not mention, or to which the query itself gives a value
/// (`BIND`, `AS`, `VALUES`), is passed over. A variable of a pattern is restricted to the value; to give a default to queries of unknown
/// origin (the language, say), ask [`parameters`] first.
///
/// # Errors
/// When the query is no SPARQL query, asks another server, or cannot take a value. Errors of the evaluation may also come with a solution.
pub fn run(graph: &Graph, sparql: &str, bindings: &[(String, Term)]) -> Result<QueryResults<'static>, QueryError> {
    let evaluator = evaluator();
    // The query as the user wrote it first: its errors have their place in the user's text.
    let prepared = evaluator.clone().parse_query(sparql).map_err(|e| syntax::error(&evaluator, sparql, &e.to_string()))?;
    if let Some(at) = token::service(sparql) {
        let (line, column, excerpt) = syntax::place(sparql, at);
        return Err(QueryError::Service { line, column, excerpt });
    }
    let prepared = match bind::substitute(sparql, bindings) {
        None => prepared,
        Some(bound) => evaluator.clone().parse_query(&bound).map_err(|e| culprit(&evaluator, sparql, bindings, &e.to_string()))?,
    };
    Ok(prepared.on_store(graph.store()).execute()?)
}

/// An evaluator that knows the prefixes of everything the program writes.
fn evaluator() -> SparqlEvaluator {
    prefixes().into_iter().fold(SparqlEvaluator::new(), |evaluator, (name, iri)| {
        // These namespaces are IRIs; a test asks for each.
        evaluator.clone().with_prefix(name, iri).unwrap_or(evaluator)
    })
}

/// Names the first value that the query cannot take, alone or after those before it.
fn culprit(evaluator: &SparqlEvaluator, sparql: &str, bindings: &[(String, Term)], reason: &str) -> QueryError {
    let refused = |count: usize| {
        let bound = bind::substitute(sparql, &bindings[..count])?;
        evaluator.clone().parse_query(&bound).err()
    };
    let first = (1..=bindings.len()).find(|&count| refused(count).is_some()).and_then(|count| bindings.get(count - 1));
    let (name, value) = first.map_or_else(Default::default, |(name, value)| (name.clone(), value.to_string()));
    QueryError::Binding { name, value, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
