#!/usr/bin/env python3
"""Writes data/de/forms.tsv and data/en/forms.tsv: forms of irregular verbs that no rule makes, with their base forms.

usage: strong_verbs.py PROJECT

The principal parts are general knowledge of both languages, typed by hand. Of a German verb the preterite (singular and plural) and the participle
are written, alone and with each prefix it takes; and of each verb that has frames the participle, by which its
adjective is known (`der gelieferte Panzer`), and with a separable prefix the infinitive with `zu`; of an English verb the past and the participle, with `re`, `un`, `over` and the like where such a verb exists.
A form that would also be the base form of another verb (`found`, `lay`, `fell`) is left out in English; the tagger decides there.
"""
import sys
from pathlib import Path

# infinitive, preterite, participle, inseparable prefixes (separable ones stand apart in the preterite and before the participle)
GERMAN = """
backen buk gebacken ver
befehlen befahl befohlen -
beginnen begann begonnen -
beißen biss gebissen ver
bergen barg geborgen ver
bersten barst geborsten -
bewegen bewog bewogen -
biegen bog gebogen ver
bieten bot geboten ver,an_,ent,er,unter,über,auf_,dar_,feil_
binden band gebunden ver,ent,an_,ein_,unter
bitten bat gebeten ver,er,aus_
blasen blies geblasen ver,auf_
bleiben blieb geblieben ver,unter,aus_,fern_,zurück_,übrig_,stehen_
braten briet gebraten -
brechen brach gebrochen ver,zer,unter,ab_,auf_,aus_,ein_,durch_,zusammen_,an_
brennen brannte gebrannt ver,ab_,nieder_,aus_
bringen brachte gebracht ver,er,über,voll,ein_,mit_,um_,vor_,unter_,an_,auf_,bei_,durch_,heim_,hervor_,nahe_,zurück_,zusammen_
denken dachte gedacht be,ge,ver,er,über,nach_
dringen drang gedrungen durch,ein_,vor_
empfangen empfing empfangen -
empfehlen empfahl empfohlen -
empfinden empfand empfunden -
erschrecken erschrak erschrocken -
essen aß gegessen ver
fahren fuhr gefahren be,er,ver,wider,ab_,an_,auf_,aus_,ein_,fort_,los_,mit_,vor_,weiter_,zurück_,hoch_
fallen fiel gefallen be,ge,ent,ver,über,zer,ab_,an_,auf_,aus_,ein_,weg_,zurück_,zusammen_,zu_
fangen fing gefangen ver,ab_,an_,auf_,ein_
fechten focht gefochten an_,ver
finden fand gefunden be,emp,er,ab_,ein_,heraus_,statt_,vor_,zurück_,zusammen_
fliegen flog geflogen be,über,ab_,an_,aus_,ein_,weiter_,zurück_,auf_
fliehen floh geflohen ent
fließen floss geflossen ver,zer,ab_,ein_,zu_
fressen fraß gefressen -
frieren fror gefroren ein_,er,ge
geben gab gegeben be,er,ver,um,über,ab_,an_,auf_,aus_,bekannt_,ein_,frei_,heraus_,her_,hin_,nach_,preis_,statt_,vor_,weiter_,wieder_,zu_,zurück_
gehen ging gegangen be,er,ver,zer,hinter,um,über,unter,ab_,an_,auf_,aus_,ein_,fehl_,heim_,hervor_,hin_,los_,mit_,nach_,nieder_,vor_,voran_,weg_,weiter_,zu_,zurück_,voraus_,einher_,entgegen_
gelingen gelang gelungen miss
gelten galt gegolten ab_,ver
genießen genoss genossen -
geschehen geschah geschehen -
gewinnen gewann gewonnen zurück_,ab_,hinzu_
gießen goss gegossen be,ver,ein_
gleichen glich geglichen be,ver,aus_,an_,ab_
graben grub gegraben ver,be,unter,aus_,ein_
greifen griff gegriffen be,er,ver,an_,auf_,durch_,ein_,zurück_,zu_,über_,vor_
halten hielt gehalten be,ent,er,ver,unter,ab_,an_,auf_,aus_,durch_,ein_,fest_,fern_,inne_,stand_,vor_,zurück_,zusammen_,bereit_,geheim_,hoch_,mit_
hängen hing gehangen zusammen_,ab_,an_
hauen hieb gehauen -
heben hob gehoben be,er,ver,ab_,an_,auf_,aus_,hervor_,empor_
heißen hieß geheißen ver,gut_,willkommen_
helfen half geholfen be,ver,ab_,aus_,mit_,nach_
kennen kannte gekannt be,er,ver,an_,aus_
klingen klang geklungen er,ver,an_,ab_
kommen kam gekommen be,ent,über,ver,ab_,an_,auf_,aus_,bei_,davon_,durch_,ein_,entgegen_,heraus_,hervor_,hinzu_,mit_,nach_,um_,unter_,vor_,voran_,weiter_,zu_,zugute_,zurück_,zusammen_,zustande_,näher_,hin_,her_
kriechen kroch gekrochen ver
laden lud geladen be,ent,ver,über,ab_,auf_,aus_,ein_,vor_
lassen ließ gelassen be,ent,er,ver,hinter,über,unter,zer,ab_,aus_,ein_,frei_,nach_,nieder_,zu_,zurück_,weg_,fallen_
laufen lief gelaufen be,ent,er,ver,über,unter,zer,ab_,an_,auf_,aus_,davon_,ein_,fort_,hinaus_,mit_,nach_,weg_,weiter_,zu_,zusammen_,zuwider_,hinterher_
leiden litt gelitten er
leihen lieh geliehen ver,ent,be,aus_
lesen las gelesen be,ver,er,ab_,aus_,nach_,vor_
liegen lag gelegen er,unter,an_,auf_,bei_,nahe_,vor_,zurück_,brach_,zugrunde_
lügen log gelogen be,an_
meiden mied gemieden ver
messen maß gemessen be,er,ver,an_,ab_
misslingen misslang misslungen -
nehmen nahm genommen be,ent,ver,über,unter,ab_,an_,auf_,aus_,ein_,entgegen_,fest_,gefangen_,hin_,in_,mit_,nach_,teil_,vor_,wahr_,weg_,wieder_,zu_,zurück_,zusammen_,hinzu_
nennen nannte genannt be,er,ver,um_
pfeifen pfiff gepfiffen aus_
preisen pries gepriesen an_,lob_
raten riet geraten be,er,ver,ge,ab_,an_,zu_
reiben rieb gerieben auf_,zer
reißen riss gerissen ent,ver,zer,ab_,an_,auf_,aus_,ein_,fort_,mit_,nieder_
reiten ritt geritten -
rennen rannte gerannt ver,über,an_
riechen roch gerochen -
ringen rang gerungen er,ver,nieder_,ab_
rinnen rann geronnen ver,zer,ent
rufen rief gerufen be,ver,wider,ab_,an_,auf_,aus_,ein_,hervor_,zurück_,zu_,herbei_,wach_
saufen soff gesoffen -
schaffen schuf geschaffen er
scheiden schied geschieden ent,unter,ver,ab_,aus_
scheinen schien geschienen er,auf_
schieben schob geschoben ver,ab_,an_,auf_,ein_,vor_,hinaus_,zu_
schießen schoss geschossen be,er,ver,zer,ab_,an_,nieder_,vor_,zurück_
schlafen schlief geschlafen ent,ver,ein_,aus_
schlagen schlug geschlagen be,er,ver,zer,unter,über,ab_,an_,auf_,aus_,ein_,fehl_,los_,nach_,nieder_,vor_,zu_,zurück_,zusammen_,um_,durch_
schleichen schlich geschlichen ein_,er
schließen schloss geschlossen be,ent,er,ver,ab_,an_,auf_,aus_,ein_,kurz_,zusammen_
schmeißen schmiss geschmissen -
schmelzen schmolz geschmolzen ver,ab_
schneiden schnitt geschnitten be,ver,über,zer,ab_,an_,aus_,ein_,mit_
schreiben schrieb geschrieben be,ver,über,um,unter,ab_,auf_,aus_,ein_,fest_,fort_,vor_,zu_,zurück_,gut_
schreien schrie geschrien an_,auf_
schreiten schritt geschritten be,über,be,ein_,fort_,voran_
schweigen schwieg geschwiegen ver,tot_,aus_
schwimmen schwamm geschwommen -
schwinden schwand geschwunden ver,ent
schwingen schwang geschwungen auf_,mit_
schwören schwor geschworen be,ver,ab_,ein_
sehen sah gesehen be,er,ver,über,ab_,an_,auf_,aus_,ein_,fern_,nach_,um_,vor_,voraus_,vorher_,weg_,zu_,herab_
senden sandte gesandt ent,ver,ab_,aus_,ein_,zu_,zurück_
singen sang gesungen be
sinken sank gesunken ver,ab_,ein_
sinnen sann gesonnen be,er,nach_
sitzen saß gesessen be,ein_,fest_,vor_
speien spie gespien -
spinnen spann gesponnen -
sprechen sprach gesprochen be,ent,ver,wider,ab_,an_,aus_,frei_,für_,mit_,nach_,vor_,zu_,ab_,durch_
sprießen spross gesprossen -
springen sprang gesprungen be,ent,über,zer,ab_,auf_,ein_,über_
stechen stach gestochen be,er,zu_,hervor_
stehen stand gestanden be,ent,er,ge,ver,über,unter,wider,an_,auf_,aus_,bei_,bereit_,bevor_,dahinter_,fest_,gegenüber_,nahe_,still_,vor_,zu_,zusammen_,ein_,da_,entgegen_
stehlen stahl gestohlen be
steigen stieg gestiegen be,er,ver,über,ab_,an_,auf_,aus_,ein_,um_,nach_
sterben starb gestorben er,ver,ab_,aus_
stinken stank gestunken -
stoßen stieß gestoßen ver,ab_,an_,auf_,aus_,vor_,zu_,zusammen_,zurück_,nieder_
streichen strich gestrichen be,ver,unter,ab_,an_,aus_,durch_,zusammen_,ein_
streiten stritt gestritten be,er,ab_,mit_
tragen trug getragen be,er,ver,über,ab_,an_,auf_,aus_,bei_,ein_,mit_,nach_,vor_,zu_,zusammen_,davon_
treffen traf getroffen be,über,ein_,zu_,zusammen_,an_
treiben trieb getrieben be,ver,über,unter,ab_,an_,auf_,ein_,voran_,vor_,zurück_,zusammen_,aus_,hoch_
treten trat getreten be,ver,über,ab_,an_,auf_,aus_,bei_,ein_,hervor_,nach_,vor_,zurück_,zusammen_,in_,entgegen_,los_
trinken trank getrunken be,er
trügen trog getrogen be
tun tat getan ver,ab_,an_,auf_,hervor_,um_,weh_,zusammen_
verderben verdarb verdorben -
verdrießen verdross verdrossen -
vergessen vergaß vergessen -
verlieren verlor verloren -
wachsen wuchs gewachsen be,er,ver,über,auf_,an_,heran_,zu_,zusammen_
waschen wusch gewaschen -
weichen wich gewichen ent,ver,ab_,aus_,zurück_
weisen wies gewiesen be,er,ver,über,unter,ab_,an_,auf_,aus_,ein_,hin_,nach_,vor_,zu_,zurück_
wenden wandte gewandt an_,ab_,auf_,ein_,zu_,ver,ent
werben warb geworben be,er,um,ab_,an_
werfen warf geworfen be,ent,er,über,unter,ver,ab_,an_,auf_,aus_,ein_,hin_,nieder_,vor_,weg_,zurück_,zusammen_,nach_
wiegen wog gewogen über,ab_,auf_,schwer_
winden wand gewunden über,ent
wissen wusste gewusst -
ziehen zog gezogen be,ent,er,ver,über,unter,voll,ab_,an_,auf_,aus_,ein_,fort_,heran_,hin_,hinzu_,mit_,nach_,um_,vor_,weg_,weiter_,zu_,zurück_,zusammen_,durch_
zwingen zwang gezwungen be,er,auf_,nieder_
"""

