//! The `mention` room: where a sentence speaks of somebody or something that may be an entity.

mod repair;

use std::ops::Range;

use crate::entity::EntityId;
use crate::gazetteer::{Gazetteer, NameKind};
use crate::language::Language;
use crate::ontology::PERSON;
use crate::tree::{NameClass, Tree, Upos, Word};

use repair::repair;

/// How a mention names its entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MentionKind {
    /// A name of the gazetteer, with whom it may name and how.
    Known(Vec<(EntityId, NameKind)>),
    /// A name of the gazetteer as the first part of a compound (`US-Hilfe`).
    Compound(Vec<(EntityId, NameKind)>),
    /// A name that no gazetteer has, in its base form, and what the recogniser takes it for.
    Unknown(String, Option<NameClass>),
    /// A pronoun that stands for somebody spoken of.
    Pronoun(Pronoun),
    /// A noun that may describe somebody spoken of.
    Noun,
}

/// How a pronoun finds what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pronoun {
    /// A personal pronoun of the third person: before it.
    Personal,
    /// A possessive of the third person: before it, the subject of its own clause included.
    Possessive,
    /// A reflexive: the subject.
    Reflexive,
    /// A relative: what its clause modifies.
    Relative,
    /// One of the first person: who speaks.
    Speaker {
        /// Whether it is a possessive.
        possessive: bool,
    },
}

/// A stretch of words that speaks of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its words, as indices into the sentence.
    pub words: Range<usize>,
    /// The word among them that the others hang on.
    pub head: usize,
    /// How it names its entity.
    pub kind: MentionKind,
}

/// The mentions of a sentence, in the order of the text; they do not overlap, but for compounds and joined adjectives. The tree comes back
/// mended where the names contradict it.
#[must_use]
pub fn mentions(tree: &Tree, language: &Language, gazetteer: &Gazetteer) -> (Tree, Vec<Mention>) {
    let mut found = find(tree, language, gazetteer);
    let tree = repair(tree, &found, language, gazetteer);
    for mention in &mut found {
        mention.head = head(&tree, &mention.words);
    }
    (tree, found)
}

fn find(tree: &Tree, language: &Language, gazetteer: &Gazetteer) -> Vec<Mention> {
    let words = tree.words();
    let forms: Vec<&str> = words.iter().map(|word| word.form.as_str()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let name = gazetteer.find(language.lang, &forms, at).filter(|_| may_be_name(&words[at]));
        // Names in other languages stand in a text as they are: English ones above all, and abbreviations.
        let name =
            name.or_else(|| gazetteer.find_foreign(language.lang, &forms, at).filter(|_| matches!(words[at].upos, Upos::Propn | Upos::X)));
        let own = name_at(tree, at, language, gazetteer);
        if let Some(name) = name {
            let range = at..at + name.words;
            // A longer name that the gazetteer does not have (`Kim Jong Nam`) is not the shorter one that it begins with.
            let is_person = |(id, _): &(EntityId, NameKind)| gazetteer.get(id).is_some_and(|known| known.class == PERSON);
            let longer = own.as_ref().is_some_and(|(own, _)| own.end > range.end) && name.words == 1 && name.readings.iter().any(is_person);
            if !longer {
                at = range.end;
                found.push(Mention { head: head(tree, &range), words: range, kind: MentionKind::Known(name.readings) });
                continue;
            }
        }
        if let Some(adjectives) = joined_adjectives(&words[at], language, gazetteer) {
            found.extend(adjectives.into_iter().map(|readings| Mention {
                words: at..at + 1,
                head: at,
                kind: MentionKind::Known(readings),
            }));
            at += 1;
            continue;
        }
        if let Some((range, class)) = own {
            at = range.end;
            found.push(Mention {
                head: head(tree, &range),
                kind: MentionKind::Unknown(base(words, &range, language), class),
                words: range,
            });
            continue;
        }
        let word = &words[at];
        if let Some(readings) = first_part(&word.form, language, gazetteer) {
            found.push(Mention { words: at..at + 1, head: at, kind: MentionKind::Compound(readings) });
        }
        let kind = pronoun(word).map(MentionKind::Pronoun).or_else(|| (word.upos == Upos::Noun).then_some(MentionKind::Noun));
        found.extend(kind.map(|kind| Mention { words: at..at + 1, head: at, kind }));
        at += 1;
    }
    found
}

