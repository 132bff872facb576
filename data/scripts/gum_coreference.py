"""How well pronouns find whom they stand for, on a test file of UD English-GUM, whose last column has coreference.

python3 data/scripts/gum_coreference.py en_gum-ud-test.conllu target/release/entente

A pronoun of the third person counts if gold ties it to a mention before it that has a proper noun in it and is of a person, an organisation or a
place. The program is right if an entity that it gives to the pronoun is also what it takes a name for that overlaps a mention of
the same gold entity.
"""

import collections
import json
import re
import subprocess
import sys

TYPES = {"person", "organization", "place"}


def documents(path):
    """Of each document: its text, and its gold mentions as (entity, type, start, end, words with their parts of speech)."""
    text, open_, mentions, ident = "", {}, [], None
    for line in [*open(path, encoding="utf-8"), "# newdoc id = "]:
        line = line.rstrip("\n")
        if line.startswith("# newdoc id = "):
            if ident:
                yield ident, text, mentions
            text, open_, mentions, ident, hidden = "", collections.defaultdict(list), [], line[14:], 0
        elif line.startswith("# newpar") and text:
            text = text.rstrip() + "\n\n"
        elif line[:1].isdigit():
            columns = line.split("\t")
            misc = dict(part.split("=", 1) for part in columns[9].split("|") if "=" in part)
            if "-" in columns[0]:
                first, last = map(int, columns[0].split("-"))
                start, text = len(text), text + columns[1]
                hidden, glue = last - first + 1, misc.get("SpaceAfter") == "No"
                continue
            if "." in columns[0]:
                continue
            if hidden:
                # The words of a multiword token share its place, each from where the one before ended.
                at = text.find(columns[1], start)
                begin, end = (at, at + len(columns[1])) if at >= 0 else (start, len(text))
                start, hidden = end, hidden - 1
                if not hidden and not glue:
                    text += " "
            else:
                begin, end = len(text), len(text) + len(columns[1])
                text += columns[1] + ("" if misc.get("SpaceAfter") == "No" else " ")
            for entity, kind in re.findall(r"\(([^()-]+)-([^()-]+)", misc.get("Entity", "")):
                open_[entity].append([kind, begin, []])
            for spans in open_.values():
                for span in spans:
                    span[2].append((columns[1], columns[3]))
            for closed in re.findall(r"(?:\((\d+)-[^()]*\))|(?:(?<![\d(-])(\d+)\))", misc.get("Entity", "")):
                entity = closed[0] or closed[1]
                if open_[entity]:
                    kind, begin_, words = open_[entity].pop()
                    mentions.append((entity, kind, begin_, end, words))


def main(path, program):
    docs = list(documents(path))
    stream = "".join(json.dumps({"id": ident, "text": text, "lang": "en"}) + "\n" for ident, text, _ in docs)
    out = subprocess.run([program, "entities", "--format", "json"], input=stream, text=True, capture_output=True, check=True).stdout
    found = collections.defaultdict(list)
    for line in out.splitlines():
        mention = json.loads(line)
        found[mention["article"]].append(mention)
    right = tried = wanted = 0
    for ident, _, mentions in docs:
        system = found[ident]
        names = [m for m in system if m["kind"] in ("name", "adjective")]
        chains = collections.defaultdict(list)
        for entity, kind, start, end, words in sorted(mentions, key=lambda m: m[2]):
            chains[entity].append((start, end, kind, words))
        for entity, chain in chains.items():
            named = [m for m in chain if any(upos == "PROPN" for _, upos in m[3])]
            if not named or named[0][2] not in TYPES:
                continue
            for start, end, _, words in chain:
                if len(words) != 1 or words[0][1] != "PRON" or start < named[0][1] or re.fullmatch(r"(?i)(i|me|my|mine|we|us|our|ours|you|your|yours|who|whom|whose|which|that|myself|ourselves|yourself|this|these|those|one)", words[0][0]):
                    continue
                wanted += 1
                own = next((m for m in system if m["kind"] == "pronoun" and m["start"] == start), None)
                if not own:
                    continue
                tried += 1
                spans = [(m[0], m[1]) for m in named]
                same = [n for n in names if set(n["entities"]) & set(own["entities"])]
                right += any(n["start"] < e and s < n["end"] for n in same for s, e in spans)
    print(f"pronouns {wanted}, resolved {tried}, right {right}: precision {right / max(1, tried):.3f}, recall {right / max(1, wanted):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
