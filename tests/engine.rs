//! The laws of the engine, on knowledge bases written for them, on random ones and on the shipped one.

mod brute;
mod drawn;
mod written;

use advisor::engine::{Assessment, ContextDecision, Decision, Placing};
use advisor::kb::{Files, KnowledgeBase};
use serde_yaml::Value;

use crate::support::edited;

fn with_candidates(files: &Files, candidates: &[&str]) -> Files {
    edited(files, "scope.yaml", |scope| scope["candidates"] = candidates.iter().copied().map(Value::from).collect())
}

fn candidates(kb: &KnowledgeBase) -> Vec<&str> {
    kb.scope().candidates.iter().map(|candidate| kb[*candidate].id.as_str()).collect()
}

/// The ranking of every active context, with the messengers for which `keep` holds. They go by their ids, which stay when
/// others come and go.
fn rankings(kb: &KnowledgeBase, decision: &Decision, keep: impl Fn(&str) -> bool) -> Vec<Vec<(String, Assessment)>> {
    let messenger = kb.messengers().keys().next().unwrap();
    let assessed = |one: &Assessment| (kb[one.messenger].id.to_string(), Assessment { messenger, ..one.clone() });
    let ranking = |context: &ContextDecision| context.ranking.iter().map(assessed).filter(|(id, _)| keep(id)).collect();
    decision.contexts.iter().map(ranking).collect()
}

fn placed(kb: &KnowledgeBase, placing: &Placing) -> String {
    let words = placing.0.iter().map(|(context, messenger)| format!("{} for {}", kb[*messenger].id, kb[*context].id));
    words.collect::<Vec<_>>().join(", ")
}

fn verdict(kb: &KnowledgeBase, decision: &Decision) -> String {
    match &decision.verdict {
        Some(placing) => placed(kb, placing),
        None => "none alone".to_owned(),
    }
}
