//! Model files: numbers, strings and matrices one after the other, behind the name and version of the format.
//!
//! Matrices are stored row by row in one of three ways: single precision; 8 bits, with one scale for each row; or 4 bits, in blocks of 32
//! with a half-precision scale each (the layout `Q4_0` of ggml: the low nibbles are the first half of a block, the high ones the second).

use ndarray::{Array1, Array2};

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
    /// The model was not trained for a language.
    #[error("the model knows no language `{0}`; train it on a treebank of that language")]
    Language(String),
}

/// Weights in a block of 4-bit numbers.
const BLOCK: usize = 32;
/// Bytes of a block: its scale and two weights a byte.
const BLOCK_BYTES: usize = 2 + BLOCK / 2;

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

    /// Appends bytes with their number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Appends a vector in single precision.
    pub fn floats(&mut self, values: &[f32]) {
        self.number(values.len() as u64);
        for value in values {
            self.0.extend_from_slice(&value.to_le_bytes());
        }
    }

    /// Appends a matrix in single precision.
    pub fn matrix(&mut self, matrix: &Array2<f32>) {
        self.number(matrix.nrows() as u64);
        self.number(matrix.ncols() as u64);
        for value in matrix {
            self.0.extend_from_slice(&value.to_le_bytes());
        }
    }

    /// Appends a matrix in 8 bits.
    pub fn matrix8(&mut self, matrix: &Array2<f32>) {
        self.number(matrix.nrows() as u64);
        self.number(matrix.ncols() as u64);
        for row in matrix.rows() {
            let scale = row.iter().fold(0.0f32, |high, value| high.max(value.abs())) / 127.0;
            self.0.extend_from_slice(&scale.to_le_bytes());
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            self.0.extend(row.iter().map(|value| ((value * inverse).round() as i8).to_le_bytes()[0]));
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

    pub(crate) fn damaged(&self) -> ModelError {
        ModelError::Damaged(self.at)
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], ModelError> {
        let bytes = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end)).ok_or_else(|| self.damaged())?;
        self.at += length;
        Ok(bytes)
    }

    /// The next number.
    ///
    /// # Errors
    /// When the file ends.
    pub fn number(&mut self) -> Result<u64, ModelError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.damaged())
    }

    /// The next number as a size.
    ///
    /// # Errors
    /// When the file ends, or is shorter than so many bytes and so cannot hold so many of anything.
    pub fn size(&mut self) -> Result<usize, ModelError> {
        let size = self.number()? as usize;
        if size > self.bytes.len() { Err(self.damaged()) } else { Ok(size) }
    }

    /// The next string.
    ///
    /// # Errors
    /// When the file ends or the string is not UTF-8.
    pub fn string(&mut self) -> Result<String, ModelError> {
        let bytes = self.bytes()?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| self.damaged())
    }

    /// The next list of strings.
    ///
    /// # Errors
    /// When the file ends.
    pub fn strings(&mut self) -> Result<Vec<String>, ModelError> {
        let count = self.size()?;
        (0..count).map(|_| self.string()).collect()
    }

    /// The next bytes.
    ///
    /// # Errors
    /// When the file ends.
    pub fn bytes(&mut self) -> Result<&'b [u8], ModelError> {
        let length = self.size()?;
        self.take(length)
    }

    /// The next vector in single precision.
    ///
    /// # Errors
    /// When the file ends.
    pub fn floats(&mut self) -> Result<Array1<f32>, ModelError> {
        let count = self.size()?;
        Ok(singles(self.take(count * 4)?).collect())
    }

    /// The next vector, which must have `length` numbers.
    ///
    /// # Errors
    /// When the file ends or the length is another.
    pub fn vector(&mut self, length: usize) -> Result<Array1<f32>, ModelError> {
        let vector = self.floats()?;
        if vector.len() == length { Ok(vector) } else { Err(self.damaged()) }
    }

    fn shape(&mut self) -> Result<(usize, usize), ModelError> {
        let shape = (self.size()?, self.size()?);
        // No way of storing takes less than half a byte a weight.
        if shape.0.saturating_mul(shape.1) / 2 > self.bytes.len() { Err(self.damaged()) } else { Ok(shape) }
    }

    /// The next matrix in single precision.
    ///
    /// # Errors
    /// When the file ends.
    pub fn matrix(&mut self) -> Result<Array2<f32>, ModelError> {
        let (rows, columns) = self.shape()?;
        let values = singles(self.take(rows * columns * 4)?).collect();
        Array2::from_shape_vec((rows, columns), values).map_err(|_| self.damaged())
    }

    /// The next matrix in 8 bits, in single precision.
    ///
    /// # Errors
    /// When the file ends.
    pub fn matrix8(&mut self) -> Result<Array2<f32>, ModelError> {
        let (rows, columns) = self.shape()?;
        let mut values = Vec::with_capacity(rows * columns);
        for _ in 0..rows {
            let scale = singles(self.take(4)?).next().unwrap_or_default();
            values.extend(self.take(columns)?.iter().map(|&byte| f32::from(i8::from_le_bytes([byte])) * scale));
        }
        Array2::from_shape_vec((rows, columns), values).map_err(|_| self.damaged())
    }

    /// The next matrix in 4 bits, as it is stored.
    ///
    /// # Errors
    /// When the file ends.
    pub fn matrix4(&mut self) -> Result<Matrix4, ModelError> {
        let (rows, columns) = self.shape()?;
        if columns % BLOCK != 0 {
            return Err(self.damaged());
        }
        let bytes = self.take(rows * columns / BLOCK * BLOCK_BYTES)?.to_vec();
        Ok(Matrix4 { columns, bytes })
    }
}

