//! The `tag` room: part of speech, morphological features and base form of every word.
//!
//! A [`model`](crate::model) scores them; a base form is an edit script (strip and add at both ends), of which the best one that fits the
//! word is taken.

mod script;

pub use script::Script;

use crate::model::{Candidates, Labels};
use crate::text::Lang;
use crate::tree::Upos;

/// The base form of a word. Of the narrowest choice of scripts that has one that fits the word, the one counts that `score` scores highest.
#[must_use]
pub fn lemma(form: &str, lang: Lang, upos: Upos, candidates: &Candidates, score: impl Fn(usize) -> f32, labels: &Labels) -> String {
    for (level, choice) in candidates.of(lang, form, upos).into_iter().enumerate() {
        let mut best: Option<(f32, &Script)> = None;
        for script in choice.iter().map(|&script| usize::from(script)) {
            let Some(own) = labels.scripts.get(script).filter(|own| own.applies(form)) else { continue };
            let score = if choice.len() == 1 { 0.0 } else { score(script) };
            if best.is_none_or(|(high, _)| score > high) {
                best = Some((score, own));
            }
        }
        if let Some(lemma) = best.and_then(|(_, script)| script.apply(form)) {
            return if level > 0 && candidates.lowers(lang, form, upos) { lemma.to_lowercase() } else { lemma };
        }
    }
    form.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Script, lemma};
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
        let lemma = |form: &str, scores: [f32; 3]| lemma(form, de, verb, &candidates, |script| scores[script], &labels);
        assert_eq!(lemma("handelten", [2.0, 1.0, 0.0]), "handeln");
        assert_eq!(lemma("handelten", [1.0, 2.0, 0.0]), "handelte");
        assert_eq!(lemma("tanks", [2.0, 1.0, 0.0]), "tank");
        assert_eq!(lemma("Tanks", [2.0, 1.0, 0.0]), "tank");
        assert_eq!(lemma("Sagt", [2.0, 1.0, 0.0]), "sagen");
        assert_eq!(lemma("", [0.0; 3]), "");
        Ok(())
    }
}
