//! What the folder notes of each article, and the names of its files.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::StoreError;
use super::rdf::{hex, sha256};
use crate::claim::ArticleFacts;
use crate::document::Document;

/// The version of the folder's layout; a program reads its own and older ones.
pub(super) const FORMAT: u32 = 1;

/// How the first line of an article's file begins; the rest of the line is the record in JSON. To N-Quads it is a comment.
const MARK: &str = "# entente-article ";

/// What the folder notes of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The layout's version.
    pub format: u32,
    /// The article's name in the graph.
    pub id: String,
    /// The SHA-256 of the article with all that is known about it, and of the caller's fingerprint.
    pub hash: String,
    /// The file of its quads, from the graph folder, with `/`.
    pub file: String,
    /// The file of its text, likewise.
    pub text: String,
    /// The SHA-256 of the lines after the first in `file`.
    pub sha256: String,
    /// The number of its quads.
    pub quads: usize,
    /// The number of its claims.
    pub claims: usize,
    /// The number of entities its claims name.
    pub entities: usize,
    /// The number of its sentences.
    pub sentences: usize,
    /// The number of its words, punctuation included.
    pub words: usize,
}

impl Record {
    /// The record of an article whose quads are the lines of `body`.
    pub(super) fn of(facts: &ArticleFacts, fingerprint: &str, quads: usize, body: &str) -> Self {
        let document = &facts.document;
        let stem = stem(&document.id);
        // The text's name changes with the text, so that the old pair of files stays whole until the new one is in its place.
        let text = format!("texts/{stem}.{}.txt", &sha256(document.text.as_bytes())[..8]);
        Self {
            format: FORMAT,
            id: document.id.clone(),
            hash: content_hash(document, fingerprint),
            file: format!("articles/{stem}.nq"),
            text,
            sha256: sha256(body.as_bytes()),
            quads,
            claims: facts.claims.len(),
            entities: facts.entities.len(),
            sentences: facts.sentences,
            words: facts.words,
        }
    }

    /// The first line of the article's file, with its line end.
    pub(super) fn line(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{MARK}{}\n", serde_json::to_string(self)?))
    }

    /// Reads the first line of the file at `path`.
    pub(super) fn read(path: &Path, line: &str) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Versioned {
            format: u32,
        }
        let wrong = |reason: String| StoreError::damaged(path, Some(1), reason);
        let json = line.strip_prefix(MARK).ok_or_else(|| wrong("the first line is no record of an article".to_owned()))?;
        // The version first: the fields of a newer one may be others.
        let Versioned { format } = serde_json::from_str(json).map_err(|e| wrong(e.to_string()))?;
        if format > FORMAT {
            return Err(StoreError::Format { path: path.to_owned(), found: format, known: FORMAT });
        }
        serde_json::from_str(json).map_err(|e| wrong(e.to_string()))
    }

    /// Whether these lines are the ones that were written.
    pub(super) fn matches(&self, body: &str) -> bool {
        sha256(body.as_bytes()) == self.sha256
    }
}

/// The SHA-256 of all that is known of a document and of the caller's fingerprint (which program and data read it).
pub(super) fn content_hash(document: &Document, fingerprint: &str) -> String {
    let mut hash = Sha256::new();
    let mut field = |value: Option<&str>| {
        // Lengths keep neighbouring fields apart, and an empty field apart from a missing one.
        let value = value.map_or_else(|| (u64::MAX, ""), |text| (text.len() as u64, text));
        hash.update(value.0.to_le_bytes());
        hash.update(value.1.as_bytes());
    };
    let date = document.date.map(|date| date.to_string());
    field(Some(fingerprint));
    field(Some(&document.id));
    field(Some(&document.title));
    field(Some(document.lang.code()));
    field(date.as_deref());
    field(document.source.as_deref());
    field(document.url.as_deref());
    field(Some(&document.text));
    hex(&hash.finalize())
}

/// The name of an article's files without extension: its id where every file system takes it as it is, else the readable part of it and a
/// hash. It depends on the id alone, and two ids never share one, not even where file systems take `A` for `a`.
pub(super) fn stem(id: &str) -> String {
    const LONGEST: usize = 80;
    // Names that Windows keeps for devices, with any extension.
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let device = id.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    let safe = !id.is_empty() && id.len() <= LONGEST && id.chars().all(plain) && !id.starts_with('.') && !id.ends_with('.');
    if safe && !RESERVED.contains(&device) {
        return id.to_owned();
    }
    let readable: String = id.to_ascii_lowercase().chars().map(|c| if plain(c) && c != '.' { c } else { '_' }).take(48).collect();
    // No plain name has a tilde.
    format!("{readable}~{}", &sha256(id.as_bytes())[..16])
}
