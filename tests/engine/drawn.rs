//! The laws on a few hundred random knowledge bases.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use advisor::answers::Reading;
use advisor::engine::{
    ContextDecision, Decision, Fit, Grounds, Levels, Need, Obstacle, Part, Standing, Tally, Trust, Verdict, decide,
    outcome,
};
use advisor::kb::{Complement, Context, Files, Key, KnowledgeBase, Messenger, Property, Rule, any_holds, parse_span};
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

    /// Where a candidate stands in the default order.
    fn position(&self, messenger: Key<Messenger>) -> Option<usize> {
        self.kb.scope().candidates.iter().position(|candidate| *candidate == messenger)
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
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (_, decision) in ALL.iter().flat_map(|base| &base.decided) {
        reached.insert(match &decision.verdict {
            Verdict::Use(placing) if placing.0.len() == 1 => "one context served",
            Verdict::Use(placing) if placing.messengers().len() == 1 => "contexts that share a messenger",
            Verdict::Use(_) => "several messengers",
            Verdict::NoneAlone(obstacles) => match obstacles.first() {
                Some(Obstacle::Conflict { needs, .. }) if needs.len() == 1 => "a need that nobody meets",
                Some(Obstacle::Conflict { .. }) => "needs that clash",
                Some(Obstacle::Shared { .. }) => "contexts that cannot be kept apart",
                None => "no context",
            },
        });
        reached.insert(match (decision.is_close, &decision.runner_up) {
            (true, _) => "a close call",
            (false, Some(_)) => "a clear choice",
            (false, None) => "no choice",
        });
        for assessment in decision.contexts.iter().flat_map(|context| &context.ranking) {
            reached.insert(match assessment.fit {
                Fit::Alone if assessment.settings.is_empty() => "fits as it comes",
                Fit::Alone => "fits with settings",
                Fit::WithCompanions if assessment.companions.len() > 1 => "fits with several companions",
                Fit::WithCompanions => "fits with a companion",
                Fit::No { .. } => "does not fit",
            });
        }
    }
    assert_eq!(reached.len(), 15, "{reached:?}");
}

