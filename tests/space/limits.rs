//! What is too large to lay out is refused, in one sentence; what is laid out is what the engine says.

use advisor::engine::{Levels, Trust};
use advisor::kb::{KnowledgeBase, parse_day};
use advisor::space::{Outlook, Space, TooLarge, compare, leverage, proof};

use super::{hold, levels, with_more_questions};
use crate::support::random::files::{self, Shape};
use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid, load};

/// Many questions that little hangs on.
fn simple(questions: usize) -> Shape {
    Shape { questions, choices: 2..=2, rules: 20, cells: 1..=1, ..Shape::large(10) }
}

#[test]
fn what_is_too_large_is_refused_and_nothing_else() {
    // Of the choices, the last stands alone.
    let many = |choices| Shape { questions: 2, choices: choices..=choices, many: 100, rules: 10, ..Shape::large(2) };
    for (shape, fits) in [
        (simple(256), true),
        (simple(257), false),
        (many(11), true),
        (many(12), false),
        (Shape { candidates: 8, alternatives: 0, ..Shape::small(&mut Random::new(1)) }, true),
        // Settings enough that the engine does not try all sets of them, and rules that do not fit a word.
        (Shape { settings: 20, companions: 15, ..Shape::large_and_local(36) }, true),
        (Shape { rules: 120, properties: 30, musts: 1, ..Shape::large(7) }, true),
        (Shape { contexts: 6, ..Shape::large_and_local(12) }, true),
        (Shape::large_and_local(40), true),
        (Shape::large(60), false),
    ] {
        let mut random = Random::new(1);
        let laid = Laid::of(load(&files::of(&shape, &mut random)));
        assert_eq!(laid.is_some(), fits, "{shape:?}");
        for laid in laid.iter() {
            (0..300).for_each(|_| hold(laid, &random::reading(&laid.kb, &mut random), "a large one"));
        }
    }
    assert!(TooLarge.to_string().starts_with("it has more than 256 questions, or too many combinations"), "{TooLarge}");
}

#[test]
fn whatever_is_asked_of_what_is_too_large_is_refused() {
    let kb = load(&files::of(&simple(257), &mut Random::new(1)));
    let levels = levels(&kb);
    assert!(matches!(proof(&kb, &levels), Err(TooLarge)));
    assert!(matches!(leverage(&kb, &levels), Err(TooLarge)));
    assert_eq!(compare([(&kb, &levels), (&kb, &levels)]), Err(TooLarge.to_string()));
}

#[test]
fn more_sets_of_answers_than_can_be_counted_are_as_many_as_can_be() {
    let laid = Laid::of(load(&with_more_questions(130))).expect("it can be laid out");
    assert_eq!(Outlook::of(&laid.space, |_| None).total(), u128::MAX);
}

#[test]
fn the_prepared_diagram_is_the_one_that_the_knowledge_base_gives_on_any_day() {
    let kb = KnowledgeBase::embedded();
    for day in ["2020-01-01", "2026-11-23", "2199-12-31"] {
        let levels = Levels::of(kb, &Trust { as_of: parse_day(day).unwrap(), max_age: None });
        assert_eq!(Space::compile(kb, &levels).as_ref(), Ok(Space::embedded()));
    }
}

#[test]
fn what_depends_on_each_fact_can_be_computed() {
    let facts = leverage(&BUILT_IN.kb, &BUILT_IN.levels).unwrap().1;
    assert!(facts.iter().filter(|fact| fact.verdicts > 0).count() > 10, "{facts:?}");
}
