#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;

use super::{LARGEST_FILE, LONGEST_LINE, Options, ReadError, Reading, read, read_bytes};
use crate::document::Date;
use crate::text::Lang;

const ENGLISH: &str = "Norway pays for more ammunition\n\nThe government in Oslo said on Friday that it would give another billion \
                       kroner to the Czech initiative, which buys shells for the army outside of Europe.";
const FRENCH: &str = "Le gouvernement a d\u{e9}cid\u{e9} de livrer davantage de munitions, et le ministre des Affaires \
                      \u{e9}trang\u{e8}res a d\u{e9}clar\u{e9} hier que les deux pays allaient signer un accord.";
const GERMAN: &str = "Berlin pr\u{fc}ft die Lieferung\n\nDer Au\u{df}enminister sagte am Donnerstag, die Bundesregierung k\u{f6}nne die \
                      Waffen nicht sofort zur Verf\u{fc}gung stellen, weil die \u{dc}bergabe Monate dauern w\u{fc}rde.";
/// Two Ukrainian sentences and a headline.
const UKRAINIAN: &str = "\u{41f}\u{440}\u{430}\u{433}\u{430} \u{43a}\u{443}\u{43f}\u{443}\u{454} \
    \u{441}\u{43d}\u{430}\u{440}\u{44f}\u{434}\u{438}\n\n\u{41f}\u{440}\u{435}\u{43c}'\u{454}\u{440}-\
    \u{43c}\u{456}\u{43d}\u{456}\u{441}\u{442}\u{440} \u{427}\u{435}\u{445}\u{456}\u{457} \
    \u{43f}\u{43e}\u{432}\u{456}\u{434}\u{43e}\u{43c}\u{438}\u{432}, \u{449}\u{43e} \u{43a}\u{43e}\u{448}\u{442}\u{456}\u{432} \
    \u{443}\u{436}\u{435} \u{432}\u{438}\u{441}\u{442}\u{430}\u{447}\u{430}\u{454}. \u{423}\u{440}\u{44f}\u{434} \
    \u{421}\u{43b}\u{43e}\u{432}\u{430}\u{447}\u{447}\u{438}\u{43d}\u{438} \u{442}\u{43e}\u{440}\u{456}\u{43a} \
    \u{43f}\u{440}\u{438}\u{43f}\u{438}\u{43d}\u{438}\u{432} \u{43f}\u{435}\u{440}\u{435}\u{434}\u{430}\u{432}\u{430}\u{442}\u{438} \
    \u{437}\u{431}\u{440}\u{43e}\u{44e} \u{437}\u{456} \u{441}\u{43a}\u{43b}\u{430}\u{434}\u{456}\u{432} \
    \u{441}\u{432}\u{43e}\u{454}\u{457} \u{430}\u{440}\u{43c}\u{456}\u{457}.";

fn languages() -> BTreeMap<String, Lang> {
    [("deu", "de"), ("eng", "en"), ("ukr", "uk")].map(|(code, lang)| (code.to_owned(), lang.parse().unwrap())).into()
}

fn read_one(name: &str, bytes: impl AsRef<[u8]>) -> Reading {
    read_bytes(name, bytes.as_ref(), &Options { lang: None, languages: &languages() })
}

fn read_paths(paths: &[PathBuf]) -> Result<Reading, ReadError> {
    read(paths, &Options { lang: None, languages: &languages() })
}

/// The reason why the only thing in `name` was left out.
fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let reading = read_one(name, bytes);
    assert!(reading.documents.is_empty());
    assert_eq!(reading.skipped.len(), 1, "{reading:?}");
    reading.skipped[0].reason.clone()
}

fn ids(reading: &Reading) -> Vec<&str> {
    reading.documents.iter().map(|document| document.id.as_str()).collect()
}