/// How a word is a pronoun that stands for somebody spoken of.
fn pronoun(word: &Word) -> Option<Pronoun> {
    let is = |feature: &str, value: &str| word.feats.get(feature) == value;
    if !matches!(word.upos, Upos::Pron | Upos::Det) || is("Person", "2") {
        return None;
    }
    if is("Person", "1") {
        return Some(Pronoun::Speaker { possessive: is("Poss", "Yes") });
    }
    if is("Reflex", "Yes") {
        return Some(Pronoun::Reflexive);
    }
    if is("Poss", "Yes") {
        return Some(Pronoun::Possessive);
    }
    if word.feats.get("PronType").contains("Rel") && word.relation() != "det" {
        return Some(Pronoun::Relative);
    }
    (word.upos == Upos::Pron && is("Person", "3") && is("PronType", "Prs")).then_some(Pronoun::Personal)
}

/// Words that are never a name, whatever they look like.
fn may_be_name(word: &Word) -> bool {
    !matches!(word.upos, Upos::Punct | Upos::Num | Upos::Sconj | Upos::Cconj)
        && (word.form.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic())
            || !matches!(word.upos, Upos::Adp | Upos::Aux | Upos::Adv))
}

/// The word of the range whose head is outside.
fn head(tree: &Tree, range: &Range<usize>) -> usize {
    range.clone().find(|&at| tree.word(at).head.is_none_or(|head| !range.contains(&head))).unwrap_or(range.start)
}

/// The range of a name that begins at a word, and what it is taken for: as the recogniser says, or without one by its looks.
fn name_at(tree: &Tree, at: usize, language: &Language, gazetteer: &Gazetteer) -> Option<(Range<usize>, Option<NameClass>)> {
    let words = tree.words();
    let Some(names) = tree.names() else {
        let range = unknown_name(words, at, language, gazetteer).or_else(|| quoted_name(words, at, language))?;
        return Some((range, None));
    };
    let name = names.iter().find(|name| name.words.start == at && name.class != NameClass::Other)?;
    let capital = words[name.words.clone()].iter().any(|word| word.form.starts_with(char::is_uppercase));
    // Where all nouns have capitals, the tagger's word for a name is not enough.
    let doubtful = words[at].upos != Upos::Propn || language.compounds.joined;
    let word = name.words.len() == 1 && doubtful && is_word(&words[at], language);
    (capital && !word).then(|| (name.words.clone(), Some(name.class)))
}

/// The range of a name by its looks: capitalised words that the tagger takes for names, joined by the language's connectors.
fn unknown_name(words: &[Word], at: usize, language: &Language, gazetteer: &Gazetteer) -> Option<Range<usize>> {
    let is_name = |at: usize| {
        words.get(at).is_some_and(|word| {
            // Foreign words stand in names as often as names do.
            matches!(word.upos, Upos::Propn | Upos::X)
                && word.form.starts_with(char::is_uppercase)
                && word.form.chars().count() > 1
                && !is_word(word, language)
        })
    };
    if !is_name(at) || language.person_titles.contains(&words[at].form) {
        return None;
    }
    let mut end = at + 1;
    let is_given = |at: usize| gazetteer.is_given_name(language.lang, &words[at].form);
    loop {
        // A first name after other words begins a name of its own: the firm, then its head.
        if is_name(end) && end > at + 1 && is_given(end) && !is_given(at) {
            break;
        }
        // A noun that no table knows between two names is one too: the tagger falls for their capitals.
        let between = words
            .get(end)
            .is_some_and(|word| word.upos == Upos::Noun && word.form.starts_with(char::is_uppercase) && !is_word(word, language));
        if is_name(end) || (between && is_name(end + 1)) {
            end += 1;
            continue;
        }
        let joined = (end..words.len()).take_while(|&next| language.connectors.contains(&words[next].form)).count();
        if joined > 0 && joined <= 2 && is_name(end + joined) && words[end..end + joined].iter().all(|word| word.upos != Upos::Adp) {
            end += joined + 1;
        } else {
            break;
        }
    }
    Some(at..end)
}

