//! What the colours and lines of a drawing mean. It is the graph's own label, which every layout engine puts below the drawing.

use std::collections::BTreeSet;

use super::style::{Family, Line, NO_COLOUR, family, html};
use super::{Drawing, in_language};

impl Drawing<'_> {
    /// A table of what occurs in the drawing: colours of relations, lines by factuality, fills by kind of actor.
    pub(super) fn legend(&self) -> String {
        let quad_classes: BTreeSet<&str> = self.bundles.iter().map(|bundle| bundle.quad_class).collect();
        let colours = quad_classes.into_iter().filter_map(|name| {
            let class = self.ontology.quad_classes.get(name)?;
            Some(sample(&class.colour, "solid", 3, in_language(&class.labels, self.lang).unwrap_or(name)))
        });
        let lines = self.factualities.iter().filter(|(factuality, _)| self.bundles.iter().any(|b| b.factuality == **factuality));
        let lines = lines.map(|(&factuality, label)| {
            let line = Line::of(factuality);
            // The border of a cell cannot end in a bar; the bar stands beside it.
            let bar = if line.tee { "| " } else { "" };
            sample(NO_COLOUR, line.style, 2, &format!("{bar}{label}"))
        });
        let mut families: Vec<&Family> = Vec::new();
        for actor in self.network.actors() {
            let family = family(self.ontology, &actor.entity.class);
            if !family.class.is_empty() && !families.iter().any(|known| known.class == family.class) {
                families.push(family);
            }
        }
        families.sort_by_key(|family| family.class);
        let fills = families.into_iter().map(|family| {
            let class = self.ontology.classes.get(family.class);
            let label = class.and_then(|class| in_language(&class.labels, self.lang)).unwrap_or(family.class);
            format!(
                "<TD><TABLE BORDER=\"1\" COLOR=\"{}\" STYLE=\"ROUNDED\" CELLBORDER=\"0\" CELLPADDING=\"0\" BGCOLOR=\"{}\">\
                 <TR><TD WIDTH=\"22\" HEIGHT=\"9\" FIXEDSIZE=\"TRUE\"></TD></TR></TABLE></TD>{}",
                family.border,
                family.fill,
                caption(label)
            )
        });
        let rows: String = [colours.collect::<Vec<_>>(), lines.collect(), fills.collect()].iter().map(|cells| row(cells)).collect();
        format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"1\">{rows}</TABLE>")
    }
}

/// A row of the legend; GraphViz refuses one without cells.
fn row(cells: &[String]) -> String {
    if cells.is_empty() { String::new() } else { format!("<TR>{}</TR>", cells.concat()) }
}

/// A stretch of line with what it means: the lower border of one of two cells on top of each other.
fn sample(colour: &str, style: &str, width: u8, label: &str) -> String {
    format!(
        "<TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">\
         <TR><TD WIDTH=\"26\" HEIGHT=\"6\" FIXEDSIZE=\"TRUE\" BORDER=\"{width}\" SIDES=\"B\" STYLE=\"{style}\" COLOR=\"{colour}\"></TD></TR>\
         <TR><TD WIDTH=\"26\" HEIGHT=\"6\" FIXEDSIZE=\"TRUE\"></TD></TR></TABLE></TD>{}",
        caption(label)
    )
}

fn caption(label: &str) -> String {
    format!("<TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\">{}</FONT></TD>", html(label))
}
