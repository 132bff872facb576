//! Addresses: of the web, of mail, of files, and names with `@` and `#`.

use super::words::AHEAD;
use crate::language::Language;

/// The length of the address at the start of `rest`.
pub(super) fn address(rest: &str, previous: Option<char>, language: &Language) -> Option<usize> {
    if previous.is_some_and(|c| c.is_alphanumeric() || c == '/') {
        return None;
    }
    if rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.") || rest.starts_with("mailto:") {
        return Some(web(rest));
    }
    let first = rest.chars().next()?;
    if matches!(first, '@' | '#') {
        let name = &rest[1..];
        let width = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        let named = name.starts_with(char::is_alphabetic) || name[..width].contains(char::is_alphabetic) && width > 2;
        return named.then_some(1 + width);
    }
    if !first.is_alphanumeric() {
        return None;
    }
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '@');
    let body: usize = rest.chars().take(AHEAD).take_while(|&c| inside(c)).map(char::len_utf8).sum();
    let body = rest[..body].trim_end_matches(['.', '-', '+', '_', '%', '@']);
    if let Some((name, host)) = body.split_once('@') {
        let good = !name.is_empty() && host.starts_with(char::is_alphanumeric) && !host.contains('@');
        return good.then_some(body.len());
    }
    host(body, language).then(|| {
        // A path may follow.
        if rest[body.len()..].starts_with('/') && rest[body.len() + 1..].starts_with(char::is_alphanumeric) {
            web(rest)
        } else {
            body.len()
        }
    })
}

/// Whether `body` is the name of a host or file: parts between full stops, the last of them one that such names end in.
fn host(body: &str, language: &Language) -> bool {
    let Some((front, ending)) = body.rsplit_once('.') else {
        return false;
    };
    if front.is_empty() || front.split('.').any(str::is_empty) {
        return false;
    }
    let listed = language.domains.contains(&ending.to_ascii_lowercase());
    let lower = ending.bytes().all(|b| b.is_ascii_lowercase());
    let upper = ending.bytes().all(|b| b.is_ascii_uppercase());
    let before = front.rsplit('.').next().unwrap_or_default();
    // `USA.In` is a missing blank, `TABLE.XLS` is a file; and letters stand before an ending.
    listed && (lower || upper && before.chars().all(|c| !c.is_lowercase()) || upper && before.contains(|c: char| c.is_ascii_digit()))
}

/// A web address: up to a blank, without the punctuation at its end.
fn web(rest: &str) -> usize {
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\u{bb}' | '\u{201c}' | '\u{201d}')).unwrap_or(rest.len());
    let body = rest[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '\'']).len();
    // A bracket that was opened inside is part of the address.
    if rest[body..].starts_with(')') && rest[..body].contains('(') { body + 1 } else { body }
}
