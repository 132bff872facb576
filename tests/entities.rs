//! Who is who: names that several bear, the gold mentions of the sample articles, no entity under two keys, and the listing.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use entente::assets::Assets;
use entente::document::{Date, Document};
use entente::language::Language;
use entente::link::Listed;
use entente::model::ModelChoice;
use entente::pipeline::Pipeline;
use entente::read::{self, Options};
use entente::score::{MentionScore, MentionScores, gold_mentions};

use support::{Outcome, entente, ran, root};

fn pipeline(assets: &Assets) -> Result<Pipeline, Box<dyn Error>> {
    let languages: BTreeSet<_> = Language::available(assets)?.into_values().collect();
    Ok(Pipeline::load(assets, &languages, &ModelChoice::default())?)
}

fn shares(score: MentionScore) -> (f64, f64) {
    (score.precision(), score.recall())
}

fn list(pipeline: &Pipeline, lang: &str, date: &str, text: &str) -> Result<Vec<Listed>, Box<dyn Error>> {
    let document = Document {
        id: "text".to_owned(),
        title: String::new(),
        text: text.to_owned(),
        lang: lang.parse()?,
        date: Date::parse(date),
        source: None,
        url: None,
    };
    Ok(pipeline.link(&document).list(&document))
}

/// Fails unless the mention that begins at the last occurrence of a row's words, or covers it, has the row's entities (`-`: there is none).
fn check(table: &str) -> Outcome {
    let pipeline = pipeline(&Assets::embedded())?;
    let mut wrong = Vec::new();
    for line in table.lines().skip(1).filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[lang, date, text, words, entities] = cells.as_slice() else {
            return Err(format!("not five cells: {line}").into());
        };
        let at = text.rfind(words).map(|at| text[..at].chars().count()).ok_or("the words do not stand in the text")?;
        let listed = list(&pipeline, lang, date, text)?;
        let found = listed.iter().find(|mention| mention.start <= at && at < mention.end);
        let found = found.map_or_else(|| "-".to_owned(), |mention| mention.entities.join("+"));
        if found != entities {
            wrong.push(format!("{line}\n    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn names_that_several_bear() -> Outcome {
    check(include_str!("data/ambiguous.tsv"))
}

#[test]
fn pronouns_and_descriptions_find_whom_they_stand_for() -> Outcome {
    check(include_str!("data/coreference.tsv"))
}

#[test]
fn the_samples_speak_of_whom_they_speak() -> Outcome {
    let assets = Assets::embedded();
    let pipeline = pipeline(&assets)?;
    let languages = Language::available(&assets)?;
    let articles = read::read(&[root().join("data/articles")], &Options { lang: None, languages: &languages })?.documents;
    let class = |id: &str| pipeline.gazetteer().get(id).map(|known| known.class.clone());
    let mut scores = MentionScores::default();
    let mut spellings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for article in &articles {
        let path = format!("data/gold/mentions/{}.tsv", article.id);
        let gold = gold_mentions(&path, &assets.text(&path)?, &article.text, &class)?;
        let linked = pipeline.link(article);
        scores.add(article.lang.code(), &gold, &linked.list(article));
        for (id, entity) in &linked.entities {
            for label in entity.labels.values() {
                let key: String = label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
                spellings.entry(format!("{key} {}", entity.class)).or_default().insert(id.clone());
            }
        }
    }
    let named = scores.sum(|_, _, named| named);
    assert!(named.gold > 600, "{scores}");
    for (class, precision, recall) in [("state", 0.95, 0.95), ("person", 0.92, 0.92), ("organisation", 0.9, 0.85)] {
        let (p, r) = shares(scores.sum(|_, own, named| named && own == class));
        assert!(p >= precision && r >= recall, "{class}: {p:.3} {r:.3}\n{scores}");
    }
    let (precision, recall) = shares(scores.sum(|_, _, named| named));
    assert!(precision >= 0.95 && recall >= 0.93, "{scores}");
    let (precision, recall) = shares(scores.sum(|_, _, named| !named));
    assert!(precision >= 0.55 && recall >= 0.4, "{scores}");
    let twice: Vec<_> = spellings.iter().filter(|(_, ids)| ids.len() > 1).collect();
    assert!(twice.is_empty(), "one name, several keys: {twice:?}");
    Ok(())
}

#[test]
fn mentions_are_listed() -> Outcome {
    let text = "The Kremlin praised Iran. It sells drones to Russia.";
    let listed = |format: &str| ran(entente(Path::new("kg")).args(["entities", "--lang", "en", "--format", format]).write_stdin(text));
    let csv = listed("csv")?.good();
    assert!(csv.starts_with("article,start,end,text,kind,class,entity,score,place\n"), "{csv}");
    assert!(csv.contains(",20,24,Iran,name,State,Iran,0.98,\n") && csv.contains(",26,28,It,pronoun,State,"), "{csv}");
    let json = listed("json")?.good();
    let lines: Vec<serde_json::Value> = json.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert!(lines.iter().any(|mention| mention["entities"] == serde_json::json!(["Iran"]) && mention["start"] == 20), "{json}");
    assert!(listed("table")?.good().lines().count() > 4);
    ran(entente(Path::new("kg")).args(["entities", "--lang", "en"]).write_stdin("It rained."))?.ends(1, &[]);
    let own = tempfile::NamedTempFile::new()?;
    std::fs::write(own.path(), "id\tclass\tlang\tname\nZorya_Dynamics\tCompany\ten\tZorya Dynamics\n")?;
    let german = |args: &[&str]| {
        ran(entente(Path::new("kg")).args(["entities", "--lang", "de"]).args(args).write_stdin("Zorya Dynamics liefert Drohnen."))
    };
    assert!(german(&["--entities", &own.path().to_string_lossy()])?.good().contains("Company  Zorya_Dynamics"));
    std::fs::write(own.path(), "id\tclass\tlang\tname\nZorya\tFirm\ten\tZorya\n")?;
    german(&["--entities", &own.path().to_string_lossy()])?.ends(1, &[":2: `Firm` is no class"]);
    Ok(())
}
