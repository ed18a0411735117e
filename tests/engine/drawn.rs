//! The laws on a few hundred random knowledge bases.

use std::collections::{BTreeMap, BTreeSet};

use advisor::engine::{
    Assessment, ContextDecision, Decision, Enough, Fit, Grounds, Levels, Need, Placing, Trust, advised, decide,
};
use advisor::kb::{Apart, Complement, Context, Key, KnowledgeBase, Messenger, Property, Rule};
use advisor::kb::{any_holds, parse_span};
use serde_yaml::Value;

use super::brute::Brute;
use super::cases::{ALL, Base, Case, cases};
use super::{assessed, candidates, levels_above, load, placed, rankings, trust, value, verdict};
use super::{with_candidates, with_newcomer, with_value};

#[test]
fn the_random_knowledge_bases_reach_every_kind_of_outcome() {
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reach = |what: &'static str| *reached.entry(what).or_default() += 1;
    for Case { base, decision, brute, .. } in cases() {
        reach(match &decision.verdict {
            Some(placing) if placing.0.len() == 1 => "one context served",
            Some(placing) if placing.messengers().len() == 1 => "contexts that share a messenger",
            Some(_) => "several messengers",
            None if decision.contexts.is_empty() => "no context",
            None if !decision.shared.is_empty() => "contexts that cannot be kept apart",
            None => "none alone",
        });
        reach(match (decision.is_close, &decision.runner_up) {
            (true, _) => "a close call",
            (false, Some(_)) => "a clear choice",
            (false, None) => "no choice",
        });
        for context in &decision.contexts {
            let open = context.open(decision.named(context)).count();
            reach(match &context.enough {
                Enough::Alone => "enough",
                Enough::Open if open > 1 => "several musts stay open",
                Enough::Open => "a must stays open",
                Enough::With(_) if open > 0 => "not all is closed",
                Enough::With(_) => "with something more",
                Enough::Instead(key) if base.kb[*key].messenger.is_some() => "another messenger instead",
                Enough::Instead(_) => "no messenger instead",
            });
            let missed = |one: &Assessment| brute.missed(one.messenger, &context.needs);
            for one in &context.ranking {
                let differs = |tier: &usize| missed(one)[*tier] != missed(&context.ranking[0])[*tier];
                reach(match (0..3).find(differs) {
                    None => "not ruled out",
                    Some(0) => "ruled out by what outranks",
                    Some(1) => "ruled out since it can't be used",
                    Some(_) => "ruled out by another must",
                });
                reach(match one.fit {
                    Fit::Alone if one.settings.is_empty() => "fits as it comes",
                    Fit::Alone => "fits with settings",
                    Fit::WithCompanions if one.companions.len() > 1 => "fits with several companions",
                    Fit::WithCompanions => "fits with a companion",
                    Fit::No => "does not fit",
                });
            }
        }
    }
    assert_eq!(reached.len(), 25, "{reached:?}");
}

#[test]
fn every_decision_is_what_trying_everything_finds() {
    cases().for_each(|case| case.brute.assert_finds(case.decision, &case.name));
}

#[test]
fn a_must_rules_out_a_candidate_only_if_another_meets_it_and_no_score_outweighs_that() {
    let (mut ruled_out, mut dropped) = (0, 0);
    for Case { base, reading, decision, brute, name } in cases() {
        for (context, named) in &decision.bases.0 {
            let needs = brute.needs(*context);
            let musts = || needs.iter().filter(|need| need.strength.is_must());
            let misses = |one: Key<Messenger>| musts().filter(|need| !brute.can_meet(one, need)).count();
            for other in &base.kb.scope().candidates {
                // One that meets every must is never passed over for one that does not (no union fallacy either).
                assert!(misses(*other) > 0 || misses(*named) == 0, "{name}: {needs:?}");
                ruled_out += usize::from(misses(*other) > misses(*named));
            }
        }
        // A must that nobody meets decides nothing between candidates.
        let mut grounds = Grounds::of(&base.kb, reading);
        for (_, needs) in &mut grounds.contexts {
            let is_met = |need: &Need| base.kb.scope().candidates.iter().any(|one| brute.can_meet(*one, need));
            let before = needs.len();
            needs.retain(|need| !need.strength.is_must() || is_met(need));
            dropped += usize::from(needs.len() < before);
        }
        for (before, after) in decision.contexts.iter().zip(&grounds.decide(&base.kb, &base.levels).contexts) {
            let order = |context: &ContextDecision| -> Vec<(Key<Messenger>, u32)> {
                context.ranking.iter().map(|one| (one.messenger, one.points)).collect()
            };
            assert_eq!(order(before), order(after), "{name}");
        }
    }
    assert!(ruled_out > 1_000 && dropped > 100, "{ruled_out} {dropped}");
}

