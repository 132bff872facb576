use proptest::prelude::*;

use super::words::is_invisible;
use super::{segment, words_of};
use crate::assets::Assets;
use crate::language::Language;
use crate::text::Span;

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

/// Spans slice the text in its order, and every character but blanks and invisible ones is in exactly one token.
fn check(text: &str, lang: &str) -> Result<(), Box<dyn std::error::Error>> {
    let language = Language::load(&Assets::embedded(), lang.parse()?)?;
    let mut end = 0;
    let mut covered = vec![0_u8; text.len()];
    for sentence in segment(text, &language) {
        assert!(sentence.span.start >= end && !sentence.tokens.is_empty(), "{text:?}");
        let mut token: Option<Span> = None;
        for word in &sentence.tokens {
            assert!(!word.span.of(text).is_empty() && !word.form.is_empty(), "{text:?}");
            assert!(word.token.start <= word.span.start && word.span.end <= word.token.end, "{text:?}");
            assert!(sentence.span.start <= word.token.start && word.token.end <= sentence.span.end, "{text:?}");
            if token != Some(word.token) {
                assert!(word.token.start >= end, "{text:?}");
                covered[word.token.start..word.token.end].iter_mut().for_each(|count| *count += 1);
                end = word.token.end;
                token = Some(word.token);
            }
        }
    }
    for (at, c) in text.char_indices() {
        let blank = c.is_whitespace() || is_invisible(c);
        assert!(covered[at] == 1 || covered[at] == 0 && blank, "{c:?} at {at} of {text:?}");
    }
    Ok(())
}

#[test]
fn every_character_but_blanks_is_in_a_token() -> Result<(), Box<dyn std::error::Error>> {
    for (lang, text, _) in cases(include_str!("cases.tsv")).chain(cases(include_str!("words.tsv"))) {
        check(&text, lang)?;
        // The wrong language takes any text, too.
        check(&text, if lang == "en" { "uk" } else { "en" })?;
        let language = Language::load(&Assets::embedded(), lang.parse()?)?;
        assert!(!words_of(&text, &language).is_empty());
    }
    Ok(())
}

#[test]
fn words_of_a_multiword_token_say_which() -> Result<(), Box<dyn std::error::Error>> {
    let text = "Kim's men don't.";
    let language = Language::load(&Assets::embedded(), "en".parse()?)?;
    let sentences = segment(text, &language);
    let found: Vec<(&str, &str)> =
        sentences.iter().flat_map(|s| &s.tokens).map(|token| (token.span.of(text), token.token.of(text))).collect();
    let expected = [("Kim", "Kim's"), ("'s", "Kim's"), ("men", "men"), ("do", "don't"), ("n't", "don't"), (".", ".")];
    assert_eq!(found, expected);
    let text = "im Haus";
    let language = Language::load(&Assets::embedded(), "de".parse()?)?;
    let sentences = segment(text, &language);
    let found: Vec<(&str, &str)> = sentences.iter().flat_map(|s| &s.tokens).map(|t| (t.span.of(text), t.form.as_str())).collect();
    assert_eq!(found, [("im", "in"), ("im", "dem"), ("Haus", "Haus")]);
    Ok(())
}

#[test]
fn a_very_long_sentence_is_cut_at_a_mark() -> Result<(), Box<dyn std::error::Error>> {
    let language = Language::load(&Assets::embedded(), "de".parse()?)?;
    let text = "viele kleine Worte, ".repeat(1250);
    let sentences = segment(&text, &language);
    assert!(sentences.len() > 20 && sentences.iter().all(|sentence| sentence.tokens.len() <= super::LONGEST));
    assert!(sentences[0].span.of(&text).ends_with(','));
    check(&"wort ".repeat(5000), "de")
}

#[test]
fn time_is_linear_in_the_text() -> Result<(), Box<dyn std::error::Error>> {
    let language = Language::load(&Assets::embedded(), "en".parse()?)?;
    for part in
        ["a.", "(", "))", "'s", "<", "&", "1-", "a-", ":", "!", "\u{1f600}", "don't", "x@", "1 ", ".", "\"", "aB", "U.S", "\n-", "'"]
    {
        let text = part.repeat(200_000);
        let start = std::time::Instant::now();
        assert!(!segment(&text, &language).is_empty());
        assert!(start.elapsed().as_secs() < 20, "{part}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_covered(text in "\\PC{0,60}", lang in "de|en|uk") {
        check(&text, &lang).map_err(|error| TestCaseError::fail(error.to_string()))?;
    }

    #[test]
    fn marks_and_words_are_covered(text in "([a-z\u{e4}\u{456}\u{457}A-Z\u{404}0-9]{1,4}|[-.,:;!?'\u{2019}\"\u{201e}\u{201c}\u{ab}\u{bb}()<>/&@#$%+*=\u{2026}_|^~\u{ad}\u{200b}\n ]| ){0,60}", lang in "de|en|uk") {
        check(&text, &lang).map_err(|error| TestCaseError::fail(error.to_string()))?;
    }
}

#[test]
fn names_are_cut_as_texts_are() -> Result<(), Box<dyn std::error::Error>> {
    for (lang, name) in include_str!("names.tsv").lines().skip(1).filter_map(|line| line.split_once('\t')) {
        let language = Language::load(&Assets::embedded(), lang.parse()?)?;
        let tokens = segment(name, &language).into_iter().flat_map(|sentence| sentence.tokens);
        let words: Vec<String> = tokens.map(|token| token.form).collect();
        assert_eq!(words_of(name, &language), words, "{name}");
    }
    Ok(())
}
