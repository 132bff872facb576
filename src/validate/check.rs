//! Holding nodes against shapes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};
use oxigraph::store::{StorageError, Store};
use rayon::prelude::*;

use super::Violation;
use super::datatype::{is_number, well_formed};
use super::shape::{Constraint, Path, Rule, Shape, Target, Test};

/// Classes with all their members, also those of the classes below.
type Members = BTreeMap<String, HashSet<Term>>;

/// The number of nodes looked at, and what is wrong with them.
pub(super) fn check(store: &Store, shapes: &[Shape]) -> Result<(usize, Vec<Violation>), StorageError> {
    let mut classes = BTreeSet::new();
    shapes.iter().for_each(|shape| classes_of(shape, &mut classes));
    let members =
        classes.into_iter().map(|class| Ok((class.clone(), members(store, &class)?))).collect::<Result<Members, StorageError>>()?;
    let mut seen = 0;
    let mut violations = Vec::new();
    for shape in shapes {
        let nodes = targets(store, shape, &members)?;
        seen += nodes.len();
        let found: Vec<Vec<Violation>> =
            nodes.par_iter().map(|node| Focus::new(store, &members, node)?.check(shape)).collect::<Result<_, StorageError>>()?;
        violations.extend(found.into_iter().flatten());
    }
    Ok((seen, violations))
}

/// The classes that a shape speaks of.
fn classes_of(shape: &Shape, classes: &mut BTreeSet<String>) {
    fn of_test(test: &Test, classes: &mut BTreeSet<String>) {
        match test {
            Test::Class(class) => {
                classes.insert(class.as_str().to_owned());
            }
            Test::Or(alternatives) => alternatives.iter().flatten().for_each(|test| of_test(test, classes)),
            _ => {}
        }
    }
    for target in &shape.targets {
        if let Target::Class(class) = target {
            classes.insert(class.as_str().to_owned());
        }
    }
    for constraint in &shape.constraints {
        if let Rule::Each(test) = &constraint.rule {
            of_test(test, classes);
        }
    }
    shape.properties.iter().for_each(|property| classes_of(property, classes));
}

/// The members of a class and of all classes below it.
fn members(store: &Store, class: &str) -> Result<HashSet<Term>, StorageError> {
    let mut below = vec![NamedNode::new_unchecked(class)];
    let mut known: BTreeSet<String> = BTreeSet::from([class.to_owned()]);
    let mut members = HashSet::new();
    while let Some(class) = below.pop() {
        for subject in subjects(store, rdf::TYPE, class.as_ref().into())? {
            members.insert(subject.into());
        }
        for subclass in subjects(store, rdfs::SUB_CLASS_OF, class.as_ref().into())? {
            if let NamedOrBlankNode::NamedNode(subclass) = subclass
                && known.insert(subclass.as_str().to_owned())
            {
                below.push(subclass);
            }
        }
    }
    Ok(members)
}

fn subjects(store: &Store, predicate: NamedNodeRef<'_>, object: TermRef<'_>) -> Result<Vec<NamedOrBlankNode>, StorageError> {
    let quads = store.quads_for_pattern(None, Some(predicate), Some(object), Some(GraphNameRef::DefaultGraph));
    quads.map(|quad| Ok(quad?.subject)).collect()
}

/// The nodes that a shape is about, sorted.
fn targets(store: &Store, shape: &Shape, members: &Members) -> Result<Vec<NamedOrBlankNode>, StorageError> {
    let mut nodes = HashSet::new();
    for target in &shape.targets {
        match target {
            Target::Class(class) => {
                nodes.extend(members.get(class.as_str()).into_iter().flatten().filter_map(node).map(NamedOrBlankNodeRef::into_owned))
            }
            Target::SubjectsOf(predicate) => {
                let quads = store.quads_for_pattern(None, Some(predicate.as_ref()), None, Some(GraphNameRef::DefaultGraph));
                for quad in quads {
                    nodes.insert(quad?.subject);
                }
            }
        }
    }
    let mut nodes: Vec<NamedOrBlankNode> = nodes.into_iter().collect();
    nodes.sort_by_cached_key(ToString::to_string);
    Ok(nodes)
}

fn node(term: &Term) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        Term::NamedNode(node) => Some(node.as_ref().into()),
        Term::BlankNode(node) => Some(node.as_ref().into()),
        _ => None,
    }
}

/// A node with all that is said of it.
struct Focus<'a> {
    store: &'a Store,
    members: &'a Members,
    node: &'a NamedOrBlankNode,
    said: Vec<(NamedNode, Term)>,
}

