//! Treebanks as examples: label sets, and sentences in numbers.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::treebanks::{self, Contractions, Entry, Source, TreebankError, has_features, spaces};
use crate::model::fast::{TABLES, Word};
use crate::model::{Candidates, LEVELS, Labels, Treebank, Vectors, keys};
use crate::tag::Script;
use crate::text::Lang;
use crate::tree::{Feats, Tree, Upos};

/// Occurrences from which on a script of a base form is learned; values of features need twice as many.
const FLOOR: usize = 3;
/// The relation that stands for those that are not among the labels.
const UNKNOWN: &str = "dep";
/// No label: nothing is learned of it.
pub(crate) const NONE: u32 = u32::MAX;

/// What to learn from.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// A folder of treebanks, each a folder of CoNLL-U files.
    pub folder: PathBuf,
    /// A folder of the same layout with text that was parsed by a better model, and how often each of its sentences stands in a round.
    pub silver: Option<(PathBuf, f64)>,
    /// What is known of the treebanks. Those that are not named here count once.
    pub table: Vec<Entry>,
    /// Whether to leave out treebanks whose licence forbids commercial use.
    pub free: bool,
    /// Contractions that treebanks may leave whole.
    pub contractions: Contractions,
}

/// A word to learn from.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Its index in [`Corpus::lexemes`].
    pub(crate) lexeme: u32,
    pub(crate) upos: u8,
    /// Its relation.
    pub(crate) relation: u8,
    /// The position of its head, from 1; 0 is the root.
    pub(crate) head: u16,
    /// The row of [`Corpus::features`], or [`NONE`].
    pub(crate) features: u32,
    /// Its script, or [`NONE`].
    pub(crate) script: u32,
    /// Where its candidates are.
    pub(crate) keys: [u32; LEVELS],
}

/// A sentence to learn from.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) treebank: usize,
    /// How often it stands in a round.
    pub(crate) weight: f64,
    pub(crate) words: Vec<Target>,
}

/// A file to score.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) name: String,
    pub(crate) treebank: usize,
    pub(crate) trees: Vec<Tree>,
}

/// All that is learned from, in numbers.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) labels: Labels,
    pub(crate) candidates: Candidates,
    pub(crate) examples: Vec<Example>,
    pub(crate) tests: Vec<Test>,
    /// The different words, with how often their forms occur.
    pub(crate) lexemes: Vec<(Word, u32)>,
    /// The different combinations of features: a value for each attribute.
    pub(crate) features: Vec<Vec<u8>>,
}

impl Corpus {
    /// Reads the data; `rows` are the sizes of the network's tables.
    pub(crate) fn read(data: &Data, rows: &[usize; TABLES], vectors: &Vectors) -> Result<Self, TreebankError> {
        let sources = treebanks::read(&data.folder, &data.table, data.free, &data.contractions)?;
        let labels = labels(&sources);
        let mut encoder = Encoder::new(&labels, rows, vectors);
        let mut seen: Vec<(Lang, &str, Upos, u16)> = Vec::new();
        for source in sources.iter().filter(|source| source.weight > 0.0) {
            let Some(treebank) = labels.treebanks.iter().position(|treebank| treebank.name == source.name) else { continue };
            for tree in &source.train {
                let example = encoder.example(tree, treebank, source.lang, source.features, source.weight);
                let words = tree.words().iter().zip(&example.words).filter(|(_, target)| target.script != NONE);
                seen.extend(words.map(|(word, target)| (source.lang, word.form.as_str(), word.upos, target.script as u16)));
                encoder.corpus.examples.push(example);
            }
        }
        let candidates = Candidates::gather(seen.into_iter(), &labels.scripts);
        if let Some((folder, weight)) = &data.silver {
            encoder.silver(folder, *weight, data)?;
        }
        let mut corpus = encoder.finish();
        corpus.candidates = candidates;
        for source in sources {
            let own = labels.treebanks.iter().position(|treebank| treebank.name == source.name);
            if let Some(treebank) = own.or_else(|| labels.treebank(source.lang).ok()) {
                corpus.tests.extend(source.tests.into_iter().map(|(name, trees)| Test { name, treebank, trees }));
            }
        }
        corpus.labels = labels;
        Ok(corpus)
    }

    /// The words of all examples, each once.
    pub(crate) fn words(&self) -> usize {
        self.examples.iter().map(|example| example.words.len()).sum()
    }
}

/// The label sets of treebanks: all relations, values of features and scripts that are frequent enough.
fn labels(sources: &[Source]) -> Labels {
    let mut labels = Labels::default();
    let mut relations: Vec<String> = vec![UNKNOWN.to_owned()];
    let mut features: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut scripts: HashMap<(&str, &str), usize> = HashMap::new();
    for source in sources.iter().filter(|source| source.weight > 0.0 && !source.train.is_empty()) {
        let reference = labels.treebanks.iter().all(|treebank| treebank.lang != source.lang);
        labels.treebanks.push(Treebank { name: source.name.clone(), lang: source.lang, reference });
        for word in source.train.iter().flat_map(Tree::words) {
            if !relations.contains(&word.deprel) {
                relations.push(word.deprel.clone());
            }
            for (attribute, value) in pairs(&word.feats) {
                *features.entry(attribute.to_owned()).or_default().entry(value.to_owned()).or_default() += 1;
            }
            *scripts.entry((&word.form, &word.lemma)).or_default() += 1;
        }
    }
    relations.sort_unstable();
    labels.relations = relations;
    for (attribute, values) in features {
        let frequent = values.into_iter().filter(|(_, count)| *count >= 2 * FLOOR).map(|(value, _)| value);
        let values: Vec<String> = std::iter::once(String::new()).chain(frequent).take(256).collect();
        if values.len() > 1 {
            labels.features.push((attribute, values));
        }
    }
    let mut pairs: Vec<((&str, &str), usize)> = scripts.into_iter().collect();
    pairs.sort_unstable();
    let mut counts: BTreeMap<Script, usize> = BTreeMap::new();
    for ((form, lemma), count) in pairs {
        *counts.entry(Script::between(form, lemma)).or_default() += count;
    }
    labels.scripts = counts.into_iter().filter(|(_, count)| *count >= FLOOR).map(|(script, _)| script).collect();
    labels
}

