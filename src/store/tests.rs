use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Dataset, Quad};

use super::record::stem;
use super::sample::{Outcome, facts};
use super::{CodePoints, Folder, Graph, INFERRED, LockedFolder, StoreError, Wait, article_iri, entity_iri, quads, reify};
use crate::assets::Assets;
use crate::claim::{ArticleFacts, Factuality};
use crate::text::Span;

const FINGERPRINT: &str = "test";

fn build(path: &Path, articles: &[&ArticleFacts]) -> Result<Folder, StoreError> {
    let mut folder = Folder::lock(path, Wait::Refuse)?;
    for facts in articles {
        folder.put(facts, FINGERPRINT)?;
    }
    folder.finish()
}

/// Every file of a folder with its bytes.
fn contents(path: &Path) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(path) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.insert(entry.path().strip_prefix(path).map_err(std::io::Error::other)?.display().to_string(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

fn dataset(quads: &[Quad]) -> Dataset {
    let mut dataset: Dataset = quads.iter().collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset
}

#[test]
fn quads_survive_n_quads_and_only_facts_are_plain() -> Outcome {
    let quads = quads(&facts("a.1")?);
    let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    quads.iter().try_for_each(|quad| writer.serialize_quad(quad))?;
    let lines = writer.finish()?;
    let read = RdfParser::from_format(RdfFormat::NQuads).for_slice(&lines).collect::<Result<Vec<_>, _>>()?;
    assert_eq!(dataset(&quads), dataset(&read));
    let mut sorted: Vec<&str> = std::str::from_utf8(&lines)?.lines().collect();
    assert_eq!(sorted.len(), quads.len());
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted, std::str::from_utf8(&lines)?.lines().collect::<Vec<_>>());
    let plain = |relation: &str| quads.iter().filter(|quad| quad.predicate.as_str().ends_with(relation)).count();
    assert_eq!((plain("suppliesTo"), plain("alliedWith")), (1, 0));
    assert!(quads.iter().any(|quad| quad.object.to_string() == "\"3500000.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>"));
    assert!(quads.iter().any(|quad| quad.object.to_string() == "\"0.9\"^^<http://www.w3.org/2001/XMLSchema#decimal>"));
    Ok(())
}

#[test]
fn reification_keeps_everything_but_the_three_parts() -> Outcome {
    let before = quads(&facts("a")?);
    let after = reify(&before);
    // Two claims: three quads of each become one.
    assert_eq!(after.len(), before.len() - 4);
    let triple = "<<( <https://w3id.org/entente/entity/North_Korea> <https://w3id.org/entente/ontology#suppliesTo> <https://w3id.org/entente/entity/Russia> )>>";
    assert_eq!(after.iter().filter(|quad| quad.predicate.as_str().ends_with("#reifies") && quad.object.to_string() == triple).count(), 1);
    assert!(after.iter().all(|quad| !quad.predicate.as_str().ends_with("-ns#subject")));
    Ok(())
}

#[test]
fn claims_that_differ_have_names_that_differ() -> Outcome {
    let mut facts = facts("a")?;
    let mut twin = facts.claims[0].clone();
    facts.claims.push(twin.clone());
    assert_eq!(quads(&facts).iter().filter(|quad| quad.object.to_string().ends_with("#Claim>")).count(), 2, "equal claims are one");
    twin.factuality = Factuality::Uncertain;
    facts.claims.push(twin);
    assert_eq!(quads(&facts).iter().filter(|quad| quad.object.to_string().ends_with("#Claim>")).count(), 3);
    Ok(())
}

#[test]
fn any_name_makes_a_valid_iri_and_a_file_of_its_own() -> Outcome {
    for id in ["a", "A", "..", ".", "", "a b<>\"%", "\u{fc}ber", "con", "CON.x", "x.", &"long".repeat(100), "a/b", "a_b"] {
        oxigraph::model::NamedNode::new(entity_iri(id).as_str())?;
        oxigraph::model::NamedNode::new(article_iri(id).as_str())?;
    }
    assert_eq!(entity_iri("a b").as_str(), "https://w3id.org/entente/entity/a%20b");
    assert_eq!(article_iri("..").as_str(), "https://w3id.org/entente/article/%2E%2E");
    assert_eq!(stem("de-1.x"), "de-1.x");
    let ids = ["a", "A", "..", ".", "com1", "x.", "x", "a/b", "a_b", "A_b"];
    let stems: std::collections::BTreeSet<String> = ids.iter().map(|id| stem(id).to_lowercase()).collect();
    assert_eq!(stems.len(), ids.len());
    assert!(stem(&"long".repeat(100)).len() < 100);
    Ok(())
}

#[test]
fn removing_or_reordering_leaves_the_same_bytes() -> Outcome {
    let (a, b, mut c) = (facts("a")?, facts("B")?, facts("c")?);
    let home = tempfile::tempdir()?;
    let [one, two, three] = ["one", "two", "three"].map(|name| home.path().join(name));
    build(&one, &[&a, &c])?;
    let mut folder = build(&two, &[&c, &b, &a]).and_then(|_| Folder::lock(&two, Wait::Refuse))?;
    assert!(folder.remove("B")? && !folder.remove("B")? && !folder.remove("../a")?);
    folder.finish()?;
    assert_eq!(contents(&one)?, contents(&two)?);
    // A changed article replaces both its files.
    let text = c.document.text.clone();
    c.document.text = text.replace("Munition", "Waffen");
    build(&three, &[&c, &a])?;
    c.document.text = text;
    build(&three, &[&c])?;
    assert_eq!(contents(&one)?, contents(&three)?);
    Ok(())
}

#[test]
fn an_article_is_current_until_anything_changes() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut facts = facts("a")?;
    build(home.path(), &[&facts])?;
    let current = |facts: &ArticleFacts, fingerprint: &str| -> Result<bool, StoreError> {
        Folder::lock(home.path(), Wait::Refuse).map(|folder| folder.is_current(&facts.document, fingerprint))
    };
    assert!(current(&facts, FINGERPRINT)? && !current(&facts, "other")?);
    let text = home.path().join(&Folder::open(home.path())?.article("a").ok_or("a")?.text);
    let whole = fs::read(&text)?;
    fs::write(&text, &whole[..whole.len() - 1])?;
    assert!(!current(&facts, FINGERPRINT)?, "a damaged text is written again");
    fs::write(&text, &whole)?;
    facts.document.source = None;
    assert!(!current(&facts, FINGERPRINT)?);
    Ok(())
}

