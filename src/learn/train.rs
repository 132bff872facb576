//! Training a language's model from CoNLL-U files: tagger first, then the parser on tags as the tagger really gives them.

use std::collections::{BTreeMap, HashMap};

use super::conllu::{self, ConlluError};
use super::{FeatureSet, Trainer, hash_str, mix, score};
use crate::model::Model;
use crate::parse::{Items, Move, Parser, State, parse_features};
use crate::tag::{Context, Script, Tagger, best, exception_key, feats_features, lemma_features, upos_features};
use crate::tree::{Feats, Tag, Tree, Upos, Word};

/// What can go wrong in training.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A treebank is not CoNLL-U.
    #[error(transparent)]
    Conllu(#[from] ConlluError),
    /// There is nothing to learn from.
    #[error("no sentence to learn from")]
    Empty,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Passes over the data for the tagger.
    pub tagger_epochs: usize,
    /// Passes over the data for the parser.
    pub parser_epochs: usize,
    /// Orders the sentences and the exploration; the same seed and data give the same model.
    pub seed: u64,
    /// Averaged weights smaller than this are left out of the model.
    pub floor: f32,
    /// Contractions that treebanks may leave whole, with their parts.
    pub contractions: HashMap<String, Vec<String>>,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { tagger_epochs: 8, parser_epochs: 14, seed: 20_240_618, floor: 0.05, contractions: HashMap::new() }
    }
}

/// Subtypes of relations that matter to facts; all others are learned without.
const SUBTYPES: [&str; 7] = ["nsubj:pass", "csubj:pass", "aux:pass", "obl:agent", "compound:prt", "acl:relcl", "nmod:poss"];

/// Parts of the data that the tagger is trained on without the part whose tags it then gives to the parser.
const FOLDS: usize = 4;

/// Trains a model on treebanks given as path and text; `report` is told what happens.
///
/// # Errors
/// When a treebank is not CoNLL-U, or all are empty.
pub fn train(treebanks: &[(String, String)], options: &TrainOptions, report: &mut dyn FnMut(String)) -> Result<Model, TrainError> {
    let mut trees: Vec<Example> = Vec::new();
    for (path, text) in treebanks {
        let read = conllu::read(path, text)?;
        let words: usize = read.iter().map(|tree| tree.words().len()).sum();
        let with_feats: usize = read.iter().flat_map(Tree::words).filter(|word| word.feats.as_str() != "_").count();
        let has_feats = with_feats * 4 > words;
        report(format!("{path}: {} sentences, {words} words{}", read.len(), if has_feats { "" } else { ", no features" }));
        trees.extend(read.into_iter().map(|tree| Example { tree: mend(&tree, options), has_feats }));
    }
    if trees.is_empty() {
        return Err(TrainError::Empty);
    }
    let mut random = Random(options.seed);
    random.shuffle(&mut trees);

    let mut tags: Vec<Vec<Tag>> = vec![Vec::new(); trees.len()];
    for fold in 0..FOLDS {
        let rest: Vec<&Example> = trees.iter().enumerate().filter(|(at, _)| at % FOLDS != fold).map(|(_, tree)| tree).collect();
        let tagger = train_tagger(&rest, options, options.tagger_epochs.div_ceil(2), &mut random);
        for (at, example) in trees.iter().enumerate().filter(|(at, _)| at % FOLDS == fold) {
            tags[at] = tagger.tag_forms(&forms(&example.tree));
        }
        report(format!("tags for the parser: {} of {FOLDS}", fold + 1));
    }
    let all: Vec<&Example> = trees.iter().collect();
    let tagger = train_tagger(&all, options, options.tagger_epochs, &mut random);
    report("tagger trained".to_owned());
    let parser = train_parser(&trees, &tags, options, &mut random, report);
    let model = Model { tagger, parser };
    let sample: Vec<Tree> = trees.into_iter().take(500).map(|example| example.tree).collect();
    report(format!("on 500 sentences of the training data: {}", score(&model, &sample)));
    Ok(model)
}

/// A sentence to learn from.
struct Example {
    tree: Tree,
    /// Whether its treebank has morphological features at all.
    has_feats: bool,
}

fn forms(tree: &Tree) -> Vec<&str> {
    tree.words().iter().map(|word| word.form.as_str()).collect()
}

