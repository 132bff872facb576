//! Treebanks: which there are, how they are read, and what is mended in them. `training/entente_training/data.py` does the same.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::conllu::{self, ConlluError};
use crate::language::normalise;
use crate::model::SUBTYPES;
use crate::table::{Table, TableError};
use crate::text::Lang;
use crate::tree::{Feats, Tree, Upos, Word};

/// Columns of the table of treebanks that are read.
const COLUMNS: [&str; 6] = ["treebank", "lang", "weight", "tests", "features", "commercial"];
/// The share of words with features from which on a treebank that the table does not name is taken to have them.
const WITH_FEATURES: f64 = 0.25;

/// Treebanks that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TreebankError {
    /// A file is not CoNLL-U.
    #[error(transparent)]
    Conllu(#[from] ConlluError),
    /// The table of treebanks is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A file or folder cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The language of a treebank is not known.
    #[error("{0}: of which language? Name the folder in the table of treebanks, or let the file's name begin with a code and `_`")]
    Language(PathBuf),
}

/// A row of the table of treebanks.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The folder.
    pub name: String,
    /// The language.
    pub lang: Lang,
    /// How often a sentence stands in a round.
    pub weight: f64,
    /// Files that are scored and not learned from.
    pub tests: Vec<String>,
    /// Whether its words have features.
    pub features: bool,
    /// Whether its licence allows commercial use.
    pub commercial: bool,
}

/// Reads a table of treebanks; `path` is for messages.
///
/// # Errors
/// When a column is missing or a cell means nothing.
pub fn entries(path: &str, text: &str) -> Result<Vec<Entry>, TableError> {
    let table = Table::parse(path, text, &COLUMNS)?;
    let wrong = |line: usize, value: &str, expected: &str| TableError::Value {
        path: path.to_owned(),
        line,
        value: value.to_owned(),
        expected: expected.to_owned(),
    };
    let mut entries = Vec::new();
    for row in table.rows() {
        let (lang, weight) = (row.get("lang"), row.get("weight"));
        entries.push(Entry {
            name: row.get("treebank").to_owned(),
            lang: lang.parse().map_err(|_| wrong(row.line, lang, "two-letter language code"))?,
            weight: weight.parse().ok().filter(|w| (0.0..=1000.0).contains(w)).ok_or_else(|| wrong(row.line, weight, "weight"))?,
            tests: row.get("tests").split_whitespace().map(str::to_owned).collect(),
            features: row.get("features") == "yes",
            commercial: row.get("commercial") == "yes",
        });
    }
    Ok(entries)
}

/// A treebank as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) lang: Lang,
    pub(crate) weight: f64,
    pub(crate) features: bool,
    /// Sentences to learn from.
    pub(crate) train: Vec<Tree>,
    /// Files to be scored.
    pub(crate) tests: Vec<(String, Vec<Tree>)>,
}

/// Words that are two, for each language.
pub type Contractions = BTreeMap<Lang, HashMap<String, Vec<String>>>;

/// Reads the treebanks below a folder: those of the table in its order, then the others by name. `free` leaves out those whose licence
/// forbids commercial use.
pub(crate) fn read(folder: &Path, table: &[Entry], free: bool, contractions: &Contractions) -> Result<Vec<Source>, TreebankError> {
    let folders = folders(folder)?;
    let known = table.iter().filter(|entry| folders.contains(&entry.name)).map(|entry| (entry.name.as_str(), Some(entry)));
    let others = folders.iter().filter(|name| table.iter().all(|entry| entry.name != **name)).map(|name| (name.as_str(), None));
    let mut sources = Vec::new();
    for (name, entry) in known.chain(others) {
        if free && entry.is_some_and(|entry| !entry.commercial) {
            continue;
        }
        let Some(first) = files(&folder.join(name))?.into_iter().next() else { continue };
        let mut source = Source {
            name: name.to_owned(),
            lang: entry.map_or_else(|| language(&first), |entry| Ok(entry.lang))?,
            weight: entry.map_or(1.0, |entry| entry.weight),
            features: entry.is_none_or(|entry| entry.features),
            train: Vec::new(),
            tests: Vec::new(),
        };
        for path in files(&folder.join(name))? {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let trees = sentences(&path, contractions.get(&source.lang))?;
            match entry {
                Some(entry) if entry.tests.contains(&file) => source.tests.push((file, trees)),
                _ => source.train.extend(trees),
            }
        }
        if entry.is_none() {
            source.features = has_features(&source.train);
        }
        sources.push(source);
    }
    Ok(sources)
}

