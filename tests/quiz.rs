//! The quiz as a person meets it: by lines over byte buffers and pipes, by menus on a pseudo-terminal.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "quiz/lines.rs"]
mod lines;
#[cfg(unix)]
#[path = "quiz/menus.rs"]
mod menus;
#[cfg(unix)]
#[path = "quiz/pseudo_terminal.rs"]
mod pseudo_terminal;

use advisor::kb::{Key, KnowledgeBase, Question};

/// The question with this id.
fn question(kb: &KnowledgeBase, id: &str) -> Key<Question> {
    kb.questions().keys().find(|key| kb[*key].id == id).unwrap_or_else(|| panic!("there is no question `{id}`"))
}

/// Text without its line breaks and indents, so that it can be searched wherever it was wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
