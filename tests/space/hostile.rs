//! Knowledge bases that would take more work than there is: what is told of them is told in time, and is true.
//!
//! Without a bound on the work none of these tests would come to its end.

use advisor::answers::{Answers, Reading};
use advisor::kb::{ChoiceSet, Key, KnowledgeBase, Question};
use advisor::space::{BUDGET, Editions, Incomparable, Outlook, QUICK, Space, TooLarge, Variables, proof};

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
    let space = Space::compile(&kb, &levels, QUICK).expect("it is within the budget");
    assert!(space.is_exact());
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

/// Holds what a space tells of random readings to the engine; how many of them it tells.
pub(super) fn told_truly(kb: &KnowledgeBase, space: &Space, readings: usize) -> usize {
    let (levels, mut random) = (levels(kb), Random::new(7));
    let told = |_: &usize| {
        let reading = random::reading(kb, &mut random);
        let Some(found) = space.verdict(&reading) else { return false };
        assert_eq!(*found, by_engine(kb, &levels, &reading), "{}", described(kb, &reading));
        true
    };
    (0..readings).filter(told).count()
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
    let kb = lines.load();
    let space = Space::compile(&kb, &levels(&kb), 20_000).expect("it is within the budget");
    told_truly(&kb, &space, 3);
}

#[test]
fn settings_that_take_too_many_trials_leave_the_verdict_undetermined() {
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
    let kb = lines.load();
    let space = Space::compile(&kb, &levels(&kb), 1_000).expect("it is within the budget");
    assert!(!space.is_exact());
    told_truly(&kb, &space, 3);
}

#[test]
fn questions_that_take_many_of_ten_choices_take_no_more_states_than_their_sets_leave_room_for() {
    const BUDGET: usize = 30_000;
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
    let kb = lines.load();
    let space = Space::compile(&kb, &levels(&kb), BUDGET).expect("it is within the budget");
    // Two levels with 1,023 classes each, behind the first.
    let (states, _) = space.size();
    assert!((10..=1 + 2 * BUDGET / 3 * 8 / 1_023).contains(&states), "{states} states");
    assert!(!space.is_exact());
    told_truly(&kb, &space, 300);
}

#[test]
fn many_questions_with_many_sets_of_choices_are_put_in_an_order() {
    let mut lines = Lines::default();
    for number in 0..40 {
        lines.question("many", 10);
        let property = lines.property([number % 2 == 0, number % 2 == 1]);
        for choice in 0..10 {
            let other = (number * 7 + choice) % (number + 1);
            lines.rule(
                &format!("{{ q{number}: [c{choice}], q{other}: [c{choice}] }}").replace(
                    &format!("q{number}: [c{choice}], q{number}: [c{choice}]"),
                    &format!("q{number}: [c{choice}]"),
                ),
                property,
                &format!("should {}", 1 + choice % 5),
            );
        }
    }
    let kb = lines.load();
    let variables = Variables::of(&kb, &levels(&kb)).expect("every question has a value for every set");
    let mut order = variables.order;
    order.sort_unstable();
    assert_eq!(order, kb.questions().keys().collect::<Vec<_>>());
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
fn many_contexts_that_are_kept_apart_take_no_more_placings_than_there_is_room_for() {
    let kb = many_contexts(12, 12);
    let space = Space::compile(&kb, &levels(&kb), 20_000).expect("it is within the budget");
    assert!(!space.is_exact());
    told_truly(&kb, &space, 30);
}

#[test]
fn contests_of_many_placings_are_settled_by_the_one_that_is_ahead() {
    let kb = many_contexts(9, 6);
    let space = Space::compile(&kb, &levels(&kb), BUDGET).expect("it is within the budget");
    assert!(space.is_exact());
    let readings = random::readings(&kb, 64).expect("there are 64");
    for reading in &readings {
        assert_eq!(space.verdict(reading), Some(&by_engine(&kb, &levels(&kb), reading)), "{}", described(&kb, reading));
    }
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
    let space = Space::compile(&kb, &levels, 20_000).expect("its questions are small");
    assert!(!space.is_exact());
    let outlook = Outlook::of(&kb, &space, &Answers::none(&kb));
    assert_eq!((outlook.ways.total(), outlook.undetermined, outlook.is_settled()), (0, 1 << 61, false));
    assert!(matches!(proof(&kb, &levels, 20_000), Err(TooLarge)));
    let editions = Editions::of((&kb, &levels), (&kb, &levels), 20_000);
    assert!(matches!(editions, Err(Incomparable::TooLarge)));
}

#[test]
fn a_veto_that_cannot_be_laid_out_leaves_the_others_told() {
    const QUESTIONS: usize = 60;
    for strewn_for in [[false, true], [true, false]] {
        let mut lines = Lines::in_contexts(2);
        for _ in 0..QUESTIONS {
            lines.question("one", 2);
        }
        let (strewn, nobody) = (lines.property(strewn_for), lines.property([false, false]));
        for number in 0..QUESTIONS {
            for step in [7, 11, 13] {
                let other = (number * step + 3) % QUESTIONS;
                if other != number {
                    lines.rule(&format!("{{ q{number}: [c1], q{other}: [c1] }}, context: x0"), strewn, "must");
                }
            }
        }
        lines.rule("{ q0: [c0] }, context: x1", nobody, "must");
        let kb = lines.load();
        let space = Space::compile(&kb, &levels(&kb), 20_000).expect("its questions are small");
        let told = told_truly(&kb, &space, 200);
        assert!((50..150).contains(&told), "half of the answers leave nobody, whatever else is vetoed: {told}");
    }
}
