//! What comes before anything else, what is always said of a messenger, and the dangers that no messenger removes.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use crate::kb::{Helpline, Key, Messenger, Notice, Risk, Stop, any_holds};

/// What must or must not happen before anything else.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StopView {
    /// The stop.
    #[serde(flatten)]
    pub stop: Stop,
    /// Who helps.
    pub helplines: Vec<HelplineView>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// Who helps.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HelplineView {
    /// The helpline.
    #[serde(flatten)]
    pub helpline: Helpline,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A notice of a messenger.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoticeView {
    /// The id of the messenger.
    pub messenger: String,
    /// The notice.
    #[serde(flatten)]
    pub notice: Notice,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// A danger that no messenger removes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RiskView {
    /// The risk.
    #[serde(flatten)]
    pub risk: Risk,
    /// Whether the answers brought it up, or it holds for everyone.
    pub by_answers: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

pub(super) fn stops(case: &Case<'_>, cited: &mut Bibliography<'_>) -> Vec<StopView> {
    let view = |stop: &Stop| {
        let helplines = stop.helplines.iter().map(|key| case.kb[*key].clone());
        let helplines = helplines.map(|helpline| HelplineView { sources: cited.cite(&helpline.sources), helpline });
        StopView { helplines: helplines.collect(), sources: cited.cite(&stop.sources), stop: stop.clone() }
    };
    case.kb.stops().iter().filter(|stop| stop.applies(&case.reading)).map(view).collect()
}

pub(super) fn notices(case: &Case<'_>, used: &[Key<Messenger>], cited: &mut Bibliography<'_>) -> Vec<NoticeView> {
    let all = used.iter().flat_map(|key| case.kb[*key].notices.iter().map(|notice| (&case.kb[*key].id, notice)));
    let views = all.map(|(messenger, notice)| NoticeView {
        messenger: messenger.clone(),
        notice: notice.clone(),
        sources: cited.cite(&notice.sources),
    });
    views.collect()
}

pub(super) fn risks(case: &Case<'_>, used: &[Key<Messenger>], cited: &mut Bibliography<'_>) -> Vec<RiskView> {
    let has = |messenger: Key<Messenger>, risk: &Risk| {
        risk.works_with.iter().all(|(property, levels)| {
            case.levels.get(messenger, *property).is_some_and(|level| levels.0.contains(&level))
        })
    };
    let concerns = |risk: &&Risk| risk.works_with.is_empty() || used.iter().any(|one| has(*one, risk));
    let holds = |risk: &&Risk| any_holds(&risk.when, &case.reading);
    let views = case.kb.risks().iter().filter(holds).filter(concerns).map(|risk| RiskView {
        by_answers: !risk.when.is_empty(),
        sources: cited.cite(&risk.sources),
        risk: risk.clone(),
    });
    views.collect()
}
