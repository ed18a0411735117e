//! What holds of a knowledge base as a whole, for every set of answers.
//!
//! The questions are those that linters of decision tables ask of one flat table
//! (complete, no dead rows, no idle columns, monotone), asked here of the
//! composed model of screening, cover and score.

use std::collections::BTreeSet;

use super::compiler::{Compiler, ELSEWHERE, Source, Tallied};
use super::count::{Counting, Counts};
use super::diagram::{Diagram, Node, Place};
use super::domain::{Conditions, Fixed, NO, and, or};
use super::interned::Interned;
use super::{Outcome, Space, TooLarge, Variables};
use crate::answers::Reading;
use crate::engine::{Levels, Winner};
use crate::kb::{ChoiceSet, Context, Entry, Key, Kind, KnowledgeBase, Level, Measure, Property, Question, Row, Rule};

/// What was found out about a knowledge base.
#[derive(Debug, Clone)]
pub struct Proof {
    /// How many sets of answers there are.
    pub readings: u128,
    /// Every verdict that is reached, the most frequent first.
    pub shares: Vec<Share>,
    /// How many sets of answers only the default order decides, with one of them.
    pub ties: (u128, Option<Reading>),
    /// What wants attention.
    pub findings: Vec<Finding>,
}

/// A verdict with the sets of answers that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The verdict; none for none alone.
    pub verdict: Outcome,
    /// How many sets of answers lead to it.
    pub count: u128,
    /// One of them.
    pub witness: Reading,
}

/// Something that wants attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is a fault.
    pub severity: Severity,
    /// What kind of finding, kebab-case.
    pub kind: &'static str,
    /// The entry it is about, as in ``rule `calls-that-work` ``.
    pub entry: String,
    /// What was found.
    pub fault: String,
    /// What to do about it.
    pub remedy: String,
    /// Answers that show it: one set, or two that differ in one question.
    pub witnesses: Vec<Reading>,
}

/// Whether a finding is a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The knowledge base is unsound.
    Error,
    /// Good to know, or waived with a reason.
    Note,
}

impl Severity {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
        }
    }
}

/// Proves what can be proved of a knowledge base.
///
/// # Errors
/// If its answers cannot be laid out; see [`Space::compile`].
pub fn proof(kb: &KnowledgeBase, levels: &Levels) -> Result<Proof, TooLarge> {
    let variables = Variables::of(kb, levels)?;
    let layout = variables.layout();
    let nothing_fixed: Fixed = vec![None; kb.questions().len()];
    let mut compiler = Compiler::of(variables.arity());
    let source = compiler.source(kb, levels, &layout, &nothing_fixed);
    let tallied = compiler.tallied(&source);
    let mut winners = Interned::default();
    let all = compiler.verdict(&source, &tallied, |winner| winners.number(winner))?;
    let differs_without = |rule| differs_without(rule, &compiler, &source, &tallied, all, &mut winners);
    let differs_without: Vec<bool> = kb.rules().keys().map(differs_without).collect::<Result<_, _>>()?;
    let placing = |leaf: u32| winners[leaf].as_ref().map(|winner| winner.placing.clone());
    let space = Space::of(variables, &compiler.diagram, all, placing);

    let mut diagram = space.diagram.clone().limited();
    let is_tied = |leaf: u32| u32::from(winners[leaf].as_ref().is_some_and(|winner| winner.is_tied));
    let tied = compiler.diagram.copy_into(all, &mut diagram, &Place::Level, &is_tied);
    let conditions = Conditions::of(kb, &layout, &nothing_fixed, &mut diagram);
    let domain = conditions.domain(&mut diagram);
    diagram.check()?;
    let never_available = never_available(kb, space.variables())?;
    let mut prover = Prover { kb, space: &space, diagram, conditions, domain, findings: Vec::new() };
    let (readings, shares) = prover.shares();
    let ties = prover.ties(tied);
    prover.contexts();
    prover.candidates(&shares);
    prover.rules(&differs_without);
    prover.questions();
    prover.properties();
    prover.complements(&never_available);
    prover.severity();
    prover.diagram.check()?;
    let mut findings = prover.findings;
    findings.sort_by_key(|finding| finding.severity);
    Ok(Proof { readings, shares, ties, findings })
}

