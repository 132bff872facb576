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

/// How deep below its verb's object a receiver may hang.
const DEEPEST: usize = 2;

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
fn add(members: &mut Vec<EntityId>, found: Vec<EntityId>) {
    for entity in found {
        if !members.contains(&entity) {
            members.push(entity);
        }
    }
}

impl Scene<'_> {
    /// The first condition of a frame that does not hold.
    pub(super) fn unmet<'f>(&self, frame: &'f Frame, at: usize) -> Option<&'f (Slot, Vec<String>)> {
        frame.with.iter().find(|(slot, lemmas)| {
            !self.fillers(at, slot, frame.pos).iter().any(|&(filler, _)| {
                let word = self.antecedent(filler);
                let lemma = self.sentence.tree.word(word).lemma.to_lowercase();
                let keys = if *slot == Slot::Head { self.keys(word) } else { Vec::new() };
                // A verb is also meant with its particle, and with it only where it is one.
                let verb = keys.first().filter(|(pos, _)| *pos == Pos::Verb).map(|(_, key)| key);
                let whole = verb.unwrap_or(&lemma);
                let is =
                    |lemma: &str, wanted: &str| lemma == wanted || self.language.compounds.last_parts(lemma).any(|part| part == wanted);
                let measured = self.measured(word).into_iter().map(|word| self.sentence.tree.word(word).lemma.to_lowercase());
                let measured: Vec<String> = measured.collect();
                lemmas.iter().any(|wanted| wanted == whole || is(&lemma, wanted) || measured.iter().any(|lemma| is(lemma, wanted)))
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
                if actors.is_empty() { self.owner(filler).into_iter().collect() } else { actors }
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

    /// The words in a slot of a predicate, nearest first, and whether each was found away from the predicate itself.
    pub(super) fn fillers(&self, at: usize, slot: &Slot, pos: Pos) -> Vec<(usize, bool)> {
        let near = |words: Vec<usize>| words.into_iter().map(|word| (word, false)).collect();
        match (pos, slot) {
            (_, Slot::Adposition(adposition)) => self.with_adposition(at, adposition),
            (Pos::Verb, Slot::Nsubj) if self.is_passive(at) || self.is_impersonal(at) => near(self.agents(at)),
            (Pos::Verb, Slot::Nsubj) => near(self.subjects(at, 4)),
            (Pos::Verb, Slot::Obj) => near(if self.is_passive(at) { self.passive_subjects(at) } else { self.objects(at) }),
            (Pos::Verb, Slot::Iobj) => near(self.indirect_objects(at)),
            (Pos::Verb, Slot::Obl) => near(self.bare(at, &["obl"])),
            (Pos::Verb, Slot::Nmod) => near(self.bare(at, &["obj"]).into_iter().flat_map(|object| self.bare(object, &["nmod"])).collect()),
            (Pos::Noun, Slot::Nmod) => near(self.attributes(at, &["", "Gen", "Nom", "Acc", "Loc"])),
            (Pos::Noun, Slot::Iobj) => near(self.receivers(at)),
            (Pos::Noun, Slot::Obl) => near(self.attributes(at, &["", "Ins"])),
            (Pos::Noun | Pos::Adj, Slot::Nsubj) => near(self.bare(at, &["nsubj"])),
            (_, Slot::Amod) => near(self.adjectives(at)),
            (_, Slot::Compound) => {
                let tree = &self.sentence.tree;
                let is_part = |&child: &usize| {
                    let word = tree.word(child);
                    let before = matches!(word.relation(), "compound" | "nmod" | "flat") && word.deprel != "nmod:poss";
                    before && child < at && !tree.has_case(child)
                };
                // US-Iran talks: one part may hang on the other.
                let nested = |&child: &usize| tree.dependents(child, "compound").filter(move |part| *part < at);
                let parts: Vec<usize> = tree.children(at).iter().copied().filter(is_part).collect();
                let before = parts.iter().flat_map(|part| nested(part).chain([*part])).collect::<Vec<_>>().into_iter();
                near(std::iter::once(at).chain(before).filter(|&word| word != at || self.attribute(at, Form::Compound).is_some()).collect())
            }
            (_, Slot::Name) => near(self.named_by(at)),
            (_, Slot::Head) => near(self.sentence.tree.word(at).head.into_iter().collect()),
            (_, Slot::Advmod) => near(self.bare(at, &["advmod"])),
            (_, Slot::Xcomp) => near(self.bare(at, &["xcomp"])),
            (_, Slot::Ccomp) => near(self.bare(at, &["ccomp"])),
            (_, Slot::Case) => near(self.sentence.tree.dependents(at, "case").collect()),
            (_, Slot::GovernorSubject) => near(self.governor_subjects(at)),
            (_, Slot::ClauseSubject) => near(self.clause_subjects(at)),
            (_, Slot::ClauseObject) => near(self.clause_objects(at)),
            (Pos::Adj, Slot::Iobj | Slot::Obl) => {
                let feats = |word: &usize| &self.sentence.tree.word(*word).feats;
                let dative = |word: &usize| matches!(feats(word).get("Case"), "Dat" | "Loc");
                let mut found = self.bare(at, &["iobj", "obj", "obl", "nmod"]);
                found.retain(|word| feats(word).get("Case").is_empty() || dative(word) == (*slot == Slot::Iobj));
                near(found)
            }
            (Pos::Noun | Pos::Adj, Slot::Obj) | (Pos::Adj, Slot::Nmod) => near(self.bare(at, &["iobj", "obj", "obl", "nmod"])),
        }
    }

    /// The subjects of the clauses that a predicate governs, or who does what they say in the passive.
    fn clause_subjects(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let clauses = tree.children(at).iter().copied().filter(|&child| {
            let relation = tree.word(child).relation();
            relation == "ccomp" || (matches!(relation, "advcl" | "acl") && self.is_complement(child))
        });
        clauses
            .flat_map(|clause| if self.is_passive(clause) { self.agents(clause) } else { tree.dependents(clause, "nsubj").collect() })
            .collect()
    }

    /// The objects of the infinitives that a predicate governs.
    fn clause_objects(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let clauses = tree.children(at).iter().copied().filter(|&child| {
            matches!(tree.word(child).relation(), "xcomp" | "advcl" | "acl")
                && tree.dependents(child, "nsubj").next().is_none()
                && !self.is_passive(child)
        });
        clauses.filter(|&clause| tree.word(clause).deprel != "acl:relcl").flat_map(|clause| self.bare(clause, &["obj", "iobj"])).collect()
    }

    /// Who does what the verb above says, or is said to be what the noun above names.
    fn governor_subjects(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let Some(above) = tree.word(at).head else { return Vec::new() };
        match tree.word(above).upos {
            Upos::Verb | Upos::Aux if self.is_passive(above) => self.passive_subjects(above),
            Upos::Verb | Upos::Aux => self.subjects(above, 4),
            _ => self.said_of(above),
        }
    }

    /// The adjectives of a noun, with those that are joined to them: Russian and Turkish, Russian-Turkish.
    pub(super) fn adjectives(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let mut found = tree.children(at).to_vec();
        for &child in tree.children(at) {
            if tree.word(child).relation() == "amod" {
                let joined = tree.children(child).iter().copied();
                found.extend(joined.filter(|&other| matches!(tree.word(other).relation(), "conj" | "amod" | "compound" | "flat")));
            }
        }
        found
    }

    /// The names that a noun stands with, and the subject that is said to be it.
    fn named_by(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let mut found = self.bare(at, &["flat", "appos"]);
        if matches!(tree.word(at).relation(), "flat" | "appos") {
            // The prime minister X, a friend of Y: the name of what it stands beside.
            found.extend(tree.word(at).head.map(|head| self.attached_name(head).filter(|_| self.mention(head).is_none()).unwrap_or(head)));
        }
        found.extend(self.said_of(at));
        found.retain(|&word| self.mention(word).is_some());
        found
    }

    /// Dependents in one of the relations, without adposition.
    pub(super) fn bare(&self, at: usize, relations: &[&str]) -> Vec<usize> {
        let tree = &self.sentence.tree;
        relations
            .iter()
            .flat_map(|relation| tree.dependents(at, relation))
            .filter(|&child| tree.word(child).deprel != "obl:agent" && !self.sentence.tree.has_case(child))
            .collect()
    }

    /// The objects of a verb; those of a verb coordinated with it, where it has none: they train and arm them.
    fn objects(&self, at: usize) -> Vec<usize> {
        let own = self.bare(at, &["obj", "iobj"]);
        if !own.is_empty() {
            return own;
        }
        let tree = &self.sentence.tree;
        // The bases they keep: the noun is the object where no pronoun stands for it.
        if let Some(noun) = tree.word(at).head.filter(|_| tree.word(at).deprel == "acl:relcl")
            && self.relative_clauses(noun).contains(&(at, at))
            && tree.dependents(at, "nsubj").next().is_some()
        {
            return vec![noun];
        }
        let shares = |&other: &usize| tree.word(other).upos == Upos::Verb && tree.dependents(other, "nsubj").next().is_none();
        let others: Vec<usize> = tree.dependents(at, "conj").filter(shares).collect();
        others.into_iter().flat_map(|other| self.bare(other, &["obj"])).collect()
    }

    /// Genitives and possessives of a noun in one of the cases; one before the noun comes first, for it is the doer.
    pub(super) fn attributes(&self, at: usize, cases: &[&str]) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let is_attribute = |&child: &usize| match tree.word(child).relation() {
            // With articles, no noun has a bare attribute in another case than the genitive, whatever the tagger guesses of a name.
            "nmod" => (cases.contains(&tree.word(child).feats.get("Case")) || self.language.has_articles) && !tree.has_case(child),
            "det" => self.mention(child).is_some_and(|mention| mention.form == Form::Possessive),
            _ => false,
        };
        let mut found: Vec<usize> = tree.children(at).iter().copied().filter(is_attribute).collect();
        found.sort_by_key(|&child| (child > at, child));
        found
    }

    /// The datives of a noun, its own or those that the parser hung on what is given: the supply of arms to Israel.
    fn receivers(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let mut found = self.attributes(at, &["", "Dat"]);
        let goods = tree.dependents(at, "nmod").filter(|&child| !tree.has_case(child) && self.mention(child).is_none());
        let below = goods
            .flat_map(|child| self.bare(child, &["nmod"]))
            .filter(|&word| matches!(tree.word(word).feats.get("Case"), "Dat" | "Gen" | "Loc") && self.mention(word).is_some());
        found.extend(below);
        found
    }

    /// Indirect objects, however the parser calls them: by relation, or by the dative.
    fn indirect_objects(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let mut found = self.bare(at, &["iobj"]);
        // Ukraine was given tanks.
        if self.is_passive(at) && tree.dependents(at, "obj").next().is_some() {
            found.extend(self.passive_subjects(at));
        }
        // Without an adposition the locative of a name is its dative, which sounds the same.
        let dative = |&word: &usize| matches!(tree.word(word).feats.get("Case"), "Dat" | "Loc");
        let others = self.bare(at, &["obl", "obj"]);
        found.extend(others.iter().copied().filter(dative));
        // The parser takes a receiver without article for the object more often than not, or for any other phrase.
        found.extend(others.into_iter().filter(|word| !dative(word) && tree.word(*word).relation() == "obj"));
        // Where the parser hung the receiver on the goods: a package of aid to Ukraine.
        let mut goods = self.bare(at, &["obj"]);
        for _ in 0..DEEPEST {
            goods = goods.iter().flat_map(|&noun| self.bare(noun, &["nmod"])).collect();
            found.extend(goods.iter().copied().filter(|&word| dative(&word) && self.mention(word).is_some()));
        }
        let bare = self.bare(at, &["obl", "nmod"]);
        found.extend(bare.into_iter().filter(|&word| !found.contains(&word) && self.mention(word).is_some()).collect::<Vec<_>>());
        found
    }
}
