//! `advisor compare`.

use clap::Command;
use indexmap::IndexSet;

use super::Call;
use super::files::read_answers;
use super::flags::{choice, examples, file, flag, format, ids, max_age, titled};
use crate::explore::{Comparison, RowFilter, key_properties};
use crate::kb::{Catalogue, Entry, Key, KnowledgeBase};
use crate::render::Format;

pub(super) fn command(kb: &KnowledgeBase) -> Command {
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

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
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
