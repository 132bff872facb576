//! Words a second, room by room and language by language, and sentences a second in the rooms after the parser: `cargo bench`.

use std::collections::BTreeSet;
use std::error::Error;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use entente::assets::Assets;
use entente::document::Document;
use entente::language::Language;
use entente::model::{Model, ModelChoice, Tier};
use entente::pipeline::Pipeline;
use entente::read::{self, Options};
use entente::segment::segment;

/// The sample articles of each language, as one text.
fn texts(assets: &Assets) -> Result<Vec<(Language, String)>, Box<dyn Error>> {
    let languages = Language::available(assets)?;
    let mut texts = Vec::new();
    for &lang in languages.values() {
        let mut text = String::new();
        for name in assets.files("data/articles") {
            let bytes = assets.read(&format!("data/articles/{name}"))?;
            let reading = read::read_bytes(&name, &bytes, &Options { lang: None, languages: &languages });
            for document in reading.documents.iter().filter(|document| document.lang == lang) {
                text.push_str(&document.text);
                text.push_str("\n\n");
            }
        }
        texts.push((Language::load(assets, lang)?, text));
    }
    Ok(texts)
}

/// The articles of the project in a language: the samples and the corpus.
fn articles(assets: &Assets, language: &Language) -> Result<Vec<Document>, Box<dyn Error>> {
    let languages = Language::available(assets)?;
    let mut articles = Vec::new();
    for folder in ["data/articles", "data/corpus/dev", "data/corpus/test"] {
        for name in assets.files(folder).into_iter().filter(|name| name.ends_with(".md")) {
            let bytes = assets.read(&format!("{folder}/{name}"))?;
            let reading = read::read_bytes(&name, &bytes, &Options { lang: None, languages: &languages });
            articles.extend(reading.documents.into_iter().filter(|document| document.lang == language.lang));
        }
    }
    Ok(articles)
}

fn main() -> Result<(), Box<dyn Error>> {
    let assets = Assets::embedded();
    let texts = texts(&assets)?;
    let models = [Tier::Fast, Tier::Accurate].map(|tier| (tier, Model::load(&assets, &ModelChoice { tier, folder: None })));
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    // One thread, so that a second is a second of a core.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;

    let mut group = criterion.benchmark_group("segment");
    for (language, text) in &texts {
        let words: usize = segment(text, language).iter().map(|sentence| sentence.tokens.len()).sum();
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(language.lang.code(), |bencher| bencher.iter(|| segment(black_box(text), language)));
    }
    group.finish();

    for (tier, model) in models {
        let model = model?;
        let mut group = criterion.benchmark_group(format!("tag and parse, {tier}"));
        for (language, text) in &texts {
            let sentences = segment(text, language);
            let words: usize = sentences.iter().map(|sentence| sentence.tokens.len()).sum();
            group.throughput(Throughput::Elements(words as u64));
            let parse = || model.trees(black_box(&sentences), language);
            group.bench_function(language.lang.code(), |bencher| bencher.iter(|| pool.install(parse)));
        }
        group.finish();
    }

    let needed: BTreeSet<_> = texts.iter().map(|(language, _)| language.lang).collect();
    let pipeline = Pipeline::load(&assets, &needed, &ModelChoice { tier: Tier::Fast, folder: None })?;
    let read = |parsed: Vec<(Vec<_>, Document)>| {
        parsed.into_iter().map(|(trees, article)| pipeline.read_trees(article, trees)).collect::<Vec<_>>()
    };
    let mut group = criterion.benchmark_group("after the parser, in sentences");
    for (language, _) in &texts {
        let articles = articles(&assets, language)?;
        let parsed: Vec<_> = articles.into_iter().map(|article| (pipeline.parse(&article.text, article.lang), article)).collect();
        group.throughput(Throughput::Elements(parsed.iter().map(|(trees, _)| trees.len() as u64).sum()));
        group.bench_function(language.lang.code(), |bencher| bencher.iter_batched(|| parsed.clone(), &read, BatchSize::LargeInput));
    }
    group.finish();

    // Words a second must not fall where one sentence is as long as an article.
    let mut group = criterion.benchmark_group("after the parser, in words of one sentence");
    for clauses in [60, 600] {
        let text = format!("{}.", vec!["Iran supplied drones to Russia which attacked Ukraine"; clauses].join(" and "));
        let languages = Language::available(&assets)?;
        let reading = read::read_bytes("long.txt", text.as_bytes(), &Options { lang: Some("en".parse()?), languages: &languages });
        let parsed: Vec<_> = reading.documents.into_iter().map(|article| (pipeline.parse(&article.text, article.lang), article)).collect();
        let words: usize = parsed.iter().flat_map(|(trees, _)| trees).map(|tree| tree.words().len()).sum();
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(words.to_string(), |bencher| bencher.iter_batched(|| parsed.clone(), &read, BatchSize::LargeInput));
    }
    group.finish();

    let mut group = criterion.benchmark_group("load");
    for tier in [Tier::Fast, Tier::Accurate] {
        group
            .bench_function(format!("model, {tier}"), |bencher| bencher.iter(|| Model::load(&assets, &ModelChoice { tier, folder: None })));
        let choice = ModelChoice { tier, folder: None };
        group.bench_function(format!("all, {tier}"), |bencher| bencher.iter(|| Pipeline::load(&assets, &needed, &choice)));
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
