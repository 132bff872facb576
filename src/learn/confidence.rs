//! Learning how sure readings are: logistic regression over their signs, from readings that gold says are right or wrong.

use crate::relate::{Confidence, Sign};

/// A reading of which gold says whether it is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What spoke for and against it.
    pub signs: Vec<Sign>,
    /// The relation that it made.
    pub relation: String,
    /// Whether gold has it.
    pub right: bool,
}

/// How strongly weights are held to zero: a sign seen a few times says little.
const HELD: f64 = 1.0;
/// Steps downhill, and their length over the number of examples.
const STEPS: usize = 4000;
const LENGTH: f64 = 0.5;

/// The weights, in logits, of the bias, of each sign and of each relation, in that order; always the same for the same examples.
#[must_use]
pub fn weights(examples: &[Example]) -> Vec<(String, f64)> {
    let mut relations: Vec<&str> = examples.iter().map(|example| example.relation.as_str()).collect();
    relations.sort_unstable();
    relations.dedup();
    let names: Vec<&str> =
        std::iter::once(Confidence::BIAS).chain(Sign::ALL.iter().map(|sign| sign.name())).chain(relations.iter().copied()).collect();
    let at = |name: &str| names.iter().position(|other| *other == name);
    let rows: Vec<(Vec<usize>, f64)> = examples
        .iter()
        .map(|example| {
            let signs = example.signs.iter().map(|sign| sign.name());
            let columns = std::iter::once(Confidence::BIAS).chain(signs).chain([example.relation.as_str()]).filter_map(at).collect();
            (columns, f64::from(u8::from(example.right)))
        })
        .collect();
    let mut weights = vec![0.0; names.len()];
    let count = rows.len().max(1) as f64;
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| HELD * weight).collect();
        slope[0] = 0.0;
        for (columns, right) in &rows {
            let sum: f64 = columns.iter().map(|&column| weights[column]).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - right;
            for &column in columns {
                slope[column] += error;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(slope) {
            *weight -= LENGTH * slope / count;
        }
    }
    names.into_iter().map(str::to_owned).zip(weights).collect()
}

#[cfg(test)]
mod tests {
    use super::{Example, weights};
    use crate::relate::{Confidence, Sign};

    #[test]
    fn what_is_often_wrong_is_less_sure() {
        let example = |sign, right| Example { signs: vec![sign], relation: "visits".to_owned(), right };
        let mut examples = vec![example(Sign::Verb, true); 90];
        examples.extend(vec![example(Sign::Verb, false); 10]);
        examples.extend(vec![example(Sign::Noun, true); 50]);
        examples.extend(vec![example(Sign::Noun, false); 50]);
        let confidence = Confidence::new(weights(&examples));
        let (verb, noun) = (confidence.of(&[Sign::Verb], "visits"), confidence.of(&[Sign::Noun], "visits"));
        assert!((verb - 0.9).abs() < 0.03 && (noun - 0.5).abs() < 0.05, "{verb} {noun}");
        // Of what was never seen nothing is known but how sure readings are in all.
        let other = confidence.of(&[], "accuses");
        assert!(noun < other && other < verb, "{other}");
    }
}
