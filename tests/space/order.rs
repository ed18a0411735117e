//! The order of the questions keeps together what the data brings together.

use advisor::kb::Entry;
use advisor::space::Variables;

use super::levels;
use super::lines::Lines;
use super::random::Random;

/// Twice so many questions are asked, in pairs that are far apart in the data.
const PAIRS: usize = 20;

/// Brings two questions together in some way.
type Together = fn(&mut Lines, usize, usize);

const WAYS: [(&str, Together); 4] = [
    ("a rule that names both", |lines, one, other| {
        let property = lines.property([true, false]);
        lines.rule(&format!("{{ q{one}: [c1], q{other}: [c1] }}"), property, "must");
    }),
    ("rules that need the same", |lines, one, other| {
        for _ in 0..2 {
            let property = lines.property([true, false]);
            lines.rule(&format!("{{ q{one}: [c1] }}"), property, "must");
            lines.rule(&format!("{{ q{other}: [c1] }}"), property, "must");
        }
    }),
    ("a setting that lifts what a rule needs", |lines, one, other| {
        let property = lines.property([true, false]);
        lines.rule(&format!("{{ q{one}: [c1] }}"), property, "must");
        lines.setting(&[property], 1, &format!("{{ q{other}: [c1] }}"));
    }),
    ("a rule on a question that is asked only then", |lines, one, other| {
        let (first, second) = (one.min(other), one.max(other));
        lines.ask_when(second, &format!("{{ q{first}: [c1] }}"));
        let property = lines.property([true, false]);
        lines.rule(&format!("{{ q{second}: [c1] }}"), property, "must");
    }),
];

#[test]
fn questions_that_are_brought_together_stand_side_by_side() {
    for (way, together) in WAYS {
        for seed in 0..3 {
            let mut lines = Lines::default();
            for number in 0..2 * PAIRS {
                lines.question("one", 2 + number % 3);
            }
            let mut others: Vec<usize> = (PAIRS..2 * PAIRS).collect();
            Random::new(seed).shuffle(&mut others);
            for (one, other) in others.iter().enumerate() {
                together(&mut lines, one, *other);
            }
            let kb = lines.load();
            let variables = Variables::of(&kb, &levels(&kb)).expect("the questions are small");
            let order: Vec<usize> = variables.order.iter().map(|key| key.position()).collect();
            let told: Vec<&str> = variables.order.iter().map(|key| kb[*key].id()).collect();
            for (one, other) in others.iter().enumerate() {
                let place = |question: usize| order.iter().position(|known| *known == question).expect("it is asked");
                assert_eq!(place(one).abs_diff(place(*other)), 1, "{way}, seed {seed}: {told:?}");
            }
        }
    }
}
