//! What must or must not happen before anything else, and who helps.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::sources::Bibliography;
use crate::kb::{Helpline, Stop};

/// What must or must not happen before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StopView {
    /// The id.
    pub id: String,
    /// Whether everything else has to wait.
    pub full: bool,
    /// What to do or not to do, in a sentence.
    pub title: String,
    /// Why.
    pub text: String,
    /// What can wait until there is a safe device.
    pub later: Vec<String>,
    /// Who helps.
    pub helplines: Vec<HelplineView>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// Who helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HelplineView {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// Whom it is for.
    pub whom: String,
    /// The address on the web.
    pub website: String,
    /// How to reach it, and when.
    pub how: String,
    /// The languages it answers in.
    pub languages: String,
    /// How to reach it unseen.
    pub unseen: Option<String>,
    /// The day on which it was last looked up.
    pub as_of: String,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// The stops that apply, the gravest first.
pub(super) fn applying(case: &Case<'_>, cited: &mut Bibliography) -> Vec<StopView> {
    let applying = case.kb.stops().iter().filter(|stop| stop.applies(|question| case.chosen(question)));
    applying.map(|stop| view(case, stop, cited)).collect()
}

fn view(case: &Case<'_>, stop: &Stop, cited: &mut Bibliography) -> StopView {
    StopView {
        id: stop.id.clone(),
        full: stop.is_full,
        title: stop.title.clone(),
        text: stop.text.clone(),
        later: stop.later.clone(),
        helplines: stop.helplines.iter().map(|key| helpline(&case.kb[*key], cited)).collect(),
        sources: cited.cite(&stop.sources),
    }
}

fn helpline(helpline: &Helpline, cited: &mut Bibliography) -> HelplineView {
    HelplineView {
        id: helpline.id.clone(),
        title: helpline.title.clone(),
        whom: helpline.whom.clone(),
        website: helpline.website.clone(),
        how: helpline.how.clone(),
        languages: helpline.languages.clone(),
        unseen: helpline.unseen.clone(),
        as_of: helpline.as_of.to_string(),
        sources: cited.cite(&helpline.sources),
    }
}
