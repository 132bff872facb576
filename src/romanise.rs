//! Names in Latin letters, by the table `data/romanisation.tsv`.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::assets::Assets;
use crate::table::{Table, TableError};

/// The table of letters.
#[derive(Debug, Clone, Default)]
pub struct Romanisation {
    letters: HashMap<char, (String, String)>,
}

impl Romanisation {
    /// Reads the table.
    ///
    /// # Errors
    /// When it is missing or a row begins with no letter.
    pub fn load(assets: &Assets) -> Result<Self, TableError> {
        let mut letters = HashMap::new();
        for row in Table::read(assets, "data/romanisation.tsv", &["letter", "latin", "initial"])?.rows() {
            let letter = row.get("letter").chars().next().ok_or_else(|| row.error("", "letter"))?;
            letters.insert(letter, (row.get("latin").to_owned(), row.get("initial").to_owned()));
        }
        Ok(Self { letters })
    }

    /// `name` in Latin letters with its accents; unchanged if it is Latin already.
    #[must_use]
    pub fn latin(&self, name: &str) -> String {
        let mut latin = String::new();
        let mut initial = true;
        for c in name.chars() {
            let lower = c.to_lowercase().next().unwrap_or(c);
            match self.letters.get(&lower).filter(|_| !lower.is_ascii() && !is_latin(lower)) {
                Some((inside, first)) => {
                    let mut letters = if initial { first } else { inside }.chars();
                    match letters.next() {
                        Some(first) if c.is_uppercase() => latin.extend(first.to_uppercase().chain(letters)),
                        Some(first) => latin.extend(std::iter::once(first).chain(letters)),
                        None => {}
                    }
                }
                None => latin.push(c),
            }
            initial = !c.is_alphanumeric() && c != '\'';
        }
        latin
    }

    /// `name` as an identifier: Latin, without accents, ASCII letters and digits with `_` for everything between them.
    #[must_use]
    pub fn identifier(&self, name: &str) -> String {
        let mut id = String::new();
        for c in self.latin(name).nfkd().filter(|&c| !is_combining_mark(c)) {
            if c.is_ascii_alphanumeric() {
                id.push(c);
            } else if let Some((latin, _)) = c.to_lowercase().next().and_then(|lower| self.letters.get(&lower)).filter(|_| c != '\'') {
                id.push_str(latin);
            } else if c != '\'' && !id.ends_with('_') && !id.is_empty() {
                id.push('_');
            }
        }
        id.truncate(id.trim_end_matches('_').len());
        id
    }
}

/// Letters of Latin alphabets beyond ASCII.
fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}
