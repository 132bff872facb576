//! Finding an entity by a name in any language.

use std::collections::BTreeSet;
use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Network;
use crate::entity::EntityId;

/// How many entities are suggested at most.
const SUGGESTIONS: usize = 8;

/// A name that means no entity, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Candidates {
    /// The name.
    pub name: String,
    /// Whether the candidates bear just this name; otherwise they bear a similar one.
    pub ambiguous: bool,
    /// The ids that may be meant, the likeliest first.
    pub ids: Vec<EntityId>,
}

impl fmt::Display for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.ids.join(", ");
        match (self.ambiguous, self.ids.is_empty()) {
            (true, _) => write!(f, "`{}` may be any of: {ids}", self.name),
            (false, true) => write!(f, "nothing in the graph is called `{}`", self.name),
            (false, false) => write!(f, "nothing in the graph is called `{}`; did you mean: {ids}", self.name),
        }
    }
}

impl Network {
    /// The entity called `name`: its id, a label or an alias, in any language, whatever the case and the diacritics. An id goes before a
    /// label and a label before an alias; of several entities with the same label, one that claims are about goes before the others.
    ///
    /// # Errors
    /// When no entity or more than one is called so; the error suggests some.
    pub fn find(&self, name: &str) -> Result<EntityId, Candidates> {
        let name = name.trim();
        if self.entities.contains_key(name) {
            return Ok(name.to_owned());
        }
        let wanted = fold(name);
        let mut found: [BTreeSet<&EntityId>; 3] = Default::default();
        for (id, entity) in self.entities.iter() {
            if fold(id) == wanted {
                found[0].insert(id);
            } else if entity.labels.values().any(|label| fold(label) == wanted) {
                found[1].insert(id);
            } else if entity.aliases.iter().any(|(_, alias)| fold(alias) == wanted) {
                found[2].insert(id);
            }
        }
        if let Some(ids) = found.iter().find(|ids| !ids.is_empty()) {
            let spoken_of: Vec<&EntityId> = ids.iter().copied().filter(|id| self.nodes.contains_key(*id)).collect();
            return match (ids.first(), ids.len(), spoken_of.as_slice()) {
                (Some(id), 1, _) => Ok((*id).clone()),
                (_, _, [id]) => Ok((*id).clone()),
                _ => Err(Candidates { name: name.to_owned(), ambiguous: true, ids: ids.iter().copied().cloned().collect() }),
            };
        }
        Err(Candidates { name: name.to_owned(), ambiguous: false, ids: self.similar(&wanted) })
    }

    /// The entities with a name that begins with `wanted`, has a word that does, or differs in a few letters.
    fn similar(&self, wanted: &str) -> Vec<EntityId> {
        if wanted.is_empty() {
            return Vec::new();
        }
        // One letter in four may be wrong, at least one.
        let allowed = (wanted.chars().count() / 4).max(1);
        let distance = |name: &str| {
            let name = fold(name);
            if name.starts_with(wanted) {
                return Some(0);
            }
            if name.split(' ').any(|word| word.starts_with(wanted)) {
                return Some(1);
            }
            edits(wanted, &name, allowed).map(|edits| edits + 1)
        };
        let mut found: Vec<(usize, bool, &EntityId)> = self
            .entities
            .iter()
            .filter_map(|(id, entity)| {
                let names = entity.labels.values().chain(entity.aliases.iter().map(|(_, alias)| alias)).chain([id]);
                let best = names.filter_map(|name| distance(name)).min()?;
                Some((best, !self.nodes.contains_key(id), id))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().take(SUGGESTIONS).map(|(_, _, id)| id.clone()).collect()
    }
}

/// `name` without case, diacritics and punctuation; ids read like names. Upper case before lower case makes one of "ss" and sharp s.
fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(|&c| !is_combining_mark(c)).collect();
    let plain = plain.to_uppercase().to_lowercase();
    let spaced: String = plain.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of letters to insert, delete, replace or swap with the next one to make `b` of `a`, if it is at most `allowed`.
fn edits(a: &str, b: &str, allowed: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= allowed)
}

#[cfg(test)]
mod tests {
    use super::{edits, fold};
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    #[test]
    fn names_are_found_in_every_language_and_case() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        for name in [
            "North_Korea",
            "north korea",
            "Nordkorea",
            "NORDKOREA",
            "\u{41f}\u{456}\u{432}\u{43d}\u{456}\u{447}\u{43d}\u{430} \u{41a}\u{43e}\u{440}\u{435}\u{44f}",
        ] {
            assert_eq!(network.find(name).as_deref(), Ok("North_Korea"), "{name}");
        }
        assert_eq!(network.find("turkei").as_deref(), Ok("Turkey"));
        assert_eq!(network.find("USA").as_deref(), Ok("United_States"));
        // A city and a state that it stands for: the label goes before the alias.
        assert_eq!(network.find("Pjo\u{308}ngjang").as_deref(), Ok("Pyongyang"));
        Ok(())
    }

    #[test]
    fn a_name_that_is_not_found_brings_suggestions() -> Outcome {
        let (store, ontology) = model()?;
        let network = Network::load(&store, &ontology)?;
        let ids = |name: &str| network.find(name).err().map(|candidates| candidates.ids).unwrap_or_default();
        assert_eq!(ids("Rusia"), ["Russia"]);
        assert_eq!(ids("Deutshcland"), ["Germany"]);
        assert_eq!(ids("selen"), ["Volodymyr_Zelensky"]);
        assert!(ids("").is_empty() && ids("Wakanda").is_empty());
        Ok(())
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("rusia", "russia", 1), Some(1));
        assert_eq!(edits("ab", "ba", 1), Some(1));
        assert_eq!(edits("abc", "xyz", 2), None);
        assert_eq!(fold("Stra\u{df}e-1"), "strasse 1");
    }
}
