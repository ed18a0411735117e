//! Knowledge bases that take much work, or more than there is: they are refused in time, or what is told of them is true.
//!
//! Without a bound on the work none of these tests would come to its end.

use advisor::answers::Reading;
use advisor::kb::{ChoiceSet, Key, KnowledgeBase, Question};
use advisor::space::{Editions, Incomparable, Space, TooLarge, leverage, proof};

use super::lines::Lines;
use super::random::{self, Random};
use super::{by_engine, described, levels};

/// The reading in which every question that takes one has its first choice.
fn first_choices(kb: &KnowledgeBase) -> Reading {
    Reading::of(kb, |_| ChoiceSet::only(0))
}

#[test]
fn answers_that_settle_the_verdict_are_found_where_there_are_too_many_ways_to_another_one() {
    const QUESTIONS: usize = 40;
    let mut lines = Lines::default();
    for _ in 0..QUESTIONS {
        let (question, for_one, for_two) =
            (lines.question("one", 2), lines.property([true, false]), lines.property([false, true]));
        lines.rule(&format!("{{ q{question}: [c0] }}"), for_one, "should 1");
        lines.rule(&format!("{{ q{question}: [c1] }}"), for_two, "should 1");
    }
    let kb = lines.load();
    let levels = levels(&kb);
    let space = Space::compile(&kb, &levels).expect("it is small");
    let reading = first_choices(&kb);
    // Half of the answers are enough for `one`, which wins a tie, and any half is.
    let kept: Vec<Key<Question>> = space.sufficient(&reading);
    assert_eq!(kept.len(), QUESTIONS / 2);
    let against = |kept: &[Key<Question>]| {
        let mixed = Reading::of(&kb, |key| ChoiceSet::only(usize::from(!kept.contains(&key))));
        by_engine(&kb, &levels, &mixed)
    };
    assert_eq!(against(&kept), by_engine(&kb, &levels, &reading));
    assert_ne!(against(&kept[1..]), by_engine(&kb, &levels, &reading));
}

/// Holds the diagram of a knowledge base to the engine on random readings; whether there is one.
pub(super) fn is_laid_out(kb: &KnowledgeBase, readings: usize) -> bool {
    let (levels, mut random) = (levels(kb), Random::new(7));
    let Ok(space) = Space::compile(kb, &levels) else { return false };
    for _ in 0..readings {
        let reading = random::reading(kb, &mut random);
        assert_eq!(*space.verdict(&reading), by_engine(kb, &levels, &reading), "{}", described(kb, &reading));
    }
    true
}

#[test]
fn settings_that_can_be_spared_are_not_tried_together() {
    let mut lines = Lines::default();
    let needed = [lines.property([false, true]), lines.property([false, false])];
    lines.rule("{}", needed[0], "should 5");
    lines.rule("{}", needed[1], "should 5");
    for number in 0..20 {
        let question = lines.question("one", 2);
        lines.setting(&[needed[number % 2]], 1 + number % 3, &format!("{{ q{question}: [c1] }}"));
    }
    assert!(is_laid_out(&lines.load(), 3));
}

#[test]
fn settings_that_take_many_trials_are_tried_by_the_engine_alone() {
    let mut lines = Lines::default();
    let question = lines.question("one", 2);
    // A ring of needs, each met by two settings.
    let ring: Vec<usize> = (0..20).map(|_| lines.property([true, false])).collect();
    for (number, property) in ring.iter().enumerate() {
        lines.rule("{}", *property, "should 4");
        let available = if number % 2 == 0 { format!("{{ q{question}: [c1] }}") } else { String::new() };
        lines.setting(&[*property, ring[(number + 1) % 20]], 1 + number % 2, &available);
    }
    // Enough for the other messenger that the bounds alone do not decide.
    for _ in 0..6 {
        let plain = lines.property([false, true]);
        lines.rule("{}", plain, "should 5");
    }
    assert!(is_laid_out(&lines.load(), 3));
}

