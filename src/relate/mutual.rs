//! What several do to each other.

use super::Scene;
use super::arguments::add;
use crate::entity::EntityId;
use crate::lexicon::{Frame, Pos, Slot};
use crate::tree::Upos;

impl Scene<'_> {
    /// Who does what a predicate says to each other: they accuse one another, mutual accusations of the two sides. Empty where it does not say so.
    pub(super) fn mutual(&self, frame: &Frame, at: usize, verb: usize) -> Vec<EntityId> {
        if !(self.is_mutual(at) || self.is_mutual(verb)) {
            return Vec::new();
        }
        let mut members: Vec<EntityId> = Vec::new();
        let between = self.language.between.iter().map(|adposition| Slot::Adposition(adposition.clone()));
        let slots: Vec<Slot> =
            if frame.pos == Pos::Noun { between.chain(frame.subject.iter().cloned()).collect() } else { frame.subject.clone() };
        let own = slots.iter().flat_map(|slot| self.fillers(at, slot, frame.pos));
        let lent = if verb == at { Vec::new() } else { self.fillers(verb, &Slot::Nsubj, Pos::Verb) };
        for (filler, _) in own.chain(lent) {
            add(&mut members, self.actors(filler));
            if members.len() > 1 {
                break;
            }
        }
        if members.len() > 1 { members } else { Vec::new() }
    }

    /// Who does it together with the subject: `gemeinsam mit Frankreich`, `together with France`.
    pub(super) fn companions(&self, at: usize) -> Vec<EntityId> {
        let tree = &self.sentence.tree;
        let beside = |&&name: &&usize| {
            let near = tree.ancestors(name).take(3).any(|above| above == at);
            near && !tree.ancestors(name).take_while(|&above| above != at).any(|above| tree.word(above).upos == Upos::Verb)
        };
        self.phrases.companions.iter().filter(beside).flat_map(|&name| self.actors(name)).collect()
    }

    /// Whether a word that says so hangs on the predicate: one word (`gegenseitig`), or two with or without an adposition between
    /// (`each other`, `один на одного`).
    fn is_mutual(&self, at: usize) -> bool {
        self.phrases.mutual.iter().any(|&word| self.sentence.tree.word(word).head == Some(at))
    }
}