ENGLISH = """
arise arose arisen
awake awoke awoken
bear bore borne for,over
beat beat beaten
become became become
befall befell befallen
begin began begun
behold beheld beheld
bend bent bent
bespeak bespoke bespoken
bid bade bidden
bind bound bound un
bite bit bitten
bleed bled bled
blow blew blown
break broke broken
breed bred bred
bring brought brought
build built built re
buy bought bought re
catch caught caught
choose chose chosen
cling clung clung
come came come over
creep crept crept
deal dealt dealt
dig dug dug
dive dove dived
do did done re,un,over,out
draw drew drawn over,with,re
drink drank drunk
drive drove driven
eat ate eaten
fall - fallen
feed fed fed
feel felt felt
fight fought fought
find - found
flee fled fled
fling flung flung
fly flew flown over
forbid forbade forbidden
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
forgo forwent forgone
forsake forsook forsaken
freeze froze frozen un
get got gotten
give gave given
go went gone under,for
grind - ground
grow grew grown out
hang hung hung over
hear heard heard over
hide hid hidden
hold held held with,up
keep kept kept
kneel knelt knelt
know knew known
lay laid laid mis,over
lead led led mis
leap leapt leapt
leave - left
lend lent lent
lie - lain
light lit lit
lose lost lost
make made made re
mean meant meant
meet met met
mislead misled misled
mistake mistook mistaken
overthrow overthrew overthrown
partake partook partaken
pay paid paid re,over
plead pled pled
prove - proven
ride rode ridden over
ring rang rung
rise rose risen
run ran run over,out,re
say said said
see - seen over
seek sought sought
sell sold sold re,out
send sent sent re
shake shook shaken
shed shed shed
shine shone shone
shoot shot shot over
show - shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat sat
slay slew slain
sleep slept slept over
slide slid slid
speak spoke spoken
speed sped sped
spend spent spent over
spin spun spun
spring sprang sprung
stand stood stood with,under
steal stole stolen
stick stuck stuck
sting stung stung
stink stank stunk
strike struck stricken
strive strove striven
swear swore sworn for
sweep swept swept
swell - swollen
swim swam swum
swing swung swung
take took taken over,re,under
teach taught taught
tear tore torn
tell told told re,fore
think thought thought re
throw threw thrown over
tread trod trodden
undergo underwent undergone
understand understood understood mis
undertake undertook undertaken
uphold upheld upheld
wake woke woken
wear wore worn
weave wove woven
weep wept wept
win won won re
wind - wound un
withdraw withdrew withdrawn
withhold withheld withheld
withstand withstood withstood
wring wrung wrung
write wrote written re,under,over
"""


