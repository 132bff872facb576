//! Whole commands over a graph of the sample articles: what they print, where they write, and how they end.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use support::{Fallible, Outcome, PROGRAM, assert_same, build, entente, files, own_graph, ran, root, rows, run, sample_graph, samples};

/// An id, and a fact of it that is as plain as can be.
const ARTICLE: &str = "de-01-taurus";

#[test]
fn help_names_every_command() -> Outcome {
    insta::assert_snapshot!("help", run(Path::new("kg"), &["--help"])?.good());
    assert!(ran(assert_cmd::Command::new(PROGRAM).arg("--version"))?.good().starts_with("entente "));
    Ok(())
}

#[test]
fn build_prints_what_it_found() -> Outcome {
    let (temp, graph) = own_graph()?;
    let fresh = temp.path().join("fresh");
    let out = build(&fresh, &[], &samples()?)?.good();
    let line = |name: &str| out.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default().to_owned();
    assert_eq!(line("articles read").split_whitespace().collect::<Vec<_>>(), ["articles", "read", "18", "18"]);
    for name in ["sentences", "words", "claims", "entities", "leads", "visits", "The graph is in"] {
        assert!(line(name).contains(char::is_numeric) || name.starts_with("The"), "{name}: {out}");
    }
    assert!(out.contains("fact  uncertain  denied"), "{out}");
    // Once more: nothing is new, and nothing on disk changes.
    let before = files(&fresh)?;
    let out = build(&fresh, &[], &samples()?)?.good();
    assert!(out.contains("Read before and not changed: 18."), "{out}");
    assert_eq!(files(&fresh)?, before);
    assert_same(&graph, &fresh);
    assert_eq!(build(&fresh, &["--quiet"], &samples()?)?.good(), "");
    Ok(())
}

#[test]
fn without_paths_the_samples_in_the_binary_are_built() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    ran(entente(&graph).arg("build").current_dir(temp.path()))?.good();
    assert_same(sample_graph()?, &graph);
    // The default folder is `kg`.
    ran(assert_cmd::Command::new(PROGRAM).arg("build").current_dir(temp.path()))?.good();
    Ok(())
}

#[test]
fn an_article_on_standard_input_is_read() -> Outcome {
    let temp = tempfile::tempdir()?;
    let text = fs::read_to_string(root().join("data/articles/de-01-taurus.md"))?;
    let prose = temp.path().join("prose");
    ran(entente(&prose).args(["build", "-"]).write_stdin(text.clone()))?.good();
    assert!(run(&prose, &["facts", "--format", "csv"])?.good().contains("Olaf Scholz,leads,Germany,fact,,,,stdin,"));
    let lines = temp.path().join("lines");
    let json = serde_json::json!({ "id": "one", "title": "Berlin", "text": text, "date": "2024-03-14", "source": "A", "lang": "de" });
    ran(entente(&lines).args(["build", "-"]).write_stdin(json.to_string()))?.good();
    assert!(run(&lines, &["facts", "--format", "csv"])?.good().contains("Olaf Scholz,leads,Germany,fact,,,,one,"));
    Ok(())
}

#[test]
fn facts_come_in_every_format_and_language() -> Outcome {
    let graph = sample_graph()?;
    let facts = |args: &[&str]| -> Fallible<String> { Ok(run(graph, &[&["facts"], args].concat())?.good()) };
    assert!(facts(&[])?.contains("Olaf Scholz"));
    let csv = rows(&facts(&["--format", "csv"])?)?;
    assert_eq!(csv[0][..4], ["subject", "relation", "object", "factuality"]);
    assert!(facts(&["--format", "tsv"])?.starts_with("?subject\t?relation\t?object\t?factuality"));
    let json: serde_json::Value = serde_json::from_str(&facts(&["--format", "json"])?)?;
    assert_eq!(json["results"]["bindings"].as_array().map(Vec::len), Some(csv.len() - 1));
    let xml = facts(&["--format", "xml"])?;
    assert_eq!(xml.matches("<result>").count(), csv.len() - 1);
    for (lang, label) in
        [("en", "Germany"), ("de", "Deutschland"), ("uk", "\u{41d}\u{456}\u{43c}\u{435}\u{447}\u{447}\u{438}\u{43d}\u{430}")]
    {
        let rows = rows(&facts(&["--format", "csv", "--article", ARTICLE, "--lang", lang])?)?;
        assert!(rows.iter().any(|row| row[1] == "leads" && row[2] == label), "{lang}: {rows:?}");
        assert!(rows.iter().skip(1).all(|row| row[7] == ARTICLE), "{rows:?}");
    }
    run(graph, &["facts", "--article", "nothing"])?.ends(1, &["there is no article nothing", ARTICLE]);
    run(graph, &["facts", "--format", "nothing"])?.ends(2, &["invalid value 'nothing'", "table, csv, tsv, json, xml"]);
    Ok(())
}

