//! `advisor help`.

use super::{Call, SUCCESS, arguments, show};
use crate::render::Format;

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let topic = call.matches.get_one::<String>("topic").map(String::as_str);
    let mut command = arguments::command(call.kb);
    let words = match topic {
        None => vec!["advisor", "--help"],
        Some(topic) if command.find_subcommand(topic).is_some() => vec!["advisor", topic, "--help"],
        Some(topic) => return show::show(call, topic, Format::Text),
    };
    // The same words as with the flag, and clap knows best how to print them.
    if let Err(help) = command.try_get_matches_from_mut(words) {
        help.print()?;
    }
    Ok(SUCCESS)
}
