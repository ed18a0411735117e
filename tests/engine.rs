//! The laws of the engine, on knowledge bases written for them, on random ones and on the shipped one.

#[path = "engine/brute.rs"]
mod brute;
#[path = "engine/cases.rs"]
mod cases;
#[path = "engine/drawn.rs"]
mod drawn;
#[path = "support/random.rs"]
mod random;
#[path = "engine/shipped.rs"]
mod shipped;
#[path = "engine/tally.rs"]
mod tally;
#[path = "engine/world.rs"]
mod world;
#[path = "engine/written.rs"]
mod written;

use advisor::engine::{Assessment, Decision, Fit, Placing, Standing, Trust};
use advisor::kb::{Complement, Files, Key, KnowledgeBase, Level, parse_day};
use serde_yaml::Value;

use random::Random;

/// Terms on which no fact is too old.
fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").expect("it is a day"), max_age: None }
}

fn load(files: &Files) -> KnowledgeBase {
    files.load().unwrap_or_else(|problems| panic!("{problems}"))
}

/// A file as a YAML value.
fn value(files: &Files, file: &str) -> Value {
    serde_yaml::from_str(files.text(file).expect("the file is there")).expect("it is YAML")
}

/// The files with one of them written anew.
fn with_value(files: Files, file: &str, value: &Value) -> Files {
    files.with(file, &serde_yaml::to_string(value).expect("a value that was read can be written"))
}

/// The files with these candidates, in this order.
fn with_candidates(files: &Files, candidates: &[&str]) -> Files {
    let mut scope = value(files, "scope.yaml");
    scope["candidates"] = candidates.iter().copied().map(Value::from).collect();
    with_value(files.clone(), "scope.yaml", &scope)
}

/// The ids of the candidates, in default order.
fn candidates(kb: &KnowledgeBase) -> Vec<&str> {
    kb.scope().candidates.iter().map(|candidate| kb[*candidate].id.as_str()).collect()
}

/// The files with one messenger more, whose facts are drawn from those of the others.
fn with_newcomer(files: &Files, id: &str, random: &mut Random) -> Files {
    let kb = load(files);
    let others: Vec<Value> =
        kb.messengers().ids().map(|other| value(files, &format!("messengers/{other}.yaml"))).collect();
    let mut newcomer = random.pick(&others).clone();
    newcomer["id"] = id.into();
    newcomer["title"] = id.into();
    for property in kb.properties().ids() {
        newcomer["facts"][property] = random.pick(&others)["facts"][property].clone();
    }
    with_value(files.clone(), &format!("messengers/{id}.yaml"), &newcomer)
}

/// An assessment by the messenger's id, which stays when other messengers come and go.
type Assessed = (String, Vec<Standing>, Vec<Key<Complement>>, Vec<Key<Complement>>, Fit, u32);

fn assessed(kb: &KnowledgeBase, assessment: &Assessment) -> Assessed {
    let Assessment { messenger, standings, settings, companions, fit, points } = assessment.clone();
    (kb[messenger].id.to_string(), standings, settings, companions, fit, points)
}

/// The ranking of every active context, with the messengers for which `keep` holds.
fn rankings(kb: &KnowledgeBase, decision: &Decision, keep: impl Fn(&str) -> bool) -> Vec<Vec<Assessed>> {
    let ranking = |context: &advisor::engine::ContextDecision| {
        let all = context.ranking.iter().map(|assessment| assessed(kb, assessment));
        all.filter(|(id, ..)| keep(id)).collect()
    };
    decision.contexts.iter().map(ranking).collect()
}

/// A placing in words.
fn placed(kb: &KnowledgeBase, placing: &Placing) -> String {
    let words = placing.0.iter().map(|(context, messenger)| format!("{} for {}", kb[*messenger].id, kb[*context].id));
    words.collect::<Vec<_>>().join(", ")
}

/// A verdict in words.
fn verdict(kb: &KnowledgeBase, decision: &Decision) -> String {
    match &decision.verdict {
        Some(placing) => placed(kb, placing),
        None => "none alone".to_owned(),
    }
}

/// The better levels of a property that its facts, needs and complements name.
fn levels_above(kb: &KnowledgeBase, property: Key<advisor::kb::Property>, known: Option<Level>) -> Vec<Level> {
    let facts = kb.messengers().iter().filter_map(|messenger| messenger.fact(property).level);
    let needs = kb.rules().iter().filter(|rule| rule.property == property).map(|rule| rule.level);
    let mut levels: Vec<Level> = facts.chain(needs).filter(|level| Some(*level) > known).collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}
