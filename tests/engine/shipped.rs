//! The laws on the knowledge base that is shipped.

use std::collections::{BTreeMap, BTreeSet};

use advisor::answers::Reading;
use advisor::engine::{Enough, Levels, decide};
use advisor::kb::{ChoiceSet, Context, Key, KnowledgeBase, Level, Property, Question};

use super::brute::Brute;
use super::random::{self, Random};
use super::trust;

#[test]
fn every_decision_is_what_trying_everything_finds() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut kinds = BTreeSet::new();
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let drawn = random::reading(&kb, &mut random);
        // Some people are unsure of most questions.
        let sure = [15, 40, 100][seed as usize % 3];
        let sure: Vec<bool> = kb.questions().iter().map(|_| random.percent(sure)).collect();
        let chosen = |key: Key<Question>| drawn.get(key).filter(|_| sure[key.position()]).unwrap_or(kb[key].if_unsure);
        let reading = Reading::of(&kb, chosen);
        let decision = decide(&kb, &levels, &reading);
        assert!(!decision.contexts.is_empty(), "some context is always active");
        Brute { kb: &kb, levels: &levels, reading: &reading }.assert_finds(&decision, &format!("{reading:?}"));
        kinds.extend(decision.contexts.iter().map(|context| match context.enough {
            Enough::Alone => "alone",
            Enough::Open => "open",
            Enough::With(_) => "with",
            Enough::Instead(_) => "instead",
        }));
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

#[test]
fn a_more_severe_choice_never_drops_a_must() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let mut random = Random::new(3);
    let severe: Vec<Key<Question>> = kb.questions().keys().filter(|question| kb[*question].by_severity).collect();
    assert!(!severe.is_empty());
    for _ in 0..500 {
        let drawn = random::reading(&kb, &mut random);
        for &question in &severe {
            let musts = |choice: usize| -> BTreeMap<(Key<Context>, Key<Property>), Level> {
                let other = |key| drawn.get(key).unwrap_or(kb[key].if_unsure);
                let reading =
                    Reading::of(&kb, |key| if key == question { ChoiceSet::only(choice) } else { other(key) });
                let brute = Brute { kb: &kb, levels: &levels, reading: &reading };
                let needs = |context| brute.needs(context).into_iter().map(move |need| (context, need));
                let needs = brute.active().into_iter().flat_map(needs);
                let musts = needs.filter(|(_, need)| need.strength.is_must());
                musts.map(|(context, need)| ((context, need.property), need.level)).collect()
            };
            let by_choice: Vec<_> = (0..kb[question].choices.len()).map(musts).collect();
            for (milder, severer) in by_choice.iter().zip(&by_choice[1..]) {
                for (needed, level) in milder {
                    let (context, property) = (&kb[needed.0].id, &kb[needed.1].id);
                    let case = format!("`{}` drops `{property}` for `{context}`", kb[question].id);
                    assert!(severer.get(needed) >= Some(level), "{case}: {drawn:?}");
                }
            }
        }
    }
}
