//! The network as two tables.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::ExportError;
use crate::network::{Network, Quote, Statement};
use crate::text::Lang;

/// Writes `nodes.csv` and `edges.csv`; [`super::export_csv`] describes their columns.
pub(super) fn write(network: &Network, lang: Lang, folder: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(folder).map_err(|source| ExportError::File { path: folder.to_owned(), source })?;
    for (name, table) in [("nodes.csv", nodes as fn(&Network, Lang, &mut dyn Write) -> io::Result<()>), ("edges.csv", edges)] {
        let path = folder.join(name);
        let written = File::create(&path).and_then(|file| {
            let mut out = BufWriter::new(file);
            table(network, lang, &mut out)?;
            out.flush()
        });
        written.map_err(|source| ExportError::File { path, source })?;
    }
    Ok(())
}

fn nodes(network: &Network, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let langs: BTreeSet<Lang> = network.actors().flat_map(|actor| actor.entity.labels.keys().copied()).collect();
    let header = ["id", "class", "label"].into_iter().map(str::to_owned);
    let header = header.chain(langs.iter().map(|lang| format!("label_{lang}")));
    table.write_record(header.chain(["aliases", "wikidata", "state"].map(str::to_owned)))?;
    for actor in network.actors() {
        let entity = &actor.entity;
        let aliases: BTreeSet<&str> = entity.aliases.iter().map(|(_, alias)| alias.as_str()).collect();
        let mut row = vec![entity.id.clone(), entity.class.clone(), actor.label(lang)];
        row.extend(langs.iter().map(|lang| entity.labels.get(lang).cloned().unwrap_or_default()));
        row.push(aliases.into_iter().collect::<Vec<_>>().join("; "));
        row.push(entity.wikidata.clone().unwrap_or_default());
        row.push(actor.state.clone().unwrap_or_default());
        table.write_record(row)?;
    }
    table.flush()
}

/// The columns of `edges.csv` after `source`, `target`.
const EDGE: [&str; 13] = [
    "relation",
    "factuality",
    "quad_class",
    "symmetric",
    "article",
    "times",
    "places",
    "items",
    "speakers",
    "denied_by",
    "confidence",
    "quotes",
    "claim",
];

fn edges(network: &Network, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["source", "target"].iter().chain(&EDGE))?;
    for (subject, statement, object) in network.statements() {
        let cells = edge(network, statement, lang);
        table.write_record([subject.entity.id.clone(), object.entity.id.clone()].iter().chain(&cells))?;
    }
    table.flush()
}

fn edge(network: &Network, statement: &Statement, lang: Lang) -> [String; 13] {
    let named = |ids: &[String]| ids.iter().map(|id| network.label(id, lang)).collect::<Vec<_>>().join("; ");
    [
        statement.relation.clone(),
        statement.factuality.to_string(),
        network.quad_class(&statement.relation).to_owned(),
        network.is_symmetric(&statement.relation).to_string(),
        statement.article.clone(),
        statement.times.join("; "),
        named(&statement.places),
        statement.items.join("; "),
        named(&statement.speakers),
        named(&statement.denied_by),
        statement.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        statement.quotes.iter().map(|Quote { exact, .. }| exact.as_str()).collect::<Vec<_>>().join(" | "),
        statement.claim.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use crate::export::{Options, export_csv};
    use crate::network::tests::{Outcome, model};

    #[test]
    fn every_actor_and_every_claim_has_a_row() -> Outcome {
        let (store, ontology) = model()?;
        let folder = tempfile::tempdir()?;
        let target = folder.path().join("new");
        export_csv(&store, &ontology, &Options { lang: "de".parse()?, ..Options::default() }, &target)?;
        let read =
            |name: &str| -> Result<Vec<csv::StringRecord>, csv::Error> { csv::Reader::from_path(target.join(name))?.records().collect() };
        let nodes = read("nodes.csv")?;
        assert!(nodes.iter().any(|row| row.iter().take(6).eq([
            "Germany",
            "State",
            "Deutschland",
            "Deutschland",
            "Germany",
            "\u{41d}\u{456}\u{43c}\u{435}\u{447}\u{447}\u{438}\u{43d}\u{430}"
        ])));
        let edges = read("edges.csv")?;
        assert_eq!(edges.len(), include_str!("../../tests/data/model.trig").matches("a ent:Claim").count());
        assert!(edges.iter().any(|row| &row[2] == "suppliesTo" && &row[10] == "CIA" && &row[11] == "Nordkorea"));
        Ok(())
    }
}
