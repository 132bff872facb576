//! CoNLL-U as it is scored: tokens and words with all that the columns say, and nothing that is not a tree.

use crate::text::Span;
use crate::tree::Tree;

/// The features that mean the same in all languages; a treebank may have others.
const UNIVERSAL: [&str; 21] = [
    "Abbr", "Animacy", "Aspect", "Case", "Definite", "Degree", "Evident", "Foreign", "Gender", "Mood", "NumType", "Number", "Person",
    "Polarity", "Polite", "Poss", "PronType", "Reflex", "Tense", "VerbForm", "Voice",
];

/// A stretch of text that is written as one: a word, a mark, or several words (`im` = `in` + `dem`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurfaceToken {
    /// Where it stands in the text without blanks, in bytes.
    pub span: Span,
    /// The line of the file.
    pub line: usize,
}

/// A word of the syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntacticWord {
    /// The stretch of its token in the text without blanks, in bytes.
    pub span: Span,
    /// Whether it is one of the words of a multiword token.
    pub multiword: bool,
    /// The word.
    pub form: String,
    /// The base form.
    pub lemma: String,
    /// The part of speech.
    pub upos: String,
    /// The part of speech in the tag set of the treebank.
    pub xpos: String,
    /// The morphological features.
    pub feats: String,
    /// The word it depends on, by its index in the treebank; none for the root.
    pub head: Option<usize>,
    /// How it depends on it.
    pub deprel: String,
    /// The line of the file.
    pub line: usize,
    /// Those of the features that are universal, sorted.
    universal: String,
}

impl SyntacticWord {
    /// The relation without its subtype.
    #[must_use]
    pub fn relation(&self) -> &str {
        self.deprel.split(':').next().unwrap_or_default()
    }

    /// Those of the features that mean the same in all languages, sorted.
    #[must_use]
    pub fn universal_feats(&self) -> &str {
        &self.universal
    }
}

/// The sentences of a CoNLL-U file. Every sentence has words and is a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Treebank {
    pub(super) path: String,
    /// The tokens one after the other without blanks.
    pub(super) text: String,
    pub(super) sentences: Vec<Span>,
    pub(super) tokens: Vec<SurfaceToken>,
    pub(super) words: Vec<SyntacticWord>,
}

/// A line that is no CoNLL-U, or a sentence that is no tree.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}: {fault}")]
pub struct FormatError {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a line of a CoNLL-U file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not ten columns.
    #[error("a word has ten columns with tabs between them, this line has {0}")]
    Columns(usize),
    /// A comment within a sentence.
    #[error("a comment stands within a sentence; put it above the first word")]
    Comment,
    /// The first column.
    #[error("`{0}` is no number of a word such as 7, of a multiword token such as 7-8, or of an empty node such as 7.1")]
    Id(String),
    /// Words out of order.
    #[error("the number here is {found} where {expected} is due; the words of a sentence are numbered from 1")]
    Order {
        /// The number.
        found: usize,
        /// The number due.
        expected: usize,
    },
    /// A multiword token within another one.
    #[error("a multiword token begins before the one above it has all its words; correct the ranges")]
    Nested,
    /// A sentence that ends within a multiword token.
    #[error("the sentence ends before its last multiword token has all its words; correct the range")]
    Cut,
    /// A token without text.
    #[error("the form is empty; write `_` where the token is an underscore, and leave out what has no text")]
    Form,
    /// The column of heads.
    #[error("`{0}` is no number of a head; give the number of a word of the sentence, 0 for the root")]
    Head(String),
    /// A head that is not in the sentence.
    #[error("the head is word {head}, and the sentence has only {words}")]
    Outside {
        /// The number of the head.
        head: usize,
        /// The number of words.
        words: usize,
    },
    /// Heads in a circle.
    #[error("the word hangs on itself by way of its heads; one word of the circle needs another head")]
    Cycle,
    /// More than one root.
    #[error("this is a second root of the sentence; only one word has the head 0")]
    Roots,
    /// A sentence without words.
    #[error("a blank line ends a sentence without words; perhaps there are two blank lines")]
    Empty,
    /// No blank line at the end.
    #[error("the file ends within a sentence; a blank line is due after the last one")]
    End,
}

