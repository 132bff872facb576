//! The graph folder: every article in two files, and each of them whole at any moment.
//!
//! ```text
//! kg/articles/ID.nq          first line: the article's Record, as a comment; then its quads, sorted, one a line
//! kg/texts/ID.12345678.txt   the text that its evidence points into; the digits are the beginning of its SHA-256
//! kg/manifest.json           the records of all articles, for people and other programs
//! kg/lock                    empty; while a process builds, its number
//! ```
//!
//! The rename of `articles/ID.nq` commits an article: its text stands before, under a name that no earlier text had, and what it replaces is
//! deleted after. So a process killed at any moment leaves every article as it was before or as it is now. The manifest is derived from the
//! articles and never the other way round; only its format number is read. What a killed process left over (`*.tmp`, texts that no article
//! names) goes when the next one locks the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use oxigraph::model::vocab::rdf;
use serde::{Deserialize, Serialize};

use super::disk::{delete, first_line, names, replace, sync_folder};
use super::record::{FORMAT, content_hash, stem};
use super::{Record, StoreError, quads};
use crate::claim::ArticleFacts;
use crate::document::Document;
use crate::ontology::ENTITY;

const MANIFEST: &str = "manifest.json";
const LOCK: &str = "lock";
const ARTICLES: &str = "articles";
const TEXTS: &str = "texts";

/// A graph folder to read from. It takes no lock: an article that is replaced meanwhile is read as it was or as it is.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    records: BTreeMap<String, Record>,
}

/// A graph folder that this process alone may change, until it is dropped.
#[derive(Debug)]
pub struct LockedFolder {
    folder: Folder,
    damaged: Vec<StoreError>,
    lock: File,
}

/// What to do while another process builds the same graph.
pub enum Wait<'a> {
    /// Give up with [`StoreError::Locked`].
    Refuse,
    /// Wait for it. The function is called once before, with the number of the other process if it is known, to tell the user.
    Until(&'a mut dyn FnMut(Option<u32>)),
}

#[derive(Serialize, Deserialize)]
struct Manifest<R> {
    format: u32,
    articles: R,
}

