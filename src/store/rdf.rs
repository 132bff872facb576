//! What an article means in RDF: one named graph, as `ontology/entente.ttl` describes it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use sha2::{Digest, Sha256};

use super::offsets::CodePoints;
use crate::claim::{ArticleFacts, Claim, Factuality, Item, Time};
use crate::document::{Date, Document};
use crate::entity::Entity;
use crate::ontology::{ENT, ENTITY, GOODS};
use crate::text::Lang;

/// The namespace of articles; the IRI of an article also names its graph.
pub const ARTICLE: &str = "https://w3id.org/entente/article/";
/// The namespace of claims, with their evidence and items.
pub const CLAIM: &str = "https://w3id.org/entente/claim/";

const WIKIDATA: &str = "http://www.wikidata.org/entity/";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const OA: &str = "http://www.w3.org/ns/oa#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SCHEMA: &str = "https://schema.org/";

const REIFIES: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies");

/// The hexadecimal digits of a claim's name, unless two claims share them.
const DIGITS: usize = 16;

/// The prefixes of everything the program writes: name and namespace, in the order to declare them.
#[must_use]
pub fn prefixes() -> [(&'static str, &'static str); 14] {
    [
        ("ent", ENT),
        ("e", ENTITY),
        ("goods", GOODS),
        ("plover", "https://w3id.org/entente/plover#"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ("owl", OWL),
        ("skos", SKOS),
        ("dcterms", DCTERMS),
        ("prov", PROV),
        ("oa", OA),
        ("schema", SCHEMA),
        ("wd", WIKIDATA),
    ]
}

/// The IRI of the entity `id`.
#[must_use]
pub fn entity_iri(id: &str) -> NamedNode {
    iri_in(ENTITY, id)
}

/// The IRI of the article `id`, which is also the name of its graph.
#[must_use]
pub fn article_iri(id: &str) -> NamedNode {
    iri_in(ARTICLE, id)
}

/// The IRI of `name` in `namespace`. Whatever an IRI may not hold, or would read as a path, is percent-encoded.
fn iri_in(namespace: &str, name: &str) -> NamedNode {
    let mut iri = namespace.to_owned();
    // A path of dots alone means another place once an IRI is resolved.
    let dots = !name.is_empty() && name.bytes().all(|byte| byte == b'.');
    for c in name.chars() {
        let plain = if c.is_ascii() { c.is_ascii_alphanumeric() || "-_.~()!*',;:@$&+=".contains(c) } else { c.is_alphanumeric() };
        if plain && !dots {
            iri.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(iri, "%{byte:02X}");
            }
        }
    }
    NamedNode::new_unchecked(iri)
}

/// The quads of an article, all in its own graph, sorted by their N-Quads lines, none twice.
///
/// Claims that are alike in everything are one. The plain triple of a claim stands only where its factuality is [`Factuality::Fact`].
#[must_use]
pub fn quads(facts: &ArticleFacts) -> Vec<Quad> {
    let document = &facts.document;
    let article = article_iri(&document.id);
    let mut writer = Writer { graph: GraphName::NamedNode(article.clone()), quads: Vec::new() };
    writer.article(&article, document);
    for entity in facts.entities.values() {
        writer.entity(entity);
    }
    let points = CodePoints::new(&document.text);
    let mut names = BTreeMap::new();
    for claim in &facts.claims {
        let name = claim_name(&mut names, &document.id, claim);
        writer.claim(&name, claim, document, &article, &points);
    }
    sorted(writer.quads)
}

/// Sorts quads by their N-Quads lines and leaves out repetitions.
pub(super) fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
    quads.sort_by_cached_key(Quad::to_string);
    quads.dedup();
    quads
}

/// The same statements in RDF 1.2: every claim node reifies the triple it speaks of (`rdf:reifies <<( s p o )>>`) and has no `rdf:subject`,
/// `rdf:predicate` and `rdf:object` any more. Nodes that lack one of the three stay as they are. Sorted as by [`quads`].
#[must_use]
pub fn reify(quads: &[Quad]) -> Vec<Quad> {
    type Node = (String, String);
    #[derive(Default)]
    struct Parts {
        subject: Option<NamedOrBlankNode>,
        predicate: Option<NamedNode>,
        object: Option<Term>,
    }
    let node = |quad: &Quad| -> Node { (quad.graph_name.to_string(), quad.subject.to_string()) };
    let mut parts: HashMap<Node, Parts> = HashMap::new();
    for quad in quads {
        let predicate = quad.predicate.as_ref();
        if predicate == rdf::SUBJECT {
            parts.entry(node(quad)).or_default().subject = match &quad.object {
                Term::NamedNode(node) => Some(node.clone().into()),
                Term::BlankNode(node) => Some(node.clone().into()),
                _ => None,
            };
        } else if predicate == rdf::PREDICATE {
            parts.entry(node(quad)).or_default().predicate = match &quad.object {
                Term::NamedNode(node) => Some(node.clone()),
                _ => None,
            };
        } else if predicate == rdf::OBJECT {
            parts.entry(node(quad)).or_default().object = Some(quad.object.clone());
        }
    }
    let mut rewritten = Vec::with_capacity(quads.len());
    for quad in quads {
        let predicate = quad.predicate.as_ref();
        let whole = [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT].contains(&predicate).then(|| parts.get(&node(quad))).flatten();
        match whole {
            Some(Parts { subject: Some(subject), predicate: Some(relation), object: Some(object) }) => {
                if predicate == rdf::PREDICATE {
                    let triple = Triple::new(subject.clone(), relation.clone(), object.clone());
                    rewritten.push(Quad::new(quad.subject.clone(), REIFIES, triple, quad.graph_name.clone()));
                }
            }
            _ => rewritten.push(quad.clone()),
        }
    }
    sorted(rewritten)
}