/// Drops subtypes that are not learned and splits contractions that the treebank left whole.
fn mend(tree: &Tree, options: &TrainOptions) -> Tree {
    let mut words: Vec<Word> = Vec::new();
    let mut moved = Vec::with_capacity(tree.words().len());
    for (index, word) in tree.words().iter().enumerate() {
        moved.push(words.len());
        let mut word = word.clone();
        if !SUBTYPES.contains(&word.deprel.as_str()) {
            word.deprel = word.relation().to_owned();
        }
        let alone = tree.words().iter().enumerate().all(|(other, w)| other == index || w.span != word.span);
        match options.contractions.get(&word.form.to_lowercase()) {
            Some(parts) if parts.len() == 2 && alone && word.upos == Upos::Adp && word.deprel == "case" => {
                let article =
                    Word { form: parts[1].clone(), lemma: "der".to_owned(), upos: Upos::Det, deprel: "det".to_owned(), ..word.clone() };
                let first = if word.form.starts_with(char::is_uppercase) { capital(&parts[0]) } else { parts[0].clone() };
                words.push(Word { form: first, lemma: parts[0].clone(), feats: Feats::default(), ..word });
                words.push(article);
            }
            _ => words.push(word),
        }
    }
    for word in &mut words {
        word.head = word.head.map(|head| moved[head]);
    }
    Tree::new(tree.span, words)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn train_tagger(examples: &[&Example], options: &TrainOptions, epochs: usize, random: &mut Random) -> Tagger {
    let mut labels: BTreeMap<Feats, u32> = BTreeMap::new();
    let mut counts: BTreeMap<Script, usize> = BTreeMap::new();
    for word in examples.iter().flat_map(|example| example.tree.words()) {
        *labels.entry(word.feats.clone()).or_default() |= 1 << word.upos as u32;
        *counts.entry(Script::between(&word.form, &word.lemma)).or_default() += 1;
    }
    let feats_labels: Vec<(Feats, u32)> = labels.into_iter().collect();
    let scripts: Vec<Script> = counts.into_iter().filter(|(_, count)| *count > 1).map(|(script, _)| script).collect();
    let feats_index: HashMap<&Feats, usize> = feats_labels.iter().enumerate().map(|(at, (feats, _))| (feats, at)).collect();
    let script_index: HashMap<&Script, usize> = scripts.iter().enumerate().map(|(at, script)| (script, at)).collect();

    let mut upos_trainer = Trainer::new(Upos::ALL.len());
    let mut feats_trainer = Trainer::new(feats_labels.len());
    let mut lemma_trainer = Trainer::new(scripts.len());
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut set, mut scores) = (FeatureSet::default(), Vec::new());
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for &at in &order {
            let example = examples[at];
            let words = example.tree.words();
            let context = Context::new(&forms(&example.tree));
            let mut guessed = Vec::with_capacity(words.len());
            for (at, word) in words.iter().enumerate() {
                upos_features(&context, &guessed, at, &mut set);
                upos_trainer.scores(set.hashes(), &mut scores);
                let guess = best(&scores, |_| true);
                upos_trainer.update(set.hashes(), word.upos as usize, guess);
                guessed.push(Upos::ALL[guess].0);
            }
            // Morphology and base forms learn from the right parts of speech, the morphology before them as guessed.
            let upos: Vec<Upos> = words.iter().map(|word| word.upos).collect();
            let mut feats = Vec::with_capacity(words.len());
            for (at, word) in words.iter().enumerate() {
                let truth = feats_index[&word.feats];
                if example.has_feats {
                    feats_features(&context, &upos, &feats, at, &mut set);
                    feats_trainer.scores(set.hashes(), &mut scores);
                    let bit = 1 << word.upos as u32;
                    let guess = best(&scores, |label| feats_labels[label].1 & bit != 0);
                    feats_trainer.update(set.hashes(), truth, guess);
                    feats.push(hash_str(feats_labels[guess].0.as_str()));
                } else {
                    feats.push(hash_str(word.feats.as_str()));
                }
                if let Some(&truth) = script_index.get(&Script::between(&word.form, &word.lemma)) {
                    lemma_features(&context, &upos, &feats, at, &mut set);
                    lemma_trainer.scores(set.hashes(), &mut scores);
                    let guess = best(&scores, |script| scripts[script].applies(&word.form));
                    lemma_trainer.update(set.hashes(), truth, guess);
                }
            }
        }
    }
    let mut tagger = Tagger {
        upos: upos_trainer.finish(options.floor),
        feats: feats_trainer.finish(options.floor),
        feats_labels: feats_labels.clone(),
        lemma: lemma_trainer.finish(options.floor),
        scripts: scripts.clone(),
        exceptions: HashMap::new(),
    };
    tagger.exceptions = exceptions(&tagger, examples, &script_index);
    tagger
}

