//! Advice: the verdict with its reasons, gaps, complements and sources, as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::bibliography::SourceView;
use super::certainty::Certainty;
use super::drift::Drift;
use crate::answers::SavedVerdict;

/// The schema id of [`Advice`] as JSON.
pub(super) const SCHEMA: &str = "advisor/advice/2";

/// The most steps that are shown unless more are asked for.
pub const MOST_STEPS: usize = 7;

/// Everything a reader is told about one set of answers.
///
/// As JSON it is written by [`super::write_json`], as all views are: other writers take [`String`] for numbers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
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
    /// Facts that the advice rests on and somebody disputes.
    pub disputed: Vec<Disputed>,
    /// Facts that the advice rests on and that are past their review.
    pub past_review: Vec<StaleFact>,
    /// The answers, in the order of the questions.
    pub answers: Vec<AnswerView>,
    /// The answers in one line of ids, which `quiz --answers` takes.
    #[schemars(extend("pattern" = "^advisor:1(/[a-z0-9-]+:[a-z0-9-]+(\\+[a-z0-9-]+)*)*$"))]
    pub answer_string: String,
    /// Answers to questions that the other answers rule out; they do not count.
    pub not_counted: Vec<AnswerView>,
    /// How sure the advice is; none if the knowledge base is too large to tell exactly.
    pub certainty: Option<Certainty>,
    /// How the verdict stands to the one in the file that the answers came from.
    pub drift: Option<Drift>,
    /// Every source that is cited.
    pub sources: Vec<SourceView>,
}

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

/// What to use.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VerdictView {
    /// `one`, `several` or `none-alone`.
    #[schemars(extend("enum" = SavedVerdict::KINDS))]
    pub kind: &'static str,
    /// The verdict in a sentence, without a full stop at its end.
    pub headline: String,
    /// What to use for each context.
    pub apps: Vec<AppView>,
    /// Which messenger for which context; empty if none alone.
    pub messengers: Vec<Placed>,
    /// Whether the next best choice is within the margin of a close call.
    pub is_close: bool,
    /// The next best choice of as many messengers; empty if there is none.
    pub runner_up: Vec<Placed>,
    /// Why contexts do not share a messenger; empty unless the answers keep some apart.
    pub kept_apart: Vec<String>,
}

/// What to use in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AppView {
    /// The id of the context.
    pub context: String,
    /// The id of the messenger; none where something that is no messenger takes its place.
    pub app: Option<String>,
    /// The title of the messenger.
    pub title: Option<String>,
    /// What has to be added to it.
    pub additions: Vec<CouldHelp>,
    /// What takes the place of the candidates.
    pub replacement: Option<CouldHelp>,
    /// The musts that stay open whatever is added.
    pub open: Vec<OpenView>,
}

/// A must that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenView {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// Whether it is only not known, or known from evidence that is too old to count.
    pub unknown: bool,
    /// What the messenger cannot do, after "It can't".
    pub cannot: Option<String>,
    /// What to do about it first.
    pub first: Option<String>,
}

/// A messenger in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Placed {
    /// The id of the context.
    pub context: String,
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub title: String,
}

/// The advice for one context.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContextView {
    /// The id of the context.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Who they are.
    pub people: String,
    /// The candidate: what serves the context, or the best one to build on.
    pub messenger: String,
    /// The name of that messenger.
    pub messenger_title: String,
    /// Whether that messenger serves the context: `alone`, `with-companions` or `no`.
    #[schemars(extend("enum" = ["alone", "with-companions", "no"]))]
    pub fit: &'static str,
    /// Every candidate, best first.
    pub candidates: Vec<CandidateView>,
    /// Every need with its reasons: the deciding ones first.
    pub reasons: Vec<Reason>,
    /// Companions to add to the candidate; empty if nothing has to be added.
    pub companions: Vec<CouldHelp>,
    /// Needs that the named messenger does not meet.
    pub gaps: Vec<GapView>,
}

/// A candidate in a context.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CandidateView {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// `alone`, `with-companions` or `no`.
    #[schemars(extend("enum" = ["alone", "with-companions", "no"]))]
    pub fit: &'static str,
    /// How many musts it meets alone.
    pub musts_met: usize,
    /// How many musts there are.
    pub musts: usize,
    /// Points, never negative.
    pub points: u32,
    /// The points that meeting every need would bring.
    pub possible: u32,
    /// Points in percent of the possible ones, rounded.
    pub percent: u32,
    /// The settings it takes.
    pub settings: Vec<String>,
    /// The companions it takes.
    pub companions: Vec<String>,
}