#[test]
fn every_form_of_query_is_answered() -> Outcome {
    let graph = sample_graph()?;
    let ask = |sparql: &str, format: &str| -> Fallible<String> { Ok(run(graph, &["query", "-e", sparql, "--format", format])?.good()) };
    let select = "SELECT ?o { e:Olaf_Scholz ent:leads ?o }";
    assert_eq!(ask(select, "csv")?, "o\r\nhttps://w3id.org/entente/entity/Germany\r\n");
    assert!(ask(select, "table")?.contains("Germany"));
    assert!(ask(select, "tsv")?.contains("<https://w3id.org/entente/entity/Germany>"));
    assert!(ask(select, "xml")?.contains("<uri>https://w3id.org/entente/entity/Germany</uri>"));
    let yes = "ASK { e:Olaf_Scholz ent:leads e:Germany }";
    assert!(ask(yes, "json")?.contains("true") && ask(yes, "table")?.contains("true"));
    assert!(ask("ASK { e:Olaf_Scholz ent:leads e:China }", "json")?.contains("false"));
    let construct = "CONSTRUCT { ?s ent:leads ?o } WHERE { ?s ent:leads ?o }";
    for format in ["turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "table"] {
        assert!(ask(construct, format)?.contains("Olaf"), "{format}");
        assert!(ask("DESCRIBE e:Germany", format)?.contains("Deutschland"), "{format}");
    }
    run(graph, &["query", "-e", construct, "--format", "csv"])?.ends(1, &["CONSTRUCT", "turtle"]);
    run(graph, &["query", "-e", select, "--format", "turtle"])?.ends(1, &["csv"]);
    let temp = tempfile::tempdir()?;
    let file = temp.path().join("mine.rq");
    fs::write(&file, select)?;
    assert!(run(graph, &["query", &file.to_string_lossy(), "--format", "csv"])?.good().contains("/Germany"));
    Ok(())
}

#[test]
fn the_catalogue_lists_its_queries() -> Outcome {
    insta::assert_snapshot!("list", run(Path::new("kg"), &["query", "--list"])?.good());
    run(sample_graph()?, &["query", "nothing"])?.ends(1, &["there is no query nothing", "arms-flows", "unknown-names"]);
    Ok(())
}

#[test]
fn settings_take_names_in_any_language() -> Outcome {
    let graph = sample_graph()?;
    for name in [
        "Germany",
        "Deutschland",
        "deutschland",
        "\u{41d}\u{456}\u{43c}\u{435}\u{447}\u{447}\u{438}\u{43d}\u{430}",
        "<https://w3id.org/entente/entity/Germany>",
    ] {
        let state = format!("state={name}");
        let out = run(graph, &["query", "leaders-and-offices", "--format", "csv", "--set", &state])?.good();
        assert!(out.contains("Germany,Olaf Scholz,leads,fact,de-01-taurus") && !out.contains("Joe Biden"), "{name}: {out}");
    }
    run(graph, &["query", "leaders-and-offices", "--set", "state"])?.ends(1, &["`state` is no NAME=VALUE"]);
    Ok(())
}

