//! The most points that settings can bring, without a word on which of them.
//!
//! The engine tries every set of settings, since it names the best. Here only
//! the points count, so settings that can be spared are left out first, and the
//! search goes over sets of settings or of needs, whichever are fewer.

use crate::engine::Lift;

/// The most that the weight met can exceed the effort; `left` is how many sets may still be tried.
///
/// Nothing if that is not enough.
pub(super) fn most_gain(lifts: &[Lift], efforts: &[u32], left: &mut usize) -> Option<u32> {
    let kept = spared(lifts, efforts);
    let mut parts: Vec<Part> = Vec::new();
    for lift in lifts {
        let mut part = Part { by: lift.by & kept, needs: vec![(lift.by & kept, lift.weight)] };
        if part.by == 0 {
            continue;
        }
        let (joined, apart): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|other| other.by & part.by != 0);
        parts = apart;
        for other in joined {
            part.by |= other.by;
            for (by, weight) in other.needs {
                match part.needs.iter_mut().find(|(known, _)| *known == by) {
                    Some((_, sum)) => *sum += weight,
                    None => part.needs.push((by, weight)),
                }
            }
        }
        parts.push(part);
    }
    parts.iter().try_fold(0, |sum, part| Some(sum + part.most_gain(efforts, left)?))
}

/// Needs that share settings.
struct Part {
    /// The settings: bit n stands for the n-th.
    by: u32,
    /// The settings that meet a need, no two needs with the same ones, and what it weighs.
    needs: Vec<(u32, u32)>,
}

impl Part {
    fn most_gain(&self, efforts: &[u32], left: &mut usize) -> Option<u32> {
        let settings: Vec<usize> = (0..efforts.len()).filter(|position| self.by >> position & 1 == 1).collect();
        let size = settings.len().min(self.needs.len());
        *left = left.checked_sub(1 << size)?;
        Some(if settings.len() <= self.needs.len() {
            self.by_settings(&settings, efforts)
        } else {
            self.by_needs(&settings, efforts)
        })
    }

    /// Tries every set of settings.
    fn by_settings(&self, settings: &[usize], efforts: &[u32]) -> u32 {
        let gain = |chosen: usize| {
            let chosen = settings.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            let (set, effort) =
                chosen.fold((0, 0), |(set, effort), (_, position)| (set | 1 << position, effort + efforts[*position]));
            let met: u32 = self.needs.iter().filter(|(by, _)| by & set != 0).map(|(_, weight)| weight).sum();
            met.saturating_sub(effort)
        };
        (0..1_usize << settings.len()).map(gain).max().unwrap_or(0)
    }

    /// Works out for every set of needs the least effort that meets them.
    fn by_needs(&self, settings: &[usize], efforts: &[u32]) -> u32 {
        let mut least = vec![u32::MAX; 1 << self.needs.len()];
        least[0] = 0;
        for position in settings {
            let meets = |(number, (by, _)): (usize, &(u32, u32))| usize::from(by >> position & 1 == 1) << number;
            let met: usize = self.needs.iter().enumerate().map(meets).sum();
            for set in 0..least.len() {
                let effort = least[set].saturating_add(efforts[*position]);
                least[set | met] = least[set | met].min(effort);
            }
        }
        let gain = |(set, effort): (usize, &u32)| {
            let needs = self.needs.iter().enumerate().filter(|(number, _)| set >> number & 1 == 1);
            let met: u32 = needs.map(|(_, (_, weight))| weight).sum();
            met.saturating_sub(*effort)
        };
        least.iter().enumerate().map(gain).max().unwrap_or(0)
    }
}