fn skipped_at(reading: &Reading) -> Vec<&str> {
    reading.skipped.iter().map(|skipped| skipped.what.as_str()).collect()
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

#[test]
fn front_matter_says_what_is_known_of_an_article() {
    let text = format!(
        "\u{feff}---\r\ndate: 2024-03-14\r\nSource: 'Example: Daily'\r\nurl: \"https://example.org/a\"\r\nlang: en-GB\r\nid: one two\r\n\
         tags:\r\n  - x\r\n---\r\n\r\n# {}\r\n",
        ENGLISH.replace('\n', "\r\n")
    );
    let reading = read_one("folder/a.md", text);
    assert_eq!((&reading.skipped, &reading.warnings), (&vec![], &vec![]));
    let document = &reading.documents[0];
    assert_eq!(document.id, "one-two");
    assert_eq!(document.title, "Norway pays for more ammunition");
    assert_eq!(document.text, ENGLISH);
    assert_eq!(document.lang, Lang::EN);
    assert_eq!(document.date, Date::parse("2024-03-14"));
    assert_eq!(document.source.as_deref(), Some("Example: Daily"));
    assert_eq!(document.url.as_deref(), Some("https://example.org/a"));
}

#[test]
fn a_line_of_hyphens_alone_is_no_front_matter() {
    for text in [format!("---\n{ENGLISH}"), format!("---\nHe said so\n---\n{ENGLISH}")] {
        assert_eq!(read_one("a.txt", &text).documents[0].text, text);
    }
}

#[test]
fn a_title_goes_before_the_text_unless_it_stands_there() {
    let body = ENGLISH.split_once("\n\n").unwrap().1;
    let with = |title: &str, text: &str| {
        let line = serde_json::json!({ "title": title, "text": text }).to_string();
        let document = read_one("a.jsonl", line).documents.remove(0);
        (document.title, document.text)
    };
    assert_eq!(with("Norway pays", body), ("Norway pays".to_owned(), format!("Norway pays\n\n{body}")));
    assert_eq!(with("Norway  pays for more\nammunition", ENGLISH).1, ENGLISH);
    assert_eq!(with("Norway", ENGLISH).1, format!("Norway\n\n{ENGLISH}"));
    assert_eq!(with("Why?", &format!("Why? {body}")).1, format!("Why? {body}"));
    assert_eq!(with("", ENGLISH), ("Norway pays for more ammunition".to_owned(), ENGLISH.to_owned()));
}

#[test]
fn a_broken_line_is_named_and_the_others_are_read() {
    let good = |id: &str| serde_json::json!({ "id": id, "text": format!("{id} {ENGLISH}"), "date": 2024 }).to_string();
    let nameless = serde_json::json!({ "text": ENGLISH, "date": "in May", "lang": "xx", "title": null }).to_string();
    let lines = [good("b"), "{\"id\": ".into(), String::new(), nameless, "[]".into(), "{\"text\": 5}".into(), "{}".into(), good("a")];
    let reading = read_one("news.jsonl", lines.join("\r\n"));
    assert_eq!(ids(&reading), ["a", "b", "news-4"]);
    assert_eq!(skipped_at(&reading), ["news.jsonl:2", "news.jsonl:5", "news.jsonl:6", "news.jsonl:7"]);
    assert_eq!(reading.documents[0].date, Some(Date::Year(2024)));
    assert_eq!(reading.documents[2].date, None);
    assert!(reading.skipped[0].reason.ends_with("at column 6"), "{:?}", reading.skipped[0]);
    assert_eq!(reading.warnings.iter().map(|w| w.what.as_str()).collect::<Vec<_>>(), ["news.jsonl:4"; 2]);
}

#[test]
fn a_csv_file_is_read_by_the_names_of_its_columns() {
    let text = format!("Text,id,extra\n\"{ENGLISH}\",a,1\nonly,two\n\n\"More: {ENGLISH}\",,2\n");
    let reading = read_one("news.csv", &text);
    assert_eq!(ids(&reading), ["a", "news-7"]);
    assert_eq!(skipped_at(&reading), ["news.csv:5"]);
    assert!(reading.skipped[0].reason.starts_with("2 cells where the header has 3"));
    assert_eq!(ids(&read_one("news.csv", format!("id;text\nx;\"{ENGLISH}\"\n"))), ["x"]);
    assert_eq!(refused("news.csv", "id,body\n1,x\n"), "no column `text`; the header has: id, body");
    assert_eq!(refused("news.csv", "id,text\n"), "empty");
}

#[test]
fn other_encodings_are_recognised() {
    let windows_1251 = encoding_rs::WINDOWS_1251.encode(UKRAINIAN).0;
    let koi8 = encoding_rs::KOI8_U.encode(UKRAINIAN).0;
    let latin_1 = encoding_rs::WINDOWS_1252.encode(GERMAN).0;
    let cases = [
        (UKRAINIAN, "uk", windows_1251.into_owned()),
        (UKRAINIAN, "uk", koi8.into_owned()),
        (GERMAN, "de", latin_1.into_owned()),
        (UKRAINIAN, "uk", UKRAINIAN.as_bytes().to_owned()),
        (UKRAINIAN, "uk", utf16(UKRAINIAN, u16::to_le_bytes)),
        (ENGLISH, "en", utf16(ENGLISH, u16::to_be_bytes)),
        (GERMAN, "de", utf16(&format!("\u{feff}{GERMAN}"), u16::to_le_bytes)),
        (GERMAN, "de", utf16(&format!("\u{feff}{GERMAN}"), u16::to_be_bytes)),
    ];
    for (text, lang, bytes) in cases {
        let reading = read_one("a.txt", bytes);
        assert_eq!(reading.skipped, []);
        assert_eq!((reading.documents[0].text.as_str(), reading.documents[0].lang.code()), (text, lang));
    }
    let line = serde_json::json!({ "text": GERMAN }).to_string();
    let reading = read_one("a.jsonl", utf16(&format!("\u{feff}{line}\n{line}\n"), u16::to_le_bytes));
    assert_eq!((ids(&reading), skipped_at(&reading)), (vec!["a-1", "a-2"], vec![]));
}

#[test]
fn broken_utf_8_is_read_with_a_remark() {
    let mut bytes = UKRAINIAN.as_bytes().to_owned();
    bytes.truncate(bytes.len() - 2);
    bytes[60] = 0xFF;
    let reading = read_one("a.txt", &bytes);
    assert_eq!(reading.documents[0].text, String::from_utf8_lossy(&bytes));
    assert_eq!(reading.warnings.len(), 1);
}

#[test]
fn what_is_no_text_is_skipped() {
    let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(refused("a.txt", noise), "not text");
    assert_eq!(refused("a.txt", format!("{ENGLISH}\0")), "not text");
    assert!(refused("a.txt", b"%PDF-1.7 and so on").starts_with("not text: a PDF"));
    assert_eq!(refused("a.jsonl", serde_json::json!({ "text": format!("{ENGLISH}\0") }).to_string()), "not text");
    for name in ["a.txt", "a.md", "a.jsonl", "a.csv"] {
        assert_eq!(refused(name, ""), "empty");
        assert_eq!(refused(name, " \r\n\u{a0}\n"), "empty");
    }
}

#[test]
fn the_language_is_told_or_given() {
    let reason = refused("a.txt", FRENCH);
    assert!(reason.contains("French") && reason.contains("German (de), English (en), Ukrainian (uk)"), "{reason}");
    assert!(refused("a.txt", "2024").contains("--lang"));
    assert!(refused("a.txt", "Ja").contains("--lang"));
    let (languages, forced) = (languages(), "de".parse().unwrap());
    let reading = read_bytes("a.txt", FRENCH.as_bytes(), &Options { lang: Some(forced), languages: &languages });
    assert_eq!(reading.documents[0].lang, forced);
    let declared = read_one("a.txt", format!("---\nlang: uk\n---\n{ENGLISH}"));
    assert_eq!(declared.documents[0].lang.code(), "uk");
}

#[test]
fn what_is_too_large_is_skipped() {
    let long = "a ".repeat(LONGEST_LINE / 2 + 1);
    assert!(refused("a.txt", format!("{ENGLISH}\n{long}")).starts_with("a line longer than 8 MiB"));
    let line = serde_json::json!({ "text": ENGLISH }).to_string();
    let reading = read_one("a.jsonl", format!("{line}\n{{\"text\": \"{long}\"}}\n{line}"));
    assert_eq!((ids(&reading), skipped_at(&reading)), (vec!["a-1", "a-3"], vec!["a.jsonl:2"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::File::create(&path).unwrap().set_len(LARGEST_FILE + 1).unwrap();
    assert!(read_paths(&[path]).unwrap().skipped[0].reason.starts_with("larger than 64 MiB"));
}

#[test]
fn folders_are_walked_and_ids_are_unique() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    put("a/x.txt", ENGLISH);
    put("b/x.md", ENGLISH);
    put("c/x.txt", GERMAN);
    put("d/x-2.TXT", GERMAN);
    put("d/\u{43d}.txt", UKRAINIAN);
    put(".hidden/y.txt", ENGLISH);
    put("a/.y.txt", ENGLISH);
    put("a/y.html", ENGLISH);
    let named = put("e/z.html", ENGLISH);
    let root = folder.path().to_owned();
    let reading = read_paths(&[named.clone(), root.clone(), named.clone()]).unwrap();
    assert_eq!(ids(&reading), ["article", "x", "x-2", "x-3", "z"]);
    assert_eq!(reading.documents[2].text, GERMAN);
    assert_eq!(skipped_at(&reading), [root.join("b/x.md").to_str().unwrap()]);
    assert_eq!(reading.warnings[0].what, root.join("c/x.txt").to_str().unwrap());
    assert_eq!(read_paths(&[root, named]).unwrap().documents, reading.documents);
}

#[test]
fn a_missing_path_is_an_error() {
    let error = read_paths(&["no/such/file.txt".into()]).unwrap_err();
    assert!(matches!(error, ReadError::Missing(_)));
    assert!(error.to_string().starts_with("no/such/file.txt: no such file or folder"));
}

#[test]
fn standard_input_may_be_text_or_lines() {
    assert_eq!(ids(&read_one("-", ENGLISH)), ["stdin"]);
    let line = serde_json::json!({ "text": ENGLISH }).to_string();
    assert_eq!(ids(&read_one("-", format!("\n{line}"))), ["stdin-2"]);
}

/// Bytes such as files have: any, any text, and text with some bytes changed.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let text =
        prop::sample::select(vec![ENGLISH, FRENCH, GERMAN, UKRAINIAN, "---\nid: x\n---\n", "text,id\na,b\n\"", "{\"text\": \"a\"}\n{"]);
    let change = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..600),
        ".{0,300}".prop_map(String::into_bytes),
        (text, change).prop_map(|(text, changes)| {
            let mut bytes = text.as_bytes().to_owned();
            for (index, byte) in changes {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        }),
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail(bytes in any_bytes(), name in "[a-z./-]{0,5}(|[.]txt|[.]md|[.]jsonl|[.]csv)", forced in any::<bool>()) {
        let languages = languages();
        let reading = read_bytes(&name, &bytes, &Options { lang: forced.then_some(Lang::EN), languages: &languages });
        prop_assert!(!reading.documents.is_empty() || !reading.skipped.is_empty());
        for document in &reading.documents {
            prop_assert!(!document.text.trim().is_empty() && !document.text.contains(['\r', '\0']));
            prop_assert!(!document.title.is_empty() && document.text.starts_with(&document.title));
            prop_assert!(document.id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) && !document.id.is_empty());
            prop_assert!(languages.values().any(|&lang| lang == document.lang));
        }
        prop_assert!(reading.documents.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
