"""Sentences as tensors, in batches of about one length."""

import random

import torch

from . import data


class Encoded:
    """A sentence as numbers."""

    def __init__(self, sentence, pieces, labels, treebank, features):
        self.treebank = treebank
        cut = [pieces.of(form, space) for form, space in zip(sentence.forms, sentence.space)]
        self.pieces = [piece for word in cut for piece in word]
        self.sizes = [len(word) for word in cut]
        self.upos = [UPOS[tag] for tag in sentence.upos]
        self.heads = sentence.heads
        self.relations = [labels.relation_index.get(relation, labels.relation_index["dep"]) for relation in sentence.relations]
        self.features = [labels.feature_row(feats) if features else labels.no_features for feats in sentence.feats]
        self.scripts = [labels.script_index.get(labels.script(form, lemma), -100) for form, lemma in zip(sentence.forms, sentence.lemmas)]

    def __len__(self):
        return len(self.pieces) + 1


def index(labels):
    """Adds to the labels what encoding needs."""
    labels.relation_index = {relation: at for at, relation in enumerate(labels.relations)}
    labels.script_index = {script: at for at, script in enumerate(labels.scripts)}
    positions = {name: {value: at for at, value in enumerate(values)} for name, values in labels.features.items()}

    def feature_row(feats):
        given = dict(pair.split("=", 1) for pair in feats.split("|")) if feats != "_" else {}
        return [values.get(given.get(name, ""), 0) for name, values in positions.items()]

    labels.feature_row = feature_row
    labels.no_features = [-100] * len(positions)
    return labels


UPOS = {tag: at for at, tag in enumerate(data.UPOS)}


def plan(encoded, weights, size, rng, longest=400):
    """One round over the data: every sentence as often as its weight says (a fraction by chance), in batches of about `size` pieces."""
    chosen = []
    for at, sentence in enumerate(encoded):
        weight = weights[sentence.treebank]
        times = int(weight) + (rng.random() < weight - int(weight))
        if len(sentence) <= longest:
            chosen += [at] * times
    rng.shuffle(chosen)
    batches = []
    for start in range(0, len(chosen), 2000):
        pool = sorted(chosen[start : start + 2000], key=lambda at: len(encoded[at]))
        batch = []
        for at in pool:
            if batch and (len(batch) + 1) * len(encoded[at]) > size:
                batches.append(batch)
                batch = []
            batch.append(at)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def collate(sentences, bos, unk, drop=0.0, rng=random):
    """The tensors of a batch."""
    batch = len(sentences)
    length = max(len(sentence) for sentence in sentences)
    words = max(len(sentence.sizes) for sentence in sentences)
    pieces = torch.full((batch, length), unk, dtype=torch.long)
    mask = torch.zeros(batch, 1, 1, length, dtype=torch.bool)
    owner = torch.zeros(batch, length, dtype=torch.long)
    share = torch.zeros(batch, length)
    gold = {name: torch.full((batch, words), -100, dtype=torch.long) for name in ("upos", "heads", "relations", "scripts")}
    features = torch.full((batch, words, len(sentences[0].features[0])), -100, dtype=torch.long)
    for row, sentence in enumerate(sentences):
        given = [piece if piece >= 0 and not (drop and rng.random() < drop) else unk for piece in sentence.pieces]
        pieces[row, 0] = bos
        pieces[row, 1 : len(given) + 1] = torch.tensor(given)
        mask[row, 0, 0, : len(given) + 1] = True
        sizes = torch.tensor(sentence.sizes)
        count = len(sentence.sizes)
        owner[row, 1 : len(given) + 1] = torch.repeat_interleave(torch.arange(count), sizes) + row * words
        share[row, 1 : len(given) + 1] = torch.repeat_interleave(1.0 / sizes, sizes)
        for name in gold:
            gold[name][row, :count] = torch.tensor(getattr(sentence, name))
        features[row, :count] = torch.tensor(sentence.features)
    gold["features"] = features
    treebank = torch.tensor([sentence.treebank for sentence in sentences])
    present = torch.zeros(batch, words + 1, dtype=torch.bool)
    for row, sentence in enumerate(sentences):
        present[row, : len(sentence.sizes) + 1] = True
    return (pieces, mask, owner, share, words, treebank), present, gold
