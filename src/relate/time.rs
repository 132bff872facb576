//! When and where: dates in the predicate's clause, resolved against the article's date.

use jiff::{ToSpan, civil};

use super::{Relation, Scene, Sign};
use crate::claim::Time;
use crate::document::Date;
use crate::entity::EntityId;
use crate::lexicon::{TimeWord, Unit};
use crate::link::{Form, Linked};
use crate::ontology::LOCATED_IN;
use crate::tree::Upos;

impl Scene<'_> {
    /// When what the predicate `at` says was or will be so.
    pub(super) fn time(&self, at: usize) -> Option<Time> {
        let words = self.clause(at);
        words.iter().find_map(|&word| self.date_at(word, &words))
    }

    /// The words of a predicate's clause: its subtree without embedded clauses; for a noun also those of the clause it stands in.
    fn clause(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let is_clause =
            |word: usize| matches!(tree.word(word).relation(), "ccomp" | "advcl" | "acl" | "parataxis" | "csubj" | "root" | "conj");
        let top = std::iter::once(at)
            .chain(tree.ancestors(at))
            .find(|&word| matches!(tree.word(word).upos, Upos::Verb | Upos::Aux) || tree.word(word).head.is_none())
            .unwrap_or(at);
        let mut words = vec![top];
        let mut next = 0;
        while next < words.len() {
            words.extend(
                tree.children(words[next]).iter().copied().filter(|&child| !is_clause(child) || tree.word(child).upos != Upos::Verb),
            );
            next += 1;
        }
        words.sort_unstable();
        words
    }

    /// The date that begins or ends with the word `at`.
    fn date_at(&self, at: usize, clause: &[usize]) -> Option<Time> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        let time = &self.language.lexicon.time;
        let said = || {
            let words: Vec<usize> = tree
                .children(at)
                .iter()
                .copied()
                .filter(|&child| child < at && tree.word(child).relation() != "case")
                .chain([at])
                .collect();
            self.words_span(&words).map(|span| Time::Said(span.of(&self.document.text).split_whitespace().collect::<Vec<_>>().join(" ")))
        };
        let published = match self.document.date {
            Some(Date::Day(day)) => Some(day),
            _ => None,
        };
        // A word of time is a noun, adverb or adjective: the English month is also an auxiliary.
        let word_of_time =
            if matches!(word.upos, Upos::Verb | Upos::Aux) { None } else { time.get(&word.lemma).or_else(|| time.get(&word.form)) };
        match word_of_time {
            Some(TimeWord::Month(month)) => {
                let near =
                    |offset: isize| at.checked_add_signed(offset).filter(|near| *near < tree.words().len()).map(|near| tree.word(near));
                let number = |offset: isize| {
                    near(offset).filter(|word| word.upos == Upos::Num || word.upos == Upos::Adj).and_then(|word| digits(&word.form))
                };
                let day = number(-1)
                    .or_else(|| near(-1).filter(|word| word.form == ".").and_then(|_| number(-2)))
                    .or_else(|| number(1))
                    .filter(|day| *day <= 31);
                let year = number(1)
                    .filter(|year| *year > 31)
                    .or_else(|| number(2).or_else(|| number(3)).filter(|year| (1900..2100).contains(year)))
                    .or_else(|| self.year_near(at, clause));
                let shift = tree.children(at).iter().chain(at.checked_sub(1).iter()).find_map(|&child| self.shift(child));
                // Without a year it is the one of the article, or the last or next, as the words and the calendar have it.
                let year = match (year, published) {
                    (Some(year), _) => Some(year as i16),
                    (None, Some(published)) => Some(match shift {
                        Some(shift) if shift < 0 && month >= published.month() => published.year() - 1,
                        Some(shift) if shift > 0 && month <= published.month() => published.year() + 1,
                        _ if month > published.month() + 6 => published.year() - 1,
                        _ => published.year(),
                    }),
                    (None, None) => None,
                };
                match (year, day) {
                    (Some(year), Some(day)) => civil::Date::new(year, month, day as i8).ok().map(|day| Time::Date(Date::Day(day))),
                    (Some(year), None) => Some(Time::Date(Date::Month(year, month))),
                    (None, _) => said(),
                }
            }
            Some(TimeWord::Weekday(weekday)) => {
                let Some(published) = published else {
                    return said();
                };
                let back = (published.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
                published.checked_sub(i64::from(back).days()).ok().map(|day| Time::Date(Date::Day(day)))
            }
            Some(TimeWord::Day(offset)) => match published {
                Some(published) => published.checked_add(offset.days()).ok().map(|day| Time::Date(Date::Day(day))),
                None => said(),
            },
            Some(TimeWord::Unit(unit)) => {
                let shift = tree.children(at).iter().find_map(|&child| self.shift(child))?;
                match (published, unit) {
                    (Some(day), Unit::Year) => Some(Time::Date(Date::Year(day.year() + shift as i16))),
                    (Some(day), Unit::Month) => {
                        day.checked_add(shift.months()).ok().map(|day| Time::Date(Date::Month(day.year(), day.month())))
                    }
                    _ => said(),
                }
            }
            Some(TimeWord::Shift(_)) => None,
            None if word.upos == Upos::Num => {
                let year = digits(&word.form).filter(|year| (1900..2100).contains(year) && word.form.len() == 4)?;
                let free = matches!(word.relation(), "obl" | "nmod" | "advmod" | "nummod" | "flat" | "appos" | "amod");
                let counted = word.head.is_some_and(|head| word.relation() == "nummod" && time.get(&tree.word(head).lemma).is_none());
                (free && !counted).then_some(Time::Date(Date::Year(year as i16)))
            }
            None => None,
        }
    }

    fn shift(&self, at: usize) -> Option<i64> {
        let word = self.sentence.tree.word(at);
        match self.language.lexicon.time.get(&word.lemma) {
            Some(TimeWord::Shift(shift)) => Some(shift),
            _ => None,
        }
    }

    /// A year that stands with a month.
    fn year_near(&self, at: usize, clause: &[usize]) -> Option<u32> {
        let tree = &self.sentence.tree;
        clause
            .iter()
            .filter(|&&word| word > at && word <= at + 3)
            .find_map(|&word| digits(&tree.word(word).form).filter(|year| (1900..2100).contains(year)))
    }

    /// Where: the place of the predicate or its verb.
    pub(super) fn place(&self, at: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let verb = tree.word(at).head.filter(|_| tree.word(at).upos == Upos::Noun);
        std::iter::once(at).chain(verb).flat_map(|word| tree.children(word).iter().copied()).find_map(|child| {
            let word = tree.word(child);
            let locative = self.adpositions(child).iter().any(|adposition| self.language.locative.contains(adposition));
            let still = word.feats.get("Case") != "Acc";
            if !(locative && still && matches!(word.relation(), "obl" | "nmod")) {
                return None;
            }
            // In the centre of Damascus.
            let inner = || tree.dependents(child, "nmod").find_map(|attribute| self.mention(attribute));
            let mention = self.mention(child).or_else(inner)?;
            let place = mention.place.clone().or_else(|| mention.entity().cloned())?;
            PLACES.contains(&self.class(&place)).then_some(place)
        })
    }

    /// What the name of a place says of where it lies: `Pahalgam in Kashmir`, `the Turkish base Incirlik`.
    pub(super) fn places(&self, at: usize) -> Option<Relation> {
        let place_of = |mention: &Linked| mention.place.clone().or_else(|| mention.entity().cloned());
        let named = self.mention(at).filter(|mention| mention.form == Form::Name && mention.head == at).and_then(place_of);
        let inner = named.filter(|id| matches!(self.class(id), "City" | "Region" | "Facility" | "Place"))?;
        let tree = &self.sentence.tree;
        let is_locative = |&child: &usize| self.adpositions(child).iter().any(|adposition| self.language.locative.contains(adposition));
        let outer = tree.dependents(at, "nmod").filter(is_locative).find_map(|child| self.mention(child).and_then(place_of));
        // `the Turkish base Incirlik`, `im peruanischen Chancay`.
        let noun = tree.word(at).head.filter(|_| matches!(tree.word(at).relation(), "flat" | "appos"));
        let adjectives = std::iter::once(at).chain(noun).flat_map(|word| tree.dependents(word, "amod"));
        let outer = outer.or_else(|| adjectives.into_iter().find_map(|adjective| self.attribute(adjective, Form::Adjective)));
        let outer = outer.filter(|outer| *outer != inner)?;
        let rule = format!("{}:name:{}", self.language.lang, tree.word(at).lemma);
        Some(self.stated(LOCATED_IN.to_owned(), vec![(inner, outer)], rule, vec![Sign::Beside]))
    }
}

/// The classes of what something can be in.
const PLACES: [&str; 6] = ["City", "Region", "Facility", "Place", "State", "Territory"];

/// The number that a word of digits says, an ordinal's full stop apart.
fn digits(form: &str) -> Option<u32> {
    form.trim_end_matches('.').parse().ok()
}
