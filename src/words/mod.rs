//! All page text: data in, a [`Document`](crate::document::Document) out.

pub mod advice;
mod comparison;
mod difference;
mod distribution;
mod inspection;
mod listing;
mod profile;
mod sources;
mod verdict;
#[cfg(not(target_arch = "wasm32"))]
mod verification;
