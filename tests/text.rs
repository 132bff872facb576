//! Properties of the way from text to graph: no text stops it, and whatever it finds stands where it says.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use entente::assets::Assets;
use entente::claim::ArticleFacts;
use entente::document::{Date, Document};
use entente::export::{self, Format, Options};
use entente::language::Language;
use entente::model::{ModelChoice, Tier};
use entente::pipeline::Pipeline;
use entente::read;
use entente::store::{Graph, quads};
use entente::text::{Lang, Span};
use oxigraph::io::RdfParser;
use oxigraph::model::{GraphName, Quad, Term};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use support::{Fallible, samples};

/// What all cases share.
struct Shared {
    pipeline: Pipeline,
    languages: BTreeMap<String, Lang>,
    /// The sample articles, with their characters.
    articles: Vec<Vec<char>>,
}

fn shared() -> Result<&'static Shared, TestCaseError> {
    static SHARED: OnceLock<Result<Shared, String>> = OnceLock::new();
    let load = || -> Fallible<Shared> {
        let assets = Assets::embedded();
        let languages = Language::available(&assets)?;
        let pipeline = Pipeline::load(&assets, &languages.values().copied().collect(), &ModelChoice { tier: Tier::Fast, folder: None })?;
        let articles = samples()?.iter().map(|path| Ok(fs::read_to_string(path)?.chars().collect())).collect::<Fallible<_>>()?;
        Ok(Shared { pipeline, languages, articles })
    };
    SHARED.get_or_init(|| load().map_err(|error| error.to_string())).as_ref().map_err(|error| TestCaseError::fail(error.clone()))
}

/// Marks and letters that texts trip over, between pieces.
const GLUE: [&str; 24] = [
    "",
    " ",
    "\n",
    "\n\n",
    "\t",
    ".",
    "...",
    "-",
    "'",
    "\"",
    "\\",
    "<",
    ">",
    "&",
    "{",
    "|",
    "\u{a0}",
    "\u{ad}",
    "\u{301}",
    "\u{2013}",
    "\u{201e}",
    "\u{fffd}",
    "\u{1f680}",
    "\u{200b}",
];

/// A piece of an article: which one, where it begins and how long it is, and what follows it.
type Piece = (usize, usize, usize, usize);

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    prop::collection::vec((any::<usize>(), any::<usize>(), 0_usize..200, 0..GLUE.len()), 1..16)
}

fn glued(shared: &Shared, pieces: &[Piece]) -> String {
    let mut text = String::new();
    for &(article, from, length, glue) in pieces {
        let article = &shared.articles[article % shared.articles.len()];
        text.extend(article.iter().skip(from % article.len()).take(length));
        text.push_str(GLUE[glue]);
    }
    text
}

fn document(text: &str, lang: Lang) -> Document {
    let title = text.lines().next().unwrap_or_default().to_owned();
    Document { id: "case".to_owned(), title, text: text.to_owned(), lang, date: Date::parse("2024-06-18"), source: None, url: None }
}

/// Whether the span is a stretch of the text with something in it.
fn slices(span: Span, text: &str) -> bool {
    text.get(span.start..span.end).is_some_and(|part| !part.is_empty())
}

/// Reads `text` as an article in every language, and checks everything that points into it.
fn check(text: &str) -> Result<Vec<ArticleFacts>, TestCaseError> {
    let shared = shared()?;
    let mut all = Vec::new();
    for &lang in shared.languages.values() {
        let document = document(text, lang);
        let linked = shared.pipeline.link(&document);
        let mut end = 0;
        for sentence in &linked.sentences {
            let tree = &sentence.tree;
            prop_assert!(slices(tree.span, text) && tree.span.start >= end, "{lang}: the sentence {:?}", tree.span);
            end = tree.span.end;
            let mut last = tree.span.start;
            for (at, word) in tree.words().iter().enumerate() {
                prop_assert!(slices(word.span, text) && !word.form.is_empty(), "{lang}: the word {word:?}");
                prop_assert!(word.span.start >= last && word.span.end <= tree.span.end, "{lang}: the word {word:?}");
                prop_assert!(tree.ancestors(at).count() < tree.words().len(), "{lang}: a circle above {word:?}");
                last = word.span.start;
            }
            prop_assert_eq!(tree.words().iter().filter(|word| word.head.is_none()).count(), usize::from(!tree.words().is_empty()));
            for mention in &sentence.mentions {
                let words = &mention.words;
                prop_assert!(
                    words.start < words.end && words.end <= tree.words().len() && words.contains(&mention.head),
                    "{lang}: {mention:?}"
                );
                let known = !mention.entities.is_empty() && mention.entities.iter().all(|id| linked.entities.contains_key(id));
                prop_assert!(known, "{lang}: {mention:?}");
            }
        }
        let facts = shared.pipeline.read(document);
        for claim in &facts.claims {
            prop_assert!(!claim.evidence.is_empty() && (1..=99).contains(&claim.confidence), "{lang}: {claim:?}");
            for evidence in &claim.evidence {
                prop_assert!(slices(evidence.span, text), "{lang}: {evidence:?}");
            }
        }
        prop_assert!(facts.rejections.iter().all(|rejection| slices(rejection.span, text)), "{lang}: {:?}", facts.rejections);
        check_quotes(&facts)?;
        all.push(facts);
    }
    Ok(all)
}

