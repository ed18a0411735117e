//! Partial answers that come to the same are one state.

use super::lines::Lines;
use super::random::Random;
use super::random::files::{self, Shape};
use super::{Laid, load};

#[test]
fn there_are_at_most_twice_as_many_states_as_nodes_that_tell_verdicts_apart() {
    let (mut all_states, mut all_nodes) = (0, 0);
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let shape = Shape { questions: 7, rules: 14, musts: 15, ..Shape::small(&mut random) };
        let (states, nodes) = Laid::out(load(&files::of(&shape, &mut random))).space.size();
        all_states += states;
        all_nodes += nodes;
    }
    assert!((1_000..=2 * all_nodes).contains(&all_states), "{all_states} states for {all_nodes} nodes");
}

#[test]
fn points_of_contexts_that_always_share_a_messenger_are_counted_together() {
    // Each question brings points to either messenger, in contexts that take turns.
    let states = |contexts: usize| {
        let mut lines = Lines::in_contexts(contexts);
        for number in 0..8 {
            let question = lines.question("one", 2);
            for (choice, has) in [[true, false], [false, true]].into_iter().enumerate() {
                let property = lines.property(has);
                let when = format!("{{ q{question}: [c{choice}] }}, context: x{}", number % contexts);
                lines.rule(&when, property, &format!("should {}", 1 + (3 * number + choice) % 5));
            }
        }
        Laid::out(lines.load()).space.size().0
    };
    assert_eq!([2, 3, 4].map(states), [states(1); 3]);
}
