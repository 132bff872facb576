//! Set phrases of a sentence, looked up once: of exchange, of company, of doing to each other.

use std::ops::Range;

use crate::language::Language;
use crate::tree::{Tree, Upos};

/// Where the set phrases of a sentence stand.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// Phrases before what is given for something: the setting, its words, and the noun behind it.
    pub(super) exchange: Vec<(String, Range<usize>, usize)>,
    /// The first words of those that say that something is given in return.
    pub(super) in_return: Vec<usize>,
    /// Who does something together with the subject.
    pub(super) companions: Vec<usize>,
    /// Words that say that several do something to each other (`gegenseitig`), or the first of two (`each other`, `один на одного`).
    pub(super) mutual: Vec<usize>,
}

impl Phrases {
    pub(super) fn of(tree: &Tree, language: &Language) -> Self {
        let words = tree.words();
        let forms: Vec<String> = words.iter().map(|word| word.form.to_lowercase()).collect();
        let starts = |phrase: &str| {
            let parts: Vec<&str> = phrase.split('_').collect();
            let matches =
                |start: &usize| parts.iter().enumerate().all(|(index, part)| forms.get(start + index).is_some_and(|form| form == part));
            let found: Vec<Range<usize>> = (0..forms.len()).filter(matches).map(|start| start..start + parts.len()).collect();
            found
        };
        // What the last word of a phrase, an adposition, stands before.
        let noun = |phrase: &Range<usize>| words[phrase.end - 1].head.filter(|&noun| noun >= phrase.end);
        let mut found = Self::default();
        for phrase in &language.exchange {
            let here = starts(phrase).into_iter().filter_map(|range| noun(&range).map(|goods| (phrase.clone(), range, goods)));
            found.exchange.extend(here);
        }
        found.in_return = language.in_return.iter().flat_map(|phrase| starts(phrase)).map(|range| range.start).collect();
        found.companions = language.together.iter().flat_map(|phrase| starts(phrase)).filter_map(|range| noun(&range)).collect();
        let lemma = |at: usize| words[at].lemma.to_lowercase();
        let says = |&at: &usize| {
            let own = lemma(at);
            let next = (at + 1..words.len()).find(|&next| words[next].upos != Upos::Adp);
            // Two words are looked up together only where the first begins such a pair.
            let begins = language.mutual.iter().any(|pair| pair.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with('_')));
            language.mutual.contains(&own)
                || (begins && next.is_some_and(|next| language.mutual.contains(&format!("{own}_{}", lemma(next)))))
        };
        found.mutual = (0..words.len()).filter(says).collect();
        found
    }
}
