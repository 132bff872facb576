//! Base forms as edit scripts.

use std::fmt;

/// How a form becomes its base form: what is stripped and added before and after, in characters, and whether it is lowered first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script {
    lower: bool,
    strip_front: usize,
    add_front: String,
    strip_back: usize,
    add_back: String,
}

impl Script {
    /// The script that makes `lemma` of `form`: around their longest common part.
    #[must_use]
    pub fn between(form: &str, lemma: &str) -> Self {
        let lowered = form.to_lowercase();
        let lower = lowered != form && common(&lowered, lemma).2 > common(form, lemma).2;
        let base = if lower { &lowered } else { form };
        let (in_form, in_lemma, length) = common(base, lemma);
        let lemma: Vec<char> = lemma.chars().collect();
        Self {
            lower,
            strip_front: in_form,
            add_front: lemma[..in_lemma].iter().collect(),
            strip_back: base.chars().count() - in_form - length,
            add_back: lemma[in_lemma + length..].iter().collect(),
        }
    }

    /// Whether the form is long enough for the script.
    #[must_use]
    pub fn applies(&self, form: &str) -> bool {
        let length = form.chars().count();
        let stripped = self.strip_front + self.strip_back;
        length > stripped || (length == stripped && !(self.add_front.is_empty() && self.add_back.is_empty()))
    }

    /// Whether the script is likely to hold for a word that only shares its last `ending` characters with those it was made from: it changes
    /// no more than them at the end, and what it puts before the word is how the word begins (`aufgerufen`, `aufrufen`).
    #[must_use]
    pub fn is_general(&self, form: &str, ending: usize) -> bool {
        self.strip_back <= ending && (self.add_front.is_empty() || form.to_lowercase().starts_with(&self.add_front))
    }

    /// The base form, if the script applies.
    #[must_use]
    pub fn apply(&self, form: &str) -> Option<String> {
        if !self.applies(form) {
            return None;
        }
        let form = if self.lower { form.to_lowercase() } else { form.to_owned() };
        let chars: Vec<char> = form.chars().collect();
        let kept = chars.get(self.strip_front..chars.len().checked_sub(self.strip_back)?)?;
        Some(self.add_front.chars().chain(kept.iter().copied()).chain(self.add_back.chars()).collect())
    }

    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('\t');
        Some(Self {
            lower: parts.next()? == "l",
            strip_front: parts.next()?.parse().ok()?,
            add_front: parts.next()?.to_owned(),
            strip_back: parts.next()?.parse().ok()?,
            add_back: parts.next()?.to_owned(),
        })
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = if self.lower { "l" } else { "" };
        write!(f, "{lower}\t{}\t{}\t{}\t{}", self.strip_front, self.add_front, self.strip_back, self.add_back)
    }
}

/// The longest common part of two strings: where it begins in each and its length, in characters; of equals the first.
fn common(a: &str, b: &str) -> (usize, usize, usize) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut best = (0, 0, 0);
    let mut row = vec![0usize; b.len() + 1];
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = 0;
        for j in 0..b.len() {
            let above = row[j + 1];
            row[j + 1] = if *letter == b[j] { diagonal + 1 } else { 0 };
            diagonal = above;
            if row[j + 1] > best.2 {
                best = (i + 1 - row[j + 1], j + 1 - row[j + 1], row[j + 1]);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn a_script_makes_the_lemma_it_was_made_from() {
        for (form, lemma) in [("gemacht", "machen"), ("Went", "go"), ("US", "US"), ("Houses", "house"), ("x", "")] {
            assert_eq!(Script::between(form, lemma).apply(form).unwrap_or_default(), lemma, "{form}");
        }
    }
}
