//! Entente turns news in German, Ukrainian and English into a knowledge graph of alliances.

pub mod assets;
pub mod claim;
pub mod document;
pub mod entity;
pub mod gazetteer;
pub mod language;
pub mod learn;
pub mod lexicon;
pub mod link;
pub mod mention;
pub mod model;
pub mod ontology;
pub mod parse;
pub mod pipeline;
pub mod read;
pub mod relate;
pub mod romanise;
pub mod segment;
pub mod table;
pub mod tag;
pub mod text;
pub mod tree;
