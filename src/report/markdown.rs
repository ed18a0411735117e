//! Markdown (GitHub's), escaped so that no text of the data can become markup, but for what it marks as code.

use super::Format;
use crate::document::{Block, Depth, Document, Item, Score, Table};
use crate::document::{Prose, Span};

/// Renders Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl Format for Markdown {
    fn render(&self, document: &Document) -> String {
        let mut out = format!("# {}\n", escape(&document.title));
        let mut depth = Depth::default();
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
                    out.push_str(&format!("{} {}\n", "#".repeat(depth.of_next(*level) + 1), prose(text)));
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
    if !table.caption.is_empty() {
        out.push_str(&format!("*{}*\n\n", escape(&table.caption)));
    }
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

/// Running text, with addresses as links whose text is their target.
fn prose(prose: &Prose) -> String {
    let mut out = String::new();
    for span in prose.spans() {
        match span {
            Span::Address(address) => out.push_str(&format!("<{}>", encoded(address))),
            // Two backticks in a row would be another mark.
            Span::Code(code) if is_plain_code(code) && !out.ends_with('`') => out.push_str(&format!("`{code}`")),
            Span::Words(_) | Span::Code(_) | Span::Cited(_) => out.push_str(&inline(&span.to_string())),
        }
    }
    opening(&out)
}

/// Whether nothing ends code with this text between its marks, in a table either.
fn is_plain_code(code: &str) -> bool {
    !code.contains(['`', '|', '\n']) && !code.trim().is_empty()
}

/// Escapes a text in which nothing is to be markup.
fn escape(text: &str) -> String {
    opening(&inline(text))
}

/// Escapes what Markdown would read as markup wherever it stands.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br>"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '$' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// Escapes what Markdown would read as a list, a line or indented code where a text begins.
fn opening(text: &str) -> String {
    let text = text.trim_start();
    let after_digits = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = &text[..text.len() - after_digits.len()];
    let is_mark =
        if digits.is_empty() { text.starts_with(['-', '+', '=']) } else { after_digits.starts_with(['.', ')']) };
    if is_mark { format!("{digits}\\{after_digits}") } else { text.to_owned() }
}

/// An address in which nothing is left that Markdown, or a table of it, could read as markup.
fn encoded(address: &str) -> String {
    let encode = |character: char| match character {
        '[' | ']' | '(' | ')' | '!' | '*' | '\\' | '|' | '<' | '>' => format!("%{:02X}", u32::from(character)),
        _ => character.to_string(),
    };
    address.chars().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::{Prose, prose};

    #[test]
    fn no_text_becomes_markup() {
        let escaped = |text: &str| prose(&Prose::from(text));
        assert_eq!(escaped("a|b <script> [x](y) *z*"), r"a\|b \<script\> \[x\](y) \*z\*");
        assert_eq!(escaped("two\nlines"), "two<br>lines");
        assert_eq!(escaped("&lt;i&gt;"), "&amp;lt;i&amp;gt;");
        assert_eq!(escaped(r"as `--a_b <c> \` or `x|y`, not `"), r"as `--a_b <c> \` or \`x\|y\`, not \`");
        assert_eq!(escaped("`a``b` ` `"), r"`a`\`b\` \` \`");
        assert_eq!(escaped("see https://example.org/a_b"), "see <https://example.org/a_b>");
        assert_eq!(escaped("see https://example.org/a|b<i>"), r"see <https://example.org/a%7Cb>\<i\>");
        assert_eq!(escaped("https://example.org/[x](y)z!"), "<https://example.org/%5Bx%5D%28y%29z>!");
    }

    #[test]
    fn no_text_begins_a_list_or_code() {
        let escaped = |text: &str| prose(&Prose::from(text));
        for (text, told) in [
            ("- 1. x", r"\- 1. x"),
            ("12. x", r"12\. x"),
            ("3) x", r"3\) x"),
            ("+ x", r"\+ x"),
            ("=== ", r"\=== "),
            ("    x", "x"),
            ("1.5 metres", r"1\.5 metres"),
            ("12 x. y", "12 x. y"),
        ] {
            assert_eq!(escaped(text), told);
        }
    }
}