/// Every quote of the graph stands at its offsets in code points.
fn check_quotes(facts: &ArticleFacts) -> Result<(), TestCaseError> {
    let points: Vec<char> = facts.document.text.chars().collect();
    let mut evidence: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    let all = quads(facts);
    for quad in &all {
        if let (Some(name), Term::Literal(value)) = (quad.predicate.as_str().strip_prefix("http://www.w3.org/ns/oa#"), &quad.object) {
            evidence.entry(quad.subject.to_string()).or_default().insert(name, value.value().to_owned());
        }
    }
    prop_assert_eq!(evidence.len(), facts.claims.iter().map(|claim| claim.evidence.len()).sum::<usize>());
    for (node, parts) in &evidence {
        let number = |name: &str| parts.get(name).and_then(|value| value.parse::<usize>().ok());
        let stands = number("start").zip(number("end")).and_then(|(start, end)| points.get(start..end));
        let stands: Option<String> = stands.map(|stands| stands.iter().collect());
        prop_assert!(stands.is_some() && stands.as_ref() == parts.get("exact"), "{node}: {parts:?}, and there stands {stands:?}");
    }
    for evidence in facts.claims.iter().flat_map(|claim| &claim.evidence) {
        let range = evidence.span.code_points(&facts.document.text);
        let quote: String = points[range].iter().collect();
        prop_assert_eq!(quote.as_str(), evidence.span.of(&facts.document.text));
    }
    Ok(())
}

/// Whatever RDF syntax is written reads as the quads that were written.
fn check_exports(facts: &ArticleFacts) -> Result<(), TestCaseError> {
    let fail = |error: &dyn std::fmt::Display| TestCaseError::fail(error.to_string());
    let written: BTreeSet<String> = quads(facts).iter().map(ToString::to_string).collect();
    let triples: BTreeSet<String> =
        quads(facts).into_iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad }.to_string()).collect();
    let graph = Graph::of(quads(facts), &Assets::embedded(), &[]).map_err(|error| fail(&error))?;
    let ontology = shared()?.pipeline.ontology();
    for format in Format::ALL {
        let Some(syntax) = format.rdf() else { continue };
        let mut bytes = Vec::new();
        match export::export(graph.store(), ontology, format, &Options::default(), &mut bytes) {
            Ok(()) => {}
            // Some control characters cannot be written in XML at all, and it says so.
            Err(export::ExportError::Xml { .. }) if format == Format::RdfXml => continue,
            Err(error) => return Err(fail(&error)),
        }
        let read: Result<Vec<Quad>, _> = RdfParser::from_format(syntax).for_slice(&bytes).collect();
        let read: BTreeSet<String> = read.map_err(|error| fail(&error))?.iter().map(ToString::to_string).collect();
        let expected = if syntax.supports_datasets() { &written } else { &triples };
        prop_assert!(read == *expected, "{format}: {:?}", read.symmetric_difference(expected));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_are_read(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn articles_cut_and_glued_are_read(pieces in pieces()) {
        check(&glued(shared()?, &pieces))?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), format in 0_usize..4) {
        let name = ["case.txt", "case.md", "case.jsonl", "case.csv"][format];
        let reading = read::read_bytes(name, &bytes, &read::Options { lang: None, languages: &shared()?.languages });
        prop_assert!(!reading.documents.is_empty() || !reading.skipped.is_empty());
    }

    #[test]
    fn files_of_articles_cut_and_glued_are_read(pieces in pieces(), format in 0_usize..4, lang in 0_usize..3) {
        let shared = shared()?;
        let name = ["case.txt", "case.md", "case.jsonl", "case.csv"][format];
        let lang = shared.languages.values().nth(lang).copied();
        let text = glued(shared, &pieces);
        let bytes = match format {
            2 => serde_json::json!({ "text": text }).to_string(),
            3 => format!("text\n\"{}\"\n", text.replace('"', "\"\"")),
            _ => text,
        };
        let reading = read::read_bytes(name, bytes.as_bytes(), &read::Options { lang, languages: &shared.languages });
        for document in reading.documents {
            prop_assert!(document.text.starts_with(&document.title) && !document.text.contains('\r'));
            check_quotes(&shared.pipeline.read(document))?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 6, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_reads_as_the_same_graph(pieces in pieces(), title in any::<String>()) {
        for mut facts in check(&glued(shared()?, &pieces))? {
            facts.document.title.clone_from(&title);
            facts.document.source = Some(title.clone());
            check_exports(&facts)?;
        }
    }
}
