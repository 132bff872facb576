//! How actors and claims look, and how text is written so that GraphViz takes it as it is.

use crate::claim::Factuality;
use crate::ontology::Ontology;

/// The fonts, the first one that is there.
pub(super) const FONT: &str = "Helvetica,Arial,sans-serif";
/// The colour of relations that the ontology has no quad class for.
pub(super) const NO_COLOUR: &str = "#7A7A7A";

/// The looks of a kind of actors.
pub(super) struct Family {
    /// The class whose members look so; empty for all others.
    pub(super) class: &'static str,
    pub(super) fill: &'static str,
    pub(super) border: &'static str,
}

/// The first class that an actor belongs to decides: a state, which is a place too, looks like a polity.
const FAMILIES: [Family; 4] = [
    Family { class: "Polity", fill: "#DCE9F6", border: "#6C8CAD" },
    Family { class: "Organisation", fill: "#E3F1DF", border: "#7BA072" },
    Family { class: "Person", fill: "#FCEBD3", border: "#C39A5C" },
    Family { class: "Place", fill: "#EEE6F4", border: "#9A83AD" },
];
const OTHERS: Family = Family { class: "", fill: "#F1F2F3", border: "#8A9299" };

/// How actors of `class` look.
pub(super) fn family(ontology: &Ontology, class: &str) -> &'static Family {
    FAMILIES.iter().find(|family| ontology.is_a(class, family.class)).unwrap_or(&OTHERS)
}

/// The looks of claims of one factuality.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// The GraphViz style.
    pub(super) style: &'static str,
    /// Whether it ends in a bar in place of an arrow.
    pub(super) tee: bool,
}

impl Line {
    pub(super) fn of(factuality: Factuality) -> Self {
        match factuality {
            Factuality::Fact => Self { style: "solid", tee: false },
            Factuality::Uncertain => Self { style: "dashed", tee: false },
            Factuality::Denied => Self { style: "dotted", tee: true },
        }
    }
}

/// The width of a line that stands for so many claims, in points: doubling the claims adds the same width.
pub(super) fn pen_width(claims: usize) -> f64 {
    (1.2 + 1.1 * (claims.max(1) as f64).log2()).min(8.0)
}

/// The size of an actor's name with so many relations, in points.
pub(super) fn font_size(relations: usize) -> usize {
    11 + (relations.max(1).ilog2() as usize).min(7)
}

/// `text` as a quoted string. A backslash is doubled, for GraphViz takes `\N` for the node's name, and an ampersand is written as an
/// entity, for it takes `&amp;` for `&`. Of control characters only the line end has a meaning; XML forbids the others.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if is_forbidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `text` for an HTML-like label.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if is_forbidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// `text` with line ends in place of some spaces, so that no line is longer than `width` characters unless a word is.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if line > 0 && line + 1 + length > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += length;
    }
    out
}

/// `text` in one line of at most `length` characters, cut at a space if there is one in the last third.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= length {
        return line;
    }
    let cut: String = line.chars().take(length.saturating_sub(1)).collect();
    let end = cut.rfind(' ').filter(|&space| space > cut.len() / 3 * 2).unwrap_or(cut.len());
    format!("{}\u{2026}", cut[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::{html, quoted, shortened, wrapped};

    #[test]
    fn text_is_written_so_that_graphviz_takes_it_as_it_is() {
        assert_eq!(quoted("a \"b\" \\N\nc"), r#""a \"b\" \\N\nc""#);
        assert_eq!(quoted("<a> & &amp;\u{c}"), "\"&lt;a&gt; &amp; &amp;amp; \"");
        assert_eq!(quoted("\u{41a}\u{438}\u{457}\u{432}"), "\"\u{41a}\u{438}\u{457}\u{432}\"");
        assert_eq!(html("\"<&>\""), "&quot;&lt;&amp;&gt;&quot;");
    }

    #[test]
    fn long_text_is_wrapped_and_cut_between_words() {
        assert_eq!(wrapped("United Arab Emirates", 12), "United Arab\nEmirates");
        assert_eq!(wrapped("Streitkr\u{e4}fte", 3), "Streitkr\u{e4}fte");
        assert_eq!(shortened("one two three four", 14), "one two three\u{2026}");
        assert_eq!(shortened("one\n two", 14), "one two");
    }
}