/// The features of a word as attributes with values.
fn pairs(feats: &Feats) -> impl Iterator<Item = (&str, &str)> {
    feats.as_str().split('|').filter_map(|pair| pair.split_once('='))
}

/// Makes examples of trees.
struct Encoder<'e> {
    labels: &'e Labels,
    rows: &'e [usize; TABLES],
    vectors: &'e Vectors,
    corpus: Corpus,
    relations: HashMap<&'e str, u8>,
    scripts: HashMap<&'e Script, u32>,
    /// Scripts of pairs of form and base form that were looked up before.
    known: HashMap<(String, String), u32>,
    lexemes: HashMap<(String, bool, Lang), u32>,
    /// How often each lower-cased form occurs.
    counts: HashMap<String, u32>,
    lower: Vec<String>,
    features: HashMap<String, u32>,
}

impl<'e> Encoder<'e> {
    fn new(labels: &'e Labels, rows: &'e [usize; TABLES], vectors: &'e Vectors) -> Self {
        let relations = labels.relations.iter().take(256).enumerate().map(|(at, relation)| (relation.as_str(), at as u8)).collect();
        let scripts = labels.scripts.iter().enumerate().map(|(at, script)| (script, at as u32)).collect();
        Self {
            labels,
            rows,
            vectors,
            corpus: Corpus::default(),
            relations,
            scripts,
            known: HashMap::new(),
            lexemes: HashMap::new(),
            counts: HashMap::new(),
            lower: Vec::new(),
            features: HashMap::new(),
        }
    }

    fn example(&mut self, tree: &Tree, treebank: usize, lang: Lang, with_features: bool, weight: f64) -> Example {
        let mut words = Vec::with_capacity(tree.words().len());
        for (word, space) in tree.words().iter().zip(spaces(tree)) {
            let unknown = self.relations.get(UNKNOWN).copied().unwrap_or(0);
            words.push(Target {
                lexeme: self.lexeme(&word.form, space, lang),
                upos: word.upos as u8,
                relation: self.relations.get(word.deprel.as_str()).copied().unwrap_or(unknown),
                head: word.head.map_or(0, |head| head + 1) as u16,
                features: if with_features { self.combination(&word.feats) } else { NONE },
                script: self.script(&word.form, &word.lemma),
                keys: keys(lang, &word.form, word.upos),
            });
        }
        Example { treebank, weight, words }
    }

    fn lexeme(&mut self, form: &str, space: bool, lang: Lang) -> u32 {
        let key = (form.to_owned(), space, lang);
        let next = self.corpus.lexemes.len() as u32;
        let at = *self.lexemes.entry(key).or_insert(next);
        if at == next {
            self.corpus.lexemes.push((Word::new(form, space, lang.code(), self.rows, self.vectors), 0));
            self.lower.push(form.to_lowercase());
        }
        let lower = &self.lower[at as usize];
        match self.counts.get_mut(lower) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(lower.clone(), 1);
            }
        }
        at
    }

    fn script(&mut self, form: &str, lemma: &str) -> u32 {
        let key = (form.to_owned(), lemma.to_owned());
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let script = self.scripts.get(&Script::between(form, lemma)).copied().unwrap_or(NONE);
        self.known.insert(key, script);
        script
    }

    fn combination(&mut self, feats: &Feats) -> u32 {
        if let Some(&known) = self.features.get(feats.as_str()) {
            return known;
        }
        let row =
            |(attribute, values): &(String, Vec<String>)| values.iter().position(|value| value == feats.get(attribute)).unwrap_or(0) as u8;
        self.corpus.features.push(self.labels.features.iter().map(row).collect());
        let at = self.corpus.features.len() as u32 - 1;
        self.features.insert(feats.as_str().to_owned(), at);
        at
    }

    /// Adds parsed text, file by file. It is read with the conventions of its language's reference treebank, unless its folder is called
    /// as another treebank.
    fn silver(&mut self, folder: &Path, weight: f64, data: &Data) -> Result<(), TreebankError> {
        for name in treebanks::folders(folder)? {
            for path in treebanks::files(&folder.join(&name))? {
                let own = self.labels.treebanks.iter().position(|treebank| treebank.name == name);
                let entry = data.table.iter().find(|entry| entry.name == name);
                let lang = match (own, entry) {
                    (Some(own), _) => self.labels.treebanks[own].lang,
                    (None, Some(entry)) => entry.lang,
                    (None, None) => treebanks::language(&path)?,
                };
                let Some(treebank) = own.or_else(|| self.labels.treebank(lang).ok()) else { continue };
                let trees = treebanks::sentences(&path, data.contractions.get(&lang))?;
                let features = has_features(&trees);
                for tree in &trees {
                    let example = self.example(tree, treebank, lang, features, weight);
                    self.corpus.examples.push(example);
                }
            }
        }
        Ok(())
    }
}

impl Encoder<'_> {
    /// The corpus, with the frequencies of the forms.
    fn finish(mut self) -> Corpus {
        for ((_, count), lower) in self.corpus.lexemes.iter_mut().zip(&self.lower) {
            *count = self.counts.get(lower).copied().unwrap_or(0);
        }
        self.corpus
    }
}
