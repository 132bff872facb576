//! Values for the variables of a query.
//!
//! Oxigraph's own substitution takes only variables of the outermost `SELECT`, and a `VALUES` block does not reach into sub-queries. Our
//! queries read their parameters in both (`FILTER(LANG(?label) = COALESCE(?lang, "en"))` inside a sub-query). So the value is written into
//! the query in the place of the variable, in the form that each place takes.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Term;

use super::token::{Kind, Token, tokens};

/// The place of a variable in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In an expression: `FILTER(?x > 1)`.
    Expression,
    /// The only argument of `BOUND`, whose tokens these are.
    Bound(usize, usize),
    /// A bare key of `GROUP BY` or `ORDER BY`.
    Key,
    /// A bare variable of a `SELECT` clause.
    Projection,
    /// In a pattern, a template or a `DESCRIBE`.
    Pattern,
    /// Where the query gives it a value: after `AS` or `VALUES`.
    Computed,
}

/// The part of a query between two braces that a bare variable stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    Pattern,
    Select,
    Keys,
    Values,
}

#[derive(Debug)]
struct Use<'q> {
    name: &'q str,
    token: usize,
    place: Place,
}

/// The variables that the query only reads in expressions, to which nothing in it gives a value: those that wait for one from outside.
/// Sorted, without question mark.
#[must_use]
pub fn parameters(sparql: &str) -> Vec<String> {
    let tokens = tokens(sparql);
    let mut open: BTreeMap<&str, bool> = BTreeMap::new();
    for usage in uses(sparql, &tokens) {
        let read = matches!(usage.place, Place::Expression | Place::Bound(..) | Place::Key);
        *open.entry(usage.name).or_insert(true) &= read;
    }
    open.into_iter().filter(|&(_, open)| open).map(|(name, _)| name.to_owned()).collect()
}

/// The query with the values in the places of the variables; `None` where nothing changes.
pub(super) fn substitute(sparql: &str, bindings: &[(String, Term)]) -> Option<String> {
    let tokens = tokens(sparql);
    let uses = uses(sparql, &tokens);
    let computed: BTreeSet<&str> = uses.iter().filter(|usage| usage.place == Place::Computed).map(|usage| usage.name).collect();
    let values: BTreeMap<&str, String> =
        bindings.iter().map(|(name, value)| (name.as_str(), value.to_string())).filter(|(name, _)| !computed.contains(name)).collect();
    let mut bound = String::with_capacity(sparql.len());
    let mut done = 0;
    for usage in &uses {
        let Some(value) = values.get(usage.name) else { continue };
        let (first, last) = match usage.place {
            Place::Bound(first, last) => (first, last),
            _ => (usage.token, usage.token),
        };
        bound.push_str(&sparql[done..tokens[first].span.start]);
        match usage.place {
            Place::Bound(..) => bound.push_str("true"),
            Place::Key => bound.push_str(&format!("({value})")),
            Place::Projection => bound.push_str(&format!("({value} AS ?{})", usage.name)),
            Place::Expression | Place::Pattern | Place::Computed => bound.push_str(value),
        }
        done = tokens[last].span.end;
    }
    bound.push_str(&sparql[done..]);
    (done > 0).then_some(bound)
}

/// All variables of the query, in their order, each with its place.
fn uses<'q>(sparql: &'q str, tokens: &[Token]) -> Vec<Use<'q>> {
    let mut uses = Vec::new();
    // One entry for each open brace, and one for the whole: the clause, and how many parentheses are open.
    let mut open = vec![(Clause::Pattern, 0_usize)];
    for (at, token) in tokens.iter().enumerate() {
        let depth = open.len();
        let Some((clause, parentheses)) = open.last_mut() else { break };
        let previous = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        match token.kind {
            Kind::Variable => {
                let place = if previous(1).is_some_and(|token| token.is(sparql, "AS")) || *clause == Clause::Values {
                    Place::Computed
                } else if *parentheses > 0 {
                    let alone = previous(2).is_some_and(|token| token.is(sparql, "BOUND"))
                        && tokens.get(at + 1).is_some_and(|token| token.is_mark(sparql, ")"));
                    if alone { Place::Bound(at - 2, at + 1) } else { Place::Expression }
                } else {
                    match clause {
                        Clause::Select => Place::Projection,
                        Clause::Keys => Place::Key,
                        Clause::Pattern | Clause::Values => Place::Pattern,
                    }
                };
                uses.push(Use { name: &token.of(sparql)[1..], token: at, place });
            }
            Kind::Word if *parentheses == 0 => {
                let word = token.of(sparql).to_ascii_uppercase();
                match word.as_str() {
                    "SELECT" => *clause = Clause::Select,
                    "GROUP" | "ORDER" => *clause = Clause::Keys,
                    "VALUES" => *clause = Clause::Values,
                    "WHERE" | "FROM" | "HAVING" | "LIMIT" | "OFFSET" => *clause = Clause::Pattern,
                    _ => {}
                }
            }
            Kind::Mark => match token.of(sparql) {
                "{" => {
                    // What follows the closing brace is no part of the clause before it.
                    *clause = Clause::Pattern;
                    open.push((Clause::Pattern, 0));
                }
                "}" if depth > 1 => {
                    open.pop();
                }
                "(" => *parentheses += 1,
                ")" => *parentheses = parentheses.saturating_sub(1),
                _ => {}
            },
            Kind::Word | Kind::Quoted => {}
        }
    }
    uses
}
