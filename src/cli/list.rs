//! `advisor list`.

use anyhow::Context as _;

use super::output::{format, print_page};
use super::{Call, SUCCESS, Usage};
use crate::explore::{Kind, Listing};

pub(super) fn run(call: &Call<'_>) -> anyhow::Result<u8> {
    let kind = call.matches.get_one::<String>("kind").map_or("", String::as_str);
    let (stale, by_leverage) = (call.matches.get_flag("stale"), call.matches.get_flag("by-leverage"));
    for (flag, is_given) in [("stale", stale), ("by-leverage", by_leverage)] {
        if is_given && kind != "facts" {
            let fault = format!("it goes with `facts`, not with `{kind}`; write `advisor list facts --{flag}`");
            return Err(Usage(format!("--{flag}: {fault}")).into());
        }
    }
    let listing = if by_leverage {
        Listing::by_leverage(call.kb, &call.trust).context("what hangs on the facts cannot be told")?
    } else if stale {
        Listing::stale(call.kb, &call.trust)
    } else {
        let known = Kind::ALL.into_iter().find(|known| known.plural() == kind);
        known.map_or_else(|| Listing::facts(call.kb), |known| Listing::of(call.kb, known))
    };
    print_page(&listing, format(call.matches))?;
    Ok(SUCCESS)
}
