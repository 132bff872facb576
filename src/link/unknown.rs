//! Names that no gazetteer has: spellings of one name in one article to one entity.

use std::collections::{BTreeMap, BTreeSet};

use super::Knowledge;
use crate::entity::{Entity, EntityId};
use crate::gazetteer::Known;
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

/// Full names by the beginning of their last word and by their first word: what a shorter or otherwise spelled name is compared with.
#[derive(Debug, Default)]
struct FullNames {
    names: Vec<(EntityId, String)>,
    by_last: BTreeMap<String, Vec<usize>>,
    by_first: BTreeMap<String, Vec<usize>>,
}

impl FullNames {
    fn add(&mut self, id: EntityId, key: String) {
        let at = self.names.len();
        self.by_last.entry(beginning(last(&key))).or_default().push(at);
        self.by_first.entry(first(&key).to_owned()).or_default().push(at);
        self.names.push((id, key));
    }

    /// The first of the names that fit, of those that end alike or begin with the same word.
    fn find(&self, key: &str, fits: impl Fn(&str) -> bool) -> Option<&EntityId> {
        let ending = self.by_last.get(&beginning(last(key))).into_iter().flatten();
        let found = ending.chain(self.by_first.get(first(key)).into_iter().flatten()).filter(|&&at| fits(&self.names[at].1));
        found.min().map(|&at| &self.names[at].0)
    }
}

/// Gathers the unknown names of an article. A single name that ends a longer one, known or unknown, or is spelled almost like its end, is
/// the same person.
pub(super) fn cluster(sentences: &[(Tree, Vec<Mention>)], knowledge: Knowledge<'_>, context: &BTreeSet<EntityId>) -> Cluster {
    let names = unknown_names(sentences, knowledge);
    let mut cluster = Cluster::default();
    let (mut people, mut others, mut earlier) = (FullNames::default(), FullNames::default(), FullNames::default());
    // Of two with one surname the one that is spoken of more.
    let mut named: Vec<(&EntityId, &Known)> =
        context.iter().filter_map(|id| knowledge.gazetteer.get(id).map(|known| (id, known))).collect();
    let times = how_often(sentences);
    named.sort_by_key(|(id, _)| std::cmp::Reverse(times.get(id.as_str()).copied().unwrap_or(0)));
    for (id, known) in named {
        let named = if known.class == PERSON { &mut people } else { &mut others };
        known.labels.values().for_each(|label| named.add(id.clone(), key(label, knowledge)));
    }
    // Longer names first: a surname alone finds the full name.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(names[at].0.split(' ').count()), at));
    for at in order {
        let (name, class) = &names[at];
        let key = key(name, knowledge);
        let one_word = !key.contains(' ');
        let may_be_person = matches!(class.as_str(), PERSON | ACTOR);
        // The first of several names alone is the surname where surnames come first; it must be the very same.
        let ends_like = |full: &str| full.contains(' ') && (alike(last(full), &key) || first(full) == key);
        let is_end = |full: &str| full.strip_suffix(&key).is_some_and(|rest| rest.ends_with(' '));
        // A short name of what the article names in full: the Bank.
        let short = |full: &str| one_word && last(full) == key && full != key;
        let is_known = |full: &str| full == key || is_end(full) || (one_word && ends_like(full));
        let is_earlier = |full: &str| alike_all(full, &key) || is_end(full) || (one_word && ends_like(full));
        let known = people.find(&key, is_known).filter(|_| may_be_person);
        let known = known.or_else(|| earlier.find(&key, is_earlier).filter(|id| fit(&cluster, id, class)));
        let known = known.or_else(|| others.find(&key, short).filter(|_| class != PERSON));
        let id = match known {
            Some(id) => id.clone(),
            None => {
                let id = knowledge.romanisation.identifier(name);
                let id = if id.is_empty() { "unnamed".to_owned() } else { id };
                cluster.names.entry(id.clone()).or_insert_with(|| (name.clone(), class.clone()));
                earlier.add(id.clone(), key);
                id
            }
        };
        if let Some((_, known)) = cluster.names.get_mut(&id)
            && known == ACTOR
        {
            class.clone_into(known);
        }
        cluster.ids.insert(name.clone(), id);
    }
    cluster
}

/// How often the known names of an article can name each entity.
fn how_often(sentences: &[(Tree, Vec<Mention>)]) -> BTreeMap<&str, usize> {
    let mut times = BTreeMap::new();
    for mention in sentences.iter().flat_map(|(_, mentions)| mentions) {
        let MentionKind::Known(readings) = &mention.kind else { continue };
        for (id, _) in readings {
            *times.entry(id.as_str()).or_default() += 1;
        }
    }
    times
}

/// Whether an unknown name of a class may be another spelling of an earlier one: a person is no firm.
fn fit(cluster: &Cluster, id: &EntityId, class: &str) -> bool {
    cluster.names.get(id).is_none_or(|(_, known)| known == class || known == ACTOR || class == ACTOR)
}

/// The unknown names of an article in the order of the text, each once, with the class that the recogniser or what stands around it tells.
fn unknown_names(sentences: &[(Tree, Vec<Mention>)], knowledge: Knowledge<'_>) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (tree, mentions) in sentences {
        for mention in mentions {
            let MentionKind::Unknown(name, recognised) = &mention.kind else { continue };
            let class = match recognised {
                Some(NameClass::Person) => PERSON.to_owned(),
                Some(NameClass::Organisation) => ORGANISATION.to_owned(),
                Some(NameClass::Place) => PLACE.to_owned(),
                Some(NameClass::Other) | None => class(tree, mention, knowledge),
            };
            let at = *places.entry(name).or_insert(names.len());
            match names.get_mut(at) {
                Some((_, known)) if known == ACTOR => *known = class,
                Some(_) => {}
                None => names.push((name.clone(), class)),
            }
        }
    }
    names
}

fn first(key: &str) -> &str {
    key.split(' ').next().unwrap_or_default()
}

fn last(key: &str) -> &str {
    key.rsplit(' ').next().unwrap_or_default()
}

/// The first two letters: spellings of one name share them.
fn beginning(word: &str) -> String {
    word.chars().take(2).collect()
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
        let labels = knowledge.languages.keys().map(|&other| (other, if other == lang { name.clone() } else { latin.clone() })).collect();
        Entity { id: id.clone(), class, labels, aliases: BTreeSet::new(), wikidata: None }
    }
}

/// The class of an unknown name by what stands around it: a first name that people bear, a title before or after it.
fn class(tree: &Tree, mention: &Mention, knowledge: Knowledge<'_>) -> String {
    let language = knowledge.language;
    let first = tree.word(mention.words.start);
    let is_title = |at: usize| {
        let word = tree.word(at);
        language.person_titles.contains(&word.form) || language.is_title(&word.lemma)
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