/// The settings without those that cost as much as all that they meet, or for which another one can stand in at no
/// more effort.
fn spared(lifts: &[Lift], efforts: &[u32]) -> u32 {
    let mut kept = 0_u32;
    let has = |set: u32, position: usize| set >> position & 1 == 1;
    for (position, effort) in efforts.iter().enumerate() {
        let met: u32 = lifts.iter().filter(|lift| has(lift.by, position)).map(|lift| lift.weight).sum();
        kept |= u32::from(met > *effort) << position;
    }
    for position in 0..efforts.len() {
        let stands_in = |other: usize| {
            other != position
                && has(kept, other)
                && efforts[other] <= efforts[position]
                && lifts.iter().all(|lift| !has(lift.by, position) || has(lift.by, other))
        };
        if has(kept, position) && (0..efforts.len()).any(stands_in) {
            kept &= !(1 << position);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{most_gain, spared};
    use crate::engine::{Lift, best_settings};

    /// What the engine comes to.
    fn by_engine(lifts: &[Lift], efforts: &[u32]) -> u32 {
        let chosen = best_settings(lifts, efforts);
        let set = chosen.iter().fold(0_u32, |set, position| set | 1 << position);
        let met: u32 = lifts.iter().filter(|lift| lift.by & set != 0).map(|lift| lift.weight).sum();
        met - chosen.iter().map(|position| efforts[*position]).sum::<u32>()
    }

    /// Random lifts, with what their settings cost.
    fn cases() -> impl Iterator<Item = (Vec<Lift>, Vec<u32>)> {
        let mut state = 1_u32;
        (0..2_000).map(move |case| {
            let mut below = |bound: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) % bound
            };
            let count = below(8) as usize + 1;
            let efforts: Vec<u32> = (0..count).map(|_| below(5) + 1).collect();
            let lift =
                |_| Lift { weight: below(5) + 1, is_must: false, by: (below(1 << count) & below(1 << count)).max(1) };
            ((0..case % 9).map(lift).collect(), efforts)
        })
    }

    #[test]
    fn the_most_gain_is_that_of_the_best_settings() {
        for (lifts, efforts) in cases() {
            let mut left = usize::MAX;
            assert_eq!(
                most_gain(&lifts, &efforts, &mut left),
                Some(by_engine(&lifts, &efforts)),
                "{lifts:?} {efforts:?}"
            );
        }
    }

    #[test]
    fn a_setting_is_kept_exactly_if_it_is_worth_it_and_no_other_one_that_is_kept_can_stand_in() {
        for (lifts, efforts) in cases() {
            let kept = spared(&lifts, &efforts);
            let has = |set: u32, position: usize| set >> position & 1 == 1;
            let meets = |position: usize| lifts.iter().filter(move |lift| has(lift.by, position));
            for position in 0..efforts.len() {
                let is_worth_it = meets(position).map(|lift| lift.weight).sum::<u32>() > efforts[position];
                let stands_in = |other: usize| {
                    other != position
                        && has(kept, other)
                        && efforts[other] <= efforts[position]
                        && meets(position).all(|lift| has(lift.by, other))
                };
                let is_needed = is_worth_it && !(0..efforts.len()).any(stands_in);
                assert_eq!(has(kept, position), is_needed, "{position} of {lifts:?} {efforts:?}");
            }
            assert_eq!(kept >> efforts.len(), 0, "there are no more settings");
        }
    }

    #[test]
    fn needs_that_share_no_setting_are_tried_apart() {
        // Ten pairs of needs, with three settings each: for one of the two, for the other, and for both.
        let pair =
            |number: usize| [0b101, 0b110].map(|by: u32| Lift { weight: 5, is_must: false, by: by << (3 * number) });
        let lifts: Vec<Lift> = (0..10).flat_map(pair).collect();
        let efforts: Vec<u32> = [2, 2, 3].repeat(10);
        assert_eq!(most_gain(&lifts, &efforts, &mut 40), Some(70));
        assert_eq!(most_gain(&lifts, &efforts, &mut 39), None);
    }

    #[test]
    fn twenty_settings_of_two_needs_take_a_few_steps() {
        let lifts =
            [0b0101_0101, 0b1010_1111].map(|by: u32| Lift { weight: 5, is_must: false, by: (by * 0x1111) & 0xF_FFFF });
        let mut left = 8;
        assert!(most_gain(&lifts, &[2; 20], &mut left).is_some());
        // Each of a ring of needs is met by two settings, and none can stand in for another.
        let ring: Vec<Lift> =
            (0..20).map(|need| Lift { weight: 5, is_must: false, by: 1 << need | 1 << ((need + 1) % 20) }).collect();
        assert_eq!(most_gain(&ring, &[1; 20], &mut 100_000), None);
        assert_eq!(most_gain(&ring, &[1; 20], &mut (1 << 20)), Some(90));
    }
}