struct Writer {
    graph: GraphName,
    quads: Vec<Quad>,
}

impl Writer {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNode, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, self.graph.clone()));
    }

    fn class(&mut self, subject: &NamedNode, name: &str) {
        self.add(subject, rdf::TYPE.into_owned(), ent(name));
    }

    fn article(&mut self, article: &NamedNode, document: &Document) {
        self.class(article, "Article");
        self.add(article, dcterms("title"), tagged(&document.title, document.lang));
        self.add(article, dcterms("language"), Literal::from(document.lang.code()));
        self.add(article, ent("sha256"), Literal::from(sha256(document.text.as_bytes())));
        if let Some(date) = document.date {
            self.add(article, dcterms("date"), dated(date));
        }
        if let Some(source) = &document.source {
            self.add(article, dcterms("publisher"), Literal::from(source.as_str()));
        }
        if let Some(url) = &document.url {
            // Whatever the article calls its address is kept; only an absolute IRI is a link.
            let object: Term = NamedNode::new(url.trim()).map_or_else(|_| Literal::from(url.as_str()).into(), Term::from);
            self.add(article, NamedNode::new_unchecked(format!("{SCHEMA}url")), object);
        }
    }

    fn entity(&mut self, entity: &Entity) {
        let node = entity_iri(&entity.id);
        self.class(&node, &entity.class);
        for (lang, label) in &entity.labels {
            self.add(&node, rdfs::LABEL.into_owned(), tagged(label, *lang));
        }
        for (lang, alias) in &entity.aliases {
            if entity.labels.get(lang) != Some(alias) {
                self.add(&node, NamedNode::new_unchecked(format!("{SKOS}altLabel")), tagged(alias, *lang));
            }
        }
        if let Some(id) = &entity.wikidata {
            self.add(&node, NamedNode::new_unchecked(format!("{OWL}sameAs")), iri_in(WIKIDATA, id));
        }
    }

    fn claim(&mut self, name: &str, claim: &Claim, document: &Document, article: &NamedNode, points: &CodePoints<'_>) {
        let node = NamedNode::new_unchecked(format!("{CLAIM}{name}"));
        let (subject, relation, object) = (entity_iri(&claim.subject), iri_in(ENT, &claim.relation), entity_iri(&claim.object));
        if claim.factuality == Factuality::Fact {
            self.add(&subject, relation.clone(), object.clone());
        }
        self.class(&node, "Claim");
        self.add(&node, rdf::SUBJECT.into_owned(), subject);
        self.add(&node, rdf::PREDICATE.into_owned(), relation);
        self.add(&node, rdf::OBJECT.into_owned(), object);
        self.add(&node, ent("factuality"), ent(claim.factuality.local_name()));
        for who in &claim.attributed_to {
            self.add(&node, ent("attributedTo"), entity_iri(who));
        }
        for who in &claim.denied_by {
            self.add(&node, ent("deniedBy"), entity_iri(who));
        }
        match &claim.time {
            Some(Time::Date(date)) => self.add(&node, ent("time"), dated(*date)),
            Some(Time::Said(words)) => self.add(&node, ent("time"), tagged(words, document.lang)),
            None => {}
        }
        if let Some(place) = &claim.place {
            self.add(&node, ent("place"), entity_iri(place));
        }
        let confidence = format!("{}.{:02}", claim.confidence / 100, claim.confidence % 100);
        self.add(&node, ent("confidence"), decimal(&confidence));
        self.add(&node, NamedNode::new_unchecked(format!("{PROV}wasDerivedFrom")), article.clone());
        for (number, item) in claim.items.iter().enumerate() {
            let part = NamedNode::new_unchecked(format!("{CLAIM}{name}/item/{}", number + 1));
            self.add(&node, ent("item"), part.clone());
            self.item(&part, item);
        }
        for (number, evidence) in claim.evidence.iter().enumerate() {
            let part = NamedNode::new_unchecked(format!("{CLAIM}{name}/evidence/{}", number + 1));
            self.add(&node, ent("evidence"), part.clone());
            self.class(&part, "Evidence");
            let oa = |name: &str| NamedNode::new_unchecked(format!("{OA}{name}"));
            self.add(&part, oa("start"), integer(points.at_byte(evidence.span.start)));
            self.add(&part, oa("end"), integer(points.at_byte(evidence.span.end)));
            self.add(&part, oa("exact"), Literal::from(evidence.span.of(&document.text)));
            self.add(&part, ent("rule"), Literal::from(evidence.rule.as_str()));
            self.add(&part, oa("hasSource"), article.clone());
        }
    }

    fn item(&mut self, node: &NamedNode, item: &Item) {
        self.class(node, "Item");
        self.add(node, rdfs::LABEL.into_owned(), tagged(&item.label, item.lang));
        if let Some(goods) = &item.goods {
            self.add(node, ent("goods"), iri_in(GOODS, goods));
        }
        if let Some(amount) = &item.amount {
            self.add(node, ent("amount"), decimal(amount));
        }
        if let Some(unit) = &item.unit {
            self.add(node, ent("unit"), Literal::from(unit.as_str()));
        }
        if let Some(words) = &item.approximation {
            self.add(node, ent("approximation"), Literal::from(words.as_str()));
        }
    }
}