#[test]
fn practices_and_what_orders_steps_never_change_a_decision() {
    let mut practices = 0;
    for base in ALL.iter() {
        let mut bare = value(&base.files, "complements.yaml");
        let Value::Sequence(list) = &mut bare else { panic!("complements are a list") };
        // Practices are the last complements, so that the others keep their keys.
        list.retain(|one| one["kind"] != "practice");
        for one in list.iter_mut().filter_map(Value::as_mapping_mut) {
            for field in ["stage", "urgency", "urgent-when", "sitting", "short", "excludes", "headline"] {
                one.remove(field);
            }
        }
        let bare = load(&with_value(base.files.clone(), "complements.yaml", &bare));
        practices += base.kb.complements().len() - bare.complements().len();
        for (reading, decision) in &base.decided {
            assert_eq!(decide(&bare, &Levels::of(&bare, &trust()), reading), *decision, "seed {}", base.seed);
        }
    }
    assert!(practices > 100, "{practices}");
}

#[test]
fn what_is_advised_can_be_done_in_the_context_it_is_advised_for() {
    let mut grounds_seen = BTreeSet::new();
    for Case { base, reading, decision, name, .. } in cases() {
        let kb = &base.kb;
        let grounds = Grounds::of(kb, reading);
        let urgency = |key: Key<Complement>| kb[key].urgency(|question| reading.get(question));
        let all = advised(kb, &base.levels, &grounds, decision, urgency);
        for one in &all {
            grounds_seen.insert(format!("{:?}", one.ground));
            assert!(grounds.available.contains(&one.complement), "{name}: {one:?}");
            let context = decision.contexts.iter().find(|context| context.context == one.context);
            let context = context.expect("it is for an active context");
            let named = decision.named(context).messenger;
            let used = match context.enough {
                Enough::Instead(key) => kb[key].messenger,
                Enough::Alone | Enough::Open | Enough::With(_) => Some(named),
            };
            assert_eq!(one.messenger, used, "{name}: {one:?}");
            let is_instead = matches!(context.enough, Enough::Instead(_));
            assert!(is_instead || base.levels.allows(&kb[one.complement], named), "{name}: {one:?}");
            let key = |one: &advisor::engine::Advised| (one.complement, one.context, one.ground);
            assert_eq!(all.iter().filter(|other| key(other) == key(one)).count(), 1, "{name}: {one:?}");
        }
        for context in &decision.contexts {
            let needed: &[_] = match &context.enough {
                Enough::With(added) => added,
                Enough::Instead(key) => std::slice::from_ref(key),
                Enough::Alone | Enough::Open => &[],
            };
            let has = |key| all.iter().any(|one| (one.complement, one.context) == (key, context.context));
            assert!(needed.iter().all(|key| has(*key)), "{name}");
        }
    }
    assert_eq!(grounds_seen.into_iter().collect::<Vec<_>>(), ["Apart", "Instead", "Must", "Practice", "Should"]);
}

#[test]
fn contexts_that_are_kept_apart_share_a_messenger_only_if_its_facts_allow_it() {
    for Case { base, decision, brute, name, .. } in cases() {
        for placing in decision.verdict.iter().chain(&decision.runner_up) {
            assert!(brute.keeps_apart(placing), "{name}: {}", placed(&base.kb, placing));
        }
        // What is used in each context, unless that is no messenger, with the levels that it is raised to.
        let mut levels = brute.levels.clone();
        let mut used: Vec<(Key<Context>, Key<Messenger>)> = Vec::new();
        for (one, (context, named)) in decision.contexts.iter().zip(&decision.bases.0) {
            let Enough::Instead(key) = one.enough else {
                used.push((*context, *named));
                continue;
            };
            let Some(messenger) = brute.kb[key].messenger else { continue };
            used.push((*context, messenger));
            for (property, level) in &brute.kb[key].raises {
                levels.set(messenger, *property, levels.get(messenger, *property).max(Some(*level)));
            }
        }
        let brute = Brute { levels: &levels, ..brute };
        for (messenger, contexts) in &decision.shared {
            let is_used = |context: &Key<Context>| used.contains(&(*context, *messenger));
            assert!(contexts.len() > 1 && contexts.iter().all(is_used), "{name}: {contexts:?}");
            let keeps = |apart: &&Apart| {
                any_holds(&apart.when, |question| brute.reading.get(question))
                    && contexts.iter().all(|context| apart.contexts.contains(context))
                    && !brute.levels.reaches(*messenger, apart.unless.0, apart.unless.1)
            };
            assert!(base.kb.scope().apart.iter().any(|apart| keeps(&apart)), "{name}: {contexts:?}");
        }
        assert_eq!(decision.shared.is_empty(), brute.keeps_apart(&Placing(used)), "{name}");
    }
}