/// A need, why it is one, and who meets it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// The level that is needed.
    pub level: String,
    /// The level in words.
    pub need: String,
    /// `must` or `should`.
    #[schemars(extend("enum" = ["must", "should"]))]
    pub strength: &'static str,
    /// The points that meeting it brings.
    pub weight: u32,
    /// Whether it tells the named messenger from another candidate.
    pub decides: bool,
    /// The rules that brought it, the strongest first.
    pub rules: Vec<RuleView>,
    /// Every candidate, the named one first.
    pub standings: Vec<StandingView>,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleView {
    /// The id.
    pub id: String,
    /// The argument.
    pub because: String,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// How a candidate stands to a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandingView {
    /// The id of the candidate.
    pub messenger: String,
    /// Its name.
    pub title: String,
    /// `met`, `met-with`, `unmet` or `unknown`.
    #[schemars(extend("enum" = ["met", "met-with", "unmet", "unknown"]))]
    pub standing: &'static str,
    /// The complements it takes, for `met-with`.
    pub with: Vec<String>,
    /// Whether it is met with settings at most, so that it counts as met in the score.
    #[serde(skip)]
    pub alone: bool,
    /// The fact.
    pub fact: FactView,
}

/// A fact as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactView {
    /// The level or count as written; none if unknown, and for a text.
    pub level: Option<String>,
    /// The standing in short.
    pub summary: String,
    /// The date of the evidence.
    pub as_of: String,
    /// `high`, `medium` or `low`.
    #[schemars(extend("enum" = ["high", "medium", "low"]))]
    pub confidence: &'static str,
    /// Whether somebody says otherwise.
    pub disputed: bool,
    /// Whether it is past its review.
    pub past_review: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// `stop`, `open`, `get`, `setting`, `companion` or `practice`.
    #[schemars(extend("enum" = ["stop", "open", "get", "setting", "companion", "practice"]))]
    pub kind: &'static str,
    /// When it is done: `before`, `sign-up`, `after` or `always`.
    #[schemars(extend("enum" = ["before", "sign-up", "after", "always"]))]
    pub stage: &'static str,
    /// The contexts it is for.
    pub contexts: Vec<String>,
    /// The messenger it is for; empty for what is the same whichever of them is used.
    pub messenger: String,
    /// The complements that it consists of: several where they are done in one place.
    pub complements: Vec<String>,
    /// What to do, in short.
    pub title: String,
    /// What it does and does not do.
    pub about: Vec<String>,
    /// Whether a must hangs on it.
    pub required: bool,
    /// How much it matters among the steps, 1 to 9.
    #[schemars(range(min = 1, max = 9))]
    pub urgency: u8,
    /// The effort, 1 to 5; 0 for what has none of its own.
    #[schemars(range(max = 5))]
    pub effort: u8,
    /// How to do it.
    pub how_to: Vec<String>,
    /// The date of the steps.
    pub as_of: Option<String>,
    /// The numbers of the sources.
    pub sources: Vec<usize>,
}

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
    /// Whether the answers brought it up, or it holds for everybody.
    pub by_answers: bool,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
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
}

/// A need that the named messenger does not meet.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GapView {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// `must` or `should`.
    #[schemars(extend("enum" = ["must", "should"]))]
    pub strength: &'static str,
    /// The points that meeting it would bring.
    pub weight: u32,
    /// Whether the messenger's level is unknown, or known from evidence that is too old to count.
    pub unknown: bool,
    /// Whether the level is known from evidence that is too old to count.
    pub too_old: bool,
    /// The fact.
    pub fact: FactView,
    /// Why it is needed.
    pub because: String,
    /// What it means for a person, and what to do then.
    pub if_open: Option<String>,
    /// Whether a notice of the messenger says that already.
    pub in_notice: bool,
    /// What could be added, if anything.
    pub could_help: Vec<CouldHelp>,
    /// What could be added if answers of *unsure* turned out so.
    pub could_if: Vec<CouldIf>,
}

/// A complement that unsure answers leave out of account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CouldIf {
    /// The complement.
    #[serde(flatten)]
    pub help: CouldHelp,
    /// The unsure questions, each with the choices of which any would do.
    pub answers: Vec<AnswerView>,
}

/// A complement that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CouldHelp {
    /// The id.
    pub id: String,
    /// What to do, in short.
    pub title: String,
    /// What it does.
    pub about: String,
    /// The complements that would do as well, with everything else as it is.
    pub instead: Vec<Instead>,
}

/// A complement that would do as well as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Instead {
    /// The id.
    pub id: String,
    /// What to do, in short.
    pub title: String,
}

/// A disputed fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Disputed {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// What is said against the fact, by whom, and the answer.
    pub claims: Vec<(String, String, String)>,
}

/// A fact that is past its review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StaleFact {
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub messenger_title: String,
    /// The property.
    pub property: String,
    /// The title of the property.
    pub title: String,
    /// The date of the evidence.
    pub as_of: String,
    /// The time after which it wanted review.
    pub review_after: String,
    /// Whether it was too old to be believed.
    pub counted_unknown: bool,
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
    /// The choices in words.
    pub text: String,
}
