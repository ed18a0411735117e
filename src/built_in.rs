//! The knowledge base that the program was built with.
//!
//! The build script loads and checks `data/` with the same code as the program,
//! and compiles its diagram. What it found is kept in a compact form, so that a
//! run neither parses nor checks what it carries; a test holds the two equal.

use serde::Deserialize;

use crate::kb::{Files, KnowledgeBase};
use crate::space::Space;

/// The files of `data/`: name, text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
const KNOWLEDGE_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge_base"));
const SPACE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/space"));

impl Files {
    /// The files that were in `data/` when the program was built.
    pub fn embedded() -> Self {
        FILES.iter().fold(Self::default(), |files, (name, text)| files.with(name, text))
    }
}

impl KnowledgeBase {
    /// The knowledge base that the program was built with.
    pub fn embedded() -> Self {
        prepared(KNOWLEDGE_BASE)
    }
}

impl Space {
    /// The diagram of [`KnowledgeBase::embedded`], where facts of any age are believed.
    pub fn embedded() -> Self {
        prepared(SPACE)
    }
}

fn prepared<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("the build script wrote it")
}
