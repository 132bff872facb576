//! `entente remove` and `entente validate`.

use std::io::{self, Write};

use super::{Outcome, Session};
use crate::store::{Folder, Wait};
use crate::validate::{self, Severity};

#[derive(Debug, clap::Args)]
pub(super) struct RemoveArgs {
    /// The ids of the articles.
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<String>,
}

pub(super) fn remove(session: &Session, args: &RemoveArgs) -> anyhow::Result<Outcome> {
    // Nothing is made where there is no graph.
    Folder::open(&session.graph)?;
    let mut wait = |_: Option<u32>| {
        let _ = writeln!(io::stderr(), "entente: another process is building {}; waiting for it", session.graph.display());
    };
    let mut folder = Folder::lock(&session.graph, Wait::Until(&mut wait))?;
    let mut outcome = Outcome::Done;
    for article in &args.articles {
        if folder.remove(article)? {
            writeln!(io::stdout(), "removed {article}")?;
        } else {
            writeln!(io::stderr(), "entente: there is no article {article} in {}", session.graph.display())?;
            outcome = Outcome::No;
        }
    }
    folder.finish()?;
    Ok(outcome)
}

pub(super) fn validate(session: &Session) -> anyhow::Result<Outcome> {
    let (folder, graph) = session.load()?;
    let report = validate::validate(&folder, &graph, &session.assets)?;
    let mut out = io::stdout().lock();
    for violation in &report.violations {
        let kind = match violation.severity {
            Severity::Violation => "wrong",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        writeln!(out, "{kind}: {violation}")?;
    }
    let verdict = if report.is_valid() { "The graph is valid" } else { "The graph is not valid" };
    writeln!(out, "{verdict}: {} nodes held against the shapes, {} quotes found in their articles.", report.nodes, report.evidence)?;
    Ok(if report.is_valid() { Outcome::Done } else { Outcome::No })
}
