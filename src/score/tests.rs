use std::error::Error;

use super::{Fault, Format, FormatError, Score, Scores, Treebank, align, score, write};
use crate::text::Span;
use crate::tree::{Feats, Tree, Upos, Word};

type Outcome = Result<(), Box<dyn Error>>;

const GOLD: &str = include_str!("../../tests/data/score/gold.conllu");
const SYSTEM: &str = include_str!("../../tests/data/score/system.conllu");

/// What the script of the shared task prints for the two (`conll18_ud_eval.py -v`).
const OFFICIAL: &str = include_str!("../../tests/data/score/official.txt");

fn files() -> Result<(Treebank, Treebank), FormatError> {
    Ok((Treebank::read("gold.conllu", GOLD)?, Treebank::read("system.conllu", SYSTEM)?))
}

/// A CoNLL-U text of words with blanks between them: `im=in+dem` is a multiword token, `.` alone ends a sentence after it.
fn spelled(tokens: &str) -> String {
    let mut text = String::new();
    let mut next = 1;
    for token in tokens.split(' ') {
        let (form, words) = token.split_once('=').unwrap_or((token, token));
        let words: Vec<&str> = words.split('+').collect();
        if token.contains('=') {
            text.push_str(&format!("{next}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n", next + words.len() - 1));
        }
        for word in words {
            let (head, deprel) = if next == 1 { (0, "root") } else { (1, "dep") };
            text.push_str(&format!("{next}\t{word}\t{word}\tX\t_\t_\t{head}\t{deprel}\t_\t_\n"));
            next += 1;
        }
        if token == "." {
            text.push('\n');
            next = 1;
        }
    }
    if next > 1 {
        text.push('\n');
    }
    text
}

#[test]
fn the_figures_are_those_of_the_official_script() -> Outcome {
    let (gold, system) = files()?;
    let mut table = Vec::new();
    write(&score(&gold, &system)?, Format::Table, &mut table)?;
    let core = "Core       |     85.71 |     75.00 |     80.00 |     80.00\n";
    assert_eq!(String::from_utf8(table)?, format!("{OFFICIAL}{core}"));
    Ok(())
}

#[test]
fn gold_and_system_change_places() -> Outcome {
    let (gold, system) = files()?;
    let (there, back) = (score(&gold, &system)?, score(&system, &gold)?);
    for ((name, one), (_, other)) in there.named().into_iter().zip(back.named()) {
        // What has no base form in gold is right whatever the system has.
        if name != "Lemmas" && name != "BLEX" {
            assert_eq!((one.correct, one.gold, one.system), (other.correct, other.system, other.gold), "{name}");
        }
    }
    Ok(())
}

#[test]
fn a_treebank_agrees_with_itself() -> Outcome {
    for text in [GOLD, SYSTEM] {
        let treebank = Treebank::read("a.conllu", text)?;
        for (name, score) in score(&treebank, &treebank)?.named() {
            assert!(score.gold > 0 && score.precision() == 1.0 && score.recall() == 1.0 && score.f1() == 1.0, "{name}: {score:?}");
            assert!(score.aligned_accuracy().is_none_or(|share| share == 1.0), "{name}: {score:?}");
        }
    }
    let nothing = Treebank::read("empty.conllu", "")?;
    assert_eq!(score(&nothing, &nothing)?.tokens.f1(), 0.0);
    Ok(())
}

