//! Pages of HTML: how they are built, what they may hold, how they look, and that they ask for nothing.

mod browser;
mod contrast;
mod hostile;
mod pages;
mod rules;

use advisor::document::{Document, Page as _};
use advisor::explore::Profile;
use advisor::render::{Drawing, Text, html};

use crate::support::{load, small, trust};
use pages::every_page;
use rules::{faults, text_of};

#[test]
fn every_page_keeps_the_rules() {
    let pages = every_page(&load(&small()));
    assert!(pages.len() > 50, "every id has a page, not only {}", pages.len());
    for (name, page) in pages {
        assert_eq!(faults(&page), [] as [String; 0], "{name}");
    }
}

#[test]
fn a_page_says_what_the_text_says() {
    let kb = load(&small());
    let squeezed = |text: &str| -> String { text.chars().filter(|character| character.is_alphanumeric()).collect() };
    let documents: Vec<Document> = Profile::ids(&kb).map(|id| Profile::of(&kb, &trust(), id).unwrap().page()).collect();
    for document in documents {
        let page = squeezed(&text_of(&html(&document)));
        let text = Text { width: 80, drawing: Drawing::Words }.render(&document);
        for line in anstream::adapter::strip_str(&text).to_string().lines() {
            let line = line.trim_start().trim_start_matches(|character: char| character.is_ascii_digit());
            assert!(page.contains(&squeezed(line)), "the page lacks: {line}");
        }
    }
}
