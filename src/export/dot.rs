//! The network as a drawing for GraphViz.

mod legend;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use oxigraph::model::vocab::rdfs;
use oxigraph::model::{NamedNodeRef, Term};
use oxigraph::store::{StorageError, Store};

use super::Options;
use crate::claim::Factuality;
use crate::network::{Actor, Bundle, Network};
use crate::ontology::{ENT, Ontology};
use crate::text::Lang;

use style::{Line, family, pen_width, quoted, shortened, wrapped};

/// Above so many actors layers make a drawing several screens wide, and forces lay it out instead.
const LAYERED: usize = 60;
/// Above so many edges their labels hide the drawing; they are still in the tooltips.
const LABELLED: usize = 220;
/// How many quotes a tooltip has.
const QUOTES: usize = 5;
/// How many characters of a quote a tooltip has.
const QUOTE: usize = 160;
/// After how many characters a label goes on in the next line.
const WRAP: usize = 18;

/// A drawing in the making.
struct Drawing<'d> {
    network: &'d Network,
    ontology: &'d Ontology,
    lang: Lang,
    bundles: Vec<Bundle<'d>>,
    factualities: BTreeMap<Factuality, String>,
}

/// The drawing of `network` in the language of GraphViz.
pub(super) fn draw(store: &Store, network: &Network, ontology: &Ontology, options: &Options) -> Result<String, StorageError> {
    let mut factualities = BTreeMap::new();
    for factuality in [Factuality::Fact, Factuality::Uncertain, Factuality::Denied] {
        let label = ontology_label(store, factuality.local_name(), options.lang)?;
        factualities.insert(factuality, label.unwrap_or_else(|| factuality.name().to_owned()));
    }
    let drawing = Drawing { network, ontology, lang: options.lang, bundles: network.bundles(), factualities };
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = drawing.write(options, &mut out);
    Ok(out)
}

