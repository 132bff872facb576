//! Who does what to whom: what case, agreement and names say against the roles that a parser guessed.

use super::{has, has_adposition};
use crate::entity::EntityId;
use crate::gazetteer::{Gazetteer, NameKind};
use crate::language::Language;
use crate::lexicon::{Pos, Slot};
use crate::mention::{Mention, MentionKind};
use crate::ontology::STATE;
use crate::tree::{Upos, Word};

/// Mends the arguments of verbs.
///
/// * A name in a form that only the nominative has is no object; a verb that agrees with its object and not with its subject has them turned round.
/// * A verb that needs a subject and has none has the first name among its arguments as one.
/// * A name between a verb that takes an object and an infinitive is the verb's object.
/// * Of two subjects or two objects of one verb one is something else.
pub(super) fn roles(words: &mut [Word], names: &[&Mention], language: &Language, gazetteer: &Gazetteer) {
    for name in names {
        nominative(words, name, language);
        oblique(words, name, language, gazetteer);
        if language.objects_behind {
            asked(words, name.words.start, language);
        }
    }
    for verb in 0..words.len() {
        if !matches!(words[verb].upos, Upos::Verb | Upos::Aux) {
            continue;
        }
        if !language.objects_behind {
            subject_of_infinitive(words, verb);
        }
        agreement(words, verb, names);
        second_subject(words, verb, names);
        two_objects(words, verb, names, language);
        if !language.pro_drop {
            missing_subject(words, verb, names, language);
        }
        if language.verb_second {
            bare_name(words, verb, names);
        }
        order(words, verb, names);
    }
    for at in 0..words.len() {
        let article = (0..words.len()).find(|&det| words[det].head == Some(at) && words[det].relation() == "det");
        if words[at].deprel == "nsubj" && words[at].upos.is_nominal() && article.is_some_and(|det| words[det].feats.get("Case") == "Dat") {
            "iobj".clone_into(&mut words[at].deprel);
        }
    }
    for at in 0..words.len() {
        animate_subject(words, at);
    }
}

pub(super) fn is_known(names: &[&Mention], at: usize) -> bool {
    names.iter().any(|name| name.words.start == at && matches!(name.kind, MentionKind::Known(_)))
}

/// Whether what a known name may name is of one of the classes, and none of its readings is an adjective.
pub(super) fn is_noun_of(name: &Mention, gazetteer: &Gazetteer, classes: impl Fn(&str) -> bool) -> bool {
    let MentionKind::Known(readings) = &name.kind else { return false };
    readings.iter().all(|(_, kind)| *kind != NameKind::Adjective)
        && readings.iter().any(|(id, _)| gazetteer.get(id).is_some_and(|known| classes(&known.class)))
}

/// An animate object in the nominative is the subject, and what is not alive the object.
fn animate_subject(words: &mut [Word], at: usize) {
    let subject = words[at].relation() == "obj" && words[at].feats.get("Case") == "Nom" && words[at].feats.get("Animacy") == "Anim";
    let Some(verb) = words[at].head.filter(|&verb| subject && words[verb].upos == Upos::Verb) else { return };
    turn_round(words, verb, at, |word| word.feats.get("Animacy") == "Inan");
}

/// Makes the word `at` the subject of a verb, and of its subjects those that `may` be it the object.
fn turn_round(words: &mut [Word], verb: usize, at: usize, may: impl Fn(&Word) -> bool) {
    for word in words.iter_mut().filter(|word| word.head == Some(verb) && word.deprel == "nsubj" && may(word)) {
        "obj".clone_into(&mut word.deprel);
    }
    "nsubj".clone_into(&mut words[at].deprel);
}

/// A name in its base form, where the ending of that is one of the nominative alone (`Польща`), is no object: it is the subject, and what
/// seems to be that the object.
fn nominative(words: &mut [Word], name: &Mention, language: &Language) {
    let (head, last) = (name.words.start, name.words.end - 1);
    let form = words[last].form.to_lowercase();
    let only = matches!(name.kind, MentionKind::Known(_))
        && in_base_form(words, name)
        && language.nominatives.iter().any(|ending| form.ends_with(ending.as_str()));
    let Some(verb) = words[head].head.filter(|&verb| only && words[verb].upos == Upos::Verb) else { return };
    if words[head].relation() != "obj" || has_adposition(words, head) || words[verb].feats.get("VerbForm") == "Inf" {
        return;
    }
    let subjects: Vec<&Word> = words.iter().filter(|word| word.head == Some(verb) && word.relation() == "nsubj").collect();
    if subjects.iter().all(|subject| subject.upos == Upos::Noun && subject.feats.get("Animacy") != "Anim") {
        turn_round(words, verb, head, |_| true);
    }
}

