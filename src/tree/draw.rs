//! Trees as drawings for the terminal.
//!
//! Each word has a line, so the text reads from top to bottom, and its part of speech and relation stand beside it. On the left each word
//! that others depend on has a bar, from the first of them to the last, and every word hangs by a line on the bar of its head:
//!
//! ```text
//!    ╭─ The      DET    det
//!  ╭─┴─ ship     NOUN   nsubj
//! ─┼─── carries  VERB   root
//!  ├─── grain    NOUN   obj
//!  ╰─── .        PUNCT  punct
//! ```

use std::collections::VecDeque;
use std::io::{self, Write};

use super::Tree;
use super::write::{Surface, Written};

/// Longer words do not push the columns of all others to the right.
const WIDEST: usize = 24;

// BOX DRAWINGS LIGHT, by where their lines go.
const LEFT_RIGHT: char = '\u{2500}';
const UP_DOWN: char = '\u{2502}';
const DOWN_RIGHT: char = '\u{256d}';
const UP_RIGHT: char = '\u{2570}';
const UP_DOWN_RIGHT: char = '\u{251c}';
const LEFT_DOWN_RIGHT: char = '\u{252c}';
const LEFT_UP_RIGHT: char = '\u{2534}';
const ALL_FOUR: char = '\u{253c}';

/// How ANSI terminals are told to write text in a colour, and to stop it.
struct Palette {
    lines: &'static str,
    word: &'static str,
    upos: &'static str,
    relation: &'static str,
    end: &'static str,
}

const PLAIN: Palette = Palette { lines: "", word: "", upos: "", relation: "", end: "" };
const COLOURED: Palette = Palette { lines: "\u{1b}[2m", word: "\u{1b}[1m", upos: "\u{1b}[36m", relation: "\u{1b}[33m", end: "\u{1b}[0m" };

/// Writes a sentence, its tree and a blank line.
pub(super) fn write(sentence: &Written<'_>, colour: bool, out: &mut impl Write) -> io::Result<()> {
    let Palette { lines, word, upos, relation, end } = if colour { COLOURED } else { PLAIN };
    if let Some(id) = sentence.document.filter(|_| sentence.begins) {
        writeln!(out, "{word}{id}{end}\n")?;
    }
    writeln!(out, "{lines}{}{end} {}", sentence.number, sentence.line())?;
    let tree = sentence.tree;
    let bars = Bars::of(tree);
    let form = |token: &Surface<'_>, row: usize| if token.is_multiword() { tree.word(row).form.clone() } else { token.form.to_string() };
    let rows: Vec<(usize, &Surface<'_>, String)> =
        sentence.tokens.iter().flat_map(|token| token.words.clone().map(move |row| (row, token, form(token, row)))).collect();
    let widths = rows.iter().map(|(_, _, form)| form.chars().count());
    let widest = widths.filter(|&width| width <= WIDEST).max().unwrap_or(0);
    for (row, token, form) in rows {
        let found = tree.word(row);
        // Marks of colour would count as width: words are padded outside of them.
        let padding = " ".repeat(widest.saturating_sub(form.chars().count()));
        let tag = found.upos.to_string();
        let name = if found.head.is_none() { "root" } else { &found.deprel };
        write!(out, "{lines}{}{end} {word}{form}{end}{padding}  {upos}{tag:5}{end}  {relation}{name}{end}", bars.row(tree, row))?;
        if token.is_multiword() {
            write!(out, "  {lines}({}){end}", token.form)?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// The bar of a word: from the first to the last of itself and the words that depend on it.
struct Bar {
    word: usize,
    column: usize,
    top: usize,
    bottom: usize,
}

/// The bars of a tree, and how many columns they take.
struct Bars {
    bars: Vec<Bar>,
    columns: usize,
}

impl Bars {
    /// Puts every bar to the right of its head's, as far left as no other bar is in its way. In a tree without crossing relations a bar's
    /// column is its word's depth.
    fn of(tree: &Tree) -> Self {
        let mut bars: Vec<Bar> = Vec::new();
        let roots = (0..tree.words().len()).filter(|&word| tree.word(word).head.is_none());
        let mut next: VecDeque<(usize, usize)> = roots.map(|root| (root, 0)).collect();
        while let Some((word, leftmost)) = next.pop_front() {
            let children = tree.children(word);
            let (Some(&first), Some(&last)) = (children.first(), children.last()) else {
                continue;
            };
            let (top, bottom) = (first.min(word), last.max(word));
            let taken = |column: usize| bars.iter().any(|bar| bar.column == column && bar.top <= bottom && top <= bar.bottom);
            let column = (leftmost..).find(|&column| !taken(column)).unwrap_or(leftmost);
            bars.push(Bar { word, column, top, bottom });
            next.extend(children.iter().map(|&child| (child, column + 1)));
        }
        let columns = bars.iter().map(|bar| bar.column + 1).max().unwrap_or(0);
        Self { bars, columns }
    }

    /// What stands to the left of a word. Where the line to a word crosses the bar of another one, the bar goes over it.
    fn row(&self, tree: &Tree, row: usize) -> String {
        let place = |column: usize| 2 * column + 1;
        let head = tree.word(row).head;
        let from = self.bars.iter().find(|bar| Some(bar.word) == head).map_or(0, |bar| place(bar.column) + 1);
        let mut cells = vec![' '; place(self.columns)];
        cells[from..].fill(LEFT_RIGHT);
        for bar in self.bars.iter().filter(|bar| (bar.top..=bar.bottom).contains(&row)) {
            let (up, down) = (bar.top < row, row < bar.bottom);
            cells[place(bar.column)] = match (bar.word == row, Some(bar.word) == head) {
                (true, _) if up && down => ALL_FOUR,
                (true, _) if up => LEFT_UP_RIGHT,
                (true, _) => LEFT_DOWN_RIGHT,
                (false, true) if up && down => UP_DOWN_RIGHT,
                (false, true) if up => UP_RIGHT,
                (false, true) => DOWN_RIGHT,
                (false, false) => UP_DOWN,
            };
        }
        cells.into_iter().collect()
    }
}
