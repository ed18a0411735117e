//! x
pub mod kb;
