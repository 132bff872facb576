//! Where a predicate's arguments stand.

use super::{Miss, Scene};
use crate::entity::EntityId;
use crate::lexicon::{Effect, Frame, Pos, Slot, Support};
use crate::link::Form;
use crate::ontology::LOCATED_IN;
use crate::tree::Upos;

/// The actors that a frame found.
pub(super) struct Arguments {
    /// Subject and object.
    pub(super) pairs: Vec<(EntityId, EntityId)>,
    /// The base form of the object, where it is a thing that no name names.
    pub(super) thing: Option<String>,
    /// What a support verb adds of factuality.
    pub(super) effect: Option<Effect>,
    /// Whether an argument came from another word than the predicate and its dependents.
    pub(super) distant: bool,
}

impl Arguments {
    /// The arguments of some pairs; none without a pair.
    fn of(pairs: Vec<(EntityId, EntityId)>, effect: Option<Effect>, distant: bool) -> Option<Self> {
        (!pairs.is_empty()).then_some(Self { pairs, thing: None, effect, distant })
    }
}

/// Every subject with every other object.
fn cross(subjects: &[EntityId], objects: &[EntityId]) -> Vec<(EntityId, EntityId)> {
    let pairs = subjects.iter().flat_map(|subject| objects.iter().map(move |object| (subject, object)));
    pairs.filter(|(subject, object)| subject != object).map(|(subject, object)| (subject.clone(), object.clone())).collect()
}

/// Every member with every later one.
fn among(members: &[EntityId]) -> Vec<(EntityId, EntityId)> {
    let pairs = members.iter().enumerate();
    pairs.flat_map(|(index, first)| members[index + 1..].iter().map(move |second| (first.clone(), second.clone()))).collect()
}

/// Adds what is not there yet.
pub(super) fn add(members: &mut Vec<EntityId>, found: Vec<EntityId>) {
    for entity in found {
        if !members.contains(&entity) {
            members.push(entity);
        }
    }
}

