//! Random numbers that are the same everywhere, and the weights that training begins with.

use crate::model::fast::{Network, TABLES, Vectors, mix};
use crate::model::{Labels, fast::Sizes};

/// The largest number in a table at the beginning: small, so that rows that no word of the training uses disturb little.
const TABLE: f32 = 0.1;
/// The bias of forget gates: at first states are kept.
const KEEP: f32 = 1.0;

/// A small generator of random numbers (SplitMix64; Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// A generator for a purpose.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        Self(mix(seed ^ mix(purpose.wrapping_add(0x9E37_79B9_7F4A_7C15))))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to, and without, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }

    fn fill(&mut self, values: &mut [f32], high: f32) {
        for value in values {
            *value = (2.0 * self.share() as f32 - 1.0) * high;
        }
    }
}

/// A network of random weights (Glorot and Bengio 2010).
pub(crate) fn network(sizes: Sizes, vectors: &Vectors, labels: &Labels, seed: u64) -> Network {
    let mut network = Network::new(sizes, vectors.columns(), labels);
    let mut random = Random::new(seed, 0);
    for table in &mut network.tables {
        random.fill(table.as_slice_mut().unwrap_or_default(), TABLE);
    }
    debug_assert_eq!(network.tables.len(), TABLES + 1);
    let Network { input, window, layers, heads, arc, relation, root, .. } = &mut network;
    let width = sizes.width;
    // What a map's sums are made of and shared by: the window's three parts are added up, the heads are many small maps.
    let all = [(input, width), (heads, width / 2), (arc, sizes.arc), (relation, sizes.relation)];
    for (linear, outputs) in all.into_iter().chain(layers.iter_mut().map(|layer| (layer, width / 2))).chain([(window, 3 * width)]) {
        let high = (6.0 / (linear.weight.nrows() + outputs) as f32).sqrt();
        random.fill(linear.weight.as_slice_mut().unwrap_or_default(), high);
    }
    random.fill(root.as_slice_mut().unwrap_or_default(), TABLE);
    for layer in layers {
        for (part, gates) in layer.bias.as_slice_mut().unwrap_or_default().chunks_exact_mut(width / 2).enumerate() {
            if part % 3 == 1 {
                gates.fill(KEEP);
            }
        }
    }
    network
}
