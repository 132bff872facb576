//! Builds that are killed, that meet each other, or that the disk refuses: nothing that was finished is lost.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use entente::store::{Folder, Wait};

use support::{Fallible, Outcome, PROGRAM, Random, assert_same, build, files, id, own_graph, rows, run, sample_graph, samples};

/// Builds that are killed.
const KILLS: usize = 50;

/// Articles that are built.
const ARTICLES: usize = 60;

/// Writes articles into `folder` and gives their paths: copies of the samples under ids of their own, each without one of its paragraphs and
/// with the first paragraph of another article in its language. Another `seed` gives the same ids and other texts.
fn generate(folder: &Path, seed: u64) -> Fallible<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let samples = samples()?;
    let mut random = Random(seed);
    let mut paths = Vec::new();
    for number in 0..ARTICLES {
        let sample = &samples[number % samples.len()];
        let lang = &id(sample)[..2];
        let same: Vec<&PathBuf> = samples.iter().filter(|other| id(other).starts_with(lang)).collect();
        let other = fs::read_to_string(same[random.below(same.len())])?;
        let text = fs::read_to_string(sample)?;
        let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
        // The first holds the front matter and the title.
        paragraphs.remove(1 + random.below(paragraphs.len() - 1));
        paragraphs.push(other.split("\n\n").nth(1).unwrap_or_default());
        let path = folder.join(format!("{}-{number:02}.md", id(sample)));
        fs::write(&path, paragraphs.join("\n\n"))?;
        paths.push(path);
    }
    Ok(paths)
}

fn spawn(graph: &Path, args: &[&str], paths: &[PathBuf]) -> Fallible<Child> {
    let mut command = Command::new(PROGRAM);
    command.env("ENTENTE_MODEL", "fast");
    command.arg("--graph").arg(graph).arg("build").args(args).args(paths);
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?)
}

/// The files of the articles that stand finished in the graph folder.
fn finished(graph: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(graph.join("articles")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name.ends_with(".nq")).collect()
}

/// Fails the test unless the graph opens, is valid, and holds these articles.
fn check(graph: &Path, finished: &BTreeSet<String>) -> Outcome {
    let articles = rows(&run(graph, &["query", "articles", "--format", "csv"])?.good())?;
    let held: BTreeSet<String> = articles.iter().skip(1).map(|row| format!("{}.nq", row[0])).collect();
    assert!(finished.is_subset(&held), "lost: {:?}", finished.difference(&held));
    let valid = run(graph, &["validate"])?.good();
    assert!(valid.starts_with("The graph is valid"), "{valid}");
    run(graph, &["facts"])?.good();
    Ok(())
}

#[test]
fn a_killed_build_loses_nothing_that_was_finished() -> Outcome {
    let temp = tempfile::tempdir()?;
    let inputs = [generate(&temp.path().join("first"), 1)?, generate(&temp.path().join("second"), 2)?];
    let (mut references, mut longest) = (Vec::new(), 1);
    for (number, input) in inputs.iter().enumerate() {
        references.push(temp.path().join(format!("reference{number}")));
        let start = Instant::now();
        build(&references[number], &["--threads", "2"], input)?.good();
        longest = longest.max(usize::try_from(start.elapsed().as_millis())?);
    }
    let graph = temp.path().join("kg");
    let mut random = Random(3);
    let (mut now, mut kills, mut complete) = (0, 0, 0);
    while kills < KILLS {
        let before = finished(&graph);
        let mut child = spawn(&graph, &["--threads", "2"], &inputs[now])?;
        if random.below(2) == 0 {
            std::thread::sleep(Duration::from_millis(random.below(longest) as u64));
        } else {
            // Right after an article was finished: where the next one is being written.
            let wanted = (before.len() + 1 + random.below(20)).min(ARTICLES);
            let start = Instant::now();
            while finished(&graph).len() < wanted && start.elapsed().as_millis() < longest as u128 && child.try_wait()?.is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(random.below(4000) as u64));
        }
        let seen: BTreeSet<String> = &finished(&graph) | &before;
        child.kill()?;
        let status = child.wait()?;
        if status.success() {
            // It was faster: the graph is complete. From here on to other texts of the same articles, or to an empty folder.
            assert_same(&references[now], &graph);
            complete += 1;
            if complete % 2 == 0 {
                fs::remove_dir_all(&graph)?;
            }
            now = 1 - now;
            continue;
        }
        assert!(status.code().is_none(), "the build failed by itself: {status}");
        kills += 1;
        if graph.join("lock").exists() {
            check(&graph, &seen)?;
        } else {
            assert!(seen.is_empty());
        }
    }
    build(&graph, &[], &inputs[now])?.good();
    assert_same(&references[now], &graph);
    check(&graph, &finished(&references[now]))
}

