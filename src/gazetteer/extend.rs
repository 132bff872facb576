//! Entities of the user's own.

use std::collections::{BTreeMap, BTreeSet};

use super::load::known;
use super::{Gazetteer, GazetteerError};
use crate::language::Language;
use crate::ontology::PERSON;
use crate::table::Table;
use crate::text::Lang;

impl Gazetteer {
    /// Adds the entities of a table with a row for each entity and language: `id`, `class`, `lang`, `name`, and as far as the table has them
    /// `alias`, `adjective`, `demonym`, `seat`, and of the first row of an entity `wikidata`, `of`, `in`, `members`, `gender`, `offices`, all
    /// as in `data/entities` and `data/<lang>/names`. A row of an entity that is known already gives it more names; rows of languages that
    /// are not among `languages` give labels alone. `classes` are the classes there are. `path` is for messages.
    ///
    /// # Errors
    /// When a column is missing, or a value means nothing; the error has the line.
    pub fn extend<'l>(
        &mut self,
        path: &str,
        text: &str,
        classes: &BTreeSet<String>,
        languages: impl IntoIterator<Item = &'l Language>,
    ) -> Result<(), GazetteerError> {
        let languages: BTreeMap<Lang, &Language> = languages.into_iter().map(|language| (language.lang, language)).collect();
        for row in Table::parse(path, text, &["id", "class", "lang", "name"])?.rows() {
            let (id, class) = (row.get("id"), row.get("class"));
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '(' | ')');
            if id.is_empty() || !id.chars().all(plain) {
                return Err(row.error(id, "id (ASCII letters, digits, `_`, `-`, `.` and parentheses)").into());
            }
            let lang: Lang = row.get("lang").parse().map_err(|_| row.error(row.get("lang"), "language code (`de`)"))?;
            match self.entities.get(id) {
                Some(old) if !class.is_empty() && old.class != class => {
                    return Err(row.error(class, &format!("class of {id}, which is known as {}", old.class)).into());
                }
                Some(_) => {}
                None if !classes.contains(class) => {
                    let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
                    return Err(row.error(class, &format!("class; there are: {}", classes.join(", "))).into());
                }
                None => {
                    let table = if class == PERSON { "people" } else { "" };
                    let own = known(&row, table)?;
                    let others = own.part_of.iter().chain(&own.members).chain(own.terms.iter().map(|term| &term.target));
                    if let Some(other) = others.into_iter().find(|other| !self.entities.contains_key(*other)) {
                        return Err(row.error(other, "entity that is known, or stands above").into());
                    }
                    self.add(id, own);
                }
            }
            if let (Some(known), Some(name)) = (self.entities.get_mut(id), row.values("name").next()) {
                known.labels.entry(lang).or_insert_with(|| name.to_owned());
            }
            if let (Some(language), Some(names)) = (languages.get(&lang), self.names.get_mut(&lang)) {
                names.learn(&row, id, class == PERSON, language);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::assets::Assets;
    use crate::gazetteer::{Gazetteer, NameKind};
    use crate::language::Language;

    #[test]
    fn own_entities_are_found_in_every_form() -> Result<(), Box<dyn std::error::Error>> {
        let assets = Assets::embedded();
        let languages = [Language::load(&assets, "uk".parse()?)?, Language::load(&assets, "de".parse()?)?];
        let mut gazetteer = Gazetteer::load(&assets, &languages)?;
        let header = "id\tclass\tlang\tname\talias\n";
        let table = format!("{header}Zorya\tCompany\tuk\tZorya-Z\t\nZorya\t\tde\tSorja-Sachid\tSorja AG\nRussia\t\tde\tRusslandia\t\n");
        let classes = ["Company", "State"].map(str::to_owned).into();
        gazetteer.extend("own.tsv", &table, &classes, &languages)?;
        let found = gazetteer.find("de".parse()?, &["Sorja", "AG"], 0).ok_or("not found")?;
        assert_eq!((found.words, found.readings), (2, vec![("Zorya".to_owned(), NameKind::Name)]));
        assert!(gazetteer.find("de".parse()?, &["Russlandia"], 0).is_some_and(|found| found.readings[0].0 == "Russia"));
        assert_eq!(gazetteer.get("Zorya").map(|known| known.class.as_str()), Some("Company"));
        for (row, says) in [
            ("Two words\tCompany\tde\tX\t", "own.tsv:2: `Two words` is no id"),
            ("X\tCompny\tde\tX\t", "own.tsv:2: `Compny` is no class; there are: Company, State"),
            ("Russia\tCompany\tde\tX\t", "known as State"),
            ("X\tCompany\tgerman\tX\t", "is no language code"),
        ] {
            let error = gazetteer.extend("own.tsv", &format!("{header}{row}\n"), &classes, &languages).err().map(|error| error.to_string());
            assert!(error.as_deref().is_some_and(|error| error.contains(says)), "{error:?}");
        }
        Ok(())
    }
}
