//! The queries that come with the program: `queries/*.rq`.

use std::borrow::Cow;

use super::QueryError;
use crate::assets::Assets;

const FOLDER: &str = "queries";
const ENDING: &str = ".rq";

/// A query of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name: the file's, without `.rq`.
    pub name: String,
    /// What it tells: its first comment line.
    pub about: String,
}

/// All queries of the catalogue, sorted by name.
///
/// # Errors
/// When a file cannot be read or is not UTF-8.
pub fn list(assets: &Assets) -> Result<Vec<Entry>, QueryError> {
    let files = assets.files(FOLDER);
    let names = files.iter().filter_map(|file| file.strip_suffix(ENDING));
    names.map(|name| Ok(Entry { name: name.to_owned(), about: about(&text(assets, name)?) })).collect()
}

/// The text of the query called `name`.
///
/// # Errors
/// When there is no such query (the error names those there are), or its file cannot be read.
pub fn find(assets: &Assets, name: &str) -> Result<Cow<'static, str>, QueryError> {
    let files = assets.files(FOLDER);
    let known: Vec<&str> = files.iter().filter_map(|file| file.strip_suffix(ENDING)).collect();
    if !known.contains(&name) {
        return Err(QueryError::Unknown { name: name.to_owned(), known: known.join(", ") });
    }
    text(assets, name)
}

fn text(assets: &Assets, name: &str) -> Result<Cow<'static, str>, QueryError> {
    Ok(assets.text(&format!("{FOLDER}/{name}{ENDING}"))?)
}

fn about(sparql: &str) -> String {
    let comment = sparql.lines().find_map(|line| line.trim().strip_prefix('#'));
    comment.unwrap_or_default().trim().to_owned()
}
