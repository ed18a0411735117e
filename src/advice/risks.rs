//! What is always said of a messenger, and the dangers that no messenger removes.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use crate::kb::{Key, KnowledgeBase, Messenger, Risk, any_holds};

/// A notice of a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoticeView {
    /// The id of the messenger.
    pub messenger: String,
    /// The id of the notice.
    pub id: String,
    /// The headline.
    pub title: String,
    /// The text.
    pub text: String,
    /// The date of the evidence.
    pub as_of: String,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskView {
    /// The id.
    pub id: String,
    /// The headline.
    pub title: String,
    /// What helps, in one line.
    pub remedy: Option<String>,
    /// The text.
    pub text: String,
    /// Whether the answers brought it up, or it holds for everyone.
    pub by_answers: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// The notices of the messengers that are used.
pub(super) fn notices(kb: &KnowledgeBase, used: &[Key<Messenger>], cited: &mut Bibliography) -> Vec<NoticeView> {
    let all = used.iter().flat_map(|key| kb[*key].notices.iter().map(|notice| (&kb[*key].id, notice)));
    let views = all.map(|(messenger, notice)| NoticeView {
        messenger: messenger.clone(),
        id: notice.id.clone(),
        title: notice.title.clone(),
        text: notice.text.clone(),
        as_of: notice.as_of.to_string(),
        sources: cited.cite(&notice.sources),
    });
    views.collect()
}

/// The risks with these answers and the messengers that are used.
pub(super) fn risks(case: &Case<'_>, used: &[Key<Messenger>], cited: &mut Bibliography) -> Vec<RiskView> {
    let has = |messenger: Key<Messenger>, risk: &Risk| {
        risk.works_with.iter().all(|(property, levels)| {
            case.levels.get(messenger, *property).is_some_and(|level| levels.contains(&level))
        })
    };
    let concerns = |risk: &&Risk| risk.works_with.is_empty() || used.iter().any(|one| has(*one, risk));
    let holds = |risk: &&Risk| any_holds(&risk.when, |question| case.chosen(question));
    let views = case.kb.risks().iter().filter(holds).filter(concerns).map(|risk| RiskView {
        id: risk.id.clone(),
        title: risk.title.clone(),
        remedy: risk.remedy.clone(),
        text: risk.text.clone(),
        by_answers: !risk.when.is_empty(),
        sources: cited.cite(&risk.sources),
    });
    views.collect()
}
