//! Fuzzes the target of `tests/support/targets.rs` that the variable `TARGET` names.
#![no_main]

#[path = "../tests/support/random.rs"]
mod random;
#[path = "../tests/support/targets.rs"]
mod targets;

use std::sync::LazyLock;

static HOLDS: LazyLock<fn(&[u8])> = LazyLock::new(|| targets::named(&std::env::var("TARGET").unwrap_or_default()));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (*HOLDS)(bytes));
