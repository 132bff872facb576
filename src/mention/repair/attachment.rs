//! What hangs on what: what a name cannot be part of, and what cannot be part of a name.

use super::roles::{is_known, is_noun_of};
use super::{has, has_adposition, is_below};
use crate::gazetteer::{Gazetteer, NameKind};
use crate::language::Language;
use crate::lexicon::Pos;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{ORGANISATION, STATE};
use crate::tree::{Feats, Upos, Word};

/// Mends what names hang on, and what hangs on them.
///
/// * A relative pronoun in the genitive, a name before a noun where the verb is second, two names joined by a hyphen: attributes of the noun.
/// * A name that hangs as an adjective on the argument behind it is an argument itself.
/// * What hangs on the name of a state or organisation and cannot, since names have no attributes, belongs to the verb.
/// * A name in the nominative that hangs on one in another case begins anew: it is the subject.
pub(super) fn attach(words: &mut [Word], names: &[&Mention], language: &Language, gazetteer: &Gazetteer) {
    for at in 0..words.len().saturating_sub(1) {
        relative_possessor(words, at);
    }
    for name in names {
        if language.verb_second {
            before_second(words, name);
        }
        hyphened(words, name, names);
        genitive(words, name);
        argument_as_adjective(words, name);
        attribute(words, name, names, language, gazetteer);
        behind_noun(words, name, names);
        apart(words, name);
    }
}

/// A name in the nominative that hangs flat on a noun or name in another case is the subject of the verb behind it that has none: at the
/// invitation of Kim Putin flew to Pyongyang.
fn behind_noun(words: &mut [Word], name: &Mention, names: &[&Mention]) {
    let head = name.words.start;
    let case = |at: usize| words[at].feats.get("Case");
    let Some(above) = words[head].head.filter(|&above| above < head && matches!(words[head].relation(), "flat" | "appos" | "nmod")) else {
        return;
    };
    // Only right behind another name may a name in another case begin anew.
    let beside = names.iter().any(|other| other.words.end == head);
    if !beside || case(head) != "Nom" || matches!(case(above), "" | "Nom") || !is_known(names, head) {
        return;
    }
    let verb = std::iter::successors(Some(above), |&at| words[at].head).take(words.len()).find(|&at| words[at].upos == Upos::Verb);
    if let Some(verb) = verb.filter(|&verb| verb > head && !has(words, verb, "nsubj") && !is_below(words, verb, head)) {
        words[head].head = Some(verb);
        "nsubj".clone_into(&mut words[head].deprel);
    }
}

/// A relative pronoun in the genitive right before a noun that hangs on the same verb is whom the noun belongs to: whose trade flourishes.
fn relative_possessor(words: &mut [Word], at: usize) {
    let word = &words[at];
    let genitive = word.upos == Upos::Pron && word.feats.get("PronType").contains("Rel") && word.feats.get("Case") == "Gen";
    let noun = (at + 1..words.len()).find(|&next| words[next].upos != Upos::Adj).filter(|&noun| words[noun].upos == Upos::Noun);
    let Some(noun) = noun.filter(|&noun| genitive && word.head.is_some() && word.head == words[noun].head) else { return };
    words[at].head = Some(noun);
    "nmod".clone_into(&mut words[at].deprel);
}

/// Where the verb is the second phrase of a clause, a name right before a noun without article before it is the noun's genitive: Moscow's
/// resistance grows.
fn before_second(words: &mut [Word], name: &Mention) {
    let (head, noun) = (name.words.start, name.words.end);
    let Some(verb) = words[head].head.filter(|&verb| words[verb].upos == Upos::Verb && words[verb].head.is_none()) else { return };
    let core = |at: usize| matches!(words[at].relation(), "nsubj" | "obj" | "iobj");
    let first = !words.iter().take(head).any(|word| word.head == Some(verb) && word.upos != Upos::Punct);
    let beside = noun < verb && words[noun].head == Some(verb) && words[noun].upos == Upos::Noun && core(noun) && core(head);
    let finite = words[verb].feats.get("VerbForm") == "Fin";
    if first && beside && finite && !has(words, noun, "det") {
        words[head].head = Some(noun);
        "nmod".clone_into(&mut words[head].deprel);
        "nsubj".clone_into(&mut words[noun].deprel);
    }
}

