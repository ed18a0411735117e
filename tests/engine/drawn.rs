//! The laws on a few hundred random knowledge bases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use advisor::answers::Reading;
use advisor::engine::{
    Assessment, ContextDecision, Decision, Enough, Fit, Grounds, Levels, Need, Part, Placing, Standing, Tally, Trust,
    advised, decide, outcome, placing_of,
};
use advisor::kb::{
    Apart, Complement, Context, Files, Key, KnowledgeBase, Messenger, Property, Rule, any_holds, parse_span,
};
use serde_yaml::Value;

use super::brute::Brute;
use super::random::{self, Random, files};
use super::{assessed, candidates, levels_above, load, placed, rankings, trust, value, verdict};
use super::{with_candidates, with_newcomer, with_value};

/// How many knowledge bases there are, and readings of each.
const BASES: u64 = 300;
const READINGS: usize = 12;

/// A random knowledge base with random readings and what is decided for them.
struct Base {
    seed: u64,
    files: Files,
    kb: KnowledgeBase,
    levels: Levels,
    decided: Vec<(Reading, Decision)>,
}

impl Base {
    fn of(seed: u64) -> Self {
        let files = files::small(seed);
        let kb = files.load().unwrap_or_else(|problems| panic!("seed {seed}: {problems}"));
        let levels = Levels::of(&kb, &trust());
        let mut random = Random::new(!seed);
        let readings = (0..READINGS).map(|_| random::answers(&kb, &mut random).read(&kb));
        let decided = readings.map(|reading| (reading.clone(), decide(&kb, &levels, &reading))).collect();
        Self { seed, files, kb, levels, decided }
    }

    fn brute<'a>(&'a self, reading: &'a Reading) -> Brute<'a> {
        Brute { kb: &self.kb, levels: &self.levels, reading }
    }

    /// The properties on which some complement works or not.
    fn conditions(&self) -> BTreeSet<Key<Property>> {
        let complements = self.kb.complements().iter();
        complements.flat_map(|complement| &complement.works_with).map(|(property, _)| *property).collect()
    }
}

static ALL: LazyLock<Vec<Base>> = LazyLock::new(|| (0..BASES).map(Base::of).collect());

/// Holds a law in every context of every decision. What the law is told names the case.
fn in_every_context(law: impl Fn(&Brute<'_>, &ContextDecision, &str)) {
    for base in ALL.iter() {
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            for context in &decision.contexts {
                let case = format!("seed {}, reading {number}, `{}`", base.seed, base.kb[context.context].id);
                law(&base.brute(reading), context, &case);
            }
        }
    }
}

/// Holds a law for every decision. What the law is told names the case.
fn in_every_decision(law: impl Fn(&Base, &Brute<'_>, &Decision, &str)) {
    for base in ALL.iter() {
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            law(base, &base.brute(reading), decision, &format!("seed {}, reading {number}", base.seed));
        }
    }
}