impl Folder {
    /// Opens the graph folder at `path` and reads the record of every article.
    ///
    /// # Errors
    /// When there is no graph at `path`, a newer program wrote it, an article's file is damaged in its first line, or the system refuses.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        // The lock is the first file of a graph, and the manifest comes right after it.
        if !path.join(LOCK).is_file() && !path.join(MANIFEST).is_file() {
            return Err(StoreError::Missing { path });
        }
        check_format(&path.join(MANIFEST), true)?;
        let (folder, damaged) = Self::scan(path)?;
        damaged.into_iter().next().map_or(Ok(folder), Err)
    }

    /// Opens the graph folder at `path` for building, and makes it if it is not there. What a killed process left half-written is removed.
    ///
    /// # Errors
    /// When another process holds the lock and `wait` is [`Wait::Refuse`], `path` holds other files and no graph, a newer program wrote it,
    /// or the system refuses. Damaged articles are no error here: see [`LockedFolder::damaged`].
    pub fn lock(path: impl Into<PathBuf>, wait: Wait<'_>) -> Result<LockedFolder, StoreError> {
        let path = path.into();
        check_ours(&path)?;
        for part in [path.clone(), path.join(ARTICLES), path.join(TEXTS)] {
            fs::create_dir_all(&part).map_err(StoreError::io("make the folder", &part))?;
        }
        let lock = acquire(&path, wait)?;
        check_format(&path.join(MANIFEST), false)?;
        let (folder, damaged) = Self::scan(path)?;
        if !folder.path.join(MANIFEST).exists() {
            folder.write_manifest()?;
        }
        folder.sweep(!damaged.is_empty())?;
        Ok(LockedFolder { folder, damaged, lock })
    }

    /// Where the folder is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The records of all articles, sorted by id.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.records.values()
    }

    /// The record of the article `id`.
    #[must_use]
    pub fn article(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    /// The IRIs of the entities that the articles name: those that they give a class to.
    ///
    /// # Errors
    /// When an article's file is damaged.
    pub fn entities(&self) -> Result<BTreeSet<String>, StoreError> {
        let typed = format!("> {} ", rdf::TYPE);
        let mut found = BTreeSet::new();
        for record in self.records.values() {
            for line in self.body(record)?.unwrap_or_default().lines() {
                if let Some((subject, _)) = line.split_once(&typed)
                    && let Some(iri) = subject.strip_prefix('<').filter(|iri| iri.starts_with(ENTITY))
                {
                    found.insert(iri.to_owned());
                }
            }
        }
        Ok(found)
    }

    /// The text of an article, exactly as it was read.
    ///
    /// # Errors
    /// When the file is missing or is not UTF-8.
    pub fn text(&self, record: &Record) -> Result<String, StoreError> {
        let path = self.path.join(&record.text);
        fs::read_to_string(&path).map_err(StoreError::io("read", path))
    }

    /// The lines of an article's quads, which begin in the second line of its file, checked against what was written; `None` where the article
    /// has been removed since the folder was opened.
    pub(super) fn body(&self, record: &Record) -> Result<Option<String>, StoreError> {
        let path = self.path.join(&record.file);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Io { action: "read", path, source }),
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            StoreError::damaged(&path, Some(line), "not UTF-8")
        })?;
        let Some((first, body)) = text.split_once('\n') else {
            return Err(StoreError::damaged(path, Some(1), "there is nothing after the first line"));
        };
        // The file may have been replaced since its record was read; the line that stands in it now is the one that counts.
        if !Record::read(&path, first)?.matches(body) {
            return Err(StoreError::damaged(&path, broken_line(body), "these are not the lines that were written"));
        }
        Ok(Some(body.to_owned()))
    }

    /// Reads the first lines of all articles.
    fn scan(path: PathBuf) -> Result<(Self, Vec<StoreError>), StoreError> {
        let mut records = BTreeMap::new();
        let mut damaged = Vec::new();
        for name in names(&path.join(ARTICLES))?.into_iter().filter(|name| name.ends_with(".nq")) {
            let file = path.join(ARTICLES).join(&name);
            match first_line(&file).and_then(|line| line.map(|line| Record::read(&file, &line)).transpose()) {
                // A copy of an article's file under another name would state it twice.
                Ok(Some(record)) if name != format!("{}.nq", stem(&record.id)) => {
                    damaged.push(StoreError::damaged(file, Some(1), format!("this is the file of the article {}", record.id)));
                }
                Ok(Some(record)) => {
                    records.insert(record.id.clone(), record);
                }
                Ok(None) => {}
                Err(error @ StoreError::Damaged { .. }) => damaged.push(error),
                Err(error) => return Err(error),
            }
        }
        Ok((Self { path, records }, damaged))
    }

    /// Removes what a killed process left. Texts stay while an article's record cannot be read: one of them may be its.
    fn sweep(&self, keep_texts: bool) -> Result<(), StoreError> {
        let known: BTreeSet<&str> = self.records.values().map(|record| record.text.as_str()).collect();
        for (part, texts) in [("", false), (ARTICLES, false), (TEXTS, true)] {
            let folder = self.path.join(part);
            for name in names(&folder)? {
                let orphan = texts && !keep_texts && name.ends_with(".txt") && !known.contains(format!("{TEXTS}/{name}").as_str());
                if orphan || name.ends_with(".tmp") {
                    delete(&folder.join(name))?;
                }
            }
        }
        Ok(())
    }

    fn write_manifest(&self) -> Result<(), StoreError> {
        let path = self.path.join(MANIFEST);
        let manifest = Manifest { format: FORMAT, articles: self.records.values().collect::<Vec<_>>() };
        let mut json = serde_json::to_string_pretty(&manifest).map_err(|e| StoreError::io("write", &path)(e.into()))?;
        json.push('\n');
        replace(&path, &[json.as_bytes()])
    }
}

impl LockedFolder {
    /// The folder as it is now.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// What was wrong with the files of articles when the folder was locked. Building such an article again mends it.
    #[must_use]
    pub fn damaged(&self) -> &[StoreError] {
        &self.damaged
    }

