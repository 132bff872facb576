//! `entente export`.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};

use super::{Outcome, Session, lang};
use crate::claim::Factuality;
use crate::export::{self, Format, Options, Part};
use crate::network::{Filter, Network};
use crate::text::Lang;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// dot, svg, turtle, ntriples, nquads, trig, rdfxml, jsonld, graphml or csv (nodes and edges; needs --output FOLDER).
    #[arg(long, short)]
    format: Format,
    /// The file to write, or the folder for csv; standard output without.
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Only these relations.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    relation: Vec<String>,
    /// Only what is near this actor, by its name in any language; may be given several times.
    #[arg(long, value_name = "ENTITY")]
    around: Vec<String>,
    /// How many claims away from --around.
    #[arg(long, value_name = "N", default_value_t = 1)]
    hops: usize,
    /// Only claims of this factuality: fact, uncertain, denied.
    #[arg(long, value_delimiter = ',', value_parser = factuality)]
    factuality: Vec<Factuality>,
    /// Only the claims of these articles.
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    article: Vec<String>,
    /// The language of the labels in drawings and tables.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
    /// Draw the actors of each state together.
    #[arg(long)]
    cluster: bool,
    /// Draw no legend.
    #[arg(long)]
    no_legend: bool,
    /// Write claims as RDF 1.2 reifiers (turtle, ntriples, nquads, trig).
    #[arg(long)]
    rdf12: bool,
    /// Other parts of the graph to write as RDF beside the articles: inferred, background, ontology.
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    include: Vec<Part>,
}

fn factuality(name: &str) -> Result<Factuality, String> {
    let all = [Factuality::Fact, Factuality::Uncertain, Factuality::Denied];
    all.into_iter().find(|factuality| factuality.name() == name).ok_or_else(|| format!("`{name}` is none of: fact, uncertain, denied"))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (_, graph) = session.load()?;
    let ontology = session.ontology()?;
    for relation in &args.relation {
        if !ontology.relations.contains_key(relation) {
            let known: Vec<&str> = ontology.relations.keys().map(String::as_str).collect();
            bail!("there is no relation `{relation}`; there are: {}", known.join(", "));
        }
    }
    let around = if args.around.is_empty() {
        None
    } else {
        let network = Network::load(graph.store(), &ontology)?;
        let ids = args.around.iter().map(|name| session.actor(&network, name)).collect::<Result<Vec<_>, _>>()?;
        Some((ids, args.hops))
    };
    let options = Options {
        filter: Filter { relations: args.relation.clone(), factualities: args.factuality.clone(), around, articles: args.article.clone() },
        lang: args.lang,
        cluster: args.cluster,
        legend: !args.no_legend,
        rdf12: args.rdf12,
        include: std::iter::once(Part::Articles).chain(args.include.iter().copied()).collect(),
    };
    if args.format == Format::Csv {
        let folder = args.output.as_ref().context("csv is two files, nodes.csv and edges.csv: name a folder with --output")?;
        export::export_csv(graph.store(), &ontology, &options, folder)?;
        return Ok(Outcome::Done);
    }
    let mut bytes = Vec::new();
    export::export(graph.store(), &ontology, args.format, &options, &mut bytes)?;
    match &args.output {
        Some(path) => {
            let write = || -> io::Result<()> {
                let mut file = File::create(path)?;
                file.write_all(&bytes)?;
                file.sync_all()
            };
            write().with_context(|| format!("{} cannot be written", path.display()))?;
        }
        None => io::stdout().lock().write_all(&bytes)?,
    }
    Ok(Outcome::Done)
}
