//! The laws on a few hundred random knowledge bases, with random readings and what is decided for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use advisor::engine::{Assessment, ContextDecision, Decision, Enough, Fit, Levels, Placing, Trust, decide};
use advisor::kb::{Apart, Context, Files, Key, KnowledgeBase, Level, Messenger, Property, Question, Reading};
use advisor::kb::{any_holds, parse_span};
use serde_yaml::Value;

use super::brute::Brute;
use super::{candidates, placed, rankings, verdict, with_candidates};
use crate::support::random::{self, Random, files};
use crate::support::{BUILT_IN, Laid, edited, load, trust, value};

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
        let kb = load(&files);
        let levels = Levels::of(&kb, &trust());
        let mut random = Random::new(!seed);
        let readings = (0..READINGS).map(|_| random::answers(&kb, &mut random).read(&kb));
        let decided = readings.map(|reading| (reading.clone(), decide(&kb, &levels, &reading))).collect();
        Self { seed, files, kb, levels, decided }
    }

    fn random(&self) -> Random {
        Random::new(self.seed)
    }
}

static ALL: LazyLock<Vec<Base>> = LazyLock::new(|| (0..BASES).map(Base::of).collect());

struct Case {
    base: &'static Base,
    decision: &'static Decision,
    brute: Brute<'static>,
    name: String,
}

fn cases() -> impl Iterator<Item = Case> {
    ALL.iter().flat_map(|base| {
        base.decided.iter().enumerate().map(move |(number, (reading, decision))| {
            let brute = Brute { kb: &base.kb, levels: &base.levels, reading };
            Case { base, decision, brute, name: format!("seed {}, reading {number}", base.seed) }
        })
    })
}

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
fn no_score_outweighs_a_must_that_another_candidate_meets() {
    let mut ruled_out = 0;
    for Case { base, decision, brute, name, .. } in cases() {
        for (context, named) in &decision.bases.0 {
            let needs = brute.needs(*context);
            let misses = |one: Key<Messenger>| {
                needs.iter().filter(|need| need.strength.is_must() && !brute.can_meet(one, need)).count()
            };
            for other in &base.kb.scope().candidates {
                assert!(misses(*other) > 0 || misses(*named) == 0, "{name}: {needs:?}");
                ruled_out += usize::from(misses(*other) > misses(*named));
            }
        }
    }
    assert!(ruled_out > 1_000, "{ruled_out}");
}

#[test]
fn contexts_that_are_kept_apart_share_a_messenger_only_if_its_facts_allow_it() {
    for Case { base, decision, brute, name, .. } in cases() {
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
                any_holds(&apart.when, brute.reading)
                    && contexts.iter().all(|context| apart.contexts.contains(context))
                    && !brute.levels.reaches(*messenger, apart.unless.0, apart.unless.1)
            };
            assert!(base.kb.scope().apart.iter().any(|apart| keeps(&apart)), "{name}: {contexts:?}");
        }
        assert_eq!(decision.shared.is_empty(), brute.keeps_apart(&Placing(used)), "{name}");
    }
}

/// The files of a knowledge base with one messenger more, whose facts are drawn from those of the others.
fn with_newcomer(base: &Base, id: &str) -> Files {
    let mut random = base.random();
    let others = base.kb.messengers().ids().map(|other| value(&base.files, &format!("messengers/{other}.yaml")));
    let others: Vec<Value> = others.collect();
    let mut newcomer = random.pick(&others).clone();
    (newcomer["id"], newcomer["title"]) = (id.into(), id.into());
    for property in base.kb.properties().ids() {
        newcomer["facts"][property] = random.pick(&others)["facts"][property].clone();
    }
    base.files.clone().with(&format!("messengers/{id}.yaml"), &serde_yaml::to_string(&newcomer).unwrap())
}

#[test]
fn adding_a_messenger_neither_changes_nor_reorders_the_others() {
    for base in &ALL[..120] {
        // The names come first and last among the files, so that every other messenger moves or none does.
        let id = ["aleph", "zz-last"][base.seed as usize % 2];
        let alternative = with_newcomer(base, id);
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
    for base in &ALL[..120] {
        let shuffle = |rules: &mut Value| base.random().shuffle(rules.as_sequence_mut().expect("rules are a list"));
        let kb = load(&edited(&base.files, "rules.yaml", shuffle));
        for (reading, before) in &base.decided {
            let mut after = decide(&kb, &Levels::of(&kb, &trust()), reading);
            // The rules of each need go by other keys.
            let needs = after.contexts.iter_mut().zip(&before.contexts);
            let needs = needs.flat_map(|(after, before)| after.needs.iter_mut().zip(&before.needs));
            needs.for_each(|(after, before)| after.rules.clone_from(&before.rules));
            assert_eq!(after, *before, "seed {}", base.seed);
        }
    }
}

#[test]
fn an_unknown_a_thin_and_a_too_old_fact_count_alike() {
    let strict = Trust { max_age: parse_span("20 years"), ..trust() };
    for base in &ALL[..80] {
        let mut random = base.random();
        let messenger = *random.pick(&base.kb.scope().candidates);
        let property = *random.pick(&base.kb.properties().keys().collect::<Vec<Key<Property>>>());
        let unknown = base.levels.clone().with(messenger, property, None);
        for (field, to) in [("level", "unknown"), ("confidence", "low"), ("as-of", "1999")] {
            let file = format!("messengers/{}.yaml", base.kb[messenger].id);
            let kb = load(&edited(&base.files, &file, |file| {
                let fact = &mut file["facts"][base.kb[property].id.as_str()];
                let field = if field == "level" && fact.get("count").is_some() { "count" } else { field };
                fact[field] = to.into();
            }));
            assert_eq!(Levels::of(&kb, &strict), unknown, "seed {}: {field}", base.seed);
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
            let others = base.levels.others(&base.kb, messenger, property);
            let now = base.levels.get(messenger, property);
            let above: Vec<Level> = others.into_iter().flatten().filter(|level| Some(*level) > now).collect();
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
                    let is_it = |one: &Assessment| one.messenger == messenger;
                    let place = |context: &ContextDecision| context.ranking.iter().position(is_it);
                    assert!(place(after) <= place(before), "{case}: {worse:?} became {better:?}");
                }
                let others = |decision| rankings(&base.kb, decision, |other| other != base.kb[messenger].id);
                assert_eq!(others(&after), others(before), "seed {}, `{}`", base.seed, base.kb[property].id);
            }
        }
    }
}

#[test]
fn every_decision_on_the_shipped_knowledge_base_is_what_trying_everything_finds() {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    let mut kinds = BTreeSet::new();
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let drawn = random::reading(kb, &mut random);
        // Some people are unsure of most questions.
        let sure = [15, 40, 100][seed as usize % 3];
        let sure: Vec<bool> = kb.questions().iter().map(|_| random.percent(sure)).collect();
        let chosen = |key: Key<Question>| drawn.get(key).filter(|_| sure[key.position()]).unwrap_or(kb[key].if_unsure);
        let reading = Reading::of(kb, chosen);
        let decision = decide(kb, levels, &reading);
        assert!(!decision.contexts.is_empty(), "some context is always active");
        Brute { kb, levels, reading: &reading }.assert_finds(&decision, &format!("{reading:?}"));
        kinds.extend(decision.contexts.iter().map(|context| match context.enough {
            Enough::Alone => "alone",
            Enough::Open => "open",
            Enough::With(_) => "with",
            Enough::Instead(_) => "instead",
        }));
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}
