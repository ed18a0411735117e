//! All page text: data in, a [`Document`](crate::document::Document) out.

pub mod advice;
mod comparison;
mod difference;
mod distribution;
mod inspection;
mod listing;
mod phrases;
mod profile;
#[cfg(not(target_arch = "wasm32"))]
mod verification;
