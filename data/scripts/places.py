#!/usr/bin/env python3
"""Makes entities/places.tsv and <lang>/names/places.tsv from places_list.tsv (by hand) and Natural Earth's populated
places (public domain): python3 data/scripts/places.py natural-earth-places.tsv [places_list.tsv]

The hand-written list says which places there are and what they are called; Natural Earth gives the Wikidata and
GeoNames ids of the cities whose English name and state are the same."""
import collections
import csv
import pathlib
import re
import sys
import unicodedata

DATA = pathlib.Path(__file__).resolve().parent.parent
NOTE = '# Made by data/scripts/places.py from places_list.tsv and Natural Earth (public domain); do not edit.\n'
# Natural Earth's names of states where they are not our ids
STATES = {
    'United States of America': 'United_States', 'Congo (Kinshasa)': 'Democratic_Republic_of_the_Congo',
    'Congo (Brazzaville)': 'Republic_of_the_Congo', 'Swaziland': 'Eswatini', 'Macedonia': 'North_Macedonia',
    'The Gambia': 'Gambia', 'The Bahamas': 'Bahamas', 'Guinea Bissau': 'Guinea-Bissau',
    'Federated States of Micronesia': 'Micronesia', 'Vatican (Holy See)': 'Vatican_City',
}
# Territories of our list and the lands under which Natural Earth may have their cities
TERRITORIES = {
    'Abkhazia': {'Georgia'}, 'South_Ossetia': {'Georgia'}, 'Transnistria': {'Moldova'}, 'Gaza_Strip': {'Palestine'},
    'West_Bank': {'Palestine'}, 'Palestine': {'Palestine', 'Israel'}, 'Ukraine': {'Ukraine', 'Russia'},
    'Western_Sahara': {'Western_Sahara', 'Morocco'}, 'Azerbaijan': {'Azerbaijan', 'Armenia'},
}

# Ids that stand for an atoll or an island, not for the city
DOUBTFUL = {'Q2486', 'Q12919'}


def plain(text):
    text = text.replace('ø', 'o').replace('ł', 'l').replace('ı', 'i').replace('’', "'").replace('ʻ', "'")
    text = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()
    return re.sub(r"[^a-z]", '', text.lower())


def read(path):
    lines = [line for line in open(path, encoding='utf-8') if not line.startswith('#')]
    return list(csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE))


def names(cell):
    out = []
    for name in cell.split('|'):
        # a quoted name of several words or with a digit needs its quotes no more
        if name.startswith('«') and name.endswith('»') and name.count('«') == 1 and re.search(r'[\s\d]', name):
            name = name[1:-1]
        if name and name not in out:
            out.append(name)
    return out


def main():
    earth = collections.defaultdict(list)
    for row in read(sys.argv[1]):
        if not row['pop_max'] or row['pop_max'] == 'pop_max':
            continue
        state = STATES.get(row['adm0name'], row['adm0name'].replace(' ', '_'))
        for name in {plain(row['name_en']), plain(row['name'])} - {''}:
            earth[name, state].append(row)
    listed = read(sys.argv[2] if len(sys.argv) > 2 else DATA / 'scripts/places_list.tsv')
    ids, used = {}, {}
    for place in listed:
        ids[place['id']] = ('', '')
        if place['class'] != 'City':
            continue
        own = place['in']
        for states in ([own], sorted(TERRITORIES.get(own, set()) - {own})):
            found = [row for name in names(place['en']) for state in states for row in earth.get((plain(name), state), [])]
            if found:
                break
        found = [row for row in found if row['wikidataid'] and row['wikidataid'] not in DOUBTFUL]
        if own == 'Ukraine':  # under Russia only what is on the Crimea
            found = [row for row in found if row['adm0name'] == 'Ukraine' or row['adm1name'] in ('Crimea', "Sevastopol'", 'Sevastopol')]
        if not found:
            continue
        best = max(found, key=lambda row: float(row['pop_max']))
        if best['wikidataid'] in used:
            print('twice:', place['id'], used[best['wikidataid']], file=sys.stderr)
            continue
        used[best['wikidataid']] = place['id']
        geonames = best['geonameid'].split('.')[0]
        ids[place['id']] = (best['wikidataid'], '' if geonames.startswith('-') or geonames == '0' else geonames)
    with open(DATA / 'entities/places.tsv', 'w', encoding='utf-8') as out:
        out.write(NOTE + 'id\tclass\twikidata\tgeonames\tin\n')
        for place in listed:
            out.write('\t'.join([place['id'], place['class'], *ids[place['id']], place['in']]) + '\n')
    for lang in ('en', 'de', 'uk'):
        (DATA / lang / 'names').mkdir(parents=True, exist_ok=True)
        with open(DATA / lang / 'names/places.tsv', 'w', encoding='utf-8') as out:
            out.write(NOTE + 'id\tname\talias\tadjective\tdemonym\tseat\n')
            for place in listed:
                first, *rest = names(place[lang])
                out.write('\t'.join([place['id'], first, '|'.join(rest), '', '', '']) + '\n')
    print(len(listed), 'places,', sum(bool(w) for w, _ in ids.values()), 'with ids', file=sys.stderr)
    print('cities without ids:', ' '.join(p['id'] for p in listed if p['class'] == 'City' and not ids[p['id']][0]), file=sys.stderr)


if __name__ == '__main__':
    main()