#[test]
fn the_random_knowledge_bases_reach_every_kind_of_outcome() {
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reach = |what: &'static str| *reached.entry(what).or_default() += 1;
    for (base, (reading, decision)) in ALL.iter().flat_map(|base| base.decided.iter().map(move |one| (base, one))) {
        reach(match &decision.verdict {
            Some(placing) if placing.0.len() == 1 => "one context served",
            Some(placing) if placing.messengers().len() == 1 => "contexts that share a messenger",
            Some(_) => "several messengers",
            None if decision.contexts.is_empty() => "no context",
            None if !decision.shared.is_empty() => "contexts that cannot be kept apart",
            None => "none alone",
        });
        let kb = &base.kb;
        for context in &decision.contexts {
            reach(match &context.enough {
                Enough::Alone => "enough",
                Enough::Open if context.open(decision.named(context)).count() > 1 => "several musts stay open",
                Enough::Open => "a must stays open",
                Enough::With(_) if context.open(decision.named(context)).count() > 0 => "not all is closed",
                Enough::With(_) => "with something more",
                Enough::Instead(key) if kb[*key].messenger.is_some() => "another messenger instead",
                Enough::Instead(_) => "no messenger instead",
            });
            let missed = |one: &Assessment| base.brute(reading).missed(one.messenger, &context.needs);
            for one in &context.ranking {
                let differs = |tier: &usize| missed(one)[*tier] != missed(&context.ranking[0])[*tier];
                reach(match (0..3).find(differs) {
                    None => "not ruled out",
                    Some(0) => "ruled out by what outranks",
                    Some(1) => "ruled out since it can't be used",
                    Some(_) => "ruled out by another must",
                });
            }
        }
        reach(match (decision.is_close, &decision.runner_up) {
            (true, _) => "a close call",
            (false, Some(_)) => "a clear choice",
            (false, None) => "no choice",
        });
        for assessment in decision.contexts.iter().flat_map(|context| &context.ranking) {
            reach(match assessment.fit {
                Fit::Alone if assessment.settings.is_empty() => "fits as it comes",
                Fit::Alone => "fits with settings",
                Fit::WithCompanions if assessment.companions.len() > 1 => "fits with several companions",
                Fit::WithCompanions => "fits with a companion",
                Fit::No => "does not fit",
            });
        }
    }
    assert_eq!(reached.len(), 25, "{reached:?}");
}

#[test]
fn candidates_are_ranked_by_the_musts_they_miss_then_by_points_then_by_default_order() {
    in_every_context(|brute, context, case| {
        let found: Vec<Key<Messenger>> = context.ranking.iter().map(|assessment| assessment.messenger).collect();
        assert_eq!(found, brute.ranking(&context.needs), "{case}: {:?}", context.needs);
    });
}

#[test]
fn a_must_rules_out_a_candidate_only_if_another_meets_it_and_no_score_outweighs_that() {
    let mut ruled_out = 0;
    for base in ALL.iter() {
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            let (brute, case) = (base.brute(reading), format!("seed {}, reading {number}", base.seed));
            for (place, named) in &decision.bases.0 {
                let needs = brute.needs(*place);
                let musts = || needs.iter().filter(|need| need.strength.is_must());
                let misses = |one: Key<Messenger>| musts().filter(|need| !brute.can_meet(one, need)).count();
                for other in &base.kb.scope().candidates {
                    // Who meets every must is never passed over for one who does not (no union fallacy either).
                    assert!(misses(*other) > 0 || misses(*named) == 0, "{case}: {needs:?}");
                    ruled_out += usize::from(misses(*other) > misses(*named));
                }
                // A must that nobody meets decides nothing: without it the same candidates are left.
                let is_met = |need: &Need| base.kb.scope().candidates.iter().any(|one| brute.can_meet(*one, need));
                let met: Vec<Need> = needs.iter().filter(|need| is_met(need)).cloned().collect();
                assert_eq!(brute.eligible(&met), brute.eligible(&needs), "{case}");
                assert!(brute.eligible(&met).contains(named), "{case}: {needs:?}");
            }
        }
    }
    assert!(ruled_out > 1_000, "{ruled_out}");
}

#[test]
fn a_must_that_nobody_meets_decides_nothing_between_candidates() {
    let mut changed = 0;
    for base in ALL.iter() {
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            let mut grounds = Grounds::of(&base.kb, reading);
            for (_, needs) in &mut grounds.contexts {
                let is_met =
                    |need: &Need| base.kb.scope().candidates.iter().any(|one| base.brute(reading).can_meet(*one, need));
                let before = needs.len();
                needs.retain(|need| !need.strength.is_must() || is_met(need));
                changed += usize::from(needs.len() < before);
            }
            let without = grounds.decide(&base.kb, &base.levels);
            for (before, after) in decision.contexts.iter().zip(&without.contexts) {
                let order = |context: &ContextDecision| -> Vec<(Key<Messenger>, u32)> {
                    context.ranking.iter().map(|one| (one.messenger, one.points)).collect()
                };
                assert_eq!(order(before), order(after), "seed {}, reading {number}", base.seed);
            }
        }
    }
    assert!(changed > 100, "{changed}");
}

