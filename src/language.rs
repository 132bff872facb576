//! A language as the program knows it: its settings, its words, and its model. All of it is data in `data/<code>/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::assets::{AssetError, Assets};
use crate::learn::ModelError;
use crate::lexicon::{Compounds, Lexicon};
use crate::model::Model;
use crate::table::{Table, TableError};
use crate::text::{Lang, LangError};

/// A language.
#[derive(Debug, Clone)]
pub struct Language {
    /// Its code and folder.
    pub lang: Lang,
    /// Its name in itself.
    pub name: String,
    /// How nouns are joined to one word.
    pub compounds: Compounds,
    /// Whether a number with a full stop is an ordinal (`19.`).
    pub ordinal_dot: bool,
    /// Whether its treebanks split hyphenated words.
    pub split_hyphens: bool,
    /// First parts after which a hyphen does not split, lower case.
    pub prefixes: BTreeSet<String>,
    /// Endings that are words of their own (`'s`), the longest first.
    pub clitics: Vec<String>,
    /// Words that are several (`im` is `in dem`), lower case.
    pub contractions: HashMap<String, Vec<String>>,
    /// Adpositions of the agent of a passive.
    pub agent: Vec<String>,
    /// The case of a bare agent of a passive, as a value of the feature `Case`.
    pub agent_case: String,
    /// Adpositions that say where.
    pub locative: BTreeSet<String>,
    /// Adpositions that say whither.
    pub directional: BTreeSet<String>,
    /// Lower-case words inside names (`von der`).
    pub connectors: BTreeSet<String>,
    /// Endings that the tagger may leave on a base form it does not know; a word is also looked up without them.
    pub endings: Vec<String>,
    /// Marks of clauses that the object of the governing verb is the subject of (`accuse somebody of doing`).
    pub object_control: BTreeSet<String>,
    /// Subordinators of clauses that are what somebody says, thinks or does.
    pub complementizers: BTreeSet<String>,
    /// Whether a finite verb may go without its subject.
    pub pro_drop: bool,
    /// A syllable that participles have inside (`bereit|ge|stellt`), where the tagger may leave it; empty where they have none.
    pub participle_infix: String,
    /// Titles before a person's name.
    pub person_titles: BTreeSet<String>,
    /// Its words.
    pub lexicon: Lexicon,
    abbreviations: BTreeMap<char, Vec<String>>,
    opening: BTreeSet<String>,
    closing: BTreeSet<String>,
}

/// A language whose data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// A table is missing or wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The folder's name is no language code.
    #[error(transparent)]
    Code(#[from] LangError),
    /// There is no model.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The model cannot be used.
    #[error("{path}: {source}")]
    Model {
        /// The model file.
        path: String,
        /// What is wrong.
        source: ModelError,
    },
}

impl Language {
    /// The codes of the languages there is data for, sorted, each with its three-letter code (ISO 639-3).
    ///
    /// # Errors
    /// When a language's settings cannot be read.
    pub fn available(assets: &Assets) -> Result<BTreeMap<String, Lang>, LanguageError> {
        let mut found = BTreeMap::new();
        for folder in assets.folders("data") {
            if assets.files(&format!("data/{folder}")).iter().any(|file| file == "settings.tsv") {
                let settings = settings(assets, &folder)?;
                let code = settings.get("iso639-3").and_then(|values| values.first()).cloned().unwrap_or_default();
                found.insert(code, folder.parse()?);
            }
        }
        Ok(found)
    }

