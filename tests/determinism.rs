//! The same articles give the same bytes: on any number of threads, in any order, at once or one by one, and after detours.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Fallible, Outcome, assert_same, build, id, run, sample_graph, samples};

/// The graph folder with all that can be exported from it, written into `folder`.
fn exported(graph: &Path, folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    for format in ["dot", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "graphml"] {
        let path = folder.join(format);
        run(graph, &["export", "--format", format, "--output", &path.to_string_lossy()])?.good();
    }
    for (name, options) in [("rdf12", "--rdf12"), ("all", "--include=inferred,background,ontology")] {
        let path = folder.join(name);
        run(graph, &["export", "--format", "trig", options, "--output", &path.to_string_lossy()])?.good();
    }
    run(graph, &["export", "--format", "csv", "--output", &folder.join("csv").to_string_lossy()])?.good();
    fs::write(folder.join("rank"), run(graph, &["rank"])?.good())?;
    fs::write(folder.join("facts"), run(graph, &["facts"])?.good())?;
    Ok(())
}

/// Fails the test unless both graphs are the same to the byte, and all that is made from them, too.
fn assert_equal(left: &Path, right: &Path) -> Outcome {
    assert_same(left, right);
    let temp = tempfile::tempdir()?;
    let (a, b) = (temp.path().join("a"), temp.path().join("b"));
    exported(left, &a)?;
    exported(right, &b)?;
    assert_same(&a, &b);
    Ok(())
}

/// The sample articles in three groups, each of all languages.
fn groups() -> Fallible<Vec<Vec<PathBuf>>> {
    let samples = samples()?;
    Ok((0..3).map(|group| samples.iter().skip(group).step_by(3).cloned().collect()).collect())
}

#[test]
fn the_number_of_threads_changes_nothing() -> Outcome {
    let temp = tempfile::tempdir()?;
    for threads in ["1", "8"] {
        let graph = temp.path().join(threads);
        build(&graph, &["--threads", threads], &samples()?)?.good();
        assert_equal(sample_graph()?, &graph)?;
    }
    Ok(())
}

#[test]
fn the_order_of_articles_changes_nothing() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    let backwards: Vec<PathBuf> = samples()?.into_iter().rev().collect();
    build(&graph, &[], &backwards)?.good();
    assert_equal(sample_graph()?, &graph)
}

#[test]
fn lines_of_a_jsonl_may_stand_in_any_order() -> Outcome {
    let temp = tempfile::tempdir()?;
    let mut lines = Vec::new();
    for path in samples()? {
        let text = fs::read_to_string(&path)?;
        lines.push(serde_json::json!({ "id": id(&path), "date": "2024-05-01", "text": text }).to_string());
    }
    let mut graphs = Vec::new();
    for name in ["forwards", "backwards"] {
        let file = temp.path().join(format!("{name}.jsonl"));
        fs::write(&file, lines.join("\n"))?;
        graphs.push(temp.path().join(name));
        build(&temp.path().join(name), &[], &[file])?.good();
        lines.reverse();
    }
    assert_equal(&graphs[0], &graphs[1])
}

#[test]
fn articles_built_one_by_one_give_the_same_graph() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    let samples = samples()?;
    // Not in the order of their names.
    for at in 0..samples.len() {
        build(&graph, &["--quiet"], &[&samples[(at * 7) % samples.len()]])?.good();
    }
    assert_equal(sample_graph()?, &graph)
}

#[test]
fn folders_and_groups_give_the_same_graph() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    for group in groups()? {
        build(&graph, &[], &group)?.good();
    }
    // The folder as a whole, of which everything is known by now, and once more with a file of it named.
    let folder = support::root().join("data/articles");
    let again = build(&graph, &[], &[folder.clone(), samples()?.remove(0)])?.good();
    assert!(again.contains("Read before and not changed: 18."), "{again}");
    assert_equal(sample_graph()?, &graph)
}

#[test]
fn what_is_removed_leaves_no_trace() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (all, others) = (temp.path().join("all"), temp.path().join("others"));
    let samples = samples()?;
    for gone in [2, 9, 17] {
        let rest: Vec<&PathBuf> = samples.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, path)| path).collect();
        for graph in [&all, &others] {
            if graph.exists() {
                fs::remove_dir_all(graph)?;
            }
        }
        build(&all, &[], &samples)?.good();
        let said = run(&all, &["remove", &id(&samples[gone])])?.good();
        assert_eq!(said, format!("removed {}\n", id(&samples[gone])));
        build(&others, &[], &rest)?.good();
        assert_equal(&all, &others)?;
    }
    Ok(())
}

#[test]
fn an_article_that_changes_and_changes_back_leaves_no_trace() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (graph, file) = (temp.path().join("kg"), temp.path().join("de-01-taurus.md"));
    build(&graph, &[], &samples()?)?.good();
    let text = fs::read_to_string(&samples()?[0])?;
    fs::write(&file, text.replace("Bundestag lehnt", "Parlament lehnt").replace("Olaf Scholz", "Angela Merkel"))?;
    build(&graph, &[], &[&file])?.good();
    let titles = run(&graph, &["query", "articles"])?.good();
    assert!(titles.contains("Parlament lehnt") && !titles.contains("Bundestag lehnt"), "{titles}");
    assert!(!run(&graph, &["facts", "--article", "de-01-taurus"])?.good().contains("Olaf Scholz"));
    fs::write(&file, text)?;
    build(&graph, &[], &[&file])?.good();
    assert_equal(sample_graph()?, &graph)
}