#[test]
fn a_property_is_needed_once_as_strictly_and_strongly_as_any_rule_says_with_every_reason() {
    in_every_decision(|_, brute, decision, case| {
        let active: Vec<_> = decision.contexts.iter().map(|context| context.context).collect();
        assert_eq!(active, brute.active(), "{case}");
        for context in &decision.contexts {
            assert_eq!(context.needs, brute.needs(context.context), "{case}");
            let weights = context.needs.iter().map(|need| need.strength.weight());
            assert_eq!(context.possible(), weights.sum::<u32>(), "{case}");
        }
    });
}

#[test]
fn the_settings_have_the_best_balance_of_all_that_meet_the_musts() {
    in_every_context(|brute, context, case| {
        for found in &context.ranking {
            assert_eq!(found.settings, brute.settings(found.messenger, &context.needs), "{case}: {found:?}");
        }
    });
}

#[test]
fn the_companions_are_the_smallest_set_that_closes_the_gaps() {
    in_every_context(|brute, context, case| {
        for found in &context.ranking {
            assert_eq!(found.companions, brute.companions(found.messenger, &context.needs), "{case}: {found:?}");
        }
    });
}

#[test]
fn fit_points_and_standings_follow_from_facts_settings_and_companions_and_points_are_never_below_zero() {
    in_every_context(|brute, context, case| {
        for found in &context.ranking {
            assert_eq!(*found, brute.assessment(found.messenger, &context.needs), "{case}");
        }
    });
}

#[test]
fn the_verdict_is_the_smallest_set_then_the_highest_score_then_the_default_order_if_it_is_enough() {
    in_every_decision(|base, brute, decision, case| {
        let words = |placing: &Option<Placing>| placing.as_ref().map(|placing| placed(&base.kb, placing));
        assert_eq!(words(&decision.verdict), words(&brute.verdict(&decision.contexts)), "{case}");
        let placings = brute.placings(&decision.contexts.iter().collect::<Vec<_>>());
        let next = placings.get(1).filter(|_| decision.verdict.is_some()).map(|(_, next)| next);
        assert_eq!(decision.runner_up.as_ref(), next, "{case}");
    });
}

#[test]
fn the_candidate_of_each_context_is_that_of_the_verdict_or_else_the_best_to_build_on() {
    in_every_decision(|base, brute, decision, case| {
        assert_eq!(placed(&base.kb, &decision.bases), placed(&base.kb, &brute.bases(&decision.contexts)), "{case}");
    });
}

#[test]
fn what_is_added_or_takes_the_place_of_a_candidate_is_what_trying_everything_finds() {
    in_every_decision(|_, brute, decision, case| {
        for context in &decision.contexts {
            let (named, needs) = (decision.named(context), brute.needs(context.context));
            assert_eq!(context.enough, brute.enough(named.messenger, &needs), "{case}: {needs:?}");
            let musts = || needs.iter().filter(|need| need.strength.is_must());
            let meets_all = |messenger| musts().all(|need| brute.can_meet(messenger, need));
            match &context.enough {
                Enough::Alone => assert!(meets_all(named.messenger), "{case}"),
                Enough::Open => assert!(!meets_all(named.messenger) && named.companions.is_empty(), "{case}"),
                Enough::With(added) => assert!(!added.is_empty() && *added == named.companions, "{case}"),
                Enough::Instead(key) => {
                    let is_messenger = brute.kb[*key].messenger.is_some();
                    let anyone = brute.kb.scope().candidates.iter().any(|candidate| meets_all(*candidate));
                    assert!(brute.kb[*key].takes_the_place && !(is_messenger && anyone), "{case}");
                }
            }
        }
    });
}

