//! Entente turns news in German, Ukrainian and English into a knowledge graph of the network of alliances: who supplies whom with what, who
//! meets, backs, sanctions, accuses, attacks whom, who leads what; each statement with the sentence that says so.
//!
//! Data flows one way, from room to room. [`pipeline`] composes the rooms that read, [`cli`] is the command line.
//!
//! | room | makes |
//! | --- | --- |
//! | [`read`] | a [`document::Document`] of files, folders, standard input |
//! | [`segment`] | sentences of words ([`tree::Sentence`]) |
//! | [`tag`], [`parse`] | Universal Dependencies ([`tree::Tree`]), by a [`model`] that [`learn`] trains |
//! | [`score`] | the measures of the CoNLL 2018 shared task, for parsed text against a treebank |
//! | [`mention`], [`link`] | entities ([`entity::Entity`]), by the [`gazetteer`] |
//! | [`relate`] | relations with arguments, factuality, speaker, time, by the frames of the [`lexicon`] |
//! | [`claim`] | claims with evidence, typed by the [`ontology`] |
//! | [`store`] | the graph: a folder of N-Quads, loaded into Oxigraph |
//! | [`query`], [`network`], [`export`], [`validate`] | answers, rankings and paths, drawings and RDF files, a verdict |
//!
//! What is known of languages and of the world is data: [`assets`] holds it, [`table`] reads it, [`language`] is what a language comes to.
//!
//! ```
//! use entente::{assets::Assets, language::Language, model::ModelChoice, pipeline::Pipeline, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let assets = Assets::embedded();
//! let languages = Language::available(&assets)?;
//! let options = read::Options { lang: Some("en".parse()?), languages: &languages };
//! let text = "North Korea has supplied Russia with artillery shells.";
//! let document = read::read_bytes("shells.txt", text.as_bytes(), &options).documents.remove(0);
//! let pipeline = Pipeline::load(&assets, &[document.lang].into(), &ModelChoice::default())?;
//! let facts = pipeline.read(document);
//! let claim = &facts.claims[0];
//! assert_eq!((claim.subject.as_str(), claim.relation.as_str(), claim.object.as_str()), ("North_Korea", "suppliesTo", "Russia"));
//! assert_eq!(claim.items[0].goods.as_deref(), Some("Ammunition"));
//! # Ok(())
//! # }
//! ```

pub mod assets;
pub mod claim;
pub mod cli;
pub mod document;
pub mod entity;
pub mod explain;
pub mod export;
pub mod gazetteer;
pub mod language;
pub mod learn;
pub mod lexicon;
pub mod link;
pub mod mention;
pub mod model;
pub mod network;
pub mod ontology;
pub mod parse;
pub mod pipeline;
pub mod query;
pub mod read;
pub mod relate;
pub mod romanise;
pub mod score;
pub mod segment;
pub mod store;
pub mod table;
pub mod tag;
pub mod text;
pub mod tree;
pub mod validate;
