//! What passes between the actors: goods with amount and unit.

use super::Scene;
use crate::claim::Item;
use crate::lexicon::{Frame, Pos};
use crate::link::Linked;
use crate::ontology::PERSON;
use crate::text::Span;
use crate::tree::Upos;

/// How many words the name of goods has at most, hyphens counted: `Mi-17`, `air defence system`.
const LONGEST: usize = 4;

/// The frame asks for goods, and what stands there is none.
pub(super) struct NoGoods;

impl Scene<'_> {
    /// The goods of a frame: what its slot holds, with what is coordinated; or the first part of the predicate's compound.
    pub(super) fn items(&self, frame: &Frame, at: usize) -> Result<Vec<Item>, NoGoods> {
        let tree = &self.sentence.tree;
        let mut found = Vec::new();
        let mut other = false;
        for slot in &frame.item {
            for (filler, _) in self.fillers(at, slot, frame.pos) {
                let filler = self.antecedent(filler);
                let mut members = vec![filler];
                members.extend(tree.dependents(filler, "conj"));
                for member in members {
                    match self.item(member) {
                        Some(item) if !found.contains(&item) => found.push(item),
                        Some(_) => {}
                        None => {
                            // Neither what is no goods passes, nor a person.
                            let mention = self.mention(member);
                            let person = mention.and_then(Linked::entity).is_some_and(|id| self.class(id) == PERSON);
                            other |= person || (mention.is_none() && tree.word(member).upos == Upos::Noun);
                        }
                    }
                }
            }
            if !found.is_empty() {
                return Ok(found);
            }
        }
        // A compound names its goods itself: arms delivery.
        let compound = frame.pos == Pos::Noun && tree.word(at).lemma.to_lowercase() != frame.lemma.to_lowercase();
        if let Some(item) = self.item(at).filter(|_| compound && !frame.item.is_empty()) {
            return Ok(vec![Item { amount: None, ..item }]);
        }
        if other { Err(NoGoods) } else { Ok(found) }
    }

    /// The goods that a noun and what is coordinated with it name.
    pub(super) fn goods(&self, at: usize) -> Vec<Item> {
        std::iter::once(at).chain(self.sentence.tree.dependents(at, "conj")).filter_map(|word| self.item(word)).collect()
    }

    /// The goods that a noun names, or the noun that it measures (`drei Millionen Schuss Munition`).
    fn item(&self, at: usize) -> Option<Item> {
        let tree = &self.sentence.tree;
        let lexicon = &self.language.lexicon;
        let compounds = &self.language.compounds;
        let goods_of = |word: usize| {
            let by = |text: &str| lexicon.goods(text, compounds);
            by(&tree.word(word).lemma)
                .or_else(|| by(&tree.word(word).form))
                .or_else(|| self.phrases(word).iter().find_map(|text| lexicon.goods_phrase(text)))
        };
        let measured = tree.children(at).iter().copied().find(|&child| {
            matches!(tree.word(child).relation(), "nmod" | "appos" | "flat" | "compound")
                && tree.word(child).upos == Upos::Noun
                && goods_of(child).is_some()
        });
        // A million of shells is no money.
        let counted = measured.filter(|_| self.is_multiplier(at)).and_then(goods_of);
        let goods = counted.or_else(|| goods_of(at)).or_else(|| measured.and_then(goods_of))?.to_owned();
        let counts = self.is_multiplier(at) || tree.word(at).upos == Upos::Sym;
        let named = if counts { measured.unwrap_or(at) } else { at };
        let words: Vec<usize> = self.phrase(named);
        let label = words.iter().map(|&word| tree.word(word).form.as_str()).collect::<Vec<_>>().join(" ");
        // What is counted by the million is no unit.
        let (counted, unit) = match measured {
            Some(measured) if self.is_multiplier(at) => (measured, None),
            Some(measured) if tree.word(measured).relation() != "compound" => (at, Some(tree.word(at).form.clone())),
            _ => (at, None),
        };
        let amount = self.amount(counted);
        let unit = amount.as_ref().and_then(|amount| unit.or_else(|| amount.unit.clone()));
        let (amount, approximation) = amount.map_or((None, None), |amount| (Some(amount.value), amount.approximation));
        Some(Item { label, lang: self.language.lang, goods: Some(goods), amount, unit, approximation })
    }

    /// The texts of two to [`LONGEST`] words with a noun among them, whose base form stands for it: an air defence system, an F-35.
    fn phrases(&self, at: usize) -> Vec<String> {
        let tree = &self.sentence.tree;
        let count = tree.words().len();
        let text = |start: usize, end: usize| {
            let mut text = String::new();
            for word in start..end {
                let own = tree.word(word);
                if word > start && tree.word(word - 1).span.end != own.span.start {
                    text.push(' ');
                }
                text.push_str(if word == at && word + 1 == end { &own.lemma } else { &own.form });
            }
            text
        };
        let starts = at.saturating_sub(LONGEST - 1)..=at;
        let ranges = starts.flat_map(|start| (at + 1..=(start + LONGEST).min(count)).map(move |end| (start, end)));
        ranges.filter(|(start, end)| end - start > 1).map(|(start, end)| text(start, end)).collect()
    }

    /// The words of a short noun phrase around a noun: its adjectives and what it measures, without articles, clauses and adpositions.
    fn phrase(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let inside = |&child: &usize| {
            let word = tree.word(child);
            (matches!(word.relation(), "amod" | "compound" | "flat") && word.upos != Upos::Num)
                || (word.relation() == "nmod" && !self.sentence.tree.has_case(child) && word.upos == Upos::Noun && child == at + 1)
        };
        let mut words: Vec<usize> = tree.children(at).iter().copied().filter(inside).chain([at]).collect();
        words.sort_unstable();
        // Only what stands together: a phrase with a hole is not what the text says.
        let position = words.iter().position(|&word| word == at).unwrap_or(0);
        let mut start = position;
        while start > 0 && words[start - 1] + 1 == words[start] {
            start -= 1;
        }
        let mut end = position;
        while end + 1 < words.len() && words[end] + 1 == words[end + 1] {
            end += 1;
        }
        words[start..=end].to_vec()
    }

    /// The bytes of the sentence's text between two words.
    pub(super) fn words_span(&self, words: &[usize]) -> Option<Span> {
        words.iter().map(|&word| self.sentence.tree.word(word).span).reduce(Span::cover)
    }
}
