//! What to use for each context: the app, what is added to it or takes its place, and what stays open.

use indexmap::{IndexMap, IndexSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::case::{Case, verdict_kind};
use crate::answers::VerdictKind;
use crate::engine::{ContextDecision, Enough, Ground, Need, Placing, Standing};
use crate::kb::{Complement, Key, KnowledgeBase};
use crate::text::{and, lower_first, upper_first};

/// What to use.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VerdictView {
    /// Whether messengers are enough, and how many.
    pub kind: VerdictKind,
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
    pub instead: Vec<Self>,
}

/// A must that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenView {
    /// The property.
    pub property: String,
    /// Its title.
    pub title: String,
    /// Whether it is only unknown, or known from evidence that is too old to count.
    pub unknown: bool,
    /// What the messenger cannot do, after "can't".
    pub cannot: Option<String>,
    /// What to do about it first.
    pub first: Option<String>,
}

/// A messenger in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Placed {
    /// The id of the context.
    pub context: String,
    /// Its title.
    pub context_title: String,
    /// The id of the messenger.
    pub messenger: String,
    /// The name of the messenger.
    pub title: String,
}

impl CouldHelp {
    pub(super) fn of(kb: &KnowledgeBase, complement: Key<Complement>) -> Self {
        let Complement { id, title, about, .. } = &kb[complement];
        Self { id: id.clone(), title: title.clone(), about: about.clone(), instead: Vec::new() }
    }
}

pub(super) fn verdict(case: &Case<'_>) -> VerdictView {
    let Case { kb, decision, .. } = case;
    let apps: Vec<AppView> = decision.contexts.iter().map(|context| app(case, context)).collect();
    VerdictView {
        kind: verdict_kind(decision.verdict.as_ref()),
        headline: headline(case, &apps),
        apps,
        messengers: placed(kb, decision.verdict.as_ref()),
        is_close: decision.is_close,
        runner_up: placed(kb, decision.runner_up.as_ref()),
        kept_apart: case.grounds.apart.iter().map(|apart| apart.because.clone()).collect(),
    }
}

pub(super) fn placed(kb: &KnowledgeBase, placing: Option<&Placing>) -> Vec<Placed> {
    let placed = placing.iter().flat_map(|placing| &placing.0).map(|(context, messenger)| Placed {
        context: kb[*context].id.clone(),
        context_title: kb[*context].title.clone(),
        messenger: kb[*messenger].id.clone(),
        title: kb[*messenger].title.clone(),
    });
    placed.collect()
}

fn app(case: &Case<'_>, context: &ContextDecision) -> AppView {
    let kb = case.kb;
    let named = case.decision.named(context);
    let mut additions = companions(case, context);
    for one in case.advised.iter().filter(|one| one.context == context.context && one.ground == Ground::Apart) {
        if !additions.iter().any(|known| known.id == kb[one.complement].id) {
            additions.push(CouldHelp::of(kb, one.complement));
        }
    }
    let open = |position: usize| {
        let property = &kb[context.needs[position].property];
        OpenView {
            property: property.id.clone(),
            title: property.title.clone(),
            unknown: named.standings[position] == Standing::Unknown,
            cannot: property.cannot.clone(),
            first: property.if_open_do.clone(),
        }
    };
    let used = context.used.map(|key| &kb[key]);
    let (replacement, open) = match context.enough {
        Enough::Instead(key) => (Some(CouldHelp::of(kb, key)), Vec::new()),
        Enough::Alone | Enough::Open | Enough::With(_) => (None, context.open(named).map(open).collect()),
    };
    AppView {
        context: kb[context.context].id.clone(),
        app: used.map(|messenger| messenger.id.clone()),
        title: used.map(|messenger| messenger.title.clone()),
        additions,
        replacement,
        open,
    }
}

