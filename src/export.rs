//! The `export` room: the graph as pictures, as RDF and as tables for other tools.

mod csv;
mod dot;
mod graphml;
mod rdf;
mod svg;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::store::{StorageError, Store};

use crate::network::{Filter, Network, NetworkError};
use crate::ontology::Ontology;
use crate::text::Lang;

/// What a graph can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A drawing for GraphViz.
    Dot,
    /// The drawing as GraphViz draws it.
    Svg,
    /// RDF as Turtle, without graph names.
    Turtle,
    /// RDF as N-Triples, without graph names.
    NTriples,
    /// RDF as N-Quads.
    NQuads,
    /// RDF as `TriG`.
    TriG,
    /// RDF as RDF/XML, without graph names.
    RdfXml,
    /// RDF as JSON-LD.
    JsonLd,
    /// The network as GraphML, for networkx, Gephi, yEd and the like.
    GraphMl,
    /// The network as two tables, `nodes.csv` and `edges.csv`.
    Csv,
}

/// A name that means none of the things looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is none of: {known}")]
pub struct UnknownName {
    /// The name.
    pub name: String,
    /// The names there are, separated by commas.
    pub known: String,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 10] = [
        Self::Dot,
        Self::Svg,
        Self::Turtle,
        Self::NTriples,
        Self::NQuads,
        Self::TriG,
        Self::RdfXml,
        Self::JsonLd,
        Self::GraphMl,
        Self::Csv,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Turtle => "turtle",
            Self::NTriples => "ntriples",
            Self::NQuads => "nquads",
            Self::TriG => "trig",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
            Self::GraphMl => "graphml",
            Self::Csv => "csv",
        }
    }

    /// What names of such files end in, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::RdfXml => "rdf",
            other => other.name(),
        }
    }

    /// The RDF syntax, if it is one.
    #[must_use]
    pub fn rdf(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::NQuads => Some(RdfFormat::NQuads),
            Self::TriG => Some(RdfFormat::TriG),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::JsonLd => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
            Self::Dot | Self::Svg | Self::GraphMl | Self::Csv => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    /// Takes the name or the extension, in any case.
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let wanted = name.to_ascii_lowercase();
        named(name, &Self::ALL, Self::name, |format| format.name() == wanted || format.extension() == wanted)
    }
}

/// A part of the graph that RDF can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the articles say.
    Articles,
    /// What follows from it.
    Inferred,
    /// What was known before.
    Background,
    /// The ontology.
    Ontology,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 4] = [Self::Articles, Self::Inferred, Self::Background, Self::Ontology];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Inferred => "inferred",
            Self::Background => "background",
            Self::Ontology => "ontology",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Part {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        named(name, &Self::ALL, Self::name, |part| part.name().eq_ignore_ascii_case(name))
    }
}

fn named<T: Copy>(name: &str, all: &[T], to_name: fn(T) -> &'static str, is: impl Fn(T) -> bool) -> Result<T, UnknownName> {
    all.iter()
        .copied()
        .find(|&value| is(value))
        .ok_or_else(|| UnknownName { name: name.to_owned(), known: all.iter().map(|&value| to_name(value)).collect::<Vec<_>>().join(", ") })
}

/// How to write the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The claims to write.
    pub filter: Filter,
    /// The language of labels in drawings, GraphML and tables. RDF has them in every language.
    pub lang: Lang,
    /// Whether drawings put actors of one state together.
    pub cluster: bool,
    /// Whether drawings explain their colours and lines.
    pub legend: bool,
    /// Whether RDF has claims as RDF 1.2 reifiers in place of `rdf:subject`, `rdf:predicate` and `rdf:object`.
    pub rdf12: bool,
    /// The parts of the graph that RDF holds.
    pub include: BTreeSet<Part>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            lang: Lang::EN,
            cluster: false,
            legend: true,
            rdf12: false,
            include: BTreeSet::from([Part::Articles]),
        }
    }
}

/// An export that failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The graph cannot be read as a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Writing a file of a folder failed.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The format has no RDF 1.2.
    #[error("{0} cannot hold RDF 1.2; choose turtle, ntriples, nquads or trig")]
    Rdf12(Format),
    /// The format is more than one file.
    #[error("{0} is written as several files; name a folder for them")]
    NeedsFolder(Format),
    /// The graph holds what XML cannot.
    #[error("RDF/XML cannot hold {what} <{iri}>; choose turtle")]
    Xml {
        /// What it is.
        what: &'static str,
        /// The predicate, class or subject.
        iri: String,
    },
    /// `GraphViz` is not there.
    #[error(
        "the program `dot` of GraphViz is not installed; install it with `apt install graphviz` (Debian, Ubuntu), \
         `brew install graphviz` (macOS) or `winget install graphviz` (Windows), or export as dot"
    )]
    GraphvizMissing,
    /// `GraphViz` failed.
    #[error("GraphViz failed ({status}): {message}")]
    Graphviz {
        /// How it ended.
        status: String,
        /// What it said.
        message: String,
    },
}

