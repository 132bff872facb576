//! The `score` room: how well a system's tokens, tags and trees agree with a treebank, by the measures of the CoNLL 2018 shared task on
//! parsing raw text to Universal Dependencies (Zeman et al. 2018).
//!
//! Gold and system must be of one text; blanks apart, their tokens spell it letter by letter. Tokens and sentences are stretches of that
//! spelling. Words are aligned with each other (part `align`), and tags and relations are compared between aligned words.

mod align;
mod conllu;
mod facts;
mod mentions;
mod reliability;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashMap;

use crate::text::Span;

pub use conllu::{Fault, FormatError, SurfaceToken, SyntacticWord, Treebank};
pub use facts::{FactScore, FactScorer, FactScores, FoundFact, GoldFact, gold_facts};
pub use mentions::{GoldMention, MentionScore, MentionScores, gold_mentions};
pub use reliability::Reliability;
pub use write::{Format, write};

/// Relations between content words: those that CLAS, MLAS and BLEX look at.
const CONTENT: [&str; 29] = [
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "ccomp",
    "compound",
    "conj",
    "csubj",
    "dep",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "orphan",
    "parataxis",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];

/// Relations of function words, which MLAS compares together with the content word they belong to.
const FUNCTIONAL: [&str; 7] = ["aux", "case", "cc", "clf", "cop", "det", "mark"];

/// Relations of the participants of an event, which facts are read from.
const CORE: [&str; 4] = ["nsubj", "obj", "iobj", "obl"];

/// What one measure counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// What the system has as gold has it.
    pub correct: usize,
    /// How many there are in gold.
    pub gold: usize,
    /// How many there are in the system's output.
    pub system: usize,
    /// How many gold words are aligned; none for what needs no alignment.
    pub aligned: Option<usize>,
}

impl Score {
    /// The share of the system's that is right, from 0 to 1; 0 where the system has none.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.correct, self.system)
    }

    /// The share of gold that was found, from 0 to 1; 0 where gold has none.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.correct, self.gold)
    }

    /// The harmonic mean of precision and recall, from 0 to 1.
    #[must_use]
    pub fn f1(self) -> f64 {
        share(2 * self.correct, self.gold + self.system)
    }

    /// The share of aligned words that is right, from 0 to 1: how good tags and trees are, wrong tokens apart.
    #[must_use]
    pub fn aligned_accuracy(self) -> Option<f64> {
        self.aligned.map(|aligned| share(self.correct, aligned))
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The measures of the shared task under their names there, and one of our own, [`Scores::core`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores {
    /// Orthographic tokens; a multiword token is one.
    pub tokens: Score,
    /// Sentences.
    pub sentences: Score,
    /// Syntactic words that could be aligned.
    pub words: Score,
    /// Parts of speech.
    pub upos: Score,
    /// Parts of speech in the treebank's own tag set.
    pub xpos: Score,
    /// Morphological features, those of all languages only.
    pub ufeats: Score,
    /// All of the three at once.
    pub all_tags: Score,
    /// Base forms; where gold has none, any is right.
    pub lemmas: Score,
    /// Heads.
    pub uas: Score,
    /// Heads with relations, subtypes apart.
    pub las: Score,
    /// The same of content words only.
    pub clas: Score,
    /// The same with part of speech and features of the word and of its function words, and with these.
    pub mlas: Score,
    /// Heads and relations of content words, with their base forms.
    pub blex: Score,
    /// Heads and relations of the arguments that facts are made of: `nsubj`, `obj`, `iobj`, `obl`.
    pub core: Score,
}

impl Scores {
    /// Every measure under its name, in the order of the shared task.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Score); 14] {
        [
            ("Tokens", self.tokens),
            ("Sentences", self.sentences),
            ("Words", self.words),
            ("UPOS", self.upos),
            ("XPOS", self.xpos),
            ("UFeats", self.ufeats),
            ("AllTags", self.all_tags),
            ("Lemmas", self.lemmas),
            ("UAS", self.uas),
            ("LAS", self.las),
            ("CLAS", self.clas),
            ("MLAS", self.mlas),
            ("BLEX", self.blex),
            ("Core", self.core),
        ]
    }
}

/// Gold and system are not of the same text.
#[derive(Debug, thiserror::Error)]
#[error(
    "{gold} and {system} are not of the same text: the first has `{expected}` where the second has `{found}`; give the system the text of the treebank, unchanged"
)]
pub struct TextError {
    /// The file and line of gold where they part.
    gold: String,
    /// The file and line of the system's output there.
    system: String,
    /// How gold goes on.
    expected: String,
    /// How the system's output goes on.
    found: String,
}

