//! Which messenger fits your threat model: an advisor that explains itself,
//! proves things about its rules, and says how old its facts are.
//!
//! # The pipeline
//!
//! ```text
//! data ─▶ kb ─▶ answers ─▶ engine ─▶ advice, explore ─▶ words ─▶ render ─▶ text, markdown, html, json, csv
//!          │                 └▶ space (the diagram of all answers)
//!          └──▶ quiz ─▶ answers              cli joins them
//! ```
//!
//! | module | job | may use |
//! | --- | --- | --- |
//! | [`text`] | escaping, did-you-mean, words joined and counted | – |
//! | [`kb`] | YAML as written → [`kb::KnowledgeBase`], valid by construction, or every problem with its place | text |
//! | [`answers`] | choices that exist in this knowledge base | text, kb |
//! | [`engine`] | needs → assessments → cover → verdict | kb |
//! | [`space`] | every set of answers with its verdict, as one diagram, and what is read off it | kb, engine |
//! | [`built_in`] | the knowledge base and the diagram of `data/`, loaded and compiled when first needed | kb, space |
//! | [`quiz`] | which question next; back; review; the menus and the numbered lines | text, kb, answers, space |
//! | [`advice`] | [`advice::Advice`], the result for one set of answers: enums, ids and texts of the knowledge base | text, kb, answers, engine, space |
//! | [`document`] | the building blocks of a page | – |
//! | [`explore`] | what a knowledge base holds, compared, shown, listed, checked, counted and told apart from another, as plain data | text, kb, answers, engine, space, advice |
//! | [`verify`] | evidence looked up in clones of the projects, and what became of it | text, kb |
//! | [`words`] | the text of every page: data → [`document::Document`] | text, kb, engine, advice, explore, verify, document |
//! | [`render`] | one file a format, and [`render::Format`], the only list of them | text, answers, document |
//! | [`batch`] | rows of answers in, results out, in order | text, kb, answers, engine, space, explore, render |
//! | [`cli`] | flags, one short function a command, exit codes | all |
//!
//! # Invariants
//!
//! Most of them are absences; `tests/architecture.rs` holds those of the source.
//!
//! - A module uses only modules above it in the table.
//! - No messenger, property, question, rule or complement is named in the source: what the program knows is in `data/`.
//! - `engine` and `space` do no input or output, read no clock and cannot fail: the same input gives the same bytes.
//! - Nothing touches the network, and no file is written that was not asked for.
//! - Only `quiz/terminal/` knows the prompt library, only `render/text.rs` the table library, only `render/html/` the
//!   template library.
//! - An HTML page holds no script and asks for nothing; whatever stands in the data stands in it as text.
//! - Whatever is read or printed has a JSON Schema that is made of its types ([`kb::Form`]).
//! - A fact that is unknown, of low confidence or too old never meets a need.
//!
//! # Example
//!
//! ```
//! use advisor::advice::{Advice, Case, VerdictKind};
//! use advisor::answers::Saved;
//! use advisor::engine::Trust;
//! use advisor::kb::{KnowledgeBase, parse_day};
//!
//! let kb = KnowledgeBase::embedded();
//! let mut answers = Saved::parse(&kb, "me.yaml", "contacts: known\nprotect: [content]\n")?.answers;
//! answers.leave_rest_unsure(&kb);
//! let trust = Trust { as_of: parse_day("2026-11-23").expect("it is a date"), max_age: None };
//! let advice = Advice::of(&Case::of(&kb, &trust, &answers), None, None);
//! assert_eq!(advice.verdict.kind, VerdictKind::One);
//! assert!(!advice.assumptions.is_empty(), "the advice lists what was left open");
//! # Ok::<(), advisor::kb::Problems>(())
//! ```

pub mod text;
#[macro_use]
pub mod kb;
pub mod advice;
pub mod answers;
pub mod batch;
pub mod built_in;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod document;
pub mod engine;
pub mod explore;
pub mod quiz;
pub mod render;
pub mod space;
#[cfg(not(target_arch = "wasm32"))]
pub mod verify;
pub mod words;
