//! The quiz as a person meets it: by lines over byte buffers and pipes, by menus on a pseudo-terminal.
#[cfg(unix)]
mod breaks;
mod lines;
#[cfg(unix)]
mod menus;
#[cfg(unix)]
mod picture;
mod pipes;
#[cfg(unix)]
mod pseudo_terminal;

use std::sync::LazyLock;

use advisor::kb::KnowledgeBase;
use unicode_width::UnicodeWidthStr;

use crate::support::{load, small};

/// The knowledge base that is asked about, read once for all tests.
static KB: LazyLock<KnowledgeBase> = LazyLock::new(|| load(&small()));

/// Flags that answer every question but these, as *unsure* is read.
fn flags_but(open: &[&str]) -> Vec<String> {
    let given = KB.questions().iter().filter(|question| !open.contains(&question.id.as_str()));
    given.flat_map(|question| [format!("--{}", question.id), question.ids(question.if_unsure).join(",")]).collect()
}

/// Text without its line breaks and indents, so that it can be searched wherever it was wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn times(text: &str, part: &str) -> usize {
    flat(text).matches(&flat(part)).count()
}

/// Holds that lines were only ever added, none wider than this, unless it is one word, such as an address, that nobody
/// could use in parts.
fn assert_only_added(text: &str, columns: usize) {
    assert!(!text.contains(['\u{1b}', '\r', '\u{8}', '\t']), "{text}");
    for line in text.lines() {
        assert!(line.width() <= columns || !line.trim().contains(' '), "{line:?}");
    }
}