/// The forms seen at least twice whose most frequent base form the tagger does not find by itself.
fn exceptions(tagger: &Tagger, examples: &[&Example], scripts: &HashMap<&Script, usize>) -> HashMap<u32, u16> {
    let mut seen: BTreeMap<(&str, Upos), BTreeMap<usize, usize>> = BTreeMap::new();
    for word in examples.iter().flat_map(|example| example.tree.words()) {
        if let Some(&script) = scripts.get(&Script::between(&word.form, &word.lemma)) {
            *seen.entry((&word.form, word.upos)).or_default().entry(script).or_default() += 1;
        }
    }
    let mut exceptions = HashMap::new();
    let mut wrong: BTreeMap<(&str, Upos), usize> = BTreeMap::new();
    for example in examples {
        for (tag, word) in tagger.tag_forms(&forms(&example.tree)).iter().zip(example.tree.words()) {
            if tag.upos == word.upos && tag.lemma != word.lemma {
                *wrong.entry((&word.form, word.upos)).or_default() += 1;
            }
        }
    }
    for (&(form, upos), &errors) in &wrong {
        let total: usize = seen.get(&(form, upos)).map_or(0, |counts| counts.values().sum());
        let frequent = seen.get(&(form, upos)).and_then(|counts| counts.iter().max_by_key(|(_, count)| **count));
        if let Some((&script, &count)) = frequent
            && count > 1
            && total - count < errors
        {
            exceptions.insert(exception_key(form, upos), script as u16);
        }
    }
    exceptions
}

fn train_parser(
    examples: &[Example],
    tags: &[Vec<Tag>],
    options: &TrainOptions,
    random: &mut Random,
    report: &mut dyn FnMut(String),
) -> Parser {
    let mut labels: Vec<String> = examples.iter().flat_map(|example| example.tree.words()).map(|word| word.deprel.clone()).collect();
    labels.sort_unstable();
    labels.dedup();
    let index: HashMap<&str, usize> = labels.iter().enumerate().map(|(at, label)| (label.as_str(), at)).collect();
    let mut trainer = Trainer::new(1 + 2 * labels.len());
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut set, mut scores) = (FeatureSet::default(), Vec::new());
    for epoch in 0..options.parser_epochs {
        random.shuffle(&mut order);
        let (mut right, mut total) = (0usize, 0usize);
        for &at in &order {
            let tree = &examples[at].tree;
            let heads: Vec<usize> =
                std::iter::once(usize::MAX).chain(tree.words().iter().map(|word| word.head.map_or(0, |head| head + 1))).collect();
            let gold: Vec<usize> = std::iter::once(usize::MAX).chain(tree.words().iter().map(|word| index[word.deprel.as_str()])).collect();
            let items = Items::new(&forms(tree), &tags[at]);
            let mut state = State::new(tree.words().len());
            while !state.is_final() {
                parse_features(&items, &state, &mut set);
                trainer.scores(set.hashes(), &mut scores);
                let guess = best(&scores, |class| state.allows(Move::of(class)));
                let costs = state.costs(&heads);
                let cheapest = costs.iter().flatten().min().copied();
                let top = state.stack.last().copied().unwrap_or(0);
                let below = state.stack.len().checked_sub(2).map(|at| state.stack[at]);
                let optimal = |class: usize| match Move::of(class) {
                    Move::Shift => costs[0] == cheapest,
                    Move::Left(label) => costs[1] == cheapest && (heads[top] != state.next || label == gold[top]),
                    Move::Right(label) => costs[2] == cheapest && (Some(heads[top]) != below || label == gold[top]),
                };
                let truth = best(&scores, |class| state.allows(Move::of(class)) && optimal(class));
                let good = optimal(guess);
                trainer.update(set.hashes(), truth, if good { truth } else { guess });
                total += 1;
                right += usize::from(good);
                // From the second pass on the parser mostly follows its own guesses, to learn to go on after a mistake.
                let follow = good || (epoch > 0 && random.below(10) < 8);
                state.apply(Move::of(if follow { guess } else { truth }));
            }
        }
        report(format!("parser, pass {}: {:.2} % of the moves right", epoch + 1, 100.0 * right as f64 / total.max(1) as f64));
    }
    Parser { moves: trainer.finish(options.floor), labels }
}

/// A small generator of random numbers (SplitMix64), the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mix(0, self.0) % bound.max(1) as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
