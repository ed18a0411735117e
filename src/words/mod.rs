//! All page text: data in, a [`Document`](crate::document::Document) out.

pub mod advice;
mod sources;

pub(crate) use sources::sources;
