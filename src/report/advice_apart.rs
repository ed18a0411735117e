//! What stands in the way of a verdict, and what keeps contexts apart.

use super::advice::{HeldBack, ObstacleView, SharedView};
use super::advice_page::and;
use super::advice_writer::Writer;
use crate::engine::{Assessment, Decision, Fit, Need, Obstacle, Verdict, keeping_apart, shared_bases};
use crate::kb::{Apart, Key, Messenger, Str};

impl Writer<'_> {
    pub(super) fn kept_apart(&self) -> Vec<Str> {
        self.grounds.apart.iter().map(|apart| apart.because.clone()).collect()
    }

    /// Obstacles, each told once for all the contexts it concerns.
    pub(super) fn obstacles(&self, decision: &Decision, obstacles: &[Obstacle]) -> Vec<ObstacleView> {
        let mut views: Vec<ObstacleView> = Vec::new();
        for view in obstacles.iter().map(|obstacle| self.obstacle(decision, obstacle)) {
            match views.iter_mut().find(|known| known.text == view.text) {
                Some(known) => known.contexts.extend(view.contexts),
                None => views.push(view),
            }
        }
        views
    }

    fn obstacle(&self, decision: &Decision, obstacle: &Obstacle) -> ObstacleView {
        let kb = self.kb;
        match obstacle {
            Obstacle::Conflict { context, needs } => {
                let found = decision.contexts.iter().find(|decided| decided.context == *context);
                let wanted: Vec<&Need> =
                    found.map(|found| needs.iter().map(|&need| &found.needs[need]).collect()).unwrap_or_default();
                let named: Vec<String> = wanted.iter().map(|need| self.need_phrase(need)).collect();
                let named: Vec<&str> = named.iter().map(String::as_str).collect();
                let both = if named.len() == 1 { "" } else { "all of this: " };
                ObstacleView {
                    contexts: vec![kb[*context].id.clone()],
                    text: format!("{} by itself {both}{}.", self.no_candidate("offers", "offer"), and(&named)).into(),
                    properties: wanted.iter().map(|need| kb[need.property].id.clone()).collect(),
                    could_help: Vec::new(),
                }
            }
            Obstacle::Shared { contexts, because } => ObstacleView {
                contexts: contexts.iter().map(|context| kb[*context].id.clone()).collect(),
                text: format!("These contacts must be kept apart. {}{because}", self.sole_servers(decision)).into(),
                properties: Vec::new(),
                could_help: self.shared(decision).into_iter().flat_map(|shared| shared.could_help).collect(),
            },
        }
    }

    /// The candidates that would have to serve contexts that are kept apart, in a sentence.
    fn sole_servers(&self, decision: &Decision) -> String {
        let serves_all =
            |key: &&Key<Messenger>| decision.contexts.iter().all(|context| context.assessment(**key).fit == Fit::Alone);
        let candidates = self.kb.scope().candidates.iter().filter(serves_all);
        let titles: Vec<&str> = candidates.map(|key| self.kb[*key].title.as_str()).collect();
        match titles.as_slice() {
            [] => String::new(),
            [one] => format!("Only {one} fits, and it would have to serve them all. "),
            several => format!("Only {} fit, and they would have to serve them all. ", and(several)),
        }
    }

    /// That no candidate does something, as in `Neither A nor B offers`.
    fn no_candidate(&self, one_does: &str, several_do: &str) -> String {
        let titles: Vec<&str> = self.kb.scope().candidates.iter().map(|key| self.kb[*key].title.as_str()).collect();
        match titles.as_slice() {
            [one] => format!("{one} does not {several_do}"),
            [one, other] => format!("Neither {one} nor {other} {one_does}"),
            several => format!("None of {} {one_does}", and(several)),
        }
    }

    /// A need in words, as in "What signing up needs: no phone number at all".
    fn need_phrase(&self, need: &Need) -> String {
        let property = &self.kb[need.property];
        format!("\"{}: {}\"", property.title, property.describe_need(need.level))
    }

    /// Messengers that are the base of several contexts although these are kept apart.
    pub(super) fn shared(&self, decision: &Decision) -> Vec<SharedView> {
        let kb = self.kb;
        let view = |(apart, messenger): (&Apart, Key<Messenger>)| {
            let concerned = decision.bases.0.iter().filter(|(_, base)| *base == messenger);
            let concerned = concerned.map(|(context, _)| *context).filter(|one| apart.contexts.contains(one));
            let help = keeping_apart(kb, self.levels, &self.grounds.available, apart, messenger);
            SharedView {
                contexts: concerned.map(|context| kb[context].id.clone()).collect(),
                messenger: kb[messenger].id.clone(),
                messenger_title: kb[messenger].title.clone(),
                because: apart.because.clone(),
                could_help: help.into_iter().map(|key| self.could_help(key, Vec::new())).collect(),
            }
        };
        shared_bases(self.levels, &self.grounds.apart, decision).into_iter().map(view).collect()
    }

    /// Messengers that score better in a context than the one it gets, and that another context has.
    pub(super) fn held_back(&self, decision: &Decision) -> Vec<HeldBack> {
        let Verdict::Use(placing) = &decision.verdict else { return Vec::new() };
        let kb = self.kb;
        let mut held_back = Vec::new();
        for apart in &self.grounds.apart {
            for context in decision.contexts.iter().filter(|context| apart.contexts.contains(&context.context)) {
                let named = decision.named(context);
                let (best, possible) = (&context.ranking[0], context.possible());
                let elsewhere = placing.0.iter().any(|(_, messenger)| *messenger == best.messenger);
                if best.rank() >= named.rank() || !elsewhere {
                    continue;
                }
                let percent = |one: &Assessment| percent(one, possible);
                let help = keeping_apart(kb, self.levels, &self.grounds.available, apart, best.messenger);
                held_back.push(HeldBack {
                    context: kb[context.context].id.clone(),
                    messenger: kb[best.messenger].id.clone(),
                    messenger_title: kb[best.messenger].title.clone(),
                    percent: percent(best),
                    instead_of: kb[named.messenger].title.clone(),
                    instead_of_percent: percent(named),
                    could_help: help.into_iter().map(|key| self.could_help(key, Vec::new())).collect(),
                });
            }
        }
        held_back
    }
}

/// Points in percent of the possible ones, rounded.
pub(super) fn percent(assessment: &Assessment, possible: u32) -> u32 {
    (assessment.points * 100 + possible / 2).checked_div(possible).unwrap_or(100)
}