#[test]
fn a_damaged_file_is_named_with_its_line() -> Outcome {
    let home = tempfile::tempdir()?;
    let folder = build(home.path(), &[&facts("a")?, &facts("b")?])?;
    let file = home.path().join("articles/b.nq");
    let whole = fs::read_to_string(&file)?;
    let message = |text: &str| -> Result<String, Box<dyn std::error::Error>> {
        fs::write(&file, text)?;
        Ok(Graph::load(&folder, &Assets::embedded(), &|_| Vec::new()).err().ok_or("it loaded")?.to_string())
    };
    let broken: Vec<&str> = whole.lines().enumerate().map(|(number, line)| if number == 4 { "<broken" } else { line }).collect();
    let said = message(&broken.join("\n"))?;
    assert!(said.contains("b.nq:5: damaged"), "{said}");
    // Cut after a whole line: all that is left is good N-Quads.
    let cut = whole.lines().take(5).fold(String::new(), |text, line| text + line + "\n");
    let said = message(&cut)?;
    assert!(said.contains("b.nq: damaged"), "{said}");
    fs::write(&file, &whole[10..])?;
    assert!(matches!(Folder::open(home.path()), Err(StoreError::Damaged { line: Some(1), .. })));
    let mut locked = Folder::lock(home.path(), Wait::Refuse)?;
    assert_eq!(locked.damaged().len(), 1);
    assert!(!locked.is_current(&facts("b")?.document, FINGERPRINT));
    locked.put(&facts("b")?, FINGERPRINT)?;
    locked.finish()?;
    assert_eq!(fs::read_to_string(&file)?, whole);
    assert_eq!(Graph::load(&Folder::open(home.path())?, &Assets::embedded(), &|_| Vec::new())?.articles().len(), 2);
    Ok(())
}

