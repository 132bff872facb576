//! `entente why`, `show`, `rank` and `path`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use anyhow::bail;
use comfy_table::{CellAlignment, Table, presets};

use super::{Outcome, Session, lang};
use crate::document::Date;
use crate::gazetteer::{Gazetteer, Known, Term};
use crate::network::{Actor, Network, Statement};
use crate::ontology::Ontology;
use crate::text::Lang;

#[derive(Debug, clap::Args)]
#[command(override_usage = "entente why [OPTIONS] <SUBJECT> [RELATION] <OBJECT>")]
pub(super) struct WhyArgs {
    /// Who or what, by its name in any language.
    subject: String,
    /// The relation, if only one is asked for; or the object.
    relation: String,
    /// Whom or what, by its name in any language.
    object: Option<String>,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
}

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The actor, by its name in any language.
    entity: String,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
}

#[derive(Debug, clap::Args)]
pub(super) struct RankArgs {
    /// How many actors.
    #[arg(long, short = 'n', default_value_t = 20)]
    top: usize,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
}

#[derive(Debug, clap::Args)]
pub(super) struct PathArgs {
    /// Where the chain begins, by its name in any language.
    from: String,
    /// Where it ends.
    to: String,
    /// The most steps.
    #[arg(long, default_value_t = 4)]
    hops: usize,
    /// The most chains.
    #[arg(long, short = 'n', default_value_t = 5)]
    count: usize,
    /// The language of the labels.
    #[arg(long, value_parser = lang, default_value = "en")]
    lang: Lang,
}

fn network(session: &Session) -> anyhow::Result<(Network, Ontology)> {
    let (_, graph) = session.load()?;
    let ontology = session.ontology()?;
    Ok((Network::load(graph.store(), &ontology)?, ontology))
}

pub(super) fn why(session: &Session, args: &WhyArgs) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (network, ontology) = network(session)?;
    let (relation, object) = match &args.object {
        Some(object) => (Some(relation(&args.relation, &ontology)?), object),
        None => (None, &args.relation),
    };
    let subject = session.actor(&network, &args.subject)?;
    let object = session.actor(&network, object)?;
    let mut out = io::stdout().lock();
    let mut found = 0;
    for (from, statement, to) in network.statements() {
        let symmetric = network.is_symmetric(&statement.relation);
        let here = from.entity.id == subject && to.entity.id == object;
        let there = symmetric && from.entity.id == object && to.entity.id == subject;
        if (here || there) && relation.as_ref().is_none_or(|relation| *relation == statement.relation) {
            found += 1;
            evidence(&mut out, &network, from, statement, to, args.lang)?;
        }
    }
    if found == 0 {
        let asked = relation.map_or_else(|| "nothing".to_owned(), |relation| format!("no {relation}"));
        writeln!(out, "There is {asked} from {} to {}.", network.label(&subject, args.lang), network.label(&object, args.lang))?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

/// A relation by its local name or a label in any language.
fn relation(name: &str, ontology: &Ontology) -> anyhow::Result<String> {
    let wanted = name.to_lowercase();
    let found = ontology
        .relations
        .values()
        .find(|relation| relation.name.to_lowercase() == wanted || relation.labels.values().any(|label| label.to_lowercase() == wanted));
    match found {
        Some(relation) => Ok(relation.name.clone()),
        None => {
            let known: Vec<&str> = ontology.relations.keys().map(String::as_str).collect();
            bail!("there is no relation `{name}`; there are: {}", known.join(", "))
        }
    }
}

fn evidence(out: &mut impl Write, network: &Network, from: &Actor, statement: &Statement, to: &Actor, lang: Lang) -> io::Result<()> {
    let labels = |ids: &[String]| ids.iter().map(|id| network.label(id, lang)).collect::<Vec<_>>().join(", ");
    writeln!(out, "{}  {}  {}  [{}]", from.label(lang), statement.relation, to.label(lang), statement.factuality)?;
    let details = [
        ("time", statement.times.join(", ")),
        ("place", labels(&statement.places)),
        ("items", statement.items.join(", ")),
        ("said by", labels(&statement.speakers)),
        ("denied by", labels(&statement.denied_by)),
        ("confidence", statement.confidence.map_or_else(String::new, |confidence| format!("{confidence:.2}"))),
    ];
    for (name, value) in details.into_iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {name}: {value}")?;
    }
    for quote in &statement.quotes {
        writeln!(out, "  {} {}-{}, {}:", statement.article, quote.start, quote.end, quote.rule)?;
        writeln!(out, "    {}", quote.exact.split_whitespace().collect::<Vec<_>>().join(" "))?;
    }
    writeln!(out)
}

