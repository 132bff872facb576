//! Who says so.

use super::Scene;
use crate::entity::EntityId;
use crate::lexicon::{Pos, Slot};
use crate::tree::Upos;

impl Scene<'_> {
    /// Whether a word is a verb or noun of saying.
    pub(super) fn is_report(&self, at: usize) -> bool {
        let word = self.sentence.tree.word(at);
        let reports = &self.language.lexicon.reports;
        match word.upos {
            Upos::Verb => self.keys(at).iter().any(|(_, lemma)| reports.verbs.contains(lemma)),
            Upos::Noun => reports.nouns.contains(&word.lemma.to_lowercase()),
            _ => false,
        }
    }

    /// The speakers of what the predicate `at` says: of the verbs of saying above it or beside it, and of phrases such as "according to".
    pub(super) fn speakers(&self, at: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        let mut found: Vec<EntityId> = Vec::new();
        let mut add = |speakers: Vec<EntityId>| {
            for speaker in speakers {
                if !found.contains(&speaker) {
                    found.push(speaker);
                }
            }
        };
        let chain: Vec<usize> = std::iter::once(at).chain(tree.ancestors(at)).collect();
        for (index, &word) in chain.iter().enumerate() {
            if index > 0 {
                let below = tree.word(chain[index - 1]).relation();
                if self.is_report(word) && matches!(below, "ccomp" | "parataxis" | "xcomp" | "obj" | "acl") {
                    add(self.subject_actors(word));
                }
            }
            for &child in tree.children(word) {
                let says = tree.word(child).relation() == "parataxis";
                if says && !chain.contains(&child) && self.is_report(child) {
                    add(self.subject_actors(child));
                }
                if matches!(tree.word(child).relation(), "obl" | "nmod" | "advmod" | "parataxis") {
                    let adpositions = self.adpositions(child);
                    if self.is_source(child, &adpositions) {
                        add(self.actors(child));
                    } else if self.names_source(child, &adpositions) {
                        // The source of "nach Angaben von X" is an attribute of the noun.
                        let attributes: Vec<usize> = tree.dependents(child, "nmod").collect();
                        for attribute in attributes {
                            add(self.actors(attribute));
                        }
                    }
                }
            }
        }
        found
    }

    /// Whether a word with these adpositions is the source of what is said (`laut X`, `according to X`), and so no argument.
    pub(super) fn is_source(&self, at: usize, adpositions: &[String]) -> bool {
        let tree = &self.sentence.tree;
        let listed = |adposition: &String| self.language.lexicon.reports.adpositions.contains(adposition);
        // The parser may hang the first word of the phrase anywhere; what stands before the name tells as well.
        let first = tree.subtree(at).first().copied().unwrap_or(at);
        let before: Vec<String> = tree.words()[first.saturating_sub(1)..at].iter().map(|word| word.form.to_lowercase()).collect();
        adpositions.iter().any(listed) || before.windows(2).any(|pair| listed(&pair.join("_")))
    }

    /// Whether an adposition and its noun are a phrase that names a source (`nach Angaben`, `за словами`).
    fn names_source(&self, at: usize, adpositions: &[String]) -> bool {
        let form = self.sentence.tree.word(at).form.to_lowercase();
        adpositions.iter().any(|adposition| self.language.lexicon.reports.adpositions.contains(&format!("{adposition}_{form}")))
    }

    fn subject_actors(&self, verb: usize) -> Vec<EntityId> {
        self.fillers(verb, &Slot::Nsubj, Pos::Verb).into_iter().flat_map(|(subject, _)| self.actors(subject)).collect()
    }
}
