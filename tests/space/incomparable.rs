//! Editions that do not ask alike: which of them are compared all the same.

use advisor::kb::Files;
use advisor::space::Editions;
use serde_yaml::Value;

use super::editions::combinations;
use super::levels;
use crate::support::random::files;
use crate::support::{edited, load, small};

#[test]
fn editions_are_compared_in_whatever_order_they_ask_unless_they_have_no_answer_in_common() {
    let compared = |old: &Files, new: &Files| {
        let (old, new) = (load(old), load(new));
        let editions = Editions::of([(&old, &levels(&old)), (&new, &levels(&new))]);
        editions.map(|editions| Some(editions.size as usize) == combinations(&old, &new, 20_000).map(|all| all.len()))
    };
    // The same questions, of which the last or the one before it depends on the other one.
    let depends = |files: Files, is_last: bool| {
        edited(&files, "questions.yaml", |list| {
            let list: &mut Vec<Value> = list.as_sequence_mut().expect("questions are a list");
            let (group, phone) = (list.len() - 2, list.len() - 1);
            if is_last {
                list[phone]["ask-when"] = serde_yaml::from_str("[{ group: [large] }]").expect("it is YAML");
            } else {
                list[group]["ask-when"] = serde_yaml::from_str("[{ phone: [own] }]").expect("it is YAML");
                list.swap(group, phone);
            }
        })
    };
    let (free, last, first) = (small(), depends(small(), true), depends(small(), false));
    for (old, new) in [(&free, &first), (&free, &last), (&first, &free), (&first, &last)] {
        assert_eq!(compared(old, new), Ok(true));
    }

    let renamed = |text: &str| {
        ["c0", "c1", "c2", "c3"].iter().fold(text.to_owned(), |text, id| text.replace(id, &id.replace('c', "d")))
    };
    let drawn = files::small(3);
    let other = drawn.iter().fold(Files::default(), |files, (name, text)| files.with(name, &renamed(text)));
    let unlike = compared(&drawn, &other).expect_err("they have other choices");
    assert!(unlike.starts_with("they have no answer to the question `"), "{unlike}");
}
