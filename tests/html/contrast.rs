//! Whether what a page shows can be told from what it stands on, in both modes and on paper.

use super::pages::{every_page, shipped};

/// The least contrast of text, by the Web Content Accessibility Guidelines, level AA.
const TEXT: f64 = 4.5;
/// The least contrast of what is drawn.
const DRAWING: f64 = 3.0;

/// What stands on what, and how well it must be seen.
const PAIRS: [(&str, &str, f64); 12] = [
    ("ink", "paper", TEXT),
    ("ink", "panel", TEXT),
    ("quiet", "paper", TEXT),
    ("quiet", "panel", TEXT),
    ("link", "paper", TEXT),
    ("link", "panel", TEXT),
    ("mark", "paper", TEXT),
    ("mark", "panel", DRAWING),
    ("mark", "track", DRAWING),
    ("quiet", "track", DRAWING),
    ("ink", "track", TEXT),
    ("link", "track", DRAWING),
];

/// The brightness of a channel as light adds up.
fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

/// How bright a colour is, 0 to 1.
fn luminance(color: &str) -> f64 {
    let digits = color.strip_prefix('#').unwrap();
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let channel = |place: usize| linear(u8::from_str_radix(&digits[place..place + 2], 16).unwrap());
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
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
fn black_on_white_has_the_greatest_contrast() {
    assert!((contrast("#000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("#777777", "#fff") - 4.48).abs() < 0.01, "just short of enough");
}

#[test]
fn everything_can_be_told_from_what_it_stands_on() {
    let kb = shipped();
    let page = every_page(&kb).swap_remove(0).1;
    for mark in ["<style>", "@media (prefers-color-scheme: dark)", "@media print"] {
        for (front, back, least) in PAIRS {
            let found = contrast(color(&page, mark, front), color(&page, mark, back));
            assert!(found >= least, "{mark}: {front} on {back} has {found:.2}, not {least}");
        }
    }
}

#[test]
fn every_colour_has_a_name() {
    let kb = shipped();
    let page = every_page(&kb).swap_remove(0).1;
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    for line in style.lines().filter(|line| line.contains('#')) {
        assert!(line.trim_start().starts_with("--"), "a colour that no test looks at: {line}");
    }
}
