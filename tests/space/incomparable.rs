//! Editions that do not ask alike: which of them are compared all the same.

use advisor::kb::KnowledgeBase;
use advisor::space::{Editions, Incomparable};
use serde_yaml::Value;

use super::editions::edited;
use super::lines::Lines;
use super::{levels, load};

#[test]
fn editions_that_do_not_ask_alike_are_not_compared() {
    let mut lines = Lines::default();
    let property = lines.property([false, true]);
    let questions = [(); 3].map(|()| lines.question("one", 2));
    lines.rule("{ q1: [c1] }", property, "must");
    let free = lines.files();
    lines.question("one", 2);
    let more = lines.files();
    // The same questions, of which the second or the first depends on the other one.
    let depends = |one: usize, other: usize| {
        let questions = |list: &mut Value| {
            list[one]["ask-when"] = serde_yaml::from_str(&format!("[{{ q{other}: [c1] }}]")).expect("it is YAML");
            if let Some(list) = list.as_sequence_mut().filter(|_| one < other) {
                list.swap(one, other);
            }
        };
        edited(&free, "questions.yaml", questions)
    };
    let (second, first) = (load(&depends(questions[1], questions[0])), load(&depends(questions[0], questions[1])));
    let renamed = |name: &str| free.text(name).expect("it is there").replace("c0", "d0").replace("c1", "d1");
    let other_choices = load(
        &["questions.yaml", "rules.yaml"]
            .into_iter()
            .fold(free.clone(), |files, name| files.with(name, &renamed(name))),
    );
    let (free, more) = (load(&free), load(&more));
    let compared = |old: &KnowledgeBase, new: &KnowledgeBase| {
        Editions::of([(old, &levels(old)), (new, &levels(new))]).map(|editions| editions.size > 0)
    };
    for (old, new) in [(&free, &first), (&free, &second), (&first, &free), (&more, &second), (&free, &more)] {
        assert_eq!(compared(old, new), Ok(true));
    }
    let contradicting = compared(&first, &second).expect_err("they cannot be brought into one order");
    let told = "the questions `q0`, `q1` cannot be brought into one order for both";
    assert!(matches!(&contradicting, Incomparable::Order(questions) if questions.len() == 2), "{contradicting:?}");
    assert!([told, &told.replace("`q0`, `q1`", "`q1`, `q0`")].contains(&contradicting.to_string().as_str()));
    let unlike = compared(&free, &other_choices).expect_err("they have other choices");
    let Incomparable::Answers(question) = &unlike else { panic!("{unlike:?}") };
    assert_eq!(unlike.to_string(), format!("they have no answer to the question `{question}` in common"));
}
