//! What fits the layout is laid out, and no more.

use advisor::space::{BUDGET, Space, TooLarge};

use super::hostile::told_truly;
use super::random::Random;
use super::random::files::{self, Shape};
use super::{levels, load};

#[test]
fn as_many_messengers_and_levels_as_there_is_room_for_are_laid_out_and_no_more() {
    let shape = |random: &mut Random| Shape { candidates: 8, alternatives: 0, ..Shape::small(random) };
    let mut random = Random::new(1);
    let eight = files::of(&shape(&mut random), &mut random);
    let text = |name: &str| eight.text(name).expect("it is there").to_owned();
    let nine = eight
        .clone()
        .with("scope.yaml", &text("scope.yaml").replace("candidates: [", "candidates: [iota, "))
        .with("messengers/iota.yaml", &text("messengers/alpha.yaml").replace("id: alpha", "id: iota"));
    let with_levels = |count: usize| {
        let counted = "- { id: w, title: W, group: all, why: A reason, review-after: 1 year, count: things }\n";
        let rule = |level: usize| {
            format!(
                "- {{ id: w{level}, when: {{}}, need: {{ w: {level} }}, strength: should 1, because: A reason, \
                 sources: [report] }}\n"
            )
        };
        let rules: String = (1..=count).map(rule).collect();
        let fact = "  w: { count: 20, summary: A, detail: A, as-of: 2025-01, confidence: high, sources: [report] }\n";
        let mut files = eight
            .clone()
            .with("properties.yaml", &(text("properties.yaml") + counted))
            .with("rules.yaml", &(text("rules.yaml") + &rules));
        for (name, messenger) in eight.iter().filter(|(name, _)| name.starts_with("messengers/")) {
            files = files.with(name, &(messenger.to_owned() + fact));
        }
        files
    };
    for (files, fits) in [(&eight, true), (&nine, false), (&with_levels(32), true), (&with_levels(33), false)] {
        let kb = load(files);
        let space = Space::compile(&kb, &levels(&kb), BUDGET);
        assert_eq!(space.as_ref().err(), (!fits).then_some(&TooLarge));
        if let Ok(space) = space {
            assert_eq!(told_truly(&kb, &space, 200), 200);
        }
    }
    assert_eq!(
        TooLarge.to_string(),
        "it has more than 256 questions, or too many combinations that differ to be laid out"
    );
}

#[test]
fn points_that_do_not_fit_are_not_laid_out() {
    let mut random = Random::new(1);
    let shape = Shape { contexts: 3, ..Shape::small(&mut random) };
    let files = files::of(&shape, &mut random);
    assert!(Space::compile(&load(&files), &levels(&load(&files)), BUDGET).is_ok());
    // In each of three contexts, some thousand properties bring five points.
    let (mut properties, mut rules) = (files.text("properties.yaml").unwrap_or_default().to_owned(), String::new());
    for number in 0..2300 {
        properties += &format!(
            "- {{ id: w{number}, title: W, group: all, why: A reason, review-after: 1 year, count: things }}\n"
        );
        rules += &format!(
            "- {{ id: rw{number}, when: {{}}, need: {{ w{number}: 1 }}, strength: should 5, because: A reason, sources: [report] }}\n"
        );
    }
    let mut heavy = files.clone().with("properties.yaml", &properties);
    heavy = heavy.with("rules.yaml", &(files.text("rules.yaml").unwrap_or_default().to_owned() + &rules));
    let messengers = files.iter().filter(|(name, _)| name.starts_with("messengers/"));
    for (count, (name, text)) in messengers.enumerate() {
        let fact = |number: usize| {
            format!(
                "  w{number}: {{ count: {count}, summary: A, detail: A, as-of: 2025-01, confidence: high, \
                 sources: [report] }}\n"
            )
        };
        heavy = heavy.with(name, &(text.to_owned() + &(0..2300).map(fact).collect::<String>()));
    }
    let kb = load(&heavy);
    assert_eq!(Space::compile(&kb, &levels(&kb), BUDGET).err(), Some(TooLarge));
}
