//! Fuzzes the target `answers` of `tests/support/targets.rs`.
#![no_main]

#[path = "../../tests/support/random.rs"]
mod random;
#[path = "../../tests/support/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::named("answers")(bytes));
