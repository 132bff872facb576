//! What the parser looks at.

use super::state::State;
use crate::learn::{FeatureSet, hash_str, mix};
use crate::tree::Tag;

/// The words of a sentence as the parser sees them, hashed once; number 0 is the root.
pub(crate) struct Items {
    form: Vec<u64>,
    lemma: Vec<u64>,
    tag: Vec<u64>,
    case: Vec<u64>,
    feats: Vec<u64>,
    punct: Vec<u32>,
    verbs: Vec<u32>,
}

const ROOT: u64 = 50;
const NONE: u64 = 51;

impl Items {
    pub(crate) fn new(forms: &[&str], tags: &[Tag]) -> Self {
        let mut items = Self {
            form: vec![ROOT],
            lemma: vec![ROOT],
            tag: vec![ROOT],
            case: vec![ROOT],
            feats: vec![ROOT],
            punct: vec![0],
            verbs: vec![0],
        };
        let (mut punct, mut verbs) = (0, 0);
        for (form, tag) in forms.iter().zip(tags) {
            items.form.push(hash_str(&form.to_lowercase()));
            items.lemma.push(hash_str(&tag.lemma));
            items.tag.push(tag.upos as u64);
            items.case.push(mix(hash_str(tag.feats.get("Case")), hash_str(tag.feats.get("VerbForm"))));
            items.feats.push(hash_str(tag.feats.as_str()));
            punct += u32::from(tag.upos == crate::tree::Upos::Punct);
            verbs += u32::from(tag.upos == crate::tree::Upos::Verb);
            items.punct.push(punct);
            items.verbs.push(verbs);
        }
        items
    }
}