impl Drawing<'_> {
    fn write(&self, options: &Options, out: &mut String) -> std::fmt::Result {
        let labelled = self.bundles.len() <= LABELLED;
        writeln!(out, "digraph entente {{")?;
        writeln!(out, "  graph [{}];", self.layout(options.cluster))?;
        writeln!(out, "  graph [bgcolor=\"white\", pad=0.4, fontname=\"{}\", fontsize=12, fontcolor=\"#44505C\"];", style::FONT)?;
        writeln!(
            out,
            "  node [fontname=\"{}\", fontcolor=\"#1D2730\", style=\"filled\", penwidth=1.1, margin=\"0.14,0.07\", height=0.42, width=0.6];",
            style::FONT
        )?;
        writeln!(out, "  edge [fontname=\"{}\", fontsize=9, arrowsize=0.75];", style::FONT)?;
        if options.legend && !self.bundles.is_empty() {
            writeln!(out, "  label=<{}>;\n  labelloc=b;\n  labeljust=l;", self.legend())?;
        }
        self.nodes(options.cluster, out)?;
        for bundle in &self.bundles {
            writeln!(out, "  {};", self.edge(bundle, labelled))?;
        }
        writeln!(out, "}}")
    }

    /// The hints for the layout.
    fn layout(&self, cluster: bool) -> &'static str {
        match (self.network.actors().len() > LAYERED, cluster) {
            (false, _) => "layout=dot, rankdir=LR, nodesep=0.3, ranksep=0.9, splines=true, overlap=false, outputorder=edgesfirst",
            // Of the engines for big drawings only `fdp` knows clusters.
            (true, true) => "layout=fdp, K=0.9, splines=line, overlap=false, sep=\"+10\", outputorder=edgesfirst",
            // Curved lines would take minutes at some hundred edges.
            (true, false) => "layout=sfdp, K=1.5, repulsiveforce=2, splines=line, overlap=prism, sep=\"+10\", outputorder=edgesfirst",
        }
    }

    fn nodes(&self, cluster: bool, out: &mut String) -> std::fmt::Result {
        let mut degrees: BTreeMap<&str, usize> = BTreeMap::new();
        for bundle in &self.bundles {
            for actor in [bundle.subject, bundle.object] {
                *degrees.entry(&actor.entity.id).or_default() += 1;
            }
        }
        let mut clusters: BTreeMap<&str, Vec<&Actor>> = BTreeMap::new();
        for actor in self.network.actors() {
            if let Some(state) = actor.state.as_deref().filter(|_| cluster) {
                clusters.entry(state).or_default().push(actor);
            }
        }
        // A box around one actor says nothing.
        clusters.retain(|_, actors| actors.len() > 1);
        let clustered: BTreeSet<&str> = clusters.values().flatten().map(|actor| actor.entity.id.as_str()).collect();
        let degree = |actor: &Actor| degrees.get(actor.entity.id.as_str()).copied().unwrap_or_default();
        for (state, actors) in clusters {
            writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{state}")))?;
            let label = self.network.label(state, self.lang);
            writeln!(
                out,
                "    label={}; labelloc=t; labeljust=l; style=\"rounded,filled\"; color=\"#C9D3DC\"; fillcolor=\"#F7F9FB\"; margin=14;",
                quoted(&label)
            )?;
            for actor in actors {
                writeln!(out, "    {};", self.node(actor, degree(actor)))?;
            }
            writeln!(out, "  }}")?;
        }
        for actor in self.network.actors().filter(|actor| !clustered.contains(actor.entity.id.as_str())) {
            writeln!(out, "  {};", self.node(actor, degree(actor)))?;
        }
        Ok(())
    }

    fn node(&self, actor: &Actor, degree: usize) -> String {
        let class = actor.entity.class.as_str();
        let label = actor.label(self.lang);
        let family = family(self.ontology, class);
        let shape = self.ontology.shape(class).unwrap_or("ellipse");
        // Other polygons lose their corners, and with them their meaning.
        let rounded = if shape == "box" { "rounded,filled" } else { "filled" };
        let mut attributes = vec![
            format!("label={}", quoted(&wrapped(&label, WRAP))),
            format!("shape={}", quoted(shape)),
            format!("style=\"{rounded}\""),
            format!("fillcolor=\"{}\"", family.fill),
            format!("color=\"{}\"", family.border),
            format!("fontsize={}", style::font_size(degree)),
            format!("tooltip={}", quoted(&self.about(actor, &label))),
        ];
        if let Some(wikidata) = &actor.entity.wikidata {
            attributes.push(format!("URL={}", quoted(&format!("https://www.wikidata.org/wiki/{wikidata}"))));
            attributes.push("target=\"_blank\"".to_owned());
        }
        format!("{} [{}]", quoted(&actor.entity.id), attributes.join(", "))
    }

    /// The tooltip of an actor: what it is, and what it is called in other languages.
    fn about(&self, actor: &Actor, label: &str) -> String {
        let class = &actor.entity.class;
        let class = self.ontology.classes.get(class).and_then(|class| in_language(&class.labels, self.lang)).unwrap_or(class);
        let mut lines = vec![format!("{label} ({class})")];
        let others = actor.entity.labels.iter().filter(|(lang, other)| **lang != self.lang && *other != label);
        lines.extend(others.map(|(lang, other)| format!("{lang}: {other}")));
        lines.join("\n")
    }

    fn edge(&self, bundle: &Bundle<'_>, labelled: bool) -> String {
        let colour = self.ontology.quad_classes.get(bundle.quad_class).map_or(style::NO_COLOUR, |class| class.colour.as_str());
        let line = Line::of(bundle.factuality);
        let count = bundle.claims.len();
        let relation = self.relation(bundle.relation);
        let label = if count > 1 { format!("{relation} ({count})") } else { relation.to_owned() };
        let tooltip = quoted(&self.evidence(bundle, &label));
        let mut attributes = vec![
            format!("color=\"{colour}\""),
            format!("fontcolor=\"{colour}\""),
            format!("style=\"{}\"", line.style),
            format!("penwidth={:.2}", pen_width(count)),
            format!("tooltip={tooltip}"),
            format!("edgetooltip={tooltip}"),
            format!("labeltooltip={tooltip}"),
        ];
        if labelled {
            attributes.insert(0, format!("label={}", quoted(&wrapped(&label, WRAP))));
        }
        match (bundle.symmetric, line.tee) {
            (false, false) => {}
            (false, true) => attributes.push("arrowhead=\"tee\"".to_owned()),
            (true, false) => attributes.push("dir=\"none\"".to_owned()),
            (true, true) => attributes.push("dir=\"both\", arrowhead=\"tee\", arrowtail=\"tee\"".to_owned()),
        }
        format!("{} -> {} [{}]", quoted(&bundle.subject.entity.id), quoted(&bundle.object.entity.id), attributes.join(", "))
    }

    /// The tooltip of an edge: what is claimed, and the first quotes with their articles.
    fn evidence(&self, bundle: &Bundle<'_>, label: &str) -> String {
        let (subject, object) = (bundle.subject.label(self.lang), bundle.object.label(self.lang));
        let factuality = self.factualities.get(&bundle.factuality).map_or("", String::as_str);
        let mut lines = vec![format!("{subject} \u{2013} {label} \u{2013} {object}: {factuality}")];
        let quotes: Vec<String> = bundle
            .claims
            .iter()
            .flat_map(|claim| {
                claim.quotes.iter().map(move |quote| format!("{}: \u{201c}{}\u{201d}", claim.article, shortened(&quote.exact, QUOTE)))
            })
            .collect();
        let more = quotes.len().saturating_sub(QUOTES);
        lines.extend(quotes.into_iter().take(QUOTES));
        if more > 0 {
            lines.push(format!("+ {more}"));
        }
        lines.join("\n")
    }

    fn relation<'s>(&'s self, name: &'s str) -> &'s str {
        self.ontology.relations.get(name).and_then(|relation| in_language(&relation.labels, self.lang)).unwrap_or(name)
    }
}