struct Prover<'a> {
    kb: &'a KnowledgeBase,
    space: &'a Space,
    diagram: Diagram,
    conditions: Conditions<'a>,
    domain: Node,
    findings: Vec<Finding>,
}

impl Prover<'_> {
    fn note(&mut self, severity: Severity, kind: &'static str, entry: String, fault: &str, remedy: &str) {
        let (fault, remedy) = (fault.to_owned(), remedy.to_owned());
        self.findings.push(Finding { severity, kind, entry, fault, remedy, witnesses: Vec::new() });
    }

    /// How many sets of answers there are, and those of each verdict.
    fn shares(&mut self) -> (u128, Vec<Share>) {
        let known = self.space.outcomes.len();
        let outside = known as u32;
        let inside = |verdict: u32, inside: u32| if inside == 1 { verdict } else { outside };
        let counted = self.diagram.combine(self.space.root, self.domain, inside);
        let mut counts = self.counts(counted, known + 1);
        counts.0.truncate(known);
        let mut shares = Vec::new();
        for ((leaf, outcome), count) in self.space.outcomes.iter().enumerate().zip(&counts.0) {
            let witness = self.witness(counted, |reached| reached == leaf as u32);
            shares.extend(witness.map(|witness| Share { verdict: outcome.clone(), count: *count, witness }));
        }
        shares.sort_by_key(|share| std::cmp::Reverse(share.count));
        (counts.total(), shares)
    }

    /// How many sets of answers only the default order decides, with one of them.
    fn ties(&mut self, tied: Node) -> (u128, Option<Reading>) {
        let tied = and(&mut self.diagram, tied, self.domain);
        (self.counts(tied, 2).0[1], self.witness(tied, |leaf| leaf == 1))
    }

    /// How many assignments reach each leaf of a function.
    fn counts(&self, root: Node, leaves: usize) -> Counts {
        Counting::of(&self.diagram, root, leaves, self.space.variables.sizes()).counts()
    }

    /// A set of answers that reaches a wanted leaf.
    fn witness(&self, root: Node, wanted: impl Fn(u32) -> bool) -> Option<Reading> {
        let variables = &self.space.variables;
        let values = variables.firsts(&self.diagram.assignment(root, wanted)?);
        Some(variables.reading(self.kb, &values))
    }

    fn contexts(&mut self) {
        let mut any = NO;
        for context in self.kb.contexts().iter() {
            let active = self.conditions.any(&context.active_when, &mut self.diagram);
            any = or(&mut self.diagram, any, active);
            let reached = and(&mut self.diagram, active, self.domain);
            if reached == NO {
                let entry = format!("context `{}`", context.id);
                self.note(
                    Severity::Error,
                    "context-never-active",
                    entry,
                    "no answers make it active",
                    "fix its `active-when`, or remove it",
                );
            }
        }
        let none = self.diagram.map_leaves(any, |leaf| 1 - leaf);
        let none = and(&mut self.diagram, none, self.domain);
        if none != NO {
            let witness = self.witness(none, |leaf| leaf == 1);
            let entry = "scope".to_owned();
            self.note(
                Severity::Error,
                "no-context",
                entry,
                "some answers make no context active, so that they get no verdict",
                "add a row to `active-when` of a context",
            );
            self.attach(witness.into_iter().collect());
        }
    }

    fn attach(&mut self, witnesses: Vec<Reading>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.witnesses = witnesses;
        }
    }

    fn candidates(&mut self, shares: &[Share]) {
        for candidate in self.kb.scope().candidates.clone() {
            let named = shares
                .iter()
                .filter_map(|share| share.verdict.as_ref())
                .any(|placing| placing.messengers().contains(&candidate));
            if !named {
                let entry = format!("messenger `{}`", self.kb[candidate].id);
                self.note(
                    Severity::Error,
                    "candidate-never-named",
                    entry,
                    "no answers lead to it",
                    "look at its facts, or make it an alternative",
                );
            }
        }
        if shares.iter().all(|share| share.verdict.is_some()) {
            self.note(
                Severity::Note,
                "always-enough",
                "scope".to_owned(),
                "some candidate is always enough alone",
                "nothing to do, if that is meant",
            );
        }
    }

    fn rules(&mut self, differs_without: &[bool]) {
        for (rule, differs) in self.kb.rules().iter().zip(differs_without) {
            let entry = format!("rule `{}`", rule.id);
            let mut fires = self.conditions.holds(&rule.when, &mut self.diagram);
            if let Some(context) = rule.context {
                let active = self.conditions.any(&self.kb[context].active_when, &mut self.diagram);
                fires = and(&mut self.diagram, fires, active);
            }
            let fires = and(&mut self.diagram, fires, self.domain);
            match (fires == NO, differs, &rule.waiver) {
                (true, _, _) => self.note(
                    Severity::Error,
                    "rule-never-fires",
                    entry,
                    "no answers let it fire",
                    "fix its `when`, or remove it",
                ),
                (false, false, None) => self.note(
                    Severity::Error,
                    "rule-without-effect",
                    entry,
                    "without it every verdict is the same",
                    "remove it, or give a `waiver` that says why it stays",
                ),
                (false, false, Some(waiver)) => self.note(
                    Severity::Note,
                    "rule-without-effect",
                    entry,
                    "without it every verdict is the same",
                    &format!("waived: {waiver}"),
                ),
                (false, true, Some(_)) => self.note(
                    Severity::Error,
                    "waiver-without-need",
                    entry,
                    "it has a waiver, but some verdict hangs on it",
                    "remove the waiver",
                ),
                (false, true, None) => {}
            }
        }
    }

    fn questions(&mut self) {
        let tested: Vec<usize> =
            self.diagram.below(self.space.root).into_iter().map(|node| self.diagram.level(node)).collect();
        let read = read_questions(self.kb);
        for key in self.kb.questions().keys() {
            if tested.contains(&self.space.variables.level(key)) {
                continue;
            }
            let entry = format!("question `{}`", self.kb[key].id);
            if read.contains(&key) {
                self.note(
                    Severity::Note,
                    "question-without-effect",
                    entry,
                    "no verdict hangs on it, though advice or another question does",
                    "nothing to do, if that is meant",
                );
            } else {
                self.note(
                    Severity::Error,
                    "question-without-effect",
                    entry,
                    "nothing hangs on it",
                    "remove it, or write a rule that asks it",
                );
            }
        }
    }

    fn properties(&mut self) {
        let kb = self.kb;
        for key in kb.properties().keys() {
            let is_read = kb.rules().iter().any(|rule| rule.property == key)
                || kb.scope().apart.iter().any(|apart| apart.unless.0 == key)
                || kb.complements().iter().any(|complement| complement.works_at(key).is_some())
                || kb.risks().iter().any(|risk| risk.works_with.iter().any(|(of, _)| *of == key));
            match kb[key].measure {
                Measure::Text => {}
                Measure::Scale(_) | Measure::Count { .. } if is_read => {}
                Measure::Scale(_) | Measure::Count { .. } => {
                    let entry = format!("property `{}`", kb[key].id);
                    self.note(
                        Severity::Note,
                        "facts-never-read",
                        entry,
                        "no answers ever read its facts; they are only shown",
                        "nothing to do, if that is meant",
                    );
                }
            }
        }
    }

    fn complements(&mut self, never_available: &[bool]) {
        let kb = self.kb;
        for (complement, never) in kb.complements().iter().zip(never_available) {
            let lifts = |property: &Key<Property>| {
                kb.rules().iter().any(|rule| rule.property == *property)
                    || (complement.kind == Kind::Companion
                        && kb.scope().apart.iter().any(|apart| apart.unless.0 == *property))
            };
            let entry = format!("complement `{}`", complement.id());
            if *never {
                self.note(
                    Severity::Error,
                    "complement-never-available",
                    entry,
                    "no answers make it available",
                    "fix its `available-when`, or remove it",
                );
            } else if complement.kind != Kind::Practice
                && !complement.raises.iter().any(|(property, _)| lifts(property))
                && complement.waiver.is_none()
            {
                self.note(
                    Severity::Error,
                    "complement-without-use",
                    entry,
                    "no rule needs what it raises",
                    "remove it, or give a `waiver` that says why it stays",
                );
            }
        }
    }

    /// A more severe choice must never drop a must or a context.
    fn severity(&mut self) {
        for key in self.kb.questions().keys().filter(|key| self.kb[*key].by_severity) {
            for context in self.kb.contexts().keys() {
                let active = self.conditions.any(&self.kb[context].active_when, &mut self.diagram);
                self.never_falls(key, active, |kb| format!("context `{}` falls away", kb[context].id));
                for property in self.kb.properties().keys() {
                    let musts = self.musts(context, property);
                    // What an idle context would need is needed by nobody.
                    let musts = self.diagram.combine(musts, active, |must, active| must * active);
                    if musts != NO {
                        self.never_falls(key, musts, |kb| {
                            format!("a must on `{}` is dropped or weakened", kb[property].id)
                        });
                    }
                }
            }
        }
    }

    /// How strict the must of a context on a property is, as a leaf: 0 for none, else the more the stricter.
    fn musts(&mut self, context: Key<Context>, property: Key<Property>) -> Node {
        let kb = self.kb;
        let concerns = |rule: &&Rule| rule.property == property && rule.context.is_none_or(|named| named == context);
        let rules: Vec<&Rule> = kb.rules().iter().filter(concerns).collect();
        // A level can be any number, and a leaf cannot; so levels are told by their rank.
        let levels: BTreeSet<Level> = rules.iter().map(|rule| rule.level).collect();
        let mut merged = NO;
        for rule in rules {
            let fires = self.conditions.holds(&rule.when, &mut self.diagram);
            let (rank, is_must) = (levels.range(..rule.level).count() as u32, u32::from(rule.strength.is_must()));
            // A leaf holds twice the rank, and one more if a must is among the rules.
            let merge = |held: u32, fires: u32| {
                if fires == 1 { (held / 2).max(rank) * 2 + (held % 2).max(is_must) } else { held }
            };
            merged = self.diagram.combine(merged, fires, merge);
        }
        self.diagram.map_leaves(merged, |held| if held % 2 == 1 { held } else { 0 })
    }

    /// Notes if a function falls from one choice of a question to the next, more severe one.
    fn never_falls(&mut self, key: Key<Question>, function: Node, fault: impl Fn(&KnowledgeBase) -> String) {
        let variables = &self.space.variables;
        let level = variables.level(key);
        let class = |position: usize| variables.class(level, ChoiceSet::only(position));
        for milder in 0..self.kb[key].choices.len().saturating_sub(1) {
            let one = cofactor(&mut self.diagram, function, level, class(milder));
            let other = cofactor(&mut self.diagram, function, level, class(milder + 1));
            let falls = self.diagram.combine(one, other, |one, other| u32::from(one > other));
            if falls == NO {
                continue;
            }
            let Some(found) = self.diagram.assignment(falls, |leaf| leaf == 1) else { continue };
            let mut values = variables.firsts(&found);
            let choice = |position: usize| self.kb[key].choices[position].id.clone();
            let fault = format!(
                "from `{}` to `{}`, which is more severe, {}",
                choice(milder),
                choice(milder + 1),
                fault(self.kb)
            );
            let mut witnesses = Vec::new();
            for position in [milder, milder + 1] {
                values[level] = variables.value(level, ChoiceSet::only(position));
                witnesses.push(self.space.variables.reading(self.kb, &values));
            }
            let entry = format!("question `{}`", self.kb[key].id);
            self.note(
                Severity::Error,
                "severity-not-monotone",
                entry,
                &fault,
                "let the rule hold for the more severe choice too, or remove `by-severity`",
            );
            self.attach(witnesses);
            return;
        }
    }
}

