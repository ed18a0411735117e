//! All page text: data in, a [`Document`](crate::document::Document) out.

pub mod advice;
mod sources;
mod verdict;

pub(crate) use sources::sources;
pub(crate) use verdict::{placed_words, placing_words};