#[test]
fn what_a_killed_process_left_is_passed_over_and_swept() -> Outcome {
    let home = tempfile::tempdir()?;
    build(home.path(), &[&facts("a")?])?;
    let before = contents(home.path())?;
    fs::write(home.path().join("articles/b.nq.tmp"), "half")?;
    fs::write(home.path().join("texts/b.12345678.txt"), "text of an article that was not committed")?;
    fs::remove_file(home.path().join("manifest.json"))?;
    fs::write(home.path().join("lock"), "4711\n")?;
    assert_eq!(Folder::open(home.path())?.articles().len(), 1);
    Folder::lock(home.path(), Wait::Refuse)?.finish()?;
    assert_eq!(contents(home.path())?, before);
    Ok(())
}

#[test]
fn other_folders_and_newer_formats_are_refused() -> Outcome {
    let home = tempfile::tempdir()?;
    assert!(matches!(Folder::open(home.path().join("none")), Err(StoreError::Missing { .. })));
    assert!(matches!(Folder::open(home.path()), Err(StoreError::Missing { .. })));
    fs::write(home.path().join("letter.txt"), "")?;
    assert!(matches!(Folder::lock(home.path(), Wait::Refuse), Err(StoreError::Foreign { .. })));
    let graph = home.path().join("kg");
    build(&graph, &[])?;
    fs::write(graph.join("manifest.json"), "{\"format\": 99, \"articles\": {}}")?;
    assert!(matches!(Folder::open(&graph), Err(StoreError::Format { found: 99, .. })));
    assert!(matches!(Folder::lock(&graph, Wait::Refuse), Err(StoreError::Format { found: 99, .. })));
    Ok(())
}

