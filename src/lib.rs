//! x
pub mod answers;
pub mod cli;
pub mod engine;
pub mod kb;
pub mod quiz;
pub mod report;