/// The name of a state that is not in its base form is no subject, where names have endings: it is whom the verb with an object gives it.
fn oblique(words: &mut [Word], name: &Mention, language: &Language, gazetteer: &Gazetteer) {
    let head = name.words.start;
    if !language.names_inflect || !language.pro_drop || name.words.len() > 1 || words[head].deprel != "nsubj" {
        return;
    }
    let MentionKind::Known(readings) = &name.kind else { return };
    let form = &words[head].form;
    let label = |(id, _): &(EntityId, NameKind)| gazetteer.get(id).and_then(|known| known.labels.get(&language.lang));
    let is_base = in_base_form(words, name) || readings.iter().any(|reading| label(reading).is_some_and(|label| label == form));
    // The people of a state may be several.
    let is_state = is_noun_of(name, gazetteer, |class| class == STATE) && words[head].feats.get("Number") != "Plur";
    let Some(verb) = words[head].head.filter(|&verb| !is_base && is_state && words[verb].upos == Upos::Verb) else { return };
    if has(words, verb, "obj") {
        "iobj".clone_into(&mut words[head].deprel);
    }
}

/// A verb that agrees with the name that is its object but not with its subject, a thing: the two are turned round.
fn agreement(words: &mut [Word], verb: usize, names: &[&Mention]) {
    let of = |relation: &str| {
        let mut found = (0..words.len()).filter(|&at| words[at].head == Some(verb) && words[at].deprel == relation);
        found.next().filter(|_| found.next().is_none())
    };
    let Some(subject) = of("nsubj").filter(|&at| words[at].upos == Upos::Noun && words[at].feats.get("Animacy") == "Inan") else { return };
    let objects = (0..words.len()).filter(|&at| words[at].head == Some(verb) && words[at].deprel == "obj" && is_known(names, at));
    let gender = |at: usize| words[at].feats.get("Gender");
    let own = gender(verb);
    let agrees = |at: &usize| gender(*at) == own && !has_adposition(words, *at);
    let Some(object) = objects.into_iter().find(agrees) else { return };
    if !own.is_empty() && words[verb].feats.get("Number") != "Plur" && gender(subject) != own && !gender(subject).is_empty() {
        turn_round(words, verb, object, |_| true);
    }
}

/// Whether the last word of a name is its base form.
fn in_base_form(words: &[Word], name: &Mention) -> bool {
    let last = &words[name.words.end - 1];
    last.form.to_lowercase() == last.lemma.to_lowercase()
}

/// A finite verb in the active voice that has no subject, in a language where it needs one: the first name among its arguments is it.
fn missing_subject(words: &mut [Word], verb: usize, names: &[&Mention], language: &Language) {
    let auxiliary = words.iter().find(|word| word.head == Some(verb) && word.relation() == "aux");
    let finite = [Some(&words[verb]), auxiliary].into_iter().flatten().find(|word| word.feats.get("VerbForm") == "Fin");
    let shares =
        matches!(words[verb].relation(), "conj" | "xcomp") || (words[verb].relation() == "acl" && words[verb].deprel != "acl:relcl");
    let passive = words.iter().any(|word| word.head == Some(verb) && word.deprel == "aux:pass") || words[verb].feats.get("Voice") == "Pass";
    if words[verb].upos != Upos::Verb
        || finite.is_none_or(|word| word.feats.get("Mood") == "Imp")
        || shares
        || passive
        || ["nsubj", "csubj", "expl"].iter().any(|relation| has(words, verb, relation))
    {
        return;
    }
    let may_be = |at: usize| {
        let article = words.iter().find(|word| word.head == Some(at) && word.relation() == "det");
        let oblique = article.is_some_and(|article| {
            let case = article.feats.get("Case");
            matches!(case, "Dat" | "Gen") || (case == "Acc" && article.feats.get("Gender") == "Masc")
        });
        matches!(words[at].relation(), "obj" | "iobj" | "obl" | "advmod" | "dep" | "nmod" | "vocative")
            && !oblique
            && !has_adposition(words, at)
    };
    let subject = (0..words.len()).find(|&at| words[at].head == Some(verb) && is_known(names, at) && may_be(at));
    // Whose chair Ramaphosa held: behind an object that is no title the name is the subject too.
    let is_object = |at: usize| words[at].head == Some(verb) && words[at].relation() == "obj" && words[at].upos == Upos::Noun;
    let behind = |at: usize| {
        let noun = words[at].head.filter(|&noun| is_object(noun) && matches!(words[at].relation(), "appos" | "flat"));
        let describes = |noun: usize| language.is_title(&words[noun].lemma) || language.lexicon.kind(&words[noun].lemma).is_some();
        noun.is_some_and(|noun| !describes(noun) && is_known(names, at)) && at < verb
    };
    if let Some(subject) = subject.or_else(|| (0..words.len()).find(|&at| behind(at))) {
        words[subject].head = Some(verb);
        "nsubj".clone_into(&mut words[subject].deprel);
    }
}