impl Treebank {
    /// Reads the text of a CoNLL-U file. Empty nodes and enhanced dependencies are left out. `path` is what errors call the file.
    ///
    /// # Errors
    /// At the first line that is no CoNLL-U, and for a sentence that is no tree; the error names the line.
    pub fn read(path: &str, text: &str) -> Result<Self, FormatError> {
        let mut reader = Reader::default();
        reader.bank.path = path.to_owned();
        let mut last = 0;
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            last = index + 1;
            reader.line(line, last).map_err(|(line, fault)| FormatError { path: path.to_owned(), line, fault })?;
        }
        if reader.open {
            return Err(FormatError { path: path.to_owned(), line: last, fault: Fault::End });
        }
        Ok(reader.bank)
    }

    /// The treebank of parsed sentences. Words that share a place are one multiword token, which is spelled by its words. `name` is what
    /// errors call it; they count words where a file has lines.
    #[must_use]
    pub fn from_trees<'t>(name: &str, trees: impl IntoIterator<Item = &'t Tree>) -> Self {
        let mut bank = Self { path: name.to_owned(), ..Self::default() };
        for tree in trees {
            let (start, first) = (bank.text.len(), bank.words.len());
            for group in tree.words().chunk_by(|word, next| word.token == next.token) {
                let form: String = group.iter().map(|word| word.form.as_str()).collect();
                let span = bank.token(&form, bank.words.len() + 1);
                for word in group {
                    let feats = word.feats.as_str();
                    bank.words.push(SyntacticWord {
                        span,
                        multiword: group.len() > 1,
                        form: word.form.clone(),
                        lemma: word.lemma.clone(),
                        upos: word.upos.to_string(),
                        xpos: "_".to_owned(),
                        feats: feats.to_owned(),
                        head: word.head.map(|head| first + head),
                        deprel: if word.head.is_none() { "root".to_owned() } else { word.deprel.clone() },
                        line: bank.words.len() + 1,
                        universal: universal(feats),
                    });
                }
            }
            bank.sentences.push(Span::new(start, bank.text.len()));
        }
        bank
    }

    /// The tokens in the order of the text.
    #[must_use]
    pub fn tokens(&self) -> &[SurfaceToken] {
        &self.tokens
    }

    /// The words in the order of the text.
    #[must_use]
    pub fn words(&self) -> &[SyntacticWord] {
        &self.words
    }

    /// The stretches of the sentences in the text without blanks, in bytes.
    #[must_use]
    pub fn sentences(&self) -> &[Span] {
        &self.sentences
    }

    /// The file and line of the token at byte `at` of the text, or of the last token.
    pub(super) fn place(&self, at: usize) -> String {
        let token = self.tokens.iter().find(|token| token.span.end > at).or(self.tokens.last());
        format!("{}:{}", self.path, token.map_or(0, |token| token.line))
    }

    /// Adds a token to the text and gives its stretch.
    fn token(&mut self, form: &str, line: usize) -> Span {
        let start = self.text.len();
        self.text.extend(form.chars().filter(|&c| !is_blank(c)));
        let span = Span::new(start, self.text.len());
        self.tokens.push(SurfaceToken { span, line });
        span
    }
}

/// Whether a character is a space of any width (Unicode category Zs). Treebanks differ in whether numbers with a space are one token.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The universal ones of the features in a column, sorted.
fn universal(feats: &str) -> String {
    let mut kept: Vec<&str> =
        feats.split('|').filter(|pair| pair.split('=').next().is_some_and(|name| UNIVERSAL.contains(&name))).collect();
    kept.sort_unstable();
    kept.join("|")
}

/// What is wrong, and in which line.
type Wrong = (usize, Fault);

