//! What a pronoun stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::salience::{Past, clause_of, with_groups};
use super::{Form, Knowledge, Linked};
use crate::entity::{Entity, EntityId};
use crate::gazetteer::Gender;
use crate::mention::Pronoun;
use crate::ontology::{PERSON, STATE};
use crate::tree::{Tree, Upos};

/// The value of the feature Number of several.
const PLURAL: &str = "Plur";

/// The entities that the pronoun at `past.at` stands for.
pub(super) fn antecedent(
    kind: Pronoun,
    past: &Past<'_>,
    entities: &BTreeMap<EntityId, Entity>,
    knowledge: Knowledge<'_>,
) -> Option<Vec<EntityId>> {
    let relative = kind == Pronoun::Possessive && past.tree.word(past.at).feats.get("PronType").contains("Rel");
    match kind {
        // Ukraine, whose president.
        _ if relative => modified(past, entities, knowledge).map(|mention| mention.entities),
        Pronoun::Reflexive => subject(past).map(|mention| mention.entities),
        Pronoun::Relative => modified(past, entities, knowledge).map(|mention| mention.entities),
        Pronoun::Speaker { .. } => speaker(past, knowledge),
        Pronoun::Personal if knowledge.language.is_resumptive(past.tree, past.at) => {
            modified(past, entities, knowledge).map(|mention| mention.entities)
        }
        Pronoun::Personal | Pronoun::Possessive => nearest(kind, past, entities, knowledge),
    }
}

/// The subject of the pronoun's clause, or of the clause around a clause without one: the mention of it, with what is coordinated with it.
fn subject(past: &Past<'_>) -> Option<Linked> {
    let mut clause = clause_of(past.tree, past.at)?;
    for _ in 0..past.tree.words().len() {
        let mut subjects = past.tree.dependents(clause, "nsubj").filter(|&subject| subject != past.at).peekable();
        if subjects.peek().is_some() {
            return subjects.find_map(|subject| mention_at(past, subject));
        }
        clause = clause_of(past.tree, clause)?;
    }
    None
}

/// The subject of the pronoun's clause, which it may share with the verb that it is coordinated with or that governs it.
fn own_subject(past: &Past<'_>) -> Option<Linked> {
    let mut clause = clause_of(past.tree, past.at)?;
    for _ in 0..past.tree.words().len() {
        if let Some(subject) = past.tree.dependents(clause, "nsubj").next() {
            return mention_at(past, subject);
        }
        // They want Kyiv to give up its bid: who is asked does it.
        let asked = past.tree.word(clause).head.filter(|_| past.tree.word(clause).relation() == "xcomp");
        let asked = asked.and_then(|verb| past.tree.dependents(verb, "obj").find_map(|object| mention_at(past, object)));
        if asked.is_some() {
            return asked;
        }
        clause = past.tree.word(clause).head.filter(|_| matches!(past.tree.word(clause).relation(), "conj" | "xcomp"))?;
    }
    None
}

/// The subject of the verb of saying that the pronoun stands below, or beside which its clause stands.
fn speaker(past: &Past<'_>, knowledge: Knowledge<'_>) -> Option<Vec<EntityId>> {
    let verbs = &knowledge.language.lexicon.reports.verbs;
    let says = |at: &usize| past.tree.word(*at).upos == Upos::Verb && verbs.contains(&past.tree.word(*at).lemma.to_lowercase());
    let own = clause_of(past.tree, past.at)?;
    let above = past.tree.ancestors(own).filter(says);
    // "I will help", Scholz said: the parser may hang either clause on the other.
    let beside =
        std::iter::once(own).chain(past.tree.ancestors(own)).flat_map(|clause| past.tree.dependents(clause, "parataxis")).filter(says);
    above
        .chain(beside)
        .find_map(|verb| past.tree.dependents(verb, "nsubj").find_map(|subject| argument_at(past, past.found, subject)))
        .map(|mention| mention.entities)
}

/// What the relative clause of the pronoun modifies; of people only a person, who may stand further above than the parser hung the clause:
/// the commander of the army, who.
fn modified(past: &Past<'_>, entities: &BTreeMap<EntityId, Entity>, knowledge: Knowledge<'_>) -> Option<Linked> {
    let tree = past.tree;
    let personal = knowledge.language.personal.contains(&tree.word(past.at).lemma.to_lowercase());
    let is_person = |mention: &Linked| mention.entities.iter().all(|id| entities.get(id).is_some_and(|entity| entity.class == PERSON));
    let clause = std::iter::once(past.at).chain(tree.ancestors(past.at)).find(|&word| tree.word(word).relation() == "acl");
    let head = clause.and_then(|clause| tree.word(clause).head).filter(|&head| head < past.at);
    if personal && let Some(head) = head {
        let is_phrase = |at: &usize| matches!(tree.word(*at).relation(), "nmod" | "appos" | "flat" | "compound");
        let above = std::iter::successors(Some(head), |&at| tree.word(at).head.filter(|_| is_phrase(&at)));
        if let Some(person) = above.filter_map(|at| mention_at(past, at)).find(is_person) {
            return Some(person);
        }
    }
    // Where what it modifies is nobody, it may still be the name right before its comma: parsers hang the clause too high.
    head.and_then(|head| mention_at(past, head)).or_else(|| {
        let last = (0..past.at).rev().find(|&before| !matches!(tree.word(before).upos, Upos::Punct | Upos::Adp))?;
        let comma = (last + 1..past.at).any(|between| tree.word(between).upos == Upos::Punct);
        past.found.iter().find(|mention| comma && mention.form == Form::Name && mention.words.contains(&last)).cloned()
    })
}

