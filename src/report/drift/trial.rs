//! Which changes did it: the decision of today with some of them taken back.

use super::changes::Change;
use super::grounds::verdict_of;
use super::{Cause, is_same};
use crate::answers::SavedVerdict;
use crate::engine::{Grounds, Need, merge};
use crate::kb::{Complement, Context, Entry, Key, Level, Messenger, Property, Rule};
use crate::report::case::Case;

/// The most changes that are taken back one by one.
const MOST_TRIED: usize = 200;

/// How to take a change back.
#[derive(Debug, Clone)]
pub(super) enum Back {
    /// The messenger stands where it stood.
    Fact(Key<Messenger>, Key<Property>, Option<Level>),
    /// The rule asks for what it asked for, if it did, and for nothing that it asks for now.
    Rule { now: Option<Key<Rule>>, then: Option<Asked> },
    /// The complement is at hand if it was.
    Complement { key: Key<Complement>, was_available: bool },
    /// The context counts if it did.
    Context { key: Key<Context>, was_active: bool },
}

/// What one rule asks for, and of which context.
pub(super) type Asked = (Option<Key<Context>>, Need);

impl Case<'_> {
    /// Marks the changes without which the verdict would be the saved one: each that is enough alone or, if none is, a
    /// minimal set of them.
    pub(super) fn mark_what_did_it(&self, changes: &mut [Change], verdict: &SavedVerdict) -> Cause {
        let can_be_tried = |position: &usize| changes[*position].back.is_some();
        let tried: Vec<usize> = (0..changes.len()).filter(can_be_tried).collect();
        if tried.len() > MOST_TRIED {
            return Cause::NotFound;
        }
        let brings_back = |taken_back: &[usize]| {
            let back: Vec<&Back> = taken_back.iter().filter_map(|position| changes[*position].back.as_ref()).collect();
            is_same(verdict, &self.verdict_with(&back))
        };
        let alone: Vec<usize> = tried.iter().copied().filter(|position| brings_back(&[*position])).collect();
        let (cause, found) = if !alone.is_empty() {
            (Cause::Each, alone)
        } else if brings_back(&tried) {
            // One after the other is left as it is now, where that still brings the verdict back. What could not be left
            // out may be later, without another one, so they are gone through until all have to stay.
            let mut left = tried;
            loop {
                let size = left.len();
                for position in left.clone() {
                    let without: Vec<usize> = left.iter().copied().filter(|other| *other != position).collect();
                    if brings_back(&without) {
                        left = without;
                    }
                }
                if left.len() == size {
                    break;
                }
            }
            (Cause::Together, left)
        } else {
            (Cause::NotFound, Vec::new())
        };
        for position in found {
            changes[position].view.did_it = true;
        }
        cause
    }

    /// The verdict of this edition with some changes taken back.
    fn verdict_with(&self, back: &[&Back]) -> SavedVerdict {
        let kb = self.kb;
        let mut levels = self.levels.clone();
        let mut asked: Vec<(Option<Key<Rule>>, Asked)> =
            self.grounds.fired.iter().map(|key| (Some(*key), (kb[*key].context, Need::of(kb, *key)))).collect();
        let mut available = self.grounds.available.clone();
        let mut active: Vec<Key<Context>> = self.grounds.contexts.iter().map(|(context, _)| *context).collect();
        for back in back {
            match back {
                Back::Fact(messenger, property, level) => levels = levels.with(*messenger, *property, *level),
                Back::Rule { now, then } => {
                    asked.retain(|(rule, _)| rule.is_none() || rule != now);
                    asked.extend(then.clone().map(|then| (None, then)));
                }
                Back::Complement { key, was_available } => put(&mut available, *key, *was_available),
                Back::Context { key, was_active } => put(&mut active, *key, *was_active),
            }
        }
        let needs = |context: Key<Context>| {
            let concerns = asked.iter().filter(|(_, (of, _))| of.is_none_or(|named| named == context));
            merge(concerns.map(|(_, (_, need))| need.clone()))
        };
        let contexts = active.iter().map(|context| (*context, needs(*context))).collect();
        let grounds = Grounds { fired: Vec::new(), contexts, available, apart: self.grounds.apart.clone() };
        verdict_of(kb, &grounds.decide(kb, &levels))
    }
}

/// Puts a key into a sorted list, or takes it out.
fn put<T: Entry>(keys: &mut Vec<Key<T>>, key: Key<T>, is_in: bool) {
    keys.retain(|known| *known != key);
    if is_in {
        keys.push(key);
        keys.sort_unstable();
    }
}
