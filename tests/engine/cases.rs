//! A few hundred random knowledge bases, with random readings and what is decided for them.

use std::sync::LazyLock;

use advisor::answers::Reading;
use advisor::engine::{Decision, Levels, decide};
use advisor::kb::{Files, KnowledgeBase};

use super::brute::Brute;
use crate::support::random::{self, Random, files};
use crate::support::{load, trust};

const BASES: u64 = 300;
const READINGS: usize = 12;

/// A random knowledge base with random readings and what is decided for them.
pub(crate) struct Base {
    pub(crate) seed: u64,
    pub(crate) files: Files,
    pub(crate) kb: KnowledgeBase,
    pub(crate) levels: Levels,
    pub(crate) decided: Vec<(Reading, Decision)>,
}

impl Base {
    pub(crate) fn of(seed: u64) -> Self {
        let files = files::small(seed);
        let kb = load(&files);
        let levels = Levels::of(&kb, &trust());
        let mut random = Random::new(!seed);
        let readings = (0..READINGS).map(|_| random::answers(&kb, &mut random).read(&kb));
        let decided = readings.map(|reading| (reading.clone(), decide(&kb, &levels, &reading))).collect();
        Self { seed, files, kb, levels, decided }
    }

    pub(crate) fn random(&self) -> Random {
        Random::new(self.seed)
    }
}

pub(crate) static ALL: LazyLock<Vec<Base>> = LazyLock::new(|| (0..BASES).map(Base::of).collect());

pub(crate) struct Case {
    pub(crate) base: &'static Base,
    pub(crate) decision: &'static Decision,
    pub(crate) brute: Brute<'static>,
    pub(crate) name: String,
}

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    ALL.iter().flat_map(|base| {
        base.decided.iter().enumerate().map(move |(number, (reading, decision))| {
            let brute = Brute { kb: &base.kb, levels: &base.levels, reading };
            Case { base, decision, brute, name: format!("seed {}, reading {number}", base.seed) }
        })
    })
}