impl<'a> Focus<'a> {
    fn new(store: &'a Store, members: &'a Members, node: &'a NamedOrBlankNode) -> Result<Self, StorageError> {
        let quads = store.quads_for_pattern(Some(node.as_ref()), None, None, Some(GraphNameRef::DefaultGraph));
        let said = quads.map(|quad| quad.map(|quad| (quad.predicate, quad.object))).collect::<Result<_, _>>()?;
        Ok(Self { store, members, node, said })
    }

    fn check(&self, shape: &Shape) -> Result<Vec<Violation>, StorageError> {
        let mut violations = Vec::new();
        for part in std::iter::once(shape).chain(&shape.properties) {
            let values = self.values(part.path.as_ref())?;
            for constraint in &part.constraints {
                self.hold(part, constraint, &values, &mut violations);
            }
        }
        Ok(violations)
    }

    fn values(&self, path: Option<&Path>) -> Result<Vec<Term>, StorageError> {
        match path {
            None => Ok(vec![self.node.clone().into()]),
            Some(Path::Forward(predicate)) => {
                Ok(self.said.iter().filter(|(said, _)| said == predicate).map(|(_, value)| value.clone()).collect())
            }
            Some(Path::Inverse(predicate)) => {
                let subjects = subjects(self.store, predicate.as_ref(), self.node.as_ref().into())?;
                Ok(subjects.into_iter().map(Term::from).collect())
            }
        }
    }

    fn hold(&self, shape: &Shape, constraint: &Constraint, values: &[Term], violations: &mut Vec<Violation>) {
        let mut wrong = |value: Option<&Term>| {
            violations.push(Violation {
                focus: self.node.to_string(),
                path: shape.path.as_ref().map(Path::to_string),
                value: value.map(Term::to_string),
                message: shape.message.clone().unwrap_or_else(|| "The shape does not hold.".to_owned()),
                constraint: constraint.written.clone(),
                severity: shape.severity,
            });
        };
        match &constraint.rule {
            Rule::MinCount(least) if values.len() < *least => wrong(None),
            Rule::MaxCount(most) if values.len() > *most => wrong(None),
            Rule::HasValue(value) if !values.contains(value) => wrong(Some(value)),
            Rule::MinCount(_) | Rule::MaxCount(_) | Rule::HasValue(_) => {}
            Rule::UniqueLang => {
                let mut seen = BTreeSet::new();
                let languages = values.iter().filter_map(|value| match value {
                    Term::Literal(literal) => literal.language().map(str::to_ascii_lowercase),
                    _ => None,
                });
                // One violation for a node, however many languages have two values.
                if !languages.into_iter().all(|language| seen.insert(language)) {
                    wrong(None);
                }
            }
            Rule::Each(test) => values.iter().filter(|value| !self.passes(test, value)).for_each(|value| wrong(Some(value))),
        }
    }

    fn passes(&self, test: &Test, value: &Term) -> bool {
        match (test, value) {
            (Test::Class(class), _) => self.members.get(class.as_str()).is_some_and(|members| members.contains(value)),
            (Test::Datatype(datatype), Term::Literal(literal)) => {
                literal.datatype() == datatype.as_ref() && well_formed(literal.value(), literal.datatype())
            }
            (Test::NodeKind(iri, blank, literal), _) => match value {
                Term::NamedNode(_) => *iri,
                Term::BlankNode(_) => *blank,
                Term::Literal(_) => *literal,
                Term::Triple(_) => false,
            },
            (Test::In(terms), _) => terms.contains(value),
            (Test::Pattern(pattern), _) => lexical(value).is_some_and(|text| pattern.is_match(text)),
            (Test::MinLength(least), _) => lexical(value).is_some_and(|text| text.chars().count() >= *least),
            (Test::AtLeast(bound), Term::Literal(literal)) => is_number(literal.as_ref()).is_some_and(|number| number >= *bound),
            (Test::AtMost(bound), Term::Literal(literal)) => is_number(literal.as_ref()).is_some_and(|number| number <= *bound),
            (Test::Or(alternatives), _) => alternatives.iter().any(|tests| tests.iter().all(|test| self.passes(test, value))),
            (Test::Datatype(_) | Test::AtLeast(_) | Test::AtMost(_), _) => false,
        }
    }
}

/// The text of a value; a blank node has none.
fn lexical(value: &Term) -> Option<&str> {
    match value {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}
