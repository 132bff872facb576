//! The rooms in order: a document in, its claims out.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::assets::Assets;
use crate::claim::{ArticleFacts, claims};
use crate::document::Document;
use crate::explain::Explanation;
use crate::gazetteer::{Gazetteer, GazetteerError};
use crate::language::{Language, LanguageError};
use crate::link::{Knowledge, LinkedDocument, link};
use crate::mention::mentions;
use crate::model::{LoadError, Model, ModelChoice};
use crate::ontology::{Ontology, OntologyError};
use crate::relate::{Attempt, Confidence, Reading, readings, relate};
use crate::romanise::Romanisation;
use crate::segment::segment;
use crate::table::TableError;
use crate::text::Lang;
use crate::tree::Tree;

/// Everything that reading an article takes, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Pipeline {
    languages: BTreeMap<Lang, Language>,
    /// None if no language needs it.
    model: Option<Model>,
    gazetteer: Gazetteer,
    romanisation: Romanisation,
    ontology: Ontology,
    confidence: Confidence,
}

/// Data that the pipeline cannot be made of.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A language's data.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// The model.
    #[error(transparent)]
    Model(#[from] LoadError),
    /// The gazetteer.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
    /// The ontology.
    #[error(transparent)]
    Ontology(#[from] OntologyError),
    /// The table of letters.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Pipeline {
    /// Loads the data of all languages, since names of each stand in texts of the others and labels are made for all; and the model, which must
    /// know the languages in `needed`.
    ///
    /// # Errors
    /// When a data file is missing or broken, or the model was not trained for a language; the error names it.
    pub fn load(assets: &Assets, needed: &BTreeSet<Lang>, choice: &ModelChoice) -> Result<Self, PipelineError> {
        let available: Vec<Lang> = Language::available(assets)?.into_values().collect();
        let load = |&lang: &Lang| Ok::<_, LanguageError>((lang, Language::load(assets, lang)?));
        let languages: BTreeMap<Lang, Language> = available.par_iter().map(load).collect::<Result<_, _>>()?;
        let needs_model = needed.iter().any(|lang| languages.contains_key(lang));
        let (gazetteer, model) =
            rayon::join(|| Gazetteer::load(assets, languages.values()), || needs_model.then(|| Model::load(assets, choice)).transpose());
        let (gazetteer, model) = (gazetteer?, model?);
        if let Some(model) = &model {
            for &lang in languages.keys().filter(|lang| needed.contains(lang)) {
                model.knows(lang).map_err(|source| LoadError::of(choice.tier, source))?;
            }
        }
        Ok(Self {
            languages,
            model,
            gazetteer,
            romanisation: Romanisation::load(assets)?,
            ontology: Ontology::load(assets)?,
            confidence: Confidence::load(assets)?,
        })
    }

    /// Adds entities of the user's own, see [`Gazetteer::extend`].
    ///
    /// # Errors
    /// When the table has something wrong; the error has the line.
    pub fn extend(&mut self, path: &str, text: &str) -> Result<(), PipelineError> {
        let classes = self.ontology.classes.keys().cloned().collect();
        Ok(self.gazetteer.extend(path, text, &classes, self.languages.values())?)
    }

    /// The parsed sentences of a text in one of the loaded languages; none in any other.
    #[must_use]
    pub fn parse(&self, text: &str, lang: Lang) -> Vec<Tree> {
        match (self.languages.get(&lang), &self.model) {
            (Some(language), Some(model)) => model.trees(&segment(text, language), language).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The linked sentences of a document in one of the loaded languages; none in any other.
    #[must_use]
    pub fn link(&self, document: &Document) -> LinkedDocument {
        self.link_trees(document, self.parse(&document.text, document.lang))
    }

    /// The same from its trees: what [`Pipeline::parse`] makes of its text.
    fn link_trees(&self, document: &Document, trees: Vec<Tree>) -> LinkedDocument {
        let Some(language) = self.languages.get(&document.lang) else {
            return LinkedDocument { sentences: Vec::new(), entities: BTreeMap::new() };
        };
        let sentences = trees.into_iter().map(|tree| mentions(&tree, language, &self.gazetteer)).collect();
        let knowledge = Knowledge { language, gazetteer: &self.gazetteer, romanisation: &self.romanisation, languages: &self.languages };
        link(document, sentences, knowledge)
    }

    /// What comes of each sentence of a document, and why; of no sentence in a language that is not loaded.
    #[must_use]
    pub fn explain(&self, document: Document) -> Explanation {
        let linked = self.link(&document);
        let attempts = self.relate(&document, &linked);
        Explanation::new(document, linked, attempts, &self.ontology)
    }

    /// What came of the frames and titles of a linked document.
    fn relate(&self, document: &Document, linked: &LinkedDocument) -> Vec<Vec<Attempt>> {
        self.languages.get(&document.lang).map_or_else(Vec::new, |language| {
            relate(document, linked, language, &self.gazetteer, &self.ontology, &self.romanisation, &self.confidence)
        })
    }

    /// The linked sentences of a document and what is read from them, before the ontology is asked; nothing in a language that is not loaded.
    #[must_use]
    pub fn readings(&self, document: &Document) -> (LinkedDocument, Vec<Reading>) {
        let linked = self.link(document);
        let readings = readings(self.relate(document, &linked));
        (linked, readings)
    }

    /// The claims of a document in one of the loaded languages; none in any other.
    #[must_use]
    pub fn read(&self, document: Document) -> ArticleFacts {
        let trees = self.parse(&document.text, document.lang);
        self.read_trees(document, trees)
    }

    /// The claims of a document from its trees: what [`Pipeline::parse`] makes of its text.
    #[must_use]
    pub fn read_trees(&self, document: Document, trees: Vec<Tree>) -> ArticleFacts {
        let linked = self.link_trees(&document, trees);
        let readings = readings(self.relate(&document, &linked));
        claims(document, &linked, readings, &self.ontology)
    }

    /// The gazetteer.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The ontology.
    #[must_use]
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }
}
