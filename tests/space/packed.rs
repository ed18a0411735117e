//! Walking packed answers is walking the diagram.

use advisor::answers::Reading;
use advisor::space::Row;

use super::lines::Lines;
use super::random::files::{self, Shape};
use super::random::{self, Random};
use super::{Laid, SHIPPED, described, load};

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
fn answers_that_do_not_fit_two_words_are_not_packed() {
    for (questions, fits) in [(64, true), (65, false), (97, false), (129, false)] {
        let mut lines = Lines::default();
        let property = lines.property([false, true]);
        for _ in 0..questions {
            let question = lines.question("one", 4);
            for choice in 0..3 {
                lines.rule(&format!("{{ q{question}: [c{choice}] }}"), property, "must");
            }
        }
        let laid = Laid::out(lines.load());
        assert_eq!(laid.space.packed().is_some(), fits, "{questions} questions of two bits");
    }
}
