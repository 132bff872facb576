//! Names that no gazetteer has: spellings of one name in one article to one entity.

use std::collections::{BTreeMap, BTreeSet};

use super::Knowledge;
use crate::entity::{Entity, EntityId};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{ACTOR, ORGANISATION, PERSON, PLACE};
use crate::text::Lang;
use crate::tree::{NameClass, Tree};

/// The unknown names of an article.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// A base form to the id it goes by.
    ids: BTreeMap<String, EntityId>,
    /// An id to its name and class.
    names: BTreeMap<EntityId, (String, String)>,
}

/// How much two spellings of one surname may differ: the share of letters that must be the same in order.
const ALIKE: f64 = 0.72;

/// Gathers the unknown names of an article. A single name that ends a longer one, known or unknown, or is spelled almost like its end, is
/// the same person.
pub(super) fn cluster(sentences: &[(Tree, Vec<Mention>)], knowledge: Knowledge<'_>, context: &BTreeSet<EntityId>) -> Cluster {
    let mut names: Vec<(String, String)> = Vec::new();
    for (tree, mentions) in sentences {
        for mention in mentions {
            if let MentionKind::Unknown(name, recognised) = &mention.kind {
                let class = match recognised {
                    Some(NameClass::Person) => PERSON.to_owned(),
                    Some(NameClass::Organisation) => ORGANISATION.to_owned(),
                    Some(NameClass::Place) => PLACE.to_owned(),
                    Some(NameClass::Other) | None => class(tree, mention, knowledge),
                };
                match names.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) if known == ACTOR => *known = class,
                    Some(_) => {}
                    None => names.push((name.clone(), class)),
                }
            }
        }
    }
    let mut cluster = Cluster::default();
    let labels = |people: bool| -> Vec<(EntityId, String)> {
        context
            .iter()
            .filter_map(|id| knowledge.gazetteer.get(id).filter(|known| (known.class == PERSON) == people).map(|known| (id, known)))
            .flat_map(|(id, known)| known.labels.values().map(move |label| (id.clone(), key(label, knowledge))))
            .collect()
    };
    let (people, others) = (labels(true), labels(false));
    // Longer names first: a surname alone finds the full name.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(names[at].0.split(' ').count()), at));
    for at in order {
        let (name, class) = &names[at];
        let key = key(name, knowledge);
        let one_word = !key.contains(' ');
        // The first of several names alone is the surname where surnames come first; it must be the very same.
        let ends_like = |full: &str| {
            full.contains(' ') && (full.rsplit(' ').next().is_some_and(|last| alike(last, &key)) || full.split(' ').next() == Some(&key))
        };
        let is_end = |full: &str| full.strip_suffix(&key).is_some_and(|rest| rest.ends_with(' '));
        // A short name of what the article names in full: Congo, the Bank.
        let short = |full: &str| one_word && full.rsplit(' ').next() == Some(&key) && full != key;
        let fuller = || others.iter().find(|(_, full)| short(full)).map(|(id, _)| id.clone());
        let known = people.iter().find(|(_, full)| *full == key || is_end(full) || (one_word && ends_like(full))).map(|(id, _)| id.clone());
        let earlier = || {
            cluster
                .names
                .iter()
                .find(|(_, (other, _))| {
                    let other = self::key(other, knowledge);
                    alike_all(&other, &key) || is_end(&other) || (one_word && ends_like(&other))
                })
                .map(|(id, _)| id.clone())
        };
        let id = known.or_else(earlier).or_else(fuller).unwrap_or_else(|| {
            let id = knowledge.romanisation.identifier(name);
            let id = if id.is_empty() { "unnamed".to_owned() } else { id };
            cluster.names.entry(id.clone()).or_insert_with(|| (name.clone(), class.clone()));
            id
        });
        if let Some((_, known)) = cluster.names.get_mut(&id)
            && known == ACTOR
        {
            class.clone_into(known);
        }
        cluster.ids.insert(name.clone(), id);
    }
    cluster
}

impl Cluster {
    /// The id of an unknown name.
    pub(super) fn id(&self, name: &str, knowledge: Knowledge<'_>) -> EntityId {
        self.ids.get(name).cloned().unwrap_or_else(|| knowledge.romanisation.identifier(name))
    }

    /// The entity of an id that the gazetteer does not have: labelled as written, and in Latin letters.
    pub(super) fn entity(&self, id: &EntityId, lang: Lang, knowledge: Knowledge<'_>) -> Entity {
        let (name, class) = self.names.get(id).cloned().unwrap_or_else(|| (id.replace('_', " "), ACTOR.to_owned()));
        let latin = knowledge.romanisation.latin(&name);
        let labels = knowledge.languages.iter().map(|&other| (other, if other == lang { name.clone() } else { latin.clone() })).collect();
        Entity { id: id.clone(), class, labels, aliases: BTreeSet::new(), wikidata: None }
    }
}

/// The class of an unknown name by what stands around it: a first name that people bear, a title before or after it.
fn class(tree: &Tree, mention: &Mention, knowledge: Knowledge<'_>) -> String {
    let language = knowledge.language;
    let first = tree.word(mention.words.start);
    let is_title = |at: usize| {
        let word = tree.word(at);
        language.person_titles.contains(&word.form) || !language.lexicon.offices(&word.lemma, &language.compounds).is_empty()
    };
    let head = tree.word(mention.head);
    let near =
        mention.words.start.checked_sub(1).into_iter().chain(head.head.filter(|_| matches!(head.relation(), "flat" | "appos" | "nmod")));
    let apposition = tree.dependents(mention.head, "appos");
    if near.chain(apposition).any(is_title) || (mention.words.len() > 1 && knowledge.gazetteer.is_given_name(language.lang, &first.form)) {
        return PERSON.to_owned();
    }
    ACTOR.to_owned()
}

/// A name in lower-case ASCII letters.
fn key(name: &str, knowledge: Knowledge<'_>) -> String {
    knowledge.romanisation.identifier(name).to_lowercase().replace('_', " ")
}

/// Whether two names of several words are spellings of one: word by word.
fn alike_all(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| alike(a, b))
}

/// Whether two words are spellings of one name: they begin alike and share most letters in order.
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) < 4 || a[..2] != b[..2] {
        return false;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f64 / (a.len() + b.len()) as f64 >= ALIKE
}
