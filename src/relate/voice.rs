//! Who does what a verb says, and to whom it is done: voice, coordination and control.

use super::Scene;
use crate::lexicon::{Frame, Pos, Slot};
use crate::link::Form;
use crate::ontology::{ACCUSE, COERCE, ORGANISATION, REQUEST, STATE};
use crate::tree::Upos;

impl Scene<'_> {
    /// The subject of a verb, or the one it shares with the verb it is coordinated with, governed by, or that it modifies.
    pub(super) fn subjects(&self, at: usize, depth: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let own: Vec<usize> = tree.dependents(at, "nsubj").collect();
        if !own.is_empty() || depth == 0 {
            return own;
        }
        let word = tree.word(at);
        let seated = self.seated(at);
        if !seated.is_empty() {
            return seated;
        }
        let Some(head) = word.head else { return own };
        match word.relation() {
            "conj" if matches!(tree.word(head).upos, Upos::Verb | Upos::Aux | Upos::Adj) => {
                if self.is_passive(head) {
                    self.passive_subjects(head)
                } else {
                    self.subjects(head, depth - 1)
                }
            }
            // The object of the governing verb does it where there is one: they asked somebody to do it.
            "xcomp" | "advcl" if word.relation() == "xcomp" || self.is_object_controlled(at) => {
                let controllers = self.bare(head, &["obj", "iobj"]);
                let actors = controllers.into_iter().filter(|&object| !self.actors(object).is_empty()).collect::<Vec<_>>();
                let actors = if actors.is_empty() { self.asked(head) } else { actors };
                if actors.is_empty() { self.subjects(head, depth - 1) } else { actors }
            }
            "advcl" if word.feats.get("VerbForm") == "Inf" => {
                let asked = self.asked(head);
                if asked.is_empty() { self.subjects(head, depth - 1) } else { asked }
            }
            "advcl" if word.feats.get("VerbForm") != "Fin" => self.subjects(head, depth - 1),
            // Russia denies that (it) receives missiles.
            "advcl" | "ccomp" if self.language.pro_drop && self.is_complement(at) => self.subjects(head, depth - 1),
            "acl" if word.deprel != "acl:relcl" && word.feats.get("VerbForm") != "Inf" => {
                vec![head]
            }
            // An aim hung on a noun is the aim of who does what the noun belongs to.
            "acl" if word.deprel != "acl:relcl" => {
                let own = self.attributes(head, &["", "Gen", "Nom"]);
                if own.iter().any(|&attribute| !self.actors(attribute).is_empty()) {
                    return own;
                }
                let verb = tree.ancestors(at).find(|&above| tree.word(above).upos == Upos::Verb);
                verb.map(|verb| self.subjects(verb, depth - 1)).unwrap_or_default()
            }
            _ => own,
        }
    }

    /// Who speaks or acts where a verb in the plural has no subject but a seat: in Washington they accuse China.
    fn seated(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let feats = &tree.word(at).feats;
        let alone = self.language.pro_drop
            && tree.word(at).upos == Upos::Verb
            && (feats.get("VerbForm"), feats.get("Number")) == ("Fin", "Plur")
            && matches!(feats.get("Person"), "" | "3");
        if !alone {
            return Vec::new();
        }
        let is_seat = |&child: &usize| {
            let locative = self.adpositions(child).iter().any(|adposition| self.language.locative.contains(adposition));
            let Some(mention) = self.mention(child).filter(|mention| locative && mention.form == Form::Name) else { return false };
            let Some(id) = mention.entity() else { return false };
            let class = self.class(id);
            let lemma = tree.word(child).lemma.to_lowercase();
            let named =
                self.linked.entities.get(id).is_some_and(|entity| entity.labels.values().any(|label| label.to_lowercase() == lemma));
            mention.place.is_some() || self.ontology.is_a(class, ORGANISATION) || (class == STATE && !named)
        };
        tree.dependents(at, "obl").filter(is_seat).collect()
    }

    /// Whether a verb is in the impersonal form that has an object and a bare agent but no subject (`відхилено`).
    pub(super) fn is_impersonal(&self, at: usize) -> bool {
        self.sentence.tree.word(at).feats.get("Person") == "0"
    }

    /// Whom a verb asks something of or accuses of something, with whatever adposition: they are who does it (`calls on Germany to deliver`).
    fn asked(&self, verb: usize) -> Vec<usize> {
        let lexicon = &self.language.lexicon;
        let keys = self.keys(verb);
        let mut frames = keys.iter().flat_map(|(pos, lemma)| lexicon.frames.get(*pos, lemma, &self.language.compounds));
        let asks = |frame: &&Frame| [REQUEST, ACCUSE, COERCE].iter().any(|event| self.is_plover(&frame.relation, event));
        let slots = |frame: &Frame| {
            frame.object.iter().filter(|slot| matches!(slot, Slot::Adposition(_) | Slot::Iobj | Slot::Obj)).cloned().collect::<Vec<_>>()
        };
        let found = frames.by_ref().filter(asks).flat_map(slots).find_map(|slot| {
            let fillers = self.fillers(verb, &slot, Pos::Verb).into_iter().map(|(word, _)| word);
            let actors: Vec<usize> = fillers.filter(|&word| !self.actors(word).is_empty()).collect();
            (!actors.is_empty()).then_some(actors)
        });
        found.unwrap_or_default()
    }

    /// Whether a verb asks somebody to do what a clause below it says.
    pub(super) fn is_asked(&self, verb: usize) -> bool {
        self.sentence.tree.word(verb).upos == Upos::Verb && !self.asked(verb).is_empty()
    }

    /// What a noun is said of: the subject that is, becomes or remains it; what somebody describes as it, or who acts as it.
    pub(super) fn said_of(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        if tree.dependents(at, "cop").next().is_some() {
            return self.bare(at, &["nsubj"]);
        }
        let word = tree.word(at);
        let Some(verb) = word.head.filter(|&verb| matches!(tree.word(verb).upos, Upos::Verb | Upos::Aux)) else { return Vec::new() };
        let copula = self.language.copulas.contains(&tree.word(verb).lemma.to_lowercase());
        let is_complement = copula && matches!(word.relation(), "xcomp" | "obj" | "obl") && !tree.has_case(at);
        let role = self
            .adpositions(at)
            .iter()
            .chain(tree.dependents(at, "mark").map(|mark| &tree.word(mark).lemma))
            .any(|word| self.language.roles.contains(word));
        let is_role = role && matches!(word.relation(), "obl" | "advcl" | "xcomp" | "advmod");
        if !(is_complement || is_role) {
            return Vec::new();
        }
        if self.is_passive(verb) {
            return self.passive_subjects(verb);
        }
        let mut objects = self.bare(verb, &["obj", "iobj"]);
        objects.retain(|&object| object != at && !self.actors(object).is_empty());
        if objects.is_empty() { self.subjects(verb, 4) } else { objects }
    }

    /// The noun that a relative pronoun stands for; any other word itself.
    pub(super) fn antecedent(&self, at: usize) -> usize {
        let tree = &self.sentence.tree;
        if !self.is_relative(at) {
            return at;
        }
        let clause = std::iter::once(at).chain(tree.ancestors(at)).find(|&word| tree.word(word).relation() == "acl");
        clause.and_then(|clause| tree.word(clause).head).unwrap_or(at)
    }

    /// Whether a word is a relative pronoun that stands by itself.
    fn is_relative(&self, at: usize) -> bool {
        let word = self.sentence.tree.word(at);
        (word.feats.get("PronType").contains("Rel") && word.relation() != "det") || self.language.is_resumptive(&self.sentence.tree, at)
    }

    /// The verbs of the relative clauses of a noun, each with the word that stands for the noun beside it; the verb itself where none does
    /// (`the talks they hold`).
    pub(super) fn relative_clauses(&self, noun: usize) -> Vec<(usize, usize)> {
        let tree = &self.sentence.tree;
        let finite = |&clause: &usize| {
            let word = tree.word(clause);
            word.upos == Upos::Verb && (word.deprel == "acl:relcl" || word.feats.get("VerbForm") != "Part")
        };
        let place = |clause: usize| {
            let pronoun = tree.children(clause).iter().copied().find(|&child| self.is_relative(child));
            match pronoun {
                Some(pronoun) => Some((clause, pronoun)),
                None => (tree.word(clause).deprel == "acl:relcl").then_some((clause, clause)),
            }
        };
        tree.dependents(noun, "acl").filter(finite).filter_map(place).collect()
    }

    /// Whether a clause is a complement by its subordinator, whatever the parser calls it.
    pub(super) fn is_complement(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        tree.dependents(at, "mark").any(|mark| self.language.complementizers.contains(&tree.word(mark).form.to_lowercase()))
    }

    /// Whether the mark of a clause says that the object of its governor is its subject.
    pub(super) fn is_object_controlled(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        tree.dependents(at, "mark").any(|mark| self.language.object_control.contains(&tree.word(mark).form.to_lowercase()))
    }

    /// Whether a verb is passive: by auxiliary, by its subject, or as a participle that modifies what it was done to.
    pub(super) fn is_passive(&self, at: usize) -> bool {
        let tree = &self.sentence.tree;
        let word = tree.word(at);
        let marked = tree.children(at).iter().any(|&child| matches!(tree.word(child).deprel.as_str(), "aux:pass" | "nsubj:pass"));
        let participle = word.feats.get("Voice") == "Pass" || (word.feats.get("VerbForm") == "Part" && word.feats.get("Tense") == "Past");
        let participle = participle || (word.upos == Upos::Adj && self.language.dictionary.irregular(&word.lemma, Upos::Verb).is_some());
        let modifies = matches!(word.relation(), "acl" | "amod") && word.deprel != "acl:relcl";
        let shared = word.relation() == "conj"
            && participle
            && word.head.is_some_and(|head| head != at && tree.dependents(at, "nsubj").next().is_none() && self.is_passive(head));
        // Backed by India, Russia …
        let fronted = word.relation() == "advcl"
            && participle
            && !tree.children(at).iter().any(|&child| matches!(tree.word(child).relation(), "nsubj" | "aux"))
            && !self.bare(at, &["obj"]).into_iter().any(|object| self.mention(object).is_some())
            && !self.agents(at).is_empty();
        marked || (participle && modifies) || shared || fronted
    }

    /// What a passive verb was done to.
    pub(super) fn passive_subjects(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let own: Vec<usize> = tree.dependents(at, "nsubj").collect();
        let word = tree.word(at);
        match word.head {
            _ if !own.is_empty() => own,
            Some(head) if matches!(word.relation(), "acl" | "amod") => vec![head],
            Some(head) if word.relation() == "conj" => self.passive_subjects(head),
            // Backed by Rwanda, the rebels took the town.
            Some(head) if word.relation() == "advcl" && word.feats.get("VerbForm") == "Part" => self.subjects(head, 4),
            _ => own,
        }
    }

    /// Who did what a passive verb says.
    pub(super) fn agents(&self, at: usize) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let mut found: Vec<usize> = tree.children(at).iter().copied().filter(|&child| tree.word(child).deprel == "obl:agent").collect();
        for adposition in &self.language.agent {
            found.extend(self.with_adposition(at, &adposition.to_lowercase()).into_iter().map(|(word, _)| word));
        }
        if !self.language.agent_case.is_empty() {
            let bare = self.bare(at, &["obl"]);
            found.extend(bare.into_iter().filter(|&word| tree.word(word).feats.get("Case") == self.language.agent_case));
        }
        found
    }
}
