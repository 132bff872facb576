//! The `link` room: every mention of an article to its entity, one key in all languages; pronouns to what they stand for.

mod descriptions;
mod list;
mod pronouns;
mod salience;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::{Date, Document};
use crate::entity::{Entity, EntityId};
use crate::gazetteer::{Gazetteer, NameKind, Term};
use crate::language::Language;
use crate::mention::{Mention, MentionKind, Pronoun};
use crate::ontology::{CITY, INTERNATIONAL, LEADS, PERSON, STATE};
use crate::romanise::Romanisation;
use crate::text::{Lang, Span};
use crate::tree::{Tree, Upos};

pub use list::Listed;

use descriptions::{Describer, Title};
use salience::{Past, with_groups};
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
    /// A reflexive, which repeats the subject.
    Reflexive,
    /// A noun that describes it: an office, a body, a kind.
    Description,
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
    /// The actors it stands for: for a capital its state; several for `they` or `both countries`, sorted.
    pub entities: Vec<EntityId>,
    /// The place it is, where that is another entity: the capital itself.
    pub place: Option<EntityId>,
    /// How sure that is, in hundredths.
    pub score: u8,
}

impl Linked {
    /// The one actor it stands for; none for several.
    #[must_use]
    pub fn entity(&self) -> Option<&EntityId> {
        match self.entities.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
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
    /// The entities that are mentioned, and those that they hold offices in, by id.
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
    pub languages: &'k BTreeMap<Lang, Language>,
}

/// How sure a link is, in hundredths: a name that only one entity has, one that the article decides among, a name that no table has, a
/// pronoun.
const UNIQUE: u8 = 98;
const CHOSEN: u8 = 85;
const UNKNOWN: u8 = 70;
const PRONOUN: u8 = 60;

/// Links the mentions of an article's sentences.
#[must_use]
pub fn link(document: &Document, sentences: Vec<(Tree, Vec<Mention>)>, knowledge: Knowledge<'_>) -> LinkedDocument {
    let context = context(&sentences, knowledge.gazetteer, document.date);
    let clusters = unknown::cluster(&sentences, knowledge, &context.named);
    let mut linked: Vec<LinkedSentence> = Vec::with_capacity(sentences.len());
    let mut entities: BTreeMap<EntityId, Entity> = BTreeMap::new();
    let mut titles: Vec<Title> = Vec::new();
    let mut spoken: Vec<Vec<Linked>> = Vec::new();
    for (tree, mentions) in sentences {
        let mut found: Vec<Linked> = Vec::new();
        for mention in &mentions {
            let (form, entity, place, score) = match &mention.kind {
                MentionKind::Known(readings) | MentionKind::Compound(readings) => {
                    let chosen = choose(readings, &tree, mention.head, knowledge, &context);
                    let Some((entity, place)) = chosen.and_then(|(entity, place)| {
                        let text = surface(&tree, &mention.words, document);
                        owned(entity, &text, mention, &mentions, &tree, knowledge).map(|entity| (entity, place))
                    }) else {
                        continue;
                    };
                    let compound = matches!(mention.kind, MentionKind::Compound(_));
                    let form = if compound { Form::Compound } else { form(readings, &tree, mention) };
                    (form, entity, place, if bearers(readings.iter()).len() == 1 { UNIQUE } else { CHOSEN })
                }
                MentionKind::Unknown(name, _) => match titled(name, mention, &mentions, &tree, knowledge, document.date, &entities) {
                    Some(holder) => (Form::Name, holder, None, CHOSEN),
                    None => (Form::Name, clusters.id(name, knowledge), None, UNKNOWN),
                },
                MentionKind::Pronoun(_) | MentionKind::Noun => continue,
            };
            let text = surface(&tree, &mention.words, document);
            for id in std::iter::once(&entity).chain(&place) {
                note(&mut entities, id, &text, form, &clusters, document.lang, knowledge);
            }
            found.push(Linked { words: mention.words.clone(), head: mention.head, form, entities: vec![entity], place, score });
        }
        for mention in &mentions {
            let past = Past { tree: &tree, at: mention.head, found: &found, before: &linked, spoken: &spoken };
            let link = match mention.kind {
                MentionKind::Pronoun(kind) => {
                    pronouns::antecedent(kind, &past, &entities, knowledge).map(|ids| (form_of(kind), ids, PRONOUN))
                }
                MentionKind::Noun => {
                    let describer = Describer { past, entities: &entities, knowledge, date: document.date, titles: &titles };
                    let (described, title) = describer.read();
                    titles.extend(title);
                    described.map(|(ids, score)| (Form::Description, ids, score))
                }
                _ => None,
            };
            let Some((form, ids, score)) = link else { continue };
            for id in &ids {
                // The holder of an office may not be named anywhere in the article.
                note(&mut entities, id, "", form, &clusters, document.lang, knowledge);
            }
            found.push(Linked { words: mention.words.clone(), head: mention.head, form, entities: ids, place: None, score });
        }
        found.sort_by_key(|mention| (mention.words.start, mention.words.end));
        spoken.push(with_groups(&tree, &found));
        linked.push(LinkedSentence { tree, mentions: found });
    }
    for id in offices_of(&entities, document.date, knowledge.gazetteer) {
        note(&mut entities, &id, "", Form::Description, &clusters, document.lang, knowledge);
    }
    LinkedDocument { sentences: linked, entities }
}

/// Where the people of an article hold offices on its date: their titles say so without naming it.
fn offices_of(entities: &BTreeMap<EntityId, Entity>, date: Option<Date>, gazetteer: &Gazetteer) -> BTreeSet<EntityId> {
    let known = entities.keys().filter_map(|id| gazetteer.get(id));
    // Of who holds none the only one that he ever held.
    let held = |term: &&Term| date.is_none_or(|date| term.holds(date));
    let targets = known.flat_map(|known| {
        let only = known.terms.first().filter(|first| known.terms.iter().all(|term| term.target == first.target));
        known.terms.iter().filter(held).chain(only).map(|term| term.target.clone())
    });
    targets.collect()
}

fn form_of(pronoun: Pronoun) -> Form {
    match pronoun {
        Pronoun::Personal | Pronoun::Relative | Pronoun::Speaker { possessive: false } => Form::Pronoun,
        Pronoun::Possessive | Pronoun::Speaker { possessive: true } => Form::Possessive,
        Pronoun::Reflexive => Form::Reflexive,
    }
}

/// What speaks for a reading of a name.
struct Context {
    /// Whom the article names without doubt.
    named: BTreeSet<EntityId>,
    /// What they are part of, and where they hold offices.
    near: BTreeSet<EntityId>,
    /// When it was published.
    date: Option<Date>,
}

/// Whom the article names without doubt, and what these belong to: they speak for the readings of names that can be read in several ways.
fn context(sentences: &[(Tree, Vec<Mention>)], gazetteer: &Gazetteer, date: Option<Date>) -> Context {
    let mut context = Context { named: BTreeSet::new(), near: BTreeSet::new(), date };
    let is_city = |id: &str| gazetteer.get(id).is_some_and(|known| known.class == CITY);
    for mention in sentences.iter().flat_map(|(_, mentions)| mentions) {
        let (MentionKind::Known(readings) | MentionKind::Compound(readings)) = &mention.kind else { continue };
        // A capital is its state without doubt, though it is a city as well.
        let actors = bearers(readings.iter().filter(|(id, kind)| *kind == NameKind::Seat || !is_city(id)));
        let all = bearers(readings.iter());
        if let ([only], _) | ([], [only]) = (actors.as_slice(), all.as_slice()) {
            context.named.insert((*only).clone());
        }
    }
    for known in context.named.iter().filter_map(|id| gazetteer.get(id)) {
        let held = |term: &&Term| date.is_none_or(|date| term.holds(date));
        context.near.extend(known.part_of.iter().chain(known.terms.iter().filter(held).map(|term| &term.target)).cloned());
    }
    context
}

/// The different entities of readings.
fn bearers<'r>(readings: impl Iterator<Item = &'r (EntityId, NameKind)>) -> Vec<&'r EntityId> {
    let mut ids: Vec<&EntityId> = readings.map(|(id, _)| id).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a name is an argument or an adjective, where it can be both (`Chinese`): what modifies a noun is an adjective.