    /// Reads the data of a language, without its model.
    ///
    /// # Errors
    /// When a table is missing or wrong.
    pub fn load(assets: &Assets, lang: Lang) -> Result<Self, LanguageError> {
        let code = lang.code();
        let settings = settings(assets, code)?;
        let list = |key: &str| settings.get(key).cloned().unwrap_or_default();
        let set = |key: &str| list(key).into_iter().collect::<BTreeSet<String>>();
        let yes = |key: &str| list(key).first().is_some_and(|value| value == "yes");
        let mut clitics = list("clitics");
        clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.chars().count()));
        let mut contractions = HashMap::new();
        for row in Table::read_optional(assets, &format!("data/{code}/contractions.tsv"), &["form", "parts"])?.rows() {
            contractions.insert(row.get("form").to_lowercase(), row.values("parts").map(str::to_owned).collect());
        }
        let mut abbreviations: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for row in Table::read(assets, &format!("data/{code}/abbreviations.tsv"), &["form", "kind"])?.rows() {
            // An abbreviation of several words is one for each of them.
            for form in row.get("form").split_whitespace().filter(|form| form.ends_with('.')) {
                if let Some(first) = form.chars().next() {
                    abbreviations.entry(first).or_default().push(form.to_owned());
                }
            }
        }
        Ok(Self {
            lang,
            name: list("name").join(" "),
            compounds: Compounds { joined: yes("compounds"), prefixes: set("prefixes") },
            ordinal_dot: yes("ordinal_dot"),
            split_hyphens: yes("split_hyphens"),
            prefixes: set("prefixes"),
            clitics,
            contractions,
            agent: list("agent"),
            agent_case: list("agent_case").concat(),
            locative: set("locative"),
            directional: set("directional"),
            connectors: set("connectors"),
            endings: list("endings"),
            object_control: set("object_control"),
            complementizers: set("complementizers"),
            pro_drop: yes("pro_drop"),
            participle_infix: list("participle_infix").concat(),
            person_titles: set("person_titles"),
            lexicon: Lexicon::load(assets, code, &list("endings"))?,
            abbreviations,
            opening: set("quotes_open"),
            closing: list("quotes_close").into_iter().chain([")", "]"].map(str::to_owned)).collect(),
        })
    }

    /// Reads the model of a language from `data/models/<code>.bin`.
    ///
    /// # Errors
    /// When there is none, or it is damaged or of another version.
    pub fn model(assets: &Assets, lang: Lang) -> Result<Model, LanguageError> {
        let path = format!("data/models/{lang}.bin");
        let bytes = assets.read(&path)?;
        Model::from_bytes(&bytes).map_err(|source| LanguageError::Model { path, source })
    }

    /// A word in the spelling that tables and models use: composed characters, the plain apostrophe, no soft hyphens.
    #[must_use]
    pub fn normalise(&self, word: &str) -> String {
        if word.is_ascii() {
            return word.to_owned();
        }
        word.nfc()
            .filter(|&c| c != '\u{ad}')
            .map(|c| match c {
                '\u{2019}' | '\u{2bc}' => '\'',
                '\u{2010}' | '\u{2011}' => '-',
                c => c,
            })
            .collect()
    }

    /// The lengths in bytes of the abbreviations that `text` begins with.
    pub(crate) fn abbreviations_from<'l>(&'l self, text: &'l str) -> impl Iterator<Item = usize> + 'l {
        let first = text.chars().next();
        let listed = first.and_then(|first| self.abbreviations.get(&first));
        listed.into_iter().flatten().filter(move |form| text.starts_with(form.as_str())).map(String::len)
    }

    /// Whether a mark opens a quotation.
    pub(crate) fn is_opening(&self, mark: &str) -> bool {
        self.opening.contains(mark)
    }

    /// Whether a mark closes a quotation or bracket.
    pub(crate) fn is_closing(&self, mark: &str) -> bool {
        self.closing.contains(mark)
    }
}

fn settings(assets: &Assets, code: &str) -> Result<HashMap<String, Vec<String>>, TableError> {
    let table = Table::read(assets, &format!("data/{code}/settings.tsv"), &["key", "value"])?;
    Ok(table.rows().map(|row| (row.get("key").to_owned(), row.values("value").map(str::to_owned).collect())).collect())
}
