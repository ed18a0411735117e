//! Plain text for a terminal, wrapped to its width.

use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Width};
use textwrap::{Options, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

use super::Format;
use crate::answers::is_answer_string;
use crate::document::Prose;
use crate::document::{Block, Document, Item, NarrowTable, Score, Table};

/// Renders text of a given width.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The columns there are.
    pub width: usize,
    /// What stands beside the words.
    pub drawing: Drawing,
}

/// Whether anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Rules, tables and bars.
    Boxes,
    /// Nothing: words only, for whoever has them read aloud.
    Words,
}

/// The narrowest width that is laid out for, in columns.
pub const NARROWEST: usize = 24;
/// Running text is hard to read on longer lines.
const WIDEST_PROSE: usize = 92;
/// Below this width for each column, a table that has to be wrapped becomes blocks.
const NARROWEST_COLUMN: usize = 18;
/// Below this width, any table that has to be wrapped becomes blocks.
const NARROWEST_TABLE: usize = 70;

/// The columns on each side of what stands in a cell.
const PADDING: usize = 1;
/// The columns of a bar: few, so that it fits everywhere.
const BAR: usize = 20;

const STRONG: Style = Style::new().bold();
const VERDICT: Style = AnsiColor::Green.on_default().bold();

impl Format for Text {
    fn render(&self, document: &Document) -> String {
        let mut out = String::new();
        let mut before: Option<&Block> = None;
        for block in &document.blocks {
            // A heading stands close to what it heads.
            if !out.is_empty() && !matches!(before, Some(Block::Heading(..))) {
                out.push('\n');
            }
            before = Some(block);
            match block {
                Block::Verdict { headline, lines } => {
                    self.styled(&mut out, &headline.to_string(), VERDICT);
                    for line in lines {
                        self.wrapped(&mut out, &line.to_string(), "  ", "    ");
                    }
                }
                Block::Heading(1, text) => {
                    let text = text.to_string();
                    self.styled(&mut out, &text, STRONG);
                    if self.drawing == Drawing::Boxes {
                        out.push_str(&"─".repeat(text.width().min(self.prose())));
                        out.push('\n');
                    }
                }
                Block::Heading(_, text) => self.styled(&mut out, &text.to_string(), STRONG),
                Block::Paragraph(text) => self.wrapped(&mut out, &text.to_string(), "", ""),
                Block::Numbered(items) | Block::Sources(items) => {
                    let digits = items.len().to_string().len();
                    for (position, item) in items.iter().enumerate() {
                        self.item(&mut out, &format!("{:>digits$}. ", position + 1), item);
                    }
                }
                Block::Bullets(items) => {
                    for item in items {
                        self.item(&mut out, "- ", item);
                    }
                }
                Block::Terms(terms) => {
                    for (name, text) in terms {
                        let colon = if name.ends_with('?') { "" } else { ":" };
                        self.wrapped(&mut out, &format!("{name}{colon} {text}"), "", "  ");
                    }
                }
                Block::Table(table) => {
                    if self.has_room(table) {
                        self.table(&mut out, table);
                    } else {
                        self.blocks(&mut out, table);
                    }
                    if !table.legend.is_empty() {
                        out.push('\n');
                        self.wrapped(&mut out, &table.legend.to_string(), "", "");
                    }
                }
                Block::Scores(scores) => {
                    for score in scores {
                        self.score(&mut out, score);
                    }
                }
            }
        }
        out
    }
}

impl Text {
    /// Whether a table can be read as one: it fits as it is, or its columns can be wrapped without breaking a word.
    fn has_room(self, table: &Table) -> bool {
        let can_wrap = self.width >= NARROWEST_TABLE.max(NARROWEST_COLUMN * table.head.len());
        let is_whole = self.fits(table, UnicodeWidthStr::width) || can_wrap && self.fits(table, longest_word);
        is_whole && self.drawing != Drawing::Words
    }

    /// Whether a table fits whose cells take so many columns.
    fn fits(self, table: &Table, of: fn(&str) -> usize) -> bool {
        let widths = (0..table.head.len()).map(|column| widest(table, column, of) + 2 * PADDING + 1);
        widths.sum::<usize>() < self.width
    }

    fn prose(self) -> usize {
        self.width.clamp(NARROWEST, WIDEST_PROSE)
    }

