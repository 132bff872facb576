//! Explanations as a page to look at.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::{Explained, Explanation, Verdict};
use crate::document::Document;
use crate::text::Span;
use crate::tree::{Format, Writer};

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8886; --soft: #8882 }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin-top: 3rem }
section { border-top: 1px solid var(--line); padding: .7rem 0 }
mark { background: var(--soft); color: inherit; border-bottom: 2px solid #3a7bd5; padding: 0 .1em }
mark.pronoun, mark.description { border-bottom-style: dotted }
mark.unknown { border-bottom-color: #c77d0a }
ul { list-style: none; padding: 0; margin: .4rem 0 }
li { padding: .1rem 0; font-size: .9rem }
li.claimed::before { content: '\\2713'; color: #178a3a; padding-right: .5em }
li.rejected::before { content: '!'; color: #c0392b; padding-right: .7em }
li.outranked::before, li.missed::before { content: '\\2013'; padding-right: .6em }
li.missed, li.outranked { opacity: .65 }
code { font-size: .85em }
summary { cursor: pointer; opacity: .65; font-size: .85rem }
pre { overflow-x: auto; line-height: 1.15; font-size: .85rem }
";

pub(super) fn write(explanations: &[Explanation], all: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Entente: what was read, and why</title>")?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>")?;
    for explanation in explanations {
        let document = &explanation.document;
        writeln!(out, "<article lang=\"{}\">\n<h2>{}</h2>", document.lang, escape(document.id.as_str()))?;
        let mut trees = Writer::new(Vec::new(), Format::Drawing { colour: false });
        for explained in &explanation.sentences {
            trees.sentence(&explained.sentence.tree, &document.text)?;
            let drawing = std::mem::take(trees.get_mut());
            section(explained, document, &String::from_utf8_lossy(&drawing), all, out)?;
        }
        writeln!(out, "</article>")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn section(explained: &Explained, document: &Document, drawing: &str, all: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<section>\n<p>{}</p>", marked(explained, document))?;
    let shown = explained.shown(all);
    let line = |out: &mut dyn Write, tried: &super::Tried| {
        let class = match tried.verdict {
            Verdict::Claimed { .. } => "claimed",
            Verdict::Rejected(_) => "rejected",
            Verdict::Outranked => "outranked",
            Verdict::Missed(_) => "missed",
        };
        let (rule, verdict) = (escape(tried.rule.as_str()), tried.verdict.to_string());
        writeln!(out, "<li class=\"{class}\"><b>{}</b> {} <code>{rule}</code></li>", tried.relation, escape(verdict.as_str()))
    };
    let (claims, others): (Vec<_>, Vec<_>) = shown.into_iter().partition(|tried| tried.is_claim());
    if !claims.is_empty() {
        writeln!(out, "<ul>")?;
        claims.iter().try_for_each(|tried| line(out, tried))?;
        writeln!(out, "</ul>")?;
    }
    if !others.is_empty() {
        writeln!(out, "<details><summary>{} that nearly fired</summary>\n<ul>", others.len())?;
        others.iter().try_for_each(|tried| line(out, tried))?;
        writeln!(out, "</ul></details>")?;
    }
    // The first line of a drawing is the sentence itself.
    let tree = drawing.split_once('\n').map_or("", |(_, tree)| tree).trim_end();
    writeln!(out, "<details><summary>tree</summary><pre>{}</pre></details>\n</section>", escape(tree))
}

/// The sentence with its mentions marked; of mentions in one another the outermost.
fn marked(explained: &Explained, document: &Document) -> String {
    let tree = &explained.sentence.tree;
    let mut html = String::new();
    let mut done = tree.span.start;
    let spans = explained.sentence.mentions.iter().zip(&explained.mentions).filter_map(|(linked, listed)| {
        let span = linked.words.clone().map(|at| tree.word(at).span).reduce(Span::cover)?;
        Some((span, listed))
    });
    let mut spans: Vec<_> = spans.collect();
    spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    for (span, mention) in spans {
        if span.start < done {
            continue;
        }
        html.push_str(&escape(document.text.get(done..span.start).unwrap_or_default()));
        let known = if mention.class.is_empty() { " unknown" } else { "" };
        let title = format!("{} ({}), {:.2}", mention.entities.join(" + "), mention.class, mention.score);
        html.push_str(&format!("<mark class=\"{}{known}\" title=\"{}\">", mention.kind, escape(title.as_str())));
        html.push_str(&escape(span.of(&document.text)));
        html.push_str("</mark>");
        done = span.end;
    }
    html.push_str(&escape(document.text.get(done..tree.span.end).unwrap_or_default()));
    html
}
