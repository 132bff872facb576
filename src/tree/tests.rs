use std::error::Error;

use super::{Feats, Format, Tree, Upos, Word, Writer};
use crate::text::Span;

type Outcome = Result<(), Box<dyn Error>>;

/// Words beyond ASCII before what is counted, a contraction, a line break, a gap of two blanks, an apostrophe that words write in another
/// way, a sentence that begins without a blank, and a relative clause whose relation crosses the verb.
const TEXT: &str = "\u{201e}\u{d6}l\u{201c}\n\nAm Abend hat der S\u{fc}dhafen\nSchiffe  beladen, die gro\u{df} sind.Gibt\u{2019}s mehr?\n";

/// What of a word stands in the text, and the word's form, lemma, part of speech, features, head and relation.
type Row = (&'static str, &'static str, &'static str, Upos, &'static str, usize, &'static str);

const ABEND: [Row; 13] = [
    ("Am", "An", "an", Upos::Adp, "_", 3, "case"),
    ("Am", "dem", "der", Upos::Det, "Case=Dat|Definite=Def", 3, "det"),
    ("Abend", "Abend", "Abend", Upos::Noun, "Case=Dat|Gender=Masc|Number=Sing", 8, "obl"),
    ("hat", "hat", "haben", Upos::Aux, "Number=Sing|Person=3", 8, "aux"),
    ("der", "der", "der", Upos::Det, "Case=Nom|Definite=Def", 6, "det"),
    ("S\u{fc}dhafen", "S\u{fc}dhafen", "S\u{fc}dhafen", Upos::Noun, "Case=Nom|Gender=Masc|Number=Sing", 8, "nsubj"),
    ("Schiffe", "Schiffe", "Schiff", Upos::Noun, "Case=Acc|Gender=Neut|Number=Plur", 8, "obj"),
    ("beladen", "beladen", "beladen", Upos::Verb, "VerbForm=Part", 0, "root"),
    (",", ",", ",", Upos::Punct, "_", 11, "punct"),
    ("die", "die", "der", Upos::Pron, "PronType=Rel", 11, "nsubj"),
    ("gro\u{df}", "gro\u{df}", "gro\u{df}", Upos::Adj, "Degree=Pos", 7, "acl:relcl"),
    ("sind", "sind", "sein", Upos::Aux, "Number=Plur|Person=3", 11, "cop"),
    (".", ".", ".", Upos::Punct, "_", 8, "punct"),
];

const GIBT: [Row; 4] = [
    ("Gibt\u{2019}s", "Gibt", "geben", Upos::Verb, "Number=Sing|Person=3", 0, "root"),
    ("Gibt\u{2019}s", "'s", "es", Upos::Pron, "PronType=Prs", 1, "expl"),
    ("mehr", "mehr", "viel", Upos::Pron, "_", 1, "obj"),
    ("?", "?", "?", Upos::Punct, "_", 1, "punct"),
];

/// A tree over words that stand one after the other in [`TEXT`], from byte `from` on.
fn tree(rows: &[Row], from: usize) -> Tree {
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut before) = (from, "");
    for &(surface, form, lemma, upos, feats, head, deprel) in rows {
        if surface != before || words.is_empty() {
            at = TEXT[at..].find(surface).map_or(at, |found| at + found + surface.len());
        }
        before = surface;
        words.push(Word {
            span: Span::new(at - surface.len(), at),
            token: Span::new(at - surface.len(), at),
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos,
            feats: Feats::new(feats),
            head: head.checked_sub(1),
            deprel: deprel.to_owned(),
        });
    }
    let span = words.iter().map(|word| word.span).reduce(Span::cover).unwrap_or_default();
    Tree::new(span, words)
}

fn trees() -> [Tree; 2] {
    let first = tree(&ABEND, 0);
    let second = tree(&GIBT, first.span.end);
    [first, second]
}

fn written(format: Format, documents: &[Option<&str>]) -> Result<String, Box<dyn Error>> {
    let mut writer = Writer::new(Vec::new(), format);
    for &document in documents {
        writer.document(document);
        for tree in trees() {
            writer.sentence(&tree, TEXT)?;
        }
    }
    Ok(String::from_utf8(writer.finish()?)?)
}

#[test]
fn trees_are_written_as_conllu() -> Outcome {
    insta::assert_snapshot!("conllu", written(Format::Conllu, &[None])?);
    Ok(())
}

#[test]
fn trees_are_written_as_json() -> Outcome {
    insta::assert_snapshot!("json", written(Format::Json, &[None])?);
    Ok(())
}

#[test]
fn trees_are_drawn() -> Outcome {
    insta::assert_snapshot!("drawing", written(Format::Drawing { colour: false }, &[None])?);
    Ok(())
}

#[test]
fn colours_change_nothing_else() -> Outcome {
    let plain = written(Format::Drawing { colour: false }, &[Some("a"), Some("b")])?;
    let mut coloured = written(Format::Drawing { colour: true }, &[Some("a"), Some("b")])?;
    assert!(coloured.contains("\u{1b}[36mADP  \u{1b}[0m"));
    for code in [0, 1, 2, 33, 36] {
        coloured = coloured.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(coloured, plain);
    Ok(())
}

#[test]
fn documents_have_their_ids_and_offsets_and_sentences_are_numbered_on() -> Outcome {
    let conllu = written(Format::Conllu, &[Some("one"), Some("two")])?;
    let comments: Vec<&str> = conllu.lines().filter(|line| line.starts_with("# newdoc") || line.starts_with("# sent_id")).collect();
    assert_eq!(comments, ["# newdoc id = one", "# sent_id = 1", "# sent_id = 2", "# newdoc id = two", "# sent_id = 3", "# sent_id = 4"]);
    assert_eq!(conllu.matches("TokenRange=6:8").count(), 2);
    for (line, id) in written(Format::Json, &[Some("one"), Some("two")])?.lines().zip(["one", "one", "two", "two"]) {
        let sentence: serde_json::Value = serde_json::from_str(line)?;
        assert_eq!(sentence["document"], id);
    }
    Ok(())
}

#[test]
fn what_the_offsets_count_is_in_the_text() -> Outcome {
    let slice = |value: &serde_json::Value| -> Option<String> {
        let (start, end) = (value["start"].as_u64()?, value["end"].as_u64()?);
        Some(TEXT.chars().skip(usize::try_from(start).ok()?).take(usize::try_from(end - start).ok()?).collect())
    };
    for (line, rows) in written(Format::Json, &[None])?.lines().zip([&ABEND[..], &GIBT]) {
        let sentence: serde_json::Value = serde_json::from_str(line)?;
        assert_eq!(slice(&sentence).as_deref(), sentence["text"].as_str());
        let tokens = sentence["tokens"].as_array().ok_or("no tokens")?;
        assert_eq!(tokens.len(), rows.len());
        for (token, row) in tokens.iter().zip(rows) {
            assert_eq!(slice(token).as_deref(), Some(row.0), "{token}");
        }
    }
    Ok(())
}

#[test]
fn a_tree_of_another_text_is_written_without_panic() -> Outcome {
    for format in [Format::Conllu, Format::Json, Format::Drawing { colour: false }] {
        let mut writer = Writer::new(Vec::new(), format);
        for text in ["", "\u{fc}", "Am"] {
            writer.sentence(&tree(&ABEND, 0), text)?;
            writer.sentence(&Tree::new(Span::default(), Vec::new()), text)?;
        }
        assert!(String::from_utf8(writer.finish()?)?.contains("beladen"));
    }
    Ok(())
}
