//! What is needed and why, who meets it, and what of it the named messenger leaves open.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::AnswerView;
use super::case::Case;
use super::sources::{Bibliography, FactView};
use super::verdict::CouldHelp;
use crate::answers::Answer;
use crate::engine::{Assessment, ContextDecision, Need, Standing};
use crate::kb::{ChoiceSet, Claim, Complement, Key, Kind, Question, Row, Rule, Status, Strength};

/// A need, why it is one, and who meets it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// Whether it answers what the person is most worried about.
    #[serde(skip)]
    pub foremost: bool,
    /// The rules that brought it, the strongest first.
    pub rules: Vec<RuleView>,
    /// Every candidate, the named one first.
    pub standings: Vec<StandingView>,
    /// What follows if the named messenger does not meet it; none if it does, or if the answers forbid what would.
    pub gap: Option<Gap>,
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandingView {
    /// The id of the candidate.
    pub messenger: String,
    /// Its name.
    pub title: String,
    /// Whether it meets the need, and how.
    pub standing: Met,
    /// The complements it takes.
    pub with: Vec<String>,
    /// What they say to do.
    #[serde(skip)]
    pub with_titles: Vec<String>,
    /// The fact.
    pub fact: FactView,
    /// Whether the fact is too old to count.
    pub too_old: bool,
    /// The time after which the fact is due for review.
    pub review_after: String,
    /// What is said against the fact.
    pub claims: Vec<Claim>,
}

/// Whether a candidate meets a need, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// As it comes.
    Met,
    /// With settings, so that it counts as met in the score.
    MetWithSettings,
    /// Only with companions, which the score leaves out.
    MetWithCompanions,
    /// Not: its level is known and too low.
    Unmet,
    /// Not: its level is unknown.
    Unknown,
}

/// What follows from a need that the named messenger does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
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

pub(super) fn reasons(case: &Case<'_>, context: &ContextDecision, cited: &mut Bibliography<'_>) -> Vec<Reason> {
    let named = case.decision.named(context);
    let decides = |position: usize| {
        let meets = |assessment: &Assessment| assessment.standings[position].is_met_alone();
        meets(named) && context.ranking.iter().any(|other| !meets(other))
    };
    let precedence = |&position: &usize| {
        let strength = context.needs[position].strength;
        let class = match (decides(position), named.standings[position].is_met_alone()) {
            // A must that decides, or that no candidate meets alone, which is the reason for none alone.
            (true, _) | (false, false) if strength.is_must() => 0,
            (true, _) => 1,
            (false, false) => 2,
            (false, true) => 3,
        };
        (class, Reverse(strength), position)
    };
    let mut order: Vec<usize> = (0..context.needs.len()).collect();
    order.sort_by_key(precedence);
    let rivals = context.ranking.iter().filter(|other| other.messenger != named.messenger);
    let all: Vec<&Assessment> = std::iter::once(named).chain(rivals).collect();
    let reason = |position: usize| {
        let need = &context.needs[position];
        let property = &case.kb[need.property];
        Reason {
            property: property.id.clone(),
            title: property.title.clone(),
            level: property.written(need.level),
            need: property.describe_need(need.level),
            strength: need.strength,
            weight: need.strength.weight(),
            decides: decides(position),
            foremost: need.rules.iter().any(|rule| case.kb[*rule].foremost),
            rules: rules(need, cited),
            standings: all.iter().map(|one| standing(one, need, &one.standings[position], cited)).collect(),
            gap: gap(case, named, need, &named.standings[position]),
        }
    };
    order.into_iter().map(reason).collect()
}

fn rules(need: &Need, cited: &mut Bibliography<'_>) -> Vec<RuleView> {
    let kb = cited.kb;
    let mut rules = need.rules.clone();
    rules.sort_by_key(|rule| (Reverse(kb[*rule].strength), Reverse(kb[*rule].level)));
    let view = |key| {
        let Rule { id, because, sources, .. } = &kb[key];
        RuleView { id: id.clone(), because: because.clone(), sources: cited.cite(sources) }
    };
    rules.into_iter().map(view).collect()
}

fn standing(assessment: &Assessment, need: &Need, standing: &Standing, cited: &mut Bibliography<'_>) -> StandingView {
    let kb = cited.kb;
    let (met, with): (_, &[_]) = match standing {
        Standing::Met => (Met::Met, &[]),
        Standing::MetWithSettings(by) => (Met::MetWithSettings, by),
        Standing::MetWithCompanions(by) => (Met::MetWithCompanions, by),
        Standing::Unmet => (Met::Unmet, &[]),
        Standing::Unknown => (Met::Unknown, &[]),
    };
    let messenger = &kb[assessment.messenger];
    let fact = messenger.fact(need.property);
    StandingView {
        messenger: messenger.id.clone(),
        title: messenger.title.clone(),
        standing: met,
        with: with.iter().map(|key| kb[*key].id.clone()).collect(),
        with_titles: with.iter().map(|key| kb[*key].title.clone()).collect(),
        fact: cited.fact(messenger, need.property),
        too_old: cited.trust.is_too_old(fact),
        review_after: kb[need.property].review_after_written.clone(),
        claims: fact.claims.iter().filter(|claim| claim.status == Status::Disputed).cloned().collect(),
    }
}

fn gap(case: &Case<'_>, named: &Assessment, need: &Need, standing: &Standing) -> Option<Gap> {
    let Case { kb, levels, grounds, .. } = case;
    let lifts = |key: &Key<Complement>| kb[*key].lifts(need.property) >= Some(need.level);
    let helps = |key: &Key<Complement>| lifts(key) && levels.allows(&kb[*key], named.messenger);
    let is_unwanted = |key: Key<Complement>| kb[key].not_when.iter().any(|row| row.holds(&case.reading));
    if standing.is_met() || kb.complements().keys().filter(helps).any(is_unwanted) {
        return None;
    }
    let added = [Kind::Setting, Kind::Companion].into_iter().flat_map(|one| case.terms().usable(named.messenger, one));
    let out_of_reach = kb.complements().keys().filter(|key| !grounds.available.contains(key)).filter(helps);
    let could_if = out_of_reach.filter_map(|key| {
        let answers = kb[key].available_when.iter().find_map(|row| if_unsure_turn_out(case, row))?;
        Some(CouldIf { help: CouldHelp::of(kb, key), answers })
    });
    Some(Gap {
        if_open: kb[need.property].if_open.clone(),
        in_notice: kb[named.messenger].notices.iter().any(|notice| notice.tells.contains(&need.property)),
        could_help: added.filter(lifts).map(|key| CouldHelp::of(kb, key)).collect(),
        could_if: could_if.collect(),
    })
}

/// What unsure answers would have to be for a row to hold; `None` if another answer contradicts it.
fn if_unsure_turn_out(case: &Case<'_>, row: &Row) -> Option<Vec<AnswerView>> {
    let holds = |key, accepted| case.reading.get(key).is_some_and(|chosen| chosen.meets(accepted));
    let failing = row.cells.iter().filter(|(key, accepted)| !holds(*key, *accepted));
    let answer = |(key, accepted): &(Key<Question>, ChoiceSet)| {
        let is_unsure = case.answers.get(*key) == Some(Answer::Unsure);
        is_unsure.then(|| AnswerView::of(&case.kb[*key], Answer::Chosen(*accepted), " or "))
    };
    failing.map(answer).collect()
}
