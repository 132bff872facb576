//! The trained model of a language: tagger and parser in one file.

use crate::learn::{ModelError, Reader, Writer};
use crate::parse::Parser;
use crate::tag::Tagger;

/// Tagger and parser of one language.
#[derive(Debug, Clone)]
pub struct Model {
    /// The tagger.
    pub tagger: Tagger,
    /// The parser.
    pub parser: Parser,
}

/// The name and version of the format; a file of another one is refused.
const FORMAT: &str = "entente-model 1";

impl Model {
    /// The model as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(FORMAT);
        self.tagger.write(&mut writer);
        self.parser.write(&mut writer);
        writer.finish()
    }

    /// The model of a file.
    ///
    /// # Errors
    /// When the file is of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader::new(bytes, FORMAT)?;
        Ok(Self { tagger: Tagger::read(&mut reader)?, parser: Parser::read(&mut reader)? })
    }
}
