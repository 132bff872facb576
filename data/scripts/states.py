#!/usr/bin/env python3
"""Makes the tables of states: entities/states.tsv and <lang>/names/states.tsv.

    python3 data/scripts/states.py FOLDER...

FOLDER...: the unpacked npm packages cldr-localenames-full, i18n-iso-countries and @rapideditor/country-coder, in any order. ISO
codes, Wikidata ids and names come from them; which states there are, their ids, and the adjectives, demonyms, seats and other
aliases come from states_extra.tsv and states_extra.<lang>.tsv beside this script. See README.md here.

    python3 data/scripts/states.py --check

makes nothing and only reports names that several ids share. Python 3 standard library only; same input, same bytes.
"""
import json
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
LANGS = ("en", "de", "uk")
COLUMNS = ("name", "alias", "adjective", "demonym", "seat")
PACKAGES = {
    "cldr-localenames-full": ("48.0.0", "Unicode-3.0, (c) 2004-2025 Unicode, Inc."),
    "i18n-iso-countries": ("7.14.0", "MIT, (c) 2016 widdix GmbH"),
    "@rapideditor/country-coder": ("5.6.1", "ISC, (c) 2025 country-coder contributors"),
}
AND = {"en": "and", "de": "und", "uk": "і"}
# Names in the packages that mean several states or are misspelt.
DROP = {"en": {"Congo"}, "de": {"Kongo"}, "uk": {"Конго", "Кот-Д'Івуар"}}


def read_table(path):
    """The rows of a table as dictionaries, in order."""
    rows, header = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) != len(header):
            sys.exit(f"{path}:{number}: {len(cells)} cells, {len(header)} columns")
        rows.append(dict(zip(header, cells)))
    return rows


def split(cell):
    return [value for value in cell.split("|") if value]


def unique(values):
    return list(dict.fromkeys(values))


def plain(name, lang):
    """A package's name as we write it, or nothing where it is not a name that stands in a text."""
    for mark in "’ʼ‘`":
        name = name.replace(mark, "'")
    name = re.sub(r"\s+", " ", name).strip().replace(" & ", f" {AND[lang]} ")
    if re.search(r"[(),|]| [-–] |\bSAR\b", name) or name in DROP[lang]:
        return ""
    return name


def ascii_id(name):
    text = unicodedata.normalize("NFD", name.replace("ø", "o"))
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("'", "").replace(" ", "_")
    if not text.isascii():
        sys.exit(f"no ASCII id for {name}")
    return text


def load_packages(folders):
    found = {}
    for folder in map(Path, folders):
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        name, version = about["name"], about["version"]
        if name not in PACKAGES:
            sys.exit(f"{folder}: the package {name} is not wanted")
        if version != PACKAGES[name][0]:
            print(f"note: {name} is {version}, the tables were made with {PACKAGES[name][0]}", file=sys.stderr)
        found[name] = folder
    missing = set(PACKAGES) - set(found)
    if missing:
        sys.exit("missing: " + ", ".join(sorted(missing)))
    return found


def package_names(found):
    """Names by language and ISO code, the CLDR's own first; Wikidata ids by ISO code."""
    names = {lang: {} for lang in LANGS}
    for lang in LANGS:
        path = found["cldr-localenames-full"] / "main" / lang / "territories.json"
        cldr = json.loads(path.read_text(encoding="utf-8"))["main"][lang]["localeDisplayNames"]["territories"]
        for key in sorted(cldr, key=lambda k: (k[:2], len(k) > 2, k)):  # the plain name before its alternatives
            if re.fullmatch(r"[A-Z]{2}(-alt-.*)?", key):
                names[lang].setdefault(key[:2], []).append(cldr[key])
        path = found["i18n-iso-countries"] / "langs" / f"{lang}.json"
        iso = json.loads(path.read_text(encoding="utf-8"))["countries"]
        for code, value in sorted(iso.items()):
            names[lang].setdefault(code, []).extend([value] if isinstance(value, str) else value)
    wikidata = {}
    path = found["@rapideditor/country-coder"] / "src" / "data" / "borders.json"
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        about = feature["properties"]
        code = about.get("iso1A2")
        if code:
            wikidata[code] = about["wikidata"]
            if about.get("nameEn"):
                names["en"].setdefault(code, []).append(about["nameEn"])
    for lang in LANGS:
        for code, values in names[lang].items():
            names[lang][code] = unique(filter(None, (plain(value, lang) for value in values)))
    return names, wikidata


def demonyms(cell, adjectives, lang):
    """The cell with its shorthand written out."""
    out = []
    for value in split(cell):
        if not value.endswith("+"):
            out.append(value)
        elif lang == "en":
            for stem in [value[:-1]] if value != "+" else adjectives:
                out += [stem, stem + "s"]
        elif lang == "de":
            stem = value[:-1]
            if stem.endswith("er"):
                out += [stem, stem + "in", stem + "innen"]
            elif stem.endswith("e"):
                out += [stem, stem[:-1] + "in", stem + "n", stem[:-1] + "innen"]
            else:
                sys.exit(f"demonym {value}?")
        else:
            stem = value[:-1]
            for ending, forms in (
                ("єць", ("єць", "йка", "йці")),
                ("ець", ("ець", "ка", "ці")),
                ("анин", ("анин", "анка", "ани")),
                ("янин", ("янин", "янка", "яни")),
            ):
                if stem.endswith(ending):
                    out += [stem[: -len(ending)] + form for form in forms]
                    break
            else:
                sys.exit(f"demonym {value}?")
    return unique(out)


