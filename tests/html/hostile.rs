//! A knowledge base by someone who wants to get markup into the page.

use advisor::kb::{Files, KnowledgeBase};
use serde_yaml::Value;

use super::every_page;
use super::rules::{faults, text_of};
use crate::support::{edited, load, small};

/// What is put at the end of every text.
const HOSTILE: &str = r#" "'><script>alert(1)</script><img src=x onerror=alert(1)></title></style>--> &lt;i&gt; {{ 7 * 7 }} <svg/onload=x>"#;
/// What short texts become, after their first letter.
const HOSTILE_WORD: &str = r#""'><script>x</script>&"#;
/// What is put at the end of every address.
const HOSTILE_ADDRESS: &str = r#"/?a="onmouseover="alert(1)&b='><script>"#;
/// The fields that people read, and that must be short.
const SHORT: &str = "title summary label people";
/// The other fields that people read.
const PROSE: &str = "publisher about text detail claim said-by answer ask help why because unsure-means note can-change \
                     before how-to need-label first later whom how languages unseen remedy headline short";
const ADDRESSES: &str = "url website";

/// Puts hostile words into every field that people read.
fn poison(value: &mut Value, field: &str) {
    let is_of = |fields: &str| fields.split_whitespace().any(|known| known == field);
    match value {
        Value::Mapping(fields) => {
            for (key, inner) in fields.iter_mut() {
                let key = key.as_str().unwrap_or_default().to_owned();
                poison(inner, &key);
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| poison(item, field)),
        Value::String(text) if is_of(SHORT) => {
            text.truncate(text.chars().next().map_or(0, char::len_utf8));
            text.push_str(HOSTILE_WORD);
        }
        Value::String(text) if is_of(PROSE) => text.push_str(HOSTILE),
        Value::String(text) if is_of(ADDRESSES) => text.push_str(HOSTILE_ADDRESS),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Tagged(_) => {}
    }
}

/// The invented knowledge base with hostile words in every text.
pub(crate) fn hostile() -> KnowledgeBase {
    let poisoned = |files: Files, (file, _): (&String, &String)| edited(&files, file, |value| poison(value, ""));
    load(&small().0.iter().fold(small(), poisoned))
}

#[test]
fn whatever_stands_in_the_data_stands_in_the_page_as_text() {
    let (mut words, mut sentences) = (0, 0);
    for (name, page) in every_page(&hostile()) {
        assert_eq!(faults(&page), [] as [String; 0], "{name}");
        // A hostile address is a link, and its address ends before the markup.
        assert!(!page.contains("onmouseover=\""), "{name}");
        let text = text_of(&page);
        words += text.matches(HOSTILE_WORD).count();
        sentences += text.matches(HOSTILE.trim()).count();
    }
    assert!(words > 100 && sentences > 100, "the hostile words are there, as text: {words} and {sentences} times");
}
