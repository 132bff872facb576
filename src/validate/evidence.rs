//! Holding quotes against the texts they come from.

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Term};
use oxigraph::store::{StorageError, Store};
use rayon::prelude::*;

use super::{Severity, ValidateError, Violation};
use crate::store::{CodePoints, Folder, Graph, Record, article_iri};

const SHA256: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/entente/ontology#sha256");
const HAS_SOURCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#hasSource");
const START: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#start");
const END: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#end");
const EXACT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#exact");

/// The number of pieces of evidence, and what is wrong with them and with the texts.
pub(super) fn check(folder: &Folder, graph: &Graph) -> Result<(usize, Vec<Violation>), ValidateError> {
    let found: Vec<(usize, Vec<Violation>)> =
        graph.articles().par_iter().map(|record| of_article(folder, graph.store(), record)).collect::<Result<_, StorageError>>()?;
    let count = found.iter().map(|(count, _)| count).sum();
    Ok((count, found.into_iter().flat_map(|(_, violations)| violations).collect()))
}

fn of_article(folder: &Folder, store: &Store, record: &Record) -> Result<(usize, Vec<Violation>), StorageError> {
    let article = article_iri(&record.id);
    let graph = GraphNameRef::from(article.as_ref());
    let mut violations = Vec::new();
    let text = match folder.text(record) {
        Ok(text) => text,
        Err(error) => {
            violations.push(violation(article.to_string(), None, None, format!("The text of the article cannot be read: {error}.")));
            return Ok((0, violations));
        }
    };
    let points = CodePoints::new(&text);
    let hash = points.sha256();
    for stated in objects(store, article.as_ref().into(), SHA256, graph)? {
        if value(&stated) != Some(&hash) {
            let message = format!("The text in {} is not the text that was read: its SHA-256 is {hash}.", record.text);
            violations.push(violation(article.to_string(), Some(SHA256), Some(&stated), message));
        }
    }
    let mut count = 0;
    for quad in store.quads_for_pattern(None, Some(HAS_SOURCE), Some(article.as_ref().into()), Some(graph)) {
        let node = quad?.subject;
        count += 1;
        let first = |predicate| Ok::<_, StorageError>(objects(store, node.as_ref(), predicate, graph)?.into_iter().next());
        // Where one of the three is missing or no number, the shapes say so.
        let (Some(start), Some(end), Some(exact)) = (first(START)?, first(END)?, first(EXACT)?) else { continue };
        let offset = |term: &Term| value(term)?.parse::<usize>().ok();
        let stands = offset(&start).zip(offset(&end)).and_then(|(start, end)| points.slice(start, end));
        if stands != value(&exact) {
            let place = format!("code points {} to {} of {}", value(&start).unwrap_or("?"), value(&end).unwrap_or("?"), record.text);
            let message = match stands {
                Some(stands) => format!("The quote does not stand in {place}, which read {stands:?}."),
                None => format!("There are no {place}."),
            };
            violations.push(violation(node.to_string(), Some(EXACT), Some(&exact), message));
        }
    }
    Ok((count, violations))
}

fn objects(
    store: &Store,
    subject: NamedOrBlankNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
    graph: GraphNameRef<'_>,
) -> Result<Vec<Term>, StorageError> {
    store.quads_for_pattern(Some(subject), Some(predicate), None, Some(graph)).map(|quad| Ok(quad?.object)).collect()
}

fn value(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}

fn violation(focus: String, path: Option<NamedNodeRef<'_>>, value: Option<&Term>, message: String) -> Violation {
    let path = path.map(|path| NamedNode::from(path).to_string());
    Violation { focus, path, value: value.map(Term::to_string), message, constraint: "evidence".to_owned(), severity: Severity::Violation }
}
