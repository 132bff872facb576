//! Marks that are more than one character: runs of dots, smileys, tags of HTML.

use super::words::{AHEAD, is_apostrophe};

/// The tags of HTML that begin or end a block, after which a sentence cannot go on.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// The other tags that texts have left in them.
const INLINE: [&str; 25] = [
    "a", "abbr", "b", "cite", "code", "em", "font", "i", "iframe", "img", "ins", "mark", "q", "s", "script", "small", "span", "strike",
    "strong", "style", "sub", "sup", "th", "u", "video",
];

/// The length of a leftover of HTML at the start of `rest` (`<br>`, `< /p>`, `&nbsp;`), and whether it parts blocks.
pub(super) fn markup(rest: &str) -> Option<(usize, bool)> {
    if let Some(entity) = rest.strip_prefix('&') {
        let width = entity.bytes().take(10).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let named = width >= 2 && entity.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic());
        return (named && entity[width..].starts_with(';')).then_some((width + 2, false));
    }
    let inside = rest.strip_prefix('<')?;
    let name = inside.trim_start_matches([' ', '/']);
    let width = name.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let end = inside.bytes().take(AHEAD).position(|b| matches!(b, b'<' | b'>' | b'\n')).filter(|&end| inside.as_bytes()[end] == b'>')?;
    let known = |list: &[&str]| list.iter().any(|tag| name[..width].eq_ignore_ascii_case(tag));
    // What follows the name are attributes or nothing: `a < b and c > d` is no tag.
    let tail = inside.get(inside.len() - name.len() + width..end)?.trim_matches([' ', '/']);
    if !(tail.is_empty() || tail.contains('=')) {
        return None;
    }
    let block = known(&BLOCKS);
    (block || known(&INLINE)).then_some((end + 2, block))
}

/// A run of marks: the same dot, dash, star and the like stand together, and `!` with `?`, unless `split`; all else alone.
pub(super) fn run(rest: &str, first: char, split: bool) -> usize {
    let same = || rest.find(|c| c != first).unwrap_or(rest.len());
    match first {
        '!' | '?' if split => 1,
        '!' | '?' => {
            let marks = rest.find(|c| !matches!(c, '!' | '?')).unwrap_or(rest.len());
            let dots = rest[marks..].find(|c| c != '.').unwrap_or(rest.len() - marks);
            if dots >= 2 { marks + dots } else { marks }
        }
        '.' | '-' | '=' | '*' | '_' | '+' | '~' | '<' | '>' | '$' | '#' | '`' | '\'' | '|' | '^' | '\u{2014}' => same(),
        '\u{2018}' | '\u{2019}' => match rest[first.len_utf8()..].chars().next() {
            Some(next @ '\u{2019}') => first.len_utf8() + next.len_utf8(),
            _ => first.len_utf8(),
        },
        c if is_picture(c) => picture(rest),
        _ => first.len_utf8(),
    }
}

/// The length of a word that begins with an apostrophe: `'s`, `'71`, `'60s`.
pub(super) fn elision(rest: &str, previous: Option<char>) -> Option<usize> {
    let first = rest.chars().next().filter(|&c| is_apostrophe(c) && c != '`')?;
    if previous.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let word = &rest[first.len_utf8()..];
    let width = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
    let (body, after) = word.split_at(width);
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits == 2 && matches!(&body[digits..], "" | "s") && !after.starts_with(is_apostrophe);
    let short = matches!(body.chars().count(), 1..=2) && body.chars().all(char::is_lowercase) && after.starts_with(char::is_whitespace);
    (year || short).then_some(first.len_utf8() + width)
}

/// The length of a number with its sign (`+44`, `.265`), where no number stands before it.
pub(super) fn signed(rest: &str, previous: Option<char>) -> Option<usize> {
    let body = rest.strip_prefix(['+', '.'])?;
    let width = body.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(body.len());
    let width = body[..width].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    let long = !rest.starts_with('.') || width == 3;
    (previous.is_none() && body.starts_with(|c: char| c.is_ascii_digit()) && long && !body[width..].starts_with(char::is_alphabetic))
        .then_some(1 + width)
}

/// The length of a smiley. `unbalanced`: no bracket is open, so that closing ones are smiles.
pub(super) fn smiley(rest: &str, previous: Option<char>, unbalanced: bool) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    let (_, eyes) = chars.next()?;
    let ends = |length: usize| rest[length..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    if eyes == ')' {
        let length = rest.bytes().take(AHEAD).take_while(|&b| b == b')').count();
        return (unbalanced && length > 1).then_some(length);
    }
    if rest.starts_with("^_^") {
        return Some(3);
    }
    if !matches!(eyes, ':' | ';' | '=') {
        return None;
    }
    if let Some(&(_, nose)) = chars.peek()
        && matches!(nose, '-' | '^' | '\'')
    {
        chars.next();
    }
    let (at, mouth) = chars.next()?;
    let length = match mouth {
        ')' | '(' => at + rest[at..].find(|c| c != mouth).unwrap_or(rest.len() - at),
        'D' | 'P' | 'p' | 'O' | '/' | '|' | '\\' | '*' if previous.is_none() => at + 1,
        _ => return None,
    };
    // A colon before a bracket that is open or opens is a colon.
    let bracket = mouth == '(' && at == 1 && !rest[length..].starts_with([' ', '\n', '.']) || mouth == ')' && at == 1 && !unbalanced;
    (!bracket && ends(length)).then_some(length)
}

pub(super) fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
}

/// The length of an emoji with what belongs to it: skin, sex, joined ones, the second letter of a flag.
fn picture(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1).take(AHEAD).peekable();
    let first = rest.chars().next();
    let mut end = first.map_or(0, char::len_utf8);
    let is_flag = |c: char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    if first.is_some_and(is_flag)
        && let Some(&(at, c)) = chars.peek()
        && is_flag(c)
    {
        return at + c.len_utf8();
    }
    let mut joined = false;
    for (at, c) in chars {
        let belongs = joined || matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        if !belongs || c.is_whitespace() {
            break;
        }
        joined = c == '\u{200d}';
        end = at + c.len_utf8();
    }
    end
}
