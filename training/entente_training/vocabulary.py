"""Which pieces of the encoder's vocabulary are kept: those that texts of our languages are cut into, and all single letters."""

import collections
import re
import unicodedata

from . import data, encoder

WORD = re.compile(r"\w+(?:['\u2019-]\w+)*|[^\w\s]")
ALPHABET = [(0x20, 0x250), (0x2B0, 0x300), (0x370, 0x530), (0x2010, 0x2060), (0x20A0, 0x20D0), (0x2190, 0x2200), (0x2500, 0x2600)]


def counts(sentences, texts):
    """How often each (word, blank before it) stands in gold sentences and in plain texts (paths of files)."""
    found = collections.Counter()
    for sentence in sentences:
        found.update(zip(sentence.forms, sentence.space))
    for path in texts:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                for match in WORD.finditer(line):
                    space = match.start() == 0 or line[match.start() - 1].isspace()
                    found[data.normalise(match.group()), space] += 1
    return found


def prune(pretrained, words, sure, least=2):
    """The indices of the pieces to keep, in the order of the vocabulary. Words of texts count from `least` occurrences on, those in
    `sure` (gold sentences, names) always."""
    pieces = encoder.Pieces(pretrained.pieces, pretrained.scores)
    for special in (pretrained.bos, pretrained.eos, pretrained.pad, pretrained.unk):
        pieces.index.pop(pretrained.pieces[special], None)
    keep = {pretrained.bos, pretrained.eos, pretrained.unk, pieces.index["\u2581"]}
    used = collections.Counter()
    for word, count in words.items():
        if count >= least or word in sure:
            for piece in pieces.cut(*word):
                used[piece] += count + (10 if word in sure else 0)
    keep.update(piece for piece, count in used.items() if piece >= 0 and count >= 6)
    for piece, at in pieces.index.items():
        letter = piece.lstrip("\u2581")
        if len(letter) <= 1 and all(any(a <= ord(c) < b for a, b in ALPHABET) for c in letter):
            keep.add(at)
    return sorted(keep)
