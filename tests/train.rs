//! The training of the fast network, whole: on a few sentences, which it must learn by heart.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use entente::learn::fast::{FastOptions, train};
use entente::learn::{Data, conllu, evaluate};
use entente::model::{Fast, Sizes, Vectors};
use entente::tree::Tree;
use support::{Fallible, Outcome};

fn treebanks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/treebanks")
}

fn trees(name: &str) -> Fallible<Vec<Tree>> {
    let mut trees = Vec::new();
    for file in std::fs::read_dir(treebanks().join(name))? {
        let path = file?.path();
        trees.extend(conllu::read(&path.display().to_string(), &std::fs::read_to_string(&path)?)?);
    }
    Ok(trees)
}

#[test]
fn a_few_sentences_are_learned_by_heart() -> Outcome {
    let sizes = Sizes { rows: [1024, 512, 512, 512, 512, 256, 512], columns: 16, width: 64, layers: 2, arc: 32, relation: 24 };
    let options = FastOptions {
        sizes,
        rounds: 150,
        batch: 60,
        warm: 20,
        rate: 5e-3,
        dropout: 0.05,
        head_dropout: 0.05,
        hidden: 0.05,
        ..FastOptions::default()
    };
    let data = Data { folder: treebanks(), ..Data::default() };
    let mut reports = 0;
    let trained = train(&data, &options, Vectors::default(), &mut |progress| {
        assert!(progress.losses.sum().is_finite());
        reports += 1;
    })?;
    assert!(reports > 2, "{reports} reports");

    let (labels, fast) = Fast::from_bytes(&trained.fast.to_bytes(&trained.labels))?;
    assert_eq!(labels, trained.labels);
    for treebank in &labels.treebanks {
        let trees = trees(&treebank.name)?;
        let at = labels.treebank(treebank.lang)?;
        let scores = evaluate(&fast, &labels, &trees, at);
        assert_eq!(scores, evaluate(&trained.fast, &labels, &trees, at));
        assert!(scores.las == 1.0 && scores.upos == 1.0 && scores.core == 1.0 && scores.lemma > 0.7, "{}: {scores}", treebank.name);
    }
    Ok(())
}

#[test]
fn the_command_writes_a_model() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (model, checkpoint) = (folder.path().join("model.bin"), folder.path().join("checkpoint"));
    let table = folder.path().join("treebanks.tsv");
    let header = "treebank\tlang\tweight\ttests\tfeatures\tcommercial";
    std::fs::write(
        &table,
        format!("{header}\nUD_English-Own\ten\t0\ten_own-ud-train.conllu\tyes\tyes\nUD_German-Own\tde\t2\t\tyes\tno\n"),
    )?;
    let mut command = Command::new(support::PROGRAM);
    command.arg("train").arg(treebanks()).arg("--output").arg(&model).arg("--treebanks").arg(&table).arg("--free-data");
    command.args(["--rounds", "1", "--checkpoint"]).arg(&checkpoint);
    let output = command.output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (labels, _) = Fast::from_bytes(&std::fs::read(&model)?)?;
    assert_eq!(labels.treebanks.iter().map(|treebank| treebank.name.as_str()).collect::<Vec<_>>(), ["UD_Ukrainian-Own"]);
    assert!(checkpoint.exists());

    std::fs::write(&table, format!("{header}\nUD_German-Own\tde\tmuch\t\tyes\tno\n"))?;
    let mut command = Command::new(support::PROGRAM);
    let output = command.arg("train").arg(treebanks()).arg("--output").arg(&model).arg("--treebanks").arg(&table).output()?;
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && message.contains("treebanks.tsv:2"), "{message}");
    Ok(())
}
