//! The whole graph in memory: all articles, the ontology, background knowledge, and what the rules infer from them.

use std::collections::{BTreeSet, HashMap};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use rayon::prelude::*;

use super::{Folder, Record, StoreError};
use crate::assets::Assets;
use crate::entity::EntityId;
use crate::ontology::{ENTITY, FILES};

/// The graph that holds the ontology.
pub const ONTOLOGY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/entente/graph/ontology");
/// The graph that holds what is known without any article.
pub const BACKGROUND: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/entente/graph/background");
/// The graph that the rules write to.
pub const INFERRED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/entente/graph/inferred");

/// What is known beforehand of the entities that a graph mentions.
pub type Background<'b> = &'b dyn Fn(&BTreeSet<EntityId>) -> Vec<Quad>;

const RULES: &str = "ontology/rules";

/// A graph that can be asked.
///
/// Every statement stands in its named graph, and once more in the default graph. The default graph is therefore the union of all others as
/// a set: a triple that ten articles state is one triple there. (Oxigraph's own union lists it ten times, so that counts come out wrong.)
pub struct Graph {
    store: Store,
    articles: Vec<Record>,
}

impl Graph {
    /// Loads all articles of `folder`, the ontology and what `background` says of the entities that the articles mention, and runs the rules.
    ///
    /// # Errors
    /// When a file of the folder is damaged (it is named, with its line), or the ontology or a rule cannot be read.
    pub fn load(folder: &Folder, assets: &Assets, background: Background<'_>) -> Result<Self, StoreError> {
        let records: Vec<&Record> = folder.articles().collect();
        let read: Vec<Option<Vec<Quad>>> = records
            .par_iter()
            .map(|record| {
                let Some(body) = folder.body(record)? else { return Ok(None) };
                // The record stands in the line before.
                parse(&body)
                    .map(Some)
                    .map_err(|(line, reason)| StoreError::damaged(folder.path().join(&record.file), Some(line + 1), reason))
            })
            .collect::<Result<_, StoreError>>()?;
        let articles = records.into_iter().zip(&read).filter(|(_, quads)| quads.is_some()).map(|(record, _)| record.clone()).collect();
        let background = background(&mentioned(read.iter().flatten().flatten()));
        Ok(Self { articles, ..Self::of(read.into_iter().flatten().flatten(), assets, &background)? })
    }

    /// A graph of these quads of articles, which need no folder; otherwise as [`Graph::load`].
    ///
    /// # Errors
    /// When the ontology or a rule cannot be read.
    pub fn of(quads: impl IntoIterator<Item = Quad>, assets: &Assets, background: &[Quad]) -> Result<Self, StoreError> {
        let store = Store::new()?;
        let ontology = ontology(assets)?;
        let known = background.iter().map(|quad| Quad { graph_name: BACKGROUND.into(), ..quad.clone() });
        let mut loader = store.bulk_loader();
        loader.load_quads(ontology.into_iter().chain(known).chain(quads).flat_map(|quad| [in_union(&quad), quad]))?;
        loader.commit()?;
        let graph = Self { store, articles: Vec::new() };
        graph.infer(assets)?;
        Ok(graph)
    }

    /// The quads, for questions that need no SPARQL. Its default graph is the union of its named graphs.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The records of the articles in the graph, sorted by id; none where the graph was not loaded from a folder.
    #[must_use]
    pub fn articles(&self) -> &[Record] {
        &self.articles
    }

    /// The quads of one named graph, sorted by their N-Quads lines.
    ///
    /// # Errors
    /// When the store fails.
    pub fn named(&self, name: NamedNodeRef<'_>) -> Result<Vec<Quad>, StoreError> {
        let quads: Result<_, _> = self.store.quads_for_pattern(None, None, None, Some(name.into())).collect();
        Ok(super::rdf::sorted(quads?))
    }

    /// Runs the rules in the order of their names.
    fn infer(&self, assets: &Assets) -> Result<(), StoreError> {
        for name in assets.files(RULES).into_iter().filter(|name| name.ends_with(".ru")) {
            let path = format!("{RULES}/{name}");
            let rule = assets.text(&path)?;
            let wrong = |reason: String| StoreError::Source { path: path.clone(), reason };
            let update = SparqlEvaluator::new().parse_update(rule.as_ref()).map_err(|e| wrong(e.to_string()))?;
            update.on_store(&self.store).execute().map_err(|e| wrong(e.to_string()))?;
        }
        let inferred = self.named(INFERRED)?;
        self.store.extend(inferred.iter().map(in_union))?;
        Ok(())
    }
}

/// The entities that quads of articles give a class to.
fn mentioned<'q>(quads: impl Iterator<Item = &'q Quad>) -> BTreeSet<EntityId> {
    let subjects = quads.filter(|quad| quad.predicate == rdf::TYPE).filter_map(|quad| match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().strip_prefix(ENTITY).map(str::to_owned),
        NamedOrBlankNode::BlankNode(_) => None,
    });
    subjects.collect()
}

/// The same statement in the default graph.
fn in_union(quad: &Quad) -> Quad {
    Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }
}

/// The quads of N-Quads lines, or the number of the first bad line from 1 and what is wrong with it.
pub(super) fn parse(lines: &str) -> Result<Vec<Quad>, (u64, String)> {
    RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(lines)
        .map(|quad| quad.map_err(|error| (error.location().map_or(0, |at| at.start.line) + 1, error.to_string())))
        .collect()
}

/// The statements of the ontology. Its blank nodes are numbered, so that what is printed of them is the same every time.
fn ontology(assets: &Assets) -> Result<Vec<Quad>, StoreError> {
    let mut quads = Vec::new();
    for (number, path) in FILES.iter().enumerate() {
        let bytes = assets.read(path)?;
        let mut nodes = HashMap::new();
        let mut renamed = |node: BlankNode| {
            let next = nodes.len();
            nodes.entry(node).or_insert_with(|| BlankNode::new_unchecked(format!("ontology{number}n{next}"))).clone()
        };
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&bytes) {
            let quad = quad.map_err(|e| StoreError::Source { path: (*path).to_owned(), reason: e.to_string() })?;
            let subject = match quad.subject {
                NamedOrBlankNode::BlankNode(node) => renamed(node).into(),
                subject @ NamedOrBlankNode::NamedNode(_) => subject,
            };
            let object = match quad.object {
                Term::BlankNode(node) => renamed(node).into(),
                object => object,
            };
            quads.push(Quad::new(subject, quad.predicate, object, NamedNode::from(ONTOLOGY)));
        }
    }
    Ok(quads)
}
