//! The files that the binary carries: `ontology/`, `queries/` and `data/`, or a folder that replaces them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");
static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// The project's data files, addressed by their path from the project's root (`data/de/frames.tsv`).
///
/// With a folder laid out like the project, a file that stands there takes the place of the embedded one of the same path, and files that
/// only stand there are added; so a language or a query can be added without compiling.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    folder: Option<PathBuf>,
}

/// A data file that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// No such file, neither embedded nor in the folder.
    #[error("there is no data file {0}")]
    Missing(String),
    /// The file is there, and reading it failed.
    #[error("{path}: {source}")]
    Io {
        /// The file on disk.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not UTF-8.
    #[error("{0}: not UTF-8")]
    Encoding(String),
}

impl Assets {
    /// The embedded files alone.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The files of `folder`, which must exist, before the embedded ones.
    ///
    /// # Errors
    /// When `folder` is not a readable directory.
    pub fn with_folder(folder: &Path) -> Result<Self, AssetError> {
        match std::fs::read_dir(folder) {
            Ok(_) => Ok(Self { folder: Some(folder.to_owned()) }),
            Err(source) => Err(AssetError::Io { path: folder.to_owned(), source }),
        }
    }

    /// The bytes of the file at `path`, with `/` between its parts.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    pub fn read(&self, path: &str) -> Result<Cow<'static, [u8]>, AssetError> {
        if let Some(folder) = &self.folder {
            let on_disk = folder.join(path);
            match std::fs::read(&on_disk) {
                Ok(bytes) => return Ok(Cow::Owned(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => {
                    return Err(AssetError::Io { path: on_disk, source });
                }
            }
        }
        embedded(path)
            .and_then(|(dir, rest)| dir.get_file(rest))
            .map(|file| Cow::Borrowed(file.contents()))
            .ok_or_else(|| AssetError::Missing(path.to_owned()))
    }

    /// The text of the file at `path`.
    ///
    /// # Errors
    /// As [`Assets::read`], and when the file is not UTF-8.
    pub fn text(&self, path: &str) -> Result<Cow<'static, str>, AssetError> {
        let wrong = |_| AssetError::Encoding(path.to_owned());
        match self.read(path)? {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|e| wrong(e.into())),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|e| wrong(Box::<dyn std::error::Error>::from(e))),
        }
    }

    /// The names of the files directly in the folder `path`, sorted.
    #[must_use]
    pub fn files(&self, path: &str) -> Vec<String> {
        self.entries(path, false)
    }

    /// The names of the folders directly in the folder `path`, sorted.
    #[must_use]
    pub fn folders(&self, path: &str) -> Vec<String> {
        self.entries(path, true)
    }

    fn entries(&self, path: &str, folders: bool) -> Vec<String> {
        let mut names = BTreeSet::new();
        if let Some((root, rest)) = embedded(path) {
            let dir = if rest.is_empty() { Some(root) } else { root.get_dir(rest) };
            for entry in dir.map(Dir::entries).unwrap_or_default() {
                if entry.as_dir().is_some() == folders
                    && let Some(name) = entry.path().file_name()
                {
                    names.insert(name.to_string_lossy().into_owned());
                }
            }
        }
        if let Some(folder) = &self.folder
            && let Ok(entries) = std::fs::read_dir(folder.join(path))
        {
            for entry in entries.flatten() {
                if entry.path().is_dir() == folders {
                    names.insert(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        names.into_iter().collect()
    }
}

/// The embedded folder that `path` begins with, and the rest of the path.
fn embedded(path: &str) -> Option<(&'static Dir<'static>, &str)> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let dir = match first {
        "ontology" => &ONTOLOGY,
        "queries" => &QUERIES,
        "data" => &DATA,
        _ => return None,
    };
    Some((dir, rest))
}
