//! All text of pages, one file a page: how data reads to people.

mod comparison;
mod difference;
mod distribution;
mod inspection;
mod listing;
mod profile;
