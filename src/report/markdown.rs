//! Markdown (GitHub's), escaped so that no text of the data can become markup.

use super::Format;
use super::document::{Block, Document, Item, Table};

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
                    out.push_str(&format!("**{}**\n", escape(headline)));
                    if !lines.is_empty() {
                        out.push('\n');
                    }
                    for line in lines {
                        out.push_str(&format!("- {}\n", escape(line)));
                    }
                }
                Block::Heading(level, text) => {
                    out.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level) + 1), escape(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("{}\n", escape(text))),
                Block::Numbered(items) => {
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
                        out.push_str(&format!("- **{}**{colon} {}\n", escape(name), escape(text)));
                    }
                }
                Block::Table(table) => push_table(&mut out, table),
            }
        }
        out
    }
}

fn list_item(out: &mut String, mark: &str, item: &Item) {
    out.push_str(&format!("{mark}{}\n", escape(&item.text)));
    let indent = " ".repeat(mark.len());
    for note in &item.notes {
        out.push_str(&format!("\n{indent}{}\n", escape(note)));
    }
    if !item.steps.is_empty() {
        out.push('\n');
    }
    for step in &item.steps {
        out.push_str(&format!("{indent}- {}\n", escape(step)));
    }
}

fn push_table(out: &mut String, table: &Table) {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push_str(&row(&table.head));
    out.push_str(&format!("|{}\n", " --- |".repeat(table.head.len())));
    for cells in &table.rows {
        if let [heading] = cells.as_slice() {
            // GitHub's Markdown has no spanning cells: a heading fills the first one.
            let blank = std::iter::repeat_n(String::new(), table.head.len() - 1);
            let cells: Vec<String> = std::iter::once(format!("**{}**", escape(heading))).chain(blank).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        } else {
            out.push_str(&row(cells));
        }
    }
}

/// Escapes what Markdown would read as markup; addresses stay as they are.
fn escape(text: &str) -> String {
    text.split(' ').map(escape_word).collect::<Vec<_>>().join(" ")
}

fn escape_word(word: &str) -> String {
    if word.starts_with("https://") || word.starts_with("http://") {
        return word.replace('|', "%7C").replace('<', "%3C").replace('>', "%3E");
    }
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
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
    use super::escape;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(escape("a|b <script> [x](y) *z*"), r"a\|b \<script\> \[x\](y) \*z\*");
        assert_eq!(escape("two\nlines"), "two<br>lines");
        assert_eq!(escape("see https://example.org/a_b"), "see https://example.org/a_b");
    }
}
