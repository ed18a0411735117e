//! Small things that everything rests on: dates, spans, addresses, what is unprintable, formulas, widths.

use advisor::document::{Block, Document, Prose, Span, Table};
use advisor::kb::{AsOf, parse_day, parse_span, written_span};
use advisor::render::{Drawing, Text, disarmed};
use advisor::text::{escaped, escaped_json, is_unprintable};
use jiff::civil::date;
use regex::Regex;
use unicode_width::UnicodeWidthStr;

#[test]
fn a_date_counts_from_the_first_day_it_can_mean_and_is_written_as_it_was_read() {
    let month = AsOf::parse("2026-03").unwrap();
    assert_eq!(month.first_day(), date(2026, 3, 1));
    assert!(month.is_older_than(parse_span("3 months").unwrap(), date(2026, 6, 2)));
    assert!(!month.is_older_than(parse_span("3 months").unwrap(), date(2026, 6, 1)));
    for written in ["0987", "2026-03", "2026-03-01"] {
        assert_eq!(AsOf::parse(written).unwrap().to_string(), written);
    }
    for wrong in ["", "26", "2026-3", "2026-13", "2026-02-30", "20260203", "2026-01-01T00:00", "+2026", "2026-"] {
        assert_eq!(AsOf::parse(wrong), None, "{wrong}");
    }
    assert_eq!(parse_day("2026-03"), None);
}

#[test]
fn a_span_is_a_positive_count_of_a_calendar_unit() {
    assert!(parse_span("90d").is_some() && parse_span("18 months").is_some() && parse_span(" 2 years ").is_some());
    for written in ["90 days", "1 day", "3 weeks", "18 months", "1 month", "2 years"] {
        assert_eq!(written_span(parse_span(written).unwrap()), written);
    }
    for wrong in ["", "90", "months", "-3 months", "0 days", "1.5 years", "3 hours", "99999999999 days"] {
        assert!(parse_span(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn what_is_unprintable_is_so_by_its_unicode_properties() {
    let hidden = r"\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}";
    // Signs before Arabic digits are seen, and the last variation selectors choose how an emoji looks.
    let hidden = Regex::new(&format!(r"^[{hidden}--\p{{Prepended_Concatenation_Mark}}\x{{FE0E}}\x{{FE0F}}]$")).unwrap();
    for character in '\0'..=char::MAX {
        let is_hidden = hidden.is_match(character.encode_utf8(&mut [0; 4]));
        assert_eq!(is_unprintable(character), is_hidden, "{}", character.escape_unicode());
    }
}

#[test]
fn what_is_not_seen_or_moves_what_is_seen_is_escaped_and_letters_are_not() {
    for hidden in ["\u{7F}", "\u{9B}", "\u{AD}", "\u{200D}", "\u{202E}", "\u{2069}", "\u{FFF9}", "\u{E0041}"] {
        assert!(escaped(hidden).is_ascii(), "{}", hidden.escape_unicode());
    }
    assert_eq!(escaped("aß語🔒ا׳é—“”█"), "aß語🔒ا׳é—“”█");
    for (raw, safe) in [("\u{7F}", "\\u007f"), ("\u{E0041}", "\\udb40\\udc41"), ("\t", " "), ("\n", "\n")] {
        assert_eq!(escaped_json(&format!("é{raw}🔒")), format!("é{safe}🔒"));
    }
}

#[test]
fn a_cell_that_looks_like_a_formula_is_disarmed() {
    for cell in ["=1+1", "@x", "+c|x", "\t=1", " -x", "\r\n=x", "\u{FF1D}1", "-1+2", "--1", "+1-800"] {
        assert_eq!(disarmed(cell), format!("'{cell}"));
    }
    for cell in ["plain - text", "-5", "+1.5e3", "", "a=b", "'=1"] {
        assert_eq!(disarmed(cell), cell);
    }
}

#[test]
fn only_web_addresses_at_the_beginning_of_a_word_are_addresses_up_to_the_end_of_a_sentence() {
    let addresses = |text: &str| -> Vec<String> {
        let prose = Prose::from(text);
        let spans = prose.spans().iter().filter(|span| matches!(span, Span::Address(_)));
        spans.map(ToString::to_string).collect()
    };
    let text = "Get it from https://example.org/a_b. Then (http://example.org/c) wait.";
    assert_eq!(addresses(text), ["https://example.org/a_b", "http://example.org/c"]);
    assert_eq!(addresses("javascript:alert(1) xhttps://example.org https:// ftp://example.org"), [""; 0]);
}

#[test]
fn what_is_followed_or_copied_stays_whole_on_a_narrow_terminal() {
    for (text, expected) in [
        ("Website: https://example.org/a/long/way/to/go", "Website:\nhttps://example.org/a/long/way/to/go\n"),
        ("The same again: `advisor:1/circle:a/group:b`.", "The same again:\n`advisor:1/circle:a/group:b`.\n"),
    ] {
        let mut page = Document::titled("Copied");
        page.push(Block::Paragraph(text.into()));
        assert_eq!(Text { width: 24, drawing: Drawing::Boxes }.render(&page), expected);
    }
}

#[test]
fn no_word_of_a_table_is_broken_and_no_line_too_long() {
    let rows = [
        ["a-long-name-of-a-rule-without-blanks", "should 4", "another-long-name: and-its-level"],
        ["short", "must", "one: two; and then a good many words on when it holds, as there are"],
    ];
    let mut page = Document::titled("Table");
    page.push(Block::Table(Table {
        caption: "Table".to_owned(),
        head: ["id", "strength", "needs"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(|row| row.map(Prose::from).to_vec()).collect(),
        legend: Prose::default(),
    }));
    let mut is_drawn = Vec::new();
    for width in 40..160 {
        let text = Text { width, drawing: Drawing::Boxes }.render(&page);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
        for word in rows.iter().flatten().flat_map(|cell| cell.split(' ')) {
            assert!(text.contains(word), "{width}: {word}\n{text}");
        }
        is_drawn.push(text.contains('│'));
    }
    assert!(is_drawn.is_sorted() && is_drawn.contains(&true) && is_drawn.contains(&false));
}
