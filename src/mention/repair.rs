//! What names teach about a tree: a greedy parser does not know where a name ends, the gazetteer does.

mod attachment;
mod roles;

use std::ops::Range;

use super::{Mention, MentionKind};
use crate::gazetteer::Gazetteer;
use crate::language::Language;
use crate::ontology::PERSON;
use crate::tree::{NameClass, Tree, Upos, Word};
use attachment::attach;
use roles::roles;

/// How many words may stand between the place at the head of a report and its dash: an agency in brackets.
const DATELINE: usize = 6;
/// Hyphen-minus, en dash and em dash.
const DASHES: [&str; 3] = ["-", "\u{2013}", "\u{2014}"];

/// Mends what contradicts the names of a sentence. The mentions keep their words; their heads must be looked up again.
///
/// * The words of a name hang on its first word, and the name on what its head hung on.
/// * A name is no part of another: where it hangs flat on the one before, both belong to the noun before them (`президент Ірану Ебрагім Раїсі`).
/// * Behind a date or a name, what is no part of it belongs to the verb.
/// * Behind a name with an adposition, a name is an argument of the verb; behind a title and a name, it bears the title.
/// * A name belongs to the nearest title before it (`міністр A X і міністр Б Y`), of two titles to the one in its own case; a name beside the
///   phrase of a title bears it.
/// * A subject with its article in the dative is an indirect object; an animate object in the nominative is a subject.
/// * A name that hangs as an adjective on the object behind it is the verb's receiver; of two names alike in nominative and accusative the
///   first is the subject.
/// * A name between a verb that takes an object and an infinitive is the verb's object.
/// * Of two objects of a verb without subject the one that is a known name is the subject, where its case does not speak against it.
/// * A name behind a word of time is an argument of the verb: on Wednesday Putin received Sharaa, in free order.
pub(super) fn repair(tree: &Tree, mentions: &[Mention], language: &Language, gazetteer: &Gazetteer) -> Tree {
    let mut words: Vec<Word> = tree.words().to_vec();
    let names: Vec<&Mention> =
        mentions.iter().filter(|mention| matches!(mention.kind, MentionKind::Known(_) | MentionKind::Unknown(..))).collect();
    let is_person = |name: &Mention| match &name.kind {
        MentionKind::Known(readings) => readings.iter().any(|(id, _)| gazetteer.get(id).is_some_and(|known| known.class == PERSON)),
        MentionKind::Unknown(_, class) => class.is_none_or(|class| class == NameClass::Person),
        _ => false,
    };
    for name in &names {
        gather(&mut words, name);
    }
    let name_at = |at: usize| names.iter().copied().find(|name| name.words.contains(&at));
    for at in 0..words.len() {
        behind_name(&mut words, at, &names, language);
    }
    for name in &names {
        title_phrase(&mut words, name, &names, language);
    }
    for name in &names {
        let head = name.words.start;
        let Some(above) = words[head].head.filter(|_| words[head].relation() == "flat") else { continue };
        let Some(other) = name_at(above).filter(|other| other.words.end <= head) else { continue };
        let first = other.words.start;
        // Behind a name with an adposition it is an argument of the verb: after Pyongyang Putin flew on.
        let has_case = words.iter().any(|word| word.head == Some(first) && word.relation() == "case" && word.upos == Upos::Adp);
        if let Some(verb) = words[first].head.filter(|&verb| has_case && words[verb].upos == Upos::Verb) {
            let has_subject = words.iter().any(|word| word.head == Some(verb) && word.relation() == "nsubj");
            words[head].head = Some(verb);
            if has_subject { "obj" } else { "nsubj" }.clone_into(&mut words[head].deprel);
            continue;
        }
        // Two names right behind one another in front of their verb are its subject and its object: whom Gazprom Germany supplies.
        if let Some(verb) = words[first].head.filter(|&verb| verb >= name.words.end && words[verb].upos == Upos::Verb && !has_case) {
            let bare = |relation: &str| {
                !words.iter().enumerate().any(|(at, word)| word.head == Some(verb) && word.relation() == relation && at != first)
            };
            if other.words.end == head && bare("nsubj") && bare("obj") && matches!(words[first].relation(), "nsubj" | "obj" | "obl") {
                "nsubj".clone_into(&mut words[first].deprel);
                words[head].head = Some(verb);
                "obj".clone_into(&mut words[head].deprel);
                continue;
            }
        }
        // The name before it becomes an attribute of the noun that both stand behind.
        if let Some(noun) = words[first].head.filter(|&noun| noun < first && words[noun].upos == Upos::Noun) {
            "nmod".clone_into(&mut words[first].deprel);
            words[head].head = Some(noun);
        }
    }
    for name in &names {
        let head = name.words.start;
        let Some(noun) = words[head].head.filter(|_| matches!(words[head].relation(), "flat" | "appos")) else { continue };
        let is_title = |at: &usize| words[*at].upos == Upos::Noun && language.is_title(&words[*at].lemma);
        if noun < head
            && let Some(title) = (noun + 1..head).rev().find(is_title)
            && !(title..head).any(|at| {
                names.iter().any(|other| {
                    other.words.contains(&at)
                        && words[other.words.start].head == Some(title)
                        && words[other.words.start].relation() == "flat"
                })
            })
            && !is_below(&words, title, head)
            // The minister of the deputy of the minister is not who is named.
            && (words[title].relation() == "conj" || !is_title(&noun) || !is_below(&words, title, noun))
        {
            words[head].head = Some(title);
        }
    }
    for name in names.iter().filter(|name| is_person(name)) {
        outer_title(&mut words, name.words.start, language);
        far_title(&mut words, &name.words, language);
    }
    for name in &names {
        let head = name.words.start;
        // A genitive before its noun is no loose dependent.
        let before = words[head].head.is_some_and(|noun| noun >= name.words.end && words[noun].upos == Upos::Noun);
        if words[head].deprel == "dep" && before {
            "nmod".clone_into(&mut words[head].deprel);
        }
    }
    dateline(&mut words, &names);
    for name in &names {
        behind_time(&mut words, name.words.start, is_person(name), language);
    }
    for name in &names {
        example(&mut words, name.words.start, language);
        noun_beside(&mut words, name.words.start);
    }
    for name in names.iter().filter(|name| is_person(name)) {
        title_beside(&mut words, name.words.start, language);
    }
    attach(&mut words, &names, language, gazetteer);
    roles(&mut words, &names, language, gazetteer);
    Tree::new(tree.span, words).with_names(tree.names().map(<[_]>::to_vec))
}