/// Two names joined by a hyphen before a noun are a pair: US-China talks.
fn hyphened(words: &mut [Word], name: &Mention, names: &[&Mention]) {
    let (first, hyphen) = (name.words.start, name.words.end);
    let joined = words.get(hyphen).is_some_and(|word| word.form == "-" && word.span.start == words[hyphen - 1].span.end);
    let Some(other) = names.iter().find(|other| joined && other.words.start == hyphen + 1) else { return };
    let beside = [first, other.words.start].into_iter().filter_map(|at| words[at].head);
    let noun = beside.into_iter().find(|&noun| noun >= other.words.end && words[noun].upos == Upos::Noun);
    let Some(noun) = noun.filter(|&noun| words[other.words.end - 1].span.end < words[noun].span.start) else { return };
    words[first].head = Some(noun);
    "compound".clone_into(&mut words[first].deprel);
    words[other.words.start].head = Some(first);
    "conj".clone_into(&mut words[other.words.start].deprel);
}

/// A name that is no adjective but hangs as one on a noun in another case, or right before it in the genitive, is the noun's attribute.
fn genitive(words: &mut [Word], name: &Mention) {
    let head = name.words.start;
    let MentionKind::Known(readings) = &name.kind else { return };
    let noun = words[head].head.filter(|&noun| words[head].relation() == "amod" && words[noun].upos == Upos::Noun);
    let is_name = readings.iter().all(|(_, kind)| *kind != NameKind::Adjective);
    if noun.is_some() && is_name && words[head].feats.get("Case") == "Gen" && !has_adposition(words, head) {
        "nmod".clone_into(&mut words[head].deprel);
    }
}

/// A name that is no adjective but hangs as one on the argument behind it is an argument of the verb: in the nominative its subject, else whom
/// the verb gives it (`надала Пхеньяну системи`).
fn argument_as_adjective(words: &mut [Word], name: &Mention) {
    let head = name.words.start;
    let MentionKind::Known(readings) = &name.kind else { return };
    let Some(noun) = words[head].head.filter(|&noun| words[head].relation() == "amod" && noun >= name.words.end) else { return };
    let argument = matches!(words[noun].relation(), "obj" | "obl" | "nsubj") && !has_adposition(words, noun);
    let is_name = !readings.iter().any(|(_, kind)| *kind == NameKind::Adjective);
    let Some(verb) = words[noun].head.filter(|&verb| argument && is_name && words[verb].upos == Upos::Verb) else { return };
    let case = words[head].feats.get("Case");
    let subjects = words.iter().filter(|word| word.head == Some(verb) && word.relation() == "nsubj").count();
    if case == "Nom" && subjects == usize::from(words[noun].relation() == "nsubj") {
        words[head].head = Some(verb);
        "obj".clone_into(&mut words[noun].deprel);
        "nsubj".clone_into(&mut words[head].deprel);
    } else if words[noun].relation() != "nsubj" && case != "Nom" && !case.is_empty() {
        words[head].head = Some(verb);
        "iobj".clone_into(&mut words[head].deprel);
    }
}

