//! What the tagger looks at.

use crate::learn::{FeatureSet, hash_str, mix};
use crate::tree::Upos;

/// The parts of the words of a sentence that features are made of, hashed once.
pub(crate) struct Context {
    words: Vec<WordParts>,
}

struct WordParts {
    exact: u64,
    lower: u64,
    shape: u64,
    prefixes: [u64; 4],
    suffixes: [u64; 6],
}

const BEFORE: u64 = 1;
const AFTER: u64 = 2;

impl Context {
    pub(crate) fn new(forms: &[&str]) -> Self {
        Self { words: forms.iter().map(|form| WordParts::new(form)).collect() }
    }

    fn lower(&self, at: isize) -> u64 {
        self.part(at, |word| word.lower)
    }

    fn suffix(&self, at: isize, length: usize) -> u64 {
        self.part(at, |word| word.suffixes[length - 1])
    }

    fn shape(&self, at: isize) -> u64 {
        self.part(at, |word| word.shape)
    }

    fn part(&self, at: isize, of: impl Fn(&WordParts) -> u64) -> u64 {
        match usize::try_from(at) {
            Err(_) => BEFORE,
            Ok(at) => self.words.get(at).map_or(AFTER, of),
        }
    }
}

impl WordParts {
    fn new(form: &str) -> Self {
        let lower = form.to_lowercase();
        let chars: Vec<char> = lower.chars().collect();
        let piece = |from: usize, to: usize| hash_str(&chars[from..to].iter().collect::<String>());
        let mut prefixes = [0; 4];
        let mut suffixes = [0; 6];
        for (index, prefix) in prefixes.iter_mut().enumerate() {
            *prefix = piece(0, chars.len().min(index + 1));
        }
        for (index, suffix) in suffixes.iter_mut().enumerate() {
            *suffix = piece(chars.len().saturating_sub(index + 1), chars.len());
        }
        Self { exact: hash_str(form), lower: hash_str(&lower), shape: shape(form), prefixes, suffixes }
    }
}

/// Kinds of characters in their order, runs shortened to one: `US-Außenminister` is `A-Aa`.
fn shape(form: &str) -> u64 {
    let mut hash = 7;
    let mut last = ' ';
    for c in form.chars() {
        let kind = match c {
            c if c.is_uppercase() => 'A',
            c if c.is_alphabetic() => 'a',
            c if c.is_numeric() => '0',
            c => c,
        };
        if kind != last {
            hash = mix(hash, kind as u64);
            last = kind;
        }
    }
    hash
}

fn tag_at(tags: &[Upos], at: isize) -> u64 {
    match usize::try_from(at) {
        Err(_) => 100,
        Ok(at) => tags.get(at).map_or(101, |&tag| tag as u64),
    }
}

/// Features of the part of speech of word `at`, where those before it are known.
pub(crate) fn upos_features(context: &Context, tags: &[Upos], at: usize, set: &mut FeatureSet) {
    set.clear();
    let i = at as isize;
    let word = &context.words[at];
    let (t1, t2) = (tag_at(tags, i - 1), tag_at(tags, i - 2));
    set.add(0, &[]);
    set.add(1, &[word.lower]);
    set.add(2, &[word.exact]);
    for (length, &prefix) in word.prefixes.iter().enumerate() {
        set.add(3, &[length as u64, prefix]);
    }
    for (length, &suffix) in word.suffixes.iter().enumerate() {
        set.add(4, &[length as u64, suffix]);
    }
    set.add(5, &[word.shape]);
    set.add(6, &[word.shape, word.suffixes[2]]);
    set.add(7, &[t1]);
    set.add(8, &[t2, t1]);
    set.add(9, &[t1, word.lower]);
    set.add(10, &[t1, word.suffixes[2]]);
    set.add(11, &[t1, word.shape]);
    set.add(12, &[context.lower(i - 1)]);
    set.add(13, &[context.lower(i + 1)]);
    set.add(14, &[context.lower(i - 2)]);
    set.add(15, &[context.lower(i + 2)]);
    set.add(16, &[context.lower(i - 1), word.lower]);
    set.add(17, &[word.lower, context.lower(i + 1)]);
    set.add(18, &[context.suffix(i - 1, 3)]);
    set.add(19, &[context.suffix(i + 1, 3)]);
    set.add(20, &[context.suffix(i + 1, 2), word.suffixes[1]]);
    set.add(21, &[context.shape(i + 1), word.shape]);
    set.add(22, &[context.shape(i - 1), word.shape]);
    set.add(23, &[u64::from(at == 0), word.shape]);
    set.add(24, &[context.suffix(i + 1, 3), t1]);
    set.add(25, &[context.lower(i + 1), t1]);
}

/// Features of the morphology of word `at`, where all parts of speech and the morphology of the words before it are known.
pub(crate) fn feats_features(context: &Context, tags: &[Upos], feats: &[u64], at: usize, set: &mut FeatureSet) {
    set.clear();
    let i = at as isize;
    let word = &context.words[at];
    let tag = tags[at] as u64;
    let f = |at: isize| usize::try_from(at).ok().and_then(|at| feats.get(at)).copied().unwrap_or(BEFORE);
    let (before, after) = (tag_at(tags, i - 1), tag_at(tags, i + 1));
    set.add(30, &[tag]);
    set.add(31, &[tag, word.lower]);
    for (length, &suffix) in word.suffixes.iter().enumerate() {
        set.add(32, &[tag, length as u64, suffix]);
    }
    set.add(33, &[tag, f(i - 1)]);
    set.add(34, &[tag, before, f(i - 1), word.suffixes[1]]);
    set.add(35, &[tag, f(i - 1), word.suffixes[2]]);
    set.add(36, &[tag, context.lower(i - 1)]);
    set.add(37, &[tag, context.lower(i - 1), word.suffixes[1]]);
    set.add(38, &[tag, context.lower(i + 1)]);
    set.add(39, &[tag, after, context.suffix(i + 1, 3)]);
    set.add(40, &[tag, after, context.suffix(i + 1, 2), word.suffixes[1]]);
    set.add(41, &[tag, before, after]);
    set.add(42, &[tag, f(i - 2), f(i - 1)]);
    set.add(43, &[tag, context.lower(i - 2)]);
    set.add(44, &[tag, context.lower(i - 1), context.lower(i - 2)]);
    set.add(45, &[tag, before, context.suffix(i - 1, 2), word.suffixes[1]]);
    set.add(46, &[tag, word.shape]);
    set.add(47, &[tag, context.lower(i - 2), word.suffixes[1]]);
    set.add(48, &[tag, word.prefixes[3], word.suffixes[1]]);
    set.add(49, &[tag, after, tag_at(tags, i + 2), word.suffixes[0]]);
}

/// Features of the base form of word `at`, where its part of speech and morphology are known.
pub(crate) fn lemma_features(context: &Context, tags: &[Upos], feats: &[u64], at: usize, set: &mut FeatureSet) {
    set.clear();
    let word = &context.words[at];
    let (tag, morph) = (tags[at] as u64, feats[at]);
    set.add(60, &[tag]);
    set.add(61, &[tag, morph]);
    set.add(62, &[tag, word.lower]);
    for (length, &suffix) in word.suffixes.iter().enumerate() {
        set.add(63, &[tag, length as u64, suffix]);
        set.add(64, &[morph, length as u64, suffix]);
    }
    for (length, &prefix) in word.prefixes.iter().enumerate() {
        set.add(65, &[tag, length as u64, prefix]);
    }
    set.add(66, &[tag, word.shape]);
    set.add(67, &[morph, word.prefixes[1], word.suffixes[2]]);
}
