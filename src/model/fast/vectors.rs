//! Vectors of frequent forms, made outside of the training and fixed: what a bigger network knows of words, in a few numbers.
//!
//! A form is stored as 32 bits of a hash over its language and itself. Of the forms that have no vector, one in some thirty thousand is
//! taken for another one that has.

use std::collections::BTreeMap;

use super::words::hash;
use crate::model::{ModelError, Reader, Writer};

/// The name and version of the format of files of vectors.
const FORMAT: &str = "entente-vectors 1";
/// The seed of the hashes of forms.
const SEED: u64 = 0x5EED;

/// Vectors of forms, in 8 bits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    columns: usize,
    /// Hashes of languages and forms, sorted.
    keys: Vec<u32>,
    scales: Vec<f32>,
    values: Vec<i8>,
}

impl Vectors {
    /// The vectors of a file: `entente-vectors 1`, the number of languages, and for each its code, the forms, and a matrix in 8 bits with
    /// a row for each of them. Of forms whose hashes are the same the first one counts. All numbers are scaled to a mean square of
    /// 1/16, which is about what the trained parts of a word's input have.
    ///
    /// # Errors
    /// When the file is of another format or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::new(bytes, FORMAT)?;
        let mut found: BTreeMap<u32, (f32, Vec<i8>)> = BTreeMap::new();
        let (mut columns, mut squares, mut count) = (None, 0.0f64, 0usize);
        for _ in 0..reader.size()? {
            let (lang, forms, matrix) = (reader.string()?, reader.strings()?, reader.matrix8()?);
            if matrix.nrows() != forms.len() || *columns.get_or_insert(matrix.ncols()) != matrix.ncols() {
                return Err(reader.damaged());
            }
            for (form, row) in forms.iter().zip(matrix.rows()) {
                let scale = row.iter().fold(0.0f32, |high, value| high.max(value.abs())) / 127.0;
                let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
                let values = row.iter().map(|value| (value * inverse).round() as i8).collect();
                squares += row.iter().map(|value| f64::from(value * value)).sum::<f64>();
                count += row.len();
                found.entry(key(&lang, form)).or_insert((scale, values));
            }
        }
        let factor = if squares > 0.0 { (0.25 / (squares / count.max(1) as f64).sqrt()) as f32 } else { 1.0 };
        let mut vectors = Self { columns: columns.unwrap_or(0), ..Self::default() };
        for (key, (scale, values)) in found {
            vectors.keys.push(key);
            vectors.scales.push(scale * factor);
            vectors.values.extend(values);
        }
        Ok(vectors)
    }

    /// How many numbers a vector has; 0 if there are no vectors.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The row of a form, or else of its lower-cased form.
    pub(crate) fn find(&self, lang: &str, form: &str, lower: &str) -> Option<u32> {
        let find = |form: &str| self.keys.binary_search(&key(lang, form)).ok().map(|at| at as u32);
        if self.keys.is_empty() { None } else { find(form).or_else(|| if form == lower { None } else { find(lower) }) }
    }

    /// Writes a row into `out`, which is as long as a vector.
    pub(crate) fn row(&self, row: u32, out: &mut [f32]) {
        let at = row as usize;
        let scale = self.scales.get(at).copied().unwrap_or_default();
        for (out, &value) in out.iter_mut().zip(self.values.get(at * self.columns..).unwrap_or_default()) {
            *out = f32::from(value) * scale;
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.number(self.columns as u64);
        writer.number(self.keys.len() as u64);
        let mut before = 0;
        for &key in &self.keys {
            writer.number(u64::from(key - before));
            before = key;
        }
        writer.floats(&self.scales);
        let bytes: Vec<u8> = self.values.iter().map(|value| value.to_le_bytes()[0]).collect();
        writer.bytes(&bytes);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let columns = reader.size()?;
        let count = reader.size()?;
        let mut keys = Vec::with_capacity(count);
        let mut key = 0u32;
        for _ in 0..count {
            let step = u32::try_from(reader.number()?).map_err(|_| reader.damaged())?;
            key = key.checked_add(step).ok_or_else(|| reader.damaged())?;
            keys.push(key);
        }
        let scales = reader.vector(count)?.to_vec();
        let values: Vec<i8> = reader.bytes()?.iter().map(|&byte| i8::from_le_bytes([byte])).collect();
        if count.checked_mul(columns) != Some(values.len()) {
            return Err(reader.damaged());
        }
        Ok(Self { columns, keys, scales, values })
    }
}

fn key(lang: &str, form: &str) -> u32 {
    let seed = lang.bytes().fold(SEED, |seed, byte| seed << 8 | u64::from(byte));
    (hash(seed, form.as_bytes()) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::{FORMAT, Reader, Vectors, Writer};

    #[test]
    fn forms_are_found_or_their_lower_case_is() -> Result<(), Box<dyn std::error::Error>> {
        let mut file = Writer::new(FORMAT);
        file.number(2);
        file.string("de");
        file.strings(["waffe", "Panzer"].into_iter());
        file.matrix8(&array![[0.25, -0.25], [0.25, 0.25]]);
        file.string("en");
        file.strings(["tank"].into_iter());
        file.matrix8(&array![[0.0, 0.0]]);
        let vectors = Vectors::from_bytes(&file.finish())?;
        let find = |lang: &str, form: &str| vectors.find(lang, form, &form.to_lowercase());
        assert!(find("en", "waffe").is_none() && find("de", "panzer").is_none());
        assert_eq!(find("de", "Waffe"), find("de", "waffe"));
        let mut row = [0.0; 2];
        vectors.row(find("de", "Waffe").ok_or("no vector")?, &mut row);
        assert!(row[0] > 0.0 && row[0] == -row[1], "{row:?}");

        let mut writer = Writer::new("test 1");
        vectors.write(&mut writer);
        let bytes = writer.finish();
        assert_eq!(Vectors::read(&mut Reader::new(&bytes, "test 1")?)?, vectors);
        Ok(())
    }
}
