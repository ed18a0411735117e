//! The shorter ways to a verdict, which the diagram uses, find what the whole decision finds.

use advisor::engine::{Grounds, Need, Part, Placing, Tally, decide, outcome, placing_of};
use advisor::kb::{Complement, Context, Key};

use super::cases::{Base, Case, cases};

/// The tally of each active context, and the placing that is decided by tallies.
fn tallies(base: &Base, grounds: &Grounds) -> Vec<(Key<Context>, Tally)> {
    let of = |(context, needs): &(Key<Context>, Vec<Need>)| {
        (*context, Tally::of(&base.kb, &base.levels, &grounds.available, needs))
    };
    grounds.contexts.iter().map(of).collect()
}

fn placing(base: &Base, grounds: &Grounds, tallies: &[(Key<Context>, Tally)]) -> Option<Placing> {
    let tallies: Vec<_> = tallies.iter().map(|(context, tally)| (*context, tally)).collect();
    outcome(&base.kb, &base.levels, &tallies, &grounds.apart).map(|winner| winner.placing)
}

#[test]
fn tallies_and_what_is_left_of_them_decide_as_the_engine_does() {
    for Case { base, reading, decision, name, .. } in cases() {
        let grounds = Grounds::of(&base.kb, reading);
        assert_eq!(placing_of(&base.kb, &base.levels, &grounds), decision.verdict, "{name}");
        let tallies = tallies(base, &grounds);
        assert_eq!(placing(base, &grounds, &tallies), decision.verdict, "{name}");
        for (_, tally) in &tallies {
            assert_eq!(tally.standing().plus(&tally.score()), *tally, "{name}");
            assert_eq!(tally.plus(&Tally::zero(&base.kb)), *tally, "{name}");
            assert_eq!(tally.clone().normal().normal(), tally.clone().normal(), "{name}");
            assert_eq!(tally.standing().closed().plus(&tally.score()).closed(), tally.closed(), "{name}");
        }
        let closed: Vec<_> = tallies.iter().map(|(context, tally)| (*context, tally.closed())).collect();
        assert_eq!(placing(base, &grounds, &closed), decision.verdict, "{name}: what can't matter is left out");
    }
}

#[test]
fn a_context_is_settled_exactly_if_one_candidate_is_left() {
    let mut settled = [0; 2];
    for Case { base, reading, decision, brute, name } in cases() {
        for (context, (_, tally)) in decision.contexts.iter().zip(tallies(base, &Grounds::of(&base.kb, reading))) {
            let is_settled = brute.eligible(&context.needs).len() == 1;
            assert_eq!([tally.standing().is_settled(), tally.normal().is_settled()], [is_settled; 2], "{name}");
            settled[usize::from(is_settled)] += 1;
        }
    }
    assert!(settled.iter().all(|count| *count > 500), "{settled:?}");
}

#[test]
fn the_tallies_of_parts_add_up_to_what_decides() {
    for Case { base, reading, decision, name, .. } in cases() {
        let parts = Part::all(&base.kb);
        let grounds = Grounds::of(&base.kb, reading);
        let sums = grounds.contexts.iter().map(|(context, needs)| {
            let of_part = |part: &Part| {
                let of = |need: &&Need| part.properties.contains(&need.property);
                let needs: Vec<Need> = needs.iter().filter(of).cloned().collect();
                let raises = |key: &Key<Complement>| part.complements.contains(key);
                let available: Vec<_> = grounds.available.iter().copied().filter(raises).collect();
                Tally::of(&base.kb, &base.levels, &available, &needs).normal()
            };
            let sum = parts.iter().fold(Tally::zero(&base.kb), |sum, part| sum.plus(&of_part(part)).normal());
            (*context, sum)
        });
        let sums: Vec<(Key<Context>, Tally)> = sums.collect();
        let whole = tallies(base, &grounds).into_iter().map(|(context, tally)| (context, tally.normal()));
        assert_eq!(sums, whole.collect::<Vec<_>>(), "{name}");
        assert_eq!(placing(base, &grounds, &sums), decision.verdict, "{name}");
    }
}

#[test]
fn what_is_placed_with_other_levels_of_a_messenger_is_what_a_new_decision_places() {
    let mut changed = 0;
    for Case { base, reading, decision, name, .. } in cases() {
        let mut random = base.random();
        let grounds = Grounds::of(&base.kb, reading);
        let messenger = *random.pick(&base.kb.scope().candidates);
        let property = *random.pick(&base.kb.properties().keys().collect::<Vec<_>>());
        for level in base.levels.others(&base.kb, messenger, property) {
            let levels = base.levels.clone().with(messenger, property, level);
            let found = placing_of(&base.kb, &levels, &grounds);
            assert_eq!(found, decide(&base.kb, &levels, reading).verdict, "{name}, {level:?}");
            changed += usize::from(found != decision.verdict);
        }
    }
    assert!(changed > 100, "only {changed} are changed");
}