/// The features of a state.
pub(crate) fn parse_features(items: &Items, state: &State, set: &mut FeatureSet) {
    set.clear();
    let depth = state.stack.len();
    let on_stack = |k: usize| depth.checked_sub(k + 1).map(|at| state.stack[at]);
    let in_buffer = |k: usize| Some(state.next + k).filter(|&word| word <= state.count);
    let (s0, s1, s2) = (on_stack(0), on_stack(1), on_stack(2));
    let (b0, b1, b2) = (in_buffer(0), in_buffer(1), in_buffer(2));
    let of = |column: &Vec<u64>, word: Option<usize>| word.map_or(NONE, |word| column[word]);
    let tag = |word| of(&items.tag, word);
    let form = |word| of(&items.form, word);
    let lemma = |word| of(&items.lemma, word);
    let case = |word| of(&items.case, word);
    let feats = |word| of(&items.feats, word);
    let label = |word: Option<usize>| word.map_or(NONE, |word| state.labels[word] as u64);
    let left = |word: Option<usize>, k: usize| word.and_then(|w| nth_outer(&state.left[w], k));
    let right = |word: Option<usize>, k: usize| word.and_then(|w| nth_outer(&state.right[w], k));
    let labels_of = |word: Option<usize>| {
        word.map_or(0, |w| state.left[w].iter().chain(&state.right[w]).fold(0u64, |set, &d| set | 1 << (state.labels[d] % 64)))
    };
    let valency = |side: &[Vec<usize>], word: Option<usize>| word.map_or(9, |w| side[w].len().min(4) as u64);
    let distance = |a: Option<usize>, b: Option<usize>| match (a, b) {
        (Some(a), Some(b)) => match b.abs_diff(a) {
            d @ 0..=4 => d as u64,
            5..=7 => 5,
            8..=12 => 6,
            _ => 7,
        },
        _ => 8,
    };
    let between = |counts: &[u32], a: Option<usize>, b: Option<usize>| match (a, b) {
        (Some(a), Some(b)) if b > a + 1 => u64::from((counts[b - 1] - counts[a]).min(3)),
        _ => 0,
    };

    let (s0t, s1t, s2t, b0t, b1t, b2t) = (tag(s0), tag(s1), tag(s2), tag(b0), tag(b1), tag(b2));
    let (s0f, s1f, b0f) = (form(s0), form(s1), form(b0));
    let (s0l, s1l, b0l) = (lemma(s0), lemma(s1), lemma(b0));
    let (s0c, s1c, b0c) = (case(s0), case(s1), case(b0));
    let (s0m, s1m, b0m) = (feats(s0), feats(s1), feats(b0));
    let (s0d, s1d, b0d) = (labels_of(s0), labels_of(s1), labels_of(b0));
    let mut template = 100;
    let mut add = |values: &[u64]| {
        set.add(template, values);
        template += 1;
    };

    add(&[]);
    // Single words.
    add(&[s0f, s0t]);
    add(&[s0l]);
    add(&[s0t, s0m]);
    add(&[s1f, s1t]);
    add(&[s1l]);
    add(&[s1t, s1m]);
    add(&[s2t, lemma(s2)]);
    add(&[b0f, b0t]);
    add(&[b0l]);
    add(&[b0t, b0m]);
    add(&[b1t, form(b1)]);
    add(&[b1t, feats(b1)]);
    add(&[b2t, form(b2)]);
    // Pairs.
    add(&[s0t, b0t]);
    add(&[s0l, b0l]);
    add(&[s0l, b0t]);
    add(&[s0t, b0l]);
    add(&[s0t, b0t, s0c, b0c]);
    add(&[s0t, s0l, b0t, b0c]);
    add(&[s0m, b0m]);
    add(&[s1t, s0t]);
    add(&[s1l, s0l]);
    add(&[s1l, s0t]);
    add(&[s1t, s0l]);
    add(&[s1t, s0t, s1c, s0c]);
    add(&[s1l, s0t, s0c]);
    add(&[s1m, s0m]);
    add(&[s1t, b0t]);
    add(&[s1l, b0l]);
    add(&[b0t, b1t]);
    add(&[b0l, form(b1)]);
    add(&[s0t, b1t, form(b1)]);
    // Triples.
    add(&[s2t, s1t, s0t]);
    add(&[s1t, s0t, b0t]);
    add(&[s0t, b0t, b1t]);
    add(&[b0t, b1t, b2t]);
    add(&[s1t, s0t, b0t, b1t]);
    add(&[s1t, s0l, b0t]);
    add(&[s1l, s0t, b0t]);
    add(&[s1t, s0t, b0l]);
    add(&[s0c, s1c, b0c, s0t, s1t, b0t]);
    // What hangs on them already.
    for word in [s0, s1, b0] {
        let (l0, l1, r0, r1) = (left(word, 0), left(word, 1), right(word, 0), right(word, 1));
        add(&[tag(word), tag(l0), label(l0)]);
        add(&[tag(word), form(l0), label(l0)]);
        add(&[tag(word), tag(r0), label(r0)]);
        add(&[tag(word), form(r0), label(r0)]);
        add(&[tag(word), label(l0), label(l1)]);
        add(&[tag(word), label(r0), label(r1)]);
        add(&[lemma(word), label(l0), label(r0)]);
    }
    add(&[s0t, b0t, tag(left(s0, 0)), tag(right(s0, 0))]);
    add(&[s1t, s0t, tag(right(s1, 0)), label(right(s1, 0))]);
    add(&[s1t, s0t, tag(left(s0, 0)), form(left(s0, 0))]);
    add(&[s0t, b0t, tag(left(b0, 0)), form(left(b0, 0))]);
    add(&[s1t, s0t, b0t, label(right(s1, 0))]);
    add(&[s0t, s0d]);
    add(&[s1t, s1d]);
    add(&[b0t, b0d]);
    add(&[s1t, s1d, s0t, s0c]);
    add(&[s1l, s1d, s0t, s0c]);
    add(&[s0t, s0d, b0t, b0c]);
    add(&[b0t, b0d, s0t, s0c]);
    add(&[b0l, b0d, s0t, s0c]);
    add(&[s1t, s1d, s0t, s0d]);
    add(&[s0t, s0d, b0t, b0d]);
    add(&[s1t, s1l, s0t, form(left(s0, 0))]);
    add(&[s0t, valency(&state.left, s0), valency(&state.right, s0), b0t]);
    add(&[s1t, valency(&state.left, s1), valency(&state.right, s1), s0t]);
    // How far apart.
    add(&[s0t, b0t, distance(s0, b0)]);
    add(&[s1t, s0t, distance(s1, s0)]);
    add(&[s0t, b0t, between(&items.punct, s0, b0), between(&items.verbs, s0, b0)]);
    add(&[s1t, s0t, between(&items.punct, s1, s0), between(&items.verbs, s1, s0)]);
    add(&[s1t, s0t, s0d, between(&items.punct, s1, s0)]);
    add(&[s0t, u64::from(b0.is_none()), depth.min(4) as u64]);
}

/// The `k`-th dependent counted from the outside; they were added from the inside out.
fn nth_outer(dependents: &[usize], k: usize) -> Option<usize> {
    dependents.len().checked_sub(k + 1).map(|at| dependents[at])
}
