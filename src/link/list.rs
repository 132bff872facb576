//! The mentions of an article as a list to read, or to score.

use serde::Serialize;

use super::{Form, LinkedDocument};
use crate::document::Document;
use crate::text::{Points, Span};

/// A mention as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// The id of the article.
    pub article: String,
    /// Where it begins, in code points of the article.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its words.
    pub text: String,
    /// How it names what it names: `name`, `adjective`, `compound`, `pronoun`, `description`.
    pub kind: &'static str,
    /// The class of its first entity.
    pub class: String,
    /// The ids of its entities.
    pub entities: Vec<String>,
    /// The place that its name is, where that is another entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How sure that is, from 0 to 1.
    pub score: f64,
}

impl Listed {
    /// The names of the columns of a table of mentions.
    pub const COLUMNS: [&'static str; 9] = ["article", "start", "end", "text", "kind", "class", "entity", "score", "place"];

    /// The cells of its row; several entities are joined by `+`.
    #[must_use]
    pub fn cells(&self) -> [String; 9] {
        [
            self.article.clone(),
            self.start.to_string(),
            self.end.to_string(),
            self.text.clone(),
            self.kind.to_owned(),
            self.class.clone(),
            self.entities.join("+"),
            format!("{:.2}", self.score),
            self.place.clone().unwrap_or_default(),
        ]
    }
}

impl LinkedDocument {
    /// The mentions in the order of the text; `document` is the article that was linked.
    #[must_use]
    pub fn list(&self, document: &Document) -> Vec<Listed> {
        let mut points = Points::default();
        let mut list = Vec::new();
        for sentence in &self.sentences {
            for mention in &sentence.mentions {
                let words = mention.words.clone().map(|at| sentence.tree.word(at).span);
                let Some(span) = words.reduce(Span::cover) else { continue };
                let range = points.of(span, &document.text);
                list.push(Listed {
                    article: document.id.clone(),
                    start: range.start,
                    end: range.end,
                    text: span.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" "),
                    kind: match mention.form {
                        Form::Name => "name",
                        Form::Adjective => "adjective",
                        Form::Compound => "compound",
                        Form::Pronoun | Form::Possessive | Form::Reflexive => "pronoun",
                        Form::Description => "description",
                    },
                    class: mention
                        .entities
                        .first()
                        .and_then(|id| self.entities.get(id))
                        .map_or_else(String::new, |entity| entity.class.clone()),
                    entities: mention.entities.clone(),
                    place: mention.place.clone(),
                    score: f64::from(mention.score) / 100.0,
                });
            }
        }
        list
    }
}