    fn wrapped(self, out: &mut String, text: &str, first: &str, rest: &str) {
        for paragraph in text.split('\n') {
            for line in wrap(paragraph, self.prose(), first, rest) {
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
    }

    fn styled(self, out: &mut String, text: &str, style: Style) {
        for line in wrap(text, self.prose(), "", "") {
            out.push_str(&format!("{style}{line}{style:#}\n"));
        }
    }

    fn item(self, out: &mut String, mark: &str, item: &Item) {
        let indent = " ".repeat(mark.width());
        self.wrapped(out, &item.text.to_string(), mark, &indent);
        for note in &item.notes {
            self.wrapped(out, &note.to_string(), &indent, &indent);
        }
        for step in &item.steps {
            self.wrapped(out, &step.to_string(), &format!("{indent}- "), &format!("{indent}  "));
        }
    }

    /// A score in words, then as a bar on a line of its own, which whoever listens can pass over.
    fn score(self, out: &mut String, score: &Score) {
        self.wrapped(out, &format!("{}: {}; {}", score.title, score.state(), score.result()), "", "  ");
        if self.drawing == Drawing::Words {
            return;
        }
        // A bar that a veto stands beside must not look like one without.
        let full = if score.meets_musts() { "█" } else { "▒" };
        out.push_str(&format!("  {}{}\n", full.repeat(filled(score.percent)), "░".repeat(BAR - filled(score.percent))));
    }

    fn table(self, out: &mut String, table: &Table) {
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(UTF8_FULL_CONDENSED);
        drawn.set_content_arrangement(ContentArrangement::Dynamic);
        drawn.set_width(self.width.min(usize::from(u16::MAX)) as u16);
        drawn.set_header(table.head.clone());
        for row in &table.rows {
            // A heading within the table fills the first cell.
            let blank = table.head.len() - row.len();
            let cells = row.iter().map(Prose::to_string).chain(std::iter::repeat_n(String::new(), blank));
            drawn.add_row(cells.collect::<Vec<_>>());
        }
        // The first column names the rows: at most a third, so that the others have room. No word is broken.
        let first = if self.fits(table, UnicodeWidthStr::width) { self.width } else { self.width / 3 };
        let fixed = |width: usize| Width::Fixed(width.min(usize::from(u16::MAX)) as u16);
        for (position, column) in drawn.column_iter_mut().enumerate() {
            let lower = widest(table, position, longest_word) + 2 * PADDING;
            let upper = if position == 0 { first.max(lower) } else { self.width };
            column.set_constraint(ColumnConstraint::Boundaries { lower: fixed(lower), upper: fixed(upper) });
        }
        for line in drawn.to_string().lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    fn blocks(self, out: &mut String, table: &Table) {
        match table.narrow {
            NarrowTable::ByRow => {
                for row in &table.rows {
                    self.styled(out, &row[0].to_string(), STRONG);
                    for (name, cell) in table.head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
                        self.wrapped(out, &format!("{name}: {cell}"), "  ", "    ");
                    }
                }
            }
            NarrowTable::ByColumn => {
                for (column, name) in table.head.iter().enumerate().skip(1) {
                    if column > 1 {
                        out.push('\n');
                    }
                    self.styled(out, name, STRONG);
                    for row in &table.rows {
                        match row.get(column) {
                            Some(cell) => self.wrapped(out, &format!("{}: {cell}", row[0]), "  ", "    "),
                            None => self.wrapped(out, &row[0].to_string().to_uppercase(), " ", " "),
                        }
                    }
                }
            }
        }
    }
}

/// The greatest of these sizes in a column, its heading among them.
fn widest(table: &Table, column: usize, of: fn(&str) -> usize) -> usize {
    // A heading within the table is not held by the first column alone.
    let rows = table.rows.iter().filter(|row| row.len() > 1);
    let cells = rows.filter_map(|row| row.get(column)).map(|cell| of(&cell.to_string()));
    cells.chain([of(&table.head[column])]).max().unwrap_or(0)
}

/// How many columns the longest word takes.
fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// How much of a bar is filled: to the nearest column, but never nothing or all of it by rounding.
fn filled(percent: u32) -> usize {
    match percent {
        0 => 0,
        1..100 => (percent as usize * BAR + 50).div_euclid(100).clamp(1, BAR - 1),
        _ => BAR,
    }
}

/// Whether a text has an address or a line of answers in it.
fn is_copied(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('`'));
    words.any(|word| word.contains("https://") || word.contains("http://") || is_answer_string(word))
}

/// Wraps to a width. A word longer than a line is broken, but what people follow or copy stays whole.
fn wrap<'a>(text: &'a str, width: usize, first: &'a str, rest: &'a str) -> Vec<std::borrow::Cow<'a, str>> {
    let options = Options::new(width).initial_indent(first).subsequent_indent(rest);
    let options = options.break_words(!is_copied(text));
    // Addresses are not split at their hyphens, and lines are filled one by one as people expect.
    let options = options.word_splitter(WordSplitter::NoHyphenation).wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(musts_met: usize, percent: u32) -> Block {
        let score = Score {
            title: "One".to_owned(),
            fit: "fits",
            musts_met,
            musts: 3,
            points: percent,
            possible: 100,
            percent,
        };
        Block::Scores(vec![score])
    }

    #[test]
    fn a_bar_stands_after_its_words_and_fits_a_narrow_terminal() {
        let mut page = Document::titled("Scores");
        page.push(score(3, 70));
        let text = Text { width: 40, drawing: Drawing::Boxes }.render(&page);
        assert_eq!(text, "One: 3 of 3 musts met, fits; 70 of 100\n  points (70%)\n  ██████████████░░░░░░\n");
    }

    #[test]
    fn in_words_nothing_is_drawn() {
        let mut page = Document::titled("Scores");
        page.push(Block::Heading(1, "Scores".into()));
        page.push(score(3, 70));
        page.push(Block::Table(Table {
            caption: "Table".to_owned(),
            head: vec!["Name".to_owned(), "What".to_owned()],
            rows: vec![vec!["one".into(), "a thing".into()]],
            legend: Prose::default(),
            narrow: NarrowTable::ByRow,
        }));
        let text = Text { width: 80, drawing: Drawing::Words }.render(&page);
        let expected = "Scores\nOne: 3 of 3 musts met, fits; 70 of 100 points (70%)\n\none\n  What: a thing\n";
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }

    #[test]
    fn an_address_that_is_longer_than_a_line_stays_whole() {
        let mut page = Document::titled("Address");
        page.push(Block::Terms(vec![("Website".to_owned(), "https://example.org/a/long/way/to/go".into())]));
        let text = Text { width: 24, drawing: Drawing::Boxes }.render(&page);
        assert_eq!(text, "Website:\n  https://example.org/a/long/way/to/go\n");
    }

    #[test]
    fn a_line_of_answers_that_is_longer_than_a_line_stays_whole() {
        let mut page = Document::titled("Answers");
        page.push(Block::Paragraph("The same again: `advisor:1/contacts:both/protect:content`.".into()));
        let text = Text { width: 24, drawing: Drawing::Boxes }.render(&page);
        assert_eq!(text, "The same again:\n`advisor:1/contacts:both/protect:content`.\n");
    }

    #[test]
    fn no_word_of_a_table_is_broken_and_no_line_too_long() {
        let rows = [
            ["a-long-name-of-a-rule-without-blanks", "should 4", "another-long-name: and-its-level"],
            ["short", "must", "one: two; and then a good many words on when it holds, as there are"],
        ];
        let rows: Vec<Vec<Prose>> = rows.iter().map(|row| row.map(Prose::from).to_vec()).collect();
        let mut is_drawn = Vec::new();
        for width in 40..160 {
            let mut page = Document::titled("Table");
            page.push(Block::Table(Table {
                caption: "Table".to_owned(),
                head: ["id", "strength", "needs"].map(str::to_owned).to_vec(),
                rows: rows.clone(),
                legend: Prose::default(),
                narrow: NarrowTable::ByRow,
            }));
            let text = Text { width, drawing: Drawing::Boxes }.render(&page);
            let text = anstream::adapter::strip_str(&text).to_string();
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            for cell in rows.iter().flatten() {
                assert!(cell.to_string().split(' ').all(|word| text.contains(word)), "{width}: {cell}\n{text}");
            }
            is_drawn.push(text.contains('│'));
        }
        assert!(is_drawn.is_sorted() && is_drawn.contains(&true) && is_drawn.contains(&false));
    }

    #[test]
    fn a_bar_beside_a_veto_is_not_solid() {
        let mut page = Document::titled("Scores");
        page.push(score(2, 100));
        let text = Text { width: 80, drawing: Drawing::Boxes }.render(&page);
        assert!(text.starts_with("One: 2 of 3 musts met") && text.contains('▒') && !text.contains('█'), "{text}");
    }

    #[test]
    fn rounding_never_empties_or_fills_a_bar() {
        assert_eq!([0, 1, 50, 99, 100].map(filled), [0, 1, 10, 19, 20]);
    }
}
