//! Markdown (GitHub's), escaped so that no text of the data can become markup, but for what it marks as code.

use crate::document::{Block, Document, Item, Prose, Span, Table};

/// The whole document as Markdown, ending in a line break.
pub fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n", escape(&document.title));
    let mut has_parts = false;
    for block in &document.blocks {
        out.push('\n');
        match block {
            Block::Verdict(headline, lines) => {
                out.push_str(&format!("**{}**\n", prose(headline)));
                if !lines.is_empty() {
                    out.push('\n');
                }
                lines.iter().for_each(|line| out.push_str(&format!("- {}\n", prose(line))));
            }
            Block::Heading(level, text) => {
                // Headings before the first part are one level up, so that no level is skipped.
                has_parts |= *level == 1;
                let mark = if has_parts && *level > 1 { "###" } else { "##" };
                out.push_str(&format!("{mark} {}\n", prose(text)));
            }
            Block::Paragraph(text) => out.push_str(&format!("{}\n", prose(text))),
            Block::Numbered(items) | Block::Sources(items) => {
                (1..).zip(items).for_each(|(number, item)| list_item(&mut out, &format!("{number}. "), item));
            }
            Block::Bullets(items) => items.iter().for_each(|item| list_item(&mut out, "- ", item)),
            Block::Terms(terms) => {
                for (name, text) in terms {
                    let colon = if name.ends_with('?') { "" } else { ":" };
                    out.push_str(&format!("- **{}**{colon} {}\n", escape(name), prose(text)));
                }
            }
            Block::Table(table) => push_table(&mut out, table),
        }
    }
    out
}

fn list_item(out: &mut String, mark: &str, item: &Item) {
    out.push_str(&format!("{mark}{}\n", prose(&item.text)));
    let indent = " ".repeat(mark.len());
    item.notes.iter().for_each(|note| out.push_str(&format!("\n{indent}{}\n", prose(note))));
    if !item.steps.is_empty() {
        out.push('\n');
    }
    item.steps.iter().for_each(|step| out.push_str(&format!("{indent}- {}\n", prose(step))));
}

fn push_table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        out.push_str(&format!("*{}*\n\n", escape(&table.caption)));
    }
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(table.head.iter().map(|cell| escape(cell)).collect()));
    out.push_str(&format!("|{}\n", " --- |".repeat(table.head.len())));
    for cells in &table.rows {
        let mut cells: Vec<String> = cells.iter().map(prose).collect();
        if let [heading] = cells.as_mut_slice() {
            *heading = format!("**{heading}**");
        }
        // GitHub's Markdown has no spanning cells: a heading fills the first one.
        cells.resize(table.head.len(), String::new());
        out.push_str(&row(cells));
    }
    if !table.legend.is_empty() {
        out.push_str(&format!("\n{}\n", prose(&table.legend)));
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
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '$' => out.extend(['\\', character]),
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
    let marks: &[char] = if digits.is_empty() { &['-', '+', '='] } else { &['.', ')'] };
    if after_digits.starts_with(marks) { format!("{digits}\\{after_digits}") } else { text.to_owned() }
}

/// An address in which nothing is left that Markdown, or a table of it, could read as markup.
fn encoded(address: &str) -> String {
    let encode = |character: char| match character {
        '[' | ']' | '(' | ')' | '!' | '*' | '\\' | '|' | '<' | '>' => format!("%{:02X}", u32::from(character)),
        _ => character.to_string(),
    };
    address.chars().map(encode).collect()
}