/// The mention before the pronoun that a word heads or is in, with what is coordinated with it there.
fn mention_at(past: &Past<'_>, word: usize) -> Option<Linked> {
    let before: Vec<Linked> = past.found.iter().filter(|mention| mention.words.start < past.at).cloned().collect();
    argument_at(past, &before, word)
}

/// The one of the mentions that a word heads or is in, with what is coordinated with it.
fn argument_at(past: &Past<'_>, mentions: &[Linked], word: usize) -> Option<Linked> {
    let argument = |mention: &&Linked| !matches!(mention.form, Form::Adjective | Form::Compound);
    let arguments: Vec<Linked> = mentions.iter().filter(argument).cloned().collect();
    let all = with_groups(past.tree, &arguments);
    // The group stands behind its first member.
    let headed = all.iter().rev().find(|mention| mention.head == word);
    headed.or_else(|| all.iter().find(|mention| mention.words.contains(&word))).cloned()
}

/// The heaviest mention that agrees.
fn nearest(kind: Pronoun, past: &Past<'_>, entities: &BTreeMap<EntityId, Entity>, knowledge: Knowledge<'_>) -> Option<Vec<EntityId>> {
    let pronoun = past.tree.word(past.at);
    let feature = |name: &str| pronoun.feats.get(name);
    // A neuter object is a matter more often than an actor: they condemned it.
    if feature("Gender") == "Neut" && kind == Pronoun::Personal && pronoun.relation() != "nsubj" {
        return None;
    }
    if is_expletive(past) {
        return None;
    }
    // The features of a possessive may be those of what is possessed: then its base form tells.
    let listed = knowledge.language.possessors.get(&pronoun.lemma.to_lowercase()).filter(|_| kind == Pronoun::Possessive);
    let wanted: Vec<&str> = match listed {
        Some(listed) => listed.iter().map(String::as_str).collect(),
        None if feature("Number") == "Plur" => vec![PLURAL],
        None => vec![feature("Gender")],
    };
    let fits = |tree: &Tree, mention: &Linked| {
        !matches!(mention.form, Form::Adjective | Form::Compound | Form::Reflexive)
            && wanted.iter().any(|wanted| agrees(wanted, tree, mention, entities, knowledge))
    };
    let clause = clause_of(past.tree, past.at);
    // Putin's need of help in his war: who possesses what the possessed belongs to.
    if kind == Pronoun::Possessive
        && let Some(owner) = owner_above(past).filter(|owner| fits(past.tree, owner))
    {
        return Some(owner.entities);
    }
    // A subject of whom nothing is known may well be the possessor; then nobody else is.
    if kind == Pronoun::Possessive && wanted.contains(&PLURAL) && has_unknown_subject(past) {
        return None;
    }
    // Who possesses is the subject of the clause if that can be.
    if kind == Pronoun::Possessive
        && let Some(subject) = own_subject(past).filter(|subject| {
            // The gender of an abbreviation is a guess.
            let short = subject.form == Form::Name && past.tree.word(subject.head).form.chars().all(char::is_uppercase);
            let single = subject.entities.len() == 1 && wanted != [PLURAL];
            subject.words.end <= past.at && (fits(past.tree, subject) || (short && single && past.tree.word(subject.head).form.len() > 1))
        })
    {
        return Some(subject.entities);
    }
    // After his visit Putin flew on: a phrase before the subject is the subject's.
    if kind == Pronoun::Possessive
        && let Some(subject) = later_subject(past).filter(|subject| fits(past.tree, subject))
    {
        return Some(subject.entities);
    }
    // A pronoun does not stand for another argument of its own verb, before or behind it; a possessive may.
    let arguments = past.found.iter().filter(|mention| {
        let direct = past.tree.word(mention.head).head == clause && mention.form != Form::Reflexive;
        kind == Pronoun::Personal && direct && mention.head != past.at
    });
    // Nor for what its relative clause modifies: that would be a relative pronoun.
    let modified = clause.filter(|&clause| kind == Pronoun::Personal && past.tree.word(clause).relation() == "acl");
    let modified = modified.and_then(|clause| past.tree.word(clause).head);
    let whole = past.found.iter().filter(|mention| modified.is_some_and(|noun| mention.words.contains(&noun)));
    let others: BTreeSet<&EntityId> = arguments.chain(whole).flat_map(|mention| &mention.entities).collect();
    past.heaviest(|tree, mention, here| {
        let apart = !here || kind == Pronoun::Possessive || clause_of(tree, mention.head) != clause;
        let free = apart && !mention.entities.iter().any(|id| others.contains(id));
        free && fits(tree, mention)
    })
}

