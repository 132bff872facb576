//! The `store` room: claims become quads, quads become a folder on disk, and the folder becomes a graph that answers.
//!
//! [`quads`] says what an article means in RDF. A [`Folder`] keeps those quads and the texts they quote, one article at a time, so that a
//! process killed at any moment loses nothing that was finished. A [`Graph`] is the whole folder in memory, with the ontology, background
//! knowledge and what the rules infer.

use std::io;
use std::path::PathBuf;

use oxigraph::store::StorageError;

use crate::assets::AssetError;

mod background;
mod disk;
mod folder;
mod graph;
mod offsets;
mod rdf;
mod record;

pub use background::background;
pub use folder::{Folder, LockedFolder, Wait};
pub use graph::{BACKGROUND, Background, Graph, INFERRED, ONTOLOGY};
pub use offsets::CodePoints;
pub use rdf::{ARTICLE, CLAIM, article_iri, entity_iri, prefixes, quads, reify};
pub use record::Record;

/// What can go wrong with a graph on its way to disk and back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no graph folder.
    #[error("{path}: there is no graph here; make one with `entente build --graph {path}`", path = .path.display())]
    Missing {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("{path}: this folder holds other files and no graph; choose a new or an empty folder", path = .path.display())]
    Foreign {
        /// The folder asked for.
        path: PathBuf,
    },
    /// A newer program wrote the folder.
    #[error("{path}: written in format {found}, this program reads format {known}; use a newer `entente`, or build into another folder", path = .path.display())]
    Format {
        /// The file that says so.
        path: PathBuf,
        /// The format it names.
        found: u32,
        /// The format of this program.
        known: u32,
    },
    /// Another process is building, and waiting was not wanted.
    #[error("{path}: {} is building this graph; wait until it is done", .pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}")), path = .path.display())]
    Locked {
        /// The graph folder.
        path: PathBuf,
        /// The process that holds the lock, if it left its number.
        pid: Option<u32>,
    },
    /// The system refused.
    #[error("{path}: cannot {action}: {source}", path = .path.display())]
    Io {
        /// What was tried, as a verb (`write`).
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the graph is not as it was written.
    #[error("{path}{}: damaged: {reason}; build its article again, or delete the file", .line.map(|line| format!(":{line}")).unwrap_or_default(), path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where it can be told.
        line: Option<u64>,
        /// What is wrong.
        reason: String,
    },
    /// A file of the ontology is missing or cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// A file of the ontology is not Turtle, or a rule is no SPARQL update or fails.
    #[error("{path}: {reason}")]
    Source {
        /// The file, from the project's root.
        path: String,
        /// What the parser said, with line and column.
        reason: String,
    },
    /// The graph in memory refused.
    #[error("the graph in memory: {0}")]
    Storage(#[from] StorageError),
}

impl StoreError {
    /// For `map_err`: the system refused to do `action` with `path`.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// A file that is not as it was written.
    pub(crate) fn damaged(path: impl Into<PathBuf>, line: Option<u64>, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.into(), line, reason: reason.into() }
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
