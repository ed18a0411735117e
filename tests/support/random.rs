//! Random knowledge bases and answers for tests and benches: the same seed and shape give the same bytes.

#![allow(dead_code, reason = "every user needs a part of it")]

#[path = "random/files.rs"]
pub(crate) mod files;

use std::ops::RangeInclusive;

use advisor::answers::{Answer, Answers};
use advisor::kb::{ChoiceSet, KnowledgeBase, Question, Reading, Takes};

/// A sequence of random numbers: splitmix64 (Steele, Lea & Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    pub(crate) fn within(&mut self, range: &RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    /// Something that happens in so many of a hundred cases.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// So many different numbers below `bound`, or all of them if there are fewer, ascending.
    pub(crate) fn some(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..bound).collect();
        while left.len() > count {
            left.remove(self.below(left.len()));
        }
        left
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

pub(crate) fn accepted(question: &Question) -> Vec<ChoiceSet> {
    let count = question.choices.len();
    let of = |bits: usize| (0..count).filter(move |at| bits >> at & 1 == 1).map(ChoiceSet::only);
    let sets = (1..1 << count).map(|bits| of(bits).fold(ChoiceSet::default(), ChoiceSet::union));
    match question.takes {
        Takes::One => (0..count).map(ChoiceSet::only).collect(),
        Takes::Many => sets.filter(|set| question.accepts(*set)).collect(),
    }
}

/// A random answer to every question, *unsure* for some, until none is open.
pub(crate) fn answers(kb: &KnowledgeBase, random: &mut Random) -> Answers {
    let mut answers = Answers::none(kb);
    while let Some(&key) = answers.open(kb).first() {
        let chosen = *random.pick(&accepted(&kb[key]));
        answers.set(key, Some(if random.percent(10) { Answer::Unsure } else { Answer::Chosen(chosen) }));
    }
    answers
}

/// A random reading: every way to answer a question is as likely as any other.
pub(crate) fn reading(kb: &KnowledgeBase, random: &mut Random) -> Reading {
    let drawn: Vec<ChoiceSet> = kb.questions().iter().map(|question| *random.pick(&accepted(question))).collect();
    Reading::of(kb, |question| drawn[question.position()])
}

/// Every way to take one of each of these, the first the fastest, or nothing if there are more than `most`.
pub(crate) fn ways<T: Clone>(of: &[Vec<T>], most: usize) -> Option<Vec<Vec<T>>> {
    of.iter().try_fold(1_usize, |count, all| count.checked_mul(all.len()).filter(|count| *count <= most))?;
    Some(of.iter().fold(vec![Vec::new()], |ways, all| {
        let with = |one: &T| ways.iter().map(|way| way.iter().chain([one]).cloned().collect()).collect::<Vec<_>>();
        all.iter().flat_map(with).collect()
    }))
}

/// Every reading there is, or nothing if there are more than `most` combinations of answers.
pub(crate) fn readings(kb: &KnowledgeBase, most: usize) -> Option<Vec<Reading>> {
    let ways = ways(&kb.questions().iter().map(accepted).collect::<Vec<_>>(), most)?;
    Some(ways.into_iter().map(|chosen| Reading::of(kb, |question| chosen[question.position()])).collect())
}