def german():
    forms = {}
    for line in GERMAN.split('\n'):
        if not line:
            continue
        base, past, participle, prefixes = line.split()
        for prefix in [''] + [p for p in prefixes.split(',') if p != '-']:
            separable = prefix.endswith('_')
            prefix = prefix.rstrip('_')
            lemma = prefix + base
            # A separable prefix stands apart: only in subordinate clauses both are one word.
            plural = past + ('n' if past.endswith('e') else 'en')
            forms[prefix + past] = forms[prefix + plural] = lemma
            own = participle if separable or not prefix else participle.removeprefix('ge')
            forms[prefix + own] = lemma
            if separable:
                forms[prefix + 'zu' + base] = lemma
    return {form: lemma for form, lemma in forms.items() if form != lemma}


INSEPARABLE = ('be', 'ent', 'er', 'ver', 'zer', 'miss', 'über', 'hinter', 'wider')
SEPARABLE = """ab an auf aus auseinander aufrecht bei bereit dar durch ein empor entgegen fern fest fort frei gegenüber gefangen geheim gleich gut heim her herab
heran heraus herbei herein hervor herum hin hinaus hinein hinweg hinzu hoch instand klar kurz los mit nach nahe nieder preis sicher stand statt still teil um unter voran
voraus vorbei vor wahr weg weiter wett wieder zufrieden zugute zunichte zurecht zurück zusammen zuvor zu""".split()