/// What hangs flat on a name or a word of time and is no part of it belongs to the verb: a name behind a date, a common noun behind a name.
fn behind_name(words: &mut [Word], at: usize, names: &[&Mention], language: &Language) {
    let Some(above) = words[at].head.filter(|&above| words[at].relation() == "flat" && above < at) else { return };
    let own = names.iter().find(|name| name.words.contains(&at));
    if own.is_some_and(|name| name.words.start != at || name.words.contains(&above)) {
        return;
    }
    let behind_date = own.is_some() && language.lexicon.time.get(&words[above].lemma).is_some();
    let noun = own.is_none() && words[at].upos == Upos::Noun && super::is_word(&words[at], language);
    if !(behind_date || (noun && names.iter().any(|name| name.words.contains(&above)))) {
        return;
    }
    let verb =
        std::iter::successors(words[above].head, |&next| words[next].head).take(words.len()).find(|&next| words[next].upos == Upos::Verb);
    if let Some(verb) = verb {
        let has = |relation: &str| words.iter().any(|word| word.head == Some(verb) && word.relation() == relation);
        let deprel = if !has("nsubj") {
            "nsubj"
        } else if !has("obj") {
            "obj"
        } else {
            return;
        };
        words[at].head = Some(verb);
        deprel.clone_into(&mut words[at].deprel);
    }
}

/// A title, a name and a name right behind one another: the first name belongs to the title, the second bears it, and the title stands in
/// the sentence where the parser put the phrase.
fn title_phrase(words: &mut [Word], name: &Mention, names: &[&Mention], language: &Language) {
    let head = name.words.start;
    let Some(other) = names.iter().find(|other| other.words.end == head) else { return };
    let Some(title) =
        other.words.start.checked_sub(1).filter(|&title| words[title].upos == Upos::Noun && language.is_title(&words[title].lemma))
    else {
        return;
    };
    let outside = |at: usize| words[at].head.filter(|above| *above < title || *above >= name.words.end);
    let inner =
        other.words.clone().find(|&at| words[at].head.is_none_or(|above| !other.words.contains(&above))).unwrap_or(other.words.start);
    // Of the three the one on a verb tells the place of the phrase.
    let verb = [title, inner, head].into_iter().find(|&at| outside(at).is_some_and(|above| words[above].upos == Upos::Verb));
    if let Some(at) = verb.filter(|&at| at != title)
        && let Some(above) = outside(at)
        && !is_below(words, above, title)
    {
        let deprel = words[at].deprel.clone();
        words[title].head = Some(above);
        words[title].deprel = deprel;
    }
    if words[title].head.is_some_and(|above| above >= title && above < name.words.end) {
        return;
    }
    words[inner].head = Some(title);
    "nmod".clone_into(&mut words[inner].deprel);
    words[head].head = Some(title);
    "flat".clone_into(&mut words[head].deprel);
}

