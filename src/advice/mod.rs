//! What follows from one set of answers, as data: enums, ids, and the texts of the knowledge base.
//!
//! These types are also the JSON that `quiz --format json` prints: a second set of types would repeat every field.

mod case;
mod certainty;
mod contexts;
mod drift;
mod reasons;
mod sources;
mod steps;
mod verdict;

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::answers::VerdictKind;
pub use case::Case;
pub use certainty::{AnswerChange, Certainty, ChangeView, ShareView, WeakLink, Weakness};
pub use contexts::{CandidateView, ContextView};
pub use drift::{Drift, DriftEntry, DriftKind, KeptVerdict};
pub use reasons::{CouldIf, Gap, Met, Reason, RuleView, StandingView};
pub(crate) use sources::{Bibliography, is_past_review};
pub use sources::{FactView, HelplineView, NoticeView, RiskView, SourceView, StopView};
pub use steps::{MOST_STEPS, Step, StepKind};
pub use verdict::{AppView, CouldHelp, OpenView, Placed, VerdictView};

use crate::answers::{Answer, Answers, Saved};
use crate::kb::{ChoiceSet, Form, Key, KnowledgeBase, Question, UNSURE};
use crate::space::Space;

/// The form of advice as JSON.
pub const FORM: Form = Form::printed::<Advice>("advisor/advice/3", "What `quiz --format json` prints");

/// Everything the advice says about one set of answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Advice {
    /// The schema id of this form.
    #[schemars(extend("const" = FORM.id))]
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
    /// The advice for answers, compared with the verdict of their file; without a diagram, it lacks its certainty.
    ///
    /// # Panics
    /// If no context is active ([`Case::has_no_context`]).
    pub fn of(case: &Case<'_>, saved: Option<&Saved>, space: Option<&Space>) -> Self {
        let Case { kb, trust, answers, .. } = case;
        // Sources are numbered in the order in which a reader meets them.
        let mut cited = Bibliography::of(kb, trust);
        let stops = sources::stops(case, &mut cited);
        let contexts = contexts::contexts(case, &mut cited);
        let verdict = verdict::verdict(case);
        let (steps, more_steps) = steps::plan(case, &verdict, &mut cited);
        Self {
            schema: FORM.id,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            notices: sources::notices(case, &mut cited),
            risks: sources::risks(case, &mut cited),
            stops,
            verdict,
            contexts,
            steps,
            more_steps,
            assumptions: assumptions(kb, answers),
            answers: given(kb, answers, &answers.asked(kb)),
            answer_string: answers.string(kb),
            not_counted: given(kb, answers, &answers.ruled_out(kb)),
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

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerView {
    /// The question.
    pub question: String,
    /// The question as asked.
    pub ask: String,
    /// The choices, or `unsure`.
    pub choices: Vec<String>,
    /// The choices in words; what was assumed, if unsure.
    pub text: String,
}

/// What was assumed for an answer of *unsure*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assumption {
    /// The question.
    pub question: String,
    /// The question as asked.
    pub ask: String,
    /// The choices that were assumed.
    pub assumed: Vec<String>,
    /// The assumption in words.
    pub text: String,
    /// Whether another answer alone would bring a stop that makes everything else wait; not where there is one already.
    pub could_stop: bool,
}

impl AnswerView {
    /// An answer to a question, with a word between its choices.
    fn of(question: &Question, answer: Answer, between: &str) -> Self {
        let text = answer.chosen().map(|chosen| question.labels(chosen).join(between));
        Self {
            question: question.id.clone(),
            ask: question.ask.clone(),
            choices: answer.words(question).into_iter().map(str::to_owned).collect(),
            text: text.unwrap_or_else(|| question.unsure_means.clone()),
        }
    }

    /// Whether the answer is unsure.
    pub fn is_unsure(&self) -> bool {
        self.choices == [UNSURE]
    }
}

fn given(kb: &KnowledgeBase, answers: &Answers, questions: &[Key<Question>]) -> Vec<AnswerView> {
    let view = |key: &Key<Question>| Some(AnswerView::of(&kb[*key], answers.get(*key)?, "; "));
    questions.iter().filter_map(view).collect()
}

fn assumptions(kb: &KnowledgeBase, answers: &Answers) -> Vec<Assumption> {
    let is_stopped = answers.full_stop(kb).is_some();
    let stops = |key: Key<Question>, position: usize| {
        let mut others = answers.clone();
        others.set(key, Some(Answer::Chosen(ChoiceSet::only(position))));
        others.full_stop(kb).is_some()
    };
    let assumption = |key: Key<Question>| {
        let assumed = Answer::Chosen(kb[key].if_unsure);
        let AnswerView { question, ask, choices: assumed, .. } = AnswerView::of(&kb[key], assumed, "");
        let could_stop = !is_stopped && (0..kb[key].choices.len()).any(|position| stops(key, position));
        Assumption { question, ask, assumed, text: kb[key].unsure_means.clone(), could_stop }
    };
    answers.unsure(kb).into_iter().map(assumption).collect()
}