/// What hangs on the name of a state or organisation belongs to what the name hangs on: a phrase with an adposition to the verb, a common
/// noun without one as its object, another name as the receiver, and a doer in the case of the agent to the noun that says what is done.
fn attribute(words: &mut [Word], name: &Mention, names: &[&Mention], language: &Language, gazetteer: &Gazetteer) {
    let head = name.words.start;
    let is_actor =
        |name: &Mention| is_noun_of(name, gazetteer, |class| class == STATE || class == ORGANISATION || class.ends_with(ORGANISATION));
    if !is_actor(name) {
        return;
    }
    let Some(above) = words[head].head else { return };
    let is_verb = words[above].upos == Upos::Verb;
    let children: Vec<usize> =
        (name.words.end..words.len()).filter(|&at| words[at].head == Some(head) && words[at].relation() == "nmod").collect();
    for child in children {
        let adposition = words.iter().find(|word| word.head == Some(child) && word.relation() == "case" && word.upos == Upos::Adp);
        let other = names.iter().find(|other| other.words.start == child);
        match (adposition, other) {
            // Iran is in talks with Poland: the phrase of a subject that is a name.
            (Some(adposition), Some(_)) if is_verb && words[head].relation() == "nsubj" => {
                let form = adposition.form.to_lowercase();
                if !language.possessive.contains(&form) && !language.locative.contains(&form) {
                    words[child].head = Some(above);
                    "obl".clone_into(&mut words[child].deprel);
                }
            }
            // Ukraine was sold boats by Poland, as one names it where names have cases.
            (None, Some(other)) if language.names_inflect && is_actor(other) && child == name.words.end => {
                words[child].head = Some(above);
                "iobj".clone_into(&mut words[child].deprel);
                if words[above].upos == Upos::Noun {
                    "nmod".clone_into(&mut words[child].deprel);
                    words[child].feats = with_case(&words[child].feats, "Dat");
                }
            }
            (None, None)
                if language.names_inflect
                    && is_verb
                    && words[child].upos == Upos::Noun
                    && words[head].relation() == "obj"
                    && !language.is_title(&words[child].lemma) =>
            {
                words[child].head = Some(above);
                "obj".clone_into(&mut words[child].deprel);
                "iobj".clone_into(&mut words[head].deprel);
            }
            _ => {}
        }
    }
    agent_of_noun(words, head, language);
}

/// A doer in the case of the agent that hangs on what something is done with belongs to the noun that says what is done: the sale of boats by
/// Poland.
fn agent_of_noun(words: &mut [Word], head: usize, language: &Language) {
    let agent = words[head].relation() == "nmod" && !language.agent_case.is_empty() && words[head].feats.get("Case") == language.agent_case;
    let Some(noun) = words[head].head.filter(|_| agent && !has_adposition(words, head)) else { return };
    let outer = words[noun].head.filter(|&outer| words[noun].relation() == "nmod" && words[outer].upos == Upos::Noun && outer < noun);
    let says = |at: usize| !language.lexicon.frames.get(Pos::Noun, &words[at].lemma.to_lowercase(), &language.compounds).is_empty();
    if let Some(outer) = outer.filter(|&outer| says(outer) && !has_adposition(words, noun)) {
        words[head].head = Some(outer);
    }
}

/// The features with another case.
fn with_case(feats: &Feats, case: &str) -> Feats {
    let rest = feats.as_str().split('|').filter(|pair| !pair.starts_with("Case=") && *pair != "_");
    let mut pairs: Vec<String> = rest.map(str::to_owned).collect();
    pairs.push(format!("Case={case}"));
    pairs.sort();
    Feats::new(&pairs.join("|"))
}

/// A name in the nominative that is joined to one in another case within a phrase before the verb, which has no subject, is the subject:
/// according to the envoy of Russia, China and Israel made peace.
fn apart(words: &mut [Word], name: &Mention) {
    let head = name.words.start;
    let case = |at: usize| words[at].feats.get("Case");
    let Some(first) = words[head].head.filter(|&first| words[head].relation() == "conj" && first < head) else { return };
    let comma = head.checked_sub(1).is_some_and(|before| words[before].upos == Upos::Punct);
    if !comma || case(head) != "Nom" || matches!(case(first), "" | "Nom" | "Acc") {
        return;
    }
    let verb = std::iter::successors(Some(first), |&at| words[at].head).take(words.len()).find(|&at| words[at].upos == Upos::Verb);
    if let Some(verb) = verb.filter(|&verb| verb > head && !has(words, verb, "nsubj") && !is_below(words, verb, head)) {
        words[head].head = Some(verb);
        "nsubj".clone_into(&mut words[head].deprel);
    }
}