/// A person's name right behind the phrase of a title that stands in the same place of the sentence bears the title: the spokesman of
/// Putin, Peskov, hung on the verb beside it.
fn title_beside(words: &mut [Word], head: usize, language: &Language) {
    let Some(verb) = words[head].head.filter(|_| matches!(words[head].relation(), "nsubj" | "obj" | "obl")) else { return };
    let is_title = |at: usize| matches!(words[at].upos, Upos::Noun | Upos::Propn) && language.is_title(&words[at].lemma);
    let title = (0..head).rev().find(|&at| words[at].head == Some(verb));
    let Some(title) = title.filter(|&title| words[title].relation() == words[head].relation() && is_title(title)) else { return };
    let close = (title + 1..head).all(|at| is_below(words, at, title) && words[at].upos != Upos::Punct);
    let named = words.iter().any(|word| word.head == Some(title) && matches!(word.relation(), "flat" | "appos"));
    if close && !named {
        words[head].head = Some(title);
        "flat".clone_into(&mut words[head].deprel);
    }
}

/// A name behind a comma and what says that it is an example of what stands before it hangs on that: nine sites, among them Muridke.
fn example(words: &mut [Word], head: usize, language: &Language) {
    let Some(pronoun) = head.checked_sub(1).filter(|&before| matches!(words[before].upos, Upos::Pron | Upos::Det)) else { return };
    let Some(adposition) = pronoun.checked_sub(1).filter(|&before| words[before].upos == Upos::Adp) else { return };
    let phrase = format!("{}_{}", words[adposition].form.to_lowercase(), words[pronoun].form.to_lowercase());
    let Some(comma) = adposition.checked_sub(1).filter(|&before| words[before].upos == Upos::Punct) else { return };
    let noun = (0..comma).rev().take_while(|&at| words[at].upos != Upos::Verb).find(|&at| words[at].upos == Upos::Noun);
    let Some(noun) = noun.filter(|&noun| language.including.contains(&phrase) && !is_below(words, noun, head)) else { return };
    words[head].head = Some(noun);
    "appos".clone_into(&mut words[head].deprel);
    words[adposition].head = Some(head);
    "case".clone_into(&mut words[adposition].deprel);
    words[pronoun].head = Some(adposition);
    "fixed".clone_into(&mut words[pronoun].deprel);
}

/// A name right behind a noun that both are subjects of one verb names what the noun describes: Iran's ally Hezbollah fired.
fn noun_beside(words: &mut [Word], head: usize) {
    let Some(verb) = words[head].head.filter(|_| words[head].relation() == "nsubj") else { return };
    let noun = (0..head).rev().find(|&at| words[at].head == Some(verb));
    let Some(noun) = noun.filter(|&noun| words[noun].relation() == "nsubj" && words[noun].upos == Upos::Noun) else { return };
    let case = |at: usize| words[at].feats.get("Case");
    if (noun + 1..head).all(|at| is_below(words, at, noun) && words[at].upos != Upos::Punct) && case(noun) == case(head) {
        words[head].head = Some(noun);
        "flat".clone_into(&mut words[head].deprel);
    }
}

/// The place at the head of a report (`MANILA - The United States …`) is no part of the sentence.
fn dateline(words: &mut [Word], names: &[&Mention]) {
    let Some(name) = names.iter().find(|name| name.words.start == 0) else { return };
    let capitals = words[name.words.clone()].iter().all(|word| !word.form.chars().any(char::is_lowercase));
    let behind = words.iter().enumerate().skip(name.words.end).take(DATELINE);
    let dash = behind.into_iter().find(|(_, word)| DASHES.contains(&word.form.as_str())).map(|(at, _)| at);
    let Some(root) = (0..words.len()).find(|&at| words[at].head.is_none()) else { return };
    let Some(dash) = dash.filter(|_| capitals && words.len() > name.words.end + DATELINE) else { return };
    if root <= dash {
        return;
    }
    for at in (0..dash).filter(|at| words[*at].head.is_some_and(|head| head > dash)).collect::<Vec<_>>() {
        words[at].head = Some(root);
        "dep".clone_into(&mut words[at].deprel);
    }
}

