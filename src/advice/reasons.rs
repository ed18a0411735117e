//! What is needed and why, who meets it, and what of it the named messenger leaves open.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::case::Case;
use super::facts::{FactView, fact_view};
use super::given::{AnswerView, ids};
use super::sources::Bibliography;
use super::verdict::CouldHelp;
use crate::answers::Answer;
use crate::engine::{Assessment, ContextDecision, Need, Standing, usable};
use crate::kb::{ChoiceSet, Complement, Key, Kind, Question, Row, Rule, Strength};

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
    /// How much it counts.
    #[serde(serialize_with = "without_weight")]
    #[schemars(with = "String", extend("enum" = ["must", "should"]))]
    pub strength: Strength,
    /// The points that meeting it brings.
    pub weight: u32,
    /// Whether it sets the named messenger apart from another candidate.
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

/// Whether a candidate meets a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandingView {
    /// The id of the candidate.
    pub messenger: String,
    /// Its name.
    pub title: String,
    /// Whether it meets the need, and how.
    pub standing: Met,
    /// The complements it takes.
    pub with: Vec<String>,
    /// The fact.
    pub fact: FactView,
}

/// Whether a candidate meets a need, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// As it comes.
    Met,
    /// With settings, so that it counts as met in the score.
    #[serde(rename = "met-with")]
    MetWithSettings,
    /// Only with companions, which the score leaves out.
    #[serde(rename = "met-with")]
    MetWithCompanions,
    /// Not: its level is known and too low.
    Unmet,
    /// Not: its level is unknown.
    Unknown,
}

impl Met {
    /// Whether it is met with settings at most.
    pub const fn is_alone(self) -> bool {
        matches!(self, Self::Met | Self::MetWithSettings)
    }
}

/// A need that the named messenger does not meet.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GapView {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// How much it counts.
    #[serde(serialize_with = "without_weight")]
    #[schemars(with = "String", extend("enum" = ["must", "should"]))]
    pub strength: Strength,
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

/// A complement that only answers of *unsure* rule out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CouldIf {
    /// The complement.
    #[serde(flatten)]
    pub help: CouldHelp,
    /// The unsure questions, each with the choices of which any would do.
    pub answers: Vec<AnswerView>,
}

/// The word for a strength; its weight is a field of its own.
fn without_weight<S: Serializer>(strength: &Strength, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if strength.is_must() { "must" } else { "should" })
}

/// The positions of the needs in the order in which to name them: those that set the candidates apart, then by strength.
pub(super) fn order(context: &ContextDecision, named: &Assessment) -> Vec<usize> {
    let precedence = |&position: &usize| {
        let strength = context.needs[position].strength;
        let class = match (decides(context, named, position), named.meets_alone(&named.standings[position])) {
            (true, _) if strength.is_must() => 0,
            (true, _) => 1,
            (false, true) => 3,
            // No candidate meets it alone: for none alone, this is the reason.
            (false, false) if strength.is_must() => 0,
            (false, false) => 2,
        };
        (class, Reverse(strength), position)
    };
    let mut order: Vec<usize> = (0..context.needs.len()).collect();
    order.sort_by_key(precedence);
    order
}

/// Whether the named messenger meets a need that another candidate does not meet alone.
fn decides(context: &ContextDecision, named: &Assessment, position: usize) -> bool {
    let meets = |assessment: &Assessment| assessment.meets_alone(&assessment.standings[position]);
    meets(named) && context.ranking.iter().any(|other| !meets(other))
}

pub(super) fn reason(
    case: &Case<'_>,
    context: &ContextDecision,
    named: &Assessment,
    position: usize,
    cited: &mut Bibliography,
) -> Reason {
    let kb = case.kb;
    let need = &context.needs[position];
    let property = &kb[need.property];
    let mut rules = need.rules.clone();
    rules.sort_by_key(|rule| (Reverse(kb[*rule].strength), Reverse(kb[*rule].level)));
    let rules = rules.into_iter().map(|key| {
        let Rule { id, because, sources, .. } = &kb[key];
        RuleView { id: id.clone(), because: because.clone(), sources: cited.cite(sources) }
    });
    let rules = rules.collect();
    let rivals = context.ranking.iter().filter(|other| other.messenger != named.messenger);
    let all = std::iter::once(named).chain(rivals);
    Reason {
        property: property.id.clone(),
        title: property.title.clone(),
        level: property.written(need.level),
        need: property.describe_need(need.level),
        strength: need.strength,
        weight: need.strength.weight(),
        decides: decides(context, named, position),
        rules,
        standings: all.map(|one| standing(case, one, need, &one.standings[position], cited)).collect(),
    }
}

