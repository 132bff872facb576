//! Which files are read, and as what.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ReadError;
use super::article::Collector;

/// The path that stands for standard input.
pub(super) const STDIN: &str = "-";

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One article, `.txt` or `.md`.
    Prose {
        /// Whether `#` marks headings.
        markdown: bool,
    },
    /// One JSON object a line, `.jsonl`.
    Lines,
    /// A table with a header, `.csv`.
    Sheet,
}

impl Format {
    /// What the extension of `path` says, in upper or lower case.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Self::Prose { markdown: false }),
            "md" => Some(Self::Prose { markdown: true }),
            "jsonl" => Some(Self::Lines),
            "csv" => Some(Self::Sheet),
            _ => None,
        }
    }
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it is; [`STDIN`] for standard input.
    pub(super) path: PathBuf,
    /// Whether the user gave it by name, and did not only give a folder it is in.
    pub(super) named: bool,
}

/// The files in `paths`, sorted, each once; parts of folders that cannot be listed are skipped.
pub(super) fn gather(paths: &[PathBuf], collector: &mut Collector<'_>) -> Result<Vec<Entry>, ReadError> {
    let mut entries = Vec::new();
    for path in paths {
        if path.as_os_str() == STDIN {
            entries.push(Entry { path: path.clone(), named: true });
            continue;
        }
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => ReadError::Missing(path.clone()),
            _ => ReadError::Io { path: path.clone(), source },
        };
        if !std::fs::metadata(path).map_err(failed)?.is_dir() {
            entries.push(Entry { path: path.clone(), named: true });
            continue;
        }
        std::fs::read_dir(path).map_err(failed)?;
        // Links are followed, as the user has put them there; one that leads in a circle is an error of the walk.
        for found in WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
            match found {
                Ok(entry) if entry.file_type().is_file() && Format::of(entry.path()).is_some() => {
                    entries.push(Entry { path: entry.into_path(), named: false });
                }
                Ok(_) => {}
                Err(error) => collector.skip(&error.path().unwrap_or(path).display().to_string(), error.to_string()),
            }
        }
    }
    // A path given by name goes before the same one found in a folder, which is then left out.
    entries.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    entries.dedup_by(|later, earlier| later.path == earlier.path);
    Ok(entries)
}

/// Whether an entry of a folder is not hidden; the folder itself may be.
fn visible(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}
