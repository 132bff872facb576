//! `entente export`: every format to standard output, to a file and to a folder, and every filter.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::Quad;

use support::{Fallible, Outcome, files, rows, run, sample_graph};

const RDF: [(&str, RdfFormat); 6] = [
    ("turtle", RdfFormat::Turtle),
    ("ntriples", RdfFormat::NTriples),
    ("nquads", RdfFormat::NQuads),
    ("trig", RdfFormat::TriG),
    ("rdfxml", RdfFormat::RdfXml),
    ("jsonld", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
];

fn export(args: &[&str]) -> Fallible<String> {
    Ok(run(sample_graph()?, &[&["export", "--format"], args].concat())?.good())
}

fn quads(text: &str, format: RdfFormat) -> Fallible<BTreeSet<String>> {
    let quads: Vec<Quad> = RdfParser::from_format(format).for_slice(text).collect::<Result<_, _>>()?;
    Ok(quads.iter().map(ToString::to_string).collect())
}

fn triples(text: &str, format: RdfFormat) -> Fallible<BTreeSet<String>> {
    let quads: Vec<Quad> = RdfParser::from_format(format).for_slice(text).collect::<Result<_, _>>()?;
    Ok(quads.into_iter().map(|quad| oxigraph::model::Triple::from(quad).to_string()).collect())
}

#[test]
fn every_rdf_syntax_says_the_same() -> Outcome {
    let expected = export(&["nquads"])?;
    let (all, flat) = (quads(&expected, RdfFormat::NQuads)?, triples(&expected, RdfFormat::NQuads)?);
    assert!(all.len() > 1000);
    for (name, format) in RDF {
        let text = export(&[name])?;
        assert_eq!(triples(&text, format)?, flat, "{name}");
        if format.supports_datasets() {
            assert_eq!(quads(&text, format)?, all, "{name}");
        }
    }
    // What the folder holds is what is exported.
    let mut held = BTreeSet::new();
    for (name, bytes) in files(sample_graph()?)?.into_iter().filter(|(name, _)| name.ends_with(".nq")) {
        held.extend(quads(&String::from_utf8(bytes)?, RdfFormat::NQuads).map_err(|error| format!("{name}: {error}"))?);
    }
    assert_eq!(held, all);
    Ok(())
}

#[test]
fn a_file_gets_what_standard_output_gets() -> Outcome {
    let temp = tempfile::tempdir()?;
    for name in ["dot", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "graphml"] {
        let path = temp.path().join(name);
        assert_eq!(export(&[name, "--output", &path.to_string_lossy()])?, "");
        assert!(fs::read_to_string(&path)? == export(&[name])?, "{name}");
    }
    let nowhere = temp.path().join("none/file");
    run(sample_graph()?, &["export", "-f", "dot", "-o", &nowhere.to_string_lossy()])?.ends(1, &["none/file cannot be written"]);
    Ok(())
}

#[test]
fn csv_is_a_folder_of_nodes_and_edges() -> Outcome {
    let temp = tempfile::tempdir()?;
    let folder = temp.path().join("tables");
    export(&["csv", "--output", &folder.to_string_lossy(), "--relation", "leads"])?;
    let nodes = rows(&fs::read_to_string(folder.join("nodes.csv"))?)?;
    let edges = rows(&fs::read_to_string(folder.join("edges.csv"))?)?;
    assert_eq!(nodes[0][..3], ["id", "class", "label"]);
    assert_eq!(edges[0][..4], ["source", "target", "relation", "factuality"]);
    assert!(edges.iter().any(|row| row[..3] == ["Olaf_Scholz", "Germany", "leads"]), "{edges:?}");
    assert!(edges[1..].iter().all(|row| row[2] == "leads"));
    let ids: BTreeSet<&String> = nodes.iter().map(|row| &row[0]).collect();
    assert!(edges[1..].iter().all(|row| ids.contains(&row[0]) && ids.contains(&row[1])));
    run(sample_graph()?, &["export", "--format", "csv"])?.ends(1, &["name a folder with --output"]);
    Ok(())
}

#[test]
fn filters_keep_what_they_name() -> Outcome {
    let relations = |args: &[&str]| -> Fallible<BTreeSet<String>> {
        let temp = tempfile::tempdir()?;
        let folder = temp.path().join("csv");
        export(&[&["csv", "--output", &folder.to_string_lossy()], args].concat())?;
        let edges = rows(&fs::read_to_string(folder.join("edges.csv"))?)?;
        Ok(edges.into_iter().skip(1).map(|row| format!("{} {} {} {} {}", row[0], row[2], row[1], row[3], row[6])).collect())
    };
    let all = relations(&[])?;
    let only = relations(&["--relation", "leads,visits"])?;
    let expected: BTreeSet<String> = all.iter().filter(|row| row.contains(" leads ") || row.contains(" visits ")).cloned().collect();
    assert!(!only.is_empty() && only == expected);
    let facts = relations(&["--factuality", "fact"])?;
    let rest = relations(&["--factuality", "uncertain,denied"])?;
    assert!(!rest.is_empty() && facts.is_disjoint(&rest) && &facts | &rest == all);
    let one = relations(&["--article", "de-01-taurus"])?;
    assert!(!one.is_empty() && one.iter().all(|row| row.ends_with(" de-01-taurus")));
    let near = relations(&["--around", "Olaf Scholz"])?;
    assert!(near.contains("Olaf_Scholz leads Germany fact de-01-taurus") && near.iter().all(|row| row.contains("Olaf_Scholz")), "{near:?}");
    let further = relations(&["--around", "Olaf Scholz", "--hops", "2"])?;
    assert!(near.is_subset(&further) && further.iter().any(|row| row.starts_with("Boris_Pistorius ")), "{further:?}");
    assert!(relations(&["--around", "Olaf Scholz", "--hops", "0"])?.is_empty());
    run(sample_graph()?, &["export", "-f", "dot", "--relation", "flies"])?.ends(1, &["there is no relation `flies`", "visits"]);
    run(sample_graph()?, &["export", "-f", "dot", "--around", "Nobody"])?.ends(1, &["nothing in the graph is called `Nobody`"]);
    Ok(())
}

#[test]
fn drawings_have_clusters_legends_and_labels_when_asked() -> Outcome {
    let plain = export(&["dot", "--around", "Germany"])?;
    assert!(plain.starts_with("digraph entente {") && plain.contains("\"Olaf_Scholz\" -> \"Germany\"") && !plain.contains("subgraph"));
    let clustered = export(&["dot", "--around", "Germany", "--cluster"])?;
    assert!(clustered.contains("subgraph \"cluster_Germany\""));
    let bare = export(&["dot", "--around", "Germany", "--no-legend"])?;
    assert!(bare.len() < plain.len() && !bare.contains("<TABLE"));
    assert!(export(&["dot", "--around", "Germany", "--lang", "de"])?.contains("label=\"Deutschland\""));
    Ok(())
}

#[test]
fn svg_is_drawn_or_the_way_to_it_told() -> Outcome {
    let graph = sample_graph()?;
    if Command::new("dot").arg("-V").output().is_ok() {
        let svg = export(&["svg", "--around", "Germany"])?;
        assert!(svg.contains("<svg") && svg.contains("Olaf Scholz") && svg.trim_end().ends_with("</svg>"));
    }
    let mut command = support::entente(graph);
    support::ran(command.args(["export", "--format", "svg"]).env("PATH", ""))?.ends(1, &["apt install graphviz"]);
    Ok(())
}

#[test]
fn rdf12_has_reifiers_where_there_is_room_for_them() -> Outcome {
    let claims = export(&["nquads"])?.matches("> <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ").count();
    for (name, format) in RDF {
        if matches!(name, "rdfxml" | "jsonld") {
            run(sample_graph()?, &["export", "--rdf12", "--format", name])?.ends(1, &["cannot hold RDF 1.2", "trig"]);
            continue;
        }
        let text = export(&[name, "--rdf12"])?;
        assert_eq!(text.matches("<<(").count(), claims, "{name}");
        assert!(!quads(&text, format)?.is_empty(), "{name}");
    }
    Ok(())
}

#[test]
fn other_parts_of_the_graph_are_added_when_asked() -> Outcome {
    let graphs = |include: &str| -> Fallible<BTreeSet<String>> {
        let text = export(&["nquads", "--include", include])?;
        Ok(text.lines().filter_map(|line| Some(line.rsplit_once("/graph/")?.1.trim_end_matches("> .").to_owned())).collect())
    };
    assert!(graphs("articles")?.is_empty());
    assert_eq!(graphs("inferred")?, BTreeSet::from(["inferred".to_owned()]));
    assert_eq!(graphs("inferred,background,ontology")?, ["background", "inferred", "ontology"].map(str::to_owned).into());
    Ok(())
}
