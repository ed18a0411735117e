//! Walking packed answers is walking the diagram.

use advisor::answers::{Answer, Answers, Reading};
use advisor::kb::{ChoiceSet, Key, Question};
use advisor::space::{Row, Space};

use super::lines::Lines;
use super::random::files::{self, Shape};
use super::random::{self, Random};
use super::{Laid, SHIPPED, described, levels, load};

/// Holds the packed answers of some readings to the diagram.
fn hold(laid: &Laid, readings: &[Reading], case: &str) {
    let packed = laid.space.packed().expect("the answers fit two words");
    let rows: Vec<Row> = readings.iter().map(|reading| packed.row(reading)).collect();
    let mut verdicts = vec![u32::MAX; rows.len()];
    packed.walk_all(&rows, &mut verdicts);
    for ((reading, row), verdict) in readings.iter().zip(&rows).zip(verdicts) {
        assert_eq!(packed.walk(row), verdict, "{case}: side by side is as one by one");
        assert_eq!(packed.outcome(verdict), laid.space.verdict(reading), "{case}: {}", described(&laid.kb, reading));
        let given = laid.kb.questions().keys().filter_map(|key| Some((key, reading.get(key)?)));
        let parts = given.map(|(key, chosen)| packed.part(key, chosen));
        assert_eq!(parts.fold([0; 2], |[low, high], part| [low | part[0], high | part[1]]), *row, "{case}");
    }
}

/// More readings than are walked side by side, and some that are left over.
fn some_readings(laid: &Laid, random: &mut Random) -> Vec<Reading> {
    (0..1_003).map(|_| random::reading(&laid.kb, random)).collect()
}

#[test]
fn walking_packed_answers_comes_to_the_same_verdicts() {
    let mut random = Random::new(3);
    let mut check = |laid: &Laid, case: &str| hold(laid, &some_readings(laid, &mut random), case);
    check(&SHIPPED, "shipped");
    for seed in 0..40 {
        check(&Laid::out(load(&files::small(seed))), &format!("seed {seed}"));
    }
    // More than one word, and fields of other widths.
    for (questions, choices) in [(40, 3..=4), (33, 5..=6), (28, 2..=7)] {
        let shape = Shape { choices, ..Shape::large_and_local(questions) };
        check(&Laid::out(load(&files::of(&shape, &mut Random::new(3)))), &format!("{questions} questions"));
    }
}

#[test]
fn what_is_undetermined_is_so_in_packed_answers_too() {
    let mut undetermined = 0;
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let kb = load(&files::of(&Shape::large(9), &mut random));
        let Ok(space) = Space::compile(&kb, &levels(&kb), 400) else { continue };
        let laid = Laid { levels: levels(&kb), kb, space };
        let readings = some_readings(&laid, &mut random);
        hold(&laid, &readings, &format!("seed {seed}"));
        undetermined += readings.iter().filter(|reading| laid.space.verdict(reading).is_none()).count();
    }
    assert!(undetermined > 1_000, "{undetermined} verdicts are not known");
}

#[test]
fn answers_that_are_given_are_packed_as_their_only_value() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let shape = Shape { many: 60, choices: 3..=4, ..Shape::small(&mut random) };
        let kb = load(&files::of(&shape, &mut random));
        let mut answers = Answers::none(&kb);
        let given: Vec<Option<ChoiceSet>> = kb
            .questions()
            .iter()
            .map(|question| random.percent(50).then(|| *random.pick(&random::accepted(question))))
            .collect();
        for (key, chosen) in kb.questions().keys().zip(&given) {
            answers.set(key, chosen.map(Answer::Chosen));
        }
        let space = Space::compile_given(&kb, &levels(&kb), &answers, 10_000).expect("it is within the budget");
        let laid = Laid { levels: levels(&kb), kb, space };
        let reading = |_| {
            let drawn = random::reading(&laid.kb, &mut random);
            let chosen = |key: Key<Question>| given[key.position()].or(drawn.get(key));
            Reading::of(&laid.kb, |key| chosen(key).unwrap_or(laid.kb[key].if_unsure))
        };
        let readings: Vec<Reading> = (0..50).map(reading).collect();
        hold(&laid, &readings, &format!("seed {seed}"));
        readings.iter().for_each(|reading| laid.hold(reading, &format!("seed {seed}")));
    }
}

#[test]
fn answers_that_do_not_fit_two_words_are_not_packed() {
    for (questions, fits) in [(64, true), (65, false), (97, false), (129, false)] {
        let mut lines = Lines::default();
        let property = lines.property([false, true]);
        for _ in 0..questions {
            lines.question("one", 4);
        }
        lines.rule("{ q0: [c1] }", property, "must");
        let laid = Laid::out(lines.load());
        assert_eq!(laid.space.packed().is_some(), fits, "{questions} questions of two bits");
    }
}