pub(super) fn show(session: &Session, args: &ShowArgs) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (network, ontology) = network(session)?;
    let gazetteer = session.knowledge()?;
    let id = match network.find(&args.entity) {
        Ok(id) => id,
        Err(unknown) if unknown.ambiguous => return Err(unknown.into()),
        Err(unknown) => session.called(&args.entity, |_| true)?.ok_or(unknown)?,
    };
    let mut out = io::stdout().lock();
    let known = gazetteer.get(&id);
    let entity = network.entities().get(&id);
    let label = |id: &str| {
        gazetteer.get(id).and_then(|known| known.labels.get(&args.lang)).cloned().unwrap_or_else(|| network.label(id, args.lang))
    };
    let class = entity.map(|entity| entity.class.as_str()).or(known.map(|known| known.class.as_str())).unwrap_or_default();
    writeln!(out, "{}  ({class}, e:{id})", label(&id))?;
    let mut labels = known.map(|known| known.labels.clone()).unwrap_or_default();
    labels.extend(entity.into_iter().flat_map(|entity| entity.labels.clone()));
    for (lang, label) in &labels {
        let aliases = entity.into_iter().flat_map(|entity| &entity.aliases);
        let aliases: Vec<&str> = aliases.filter(|(other, _)| other == lang).map(|(_, alias)| alias.as_str()).collect();
        let also = if aliases.is_empty() { String::new() } else { format!(" (also: {})", aliases.join(", ")) };
        writeln!(out, "  {lang}: {label}{also}")?;
    }
    let wikidata = entity.and_then(|entity| entity.wikidata.as_deref()).or(known.map(|known| known.wikidata.as_str()));
    if let Some(wikidata) = wikidata.filter(|wikidata| !wikidata.is_empty()) {
        writeln!(out, "  http://www.wikidata.org/entity/{wikidata}")?;
    }
    if let Some(known) = known {
        background(&mut out, &id, known, &gazetteer, &label, &|relation, forward| relation_label(&ontology, relation, args.lang, forward))?;
    }
    let mut by_relation: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for bundle in network.bundles() {
        let (label, other) = if bundle.subject.entity.id == id {
            (relation_label(&ontology, bundle.relation, args.lang, true), bundle.object)
        } else if bundle.object.entity.id == id {
            (relation_label(&ontology, bundle.relation, args.lang, bundle.symmetric), bundle.subject)
        } else {
            continue;
        };
        let mut line = other.label(args.lang);
        let mut times: Vec<&str> = bundle.claims.iter().flat_map(|claim| &claim.times).map(String::as_str).collect();
        times.dedup();
        let items: Vec<&str> = bundle.claims.iter().flat_map(|claim| &claim.items).map(String::as_str).collect();
        let mut articles: Vec<&str> = bundle.claims.iter().map(|claim| claim.article.as_str()).collect();
        articles.dedup();
        let notes = [bundle.factuality.to_string(), times.join(", "), items.join(", "), articles.join(", ")];
        let notes: Vec<&String> = notes.iter().filter(|note| !note.is_empty()).collect();
        let _ = write!(line, "  [{}]", notes.iter().map(|note| note.as_str()).collect::<Vec<_>>().join("; "));
        by_relation.entry(label).or_default().push(line);
    }
    for (relation, lines) in by_relation {
        writeln!(out, "\n{relation}")?;
        for line in lines {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(Outcome::Done)
}

/// What the gazetteer knows of an entity: offices with their terms (as intervals of ISO 8601), what it is part of, memberships. `called` says
/// what a relation is called from its subject's side, or from its object's.
fn background(
    out: &mut impl Write,
    id: &str,
    known: &Known,
    gazetteer: &Gazetteer,
    label: &dyn Fn(&str) -> String,
    called: &dyn Fn(&str, bool) -> String,
) -> io::Result<()> {
    for Term { relation, target, from, to, title } in &known.terms {
        let date = |date: &Option<Date>| date.map_or_else(String::new, |date| date.to_string());
        let dates = if from.is_none() && to.is_none() { String::new() } else { format!("  [{}/{}]", date(from), date(to)) };
        let title = if title.is_empty() { String::new() } else { format!("  {}", title.replace('_', " ")) };
        writeln!(out, "  {} {}{title}{dates}", called(relation, true), label(target))?;
    }
    let groups = gazetteer.entities().filter(|(_, other)| other.members.iter().any(|member| member == id));
    let groups: Vec<String> = groups.map(|(id, _)| id.clone()).collect();
    for (relation, forward, ids) in [("partOf", true, &known.part_of), ("memberOf", true, &groups), ("memberOf", false, &known.members)] {
        if !ids.is_empty() {
            let labels: Vec<String> = ids.iter().map(|id| label(id)).collect();
            writeln!(out, "  {}: {}", called(relation, forward), labels.join(", "))?;
        }
    }
    Ok(())
}

/// What a relation is called from its subject's side, or from its object's: there its inverse.
fn relation_label(ontology: &Ontology, name: &str, lang: Lang, forward: bool) -> String {
    let relation = ontology.relations.get(name);
    if forward {
        relation.and_then(|relation| relation.labels.get(&lang)).cloned().unwrap_or_else(|| name.to_owned())
    } else {
        let inverse = relation.and_then(|relation| relation.inverse.clone()).unwrap_or_else(|| name.to_owned());
        ontology.inverses.get(&inverse).and_then(|labels| labels.get(&lang)).cloned().unwrap_or(inverse)
    }
}

pub(super) fn rank(session: &Session, args: &RankArgs) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (network, ontology) = network(session)?;
    let classes: Vec<&String> = ontology.quad_classes.keys().collect();
    let mut table = Table::new();
    let mut header = vec!["actor".to_owned(), "page rank".to_owned()];
    for class in &classes {
        let label = ontology.quad_classes[*class].labels.get(&args.lang).unwrap_or(class);
        header.push(format!("{label} out/in"));
    }
    table.load_style(presets::NOTHING).set_header(header);
    for rank in network.rank().into_iter().take(args.top) {
        let mut row = vec![network.label(&rank.id, args.lang), format!("{:.4}", rank.page_rank)];
        for class in &classes {
            let degree = rank.degrees.get(*class).copied().unwrap_or_default();
            row.push(if degree == Default::default() { String::new() } else { format!("{}/{}", degree.outgoing, degree.incoming) });
        }
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(io::stdout(), "{table}")?;
    Ok(Outcome::Done)
}

pub(super) fn path(session: &Session, args: &PathArgs) -> anyhow::Result<Outcome> {
    session.check(args.lang)?;
    let (network, _) = network(session)?;
    let (from, to) = (session.actor(&network, &args.from)?, session.actor(&network, &args.to)?);
    let chains = network.paths(&from, &to, args.hops, args.count);
    let mut out = io::stdout().lock();
    if chains.is_empty() {
        writeln!(
            out,
            "No chain of at most {} affirmed facts leads from {} to {}.",
            args.hops,
            network.label(&from, args.lang),
            network.label(&to, args.lang)
        )?;
        return Ok(Outcome::No);
    }
    for (number, chain) in chains.iter().enumerate() {
        writeln!(out, "{}.", number + 1)?;
        for step in &chain.steps {
            for link in &step.links {
                let (left, right) = if link.symmetric {
                    ("--", "--")
                } else if step.is_backward(link) {
                    ("<-", "--")
                } else {
                    ("--", "->")
                };
                let quote = link.claims.first().and_then(|claim| Some((claim, claim.quotes.first()?)));
                writeln!(out, "  {} {left} {} {right} {}", step.from.label(args.lang), link.relation, step.to.label(args.lang))?;
                if let Some((claim, quote)) = quote {
                    writeln!(out, "      {}: {}", claim.article, quote.exact.split_whitespace().collect::<Vec<_>>().join(" "))?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}
