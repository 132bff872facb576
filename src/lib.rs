//! Entente turns news in German, Ukrainian and English into a knowledge graph of alliances.

pub mod assets;
pub mod claim;
pub mod document;
pub mod entity;
pub mod learn;
pub mod model;
pub mod ontology;
pub mod parse;
pub mod table;
pub mod tag;
pub mod text;
pub mod tree;
