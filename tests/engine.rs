//! The laws of the engine, on knowledge bases written for them, on random ones and on the shipped one.

mod brute;
mod cases;
mod drawn;
mod shipped;
mod written;

use advisor::engine::{Assessment, ContextDecision, Decision, Fit, Placing, Standing};
use advisor::kb::{Complement, Files, Key, KnowledgeBase};
use serde_yaml::Value;

use crate::support::edited;

fn with_candidates(files: &Files, candidates: &[&str]) -> Files {
    edited(files, "scope.yaml", |scope| scope["candidates"] = candidates.iter().copied().map(Value::from).collect())
}

fn candidates(kb: &KnowledgeBase) -> Vec<&str> {
    kb.scope().candidates.iter().map(|candidate| kb[*candidate].id.as_str()).collect()
}

/// An assessment by the messenger's id, which stays when other messengers come and go.
type Assessed = (String, Vec<Standing>, Vec<Key<Complement>>, Vec<Key<Complement>>, Fit, u32);

fn assessed(kb: &KnowledgeBase, assessment: &Assessment) -> Assessed {
    let Assessment { messenger, standings, settings, companions, fit, points } = assessment.clone();
    (kb[messenger].id.to_string(), standings, settings, companions, fit, points)
}

/// The ranking of every active context, with the messengers for which `keep` holds.
fn rankings(kb: &KnowledgeBase, decision: &Decision, keep: impl Fn(&str) -> bool) -> Vec<Vec<Assessed>> {
    let ranking = |context: &ContextDecision| {
        let all = context.ranking.iter().map(|assessment| assessed(kb, assessment));
        all.filter(|(id, ..)| keep(id)).collect()
    };
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
