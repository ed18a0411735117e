//! As written → valid: every file is turned into its type, and every fault is noted.
//!
//! All parts have one shape: what was written and the [`Ledger`] go in, entries
//! come out, and a fault is a line in the ledger rather than an early return.

mod complements;
mod ledger;
mod messengers;
mod properties;
mod questions;
mod rules;
mod scope;
mod sources;
mod stops;

use super::KnowledgeBase;
use super::load::Written;
use super::problem::Problems;
use ledger::Ledger;

/// Turns what was written into a knowledge base, or names everything wrong with it.
pub(super) fn check(written: Written) -> Result<KnowledgeBase, Problems> {
    let mut ledger = Ledger::new(written.outlines, written.unread, written.problems);

    let sources = sources::check(written.sources, &mut ledger);
    let scope_written = &written.scope;
    let groups = scope::groups(scope_written, &mut ledger);
    let themes = scope::themes(scope_written, &mut ledger);
    let properties = properties::check(written.properties, &groups, &mut ledger);
    let messengers = messengers::check(written.messengers, &properties, &sources, &mut ledger);
    let questions = questions::check(written.questions, &themes, &mut ledger);
    let contexts = scope::contexts(scope_written, &questions, &mut ledger);
    let scope = scope::check(scope_written, &messengers, &contexts, &properties, &questions, &mut ledger);
    let sittings = scope::sittings(scope_written, &mut ledger);
    let helplines = stops::helplines(written.helplines, &sources, &mut ledger);
    let stops = stops::stops(written.stops, &questions, &helplines, &sources, &mut ledger);
    let rules = rules::check(written.rules, &properties, &questions, &contexts, &sources, &mut ledger);
    let known_sittings = scope_written.as_ref().map(|_| &sittings);
    let complements = complements::check(
        written.complements,
        &properties,
        &messengers,
        &questions,
        known_sittings,
        &sources,
        &mut ledger,
    );
    let risks = rules::risks(written.risks, &properties, &questions, &sources, &mut ledger);

    ledger.close()?;
    Ok(KnowledgeBase {
        scope,
        groups,
        themes,
        contexts,
        properties,
        messengers,
        questions,
        rules,
        complements,
        sources,
        risks,
        sittings,
        stops,
        helplines,
    })
}