#[test]
fn questions_that_take_many_of_ten_choices_that_all_matter_are_refused() {
    let mut lines = Lines::default();
    for _ in 0..3 {
        lines.question("many", 10);
    }
    // Every choice of every question tells, in rules of two cells that stay under way from one question to the next.
    for choice in 0..10 {
        for (one, other) in [(0, 1), (1, 2), (0, 2)] {
            let property = lines.property([choice % 2 == 0, choice % 2 == 1]);
            let weight = 1 + (choice + one) % 5;
            let when = format!("{{ q{one}: [c{choice}], q{other}: [c{}] }}", (choice * 3 + other) % 10);
            lines.rule(&when, property, &format!("should {weight}"));
        }
    }
    assert!(!is_laid_out(&lines.load(), 300));
}

/// So many contexts, and a question for each group of two of them that says whether they are kept apart.
fn many_contexts(contexts: usize, groups: usize) -> KnowledgeBase {
    let mut lines = Lines::in_contexts(contexts);
    let nobody = lines.property([false, false]);
    for group in 0..groups {
        let question = lines.question("one", 2);
        let (first, second) = (group % contexts, (group + 1) % contexts);
        lines.apart.push(format!(
            "{{ contexts: [x{first}, x{second}], when: [{{ q{question}: [c1] }}], unless: {{ p{nobody}: yes }}, \
             because: A reason }}"
        ));
        for (choice, has) in [[true, false], [false, true]].into_iter().enumerate() {
            let property = lines.property(has);
            let context = (group * 5 + choice) % contexts;
            let when = format!("{{ q{question}: [c{choice}] }}, context: x{context}");
            lines.rule(&when, property, &format!("should {}", 1 + (group + choice) % 5));
        }
    }
    lines.load()
}

#[test]
fn many_contexts_that_are_kept_apart_are_laid_out() {
    assert!(is_laid_out(&many_contexts(9, 6), 100));
}

#[test]
fn contexts_that_can_be_kept_apart_in_too_many_ways_are_refused() {
    assert!(is_laid_out(&many_contexts(12, 12), 30));
    assert!(!is_laid_out(&many_contexts(12, 36), 30));
}

#[test]
fn conditions_that_cannot_be_laid_out_are_told_to_be_too_much() {
    const QUESTIONS: usize = 60;
    let mut lines = Lines::default();
    for _ in 0..QUESTIONS {
        lines.question("one", 2);
    }
    // Whether the last question is asked hangs on pairs of the others, strewn so that no order keeps them together.
    let pair = |number: usize, step: usize| {
        let other = (number * step + 3) % QUESTIONS;
        if other == number {
            format!("{{ q{number}: [c1] }}")
        } else {
            format!("{{ q{number}: [c1], q{other}: [c1] }}")
        }
    };
    let pairs: Vec<String> = (0..QUESTIONS).flat_map(|number| [7, 11, 13].map(|step| pair(number, step))).collect();
    let last = lines.question("one", 2);
    lines.ask_when(last, &pairs.join(", "));
    let property = lines.property([false, true]);
    lines.rule(&format!("{{ q{last}: [c1] }}"), property, "should 1");
    let kb = lines.load();
    let levels = levels(&kb);
    assert_eq!(Space::compile(&kb, &levels).err(), Some(TooLarge));
    assert!(matches!(proof(&kb, &levels), Err(TooLarge)));
    assert!(matches!(leverage(&kb, &levels), Err(TooLarge)));
    let editions = Editions::of([(&kb, &levels), (&kb, &levels)]);
    assert!(matches!(editions, Err(Incomparable::TooLarge)));
}

#[test]
fn a_veto_that_cannot_be_laid_out_is_refused() {
    const QUESTIONS: usize = 60;
    let mut lines = Lines::default();
    for _ in 0..QUESTIONS {
        lines.question("one", 2);
    }
    let strewn = lines.property([false, true]);
    for number in 0..QUESTIONS {
        for step in [7, 11, 13] {
            let other = (number * step + 3) % QUESTIONS;
            if other != number {
                lines.rule(&format!("{{ q{number}: [c1], q{other}: [c1] }}"), strewn, "must");
            }
        }
    }
    assert!(!is_laid_out(&lines.load(), 200));
}
