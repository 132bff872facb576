//! From what the formats give to documents with names of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Date, Document};

use super::encoding::{is_text, unify_line_ends};
use super::{LONGEST_LINE, Options, Reading, Skipped, language, line_too_long};

/// Characters an id may have.
const LONGEST_ID: usize = 200;

/// The id of an article whose name has no letter or digit that an id may have.
const NAMELESS: &str = "article";

/// An article as a file gives it; everything but the text may be missing.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
    pub(super) url: Option<String>,
    pub(super) lang: Option<String>,
}

impl Draft {
    /// Sets the field called `key`, in lower case; other keys and blank values are passed over.
    pub(super) fn set(&mut self, key: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let field = match key {
            "id" => &mut self.id,
            "title" => &mut self.title,
            "date" => &mut self.date,
            "source" => &mut self.source,
            "url" => &mut self.url,
            "lang" => &mut self.lang,
            "text" => {
                value.clone_into(&mut self.text);
                return;
            }
            _ => return,
        };
        *field = Some(value.trim().to_owned());
    }
}

/// Gathers documents, and what is to be said of those that are none.
#[derive(Debug)]
pub(super) struct Collector<'o> {
    options: &'o Options<'o>,
    /// Documents with the ids they ask for, and where they stand.
    documents: Vec<(String, Document)>,
    skipped: Vec<Skipped>,
    warnings: Vec<Skipped>,
}

impl<'o> Collector<'o> {
    pub(super) fn new(options: &'o Options<'o>) -> Self {
        Self { options, documents: Vec::new(), skipped: Vec::new(), warnings: Vec::new() }
    }

    /// Notes that what stands at `place` was left out.
    pub(super) fn skip(&mut self, place: &str, reason: impl Into<String>) {
        self.skipped.push(Skipped { what: place.to_owned(), reason: reason.into() });
    }

    /// Remarks on what stands at `place` and was read.
    pub(super) fn warn(&mut self, place: &str, reason: impl Into<String>) {
        self.warnings.push(Skipped { what: place.to_owned(), reason: reason.into() });
    }

    /// Adds the article at `place`, called `name` unless it says otherwise, or notes why it is none.
    pub(super) fn add(&mut self, place: &str, name: &str, draft: Draft) {
        let (title, text) = headed(draft.title, draft.text);
        if text.is_empty() {
            return self.skip(place, "empty");
        }
        if !is_text(&text) {
            return self.skip(place, "not text");
        }
        if text.split('\n').any(|line| line.len() > LONGEST_LINE) {
            return self.skip(place, line_too_long());
        }
        let lang = match language::tell(&text, draft.lang.as_deref(), self.options) {
            Ok(lang) => lang,
            Err(reason) => return self.skip(place, reason),
        };
        if self.options.lang.is_none()
            && let Some(tag) = draft.lang
            && tag.parse().ok() != Some(lang)
        {
            self.warn(place, format!("`{tag}` is no language that is supported; by its text the article is read as `{lang}`"));
        }
        let date = draft.date.as_deref().and_then(Date::parse);
        if let (None, Some(written)) = (date, draft.date) {
            self.warn(place, format!("`{written}` is no date such as 2024-06-18, 2024-06 or 2024; the article is read without one"));
        }
        let id = sanitised(draft.id.as_deref().unwrap_or(name));
        self.documents.push((place.to_owned(), Document { id, title, text, lang, date, source: draft.source, url: draft.url }));
    }

    /// Leaves out documents that are there twice, gives those of one id different ones, and sorts them.
    pub(super) fn finish(mut self) -> Reading {
        let wanted: BTreeSet<String> = self.documents.iter().map(|(_, document)| document.id.clone()).collect();
        // The documents that have asked for each id, by their places in `documents`.
        let mut asked: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let mut documents: Vec<Document> = Vec::new();
        for (place, mut document) in std::mem::take(&mut self.documents) {
            let same = asked.entry(document.id.clone()).or_default();
            if same.iter().any(|&other| documents[other].text == document.text) {
                self.skip(&place, format!("a duplicate of the article `{}`", document.id));
                continue;
            }
            if !same.is_empty() {
                // An id that another document asks for is left to it, wherever in the order that stands.
                let mut number = same.len() + 1;
                let mut id = format!("{}-{number}", document.id);
                while wanted.contains(&id) || taken.contains(&id) {
                    number += 1;
                    id = format!("{}-{number}", document.id);
                }
                self.warn(&place, format!("another article has the id `{}`; this one is read as `{id}`", document.id));
                document.id = id;
            }
            same.push(documents.len());
            taken.insert(document.id.clone());
            documents.push(document);
        }
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        Reading { documents, skipped: self.skipped, warnings: self.warnings }
    }
}

/// The headline and the text that begins with it, both empty if there is nothing but blanks.
fn headed(title: Option<String>, text: String) -> (String, String) {
    let text = unify_line_ends(text).trim().to_owned();
    let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    if title.is_empty() {
        let first = text.lines().next().unwrap_or_default().trim_end().to_owned();
        return (first, text);
    }
    if text.is_empty() {
        return (title.clone(), title);
    }
    if begins_with_headline(&text, &title) { (title, text) } else { (title.clone(), format!("{title}\n\n{text}")) }
}

/// Whether the headline stands at the start of `text`, and not only the words of it as the start of a sentence.
fn begins_with_headline(text: &str, title: &str) -> bool {
    let Some(rest) = text.strip_prefix(title) else {
        return false;
    };
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    ends(title.chars().next_back()) && !rest.starts_with(char::is_alphanumeric) || ends(rest.trim_start_matches([' ', '\t']).chars().next())
}

/// `name` as an id: ASCII letters, digits, `-`, `_` and `.`, with `-` for everything else.
fn sanitised(name: &str) -> String {
    let id: String =
        name.trim().chars().take(LONGEST_ID).map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    // A name in another script would come out as nothing but hyphens, and `.` and `..` mean something else in an IRI.
    if id.contains(|c: char| c.is_ascii_alphanumeric()) { id } else { NAMELESS.to_owned() }
}
