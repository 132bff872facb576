//! The graph in the syntaxes of RDF, sorted, so that the same graph gives the same bytes and Turtle reads subject by subject.

mod order;
mod select;

use std::io::Write;

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Dataset, GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use oxigraph::store::Store;

use super::{ExportError, Format, Options};
use crate::network::ARTICLE;
use crate::ontology::{ENT, ENTITY, GOODS, Ontology};

/// The prefixes of the files.
const PREFIXES: [(&str, &str); 14] = [
    ("article", ARTICLE),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("e", ENTITY),
    ("ent", ENT),
    ("goods", GOODS),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";

/// Whether the format can hold RDF 1.2.
pub(super) fn has_rdf12(format: Format) -> bool {
    matches!(format, Format::Turtle | Format::NTriples | Format::NQuads | Format::TriG)
}

/// Writes what the options ask for. A format without graph names gets the union of the graphs, each triple once.
pub(super) fn write(
    store: &Store,
    ontology: &Ontology,
    format: RdfFormat,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut quads = with_stable_blank_nodes(select::select(store, ontology, options)?);
    if options.rdf12 {
        quads = reified(quads);
    }
    if !format.supports_datasets() {
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    quads.sort_unstable_by(order::compare);
    quads.dedup();
    if format == RdfFormat::RdfXml {
        check_xml(&quads)?;
    }
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in PREFIXES {
        // The prefixes are absolute IRIs, which is all that can be wrong with them.
        if let Ok(with_prefix) = serializer.clone().with_prefix(prefix, iri) {
            serializer = with_prefix;
        }
    }
    let mut serializer = serializer.for_writer(out);
    for quad in &quads {
        serializer.serialize_quad(quad)?;
    }
    serializer.finish()?;
    Ok(())
}

/// The quads with blank nodes named by what is said of them: a store names them at random. Only the ontology has blank nodes.
fn with_stable_blank_nodes(quads: Vec<Quad>) -> Vec<Quad> {
    let is_blank = |quad: &Quad| quad.subject.is_blank_node() || quad.object.is_blank_node();
    let (blank, mut named): (Vec<Quad>, Vec<Quad>) = quads.into_iter().partition(is_blank);
    if !blank.is_empty() {
        let mut dataset: Dataset = blank.into_iter().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
        named.extend(dataset.iter().map(|quad| quad.into_owned()));
    }
    named
}

/// The quads with `rdf:reifies` in place of the subject, predicate and object of each claim. A claim that lacks one of them stays as it is.
fn reified(mut quads: Vec<Quad>) -> Vec<Quad> {
    let parts = [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT];
    // Parts that belong together come next to each other, in the order of `parts`.
    quads.sort_unstable_by(order::compare);
    let mut out = Vec::with_capacity(quads.len());
    let mut quads = quads.into_iter().peekable();
    while let Some(quad) = quads.next() {
        if quad.predicate != parts[0] {
            out.push(quad);
            continue;
        }
        let same = |other: &Quad| other.subject == quad.subject && other.graph_name == quad.graph_name;
        let predicate = quads.next_if(|next| same(next) && next.predicate == parts[1]);
        let object = predicate.as_ref().and_then(|_| quads.next_if(|next| same(next) && next.predicate == parts[2]));
        let triple = match (&quad.object, &predicate, &object) {
            (Term::NamedNode(subject), Some(Quad { object: Term::NamedNode(predicate), .. }), Some(object)) => {
                Some(Triple::new(NamedOrBlankNode::from(subject.clone()), predicate.clone(), object.object.clone()))
            }
            _ => None,
        };
        if let Some(triple) = triple {
            out.push(Quad::new(quad.subject, NamedNodeRef::new_unchecked(REIFIES), triple, quad.graph_name));
        } else {
            out.push(quad);
            out.extend(predicate);
            out.extend(object);
        }
    }
    out
}

/// Checks that XML can hold the quads: predicates and classes become element names, and some control characters cannot be written at all.
fn check_xml(quads: &[Quad]) -> Result<(), ExportError> {
    let fail = |what, iri: String| Err(ExportError::Xml { what, iri });
    for quad in quads {
        if !has_local_name(quad.predicate.as_str()) {
            return fail("the predicate", quad.predicate.as_str().to_owned());
        }
        match &quad.object {
            Term::NamedNode(class) if quad.predicate == rdf::TYPE && !has_local_name(class.as_str()) => {
                return fail("the class", class.as_str().to_owned());
            }
            Term::Literal(literal) if !literal.value().chars().all(is_xml) => {
                let subject = quad.subject.to_string();
                return fail("a control character in the text of", subject.trim_matches(['<', '>']).to_owned());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether the end of the IRI is a name in XML, so that what stands before it can be a namespace.
fn has_local_name(iri: &str) -> bool {
    let end = iri.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).next().unwrap_or_default();
    end.len() < iri.len() && end.contains(|c: char| c.is_alphabetic() || c == '_')
}

/// Whether XML 1.0 can hold the character.
pub(super) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oxigraph::io::RdfParser;
    use oxigraph::model::dataset::CanonicalizationAlgorithm;
    use oxigraph::model::{Dataset, GraphName, Quad};
    use oxigraph::store::Store;

    use super::{has_local_name, is_xml};
    use crate::claim::Factuality;
    use crate::export::tests::exported;
    use crate::export::{Format, Options, Part};
    use crate::network::Filter;
    use crate::network::tests::{Outcome, model};

    const RDF: [Format; 6] = [Format::Turtle, Format::NTriples, Format::NQuads, Format::TriG, Format::RdfXml, Format::JsonLd];

    fn parsed(text: &str, format: Format) -> Result<Dataset, Box<dyn std::error::Error>> {
        let syntax = format.rdf().ok_or("an RDF syntax")?;
        let quads: Result<Vec<Quad>, _> = RdfParser::from_format(syntax).for_slice(text.as_bytes()).collect();
        let mut dataset: Dataset = quads?.into_iter().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
        Ok(dataset)
    }

    #[test]
    fn what_is_written_reads_as_the_same_graph() -> Outcome {
        let (store, ontology) = model()?;
        let options = Options { include: Part::ALL.into(), ..Options::default() };
        for format in RDF {
            let read = parsed(&exported(&store, &ontology, format, &options)?, format)?;
            let has_graphs = format.rdf().is_some_and(|syntax| syntax.supports_datasets());
            let mut expected = Dataset::new();
            for quad in store.iter() {
                let quad = quad?;
                expected.insert(&if has_graphs { quad } else { Quad { graph_name: GraphName::DefaultGraph, ..quad } });
            }
            expected.canonicalize(CanonicalizationAlgorithm::Unstable);
            assert!(read == expected, "{format}: {} of {} quads", read.len(), expected.len());
        }
        Ok(())
    }

    #[test]
    fn turtle_reads_subject_by_subject() -> Outcome {
        let (store, ontology) = model()?;
        let turtle = exported(&store, &ontology, Format::Turtle, &Options::default())?;
        assert!(turtle.contains("e:Germany a ent:State ;"), "{turtle}");
        assert_eq!(turtle.lines().filter(|line| line.starts_with("e:Germany")).count(), 1);
        Ok(())
    }

    #[test]
    fn claims_become_reifiers() -> Outcome {
        let (store, ontology) = model()?;
        let options = Options { rdf12: true, ..Options::default() };
        for format in [Format::Turtle, Format::NTriples, Format::NQuads, Format::TriG] {
            let text = exported(&store, &ontology, format, &options)?;
            let claims = include_str!("../../tests/data/model.trig").matches("a ent:Claim").count();
            assert_eq!(text.matches("<<(").count(), claims, "{format}");
            assert!(!text.contains("rdf:subject") && !text.contains("rdf-syntax-ns#subject"), "{format}");
            assert!(!parsed(&text, format)?.is_empty());
        }
        let turtle = exported(&store, &ontology, Format::Turtle, &options)?;
        assert!(turtle.contains("rdf:reifies <<( e:Germany ent:memberOf e:NATO )>>"), "{turtle}");
        Ok(())
    }

    #[test]
    fn a_filter_keeps_whole_claims_and_nothing_else() -> Outcome {
        let (store, ontology) = model()?;
        let filter = Filter { relations: vec!["suppliesTo".into()], factualities: vec![Factuality::Fact], ..Filter::default() };
        let options =
            Options { filter, include: Part::ALL.into_iter().filter(|part| *part != Part::Ontology).collect(), ..Options::default() };
        let text = exported(&store, &ontology, Format::NQuads, &options)?;
        let filtered = Store::new()?;
        filtered.load_from_slice(oxigraph::io::RdfFormat::NQuads, text.as_bytes())?;
        let subjects: BTreeSet<String> = filtered
            .iter()
            .filter_map(|quad| Some(crate::ontology::local_name(quad.ok()?.subject.to_string().trim_end_matches('>'))))
            .collect();
        let expected =
            ["1", "2", "6b64f36ee750", "871f953ad5d9", "CIA", "Germany", "North_Korea", "Russia", "Ukraine", "de-arms", "uk-aid"];
        assert_eq!(subjects, expected.map(str::to_owned).into());
        // What else the articles say of these actors is not there.
        assert!(text.contains("ontology#suppliesTo> <") && !text.contains("givesAidTo") && !text.contains("Kazakhstan"));
        assert!(text.contains("ballistische Raketen"));
        Ok(())
    }

    #[test]
    fn xml_names_are_checked() {
        assert!(has_local_name("http://example.org/a#b1") && has_local_name("http://example.org/1b"));
        assert!(!has_local_name("http://example.org/1") && !has_local_name("http://example.org/"));
        assert!(is_xml('\n') && is_xml('\u{1f30d}') && !is_xml('\u{c}') && !is_xml('\u{ffff}'));
    }
}
