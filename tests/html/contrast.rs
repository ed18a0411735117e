//! Whether what a page shows can be told from what it stands on, in both modes and on paper.

use advisor::document::Document;
use advisor::render::html;

/// The least contrast of text and of what is drawn, by the Web Content Accessibility Guidelines, level AA.
const TEXT: f64 = 4.5;
const DRAWING: f64 = 3.0;

/// What stands on what, and how well it must be seen.
const PAIRS: [(&str, &str, f64); 8] = [
    ("ink", "paper", TEXT),
    ("ink", "panel", TEXT),
    ("quiet", "paper", TEXT),
    ("quiet", "panel", TEXT),
    ("link", "paper", TEXT),
    ("link", "panel", TEXT),
    ("mark", "paper", TEXT),
    ("mark", "panel", DRAWING),
];

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
        for (front, back, least) in PAIRS {
            let found = contrast(color(&page, mark, front), color(&page, mark, back));
            assert!(found >= least, "{mark}: {front} on {back} has {found:.2}, not {least}");
        }
    }
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    for line in style.lines().filter(|line| line.contains('#')) {
        assert!(line.trim_start().starts_with("--"), "a colour that this test does not look at: {line}");
    }
}
