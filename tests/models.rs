//! The models that the program carries, on sentences of our own that they never saw.

mod support;

use std::path::Path;
use std::process::Command;

use support::Outcome;

/// What a model must reach on each file, in per cent: far less than it does, far more than a broken one would.
const LEAST: [(&str, f64); 3] = [("UPOS", 90.0), ("LAS", 75.0), ("Lemmas", 85.0)];

#[test]
fn shipped_models_read_sentences_of_our_own() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/treebanks");
    let files = [("de", "UD_German-Own/de_own"), ("uk", "UD_Ukrainian-Own/uk_own"), ("en", "UD_English-Own/en_own")];
    let scratch = tempfile::tempdir()?;
    for tier in ["accurate", "fast"] {
        for (lang, file) in files {
            let gold = folder.join(format!("{file}-ud-train.conllu"));
            let parsed = scratch.path().join("parsed.conllu");
            let output = Command::new(env!("CARGO_BIN_EXE_entente"))
                .args(["parse", "--lang", lang, "--model", tier, "--conllu"])
                .arg(&gold)
                .output()?;
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            std::fs::write(&parsed, &output.stdout)?;
            let output = Command::new(env!("CARGO_BIN_EXE_entente"))
                .args(["score", "--format", "json", "--conllu"])
                .arg(&gold)
                .arg(&parsed)
                .output()?;
            let scores: serde_json::Value = serde_json::from_slice(&output.stdout)?;
            for (measure, least) in LEAST {
                let found = scores[measure]["f1"].as_f64().unwrap_or_default();
                assert!(found >= least, "{tier}, {lang}: {measure} {found}");
            }
        }
    }
    Ok(())
}
