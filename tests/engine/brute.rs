//! What the engine should find, found by trying everything.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use advisor::engine::{Assessment, ContextDecision, Decision, Enough, Fit, Levels, Need, Placing, Standing};
use advisor::kb::{Complement, Context, Key, Kind, KnowledgeBase, Messenger, Reading, Row, Rule, Strength};

use crate::support::random::ways;

pub(crate) struct Brute<'a> {
    pub(crate) kb: &'a KnowledgeBase,
    pub(crate) levels: &'a Levels,
    pub(crate) reading: &'a Reading,
}

impl Brute<'_> {
    /// Holds that a decision is what trying everything finds.
    pub(crate) fn assert_finds(&self, decision: &Decision, case: &str) {
        let contexts = &decision.contexts;
        assert_eq!(contexts.iter().map(|context| context.context).collect::<Vec<_>>(), self.active(), "{case}");
        let mut possible = 0;
        for context in contexts {
            let needs = self.needs(context.context);
            assert_eq!(context.needs, needs, "{case}");
            assert_eq!(context.possible(), needs.iter().map(|need| need.strength.weight()).sum::<u32>(), "{case}");
            possible += context.possible();
            let ranking = self.ranking(&needs).into_iter().map(|messenger| self.assessment(messenger, &needs));
            assert_eq!(context.ranking, ranking.collect::<Vec<_>>(), "{case}");
            let named = decision.named(context);
            assert_eq!(context.enough, self.enough(named.messenger, &needs), "{case}: {needs:?}");
            assert!(context.ranking.iter().all(|one| one.points <= context.possible()), "{case}");
        }
        assert_eq!(decision.verdict, self.verdict(contexts), "{case}");
        assert_eq!(decision.bases, self.bases(contexts), "{case}");
        // None alone means that something is added, takes the place, or cannot be kept apart.
        let is_enough = |context: &ContextDecision| matches!(context.enough, Enough::Alone | Enough::Open);
        let is_served = !contexts.is_empty() && contexts.iter().all(is_enough) && decision.shared.is_empty();
        assert_eq!(decision.verdict.is_some(), is_served, "{case}");
        let placings = self.placings(&contexts.iter().collect::<Vec<_>>());
        let placings = if is_served { placings } else { Vec::new() };
        assert_eq!(decision.runner_up.as_ref(), placings.get(1).map(|(_, next)| next), "{case}");
        let margin = possible * u32::from(self.kb.scope().close_call);
        let is_close = matches!(placings.as_slice(), [best, next, ..] if (best.0 - next.0) * 100 <= margin);
        assert_eq!(decision.is_close, is_close, "{case}");
    }

    fn holds(&self, row: &Row) -> bool {
        let given = |question| self.reading.get(question).unwrap_or_default();
        row.cells.iter().all(|(question, accepted)| given(*question).meets(*accepted))
    }

    fn any_holds(&self, rows: &[Row]) -> bool {
        rows.is_empty() || rows.iter().any(|row| self.holds(row))
    }

    pub(crate) fn active(&self) -> Vec<Key<Context>> {
        self.kb.contexts().keys().filter(|context| self.any_holds(&self.kb[*context].active_when)).collect()
    }

    /// The needs of a context: a property once, as strict and as strong as any of its rules.
    pub(crate) fn needs(&self, context: Key<Context>) -> Vec<Need> {
        let concerns = |rule: &Rule| rule.context.is_none_or(|named| named == context) && self.holds(&rule.when);
        let of = |property| {
            let rules = self.kb.rules().keys().filter(|key| self.kb[*key].property == property);
            let rules: Vec<Key<Rule>> = rules.filter(|key| concerns(&self.kb[*key])).collect();
            let level = rules.iter().map(|rule| self.kb[*rule].level).max()?;
            let is_must = rules.iter().any(|rule| self.kb[*rule].strength == Strength::Must);
            let heaviest = rules.iter().map(|rule| self.kb[*rule].strength.weight()).max()?;
            let strength = if is_must { Strength::Must } else { Strength::Should(heaviest as u8) };
            let outranks = rules.iter().any(|rule| self.kb[*rule].outranks);
            Some(Need { property, level, strength, outranks, rules })
        };
        self.kb.properties().keys().filter_map(of).collect()
    }

    fn allowed(&self, complement: &Complement) -> bool {
        self.any_holds(&complement.available_when) && !complement.not_when.iter().any(|row| self.holds(row))
    }

    /// The complements of a kind that the answers and the messenger's facts allow.
    fn usable(&self, messenger: Key<Messenger>, kind: Kind) -> Vec<Key<Complement>> {
        let level = |property| self.levels.get(messenger, property);
        let works = |complement: &Complement| {
            let mut wanted = complement.works_with.iter();
            wanted.all(|(property, levels)| level(*property).is_some_and(|level| levels.0.contains(&level)))
        };
        let allowed = |complement: &Complement| {
            complement.kind == kind
                && complement.messenger != Some(messenger)
                && (complement.messenger.is_none() || !complement.takes_the_place)
                && self.allowed(complement)
                && works(complement)
        };
        self.kb.complements().keys().filter(|key| allowed(&self.kb[*key])).collect()
    }

    fn lifting(&self, set: &[Key<Complement>], need: &Need) -> Vec<Key<Complement>> {
        let lifts = |key: &&Key<Complement>| {
            self.kb[**key].raises.iter().any(|(property, level)| *property == need.property && *level >= need.level)
        };
        set.iter().filter(lifts).copied().collect()
    }

    fn effort(&self, set: &[Key<Complement>]) -> i64 {
        set.iter().map(|complement| i64::from(self.kb[*complement].effort)).sum()
    }

    /// Whether a messenger meets a need with any setting it can have.
    pub(crate) fn can_meet(&self, messenger: Key<Messenger>, need: &Need) -> bool {
        self.levels.reaches(messenger, need.property, need.level)
            || !self.lifting(&self.usable(messenger, Kind::Setting), need).is_empty()
    }

    /// The set of settings with the best balance, among those that meet every must that settings can meet.
    fn settings(&self, messenger: Key<Messenger>, needs: &[Need]) -> Vec<Key<Complement>> {
        let usable = self.usable(messenger, Kind::Setting);
        let lacking: Vec<&Need> = needs
            .iter()
            .filter(|need| !self.levels.reaches(messenger, need.property, need.level))
            .filter(|need| !self.lifting(&usable, need).is_empty())
            .collect();
        let is_met = |set: &[Key<Complement>], need: &Need| !self.lifting(set, need).is_empty();
        let musts = || lacking.iter().filter(|need| need.strength.is_must());
        let allowed = |set: &Vec<Key<Complement>>| musts().all(|need| is_met(set, need));
        let balance = |set: &Vec<Key<Complement>>| {
            let met = lacking.iter().filter(|need| is_met(set, need));
            let gain: i64 = met.map(|need| i64::from(need.strength.weight())).sum();
            (Reverse(gain - self.effort(set)), self.effort(set))
        };
        subsets(&usable).into_iter().filter(allowed).min_by_key(balance).expect("all settings meet what settings can")
    }

    /// The set of companions with the least effort that meets every must that is left and that companions can meet.
    fn companions(&self, messenger: Key<Messenger>, needs: &[Need]) -> Vec<Key<Complement>> {
        let usable = self.usable(messenger, Kind::Companion);
        let is_left = |need: &&Need| need.strength.is_must() && !self.can_meet(messenger, need);
        let can_be_met = |need: &&Need| !self.lifting(&usable, need).is_empty();
        let lacking: Vec<&Need> = needs.iter().filter(is_left).filter(can_be_met).collect();
        let meets = |set: &Vec<Key<Complement>>| lacking.iter().all(|need| !self.lifting(set, need).is_empty());
        let effort = |set: &Vec<Key<Complement>>| self.effort(set);
        subsets(&usable).into_iter().filter(meets).min_by_key(effort).expect("all companions meet what companions can")
    }

    fn assessment(&self, messenger: Key<Messenger>, needs: &[Need]) -> Assessment {
        let (settings, companions) = (self.settings(messenger, needs), self.companions(messenger, needs));
        let standing = |need: &Need| {
            let (set, added) = (self.lifting(&settings, need), self.lifting(&companions, need));
            match self.levels.get(messenger, need.property) {
                Some(level) if level >= need.level => Standing::Met,
                _ if !set.is_empty() => Standing::MetWithSettings(set),
                _ if !added.is_empty() => Standing::MetWithCompanions(added),
                Some(_) => Standing::Unmet,
                None => Standing::Unknown,
            }
        };
        let standings: Vec<Standing> = needs.iter().map(standing).collect();
        let musts = || needs.iter().zip(&standings).filter(|(need, _)| need.strength.is_must());
        let open = musts().filter(|(_, standing)| !standing.is_met()).count();
        let fit = match musts().all(|(need, _)| self.can_meet(messenger, need)) {
            true => Fit::Alone,
            false if open == 0 => Fit::WithCompanions,
            false => Fit::No,
        };
        let alone = |need: &&Need| {
            self.levels.reaches(messenger, need.property, need.level) || !self.lifting(&settings, need).is_empty()
        };
        let weight: i64 = needs.iter().filter(alone).map(|need| i64::from(need.strength.weight())).sum();
        let points = u32::try_from(weight - self.effort(&settings)).expect("points are never below zero");
        Assessment { messenger, standings, settings, companions, fit, points }
    }

    /// How many musts a candidate misses that another candidate meets: those that outrank others, those without which
    /// it can't be used, and the rest.
    pub(crate) fn missed(&self, candidate: Key<Messenger>, needs: &[Need]) -> [usize; 3] {
        let candidates = &self.kb.scope().candidates;
        let is_missed = |need: &&Need| {
            need.strength.is_must()
                && !self.can_meet(candidate, need)
                && candidates.iter().any(|other| self.can_meet(*other, need))
        };
        let missed: Vec<&Need> = needs.iter().filter(is_missed).collect();
        let outranking = missed.iter().filter(|need| need.outranks).count();
        let barring = missed.iter().filter(|need| !need.outranks && self.kb[need.property].bars_use).count();
        [outranking, barring, missed.len() - outranking - barring]
    }

    /// The candidates that no must rules out, or that musts rule out the least.
    pub(crate) fn eligible(&self, needs: &[Need]) -> Vec<Key<Messenger>> {
        let candidates = &self.kb.scope().candidates;
        let fewest = candidates.iter().map(|candidate| self.missed(*candidate, needs)).min();
        candidates.iter().copied().filter(|candidate| Some(self.missed(*candidate, needs)) == fewest).collect()
    }

    fn ranking(&self, needs: &[Need]) -> Vec<Key<Messenger>> {
        let mut ranking = self.kb.scope().candidates.clone();
        let points = |candidate| self.assessment(candidate, needs).points;
        ranking.sort_by_key(|candidate| (self.missed(*candidate, needs), Reverse(points(*candidate))));
        ranking
    }

    /// The placings of the smallest size, best first, with their points.
    pub(crate) fn placings(&self, contexts: &[&ContextDecision]) -> Vec<(u32, Placing)> {
        let candidates = &self.kb.scope().candidates;
        let eligible: Vec<Vec<Key<Messenger>>> =
            contexts.iter().map(|context| self.eligible(&self.needs(context.context))).collect();
        let all = vec![(0..candidates.len()).collect::<Vec<usize>>(); contexts.len()];
        let mut found = Vec::new();
        for way in ways(&all, usize::MAX).filter(|_| !contexts.is_empty()).unwrap_or_default() {
            let named = || way.iter().map(|position| candidates[*position]);
            let placing = Placing(contexts.iter().map(|context| context.context).zip(named()).collect());
            if eligible.iter().zip(named()).all(|(eligible, one)| eligible.contains(&one)) && self.keeps_apart(&placing)
            {
                let assessments = contexts.iter().zip(named()).map(|(context, one)| context.assessment(one));
                let points: u32 = assessments.map(|assessment| assessment.points).sum();
                let set: BTreeSet<usize> = way.iter().copied().collect();
                found.push(((set.len(), Reverse(points), set, way), (points, placing)));
            }
        }
        // Of those with as many points, earlier candidates come first.
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let fewest = found.first().map(|((size, ..), _)| *size);
        found.into_iter().filter(|((size, ..), _)| Some(*size) == fewest).map(|(_, placing)| placing).collect()
    }

    /// Whether a candidate is enough, and if not, what is added or takes its place.
    fn enough(&self, candidate: Key<Messenger>, needs: &[Need]) -> Enough {
        let musts: Vec<&Need> = needs.iter().filter(|need| need.strength.is_must()).collect();
        let meets_all = |one: Key<Messenger>| musts.iter().all(|need| self.can_meet(one, need));
        if meets_all(candidate) {
            return Enough::Alone;
        }
        let added = self.companions(candidate, needs);
        let things = added.iter().filter(|key| self.kb[**key].takes_the_place && self.kb[**key].messenger.is_none());
        if let Some(thing) = things.min() {
            return Enough::Instead(*thing);
        }
        let closes = musts.iter().all(|need| self.can_meet(candidate, need) || !self.lifting(&added, need).is_empty());
        let no_candidate_does = !self.kb.scope().candidates.iter().any(|one| meets_all(*one));
        let stand_ins = self.kb.complements().keys().filter(|key| {
            let complement = &self.kb[*key];
            let meets = |messenger: Key<Messenger>| {
                musts.iter().all(|need| self.can_meet(messenger, need) || !self.lifting(&[*key], need).is_empty())
            };
            complement.takes_the_place && self.allowed(complement) && complement.messenger.is_some_and(meets)
        });
        let easiest = stand_ins.filter(|_| no_candidate_does).min_by_key(|key| self.kb[*key].effort);
        match easiest {
            Some(key) if !closes || self.effort(&added) >= i64::from(self.kb[key].effort) => Enough::Instead(key),
            _ if added.is_empty() => Enough::Open,
            _ => Enough::With(added),
        }
    }

    /// The verdict: what to use where nothing has to be added or to take its place.
    fn verdict(&self, contexts: &[ContextDecision]) -> Option<Placing> {
        let (_, best) = self.placings(&contexts.iter().collect::<Vec<_>>()).into_iter().next()?;
        let is_enough = |(context, candidate): &(Key<Context>, Key<Messenger>)| {
            matches!(self.enough(*candidate, &self.needs(*context)), Enough::Alone | Enough::Open)
        };
        best.0.iter().all(is_enough).then_some(best)
    }

    /// The candidate of each context: those of the verdict; where something takes the place of the best one, that;
    /// elsewhere those that serve the rest together or, where these can't be kept apart, the best of each.
    fn bases(&self, contexts: &[ContextDecision]) -> Placing {
        if let Some(verdict) = self.verdict(contexts) {
            return verdict;
        }
        let best = |context: &ContextDecision| self.ranking(&self.needs(context.context))[0];
        let is_replaced = |context: &ContextDecision| {
            matches!(self.enough(best(context), &self.needs(context.context)), Enough::Instead(_))
        };
        let kept: Vec<&ContextDecision> = contexts.iter().filter(|context| !is_replaced(context)).collect();
        let together = self.placings(&kept).into_iter().next().map(|(_, placing)| placing.0).unwrap_or_default();
        let of = |context: &ContextDecision| {
            let found = together.iter().find(|(placed, _)| *placed == context.context).map(|(_, named)| *named);
            (context.context, found.unwrap_or_else(|| best(context)))
        };
        Placing(contexts.iter().map(of).collect())
    }

    /// Whether no two contexts that the answers keep apart share a messenger, unless its facts allow it.
    pub(crate) fn keeps_apart(&self, placing: &Placing) -> bool {
        let seats = &placing.0;
        let pairs = || (0..seats.len()).flat_map(|at| seats[..at].iter().map(move |other| (&seats[at], other)));
        self.kb.scope().apart.iter().filter(|apart| self.any_holds(&apart.when)).all(|apart| {
            let within = |context| apart.contexts.contains(context);
            pairs()
                .filter(|((one, _), (other, _))| within(one) && within(other))
                .all(|((_, one), (_, other))| one != other || self.levels.reaches(*one, apart.unless.0, apart.unless.1))
        })
    }
}

/// Every subset: the smaller first, then those with earlier members.
fn subsets<T: Copy + Ord>(all: &[T]) -> Vec<Vec<T>> {
    let subset = |bits: usize| (0..all.len()).filter(|bit| bits >> bit & 1 == 1).map(|bit| all[bit]).collect();
    let mut subsets: Vec<Vec<T>> = (0..1_usize << all.len()).map(subset).collect();
    subsets.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
    subsets
}
