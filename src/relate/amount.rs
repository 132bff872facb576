//! How many or how much: numbers in digits and in words before what they count.

use super::Scene;
use crate::tree::Upos;

/// How many words before a number are looked at for what makes it approximate.
const REACH: usize = 4;

/// An amount as the text says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// As a decimal.
    pub(super) value: String,
    /// The noun before what is counted that measures it: rounds of ammunition.
    pub(super) unit: Option<String>,
    /// The words that make it approximate.
    pub(super) approximation: Option<String>,
}

impl Scene<'_> {
    /// Whether a word only multiplies: three million rounds are rounds.
    pub(super) fn is_multiplier(&self, at: usize) -> bool {
        self.multiplier(at).is_some()
    }

    fn multiplier(&self, at: usize) -> Option<u64> {
        let word = self.sentence.tree.word(at);
        let amounts = &self.language.lexicon.amounts;
        amounts.times(&word.lemma.to_lowercase()).or_else(|| amounts.times(&word.form.to_lowercase()))
    }

    /// The amount right before a word, its adjectives and the noun that measures it; none where a number in words stands there that no table has.
    pub(super) fn amount(&self, at: usize) -> Option<Amount> {
        let tree = &self.sentence.tree;
        if tree.word(at).upos == Upos::Sym {
            return self.amount_behind(at);
        }
        let mut next = at;
        let mut unit = None;
        while next > 0 {
            let word = tree.word(next - 1);
            let linked = word.head == Some(at) || tree.word(at).head == Some(next - 1);
            let is_adjective = word.upos == Upos::Adj && word.feats.get("NumType").is_empty();
            let is_compound = word.relation() == "compound" && linked && word.upos == Upos::Noun;
            // Parsers also take both for objects of the verb.
            let beside = word.head == tree.word(at).head && word.relation() == "obj" && tree.word(at).relation() == "obj";
            let measures =
                unit.is_none() && (linked || beside) && word.upos == Upos::Noun && !is_compound && self.multiplier(next - 1).is_none();
            if measures {
                unit = Some(word.form.clone());
            } else if !(is_adjective || is_compound) {
                break;
            }
            next -= 1;
        }
        let mut factor = 1;
        while next > 0
            && let Some(times) = self.multiplier(next - 1)
        {
            factor *= times;
            next -= 1;
        }
        let first = next.checked_sub(1)?;
        let word = tree.word(first);
        let amounts = &self.language.lexicon.amounts;
        let in_words = || amounts.number(&word.lemma.to_lowercase()).or_else(|| amounts.number(&word.form.to_lowercase()));
        let value = match number(&word.form) {
            Some(digits) => times(&digits, factor)?,
            None => in_words().filter(|_| word.upos == Upos::Num)?.checked_mul(factor)?.to_string(),
        };
        // A range or another number before it: which of them counts is not known.
        if first > 0 && tree.word(first - 1).upos == Upos::Num {
            return None;
        }
        // A sign of money stands between.
        let sign = first > 0 && tree.word(first - 1).upos == Upos::Sym;
        let end = first - usize::from(sign);
        Some(Amount { value, unit, approximation: self.approximation(end.saturating_sub(REACH), end) })
    }

    /// The amount right behind a sign of money.
    fn amount_behind(&self, sign: usize) -> Option<Amount> {
        let words = self.sentence.tree.words();
        let digits = number(&words.get(sign + 1)?.form)?;
        let factor = (sign + 2..words.len()).map_while(|at| self.multiplier(at)).product();
        let start = sign.saturating_sub(REACH);
        Some(Amount { value: times(&digits, factor)?, unit: None, approximation: self.approximation(start, sign) })
    }

    /// The words right before `end`, and not before `start`, that make a number approximate.
    fn approximation(&self, start: usize, end: usize) -> Option<String> {
        let before: Vec<String> = (start..end).map(|word| self.sentence.tree.word(word).form.to_lowercase()).collect();
        let count = self.language.lexicon.amounts.about(&before);
        let words: Vec<usize> = (end - count..end).collect();
        self.words_span(&words).map(|span| span.of(&self.document.text).split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A number in digits as a decimal: groups of three digits are joined; a single group after a comma or full stop is a fraction unless it
/// has three digits.
pub(super) fn number(form: &str) -> Option<String> {
    if !form.starts_with(|c: char| c.is_ascii_digit()) || !form.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let groups: Vec<&str> = form.split(['.', ',']).collect();
    let (last, first) = groups.split_last()?;
    if first.is_empty() || (last.len() == 3 && first.iter().skip(1).all(|group| group.len() == 3)) {
        return Some(groups.concat());
    }
    (!last.is_empty()).then(|| format!("{}.{last}", first.concat()))
}

/// A decimal times a power of ten or another whole number; none where it becomes too big.
fn times(decimal: &str, factor: u64) -> Option<String> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let value = format!("{whole}{fraction}").parse::<u128>().ok()?.checked_mul(u128::from(factor))?;
    let (whole, rest) = (value / scale, value % scale);
    if rest == 0 {
        return Some(whole.to_string());
    }
    let rest = format!("{rest:0width$}", width = fraction.len());
    Some(format!("{whole}.{}", rest.trim_end_matches('0')))
}

#[cfg(test)]
mod tests {
    use super::{number, times};

    #[test]
    fn numbers_of_all_three_languages_become_decimals() {
        for (form, decimal) in [("6.700", "6700"), ("1,500,000", "1500000"), ("2,5", "2.5"), ("152", "152"), ("1.25", "1.25")] {
            assert_eq!(number(form).as_deref(), Some(decimal), "{form}");
        }
        assert_eq!(number("152-mm"), None);
    }

    #[test]
    fn millions_multiply_without_rounding() {
        for (decimal, factor, product) in
            [("3", 1_000_000, "3000000"), ("1.25", 1_000, "1250"), ("0.5", 1_000_000_000, "500000000"), ("1.25", 1, "1.25")]
        {
            assert_eq!(times(decimal, factor).as_deref(), Some(product));
        }
        assert_eq!(times("99999999999999999999999999999999999999", 1000), None);
    }
}
