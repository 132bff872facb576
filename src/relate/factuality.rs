//! How firmly a predicate is stated: by what modifies it, and by what governs it.

use super::Scene;
use crate::claim::Factuality;
use crate::entity::EntityId;
use crate::lexicon::{Effect, EffectRule, Role};
use crate::ontology::{ASSAULT, CONSULT, Relation};
use crate::tree::{Feats, Upos};

/// How far up the tree a predicate is governed.
const REACH: usize = 5;

/// What a sentence says of a predicate's factuality.
pub(super) struct Status {
    pub(super) factuality: Factuality,
    pub(super) denied_by: Vec<EntityId>,
}

/// Effects as they add up: a denied denial affirms, and what is both denied and uncertain is denied.
#[derive(Default)]
struct Effects {
    /// Whether what is stated happens and is over, so that its end does not undo it.
    happens: bool,
    uncertain: bool,
    excluded: bool,
    conditional: bool,
    denials: usize,
    denied_by: Vec<EntityId>,
}

impl Effects {
    fn add(&mut self, effect: Option<Effect>) {
        match effect {
            Some(Effect::Uncertain) => self.uncertain = true,
            Some(Effect::Denied) => self.denials += 1,
            Some(Effect::Ended) if !self.happens => self.denials += 1,
            Some(Effect::Excluded) => self.excluded = true,
            Some(Effect::Ended | Effect::Reversed) | None => {}
        }
    }

    fn status(self) -> Status {
        let denied = self.denials % 2 == 1;
        // If they do not agree: neither that they do nor that they do not.
        let factuality = if denied && self.conditional {
            Factuality::Uncertain
        } else if denied != self.excluded {
            Factuality::Denied
        } else if self.uncertain || self.excluded {
            Factuality::Uncertain
        } else {
            Factuality::Fact
        };
        let denied_by = if factuality == Factuality::Denied { self.denied_by } else { Vec::new() };
        Status { factuality, denied_by }
    }
}

