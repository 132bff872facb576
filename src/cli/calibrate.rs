//! `entente score --calibrate` and `--reliability`: how sure readings should be, and whether claims are as often right as they say.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use oxigraph::model::{Literal, Term};

use super::score::{found, rows};
use super::{ModelArgs, Outcome, Session};
use crate::claim::chosen;
use crate::learn::confidence::{Example, weights};
use crate::query;
use crate::score::{FactScorer, FoundFact, GoldFact, Reliability};
use crate::store::{Graph, article_iri};
use crate::text::Lang;

/// Prints the table of weights that the readings of the articles in `articles` teach, of those that there is gold for.
pub(super) fn calibrate(
    session: &Session,
    articles: &[PathBuf],
    model: &ModelArgs,
    tables: &BTreeMap<String, Vec<GoldFact>>,
    scorer: &FactScorer,
) -> anyhow::Result<Outcome> {
    let mut documents = Vec::new();
    for path in articles {
        documents.extend(session.articles(path, None)?);
    }
    let pipeline = session.pipeline(&documents, model, None)?;
    let english: Lang = "en".parse()?;
    let mut examples = Vec::new();
    for document in &documents {
        let Some(gold) = tables.get(&document.id) else { continue };
        let (linked, readings) = pipeline.readings(document);
        let label = |id: &String| {
            let known = linked.entities.get(id).and_then(|entity| entity.labels.get(&english));
            known.cloned().unwrap_or_else(|| id.replace('_', " "))
        };
        for (relation, pairs) in readings.iter().filter_map(|reading| chosen(reading, &linked, pipeline.ontology())) {
            for (subject, object) in pairs {
                let object = relation.thing.clone().unwrap_or_else(|| label(&object));
                let fact = FoundFact {
                    subject: label(&subject),
                    relation: relation.name.clone(),
                    object,
                    factuality: relation.factuality.name().to_owned(),
                };
                let right = scorer.is_right(gold, &fact);
                examples.push(Example { signs: relation.signs.clone(), relation: relation.name.clone(), right });
            }
        }
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(
        out,
        "# How sure readings are: logits of the signs of src/relate/confidence.rs and of relations. Learned from {} readings by",
        examples.len()
    )?;
    writeln!(out, "# `entente score data/gold data/corpus/dev --calibrate data/articles data/corpus/dev`.")?;
    writeln!(out, "sign\tweight")?;
    for (sign, weight) in weights(&examples) {
        writeln!(out, "{sign}\t{weight:.3}")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// Counts how often the claims of the graph are right by how sure they are, and draws it into `diagram` where there is one.
pub(super) fn reliability(
    session: &Session,
    graph: &Graph,
    tables: &BTreeMap<String, Vec<GoldFact>>,
    scorer: &FactScorer,
    diagram: Option<&Path>,
) -> anyhow::Result<Reliability> {
    let sparql = query::find(&session.assets, "confidence")?;
    let mut reliability = Reliability::default();
    for (article, gold) in tables {
        let bindings = [("lang".to_owned(), Term::from(Literal::from("en"))), ("only".to_owned(), article_iri(article).into())];
        for mut row in rows(query::run(graph, &sparql, &bindings)?)? {
            let sure: f64 = row.remove("confidence").unwrap_or_default().parse().context("a confidence is no number")?;
            let fact = found(&mut row);
            reliability.add((sure * 100.0).round().clamp(0.0, 100.0) as u8, scorer.is_right(gold, &fact));
        }
    }
    if let Some(path) = diagram {
        std::fs::write(path, reliability.diagram()).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(reliability)
}
