//! The `parse` room: Universal Dependencies over tagged words.
//!
//! A greedy arc-hybrid transition parser (Kuhlmann, Gómez-Rodríguez and Satta 2011), learned with a dynamic oracle (Goldberg and Nivre
//! 2013) by an averaged perceptron over features after Zhang and Nivre (2011).

mod features;
mod state;

pub(crate) use features::{Items, parse_features};
pub(crate) use state::{Move, State};

use crate::learn::{FeatureSet, ModelError, Perceptron, Reader, Writer};
use crate::tag::best;
use crate::tree::{Sentence, Tag, Tree, Word};

/// The trained parser of one language.
#[derive(Debug, Clone)]
pub struct Parser {
    pub(crate) moves: Perceptron,
    /// The names of the relations; a move is shift, or left or right with one of them.
    pub(crate) labels: Vec<String>,
}

impl Parser {
    /// Parses a tagged sentence. `tags` has one tag for each token.
    #[must_use]
    pub fn parse(&self, sentence: &Sentence, tags: Vec<Tag>) -> Tree {
        let forms: Vec<&str> = sentence.tokens.iter().map(|token| token.form.as_str()).collect();
        let arcs = self.arcs(&forms, &tags);
        let words = sentence.tokens.iter().zip(tags).zip(arcs).map(|((token, tag), (head, label))| Word {
            span: token.span,
            form: token.form.clone(),
            lemma: tag.lemma,
            upos: tag.upos,
            feats: tag.feats,
            head,
            deprel: label.map_or_else(|| "root".to_owned(), |label| self.labels[label].clone()),
        });
        Tree::new(sentence.span, words.collect())
    }

    /// The head and the label of each word; none for the root.
    pub(crate) fn arcs(&self, forms: &[&str], tags: &[Tag]) -> Vec<(Option<usize>, Option<usize>)> {
        let items = Items::new(forms, tags);
        let mut state = State::new(forms.len());
        let mut set = FeatureSet::default();
        let mut scores = Vec::new();
        while !state.is_final() {
            parse_features(&items, &state, &mut set);
            self.moves.scores(set.hashes(), &mut scores);
            let class = best(&scores, |class| state.allows(Move::of(class)));
            state.apply(Move::of(class));
        }
        state.arcs()
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        self.moves.write(writer);
        writer.strings(self.labels.iter().map(String::as_str));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let moves = Perceptron::read(reader)?;
        let labels = reader.strings()?;
        if moves.classes() != 1 + 2 * labels.len() || labels.is_empty() {
            return Err(reader.damaged());
        }
        Ok(Self { moves, labels })
    }
}
