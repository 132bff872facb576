//! The words that stand in a slot of a predicate.

use super::Scene;
use crate::lexicon::{Pos, Slot};
use crate::link::Form;
use crate::tree::Upos;

/// How deep below its verb's object a receiver may hang.
const DEEPEST: usize = 2;

impl Scene<'_> {
    /// The words in a slot of a predicate, nearest first, and whether each was found away from the predicate itself. The frames of a word ask
    /// for the same slots again and again: each is looked up once.
    pub(super) fn fillers(&self, at: usize, slot: &Slot, pos: Pos) -> Vec<(usize, bool)> {
        if let Some(known) = self.filled.borrow().get(&(at, pos)).and_then(|slots| slots.iter().find(|(known, _)| known == slot)) {
            return known.1.clone();
        }
        let found = self.find_fillers(at, slot, pos);
        self.filled.borrow_mut().entry((at, pos)).or_default().push((slot.clone(), found.clone()));
        found
    }

    fn find_fillers(&self, at: usize, slot: &Slot, pos: Pos) -> Vec<(usize, bool)> {
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
        // They trained and armed the rebels: the object behind both, wherever it hangs.
        let first = tree.word(at).head.filter(|&first| tree.word(at).relation() == "conj" && tree.word(first).upos == Upos::Verb);
        if let Some(first) = first.filter(|_| tree.dependents(at, "nsubj").next().is_none()) {
            let behind: Vec<usize> = self.bare(first, &["obj"]).into_iter().filter(|&object| object > at).collect();
            if !behind.is_empty() {
                return behind;
            }
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
