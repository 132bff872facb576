//! The `validate` room: whether a graph is what `ontology/shapes.ttl` asks for, and every quote stands where its evidence says.

use std::fmt;

use oxigraph::store::StorageError;

use crate::assets::{AssetError, Assets};
use crate::store::{Folder, Graph, StoreError};

mod check;
mod datatype;
mod evidence;
mod shape;

/// The file with the shapes.
pub const SHAPES: &str = "ontology/shapes.ttl";

/// How much a violation weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The graph is wrong.
    Violation,
    /// Something to look at.
    Warning,
    /// Something to know.
    Info,
}

/// Something in the graph that should be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The node it is about, as in N-Triples.
    pub focus: String,
    /// The property looked at (`^` before it: from object to subject); none where it is about the node itself.
    pub path: Option<String>,
    /// The value that is wrong, as in N-Triples; none where one is missing or there are too many.
    pub value: Option<String>,
    /// What should be so, in words.
    pub message: String,
    /// The constraint that was broken (`sh:minCount 1`).
    pub constraint: String,
    /// How much it weighs.
    pub severity: Severity,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.focus)?;
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        if let Some(value) = &self.value {
            write!(f, " {value}")?;
        }
        write!(f, ": {} ({})", self.message, self.constraint)
    }
}

/// The outcome of a validation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong: sorted by node, property and value.
    pub violations: Vec<Violation>,
    /// How many nodes were held against a shape.
    pub nodes: usize,
    /// How many pieces of evidence were looked up in their text.
    pub evidence: usize,
}

impl Report {
    /// Whether nothing is wrong; warnings and notes do not count.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.violations.iter().all(|violation| violation.severity != Severity::Violation)
    }
}

/// A validation that cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// The shapes cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The shapes are not Turtle; the reason names line and column.
    #[error("{SHAPES}: {0}")]
    Syntax(String),
    /// The shapes use a part of SHACL that is not implemented here, or use it wrongly.
    #[error("{SHAPES}: {shape}: {reason}")]
    Shape {
        /// The shape, or the property in it.
        shape: String,
        /// What is wrong or unknown.
        reason: String,
    },
    /// The graph folder cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The graph in memory refused.
    #[error("the graph in memory: {0}")]
    Storage(#[from] StorageError),
}

/// Holds every node of the graph against the shapes, and every quote against the text in the folder.
///
/// # Errors
/// When the shapes cannot be read or use a constraint that is not implemented (it is named: nothing is passed over), or the graph cannot be
/// read. What is wrong with the graph is no error but part of the report.
pub fn validate(folder: &Folder, graph: &Graph, assets: &Assets) -> Result<Report, ValidateError> {
    let mut report = shapes(graph, assets)?;
    let (evidence, mut violations) = evidence::check(folder, graph)?;
    report.evidence = evidence;
    report.violations.append(&mut violations);
    report.violations.sort();
    Ok(report)
}

/// Holds every node of the graph against the shapes.
///
/// # Errors
/// As [`validate`].
pub fn shapes(graph: &Graph, assets: &Assets) -> Result<Report, ValidateError> {
    let shapes = shape::read(&assets.read(SHAPES)?)?;
    let (nodes, mut violations) = check::check(graph.store(), &shapes)?;
    violations.sort();
    Ok(Report { violations, nodes, evidence: 0 })
}

#[cfg(test)]
mod tests;
