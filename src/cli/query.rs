//! `entente facts` and `entente query`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use oxigraph::io::RdfFormat;
use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::results::QueryResultsFormat;

use super::{Outcome, Session, lang, width};
use crate::export;
use crate::network::Network;
use crate::ontology::{ENT, Ontology};
use crate::query::{self, Format, Table};
use crate::store::{Graph, article_iri, entity_iri};
use crate::text::Lang;

#[derive(Debug, clap::Args)]
pub(super) struct FactsArgs {
    /// How to print them.
    #[arg(long, default_value = "table", value_parser = ["table", "csv", "tsv", "json", "xml"])]
    format: String,
    /// Only the facts of this article.
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
}

#[derive(Debug, clap::Args)]
pub(super) struct QueryArgs {
    /// The name of a query of the catalogue (`--list`), or a file.
    #[arg(required_unless_present_any = ["expression", "list"])]
    query: Option<String>,
    /// The query itself.
    #[arg(short, long, value_name = "SPARQL", conflicts_with = "query")]
    expression: Option<String>,
    /// List the queries of the catalogue.
    #[arg(long)]
    list: bool,
    /// How to print the answer: the first five for SELECT and ASK, table and the others for CONSTRUCT and DESCRIBE.
    #[arg(long, value_parser = ["table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"])]
    format: Option<String>,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
    /// Give a parameter of the query a value: `--set state=Ukraine`. Names of actors in any language, relations, or words.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

pub(super) fn facts(session: &Session, args: &FactsArgs) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (_, graph) = session.load()?;
    let sparql = query::find(&session.assets, "facts")?;
    let mut bindings = vec![language(args.lang)];
    if let Some(article) = &args.article {
        if !graph.articles().iter().any(|record| record.id == *article) {
            let known: Vec<&str> = graph.articles().iter().map(|record| record.id.as_str()).take(20).collect();
            bail!("there is no article {article} in the graph; there are: {}", known.join(", "));
        }
        bindings.push(("only".to_owned(), article_iri(article).into()));
    }
    answer(session, &graph, &sparql, &bindings, Some(&args.format), args.lang)
}

pub(super) fn run(session: &Session, args: &QueryArgs) -> anyhow::Result<Outcome> {
    if args.list {
        let mut out = io::stdout().lock();
        let entries = query::list(&session.assets)?;
        let longest = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
        for entry in entries {
            writeln!(out, "{:longest$}  {}", entry.name, entry.about)?;
        }
        return Ok(Outcome::Done);
    }
    session.check(args.lang)?;
    let sparql = match (&args.expression, &args.query) {
        (Some(expression), _) => expression.clone(),
        (None, Some(name)) if Path::new(name).is_file() => {
            std::fs::read_to_string(name).with_context(|| format!("{name} cannot be read"))?
        }
        (None, Some(name)) => query::find(&session.assets, name)?.into_owned(),
        (None, None) => bail!("name a query, a file, or give one with -e"),
    };
    let (_, graph) = session.load()?;
    let mut bindings = Vec::new();
    if query::parameters(&sparql).iter().any(|parameter| parameter == "lang") {
        bindings.push(language(args.lang));
    }
    if !args.set.is_empty() {
        let ontology = session.ontology()?;
        let network = Network::load(graph.store(), &ontology)?;
        for setting in &args.set {
            let (name, value) = setting.split_once('=').with_context(|| format!("`{setting}` is no NAME=VALUE"))?;
            let name = name.trim_start_matches('?');
            if !sparql.contains(&format!("?{name}")) && !sparql.contains(&format!("${name}")) {
                let known = query::parameters(&sparql);
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                bail!("the query has no parameter {name}; it has: {known}");
            }
            bindings.push((name.to_owned(), term(value, session, &graph, &network, &ontology)));
        }
    }
    answer(session, &graph, &sparql, &bindings, args.format.as_deref(), args.lang)
}

fn language(lang: Lang) -> (String, Term) {
    ("lang".to_owned(), Literal::new_simple_literal(lang.code()).into())
}

/// What a value on the command line stands for: an actor by its name, a relation, an article, an IRI, or the words themselves.
fn term(value: &str, session: &Session, graph: &Graph, network: &Network, ontology: &Ontology) -> Term {
    if let Some(iri) = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'))
        && let Ok(node) = NamedNode::new(iri)
    {
        return node.into();
    }
    if ontology.relations.contains_key(value) {
        return NamedNode::new_unchecked(format!("{ENT}{value}")).into();
    }
    if let Ok(id) = session.actor(network, value) {
        return entity_iri(&id).into();
    }
    if graph.articles().iter().any(|record| record.id == value) {
        return article_iri(value).into();
    }
    Literal::new_simple_literal(value).into()
}

fn answer(
    session: &Session,
    graph: &Graph,
    sparql: &str,
    bindings: &[(String, Term)],
    format: Option<&str>,
    lang: Lang,
) -> anyhow::Result<Outcome> {
    let results = query::run(graph, sparql, bindings)?;
    let names = names(session, graph, lang)?;
    let name = |iri: &str| names.get(iri).cloned();
    let format = match format {
        None | Some("table") => Format::Table(Table { names: &name, width: width() }),
        Some("csv") => Format::Results(QueryResultsFormat::Csv),
        Some("tsv") => Format::Results(QueryResultsFormat::Tsv),
        Some("json") => Format::Results(QueryResultsFormat::Json),
        Some("xml") => Format::Results(QueryResultsFormat::Xml),
        Some(other) => Format::Rdf(rdf(other)?),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    query::write(results, format, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

fn rdf(name: &str) -> anyhow::Result<RdfFormat> {
    let known = "table, csv, tsv, json, xml, turtle, ntriples, nquads, trig, rdfxml, jsonld";
    let format = name.parse::<export::Format>().ok().and_then(export::Format::rdf);
    format.with_context(|| format!("`{name}` is no format; there are: {known}"))
}

/// What entities and relations are called, by IRI.
fn names(session: &Session, graph: &Graph, lang: Lang) -> anyhow::Result<BTreeMap<String, String>> {
    let ontology = session.ontology()?;
    let network = Network::load(graph.store(), &ontology)?;
    let entities = network.entities().keys().map(|id| (entity_iri(id).into_string(), network.label(id, lang)));
    let relations = ontology.relations.keys().map(|name| (format!("{ENT}{name}"), name.clone()));
    Ok(entities.chain(relations).collect())
}