/// Whether some verdict is another one without a rule; `all` are the winners with it.
fn differs_without(
    rule: Key<Rule>,
    compiler: &Compiler,
    source: &Source<'_>,
    tallied: &Tallied,
    all: Node,
    winners: &mut Interned<Option<Winner>>,
) -> Result<bool, TooLarge> {
    let mut trial = compiler.trial();
    let without = trial.tallied_without(source, tallied, rule);
    let changed = trial.changed(source, tallied, &without);
    if changed == NO {
        trial.diagram.check()?;
        return Ok(false);
    }
    // Most rules that have an effect are found to have one by trying some answers.
    let mut draws = Draws(rule.position() as u64);
    for number in 0..DRAWN {
        let drawn = trial.diagram.drawn(changed, |count| draws.below(count, number % 4));
        let before = winners[trial.diagram.walk(all, |level| drawn[level])].as_ref();
        let after = trial.winner_at(source, &without, &drawn);
        if before.map(|winner| &winner.placing) != after.as_ref().map(|winner| &winner.placing) {
            return Ok(true);
        }
    }
    let root = trial.verdict_where(changed, source, &without, |winner| winners.number(winner))?;
    let placing = |leaf: u32| winners[leaf].as_ref().map(|winner| &winner.placing);
    let differs = |one: u32, other: u32| u32::from(other != ELSEWHERE && placing(one) != placing(other));
    let is_other = trial.diagram.combine(all, root, differs) != NO;
    trial.diagram.check()?;
    Ok(is_other)
}

