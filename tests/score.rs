//! `entente score`: what it prints, and how it ends.

mod support;

use std::fs;
use std::path::Path;

use support::{Fallible, Outcome, Ran, entente, ran, root, run};

fn path(name: &str) -> String {
    root().join("tests/data/score").join(name).to_string_lossy().into_owned()
}

fn score(gold: &str, system: &str, args: &[&str]) -> Fallible<Ran> {
    run(Path::new("kg"), &[&["score", "--conllu", gold, system], args].concat())
}

#[test]
fn parsed_text_is_scored_against_a_treebank() -> Outcome {
    let (gold, system) = (path("gold.conllu"), path("system.conllu"));
    let table = score(&gold, &system, &[])?.good();
    assert!(table.starts_with(&fs::read_to_string(path("official.txt"))?), "{table}");
    assert_eq!(table.lines().last(), Some("Core       |     85.71 |     75.00 |     80.00 |     80.00"));
    assert!(score(&gold, &system, &["--format", "csv"])?.good().contains("\nLAS,69.39,69.39,69.39,82.93,34,49,49,41\n"));
    let json: serde_json::Value = serde_json::from_str(&score(&gold, &system, &["--format", "json"])?.good())?;
    assert_eq!(json["LAS"]["correct"], 34);
    let piped = ran(entente(Path::new("kg")).args(["score", "--conllu", &gold, "-"]).write_stdin(fs::read(&system)?))?.good();
    assert_eq!(piped, table);
    Ok(())
}

#[test]
fn what_cannot_be_scored_is_named() -> Outcome {
    let temp = tempfile::tempdir()?;
    let gold = path("gold.conllu");
    let bad = temp.path().join("bad.conllu");
    let bad = bad.to_string_lossy();
    fs::write(&*bad, "1\tw\tw\tX\t_\t_\t2\tdep\t_\t_\n\n")?;
    score(&gold, &bad, &[])?.ends(1, &["bad.conllu:1: the head is word 2"]);
    fs::write(&*bad, "1\tw\tw\tX\t_\t_\t0\troot\t_\t_\n\n")?;
    score(&gold, &bad, &[])?.ends(1, &["gold.conllu:3 and ", "bad.conllu:1 are not of the same text", "`Im", "`w`"]);
    fs::write(&*bad, b"# \xff\n")?;
    score(&gold, &bad, &[])?.ends(1, &["bad.conllu:1: not UTF-8"]);
    score(&gold, "/nowhere.conllu", &[])?.ends(1, &["/nowhere.conllu cannot be read"]);
    score("-", "-", &[])?.ends(1, &["only one of GOLD and SYSTEM"]);
    run(Path::new("kg"), &["score"])?.ends(2, &["<GOLD>..."]);
    run(Path::new("kg"), &["score", "--conllu", &gold])?.ends(2, &["--conllu <GOLD> <SYSTEM>"]);
    score(&gold, &gold, &["--format", "xml"])?.ends(2, &["table, csv, json"]);
    Ok(())
}