fn singles(bytes: &[u8]) -> impl Iterator<Item = f32> + '_ {
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// A matrix in 4 bits, of which single rows are needed.
#[derive(Debug, Clone)]
pub struct Matrix4 {
    columns: usize,
    bytes: Vec<u8>,
}

impl Matrix4 {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.bytes.len() / (self.columns / BLOCK * BLOCK_BYTES).max(1)
    }

    /// Writes row `at` into `out`, which has as many numbers as there are columns; zeros if there is no such row.
    pub fn row(&self, at: usize, out: &mut [f32]) {
        let length = self.columns / BLOCK * BLOCK_BYTES;
        let Some(row) = self.bytes.get(at * length..(at + 1) * length) else {
            out.fill(0.0);
            return;
        };
        for (block, out) in row.chunks_exact(BLOCK_BYTES).zip(out.chunks_exact_mut(BLOCK)) {
            let scale = half(u16::from_le_bytes([block[0], block[1]]));
            let (low, high) = out.split_at_mut(BLOCK / 2);
            for ((byte, low), high) in block[2..].iter().zip(low).zip(high) {
                *low = (f32::from(byte & 15) - 8.0) * scale;
                *high = (f32::from(byte >> 4) - 8.0) * scale;
            }
        }
    }
}

/// A half-precision number (IEEE 754 binary16) in single precision.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f32::from(bits & 0x3FF);
    match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 => sign * if fraction == 0.0 { f32::INFINITY } else { f32::NAN },
        _ => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::{Reader, Writer, half};

    #[test]
    fn what_is_written_is_read() -> Result<(), Box<dyn std::error::Error>> {
        let matrix = array![[1.0, -0.5, 0.25], [0.0, 0.0, 0.0], [127.0, 1.0, -127.0]];
        let mut writer = Writer::new("test 1");
        writer.number(300);
        writer.strings(["a", "\u{fc}"].into_iter());
        writer.matrix(&matrix);
        writer.matrix8(&matrix);
        writer.floats(&[1.5, -2.0]);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes, "test 1")?;
        assert_eq!(reader.number()?, 300);
        assert_eq!(reader.strings()?, ["a", "\u{fc}"]);
        assert_eq!(reader.matrix()?, matrix);
        let near = reader.matrix8()?;
        assert!(near.iter().zip(&matrix).all(|(a, b)| (a - b).abs() < 0.005), "{near}");
        assert_eq!(reader.vector(2)?.to_vec(), [1.5, -2.0]);
        assert!(Reader::new(&bytes, "test 2").is_err());
        for cut in 0..bytes.len() {
            let mut reader = match Reader::new(&bytes[..cut], "test 1") {
                Ok(reader) => reader,
                Err(_) => continue,
            };
            let all = reader.number().and_then(|_| reader.strings()).and_then(|_| reader.matrix()).and_then(|_| reader.matrix8());
            assert!(all.and_then(|_| reader.floats()).is_err(), "cut at {cut}");
        }
        Ok(())
    }

    #[test]
    fn halves_are_read() {
        for (bits, value) in [(0x3C00, 1.0), (0xC000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0, 0.0)] {
            assert!((half(bits) - value).abs() < 1e-9, "{bits:x}");
        }
    }
}
