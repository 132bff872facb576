//! The ontology: relations, classes and their codes, read from `ontology/*.ttl`. The program repeats none of them.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{Graph, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, TripleRef};

use crate::assets::{AssetError, Assets};
use crate::text::Lang;

/// The namespace of the ontology's own terms, prefix `ent:`.
pub const ENT: &str = "https://w3id.org/entente/ontology#";
/// The namespace of entities, prefix `e:`.
pub const ENTITY: &str = "https://w3id.org/entente/entity/";
/// The namespace of the goods, prefix `goods:`.
pub const GOODS: &str = "https://w3id.org/entente/goods#";

/// The class of states.
pub const STATE: &str = "State";
/// The class of ministries, parliaments and other bodies of a state.
pub const GOVERNMENT_BODY: &str = "GovernmentBody";
/// The class of organisations of several states.
pub const INTERNATIONAL: &str = "InternationalOrganisation";
/// The relation of a head of state, government or organisation to it.
pub const LEADS: &str = "leads";
/// The relation of a person to what he holds an office or job in.
pub const AFFILIATED: &str = "affiliatedWith";
/// The relation of a place to what it lies in.
pub const LOCATED_IN: &str = "locatedIn";
/// The relation of whoever gives goods to whoever gets them.
pub const SUPPLIES: &str = "suppliesTo";
/// Help of whatever kind, as goods.
pub const AID: &str = "Aid";
/// The goods that are payment.
pub const MONEY: &str = "Money";
/// The event types of PLOVER that say who does what a clause below them says: whom something is asked of, who is accused of it; and the one
/// of encounters.
pub const REQUEST: &str = "REQUEST";
/// See [`REQUEST`].
pub const ACCUSE: &str = "ACCUSE";
/// The event type of PLOVER of pressure.
pub const COERCE: &str = "COERCE";
/// See [`REQUEST`].
pub const CONSULT: &str = "CONSULT";
/// The event type of PLOVER of attacks.
pub const ASSAULT: &str = "ASSAULT";
/// The class of people.
pub const PERSON: &str = "Person";
/// The class of political parties.
pub const PARTY: &str = "Party";
/// The class of cities.
pub const CITY: &str = "City";
/// The class of organisations of whose kind nothing is known.
pub const ORGANISATION: &str = "Organisation";
/// The class of places of whose kind nothing is known.
pub const PLACE: &str = "Place";
/// The class of what is neither actor nor place.
pub const THING: &str = "Thing";
/// The class of an actor of whom nothing more is known.
pub const ACTOR: &str = "Actor";

/// The quad class of demands, accusations, threats.
pub const VERBAL_CONFLICT: &str = "VerbalConflict";

/// The files of the ontology, in the order they are read.
pub const FILES: [&str; 3] = ["ontology/entente.ttl", "ontology/plover.ttl", "ontology/goods.ttl"];

/// What the ontology says, by local names.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    /// The relations that are read from text, by local name.
    pub relations: BTreeMap<String, Relation>,
    /// The labels of the relations that are only inferred, by local name.
    pub inverses: BTreeMap<String, BTreeMap<Lang, String>>,
    /// The classes, by local name.
    pub classes: BTreeMap<String, Class>,
    /// The quad classes, by local name.
    pub quad_classes: BTreeMap<String, QuadClass>,
    /// The local names of the goods, each with its broader ones.
    pub goods: BTreeMap<String, Vec<String>>,
}

/// A relation of the ontology.
#[derive(Debug, Clone, Default)]
pub struct Relation {
    /// Its local name (`suppliesTo`).
    pub name: String,
    /// Whether it holds in both directions.
    pub symmetric: bool,
    /// The local name of its inverse, if it has one.
    pub inverse: Option<String>,
    /// The relations it implies, by local name.
    pub implies: Vec<String>,
    /// The classes its subject may have; any of them.
    pub domain: Vec<String>,
    /// The classes its object may have; any of them.
    pub range: Vec<String>,
    /// Whether something passes to the object, which must be goods where the text names it.
    pub carries_goods: bool,
    /// The local names of its PLOVER types.
    pub plover: Vec<String>,
    /// The local name of its quad class.
    pub quad_class: String,
    /// Its labels.
    pub labels: BTreeMap<Lang, String>,
}

impl Relation {
    /// Whether it is itself something said: a demand, an accusation, a threat.
    #[must_use]
    pub fn is_spoken(&self) -> bool {
        self.quad_class == VERBAL_CONFLICT
    }
}

/// A class of the ontology.
#[derive(Debug, Clone, Default)]
pub struct Class {
    /// The local names of its direct super-classes.
    pub parents: Vec<String>,
    /// The GraphViz shape of its members, if it has one of its own.
    pub shape: Option<String>,
    /// Its labels.
    pub labels: BTreeMap<Lang, String>,
}