/// The adjectives joined by hyphens in a word (`deutsch-polnisch`), if at least two are made from names.
fn joined_adjectives(word: &Word, language: &Language, gazetteer: &Gazetteer) -> Option<Vec<Vec<(EntityId, NameKind)>>> {
    if !word.form.contains('-') {
        return None;
    }
    let adjectives = word.form.split('-').filter_map(|part| {
        let mut found = gazetteer.find(language.lang, &[part], 0)?;
        found.readings.retain(|(_, kind)| *kind == NameKind::Adjective);
        (!found.readings.is_empty()).then_some(found.readings)
    });
    let adjectives: Vec<_> = adjectives.collect();
    (adjectives.len() > 1).then_some(adjectives)
}

/// The longest name in quotation marks, in words.
const QUOTED: usize = 4;

/// The range of a name in quotation marks, in languages that do not capitalise other nouns: all its words are capitalised.
fn quoted_name(words: &[Word], at: usize, language: &Language) -> Option<Range<usize>> {
    let opens = at.checked_sub(1).is_some_and(|before| language.is_opening(&words[before].form));
    if !opens || language.compounds.joined {
        return None;
    }
    let end = (at..words.len().min(at + QUOTED + 1)).find(|&end| language.is_closing(&words[end].form))?;
    let is_name = |word: &Word| word.form.starts_with(char::is_uppercase) && word.upos != Upos::Punct;
    (end > at && words[at..end].iter().all(is_name)).then_some(at..end)
}

/// Whether the language's tables know a word that the tagger took for a name.
fn is_word(word: &Word, language: &Language) -> bool {
    let lexicon = &language.lexicon;
    let compounds = &language.compounds;
    lexicon.time.get(&word.lemma).is_some()
        || lexicon.goods(&word.lemma, compounds).is_some()
        || language.is_group(&word.lemma)
        || language.is_title(&word.lemma)
        || !lexicon.frames.get(crate::lexicon::Pos::Noun, &word.lemma, compounds).is_empty()
}

/// Names of so few letters are syllables of languages that do not inflect; the tagger's base form of them is a guess.
const SYLLABLE: usize = 3;

/// The base form of an unknown name: base forms of its words, in the letters of the text.
fn base(words: &[Word], range: &Range<usize>, language: &Language) -> String {
    let mut base = String::new();
    let mut end = None;
    for word in &words[range.clone()] {
        let as_written = !language.names_inflect || language.connectors.contains(&word.form) || word.form.chars().count() <= SYLLABLE;
        let lemma = if as_written { &word.form } else { &word.lemma };
        // Parts of a hyphenated name stand together.
        if end.is_some_and(|end| end != word.span.start) {
            base.push(' ');
        }
        end = Some(word.span.end);
        let mut chars = lemma.chars();
        match chars.next() {
            Some(first) if word.form.starts_with(char::is_uppercase) => base.extend(first.to_uppercase().chain(chars)),
            Some(first) => base.extend(std::iter::once(first).chain(chars)),
            None => {}
        }
    }
    base
}

/// The readings of a name that is the first part of a compound, with a hyphen or without.
fn first_part(form: &str, language: &Language, gazetteer: &Gazetteer) -> Option<Vec<(EntityId, NameKind)>> {
    if !language.compounds.joined {
        return None;
    }
    let whole = |part: &str| {
        let found = gazetteer.find(language.lang, &[part], 0)?;
        let readings: Vec<_> = found.readings.into_iter().filter(|(_, kind)| matches!(kind, NameKind::Name | NameKind::Seat)).collect();
        (!readings.is_empty()).then_some(readings)
    };
    if let Some(cut) = form.find('-') {
        return whole(&form[..cut]);
    }
    if !form.starts_with(char::is_uppercase) {
        return None;
    }
    let lower = form.to_lowercase();
    // Without a hyphen the rest must be a word that the language's tables know, or the name is chance.
    form.char_indices().skip(4).find_map(|(cut, _)| {
        let rest = lower.get(cut..)?;
        let known = !language.lexicon.frames.get(crate::lexicon::Pos::Noun, rest, &language.compounds).is_empty()
            || language.is_title(rest)
            || language.is_group(rest);
        if known { whole(&form[..cut]) } else { None }
    })
}
