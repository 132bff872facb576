//! Shapes: the part of SHACL Core that the ontology uses, read from Turtle.

use std::collections::{BTreeSet, HashSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TripleRef};
use regex::Regex;

use super::{Severity, ValidateError};

const SH: &str = "http://www.w3.org/ns/shacl#";

/// Which nodes a shape is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The members of a class and of the classes below it.
    Class(NamedNode),
    /// Whatever has this property.
    SubjectsOf(NamedNode),
}

/// A way from a node to values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Path {
    Forward(NamedNode),
    Inverse(NamedNode),
}

/// What a value may be.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Class(NamedNode),
    Datatype(NamedNode),
    /// IRI, blank node, literal: which of them may be.
    NodeKind(bool, bool, bool),
    In(Vec<Term>),
    Pattern(Regex),
    AtLeast(f64),
    AtMost(f64),
    MinLength(usize),
    /// One of these, each with all its tests.
    Or(Vec<Vec<Test>>),
}

/// What the values of a property, taken together, must be.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    MinCount(usize),
    MaxCount(usize),
    HasValue(Term),
    UniqueLang,
    Each(Test),
}

/// A rule and how the file writes it (`sh:minCount 1`).
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) rule: Rule,
    pub(super) written: String,
}

/// What must hold of a node, or of its values on a path.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The way to the values; none for the node itself.
    pub(super) path: Option<Path>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) message: Option<String>,
    pub(super) severity: Severity,
    pub(super) targets: Vec<Target>,
    pub(super) properties: Vec<Shape>,
}

/// Reads the shapes, sorted by name.
pub(super) fn read(turtle: &[u8]) -> Result<Vec<Shape>, ValidateError> {
    let mut graph = Graph::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
        let quad = quad.map_err(|e| ValidateError::Syntax(e.to_string()))?;
        graph.insert(TripleRef::from(quad.as_ref()));
    }
    let node_shape = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#NodeShape");
    let mut nodes: Vec<NamedOrBlankNode> =
        graph.subjects_for_predicate_object(rdf::TYPE, node_shape).map(|node| node.into_owned()).collect();
    nodes.sort_by_cached_key(ToString::to_string);
    let mut reader = Reader { graph: &graph, read: HashSet::new() };
    let shapes = nodes.iter().map(|node| reader.shape(node, &node.to_string(), None)).collect::<Result<_, _>>()?;
    reader.nothing_left()?;
    Ok(shapes)
}

struct Reader<'g> {
    graph: &'g Graph,
    /// The nodes whose SHACL properties have all been read.
    read: HashSet<NamedOrBlankNode>,
}

