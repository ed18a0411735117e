//! The quiz as a person meets it: by lines over byte buffers and pipes, by menus on a pseudo-terminal.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "quiz/lines.rs"]
mod lines;
#[cfg(unix)]
#[path = "quiz/menus.rs"]
mod menus;
#[cfg(unix)]
#[path = "quiz/picture.rs"]
mod picture;
#[cfg(unix)]
#[path = "quiz/pseudo_terminal.rs"]
mod pseudo_terminal;

use std::sync::LazyLock;

use advisor::kb::{Key, KnowledgeBase, Question};
use unicode_width::UnicodeWidthStr;

/// The knowledge base of the program, read once for all tests.
static KB: LazyLock<KnowledgeBase> = LazyLock::new(KnowledgeBase::embedded);

/// The question with this id.
fn question(id: &str) -> Key<Question> {
    KB.questions().keys().find(|key| KB[*key].id == id).unwrap_or_else(|| panic!("there is no question `{id}`"))
}

/// How the question with this id is put.
fn ask(id: &str) -> &'static str {
    &KB[question(id)].ask
}

/// The words for a choice of a question.
fn label(id: &str, choice: &str) -> &'static str {
    let choices = &KB[question(id)].choices;
    let found = choices.iter().find(|known| known.id == choice);
    &found.unwrap_or_else(|| panic!("`{id}` has no choice `{choice}`")).label
}

/// Text without its line breaks and indents, so that it can be searched wherever it was wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line is no wider than this, or is one word, such as an address, that nobody could use in parts.
fn fits(line: &str, columns: usize) -> bool {
    line.width() <= columns || !line.trim().contains(' ')
}
