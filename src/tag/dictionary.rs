//! The base forms that a language is known to have: a base form that is made by rule is better one of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::assets::{AssetError, Assets};
use crate::table::{Table, TableError};
use crate::tree::Upos;

/// The shortest last part of a compound, in characters, and the shortest first part.
const LAST: usize = 4;
const FIRST: usize = 3;

/// Base forms with their parts of speech.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// The table: rows of a base form and its parts of speech, in the order of the base forms.
    text: Cow<'static, str>,
    /// Where each row begins.
    rows: Vec<u32>,
    /// Base forms of other tables, in small letters.
    own: BTreeSet<(String, Upos)>,
    /// Whether nouns are joined to one word.
    compounds: bool,
    /// The base forms of forms that no rule makes, in small letters.
    irregular: HashMap<String, Vec<(Upos, String)>>,
}

impl Dictionary {
    /// The tables `data/<code>/lemmas.tsv` and `forms.tsv`, if there are any, and the base forms `own` of other tables. With `compounds` a
    /// noun is also known by its last part.
    ///
    /// # Errors
    /// When a table cannot be read, or is not in the order of its base forms, or has a part of speech that is none.
    pub fn load(assets: &Assets, code: &str, own: impl Iterator<Item = (String, Upos)>, compounds: bool) -> Result<Self, TableError> {
        let path = format!("data/{code}/lemmas.tsv");
        let text = match assets.text(&path) {
            Err(AssetError::Missing(_)) => Cow::Borrowed(""),
            text => text?,
        };
        let own = own.map(|(lemma, upos)| (lemma.to_lowercase(), upos)).collect();
        let mut dictionary = Self::of(&path, text, own, compounds)?;
        for row in Table::read_optional(assets, &format!("data/{code}/forms.tsv"), &["form", "lemma", "upos"])?.rows() {
            let upos = row.get("upos").parse().map_err(|_| row.error(row.get("upos"), "part of speech (`VERB`)"))?;
            dictionary.irregular.entry(row.get("form").to_lowercase()).or_default().push((upos, row.get("lemma").to_owned()));
        }
        Ok(dictionary)
    }

    fn of(path: &str, text: Cow<'static, str>, own: BTreeSet<(String, Upos)>, compounds: bool) -> Result<Self, TableError> {
        let mut rows: Vec<u32> = Vec::with_capacity(text.len() / 12);
        let (mut at, mut last, mut header) = (0, "", true);
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let start = at;
            at += line.len();
            if line.starts_with('#') {
                continue;
            }
            if std::mem::take(&mut header) {
                continue;
            }
            let (lemma, _) = line.split_once('\t').unwrap_or((line, ""));
            if lemma <= last {
                let expected = format!("base form that comes after `{last}` in the order of code points");
                return Err(TableError::Value { path: path.to_owned(), line: index + 1, value: lemma.to_owned(), expected });
            }
            last = lemma;
            rows.push(start as u32);
        }
        Ok(Self { rows, own, compounds, text, irregular: HashMap::new() })
    }

    /// The base form of a form that no rule makes; auxiliaries are verbs.
    #[must_use]
    pub fn irregular(&self, form: &str, upos: Upos) -> Option<&str> {
        let upos = if upos == Upos::Aux { Upos::Verb } else { upos };
        let listed = self.irregular.get(&form.to_lowercase())?;
        listed.iter().find(|(of, _)| *of == upos).map(|(_, lemma)| lemma.as_str())
    }

    /// Whether a form of a noun is a base form of the language's other tables and `lemma`, what a treebank has for the form, is none: then
    /// the noun is meant that facts speak of.
    #[must_use]
    pub fn overrules(&self, form: &str, lemma: &str, upos: Upos) -> bool {
        let own = |word: &str| self.own.contains(&(word.to_lowercase(), upos));
        upos == Upos::Noun && form != lemma && own(form) && !own(lemma)
    }

    /// Whether there is such a base form of a part of speech.
    #[must_use]
    pub fn knows(&self, lemma: &str, upos: Upos) -> bool {
        self.has(lemma, upos) || self.compounds && upos == Upos::Noun && self.knows_last_part(lemma)
    }

    fn has(&self, lemma: &str, upos: Upos) -> bool {
        self.row(lemma).is_some_and(|tags| tags.split('|').any(|tag| tag.parse() == Ok(upos)))
            || self.own.contains(&(lemma.to_lowercase(), upos))
    }

    /// The parts of speech of a base form.
    fn row(&self, lemma: &str) -> Option<&str> {
        let row = |at: u32| {
            let line = self.text[at as usize..].lines().next().unwrap_or_default();
            line.split_once('\t').unwrap_or((line, ""))
        };
        let at = self.rows.binary_search_by(|&at| row(at).0.cmp(lemma)).ok()?;
        Some(row(self.rows[at]).1.trim_end())
    }

    /// Whether a word of several parts ends in a known noun.
    fn knows_last_part(&self, lemma: &str) -> bool {
        let count = lemma.chars().count();
        let starts = lemma.char_indices().enumerate().filter(|(index, _)| *index >= FIRST && index + LAST <= count);
        starts.into_iter().any(|(_, (at, _))| {
            let mut part = lemma[at..].chars();
            let first = part.next().into_iter().flat_map(char::to_uppercase);
            self.has(&first.chain(part).collect::<String>(), Upos::Noun)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::BTreeSet;

    use super::Dictionary;
    use crate::table::TableError;
    use crate::tree::Upos::{Noun, Verb};

    #[test]
    fn base_forms_are_found() -> Result<(), TableError> {
        let text = "# a comment\nlemma\tupos\n# another\nGranate\tNOUN\nLiefern\tNOUN\nliefern\tVERB|NOUN\n";
        let own = BTreeSet::from([("hilfe".to_owned(), Noun)]);
        let dictionary = Dictionary::of("lemmas.tsv", Cow::Borrowed(text), own, true)?;
        for (lemma, upos, known) in [
            ("Granate", Noun, true),
            ("Granate", Verb, false),
            ("liefern", Verb, true),
            ("Hilfe", Noun, true),
            ("Handgranate", Noun, true),
            ("Soforthilfe", Noun, true),
            ("Granaten", Noun, false),
            ("lemma", Noun, false),
            ("", Noun, false),
        ] {
            assert_eq!(dictionary.knows(lemma, upos), known, "{lemma}");
        }
        assert!(!Dictionary::default().knows("Granate", Noun));
        let wrong = Dictionary::of("lemmas.tsv", Cow::Borrowed("lemma\tupos\nb\tNOUN\na\tNOUN\n"), BTreeSet::new(), false);
        assert!(wrong.is_err_and(|error| error.to_string().starts_with("lemmas.tsv:3: `a`")));
        Ok(())
    }
}