    /// The records of all articles, sorted by id.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.folder.articles()
    }

    /// Whether the folder holds this very article, read with the same `fingerprint`, and both its files are whole.
    #[must_use]
    pub fn is_current(&self, document: &Document, fingerprint: &str) -> bool {
        self.folder.records.get(&document.id).is_some_and(|record| {
            record.hash == content_hash(document, fingerprint)
                && matches!(self.folder.body(record), Ok(Some(_)))
                && self.folder.text(record).is_ok_and(|text| text == document.text)
        })
    }

    /// Writes an article, in the place of the one with the same id if there is one. When it returns, the article is safe from whatever
    /// happens to the process.
    ///
    /// # Errors
    /// When the system refuses; the article is then as it was before.
    pub fn put(&mut self, facts: &ArticleFacts, fingerprint: &str) -> Result<&Record, StoreError> {
        let quads = quads(facts);
        let mut body = String::with_capacity(quads.len() * 160);
        for quad in &quads {
            body.push_str(&quad.to_string());
            body.push_str(" .\n");
        }
        let record = Record::of(facts, fingerprint, quads.len(), &body);
        let file = self.folder.path.join(&record.file);
        let line = record.line().map_err(|e| StoreError::io("write", &file)(e.into()))?;
        replace(&self.folder.path.join(&record.text), &[facts.document.text.as_bytes()])?;
        replace(&file, &[line.as_bytes(), body.as_bytes()])?;
        let id = record.id.clone();
        if let Some(before) = self.folder.records.insert(id.clone(), record.clone())
            && before.text != record.text
        {
            delete(&self.folder.path.join(before.text))?;
        }
        Ok(self.folder.records.entry(id).or_insert(record))
    }

    /// Takes an article out of the graph. Says whether it was there.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(&mut self, id: &str) -> Result<bool, StoreError> {
        let Some(record) = self.folder.records.get(id) else { return Ok(false) };
        delete(&self.folder.path.join(&record.file))?;
        delete(&self.folder.path.join(&record.text))?;
        self.folder.records.remove(id);
        Ok(true)
    }

    /// Writes the manifest, makes the names of all files durable, and gives the lock back. Without it nothing is lost: the next process that
    /// locks the folder and finishes writes the manifest.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(self) -> Result<Folder, StoreError> {
        self.folder.write_manifest()?;
        for part in ["", ARTICLES, TEXTS] {
            let part = self.folder.path.join(part);
            sync_folder(&part).map_err(StoreError::io("save", &part))?;
        }
        Ok(self.folder.clone())
    }
}

impl Drop for LockedFolder {
    fn drop(&mut self) {
        // The number of a process that is gone would mislead; if this fails, it is overwritten by the next one.
        let _ = self.lock.set_len(0);
    }
}

/// Takes the lock of the folder at `path` and leaves the number of this process in it.
fn acquire(path: &Path, wait: Wait<'_>) -> Result<File, StoreError> {
    let file = path.join(LOCK);
    let mut lock =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&file).map_err(StoreError::io("open", &file))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut number = String::new();
            // Where locked files cannot be read, the number stays unknown.
            let _ = lock.read_to_string(&mut number);
            let pid = number.trim().parse().ok();
            match wait {
                Wait::Refuse => return Err(StoreError::Locked { path: path.to_owned(), pid }),
                Wait::Until(tell) => tell(pid),
            }
            lock.lock().map_err(StoreError::io("lock", &file))?;
        }
        Err(TryLockError::Error(source)) => return Err(StoreError::Io { action: "lock", path: file, source }),
    }
    let leave = |lock: &mut File| {
        lock.set_len(0)?;
        lock.rewind()?;
        writeln!(lock, "{}", std::process::id())
    };
    leave(&mut lock).map_err(StoreError::io("write", &file))?;
    Ok(lock)
}

/// Refuses a folder that holds something and no graph: a mistyped path must not scatter files among others.
fn check_ours(path: &Path) -> Result<(), StoreError> {
    if !path.exists() || path.join(MANIFEST).exists() || path.join(LOCK).exists() {
        return Ok(());
    }
    match names(path)?.iter().all(|name| [ARTICLES, TEXTS].contains(&name.as_str())) {
        true => Ok(()),
        false => Err(StoreError::Foreign { path: path.to_owned() }),
    }
}

/// Refuses a manifest of a newer format, and with `strict` one that cannot be read.
fn check_format(path: &Path, strict: bool) -> Result<(), StoreError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(StoreError::Io { action: "read", path: path.to_owned(), source }),
    };
    match serde_json::from_slice::<Manifest<serde::de::IgnoredAny>>(&text) {
        Ok(manifest) if manifest.format > FORMAT => {
            Err(StoreError::Format { path: path.to_owned(), found: manifest.format, known: FORMAT })
        }
        Err(error) if strict => Err(StoreError::damaged(path, Some(error.line() as u64), error.to_string())),
        _ => Ok(()),
    }
}

/// The number in its file of the first line of `body` that is no N-Quads; `None` where all are, and one is missing or another.
fn broken_line(body: &str) -> Option<u64> {
    super::graph::parse(body).err().map(|(line, _)| line + 1)
}