#[test]
fn errors_in_queries_have_their_place() -> Outcome {
    let graph = sample_graph()?;
    run(graph, &["query", "-e", "SELECT ?x\nWHERE { ?x ent:leads }"])?.ends(1, &["line 2, column 22", "WHERE { ?x ent:leads }", "^"]);
    run(graph, &["query", "-e", "SELECT ?x { ?x nowhere:leads ?y }"])?.ends(1, &["line 1, column 16"]);
    let service = "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }";
    run(graph, &["query", "-e", service])?.ends(1, &["line 1, column 12", "never uses the network"]);
    run(graph, &["query", "-e", "DELETE WHERE { ?s ?p ?o }"])?.ends(1, &["line 1, column 1"]);
    Ok(())
}

#[test]
fn why_takes_names_in_three_languages() -> Outcome {
    let graph = sample_graph()?;
    let ukrainian = (
        "\u{41e}\u{43b}\u{430}\u{444} \u{428}\u{43e}\u{43b}\u{44c}\u{446}",
        "\u{41d}\u{456}\u{43c}\u{435}\u{447}\u{447}\u{438}\u{43d}\u{430}",
    );
    for (subject, object) in [("Olaf Scholz", "Germany"), ("olaf scholz", "Deutschland"), ukrainian] {
        for args in [&["why", subject, object][..], &["why", subject, "leads", object], &["why", subject, "leitet", object]] {
            let out = run(graph, args)?.good();
            assert!(out.starts_with("Olaf Scholz  leads  Germany  [fact]"), "{args:?}: {out}");
            assert!(out.contains(ARTICLE) && out.contains("Bundeskanzler Olaf Scholz"), "{args:?}: {out}");
        }
    }
    assert!(run(graph, &["why", "Germany", "Olaf Scholz"])?.ends(1, &[]).out.contains("There is nothing from Germany to Olaf Scholz."));
    run(graph, &["why", "Nobody", "Germany"])?.ends(1, &["nothing in the graph is called `Nobody`"]);
    run(graph, &["why", "Olaf Schulz", "Germany"])?.ends(1, &["nothing in the graph is called `Olaf Schulz`", "Olaf_Scholz"]);
    run(graph, &["why", "Olaf Scholz", "flies", "Germany"])?.ends(1, &["there is no relation `flies`", "visits"]);
    Ok(())
}

#[test]
fn show_rank_and_path_know_the_actors() -> Outcome {
    let graph = sample_graph()?;
    let germany = run(graph, &["show", "Deutschland"])?.good();
    assert!(germany.starts_with("Germany  (State, e:Germany)"), "{germany}");
    assert!(germany.contains("de: Deutschland") && germany.contains("Q183") && germany.contains("Olaf Scholz  [fact; de-01-taurus]"));
    assert!(run(graph, &["show", "Germany", "--lang", "de"])?.good().starts_with("Deutschland  (State, e:Germany)"));
    // Whom no article names is known to the gazetteer.
    let merkel = run(graph, &["show", "Angela Merkel"])?.good();
    assert!(
        merkel.contains("  leads Germany  prime minister  [2005-11-22/2021-12-08]\n") && merkel.contains("  de: Angela Merkel"),
        "{merkel}"
    );
    run(graph, &["show", "Nobody"])?.ends(1, &["nothing in the graph is called `Nobody`"]);
    let rank = run(graph, &["rank", "--top", "5"])?.good();
    assert!(rank.lines().count() == 6 && rank.contains("page rank"), "{rank}");
    let path = run(graph, &["path", "Olaf Scholz", "Boris Pistorius", "--hops", "2"])?.good();
    assert!(path.starts_with("1.\n  Olaf Scholz -- leads -> Germany\n") && path.contains("Boris Pistorius"), "{path}");
    assert!(run(graph, &["path", "Olaf Scholz", "Boris Pistorius", "--hops", "1"])?.ends(1, &[]).out.contains("No chain of at most 1"));
    Ok(())
}

#[test]
fn remove_takes_back_what_is_there() -> Outcome {
    let (_temp, graph) = own_graph()?;
    run(&graph, &["remove", "nothing"])?.ends(1, &["there is no article nothing"]);
    assert_same(sample_graph()?, &graph);
    let ran = run(&graph, &["remove", ARTICLE, "nothing", "en-03-goma"])?.ends(1, &["there is no article nothing"]);
    assert_eq!(ran.out, format!("removed {ARTICLE}\nremoved en-03-goma\n"));
    let articles = rows(&run(&graph, &["query", "articles", "--format", "csv"])?.good())?;
    assert!(articles.len() == 17 && articles.iter().all(|row| row[0] != ARTICLE), "{articles:?}");
    run(&graph, &["remove"])?.ends(2, &["<ARTICLE>"]);
    Ok(())
}

