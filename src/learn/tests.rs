//! Gradients against differences, and trainings that are interrupted or run on other numbers of threads.

use std::path::Path;

use super::backward::{Gradient, learn};
use super::data::{Corpus, Data};
use super::fast::{FastError, FastOptions, sentences_of, train};
use super::losses::Gold;
use super::start::{self, Random};
use crate::model::fast::{Dropout, Network, TABLES};
use crate::model::{Sizes, Vectors, Writer};

const TINY: Sizes = Sizes { rows: [64, 32, 32, 32, 32, 16, 32], columns: 4, width: 12, layers: 2, arc: 6, relation: 5 };

fn data() -> Data {
    Data { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/treebanks"), ..Data::default() }
}

fn vectors() -> Result<Vectors, Box<dyn std::error::Error>> {
    let mut file = Writer::new("entente-vectors 1");
    file.number(1);
    file.string("en");
    file.strings(["tanks", "Kyiv", "sends"].into_iter());
    file.matrix8(&ndarray::array![[0.5, -1.0], [1.0, 0.25], [-0.5, 0.5]]);
    Ok(Vectors::from_bytes(&file.finish())?)
}

/// The loss of a network, and its gradient.
fn loss(network: &Network, corpus: &Corpus, vectors: &Vectors, gradient: &mut Gradient) -> f64 {
    gradient.clear();
    let sentences: Vec<u32> = (0..corpus.examples.len() as u32).step_by(3).collect();
    let (batch, words) = sentences_of(corpus, &sentences, &FastOptions::default(), 7);
    let gold = Gold { corpus, words, share: 0.25 };
    let dropout = Dropout { seed: 7, layers: 0.2, heads: 0.33 };
    learn(network, &batch, vectors, &gold, &dropout, gradient);
    gradient.losses.sum()
}

/// Moves all parts of a network, or one, in random directions, and compares the change of the loss with what the gradient says.
#[test]
fn gradients_are_those_of_the_loss() -> Result<(), Box<dyn std::error::Error>> {
    let vectors = vectors()?;
    let corpus = Corpus::read(&data(), &TINY.rows, &vectors)?;
    let mut network = start::network(TINY, &vectors, &corpus.labels, 1);
    let mut random = Random::new(3, 3);
    for part in network.dense_mut() {
        part.iter_mut().for_each(|value| *value += 0.4 * (random.share() as f32 - 0.5));
    }
    let mut gradient = Gradient::new(&network);
    assert!(loss(&network, &corpus, &vectors, &mut gradient) > 1.0);
    let mut scratch = Gradient::new(&network);
    let step = 2e-3f32;
    let parts = network.dense().len();
    for part in 0..parts + TABLES + 1 {
        let (mut expected, mut found) = (0.0f64, [0.0f64; 2]);
        let size = if part < parts { network.dense()[part].len() } else { network.tables[part - parts].len() };
        let direction: Vec<f32> = (0..size).map(|_| if random.share() < 0.5 { 1.0 } else { -1.0 }).collect();
        if part < parts {
            expected += gradient.dense.dense()[part].iter().zip(&direction).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        } else {
            let columns = network.tables[part - parts].ncols();
            for (row, values) in gradient.tables[part - parts].rows() {
                expected += values.iter().zip(&direction[row * columns..]).map(|(a, b)| f64::from(a * b)).sum::<f64>();
            }
        }
        for (found, sign) in found.iter_mut().zip([1.0f32, -1.0]) {
            let mut moved = network.clone();
            let mut all = moved.dense_mut();
            if part < parts {
                all[part].iter_mut().zip(&direction).for_each(|(value, change)| *value += sign * step * change);
            } else {
                moved.tables[part - parts].iter_mut().zip(&direction).for_each(|(value, change)| *value += sign * step * change);
            }
            *found = loss(&moved, &corpus, &vectors, &mut scratch);
        }
        let found = (found[0] - found[1]) / f64::from(2.0 * step);
        assert!((found - expected).abs() < 2e-3 + 0.01 * expected.abs(), "part {part}: {found} by difference, {expected} by gradient");
    }
    Ok(())
}

fn options() -> FastOptions {
    FastOptions { sizes: TINY, rounds: 4, batch: 60, rate: 0.01, warm: 2, ..FastOptions::default() }
}

#[test]
fn a_resumed_training_gives_the_same_network() -> Result<(), Box<dyn std::error::Error>> {
    let whole = train(&data(), &options(), vectors()?, &mut |_| ())?;
    let folder = tempfile::tempdir()?;
    let checkpoint = Some(folder.path().join("checkpoint"));
    let stopping = FastOptions { checkpoint: checkpoint.clone(), stop: Some(5), ..options() };
    assert!(matches!(train(&data(), &stopping, vectors()?, &mut |_| ()), Err(FastError::Stopped(5))));
    let going_on = FastOptions { checkpoint: checkpoint.clone(), ..options() };
    let resumed = train(&data(), &going_on, vectors()?, &mut |_| ())?;
    assert!(whole.fast.to_bytes(&whole.labels) == resumed.fast.to_bytes(&resumed.labels));
    let other = FastOptions { checkpoint, seed: 1, ..options() };
    assert!(matches!(train(&data(), &other, vectors()?, &mut |_| ()), Err(FastError::Checkpoint(_))));
    Ok(())
}

#[test]
fn threads_change_nothing() -> Result<(), Box<dyn std::error::Error>> {
    let given = vectors()?;
    let run = |threads: usize| -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let trained = pool.install(|| train(&data(), &options(), given.clone(), &mut |_| ()))?;
        Ok(trained.fast.to_bytes(&trained.labels))
    };
    assert!(run(1)? == run(3)?);
    Ok(())
}