fn form(readings: &[(EntityId, NameKind)], tree: &Tree, mention: &Mention) -> Form {
    let adjective = readings.iter().any(|(_, kind)| *kind == NameKind::Adjective);
    let other = readings.iter().any(|(_, kind)| *kind != NameKind::Adjective);
    let word = tree.word(mention.head);
    let first = word.head.filter(|_| word.relation() == "conj").map_or(word, |first| tree.word(first));
    let modifies = matches!(first.relation(), "amod" | "compound");
    if adjective && (!other || modifies) { Form::Adjective } else { Form::Name }
}

/// The reading of a name: the actor, and the place it is where that is another.
fn choose(
    readings: &[(EntityId, NameKind)],
    tree: &Tree,
    head: usize,
    knowledge: Knowledge<'_>,
    context: &Context,
) -> Option<(EntityId, Option<EntityId>)> {
    let known = |id: &str| knowledge.gazetteer.get(id);
    let class = |id: &str| known(id).map_or("", |known| known.class.as_str());
    let kinds = kinds_beside(tree, head, knowledge.language);
    let is_kind = |id: &str| kinds.is_empty() || kinds.iter().any(|kind| kind == class(id));
    let seat = readings.iter().find(|(_, kind)| *kind == NameKind::Seat && kinds.is_empty());
    let city = readings.iter().find(|(id, kind)| *kind == NameKind::Name && class(id) == CITY);
    let titled = has_title(tree, head, knowledge.language);
    if let (Some((state, _)), Some((city, _)), false) = (seat, city, titled) {
        return Some((state.clone(), Some(city.clone())));
    }
    // A person's surname that several bear, or a name that is a word: the one that the rest of the article speaks of wins.
    let named = |id: &str| context.named.contains(id);
    let related = |id: &EntityId| {
        named(id)
            || context.near.contains(id)
            || known(id).is_some_and(|known| known.part_of.iter().chain(known.terms.iter().map(|term| &term.target)).any(|id| named(id)))
    };
    let in_office =
        |id: &str| context.date.is_some_and(|date| known(id).is_some_and(|known| known.terms.iter().any(|term| term.holds(date))));
    // Of several in office of one surname the head of state or government is meant, unless the article says otherwise.
    let leads = |id: &str| {
        let held =
            |term: &Term| context.date.is_some_and(|date| term.holds(date)) && class(&term.target) == STATE && term.relation == LEADS;
        known(id).is_some_and(|known| known.terms.iter().any(held))
    };
    let rank = |(id, kind): &&(EntityId, NameKind)| {
        let order = match class(id) {
            "State" | "Bloc" | "Territory" => 0,
            "Person" => 2,
            "City" | "Region" | "Facility" | "Place" => 3,
            _ => 1,
        };
        let person = class(id) == PERSON;
        (!is_kind(id), *kind == NameKind::Seat, titled && !person, !related(id), person && !in_office(id), order, person && !leads(id))
    };
    let best = readings.iter().min_by_key(rank)?;
    // Between two states, two people, two cities of whom nothing speaks for one more than for the other, nobody can tell.
    let equal = |other: &&(EntityId, NameKind)| other.0 != best.0 && rank(other) == rank(&best) && class(&other.0) == class(&best.0);
    let undecided = readings.iter().any(|other| equal(&other));
    (!undecided).then(|| (best.0.clone(), None))
}