#[test]
fn a_changed_text_is_found_by_validate() -> Outcome {
    let (_temp, graph) = own_graph()?;
    assert!(run(&graph, &["validate"])?.good().starts_with("The graph is valid"));
    let name = files(&graph)?.into_keys().find(|name| name.starts_with("texts/de-01-taurus.")).ok_or("no text")?;
    let text = fs::read_to_string(graph.join(&name))?;
    fs::write(graph.join(&name), text.replace("Olaf Scholz hatte", "Olaf Scholz hatta"))?;
    let out = run(&graph, &["validate"])?.ends(1, &[]).out;
    assert!(out.contains(&name) && out.contains("The quote does not stand in"), "{out}");
    assert!(out.contains("SHA-256") && out.contains("The graph is not valid"), "{out}");
    // Building the article again mends it.
    build(&graph, &[], &[samples()?.remove(0)])?.good();
    assert_same(sample_graph()?, &graph);
    Ok(())
}

#[test]
fn a_changed_quote_is_found_by_validate() -> Outcome {
    let (_temp, graph) = own_graph()?;
    let file = graph.join("articles/de-01-taurus.nq");
    let text = fs::read_to_string(&file)?;
    let (record, body) = text.split_once('\n').ok_or("no lines")?;
    let hash = |body: &str| Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let changed = body.replace("Bundeskanzler Olaf Scholz hatte", "Bundeskanzler Olaf Scholz hatta");
    assert_ne!(changed, body);
    // A quote that somebody has changed by hand is a damaged file for every command.
    fs::write(&file, format!("{record}\n{changed}"))?;
    for command in ["facts", "validate"] {
        run(&graph, &[command])?.ends(1, &["articles/de-01-taurus.nq", "damaged"]);
    }
    // One that was written so, by a mistake of the program, is found in its text.
    fs::write(&file, format!("{}\n{changed}", record.replace(&hash(body), &hash(&changed))))?;
    let out = run(&graph, &["validate"])?.ends(1, &[]).out;
    assert!(out.contains("hatta") && out.contains("The quote does not stand in code points"), "{out}");
    Ok(())
}

#[test]
fn completions_know_the_commands() -> Outcome {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(Path::new("kg"), &["completions", shell])?.good();
        assert!(script.contains("validate") && script.contains("rdf12"), "{shell}");
    }
    Ok(())
}

#[test]
fn wrong_usage_ends_with_2() -> Outcome {
    let graph = sample_graph()?;
    for args in [
        &[][..],
        &["nothing"],
        &["query"],
        &["query", "facts", "-e", "ASK {}"],
        &["why", "Germany"],
        &["export"],
        &["export", "--format", "nothing"],
        &["export", "--format", "dot", "--factuality", "maybe"],
        &["export", "--format", "dot", "--include", "nothing"],
        &["build", "--threads", "many"],
        &["facts", "--lang", "german"],
        &["completions", "tcsh"],
        &["validate", "--nothing"],
    ] {
        let ran = run(graph, args)?;
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("Usage") | ran.err.contains("--help"), "{args:?}: {ran:#?}");
    }
    Ok(())
}

#[test]
fn without_a_graph_commands_say_how_to_make_one() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    for args in
        [&["facts"][..], &["query", "facts"], &["show", "Germany"], &["validate"], &["rank"], &["remove", "a"], &["export", "-f", "dot"]]
    {
        run(&graph, args)?.ends(1, &["there is no graph here", "entente build"]);
    }
    assert!(!graph.exists());
    Ok(())
}

