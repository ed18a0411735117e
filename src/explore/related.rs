//! What entries are related to.

use super::part::Related;
use crate::kb::{ChoiceSet, Complement, Key, KnowledgeBase, Question, Row, Rule, Source};

/// A row of a decision table, as in `contacts: known or both; and number: anyone`; `always` for an empty one.
pub(super) fn when(kb: &KnowledgeBase, row: &Row) -> String {
    let cell = |(question, chosen): &(Key<Question>, ChoiceSet)| {
        format!("{}: {}", kb[*question].id, kb[*question].ids(*chosen).join(" or "))
    };
    let cells: Vec<String> = row.cells.iter().map(cell).collect();
    if cells.is_empty() { "always".to_owned() } else { cells.join("; and ") }
}

/// A decision table, which holds if any of its rows does; none if it has no row.
pub(super) fn any_of(kb: &KnowledgeBase, rows: &[Row]) -> Option<String> {
    let rows: Vec<String> = rows.iter().map(|row| when(kb, row)).collect();
    (!rows.is_empty()).then(|| rows.join("; or "))
}

/// A rule, with what it needs and why.
pub(super) fn rule(kb: &KnowledgeBase, rule: &Rule) -> Related {
    let need = kb[rule.property].describe_need(rule.level);
    Related::entry(&rule.id, format!("{need} ({})", rule.strength)).note(rule.because.clone())
}

/// A complement, with what it takes.
pub(super) fn complement(complement: &Complement) -> Related {
    let Complement { id, title, kind, effort, .. } = complement;
    Related::entry(id, format!("{title} ({}, effort {effort})", kind.word()))
}

/// What rests on a source, by kind; nothing if nothing cites it.
pub(super) fn resting_on(kb: &KnowledgeBase, source: Key<Source>) -> Vec<(&'static str, Vec<Related>)> {
    let cites = |sources: &[Key<Source>]| sources.contains(&source);
    let (mut facts, mut claims, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for messenger in kb.messengers().iter() {
        for property in kb.properties().keys() {
            let fact = messenger.fact(property);
            let name = || format!("{}, {}", messenger.title, kb[property].title);
            if cites(&fact.sources) {
                facts.push(Related::text(format!("{}: {} ({})", name(), fact.summary, fact.as_of)));
            }
            let cited = fact.claims.iter().filter(|claim| cites(&claim.sources) || cites(&claim.answer_sources));
            claims.extend(cited.map(|claim| Related::text(format!("{}: {}", name(), claim.claim))));
        }
        let cited = messenger.notices.iter().filter(|notice| cites(&notice.sources));
        notices.extend(cited.map(|notice| Related::text(format!("{}: {}", messenger.title, notice.title))));
    }
    let rules = kb.rules().iter().filter(|one| cites(&one.sources)).map(|one| rule(kb, one));
    let complements = kb.complements().iter().filter(|one| cites(&one.sources)).map(complement);
    let risks = kb.risks().iter().filter(|one| cites(&one.sources)).map(|one| Related::entry(&one.id, &one.title));
    let stops = kb.stops().iter().filter(|one| cites(&one.sources)).map(|one| Related::entry(&one.id, &one.title));
    let lines = kb.helplines().iter().filter(|one| cites(&one.sources));
    let lists = [
        ("facts-that-rest-on-it", facts),
        ("claims-or-answers-that-cite-it", claims),
        ("notices-that-rest-on-it", notices),
        ("rules-that-rest-on-it", rules.collect()),
        ("complements-that-rest-on-it", complements.collect()),
        ("risks-that-rest-on-it", risks.collect()),
        ("stops-that-rest-on-it", stops.collect()),
        ("helplines-that-rest-on-it", lines.map(|one| Related::entry(&one.id, &one.title)).collect()),
    ];
    lists.into_iter().filter(|(_, items)| !items.is_empty()).collect()
}
