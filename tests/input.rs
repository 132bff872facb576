//! What `entente build` is given: what is no article is named and left out, whatever else is read; and text in other encodings is read.

#![allow(clippy::non_ascii_literal, reason = "texts in languages that are told apart")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

use support::{Fallible, Outcome, Ran, assert_same, build, files, ran, root, rows, run, samples};

const ENGLISH: &str = "Russia's president met China's leader in Beijing on Monday and signed an agreement on trade, the government said.";
const GERMAN: &str = "Der Bundeskanzler hat am Montag in Berlin den ukrainischen Präsidenten empfangen und weitere Hilfe versprochen.";
const UKRAINIAN: &str =
    "Президент України у понеділок зустрівся у Києві з канцлером Німеччини й подякував за допомогу, повідомив його речник.";
const FRENCH: &str =
    "Le président français a reçu hier à Paris le chancelier allemand afin de parler de la guerre et des livraisons d'armes.";
const RUSSIAN: &str =
    "Президент России встретился вчера с председателем Китая, чтобы обсудить войну и поставки оружия, сообщает агентство.";

/// Writes a file into a new folder and builds it into a new graph; gives what was said and the articles in the graph.
fn built(name: &str, bytes: impl AsRef<[u8]>) -> Fallible<(Ran, Vec<String>)> {
    let temp = tempfile::tempdir()?;
    let (file, graph) = (temp.path().join(name), temp.path().join("kg"));
    fs::write(&file, bytes)?;
    let ran = build(&graph, &[], &[file])?;
    let ids = if graph.exists() { ids(&graph)? } else { Vec::new() };
    Ok((ran, ids))
}

/// The ids of the articles in the graph, with their languages.
fn ids(graph: &Path) -> Fallible<Vec<String>> {
    let answer = rows(&run(graph, &["query", "articles", "--format", "csv"])?.good())?;
    let mut ids: Vec<String> = answer.iter().skip(1).map(|row| format!("{} {}", row[0], row[2])).collect();
    ids.sort();
    Ok(ids)
}

/// Fails the test unless nothing was read, and the file and the reason are named.
#[track_caller]
fn assert_refused((ran, ids): &(Ran, Vec<String>), says: &[&str]) {
    assert!(ran.code == 1 && ids.is_empty(), "{ran:#?} {ids:?}");
    assert!(says.iter().all(|part| ran.err.contains(part)), "{says:?}: {ran:#?}");
}

#[test]
fn what_is_no_article_is_refused_by_name() -> Outcome {
    assert_refused(&built("empty.txt", "")?, &["empty.txt: empty"]);
    assert_refused(&built("blank.md", " \n\n\t\n")?, &["blank.md: empty"]);
    assert_refused(&built("empty.jsonl", "\n")?, &["empty.jsonl: empty"]);
    let binary: Vec<u8> = (0..4096_u32).map(|at| (at * 167 % 251) as u8).collect();
    assert_refused(&built("binary.txt", binary)?, &["binary.txt: not text"]);
    assert_refused(&built("paper.txt", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")?, &["paper.txt: not text: a PDF document", "pdftotext"]);
    assert_refused(&built("french.txt", FRENCH)?, &["french.txt: the language French is not supported", "Ukrainian (uk)"]);
    assert_refused(&built("russian.txt", RUSSIAN)?, &["russian.txt: the language Russian is not supported"]);
    assert_refused(&built("short.txt", "Ja")?, &["short.txt: too short to tell its language", "--lang"]);
    assert_refused(&built("columns.csv", "id,body\n1,Something\n")?, &["columns.csv: no column `text`", "id, body"]);
    Ok(())
}

#[test]
fn paths_that_are_not_there_are_refused() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    let missing = temp.path().join("missing.md");
    build(&graph, &[], &[root().join("data/articles"), missing.clone()])?.ends(1, &["missing.md: no such file or folder"]);
    assert!(!graph.exists(), "a graph was begun");
    Ok(())
}

/// Builds a folder in which there is no article: a picture, and a file that is hidden.
fn built_without_articles() -> Fallible<(Ran, Vec<String>)> {
    let temp = tempfile::tempdir()?;
    let (folder, graph) = (temp.path().join("no-articles"), temp.path().join("kg"));
    fs::create_dir_all(folder.join("deep"))?;
    fs::write(folder.join("deep/picture.png"), "")?;
    fs::write(folder.join(".hidden.txt"), ENGLISH)?;
    let ran = build(&graph, &[], &[&folder])?;
    let ids = if graph.exists() { ids(&graph)? } else { Vec::new() };
    Ok((ran, ids))
}

#[test]
fn a_folder_without_articles_gives_none() -> Outcome {
    assert_eq!(built_without_articles()?.1, [""; 0]);
    Ok(())
}

#[test]
fn a_folder_without_articles_is_named() -> Outcome {
    assert_refused(&built_without_articles()?, &["no-articles"]);
    Ok(())
}

#[test]
fn what_is_left_out_among_others_is_named_and_the_others_are_read() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (folder, graph) = (temp.path().join("in"), temp.path().join("kg"));
    fs::create_dir_all(folder.join("deep"))?;
    for (name, text) in
        [("en.txt", ENGLISH), ("deep/de.md", GERMAN), ("uk.TXT", UKRAINIAN), ("fr.txt", FRENCH), ("none.txt", ""), ("note.doc", "")]
    {
        fs::write(folder.join(name), text)?;
    }
    let ran = build(&graph, &[], &[&folder])?;
    assert!(ran.code == 0 && ran.out.contains("fr.txt: the language French") && ran.out.contains("none.txt: empty"), "{ran:#?}");
    assert_eq!(ids(&graph)?, ["de de", "en en", "uk uk"]);
    // Without a summary it is said where errors are.
    build(&graph, &["--quiet"], &[&folder])?.ends(0, &["fr.txt: the language French", "none.txt: empty"]);
    // Whoever knows better names the language.
    build(&graph, &["--lang", "de"], &[folder.join("fr.txt")])?.good();
    build(&graph, &["--lang", "fr"], &[folder.join("fr.txt")])?.ends(1, &[]);
    assert_eq!(ids(&graph)?, ["de de", "en en", "fr de", "uk uk"]);
    Ok(())
}