/// The name of a claim: the first digits of the SHA-256 of all it says, more of them where another claim of the article has those already.
fn claim_name(names: &mut BTreeMap<String, String>, article: &str, claim: &Claim) -> String {
    let content = content(article, claim);
    let digest = sha256(content.as_bytes());
    let mut digits = DIGITS;
    loop {
        let name = &digest[..digits];
        match names.get(name) {
            Some(other) if *other != content && digits < digest.len() => digits += 1,
            _ => {
                names.insert(name.to_owned(), content);
                return name.to_owned();
            }
        }
    }
}

/// All that a claim says, in one string that no other claim has.
fn content(article: &str, claim: &Claim) -> String {
    // Every field with its length before it, so that no two fields can run into each other.
    fn field(all: &mut String, text: &str) {
        // Writing to a string cannot fail.
        let _ = write!(all, "{}:{text}", text.len());
    }
    fn list<'a>(all: &mut String, texts: impl ExactSizeIterator<Item = &'a str>) {
        let _ = write!(all, "{}[", texts.len());
        texts.for_each(|text| field(all, text));
    }
    let mut all = String::new();
    list(&mut all, [article, &claim.subject, &claim.relation, &claim.object, claim.factuality.name()].into_iter());
    list(&mut all, claim.attributed_to.iter().map(String::as_str));
    list(&mut all, claim.denied_by.iter().map(String::as_str));
    match &claim.time {
        Some(Time::Date(date)) => list(&mut all, ["date", &date.to_string()].into_iter()),
        Some(Time::Said(words)) => list(&mut all, ["said", words].into_iter()),
        None => list(&mut all, [].into_iter()),
    }
    list(&mut all, claim.place.iter().map(String::as_str));
    field(&mut all, &claim.confidence.to_string());
    for item in &claim.items {
        list(&mut all, ["item", &item.label, item.lang.code()].into_iter());
        for part in [&item.goods, &item.amount, &item.unit, &item.approximation] {
            list(&mut all, part.iter().map(String::as_str));
        }
    }
    for evidence in &claim.evidence {
        list(&mut all, ["evidence", &evidence.span.start.to_string(), &evidence.span.end.to_string(), &evidence.rule].into_iter());
    }
    all
}

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// `bytes` as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn ent(name: &str) -> NamedNode {
    iri_in(ENT, name)
}

fn dcterms(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{DCTERMS}{name}"))
}

fn tagged(text: &str, lang: Lang) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, lang.code())
}

fn dated(date: Date) -> Literal {
    let datatype = match date {
        Date::Year(_) => xsd::G_YEAR,
        Date::Month(..) => xsd::G_YEAR_MONTH,
        Date::Day(_) => xsd::DATE,
    };
    Literal::new_typed_literal(date.to_string(), datatype)
}

fn integer(number: usize) -> Literal {
    Literal::new_typed_literal(number.to_string(), xsd::INTEGER)
}

/// An `xsd:decimal` without superfluous zeros: the form in which Oxigraph gives it back.
fn decimal(number: &str) -> Literal {
    let short = match number.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole,
            fraction => &number[..=whole.len() + fraction.len()],
        },
        None => number,
    };
    Literal::new_typed_literal(short, xsd::DECIMAL)
}
