//! The picture in README.md: two screens of a real run.

use std::fs;
use std::path::Path;

use vt100::{Cell, Color};

use super::pseudo_terminal::{DOWN, ENTER, PseudoTerminal, Waits};
use super::times;

const COLUMNS: u16 = 80;
/// The size of a column and of a row, in the units of the picture.
const COLUMN: f64 = 8.4;
const ROW: f64 = 19.0;
const MARGIN: f64 = 16.0;

/// What the person in the picture has answered before it begins.
const ANSWERS: &str = "--contacts both --circles separate --concern identity --adversary police --harm serious \
                       --number contacts --spare-number no --identities one --device nothing --groups none \
                       --adoption reluctant --calls none --phone android --special neither";

#[test]
fn the_picture_in_the_readme_shows_what_the_program_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quiz/picture.svg");
    let drawn = picture();
    if std::env::var_os("PICTURE").is_some_and(|wish| wish == "overwrite") {
        fs::write(&path, &drawn).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept == drawn, "{} is out of date; PICTURE=overwrite cargo test picture draws it anew", path.display());
}

/// A question with two answers marked, and the first screen of the advice.
fn picture() -> String {
    let arguments: Vec<&str> = ["quiz"].into_iter().chain(ANSWERS.split_whitespace()).collect();
    let mut terminal = PseudoTerminal::start((24, COLUMNS), &arguments);
    for key in [ENTER, ENTER, DOWN, DOWN, ENTER] {
        terminal.press(key);
    }
    assert_eq!(times(&terminal.screen(), "[x]"), 2, "{}", terminal.screen());
    let asked = terminal.cells();
    terminal.choose("Done");
    // The network, and then the review.
    terminal.press("1\r");
    terminal.press(ENTER);
    assert_eq!(terminal.waits(), Waits::Page, "{}", terminal.screen());
    let advised = terminal.cells();
    svg(&[trimmed(&asked), trimmed(&advised)])
}

fn trimmed(rows: &[Vec<Cell>]) -> &[Vec<Cell>] {
    let is_empty = |row: &[Cell]| row.iter().all(|cell| cell.contents().trim().is_empty());
    let first = rows.iter().position(|row| !is_empty(row)).unwrap();
    let last = rows.iter().rposition(|row| !is_empty(row)).unwrap();
    &rows[first..=last]
}

fn svg(screens: &[&[Vec<Cell>]]) -> String {
    let width = f64::from(COLUMNS) * COLUMN + 2.0 * MARGIN;
    let height_of = |screen: &[Vec<Cell>]| screen.len() as f64 * ROW + 2.0 * MARGIN;
    let height: f64 = screens.iter().map(|screen| height_of(screen)).sum::<f64>() + MARGIN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <title>A question of the quiz, and the first screen of its advice</title>\n"
    );
    let mut top = 0.0;
    for screen in screens {
        let height = height_of(screen);
        text += &format!("<rect y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#1d2430\"/>\n");
        for (number, row) in screen.iter().enumerate() {
            let y = top + MARGIN + (number as f64 + 0.75) * ROW;
            let mut column = 0;
            for run in row.chunk_by(|one, other| look(one) == look(other)) {
                let letters = run.iter().map(|cell| if cell.has_contents() { cell.contents() } else { " " });
                text += &words(column, y, &letters.collect::<String>(), look(&run[0]));
                column += run.len();
            }
        }
        top += height + MARGIN;
    }
    text.push_str("</svg>\n");
    text
}

/// How a run of letters looks: its colour, and whether it is bold.
type Look = (&'static str, bool);

fn look(cell: &Cell) -> Look {
    let colour = match cell.fgcolor() {
        _ if cell.dim() => "#8b97a8",
        Color::Idx(1 | 9) => "#f28b82",
        Color::Idx(2 | 10) => "#8fd694",
        Color::Idx(3 | 11) => "#f5d67b",
        Color::Idx(4 | 6 | 12 | 14) => "#7fc8e8",
        Color::Default | Color::Idx(_) | Color::Rgb(..) => "#e6e9ee",
    };
    (colour, cell.bold())
}

/// Words that look alike; nothing for spaces.
fn words(start: usize, y: f64, words: &str, (colour, is_bold): Look) -> String {
    if words.trim().is_empty() {
        return String::new();
    }
    let indent = words.len() - words.trim_start().len();
    let words = words.trim();
    let (x, length) = (MARGIN + (start + indent) as f64 * COLUMN, words.chars().count() as f64 * COLUMN);
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\" fill=\"{colour}\"{weight} xml:space=\"preserve\">{words}</text>\n"
    )
}
