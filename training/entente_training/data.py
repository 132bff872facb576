"""Treebanks as examples: which there are, how they are read, what is mended, and the label sets they share."""

import csv
import dataclasses
import pathlib
import re
import unicodedata

# Subtypes of relations that facts depend on; the others are not learned. The same list stands in src/model/labels.rs.
SUBTYPES = {"nsubj:pass", "csubj:pass", "aux:pass", "obl:agent", "compound:prt", "acl:relcl", "nmod:poss"}
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()


@dataclasses.dataclass
class Treebank:
    """A row of treebanks.tsv."""

    name: str
    lang: str
    weight: float
    tests: list
    features: bool
    commercial: bool


@dataclasses.dataclass
class Sentence:
    """A gold sentence; heads count from 1, 0 is the root. `space[i]` says whether a blank stands before word i."""

    treebank: str
    forms: list
    space: list
    lemmas: list
    upos: list
    feats: list
    heads: list
    relations: list


def treebanks(table):
    """The rows of treebanks.tsv in their order."""
    with open(table, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Treebank(
                row["treebank"], row["lang"], float(row["weight"]), row["tests"].split(), row["features"] == "yes", row["commercial"] == "yes"
            )


def files(root, treebank):
    """The CoNLL-U files of a treebank below `root`, as (path, whether it is a test set)."""
    for path in sorted(pathlib.Path(root, treebank.name).glob("*.conllu")):
        yield path, path.name in treebank.tests


def normalise(form):
    """The spelling that models know: the plain apostrophe and hyphen, no soft hyphens (Language::normalise in src/language.rs)."""
    form = unicodedata.normalize("NFC", form)
    return form.replace("\u2019", "'").replace("\u02bc", "'").replace("\u2010", "-").replace("\u2011", "-").replace("\u00ad", "")


def blocks(path):
    """The sentences of a CoNLL-U file as they stand there: the columns of the words without empty nodes, which of them no blank follows,
    and the multiword tokens (first and last word, form, whether no blank follows)."""
    rows, glue, ranges = [], [], []
    with open(path, encoding="utf-8") as file:
        for line in [*file, "\n"]:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    yield rows, glue, ranges
                rows, glue, ranges = [], [], []
            elif line[0] != "#":
                columns = line.split("\t")
                glued = "SpaceAfter=No" in columns[9].split("|")
                if "-" in columns[0]:
                    first, last = map(int, columns[0].split("-"))
                    ranges.append((first, last, columns[1], glued))
                elif "." not in columns[0]:
                    rows.append(columns)
                    glue.append(glued)


def read(path, treebank, contractions):
    """The sentences of a CoNLL-U file. A word whose head is none of the sentence makes it unusable."""
    for rows, glue, ranges in blocks(path):
        if all(row[6].isdigit() and int(row[6]) <= len(rows) for row in rows):
            yield sentence(rows, glue, ranges, treebank, contractions)


def sentence(rows, glue, ranges, treebank, contractions):
    glue = list(glue)
    ranges = [given for given in ranges if given[1] <= len(rows)]
    for first, last, surface, glued in ranges:
        parts = "".join(row[1] for row in rows[first - 1 : last])
        for at in range(first - 1, last - 1):
            glue[at] = parts == surface
        glue[last - 1] = glued
    inside = {at for first, last, _, _ in ranges for at in range(first - 1, last)}
    words, moved = [], [0]
    for at, row in enumerate(rows):
        moved.append(len(words) + 1)
        form, lemma, upos, feats, head, relation = normalise(row[1]), normalise(row[2]), row[3], row[5], int(row[6]), row[7]
        space = at == 0 or not glue[at - 1]
        relation = relation if relation in SUBTYPES else relation.split(":")[0]
        parts = contractions.get(form.lower()) if treebank.lang == "de" else None
        if parts and at not in inside and upos == "ADP" and relation == "case":
            # The treebank left a contraction whole.
            first = parts[0].capitalize() if form[0].isupper() else parts[0]
            words.append((first, space, parts[0], "ADP", "_", head, relation))
            words.append((parts[1], True, "der", "DET", feats, head, "det"))
        else:
            words.append((form, space, lemma, upos if upos in UPOS else "X", feats, head, relation))
    columns = list(zip(*words))
    heads = [moved[head] if head else 0 for head in columns[5]]
    return Sentence(treebank.name, *[list(column) for column in columns[:5]], heads, list(columns[6]))


def contractions(path):
    """Words that are two, from data/de/contractions.tsv."""
    with open(path, encoding="utf-8", newline="") as file:
        return {row["form"].lower(): row["parts"].split("|") for row in csv.DictReader((l for l in file if not l.startswith("#")), delimiter="\t") if row["parts"].count("|") == 1}


def script(form, lemma):
    """How a form becomes its base form, around their longest common part; `Script::between` in src/tag/script.rs."""
    lowered = form.lower()
    lower = lowered != form and common(lowered, lemma)[2] > common(form, lemma)[2]
    base = lowered if lower else form
    in_form, in_lemma, length = common(base, lemma)
    return "\t".join(
        ["l" if lower else "", str(in_form), lemma[:in_lemma], str(len(base) - in_form - length), lemma[in_lemma + length :]]
    )


def apply_script(form, script):
    """The base form that a script makes; none if the word is too short for it."""
    lower, front, add_front, back, add_back = script.split("\t")
    front, back = int(front), int(back)
    if len(form) < front + back or (len(form) == front + back and not (add_front or add_back)):
        return None
    base = form.lower() if lower else form
    return add_front + base[front : len(base) - back] + add_back


def common(a, b):
    """The longest common part of two strings: where it begins in each and its length; of equals the first."""
    best = (0, 0, 0)
    row = [0] * (len(b) + 1)
    for i, letter in enumerate(a):
        diagonal = 0
        for j, other in enumerate(b):
            above = row[j + 1]
            row[j + 1] = diagonal + 1 if letter == other else 0
            diagonal = above
            if row[j + 1] > best[2]:
                best = (i + 1 - row[j + 1], j + 1 - row[j + 1], row[j + 1])
    return best


class Labels:
    """The label sets: relations, `Attribute=Value` features by attribute, and scripts of base forms."""

    def __init__(self, sentences, floor=3):
        relations, features, scripts = set(), {}, {}
        self.cache = {}
        for s in sentences:
            relations.update(s.relations)
            for feats in s.feats:
                for name, value in pairs(feats):
                    features.setdefault(name, {}).setdefault(value, 0)
                    features[name][value] += 1
            for form, lemma in zip(s.forms, s.lemmas):
                key = self.script(form, lemma)
                scripts[key] = scripts.get(key, 0) + 1
        self.relations = sorted(relations)
        self.features = {
            name: ["", *sorted(value for value, count in values.items() if count >= 2 * floor)] for name, values in sorted(features.items())
        }
        self.features = {name: values for name, values in self.features.items() if len(values) > 1}
        self.scripts = sorted(key for key, count in scripts.items() if count >= floor)

    def script(self, form, lemma):
        key = (form, lemma)
        if key not in self.cache:
            self.cache[key] = script(form, lemma)
        return self.cache[key]


def pairs(feats):
    """The features of a CoNLL-U column as (attribute, value)."""
    return [tuple(pair.split("=", 1)) for pair in feats.split("|")] if feats != "_" else []


# Names: BIO labels of words.
NAME_TYPES = ("PER", "ORG", "LOC", "MISC")
NAME_LABELS = ("O", *(f"{part}-{kind}" for kind in NAME_TYPES for part in "BI"))


@dataclasses.dataclass
class NameSet:
    """Sentences of one convention: the columns of form and label, and how often a sentence is seen in a round."""

    name: str
    lang: str
    weight: float
    files: tuple
    tests: tuple
    form: int
    label: int


# The first set of a language gives the convention in which its texts are read.
NAME_SETS = (
    NameSet("GermEval-2014", "de", 3, ("dev.tsv",), ("test.tsv",), 1, 2),
    NameSet("EuroParl-de", "de", 1.5, ("train.tsv", "dev.tsv"), ("test.tsv",), 0, 4),
    NameSet("WikiNEuRal/de", "de", 0.35, ("val.conllu", "test.conllu"), (), 1, 2),
    NameSet("NER-UK-2.0", "uk", 1.2, ("train.iob",), ("test.iob",), 0, 1),
    NameSet("UNER_English-EWT", "en", 3, ("en_ewt-ud-dev.iob2",), ("en_ewt-ud-test.iob2",), 1, 2),
    NameSet("WikiNEuRal/en", "en", 0.35, ("val.conllu", "test.conllu"), (), 1, 2),
)
