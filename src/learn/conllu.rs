//! Reading and writing CoNLL-U, the file format of Universal Dependencies.

use std::fmt::Write as _;

use crate::text::Span;
use crate::tree::{Feats, Sentence, Token, Tree, Upos, Word, as_written};

/// What is wrong with a CoNLL-U file.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}: {what}")]
pub struct ConlluError {
    path: String,
    line: usize,
    what: String,
}

/// Reads the sentences of a CoNLL-U text. Spans are those that the sentence would have if its words stood one after the other with
/// blanks where the file has no `SpaceAfter=No`, in bytes from the start of the sentence; the words of a multiword token have their own
/// parts of it where their forms make it up (`do` + `n't`), else all of it (`in` + `dem` of `im`). Empty nodes are left out, and so are
/// sentences with a word whose head is no number.
///
/// # Errors
/// When a line has not ten columns, or a part of speech that means nothing.
pub fn read(path: &str, text: &str) -> Result<Vec<Tree>, ConlluError> {
    Ok(read_all(path, text)?.into_iter().filter(|(_, complete)| *complete).map(|(tree, _)| tree).collect())
}

/// The sentences, each with whether all its words have heads.
fn read_all(path: &str, text: &str) -> Result<Vec<(Tree, bool)>, ConlluError> {
    let mut trees = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut complete = true;
    let mut surface: Option<Surface<'_>> = None;
    for (index, line) in text.lines().chain(std::iter::once("")).enumerate() {
        let wrong = |what: &str| ConlluError { path: path.to_owned(), line: index + 1, what: what.to_owned() };
        if line.trim().is_empty() {
            let mut words = std::mem::take(&mut words);
            if let Some(surface) = &surface {
                surface.place(&mut words);
            }
            if !words.is_empty() {
                let end = words.last().map_or(0, |word| word.token.end);
                trees.push((Tree::new(Span::new(0, end), words), complete));
            }
            at = 0;
            complete = true;
            surface = None;
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, _, feats, head, deprel, _, misc] = columns.as_slice() else {
            return Err(wrong("a word has ten columns"));
        };
        if id.contains('.') {
            continue;
        }
        let glued = misc.split('|').any(|m| m == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let last = last.parse().map_err(|_| wrong("the range of a multiword token is no pair of numbers"))?;
            let span = Span::new(at, at + form.len());
            at = span.end + usize::from(!glued);
            if let Some(before) = surface.replace(Surface { form, span, first: words.len(), last }) {
                before.place(&mut words);
            }
            continue;
        }
        let number: usize = id.parse().map_err(|_| wrong("the first column is no number"))?;
        let span = match &surface {
            Some(surface) if number <= surface.last => surface.span,
            _ => {
                let span = Span::new(at, at + form.len());
                at = span.end + usize::from(!glued);
                span
            }
        };
        let head: Result<usize, _> = head.parse();
        complete &= head.is_ok();
        words.push(Word {
            span,
            token: span,
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: if upos == "_" { Ok(Upos::X) } else { upos.parse() }
                .map_err(|()| wrong("the part of speech is not one of Universal Dependencies"))?,
            feats: Feats::new(feats),
            head: head.ok().and_then(|head| head.checked_sub(1)),
            deprel: deprel.to_owned(),
        });
    }
    Ok(trees)
}

/// A multiword token that is being read.
struct Surface<'t> {
    form: &'t str,
    span: Span,
    /// The index of its first word.
    first: usize,
    /// The number of its last word.
    last: usize,
}

impl Surface<'_> {
    /// Gives its words their own spans, if their forms make up the token.
    fn place(&self, words: &mut [Word]) {
        let words = words.get_mut(self.first..).unwrap_or_default();
        let count = words.iter().take_while(|word| word.token == self.span).count();
        let words = &mut words[..count];
        if words.iter().map(|word| word.form.as_str()).collect::<String>() == self.form {
            let mut at = self.span.start;
            for word in words {
                word.span = Span::new(at, at + word.form.len());
                at = word.span.end;
            }
        }
    }
}

/// The sentences of a CoNLL-U text with their words alone, for a model to parse: what the file says of them is left out.
///
/// # Errors
/// As [`read`].
pub fn sentences(path: &str, text: &str) -> Result<Vec<Sentence>, ConlluError> {
    let token = |word: &Word| Token { span: word.span, token: word.token, form: word.form.clone() };
    let sentence = |(tree, _): (Tree, bool)| Sentence { span: tree.span, tokens: tree.words().iter().map(token).collect() };
    Ok(read_all(path, text)?.into_iter().map(sentence).collect())
}

/// A CoNLL-U text with other annotation: base form, part of speech, features, head and relation of each word from `trees`, a tree for each
/// sentence that [`sentences`] gives of it. All else stays: comments, multiword tokens, the last column.
#[must_use]
pub fn annotate(text: &str, trees: &[Tree]) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut sentence, mut word) = (0, 0);
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let is_word = columns.len() == 10 && columns[0].bytes().all(|byte| byte.is_ascii_digit());
        match trees.get(sentence).and_then(|tree| tree.words().get(word)) {
            Some(found) if is_word => {
                let (id, form, misc) = (columns[0], columns[1], columns[9]);
                let head = found.head.map_or(0, |head| head + 1);
                let deprel = if head == 0 { "root" } else { &found.deprel };
                let feats = found.feats.as_str();
                let lemma = as_written(&found.lemma, form);
                let _ = writeln!(out, "{id}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{deprel}\t_\t{misc}", found.upos);
                word += 1;
            }
            _ => {
                if line.trim().is_empty() && word > 0 {
                    (sentence, word) = (sentence + 1, 0);
                }
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{annotate, read, sentences};

    const TEXT: &str = "He can't go im Zug.";
    const FILE: &str = "\
# text = He can't go im Zug.
1\tHe\the\tPRON\t_\t_\t4\tnsubj\t_\tTokenRange=0:2
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\tTokenRange=3:8
2\tca\tcan\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod\t_\t_
4\tgo\tgo\tVERB\t_\t_\t0\troot\t_\tTokenRange=9:11
5-6\tim\t_\t_\t_\t_\t_\t_\t_\tTokenRange=12:14
5\tin\tin\tADP\t_\t_\t7\tcase\t_\t_
6\tdem\tder\tDET\t_\t_\t7\tdet\t_\t_
7\tZug\tZug\tNOUN\t_\t_\t4\tobl\t_\tSpaceAfter=No|TokenRange=15:18
8\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\tTokenRange=18:19

";

    #[test]
    fn multiword_tokens_are_read() -> Result<(), Box<dyn std::error::Error>> {
        let trees = read("test", FILE)?;
        let found: Vec<(&str, &str)> = trees[0].words().iter().map(|word| (word.span.of(TEXT), word.token.of(TEXT))).collect();
        let expected =
            [("He", "He"), ("ca", "can't"), ("n't", "can't"), ("go", "go"), ("im", "im"), ("im", "im"), ("Zug", "Zug"), (".", ".")];
        assert_eq!(found, expected);
        Ok(())
    }

    #[test]
    fn words_are_annotated_anew() -> Result<(), Box<dyn std::error::Error>> {
        let bare = FILE.replace("\tPRON\t_\t_\t4\tnsubj", "\t_\t_\t_\t_\t_");
        assert!(read("test", &bare)?.is_empty());
        assert_eq!(sentences("test", &bare)?[0].tokens.len(), 8);
        assert_eq!(annotate(&bare, &read("test", FILE)?), FILE);
        Ok(())
    }
}
