//! Pages of HTML: how they are built, what they may hold, how they look, and that they ask for nothing.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "html/browser.rs"]
mod browser;
#[path = "html/contrast.rs"]
mod contrast;
#[path = "html/hostile.rs"]
mod hostile;
#[path = "html/markup.rs"]
mod markup;
#[path = "html/pages.rs"]
mod pages;
#[path = "support/random.rs"]
mod random;
#[path = "html/rules.rs"]
mod rules;

use pages::{every_page, shipped};
use rules::faults;

#[test]
fn every_page_keeps_the_rules() {
    let kb = shipped();
    let pages = every_page(&kb);
    assert!(pages.len() > 300, "everyone and every id has a page, not only {}", pages.len());
    for (name, page) in pages {
        assert_eq!(faults(&page), [] as [String; 0], "{name}");
    }
}

#[test]
fn a_score_in_a_page_never_stands_without_the_musts() {
    let kb = shipped();
    let mut found = 0;
    for (name, page) in every_page(&kb) {
        for item in markup::texts_of(&markup::read(&page).unwrap(), "svg", "li") {
            found += 1;
            assert!(item.contains(" points (") && item.contains(" must"), "{name}: {item}");
        }
    }
    assert!(found > 60, "each candidate has a bar for everyone");
}

#[test]
fn a_page_says_what_the_text_says() {
    use advisor::report::{Drawing, Format, Html, Text};

    let kb = shipped();
    let squeezed = |text: &str| -> String { text.chars().filter(|character| character.is_alphanumeric()).collect() };
    let advice = pages::advice(&kb, &pages::people(&kb)[0].1);
    let document = advisor::words::advice::page(&advice, advisor::words::advice::Detail::Full);
    let page = markup::read(&Html.render(&document)).unwrap();
    let page = squeezed(&markup::text(&page));
    let text = Text { width: 80, drawing: Drawing::Boxes }.render(&document);
    // A bar, a rule and the lines of a table are drawn differently; every line of prose is the same.
    let text = anstream::adapter::strip_str(&text).to_string();
    for line in text.lines().filter(|line| !line.contains(['│', '─', '█', '▒', '░', '═'])) {
        let line = line.trim_start().trim_start_matches(|character: char| character.is_ascii_digit());
        assert!(page.contains(&squeezed(line)), "the page lacks: {line}");
    }
}
