//! What is not as it was when a file was saved.

use std::collections::BTreeMap;

use super::DriftChange;
use super::grounds::need_of;
use super::trial::{Asked, Back};
use crate::answers::{Answers, SavedComplement, SavedGrounds, SavedNeed};
use crate::engine::Need;
use crate::kb::{Complement, Key, Level, Question, Rule, Strength, UNKNOWN};
use crate::report::advice_page::lower_first;
use crate::report::case::Case;
use crate::text::printable;

/// A change, and how to take it back.
pub(super) struct Change {
    pub(super) view: DriftChange,
    // None if this edition has no means to be what the other was.
    pub(super) back: Option<Back>,
}

impl Case<'_> {
    /// The questions that were answered now and not when the file was saved.
    pub(super) fn new_questions(&self, saved: &Answers) -> Vec<Change> {
        let asked = self.answers.asked(self.kb).into_iter().filter(|key| saved.get(*key).is_none());
        let change = |key: Key<Question>| {
            let question = &self.kb[key];
            change(
                "question",
                question.id.to_string(),
                question.ask.to_string(),
                "Asked now, and not then.".to_owned(),
                None,
            )
        };
        asked.map(change).collect()
    }

    /// What is not as it was.
    pub(super) fn changes_since(&self, then: &SavedGrounds) -> Vec<Change> {
        let mut changes = self.facts_since(then);
        changes.extend(self.rules_since(then));
        changes.extend(self.complements_since(then));
        changes.extend(self.contexts_since(then));
        changes
    }

    fn facts_since(&self, then: &SavedGrounds) -> Vec<Change> {
        let kb = self.kb;
        let mut changes = Vec::new();
        for candidate in &kb.scope().candidates {
            let Some(facts) = then.facts.get(kb[*candidate].id.as_str()) else {
                let text = "Could not be named then, and can be now.".to_owned();
                changes.push(change(
                    "candidate",
                    kb[*candidate].id.to_string(),
                    kb[*candidate].title.to_string(),
                    text,
                    None,
                ));
                continue;
            };
            for (property, was) in facts {
                let Some(key) = kb.properties().find(property) else { continue };
                if *was == self.written(*candidate, key) {
                    continue;
                }
                let words = |level: Option<Level>| level.map_or("not known".into(), |level| kb[key].describe(level));
                let level = kb[key].read(was);
                let is_readable = level.is_some() || was == UNKNOWN;
                let was = match (level, &then.max_age) {
                    _ if !is_readable => printable(was),
                    (None, Some(max_age)) => format!("not known, or older than {}", printable(max_age)),
                    (level, _) => words(level),
                };
                let is_too_old = self.trust.is_too_old(kb[*candidate].fact(key));
                let now = self.levels.get(*candidate, key);
                let now = if is_too_old { "too old to count".into() } else { words(now) };
                let id = format!("{} {property}", kb[*candidate].id);
                let name = format!("{}: {}", kb[*candidate].title, lower_first(&kb[key].title));
                let text = format!("It was: {was}. It is now: {now}.");
                let back = is_readable.then_some(Back::Fact(*candidate, key, level));
                changes.push(change("fact", id, name, text, back));
            }
        }
        let gone = then.facts.keys().filter(|id| kb.scope().candidates.iter().all(|key| kb[*key].id != **id));
        changes.extend(gone.map(|id| {
            let text = "Could be named then, and cannot be now.".to_owned();
            change("candidate", printable(id), printable(id), text, None)
        }));
        changes
    }

    fn rules_since(&self, then: &SavedGrounds) -> Vec<Change> {
        let kb = self.kb;
        let now: BTreeMap<&str, Key<Rule>> = self.rules().map(|key| (kb[key].id.as_str(), key)).collect();
        let mut changes = Vec::new();
        for (id, key) in &now {
            let asks = need_of(kb, &kb[*key]);
            let words = self.asked_in_words(&asks);
            let (text, back) = match then.rules.get(*id) {
                Some(asked) if *asked == asks => continue,
                Some(asked) => {
                    let text = format!("It asked for {}. It asks now for {words}.", self.asked_in_words(asked));
                    let back = self.asked(asked).map(|then| Back::Rule { now: Some(*key), then: Some(then) });
                    (text, back)
                }
                None => {
                    let text =
                        format!("It was not there, or did not apply. It asks now for {words}: {}", kb[*key].because);
                    (text, Some(Back::Rule { now: Some(*key), then: None }))
                }
            };
            changes.push(change("rule", (*id).to_owned(), format!("the rule `{id}`"), text, back));
        }
        for (id, asked) in then.rules.iter().filter(|(id, _)| !now.contains_key(id.as_str())) {
            let why = if kb.rules().find(id).is_some() { "It does not apply any more" } else { "It is gone" };
            let text = format!("It asked for {}. {why}.", self.asked_in_words(asked));
            let back = self.asked(asked).map(|then| Back::Rule { now: None, then: Some(then) });
            let id = printable(id);
            changes.push(change("rule", id.clone(), format!("the rule `{id}`"), text, back));
        }
        changes
    }

    fn complements_since(&self, then: &SavedGrounds) -> Vec<Change> {
        let kb = self.kb;
        let now = self.complements();
        let mut ids: Vec<&String> = now.keys().chain(then.complements.keys()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut changes = Vec::new();
        for id in ids {
            let key = kb.complements().find(id);
            let (text, back) = match (then.complements.get(id), now.get(id)) {
                (None, None) => continue,
                (then, now) if then == now => continue,
                // The file keeps only what served a need, so others may have been at hand as well.
                (None, Some(now)) if !self.would_have_served(now, then) => continue,
                (None, Some(_)) => (
                    "It was not at hand, or did not help. It helps now.",
                    key.map(|key| Back::Complement { key, was_available: false }),
                ),
                (Some(was), None) if key.is_some_and(|key| self.still_does(key, was)) => continue,
                // What it was is at hand again only if nothing but the answers that allow it changed.
                (Some(_), None) => (
                    "It helped. It is not at hand any more, or does not help.",
                    key.filter(|key| !self.grounds.available.contains(key))
                        .map(|key| Back::Complement { key, was_available: true }),
                ),
                (Some(_), Some(_)) if key.is_some_and(|key| self.still_does(key, &then.complements[id])) => continue,
                (Some(_), Some(_)) => ("It helps with other things than it did, or takes another effort.", None),
            };
            let name = key.map_or_else(|| format!("`{}`", printable(id)), |key| format!("“{}”", kb[key].title));
            changes.push(change("complement", printable(id), name, text.to_owned(), back));
        }
        changes
    }

    /// Whether something that was asked for then is reached by what a complement lifts now.
    fn would_have_served(&self, now: &SavedComplement, then: &SavedGrounds) -> bool {
        let kb = self.kb;
        let level =
            |property: &str, written: &str| kb.properties().find(property).and_then(|key| kb[key].read(written));
        then.rules.values().any(|asked| {
            let lifted = now.raises.get(&asked.property).and_then(|lifted| level(&asked.property, lifted));
            lifted.is_some() && lifted >= level(&asked.property, &asked.level)
        })
    }

    /// Whether a complement is at hand and lifts what it lifted, for the candidates for which it counted.
    fn still_does(&self, key: Key<Complement>, was: &SavedComplement) -> bool {
        let kb = self.kb;
        let lifts = |(property, written): (&String, &String)| {
            let property = kb.properties().find(property);
            property.is_some_and(|property| {
                kb[key].lifts(property).is_some_and(|level| kb[property].written(level) == *written)
            })
        };
        let candidates = kb.scope().candidates.iter().filter(|candidate| self.levels.allows(&kb[key], **candidate));
        self.grounds.available.contains(&key)
            && kb[key].effort == was.effort
            && was.raises.iter().all(lifts)
            && candidates.map(|candidate| kb[*candidate].id.as_str()).eq(was.with.iter().map(String::as_str))
    }

    fn contexts_since(&self, then: &SavedGrounds) -> Vec<Change> {
        let kb = self.kb;
        let mut changes = Vec::new();
        for key in kb.contexts().keys() {
            let was_active = then.contexts.iter().any(|id| kb[key].id == *id);
            if was_active != self.grounds.contexts.iter().any(|(context, _)| *context == key) {
                let text = if was_active {
                    "They were counted, and are not now."
                } else {
                    "They are counted now, and were not."
                };
                let back = Some(Back::Context { key, was_active });
                changes.push(change(
                    "context",
                    kb[key].id.to_string(),
                    kb[key].title.to_string(),
                    text.to_owned(),
                    back,
                ));
            }
        }
        let gone = then.contexts.iter().filter(|id| kb.contexts().find(id).is_none());
        changes.extend(gone.map(|id| {
            change("context", printable(id), printable(id), "They were counted, and are gone.".to_owned(), None)
        }));
        changes
    }

    /// What a saved rule asked for, in words.
    fn asked_in_words(&self, asked: &SavedNeed) -> String {
        let kb = self.kb;
        let strength = printable(&asked.strength);
        let Some(property) = kb.properties().find(&asked.property) else {
            return format!("`{}: {}` ({strength})", printable(&asked.property), printable(&asked.level));
        };
        let title = &kb[property].title;
        match kb[property].read(&asked.level) {
            Some(level) => format!("“{title}: {}” ({strength})", kb[property].describe_need(level)),
            None => format!("“{title}: {}” ({strength})", printable(&asked.level)),
        }
    }

    /// What a saved rule asked for, if this edition still has the words for it.
    fn asked(&self, saved: &SavedNeed) -> Option<Asked> {
        let kb = self.kb;
        let context = match &saved.context {
            Some(id) => Some(kb.contexts().find(id)?),
            None => None,
        };
        let property = kb.properties().find(&saved.property)?;
        let level = kb[property].read(&saved.level)?;
        Some((
            context,
            Need {
                property,
                level,
                strength: Strength::read(&saved.strength)?,
                outranks: saved.outranks,
                rules: Vec::new(),
            },
        ))
    }
}

fn change(kind: &'static str, id: String, name: String, text: String, back: Option<Back>) -> Change {
    Change { view: DriftChange { kind, id, name, text, did_it: false }, back }
}
