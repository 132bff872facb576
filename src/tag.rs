//! The `tag` room: part of speech, morphological features and base form of every word.
//!
//! A [`model`](crate::model) scores them; a base form is an edit script (strip and add at both ends), chosen with the help of a
//! [`Dictionary`].

mod dictionary;
mod script;

pub use dictionary::Dictionary;
pub use script::Script;

use crate::model::{Candidates, LEVELS, Labels};
use crate::text::Lang;
use crate::tree::Upos;

/// The shortest ending, in characters, by which base forms of the dictionary are looked for.
const SHORTEST: usize = 1;

/// What base forms are made from.
#[derive(Debug, Clone, Copy)]
pub struct Lemmas<'l> {
    /// The scripts.
    pub labels: &'l Labels,
    /// Which of them words may have.
    pub candidates: &'l Candidates,
    /// The base forms there are.
    pub dictionary: &'l Dictionary,
}

impl Lemmas<'_> {
    /// The base form of a word. What the treebanks have for the word counts, as it stands or in the letters that it has inside a sentence;
    /// else what the dictionary has for a form that no rule makes; else, of the narrowest choice of scripts that makes a base form of the dictionary, or without one of the narrowest choice of all,
    /// the script that `score` scores highest.
    #[must_use]
    pub fn of(&self, form: &str, lang: Lang, upos: Upos, score: impl Fn(usize) -> f32) -> String {
        let choices = self.candidates.of(lang, form, upos);
        if let Some(lemma) = self.best(form, choices[0], &score, |_, _| true) {
            return self.settled(form, lemma, upos);
        }
        let lowers = self.candidates.lowers(lang, form, upos);
        let cased = cased(form, upos, lowers);
        let cased: Vec<(&str, [&[u16]; LEVELS])> = cased.iter().map(|form| (form.as_str(), self.candidates.of(lang, form, upos))).collect();
        for (form, choices) in &cased {
            if let Some(lemma) = self.best(form, choices[0], &score, |_, _| true) {
                return self.settled(form, lemma, upos);
            }
        }
        if let Some(lemma) = self.dictionary.irregular(form, upos) {
            return lemma.to_owned();
        }
        for (form, choices) in cased.into_iter().chain([(form, choices)]) {
            // The narrowest choice of them is made by the longest ending.
            for (choice, ending) in choices[1..].iter().zip((SHORTEST..LEVELS - 1).rev()) {
                let known = |script: &Script, lemma: &str| script.is_general(form, ending) && self.dictionary.knows(lemma, upos);
                if let Some(lemma) = self.best(form, choice, &score, known) {
                    return lemma;
                }
            }
        }
        let lemma = choices.iter().find_map(|choice| self.best(form, choice, &score, |_, _| true));
        lemma.map_or_else(|| form.to_owned(), |lemma| if lowers { lemma.to_lowercase() } else { lemma })
    }

    /// The base form that a treebank has for a form, unless the form itself is a base form that the language's tables speak of.
    fn settled(&self, form: &str, lemma: String, upos: Upos) -> String {
        if self.dictionary.overrules(form, &lemma, upos) { form.to_owned() } else { lemma }
    }

    /// The best base form of a choice of scripts, of those that count.
    fn best(&self, form: &str, choice: &[u16], score: &impl Fn(usize) -> f32, counts: impl Fn(&Script, &str) -> bool) -> Option<String> {
        let mut best: Option<(f32, String)> = None;
        for script in choice.iter().map(|&script| usize::from(script)) {
            let Some(own) = self.labels.scripts.get(script) else { continue };
            let Some(lemma) = own.apply(form).filter(|lemma| counts(own, lemma)) else { continue };
            let score = if choice.len() == 1 { 0.0 } else { score(script) };
            if best.as_ref().is_none_or(|(high, _)| score > *high) {
                best = Some((score, lemma));
            }
        }
        best.map(|(_, lemma)| lemma)
    }
}

/// How else a word may be written: one that is capitalised for its place, in small letters; one in capitals, in small letters and with
/// one capital. Names keep theirs.
fn cased(form: &str, upos: Upos, lowers: bool) -> Vec<String> {
    let capitals = upos != Upos::Propn && form.chars().filter(|c| c.is_uppercase()).count() > 1 && !form.chars().any(char::is_lowercase);
    let mut cased = Vec::new();
    if lowers || capitals {
        cased.push(form.to_lowercase());
    }
    if capitals {
        let first = form.chars().next().into_iter();
        cased.push(first.chain(form.chars().skip(1).flat_map(char::to_lowercase)).collect());
    }
    cased
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, Lemmas, Script};
    use crate::model::{Candidates, Labels};
    use crate::text::LangError;
    use crate::tree::Upos;

    #[test]
    fn the_best_script_that_fits_makes_the_base_form() -> Result<(), LangError> {
        let (de, verb) = ("de".parse()?, Upos::Verb);
        let scripts =
            vec![Script::between("verhandelten", "verhandeln"), Script::between("ships", "ship"), Script::between("Sagt", "sagen")];
        let words = [(de, "verhandelten", verb, 0), (de, "verhandelten", verb, 1), (de, "ships", verb, 1), (de, "Sagt", verb, 2)];
        let candidates = Candidates::gather(words.into_iter(), &scripts);
        let labels = Labels { scripts, ..Labels::default() };
        let dictionary = Dictionary::default();
        let lemmas = Lemmas { labels: &labels, candidates: &candidates, dictionary: &dictionary };
        let lemma = |form: &str, scores: [f32; 3]| lemmas.of(form, de, verb, |script| scores[script]);
        assert_eq!(lemma("handelten", [2.0, 1.0, 0.0]), "handeln");
        assert_eq!(lemma("handelten", [1.0, 2.0, 0.0]), "handelte");
        assert_eq!(lemma("tanks", [2.0, 1.0, 0.0]), "tank");
        assert_eq!(lemma("Tanks", [2.0, 1.0, 0.0]), "tank");
        assert_eq!(lemma("Sagt", [2.0, 1.0, 0.0]), "sagen");
        assert_eq!(lemma("", [0.0; 3]), "");
        Ok(())
    }
}
