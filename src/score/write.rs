//! Scores as a table, as CSV and as JSON; all shares are in percent.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{Score, Scores};

/// How scores are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The table of the shared task's own script, two decimals.
    Table,
    /// A line for each measure, two decimals, with the counts.
    Csv,
    /// An object with a member for each measure, not rounded, with the counts.
    Json,
}

/// Writes scores.
///
/// # Errors
/// When `out` does not take them.
pub fn write(scores: &Scores, format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table(scores, out),
        Format::Csv => csv(scores, out),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &ByName(scores))?;
            writeln!(out)
        }
    }
}

fn table(scores: &Scores, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Metric     | Precision |    Recall |  F1 Score | AligndAcc")?;
    writeln!(out, "-----------+-----------+-----------+-----------+-----------")?;
    for (name, score) in scores.named() {
        let Row { precision, recall, f1, aligned_accuracy, .. } = Row::of(score);
        let accuracy = aligned_accuracy.map_or_else(String::new, |share| format!("{share:10.2}"));
        writeln!(out, "{name:11}|{precision:10.2} |{recall:10.2} |{f1:10.2} |{accuracy}")?;
    }
    Ok(())
}

fn csv(scores: &Scores, out: &mut impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["measure", "precision", "recall", "f1", "aligned_accuracy", "correct", "gold", "system", "aligned"])?;
    for (name, score) in scores.named() {
        let row = Row::of(score);
        let two = |share: f64| format!("{share:.2}");
        table.write_record([
            name.to_owned(),
            two(row.precision),
            two(row.recall),
            two(row.f1),
            row.aligned_accuracy.map(two).unwrap_or_default(),
            row.correct.to_string(),
            row.gold.to_string(),
            row.system.to_string(),
            row.aligned.map(|aligned| aligned.to_string()).unwrap_or_default(),
        ])?;
    }
    table.flush()
}

/// What is written of a measure.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    precision: f64,
    recall: f64,
    f1: f64,
    aligned_accuracy: Option<f64>,
    correct: usize,
    gold: usize,
    system: usize,
    aligned: Option<usize>,
}

impl Row {
    fn of(score: Score) -> Self {
        Self {
            precision: 100.0 * score.precision(),
            recall: 100.0 * score.recall(),
            f1: 100.0 * score.f1(),
            aligned_accuracy: score.aligned_accuracy().map(|share| 100.0 * share),
            correct: score.correct,
            gold: score.gold,
            system: score.system,
            aligned: score.aligned,
        }
    }
}

/// An object with the measures in their order.
struct ByName<'s>(&'s Scores);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.named().map(|(name, score)| (name, Row::of(score))))
    }
}
