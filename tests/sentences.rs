//! Single sentences say what they say: active and passive, free order, denial, plan and report, in every language.

use std::collections::BTreeSet;
use std::error::Error;

use entente::assets::Assets;
use entente::document::Document;
use entente::language::Language;
use entente::model::ModelChoice;
use entente::pipeline::Pipeline;

#[test]
fn sentences_say_what_they_say() -> Result<(), Box<dyn Error>> {
    let assets = Assets::embedded();
    let languages: BTreeSet<_> = Language::available(&assets)?.into_values().collect();
    let pipeline = Pipeline::load(&assets, &languages, &ModelChoice::default())?;
    let mut wrong = Vec::new();
    for line in include_str!("data/sentences.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[lang, sentence, subject, relation, object, factuality] = cells.as_slice() else {
            return Err(format!("not six cells: {line}").into());
        };
        let document = Document {
            id: "sentence".to_owned(),
            title: sentence.to_owned(),
            text: sentence.to_owned(),
            lang: lang.parse()?,
            date: None,
            source: None,
            url: None,
        };
        let claims = pipeline.read(document).claims;
        let found = claims.iter().any(|claim| {
            (claim.subject.as_str(), claim.relation.as_str(), claim.object.as_str(), claim.factuality.name())
                == (subject, relation, object, factuality)
        });
        if !found {
            wrong.push(format!("{line}\n    {claims:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
