use super::{segment, words_of};
use crate::assets::Assets;
use crate::language::Language;

/// The rows of a table of cases: language, text (with `\n` for a line end), what is expected.
fn cases(table: &str) -> impl Iterator<Item = (&str, String, &str)> {
    table.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?.replace("\\n", "\n"), cells.next()?))
    })
}

#[test]
fn sentences_end_where_they_should() -> Result<(), Box<dyn std::error::Error>> {
    for (lang, text, expected) in cases(include_str!("cases.tsv")) {
        let language = Language::load(&Assets::embedded(), lang.parse()?)?;
        let found: Vec<&str> = segment(&text, &language).iter().map(|sentence| sentence.span.of(&text)).collect();
        let expected: Vec<String> = expected.split('|').map(|sentence| sentence.replace("\\n", "\n")).collect();
        assert_eq!(found, expected, "{text}");
    }
    Ok(())
}

#[test]
fn words_are_those_of_the_treebanks() -> Result<(), Box<dyn std::error::Error>> {
    for (lang, text, expected) in cases(include_str!("words.tsv")) {
        let language = Language::load(&Assets::embedded(), lang.parse()?)?;
        let sentences = segment(&text, &language);
        let found: Vec<&str> = sentences.iter().flat_map(|sentence| &sentence.tokens).map(|token| token.form.as_str()).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
    Ok(())
}

#[test]
fn every_character_but_blanks_is_in_a_token() -> Result<(), Box<dyn std::error::Error>> {
    for (lang, text, _) in cases(include_str!("cases.tsv")).chain(cases(include_str!("words.tsv"))) {
        let language = Language::load(&Assets::embedded(), lang.parse()?)?;
        let mut covered = vec![false; text.len()];
        for token in segment(&text, &language).iter().flat_map(|sentence| &sentence.tokens) {
            covered[token.span.start..token.span.end].fill(true);
        }
        for (at, c) in text.char_indices() {
            assert!(covered[at] || c.is_whitespace(), "{c:?} at {at} of {text}");
        }
        assert!(!words_of(&text, &language).is_empty());
    }
    Ok(())
}
