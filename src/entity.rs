//! The nodes of the network.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::Lang;

/// The name of an entity in the graph: the local name of its IRI, ASCII letters, digits, `_`, `-`, `.` and parentheses
/// (`North_Korea`). The same in all languages and articles.
pub type EntityId = String;

/// An actor, place or thing that articles speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its name in the graph.
    pub id: EntityId,
    /// The local name of its class in the ontology (`State`).
    pub class: String,
    /// What it is called, one label for each language of the program.
    pub labels: BTreeMap<Lang, String>,
    /// Other names as articles wrote them, with the article's language.
    pub aliases: BTreeSet<(Lang, String)>,
    /// Its Wikidata identifier (`Q423`), only where it is certain.
    pub wikidata: Option<String>,
}