/// Whether enough words have features.
pub(crate) fn has_features(trees: &[Tree]) -> bool {
    let words: usize = trees.iter().map(|tree| tree.words().len()).sum();
    let with = trees.iter().flat_map(Tree::words).filter(|word| word.feats.as_str() != "_").count();
    with as f64 > WITH_FEATURES * words as f64
}

/// The language that a file's name begins with.
pub(crate) fn language(path: &Path) -> Result<Lang, TreebankError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let code = name.split_once('_').and_then(|(code, _)| code.parse().ok());
    code.ok_or_else(|| TreebankError::Language(path.to_owned()))
}

/// The names of the folders in a folder, sorted.
pub(crate) fn folders(folder: &Path) -> Result<Vec<String>, TreebankError> {
    Ok(walk(folder)?
        .into_iter()
        .filter(|entry| entry.file_type().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

/// The CoNLL-U files of a folder, sorted.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, TreebankError> {
    let files = walk(folder)?.into_iter().map(walkdir::DirEntry::into_path);
    Ok(files.filter(|path| path.extension().is_some_and(|ending| ending == "conllu")).collect())
}

fn walk(folder: &Path) -> Result<Vec<walkdir::DirEntry>, TreebankError> {
    let walk = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().follow_links(true);
    walk.into_iter().collect::<Result<_, _>>().map_err(|error| TreebankError::Read { path: folder.to_owned(), source: error.into() })
}

/// The sentences of a file, mended.
pub(crate) fn sentences(path: &Path, contractions: Option<&HashMap<String, Vec<String>>>) -> Result<Vec<Tree>, TreebankError> {
    let text = std::fs::read_to_string(path).map_err(|source| TreebankError::Read { path: path.to_owned(), source })?;
    let trees = conllu::read(&path.display().to_string(), &text)?;
    let articles = articles(&trees, contractions);
    Ok(trees.iter().map(|tree| mend(tree, contractions, &articles)).collect())
}

/// The base forms that a treebank gives to the second parts of contractions where they stand alone, the most frequent of each.
fn articles(trees: &[Tree], contractions: Option<&HashMap<String, Vec<String>>>) -> HashMap<String, String> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    if contractions.is_some_and(|contractions| !contractions.is_empty()) {
        for word in trees.iter().flat_map(Tree::words).filter(|word| word.upos == Upos::Det) {
            *counts.entry(&word.form).or_default().entry(&word.lemma).or_default() += 1;
        }
    }
    let most = |lemmas: BTreeMap<&str, usize>| lemmas.into_iter().max_by_key(|(_, count)| *count).map_or("", |(lemma, _)| lemma).to_owned();
    counts.into_iter().map(|(form, lemmas)| (form.to_owned(), most(lemmas))).collect()
}

/// Normalises forms and base forms, drops the subtypes of relations that are not learned, and splits contractions that the treebank left whole.
fn mend(tree: &Tree, contractions: Option<&HashMap<String, Vec<String>>>, articles: &HashMap<String, String>) -> Tree {
    let mut words: Vec<Word> = Vec::with_capacity(tree.words().len());
    let mut moved = Vec::with_capacity(tree.words().len());
    for (at, word) in tree.words().iter().enumerate() {
        moved.push(words.len());
        let mut word = Word { form: normalise(&word.form), lemma: normalise(&word.lemma), ..word.clone() };
        if !SUBTYPES.contains(&word.deprel.as_str()) {
            word.deprel = word.relation().to_owned();
        }
        let shared = |other: Option<&Word>| other.is_some_and(|other| other.span == word.span);
        let inside = shared(tree.words().get(at + 1)) || shared(at.checked_sub(1).and_then(|before| tree.words().get(before)));
        match contractions.and_then(|contractions| contractions.get(&word.form.to_lowercase())).map(Vec::as_slice) {
            Some([first, second]) if !inside && word.upos == Upos::Adp && word.deprel == "case" => {
                let capital = word.form.starts_with(char::is_uppercase);
                let article = Word {
                    form: second.clone(),
                    lemma: articles.get(second).unwrap_or(second).clone(),
                    upos: Upos::Det,
                    deprel: "det".to_owned(),
                    ..word.clone()
                };
                let form = if capital { capitalised(first) } else { first.clone() };
                words.push(Word { form, lemma: first.clone(), feats: Feats::default(), ..word });
                words.push(article);
            }
            _ => words.push(word),
        }
    }
    for word in &mut words {
        word.head = word.head.and_then(|head| moved.get(head).copied());
    }
    Tree::new(tree.span, words)
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a blank stands before each word. The parts of a contraction count as apart unless they are slices of it.
pub(crate) fn spaces(tree: &Tree) -> Vec<bool> {
    let words = tree.words();
    let mut spaces = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let Some(before) = at.checked_sub(1).map(|before| &words[before]) else {
            spaces.push(true);
            continue;
        };
        spaces.push(if before.span == word.span {
            let parts: usize = words.iter().filter(|other| other.span == word.span).map(|other| other.form.len()).sum();
            parts != word.span.end - word.span.start
        } else {
            before.span.end < word.span.start
        });
    }
    spaces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_split_and_blanks_found() -> Result<(), Box<dyn std::error::Error>> {
        let text = "1\tIm\tim\tADP\t_\tCase=Dat\t2\tcase\t_\t_\n2\tdem\tder\tDET\t_\t_\t3\tdet:x\t_\t_\n3\tHaus\tHaus\tNOUN\t_\t_\t0\troot\t_\t_\n\
                    4-5\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n4\tca\tcan\tAUX\t_\t_\t3\taux:pass\t_\t_\n5\tn\u{2019}t\tnot\tPART\t_\t_\t3\tadvmod\t_\t_\n\
                    6\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n";
        let trees = conllu::read("-", text)?;
        let contractions = HashMap::from([("im".to_owned(), vec!["in".to_owned(), "dem".to_owned()])]);
        let tree = mend(&trees[0], Some(&contractions), &articles(&trees, Some(&contractions)));
        let forms: Vec<&str> = tree.words().iter().map(|word| word.form.as_str()).collect();
        assert_eq!(forms, ["In", "dem", "dem", "Haus", "ca", "n't", "."]);
        assert_eq!((tree.word(1).lemma.as_str(), tree.word(1).head, tree.word(1).feats.get("Case")), ("der", Some(2), "Dat"));
        assert_eq!((tree.word(2).deprel.as_str(), tree.word(2).head, tree.word(4).deprel.as_str()), ("det", Some(3), "aux:pass"));
        assert_eq!(spaces(&tree), [true, true, true, true, true, false, false]);
        Ok(())
    }

    #[test]
    fn tables_are_checked() {
        let of = |row: &str| entries("t.tsv", &format!("treebank\tlang\tweight\ttests\tfeatures\tcommercial\n{row}\n"));
        assert!(
            of("A\tde\t1.5\ta b\tyes\tno").is_ok_and(|found| found[0].tests.len() == 2 && found[0].weight == 1.5 && !found[0].commercial)
        );
        assert!(of("A\tde\tmuch\t\tyes\tno").is_err_and(|error| error.to_string().contains("t.tsv:2")));
        assert!(of("A\tgerman\t1\t\tyes\tno").is_err());
    }
}