/// How many assignments are tried for a rule before all of them are looked at.
const DRAWN: usize = 400;

/// A sequence of random numbers: splitmix64 (Steele, Lea & Flood, OOPSLA 2014).
struct Draws(u64);

impl Draws {
    /// A number below `bound`, which is not zero; the `calmer`, the more often the first.
    fn below(&mut self, bound: usize, calmer: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mixed = mixed ^ (mixed >> 31);
        let is_first = mixed >> 32 & 7 < 2 * calmer as u64;
        if is_first { 0 } else { (mixed & 0xFFFF_FFFF) as usize % bound }
    }
}

/// For each complement, whether no answers make it available.
fn never_available(kb: &KnowledgeBase, variables: &Variables) -> Result<Vec<bool>, TooLarge> {
    let variables = variables.with_practices(kb);
    let (layout, nothing_fixed): (_, Fixed) = (variables.layout(), vec![None; kb.questions().len()]);
    let mut diagram = Diagram::new(variables.arity()).limited();
    let conditions = Conditions::of(kb, &layout, &nothing_fixed, &mut diagram);
    let domain = conditions.domain(&mut diagram);
    let never = kb.complements().iter().map(|complement| {
        let available = conditions.available(complement, &mut diagram);
        and(&mut diagram, available, domain) == NO
    });
    let never = never.collect();
    diagram.check()?;
    Ok(never)
}

