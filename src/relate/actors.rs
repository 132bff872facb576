//! Whom a word stands for.

use super::Scene;
use crate::entity::EntityId;
use crate::link::{Form, Linked};
use crate::ontology::{ACTOR, PERSON};
use crate::tree::Upos;

/// How deep nouns are looked into for the actor they belong to.
const DEPTH: usize = 3;

impl Scene<'_> {
    /// Whether a word is part of a longer name and so no predicate.
    pub(super) fn is_inside_name(&self, at: usize) -> bool {
        self.sentence.mentions.iter().any(|mention| mention.form == Form::Name && mention.words.contains(&at))
    }

    /// The actors of an argument: those of the word and of what is coordinated with it, in the order of the text.
    pub(super) fn actors(&self, at: usize) -> Vec<EntityId> {
        let mut found = Vec::new();
        self.gather(at, DEPTH, &mut found);
        found
    }

    fn gather(&self, at: usize, depth: usize, found: &mut Vec<EntityId>) {
        let mentioned = self.mention(at).map(|mention| mention.entities.clone());
        let before = found.len();
        for entity in mentioned.unwrap_or_else(|| self.described(at, depth)) {
            if !found.contains(&entity) {
                found.push(entity);
            }
        }
        let tree = &self.sentence.tree;
        if found.len() == before && depth > 0 {
            for example in self.examples(at) {
                self.gather(example, depth - 1, found);
            }
        }
        if found.len() == before && depth > 0 {
            for measured in self.measured(at) {
                self.gather(measured, depth - 1, found);
            }
        }
        // Of a clause without its verb, only joined to the word: France supplies guns, and Germany shells.
        for other in tree.dependents(at, "conj").filter(|&other| tree.dependents(other, "orphan").next().is_none()) {
            if tree.word(other).upos.is_nominal() || tree.word(other).upos == Upos::Adj || tree.word(other).upos == Upos::X {
                self.gather(other, depth, found);
            }
        }
    }

    /// The examples of what a noun names: several firms, including Huawei.
    fn examples(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        if word.upos != Upos::Noun {
            return Vec::new();
        }
        let listed = |word: usize| {
            let word = tree.word(word);
            self.language.including.contains(&word.form.to_lowercase())
        };
        let introduced = |&child: &usize| {
            let relation = tree.word(child).relation();
            child > at
                && matches!(relation, "nmod" | "appos" | "acl" | "parataxis" | "conj" | "dep" | "flat" | "obl" | "advcl")
                && (listed(child)
                    || tree.children(child).iter().any(|&mark| listed(mark) && mark < child)
                    || self.adpositions(child).iter().any(|adposition| self.language.including.contains(adposition)))
        };
        tree.children(at).iter().copied().filter(introduced).collect()
    }

    /// What a noun of measure measures: a number of planes, billions of euros of assets.
    pub(super) fn measured(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let measures = |at: usize| self.language.measures.contains(&self.lemmas[at]) || self.is_multiplier(at);
        let mut found = vec![at];
        let mut next = 0;
        while let Some(&noun) = found.get(next).filter(|_| found.len() <= DEPTH) {
            let whose = |&child: &usize| {
                let adpositions = self.adpositions(child);
                tree.word(child).upos.is_nominal()
                    && tree.word(child).relation() == "nmod"
                    && (adpositions.is_empty() || adpositions.iter().any(|adposition| self.language.possessive.contains(adposition)))
            };
            if measures(noun) {
                found.extend(tree.children(noun).iter().copied().filter(whose));
            }
            next += 1;
        }
        found.split_off(1)
    }

    /// The actors that a noun stands for which is no mention itself: those named with it, the holder of an office, what a group belongs to.
    fn described(&self, at: usize, depth: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        let lemma = &tree.word(at).lemma;
        if depth == 0 {
            return Vec::new();
        }
        if let Some(name) = self.attached_name(at) {
            let mut names = Vec::new();
            self.gather(name, depth, &mut names);
            return names;
        }
        let target = if self.language.is_title(lemma) || self.language.is_group(lemma) { self.belongs_to(at, depth - 1) } else { None };
        let Some(target) = target else { return Vec::new() };
        if self.language.is_title(lemma) && tree.word(at).feats.get("Number") != "Plur" {
            let offices = self.language.offices_at(tree, at);
            let holder = self.gazetteer.holder(&offices, &target, self.document.date, &self.linked.entities);
            if let Some(holder) = holder.filter(|&holder| self.linked.entities.contains_key(holder)) {
                return vec![holder.clone()];
            }
        }
        // Who it is nobody says, but he acts for what he holds an office in; several of several.
        let mut targets = vec![target];
        for &child in tree.children(at).iter().filter(|&&child| matches!(tree.word(child).relation(), "nmod" | "compound")) {
            let group = self.actors(child);
            if group.first() == targets.first() {
                targets = group;
            }
        }
        for adjective in self.adjectives(at) {
            let others = self.attributes_of(adjective, Form::Adjective);
            targets.extend(others.into_iter().filter(|other| !targets.contains(other)).collect::<Vec<_>>());
        }
        targets
    }

    /// The state or organisation that a thing belongs to, by its genitive, possessive or adjective; what a word of time belongs to is no owner.
    pub(super) fn owner(&self, at: usize) -> Option<EntityId> {
        let word = self.sentence.tree.word(at);
        if word.upos != Upos::Noun || self.language.is_title(&word.lemma) || self.language.lexicon.time.get(&word.lemma).is_some() {
            return None;
        }
        // Soviet weapons are nobody's who acts today.
        let acts = |id: &EntityId| {
            let former = self.gazetteer.get(id).is_some_and(|known| known.former);
            !former && !matches!(self.class(id), PERSON | ACTOR | "City" | "Region" | "Place" | "Facility")
        };
        self.owned_by(at).filter(acts)
    }

    /// The owner of a thing with those whose adjectives are joined to his: British and American jets.
    pub(super) fn owner_group(&self, at: usize) -> Vec<EntityId> {
        let Some(owner) = self.owner(at) else { return Vec::new() };
        let joined: Vec<EntityId> =
            self.adjectives(at).into_iter().flat_map(|adjective| self.attributes_of(adjective, Form::Adjective)).collect();
        if joined.contains(&owner) { joined } else { vec![owner] }
    }

    fn owned_by(&self, at: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let owns = |&child: &usize| {
            !tree.has_case(child) || self.adpositions(child).iter().any(|adposition| self.language.possessive.contains(adposition))
        };
        let is_attribute = |&child: &usize| matches!(tree.word(child).relation(), "nmod" | "compound" | "det");
        let attributes = tree.children(at).iter().copied().filter(is_attribute);
        self.attribute(at, Form::Compound)
            .or_else(|| tree.children(at).iter().find_map(|&child| self.attribute(child, Form::Adjective)))
            .or_else(|| attributes.clone().filter(owns).find_map(|child| self.mention(child)?.entity().cloned()))
            // The assets of Russian banks.
            .or_else(|| {
                let mut nouns = attributes.filter(|child| owns(child) && self.mention(*child).is_none() && *child != at);
                nouns.find_map(|noun| tree.children(noun).iter().find_map(|&child| self.attribute(child, Form::Adjective)))
            })
    }

    /// The class of an entity; empty where there is none.
    pub(super) fn class(&self, id: &str) -> &str {
        self.linked.entities.get(id).map_or("", |entity| entity.class.as_str())
    }

    /// The mention that a word is in, as an argument.
    pub(super) fn mention(&self, at: usize) -> Option<&Linked> {
        self.sentence.mentions.iter().find(|mention| match mention.form {
            Form::Name => mention.words.contains(&at),
            Form::Pronoun | Form::Possessive | Form::Description => mention.head == at,
            Form::Adjective | Form::Compound | Form::Reflexive => false,
        })
    }

    /// The entities of an adjective or of the first part of a compound; several for `deutsch-polnisch`.
    pub(super) fn attributes_of(&self, at: usize, form: Form) -> Vec<EntityId> {
        let found = self.sentence.mentions.iter().filter(|mention| mention.form == form && mention.words.contains(&at));
        found.flat_map(|mention| mention.entities.iter().cloned()).collect()
    }

    /// The first entity of an adjective or of the first part of a compound.
    pub(super) fn attribute(&self, at: usize, form: Form) -> Option<EntityId> {
        self.sentence
            .mentions
            .iter()
            .find(|mention| mention.form == form && mention.words.contains(&at))
            .and_then(|mention| mention.entity().cloned())
    }

    /// The word of the name that stands with a noun: `Präsident Putin`, `das Nachbarland Polen`.
    pub(super) fn attached_name(&self, at: usize) -> Option<usize> {
        let tree = &self.sentence.tree;
        let direct = tree.children(at).iter().copied().find_map(|child| {
            let word = tree.word(child);
            let close = matches!(word.relation(), "flat" | "appos")
                || (matches!(word.relation(), "nmod" | "compound" | "dep")
                    && word.deprel != "nmod:poss"
                    && word.upos == Upos::Propn
                    && !tree.has_case(child));
            let name = self.mention(child).filter(|_| close)?.entity()?;
            let class = self.class(name);
            // A bare name behind a noun may be its genitive; a person behind a title is not.
            let fits = word.relation() != "nmod" && word.relation() != "compound" || class == PERSON && word.feats.get("Case") != "Gen";
            fits.then_some(child)
        });
        direct.or_else(|| self.name_after(at))
    }

    /// The person named at the end of a title's phrase, where the parser hung the name on the state before it: `президент Ірану Ебрагім Раїсі`.
    fn name_after(&self, at: usize) -> Option<usize> {
        let tree = &self.sentence.tree;
        if !self.language.is_title(&tree.word(at).lemma) {
            return None;
        }
        let below = |word: usize| {
            tree.ancestors(word)
                .take_while(|&above| above != at)
                .all(|above| matches!(tree.word(above).relation(), "nmod" | "flat" | "appos"))
                && tree.ancestors(word).any(|above| above == at)
        };
        let people = self.sentence.mentions.iter().filter(|mention| {
            mention.form == Form::Name && mention.head > at && mention.entity().is_some_and(|id| self.class(id) == PERSON)
        });
        people
            .filter(|mention| matches!(tree.word(mention.head).relation(), "flat" | "appos" | "nmod") && !tree.has_case(mention.head))
            .map(|mention| mention.head)
            .find(|&head| below(head))
    }

    /// The state or organisation that a noun belongs to: adjective, first part of the compound, attribute; or that of its attribute.
    pub(super) fn belongs_to(&self, at: usize, depth: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        if let Some(entity) = self.attribute(at, Form::Compound) {
            return Some(entity);
        }
        let children = tree.children(at);
        if let Some(entity) = children.iter().find_map(|&child| self.attribute(child, Form::Adjective)) {
            return Some(entity);
        }
        let attributes =
            children.iter().copied().filter(|&child| matches!(tree.word(child).relation(), "nmod" | "compound" | "obl" | "det"));
        let attributes: Vec<usize> = attributes.collect();
        attributes
            .iter()
            .find_map(|&child| {
                let mention = self.mention(child)?;
                let entity = mention.entity()?;
                (self.class(entity) != PERSON || mention.form == Form::Possessive || !tree.has_case(child)).then(|| entity.clone())
            })
            .or_else(|| {
                if depth == 0 {
                    return None;
                }
                let named = |child| {
                    let name = self.attached_name(child).and_then(|name| self.mention(name)?.entity())?;
                    (self.class(name) != PERSON).then(|| name.clone())
                };
                attributes.iter().find_map(|&child| named(child).or_else(|| self.belongs_to(child, depth - 1)))
            })
    }
}
