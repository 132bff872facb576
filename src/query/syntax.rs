//! Where a query is wrong.
//!
//! Oxigraph's parser says how far it read, and that is up to a keyword's length too far: it takes as many characters as the keyword has
//! before it compares. So the place is found by reading the query up to each word: the longest beginning that could still go on ends before
//! the word that is wrong.

use oxigraph::sparql::SparqlEvaluator;

use super::QueryError;
use super::token::{Token, tokens};

/// More white space than any keyword is long: the parser then stops at the end of it only where it has no complaint about what stands before.
const PADDING: &str = "                                ";

/// The error of a query that `evaluator` refused with `message`.
pub(super) fn error(evaluator: &SparqlEvaluator, sparql: &str, message: &str) -> QueryError {
    let tokens = tokens(sparql);
    let wrong = first_wrong(evaluator, sparql, &tokens);
    let start = wrong.map_or(sparql.trim_end().len(), |token| token.span.start);
    // What the parser says of its own accord ("Prefix not found") has small letters; what it expects has none outside of quotes.
    let said = items(message).into_iter().find(|item| item.starts_with(char::is_alphabetic) && item.contains(char::is_lowercase));
    let reason = match (said, wrong) {
        (Some(said), Some(token)) => format!("`{}`: {said}", token.of(sparql)),
        (Some(said), None) => said,
        (None, wrong) => {
            let found =
                wrong.map_or_else(|| "the query ends too early".to_owned(), |token| format!("`{}` cannot stand here", token.of(sparql)));
            match expected(evaluator, &sparql[..start]).as_str() {
                "" => found,
                expected => format!("{found}; it could go on with {expected}"),
            }
        }
    };
    let (line, column, excerpt) = place(sparql, start);
    QueryError::Syntax { line, column, reason, excerpt }
}

/// The first token that cannot follow those before it; none where the query only lacks something.
fn first_wrong<'t>(evaluator: &SparqlEvaluator, sparql: &str, tokens: &'t [Token]) -> Option<&'t Token> {
    // A beginning of a good beginning is good, so that halving finds the border.
    let (mut good, mut bad) = (0, tokens.len() + 1);
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        let beginning = &sparql[..tokens.get(middle - 1)?.span.end];
        if can_go_on(evaluator, beginning) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    tokens.get(good)
}

fn can_go_on(evaluator: &SparqlEvaluator, beginning: &str) -> bool {
    match message(evaluator, beginning) {
        None => true,
        Some((padded, message)) => {
            let (line, column, _) = place(&padded, padded.len());
            message.starts_with(&format!("error at {line}:{column}:"))
        }
    }
}

/// The beginning with white space after it, and what the parser says of it, if anything.
fn message(evaluator: &SparqlEvaluator, beginning: &str) -> Option<(String, String)> {
    let padded = format!("{beginning}{PADDING}");
    let message = evaluator.clone().parse_query(&padded).err()?.to_string();
    Some((padded, message))
}

/// The marks that may follow a beginning, where they are few enough to help. Keywords and names are not among them.
fn expected(evaluator: &SparqlEvaluator, beginning: &str) -> String {
    const MOST: usize = 8;
    let message = message(evaluator, beginning).map(|(_, message)| message).unwrap_or_default();
    let marks: Vec<String> = items(&message).into_iter().filter(|item| item.starts_with('"')).collect();
    if marks.len() > MOST { String::new() } else { marks.join(" ") }
}

/// What the parser expected: `error at 3:14: expected one of "{", FILTER, ...`.
fn items(message: &str) -> Vec<String> {
    let list = message.split_once("expected ").map_or(message, |(_, list)| list);
    let list = list.strip_prefix("one of ").unwrap_or(list);
    list.split(", ").map(str::to_owned).collect()
}

/// Line and column, from 1, of a byte of the query, and an excerpt.
pub(super) fn place(sparql: &str, byte: usize) -> (usize, usize, String) {
    let before = sparql.get(..byte).unwrap_or(sparql);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column, excerpt(sparql, line, column))
}

/// A line of the query with a mark under a column.
fn excerpt(sparql: &str, line: usize, column: usize) -> String {
    let text = sparql.split('\n').nth(line - 1).unwrap_or_default().trim_end();
    // Tabs stay tabs, so that the mark stands under its column whatever their width.
    let indent: String = text.chars().chain(std::iter::repeat(' ')).take(column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
    let number = line.to_string();
    format!("  {number} | {text}\n  {} | {indent}^", " ".repeat(number.len()))
}