fn standing(
    case: &Case<'_>,
    assessment: &Assessment,
    need: &Need,
    standing: &Standing,
    cited: &mut Bibliography,
) -> StandingView {
    let kb = case.kb;
    let (met, with) = match standing {
        Standing::Met => (Met::Met, &[][..]),
        Standing::MetWith(by) if assessment.meets_alone(standing) => (Met::MetWithSettings, by.as_slice()),
        Standing::MetWith(by) => (Met::MetWithCompanions, by.as_slice()),
        Standing::Unmet => (Met::Unmet, &[][..]),
        Standing::Unknown => (Met::Unknown, &[][..]),
    };
    StandingView {
        messenger: kb[assessment.messenger].id.clone(),
        title: kb[assessment.messenger].title.clone(),
        standing: met,
        with: with.iter().map(|key| kb[*key].id.clone()).collect(),
        fact: fact_view(kb, case.trust, assessment.messenger, need.property, cited),
    }
}

/// Whether the named messenger leaves a need open, unless the answers forbid what would meet it.
pub(super) fn is_gap(case: &Case<'_>, context: &ContextDecision, named: &Assessment, position: usize) -> bool {
    let need = &context.needs[position];
    let is_unwanted = |one: &Complement| {
        one.lifts(need.property) >= Some(need.level)
            && case.levels.allows(one, named.messenger)
            && one.not_when.iter().any(|row| row.holds(|question| case.chosen(question)))
    };
    !named.standings[position].is_met() && !case.kb.complements().iter().any(is_unwanted)
}

pub(super) fn gap(
    case: &Case<'_>,
    context: &ContextDecision,
    named: &Assessment,
    position: usize,
    cited: &mut Bibliography,
) -> GapView {
    let Case { kb, trust, levels, grounds, .. } = case;
    let need = &context.needs[position];
    let strongest = need.rules.iter().max_by_key(|rule| (kb[**rule].strength, Reverse(**rule)));
    let lifts = |key: &Key<Complement>| kb[*key].lifts(need.property) >= Some(need.level);
    let additions = [Kind::Setting, Kind::Companion].into_iter();
    let additions = additions.flat_map(|kind| usable(kb, levels, &grounds.available, named.messenger, kind));
    let out_of_reach = kb.complements().keys().filter(|key| !grounds.available.contains(key)).filter(lifts);
    let could_if = out_of_reach.filter(|key| levels.allows(&kb[*key], named.messenger)).filter_map(|key| {
        let answers = kb[key].available_when.iter().find_map(|row| if_unsure_turn_out(case, row))?;
        Some(CouldIf { help: CouldHelp::of(kb, key), answers })
    });
    let fact = kb[named.messenger].fact(need.property);
    GapView {
        property: kb[need.property].id.clone(),
        title: kb[need.property].title.clone(),
        strength: need.strength,
        weight: need.strength.weight(),
        unknown: named.standings[position] == Standing::Unknown,
        too_old: fact.level.is_some() && trust.is_too_old(fact),
        fact: fact_view(kb, trust, named.messenger, need.property, cited),
        because: strongest.map(|rule| kb[*rule].because.clone()).unwrap_or_default(),
        if_open: kb[need.property].if_open.clone(),
        in_notice: kb[named.messenger].notices.iter().any(|notice| notice.tells.contains(&need.property)),
        could_help: additions.filter(lifts).map(|key| CouldHelp::of(kb, key)).collect(),
        could_if: could_if.collect(),
    }
}

/// What unsure answers would have to be for a row to hold; `None` if another answer contradicts it.
fn if_unsure_turn_out(case: &Case<'_>, row: &Row) -> Option<Vec<AnswerView>> {
    let holds = |key, accepted| case.chosen(key).is_some_and(|chosen| chosen.meets(accepted));
    let failing = row.cells.iter().filter(|(key, accepted)| !holds(*key, *accepted));
    let answer = |(key, accepted): &(Key<Question>, ChoiceSet)| {
        let question = &case.kb[*key];
        (case.answers.get(*key) == Some(Answer::Unsure)).then(|| AnswerView {
            question: question.id.clone(),
            ask: question.ask.clone(),
            choices: ids(question, *accepted),
            text: question.labels(*accepted).join(" or "),
        })
    };
    failing.map(answer).collect()
}