/// A name that hangs on a verb as a phrase without adposition is its subject, where a common noun without article or with an indefinite one
/// seems to be it and the verb has no object: a treaty has India concluded.
fn bare_name(words: &mut [Word], verb: usize, names: &[&Mention]) {
    let passive = words.iter().any(|word| word.head == Some(verb) && word.deprel == "aux:pass");
    if words[verb].upos != Upos::Verb || passive || has(words, verb, "obj") || has(words, verb, "expl") {
        return;
    }
    let definite = |at: usize| words.iter().any(|word| word.head == Some(at) && word.feats.get("Definite") == "Def");
    let subject = (0..words.len()).find(|&at| words[at].head == Some(verb) && words[at].deprel == "nsubj");
    if !subject.is_some_and(|at| words[at].upos == Upos::Noun && !definite(at)) {
        return;
    }
    let bare = |at: usize| {
        words[at].head == Some(verb)
            && matches!(words[at].relation(), "obl" | "advmod" | "dep")
            && !has_adposition(words, at)
            && is_known(names, at)
    };
    if let Some(name) = (0..words.len()).find(|&at| bare(at)) {
        turn_round(words, verb, name, |_| true);
    }
}

/// An infinitive has no subject of its own: what the parser takes for it is its object, or its receiver where it has one.
fn subject_of_infinitive(words: &mut [Word], verb: usize) {
    let infinitive = words[verb].feats.get("VerbForm") == "Inf"
        || words.iter().any(|word| word.head == Some(verb) && word.relation() == "aux" && word.feats.get("VerbForm") == "Inf");
    let finite =
        words.iter().any(|word| word.head == Some(verb) && word.relation().starts_with("aux") && word.feats.get("VerbForm") == "Fin");
    if !infinitive || finite || words[verb].relation() != "xcomp" {
        return;
    }
    let deprel = if has(words, verb, "obj") { "iobj" } else { "obj" };
    if let Some(subject) = (0..words.len()).find(|&at| words[at].head == Some(verb) && words[at].deprel == "nsubj") {
        deprel.clone_into(&mut words[subject].deprel);
    }
}

/// Of two names of things whose nominative and accusative are alike the first is the subject, whatever the parser guessed.
fn order(words: &mut [Word], verb: usize, names: &[&Mention]) {
    let of = |relation: &str| {
        let mut found = (0..words.len()).filter(|&at| words[at].head == Some(verb) && words[at].deprel == relation);
        found.next().filter(|_| found.next().is_none())
    };
    let (Some(subject), Some(object)) = (of("nsubj"), of("obj")) else { return };
    let alike = |at: usize| {
        let feats = &words[at].feats;
        let name = names.iter().any(|name| name.words.start == at && name.words.len() == 1);
        name && feats.get("Animacy") == "Inan" && feats.get("Gender") == "Masc" && feats.get("Number") == "Sing"
    };
    if object < verb && verb < subject && alike(subject) && alike(object) {
        "nsubj".clone_into(&mut words[object].deprel);
        "obj".clone_into(&mut words[subject].deprel);
    }
}

/// A name between a verb that takes an object and an infinitive is the object of the verb: they ask Poland to supply tanks.
fn asked(words: &mut [Word], head: usize, language: &Language) {
    let Some(infinitive) = words[head].head.filter(|&verb| words[head].relation() == "obj" && verb > head) else { return };
    let Some(verb) = words[infinitive].head.filter(|&verb| words[infinitive].relation() == "xcomp" && verb < head) else { return };
    let has = |relation: &str| words.iter().any(|word| word.head == Some(verb) && word.relation() == relation);
    let frames = language.lexicon.frames.get(Pos::Verb, &words[verb].lemma.to_lowercase(), &language.compounds);
    let takes_object = frames.iter().any(|frame| frame.object.contains(&Slot::Obj));
    let alone = words[infinitive].feats.get("VerbForm") == "Inf" && !has("obj") && !has("iobj");
    if alone && takes_object && words[verb].upos == Upos::Verb && words[head].feats.get("Case") != "Nom" {
        words[head].head = Some(verb);
    }
}