/// Writes the graph in `store` to `out`. The same graph gives the same bytes.
///
/// # Errors
/// When the graph cannot be read, writing fails, the format cannot hold what is asked for, or `GraphViz`, which draws SVG, is missing or
/// fails. A table is two files: [`export_csv`] writes them.
pub fn export(store: &Store, ontology: &Ontology, format: Format, options: &Options, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut out = io::BufWriter::new(out);
    if options.rdf12 && !rdf::has_rdf12(format) {
        return Err(ExportError::Rdf12(format));
    }
    if let Some(syntax) = format.rdf() {
        rdf::write(store, ontology, syntax, options, &mut out)?;
    } else if format == Format::Csv {
        return Err(ExportError::NeedsFolder(format));
    } else {
        let network = Network::load(store, ontology)?.filtered(&options.filter);
        match format {
            Format::Svg => svg::write(&dot::draw(store, &network, ontology, options)?, &mut out)?,
            Format::GraphMl => graphml::write(&network, options.lang, &mut out)?,
            _ => out.write_all(dot::draw(store, &network, ontology, options)?.as_bytes())?,
        }
    }
    out.flush()?;
    Ok(())
}

/// Writes the network as two tables into `folder`, which is made if need be.
///
/// `nodes.csv` has a row for each actor: `id`, `class`, `label` (in the language chosen), `label_de` and so on for every language there are
/// labels in, `aliases`, `wikidata`, `state` (the id of the state it belongs to).
///
/// `edges.csv` has a row for each claim: `source`, `target` (ids), `relation`, `factuality`, `quad_class`, `symmetric` (`true` or `false`),
/// `article`, `times`, `places`, `items`, `speakers`, `denied_by`, `confidence` (0 to 1), `quotes`, `claim` (its IRI). Several values in
/// a cell are separated by `; `, quotes by ` | `.
///
/// # Errors
/// When the graph cannot be read, or the folder or a file cannot be written.
pub fn export_csv(store: &Store, ontology: &Ontology, options: &Options, folder: &Path) -> Result<(), ExportError> {
    if options.rdf12 {
        return Err(ExportError::Rdf12(Format::Csv));
    }
    let network = Network::load(store, ontology)?.filtered(&options.filter);
    csv::write(&network, options.lang, folder)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ExportError, Format, Options, export};
    use crate::network::tests::{Outcome, model};
    use crate::ontology::Ontology;
    use oxigraph::store::Store;

    pub(crate) fn exported(
        store: &Store,
        ontology: &Ontology,
        format: Format,
        options: &Options,
    ) -> Result<String, Box<dyn std::error::Error>> {
        let mut out = Vec::new();
        export(store, ontology, format, options, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn formats_have_names_and_extensions() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            assert_eq!(format.extension().to_uppercase().parse(), Ok(format));
        }
        assert!("docx".parse::<Format>().is_err_and(|error| error.to_string().contains("turtle")));
    }

    #[test]
    fn two_exports_are_equal_byte_by_byte() -> Outcome {
        let everything = Options { include: super::Part::ALL.into(), cluster: true, ..Options::default() };
        for format in Format::ALL.into_iter().filter(|format| !matches!(format, Format::Svg | Format::Csv)) {
            // Two stores: each numbers the blank nodes of the ontology anew.
            let (first, ontology) = model()?;
            let (second, _) = model()?;
            let exports = [exported(&first, &ontology, format, &everything)?, exported(&second, &ontology, format, &everything)?];
            assert_eq!(exports[0], exports[1], "{format}");
        }
        Ok(())
    }

    #[test]
    fn what_a_format_cannot_do_is_said() -> Outcome {
        let (store, ontology) = model()?;
        let rdf12 = Options { rdf12: true, ..Options::default() };
        let fails = |format, options: &Options| export(&store, &ontology, format, options, &mut Vec::new()).err();
        assert!(matches!(fails(Format::RdfXml, &rdf12), Some(ExportError::Rdf12(Format::RdfXml))));
        assert!(matches!(fails(Format::Csv, &Options::default()), Some(ExportError::NeedsFolder(_))));
        Ok(())
    }
}
