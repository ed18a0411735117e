//! What does not fit the layout is refused, in one sentence.

use advisor::space::{Space, TooLarge};

use super::hostile::is_laid_out;
use super::lines::Lines;
use super::random::Random;
use super::random::files::{self, Shape};
use super::{levels, load};

#[test]
fn as_many_questions_and_choices_as_there_is_room_for_are_laid_out_and_no_more() {
    let with = |questions: usize, takes: &str, choices: usize| {
        let mut lines = Lines::default();
        let property = lines.property([false, true]);
        for _ in 0..questions {
            lines.question(takes, choices);
        }
        lines.rule("{ q0: [c1] }", property, "must");
        lines.load()
    };
    for (kb, fits) in [
        (with(256, "one", 2), true),
        (with(257, "one", 2), false),
        (with(2, "many", 10), true),
        (with(2, "many", 11), false),
    ] {
        assert_eq!(is_laid_out(&kb, 20), fits);
        assert_eq!(Space::compile(&kb, &levels(&kb)).err(), (!fits).then_some(TooLarge));
    }
    assert_eq!(
        TooLarge.to_string(),
        "it has more than 256 questions, or too many combinations that differ to be laid out in 4000000 steps"
    );
}

#[test]
fn as_many_messengers_as_a_scope_takes_are_laid_out() {
    let mut random = Random::new(1);
    let shape = Shape { candidates: 8, alternatives: 0, ..Shape::small(&mut random) };
    assert!(is_laid_out(&load(&files::of(&shape, &mut random)), 200));
}