#[test]
fn a_messenger_that_misses_a_must_is_never_placed_nor_ranked_before_one_that_misses_none() {
    in_every_decision(|base, brute, decision, case| {
        for context in &decision.contexts {
            let key = |messenger: &advisor::engine::Assessment| {
                let class = match messenger.fit {
                    Fit::Alone => 0,
                    Fit::WithCompanions => 1,
                    Fit::No { open, .. } => 1 + open,
                };
                (class, std::cmp::Reverse(messenger.points), base.position(messenger.messenger))
            };
            assert!(context.ranking.is_sorted_by_key(key), "{case}: {:?}", context.ranking);
        }
        let Verdict::Use(placing) = &decision.verdict else { return };
        for ((place, messenger), context) in placing.0.iter().zip(&decision.contexts) {
            assert_eq!(*place, context.context, "{case}");
            // Union fallacy: the one messenger of the context meets every must of it, by itself or by a setting.
            for need in brute.needs(*place).iter().filter(|need| need.strength.is_must()) {
                assert!(brute.can_meet(*messenger, need), "{case}: {need:?}");
            }
        }
    });
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
fn the_verdict_is_the_smallest_set_then_the_highest_score_then_the_default_order() {
    in_every_decision(|base, brute, decision, case| {
        let placings = brute.placings(&decision.contexts);
        match (&decision.verdict, placings.first()) {
            (Verdict::Use(found), Some((_, best))) => {
                assert_eq!(placed(&base.kb, found), placed(&base.kb, best), "{case}");
            }
            (Verdict::NoneAlone(_), None) => {}
            (verdict, best) => panic!("{case}: {verdict:?}, but {best:?}"),
        }
        assert_eq!(decision.runner_up.as_ref(), placings.get(1).map(|(_, next)| next), "{case}");
    });
}

#[test]
fn a_call_is_close_exactly_if_the_next_best_is_within_the_margin() {
    in_every_decision(|base, brute, decision, case| {
        let placings = brute.placings(&decision.contexts);
        let possible: u32 =
            decision.contexts.iter().flat_map(|context| &context.needs).map(|need| need.strength.weight()).sum();
        let margin = possible * u32::from(base.kb.scope().close_call);
        let is_close = matches!(placings.as_slice(), [best, next, ..] if (best.0 - next.0) * 100 <= margin);
        assert_eq!(decision.is_close, is_close, "{case}");
    });
}

#[test]
fn a_conflict_is_a_smallest_set_of_musts_that_no_candidate_meets_together() {
    in_every_decision(|base, brute, decision, case| {
        let Verdict::NoneAlone(obstacles) = &decision.verdict else { return };
        let clashing: Vec<_> =
            decision.contexts.iter().filter(|context| brute.smallest_conflict(&context.needs).is_some()).collect();
        let mut told = Vec::new();
        for obstacle in obstacles {
            let Obstacle::Conflict { context, needs } = obstacle else { continue };
            told.push(*context);
            let all = brute.needs(*context);
            let conflict: Vec<_> = needs.iter().map(|need| all[*need].clone()).collect();
            assert!(conflict.iter().all(|need| need.strength.is_must()), "{case}: {conflict:?}");
            for candidate in &base.kb.scope().candidates {
                assert!(!conflict.iter().all(|need| brute.can_meet(*candidate, need)), "{case}: {conflict:?}");
            }
            assert_eq!(Some(conflict.len()), brute.smallest_conflict(&all), "{case}: {conflict:?}");
        }
        assert!(clashing.iter().map(|context| context.context).eq(told), "{case}");
    });
}

#[test]
fn contexts_that_are_kept_apart_share_a_messenger_only_if_its_facts_allow_it() {
    in_every_decision(|base, brute, decision, case| match &decision.verdict {
        Verdict::Use(placing) => {
            for placing in std::iter::once(placing).chain(&decision.runner_up) {
                assert!(brute.keeps_apart(placing), "{case}: {}", placed(&base.kb, placing));
            }
        }
        Verdict::NoneAlone(obstacles) => {
            for obstacle in obstacles {
                let Obstacle::Shared { contexts, .. } = obstacle else { continue };
                let active = contexts.iter().filter(|context| brute.active().contains(context)).count();
                assert!(active > 1, "{case}: {contexts:?}");
                let given = |question| brute.reading.get(question);
                let apart = |apart: &&advisor::kb::Apart| apart.contexts == *contexts && any_holds(&apart.when, given);
                assert!(base.kb.scope().apart.iter().any(|group| apart(&group)), "{case}: {contexts:?}");
            }
        }
    });
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
            let (before, after) = (verdict(&base.kb, before), verdict(&candidate, &after));
            assert!(after == before || after.contains(id), "{case}: {before} became {after}");
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
                for (before, after) in before.needs.iter().zip(&after.needs) {
                    let needed = |need: &Need| (need.property, need.level, need.strength);
                    assert_eq!(needed(after), needed(before), "{case}");
                    assert_eq!(names(&kb, &after.rules), names(&base.kb, &before.rules), "{case}");
                }
            }
            assert_eq!(
                (&after.verdict, &after.runner_up, after.is_close),
                (&before.verdict, &before.runner_up, before.is_close),
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
                let expected = decide(&base.kb, &levels, reading).verdict.placing().cloned();
                let found = decision.otherwise(&base.kb, &levels, messenger, &grounds);
                assert_eq!(found, expected, "seed {}, reading {number}, {level:?}", base.seed);
                changed += usize::from(found.as_ref() != decision.verdict.placing());
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
            assert_eq!(winner.map(|winner| winner.placing).as_ref(), decision.verdict.placing(), "seed {seed}");
        }
    }
}
