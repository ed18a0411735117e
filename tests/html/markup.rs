//! A strict reader of the HTML that the program prints: what a browser would forgive is a fault here.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The beginning of something, with its attributes.
    Open(String, Vec<(String, String)>),
    /// The end of something.
    Close(String),
    /// Text as a reader sees it.
    Text(String),
}

/// What has no end.
const VOID: [&str; 3] = ["meta", "link", "br"];

/// Reads a page, or says what is wrong with it.
pub(crate) fn read(page: &str) -> Result<Vec<Piece>, String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").ok_or("the document type is missing")?;
    let mut pieces = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while !rest.is_empty() {
        if open.last().is_some_and(|name| name == "style") {
            let end = rest.find("</style>").ok_or("the style does not end")?;
            pieces.push(Piece::Text(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            pieces.push(Piece::Text(unescape(&rest[..end])?));
            rest = &rest[end..];
            continue;
        };
        let end = tag.find('>').ok_or("a tag does not end")?;
        let (inside, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            let last = open.pop();
            if last.as_deref() != Some(name) {
                return Err(format!("</{name}> ends {last:?}"));
            }
            pieces.push(Piece::Close(name.to_owned()));
            continue;
        }
        let closed = inside.ends_with('/');
        let (name, attributes) = tag_of(inside.trim_end_matches('/'))?;
        pieces.push(Piece::Open(name.clone(), attributes));
        if closed || VOID.contains(&name.as_str()) {
            pieces.push(Piece::Close(name));
        } else {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(pieces) } else { Err(format!("{open:?} do not end")) }
}

fn tag_of(inside: &str) -> Result<(String, Vec<(String, String)>), String> {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    if name.is_empty() || !name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit()) {
        return Err(format!("<{inside}> is no tag"));
    }
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let (key, value) = rest.split_once("=\"").ok_or_else(|| format!("<{inside}> has a bare attribute"))?;
        let (value, after) = value.split_once('"').ok_or_else(|| format!("<{inside}> has an open quote"))?;
        if !key.chars().all(|character| character.is_ascii_alphabetic() || character == '-') || value.contains('<') {
            return Err(format!("<{inside}> has the attribute `{key}`, `{value}`"));
        }
        attributes.push((key.to_owned(), unescape(value)?));
        rest = after.trim_start();
    }
    Ok((name.to_owned(), attributes))
}

/// Text without references to characters; a bare `&` is a fault.
fn unescape(text: &str) -> Result<String, String> {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, after) = part
            .strip_prefix('#')
            .and_then(|part| part.split_once(';'))
            .ok_or_else(|| format!("`&{part}` is not escaped"))?;
        let character = number.parse().ok().and_then(char::from_u32).ok_or_else(|| format!("`&#{number};`"))?;
        out.push(character);
        out.push_str(after);
    }
    Ok(out)
}

/// All text of a page but its style.
pub(crate) fn text(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut in_style = false;
    for piece in pieces {
        match piece {
            Piece::Open(name, _) => in_style = name == "style",
            Piece::Close(_) => in_style = false,
            Piece::Text(text) if !in_style => out.push_str(text),
            Piece::Text(_) => {}
        }
    }
    out
}

/// The text of every `outer` that has an `inner` in it.
pub(crate) fn texts_of(pieces: &[Piece], inner: &str, outer: &str) -> Vec<String> {
    let mut found = Vec::new();
    // What is open, each with its text so far and whether the inner thing was in it.
    let mut open: Vec<(&str, String, bool)> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Open(name, _) => {
                if name == inner {
                    open.iter_mut().for_each(|(_, _, has)| *has = true);
                }
                open.push((name, String::new(), false));
            }
            Piece::Text(more) => open.iter_mut().for_each(|(_, text, _)| text.push_str(more)),
            Piece::Close(_) => {
                if let Some((name, text, true)) = open.pop()
                    && name == outer
                {
                    found.push(text);
                }
            }
        }
    }
    found
}

#[test]
fn what_a_browser_would_forgive_is_a_fault() {
    for (page, fault) in [
        ("<html></html>", "document type"),
        ("<!DOCTYPE html>\n<p>a & b</p>", "not escaped"),
        ("<!DOCTYPE html>\n<p><b></p></b>", "ends"),
        ("<!DOCTYPE html>\n<p>", "do not end"),
        ("<!DOCTYPE html>\n<p class=a></p>", "bare attribute"),
        ("<!DOCTYPE html>\n<a href=\"x\"onclick=\"y\" z></a>", "bare attribute"),
    ] {
        let found = read(page).unwrap_err();
        assert!(found.contains(fault), "{page}: {found}");
    }
}
