//! Inflected forms: which words of a text are a form of which word of a name.

use std::collections::HashMap;

use crate::assets::Assets;
use crate::table::{Table, TableError};

/// How words of a kind inflect, by their endings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inflection {
    /// Kind and ending, with the endings of the forms.
    paradigms: HashMap<(String, String), Vec<String>>,
    longest: usize,
}

impl Inflection {
    pub(crate) fn load(assets: &Assets, code: &str) -> Result<Self, TableError> {
        let mut inflection = Self::default();
        for row in Table::read(assets, &format!("data/{code}/inflection.tsv"), &["kind", "ending", "forms"])?.rows() {
            let mut endings = Vec::new();
            for form in row.values("forms") {
                let (_, ending) = form.split_once('=').ok_or_else(|| row.error(form, "form (`case=ending`)"))?;
                if !endings.iter().any(|e| e == ending) {
                    endings.push(ending.to_owned());
                }
            }
            let ending = row.get("ending").to_owned();
            inflection.longest = inflection.longest.max(ending.chars().count());
            inflection.paradigms.insert((row.get("kind").to_owned(), ending), endings);
        }
        Ok(inflection)
    }

    /// All forms of a word of a kind, itself included, by the paradigm of its longest known ending.
    pub(crate) fn forms(&self, kind: &str, word: &str) -> Vec<String> {
        let mut forms = vec![word.to_owned()];
        let cuts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let first = cuts.len().saturating_sub(self.longest + 1);
        for &cut in &cuts[first..] {
            if let Some(endings) = self.paradigms.get(&(kind.to_owned(), word[cut..].to_owned())) {
                for ending in endings {
                    let form = format!("{}{ending}", &word[..cut]);
                    if !forms.contains(&form) {
                        forms.push(form);
                    }
                }
                break;
            }
        }
        forms
    }
}

/// Which base words a form may belong to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forms {
    bases: Vec<String>,
    by_base: HashMap<String, u32>,
    by_form: HashMap<String, Vec<u32>>,
    inflected: HashMap<(u32, &'static str), ()>,
}

impl Forms {
    /// The number of a base word, with its forms of the given kind made known.
    pub(crate) fn add(&mut self, word: &str, kind: &'static str, inflection: &Inflection) -> u32 {
        let base = match self.by_base.get(word) {
            Some(&base) => base,
            None => {
                let base = self.bases.len() as u32;
                self.bases.push(word.to_owned());
                self.by_base.insert(word.to_owned(), base);
                base
            }
        };
        if self.inflected.insert((base, kind), ()).is_none() {
            for form in inflection.forms(kind, word) {
                let bases = self.by_form.entry(form).or_default();
                if !bases.contains(&base) {
                    bases.push(base);
                }
            }
        }
        base
    }

    /// The numbers of the base words that a form may belong to.
    pub(crate) fn base_ids(&self, form: &str) -> impl Iterator<Item = u32> + '_ {
        self.by_form.get(form).into_iter().flatten().copied()
    }

    /// The base words that a form may belong to.
    pub(crate) fn bases(&self, form: &str) -> impl Iterator<Item = &str> {
        self.base_ids(form).map(|base| self.bases[base as usize].as_str())
    }
}