#[test]
fn a_broken_line_of_a_jsonl_is_named_by_number() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (file, graph) = (temp.path().join("news.jsonl"), temp.path().join("kg"));
    let line = |id: &str, text: &str| serde_json::json!({ "id": id, "text": text, "date": "2024-06-18", "source": "A" }).to_string();
    let lines = [
        line("first", ENGLISH),
        "{\"id\": \"broken\", \"text\": ".to_owned(),
        line("second", GERMAN),
        String::new(),
        "[1, 2]".to_owned(),
        "{\"id\": \"none\"}".to_owned(),
        line("third", UKRAINIAN),
        line("first", ENGLISH),
        line("first", GERMAN),
    ];
    fs::write(&file, lines.join("\n"))?;
    let ran = build(&graph, &[], &[&file])?.ends(0, &["news.jsonl:9: another article has the id `first`; this one is read as `first-2`"]);
    for part in ["news.jsonl:2: no JSON", "news.jsonl:5: no JSON object", "news.jsonl:6: no field `text`", "news.jsonl:8: a duplicate"] {
        assert!(ran.out.contains(part), "{part}: {ran:#?}");
    }
    assert_eq!(ids(&graph)?, ["first en", "first-2 de", "second de", "third uk"]);
    Ok(())
}

#[test]
fn a_csv_is_read_record_by_record() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (file, graph) = (temp.path().join("news.csv"), temp.path().join("kg"));
    fs::write(&file, format!("id;text;date\na;\"{ENGLISH}\n\n{ENGLISH}\";2024-06-18\nb;x;y;z\nc;{GERMAN};soon\n"))?;
    let ran = build(&graph, &[], &[&file])?.ends(0, &["news.csv:6: `soon` is no date"]);
    assert!(ran.out.contains("news.csv:5: 4 cells where the header has 3"), "{ran:#?}");
    assert_eq!(ids(&graph)?, ["a en", "c de"]);
    Ok(())
}

