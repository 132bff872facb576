//! The `read` room: files, folders and standard input into [`Document`]s.
//!
//! Text never makes the program fail: what is no text, too large, in a language that is not supported or broken is left out and named in
//! [`Reading::skipped`]. Only a path of the user's that cannot be opened is an error.

mod article;
mod encoding;
mod files;
mod jsonl;
mod language;
mod prose;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::text::Lang;

use article::Collector;
use files::{Entry, Format, STDIN};

/// Bytes a file may have that is read whole; a `.jsonl` is read line by line and may be of any size.
const LARGEST_FILE: u64 = 64 << 20;

/// Bytes a line may have. No article is written in one line of this length, and the later rooms take a line as a whole.
const LONGEST_LINE: usize = 8 << 20;

/// Bytes that are looked at to tell what standard input is.
const HEAD: u64 = 1 << 16;

/// How to read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The language of every article, whatever it says of itself and whatever it looks like.
    pub lang: Option<Lang>,
    /// The languages supported, under their ISO 639-3 codes (`deu`), by which languages are told apart.
    pub languages: &'a BTreeMap<String, Lang>,
}

/// Something that was left out, or read with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands: a path, or a path and a line number from 1 (`news.jsonl:3`).
    pub what: String,
    /// Why, in one line of English, with what would mend it where something would.
    pub reason: String,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The articles, sorted by their ids; no two have the same.
    pub documents: Vec<Document>,
    /// What was left out, in the order of the files.
    pub skipped: Vec<Skipped>,
    /// Remarks on articles that were read: a date that is none, bytes that had to be replaced, an id given twice.
    pub warnings: Vec<Skipped>,
}

/// A path that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such path.
    #[error("{0}: no such file or folder; give articles (.txt, .md, .jsonl, .csv), folders of them, or - for standard input")]
    Missing(PathBuf),
    /// The path is there, and opening or reading it failed.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder, `-` for standard input.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Reads the articles in `paths`: files, folders with all that is in them, and `-` for standard input.
///
/// Paths are read in sorted order, so the order in which they are given does not matter. In folders only `.txt`, `.md`, `.jsonl` and
/// `.csv` are read, and hidden files are not; a file given by name is read whatever its extension is, as text where that is unknown.
///
/// # Errors
/// When one of `paths` does not exist or cannot be read. A file within a folder that cannot be read is skipped.
pub fn read(paths: &[PathBuf], options: &Options<'_>) -> Result<Reading, ReadError> {
    let mut collector = Collector::new(options);
    for Entry { path, named } in files::gather(paths, &mut collector)? {
        match read_path(&path, &mut collector) {
            Ok(()) => {}
            Err(source) if named => return Err(ReadError::Io { path, source }),
            Err(source) => collector.skip(&path.display().to_string(), source.to_string()),
        }
    }
    Ok(collector.finish())
}

/// Reads one input from memory as if it were a file called `name`, whose extension decides how it is read.
#[must_use]
pub fn read_bytes(name: &str, bytes: &[u8], options: &Options<'_>) -> Reading {
    let mut collector = Collector::new(options);
    if let Err(error) = read_from(Path::new(name), bytes, &mut collector) {
        collector.skip(name, error.to_string());
    }
    collector.finish()
}

/// Reads the file at `path`, or standard input.
fn read_path(path: &Path, collector: &mut Collector<'_>) -> io::Result<()> {
    if path.as_os_str() == STDIN {
        return read_from(path, io::stdin().lock(), collector);
    }
    let file = std::fs::File::open(path)?;
    // A length of 0 says nothing: pipes and devices have it, too. What they hold is cut off while it is read.
    if Format::of(path) != Some(Format::Lines) && file.metadata()?.len() > LARGEST_FILE {
        collector.skip(&path.display().to_string(), too_large());
        return Ok(());
    }
    read_from(path, file, collector)
}

/// Reads what `reader` gives as the file at `path`.
fn read_from(path: &Path, mut reader: impl Read, collector: &mut Collector<'_>) -> io::Result<()> {
    let stdin = path.as_os_str() == STDIN;
    let name = if stdin { "stdin".to_owned() } else { path.display().to_string() };
    let stem = if stdin { name.clone() } else { path.file_stem().unwrap_or_default().to_string_lossy().into_owned() };
    // A pipe gives what was written to it piece by piece, and the first piece may be a blank line.
    let mut head = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut head)?;
    let format = match Format::of(path) {
        Some(format) => format,
        None if stdin && opens_object(&head) => Format::Lines,
        None => Format::Prose { markdown: false },
    };
    let reader = BufReader::new(io::Cursor::new(head).chain(reader));
    if format == Format::Lines {
        return jsonl::read(&name, &stem, reader, collector);
    }
    let Some(bytes) = read_whole(reader)? else {
        collector.skip(&name, too_large());
        return Ok(());
    };
    match encoding::decode(&bytes) {
        Err(not_text) => collector.skip(&name, not_text.to_string()),
        Ok(decoded) => {
            decoded.remark(&name, collector);
            match format {
                Format::Sheet => sheet::read(&name, &stem, &decoded.text, collector),
                Format::Prose { markdown } => prose::read(&name, &stem, &decoded.text, markdown, collector),
                Format::Lines => {}
            }
        }
    }
    Ok(())
}

/// All bytes, or nothing if there are more than a file may have.
fn read_whole(reader: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST_FILE).then_some(bytes))
}

/// Whether the first byte that is no blank opens a JSON object; a byte order mark and the zeros of UTF-16 count as blanks.
fn opens_object(head: &[u8]) -> bool {
    head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\0\xEF\xBB\xBF\xFE\xFF".contains(byte)) == Some(&b'{')
}

fn too_large() -> String {
    format!("larger than {} MiB; split it, or give the articles as .jsonl, which may be of any size", LARGEST_FILE >> 20)
}

fn line_too_long() -> String {
    format!("a line longer than {} MiB; break it into lines", LONGEST_LINE >> 20)
}