/// A coarse kind of relation.
#[derive(Debug, Clone, Default)]
pub struct QuadClass {
    /// The colour of its edges, `#rrggbb`.
    pub colour: String,
    /// Its labels.
    pub labels: BTreeMap<Lang, String>,
}

/// An ontology that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OntologyError {
    /// A file is missing.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// A file is not Turtle; the error names line and column.
    #[error("{path}: {source}")]
    Syntax {
        /// The file.
        path: String,
        /// What the parser said.
        source: Box<RdfSyntaxError>,
    },
}

impl Ontology {
    /// Reads the ontology.
    ///
    /// # Errors
    /// When a file is missing or is not Turtle.
    pub fn load(assets: &Assets) -> Result<Self, OntologyError> {
        let mut graph = Graph::new();
        for path in FILES {
            let bytes = assets.read(path)?;
            for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&bytes) {
                let quad = quad.map_err(|e| OntologyError::Syntax { path: path.to_owned(), source: Box::new(e) })?;
                graph.insert(TripleRef::from(quad.as_ref()));
            }
        }
        Ok(Self::of(&graph))
    }

    fn of(graph: &Graph) -> Self {
        let mut ontology = Self::default();
        for subject in instances(graph, &ent("ExtractedRelation")) {
            let Some(name) = local(subject) else { continue };
            let inverse = locals(graph, subject, "http://www.w3.org/2002/07/owl#inverseOf").into_iter().next();
            ontology.relations.insert(
                name.clone(),
                Relation {
                    symmetric: types(graph, subject).contains("http://www.w3.org/2002/07/owl#SymmetricProperty"),
                    inverse,
                    implies: own(graph, subject, rdfs::SUB_PROPERTY_OF.as_str()),
                    domain: class_union(graph, subject, rdfs::DOMAIN.as_str()),
                    range: class_union(graph, subject, rdfs::RANGE.as_str()),
                    carries_goods: literal(graph, subject, &ent("carriesGoods")).is_some_and(|value| value == "true"),
                    plover: locals(graph, subject, &ent("plover")),
                    quad_class: locals(graph, subject, &ent("quadClass")).into_iter().next().unwrap_or_default(),
                    labels: labels(graph, subject),
                    name,
                },
            );
        }
        for subject in instances(graph, &ent("InverseRelation")) {
            if let Some(name) = local(subject) {
                ontology.inverses.insert(name, labels(graph, subject));
            }
        }
        for subject in instances(graph, "http://www.w3.org/2002/07/owl#Class") {
            if let Some(name) = local(subject).filter(|_| is_in(subject, ENT)) {
                let shape = literal(graph, subject, &ent("shape"));
                let parents = own(graph, subject, rdfs::SUB_CLASS_OF.as_str());
                ontology.classes.insert(name, Class { parents, shape, labels: labels(graph, subject) });
            }
        }
        for subject in instances(graph, &ent("QuadClass")) {
            if let Some(name) = local(subject) {
                let colour = literal(graph, subject, &ent("colour")).unwrap_or_default();
                ontology.quad_classes.insert(name, QuadClass { colour, labels: labels(graph, subject) });
            }
        }
        for subject in instances(graph, "http://www.w3.org/2004/02/skos/core#Concept") {
            if let Some(name) = local(subject).filter(|_| is_in(subject, GOODS)) {
                ontology.goods.insert(name, locals(graph, subject, "http://www.w3.org/2004/02/skos/core#broader"));
            }
        }
        ontology
    }

    /// Whether the class `name` is `ancestor` or below it.
    #[must_use]
    pub fn is_a(&self, name: &str, ancestor: &str) -> bool {
        name == ancestor || self.classes.get(name).is_some_and(|class| class.parents.iter().any(|parent| self.is_a(parent, ancestor)))
    }

    /// Whether an entity of class `name` may stand where one of `allowed` is asked for. A class above an allowed one may too: an actor of
    /// whom nothing more is known can be a person.
    #[must_use]
    pub fn fits(&self, name: &str, allowed: &[String]) -> bool {
        allowed.is_empty() || allowed.iter().any(|class| self.is_a(name, class) || self.is_a(class, name))
    }

    /// Whether the object of a relation may be a thing that is no actor or place: a plan, a plant, a proposal.
    #[must_use]
    pub fn takes_things(&self, relation: &str) -> bool {
        self.relations.get(relation).is_some_and(|relation| relation.range.iter().any(|class| self.is_a(THING, class)))
    }

    /// The GraphViz shape of a class: its own or that of its nearest super-class.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&str> {
        let class = self.classes.get(name)?;
        class.shape.as_deref().or_else(|| class.parents.iter().find_map(|parent| self.shape(parent)))
    }
}

fn ent(name: &str) -> String {
    format!("{ENT}{name}")
}

fn instances<'g>(graph: &'g Graph, class: &str) -> Vec<NamedOrBlankNodeRef<'g>> {
    let class = NamedNodeRef::new_unchecked(class);
    graph.subjects_for_predicate_object(rdf::TYPE, class).collect()
}