impl Reader<'_> {
    /// The shape at `node`, called `name` in errors.
    fn shape(&mut self, node: &NamedOrBlankNode, name: &str, path: Option<Path>) -> Result<Shape, ValidateError> {
        self.read.insert(node.clone());
        let is_property = path.is_some();
        let mut shape = Shape {
            path,
            constraints: Vec::new(),
            message: None,
            severity: Severity::Violation,
            targets: Vec::new(),
            properties: Vec::new(),
        };
        for (predicate, object) in self.statements(node) {
            let wrong = |reason: String| ValidateError::Shape { shape: name.to_owned(), reason };
            match predicate.as_str() {
                "path" if is_property => {}
                "targetClass" if !is_property => shape.targets.push(Target::Class(iri(&object).map_err(wrong)?)),
                "targetSubjectsOf" if !is_property => shape.targets.push(Target::SubjectsOf(iri(&object).map_err(wrong)?)),
                "property" if !is_property => {
                    let property = node_of(&object).map_err(wrong)?;
                    let path = self.path(&property).map_err(wrong)?;
                    let name = format!("{name}, property {path}");
                    shape.properties.push(self.shape(&property, &name, Some(path))?);
                }
                "message" => shape.message = Some(text(&object).map_err(wrong)?),
                "severity" => {
                    shape.severity = match object.to_string().trim_start_matches('<').trim_end_matches('>').strip_prefix(SH) {
                        Some("Violation") => Severity::Violation,
                        Some("Warning") => Severity::Warning,
                        Some("Info") => Severity::Info,
                        _ => return Err(wrong(format!("unknown severity {object}"))),
                    }
                }
                // For people and forms; they constrain nothing.
                "name" | "description" | "order" | "group" => {}
                // Read together with the pattern.
                "flags" => {}
                _ => shape.constraints.push(self.constraint(node, &predicate, &object).map_err(wrong)?),
            }
        }
        shape.properties.sort_by_cached_key(|property| format!("{:?}", property.path));
        Ok(shape)
    }

    fn constraint(&mut self, node: &NamedOrBlankNode, name: &str, object: &Term) -> Result<Constraint, String> {
        let rule = match name {
            "minCount" => Rule::MinCount(count(object)?),
            "maxCount" => Rule::MaxCount(count(object)?),
            "hasValue" => Rule::HasValue(object.clone()),
            "uniqueLang" => match text(object)?.as_str() {
                "true" => Rule::UniqueLang,
                other => return Err(format!("sh:uniqueLang must be true, not {other}")),
            },
            _ => Rule::Each(self.test(node, name, object)?),
        };
        let written = match object {
            Term::NamedNode(node) => format!("sh:{name} <{}>", node.as_str()),
            Term::Literal(literal) => format!("sh:{name} {}", literal.value()),
            _ => format!("sh:{name}"),
        };
        Ok(Constraint { rule, written })
    }

    fn test(&mut self, node: &NamedOrBlankNode, name: &str, object: &Term) -> Result<Test, String> {
        Ok(match name {
            "class" => Test::Class(iri(object)?),
            "datatype" => Test::Datatype(iri(object)?),
            "nodeKind" => match iri(object)?.as_str().strip_prefix(SH) {
                Some("IRI") => Test::NodeKind(true, false, false),
                Some("BlankNode") => Test::NodeKind(false, true, false),
                Some("Literal") => Test::NodeKind(false, false, true),
                Some("BlankNodeOrIRI") => Test::NodeKind(true, true, false),
                Some("IRIOrLiteral") => Test::NodeKind(true, false, true),
                Some("BlankNodeOrLiteral") => Test::NodeKind(false, true, true),
                _ => return Err(format!("unknown node kind {object}")),
            },
            "in" => Test::In(self.list(object)?),
            "pattern" => {
                let flags = self.statements(node).into_iter().find(|(name, _)| name == "flags");
                let flags = flags.map_or(Ok(String::new()), |(_, flags)| text(&flags))?;
                let prefix = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
                Test::Pattern(Regex::new(&format!("{prefix}{}", text(object)?)).map_err(|e| format!("sh:pattern: {e}"))?)
            }
            "minInclusive" => Test::AtLeast(number(object)?),
            "maxInclusive" => Test::AtMost(number(object)?),
            "minLength" => Test::MinLength(count(object)?),
            "or" => {
                let mut alternatives = Vec::new();
                for alternative in self.list(object)? {
                    let node = node_of(&alternative)?;
                    self.read.insert(node.clone());
                    let tests = self.statements(&node);
                    let tests = tests.iter().map(|(name, object)| self.test(&node, name, object)).collect::<Result<_, _>>()?;
                    alternatives.push(tests);
                }
                Test::Or(alternatives)
            }
            _ => {
                return Err(format!(
                    "sh:{name} is not implemented here; rewrite the shape without it, or validate with another SHACL engine"
                ));
            }
        })
    }

    /// The path of a property shape.
    fn path(&mut self, property: &NamedOrBlankNode) -> Result<Path, String> {
        let unknown = || "sh:path must be one predicate or one sh:inversePath of a predicate".to_owned();
        let paths: Vec<Term> = self.statements(property).into_iter().filter(|(name, _)| name == "path").map(|(_, path)| path).collect();
        match paths.as_slice() {
            [Term::NamedNode(predicate)] => Ok(Path::Forward(predicate.clone())),
            [Term::BlankNode(node)] => {
                let node = NamedOrBlankNode::from(node.clone());
                match self.statements(&node).as_slice() {
                    [(name, Term::NamedNode(predicate))] if name == "inversePath" => {
                        self.read.insert(node);
                        Ok(Path::Inverse(predicate.clone()))
                    }
                    _ => Err(unknown()),
                }
            }
            _ => Err(unknown()),
        }
    }

    /// The SHACL properties of a node, by local name, sorted.
    fn statements(&self, node: &NamedOrBlankNode) -> Vec<(String, Term)> {
        let all = self.graph.triples_for_subject(node.as_ref());
        let mut found: Vec<(String, Term)> =
            all.filter_map(|triple| Some((triple.predicate.as_str().strip_prefix(SH)?.to_owned(), triple.object.into_owned()))).collect();
        found.sort_by_cached_key(|(name, object)| (name.clone(), object.to_string()));
        found
    }

    /// The members of an RDF list.
    fn list(&self, head: &Term) -> Result<Vec<Term>, String> {
        let (mut members, mut head) = (Vec::new(), head.clone());
        loop {
            if head == Term::from(rdf::NIL.into_owned()) {
                return Ok(members);
            }
            let node = node_of(&head)?;
            let first = self.graph.object_for_subject_predicate(node.as_ref(), rdf::FIRST);
            let rest = self.graph.object_for_subject_predicate(node.as_ref(), rdf::REST);
            let (Some(first), Some(rest)) = (first, rest) else { return Err(format!("{head} is no list")) };
            members.push(first.into_owned());
            head = rest.into_owned();
        }
    }

    /// Refuses SHACL that no node shape leads to: it would be passed over in silence.
    fn nothing_left(&self) -> Result<(), ValidateError> {
        let left: BTreeSet<String> = self
            .graph
            .iter()
            .filter(|triple| triple.predicate.as_str().starts_with(SH) && !self.read.contains(&triple.subject.into_owned()))
            .map(|triple| format!("{} sh:{}", triple.subject, &triple.predicate.as_str()[SH.len()..]))
            .collect();
        match left.first() {
            Some(shape) => Err(ValidateError::Shape { shape: shape.clone(), reason: "no sh:NodeShape leads here".to_owned() }),
            None => Ok(()),
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Forward(predicate) => write!(f, "{predicate}"),
            Self::Inverse(predicate) => write!(f, "^{predicate}"),
        }
    }
}

fn iri(term: &Term) -> Result<NamedNode, String> {
    match term {
        Term::NamedNode(node) => Ok(node.clone()),
        _ => Err(format!("{term} should be an IRI")),
    }
}

fn node_of(term: &Term) -> Result<NamedOrBlankNode, String> {
    match term {
        Term::NamedNode(node) => Ok(node.clone().into()),
        Term::BlankNode(node) => Ok(node.clone().into()),
        _ => Err(format!("{term} should be a node")),
    }
}

fn text(term: &Term) -> Result<String, String> {
    match term {
        Term::Literal(literal) => Ok(literal.value().to_owned()),
        _ => Err(format!("{term} should be a literal")),
    }
}

fn count(term: &Term) -> Result<usize, String> {
    text(term)?.parse().map_err(|_| format!("{term} should be a whole number"))
}

fn number(term: &Term) -> Result<f64, String> {
    text(term)?.parse().map_err(|_| format!("{term} should be a number"))
}