def regular(project, strong):
    """The participles of the verbs that have frames, and the infinitives with `zu` of those with a separable prefix."""
    verbs = set()
    for name, column in (('frames', 2), ('support', 0)):
        for line in (project / f'data/de/{name}.tsv').read_text(encoding='utf-8').split('\n'):
            cells = line.split('\t')
            if len(cells) > column and not line.startswith('#') and (name == 'support' or cells[1] == 'verb'):
                verbs.add(cells[column])
    participles = {line.split()[0]: line.split()[2] for line in GERMAN.split('\n') if line}
    forms = {}
    for verb in sorted(verbs):
        if not verb.endswith('n') or '_' in verb or ' ' in verb:
            continue
        # Of `unter`, `über` and the like both may be: the participle without `ge` is the one that stands in the news.
        prefix = max((p for p in SEPARABLE if verb.startswith(p) and len(verb) - len(p) > 2), key=len, default='')
        whole = verb.startswith(INSEPARABLE) and len(verb) > 6
        base = verb[len(prefix):]
        stem = base.removesuffix('n').removesuffix('e')
        ending = 'et' if stem.endswith(('t', 'd', 'chn', 'ffn', 'gn')) else 't'
        bare = whole or base.startswith(INSEPARABLE) and len(base) > 6 or base.endswith('ieren')
        inner = next((p for p in INSEPARABLE if base.startswith(p)), '')
        inner_participle = participles.get(base[len(inner):]) if inner else None
        if base in participles:
            own = participles[base]
        elif inner_participle:
            own = inner + inner_participle.removeprefix('ge')
        else:
            own = ('' if bare else 'ge') + stem + ending
        found = [prefix + own]
        if base == 'schaffen' and prefix:
            # Where it does not mean to create it is weak.
            found = [prefix + 'geschafft']
        if prefix:
            found.append(prefix + 'zu' + base)
            if prefix in ('unter', 'um', 'durch', 'wider', 'über', 'hinter', 'wieder'):
                found.append(verb.removesuffix('n').removesuffix('e') + ending)
        for form in found:
            if form not in strong and form not in verbs:
                forms[form] = verb
    return forms


def english():
    forms = {}
    bases = {line.split()[0] for line in ENGLISH.split('\n') if line}
    for line in ENGLISH.split('\n'):
        if not line:
            continue
        base, past, participle, *prefixes = line.split()
        for prefix in [''] + (prefixes[0].split(',') if prefixes else []):
            for form in (past, participle):
                if form != '-' and prefix + form not in bases and prefix + form != prefix + base:
                    forms[prefix + form] = prefix + base
    for word in ('found', 'left', 'ground', 'wound', 'bound', 'shed', 'felt', 'lit', 'run', 'got', 'saw', 'fed', 'bore', 'stole', 'dove', 'wove', 'bent'):
        forms.pop(word, None)
    return forms


def main():
    project = Path(sys.argv[1])
    strong = german()
    for lang, forms in (('de', regular(project, strong) | strong), ('en', english())):
        rows = ''.join(f'{form}\t{lemma}\tVERB\n' for form, lemma in sorted(forms.items()))
        head = '# Made by data/scripts/strong_verbs.py. Forms that no rule makes, with their base forms.\nform\tlemma\tupos\n'
        (project / f'data/{lang}/forms.tsv').write_text(head + rows, encoding='utf-8')
        print(lang, len(forms))


if __name__ == '__main__':
    main()
