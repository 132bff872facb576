//! Inflected forms: which words of a text are a form of which word of a name.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::assets::Assets;
use crate::table::{Table, TableError};
use crate::text::{FNV, fnv};

/// How words of a kind inflect, by their endings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inflection {
    /// Of each kind the endings of base words, with the endings of the forms.
    paradigms: HashMap<String, HashMap<String, Vec<String>>>,
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
            inflection.paradigms.entry(row.get("kind").to_owned()).or_default().insert(ending, endings);
        }
        Ok(inflection)
    }

    /// Calls `found` with the hash of every form of a word of a kind, itself included, by the paradigm of its longest known ending.
    fn forms(&self, kind: &str, word: &str, mut found: impl FnMut(u64)) {
        found(fnv(FNV, word.as_bytes()));
        let Some(paradigms) = self.paradigms.get(kind) else { return };
        let cuts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let first = cuts.len().saturating_sub(self.longest + 1);
        for &cut in &cuts[first..] {
            if let Some(endings) = paradigms.get(&word[cut..]) {
                let stem = fnv(FNV, &word.as_bytes()[..cut]);
                return endings.iter().for_each(|ending| found(fnv(stem, ending.as_bytes())));
            }
        }
    }
}

/// Takes a hash for what it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// What is known by a hash.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// Which base words a form may belong to. Forms are known by their hashes alone: there are hundreds of thousands, and two of them share one of 64 bits
/// about once in a hundred million gazetteers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forms {
    bases: Vec<String>,
    by_base: HashMap<String, u32>,
    by_form: ByHash<u32>,
    /// The other base words of forms that belong to several.
    more: ByHash<Vec<u32>>,
    inflected: HashSet<(u32, &'static str)>,
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
        if self.inflected.insert((base, kind)) {
            let (by_form, more) = (&mut self.by_form, &mut self.more);
            inflection.forms(kind, word, |form| {
                let first = *by_form.entry(form).or_insert(base);
                if first != base {
                    let others = more.entry(form).or_default();
                    if !others.contains(&base) {
                        others.push(base);
                    }
                }
            });
        }
        base
    }

    /// The numbers of the base words that a form may belong to.
    pub(crate) fn base_ids(&self, form: &str) -> impl Iterator<Item = u32> + '_ {
        let form = fnv(FNV, form.as_bytes());
        self.by_form.get(&form).into_iter().chain(self.more.get(&form).into_iter().flatten()).copied()
    }

    /// The base words that a form may belong to.
    pub(crate) fn bases(&self, form: &str) -> impl Iterator<Item = &str> {
        self.base_ids(form).map(|base| self.bases[base as usize].as_str())
    }
}