#[test]
fn two_builds_at_once_both_succeed() -> Outcome {
    let temp = tempfile::tempdir()?;
    let input = generate(&temp.path().join("input"), 1)?;
    let (graph, reference) = (temp.path().join("kg"), temp.path().join("reference"));
    build(&reference, &[], &input)?.good();
    // Twenty articles are in both.
    let mut children = vec![spawn(&graph, &[], &input[..40])?, spawn(&graph, &[], &input[20..])?];
    children.push(spawn(&graph, &[], &input[30..50])?);
    for child in children {
        let output = child.wait_with_output()?;
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stderr)?;
        assert!(said.is_empty() || said.contains("waiting for it"), "{said}");
    }
    assert_same(&reference, &graph);
    Ok(())
}

#[test]
fn a_second_build_waits_or_says_who_holds_the_lock() -> Outcome {
    let (_temp, graph) = own_graph()?;
    let holder = format!("process {}", std::process::id());
    let locked = Folder::lock(&graph, Wait::Refuse)?;
    build(&graph, &["--no-wait"], &samples()?)?.ends(1, &[&holder, "is building this graph", &graph.to_string_lossy()]);
    // Reading needs no lock.
    run(&graph, &["facts"])?.good();
    let mut waiting = spawn(&graph, &[], &samples()?)?;
    std::thread::sleep(Duration::from_millis(700));
    assert!(waiting.try_wait()?.is_none(), "it did not wait");
    locked.finish()?;
    let output = waiting.wait_with_output()?;
    let said = String::from_utf8(output.stderr)?;
    assert!(output.status.success() && said.contains(&holder) && said.contains("waiting for it"), "{said}");
    assert_same(sample_graph()?, &graph);
    Ok(())
}

#[test]
fn a_damaged_article_is_named_and_mended() -> Outcome {
    let (_temp, graph) = own_graph()?;
    let name = "articles/de-01-taurus.nq";
    let whole = fs::read(graph.join(name))?;
    let cut = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[cut] ^= 1;
    let mut not_text = whole.clone();
    not_text[cut] = 0xFF;
    for damaged in [&whole[..cut], &whole[..20], &[], &flipped, &not_text, b"no record\n"] {
        fs::write(graph.join(name), damaged)?;
        for command in [&["facts"][..], &["validate"], &["show", "Germany"], &["export", "--format", "turtle"]] {
            run(&graph, command)?.ends(1, &[name, "damaged"]);
        }
        // Other articles can be built meanwhile, and what is damaged is not lost without a word.
        build(&graph, &["--quiet"], &samples()?[1..3])?;
        build(&graph, &[], &samples()?)?.ends(0, &[]);
        assert_same(sample_graph()?, &graph);
    }
    fs::write(graph.join("manifest.json"), "{ \"format\": 1, ")?;
    run(&graph, &["facts"])?.ends(1, &["manifest.json", "damaged"]);
    build(&graph, &[], &samples()?)?.good();
    assert_same(sample_graph()?, &graph);
    fs::write(graph.join("manifest.json"), "{ \"format\": 99, \"articles\": [] }")?;
    for command in ["facts", "build"] {
        run(&graph, &[command])?.ends(1, &["manifest.json", "format 99"]);
    }
    Ok(())
}