#[test]
fn none_alone_means_that_something_is_added_takes_the_place_or_cannot_be_kept_apart() {
    in_every_decision(|_, _, decision, case| {
        let is_enough = |context: &ContextDecision| matches!(context.enough, Enough::Alone | Enough::Open);
        let is_all_enough = !decision.contexts.is_empty() && decision.contexts.iter().all(is_enough);
        assert_eq!(decision.verdict.is_some(), is_all_enough && decision.shared.is_empty(), "{case}");
    });
}

#[test]
fn the_three_ways_to_a_verdict_agree() {
    in_every_decision(|base, brute, decision, case| {
        let grounds = Grounds::of(&base.kb, brute.reading);
        assert_eq!(placing_of(&base.kb, &base.levels, &grounds), decision.verdict, "{case}");
        let tallies: Vec<(Key<Context>, Tally)> = grounds
            .contexts
            .iter()
            .map(|(context, needs)| (*context, Tally::of(&base.kb, &base.levels, &grounds.available, needs)))
            .collect();
        for (_, tally) in &tallies {
            assert_eq!(tally.standing().plus(&tally.score()), *tally, "{case}");
            assert_eq!(tally.plus(&Tally::zero(&base.kb)), *tally, "{case}");
            assert_eq!(tally.clone().normal().normal(), tally.clone().normal(), "{case}");
        }
        for (_, tally) in &tallies {
            assert_eq!(tally.standing().closed().plus(&tally.score()).closed(), tally.closed(), "{case}");
        }
        let decided = |tallies: &[(Key<Context>, Tally)]| {
            let tallies: Vec<_> = tallies.iter().map(|(context, tally)| (*context, tally)).collect();
            outcome(&base.kb, &base.levels, &tallies, &grounds.apart)
        };
        let winner = decided(&tallies);
        let closed: Vec<_> = tallies.iter().map(|(context, tally)| (*context, tally.closed())).collect();
        assert_eq!(decided(&closed), winner, "{case}: what can't matter is left out");
        assert_eq!(winner.map(|winner| winner.placing), decision.verdict, "{case}");
    });
}

#[test]
fn a_context_is_settled_exactly_if_one_candidate_is_left() {
    let mut settled = [0; 2];
    for base in ALL.iter() {
        for (reading, decision) in &base.decided {
            let grounds = Grounds::of(&base.kb, reading);
            for (context, needs) in decision.contexts.iter().zip(grounds.contexts.iter().map(|(_, needs)| needs)) {
                let tally = Tally::of(&base.kb, &base.levels, &grounds.available, needs);
                let eligible = base.brute(reading).eligible(&context.needs).len();
                for tally in [tally.standing(), tally.normal()] {
                    assert_eq!(tally.is_settled(), eligible == 1, "seed {}", base.seed);
                }
                settled[usize::from(eligible == 1)] += 1;
            }
        }
    }
    assert!(settled.iter().all(|count| *count > 500), "{settled:?}");
}

/// The files without practices.
fn without_practices(files: &Files) -> Files {
    let mut complements = value(files, "complements.yaml");
    let Value::Sequence(list) = &mut complements else { panic!("complements are a list") };
    list.retain(|one| one["kind"] != "practice");
    with_value(files.clone(), "complements.yaml", &complements)
}

#[test]
fn practices_and_what_orders_steps_never_change_a_decision() {
    let mut practices = 0;
    for base in ALL.iter() {
        let mut bare = value(&without_practices(&base.files), "complements.yaml");
        let Value::Sequence(list) = &mut bare else { panic!("complements are a list") };
        for one in list.iter_mut().filter_map(Value::as_mapping_mut) {
            for field in ["stage", "urgency", "urgent-when", "sitting", "short", "excludes", "headline"] {
                one.remove(field);
            }
        }
        let bare = load(&with_value(base.files.clone(), "complements.yaml", &bare));
        practices += base.kb.complements().len() - bare.complements().len();
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            // Practices are the last complements, so that the others keep their keys.
            let without = decide(&bare, &Levels::of(&bare, &trust()), reading);
            assert_eq!(without, *decision, "seed {}, reading {number}", base.seed);
        }
    }
    assert!(practices > 100, "{practices}");
}