/// Runs a command whose reader closes the pipe before anything is written.
fn hung_up(args: &[&str]) -> Outcome {
    let mut command = Command::new(PROGRAM);
    command.arg("--graph").arg(sample_graph()?).args(args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    drop(child.stdout.take());
    let output = child.wait_with_output()?;
    assert!(output.status.success() && output.stderr.is_empty(), "{args:?}: {output:?}");
    Ok(())
}

#[test]
fn a_reader_that_hangs_up_is_no_error() -> Outcome {
    for command in ["export --format nquads", "export --format dot", "query --list", "completions bash", "rank", "show Germany", "validate"]
    {
        hung_up(&command.split(' ').collect::<Vec<_>>())?;
    }
    // As a shell does it, where the first lines are read.
    let graph = sample_graph()?.display();
    let script = format!("set -o pipefail; '{PROGRAM}' --graph '{graph}' export --format nquads | head -n 1");
    let output = Command::new("bash").args(["-c", &script]).output()?;
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    Ok(())
}

#[test]
fn a_reader_of_answers_that_hangs_up_is_no_error() -> Outcome {
    for command in ["facts", "facts --format csv", "query facts", "query cooperation-network", "query articles --format json"] {
        hung_up(&command.split(' ').collect::<Vec<_>>())?;
    }
    Ok(())
}

#[test]
fn a_data_folder_replaces_one_query_and_one_table() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (data, graph) = (temp.path().join("mine"), temp.path().join("kg"));
    fs::create_dir_all(data.join("queries"))?;
    fs::create_dir_all(data.join("data/de"))?;
    fs::write(data.join("queries/rank.rq"), "# My own\nSELECT ?x { ?x a ent:State }")?;
    fs::write(data.join("queries/facts.rq"), "# Mine instead\nSELECT ?article { ?article a ent:Article }")?;
    // Without offices nobody leads.
    let offices = fs::read_to_string(root().join("data/de/offices.tsv"))?;
    fs::write(data.join("data/de/offices.tsv"), offices.lines().find(|line| line.starts_with("lemma")).ok_or("no header")?)?;
    let data = data.to_string_lossy().into_owned();
    let with = |args: &[&str]| run(&graph, &[&["--data", &data], args].concat());
    let article = samples()?.remove(0);
    with(&["build", &article.to_string_lossy()])?.good();
    let list = with(&["query", "--list"])?.good();
    assert!(list.contains("My own") && list.contains("Mine instead") && list.contains("arms-flows"), "{list}");
    assert_eq!(with(&["facts", "--format", "csv"])?.good(), "article\r\nhttps://w3id.org/entente/article/de-01-taurus\r\n");
    assert!(!run(&graph, &["facts"])?.good().contains("leads"));
    // Other data read the article in another way: without them it is read again.
    assert!(!build(&graph, &[], &[&article])?.good().contains("have not changed"));
    assert!(run(&graph, &["facts"])?.good().contains("leads"));
    run(&graph, &["--data", "/nowhere", "facts"])?.ends(1, &["/nowhere"]);
    Ok(())
}

#[test]
fn explain_says_what_fired_and_what_was_missing() -> Outcome {
    let temp = tempfile::tempdir()?;
    let file = temp.path().join("drones.md");
    fs::write(&file, "---\nlang: en\n---\nIran supplied Russia with drones.\n\nIran supplied drones & <rockets>.\n")?;
    let file = file.display().to_string();
    let explain = |flags: &[&str]| run(Path::new("kg"), &[&["explain", "--model", "fast", &file], flags].concat());
    let plain = explain(&[])?.good();
    let line = |start: &str, part: &str| plain.lines().any(|line| line.trim_start().starts_with(start) && line.contains(part));
    assert!(line("+ en:verb:supply", "suppliesTo") && line("+ en:verb:supply", "Iran > Russia [fact]"), "{plain}");
    assert!(line("- en:verb:supply", "no object in"), "{plain}");
    assert!(!plain.contains("condition not met") && explain(&["--all"])?.good().contains("condition not met"));
    let html = explain(&["--format", "html"])?.good();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<b>suppliesTo</b> Iran &gt; Russia [fact]"), "{html}");
    assert!(html.contains("&amp; &lt;rockets&gt;") && !html.contains("<rockets>"), "{html}");
    fs::write(&file, "")?;
    explain(&[])?.ends(1, &["there is no text to read"]);
    Ok(())
}
