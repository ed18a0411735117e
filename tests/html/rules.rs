//! What every page must and must not hold.

use std::collections::BTreeSet;

use super::markup::{Piece, read};

/// Everything that a page may be made of.
const ALLOWED: [&str; 39] = [
    "html", "head", "meta", "link", "title", "style", "body", "a", "header", "p", "nav", "details", "summary", "ul",
    "li", "main", "div", "section", "h1", "h2", "h3", "ol", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "span", "strong", "code", "br", "svg", "rect", "footer",
];
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

type Attributes = [(String, String)];

fn value<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Every rule that a page breaks, in words.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let pieces = match read(page) {
        Ok(pieces) => pieces,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    let mut fault = |holds: bool, text: String| {
        if !holds {
            faults.push(text);
        }
    };
    let opened: Vec<(&str, &Attributes)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Open(name, attributes) => Some((name.as_str(), attributes.as_slice())),
            Piece::Close(_) | Piece::Text(_) => None,
        })
        .collect();
    let count = |name: &str| opened.iter().filter(|(opened, _)| *opened == name).count();
    let mut ids = BTreeSet::new();
    for id in opened.iter().filter_map(|(_, attributes)| value(attributes, "id")) {
        fault(!id.contains(char::is_whitespace) && ids.insert(id), format!("the id `{id}` is taken"));
    }

    for (name, attributes) in &opened {
        fault(ALLOWED.contains(name), format!("<{name}> has no place on a page"));
        for (key, text) in *attributes {
            fault(!key.starts_with("on") && key != "style" && key != "src", format!("<{name} {key}>"));
            fault(!text.contains("://") || (*name == "a" && key == "href"), format!("<{name} {key}> names an address"));
            if key == "aria-labelledby" {
                let known = text.split(' ').all(|id| ids.contains(id));
                fault(known, format!("<{name}> is labelled by `{text}`, which is missing"));
            }
        }
        match *name {
            "a" => faults_of_link(attributes, &ids).into_iter().for_each(|text| fault(false, text)),
            "link" => fault(value(attributes, "href") == Some("data:,"), "a link to a file".to_owned()),
            "th" => {
                let scope = value(attributes, "scope");
                fault(matches!(scope, Some("col" | "row" | "rowgroup")), format!("a th of scope {scope:?}"));
            }
            // What is drawn stands in words beside it, and is read aloud once.
            "svg" => {
                fault(value(attributes, "aria-hidden") == Some("true"), "a drawing that is read aloud".to_owned());
            }
            "section" => fault(attributes.is_empty(), "a section that is a landmark".to_owned()),
            _ => {}
        }
    }

    let policy =
        opened.iter().find(|(_, attributes)| value(attributes, "http-equiv") == Some("Content-Security-Policy"));
    let policy = policy.and_then(|(_, attributes)| value(attributes, "content"));
    fault(policy == Some(POLICY), format!("the policy is {policy:?}"));
    fault(value(opened[0].1, "lang") == Some("en"), "the language is missing".to_owned());
    for (name, wanted) in [("header", 1), ("main", 1), ("footer", 1), ("h1", 1)] {
        fault(count(name) == wanted, format!("{} <{name}>, not {wanted}", count(name)));
    }
    fault(count("nav") <= 1, "more than one <nav>".to_owned());
    let (captions, tables) = (count("caption"), count("table"));
    fault(captions == tables, format!("{captions} <caption> for {tables} <table>"));
    let regions = opened.iter().filter(|(_, attributes)| value(attributes, "role") == Some("region"));
    let named = regions.filter(|(_, attributes)| value(attributes, "tabindex") == Some("0")).count();
    fault(named == count("table"), "a table that cannot be scrolled by keys".to_owned());

    let levels = opened.iter().filter_map(|(name, _)| name.strip_prefix('h')?.parse::<u8>().ok());
    let mut before = 0;
    for level in levels {
        fault(level <= before + 1, format!("<h{level}> follows <h{before}>"));
        before = level;
    }
    for (piece, next) in pieces.iter().zip(pieces.iter().skip(1)) {
        match (piece, next) {
            (Piece::Open(name, _), Piece::Text(style)) if name == "style" => {
                let outside = ["url(", "@import", "http", "expression"].iter().any(|word| style.contains(word));
                fault(!outside, "the style reaches outside".to_owned());
            }
            (Piece::Open(name, _), Piece::Close(_))
                if ["h1", "h2", "h3", "th", "a", "li", "p"].contains(&name.as_str()) =>
            {
                fault(false, format!("an empty <{name}>"));
            }
            _ => {}
        }
    }
    faults
}

fn faults_of_link(attributes: &Attributes, ids: &BTreeSet<&str>) -> Option<String> {
    let href = value(attributes, "href")?;
    if let Some(id) = href.strip_prefix('#') {
        return (!ids.contains(id)).then(|| format!("a link to `{id}`, which is missing"));
    }
    if !href.starts_with("https://") && !href.starts_with("http://") {
        return Some(format!("a link to `{href}`"));
    }
    let rel: Vec<&str> = value(attributes, "rel").unwrap_or_default().split(' ').collect();
    let quiet = rel.contains(&"noreferrer") && rel.contains(&"noopener");
    (!quiet).then(|| format!("a link to `{href}` that tells where it stands"))
}

#[test]
fn each_rule_can_be_broken() {
    let kb = super::pages::shipped();
    let pages = super::pages::every_page(&kb);
    let page = &pages.iter().find(|(name, _)| name == "quiz, all unsure").unwrap().1;
    assert_eq!(faults(page), [] as [String; 0]);
    for (right, wrong, fault) in [
        ("</main>", "<script></script></main>", "<script> has no place"),
        ("</main>", "<img src=\"data:,\"/></main>", "<img> has no place"),
        ("<main ", "<main onclick=\"x\" ", "<main onclick>"),
        ("<main ", "<main style=\"x\" ", "<main style>"),
        (" rel=\"noopener noreferrer\"", "", "tells where it stands"),
        ("href=\"data:,\"", "href=\"https://example.org/icon\"", "names an address"),
        ("href=\"https://", "href=\"javascript:", "a link to `javascript:"),
        ("href=\"#main\"", "href=\"#elsewhere\"", "`elsewhere`, which is missing"),
        (" scope=\"col\"", "", "a th of scope None"),
        ("id=\"to-why\"", "id=\"main\"", "the id `main` is taken"),
        ("id=\"to-why\"", "id=\"to-who\"", "a link to `to-why`, which is missing"),
        ("default-src 'none'; ", "", "the policy is"),
        (" lang=\"en\"", "", "the language is missing"),
        ("<footer>", "<footer></footer><footer>", "2 <footer>"),
        ("<h1>", "<h1>x</h1><h1>", "2 <h1>"),
        ("<h2 id=\"to-why\">Why</h2>", "<h3 id=\"to-why\">Why</h3>", "<h3> follows <h1>"),
        ("<style>", "<style>@import 'x';", "the style reaches outside"),
        (" aria-hidden=\"true\"", "", "a drawing that is read aloud"),
        ("<section>", "<section aria-label=\"x\">", "a section that is a landmark"),
        (" tabindex=\"0\"", "", "cannot be scrolled by keys"),
    ] {
        assert!(page.contains(right), "the page has no {right}");
        let broken = faults(&page.replacen(right, wrong, 1));
        assert!(broken.iter().any(|found| found.contains(fault)), "{wrong}: {broken:?}");
    }
}
