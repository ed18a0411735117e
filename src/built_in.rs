//! The knowledge base that the program was built with.

use std::sync::LazyLock;

use crate::engine::{Levels, Trust};
use crate::kb::{Files, KnowledgeBase, parse_day};
use crate::space::Space;

/// The files of `data/`: name, text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
/// What they say, as the build script wrote it down.
const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/data.json"));

impl Files {
    /// The files that were in `data/` when the program was built.
    pub fn embedded() -> Self {
        FILES.iter().fold(Self::default(), |files, (name, text)| files.with(name, text))
    }
}

impl KnowledgeBase {
    /// The knowledge base that the program was built with.
    ///
    /// # Panics
    /// If `data/` had a problem then; a test makes sure that it has none.
    pub fn embedded() -> &'static Self {
        static BUILT_IN: LazyLock<KnowledgeBase> = LazyLock::new(|| {
            // The files show where a problem is. The page has no room for them, and is built after the program.
            KnowledgeBase::of_json(JSON).unwrap_or_else(|| match cfg!(target_arch = "wasm32") {
                true => panic!("data/ has a problem"),
                false => Files::embedded().load().unwrap_or_else(|problems| panic!("{problems}")),
            })
        });
        &BUILT_IN
    }
}

impl Space {
    /// The diagram of [`KnowledgeBase::embedded`], where facts of any age are believed.
    ///
    /// # Panics
    /// If it is too large; a test makes sure that it is not.
    pub fn embedded() -> &'static Self {
        static BUILT_IN: LazyLock<Space> = LazyLock::new(|| {
            let kb = KnowledgeBase::embedded();
            // Where no age is too great, it does not matter what day it is.
            let trust = Trust { as_of: parse_day("2026-01-01").expect("it is a day"), max_age: None };
            Space::compile(kb, &Levels::of(kb, &trust)).expect("the shipped knowledge base can be laid out")
        });
        &BUILT_IN
    }
}
