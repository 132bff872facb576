//! The rooms in order: a document in, its claims out.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::assets::Assets;
use crate::claim::{ArticleFacts, claims};
use crate::document::Document;
use crate::gazetteer::{Gazetteer, GazetteerError};
use crate::language::{Language, LanguageError};
use crate::link::{Knowledge, LinkedDocument, link};
use crate::mention::mentions;
use crate::model::Model;
use crate::ontology::{Ontology, OntologyError};
use crate::relate::relate;
use crate::romanise::Romanisation;
use crate::segment::segment;
use crate::table::TableError;
use crate::text::Lang;
use crate::tree::Tree;

/// Everything that reading an article takes, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Pipeline {
    languages: BTreeMap<Lang, (Language, Model)>,
    labels: BTreeSet<Lang>,
    gazetteer: Gazetteer,
    romanisation: Romanisation,
    ontology: Ontology,
}

/// Data that the pipeline cannot be made of.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A language's data or model.
    #[error(transparent)]
    Language(#[from] LanguageError),
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
    /// Loads the data of the languages in `needed`; labels are made for all languages there are.
    ///
    /// # Errors
    /// When a data file is missing or broken; the error names it.
    pub fn load(assets: &Assets, needed: &BTreeSet<Lang>) -> Result<Self, PipelineError> {
        let labels: BTreeSet<Lang> = Language::available(assets)?.into_values().collect();
        let all: Vec<Language> = labels.par_iter().map(|&lang| Language::load(assets, lang)).collect::<Result<_, _>>()?;
        // Names stand in texts of other languages too: the gazetteer needs all languages, the models only those of the articles.
        let (gazetteer, models) = rayon::join(
            || Gazetteer::load(assets, &all),
            || {
                let models = needed.par_iter().filter(|lang| labels.contains(lang));
                models.map(|&lang| Ok((lang, Language::model(assets, lang)?))).collect::<Result<Vec<_>, LanguageError>>()
            },
        );
        let (gazetteer, models) = (gazetteer?, models?);
        let mut languages: BTreeMap<Lang, (Language, Model)> = BTreeMap::new();
        for (lang, model) in models {
            if let Some(language) = all.iter().find(|language| language.lang == lang) {
                languages.insert(lang, (language.clone(), model));
            }
        }
        Ok(Self { languages, labels, gazetteer, romanisation: Romanisation::load(assets)?, ontology: Ontology::load(assets)? })
    }

    /// The parsed sentences of a text in one of the loaded languages; none in any other.
    #[must_use]
    pub fn parse(&self, text: &str, lang: Lang) -> Vec<Tree> {
        let Some((language, model)) = self.languages.get(&lang) else {
            return Vec::new();
        };
        let sentences = segment(text, language);
        sentences.iter().map(|sentence| model.parser.parse(sentence, model.tagger.tag(sentence))).collect()
    }

    /// The linked sentences of a document in one of the loaded languages; none in any other.
    #[must_use]
    pub fn link(&self, document: &Document) -> LinkedDocument {
        let Some((language, _)) = self.languages.get(&document.lang) else {
            return LinkedDocument { sentences: Vec::new(), entities: BTreeMap::new() };
        };
        let trees = self.parse(&document.text, document.lang);
        let sentences = trees.into_iter().map(|tree| mentions(&tree, language, &self.gazetteer)).collect();
        let knowledge = Knowledge { language, gazetteer: &self.gazetteer, romanisation: &self.romanisation, languages: &self.labels };
        link(document, sentences, knowledge)
    }

    /// The claims of a document in one of the loaded languages; none in any other.
    #[must_use]
    pub fn read(&self, document: Document) -> ArticleFacts {
        let linked = self.link(&document);
        let readings = match self.languages.get(&document.lang) {
            Some((language, _)) => relate(&document, &linked, language, &self.gazetteer, &self.ontology, &self.romanisation),
            None => Vec::new(),
        };
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
