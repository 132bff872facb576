//! The averaged perceptron: training with lazy averaging, a compact file, and a table for scoring.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Weights are kept as multiples of 1/`SCALE`; most then fit one byte of the file.
const SCALE: f32 = 8.0;

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is of another kind or version.
    #[error("the model is of format {found:?}, this program reads {expected:?}; make it again with `entente train`")]
    Version {
        /// What the file begins with.
        found: String,
        /// What it should begin with.
        expected: &'static str,
    },
    /// The file ends early or holds impossible values.
    #[error("the model is damaged at byte {0}; make it again with `entente train`")]
    Damaged(usize),
}

/// Feature hashes are hashes already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u32(&mut self, value: u32) {
        self.0 = u64::from(value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

struct Weight {
    class: u16,
    now: f32,
    total: f32,
    stamp: u32,
}

/// Weights while they are learned.
pub struct Trainer {
    classes: usize,
    features: HashMap<u32, Vec<Weight>, BuildHasherDefault<Identity>>,
    clock: u32,
}

impl Trainer {
    /// A trainer for decisions among `classes` classes, at most 65,536.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes, features: HashMap::default(), clock: 0 }
    }

    /// The score of every class under the current weights, written over `scores`.
    pub fn scores(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.classes, 0.0);
        for feature in features {
            for weight in self.features.get(feature).into_iter().flatten() {
                scores[weight.class as usize] += weight.now;
            }
        }
    }

    /// Ends a decision: time passes for the average, and if `guess` is not `truth` the weights move towards `truth`.
    pub fn update(&mut self, features: &[u32], truth: usize, guess: usize) {
        self.clock += 1;
        if truth == guess {
            return;
        }
        let clock = self.clock;
        for &feature in features {
            let weights = self.features.entry(feature).or_default();
            for (class, change) in [(truth as u16, 1.0), (guess as u16, -1.0)] {
                let at = match weights.iter().position(|w| w.class == class) {
                    Some(at) => at,
                    None => {
                        weights.push(Weight { class, now: 0.0, total: 0.0, stamp: clock });
                        weights.len() - 1
                    }
                };
                let weight = &mut weights[at];
                weight.total += weight.now * (clock - weight.stamp) as f32;
                weight.stamp = clock;
                weight.now += change;
            }
        }
    }

    /// The averaged weights, rounded; weights below `floor` in size are left out.
    #[must_use]
    pub fn finish(&self, floor: f32) -> Perceptron {
        let mut features = BTreeMap::new();
        let clock = self.clock.max(1) as f32;
        #[allow(clippy::iter_over_hash_type, reason = "the result is sorted")]
        for (&feature, weights) in &self.features {
            let mut kept: Vec<(u16, i16)> = weights
                .iter()
                .map(|w| (w.class, (w.total + w.now * (self.clock - w.stamp) as f32) / clock))
                .filter(|(_, average)| average.abs() >= floor)
                .map(|(class, average)| (class, (average * SCALE).round().clamp(-32000.0, 32000.0) as i16))
                .filter(|&(_, weight)| weight != 0)
                .collect();
            kept.sort_unstable();
            if !kept.is_empty() {
                features.insert(feature, kept);
            }
        }
        Perceptron::build(self.classes, &features)
    }
}

/// Learned weights, ready to score.
#[derive(Debug, Clone)]
pub struct Perceptron {
    classes: usize,
    /// Open addressing with linear probing: a feature's hash and where its weights begin, plus one; 0 is an empty slot.
    slots: Vec<(u32, u32)>,
    /// For each feature the number of weights, then each as class and weight.
    weights: Vec<(u16, i16)>,
}

impl Perceptron {
    fn build(classes: usize, features: &BTreeMap<u32, Vec<(u16, i16)>>) -> Self {
        let mut model = Self::with_capacity(classes, features.len());
        for (&feature, weights) in features {
            model.insert(feature, weights);
        }
        model
    }

    fn with_capacity(classes: usize, features: usize) -> Self {
        Self { classes, slots: vec![(0, 0); (features * 2).next_power_of_two().max(2)], weights: Vec::with_capacity(features * 3) }
    }

    fn insert(&mut self, feature: u32, weights: &[(u16, i16)]) {
        let mask = self.slots.len() - 1;
        let mut at = self.slot(feature);
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (feature, self.weights.len() as u32 + 1);
        self.weights.push((weights.len() as u16, 0));
        self.weights.extend_from_slice(weights);
    }

    /// Where the search for a feature begins: by the high bits of its hash, so that the features of a file, which are sorted, fill the table
    /// from one end to the other and not all over memory.
    fn slot(&self, feature: u32) -> usize {
        ((u64::from(feature) * self.slots.len() as u64) >> 32) as usize
    }