/// Scores the output of a system against a treebank of the same text.
///
/// # Errors
/// When their tokens do not spell the same text, blanks apart.
pub fn score(gold: &Treebank, system: &Treebank) -> Result<Scores, TextError> {
    same_text(gold, system)?;
    let pairs = align::align(&gold.words, &system.words);
    let comparison = Comparison::new(gold, system, &pairs);
    let all = |_: &SyntacticWord| true;
    let content = |word: &SyntacticWord| CONTENT.contains(&word.relation());
    let core = |word: &SyntacticWord| CORE.contains(&word.relation());
    let upos = |g: usize, s: usize| gold.words[g].upos == system.words[s].upos;
    let xpos = |g: usize, s: usize| gold.words[g].xpos == system.words[s].xpos;
    let ufeats = |g: usize, s: usize| gold.words[g].universal_feats() == system.words[s].universal_feats();
    let lemma = |g: usize, s: usize| gold.words[g].lemma == "_" || gold.words[g].lemma == system.words[s].lemma;
    let head = |g: usize, s: usize| comparison.same_head(g, s);
    let arc = |g: usize, s: usize| head(g, s) && gold.words[g].relation() == system.words[s].relation();
    let served = |g: usize, s: usize| comparison.same_function_words(g, s);
    Ok(Scores {
        tokens: stretches(gold.tokens.iter().map(|token| token.span), system.tokens.iter().map(|token| token.span)),
        sentences: stretches(gold.sentences.iter().copied(), system.sentences.iter().copied()),
        words: Score { correct: pairs.len(), gold: gold.words.len(), system: system.words.len(), aligned: None },
        upos: comparison.count(all, upos),
        xpos: comparison.count(all, xpos),
        ufeats: comparison.count(all, ufeats),
        all_tags: comparison.count(all, |g, s| upos(g, s) && xpos(g, s) && ufeats(g, s)),
        lemmas: comparison.count(all, lemma),
        uas: comparison.count(all, head),
        las: comparison.count(all, arc),
        clas: comparison.count(content, arc),
        mlas: comparison.count(content, |g, s| arc(g, s) && upos(g, s) && ufeats(g, s) && served(g, s)),
        blex: comparison.count(content, |g, s| arc(g, s) && lemma(g, s)),
        core: comparison.count(core, arc),
    })
}

/// Characters of the texts that an error shows.
const SHOWN: usize = 20;

fn same_text(gold: &Treebank, system: &Treebank) -> Result<(), TextError> {
    if gold.text == system.text {
        return Ok(());
    }
    let pairs = gold.text.char_indices().zip(system.text.chars());
    let shorter = gold.text.len().min(system.text.len());
    let at = pairs.into_iter().find(|((_, expected), found)| expected != found).map_or(shorter, |((at, _), _)| at);
    let on = |text: &str| match text.get(at..) {
        None | Some("") => "nothing more".to_owned(),
        Some(rest) => rest.chars().take(SHOWN).collect(),
    };
    Err(TextError { gold: gold.place(at), system: system.place(at), expected: on(&gold.text), found: on(&system.text) })
}

/// How many stretches are in both. Each list covers the text without gaps.
fn stretches(gold: impl ExactSizeIterator<Item = Span>, system: impl ExactSizeIterator<Item = Span>) -> Score {
    let mut score = Score { correct: 0, gold: gold.len(), system: system.len(), aligned: None };
    let mut system = system.peekable();
    for expected in gold {
        while system.next_if(|found| found.start < expected.start).is_some() {}
        score.correct += usize::from(system.peek() == Some(&expected));
    }
    score
}

/// Gold and system with the pairs of their words.
struct Comparison<'a> {
    gold: &'a Treebank,
    system: &'a Treebank,
    pairs: &'a [(usize, usize)],
    /// The gold word of each system word that has one.
    partner: HashMap<usize, usize>,
    gold_served: Vec<Vec<usize>>,
    system_served: Vec<Vec<usize>>,
}

impl<'a> Comparison<'a> {
    fn new(gold: &'a Treebank, system: &'a Treebank, pairs: &'a [(usize, usize)]) -> Self {
        let partner = pairs.iter().map(|&(g, s)| (s, g)).collect();
        Self { gold, system, pairs, partner, gold_served: function_words(gold), system_served: function_words(system) }
    }

    /// Counts the words that `counts` takes, and of the pairs whose gold word it takes those that `right` accepts.
    fn count(&self, counts: impl Fn(&SyntacticWord) -> bool, right: impl Fn(usize, usize) -> bool) -> Score {
        let pairs = self.pairs.iter().filter(|(g, _)| counts(&self.gold.words[*g]));
        Score {
            correct: pairs.clone().filter(|&&(g, s)| right(g, s)).count(),
            gold: self.gold.words.iter().filter(|word| counts(word)).count(),
            system: self.system.words.iter().filter(|word| counts(word)).count(),
            aligned: Some(pairs.count()),
        }
    }

    /// Whether both are roots, or their heads are aligned with each other.
    fn same_head(&self, g: usize, s: usize) -> bool {
        match (self.gold.words[g].head, self.system.words[s].head) {
            (None, None) => true,
            (Some(expected), Some(found)) => self.partner.get(&found) == Some(&expected),
            _ => false,
        }
    }

    /// Whether both have the same function words with the same relations, parts of speech and features.
    fn same_function_words(&self, g: usize, s: usize) -> bool {
        let (expected, found) = (&self.gold_served[g], &self.system_served[s]);
        let same = |g: usize, s: usize| {
            let (expected, found) = (&self.gold.words[g], &self.system.words[s]);
            self.partner.get(&s) == Some(&g)
                && expected.relation() == found.relation()
                && expected.upos == found.upos
                && expected.universal_feats() == found.universal_feats()
        };
        expected.len() == found.len() && expected.iter().zip(found).all(|(&g, &s)| same(g, s))
    }
}

/// The function words that depend on each word, in the order of the text.
fn function_words(treebank: &Treebank) -> Vec<Vec<usize>> {
    let mut served = vec![Vec::new(); treebank.words.len()];
    for (index, word) in treebank.words.iter().enumerate() {
        if let Some(head) = word.head
            && FUNCTIONAL.contains(&word.relation())
        {
            served[head].push(index);
        }
    }
    served
}