#[test]
fn what_is_advised_can_be_done_in_the_context_it_is_advised_for() {
    let mut grounds_seen = BTreeSet::new();
    for base in ALL.iter() {
        let kb = &base.kb;
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            let case = format!("seed {}, reading {number}", base.seed);
            let grounds = Grounds::of(kb, reading);
            let urgency = |key: Key<Complement>| kb[key].urgency(|question| reading.get(question));
            let all = advised(kb, &base.levels, &grounds, decision, urgency);
            for one in &all {
                grounds_seen.insert(format!("{:?}", one.ground));
                assert!(grounds.available.contains(&one.complement), "{case}: {one:?}");
                let context = decision.contexts.iter().find(|context| context.context == one.context);
                let enough = &context.expect("it is for an active context").enough;
                match (enough, one.messenger) {
                    (Enough::Instead(key), messenger) => assert_eq!(messenger, kb[*key].messenger, "{case}: {one:?}"),
                    (_, messenger) => {
                        let named = decision.bases.0.iter().find(|(context, _)| *context == one.context);
                        assert_eq!(messenger, named.map(|(_, named)| *named), "{case}: {one:?}");
                        let works = messenger.is_some_and(|used| base.levels.allows(&kb[one.complement], used));
                        assert!(works, "{case}: {one:?}");
                    }
                }
                let again = all.iter().filter(|other| {
                    (other.complement, other.context, other.ground) == (one.complement, one.context, one.ground)
                });
                assert_eq!(again.count(), 1, "{case}: {one:?}");
            }
            for context in &decision.contexts {
                let has = |key: &Key<Complement>| {
                    all.iter().any(|one| (one.complement, one.context) == (*key, context.context))
                };
                match &context.enough {
                    Enough::With(added) => assert!(added.iter().all(has), "{case}"),
                    Enough::Instead(key) => assert!(has(key), "{case}"),
                    Enough::Alone | Enough::Open => {}
                }
            }
        }
    }
    assert_eq!(grounds_seen.into_iter().collect::<Vec<_>>(), ["Apart", "Instead", "Must", "Practice", "Should"]);
}

#[test]
fn a_call_is_close_exactly_if_the_next_best_is_within_the_margin() {
    in_every_decision(|base, brute, decision, case| {
        let placings = brute.placings(&decision.contexts.iter().collect::<Vec<_>>());
        let possible: u32 =
            decision.contexts.iter().flat_map(|context| &context.needs).map(|need| need.strength.weight()).sum();
        let margin = possible * u32::from(base.kb.scope().close_call);
        let is_close = decision.verdict.is_some()
            && matches!(placings.as_slice(), [best, next, ..] if (best.0 - next.0) * 100 <= margin);
        assert_eq!(decision.is_close, is_close, "{case}");
    });
}

#[test]
fn contexts_that_are_kept_apart_share_a_messenger_only_if_its_facts_allow_it() {
    in_every_decision(|base, brute, decision, case| {
        for placing in decision.verdict.iter().chain(&decision.runner_up) {
            assert!(brute.keeps_apart(placing), "{case}: {}", placed(&base.kb, placing));
        }
        // What is used in each context, unless that is no messenger.
        let used = decision.contexts.iter().zip(&decision.bases.0).filter_map(|(one, (context, base))| {
            let messenger = match one.enough {
                Enough::Instead(key) => brute.kb[key].messenger,
                _ => Some(*base),
            };
            Some((*context, messenger?))
        });
        let used: Vec<(Key<Context>, Key<Messenger>)> = used.collect();
        let mut levels = brute.levels.clone();
        for context in &decision.contexts {
            let Enough::Instead(key) = context.enough else { continue };
            let Some(messenger) = brute.kb[key].messenger else { continue };
            for (property, level) in &brute.kb[key].raises {
                levels.set(messenger, *property, levels.get(messenger, *property).max(Some(*level)));
            }
        }
        let brute = Brute { levels: &levels, ..*brute };
        for (messenger, contexts) in &decision.shared {
            let is_used = |context: &Key<Context>| used.contains(&(*context, *messenger));
            assert!(contexts.len() > 1 && contexts.iter().all(is_used), "{case}: {contexts:?}");
            let given = |question| brute.reading.get(question);
            let keeps = |apart: &&Apart| {
                any_holds(&apart.when, given)
                    && contexts.iter().all(|context| apart.contexts.contains(context))
                    && !brute.levels.reaches(*messenger, apart.unless.0, apart.unless.1)
            };
            assert!(base.kb.scope().apart.iter().any(|apart| keeps(&apart)), "{case}: {contexts:?}");
        }
        assert_eq!(decision.shared.is_empty(), brute.keeps_apart(&Placing(used)), "{case}");
    });
}