#[test]
fn adding_a_messenger_neither_changes_nor_reorders_the_others() {
    for base in ALL.iter() {
        // The names come first and last among the files, so that every other messenger moves or none does.
        let id = ["aleph", "zz-last"][base.seed as usize % 2];
        let alternative = with_newcomer(&base.files, id, &mut base.random());
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

            // As a candidate it changes a verdict only to be named in it.
            let levels = Levels::of(&candidate, &trust());
            let after = decide(&candidate, &levels, reading);
            assert_eq!(rankings(&candidate, &after, |other| other != id), expected, "{case}");
            let brute = Brute { kb: &candidate, levels: &levels, reading };
            let best = brute.placings(&after.contexts.iter().collect::<Vec<_>>()).into_iter().next();
            let named = best.map_or(after.bases.clone(), |(_, best)| best);
            let (before, after) = (verdict(&base.kb, before), verdict(&candidate, &after));
            let is_named = placed(&candidate, &named).contains(id);
            assert!(after == before || is_named, "{case}: {before} became {after}");
        }
    }
}

#[test]
fn the_order_of_rules_does_not_matter() {
    for base in ALL.iter() {
        let mut rules = value(&base.files, "rules.yaml");
        let Value::Sequence(list) = &mut rules else { panic!("rules are a list") };
        base.random().shuffle(list);
        let kb = load(&with_value(base.files.clone(), "rules.yaml", &rules));
        let names = |kb: &KnowledgeBase, rules: &mut Vec<Key<Rule>>| -> BTreeSet<String> {
            rules.drain(..).map(|rule| kb[rule].id.clone()).collect()
        };
        // All names in a decision, and the decision without them.
        let split = |kb: &KnowledgeBase, mut decision: Decision| {
            let mut all = vec![names(kb, &mut decision.fired)];
            let needs = decision.contexts.iter_mut().flat_map(|context| &mut context.needs);
            all.extend(needs.map(|need| names(kb, &mut need.rules)));
            (all, decision)
        };
        for (reading, before) in &base.decided {
            let after = decide(&kb, &Levels::of(&kb, &trust()), reading);
            assert_eq!(split(&kb, after), split(&base.kb, before.clone()), "seed {}", base.seed);
        }
    }
}

#[test]
fn an_unknown_a_thin_and_a_too_old_fact_count_alike() {
    let strict = Trust { max_age: parse_span("20 years"), ..trust() };
    for base in ALL.iter() {
        let mut random = base.random();
        let messenger = *random.pick(&base.kb.scope().candidates);
        let property = *random.pick(&base.kb.properties().keys().collect::<Vec<Key<Property>>>());
        let file = format!("messengers/{}.yaml", base.kb[messenger].id);
        let unknown = base.levels.clone().with(messenger, property, None);
        for (field, to) in [("level", "unknown"), ("confidence", "low"), ("as-of", "1999")] {
            let mut text = value(&base.files, &file);
            let fact = &mut text["facts"][base.kb[property].id.as_str()];
            let field = if field == "level" && fact.get("count").is_some() { "count" } else { field };
            fact[field] = to.into();
            let kb = load(&with_value(base.files.clone(), &file, &text));
            let levels = Levels::of(&kb, &strict);
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
        let mut random = base.random();
        // On some properties it depends whether a complement works.
        let complements = base.kb.complements().iter();
        let conditions: BTreeSet<Key<Property>> =
            complements.flat_map(|complement| &complement.works_with).map(|(property, _)| *property).collect();
        let messenger = *random.pick(&base.kb.scope().candidates);
        for property in base.kb.properties().keys().filter(|property| !conditions.contains(property)) {
            let above = levels_above(&base.kb, property, base.levels.get(messenger, property));
            if above.is_empty() {
                continue;
            }
            let raised = base.levels.clone().with(messenger, property, Some(*random.pick(&above)));
            for (reading, before) in &base.decided {
                let after = decide(&base.kb, &raised, reading);
                for (before, after) in before.contexts.iter().zip(&after.contexts) {
                    let case = format!("seed {}, `{}`", base.seed, base.kb[property].id);
                    let (worse, better) = (before.assessment(messenger), after.assessment(messenger));
                    let is_better = better.fit <= worse.fit && better.points >= worse.points;
                    assert!(is_better, "{case}: {worse:?} became {better:?}");
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
fn the_same_input_gives_the_same_output() {
    for base in ALL.iter() {
        let again = Base::of(base.seed);
        assert_eq!(format!("{:?}", again.kb), format!("{:?}", base.kb), "seed {}", base.seed);
        assert_eq!(format!("{:?}", again.decided), format!("{:?}", base.decided), "seed {}", base.seed);
    }
}
