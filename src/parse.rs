//! The `parse` room: the tree of a sentence, from how well each word would depend on each other.

mod arborescence;
mod decode;

pub use arborescence::heads;
pub(crate) use decode::{Decoded, decode};

use crate::model::Labels;
use crate::tree::{Sentence, Tag, Tree, Word};

/// The tree of a sentence. `tags` has an element for each word; `heads` and `relations` have for each word its head (0 is the root, `j + 1` the word `j`) and the place of its
/// relation in `labels`.
#[must_use]
pub fn tree(sentence: &Sentence, tags: Vec<Tag>, heads: &[usize], relations: &[usize], labels: &Labels) -> Tree {
    let tagged = sentence.tokens.iter().zip(tags);
    let words = tagged.zip(heads.iter().zip(relations)).map(|((token, tag), (&head, &relation))| Word {
        span: token.span,
        token: token.token,
        form: token.form.clone(),
        lemma: tag.lemma,
        upos: tag.upos,
        feats: tag.feats,
        head: head.checked_sub(1),
        deprel: if head == 0 { "root".to_owned() } else { labels.relations[relation].clone() },
    });
    Tree::new(sentence.span, words.collect())
}
