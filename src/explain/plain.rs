//! Explanations for the terminal.

use std::io::{self, Write};

use super::{Explanation, Verdict};
use crate::tree::{Format, Writer};

pub(super) fn write(explanation: &Explanation, all: bool, colour: bool, out: &mut impl Write) -> io::Result<()> {
    let text = &explanation.document.text;
    let mut trees = Writer::new(Vec::new(), Format::Drawing { colour });
    trees.document(Some(&explanation.document.id));
    for explained in &explanation.sentences {
        trees.sentence(&explained.sentence.tree, text)?;
        let drawing = std::mem::take(trees.get_mut());
        out.write_all(&drawing)?;
        let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let widest = width(&mut explained.mentions.iter().map(|mention| mention.text.chars().count()));
        for mention in &explained.mentions {
            let place = mention.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
            let entities = mention.entities.join("+");
            writeln!(out, "  {:widest$}  {:11}  {:.2}  {entities}{place}", mention.text, mention.kind, mention.score)?;
        }
        let shown = explained.shown(all);
        if !explained.mentions.is_empty() && !shown.is_empty() {
            writeln!(out)?;
        }
        let names = width(&mut shown.iter().map(|tried| tried.rule.chars().count()));
        let relations = width(&mut shown.iter().map(|tried| tried.relation.chars().count()));
        for tried in shown {
            let sign = match tried.verdict {
                Verdict::Claimed { .. } => '+',
                Verdict::Rejected(_) => '!',
                Verdict::Outranked => '=',
                Verdict::Missed(_) => '-',
            };
            writeln!(out, "  {sign} {:names$}  {:relations$}  {}", tried.rule, tried.relation, tried.verdict)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
