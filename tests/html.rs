//! Pages of HTML: how they are built, what they may hold, how they look, and that they ask for nothing.

mod browser;
mod hostile;
mod rules;

use advisor::advice::{Advice, Case};
use advisor::answers::{Answers, Saved};
use advisor::document::{Document, Page};
use advisor::engine::Levels;
use advisor::explore::{Comparison, Inspection, Kind, Listing, Profile, RowFilter};
use advisor::kb::{Key, KnowledgeBase, Messenger};
use advisor::render::{Drawing, Text, html};
use advisor::space::Space;
use advisor::words::advice::{Detail, page};

use crate::support::{load, replaced, small, trust};
use rules::{faults, text_of};

/// The page of the advice for answers, the rest unsure.
fn advice(kb: &KnowledgeBase, mut answers: Answers, detail: Detail) -> String {
    answers.leave_rest_unsure(kb);
    let trust = trust();
    let space = Space::compile(kb, &Levels::of(kb, &trust)).ok();
    let case = Case::of(kb, &trust, &answers);
    html(&page(&Advice::of(&case, None, space.as_ref()), detail))
}

/// Every kind of page that there is for the invented knowledge base, or one with its ids, by a name.
fn every_page(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let candidates = &kb.scope().candidates;
    let all: Vec<Key<Messenger>> = candidates.iter().copied().chain(kb.alternatives()).collect();
    let compare = |messengers: &[_], filter| Comparison::of(kb, &trust(), messengers, &filter).page();
    let mut documents: Vec<(String, Document)> = vec![
        ("check".to_owned(), Inspection::of(kb, &trust()).page()),
        ("compare".to_owned(), compare(candidates, RowFilter::default())),
        ("compare --all".to_owned(), compare(&all, RowFilter::default())),
        // One messenger differs from nobody, so no row is left.
        ("no row".to_owned(), compare(&all[..1], RowFilter { differences: true, ..RowFilter::default() })),
        ("list facts".to_owned(), Listing::facts(kb).page()),
    ];
    let listed = Kind::ALL.map(|kind| (format!("list {}", kind.plural), Listing::of(kb, kind).page()));
    documents.extend(listed);
    documents.extend(Profile::ids(kb).map(|id| (format!("show {id}"), Profile::of(kb, &trust(), id).unwrap().page())));
    let mut pages: Vec<_> = documents.into_iter().map(|(name, document)| (name, html(&document))).collect();
    for answers in ["", "/circle:both", "/phone:shared", "/phone:watched", "/worries:outage", "/group:large"] {
        let read = Saved::parse(kb, "answers", &format!("advisor:1{answers}")).unwrap().answers;
        for detail in [Detail::Brief, Detail::Usual, Detail::Full] {
            pages.push((format!("quiz {answers} {detail:?}"), advice(kb, read.clone(), detail)));
        }
    }
    pages
}

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
    let either = "- worries: [outage]\n    - group: [large]";
    let kb = load(&replaced(&small(), "risks.yaml", "- worries: [outage]", either));
    let mut has_conditions = false;
    let squeezed = |text: &str| -> String { text.chars().filter(|character| character.is_alphanumeric()).collect() };
    for document in Profile::ids(&kb).map(|id| Profile::of(&kb, &trust(), id).unwrap().page()) {
        let page = squeezed(&text_of(&html(&document)));
        let text = Text { width: 80, drawing: Drawing::Words }.render(&document);
        has_conditions |= text.contains("holds\u{1b}[0m\n- worries: outage\n- group: large\n");
        for line in anstream::adapter::strip_str(&text).to_string().lines() {
            let line = line.trim_start().trim_start_matches(|character: char| character.is_ascii_digit());
            assert!(page.contains(&squeezed(line)), "the page lacks: {line}");
        }
    }
    assert!(has_conditions, "conditions of which any is enough are a list");
}

/// The least contrast of text and of what is drawn, by the Web Content Accessibility Guidelines, level AA.
const TEXT: f64 = 4.5;
const DRAWING: f64 = 3.0;

/// Which colour is on which, and how well it must be seen.
const PAIRS: [(&str, &str, f64); 3] =
    [("ink quiet link mark", "paper", TEXT), ("ink quiet link", "panel", TEXT), ("mark", "panel", DRAWING)];

fn luminance(color: &str) -> f64 {
    let digits = color.strip_prefix('#').unwrap();
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let light = |place: usize| {
        let share = f64::from(u8::from_str_radix(&digits[place..place + 2], 16).unwrap()) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * light(0) + 0.7152 * light(2) + 0.0722 * light(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colour of a name in the first set of colours after a mark.
fn color<'a>(style: &'a str, mark: &str, name: &str) -> &'a str {
    let set = style.split_once(mark).unwrap_or_else(|| panic!("there is no {mark}")).1;
    let set = set.split_once(":root {").unwrap().1.split_once('}').unwrap().0;
    let key = format!("--{name}: ");
    set.split_once(&key).unwrap_or_else(|| panic!("{mark} has no {key}")).1.split_once(';').unwrap().0
}

#[test]
fn everything_can_be_told_from_what_it_stands_on() {
    assert!((contrast("#777777", "#fff") - 4.48).abs() < 0.01, "just short of enough");
    let page = html(&Document::titled("Colours"));
    for mark in ["<style>", "@media (prefers-color-scheme: dark)", "@media print"] {
        for (fronts, back, least) in PAIRS {
            for front in fronts.split(' ') {
                let found = contrast(color(&page, mark, front), color(&page, mark, back));
                assert!(found >= least, "{mark}: {front} on {back} has {found:.2}, not {least}");
            }
        }
    }
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    for line in style.lines().filter(|line| line.contains('#')) {
        assert!(line.trim_start().starts_with("--"), "a colour that this test does not look at: {line}");
    }
}
