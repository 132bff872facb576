//! Files that are whole or not there.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// Writes `parts` aside and renames the whole into its place.
pub(super) fn replace(path: &Path, parts: &[&[u8]]) -> Result<(), StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let aside = PathBuf::from(name);
    let write = || {
        let mut file = File::create(&aside)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    write().map_err(|source| {
        // On a full disk the half-written file would take the room that a second try needs.
        let _ = fs::remove_file(&aside);
        StoreError::Io { action: "write", path: path.to_owned(), source }
    })
}

/// Deletes a file, if it is there.
pub(super) fn delete(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io("delete", path)(error)),
        _ => Ok(()),
    }
}

/// The names of the files and folders in `folder`, sorted; none where it is missing.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::Io { action: "list", path: folder.to_owned(), source }),
    };
    let mut names = Vec::new();
    for entry in entries {
        // Names that are not UTF-8 are none of ours.
        names.extend(entry.map_err(StoreError::io("list", folder))?.file_name().into_string());
    }
    names.sort_unstable();
    Ok(names)
}

/// The first line of a file without its end; `None` where the file has gone since it was listed.
pub(super) fn first_line(path: &Path) -> Result<Option<String>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::Io { action: "read", path: path.to_owned(), source }),
    };
    let mut line = String::new();
    match BufReader::new(file).read_line(&mut line) {
        Ok(_) => Ok(Some(line.trim_end_matches('\n').to_owned())),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(StoreError::damaged(path, Some(1), "not UTF-8")),
        Err(source) => Err(StoreError::Io { action: "read", path: path.to_owned(), source }),
    }
}

/// Makes renames in a folder outlast a power cut. Systems that cannot open folders do it by themselves.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