impl Scene<'_> {
    /// The factuality of the predicate `at`, where its frame says `own` of it and makes the relation `name`; of one that is itself something
    /// said, an accusation or demand, that it is rejected does not say that it was not made. `told` is whether the effect is that of the verb
    /// above, which then adds none of its own.
    pub(super) fn status(&self, at: usize, own: Option<Effect>, name: &str, told: bool) -> Status {
        let spoken = self.ontology.relations.get(name).is_some_and(Relation::is_spoken);
        let mut effects = Effects { happens: self.is_plover(name, CONSULT) || self.is_plover(name, ASSAULT), ..Effects::default() };
        effects.add(own);
        let denials = effects.denials;
        self.modifiers(at, &mut effects);
        effects.denials += usize::from(effects.denials == denials && self.arguments_negated(at));
        let tree = &self.sentence.tree;
        let mut below = at;
        for above in tree.ancestors(at).take(REACH) {
            let relation = tree.word(below).relation();
            // A coordinated predicate shares what governs the first one, not what modifies it; an adverbial clause stands by itself.
            let governs = matches!(relation, "xcomp" | "ccomp" | "csubj" | "obj" | "nsubj" | "nmod" | "obl" | "iobj" | "acl")
                || (relation == "advcl" && self.is_complement(below));
            let relative = tree.word(below).deprel == "acl:relcl" || tree.word(below).feats.get("VerbForm") == "Fin";
            if relation == "parataxis"
                || (relation == "acl" && relative && !self.is_complement(below))
                || (relation == "advcl" && !self.is_infinitive(below) && !self.is_complement(below))
            {
                break;
            }
            let made = spoken && below == at && tree.word(at).upos == Upos::Noun && matches!(relation, "obj" | "nsubj" | "obl");
            // What one is asked to do is not done yet.
            effects.uncertain |= self.is_infinitive(below) && self.is_asked(above);
            if governs && !made {
                self.governor(above, below, told && below == at, &mut effects);
            }
            // Did not invade one and endanger the other: infinitives share what stands before the first.
            let shares = relation == "conj" && self.is_infinitive(below) && self.is_infinitive(above) && below == at;
            if shares && tree.dependents(below, "nsubj").next().is_none() && tree.dependents(below, "aux").next().is_none() {
                self.modifiers(above, &mut effects);
            }
            below = above;
        }
        if self.is_question() {
            effects.uncertain = true;
        }
        effects.status()
    }

    /// Auxiliaries, adverbs, adjectives, determiners, subordinators and adpositions of a predicate, and its own future or conditional.
    /// Several negations of one predicate are one: `ніколи не`, `not … any`.
    fn modifiers(&self, at: usize, effects: &mut Effects) {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        let denials = effects.denials;
        for &child in tree.children(at) {
            let dependent = tree.word(child);
            let roles: &[Role] = match dependent.relation() {
                "aux" | "cop" => &[Role::Auxiliary, Role::Adverb],
                "advmod" | "discourse" => &[Role::Adverb],
                "det" => &[Role::Determiner],
                "amod" | "acl" => &[Role::Adjective],
                "mark" | "cc" => &[Role::Conjunction, Role::Adverb],
                "case" => &[Role::Adposition],
                "nmod" | "compound" | "nummod" => &[],
                _ if dependent.upos == Upos::Part => &[Role::Adverb],
                _ => &[],
            };
            // No longer: a word with the one before it.
            let joined = tree.children(child).iter().find(|&&part| part + 1 == child && !roles.is_empty());
            let joined = joined.map(|&part| format!("{}_{}", tree.word(part).form, dependent.form));
            // Has yet to: a word with the one behind it.
            let behind = tree.words().get(child + 1).filter(|_| !roles.is_empty());
            let behind = behind.map(|next| format!("{}_{}", dependent.form, next.form));
            for &role in roles {
                let mut phrases = joined.iter().chain(&behind);
                let whole = phrases.find_map(|phrase| self.effect(role, phrase, phrase, &dependent.feats, &word.feats));
                let effect = whole.or_else(|| self.effect(role, &dependent.lemma, &dependent.form, &dependent.feats, &word.feats));
                effects.add(effect);
                effects.conditional |= role == Role::Conjunction && effect == Some(Effect::Uncertain);
                if effect.is_some() {
                    break;
                }
            }
        }
        // Allegedly secret talks, met allegedly in secret: what is doubted of a circumstance is doubted of the whole.
        let nested = tree.children(at).iter().filter(|&&child| matches!(tree.word(child).relation(), "amod" | "advmod"));
        effects.uncertain |= nested.flat_map(|&child| tree.dependents(child, "advmod")).any(|adverb| {
            let adverb = tree.word(adverb);
            self.effect(Role::Adverb, &adverb.lemma, &adverb.form, &adverb.feats, &word.feats) == Some(Effect::Uncertain)
        });
        effects.denials = effects.denials.min(denials + 1);
        // The present of a perfective verb is its future.
        let future = word.feats.get("Tense") == "Fut" || (word.feats.get("Tense") == "Pres" && word.feats.get("Aspect") == "Perf");
        if future || word.feats.get("Mood") == "Cnd" {
            effects.uncertain = true;
        }
    }

    /// `kein`, `жоден`, `no` on an argument negates the predicate, and so does `nobody`; but not what is negated already.
    fn arguments_negated(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        let negates = |word: usize| {
            let word = tree.word(word);
            self.effect(Role::Determiner, &word.lemma, &word.form, &word.feats, &word.feats) == Some(Effect::Denied)
        };
        let mut arguments = tree.children(at).iter().filter(|&&child| matches!(tree.word(child).relation(), "obj" | "nsubj"));
        matches!(tree.word(at).upos, Upos::Verb | Upos::Aux)
            && arguments.any(|&child| {
                let pair = tree.children(child).iter().filter(|&&word| word < child && !tree.word(word).upos.is_nominal());
                let neither = pair
                    .map(|&word| tree.word(word))
                    .any(|word| self.effect(Role::Conjunction, &word.lemma, &word.form, &word.feats, &word.feats) == Some(Effect::Denied));
                neither || (tree.word(child).upos == Upos::Pron && negates(child)) || tree.dependents(child, "det").any(negates)
            })
    }

    /// What the word `above` makes of `below`, which it governs, unless that is `told` already; and what modifies it in turn.
    fn governor(&self, above: usize, below: usize, told: bool, effects: &mut Effects) {
        let tree = &self.sentence.tree;
        let word = tree.word(above);
        let relation = tree.word(below).relation();
        let effect = self
            .keys(above)
            .into_iter()
            .map(|(_, lemma)| lemma)
            .chain(std::iter::once(word.lemma.to_lowercase()))
            .find_map(|lemma| self.effect(Role::Governor, &lemma, &lemma, &word.feats, &word.feats));
        // The one who plans or denies is no part of what is planned or denied; neither is a circumstance.
        let inside = match relation {
            "nsubj" => self.is_passive(above) || matches!(word.upos, Upos::Noun | Upos::Adj),
            "obl" => false,
            _ => true,
        };
        if inside && !told {
            effects.add(effect);
            if matches!(effect, Some(Effect::Denied | Effect::Excluded)) && word.upos == Upos::Verb {
                for (subject, _) in self.fillers(above, &crate::lexicon::Slot::Nsubj, crate::lexicon::Pos::Verb) {
                    effects.denied_by.extend(self.actors(subject));
                }
            }
        }
        // Negation and modality of a verb reach its complements and its object nouns, but not what is merely said.
        let said = self.is_report(above) && effect.is_none() && relation == "ccomp";
        // He did not welcome the war: what one does or does not do about a thing supposes it, unless the verb is there for its sake.
        let takes = matches!(relation, "obj" | "obl") || (relation == "nsubj" && tree.dependents(above, "obj").next().is_some());
        let noun = tree.word(below).upos == Upos::Noun && takes && word.upos == Upos::Verb;
        let supposed = noun && effect.is_none() && !self.is_passive(above) && !self.carries(above);
        if !said
            && (inside || relation == "obl" || relation == "nsubj")
            && matches!(word.upos, Upos::Verb | Upos::Aux | Upos::Noun | Upos::Adj)
        {
            let denials = effects.denials;
            self.modifiers(above, effects);
            if supposed {
                effects.denials = denials;
            }
        }
    }

    fn effect(&self, role: Role, lemma: &str, form: &str, feats: &Feats, predicate: &Feats) -> Option<Effect> {
        let effects = &self.language.lexicon.effects;
        let rules = effects.get(&(role, lemma.to_lowercase())).or_else(|| effects.get(&(role, form.to_lowercase())))?;
        let holds = |rule: &&EffectRule| {
            rule.own.as_ref().is_none_or(|(name, value)| feats.get(name) == value)
                && rule.predicate.as_ref().is_none_or(|(name, value)| predicate.get(name) == value)
        };
        rules.iter().find(holds).map(|rule| rule.effect)
    }

    /// Whether a verb denies what it governs.
    pub(super) fn denies(&self, at: usize) -> bool {
        let word = self.sentence.tree.word(at);
        let mut keys = self.keys(at).into_iter().map(|(_, lemma)| lemma);
        keys.any(|lemma| self.effect(Role::Governor, &lemma, &lemma, &word.feats, &word.feats) == Some(Effect::Denied))
            && self.is_report(at)
    }

    /// Whether a verb is there for the sake of its noun: a support verb.
    fn carries(&self, verb: usize) -> bool {
        let frames = &self.language.lexicon.frames;
        self.keys(verb).iter().any(|(_, lemma)| !frames.supports(lemma).is_empty())
    }

    fn is_infinitive(&self, at: usize) -> bool {
        self.sentence.tree.word(at).feats.get("VerbForm") == "Inf"
    }

    /// Whether the sentence is a question: it ends with its mark.
    fn is_question(&self) -> bool {
        let tree = &self.sentence.tree;
        let last = tree.words().iter().rev().find(|word| word.form.chars().any(|c| c.is_alphanumeric() || c == '?'));
        last.is_some_and(|word| word.form.starts_with('?'))
    }
}
