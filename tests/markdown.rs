//! Markdown as a reader of it sees it: whatever stands in the data stays text.

use advisor::document::{Block, Document, Item, Table};
use advisor::render::markdown;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// Texts of an attacker who wants markup in a page, a line each.
const HOSTILE: &str = include_str!("markdown.txt");

/// A page with a text in every place that takes one.
fn page(text: &str) -> Document {
    let item = || Item { text: text.into(), notes: vec![text.into()], steps: vec![text.into()] };
    let mut page = Document::titled(text);
    page.push(Block::Verdict(text.into(), vec![text.into()]));
    page.push(Block::Heading(2, text.into()));
    page.push(Block::Paragraph(text.into()));
    page.push(Block::Numbered(vec![item(), item()]));
    page.push(Block::Paragraph(text.into()));
    page.push(Block::Bullets(vec![item()]));
    page.push(Block::Heading(1, text.into()));
    page.push(Block::Terms(vec![(text.to_owned(), text.into())]));
    page.push(Block::Table(Table {
        caption: text.to_owned(),
        head: vec![text.to_owned(), text.to_owned()],
        rows: vec![vec![text.into()], vec![text.into(), text.into()]],
        legend: text.into(),
    }));
    page.push(Block::Sources(vec![item()]));
    page
}

fn events(markdown: &str) -> Vec<Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH).collect()
}

/// What a page is built of, without its texts and without links that show where they lead.
fn build(markdown: &str) -> Vec<String> {
    // What is between two backticks is code, and nothing in it is markup.
    let is_built = |event: &Event<'_>| match event {
        Event::Start(Tag::Link { link_type, .. }) => *link_type != LinkType::Autolink,
        other => !matches!(other, Event::End(TagEnd::Link) | Event::Text(_) | Event::Code(_)),
    };
    events(markdown).iter().filter(|event| is_built(event)).map(|event| format!("{event:?}")).collect()
}

#[test]
fn no_text_changes_what_a_page_is_built_of() {
    let expected = build(&markdown(&page("text")));
    assert!(expected.len() > 50, "there is a page: {expected:?}");
    for text in HOSTILE.lines() {
        let page = markdown(&page(text));
        assert_eq!(build(&page), expected, "{text}\n{page}");
    }
}

#[test]
fn words_are_read_as_they_were_written() {
    for text in HOSTILE.lines().filter(|text| !text.contains("https://x.example")) {
        let mut page = Document::titled("x");
        page.push(Block::Paragraph(text.into()));
        let page = markdown(&page);
        let read: String = events(&page)
            .into_iter()
            .skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph)))
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.to_string()),
                Event::Code(code) => Some(format!("`{code}`")),
                Event::InlineHtml(tag) if &*tag == "<br>" => Some("\n".to_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(read, text.trim_start());
    }
}