/// The named subject of the pronoun's clause that stands behind it, if the pronoun is no part of the subject.
fn later_subject(past: &Past<'_>) -> Option<Linked> {
    let tree = past.tree;
    let clause = clause_of(tree, past.at)?;
    let subject = tree.dependents(clause, "nsubj").find(|&subject| subject > past.at)?;
    let inside = tree.ancestors(past.at).any(|above| above == subject);
    past.found.iter().find(|mention| !inside && mention.form == Form::Name && mention.head == subject).cloned()
}

/// Whether a pronoun only holds the place of a clause: it is expected that they meet.
fn is_expletive(past: &Past<'_>) -> bool {
    let tree = past.tree;
    let word = tree.word(past.at);
    let Some(verb) = word.head.filter(|_| word.relation() == "nsubj" && word.feats.get("Gender") == "Neut") else { return false };
    tree.dependents(verb, "csubj").next().is_some() || (word.deprel == "nsubj:pass" && tree.dependents(verb, "ccomp").next().is_some())
}

/// The one to whom a noun above the pronoun's own belongs, by a genitive or possessive name before the pronoun.
fn owner_above(past: &Past<'_>) -> Option<Linked> {
    let tree = past.tree;
    let own = tree.word(past.at).head?;
    let nouns = std::iter::successors(Some(own), |&noun| tree.word(noun).head.filter(|_| tree.word(noun).relation() == "nmod"));
    nouns.skip(1).find_map(|noun| {
        let owners = tree.children(noun).iter().filter(|&&child| child < past.at && tree.word(child).relation() == "nmod");
        let mut owners = owners.filter(|&&child| !tree.has_case(child));
        owners.find_map(|&child| past.found.iter().find(|mention| mention.form == Form::Name && mention.head == child).cloned())
    })
}

/// Whether the subject of the pronoun's clause is a common noun in the plural before it that stands for nobody known.
fn has_unknown_subject(past: &Past<'_>) -> bool {
    let tree = past.tree;
    let Some(clause) = clause_of(tree, past.at) else { return false };
    let mut subjects = tree.dependents(clause, "nsubj");
    subjects.any(|subject| {
        let word = tree.word(subject);
        let plural = word.upos == Upos::Noun && word.feats.get("Number") == PLURAL && subject < past.at;
        plural && mention_at(past, subject).is_none()
    })
}

/// Whether a mention can be meant by a pronoun of that gender, which is empty where it is not known, or in the plural.
fn agrees(gender: &str, tree: &Tree, mention: &Linked, entities: &BTreeMap<EntityId, Entity>, knowledge: Knowledge<'_>) -> bool {
    let word = tree.word(mention.head);
    let named =
        mention.entity().and_then(|id| entities.get(id)).filter(|entity| matches!(entity.class.as_str(), STATE | "Territory" | "City"));
    // Of the name as the text has it: the Kremlin and Russia are of different genders.
    let last = tree.word(mention.words.end - 1);
    // An abbreviation has the gender of what it stands for.
    let short = last.form.chars().count() > 1 && last.form.chars().all(char::is_uppercase);
    let by_letters = named.filter(|_| mention.form == Form::Name).and_then(|entity| {
        let label = entity.labels.get(&knowledge.language.lang).filter(|_| short);
        knowledge.language.gender_of_name(label.unwrap_or(&last.lemma))
    });
    let several = named.is_some() && mention.form == Form::Name && last.feats.get("Number") == PLURAL;
    let own = if several { PLURAL } else { by_letters.unwrap_or(word.feats.get("Gender")) };
    if gender == PLURAL {
        return own == PLURAL || mention.entities.len() > 1 || (word.feats.get("Number") == PLURAL && mention.form != Form::Possessive);
    }
    let Some(entity) = mention.entity() else { return false };
    let is_person = entities.get(entity).is_some_and(|entity| entity.class == PERSON);
    match knowledge.gazetteer.get(entity).and_then(|known| known.gender) {
        Some(Gender::Masculine) => return gender.is_empty() || gender == "Masc",
        Some(Gender::Feminine) => return gender.is_empty() || gender == "Fem",
        None => {}
    }
    // Where the language gives its nouns no gender (English), a thing is meant by the neuter and a person by the others.
    // The gender of a possessive is that of what is possessed.
    match (gender, own) {
        ("", _) => true,
        _ if mention.form == Form::Possessive => false,
        (_, "") => is_person != (gender == "Neut"),
        (_, own) => own == gender,
    }
}