/// What has to be added to the candidate, each with what would do as well.
fn companions(case: &Case<'_>, context: &ContextDecision) -> Vec<CouldHelp> {
    let kb = case.kb;
    let Enough::With(added) = &context.enough else { return Vec::new() };
    let named = case.decision.named(context);
    let musts = context.needs.iter().zip(&named.standings);
    let musts = musts.filter(|(need, standing)| need.strength.is_must() && !standing.is_met_alone());
    let musts: Vec<&Need> = musts.map(|(need, _)| need).collect();
    let with_others = |key: &Key<Complement>| {
        let others = case.terms().interchangeable(&musts, named, *key).into_iter();
        CouldHelp { instead: others.map(|other| CouldHelp::of(kb, other)).collect(), ..CouldHelp::of(kb, *key) }
    };
    added.iter().map(with_others).collect()
}

/// The verdict in a sentence: the only one that programs get too, so that it is made where the data is.
fn headline(case: &Case<'_>, apps: &[AppView]) -> String {
    let contexts = case.decision.contexts.iter().map(|context| &case.kb[context.context]);
    let people: Vec<&str> = contexts.map(|context| context.people.as_str()).collect();
    let parts: Vec<(String, Vec<String>)> = apps.iter().map(|app| parts(case, app)).collect();
    let (title, added) = &parts[0];
    let headline = if parts.iter().all(|(other, _)| other == title) {
        let is_shared = |one: &&String| parts.iter().all(|(_, added)| added.contains(one));
        let mut first: Vec<&String> = added.iter().filter(is_shared).collect();
        // People who do not have an account each share what is added to the one.
        if first.is_empty() {
            first = parts.iter().flat_map(|(_, added)| added).collect::<IndexSet<_>>().into_iter().collect();
        }
        let rest = people.iter().zip(&parts).map(|(people, (_, added))| {
            let own: Vec<&String> = added.iter().filter(|one| !first.contains(one)).collect();
            if own.is_empty() { String::new() } else { format!("; for {people}: {}", and(&own)) }
        });
        format!("Use {}{}", with(title, &first), rest.collect::<String>())
    } else {
        let each = people.iter().zip(&parts).map(|(who, (title, added))| format!("for {who}: {}", with(title, added)));
        upper_first(&each.collect::<Vec<_>>().join("; "))
    };
    format!("{headline}{}", left_open(apps))
}

/// As in `this app, with that beside it`.
fn with(title: &str, added: &[impl AsRef<str>]) -> String {
    if added.is_empty() { title.to_owned() } else { format!("{title}, with {}", and(added)) }
}

/// What to use in a context, and what beside it.
fn parts(case: &Case<'_>, app: &AppView) -> (String, Vec<String>) {
    let Case { kb, advised, .. } = case;
    let words = |help: &CouldHelp| {
        let headline = kb.complements().find(&help.id).and_then(|key| kb[key].headline.clone());
        headline.unwrap_or_else(|| lower_first(&help.title))
    };
    if let Some(help) = &app.replacement {
        return (words(help), Vec::new());
    }
    // A practice with a headline belongs to the verdict, although the app is enough.
    let practices = advised.iter().filter(|one| kb[one.context].id == app.context && one.ground == Ground::Practice);
    let practices = practices.filter_map(|one| kb[one.complement].headline.clone());
    (app.title.clone().unwrap_or_default(), app.additions.iter().map(words).chain(practices).collect())
}

/// What the apps do not do, each named where there are several, and whether too little is known of them.
fn left_open(apps: &[AppView]) -> String {
    let is_one = apps.iter().all(|app| app.title == apps[0].title && app.additions.is_empty());
    let mut cannot: IndexMap<&String, IndexSet<&String>> = IndexMap::new();
    let mut unknown = "";
    for (app, open) in apps.iter().flat_map(|app| app.open.iter().map(move |open| (app, open))) {
        match &open.cannot {
            _ if open.unknown => unknown = ". Too little is known to say that it is enough",
            Some(words) => cannot.entry(words).or_default().extend(&app.title),
            None => {}
        }
    }
    let cannot = cannot.iter().enumerate().map(|(position, (words, titles))| {
        let (before, it) = if position == 0 { (". ", "It") } else { (", and ", "it") };
        let titles: Vec<&str> = if is_one { vec![it] } else { titles.iter().map(|title| title.as_str()).collect() };
        format!("{before}{} can't {words}", and(&titles))
    });
    cannot.chain([unknown.to_owned()]).collect()
}
