//! Markdown (GitHub's), escaped so that no text of the data can become markup.

use super::Format;
use super::document::{Block, Document, Item, Score, Table};
use super::prose::{Prose, Span};

/// Renders Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl Format for Markdown {
    fn render(&self, document: &Document) -> String {
        let mut out = format!("# {}\n", escape(&document.title));
        for block in &document.blocks {
            out.push('\n');
            match block {
                Block::Verdict { headline, lines } => {
                    out.push_str(&format!("**{}**\n", prose(headline)));
                    if !lines.is_empty() {
                        out.push('\n');
                    }
                    for line in lines {
                        out.push_str(&format!("- {}\n", prose(line)));
                    }
                }
                Block::Heading(level, text) => {
                    out.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level) + 1), prose(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("{}\n", prose(text))),
                Block::Numbered(items) | Block::Sources(items) => {
                    for (position, item) in items.iter().enumerate() {
                        list_item(&mut out, &format!("{}. ", position + 1), item);
                    }
                }
                Block::Bullets(items) => {
                    for item in items {
                        list_item(&mut out, "- ", item);
                    }
                }
                Block::Terms(terms) => {
                    for (name, text) in terms {
                        let colon = if name.ends_with('?') { "" } else { ":" };
                        out.push_str(&format!("- **{}**{colon} {}\n", escape(name), prose(text)));
                    }
                }
                Block::Table(table) => push_table(&mut out, table),
                Block::Scores(scores) => push_scores(&mut out, scores),
            }
        }
        out
    }
}

fn list_item(out: &mut String, mark: &str, item: &Item) {
    out.push_str(&format!("{mark}{}\n", prose(&item.text)));
    let indent = " ".repeat(mark.len());
    for note in &item.notes {
        out.push_str(&format!("\n{indent}{}\n", prose(note)));
    }
    if !item.steps.is_empty() {
        out.push('\n');
    }
    for step in &item.steps {
        out.push_str(&format!("{indent}- {}\n", prose(step)));
    }
}

fn push_table(out: &mut String, table: &Table) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(table.head.iter().map(|cell| escape(cell)).collect()));
    out.push_str(&format!("|{}\n", " --- |".repeat(table.head.len())));
    for cells in &table.rows {
        if let [heading] = cells.as_slice() {
            // GitHub's Markdown has no spanning cells: a heading fills the first one.
            let blank = std::iter::repeat_n(String::new(), table.head.len() - 1);
            out.push_str(&row(std::iter::once(format!("**{}**", prose(heading))).chain(blank).collect()));
        } else {
            out.push_str(&row(cells.iter().map(prose).collect()));
        }
    }
    if !table.legend.is_empty() {
        out.push_str(&format!("\n{}\n", prose(&table.legend)));
    }
}

fn push_scores(out: &mut String, scores: &[Score]) {
    out.push_str("| Candidate | Musts | Points |\n| --- | --- | --- |\n");
    for score in scores {
        out.push_str(&format!("| {} | {} | {} |\n", escape(&score.title), score.state(), score.result()));
    }
}

/// Running text; GitHub makes links of addresses as they stand.
fn prose(prose: &Prose) -> String {
    let span = |span: &Span| match span {
        Span::Address(address) => address.replace('|', "%7C"),
        Span::Words(_) | Span::Code(_) | Span::Cited(_) => escape(&span.to_string()),
    };
    prose.spans().iter().map(span).collect()
}

/// Escapes what Markdown would read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br>"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Prose, prose};

    #[test]
    fn no_text_becomes_markup() {
        let escaped = |text: &str| prose(&Prose::from(text));
        assert_eq!(escaped("a|b <script> [x](y) *z*"), r"a\|b \<script\> \[x\](y) \*z\*");
        assert_eq!(escaped("two\nlines"), "two<br>lines");
        assert_eq!(escaped("see https://example.org/a_b"), "see https://example.org/a_b");
        assert_eq!(escaped("see https://example.org/a|b<i>"), r"see https://example.org/a%7Cb\<i\>");
    }
}
