//! `advisor compare`.

use super::output::{format, print_page};
use super::{Call, SUCCESS};
use crate::explore::{Comparison, RowFilter};
use crate::kb::{Catalogue, Entry, Key, Messenger};

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let (kb, matches) = (call.kb, call.matches);
    let named = keys(call, "messengers", kb.messengers());
    let candidates = kb.scope().candidates.iter().copied();
    let messengers: Vec<Key<Messenger>> = if matches.get_flag("all") {
        candidates.chain(kb.alternatives()).collect()
    } else if named.is_empty() {
        candidates.collect()
    } else {
        named
    };
    let relevant_to = match matches.get_one::<String>("relevant-to") {
        Some(name) => {
            let mut answers = super::quiz::read(kb, "--relevant-to", name)?.answers;
            answers.leave_rest_unsure(kb);
            Some(answers)
        }
        None => None,
    };
    let filter = RowFilter {
        properties: keys(call, "property", kb.properties()),
        groups: keys(call, "group", kb.groups()),
        differences: matches.get_flag("differences"),
        relevant_to,
    };
    print_page(&Comparison::of(kb, &call.trust, &messengers, &filter), format(matches))?;
    Ok(SUCCESS)
}

/// The entries that a flag names, each once, in the order given.
fn keys<T: Entry>(call: &Call<'_>, flag: &str, known: &Catalogue<T>) -> Vec<Key<T>> {
    let ids = call.matches.get_many::<String>(flag).into_iter().flatten();
    let mut keys = Vec::new();
    for key in ids.filter_map(|id| known.find(id)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