/// The questions that some entry reads, and those that decide whether these are asked.
fn read_questions(kb: &KnowledgeBase) -> BTreeSet<Key<Question>> {
    let rules = kb.rules().iter().map(|rule| std::slice::from_ref(&rule.when));
    let contexts = kb.contexts().iter().map(|context| &context.active_when[..]);
    let apart = kb.scope().apart.iter().map(|apart| &apart.when[..]);
    let urgent = kb.complements().iter().flat_map(|complement| &complement.urgent_when);
    let rules = rules.chain(urgent.map(|(row, _)| std::slice::from_ref(row)));
    let how_to = kb.complements().iter().flat_map(|complement| &complement.how_to_when);
    let rules = rules.chain(how_to.map(|(row, _)| std::slice::from_ref(row)));
    let complements = kb.complements().iter().flat_map(|one| [&one.available_when[..], &one.not_when[..]]);
    let risks = kb.risks().iter().map(|risk| &risk.when[..]);
    let stops = kb.stops().iter().flat_map(|stop| [&stop.when[..], &stop.not_when[..]]);
    let tables = rules.chain(contexts).chain(apart).chain(complements).chain(risks).chain(stops);
    let named = |rows: &[Row]| -> Vec<Key<Question>> {
        rows.iter().flat_map(|row| &row.cells).map(|(question, _)| *question).collect()
    };
    let mut read: BTreeSet<Key<Question>> = tables.flat_map(named).collect();
    // A question depends on earlier ones only.
    for key in kb.questions().keys().rev() {
        if read.contains(&key) {
            read.extend(named(&kb[key].ask_when));
        }
    }
    read
}

/// The function that is left when one level has a value.
fn cofactor(diagram: &mut Diagram, root: Node, level: usize, value: usize) -> Node {
    follow(diagram, root, level, value, &mut rustc_hash::FxHashMap::default())
}

fn follow(
    diagram: &mut Diagram,
    node: Node,
    level: usize,
    value: usize,
    done: &mut rustc_hash::FxHashMap<Node, Node>,
) -> Node {
    // A leaf is behind every level.
    if diagram.level(node) > level {
        return node;
    }
    if diagram.level(node) == level {
        return diagram.children(node)[value];
    }
    if let Some(known) = done.get(&node) {
        return *known;
    }
    let children = diagram.children(node).to_vec();
    let children: Vec<Node> = children.into_iter().map(|child| follow(diagram, child, level, value, done)).collect();
    let tested = diagram.level(node);
    let made = diagram.node(tested, &children);
    done.insert(node, made);
    made
}