#[test]
fn a_line_of_100_megabytes_is_left_out() -> Outcome {
    let temp = tempfile::tempdir()?;
    let graph = temp.path().join("kg");
    let good = |id: &str| serde_json::json!({ "id": id, "text": ENGLISH }).to_string();
    let huge = vec![b'a'; 1 << 20];
    let write = |name: &str, before: &str, after: &str| -> Fallible<std::path::PathBuf> {
        let path = temp.path().join(name);
        let mut file = fs::File::create(&path)?;
        file.write_all(before.as_bytes())?;
        for _ in 0..100 {
            file.write_all(&huge)?;
        }
        file.write_all(after.as_bytes())?;
        Ok(path)
    };
    let lines = write("huge.jsonl", &format!("{}\n{{\"text\": \"", good("before")), &format!("\"}}\n{}\n", good("after")))?;
    let done = build(&graph, &[], &[lines])?.ends(0, &[]);
    assert!(done.out.contains("huge.jsonl:2: a line longer than 8 MiB"), "{done:#?}");
    assert_eq!(ids(&graph)?, ["after en", "before en"]);
    let text = write("huge.txt", "", "")?;
    build(&graph, &[], &[&text])?.ends(1, &["huge.txt: larger than 64 MiB"]);
    let long = temp.path().join("long.txt");
    fs::write(&long, huge.repeat(9))?;
    build(&graph, &[], &[&long])?.ends(1, &["long.txt: a line longer than 8 MiB"]);
    // From standard input, too.
    ran(support::entente(&graph).args(["build", "-"]).write_stdin(fs::read(&text)?))?.ends(1, &["stdin: larger than 64 MiB"]);
    Ok(())
}

#[test]
fn broken_utf8_is_read_with_a_remark() -> Outcome {
    let temp = tempfile::tempdir()?;
    let (file, graph) = (temp.path().join("broken.md"), temp.path().join("kg"));
    let mut bytes = fs::read(&samples()?[0])?;
    let at = bytes.len() / 2;
    bytes.splice(at..at, [0xFF, 0xFE, 0xC3]);
    fs::write(&file, bytes)?;
    build(&graph, &[], &[file])?.ends(0, &["broken.md", "broken characters; they are read as U+FFFD"]);
    assert_eq!(ids(&graph)?, ["broken de"]);
    assert!(run(&graph, &["validate"])?.good().starts_with("The graph is valid"));
    Ok(())
}

/// The sample articles in one language, as bytes in another encoding, under the names of the samples.
fn encoded(folder: &Path, lang: &str, encode: impl Fn(&str) -> Option<Vec<u8>>) -> Fallible<usize> {
    fs::create_dir_all(folder)?;
    let mut count = 0;
    for path in samples()? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(lang)
            && let Some(bytes) = encode(&fs::read_to_string(&path)?)
        {
            fs::write(folder.join(name), bytes)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The text in an encoding of one byte for each character, where it has room for all of them.
fn single(encoding: &'static Encoding) -> impl Fn(&str) -> Option<Vec<u8>> {
    move |text| {
        let (bytes, _, unmappable) = encoding.encode(text);
        (!unmappable).then(|| bytes.into_owned())
    }
}

#[test]
fn other_encodings_give_the_same_graph() -> Outcome {
    let utf16 = |big: bool, mark: bool| {
        move |text: &str| {
            let mark = if mark { "\u{feff}" } else { "" };
            let units = format!("{mark}{text}").encode_utf16().collect::<Vec<_>>();
            Some(units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>())
        }
    };
    let dos = |text: &str| Some(format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes());
    let latin = |text: &str| single(WINDOWS_1252)(text).filter(|bytes| !bytes.iter().any(|byte| (0x80..0xA0).contains(byte)));
    type Encode<'e> = &'e dyn Fn(&str) -> Option<Vec<u8>>;
    let cases: [(&str, &str, Encode<'_>); 9] = [
        ("windows-1251", "uk", &single(WINDOWS_1251)),
        ("windows-1252", "de", &single(WINDOWS_1252)),
        ("ISO-8859-1", "de", &latin),
        ("UTF-16LE with a mark", "uk", &utf16(false, true)),
        ("UTF-16BE with a mark", "de", &utf16(true, true)),
        ("UTF-16LE", "de", &utf16(false, false)),
        ("UTF-16BE", "uk", &utf16(true, false)),
        ("UTF-16LE English", "en", &utf16(false, false)),
        ("UTF-8 of Windows", "de", &dos),
    ];
    let temp = tempfile::tempdir()?;
    for (name, lang, encode) in cases {
        let folder = temp.path().join(name);
        let count = encoded(&folder.join("in"), lang, encode)?;
        assert!(count > 0, "no sample can be written in {name}");
        let originals: Vec<_> = files(&folder.join("in"))?.into_keys().map(|name| root().join("data/articles").join(name)).collect();
        build(&folder.join("kg"), &[], &[folder.join("in")])?.good();
        build(&folder.join("expected"), &[], &originals)?.good();
        assert_same(&folder.join("expected"), &folder.join("kg"));
    }
    Ok(())
}
