//! Arguments with an adposition, of one word or several.

use super::Scene;
use crate::tree::Upos;

impl Scene<'_> {
    /// Words with an adposition: dependents of the predicate, then of its object or attributes, then of the verb that governs it.
    pub(super) fn with_adposition(&self, at: usize, adposition: &str) -> Vec<(usize, bool)> {
        let tree = &self.sentence.tree;
        let matches = |&child: &usize| {
            let adpositions = self.adpositions(child);
            tree.word(child).relation() != "conj" && adpositions.iter().any(|a| a == adposition) && !self.is_source(child, &adpositions)
        };
        let mut found: Vec<(usize, bool)> = tree.children(at).iter().copied().filter(matches).map(|word| (word, false)).collect();
        // Where the parser hung the phrase too deep: below the arguments, but in no clause of its own.
        let is_argument = |word: usize| {
            let relation = tree.word(word).relation();
            let adverb = relation == "advmod" && matches!(tree.word(word).upos, Upos::Adv | Upos::Adj);
            adverb || matches!(relation, "obj" | "nmod" | "obl" | "iobj" | "conj" | "appos" | "flat")
        };
        let mut below: Vec<usize> =
            tree.children(at).iter().copied().filter(|&child| is_argument(child) && tree.word(child).upos != Upos::Verb).collect();
        let mut next = 0;
        while next < below.len() {
            let children = tree.children(below[next]);
            found.extend(children.iter().copied().filter(matches).map(|word| (word, true)));
            below.extend(children.iter().copied().filter(|&child| is_argument(child) && tree.word(child).upos != Upos::Verb));
            next += 1;
        }
        let word = tree.word(at);
        // The phrases of a verb are those of a noun that it takes; those of a circumstance only where the verb is there for its sake.
        let shares =
            matches!(word.relation(), "obj" | "nsubj" | "xcomp" | "iobj") || (word.relation() == "obl" && self.support(at).is_some());
        if let Some(head) = word.head.filter(|_| shares) {
            found.extend(tree.children(head).iter().copied().filter(|&child| child != at && matches(&child)).map(|word| (word, true)));
        }
        for (clause, _) in self.relative_clauses(at) {
            found.extend(tree.children(clause).iter().copied().filter(matches).map(|word| (word, true)));
        }
        // The treaty concluded between the two: the phrases of the participle that a noun has.
        if word.upos == Upos::Noun {
            let participles = tree.children(at).iter().copied().filter(|&child| self.is_participle_of(child, at));
            found.extend(participles.flat_map(|child| tree.children(child).iter().copied()).filter(matches).map(|word| (word, true)));
        }
        if adposition.contains('_') {
            found.extend(self.after_words(at, adposition).into_iter().map(|word| (word, false)));
        }
        found
    }

    /// Whether a word is a passive participle that modifies a noun.
    fn is_participle_of(&self, at: usize, noun: usize) -> bool {
        let word = self.sentence.tree.word(at);
        word.head == Some(noun) && matches!(word.relation(), "amod" | "acl") && word.deprel != "acl:relcl" && self.is_passive(at)
    }

    /// The adpositions of a word, by form and base form, and joined with what belongs to them.
    pub(super) fn adpositions(&self, at: usize) -> Vec<String> {
        let tree = &self.sentence.tree;
        let mut found = Vec::new();
        for case in tree.dependents(at, "case") {
            let word = tree.word(case);
            let form = word.form.to_lowercase();
            let mut joined = form.clone();
            for part in tree.dependents(case, "fixed") {
                joined = format!("{joined}_{}", tree.word(part).form.to_lowercase());
            }
            found.push(word.lemma.to_lowercase());
            found.push(form);
            found.push(joined);
        }
        let forms: Vec<String> = tree.dependents(at, "case").map(|case| tree.word(case).form.to_lowercase()).collect();
        if forms.len() > 1 {
            found.push(forms.join("_"));
        }
        found
    }

    /// The attributes of the noun in an adposition of several words (`на адресу Росії`), where it stands below the predicate.
    fn after_words(&self, at: usize, adposition: &str) -> Vec<usize> {
        let tree = &self.sentence.tree;
        let parts: Vec<&str> = adposition.split('_').collect();
        let words = tree.words();
        let mut found = Vec::new();
        for start in 0..words.len().saturating_sub(parts.len() - 1) {
            let here = parts.iter().zip(&words[start..]).all(|(part, word)| word.form.to_lowercase() == *part);
            let last = start + parts.len() - 1;
            if here && tree.ancestors(last).any(|above| above == at) {
                found.extend(tree.dependents(last, "nmod"));
            }
        }
        found
    }
}
