//! What the diagram is made of, the tallies of parts, decides as the whole decision does.

use advisor::engine::{Contenders, Decision, Grounds, Need, Part, Tally, Terms, outcome};
use advisor::kb::{Complement, Key};

use super::cases::{Base, Case, cases};

/// The tally of the needs of each active context.
fn tallies(base: &Base, grounds: &Grounds) -> Vec<Tally> {
    let terms = Terms { kb: &base.kb, levels: &base.levels, available: &grounds.available };
    grounds.contexts.iter().map(|(_, needs)| Tally::of(&terms, needs, &terms.assess_all(needs))).collect()
}

/// Whether contenders lead to the verdict of a decision.
fn decide_alike(base: &Base, grounds: &Grounds, contenders: &[Contenders], decision: &Decision) -> bool {
    let contenders: Vec<&Contenders> = contenders.iter().collect();
    let winner = outcome(&base.kb, &base.levels, &contenders, &grounds.apart);
    winner.map(|winner| winner.placing) == decision.verdict
}

#[test]
fn tallies_and_what_is_left_of_them_decide_as_the_engine_does() {
    for Case { base, reading, decision, name, .. } in cases() {
        let grounds = Grounds::of(&base.kb, reading);
        let tallies = tallies(base, &grounds);
        let contexts = || grounds.contexts.iter().map(|(context, _)| *context).zip(&tallies);
        let whole: Vec<Contenders> = contexts().map(|(context, tally)| tally.contenders(context)).collect();
        assert!(decide_alike(base, &grounds, &whole, decision), "{name}");
        let halved = contexts().map(|(context, tally)| {
            let [musts, points] = tally.halves();
            assert_eq!(musts.plus(&points), tally.clone().normal(), "{name}");
            musts.contenders(context).with_points(&points)
        });
        assert!(decide_alike(base, &grounds, &halved.collect::<Vec<_>>(), decision), "{name}: points come last");
    }
}

#[test]
fn a_context_is_settled_exactly_if_one_candidate_is_left() {
    let mut settled = [0; 2];
    for Case { base, reading, decision, brute, name } in cases() {
        for (context, tally) in decision.contexts.iter().zip(tallies(base, &Grounds::of(&base.kb, reading))) {
            let is_settled = brute.eligible(&context.needs).len() == 1;
            assert_eq!(tally.contenders(context.context).is_settled(), is_settled, "{name}");
            settled[usize::from(is_settled)] += 1;
        }
    }
    assert!(settled.iter().all(|count| *count > 500), "{settled:?}");
}

#[test]
fn the_tallies_of_parts_add_up_to_what_decides() {
    for Case { base, reading, decision, name, .. } in cases() {
        let parts = Part::all(&base.kb);
        let tally = |available: &[Key<Complement>], needs: &[Need]| {
            let terms = Terms { kb: &base.kb, levels: &base.levels, available };
            Tally::of(&terms, needs, &terms.assess_all(needs))
        };
        let grounds = Grounds::of(&base.kb, reading);
        let sums = grounds.contexts.iter().zip(tallies(base, &grounds)).map(|((context, needs), whole)| {
            let of_part = |part: &Part| {
                let of = |need: &&Need| part.properties.contains(&need.property);
                let needs: Vec<Need> = needs.iter().filter(of).cloned().collect();
                let raises = |key: &Key<Complement>| part.complements.contains(key);
                let available: Vec<_> = grounds.available.iter().copied().filter(raises).collect();
                tally(&available, &needs).normal()
            };
            let sum = parts.iter().fold(tally(&[], &[]), |sum, part| sum.plus(&of_part(part)));
            assert_eq!(sum, whole.normal(), "{name}");
            sum.contenders(*context)
        });
        let sums: Vec<Contenders> = sums.collect();
        assert!(decide_alike(base, &grounds, &sums, decision), "{name}");
    }
}