    /// The number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The score of every class, written over `scores`.
    pub fn scores(&self, features: &[u32], scores: &mut Vec<i32>) {
        scores.clear();
        scores.resize(self.classes, 0);
        let mask = self.slots.len() - 1;
        for &feature in features {
            let mut at = self.slot(feature);
            loop {
                let (key, offset) = self.slots[at];
                if offset == 0 {
                    break;
                }
                if key == feature {
                    let start = offset as usize;
                    let count = self.weights[start - 1].0 as usize;
                    for &(class, weight) in &self.weights[start..start + count] {
                        scores[class as usize] += i32::from(weight);
                    }
                    break;
                }
                at = (at + 1) & mask;
            }
        }
    }

    /// Appends the model to a file: sorted feature hashes as differences, weights as signed variable-length integers.
    pub fn write(&self, writer: &mut Writer) {
        let mut features: Vec<(u32, u32)> = self.slots.iter().copied().filter(|slot| slot.1 != 0).collect();
        features.sort_unstable();
        writer.number(self.classes as u64);
        writer.number(features.len() as u64);
        let mut last = 0;
        for (feature, offset) in features {
            writer.number(u64::from(feature - last));
            last = feature;
            let start = offset as usize;
            let count = self.weights[start - 1].0 as usize;
            writer.number(count as u64);
            for &(class, weight) in &self.weights[start..start + count] {
                writer.number(u64::from(class));
                let weight = i64::from(weight);
                writer.number(((weight << 1) ^ (weight >> 63)) as u64);
            }
        }
    }

    /// Reads what [`Perceptron::write`] wrote.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let classes = reader.number()? as usize;
        let count = reader.number()? as usize;
        if classes > usize::from(u16::MAX) + 1 || count > reader.rest() {
            return Err(reader.damaged());
        }
        let mut model = Self::with_capacity(classes, count);
        let mut feature = 0u32;
        let mut weights = Vec::new();
        for _ in 0..count {
            feature = feature.wrapping_add(reader.number()? as u32);
            weights.clear();
            for _ in 0..reader.number()? {
                let class = reader.number()?;
                let weight = reader.number()?;
                if class >= classes as u64 {
                    return Err(reader.damaged());
                }
                weights.push((class as u16, ((weight >> 1) as i64 ^ -((weight & 1) as i64)) as i16));
            }
            model.insert(feature, &weights);
        }
        Ok(model)
    }
}

/// A model file that is being written.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// A file that begins with the name and version of its format.
    #[must_use]
    pub fn new(format: &'static str) -> Self {
        let mut writer = Self::default();
        writer.string(format);
        writer
    }

    /// Appends a number, seven bits a byte, low ones first.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Appends a string with its length.
    pub fn string(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Appends a list of strings.
    pub fn strings<'s>(&mut self, texts: impl ExactSizeIterator<Item = &'s str>) {
        self.number(texts.len() as u64);
        for text in texts {
            self.string(text);
        }
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// A model file that is being read.
#[derive(Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// Begins to read a file of the given format.
    ///
    /// # Errors
    /// When the file is of another format or version.
    pub fn new(bytes: &'b [u8], format: &'static str) -> Result<Self, ModelError> {
        let mut reader = Self { bytes, at: 0 };
        let found = reader.string().unwrap_or_default();
        if found == format { Ok(reader) } else { Err(ModelError::Version { found, expected: format }) }
    }

    fn rest(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(crate) fn damaged(&self) -> ModelError {
        ModelError::Damaged(self.at)
    }

    /// The next number.
    ///
    /// # Errors
    /// When the file ends.
    pub fn number(&mut self) -> Result<u64, ModelError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or_else(|| self.damaged())?;
            self.at += 1;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.damaged())
    }

    /// The next string.
    ///
    /// # Errors
    /// When the file ends or the string is not UTF-8.
    pub fn string(&mut self) -> Result<String, ModelError> {
        let length = self.number()? as usize;
        let bytes = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end)).ok_or_else(|| self.damaged())?;
        let text = std::str::from_utf8(bytes).map_err(|_| self.damaged())?;
        self.at += length;
        Ok(text.to_owned())
    }

    /// The next list of strings.
    ///
    /// # Errors
    /// When the file ends.
    pub fn strings(&mut self) -> Result<Vec<String>, ModelError> {
        let count = self.number()? as usize;
        if count > self.rest() {
            return Err(self.damaged());
        }
        (0..count).map(|_| self.string()).collect()
    }
}
