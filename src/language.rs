//! A language as the program knows it: its settings and its words. All of it is data in `data/<code>/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::assets::Assets;
use crate::lexicon::{Compounds, Lexicon, Office};
use crate::table::{Row, Table, TableError};
use crate::tag::Dictionary;
use crate::text::{Lang, LangError};
use crate::tree::{Tree, Upos};

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
    pub hyphen_before: BTreeSet<String>,
    /// Parts before which a hyphen does not split, lower case.
    pub hyphen_after: BTreeSet<String>,
    /// Whether a hyphen between a number and an ending in small letters does not split.
    pub hyphen_digits: bool,
    /// Whether the full stops of abbreviations are marks of their own.
    pub split_abbreviations: bool,
    /// Whether each of several `!` and `?` is a mark of its own.
    pub split_marks: bool,
    /// Whether a number with blanks between its thousands is one word.
    pub number_blank: bool,
    /// Units that are words of their own when written to their number, lower case.
    pub units: BTreeSet<String>,
    /// Forms with marks inside that are one word all the same.
    pub whole: Vec<String>,
    /// Letters after which an apostrophe stands for the ending of a genitive.
    pub genitive: String,
    /// Whether a sentence may begin with a small letter.
    pub small_starts: bool,
    /// Whether the number of an item of a list (`1.`) is a sentence of its own.
    pub items_apart: bool,
    /// Words that sentences often begin with, lower case: those of closed classes.
    pub starters: BTreeSet<String>,
    /// Words that have a capital only at the start of a sentence, so that one amid it shows a missing full stop, lower case.
    pub restarts: BTreeSet<String>,
    /// Words that make a name of one of these and themselves (`Die Linke`).
    pub restart_names: BTreeSet<String>,
    /// Words of which that is so before a word with a small letter, lower case.
    pub restarts_before_small: BTreeSet<String>,
    /// What names of hosts and files end in.
    pub domains: BTreeSet<String>,
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
    /// Adpositions before those that something is between.
    pub between: Vec<String>,
    /// Words that say that several do something to each other, as base forms in small letters; two words joined by `_`.
    pub mutual: BTreeSet<String>,
    /// Base forms of nouns that say how much there is of another (`number`, `part`).
    pub measures: BTreeSet<String>,
    /// Adpositions of several words joined by `_` before what is given for something (`in_exchange_for`).
    pub exchange: Vec<String>,
    /// Adverbs, their words joined by `_`, that say that something is given for what was given before (`im_gegenzug`).
    pub in_return: Vec<String>,
    /// Adpositions, their words joined by `_`, before who does it together with the subject.
    pub together: Vec<String>,
    /// Adpositions that say whither.
    pub directional: BTreeSet<String>,
    /// Whether the object of an infinitive stands behind it.
    pub objects_behind: bool,
    /// Whether the finite verb is the second phrase of a main clause.
    pub verb_second: bool,
    /// Whether names have endings of case.
    pub names_inflect: bool,
    /// Adpositions of time, cause and condition, before what is no part of what a verb says.
    pub circumstances: BTreeSet<String>,
    /// Adpositions that say whose something is: `of`, `von`.
    pub possessive: BTreeSet<String>,
    /// Words before examples of what a noun names: `including`, `such as`.
    pub including: BTreeSet<String>,
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
    /// Whether nouns have articles, so that a bare noun is no description of something known.
    pub has_articles: bool,
    /// Words that say how many known actors a noun speaks of (`beide`), as base forms in small letters.
    pub groups_of: HashMap<String, GroupOf>,
    /// Base forms of possessives whose own features are those of what is possessed, with the genders or the number of the possessor.
    pub possessors: HashMap<String, Vec<String>>,
    /// Base forms of verbs that say of their subject what it is: to become, to remain.
    pub copulas: BTreeSet<String>,
    /// Endings of the base forms of names that only the nominative has.
    pub nominatives: Vec<String>,
    /// Particles that begin a relative clause in which a personal pronoun stands for what it modifies (`що їх`).
    pub relativizers: BTreeSet<String>,
    /// Base forms of relative pronouns that only stand for people.
    pub personal: BTreeSet<String>,
    /// Words before what somebody is described as, or acts as: `as`, `als`.
    pub roles: BTreeSet<String>,
    /// The gender, or `Plur`, of names of states and places by their last letters, the longest first; the tagger guesses that of a name.
    pub name_genders: Vec<(String, String)>,
    /// What words in Latin letters are that would be proper nouns, where the language has another script and its treebanks say so.
    pub latin_names: Option<Upos>,
    /// The base forms it is known to have.
    pub dictionary: Dictionary,
    abbreviations: BTreeMap<char, Vec<(String, AbbreviationKind)>>,
    apostrophes: String,
    number_marks: String,
    opening: BTreeSet<String>,
    closing: BTreeSet<String>,
}

