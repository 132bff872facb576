//! What the tests of whole commands share: the program, the sample articles, a graph of them, and folders as maps.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;
pub(crate) type Fallible<T> = Result<T, Box<dyn Error>>;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_entente");

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// Fails the test unless the command ended with `code` and its standard error has all of `says`.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, says: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        for part in says {
            assert!(self.err.contains(part), "`{part}` is not in what the command says:\n{}", self.err);
        }
        self
    }

    /// Fails the test unless the command ended with 0 and without a complaint; gives its standard output.
    #[track_caller]
    pub(crate) fn good(self) -> String {
        assert!(self.code == 0 && self.err.is_empty(), "{self:#?}");
        self.out
    }
}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample articles, sorted.
pub(crate) fn samples() -> Fallible<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root().join("data/articles"))? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The id of the article in the file at `path`.
pub(crate) fn id(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Tests that build graphs by the hundred, and do not mind what is read: the fast model serves them.
const MANY_BUILDS: [&str; 2] = ["robustness", "determinism"];

/// The program with the graph folder named; it is killed if it takes minutes.
pub(crate) fn entente(graph: &Path) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(PROGRAM);
    // The width of help would follow it.
    let model = if MANY_BUILDS.contains(&env!("CARGO_CRATE_NAME")) { "fast" } else { "accurate" };
    command.env_remove("COLUMNS").env("ENTENTE_MODEL", model).arg("--graph").arg(graph).timeout(Duration::from_secs(120));
    command
}

/// Runs a prepared command.
pub(crate) fn ran(command: &mut assert_cmd::Command) -> Fallible<Ran> {
    let output = command.output()?;
    let text = |bytes| String::from_utf8(bytes);
    Ok(Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout)?, err: text(output.stderr)? })
}

/// Runs a command over the graph.
pub(crate) fn run(graph: &Path, args: &[&str]) -> Fallible<Ran> {
    ran(entente(graph).args(args))
}

/// Builds `paths` into the graph.
pub(crate) fn build<P: AsRef<Path>>(graph: &Path, args: &[&str], paths: &[P]) -> Fallible<Ran> {
    ran(entente(graph).arg("build").args(args).args(paths.iter().map(AsRef::as_ref)))
}

/// A graph of the sample articles, built once for all tests of a file. It may only be read.
pub(crate) fn sample_graph() -> Fallible<&'static Path> {
    static GRAPH: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let make = || -> Fallible<PathBuf> {
        let graph = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME"));
        if graph.exists() {
            fs::remove_dir_all(&graph)?;
        }
        build(&graph, &[], &samples()?)?.good();
        Ok(graph)
    };
    Ok(GRAPH.get_or_init(|| make().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)?)
}

/// A copy of the sample graph to change, in a temporary folder.
pub(crate) fn own_graph() -> Fallible<(tempfile::TempDir, PathBuf)> {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    for (name, bytes) in files(sample_graph()?)? {
        let path = graph.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&graph))?;
        fs::write(path, bytes)?;
    }
    Ok((temp, graph))
}

/// All files below a folder with their contents, by their path from it.
pub(crate) fn files(folder: &Path) -> Fallible<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_string_lossy().into_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// Fails the test unless both folders hold the same files with the same bytes.
#[track_caller]
pub(crate) fn assert_same(left: &Path, right: &Path) {
    let read = |folder: &Path| files(folder).map_err(|error| error.to_string());
    match (read(left), read(right)) {
        (Ok(a), Ok(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let other: Vec<&String> = names.into_iter().filter(|name| a.get(*name) != b.get(*name)).collect();
            assert!(other.is_empty(), "{} and {} differ in {other:?}", left.display(), right.display());
        }
        (a, b) => panic!("{} or {} cannot be read: {:?} {:?}", left.display(), right.display(), a.err(), b.err()),
    }
}

/// The rows of a CSV answer, header first.
pub(crate) fn rows(csv: &str) -> Fallible<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|record| Ok(record?.iter().map(str::to_owned).collect())).collect()
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap_or_default()
    }
}