#[test]
fn a_folder_that_is_no_graph_is_left_alone() -> Outcome {
    let temp = tempfile::tempdir()?;
    fs::write(temp.path().join("letter.txt"), "Dear all")?;
    build(temp.path(), &[], &samples()?)?.ends(1, &["this folder holds other files and no graph"]);
    assert_eq!(files(temp.path())?.into_keys().collect::<Vec<_>>(), ["letter.txt"]);
    let file = temp.path().join("letter.txt/kg");
    build(&file, &[], &samples()?)?.ends(1, &["letter.txt/kg", "Not a directory"]);
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named_and_nothing_is_lost() -> Outcome {
    let (temp, graph) = own_graph()?;
    let changed = temp.path().join("de-01-taurus.md");
    let text = fs::read_to_string(&samples()?[0])?;
    fs::write(&changed, format!("{text}\n\n{}", text.split("\n\n").nth(1).unwrap_or_default()))?;
    // A limit on the size of files, in KiB, refuses writes as a full disk does.
    let limited = |kib: &str| -> Fallible<support::Ran> {
        let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"");
        let mut command = assert_cmd::Command::new("bash");
        command.env("ENTENTE_MODEL", "fast");
        command.args(["-c", &script, "bash", PROGRAM, "--graph"]).arg(&graph).arg("build").arg(&changed);
        support::ran(&mut command)
    };
    for kib in ["0", "1", "4"] {
        limited(kib)?.ends(1, &[&*graph.to_string_lossy(), "File too large"]);
        check(&graph, &finished(sample_graph()?))?;
        assert!(!files(&graph)?.keys().any(|name| name.ends_with(".tmp")), "{:?}", files(&graph)?.keys());
    }
    build(&graph, &[], &samples()?)?.ends(0, &[]);
    assert_same(sample_graph()?, &graph);
    // A device that is always full.
    run(&graph, &["export", "-f", "nquads", "-o", "/dev/full"])?.ends(1, &["/dev/full", "No space left"]);
    let full = Command::new(PROGRAM).arg("--graph").arg(&graph).arg("facts").stdout(fs::File::create("/dev/full")?).output()?;
    assert!(full.status.code() == Some(1) && String::from_utf8_lossy(&full.stderr).contains("No space left"), "{full:?}");
    Ok(())
}

#[test]
#[cfg(unix)]
#[allow(clippy::print_stderr, reason = "says why it was skipped")]
fn a_read_only_graph_can_be_read_and_says_why_it_cannot_be_built() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let (temp, graph) = own_graph()?;
    for folder in [temp.path().to_owned(), graph.clone(), graph.join("articles"), graph.join("texts")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555))?;
    }
    for name in files(&graph)?.into_keys() {
        fs::set_permissions(graph.join(name), fs::Permissions::from_mode(0o444))?;
    }
    // Permissions do not bind root; `nobody` may not reach the program where it lies in a home folder.
    let root = fs::write(temp.path().join("probe"), "").is_ok();
    let nobody = |args: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.env("ENTENTE_MODEL", "fast");
        command.env("ENTENTE_MODEL", "fast");
        if root {
            command.uid(65534).gid(65534);
        }
        command.arg("--graph").arg(&graph).args(args).current_dir("/").output()
    };
    let output = match nobody(&["facts"]) {
        Err(error) if root => {
            eprintln!("skipped: permissions do not bind root, and nobody cannot run the program: {error}");
            return Ok(());
        }
        output => output?,
    };
    assert!(output.status.success() && !output.stdout.is_empty(), "{output:?}");
    assert!(nobody(&["validate"])?.status.success());
    let output = nobody(&["build"])?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("lock") && said.contains("Permission denied"), "{output:?}");
    assert_same(sample_graph()?, &graph);
    for folder in [temp.path().to_owned(), graph.clone(), graph.join("articles"), graph.join("texts")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