impl Scene<'_> {
    /// The first condition of a frame that does not hold.
    pub(super) fn unmet<'f>(&self, frame: &'f Frame, at: usize) -> Option<&'f (Slot, Vec<String>)> {
        let has = |lemmas: &[String], wanted: &str| lemmas.binary_search_by(|lemma| lemma.as_str().cmp(wanted)).is_ok();
        let is_one = |lemmas: &[String], word: usize| {
            let lemma = &self.lemmas[word];
            has(lemmas, lemma) || self.language.compounds.last_parts(lemma).any(|part| has(lemmas, part))
        };
        frame.with.iter().find(|(slot, lemmas)| {
            !self.fillers(at, slot, frame.pos).iter().any(|&(filler, _)| {
                let word = self.antecedent(filler);
                // A verb that governs is also meant with its particle, and with it only where it is one.
                if *slot == Slot::Head
                    && let Some((Pos::Verb, key)) = self.keys(word).first()
                {
                    return has(lemmas, key);
                }
                is_one(lemmas, word) || self.measured(word).into_iter().any(|part| is_one(lemmas, part))
            })
        })
    }

    /// The subjects and objects of a frame, from the predicate or from the verb that supports it.
    pub(super) fn arguments(&self, frame: &Frame, at: usize) -> Result<Arguments, Miss> {
        self.filled_slots(frame, at).map(|found| Arguments { pairs: self.others(frame, found.pairs), ..found }).and_then(|found| {
            let miss = || Miss::Pair(frame.subject.iter().chain(&frame.object).cloned().collect());
            if found.pairs.is_empty() { Err(miss()) } else { Ok(found) }
        })
    }

    fn filled_slots(&self, frame: &Frame, at: usize) -> Result<Arguments, Miss> {
        // Who builds a port is not what lies where it is.
        let lends = frame.pos == Pos::Noun && frame.relation != LOCATED_IN;
        let (verb, supports) = if lends { self.support(at) } else { None }.unwrap_or((at, &[]));
        if frame.subject == frame.object {
            return self.pairs(frame, at, verb, supports).ok_or_else(|| Miss::Pair(frame.subject.clone()));
        }
        let (mut own_subjects, used, mut near) = self.first(at, &frame.subject, frame.pos, None);
        if own_subjects.is_empty() && self.reaches_owners(&frame.relation) {
            let slots: Vec<Slot> = frame.subject.iter().filter(|slot| **slot != Slot::Obj).cloned().collect();
            own_subjects = self.owners(at, &slots, frame.pos, None);
            near |= !own_subjects.is_empty();
        }
        // What takes no object has no passive: who is allied is the subject.
        let stative = own_subjects.is_empty() && frame.pos == Pos::Verb && frame.subject.contains(&Slot::Nsubj);
        if stative && !frame.object.contains(&Slot::Obj) && self.is_passive(at) && self.agents(at).is_empty() {
            own_subjects = self.passive_subjects(at).into_iter().flat_map(|subject| self.actors(subject)).collect();
        }
        if frame.pos == Pos::Verb
            && !own_subjects.is_empty()
            && used.is_some()
            && frame.subject.contains(&Slot::Nsubj)
            && self.is_event(&frame.relation)
        {
            add(&mut own_subjects, self.companions(at));
        }
        let (mut own_objects, _, mut far) = self.first(at, &frame.object, frame.pos, used);
        if !self.is_symmetric(&frame.relation) && own_objects.iter().all(|object| own_subjects.contains(object)) {
            let members = self.mutual(frame, at, verb);
            if let Some(found) = Arguments::of(cross(&members, &members), None, far) {
                return Ok(found);
            }
        }
        if own_objects.is_empty() {
            own_objects = self.giver_before(frame, at, &own_subjects);
            far |= !own_objects.is_empty();
        }
        // Nobody does it to oneself.
        own_objects.retain(|object| own_subjects.as_slice() != std::slice::from_ref(object));
        if own_objects.is_empty() && self.reaches_owners(&frame.relation) {
            own_objects = self.owners(at, &frame.object, frame.pos, used);
            if own_objects.is_empty() {
                own_objects = self.whereabouts(frame, at);
            }
            far |= !own_objects.is_empty();
        }
        let lent = if own_subjects.is_empty() && !own_objects.is_empty() { self.lent_subjects(frame, at) } else { Vec::new() };
        let distant = near || far || !lent.is_empty();
        let (own_subjects, lent) = if own_subjects.is_empty() && supports.is_empty() { (lent, Vec::new()) } else { (own_subjects, lent) };
        if frame.pos == Pos::Verb && self.ontology.takes_things(&frame.relation) {
            // Things reject nobody: where one stands as the subject, the parser took the order of the words for that of the roles.
            let inanimate = |&subject: &usize| self.sentence.tree.word(subject).feats.get("Animacy") == "Inan";
            let turned = own_subjects.is_empty()
                && !own_objects.is_empty()
                && frame.object.contains(&Slot::Obj)
                && self.sentence.tree.dependents(at, "nsubj").any(|subject| inanimate(&subject));
            let (actors, slots) = if turned { (&own_objects, &frame.subject) } else { (&own_subjects, &frame.object) };
            if !actors.is_empty() && (turned || own_objects.is_empty()) {
                let (noun, thing) = self.thing(at, slots).ok_or_else(|| Miss::Object(frame.object.clone()))?;
                let pairs = actors.iter().map(|actor| (actor.clone(), thing.clone())).collect();
                return Ok(Arguments { pairs, thing: Some(noun), effect: None, distant });
            }
        }
        if !own_subjects.is_empty() && !own_objects.is_empty() {
            // The verb still says whether it is so: support withheld is no support.
            let effect = supports.iter().find_map(|support| support.effect);
            let found = Arguments::of(cross(&own_subjects, &own_objects), effect, distant);
            return found.ok_or_else(|| Miss::Pair(frame.subject.clone()));
        }
        // Xi and Putin signed a treaty: of a relation that is the same on both sides, with each other where there is no other.
        if self.is_symmetric(&frame.relation) && own_objects.is_empty() && own_subjects.len() > 1 {
            let alone = frame.object.iter().all(|slot| self.fillers(at, slot, frame.pos).is_empty());
            if let Some(found) = Arguments::of(among(&own_subjects), None, distant).filter(|_| alone) {
                return Ok(found);
            }
        }
        let miss = if own_subjects.is_empty() { Miss::Subject(frame.subject.clone()) } else { Miss::Object(frame.object.clone()) };
        // The first of the verb's ways to place them that finds both.
        let supported = supports.iter().find_map(|support| {
            let pick = |own: &[EntityId], slots: &[Slot], not: Option<usize>| {
                if own.is_empty() { self.first(verb, slots, Pos::Verb, not) } else { (own.to_vec(), None, false) }
            };
            let (subjects, taken, _) = pick(&own_subjects, &support.subject, None);
            let (objects, _, _) = pick(&own_objects, &support.object, taken.or(used));
            Arguments::of(cross(&subjects, &objects), support.effect, distant)
        });
        if supported.is_some() || !own_subjects.is_empty() {
            return supported.ok_or(miss);
        }
        // Then who does what it is a circumstance of, whose goods they are, or who is known to do it.
        let effect = supports.iter().find_map(|support| support.effect);
        let subjects = if lent.is_empty() { self.origin(frame, at) } else { lent };
        let others = Arguments::of(cross(&subjects, &own_objects), effect, true);
        others.or_else(|| Arguments::of(self.aggressors(frame, &own_objects), None, true)).ok_or(miss)
    }

    pub(super) fn is_symmetric(&self, relation: &str) -> bool {
        self.ontology.relations.get(relation).is_some_and(|relation| relation.symmetric)
    }

    /// Whether a relation is of an event type of PLOVER.
    pub(super) fn is_plover(&self, relation: &str, event: &str) -> bool {
        self.ontology.relations.get(relation).is_some_and(|relation| relation.plover.iter().any(|own| own == event))
    }

    /// The thing in one of the slots: a common noun, by its base form and by its id in the graph.
    fn thing(&self, at: usize, slots: &[Slot]) -> Option<(String, EntityId)> {
        let tree = &self.sentence.tree;
        let fillers = slots
            .iter()
            .filter(|slot| !matches!(slot, Slot::Xcomp | Slot::Ccomp | Slot::ClauseSubject))
            .flat_map(|slot| self.fillers(at, slot, Pos::Verb));
        fillers
            .map(|(filler, _)| tree.word(self.antecedent(filler)))
            .find(|word| word.upos == Upos::Noun && self.language.lexicon.time.get(&word.lemma).is_none())
            .and_then(|word| {
                // A base form that begins otherwise than the word is the tagger's mistake.
                let begins_alike = word.lemma.chars().zip(word.form.chars()).take(3).all(|(a, b)| a.to_lowercase().eq(b.to_lowercase()));
                let noun = if begins_alike { word.lemma.clone() } else { word.form.clone() };
                let id = self.romanisation.identifier(&noun);
                (!id.is_empty()).then_some((noun, id))
            })
    }

    /// All pairs among the actors of a frame whose subject and object stand in the same slots, and among those that the verb lends.
    fn pairs(&self, frame: &Frame, at: usize, verb: usize, supports: &[Support]) -> Option<Arguments> {
        let mut members: Vec<EntityId> = Vec::new();
        let mut distant = false;
        for slot in &frame.subject {
            for (filler, far) in self.fillers(at, slot, frame.pos) {
                distant |= far;
                add(&mut members, self.filled(filler, slot));
            }
        }
        let effect = supports.iter().find_map(|support| support.effect);
        if let Some(found) = Arguments::of(among(&members), effect, distant) {
            return Some(found);
        }
        supports.iter().find_map(|support| {
            let mut members = members.clone();
            for slot in support.subject.iter().chain(&support.object) {
                for (filler, _) in self.fillers(verb, slot, Pos::Verb) {
                    add(&mut members, self.filled(filler, slot));
                }
            }
            Arguments::of(among(&members), support.effect, distant)
        })
    }

    /// The actors in the first slot that has any, the word they stand at, and whether it is far from the predicate. `not` is a word that
    /// already is another argument.
    fn first(&self, at: usize, slots: &[Slot], pos: Pos, not: Option<usize>) -> (Vec<EntityId>, Option<usize>, bool) {
        let mut against = false;
        for slot in slots {
            // He fought in Mali against bandits: where it is done is nothing it is done to.
            let locative = matches!(slot, Slot::Adposition(adposition) if self.language.locative.contains(adposition));
            if locative && against {
                continue;
            }
            let fillers = self.fillers(at, slot, pos);
            against |= matches!(slot, Slot::Adposition(_)) && !locative && fillers.iter().any(|(_, far)| !far);
            for (filler, far) in fillers {
                if Some(filler) == not && !matches!(slot, Slot::Compound | Slot::Amod) {
                    continue;
                }
                let found = self.filled(filler, slot);
                if !found.is_empty() {
                    return (found, Some(filler), far);
                }
            }
        }
        (Vec::new(), None, false)
    }

    fn filled(&self, filler: usize, slot: &Slot) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        match slot {
            Slot::Amod => {
                let found = self.attributes_of(filler, Form::Adjective);
                // US-Chinese rivalry: the first of joined adjectives may be a name.
                let joined = tree.word(filler).head.is_some_and(|head| tree.word(head).relation() == "amod");
                match self.mention(filler).filter(|_| found.is_empty() && joined && tree.word(filler).relation() != "conj") {
                    Some(mention) => mention.entities.clone(),
                    None => found,
                }
            }
            Slot::Compound => match self.attribute(filler, Form::Compound) {
                Some(entity) => vec![entity],
                None => self.actors(filler),
            },
            Slot::Nsubj => {
                let actors = self.actors(filler);
                // Russian planes are Russia.
                if actors.is_empty() { self.owner_group(filler) } else { actors }
            }
            _ => self.actors(filler),
        }
    }

    /// The support verb of a noun and what it may do with the noun's arguments.
    pub(super) fn support(&self, at: usize) -> Option<(usize, &[Support])> {
        let tree = &self.sentence.tree;
        let mut noun = at;
        while tree.word(noun).relation() == "conj" {
            noun = tree.word(noun).head?;
        }
        let supports = |verb: usize| {
            let mut keys = self.keys(verb).into_iter().filter(|(pos, _)| *pos == Pos::Verb);
            let found =
                keys.find_map(|(_, lemma)| Some(self.language.lexicon.frames.supports(&lemma)).filter(|found| !found.is_empty()))?;
            Some((verb, found))
        };
        // What begins after a strike is no strike.
        let circumstance = |word: usize| self.adpositions(word).iter().any(|adposition| self.language.circumstances.contains(adposition));
        let is_argument = |word: usize| match tree.word(word).relation() {
            "obl" => !circumstance(word),
            // What does something to something else is not done by it: the invasion gave cover to others.
            "nsubj" => tree.word(word).head.is_none_or(|verb| self.is_passive(verb) || tree.dependents(verb, "obj").next().is_none()),
            relation => matches!(relation, "obj" | "iobj" | "xcomp"),
        };
        // The strikes that London flies against the Houthis: the clause says whose they are, whatever else is done about them.
        let mut clauses = self.relative_clauses(noun).into_iter();
        let is_core = |place: usize| matches!(tree.word(place).relation(), "obj" | "nsubj");
        let below = clauses.find_map(|(verb, place)| supports(verb).filter(|_| place == verb || is_core(place)));
        below.or_else(|| tree.word(noun).head.filter(|_| is_argument(noun)).and_then(supports))
    }
}