#[test]
fn words_are_aligned_through_multiword_tokens() -> Outcome {
    for (gold, system, pairs) in [
        // The same tokens; other tokens; a token more.
        ("a b", "a b", &[(0, 0), (1, 1)][..]),
        ("ab c", "a bc", &[]),
        ("ab c", "a b c", &[(1, 2)]),
        // Split by both, in the same way and in others; case does not count.
        ("im=in+dem hof", "im=in+dem hof", &[(0, 0), (1, 1), (2, 2)]),
        ("Im=In+dem hof", "Im=in+DEM hof", &[(0, 0), (1, 1), (2, 2)]),
        ("im=in+dem hof", "im=i+m hof", &[(2, 2)]),
        ("ins=in+das", "ins=in+d+das", &[(0, 0), (1, 2)]),
        ("x=b+a", "x=a+b", &[(1, 0)]),
        // Split by one only: one word, or tokens of their own.
        ("im=in+dem hof", "im hof", &[(2, 1)]),
        ("im hof", "im=in+dem hof", &[(1, 2)]),
        ("gibt's=gibt+es", "gibt 's", &[(0, 0)]),
        ("gibt 's", "gibt's=gibt+'s", &[(0, 0), (1, 1)]),
        // A region that grows: the tokens overlap.
        ("ab=a+b c de=d+e", "a bcd=b+c+d e", &[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]),
        // A word that reaches into a multiword token, or out of it, is not in the region.
        ("a bc=b+c", "ab c", &[(2, 1)]),
        ("ab=a+b c", "a bc", &[(0, 0)]),
        // Sentences do not matter.
        ("a . b=b+c .", "a . b=c+b .", &[(0, 0), (1, 1), (3, 2), (4, 4)]),
    ] {
        let (left, right) = (Treebank::read("gold", &spelled(gold))?, Treebank::read("system", &spelled(system))?);
        assert_eq!(align::align(&left.words, &right.words), pairs, "{gold} | {system}");
    }
    Ok(())
}

#[test]
fn a_space_within_a_token_does_not_count() -> Outcome {
    let (one, two) = (spelled("10_000 m"), spelled("10 000 m"));
    for blank in [" ", "\u{a0}", "\u{2009}", "\u{3000}"] {
        let one = Treebank::read("gold", &one.replace("10_000", &format!("10{blank}000")))?;
        let scores = score(&one, &Treebank::read("system", &two)?)?;
        assert_eq!(scores.tokens, Score { correct: 1, gold: 2, system: 3, aligned: None });
    }
    Ok(())
}

#[test]
fn other_texts_are_refused_at_the_place_where_they_part() -> Outcome {
    let read = |name: &str, tokens: &str| Treebank::read(name, &spelled(tokens));
    let gold = read("gold.conllu", "der hafen brennt .")?;
    for (system, says) in [
        ("der hafen bennt .", ["gold.conllu:3 and system.conllu:3", "`rennt.`", "`ennt.`"]),
        ("derhafen brennt", ["gold.conllu:4 and system.conllu:2", "`.`", "`nothing more`"]),
        ("der hafen brennt . ja", ["gold.conllu:4 and system.conllu:6", "`nothing more`", "`ja`"]),
    ] {
        let error = score(&gold, &read("system.conllu", system)?).err().ok_or(system)?.to_string();
        assert!(says.iter().all(|part| error.contains(part)), "{error}");
    }
    Ok(())
}

#[test]
fn errors_have_their_line() {
    let word = |id: &str, head: &str| format!("{id}\tw\tw\tX\t_\t_\t{head}\tdep\t_\t_\n");
    let (one, two) = (word("1", "0"), word("2", "1"));
    let range = |id: &str| format!("{id}\tim\t_\t_\t_\t_\t_\t_\t_\t_\n");
    for (text, line, fault) in [
        ("1\tw\tw\n\n".to_owned(), 1, Fault::Columns(3)),
        (format!("# c\n{one} \n"), 3, Fault::Columns(1)),
        (format!("{one}# c\n{two}\n"), 2, Fault::Comment),
        (format!("{}\n", word("x", "0")), 1, Fault::Id("x".to_owned())),
        (format!("{one}{}\n", range("2-x")), 2, Fault::Id("2-x".to_owned())),
        (format!("{one}{}\n", range("2-1")), 2, Fault::Id("2-1".to_owned())),
        (format!("{one}{}\n", word("3", "1")), 2, Fault::Order { found: 3, expected: 2 }),
        (format!("{one}{}{two}\n", range("1-2")), 2, Fault::Order { found: 1, expected: 2 }),
        (format!("{}{one}{}{two}\n", range("1-2"), range("2-3")), 3, Fault::Nested),
        (format!("{}{one}\n", range("1-2")), 3, Fault::Cut),
        (one.replacen("\tw", "\t", 1) + "\n", 1, Fault::Form),
        (one.replacen("\tw", "\t\u{a0} ", 1) + "\n", 1, Fault::Form),
        (format!("{}\n", word("1", "_")), 1, Fault::Head("_".to_owned())),
        (format!("{}\n", word("1", "-1")), 1, Fault::Head("-1".to_owned())),
        (format!("{one}\n{one}{}\n", word("2", "3")), 4, Fault::Outside { head: 3, words: 2 }),
        (format!("{one}{}{}\n", word("2", "3"), word("3", "2")), 2, Fault::Cycle),
        (format!("{}{}\n", word("1", "2"), word("2", "2")), 2, Fault::Cycle),
        (format!("{one}{}\n", word("2", "0")), 2, Fault::Roots),
        (format!("{one}\n\n{one}\n"), 3, Fault::Empty),
        (format!("{one}\n# only a comment\n\n"), 4, Fault::Empty),
        (format!("{one}{two}"), 2, Fault::End),
    ] {
        match Treebank::read("bad.conllu", &text) {
            Err(error) => {
                assert_eq!((error.line, &error.fault), (line, &fault), "{text}");
                assert_eq!(error.to_string(), format!("bad.conllu:{line}: {fault}"));
            }
            Ok(_) => panic!("{fault:?} was not found in {text}"),
        }
    }
}