/// Who holds the office that stands with a single name and where the text says, if he bears the name: Taiwan's President Lai.
fn titled(
    name: &str,
    mention: &Mention,
    mentions: &[Mention],
    tree: &Tree,
    knowledge: Knowledge<'_>,
    date: Option<Date>,
    entities: &BTreeMap<EntityId, Entity>,
) -> Option<EntityId> {
    let (language, gazetteer) = (knowledge.language, knowledge.gazetteer);
    let beside = matches!(tree.word(mention.head).relation(), "flat" | "appos" | "nmod" | "compound");
    let title = tree.word(mention.head).head.filter(|&title| beside && language.is_title(&tree.word(title).lemma))?;
    let offices = language.offices_at(tree, title);
    let states = mentions.iter().filter_map(|other| match &other.kind {
        MentionKind::Known(readings) if tree.word(other.head).head == Some(title) && other.head != mention.head => readings.first(),
        MentionKind::Compound(readings) if other.head == title => readings.first(),
        _ => None,
    });
    let bears = |id: &&EntityId| {
        let labels = gazetteer.get(id).map(|known| &known.labels);
        labels.is_some_and(|labels| labels.values().any(|label| label.split([' ', '-']).any(|part| part == name)))
    };
    states.filter_map(|(state, _)| gazetteer.holder(&offices, state, date, entities)).find(bears).cloned()
}

