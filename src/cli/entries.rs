//! What a knowledge base says: `advisor compare`, `advisor show` and `advisor list`.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};

use anyhow::Context as _;
use clap::Command;
use clap::builder::PossibleValue;
use indexmap::IndexSet;

use super::files::read_answers;
use super::flags::{choice, examples, file, flag, format, ids, max_age, titled};
use super::output::{print, print_page};
use super::{Call, usage};
use crate::explore::{Comparison, Kind, Listing, Profile, RowFilter, key_properties};
use crate::kb::{Catalogue, Entry, Key, KnowledgeBase};
use crate::render::Format;

pub(super) fn compare_flags(kb: &KnowledgeBase) -> Command {
    let messengers = kb.messengers().iter().map(|messenger| titled(&messenger.id, &messenger.title));
    let messengers = choice("messengers", "MESSENGER", "The messengers; the candidates if none is named", messengers);
    let properties = kb.properties().iter().map(|property| titled(&property.id, &property.title));
    let properties = ids("property", "Show this property; `advisor list properties` has the ids", properties);
    let groups = kb.groups().iter().map(|group| titled(&group.id, &group.title));
    Command::new("compare")
        .about("Print messengers side by side, with sources")
        .before_help(examples([
            "advisor compare                                   the candidates",
            "advisor compare --all --group identifier          every messenger, one group",
            "advisor compare --differences --relevant-to me.yaml",
        ]))
        .arg(messengers.num_args(0..))
        .arg(flag("all", "Every messenger of the knowledge base").conflicts_with("messengers"))
        .arg(properties.hide_possible_values(true))
        .arg(ids("group", "Show the properties of this group; can be combined with --property", groups))
        .arg(flag("all-properties", "Every property; pages for people otherwise show the twelve that decide most"))
        .arg(flag("differences", "Leave out rows in which all agree"))
        .arg(file("relevant-to", "Only what these answers touch, deciding rows marked; as for `quiz --answers`"))
        .arg(max_age())
        .arg(format(Format::OF_TABLES))
}

pub(super) fn compare(call: &Call<'_>) -> anyhow::Result<u8> {
    let kb = call.kb;
    let mut messengers = keys(call, "messengers", kb.messengers());
    if messengers.is_empty() {
        messengers.clone_from(&kb.scope().candidates);
    }
    if call.has("all") {
        messengers.extend(kb.alternatives());
    }
    let relevant_to = call.word("relevant-to").map(|name| read_answers(kb, "--relevant-to", name)).transpose()?;
    let mut relevant_to = relevant_to.map(|saved| saved.answers);
    relevant_to.iter_mut().for_each(|answers| answers.leave_rest_unsure(kb));
    let (mut properties, groups) = (keys(call, "property", kb.properties()), keys(call, "group", kb.groups()));
    let is_chosen = call.has("all-properties") || call.has("differences") || relevant_to.is_some();
    let is_for_people = matches!(call.format(), Format::Text | Format::Markdown | Format::Html);
    if is_for_people && properties.is_empty() && groups.is_empty() && !is_chosen {
        properties = key_properties(kb);
    }
    let filter = RowFilter { properties, groups, differences: call.has("differences"), relevant_to };
    call.print(&Comparison::of(kb, &call.trust, &messengers, &filter))
}

/// The entries that a flag names, each once, in the order given.
fn keys<T: Entry>(call: &Call<'_>, flag: &str, known: &Catalogue<T>) -> Vec<Key<T>> {
    let ids = call.matches.get_many::<String>(flag).into_iter().flatten();
    let keys: IndexSet<Key<T>> = ids.filter_map(|id| known.find(id)).collect();
    keys.into_iter().collect()
}

pub(super) fn show_flags(kb: &KnowledgeBase) -> Command {
    // An id can name things of several kinds.
    let ids: BTreeSet<&str> = Profile::ids(kb).collect();
    let ids = ids.into_iter().map(|id| PossibleValue::new(id.to_owned()));
    let [messenger, property] = [kb.messengers().ids().next(), kb.properties().ids().next()]
        .map(|id| format!("advisor show {}", id.unwrap_or_default()));
    let id = choice("id", "ID", "The id of anything that `advisor list` prints", ids);
    Command::new("show")
        .about("Print everything known about one thing, with sources, doubts and history")
        .arg_required_else_help(true)
        .before_help(examples([&messenger, &property, "advisor list properties     ids of properties, to look one up"]))
        .arg(id.required(true).hide_possible_values(true))
        .arg(format(Format::OF_PAGES))
}

pub(super) fn show(call: &Call<'_>) -> anyhow::Result<u8> {
    let id = call.word("id").unwrap_or_default();
    let profile = Profile::of(call.kb, &call.trust, id).expect("clap takes only ids that exist");
    call.print(&profile)
}

pub(super) fn list_flags(_: &KnowledgeBase) -> Command {
    let by_leverage = flag("by-leverage", "With `facts`: those of the candidates, by how many verdicts depend on them");
    let kinds = Kind::ALL.map(|kind| kind.plural).into_iter().chain(["facts"]);
    Command::new("list")
        .about("List questions, rules, messengers, facts, sources and the rest of the knowledge base")
        .arg_required_else_help(true)
        .before_help(examples([
            "advisor list questions",
            "advisor list facts --stale              facts due for review, the oldest first",
            "advisor list facts --format csv",
            "advisor list rules | cut -f 1           into a pipe: one entry a line, with tabs",
        ]))
        .arg(choice("kind", "KIND", "What to list", kinds).required(true))
        .arg(flag("stale", "With `facts`: only those overdue for review, the oldest first"))
        .arg(by_leverage.conflicts_with("stale"))
        .arg(format(Format::OF_TABLES))
}

pub(super) fn list(call: &Call<'_>) -> anyhow::Result<u8> {
    let kind = call.word("kind").unwrap_or_default();
    let listing = match (kind, call.has("stale"), call.has("by-leverage")) {
        ("facts", true, _) => Listing::stale(call.kb, &call.trust),
        ("facts", _, true) => {
            Listing::by_leverage(call.kb, &call.trust).context("what depends on the facts cannot be computed")?
        }
        (kind, false, false) => {
            Kind::of_plural(kind).map_or_else(|| Listing::facts(call.kb), |kind| Listing::of(call.kb, kind))
        }
        _ => return usage(format!("--stale and --by-leverage go with `facts`, not with `{kind}`; list `facts`")),
    };
    print_listing(&listing, call.format())
}

/// Prints a listing; as text for other programs, a line for each entry, since no cell has a tab or a line break.
pub(super) fn print_listing(listing: &Listing, format: Format) -> anyhow::Result<u8> {
    if format != Format::Text || io::stdout().is_terminal() {
        return print_page(listing, format);
    }
    print(&listing.rows.iter().map(|row| row.join("\t") + "\n").collect::<String>())
}
