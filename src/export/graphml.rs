//! The network as GraphML. Every edge is directed, for readers such as networkx refuse a mixture; `symmetric` marks those that hold both ways.

use std::collections::BTreeSet;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::network::{Bundle, Network, Statement};
use crate::text::Lang;

/// Writes the network: actors as nodes, merged claims as edges.
pub(super) fn write(network: &Network, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let langs: BTreeSet<Lang> = network.actors().flat_map(|actor| actor.entity.labels.keys().copied()).collect();
    let label_keys: Vec<String> = langs.iter().map(|lang| format!("label_{lang}")).collect();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("graphml")
        .with_attributes([
            ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"),
        ])
        .write_inner_content(|xml| {
            let node_keys = ["class", "label"].into_iter().chain(label_keys.iter().map(String::as_str)).chain(["wikidata", "state"]);
            for name in node_keys {
                key(xml, "node", name, "string")?;
            }
            for (name, kind) in EDGE_KEYS {
                key(xml, "edge", name, kind)?;
            }
            xml.create_element("graph").with_attributes([("id", "entente"), ("edgedefault", "directed")]).write_inner_content(|xml| {
                for actor in network.actors() {
                    let entity = &actor.entity;
                    xml.create_element("node").with_attribute(("id", clean(&entity.id).as_str())).write_inner_content(|xml| {
                        data(xml, "node_class", &entity.class)?;
                        data(xml, "node_label", &actor.label(lang))?;
                        for (lang, label) in &entity.labels {
                            data(xml, &format!("node_label_{lang}"), label)?;
                        }
                        data(xml, "node_wikidata", entity.wikidata.as_deref().unwrap_or_default())?;
                        data(xml, "node_state", actor.state.as_deref().unwrap_or_default())
                    })?;
                }
                for (number, bundle) in network.bundles().iter().enumerate() {
                    edge(xml, number, bundle, network, lang)?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
    xml.get_mut().write_all(b"\n")
}

/// The attributes of edges and their types.
const EDGE_KEYS: [(&str, &str); 11] = [
    ("relation", "string"),
    ("factuality", "string"),
    ("quad_class", "string"),
    ("symmetric", "boolean"),
    ("count", "int"),
    ("confidence", "double"),
    ("times", "string"),
    ("items", "string"),
    ("speakers", "string"),
    ("denied_by", "string"),
    ("articles", "string"),
];

fn edge(xml: &mut Writer<&mut dyn Write>, number: usize, bundle: &Bundle<'_>, network: &Network, lang: Lang) -> io::Result<()> {
    let joined = |of: fn(&Statement) -> &[String]| distinct(bundle.claims.iter().flat_map(|claim| of(claim).iter().cloned()));
    let named = |of: fn(&Statement) -> &[String]| {
        distinct(bundle.claims.iter().flat_map(|claim| of(claim).iter().map(|id| network.label(id, lang))))
    };
    let confidence = bundle.claims.iter().filter_map(|claim| claim.confidence).reduce(f64::max);
    let attributes =
        [("id", format!("e{number}")), ("source", clean(&bundle.subject.entity.id)), ("target", clean(&bundle.object.entity.id))];
    let values: [String; 11] = [
        bundle.relation.to_owned(),
        bundle.factuality.to_string(),
        bundle.quad_class.to_owned(),
        bundle.symmetric.to_string(),
        bundle.claims.len().to_string(),
        confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        joined(|claim| &claim.times),
        joined(|claim| &claim.items),
        named(|claim| &claim.speakers),
        named(|claim| &claim.denied_by),
        distinct(bundle.claims.iter().map(|claim| claim.article.clone())),
    ];
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    xml.create_element("edge").with_attributes(attributes).write_inner_content(|xml| {
        for ((name, _), value) in EDGE_KEYS.iter().zip(&values) {
            data(xml, &format!("edge_{name}"), value)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn key(xml: &mut Writer<&mut dyn Write>, of: &str, name: &str, kind: &str) -> io::Result<()> {
    let id = format!("{of}_{name}");
    xml.create_element("key")
        .with_attributes([("id", id.as_str()), ("for", of), ("attr.name", name), ("attr.type", kind)])
        .write_empty()
        .map(drop)
}

/// Writes a value; an empty one is left out.
fn data(xml: &mut Writer<&mut dyn Write>, key: &str, value: &str) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&clean(value))).map(drop)
}

/// The values once each, sorted.
fn distinct(values: impl Iterator<Item = String>) -> String {
    values.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
}

/// `text` with a replacement character for each that XML cannot hold.
fn clean(text: &str) -> String {
    text.chars().map(|c| if super::rdf::is_xml(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use crate::export::tests::exported;
    use crate::export::{Format, Options};
    use crate::network::Network;
    use crate::network::tests::{Outcome, model};

    #[test]
    fn the_file_is_well_formed_and_complete() -> Outcome {
        let (store, ontology) = model()?;
        let xml = exported(&store, &ontology, Format::GraphMl, &Options::default())?;
        let network = Network::load(&store, &ontology)?;
        let mut reader = Reader::from_str(&xml);
        let (mut nodes, mut edges) = (0, 0);
        loop {
            match reader.read_event()? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"node" => nodes += 1,
                    b"edge" => edges += 1,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!((nodes, edges), (network.actors().len(), network.bundles().len()));
        assert!(xml.contains("<data key=\"edge_items\">ballistische Raketen; mehr als 3000000 Schuss Artilleriemunition</data>"));
        Ok(())
    }
}
