//! What follows from one set of answers, as data: enums, ids, and the texts of the knowledge base.
//!
//! These types are also the JSON that `quiz --format json` prints, which is why they derive `Serialize`: a second set of
//! types would repeat every field. How a page words them is the business of [`crate::words`].

mod case;
mod certainty;
mod contexts;
mod drift;
mod given;
mod reasons;
mod sources;
mod steps;
mod verdict;
mod warnings;

use schemars::JsonSchema;
use serde::Serialize;

pub use case::{Case, VerdictKind};
pub use certainty::{AnswerChange, Certainty, ChangeView, ShareView, WeakLink, Weakness};
pub use contexts::{CandidateView, ContextView};
pub use drift::{Drift, DriftEntry, DriftKind, KeptVerdict};
pub use given::{AnswerView, Assumption};
pub use reasons::{CouldIf, Gap, Met, Reason, RuleView, StandingView};
pub(crate) use sources::{Bibliography, is_past_review};
pub use sources::{FactView, SourceView};
pub use steps::{MOST_STEPS, Step, StepKind};
pub use verdict::{AppView, CouldHelp, OpenView, Placed, VerdictView};
pub use warnings::{HelplineView, NoticeView, RiskView, StopView};

use crate::answers::Saved;
use crate::engine::advised;
use crate::kb::Form;
use crate::space::Space;

const SCHEMA: &str = "advisor/advice/3";

/// The form of advice as JSON.
pub const FORM: Form = Form::printed::<Advice>(SCHEMA, "What `quiz --format json` prints");

/// Everything the advice says about one set of answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Advice {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The day from which age is counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// What must or must not happen before anything else, the gravest first.
    pub stops: Vec<StopView>,
    /// What to use.
    pub verdict: VerdictView,
    /// Each active context.
    pub contexts: Vec<ContextView>,
    /// What to do, in order: what matters most, at most [`MOST_STEPS`]. After a full stop, what to do first.
    pub steps: Vec<Step>,
    /// What else to do, in order. After a full stop, what to do once there is a safe device.
    pub more_steps: Vec<Step>,
    /// What is always said of the messengers that the verdict names.
    pub notices: Vec<NoticeView>,
    /// What no messenger removes.
    pub risks: Vec<RiskView>,
    /// What was assumed for answers of *unsure*.
    pub assumptions: Vec<Assumption>,
    /// The answers, in the order of the questions.
    pub answers: Vec<AnswerView>,
    /// The answers in one line of ids, which `quiz --answers` takes.
    #[schemars(extend("pattern" = "^advisor:1(/[a-z0-9-]+:[a-z0-9-]+(\\+[a-z0-9-]+)*)*$"))]
    pub answer_string: String,
    /// Answers to questions that the other answers rule out; they do not count.
    pub not_counted: Vec<AnswerView>,
    /// How sure the advice is; none if the knowledge base is too large to tell exactly.
    pub certainty: Option<Certainty>,
    /// How the verdict compares with the one in the file that the answers came from.
    pub drift: Option<Drift>,
    /// Every source that is cited, by number.
    pub sources: Vec<SourceView>,
}

impl Advice {
    /// The advice for answers, compared with the verdict of the file that they came from.
    ///
    /// How sure it is, is read from the diagram of the knowledge base; without one, the advice does not say.
    pub fn of(case: &Case<'_>, saved: Option<&Saved>, space: Option<&Space>) -> Self {
        let Case { kb, trust, answers, .. } = case;
        let advised = advised(&case.terms(), &case.grounds, &case.decision, &case.reading);
        // Sources are numbered in the order in which a reader meets them.
        let mut cited = Bibliography::of(kb, trust);
        let stops = warnings::stops(case, &mut cited);
        let contexts = contexts::contexts(case, &mut cited);
        let verdict = verdict::verdict(case, &advised);
        let (steps, more_steps) = steps::plan(case, &advised, &verdict, &stops, &mut cited);
        let used = case.used();
        Self {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            notices: warnings::notices(case, &used, &mut cited),
            risks: warnings::risks(case, &used, &mut cited),
            stops,
            verdict,
            contexts,
            steps,
            more_steps,
            assumptions: given::assumptions(kb, answers),
            answers: given::given(kb, answers, &answers.asked(kb)),
            answer_string: answers.string(kb),
            not_counted: given::given(kb, answers, &answers.ruled_out(kb)),
            certainty: space.map(|space| certainty::certainty(case, space)),
            drift: saved.and_then(|saved| drift::drift(case, saved)),
            sources: cited.list(),
        }
    }

    /// The stop that makes everything else wait, if there is one.
    pub fn full_stop(&self) -> Option<&StopView> {
        self.stops.iter().find(|stop| stop.stop.is_full)
    }
}
