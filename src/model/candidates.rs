//! Which base forms a word may have: the scripts that treebanks have for the word itself, else for words that end like it.
//!
//! A network that has to choose among all scripts errs on words whose base form the treebanks tell; of a few candidates it finds the right one.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{ModelError, Reader, Writer};
use crate::tag::Script;
use crate::text::{FNV, Lang, fnv};
use crate::tree::Upos;

/// How a word is looked up: itself, its last four characters down to the last one, and its part of speech alone.
pub(crate) const LEVELS: usize = 6;

/// Marks the keys of endings.
const ENDING: &str = "-";
/// Marks the keys of words that begin like a mark.
const WHOLE: &str = "=";
/// Marks the keys of parts of speech whose base forms are in small letters.
const LOWERING: &str = "^";

/// Scripts by words and by endings, each in one language and part of speech.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Hashes of words and endings, sorted.
    keys: Vec<u32>,
    /// Where the scripts of each key begin in `scripts`, and the end of the last.
    starts: Vec<u32>,
    scripts: Vec<u16>,
}

impl Candidates {
    /// Gathers the scripts of words: language, form, part of speech and the place of the script in `scripts`.
    #[must_use]
    pub fn gather<'w>(words: impl Iterator<Item = (Lang, &'w str, Upos, u16)>, scripts: &[Script]) -> Self {
        let words: BTreeSet<(Lang, &'w str, Upos, u16)> = words.collect();
        // Capitalised words, and those of them whose base form is not.
        let mut capitals: BTreeMap<(Lang, Upos), (usize, usize)> = BTreeMap::new();
        for &(lang, form, upos, script) in words.iter().filter(|(_, form, ..)| is_capitalised(form)) {
            let lemma = scripts.get(usize::from(script)).and_then(|script| script.apply(form)).unwrap_or_default();
            let (all, lowered) = capitals.entry((lang, upos)).or_default();
            *all += 1;
            *lowered += usize::from(lemma.starts_with(char::is_lowercase));
        }
        let lowering = capitals.into_iter().filter(|(_, (all, lowered))| lowered * 10 >= all * 9);
        let mut found: Vec<(u32, u16)> = lowering.map(|((lang, upos), _)| (key(lang, upos, LOWERING, ""), 0)).collect();
        found.extend(words.into_iter().flat_map(|(lang, form, upos, script)| keys(lang, form, upos).map(|key| (key, script))));
        found.sort_unstable();
        found.dedup();
        let mut all = Self::default();
        for (key, script) in found {
            if all.keys.last() != Some(&key) {
                all.keys.push(key);
                all.starts.push(all.scripts.len() as u32);
            }
            all.scripts.push(script);
        }
        all.starts.push(all.scripts.len() as u32);
        all
    }

    /// The scripts that a word may have, from the narrowest to the widest choice: of the word itself, of its endings, of its part of speech;
    /// empty where nothing is known.
    pub(crate) fn of(&self, lang: Lang, form: &str, upos: Upos) -> [&[u16]; LEVELS] {
        keys(lang, form, upos).map(|key| self.at(key))
    }

    /// Whether a word that the treebanks do not have begins with a capital only for its place in the sentence: at least nine in ten of the
    /// capitalised words of its part of speech have a base form in small letters.
    pub(crate) fn lowers(&self, lang: Lang, form: &str, upos: Upos) -> bool {
        is_capitalised(form) && !self.at(key(lang, upos, LOWERING, "")).is_empty()
    }

    /// The scripts of a key.
    pub(crate) fn at(&self, key: u32) -> &[u16] {
        let Ok(at) = self.keys.binary_search(&key) else {
            return &[];
        };
        self.scripts.get(self.starts[at] as usize..self.starts[at + 1] as usize).unwrap_or_default()
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.number(self.keys.len() as u64);
        for (at, key) in self.keys.iter().enumerate() {
            writer.number(u64::from(*key) - if at == 0 { 0 } else { u64::from(self.keys[at - 1]) });
            let scripts = &self.scripts[self.starts[at] as usize..self.starts[at + 1] as usize];
            writer.number(scripts.len() as u64);
            scripts.iter().for_each(|&script| writer.number(u64::from(script)));
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>, scripts: usize) -> Result<Self, ModelError> {
        let count = reader.size()?;
        let mut all = Self { keys: Vec::with_capacity(count), starts: Vec::with_capacity(count + 1), scripts: Vec::new() };
        let mut key = 0;
        for _ in 0..count {
            key += reader.number()?;
            all.keys.push(u32::try_from(key).map_err(|_| reader.damaged())?);
            all.starts.push(all.scripts.len() as u32);
            for _ in 0..reader.size()? {
                let script = reader.number()?;
                if script >= scripts as u64 {
                    return Err(reader.damaged());
                }
                all.scripts.push(script as u16);
            }
        }
        all.starts.push(all.scripts.len() as u32);
        Ok(all)
    }
}

/// Whether a word begins with a capital and goes on with small letters.
fn is_capitalised(form: &str) -> bool {
    let mut chars = form.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

/// The keys of a word, from the narrowest to the widest. A word that is no longer than an ending has the whole of it as ending.
pub(crate) fn keys(lang: Lang, form: &str, upos: Upos) -> [u32; LEVELS] {
    let lowered = form.to_lowercase();
    std::array::from_fn(|level| match level {
        0 => key(lang, upos, if [ENDING, LOWERING, WHOLE].iter().any(|mark| form.starts_with(mark)) { WHOLE } else { "" }, form),
        _ => {
            let length = LEVELS - 1 - level;
            let start = if length == 0 { lowered.len() } else { lowered.char_indices().rev().take(length).last().map_or(0, |(at, _)| at) };
            key(lang, upos, ENDING, &lowered[start..])
        }
    })
}

/// The upper half of the FNV-1a hash of language, part of speech, kind and word. The same is computed in
/// `training/entente_training/export.py`.
fn key(lang: Lang, upos: Upos, kind: &str, word: &str) -> u32 {
    let upos = Upos::ALL[upos as usize].1;
    let hash = [lang.code(), "\t", upos, "\t", kind, word].into_iter().fold(FNV, |hash, part| fnv(hash, part.as_bytes()));
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::{Candidates, Reader, Script, Upos, Writer};

    #[test]
    fn words_come_before_endings() -> Result<(), Box<dyn std::error::Error>> {
        let (de, uk) = ("de".parse()?, "uk".parse()?);
        let scripts = [("Staaten", "Staat"), ("gehen", "gehen"), ("Gehen", "gehen"), ("Raketen", "Rakete")]
            .map(|(form, lemma)| Script::between(form, lemma));
        let words =
            [(de, "Staaten", Upos::Noun, 0), (de, "Raketen", Upos::Noun, 3), (de, "Staaten", Upos::Noun, 1), (de, "Gehen", Upos::Verb, 2)];
        let all = Candidates::gather(words.into_iter(), &scripts);
        let narrowest =
            |lang, form, upos| all.of(lang, form, upos).into_iter().find(|choice| !choice.is_empty()).unwrap_or_default().to_vec();
        assert_eq!(narrowest(de, "Staaten", Upos::Noun), [0, 1]);
        assert!(all.of(de, "-", Upos::Noun)[0].is_empty() && all.of(de, "^", Upos::Verb)[0].is_empty());
        assert_eq!(narrowest(de, "Granaten", Upos::Noun), [0, 1]);
        assert_eq!(narrowest(de, "Paketen", Upos::Noun), [3]);
        assert_eq!(narrowest(de, "Wien", Upos::Noun), [0, 1, 3]);
        assert_eq!(all.of(de, "Raketen", Upos::Noun), [&[3][..], &[3], &[0, 1, 3], &[0, 1, 3], &[0, 1, 3], &[0, 1, 3]]);
        assert!(narrowest(de, "Wien", Upos::Propn).is_empty() && narrowest(uk, "Staaten", Upos::Noun).is_empty());
        assert!(all.lowers(de, "Sehen", Upos::Verb) && !all.lowers(de, "SEHEN", Upos::Verb) && !all.lowers(de, "Wien", Upos::Noun));
        let mut writer = Writer::new("test 1");
        all.write(&mut writer);
        let bytes = writer.finish();
        assert_eq!(Candidates::read(&mut Reader::new(&bytes, "test 1")?, 4)?, all);
        assert!(Candidates::read(&mut Reader::new(&bytes, "test 1")?, 3).is_err());
        Ok(())
    }
}
