//! All tests in one program, which is linked once. `cargo test NAME` runs those whose path has that name.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]
#![allow(clippy::self_named_module_files, reason = "a test with files of its own is named as their folder is")]

mod answers;
mod anyone;
mod architecture;
mod batch;
mod cli;
mod corpus;
mod discretion;
mod drift;
mod engine;
mod golden;
mod hostile;
mod html;
mod json;
mod knowledge_base;
mod markdown;
mod personas;
mod privacy;
mod quiz;
mod save;
mod schema;
mod shell;
mod space;
mod support;
mod text;
mod verify;