/// A word that says how many known actors a noun speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupOf {
    /// How many.
    pub count: usize,
    /// Whether the word itself says that they are known (`both`); else an article must.
    pub definite: bool,
}

/// When the full stop of an abbreviation is no end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AbbreviationKind {
    /// Unless the word behind it shows that a sentence begins.
    Any,
    /// Only beside a number is it an abbreviation at all.
    Number,
    /// As any, and it often ends a sentence (`etc.`).
    Final,
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
                let code = Settings::read(assets, &folder)?.list("iso639-3").into_iter().next().unwrap_or_default();
                found.insert(code, folder.parse()?);
            }
        }
        Ok(found)
    }

    /// Reads the data of a language.
    ///
    /// # Errors
    /// When a table is missing or wrong.
    pub fn load(assets: &Assets, lang: Lang) -> Result<Self, LanguageError> {
        let code = lang.code();
        let settings = Settings::read(assets, code)?;
        let list = |key: &str| settings.list(key);
        let set = |key: &str| list(key).into_iter().collect::<BTreeSet<String>>();
        let yes = |key: &str| list(key).first().is_some_and(|value| value == "yes");
        let mut clitics = list("clitics");
        clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.chars().count()));
        let mut contractions = HashMap::new();
        for row in Table::read_optional(assets, &format!("data/{code}/contractions.tsv"), &["form", "parts"])?.rows() {
            contractions.insert(row.get("form").to_lowercase(), row.values("parts").map(str::to_owned).collect());
        }
        let mut abbreviations: BTreeMap<char, Vec<(String, AbbreviationKind)>> = BTreeMap::new();
        for row in Table::read(assets, &format!("data/{code}/abbreviations.tsv"), &["form", "kind"])?.rows() {
            let kind = match row.get("kind") {
                "number" => AbbreviationKind::Number,
                "final" => AbbreviationKind::Final,
                _ => AbbreviationKind::Any,
            };
            // An abbreviation of several words is one for each of them.
            for form in row.get("form").split_whitespace().filter(|form| form.ends_with('.')) {
                if let Some(first) = form.chars().next() {
                    abbreviations.entry(first).or_default().push((form.to_owned(), kind));
                }
            }
        }
        let mut domains = BTreeSet::new();
        for row in Table::read_optional(assets, "data/domains.tsv", &["ending"])?.rows() {
            domains.insert(row.get("ending").to_owned());
        }
        let upos = |value: &str| value.parse::<Upos>().ok();
        let latin_names = settings.parsed("latin_names", "part of speech (`X`)", upos)?.pop();
        let group = |value: &str| {
            let (lemma, count) = value.split_once('=')?;
            let definite = count.starts_with("the ");
            let count = count.trim_start_matches("the ").parse().ok().filter(|count| *count > 1)?;
            Some((lemma.to_owned(), GroupOf { count, definite }))
        };
        let groups_of = settings.parsed("groups_of", "word with a number (`three=3`, `both=the 2`)", group)?.into_iter().collect();
        let possessor = |value: &str| {
            let (lemma, features) = value.split_once('=')?;
            Some((lemma.to_owned(), features.split('/').map(str::to_owned).collect()))
        };
        let possessors = settings.parsed("possessors", "possessive with features (`sein=Masc/Neut`)", possessor)?.into_iter().collect();
        let gender = |value: &str| value.split_once('=').map(|(ending, gender)| (ending.to_owned(), gender.to_owned()));
        let mut name_genders = settings.parsed("name_genders", "ending with gender (`a=Fem`)", gender)?;
        name_genders.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.chars().count()));
        let lexicon = Lexicon::load(assets, code, &list("endings"))?;
        Ok(Self {
            lang,
            name: list("name").join(" "),
            compounds: Compounds { joined: yes("compounds"), prefixes: set("prefixes") },
            ordinal_dot: yes("ordinal_dot"),
            split_hyphens: yes("split_hyphens"),
            hyphen_before: set("hyphen_before"),
            hyphen_after: set("hyphen_after"),
            hyphen_digits: yes("hyphen_digits"),
            split_abbreviations: yes("split_abbreviations"),
            split_marks: yes("split_marks"),
            number_blank: yes("number_blank"),
            units: set("units"),
            whole: list("whole"),
            genitive: list("genitive").concat(),
            small_starts: yes("small_starts"),
            items_apart: yes("items_apart"),
            starters: set("starters"),
            restarts: set("restarts"),
            restart_names: set("restart_names"),
            restarts_before_small: set("restarts_before_small"),
            domains,
            clitics,
            contractions,
            agent: list("agent"),
            agent_case: list("agent_case").concat(),
            locative: set("locative"),
            between: list("between"),
            mutual: set("mutual"),
            measures: set("measures"),
            exchange: list("exchange"),
            in_return: list("in_return"),
            together: list("together"),
            directional: set("directional"),
            objects_behind: yes("objects_behind"),
            verb_second: yes("verb_second"),
            names_inflect: yes("names_inflect"),
            circumstances: set("circumstances"),
            possessive: set("possessive"),
            including: set("including"),
            connectors: set("connectors"),
            endings: list("endings"),
            object_control: set("object_control"),
            complementizers: set("complementizers"),
            pro_drop: yes("pro_drop"),
            participle_infix: list("participle_infix").concat(),
            person_titles: set("person_titles"),
            has_articles: yes("articles"),
            latin_names,
            groups_of,
            possessors,
            copulas: set("copulas"),
            nominatives: list("nominatives"),
            relativizers: set("relativizers"),
            personal: set("personal"),
            roles: set("roles"),
            name_genders,
            dictionary: Dictionary::load(assets, code, lexicon.base_forms(), yes("compounds"))?,
            lexicon,
            abbreviations,
            apostrophes: list("apostrophes").concat(),
            number_marks: list("number_marks").concat(),
            opening: set("quotes_open"),
            closing: list("quotes_close").into_iter().chain([")", "]"].map(str::to_owned)).collect(),
        })
    }

    /// The offices that a base form names, see [`Lexicon::offices`].
    #[must_use]
    pub fn offices(&self, lemma: &str) -> &[Office] {
        self.lexicon.offices(lemma, &self.compounds)
    }

    /// The offices that a word of a sentence names: those whose condition stands with it, or else those without one.
    #[must_use]
    pub fn offices_at(&self, tree: &Tree, at: usize) -> Vec<&Office> {
        let offices = self.offices(&tree.word(at).lemma);
        let below = tree.children(at).iter().flat_map(|&child| std::iter::once(child).chain(tree.children(child).iter().copied()));
        let around: Vec<String> = if offices.iter().all(|office| office.with.is_empty()) {
            Vec::new()
        } else {
            // What stands right before a title that the parser hung on the name hangs there too: vice president Biden.
            let head = tree.word(at).head.filter(|&head| head > at);
            let beside = at.checked_sub(1).filter(|&before| head.is_some() && tree.word(before).head == head);
            below.chain(beside).map(|word| tree.word(word).lemma.to_lowercase()).collect()
        };
        let special: Vec<&Office> = offices.iter().filter(|office| office.with.iter().any(|lemma| around.contains(lemma))).collect();
        if special.is_empty() { offices.iter().filter(|office| office.with.is_empty()).collect() } else { special }
    }

    /// Whether a personal pronoun takes up what its relative clause modifies, behind a particle.
    #[must_use]
    pub fn is_resumptive(&self, tree: &Tree, at: usize) -> bool {
        let word = tree.word(at);
        let oblique = word.upos == Upos::Pron && word.feats.get("PronType") == "Prs" && !matches!(word.feats.get("Case"), "" | "Nom");
        let particle = at.checked_sub(1).map(|before| tree.word(before)).filter(|before| before.relation() == "mark");
        oblique
            && particle.is_some_and(|particle| {
                let clause = particle.head.map(|clause| tree.word(clause).relation());
                clause == Some("acl") && self.relativizers.contains(&particle.form.to_lowercase())
            })
    }

    /// Whether a base form is a title: it names an office.
    #[must_use]
    pub fn is_title(&self, lemma: &str) -> bool {
        !self.offices(lemma).is_empty()
    }

    /// The gender of the name of a state or place by its last letters, or `Plur`; none where the language's names do not show it.
    #[must_use]
    pub fn gender_of_name(&self, name: &str) -> Option<&str> {
        self.name_genders.iter().find(|(ending, _)| name.ends_with(ending.as_str())).map(|(_, gender)| gender.as_str())
    }

    /// Whether a base form stands for what it belongs to, see [`Lexicon::is_group`].
    #[must_use]
    pub fn is_group(&self, lemma: &str) -> bool {
        self.lexicon.is_group(lemma, &self.compounds)
    }

    /// A word in the spelling that tables and models use: composed characters, the plain apostrophe, no soft hyphens.
    #[must_use]
    pub fn normalise(&self, word: &str) -> String {
        normalise(word)
    }

    /// The abbreviations that `text` begins with: their lengths in bytes, and whether they are such only beside a number.
    pub(crate) fn abbreviations_from<'l>(&'l self, text: &'l str) -> impl Iterator<Item = (usize, bool)> + 'l {
        let first = text.chars().next();
        let listed = first.and_then(|first| self.abbreviations.get(&first));
        let found = listed.into_iter().flatten().filter(move |(form, _)| text.starts_with(form.as_str()));
        found.map(|(form, kind)| (form.len(), *kind == AbbreviationKind::Number))
    }

    /// The kind of a listed abbreviation.
    pub(crate) fn abbreviation_kind(&self, form: &str) -> Option<AbbreviationKind> {
        let listed = form.chars().next().and_then(|first| self.abbreviations.get(&first));
        listed.into_iter().flatten().find(|(listed, _)| listed == form).map(|(_, kind)| *kind)
    }

    /// Whether a mark joins letters to one word, besides the apostrophes that do so in every language.
    pub(crate) fn is_apostrophe(&self, mark: char) -> bool {
        self.apostrophes.contains(mark)
    }

    /// Whether a mark between digits is part of the number.
    pub(crate) fn is_number_mark(&self, mark: char) -> bool {
        self.number_marks.contains(mark)
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

/// As [`Language::normalise`], which is the same for all languages: treebanks may be of languages that there is no data for.
pub(crate) fn normalise(word: &str) -> String {
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

/// The table of a language's settings.
struct Settings(Table);

impl Settings {
    fn read(assets: &Assets, code: &str) -> Result<Self, TableError> {
        Ok(Self(Table::read(assets, &format!("data/{code}/settings.tsv"), &["key", "value"])?))
    }

    /// The row of a key; of several the last.
    fn row(&self, key: &str) -> Option<Row<'_>> {
        self.0.rows().filter(|row| row.get("key") == key).last()
    }

    /// The values of a key.
    fn list(&self, key: &str) -> Vec<String> {
        self.row(key).map_or_else(Vec::new, |row| row.values("value").map(str::to_owned).collect())
    }

    /// The values of a key as `parse` reads them; one that it cannot read is no `expected`.
    fn parsed<T>(&self, key: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, TableError> {
        let Some(row) = self.row(key) else { return Ok(Vec::new()) };
        row.values("value").map(|value| parse(value).ok_or_else(|| row.error(value, expected))).collect()
    }
}
