use super::{Gazetteer, NameKind};
use crate::assets::Assets;
use crate::language::Language;
use crate::text::Lang;

fn load() -> Result<Gazetteer, Box<dyn std::error::Error>> {
    let assets = Assets::embedded();
    let languages = Language::available(&assets)?.values().map(|&lang| Language::load(&assets, lang)).collect::<Result<Vec<_>, _>>()?;
    Ok(Gazetteer::load(&assets, &languages)?)
}

#[test]
fn inflected_names_of_every_language_lead_to_one_entity() -> Result<(), Box<dyn std::error::Error>> {
    let gazetteer = load()?;
    let table = include_str!("names.tsv");
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let lang: Lang = cells[0].parse()?;
        let words: Vec<&str> = cells[1].split(' ').collect();
        let found = gazetteer.find(lang, &words, 0);
        let names = found.as_ref().is_some_and(|found| found.words == words.len() && found.readings.iter().any(|(id, _)| id == cells[2]));
        assert!(names, "{line}: {found:?}");
    }
    Ok(())
}

#[test]
fn an_adjective_is_one_at_the_start_of_a_sentence_too() -> Result<(), Box<dyn std::error::Error>> {
    let found = load()?.find("de".parse()?, &["Russische", "Truppen"], 0);
    assert_eq!(found.map(|found| found.readings), Some(vec![("Russia".to_owned(), NameKind::Adjective)]));
    Ok(())
}