/// A name that hangs on a word of time without an adposition is an argument of the verb above that: its subject in the nominative, its
/// object if it is a person in another case.
fn behind_time(words: &mut [Word], head: usize, is_person: bool, language: &Language) {
    let attribute = matches!(words[head].relation(), "nmod" | "flat" | "appos");
    let has_case = words.iter().any(|word| word.head == Some(head) && word.relation() == "case");
    let Some(time) = words[head].head.filter(|&time| attribute && !has_case && time < head) else { return };
    let Some(verb) = words[time].head.filter(|&verb| words[verb].upos == Upos::Verb) else { return };
    if language.lexicon.time.get(&words[time].lemma).is_none() {
        return;
    }
    let has = |relation: &str| words.iter().any(|word| word.head == Some(verb) && word.relation() == relation);
    let deprel = match words[head].feats.get("Case") {
        "Nom" if !has("nsubj") => "nsubj",
        "Gen" | "Acc" if is_person && words[head].feats.get("Animacy") == "Anim" && !has("obj") => "obj",
        _ => return,
    };
    words[head].head = Some(verb);
    deprel.clone_into(&mut words[head].deprel);
}

/// A name in the nominative that hangs on a title in the genitive bears the title in the nominative above that: the adviser of the president.
fn outer_title(words: &mut [Word], head: usize, language: &Language) {
    let case = |at: usize| words[at].feats.get("Case");
    let Some(inner) = words[head].head.filter(|_| matches!(words[head].relation(), "flat" | "appos")) else { return };
    let Some(outer) = words[inner].head.filter(|_| words[inner].relation() == "nmod") else { return };
    let titles = [inner, outer].iter().all(|&at| words[at].upos == Upos::Noun && language.is_title(&words[at].lemma));
    if titles && case(inner) == "Gen" && case(head) != "Gen" && !case(head).is_empty() && case(head) == case(outer) {
        words[head].head = Some(outer);
        "flat".clone_into(&mut words[head].deprel);
    }
}

/// A person's name in the case of a title before it bears the title, however much stands between, if that is no verb and no comma:
/// `представником Китаю у справах півострова Лю Сяоміном`.
fn far_title(words: &mut [Word], name: &Range<usize>, language: &Language) {
    let head = name.start;
    if !matches!(words[head].relation(), "nmod" | "flat" | "appos")
        || words.iter().any(|word| word.head == Some(head) && word.relation() == "case")
    {
        return;
    }
    let is_title = |at: usize| words[at].upos == Upos::Noun && language.is_title(&words[at].lemma);
    if words[head].head.is_some_and(is_title) {
        return;
    }
    let agrees = |title: usize| {
        let case = words[title].feats.get("Case");
        !case.is_empty() && name.clone().any(|at| words[at].feats.get("Case") == case)
    };
    let near = (0..head).rev().take_while(|&at| !matches!(words[at].upos, Upos::Verb | Upos::Aux | Upos::Punct | Upos::Cconj));
    let title = near.into_iter().find(|&at| is_title(at)).filter(|&title| agrees(title));
    let named =
        |title: usize| words.iter().enumerate().any(|(at, word)| word.head == Some(title) && word.relation() == "flat" && at != head);
    if let Some(title) = title.filter(|&title| !named(title) && !is_below(words, title, head)) {
        words[head].head = Some(title);
        "flat".clone_into(&mut words[head].deprel);
    }
}

/// Hangs the words of a name on its first word.
fn gather(words: &mut [Word], name: &Mention) {
    let range = name.words.clone();
    if range.len() < 2 || !matches!(words[name.head].upos, Upos::Propn | Upos::X | Upos::Noun) {
        return;
    }
    let first = range.start;
    // Names with inner syntax of their own (adjectives, prepositions) keep it; only flat names are flattened.
    if range.clone().any(|at| !matches!(words[at].upos, Upos::Propn | Upos::X | Upos::Punct)) {
        return;
    }
    let (head, deprel) = (words[name.head].head, words[name.head].deprel.clone());
    for at in range.clone() {
        words[at].head = Some(first);
        "flat".clone_into(&mut words[at].deprel);
    }
    words[first].head = head;
    words[first].deprel = deprel;
    for word in words.iter_mut() {
        if let Some(head) = word.head.filter(|head| range.contains(head) && *head != first)
            && !(word.deprel == "flat" && range.contains(&head) && head == first)
        {
            word.head = Some(first);
        }
    }
    words[first].head = words[first].head.filter(|&head| head != first);
}

/// Whether a word has a dependent in a relation, its subtypes included.
fn has(words: &[Word], head: usize, relation: &str) -> bool {
    words.iter().any(|word| word.head == Some(head) && word.relation() == relation)
}

/// Whether a word has an adposition.
fn has_adposition(words: &[Word], at: usize) -> bool {
    words.iter().any(|word| word.head == Some(at) && word.relation() == "case" && word.upos == Upos::Adp)
}

/// Whether the word `at` hangs below `above`.
fn is_below(words: &[Word], at: usize, above: usize) -> bool {
    let mut word = at;
    for _ in 0..words.len() {
        match words[word].head {
            Some(head) if head == above => return true,
            Some(head) => word = head,
            None => return false,
        }
    }
    false
}
