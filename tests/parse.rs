//! `entente parse`: the three formats, and where articles come from. What the trees are like is no matter here.

mod support;

use std::fs;
use std::path::Path;

use entente::score::Treebank;

use support::{Fallible, Outcome, entente, ran, root, run};

const TEXT: &str = "The ship left the port. It carried grain.\n";

fn parse(stdin: &str, args: &[&str]) -> Fallible<String> {
    Ok(ran(entente(Path::new("kg")).arg("parse").args(args).write_stdin(stdin))?.good())
}

#[test]
fn text_is_parsed_into_every_format() -> Outcome {
    let conllu = parse(TEXT, &["--lang", "en"])?;
    assert!(conllu.starts_with("# newdoc\n# sent_id = 1\n# text = The ship left the port.\n1\tThe\t"), "{conllu}");
    assert!(conllu.contains("\n\n# sent_id = 2\n# text = It carried grain.\n1\tIt\t"), "{conllu}");
    assert!(conllu.contains("\tSpaceAfter=No|TokenRange=18:22\n"), "{conllu}");
    let json = parse(TEXT, &["-", "--lang", "en", "--format", "json"])?;
    let sentences: Vec<serde_json::Value> = json.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(sentences.len(), 2);
    assert_eq!(
        (&sentences[1]["text"], &sentences[1]["start"], &sentences[1]["end"]),
        (&"It carried grain.".into(), &24.into(), &41.into())
    );
    assert!(sentences[0].get("document").is_none());
    let drawing = parse(TEXT, &["--lang", "en", "--format", "tree"])?;
    assert!(drawing.starts_with("1 The ship left the port.\n") && !drawing.contains('\u{1b}'), "{drawing}");
    assert_eq!(drawing.lines().filter(|line| line.contains("PUNCT")).count(), 2);
    Ok(())
}

#[test]
fn articles_of_a_stream_have_their_ids() -> Outcome {
    let line = |id: &str| serde_json::json!({ "id": id, "text": TEXT, "lang": "en" }).to_string() + "\n";
    let stream = line("one") + &line("two");
    let conllu = parse(&stream, &[])?;
    assert!(conllu.starts_with("# newdoc id = one\n# sent_id = 1\n") && conllu.contains("# newdoc id = two\n# sent_id = 3\n"), "{conllu}");
    assert_eq!(conllu.matches("# newdoc").count(), 2);
    let temp = tempfile::tempdir()?;
    let file = temp.path().join("news.jsonl");
    fs::write(&file, &stream)?;
    assert_eq!(run(Path::new("kg"), &["parse", &file.to_string_lossy()])?.good(), conllu);
    assert!(parse(&stream, &["--format", "json"])?.starts_with("{\"document\":\"one\",\"text\":\"The ship"));
    assert!(parse(&stream, &["--format", "tree"])?.starts_with("one\n\n1 The ship"));
    Ok(())
}

#[test]
fn every_sample_parses_into_conllu_that_can_be_scored() -> Outcome {
    let samples = root().join("data/articles");
    let conllu = run(Path::new("kg"), &["parse", &samples.to_string_lossy()])?.good();
    let treebank = Treebank::read("samples", &conllu)?;
    assert!(treebank.sentences().len() > 100 && treebank.words().len() > treebank.tokens().len());
    Ok(())
}

#[test]
fn what_cannot_be_parsed_is_named() -> Outcome {
    let kg = Path::new("kg");
    run(kg, &["parse", "/nowhere.txt"])?.ends(1, &["/nowhere.txt: no such file or folder"]);
    ran(entente(kg).arg("parse").write_stdin(""))?.ends(1, &["there is no text to parse in -"]);
    ran(entente(kg).args(["parse", "--lang", "fr"]).write_stdin("Le port."))?.ends(1, &["the language `fr` is not supported"]);
    run(kg, &["parse", "--format", "xml"])?.ends(2, &["conllu, json, tree"]);
    Ok(())
}

#[test]
fn only_what_the_model_is_sure_of() -> Outcome {
    let all = parse(TEXT, &["--lang", "en", "--model", "fast"])?;
    assert_eq!(parse(TEXT, &["--lang", "en", "--model", "fast", "--sure", "0"])?, all);
    assert_eq!(parse(TEXT, &["--lang", "en", "--model", "fast", "--sure", "1.1"])?, "");
    Ok(())
}

#[test]
fn a_sentence_of_five_thousand_words() -> Outcome {
    let text = "the army sends tanks and ".repeat(1000);
    for model in ["fast", "accurate"] {
        let conllu = parse(&text, &["--lang", "en", "--model", model])?;
        assert_eq!(Treebank::read(model, &conllu)?.words().len(), 5000);
    }
    Ok(())
}
