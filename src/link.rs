//! The `link` room: every mention of an article to its entity, one key in all languages; pronouns to what they stand for.

mod pronouns;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Document;
use crate::entity::{Entity, EntityId};
use crate::gazetteer::{Gazetteer, NameKind};
use crate::language::Language;
use crate::mention::{Mention, MentionKind};
use crate::romanise::Romanisation;
use crate::text::{Lang, Span};
use crate::tree::Tree;

use unknown::Cluster;

/// How a linked mention stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A name, demonym or seat that can be an argument by itself.
    Name,
    /// An adjective made from a name.
    Adjective,
    /// The first part of a compound.
    Compound,
    /// A pronoun.
    Pronoun,
    /// A possessive.
    Possessive,
}

/// A mention that is known to be of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its words, as indices into the sentence.
    pub words: Range<usize>,
    /// The word among them that the others hang on.
    pub head: usize,
    /// How it stands in the sentence.
    pub form: Form,
    /// The actor it stands for: for a capital its state.
    pub entity: EntityId,
    /// The place it is, where that is another entity: the capital itself.
    pub place: Option<EntityId>,
}

/// A parsed sentence with its entities.
#[derive(Debug, Clone)]
pub struct LinkedSentence {
    /// The sentence.
    pub tree: Tree,
    /// Its mentions, in the order of the text.
    pub mentions: Vec<Linked>,
}

/// An article with its entities.
#[derive(Debug, Clone)]
pub struct LinkedDocument {
    /// The sentences in the order of the text.
    pub sentences: Vec<LinkedSentence>,
    /// The entities that are mentioned, by id.
    pub entities: BTreeMap<EntityId, Entity>,
}

/// What linking needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'k> {
    /// The language of the article.
    pub language: &'k Language,
    /// Who there is.
    pub gazetteer: &'k Gazetteer,
    /// Letters.
    pub romanisation: &'k Romanisation,
    /// The languages that labels are made for.
    pub languages: &'k BTreeSet<Lang>,
}

/// Links the mentions of an article's sentences.
#[must_use]
pub fn link(document: &Document, sentences: Vec<(Tree, Vec<Mention>)>, knowledge: Knowledge<'_>) -> LinkedDocument {
    let context = context(&sentences);
    let mut clusters = unknown::cluster(&sentences, knowledge, &context);
    let mut linked: Vec<LinkedSentence> = Vec::with_capacity(sentences.len());
    let mut entities: BTreeMap<EntityId, Entity> = BTreeMap::new();
    for (tree, mentions) in sentences {
        let mut found: Vec<Linked> = Vec::new();
        for mention in mentions {
            let (form, entity, place) = match &mention.kind {
                MentionKind::Known(readings) => {
                    let Some((entity, place)) = choose(readings, knowledge, &context) else {
                        continue;
                    };
                    (form(readings, &tree, &mention), entity, place)
                }
                MentionKind::Compound(readings) => {
                    let Some((entity, place)) = choose(readings, knowledge, &context) else {
                        continue;
                    };
                    (Form::Compound, entity, place)
                }
                MentionKind::Unknown(name) => (Form::Name, clusters.id(name, knowledge), None),
                MentionKind::Pronoun | MentionKind::Possessive => {
                    let form = if mention.kind == MentionKind::Pronoun { Form::Pronoun } else { Form::Possessive };
                    let Some(entity) = pronouns::antecedent(&tree, mention.head, &found, &linked, &entities, knowledge) else {
                        continue;
                    };
                    (form, entity, None)
                }
            };
            let text = surface(&tree, &mention.words, document);
            if form != Form::Pronoun && form != Form::Possessive {
                note(&mut entities, &entity, &text, form, &clusters, document.lang, knowledge);
                if let Some(place) = &place {
                    note(&mut entities, place, &text, form, &clusters, document.lang, knowledge);
                }
            }
            found.push(Linked { words: mention.words, head: mention.head, form, entity, place });
        }
        linked.push(LinkedSentence { tree, mentions: found });
    }
    LinkedDocument { sentences: linked, entities }
}

/// Ids that the article names without doubt: they speak for the readings of names that can be read in several ways.
fn context(sentences: &[(Tree, Vec<Mention>)]) -> BTreeSet<EntityId> {
    let mut context = BTreeSet::new();
    for mention in sentences.iter().flat_map(|(_, mentions)| mentions) {
        if let MentionKind::Known(readings) | MentionKind::Compound(readings) = &mention.kind
            && let [(only, _)] = readings.as_slice()
        {
            context.insert(only.clone());
        }
    }
    context
}

/// Whether a name is an argument or an adjective, where it can be both (`Chinese`): what modifies a noun is an adjective.
fn form(readings: &[(EntityId, NameKind)], tree: &Tree, mention: &Mention) -> Form {
    let adjective = readings.iter().any(|(_, kind)| *kind == NameKind::Adjective);
    let other = readings.iter().any(|(_, kind)| *kind != NameKind::Adjective);
    let modifies = matches!(tree.word(mention.head).relation(), "amod" | "compound");
    if adjective && (!other || modifies) { Form::Adjective } else { Form::Name }
}

/// The reading of a name: the actor, and the place it is where that is another.
fn choose(
    readings: &[(EntityId, NameKind)],
    knowledge: Knowledge<'_>,
    context: &BTreeSet<EntityId>,
) -> Option<(EntityId, Option<EntityId>)> {
    let class = |id: &str| knowledge.gazetteer.get(id).map_or("", |known| known.class.as_str());
    let seat = readings.iter().find(|(_, kind)| *kind == NameKind::Seat);
    let city = readings.iter().find(|(id, kind)| *kind == NameKind::Name && class(id) == "City");
    if let (Some((state, _)), Some((city, _))) = (seat, city) {
        return Some((state.clone(), Some(city.clone())));
    }
    // A person's surname that several bear, or a name that is a word: the one that the rest of the article speaks of wins.
    let related = |id: &EntityId| {
        context.contains(id)
            || knowledge.gazetteer.get(id).is_some_and(|known| {
                known.part_of.iter().chain(known.terms.iter().map(|term| &term.target)).any(|other| context.contains(other))
            })
    };
    let rank = |(id, kind): &&(EntityId, NameKind)| {
        let order = match class(id) {
            "State" | "Bloc" | "Territory" => 0,
            "Person" => 2,
            "City" | "Region" | "Facility" | "Place" => 3,
            _ => 1,
        };
        (*kind == NameKind::Seat, !related(id), order)
    };
    let best = readings.iter().min_by_key(rank)?;
    Some((best.0.clone(), None))
}

fn surface(tree: &Tree, words: &Range<usize>, document: &Document) -> String {
    let span = words.clone().map(|at| tree.word(at).span).reduce(Span::cover).unwrap_or_default();
    span.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes an entity known and notes the spelling.
fn note(
    entities: &mut BTreeMap<EntityId, Entity>,
    id: &EntityId,
    text: &str,
    form: Form,
    clusters: &Cluster,
    lang: Lang,
    knowledge: Knowledge<'_>,
) {
    let entity = entities.entry(id.clone()).or_insert_with(|| match knowledge.gazetteer.get(id) {
        Some(known) => Entity {
            id: id.clone(),
            class: known.class.clone(),
            labels: known.labels.clone(),
            aliases: BTreeSet::new(),
            wikidata: Some(known.wikidata.clone()).filter(|wikidata| !wikidata.is_empty()),
        },
        None => clusters.entity(id, lang, knowledge),
    });
    if form == Form::Name && entity.labels.get(&lang).is_none_or(|label| label != text) {
        entity.aliases.insert((lang, text.to_owned()));
    }
}