#[test]
fn a_second_process_hears_who_builds_and_waits() -> Outcome {
    let home = tempfile::tempdir()?;
    let first: LockedFolder = Folder::lock(home.path(), Wait::Refuse)?;
    match Folder::lock(home.path(), Wait::Refuse) {
        Err(StoreError::Locked { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
        other => return Err(format!("{other:?}").into()),
    }
    assert_eq!(Folder::open(home.path())?.articles().len(), 0, "readers need no lock");
    let mut first = Some(first);
    // The first one finishes while the second one waits.
    let mut release = |pid: Option<u32>| {
        assert_eq!(pid, Some(std::process::id()));
        first = None;
    };
    Folder::lock(home.path(), Wait::Until(&mut release))?.finish()?;
    assert_eq!(fs::read(home.path().join("lock"))?, b"");
    Ok(())
}

#[test]
fn the_graph_infers_and_its_union_is_a_set() -> Outcome {
    let home = tempfile::tempdir()?;
    let graph = Graph::load(&build(home.path(), &[&facts("a")?, &facts("b")?])?, &Assets::embedded(), &|_| Vec::new())?;
    let inferred: Vec<String> = graph.named(INFERRED)?.iter().map(|quad| quad.predicate.as_str().to_owned()).collect();
    assert_eq!(inferred.len(), 1, "one inverse, however many articles: {inferred:?}");
    let labels = graph.store().quads_for_pattern(
        Some(entity_iri("Russia").as_ref().into()),
        Some(oxigraph::model::vocab::rdfs::LABEL),
        None,
        Some(oxigraph::model::GraphNameRef::DefaultGraph),
    );
    assert_eq!(labels.count(), 3);
    Ok(())
}

#[test]
fn code_points_and_bytes_agree_everywhere() {
    let text = "a\u{fc}\u{1F680}\n\u{456}".repeat(200);
    let points = CodePoints::new(&text);
    for (point, (byte, _)) in text.char_indices().enumerate() {
        assert_eq!((points.at_byte(byte), points.byte_of(point)), (point, Some(byte)));
    }
    let all = text.chars().count();
    assert_eq!((points.byte_of(all), points.byte_of(all + 1), points.at_byte(text.len())), (Some(text.len()), None, all));
    let span = Span::new(0, 3);
    assert_eq!(points.slice(0, 2), Some(span.of(&text)));
    assert_eq!(CodePoints::new("").slice(0, 0), Some(""));
}

/// How long a big graph takes: `cargo test --release --lib store::tests::a_million -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn a_million_quads_load_in_seconds() -> Outcome {
    let sample = facts("a")?;
    let mut all = Vec::new();
    for number in 0..20_000 {
        let mut facts = sample.clone();
        facts.document.id = format!("a{number}");
        all.extend(quads(&facts));
    }
    let count = all.len();
    let start = std::time::Instant::now();
    let graph = Graph::of(all, &Assets::embedded(), &[])?;
    let load = start.elapsed();
    let start = std::time::Instant::now();
    let report = crate::validate::shapes(&graph, &Assets::embedded())?;
    let check = start.elapsed();
    Err(format!("{count} quads loaded in {load:?}, {} nodes checked in {check:?}", report.nodes).into())
}

const VICTIM: &str = "ENTENTE_TEST_FOLDER";

/// Builds for ever, and notes each article that is finished; run by the test below, in a process of its own.
#[test]
#[ignore = "runs until it is killed"]
fn build_until_killed() -> Outcome {
    let path = std::path::PathBuf::from(std::env::var(VICTIM)?);
    let mut folder = Folder::lock(path.join("kg"), Wait::Refuse)?;
    let mut log = fs::OpenOptions::new().create(true).append(true).open(path.join("log"))?;
    for round in 0.. {
        for id in ["a", "b", "c", "d"] {
            let mut facts = facts(id)?;
            facts.document.text.push_str(&format!("{} {round}\n", std::process::id()));
            folder.put(&facts, FINGERPRINT)?;
            std::io::Write::write_all(&mut log, format!("{id}\n").as_bytes())?;
        }
    }
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_build_killed_at_any_moment_leaves_a_sound_graph() -> Outcome {
    let home = tempfile::tempdir()?;
    let kg = home.path().join("kg");
    for round in 0..20 {
        let mut victim = std::process::Command::new(std::env::current_exe()?)
            .args(["--exact", "store::tests::build_until_killed", "--ignored"])
            .env(VICTIM, home.path())
            .stdout(std::process::Stdio::null())
            .spawn()?;
        std::thread::sleep(std::time::Duration::from_millis(3 + 7 * round));
        victim.kill()?;
        victim.wait()?;
        let finished: std::collections::BTreeSet<String> = fs::read_to_string(home.path().join("log"))
            .unwrap_or_default()
            .split_inclusive('\n')
            .filter_map(|id| id.strip_suffix('\n'))
            .map(str::to_owned)
            .collect();
        let folder = match Folder::open(&kg) {
            // Killed before it had made the folder.
            Err(StoreError::Missing { .. }) if finished.is_empty() => continue,
            folder => folder?,
        };
        assert!(finished.iter().all(|id| folder.article(id).is_some()), "{finished:?}");
        let graph = Graph::load(&folder, &Assets::embedded(), &|_| Vec::new())?;
        let report = crate::validate::validate(&folder, &graph, &Assets::embedded())?;
        assert!(report.is_valid(), "{:#?}", report.violations);
    }
    assert_eq!(Folder::lock(&kg, Wait::Refuse)?.finish()?.articles().len(), 4);
    assert_eq!(fs::read_dir(kg.join("texts"))?.count(), 4, "nothing is left over");
    Ok(())
}
