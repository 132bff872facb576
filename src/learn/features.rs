//! Features as 32-bit hashes: a feature is a template number and the values that fill it.

/// The active features of one decision.
#[derive(Debug, Default)]
pub struct FeatureSet {
    hashes: Vec<u32>,
}

impl FeatureSet {
    /// Forgets all features and keeps the memory.
    pub fn clear(&mut self) {
        self.hashes.clear();
    }

    /// Adds the feature that `values` make in the template `template`.
    pub fn add(&mut self, template: u64, values: &[u64]) {
        let mut hash = mix(0, template);
        for &value in values {
            hash = mix(hash, value);
        }
        self.hashes.push((hash >> 32) as u32);
    }

    /// The hashes in the order they were added.
    #[must_use]
    pub fn hashes(&self) -> &[u32] {
        &self.hashes
    }
}

/// Combines a hash with a further value (the finaliser of SplitMix64 over their sum).
#[must_use]
pub const fn mix(hash: u64, value: u64) -> u64 {
    let mut z = (hash.rotate_left(23) ^ value).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The hash of a string (FNV-1a, 64 bits): the same on every machine, as model files need.
#[must_use]
pub const fn hash_str(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        at += 1;
    }
    hash
}