#[test]
fn a_need_of_one_context_never_binds_another() {
    let mut alone = 0;
    for base in ALL.iter() {
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            for context in &decision.contexts {
                let mut grounds = Grounds::of(&base.kb, reading);
                grounds.contexts.retain(|(active, _)| *active == context.context);
                let only = grounds.decide(&base.kb, &base.levels);
                let case = format!("seed {}, reading {number}", base.seed);
                assert_eq!((&only.contexts[0].needs, &only.contexts[0].ranking), (&context.needs, &context.ranking));
                // By itself it gets the first of its ranking.
                assert_eq!(only.bases.0, [(context.context, context.ranking[0].messenger)], "{case}");
                alone += usize::from(decision.contexts.len() > 1);
            }
        }
    }
    assert!(alone > 1_000, "{alone}");
}

#[test]
fn adding_a_messenger_neither_changes_nor_reorders_the_others() {
    for base in ALL.iter() {
        // The names come first and last among the files, so that every other messenger moves or none does.
        let id = ["aleph", "zz-last"][base.seed as usize % 2];
        let mut random = Random::new(base.seed);
        let alternative = with_newcomer(&base.files, id, &mut random);
        let candidate = with_candidates(&alternative, &[candidates(&base.kb), vec![id]].concat());
        let (alternative, candidate) = (load(&alternative), load(&candidate));
        for (number, (reading, before)) in base.decided.iter().enumerate() {
            let case = format!("seed {}, reading {number}", base.seed);
            let expected = rankings(&base.kb, before, |_| true);

            let after = decide(&alternative, &Levels::of(&alternative, &trust()), reading);
            assert_eq!(rankings(&alternative, &after, |_| true), expected, "{case}");
            assert_eq!(verdict(&alternative, &after), verdict(&base.kb, before), "{case}");
            let runner_up = |kb, decision: &Decision| decision.runner_up.as_ref().map(|placing| placed(kb, placing));
            assert_eq!(runner_up(&alternative, &after), runner_up(&base.kb, before), "{case}");
            assert_eq!(after.is_close, before.is_close, "{case}");

            let after = decide(&candidate, &Levels::of(&candidate, &trust()), reading);
            assert_eq!(rankings(&candidate, &after, |other| other != id), expected, "{case}");
            let levels = Levels::of(&candidate, &trust());
            let brute = Brute { kb: &candidate, levels: &levels, reading };
            let best = brute.placings(&after.contexts.iter().collect::<Vec<_>>()).into_iter().next();
            let named = best.map(|(_, best)| best).unwrap_or_else(|| after.bases.clone());
            let is_named = placed(&candidate, &named).contains(id);
            let (before, after) = (verdict(&base.kb, before), verdict(&candidate, &after));
            assert!(after == before || is_named, "{case}: {before} became {after}");
        }
    }
}