def write_table(path, about, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["# Made by data/scripts/states.py; do not edit: edit data/scripts/states_extra*.tsv and run it again (data/scripts/README.md)."]
    lines += ["# " + line for line in about]
    lines += ["\t".join(header)] + ["\t".join(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def make(folders):
    found = load_packages(folders)
    names, wikidata = package_names(found)
    base = read_table(HERE / "states_extra.tsv")
    ids = [row["id"] for row in base]
    if len(set(ids)) != len(ids):
        sys.exit("an id stands twice in states_extra.tsv")

    credits = [
        "From " + "; ".join(f"{name} {version} ({licence})" for name, (version, licence) in PACKAGES.items()) + ";",
        "licence texts in data/scripts/README.md. The rest is our own.",
    ]
    rows = []
    for row in base:
        item = row["wikidata"] or wikidata.get(row["iso2"], "")
        if not item and row["class"] != "Bloc":
            print(f"note: {row['id']} has no Wikidata id", file=sys.stderr)
        rows.append((row["id"], row["class"], item, row["iso2"], ""))
    write_table(DATA / "entities" / "states.tsv", credits, ("id", "class", "wikidata", "iso2", "memberof"), rows)

    for lang in LANGS:
        extra = {row["id"]: row for row in read_table(HERE / f"states_extra.{lang}.tsv")}
        for name in set(ids) ^ set(extra):
            sys.exit(f"{name} stands in one of states_extra.tsv and states_extra.{lang}.tsv only")
        rows = []
        for row in base:
            more = extra[row["id"]]
            theirs = names[lang].get(row["iso2"], [])
            name = more["name"]
            if not name and lang == "en":  # the id says which of the names
                name = next((n for n in theirs if ascii_id(n) == row["id"]), "")
            elif not name:
                name = theirs[0] if theirs else ""
            if not name:
                sys.exit(f"{lang}: no name for {row['id']}")
            if lang == "en" and ascii_id(name) != row["id"]:
                sys.exit(f"{row['id']} is not the id of {name}")
            alias = [value for value in unique(split(more["alias"]) + theirs) if value != name]
            adjective = unique(split(more["adjective"]))
            cells = (alias, adjective, demonyms(more["demonym"], adjective, lang), unique(split(more["seat"])))
            rows.append((row["id"], name) + tuple("|".join(cell) for cell in cells))
        write_table(DATA / lang / "names" / "states.tsv", credits, ("id",) + COLUMNS, rows)


def check():
    """Names that several ids share, in a language; and what the rows lack."""
    base = {row["id"]: row for row in read_table(DATA / "entities" / "states.tsv")}
    items = {}
    for row in base.values():
        if row["wikidata"]:
            items.setdefault(row["wikidata"], []).append(row["id"])
    for item, who in items.items():
        if len(who) > 1:
            print(f"{item}: {', '.join(who)}")
    for lang in LANGS:
        rows = read_table(DATA / lang / "names" / "states.tsv")
        if [row["id"] for row in rows] != list(base):
            print(f"{lang}: not the ids of entities/states.tsv")
        uses = {}
        for row in rows:
            for column in COLUMNS:
                for value in split(row[column]):
                    if value != value.strip() or not value.strip():
                        print(f"{lang}: {row['id']}: space around a value of {column}")
                    uses.setdefault(value, {}).setdefault(row["id"], []).append(column)
        for value, who in sorted(uses.items()):
            if len(who) > 1:
                print(f"{lang}: shared: {value}: " + ", ".join(f"{i} ({'/'.join(c)})" for i, c in who.items()))
        for column in ("adjective", "demonym", "seat"):
            lacking = [r["id"] for r in rows if base[r["id"]]["class"] == "State" and not r[column]]
            if lacking:
                print(f"{lang}: states without {column}: {' '.join(lacking)}")
        for other in ("organisations", "people", "places"):
            path = DATA / lang / "names" / f"{other}.tsv"
            if not path.exists():
                continue
            for row in read_table(path):
                for value in split(row["name"]) + split(row["alias"]):
                    if row["id"] in base:
                        print(f"{lang}: {row['id']} stands in {other}.tsv too")
                        break
                    taken = [i for i, c in uses.get(value, {}).items() if set(c) & {"name", "alias"}]
                    if taken:
                        print(f"{lang}: shared with {other}.tsv: {value}: {row['id']}, {', '.join(taken)}")
        print(f"{lang}: {len(rows)} rows, " + ", ".join(f"{sum(len(split(r[c])) for r in rows)} {c}" for c in COLUMNS))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit(__doc__)
    if arguments != ["--check"]:
        make(arguments)
    check()