fn types(graph: &Graph, subject: NamedOrBlankNodeRef<'_>) -> BTreeSet<String> {
    graph.objects_for_subject_predicate(subject, rdf::TYPE).filter_map(iri).map(str::to_owned).collect()
}

fn objects(graph: &Graph, subject: NamedOrBlankNodeRef<'_>, predicate: &str) -> Vec<Term> {
    let predicate = NamedNodeRef::new_unchecked(predicate);
    graph.objects_for_subject_predicate(subject, predicate).map(TermRef::into_owned).collect()
}

/// The local names of the objects that have an IRI, sorted.
fn locals(graph: &Graph, subject: NamedOrBlankNodeRef<'_>, predicate: &str) -> Vec<String> {
    let mut names: Vec<String> =
        objects(graph, subject, predicate).iter().filter_map(|object| iri(object.as_ref()).map(local_name)).collect();
    names.sort_unstable();
    names
}

/// The local names of the objects in the ontology's own namespace, sorted.
fn own(graph: &Graph, subject: NamedOrBlankNodeRef<'_>, predicate: &str) -> Vec<String> {
    let mut names: Vec<String> =
        objects(graph, subject, predicate).iter().filter_map(|object| iri(object.as_ref())?.strip_prefix(ENT).map(str::to_owned)).collect();
    names.sort_unstable();
    names
}

/// The classes of a domain or range: the class itself, or the members of an `owl:unionOf`.
fn class_union(graph: &Graph, subject: NamedOrBlankNodeRef<'_>, predicate: &str) -> Vec<String> {
    let mut classes = Vec::new();
    for object in objects(graph, subject, predicate) {
        match object {
            Term::NamedNode(node) => classes.push(local_name(node.as_str())),
            Term::BlankNode(node) => {
                for list in objects(graph, (&node).into(), "http://www.w3.org/2002/07/owl#unionOf") {
                    members(graph, list, &mut classes);
                }
            }
            _ => {}
        }
    }
    classes.sort_unstable();
    classes
}

/// The local names of the members of an RDF list.
fn members(graph: &Graph, mut list: Term, found: &mut Vec<String>) {
    while let Term::BlankNode(node) = &list {
        let node = NamedOrBlankNode::from(node.clone());
        found.extend(locals(graph, node.as_ref(), rdf::FIRST.as_str()));
        match objects(graph, node.as_ref(), rdf::REST.as_str()).pop() {
            Some(rest) => list = rest,
            None => break,
        }
    }
}

fn labels(graph: &Graph, subject: NamedOrBlankNodeRef<'_>) -> BTreeMap<Lang, String> {
    let literals = objects(graph, subject, rdfs::LABEL.as_str());
    literals
        .iter()
        .filter_map(|term| match term {
            Term::Literal(literal) => Some((literal.language()?.parse().ok()?, literal.value().to_owned())),
            _ => None,
        })
        .collect()
}

fn literal(graph: &Graph, subject: NamedOrBlankNodeRef<'_>, predicate: &str) -> Option<String> {
    objects(graph, subject, predicate).into_iter().find_map(|term| match term {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    })
}

fn iri(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

fn is_in(subject: NamedOrBlankNodeRef<'_>, namespace: &str) -> bool {
    matches!(subject, NamedOrBlankNodeRef::NamedNode(node) if node.as_str().starts_with(namespace))
}

fn local(subject: NamedOrBlankNodeRef<'_>) -> Option<String> {
    match subject {
        NamedOrBlankNodeRef::NamedNode(node) => Some(local_name(node.as_str())),
        NamedOrBlankNodeRef::BlankNode(_) => None,
    }
}

/// What follows the last `#` or `/` of an IRI.
#[must_use]
pub fn local_name(iri: &str) -> String {
    iri.rsplit(['#', '/']).next().unwrap_or(iri).to_owned()
}

#[cfg(test)]
mod tests {
    use super::Ontology;
    use crate::assets::Assets;

    #[test]
    fn every_relation_has_what_the_program_reads_of_it() -> Result<(), Box<dyn std::error::Error>> {
        let ontology = Ontology::load(&Assets::embedded())?;
        assert_eq!(ontology.relations.len(), 31);
        for relation in ontology.relations.values() {
            let name = &relation.name;
            assert!(ontology.quad_classes.contains_key(&relation.quad_class), "{name} has no quad class");
            assert!(relation.symmetric != relation.inverse.is_some(), "{name} is symmetric or has an inverse");
            assert_eq!(relation.labels.len(), 3, "{name} has labels in three languages");
            for class in relation.domain.iter().chain(&relation.range) {
                assert!(ontology.classes.contains_key(class), "{name} speaks of the class {class}");
            }
        }
        assert!(ontology.is_a("Person", "Actor") && ontology.fits("Actor", &["Person".to_owned()]));
        Ok(())
    }
}