#[test]
fn the_order_of_rules_does_not_matter() {
    for base in ALL.iter() {
        let mut rules = value(&base.files, "rules.yaml");
        let Value::Sequence(list) = &mut rules else { panic!("rules are a list") };
        Random::new(base.seed).shuffle(list);
        let kb = load(&with_value(base.files.clone(), "rules.yaml", &rules));
        let names = |kb: &KnowledgeBase, rules: &[Key<Rule>]| -> BTreeSet<String> {
            rules.iter().map(|rule| kb[*rule].id.to_string()).collect()
        };
        for (number, (reading, before)) in base.decided.iter().enumerate() {
            let case = format!("seed {}, reading {number}", base.seed);
            let after = decide(&kb, &Levels::of(&kb, &trust()), reading);
            assert_eq!(names(&kb, &after.fired), names(&base.kb, &before.fired), "{case}");
            for (before, after) in before.contexts.iter().zip(&after.contexts) {
                assert_eq!(after.ranking, before.ranking, "{case}");
                assert_eq!(after.enough, before.enough, "{case}");
                for (before, after) in before.needs.iter().zip(&after.needs) {
                    let needed = |need: &Need| (need.property, need.level, need.strength, need.outranks);
                    assert_eq!(needed(after), needed(before), "{case}");
                    assert_eq!(names(&kb, &after.rules), names(&base.kb, &before.rules), "{case}");
                }
            }
            assert_eq!(
                (&after.verdict, &after.bases, &after.shared, &after.runner_up, after.is_close),
                (&before.verdict, &before.bases, &before.shared, &before.runner_up, before.is_close),
                "{case}"
            );
        }
    }
}

#[test]
fn what_is_not_known_never_meets_a_need() {
    in_every_context(|brute, context, case| {
        for assessment in &context.ranking {
            for (need, standing) in context.needs.iter().zip(&assessment.standings) {
                let fact = brute.kb[assessment.messenger].fact(need.property);
                if fact.level.is_none() || fact.confidence == advisor::kb::Confidence::Low {
                    assert!(
                        matches!(standing, Standing::Unknown | Standing::MetWith(_)),
                        "{case}: {need:?} {standing:?}"
                    );
                }
            }
        }
    });
}

#[test]
fn an_unknown_a_thin_and_a_too_old_fact_count_alike() {
    let strict = Trust { max_age: parse_span("20 years"), ..trust() };
    for base in ALL.iter() {
        let mut random = Random::new(base.seed);
        let messenger = *random.pick(&base.kb.scope().candidates);
        let properties: Vec<Key<Property>> = base.kb.properties().keys().collect();
        let property = *random.pick(&properties);
        let file = format!("messengers/{}.yaml", base.kb[messenger].id);
        let changed = |field: &str, to: &str| {
            let mut text = value(&base.files, &file);
            let fact = &mut text["facts"][base.kb[property].id.as_str()];
            let field = if field == "level" && fact.get("count").is_some() { "count" } else { field };
            fact[field] = to.into();
            let kb = load(&with_value(base.files.clone(), &file, &text));
            let levels = Levels::of(&kb, &strict);
            (kb, levels)
        };
        let unknown = base.levels.clone().with(messenger, property, None);
        for (field, to) in [("level", "unknown"), ("confidence", "low"), ("as-of", "1999")] {
            let (kb, levels) = changed(field, to);
            assert_eq!(levels, unknown, "seed {}: {field}", base.seed);
            for (reading, _) in &base.decided {
                assert_eq!(decide(&kb, &levels, reading), decide(&base.kb, &unknown, reading), "seed {}", base.seed);
            }
        }
    }
}