/// A treebank of which some lines are read.
#[derive(Default)]
struct Reader {
    bank: Treebank,
    /// Whether a sentence has begun.
    open: bool,
    /// The first word of the sentence.
    first: usize,
    /// Where the sentence starts.
    start: usize,
    /// The numbers of the heads of the sentence's words.
    heads: Vec<usize>,
    /// The multiword token that the next words belong to: the number of its last word and its stretch.
    multiword: Option<(usize, Span)>,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) -> Result<(), Wrong> {
        if !self.open && line.starts_with('#') {
            return Ok(());
        }
        if line.is_empty() {
            return self.end(number);
        }
        self.open = true;
        self.node(line, number).map_err(|fault| (number, fault))
    }

    /// Reads a token, a word, or an empty node.
    fn node(&mut self, line: &str, number: usize) -> Result<(), Fault> {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, feats, head, deprel, _, _] = columns.as_slice() else {
            return Err(if line.starts_with('#') { Fault::Comment } else { Fault::Columns(columns.len()) });
        };
        if id.contains('.') {
            return Ok(());
        }
        if form.chars().all(is_blank) {
            return Err(Fault::Form);
        }
        let parse = |part: &str| part.parse::<usize>().map_err(|_| Fault::Id(id.to_owned()));
        let due = |found: usize, expected: usize| if found == expected { Ok(()) } else { Err(Fault::Order { found, expected }) };
        let expected = self.heads.len() + 1;
        if let Some((first, last)) = id.split_once('-') {
            let (first, last) = (parse(first)?, parse(last)?);
            if self.multiword.is_some() {
                return Err(Fault::Nested);
            }
            due(first, expected)?;
            if last < first {
                return Err(Fault::Id(id.to_owned()));
            }
            self.multiword = Some((last, self.bank.token(form, number)));
            return Ok(());
        }
        due(parse(id)?, expected)?;
        self.heads.push(head.parse().map_err(|_| Fault::Head(head.to_owned()))?);
        let multiword = self.multiword;
        let (span, form) = match multiword {
            Some((_, span)) => (span, form.to_owned()),
            // What is aligned by its form is compared without blanks, too.
            None => (self.bank.token(form, number), form.chars().filter(|&c| !is_blank(c)).collect()),
        };
        self.multiword = multiword.filter(|&(last, _)| expected < last);
        self.bank.words.push(SyntacticWord {
            span,
            multiword: multiword.is_some(),
            form,
            lemma: lemma.to_owned(),
            upos: upos.to_owned(),
            xpos: xpos.to_owned(),
            feats: feats.to_owned(),
            head: None,
            deprel: deprel.to_owned(),
            line: number,
            universal: universal(feats),
        });
        Ok(())
    }

    /// Ends the sentence at a blank line.
    fn end(&mut self, number: usize) -> Result<(), Wrong> {
        if self.heads.is_empty() {
            return Err((number, Fault::Empty));
        }
        if self.multiword.is_some() {
            return Err((number, Fault::Cut));
        }
        let words = &mut self.bank.words[self.first..];
        for (word, &head) in words.iter_mut().zip(&self.heads) {
            if head > self.heads.len() {
                return Err((word.line, Fault::Outside { head, words: self.heads.len() }));
            }
            word.head = head.checked_sub(1).map(|head| self.first + head);
        }
        if let Some(word) = in_circle(&self.heads) {
            return Err((words[word].line, Fault::Cycle));
        }
        if let Some(second) = words.iter().filter(|word| word.head.is_none()).nth(1) {
            return Err((second.line, Fault::Roots));
        }
        self.bank.sentences.push(Span::new(self.start, self.bank.text.len()));
        (self.open, self.first, self.start) = (false, self.bank.words.len(), self.bank.text.len());
        self.heads.clear();
        Ok(())
    }
}

/// A word whose heads lead back to it. Heads are numbers from 1, 0 for a root.
fn in_circle(heads: &[usize]) -> Option<usize> {
    // The number of the first word from whose way up a word was reached; 0 for none.
    let mut reached = vec![0; heads.len()];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && reached[at - 1] == 0 {
            reached[at - 1] = start;
            at = heads[at - 1];
        }
        if at != 0 && reached[at - 1] == start {
            return Some(at - 1);
        }
    }
    None
}
