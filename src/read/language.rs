//! Which language an article is in.

use std::collections::BTreeMap;

use crate::text::Lang;

use super::Options;

/// Characters that are looked at; more of them make no difference.
const SAMPLE: usize = 20_000;

/// How sure the guess must be, from 0 to 1, before an article is read in its language.
const SURE_ENOUGH: f64 = 0.5;

/// The language of `text`, given what the article says of itself.
///
/// # Errors
/// The reason why there is none that is supported.
pub(super) fn tell(text: &str, declared: Option<&str>, options: &Options<'_>) -> Result<Lang, String> {
    let supported = |lang: Lang| options.languages.values().any(|&other| other == lang);
    if let Some(lang) = options.lang {
        return if supported(lang) { Ok(lang) } else { Err(unsupported(&format!("`{lang}`"), options.languages)) };
    }
    if let Some(lang) = declared.and_then(|tag| tag.parse().ok()).filter(|&lang| supported(lang)) {
        return Ok(lang);
    }
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let Some(guess) = whatlang::detect(&text[..end]) else {
        return Err("too short to tell its language; name it with --lang".to_owned());
    };
    let name = guess.lang().eng_name();
    if guess.confidence() < SURE_ENOUGH {
        return Err(format!("too short to tell its language, which may be {name}; name it with --lang"));
    }
    options.languages.get(guess.lang().code()).copied().ok_or_else(|| unsupported(name, options.languages))
}

fn unsupported(name: &str, languages: &BTreeMap<String, Lang>) -> String {
    let known: Vec<String> = languages
        .iter()
        .map(|(code, lang)| whatlang::Lang::from_code(code).map_or_else(|| lang.to_string(), |l| format!("{} ({lang})", l.eng_name())))
        .collect();
    format!("the language {name} is not supported; supported: {}; if it is one of them, name it with --lang", known.join(", "))
}