#[test]
fn raising_a_level_never_hurts_the_messenger_nor_touches_another() {
    for base in ALL.iter() {
        let mut random = Random::new(base.seed);
        let conditions = base.conditions();
        let messenger = *random.pick(&base.kb.scope().candidates);
        for property in base.kb.properties().keys().filter(|property| !conditions.contains(property)) {
            let above = levels_above(&base.kb, property, base.levels.get(messenger, property));
            if above.is_empty() {
                continue;
            }
            let raised = base.levels.clone().with(messenger, property, Some(*random.pick(&above)));
            for (number, (reading, before)) in base.decided.iter().enumerate() {
                let after = decide(&base.kb, &raised, reading);
                for (before, after) in before.contexts.iter().zip(&after.contexts) {
                    let case = format!("seed {}, reading {number}, `{}`", base.seed, base.kb[property].id);
                    let (worse, better) = (before.assessment(messenger), after.assessment(messenger));
                    assert!(better.fit <= worse.fit, "{case}: {worse:?} became {better:?}");
                    assert!(better.points >= worse.points, "{case}: {worse:?} became {better:?}");
                    let place =
                        |context: &ContextDecision| context.ranking.iter().position(|one| one.messenger == messenger);
                    assert!(place(after) <= place(before), "{case}: {worse:?} became {better:?}");
                    let others = |context: &ContextDecision| -> Vec<_> {
                        let all = context.ranking.iter().filter(|other| other.messenger != messenger);
                        all.map(|other| assessed(&base.kb, other)).collect()
                    };
                    assert_eq!(others(after), others(before), "{case}");
                }
            }
        }
    }
}

#[test]
fn what_is_placed_with_other_levels_of_a_messenger_is_what_a_new_decision_places() {
    let mut changed = 0;
    for base in ALL.iter() {
        let mut random = Random::new(base.seed);
        for (number, (reading, decision)) in base.decided.iter().enumerate() {
            let grounds = Grounds::of(&base.kb, reading);
            let messenger = *random.pick(&base.kb.scope().candidates);
            let property = *random.pick(&base.kb.properties().keys().collect::<Vec<_>>());
            for level in base.levels.others(&base.kb, messenger, property) {
                let levels = base.levels.clone().with(messenger, property, level);
                let expected = decide(&base.kb, &levels, reading).verdict;
                let found = placing_of(&base.kb, &levels, &grounds);
                assert_eq!(found, expected, "seed {}, reading {number}, {level:?}", base.seed);
                changed += usize::from(found != decision.verdict);
            }
        }
    }
    assert!(changed > 100, "only {changed} are changed");
}

#[test]
fn the_same_input_gives_the_same_output() {
    for base in ALL.iter() {
        let again = Base::of(base.seed);
        assert_eq!(format!("{:?}", again.kb), format!("{:?}", base.kb), "seed {}", base.seed);
        assert_eq!(format!("{:?}", again.decided), format!("{:?}", base.decided), "seed {}", base.seed);
    }
}

#[test]
fn the_tallies_of_parts_add_up_to_what_decides() {
    for Base { seed, kb, levels, decided, .. } in ALL.iter() {
        let parts = Part::all(kb);
        for (reading, decision) in decided {
            let grounds = Grounds::of(kb, reading);
            let of_context = |(context, needs): &(Key<Context>, Vec<Need>)| {
                let of_part = |part: &Part| {
                    let of = |need: &&Need| part.properties.contains(&need.property);
                    let needs: Vec<Need> = needs.iter().filter(of).cloned().collect();
                    let raises = |key: &Key<Complement>| part.complements.contains(key);
                    let available: Vec<_> = grounds.available.iter().copied().filter(raises).collect();
                    Tally::of(kb, levels, &available, &needs).normal()
                };
                let sum = parts.iter().fold(Tally::zero(kb), |sum, part| sum.plus(&of_part(part)).normal());
                assert_eq!(sum, Tally::of(kb, levels, &grounds.available, needs).normal(), "seed {seed}");
                (*context, sum)
            };
            let sums: Vec<(Key<Context>, Tally)> = grounds.contexts.iter().map(of_context).collect();
            let sums: Vec<(Key<Context>, &Tally)> = sums.iter().map(|(context, sum)| (*context, sum)).collect();
            let winner = outcome(kb, levels, &sums, &grounds.apart);
            assert_eq!(winner.map(|winner| winner.placing), decision.verdict, "seed {seed}");
        }
    }
}
