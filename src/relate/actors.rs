//! Whom a word stands for.

use super::Scene;
use crate::entity::EntityId;
use crate::link::{Form, Linked};
use crate::ontology::PERSON;
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
        for entity in mentioned.unwrap_or_else(|| self.actor(at, depth).into_iter().collect()) {
            if !found.contains(&entity) {
                found.push(entity);
            }
        }
        let tree = &self.sentence.tree;
        for other in tree.dependents(at, "conj") {
            if tree.word(other).upos.is_nominal() || tree.word(other).upos == Upos::Adj || tree.word(other).upos == Upos::X {
                self.gather(other, depth, found);
            }
        }
    }

    /// The actor that a word stands for.
    pub(super) fn actor(&self, at: usize, depth: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        if let Some(mention) = self.mention(at) {
            return mention.entity().cloned();
        }
        if depth == 0 {
            return None;
        }
        if word.feats.get("PronType").contains("Rel") {
            let modified = self.antecedent(at).and_then(|noun| self.actor(noun, depth - 1));
            return modified.or_else(|| self.name_before(at));
        }
        if let Some(name) = self.attached_name(at) {
            return Some(name);
        }
        let offices = self.language.offices(&word.lemma);
        if !offices.is_empty() {
            let target = self.belongs_to(at, depth - 1)?;
            return offices.iter().find_map(|office| self.holder(&office.relation, &target));
        }
        if self.language.is_group(&word.lemma) {
            return self.belongs_to(at, depth - 1);
        }
        None
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

    /// The noun that a relative pronoun stands for: the one its clause modifies.
    fn antecedent(&self, at: usize) -> Option<usize> {
        let tree = &self.sentence.tree;
        std::iter::once(at)
            .chain(tree.ancestors(at))
            .find(|&word| tree.word(word).relation() == "acl")
            .and_then(|clause| tree.word(clause).head)
    }

    /// The name right before a relative pronoun, its comma and adposition apart; where the parser did not find what the clause modifies.
    fn name_before(&self, at: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let last = (0..at).rev().find(|&before| !matches!(tree.word(before).upos, Upos::Punct | Upos::Adp))?;
        let comma = (last + 1..at).any(|between| tree.word(between).upos == Upos::Punct);
        self.mention(last).filter(|mention| comma && mention.form == Form::Name).and_then(|mention| mention.entity().cloned())
    }

    /// The name that stands with a noun: `Präsident Putin`, `das Nachbarland Polen`.
    pub(super) fn attached_name(&self, at: usize) -> Option<EntityId> {
        let tree = &self.sentence.tree;
        let direct = tree.children(at).iter().copied().find_map(|child| {
            let word = tree.word(child);
            let close = matches!(word.relation(), "flat" | "appos")
                || (matches!(word.relation(), "nmod" | "compound" | "dep") && word.upos == Upos::Propn && !self.has_case(child));
            let name = self.mention(child).filter(|_| close)?.entity()?;
            let class = self.linked.entities.get(name).map(|entity| entity.class.as_str());
            // A bare name behind a noun may be its genitive; a person behind a title is not.
            let fits =
                word.relation() != "nmod" && word.relation() != "compound" || class == Some(PERSON) && word.feats.get("Case") != "Gen";
            fits.then(|| name.clone())
        });
        direct.or_else(|| self.name_after(at))
    }

    /// The person named at the end of a title's phrase, where the parser hung the name on the state before it: `президент Ірану Ебрагім Раїсі`.
    fn name_after(&self, at: usize) -> Option<EntityId> {
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
            let class = mention.entity().and_then(|id| self.linked.entities.get(id)).map(|entity| entity.class.as_str());
            mention.form == Form::Name && mention.head > at && class == Some(PERSON)
        });
        people
            .filter(|mention| matches!(tree.word(mention.head).relation(), "flat" | "appos" | "nmod") && !self.has_case(mention.head))
            .find(|mention| below(mention.head))
            .and_then(|mention| mention.entity().cloned())
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
                let class = self.linked.entities.get(entity).map_or("", |entity| entity.class.as_str());
                (class != PERSON || mention.form == Form::Possessive || !self.has_case(child)).then(|| entity.clone())
            })
            .or_else(|| {
                if depth == 0 {
                    return None;
                }
                attributes.iter().find_map(|&child| self.belongs_to(child, depth - 1))
            })
    }

    /// Who holds an office: on the article's date by the gazetteer, or the only one whom the article names.
    pub(super) fn holder(&self, relation: &str, target: &str) -> Option<EntityId> {
        if let Some(holder) = self.gazetteer.holder(relation, target, self.document.date) {
            return Some(holder.clone());
        }
        let mut named = self.linked.entities.keys().filter(|id| {
            self.gazetteer.get(id).is_some_and(|known| known.terms.iter().any(|term| term.relation == relation && term.target == target))
        });
        let first = named.next()?;
        named.next().is_none().then(|| first.clone())
    }

    /// Whether a word has an adposition; the mark of a possessive is none.
    pub(super) fn has_case(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        tree.dependents(at, "case").any(|case| tree.word(case).upos != Upos::Part)
    }
}
