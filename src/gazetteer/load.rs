//! Reading the tables of entities and names.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Gazetteer, GazetteerError, Gender, Known, Names, Term, War};
use crate::assets::Assets;
use crate::document::Date;
use crate::entity::EntityId;
use crate::language::Language;
use crate::ontology::{PERSON, STATE};
use crate::table::{Row, Table, TableError};
use crate::text::Lang;

/// The tables of entities, in the order in which their names are preferred.
const TABLES: [&str; 4] = ["states", "organisations", "people", "places"];

/// What entities are called in one language.
type Labels = Vec<(EntityId, String)>;

impl Gazetteer {
    /// Reads all entities, and their names in the given languages.
    ///
    /// # Errors
    /// When a table is missing or has a value that means nothing.
    pub fn load<'l>(assets: &Assets, languages: impl IntoIterator<Item = &'l Language>) -> Result<Self, GazetteerError> {
        let mut gazetteer = Self::entities_alone(assets)?;
        let languages: Vec<&Language> = languages.into_iter().collect();
        let read: Vec<(Lang, Names, Labels)> =
            languages.par_iter().map(|language| gazetteer.load_names(assets, language)).collect::<Result<_, _>>()?;
        for (lang, names, labels) in read {
            gazetteer.names.insert(lang, names);
            for (id, label) in labels {
                if let Some(known) = gazetteer.entities.get_mut(&id) {
                    known.labels.insert(lang, label);
                }
            }
        }
        Ok(gazetteer)
    }

    /// Reads all entities with their labels, and no names to find them by: what the graph says of its entities beforehand.
    ///
    /// # Errors
    /// When a table is missing or has a value that means nothing.
    pub fn knowledge(assets: &Assets, languages: impl IntoIterator<Item = Lang>) -> Result<Self, GazetteerError> {
        let mut gazetteer = Self::entities_alone(assets)?;
        for lang in languages {
            for table in TABLES {
                for row in Table::read(assets, &format!("data/{lang}/names/{table}.tsv"), &["id", "name"])?.rows() {
                    if let (Some(known), Some(name)) = (gazetteer.entities.get_mut(row.get("id")), row.values("name").next()) {
                        known.labels.insert(lang, name.to_owned());
                    }
                }
            }
        }
        Ok(gazetteer)
    }

    fn entities_alone(assets: &Assets) -> Result<Self, GazetteerError> {
        let mut gazetteer = Self::default();
        for table in TABLES {
            let columns: &[&str] = match table {
                "people" => &["id", "wikidata", "gender", "offices"],
                "places" => &["id", "class", "wikidata", "in"],
                "organisations" => &["id", "class", "wikidata", "of", "members"],
                _ => &["id", "class", "wikidata", "iso2", "memberof"],
            };
            for row in Table::read(assets, &format!("data/entities/{table}.tsv"), columns)?.rows() {
                let id = row.get("id");
                if !gazetteer.add(id, known(&row, table)?) {
                    return Err(row.error(id, "new id: it stands in the tables twice").into());
                }
            }
        }
        for row in Table::read(assets, "data/entities/wars.tsv", &["aggressor", "target", "from", "to"])?.rows() {
            let side = |column: &str| {
                let id = row.get(column);
                if gazetteer.entities.contains_key(id) { Ok(id.to_owned()) } else { Err(row.error(id, "entity of data/entities")) }
            };
            let date = |column: &str| Date::parse(row.get(column)).ok_or_else(|| row.error(row.get(column), "date (`2014-02-20`)"));
            let to = if row.get("to").is_empty() { None } else { Some(date("to")?) };
            gazetteer.wars.push(War { aggressor: side("aggressor")?, target: side("target")?, from: date("from")?, to });
        }
        Ok(gazetteer)
    }

    /// The names of a language, and its labels.
    fn load_names(&self, assets: &Assets, language: &Language) -> Result<(Lang, Names, Labels), GazetteerError> {
        let code = language.lang.code();
        let mut names = Names::new(assets, language.lang)?;
        let mut labels = Vec::new();
        for table in TABLES {
            let columns = ["id", "name", "alias", "adjective", "demonym", "seat"];
            for row in Table::read(assets, &format!("data/{code}/names/{table}.tsv"), &columns)?.rows() {
                let id = row.get("id");
                if !self.entities.contains_key(id) {
                    return Err(row.error(id, &format!("entity of data/entities/{table}.tsv")).into());
                }
                labels.extend(row.values("name").next().map(|name| (id.to_owned(), name.to_owned())));
                names.learn(&row, id, table == "people", language);
            }
        }
        Ok((language.lang, names, labels))
    }
}

pub(super) fn known(row: &Row<'_>, table: &str) -> Result<Known, TableError> {
    let mut known = Known {
        class: row.get("class").to_owned(),
        wikidata: row.get("wikidata").to_owned(),
        members: row.values("members").map(str::to_owned).collect(),
        part_of: row.values("of").chain(row.values("in")).map(str::to_owned).collect(),
        labels: BTreeMap::new(),
        former: table == "states" && row.get("class") == STATE && row.get("iso2").is_empty(),
        gender: None,
        terms: Vec::new(),
    };
    if table == "people" {
        PERSON.clone_into(&mut known.class);
        known.gender = match row.get("gender") {
            "m" => Some(Gender::Masculine),
            "f" => Some(Gender::Feminine),
            "" => None,
            other => return Err(row.error(other, "gender (`m` or `f`)")),
        };
        for office in row.values("offices") {
            known.terms.push(term(office).ok_or_else(|| row.error(office, "office (`relation:target:from/to:title`)"))?);
        }
    }
    Ok(known)
}

fn term(office: &str) -> Option<Term> {
    let mut parts = office.splitn(4, ':');
    let (relation, target, dates, title) = (parts.next()?, parts.next()?, parts.next().unwrap_or("/"), parts.next().unwrap_or(""));
    let (from, to) = dates.split_once('/')?;
    let date = |text: &str| {
        if text.is_empty() { Some(None) } else { Date::parse(text).map(Some) }
    };
    Some(Term { relation: relation.to_owned(), target: target.to_owned(), from: date(from)?, to: date(to)?, title: title.to_owned() })
}
