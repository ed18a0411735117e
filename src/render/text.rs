//! Plain text for a terminal, wrapped to its width.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Width};
use textwrap::WrapAlgorithm;
use unicode_width::UnicodeWidthStr;

use crate::answers::is_answer_string;
use crate::document::{Block, Document, Item, Table};
use crate::text::unhyphenated;

/// Renders text of a given width.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The columns there are.
    pub width: usize,
    /// What is drawn beside the words.
    pub drawing: Drawing,
}

/// Whether anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Lines and tables.
    Boxes,
    /// Nothing: words only, for people who have them read aloud.
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
/// The blank columns on both sides of a cell, and the line before it.
const FRAME: usize = 3;

const STRONG: Style = Style::new().bold();
const VERDICT: Style = AnsiColor::Green.on_default().bold();

impl Text {
    /// The whole document, ending in a line break.
    pub fn render(self, document: &Document) -> String {
        let mut out = String::new();
        // A heading is close to its text.
        let mut is_close = true;
        for block in &document.blocks {
            if !is_close {
                out.push('\n');
            }
            is_close = matches!(block, Block::Heading(..));
            self.block(&mut out, block);
        }
        out
    }

    fn block(self, out: &mut String, block: &Block) {
        match block {
            Block::Verdict(headline, lines) => {
                self.styled(out, headline, VERDICT);
                lines.iter().for_each(|line| self.wrapped(out, line, "  ", "    "));
            }
            Block::Heading(level, text) => {
                self.styled(out, text, STRONG);
                if *level == 1 && self.drawing == Drawing::Boxes {
                    out.push_str(&"─".repeat(text.to_string().width().min(self.prose())));
                    out.push('\n');
                }
            }
            Block::Paragraph(text) => self.wrapped(out, text, "", ""),
            Block::Numbered(items) | Block::Sources(items) => {
                let digits = items.len().to_string().len();
                for (number, item) in (1..).zip(items) {
                    self.item(out, &format!("{number:>digits$}. "), item);
                }
            }
            Block::Bullets(items) => items.iter().for_each(|item| self.item(out, "- ", item)),
            Block::Terms(terms) => {
                for (name, text) in terms {
                    let colon = if name.ends_with('?') { "" } else { ":" };
                    self.wrapped(out, format!("{name}{colon} {text}"), "", "  ");
                }
            }
            Block::Table(table) => {
                if self.has_room(table) {
                    self.table(out, table);
                } else {
                    self.by_row(out, table);
                }
                if !table.legend.is_empty() {
                    out.push('\n');
                    self.wrapped(out, &table.legend, "", "");
                }
            }
        }
    }

    fn prose(self) -> usize {
        self.width.clamp(NARROWEST, WIDEST_PROSE)
    }

    fn wrapped(self, out: &mut String, text: impl Display, first: &str, rest: &str) {
        // Lines are filled one by one, as people expect. A word longer than a line is broken, unless it is there to be
        // followed or copied.
        let options = unhyphenated(self.prose()).initial_indent(first).subsequent_indent(rest);
        let options = options.wrap_algorithm(WrapAlgorithm::FirstFit);
        for paragraph in text.to_string().split('\n') {
            let lines = textwrap::wrap(paragraph, options.clone().break_words(!is_copied(paragraph)));
            lines.iter().for_each(|line| push_line(out, line));
        }
    }

    fn styled(self, out: &mut String, text: impl Display, style: Style) {
        let mut lines = String::new();
        self.wrapped(&mut lines, text, "", "");
        lines.lines().for_each(|line| out.push_str(&format!("{style}{line}{style:#}\n")));
    }

    fn item(self, out: &mut String, mark: &str, item: &Item) {
        let indent = " ".repeat(mark.width());
        self.wrapped(out, &item.text, mark, &indent);
        item.notes.iter().for_each(|note| self.wrapped(out, note, &indent, &indent));
        item.steps.iter().for_each(|step| self.wrapped(out, step, &format!("{indent}- "), &format!("{indent}  ")));
    }

    /// Whether a table can be read as one: it fits as it is, or its columns can be wrapped without breaking a word.
    fn has_room(self, table: &Table) -> bool {
        let can_wrap = self.width >= NARROWEST_TABLE.max(NARROWEST_COLUMN * table.head.len());
        let is_whole = self.fits(table, UnicodeWidthStr::width) || can_wrap && self.fits(table, longest_word);
        is_whole && self.drawing == Drawing::Boxes
    }

    /// Whether a table fits whose cells take so many columns.
    fn fits(self, table: &Table, of: fn(&str) -> usize) -> bool {
        (0..table.head.len()).map(|column| widest(table, column, of) + FRAME).sum::<usize>() < self.width
    }

    fn table(self, out: &mut String, table: &Table) {
        let columns = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(UTF8_FULL_CONDENSED);
        drawn.set_content_arrangement(ContentArrangement::Dynamic);
        drawn.set_width(columns(self.width));
        drawn.set_header(&table.head);
        // A heading within the table fills the first cell.
        drawn.add_rows(&table.rows);
        // The first column names the rows: at most a third, so that the others have room. No word is broken.
        let first = if self.fits(table, UnicodeWidthStr::width) { self.width } else { self.width / 3 };
        for (position, column) in drawn.column_iter_mut().enumerate() {
            let lower = widest(table, position, longest_word) + FRAME - 1;
            let upper = if position == 0 { first.max(lower) } else { self.width };
            let (lower, upper) = (Width::Fixed(columns(lower)), Width::Fixed(columns(upper)));
            column.set_constraint(ColumnConstraint::Boundaries { lower, upper });
        }
        drawn.lines().for_each(|line| push_line(out, &line));
    }

    /// A block for each row, where there is no room for columns.
    fn by_row(self, out: &mut String, table: &Table) {
        for row in &table.rows {
            if row.len() == 1 {
                out.push('\n');
                self.wrapped(out, row[0].to_string().to_uppercase(), "", "");
                continue;
            }
            self.styled(out, &row[0], STRONG);
            for (name, cell) in table.head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
                self.wrapped(out, format!("{name}: {cell}"), "  ", "    ");
            }
        }
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// The greatest of these sizes in a column, its heading among them.
fn widest(table: &Table, column: usize, of: fn(&str) -> usize) -> usize {
    // A heading within the table is not held by the first column alone.
    let rows = table.rows.iter().filter(|row| row.len() > 1);
    let cells = rows.filter_map(|row| row.get(column)).map(|cell| of(&cell.to_string()));
    cells.chain([of(&table.head[column])]).max().unwrap_or(0)
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Whether a text has an address or a line of answers in it.
fn is_copied(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('`'));
    words.any(|word| word.contains("https://") || word.contains("http://") || is_answer_string(word))
}
