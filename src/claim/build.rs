//! From relations to claims: the ontology decides which reading counts, and what an article says twice becomes one claim.

use std::collections::{BTreeMap, BTreeSet};

use super::{ArticleFacts, Claim, Evidence, Rejection};
use crate::document::Document;
use crate::entity::{Entity, EntityId};
use crate::link::LinkedDocument;
use crate::ontology::{Ontology, THING};
use crate::relate::{Reading, Relation};
use crate::text::Lang;

/// Makes the claims of an article. Of each predicate's readings the first counts that has a pair of actors that the domain and range of its
/// relation allow.
#[must_use]
pub fn claims(document: Document, linked: &LinkedDocument, readings: Vec<Reading>, ontology: &Ontology) -> ArticleFacts {
    let mut claims: Vec<Claim> = Vec::new();
    let mut rejections = Vec::new();
    let mut things: BTreeMap<EntityId, Entity> = BTreeMap::new();
    for reading in readings {
        for relation in reading.relations {
            match typed(&relation, linked, ontology) {
                Ok(pairs) => {
                    for (subject, object) in pairs {
                        if let Some(noun) = relation.thing.as_ref().filter(|_| !linked.entities.contains_key(&object)) {
                            things.entry(object.clone()).or_insert_with(|| thing(&object, noun, document.lang, linked));
                        }
                        merge(&mut claims, claim(&relation, subject, object));
                    }
                    break;
                }
                Err(reason) => rejections.push(Rejection { span: relation.span, rule: relation.rule, reason }),
            }
        }
    }
    let mut entities = named(&claims, linked);
    entities.extend(things);
    let words = linked.sentences.iter().map(|sentence| sentence.tree.words().len()).sum();
    ArticleFacts { document, entities, claims, rejections, sentences: linked.sentences.len(), words }
}

/// The relation of a reading that counts, with its pairs: the first that the ontology allows.
pub(crate) fn chosen<'r>(reading: &'r Reading, linked: &LinkedDocument, ontology: &Ontology) -> Option<(&'r Relation, Pairs)> {
    reading.relations.iter().find_map(|relation| Some((relation, typed(relation, linked, ontology).ok()?)))
}

/// Subjects and objects.
pub(crate) type Pairs = Vec<(EntityId, EntityId)>;

/// The pairs of a relation that the ontology allows, those of a symmetric relation in the order of their names; or why it allows none.
pub(crate) fn typed(relation: &Relation, linked: &LinkedDocument, ontology: &Ontology) -> Result<Pairs, String> {
    let Some(declared) = ontology.relations.get(&relation.name) else {
        return Err(format!("the ontology has no relation {}", relation.name));
    };
    let class = |id: &EntityId| match (&relation.thing, linked.entities.get(id)) {
        (_, Some(entity)) => entity.class.as_str(),
        (Some(_), None) => THING,
        (None, None) => "",
    };
    let mut reason = "no pair of actors".to_owned();
    let mut pairs = Vec::new();
    for (subject, object) in &relation.pairs {
        if !ontology.fits(class(subject), &declared.domain) {
            reason = format!("{subject} is a {} and cannot be the subject of {}", class(subject), relation.name);
        } else if !ontology.fits(class(object), &declared.range) {
            reason = format!("{object} is a {} and cannot be the object of {}", class(object), relation.name);
        } else if declared.symmetric && object < subject {
            pairs.push((object.clone(), subject.clone()));
        } else {
            pairs.push((subject.clone(), object.clone()));
        }
    }
    if pairs.is_empty() { Err(reason) } else { Ok(pairs) }
}

/// A thing that no name names, called by its noun in every language.
fn thing(id: &EntityId, noun: &str, lang: Lang, linked: &LinkedDocument) -> Entity {
    let languages = linked.entities.values().flat_map(|entity| entity.labels.keys().copied()).chain([lang]);
    let labels = languages.map(|other| (other, noun.to_owned())).collect();
    Entity { id: id.clone(), class: THING.to_owned(), labels, aliases: BTreeSet::new(), wikidata: None }
}

fn claim(relation: &Relation, subject: EntityId, object: EntityId) -> Claim {
    let sorted = |ids: &[EntityId]| ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    // A speaker who is the subject of an office or the denier of a denial says nothing further by it.
    let attributed_to = sorted(&relation.attributed_to);
    // A state is not the place of what is done to it.
    let place = relation.place.clone().filter(|place| *place != subject && *place != object);
    Claim {
        subject,
        relation: relation.name.clone(),
        object,
        factuality: relation.factuality,
        attributed_to,
        denied_by: sorted(&relation.denied_by),
        items: relation.items.clone(),
        time: relation.time.clone(),
        place,
        confidence: relation.confidence,
        evidence: vec![Evidence { span: relation.span, rule: relation.rule.clone() }],
    }
}

/// Adds a claim, to an earlier one if both can be the same: same actors, relation and factuality, and no time, place or goods that differ.
fn merge(claims: &mut Vec<Claim>, new: Claim) {
    fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    let same = |old: &&mut Claim| {
        (&old.subject, &old.relation, &old.object, old.factuality) == (&new.subject, &new.relation, &new.object, new.factuality)
            && agree(&old.time, &new.time)
            && agree(&old.place, &new.place)
            && (old.items.is_empty() || new.items.is_empty() || old.items == new.items)
    };
    let Some(old) = claims.iter_mut().find(same) else {
        claims.push(new);
        return;
    };
    old.time = old.time.take().or(new.time);
    old.place = old.place.take().or(new.place);
    if old.items.is_empty() {
        old.items = new.items;
    }
    for (to, from) in [(&mut old.attributed_to, new.attributed_to), (&mut old.denied_by, new.denied_by)] {
        to.extend(from);
        to.sort_unstable();
        to.dedup();
    }
    for evidence in new.evidence {
        if !old.evidence.contains(&evidence) {
            // Said twice, it is surer; but never certain.
            old.confidence = (old.confidence.max(new.confidence) + 5).min(99);
            old.evidence.push(evidence);
        }
    }
}

/// The entities that the claims name.
fn named(claims: &[Claim], linked: &LinkedDocument) -> BTreeMap<EntityId, Entity> {
    let ids = claims.iter().flat_map(|claim| {
        [&claim.subject, &claim.object].into_iter().chain(&claim.attributed_to).chain(&claim.denied_by).chain(&claim.place)
    });
    ids.filter_map(|id| Some((id.clone(), linked.entities.get(id)?.clone()))).collect()
}