#[test]
fn empty_nodes_and_odd_line_ends_are_read() -> Outcome {
    let words = spelled("a b=c+d e");
    let empty = "8.1\tx\tx\tX\t_\t_\t_\t_\t_\t_\n";
    let plain = Treebank::read("a", &words)?;
    let odd = format!("\u{feff}# newdoc\n{}", words.replace("2\tc", &format!("{empty}2\tc"))).replace('\n', "\r\n");
    assert_eq!(score(&plain, &Treebank::read("b", &odd)?)?.las, Score { correct: 4, gold: 4, system: 4, aligned: Some(4) });
    Ok(())
}

#[test]
fn trees_are_scored_like_files() -> Outcome {
    let word = |start: usize, end: usize, form: &str, head: Option<usize>, deprel: &str| Word {
        span: Span::new(start, end),
        token: Span::new(start, end),
        form: form.to_owned(),
        lemma: form.to_owned(),
        upos: Upos::Noun,
        feats: Feats::new("Number=Sing|Other=Yes|Case=Nom"),
        head,
        deprel: deprel.to_owned(),
    };
    let tree = |subject: &str| {
        let words = vec![
            word(0, 2, "an", Some(2), "case"),
            word(0, 2, "dem", Some(2), "det"),
            word(3, 7, "Meer", Some(3), subject),
            word(8, 10, "ist", None, ""),
        ];
        Tree::new(Span::new(0, 10), words)
    };
    let (one, other) = ([tree("nsubj"), tree("obl")], [tree("nsubj:pass"), tree("nsubj")]);
    let (gold, system) = (Treebank::from_trees("gold", &one), Treebank::from_trees("system", &other));
    assert_eq!((gold.tokens().len(), gold.words().len(), gold.sentences().len()), (6, 8, 2));
    assert_eq!(gold.words()[4].universal_feats(), "Case=Nom|Number=Sing");
    let scores: Scores = score(&gold, &system)?;
    assert_eq!(scores.las, Score { correct: 7, gold: 8, system: 8, aligned: Some(8) });
    assert_eq!(scores.core, Score { correct: 1, gold: 2, system: 2, aligned: Some(2) });
    Ok(())
}

#[test]
fn csv_and_json_have_the_counts() -> Outcome {
    let (gold, system) = files()?;
    let scores = score(&gold, &system)?;
    let mut out = Vec::new();
    write(&scores, Format::Csv, &mut out)?;
    let csv = String::from_utf8(out)?;
    assert!(
        csv.starts_with("measure,precision,recall,f1,aligned_accuracy,correct,gold,system,aligned\nTokens,85.37,83.33,84.34,,35,42,41,\n")
    );
    assert!(csv.ends_with("\nBLEX,62.07,64.29,63.16,72.00,18,28,29,25\nCore,85.71,75.00,80.00,80.00,12,16,14,15\n"), "{csv}");
    let mut out = Vec::new();
    write(&scores, Format::Json, &mut out)?;
    let json: serde_json::Value = serde_json::from_slice(&out)?;
    assert_eq!(
        (&json["MLAS"]["correct"], &json["MLAS"]["alignedAccuracy"], &json["Core"]["recall"]),
        (&15.into(), &60.0.into(), &75.0.into())
    );
    assert!(json["Words"]["aligned"].is_null());
    Ok(())
}