/// Of two subjects of one verb in the active voice the one in the dative is its receiver; of two names the second, if the verb has an object;
/// without one a relative pronoun or the second name is the object.
fn second_subject(words: &mut [Word], verb: usize, names: &[&Mention]) {
    let has = |relation: &str| words.iter().any(|word| word.head == Some(verb) && word.relation() == relation);
    if words[verb].upos != Upos::Verb || has("expl") {
        return;
    }
    let of = |deprel: &str| (0..words.len()).filter(|&at| words[at].head == Some(verb) && words[at].deprel == deprel).collect::<Vec<_>>();
    // Of two of a passive verb what is no name is given to the name.
    if let &[first, second] = of("nsubj:pass").as_slice() {
        let name = |at: usize| names.iter().any(|name| name.words.start == at);
        if name(first) != name(second) {
            let (name, other) = if name(first) { (first, second) } else { (second, first) };
            // An infinitive is no passive: they will deepen their ties.
            let future = words[verb].feats.get("VerbForm") == "Inf" || words[verb].form.to_lowercase() == words[verb].lemma.to_lowercase();
            if !future {
                "iobj".clone_into(&mut words[name].deprel);
                return;
            }
            "nsubj".clone_into(&mut words[name].deprel);
            "obj".clone_into(&mut words[other].deprel);
            for word in words.iter_mut().filter(|word| word.head == Some(verb) && word.deprel == "aux:pass") {
                "aux".clone_into(&mut word.deprel);
            }
        }
        return;
    }
    let subjects = of("nsubj");
    let &[first, second] = subjects.as_slice() else { return };
    let dative = |at: usize| words[at].feats.get("Case") == "Dat";
    if dative(first) != dative(second) {
        let receiver = if dative(first) { first } else { second };
        "iobj".clone_into(&mut words[receiver].deprel);
        return;
    }
    let is_name = |at: usize| names.iter().any(|name| name.words.start == at);
    let known = |at: usize| is_known(names, at);
    if has("obj") {
        // Without another object free order may have put either of them first.
        if known(first) && known(second) {
            "iobj".clone_into(&mut words[second].deprel);
        }
        return;
    }
    // Two subjects and no object: a relative pronoun whose nominative looks like its accusative, or the name that comes second.
    let relative = words[first].feats.get("PronType").contains("Rel") && words[first].feats.get("Gender") != "Masc";
    if relative && is_name(second) {
        "obj".clone_into(&mut words[first].deprel);
    } else if known(first) && is_name(second) && !has("cop") {
        "obj".clone_into(&mut words[second].deprel);
    }
}

/// Of two objects of a finite verb without subject the known name is the subject: nominative and accusative of what is not alive are alike.
fn two_objects(words: &mut [Word], verb: usize, names: &[&Mention], language: &Language) {
    let active =
        words[verb].feats.get("VerbForm") == "Fin" && !words.iter().any(|word| word.head == Some(verb) && word.deprel == "aux:pass");
    if words[verb].upos != Upos::Verb || !active || has(words, verb, "nsubj") || has(words, verb, "csubj") {
        return;
    }
    let has_case = |at: usize| words.iter().any(|word| word.head == Some(at) && word.relation() == "case");
    let objects: Vec<usize> =
        (0..words.len()).filter(|&at| words[at].head == Some(verb) && words[at].relation() == "obj" && !has_case(at)).collect();
    if objects.len() != 2 {
        return;
    }
    let is_base = |words: &[Word], at: usize| names.iter().any(|name| name.words.start == at && in_base_form(words, name));
    // Where cases are plain, a name in another one is whom it is given.
    let oblique = |at: &&usize| {
        let feats = &words[**at].feats;
        matches!(feats.get("Case"), "Gen" | "Dat" | "Loc" | "Ins") && feats.get("Number") != "Plur"
    };
    if language.pro_drop
        && let Some(&receiver) = objects.iter().find(oblique).filter(|&&at| is_known(names, at))
    {
        "iobj".clone_into(&mut words[receiver].deprel);
        let other = objects.into_iter().find(|&at| at != receiver && is_known(names, at));
        if let Some(other) = other.filter(|&other| is_base(words, other)) {
            "nsubj".clone_into(&mut words[other].deprel);
        }
        return;
    }
    let known: Vec<usize> = objects.iter().copied().filter(|&at| is_known(names, at)).collect();
    let subject = match *known.as_slice() {
        [subject] => subject,
        // Of two the one in its base form, or the one before the verb.
        [first, second] => match (is_base(words, first), is_base(words, second)) {
            (true, false) => first,
            (false, true) => second,
            (true, true) if first < verb && verb < second => first,
            _ => return,
        },
        _ => return,
    };
    let feats = &words[subject].feats;
    let number = words[verb].feats.get("Number");
    let several = has(words, subject, "conj");
    let agrees = number.is_empty() || feats.get("Number").is_empty() || feats.get("Number") == number || (several && number == "Plur");
    if agrees && !(feats.get("Animacy") == "Anim" && feats.get("Case") == "Acc") {
        "nsubj".clone_into(&mut words[subject].deprel);
    }
}
