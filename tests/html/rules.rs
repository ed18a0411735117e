//! What every page must and must not hold.
//!
//! Pages are XML, too, so that a strict reader finds what a browser would forgive: a tag that does not end, a bare `&`.

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use crate::support::{load, small};

const ALLOWED: &str = "html head meta link title style body a header p nav details summary ul li main div section h1 h2 \
                       h3 ol dl dt dd table caption thead tbody tr th td span strong code br footer";
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

fn read(page: &str) -> Result<Document<'_>, roxmltree::Error> {
    Document::parse_with_options(page, ParsingOptions { allow_dtd: true, ..ParsingOptions::default() })
}

/// The text of a page but its style.
pub(crate) fn text_of(page: &str) -> String {
    let page = read(page).unwrap();
    let texts = page.descendants().filter(|node| node.is_text() && !node.parent().unwrap().has_tag_name("style"));
    texts.filter_map(|node| node.text()).collect()
}

pub(crate) fn faults(page: &str) -> Vec<String> {
    let page = match read(page) {
        Ok(page) => page,
        Err(fault) => return vec![fault.to_string()],
    };
    let mut faults: Vec<String> = Vec::new();
    let mut check = |holds: bool, fault: String| faults.extend((!holds).then_some(fault));
    let elements: Vec<Node<'_, '_>> = page.descendants().filter(Node::is_element).collect();
    let named = |name: &str| elements.iter().filter(|node| node.has_tag_name(name)).count();
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|node| node.attribute("id")) {
        check(!id.contains(char::is_whitespace) && ids.insert(id), format!("the id `{id}` is taken"));
    }

    for node in &elements {
        let name = node.tag_name().name();
        check(ALLOWED.split(' ').any(|allowed| allowed == name), format!("<{name}> has no place on a page"));
        for (key, value) in node.attributes().map(|attribute| (attribute.name(), attribute.value())) {
            check(!key.starts_with("on") && key != "style" && key != "src", format!("<{name} {key}>"));
            check(!value.contains("://") || (name == "a" && key == "href"), format!("<{name} {key}> names an address"));
            check(key != "aria-labelledby" || ids.contains(value), format!("`{value}`, which is missing"));
        }
        let is_empty = !node.descendants().any(|inner| inner.text().is_some_and(|text| !text.trim().is_empty()));
        check(!is_empty || !"h1 h2 h3 th a li p".split(' ').any(|full| full == name), format!("an empty <{name}>"));
        match name {
            "a" => check(is_sound_link(node, &ids), format!("a link to `{:?}`", node.attribute("href"))),
            "link" => check(node.attribute("href") == Some("data:,"), "a link to a file".to_owned()),
            "th" => {
                let scope = node.attribute("scope");
                check(matches!(scope, Some("col" | "row" | "rowgroup")), format!("a th of scope {scope:?}"));
            }
            "table" => {
                let is_region = |node: Node<'_, '_>| {
                    node.attribute("role") == Some("region") && node.attribute("tabindex") == Some("0")
                };
                check(node.parent().is_some_and(is_region), "a table that cannot be scrolled by keys".to_owned());
                let has_caption = node.children().any(|inner| inner.has_tag_name("caption"));
                check(has_caption, "a table without a caption".to_owned());
            }
            "style" => {
                let style = node.text().unwrap_or_default();
                let outside = ["url(", "@import", "http", "expression"].iter().any(|word| style.contains(word));
                check(!outside, "the style reaches outside".to_owned());
            }
            _ => {}
        }
    }

    let policy = elements.iter().find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"));
    check(policy.and_then(|node| node.attribute("content")) == Some(POLICY), "the policy is another".to_owned());
    check(page.root_element().attribute("lang") == Some("en"), "the language is missing".to_owned());
    for name in ["header", "main", "footer", "h1"] {
        check(named(name) == 1, format!("{} <{name}>", named(name)));
    }
    let mut before = 0;
    for level in elements.iter().filter_map(|node| node.tag_name().name().strip_prefix('h')?.parse::<u8>().ok()) {
        check(level <= before + 1, format!("<h{level}> follows <h{before}>"));
        before = level;
    }
    faults
}

/// Whether a link leads to a place of the page, or to the web without telling where it stands.
fn is_sound_link(node: &Node<'_, '_>, ids: &BTreeSet<&str>) -> bool {
    let href = node.attribute("href").unwrap_or_default();
    match href.strip_prefix('#') {
        Some(id) => ids.contains(id),
        None if !href.starts_with("https://") && !href.starts_with("http://") => false,
        None => node.attribute("rel") == Some("noopener noreferrer"),
    }
}

#[test]
fn each_rule_can_be_broken() {
    let pages = super::every_page(&load(&small()));
    let (_, page) = pages.into_iter().find(|(name, _)| name == "compare").unwrap();
    assert_eq!(faults(&page), [] as [String; 0]);
    for (right, wrong, fault) in [
        ("</main>", "a & b</main>", "malformed entity"),
        ("</main>", "<p><code></p></code></main>", "expected 'code' tag"),
        ("</main>", "<script></script></main>", "<script> has no place"),
        ("</main>", "<img src=\"data:,\"/></main>", "<img> has no place"),
        ("<main ", "<main onclick=\"x\" ", "<main onclick>"),
        ("<main ", "<main style=\"x\" ", "<main style>"),
        (" rel=\"noopener noreferrer\"", "", "a link to"),
        ("href=\"data:,\"", "href=\"https://example.org/icon\"", "names an address"),
        ("href=\"https://", "href=\"javascript:", "a link to"),
        ("href=\"#main\"", "href=\"#elsewhere\"", "elsewhere"),
        (" scope=\"col\"", "", "a th of scope None"),
        ("id=\"source-1\"", "id=\"main\"", "the id `main` is taken"),
        ("default-src 'none'; ", "", "the policy is another"),
        (" lang=\"en\"", "", "the language is missing"),
        ("<footer>", "<footer><p>x</p></footer><footer>", "2 <footer>"),
        ("</main>", "<h2>x</h2><h1>x</h1></main>", "2 <h1>"),
        ("</h1>", "</h1><h3>x</h3>", "<h3> follows <h1>"),
        ("</main>", "<p> </p></main>", "an empty <p>"),
        ("<style>", "<style>@import 'x';", "the style reaches outside"),
        (" tabindex=\"0\"", "", "cannot be scrolled by keys"),
    ] {
        assert!(page.contains(right), "the page has no {right}");
        let broken = faults(&page.replacen(right, wrong, 1));
        assert!(broken.iter().any(|found| found.contains(fault)), "{wrong}: {broken:?}");
    }
}
