//! Articles made by hand, for tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::{ArticleFacts, Claim, Evidence, Factuality, Item, Time};
use crate::document::{Date, Document};
use crate::entity::Entity;
use crate::text::{Lang, LangError, Span};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

fn lang(code: &str) -> Result<Lang, LangError> {
    code.parse()
}

fn entity(id: &str, labels: [&str; 3], wikidata: &str) -> Result<(String, Entity), LangError> {
    let labels =
        BTreeMap::from([(Lang::EN, labels[0].to_owned()), (lang("de")?, labels[1].to_owned()), (lang("uk")?, labels[2].to_owned())]);
    let aliases = BTreeSet::from([(lang("de")?, "Pj\u{f6}ngjang".to_owned())]);
    let entity = Entity { id: id.to_owned(), class: "State".to_owned(), labels, aliases, wikidata: Some(wikidata.to_owned()) };
    Ok((id.to_owned(), entity))
}

/// An article with one affirmed delivery with an item, and one denied alliance. Its text has characters of one, two and four bytes.
pub(crate) fn facts(id: &str) -> Result<ArticleFacts, LangError> {
    let quote = "Nordkorea hat Russland \u{1F680} mehr als 3,5 Millionen Schuss geliefert.";
    let denial = "Ein B\u{fc}ndnis bestritt Pj\u{f6}ngjang.";
    let text = format!("\u{dc}ber Munition ({id})\n\n{quote} {denial}\n");
    let span = |part: &str| text.find(part).map_or(Span::new(0, 0), |start| Span::new(start, start + part.len()));
    let evidence = |part: &str, rule: &str| vec![Evidence { span: span(part), rule: rule.to_owned() }];
    let item = Item {
        label: "Schuss \"Munition\"".to_owned(),
        lang: lang("de")?,
        goods: Some("Ammunition".to_owned()),
        amount: Some("3500000.50".to_owned()),
        unit: Some("Schuss".to_owned()),
        approximation: Some("mehr als".to_owned()),
    };
    let supplies = Claim {
        subject: "North_Korea".to_owned(),
        relation: "suppliesTo".to_owned(),
        object: "Russia".to_owned(),
        factuality: Factuality::Fact,
        attributed_to: Vec::new(),
        denied_by: vec!["North_Korea".to_owned()],
        items: vec![item],
        time: Some(Time::Date(Date::Month(2024, 6))),
        place: None,
        confidence: 90,
        evidence: evidence(quote, "de:verb:liefern"),
    };
    let allied = Claim {
        relation: "alliedWith".to_owned(),
        factuality: Factuality::Denied,
        items: Vec::new(),
        time: Some(Time::Said("letzten\nSeptember".to_owned())),
        place: Some("Russia".to_owned()),
        evidence: evidence(denial, "de:noun:B\u{fc}ndnis"),
        ..supplies.clone()
    };
    Ok(ArticleFacts {
        document: Document {
            id: id.to_owned(),
            title: format!("\u{dc}ber Munition ({id})"),
            text: text.clone(),
            lang: lang("de")?,
            date: Date::parse("2024-06-18"),
            source: Some("Beispielblatt".to_owned()),
            url: Some("https://example.org/a?b=c".to_owned()),
        },
        entities: BTreeMap::from([
            entity(
                "North_Korea",
                [
                    "North Korea",
                    "Nordkorea",
                    "\u{41f}\u{456}\u{432}\u{43d}\u{456}\u{447}\u{43d}\u{430} \u{41a}\u{43e}\u{440}\u{435}\u{44f}",
                ],
                "Q423",
            )?,
            entity("Russia", ["Russia", "Russland", "\u{420}\u{43e}\u{441}\u{456}\u{44f}"], "Q159")?,
        ]),
        claims: vec![supplies, allied],
        rejections: Vec::new(),
        sentences: 3,
        words: 20,
    })
}