/// An organisation of several states that a text gives to one of them is another body of that name: Russia's Security Council. Its entity,
/// if the gazetteer has it.
fn owned(entity: EntityId, text: &str, mention: &Mention, mentions: &[Mention], tree: &Tree, knowledge: Knowledge<'_>) -> Option<EntityId> {
    let gazetteer = knowledge.gazetteer;
    if gazetteer.get(&entity).is_none_or(|known| known.class != INTERNATIONAL) {
        return Some(entity);
    }
    let owner = mentions.iter().filter(|other| !mention.words.contains(&other.head)).find_map(|other| {
        let word = tree.word(other.head);
        let beside = matches!(word.deprel.as_str(), "nmod:poss" | "amod") || (word.relation() == "nmod" && !tree.has_case(other.head));
        let MentionKind::Known(readings) = &other.kind else { return None };
        let state = |(id, _): &&(EntityId, NameKind)| gazetteer.get(id).is_some_and(|known| known.class == STATE);
        readings.iter().find(state).filter(|_| beside && word.head == Some(mention.head)).map(|(id, _)| id)
    });
    let Some(owner) = owner else { return Some(entity) };
    let named = |id: &&EntityId| {
        gazetteer.get(id).and_then(|known| known.labels.get(&knowledge.language.lang)).is_some_and(|label| label.contains(text))
    };
    gazetteer.parts(owner).find(named).cloned()
}

/// The classes of the kind that a noun beside a name says it is of: `die Stadt Washington`, `the state of Georgia`, `штат Джорджія`.
fn kinds_beside<'l>(tree: &Tree, head: usize, language: &'l Language) -> &'l [String] {
    let above = tree.word(head).head.filter(|_| matches!(tree.word(head).relation(), "flat" | "appos" | "nmod" | "compound"));
    let beside = above.filter(|&above| above.abs_diff(head) <= 2).into_iter().chain(tree.dependents(head, "appos"));
    beside
        .map(|at| tree.word(at))
        .filter(|word| word.upos == Upos::Noun)
        .find_map(|word| language.lexicon.kind(&word.lemma))
        .map_or(&[], |kind| kind.classes.as_slice())
}

/// Whether a title stands right with a name.
fn has_title(tree: &Tree, head: usize, language: &Language) -> bool {
    let word = tree.word(head);
    let above = word.head.filter(|_| matches!(word.relation(), "flat" | "appos"));
    above.is_some_and(|above| language.is_title(&tree.word(above).lemma))
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