/// The label in `lang`, else in English, else in any language.
fn in_language(labels: &BTreeMap<Lang, String>, lang: Lang) -> Option<&str> {
    labels.get(&lang).or_else(|| labels.get(&Lang::EN)).or_else(|| labels.values().next()).map(String::as_str)
}

/// What the ontology in the store calls the individual `name`.
fn ontology_label(store: &Store, name: &str, lang: Lang) -> Result<Option<String>, StorageError> {
    let iri = format!("{ENT}{name}");
    let mut labels = BTreeMap::new();
    for quad in store.quads_for_pattern(Some(NamedNodeRef::new_unchecked(&iri).into()), Some(rdfs::LABEL), None, None) {
        if let Term::Literal(literal) = quad?.object
            && let Some(Ok(lang)) = literal.language().map(str::parse)
        {
            labels.insert(lang, literal.value().to_owned());
        }
    }
    Ok(in_language(&labels, lang).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use crate::export::tests::exported;
    use crate::export::{Format, Options};
    use crate::network::tests::{Outcome, model, with_claims};

    fn line<'d>(dot: &'d str, start: &str, has: &str) -> &'d str {
        dot.lines().map(str::trim).find(|line| line.starts_with(start) && line.contains(has)).unwrap_or_default()
    }

    #[test]
    fn lines_show_the_factuality() -> Outcome {
        let (store, ontology) = with_claims(&[("Iran", "alliedWith", "Russia", "Denied", "x1")])?;
        let dot = exported(&store, &ontology, Format::Dot, &Options::default())?;
        let fact = line(&dot, "\"North_Korea\" -> \"Russia\"", "style=\"solid\"");
        assert!(fact.contains("label=\"supplies\"") && fact.contains("color=\"#0B4F8A\"") && !fact.contains("arrowhead"), "{fact}");
        let denied = line(&dot, "\"North_Korea\" -> \"Russia\"", "style=\"dotted\"");
        assert!(denied.contains("arrowhead=\"tee\"") && !denied.contains("dir="), "{denied}");
        let uncertain = line(&dot, "\"Germany\" -> \"Kazakhstan\"", "style=\"dashed\"");
        assert!(uncertain.contains("2025") && !uncertain.contains("arrowhead"), "{uncertain}");
        assert!(line(&dot, "\"Kim_Jong_Un\" -> ", "meets").contains("dir=\"none\""));
        assert!(line(&dot, "\"Iran\" -> \"Russia\"", "dotted").contains("dir=\"both\""));
        Ok(())
    }

    #[test]
    fn parallel_claims_are_one_thicker_line() -> Outcome {
        let (store, ontology) =
            with_claims(&[("Ukraine", "accuses", "Russia", "Fact", "x1"), ("Ukraine", "accuses", "Russia", "Fact", "x2")])?;
        let dot = exported(&store, &ontology, Format::Dot, &Options::default())?;
        assert_eq!(dot.matches("\"Ukraine\" -> \"Russia\"").count(), 1);
        let merged = line(&dot, "\"Ukraine\" -> \"Russia\"", "");
        assert!(merged.contains("label=\"accuses (3)\"") && merged.contains("penwidth=2.94"), "{merged}");
        Ok(())
    }

    #[test]
    fn labels_are_in_the_language_and_states_hold_their_own() -> Outcome {
        let (store, ontology) = model()?;
        let options = Options { lang: "de".parse()?, cluster: true, ..Options::default() };
        let dot = exported(&store, &ontology, Format::Dot, &options)?;
        assert!(dot.contains("subgraph \"cluster_Russia\"") && dot.contains("label=\"Russland\""));
        assert!(dot.contains("unsicher") && dot.contains("materielle Zusammenarbeit"), "the legend speaks the language");
        assert!(dot.contains("https://www.wikidata.org/wiki/Q159"));
        let plain = exported(&store, &ontology, Format::Dot, &Options { legend: false, ..Options::default() })?;
        assert!(!plain.contains("<TABLE") && !plain.contains("subgraph"));
        Ok(())
    }
}
