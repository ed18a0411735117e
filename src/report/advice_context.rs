//! What a decision says of one context: where each candidate stands, why, and what stays open.

use super::advice::{CandidateView, ContextView, CouldHelp, GapView, Instead, Reason, RuleView, StandingView};
use super::advice_writer::{Writer, fact_view};
use crate::engine::{Assessment, ContextDecision, Enough, Fit, Lift, Need, Standing, interchangeable};
use crate::kb::{Complement, Key, Kind, Rule, Strength};

impl Writer<'_> {
    pub(super) fn context(&mut self, context: &ContextDecision, named: &Assessment) -> ContextView {
        let kb = self.kb;
        let about = &kb[context.context];
        let candidates = context.ranking.iter().map(|assessment| self.candidate(context, assessment)).collect();

        let mut order: Vec<usize> = (0..context.needs.len()).collect();
        order.sort_by_key(|&position| self.precedence(context, named, position));
        let reasons = order.iter().map(|&position| self.reason(context, named, position)).collect();

        let companions = match context.enough {
            Enough::With(_) => self.companions(context, named),
            Enough::Alone | Enough::Open | Enough::Instead(_) => Vec::new(),
        };
        let additions = [Kind::Setting, Kind::Companion].map(|kind| self.usable(named.messenger, kind)).concat();
        let is_gap =
            |position: &usize| !named.standings[*position].is_met() && !self.is_unwanted(context, named, *position);
        let open: Vec<usize> = order.iter().copied().filter(is_gap).collect();
        let gaps = open.into_iter().map(|position| self.gap(context, named, position, &additions)).collect();
        ContextView {
            id: about.id.clone(),
            title: about.title.clone(),
            people: about.people.clone(),
            messenger: kb[named.messenger].id.clone(),
            messenger_title: kb[named.messenger].title.clone(),
            fit: fit_word(named.fit),
            candidates,
            reasons,
            companions,
            gaps,
        }
    }

    /// Whether the answers forbid what would meet a need, so that nothing is missing there.
    fn is_unwanted(&self, context: &ContextDecision, named: &Assessment, position: usize) -> bool {
        let (kb, need) = (self.kb, &context.needs[position]);
        let answered = |question| self.reading.get(question);
        kb.complements().iter().any(|one| {
            one.lifts(need.property) >= Some(need.level)
                && self.levels.allows(one, named.messenger)
                && one.not_when.iter().any(|row| row.holds(answered))
        })
    }

    fn candidate(&self, context: &ContextDecision, assessment: &Assessment) -> CandidateView {
        let kb = self.kb;
        let ids = |complements: &[Key<Complement>]| complements.iter().map(|key| kb[*key].id.clone()).collect();
        let musts = context.needs.iter().zip(&assessment.standings).filter(|(need, _)| need.strength.is_must());
        let possible = context.possible();
        CandidateView {
            id: kb[assessment.messenger].id.clone(),
            title: kb[assessment.messenger].title.clone(),
            fit: fit_word(assessment.fit),
            musts_met: musts.clone().filter(|(_, standing)| assessment.meets_alone(standing)).count(),
            musts: musts.count(),
            points: assessment.points,
            possible,
            percent: percent(assessment, possible),
            settings: ids(&assessment.settings),
            companions: ids(&assessment.companions),
        }
    }

    /// Which reason to name first: those that tell the candidates apart, then by strength.
    fn precedence(
        &self,
        context: &ContextDecision,
        named: &Assessment,
        position: usize,
    ) -> (u8, std::cmp::Reverse<Strength>, usize) {
        let need = &context.needs[position];
        let class = match (self.decides(context, named, position), named.meets_alone(&named.standings[position])) {
            (true, _) if need.strength.is_must() => 0,
            (true, _) => 1,
            (false, true) => 3,
            // Nobody meets it alone: for none alone, this is the reason.
            (false, false) if need.strength.is_must() => 0,
            (false, false) => 2,
        };
        (class, std::cmp::Reverse(need.strength), position)
    }

    /// Whether the named messenger meets a need that another candidate does not meet alone.
    fn decides(&self, context: &ContextDecision, named: &Assessment, position: usize) -> bool {
        named.meets_alone(&named.standings[position])
            && context.ranking.iter().any(|other| !other.meets_alone(&other.standings[position]))
    }

    fn reason(&mut self, context: &ContextDecision, named: &Assessment, position: usize) -> Reason {
        let kb = self.kb;
        let need = &context.needs[position];
        let property = &kb[need.property];
        let mut rules = need.rules.clone();
        rules.sort_by_key(|rule| (std::cmp::Reverse(kb[*rule].strength), std::cmp::Reverse(kb[*rule].level)));
        let rules = rules.iter().map(|rule| self.rule(*rule)).collect();
        let rivals = context.ranking.iter().filter(|other| other.messenger != named.messenger);
        let standings =
            std::iter::once(named).chain(rivals).map(|assessment| self.standing(assessment, need, position)).collect();
        Reason {
            property: property.id.clone(),
            title: property.title.clone(),
            level: property.written(need.level),
            need: property.describe_need(need.level),
            strength: strength_word(need.strength),
            weight: need.strength.weight(),
            decides: self.decides(context, named, position),
            rules,
            standings,
        }
    }

    fn rule(&mut self, rule: Key<Rule>) -> RuleView {
        let rule = &self.kb[rule];
        RuleView { id: rule.id.clone(), because: rule.because.clone(), sources: self.bibliography.cite(&rule.sources) }
    }

    fn standing(&mut self, assessment: &Assessment, need: &Need, position: usize) -> StandingView {
        let kb = self.kb;
        let (standing, with) = match &assessment.standings[position] {
            Standing::Met => ("met", Vec::new()),
            Standing::MetWith(by) => ("met-with", by.iter().map(|key| kb[*key].id.clone()).collect()),
            Standing::Unmet => ("unmet", Vec::new()),
            Standing::Unknown => ("unknown", Vec::new()),
        };
        StandingView {
            messenger: kb[assessment.messenger].id.clone(),
            title: kb[assessment.messenger].title.clone(),
            standing,
            with,
            alone: assessment.meets_alone(&assessment.standings[position]),
            fact: fact_view(kb, self.trust, assessment.messenger, need.property, &mut self.bibliography),
        }
    }

    fn companions(&self, context: &ContextDecision, named: &Assessment) -> Vec<CouldHelp> {
        let kb = self.kb;
        let all = self.usable(named.messenger, Kind::Companion);
        let musts = context
            .needs
            .iter()
            .zip(&named.standings)
            .filter(|(need, standing)| need.strength.is_must() && !named.meets_alone(standing));
        let lifts: Vec<Lift> = musts.filter_map(|(need, _)| Lift::of(kb, need, &all)).collect();
        let chosen: Vec<usize> =
            named.companions.iter().filter_map(|key| all.iter().position(|known| known == key)).collect();
        let instead = interchangeable(&lifts, &chosen, all.len());
        named
            .companions
            .iter()
            .zip(instead)
            .map(|(key, instead)| {
                self.could_help(
                    *key,
                    instead
                        .iter()
                        .map(|&other| Instead { id: kb[all[other]].id.clone(), title: kb[all[other]].title.clone() })
                        .collect(),
                )
            })
            .collect()
    }

    fn gap(
        &mut self,
        context: &ContextDecision,
        named: &Assessment,
        position: usize,
        additions: &[Key<Complement>],
    ) -> GapView {
        let kb = self.kb;
        let need = &context.needs[position];
        let strongest = need.rules.iter().max_by_key(|rule| (kb[**rule].strength, std::cmp::Reverse(**rule)));
        let lifts = |key: &Key<Complement>| kb[*key].lifts(need.property) >= Some(need.level);
        let could_help = additions.iter().copied().filter(lifts);
        let could_if = self.could_if(named.messenger, lifts);
        let fact = kb[named.messenger].fact(need.property);
        GapView {
            property: kb[need.property].id.clone(),
            title: kb[need.property].title.clone(),
            strength: strength_word(need.strength),
            weight: need.strength.weight(),
            unknown: named.standings[position] == Standing::Unknown,
            too_old: fact.level.is_some() && self.trust.is_too_old(fact),
            fact: fact_view(kb, self.trust, named.messenger, need.property, &mut self.bibliography),
            because: strongest.map(|rule| kb[*rule].because.clone()).unwrap_or_default(),
            if_open: kb[need.property].if_open.clone(),
            in_notice: kb[named.messenger].notices.iter().any(|notice| notice.tells.contains(&need.property)),
            could_help: could_help.map(|key| self.could_help(key, Vec::new())).collect(),
            could_if,
        }
    }
}

const fn fit_word(fit: Fit) -> &'static str {
    match fit {
        Fit::Alone => "alone",
        Fit::WithCompanions => "with-companions",
        Fit::No => "no",
    }
}

const fn strength_word(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must",
        Strength::Should(_) => "should",
    }
}

/// Points in percent of the possible ones, rounded.
fn percent(assessment: &Assessment, possible: u32) -> u32 {
    (assessment.points * 100 + possible / 2).checked_div(possible).unwrap_or(100)
}
