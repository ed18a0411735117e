//! The laws on knowledge bases that are written to show them.

use advisor::answers::{Answer, Answers, Reading};
use advisor::engine::{Assessment, Decision, Fit, Levels, Obstacle, Standing, Trust, Verdict, decide};
use advisor::kb::{Files, KnowledgeBase, Strength, parse_span};

use super::{load, placed, trust, with_candidates};

const SCOPE: &str = "
version: 2026-01-15
candidates: [alpha, beta]
close-call: 5
contexts:
  - { id: friends, title: Friends, people: people who know you, active-when: [{ circle: [friends, both] }] }
  - { id: strangers, title: Strangers, people: people who must not, active-when: [{ circle: [strangers, both] }] }
apart:
  - { contexts: [friends, strangers], when: [{ separate: ['yes'] }], unless: { accounts: several }, because: A reason }
groups: [{ id: all, title: All }]
themes: [{ id: all, title: All }]
";

const PROPERTIES: &str = "
- { id: secrecy, title: Secrecy, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: none, label: None }, { id: partial, label: Partial }, { id: full, label: Full }] }
- { id: sign-up, title: Sign-up, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: number, label: Number }, { id: nothing, label: Nothing }] }
- { id: offline, title: Offline, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: never, label: Never }, { id: nearby, label: Nearby }] }
- { id: accounts, title: Accounts, group: all, why: A reason, review-after: 1 year,
    scale: [{ id: one, label: One }, { id: several, label: Several }] }
- { id: size, title: Size, group: all, why: A reason, review-after: 1 year, count: members }
";

const QUESTIONS: &str = "
- { id: circle, theme: all, ask: Who, help: Help, why: A reason, takes: one, if-unsure: [both], unsure-means: both,
    choices: [{ id: friends, label: Friends }, { id: strangers, label: Strangers }, { id: both, label: Both }] }
- { id: separate, theme: all, ask: Apart, help: Help, why: A reason, takes: one, if-unsure: ['yes'], unsure-means: separate,
    choices: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] }
- { id: spare, theme: all, ask: Spare, help: Help, why: A reason, takes: one, if-unsure: ['no'], unsure-means: none,
    choices: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] }
";

const SOURCES: &str =
    "- { id: report, title: A report, publisher: A house, url: 'https://example.org/', date: 2025, kind: primary }";

/// The facts on secrecy, sign-up, offline, accounts and size. A word behind a level makes it `thin` or `old`.
type Facts = [&'static str; 5];

const ALPHA: Facts = ["full", "number", "never", "one", "1000"];
const BETA: Facts = ["none", "nothing", "never", "several", "100"];

/// A small knowledge base in the making.
struct World {
    files: Files,
    rules: String,
    complements: String,
}

/// The candidates alpha and beta, without rules and complements.
fn world() -> World {
    let files =
        [("scope", SCOPE), ("properties", PROPERTIES), ("questions", QUESTIONS), ("sources", SOURCES), ("risks", "[]")];
    let files = files.iter().fold(Files::default(), |files, (name, text)| files.with(&format!("{name}.yaml"), text));
    let world = World { files, rules: String::new(), complements: String::new() };
    world.messenger("alpha", ALPHA).messenger("beta", BETA)
}

impl World {
    fn messenger(mut self, id: &str, facts: Facts) -> Self {
        let mut text =
            format!("{{ id: {id}, title: {id}, website: 'https://example.org/', about: A messenger, facts: {{\n");
        for (property, fact) in ["secrecy", "sign-up", "offline", "accounts", "size"].iter().zip(facts) {
            let (level, how) = fact.split_once(' ').unwrap_or((fact, ""));
            let field = if *property == "size" { "count" } else { "level" };
            let confidence = if how == "thin" { "low" } else { "high" };
            let as_of = if how == "old" { "2019" } else { "2025" };
            text += &format!("  {property}: {{ {field}: {level}, summary: A fact, detail: A fact, as-of: {as_of}, ");
            text += &format!("confidence: {confidence}, sources: [report] }},\n");
        }
        self.files = self.files.with(&format!("messengers/{id}.yaml"), &(text + "}}\n"));
        self
    }

    /// Adds a rule that always fires: what it needs, how strongly, and what else it says.
    fn rule(mut self, need: &str, strength: &str, more: &str) -> Self {
        let id = format!("rule-{}", self.rules.lines().count());
        let more = if more.is_empty() { String::new() } else { format!(", {more}") };
        self.rules += &format!(
            "- {{ id: {id}, when: {{}}, need: {{ {need} }}, strength: {strength}, because: A reason, \
             sources: [report]{more} }}\n"
        );
        self
    }

    /// Adds a complement: what it raises, and what else it says.
    fn complement(mut self, kind: &str, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        let more = if more.is_empty() { String::new() } else { format!(", {more}") };
        self.complements += &format!(
            "- {{ id: {id}, kind: {kind}, title: A way, about: A way, raises: {{ {raises} }}, effort: {effort}, \
             how-to: [A step], as-of: 2025, sources: [report]{more} }}\n"
        );
        self
    }

    fn setting(self, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        self.complement("setting", id, raises, effort, more)
    }

    fn companion(self, id: &str, raises: &str, effort: u8, more: &str) -> Self {
        self.complement("companion", id, raises, effort, more)
    }

    fn candidates(mut self, candidates: &[&str]) -> Self {
        self.files = with_candidates(&self.files, candidates);
        self
    }

    /// Decides for somebody who answers this, and leaves out the rest.
    fn decide(&self, answers: &[(&str, &str)]) -> Decided {
        self.decide_on(&trust(), answers)
    }

    fn decide_on(&self, trust: &Trust, answers: &[(&str, &str)]) -> Decided {
        let list = |text: &str| if text.is_empty() { "[]".to_owned() } else { text.to_owned() };
        let files = self.files.clone().with("rules.yaml", &list(&self.rules));
        let kb = load(&files.with("complements.yaml", &list(&self.complements)));
        let mut given = Answers::none(&kb);
        for (question, choice) in answers {
            let key = kb.questions().find(question).expect("the question is there");
            let chosen = kb[key].find(choice).expect("the choice is there");
            given.set(key, Some(Answer::Chosen(chosen)));
        }
        let reading: Reading = given.read(&kb);
        let decision = decide(&kb, &Levels::of(&kb, trust), &reading);
        Decided { kb, decision }
    }
}

/// A decision, and how to read it.
struct Decided {
    kb: KnowledgeBase,
    decision: Decision,
}

impl Decided {
    fn verdict(&self) -> String {
        super::verdict(&self.kb, &self.decision)
    }

    /// A messenger in the first active context.
    fn assessment(&self, messenger: &str) -> &Assessment {
        self.decision.contexts[0].assessment(self.kb.messengers().find(messenger).expect("the messenger is there"))
    }

    /// The order of the messengers in the first active context.
    fn ranking(&self) -> Vec<&str> {
        let ranking = self.decision.contexts[0].ranking.iter();
        ranking.map(|assessment| self.kb[assessment.messenger].id.as_str()).collect()
    }

    fn settings(&self, messenger: &str) -> Vec<&str> {
        self.assessment(messenger).settings.iter().map(|setting| self.kb[*setting].id.as_str()).collect()
    }

    fn companions(&self, messenger: &str) -> Vec<&str> {
        self.assessment(messenger).companions.iter().map(|companion| self.kb[*companion].id.as_str()).collect()
    }

    /// Why none is enough: the properties that clash in each context, or the contexts that would have to share.
    fn obstacles(&self) -> Vec<String> {
        let Verdict::NoneAlone(obstacles) = &self.decision.verdict else { return Vec::new() };
        let words = |obstacle: &Obstacle| match obstacle {
            Obstacle::Conflict { context, needs } => {
                let decided = self.decision.contexts.iter().find(|decided| decided.context == *context);
                let all = &decided.expect("only active contexts have a conflict").needs;
                let needs: Vec<&str> = needs.iter().map(|need| self.kb[all[*need].property].id.as_str()).collect();
                format!("{} for {}", needs.join(" and "), self.kb[*context].id)
            }
            Obstacle::Shared { contexts, .. } => {
                let contexts: Vec<&str> = contexts.iter().map(|context| self.kb[*context].id.as_str()).collect();
                format!("{} apart", contexts.join(" and "))
            }
        };
        obstacles.iter().map(words).collect()
    }
}

const FRIENDS: &[(&str, &str)] = &[("circle", "friends")];
const BOTH: &[(&str, &str)] = &[("circle", "both")];
const BOTH_APART: &[(&str, &str)] = &[("circle", "both"), ("separate", "yes")];

#[test]
fn a_score_never_outweighs_a_veto() {
    let world = world().rule("sign-up: nothing", "must", "").rule("secrecy: full", "should 5", "").rule(
        "size: 500",
        "should 5",
        "",
    );
    let decided = world.decide(FRIENDS);
    assert_eq!(decided.verdict(), "beta for friends");
    assert_eq!(decided.ranking(), ["beta", "alpha"]);
    assert_eq!((decided.assessment("alpha").points, decided.assessment("beta").points), (10, 5));
    assert_eq!(decided.assessment("alpha").fit, Fit::No { barred: 0, open: 1 });
}

#[test]
fn union_fallacy_two_musts_that_no_one_messenger_meets_are_none_alone_never_both() {
    let clash = world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "");
    assert_eq!(clash.decide(FRIENDS).verdict(), "none alone");
    assert_eq!(clash.decide(FRIENDS).obstacles(), ["secrecy and sign-up for friends"]);
    assert_eq!(clash.decide(BOTH).verdict(), "none alone");
    assert_eq!(
        clash.decide(BOTH).obstacles(),
        ["secrecy and sign-up for friends", "secrecy and sign-up for strangers"]
    );
    // A clash in one context is not healed by the other.
    let half = world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "context: strangers");
    assert_eq!(half.decide(FRIENDS).verdict(), "alpha for friends");
    assert_eq!(half.decide(BOTH).verdict(), "none alone");
    assert_eq!(half.decide(BOTH).obstacles(), ["secrecy and sign-up for strangers"]);
    // In two contexts the same two musts are met by both messengers, each for its own.
    let each = world().rule("secrecy: full", "must", "context: friends").rule(
        "sign-up: nothing",
        "must",
        "context: strangers",
    );
    assert_eq!(each.decide(BOTH).verdict(), "alpha for friends, beta for strangers");
}

#[test]
fn two_rules_on_one_property_count_once_with_the_stricter_level_and_the_stronger_strength() {
    let world = world()
        .rule("secrecy: full", "should 2", "")
        .rule("secrecy: partial", "must", "")
        .rule("secrecy: partial", "should 5", "context: friends")
        .rule("secrecy: full", "must", "context: strangers");
    let decided = world.decide(FRIENDS);
    let context = &decided.decision.contexts[0];
    assert_eq!(context.needs.len(), 1);
    let need = &context.needs[0];
    assert_eq!((need.level.0, need.strength), (2, Strength::Must));
    assert!(need.rules.iter().map(|rule| decided.kb[*rule].id.as_str()).eq(["rule-0", "rule-1", "rule-2"]));
    assert_eq!((decided.assessment("alpha").points, context.possible()), (5, 5));
    // The stricter level of the should and the strength of the must hold together.
    let partial = world.messenger("alpha", ["partial", "number", "never", "one", "1000"]);
    assert_eq!(partial.decide(FRIENDS).verdict(), "none alone");
}

#[test]
fn a_messenger_more_never_reorders_the_others() {
    let shoulds = || {
        world().rule("secrecy: partial", "should 3", "").rule("sign-up: nothing", "should 2", "").rule(
            "size: 500",
            "should 1",
            "",
        )
    };
    let before = shoulds().decide(FRIENDS);
    assert_eq!(before.ranking(), ["alpha", "beta"]);
    // A copy of the second, and one that is best at what the second is best at.
    for facts in
        [BETA, ["none", "nothing", "nearby", "several", "5000"], ["full", "nothing", "nearby", "several", "5000"]]
    {
        for id in ["aleph", "gamma"] {
            let alternative = shoulds().messenger(id, facts).decide(FRIENDS);
            assert_eq!(alternative.ranking(), ["alpha", "beta"]);
            let candidate = shoulds().messenger(id, facts).candidates(&["alpha", "beta", id]).decide(FRIENDS);
            let others: Vec<&str> = candidate.ranking().into_iter().filter(|other| *other != id).collect();
            assert_eq!(others, ["alpha", "beta"]);
            for other in ["alpha", "beta"] {
                assert_eq!(candidate.assessment(other).points, before.assessment(other).points);
            }
        }
    }
}

#[test]
fn unknown_thin_and_too_old_facts_never_meet_a_need() {
    let strict = Trust { max_age: parse_span("3 years"), ..trust() };
    for fact in ["unknown", "full thin", "full old"] {
        let world = world()
            .messenger("alpha", [fact, "number", "never", "one", "1000"])
            .rule("secrecy: partial", "must", "")
            .rule("size: 10", "should 1", "");
        let decided = world.decide_on(&strict, FRIENDS);
        assert_eq!(decided.verdict(), "none alone", "{fact}");
        let alpha = decided.assessment("alpha");
        assert_eq!(
            (alpha.standings[0].clone(), alpha.fit, alpha.points),
            (Standing::Unknown, Fit::No { barred: 0, open: 1 }, 1),
            "{fact}"
        );
        // A complement that works with some level does not work with one that nobody knows.
        let world = world.setting("switch", "secrecy: full", 1, "works-with: { secrecy: [none, partial, full] }");
        assert_eq!(world.decide_on(&strict, FRIENDS).verdict(), "beta for friends", "{fact}");
    }
    // Without a limit the old fact still counts.
    let old =
        world().messenger("alpha", ["full old", "number", "never", "one", "1000"]).rule("secrecy: partial", "must", "");
    assert_eq!(old.decide(FRIENDS).verdict(), "alpha for friends");
}

#[test]
fn the_companions_are_the_smallest_set_by_effort_then_number_then_order() {
    let musts =
        || world().rule("secrecy: full", "must", "").rule("offline: nearby", "must", "").rule("size: 500", "must", "");
    // A search that takes what closes the most gaps first would end with more effort.
    let big = |effort| {
        musts().companion("big", "secrecy: full, size: 1000", effort, "").companion("radio", "offline: nearby", 1, "")
    };
    let small = big(4).companion("cipher", "secrecy: full", 1, "").companion("list", "size: 500", 2, "");
    let decided = small.decide(FRIENDS);
    assert_eq!(decided.companions("beta"), ["radio", "cipher", "list"]);
    assert_eq!(decided.assessment("beta").fit, Fit::WithCompanions);
    assert_eq!(decided.companions("alpha"), ["radio"], "only what a messenger lacks is added");
    assert_eq!(decided.ranking(), ["alpha", "beta"]);
    assert_eq!(decided.verdict(), "none alone");
    // At the same effort, fewer.
    let even = big(3).companion("cipher", "secrecy: full", 1, "").companion("list", "size: 500", 2, "");
    assert_eq!(even.decide(FRIENDS).companions("beta"), ["big", "radio"]);
    // At the same effort and number, the first of the data.
    let twins = musts().companion("first", "offline: nearby", 2, "").companion("second", "offline: nearby", 2, "");
    assert_eq!(twins.decide(FRIENDS).companions("alpha"), ["first"]);
}

#[test]
fn a_complement_applies_only_where_facts_and_answers_allow_it() {
    let must = || world().rule("sign-up: nothing", "must", "").candidates(&["alpha"]);
    let spare = |more| must().setting("spare-number", "sign-up: nothing", 2, more);
    assert_eq!(spare("").decide(FRIENDS).verdict(), "alpha for friends");
    let with_spare = &[("circle", "friends"), ("spare", "yes")];
    assert_eq!(spare("available-when: [{ spare: ['yes'] }]").decide(with_spare).verdict(), "alpha for friends");
    assert_eq!(spare("available-when: [{ spare: ['yes'] }]").decide(FRIENDS).verdict(), "none alone");
    assert_eq!(spare("works-with: { secrecy: [none, full] }").decide(FRIENDS).verdict(), "alpha for friends");
    assert_eq!(spare("works-with: { secrecy: [full], accounts: [several] }").decide(FRIENDS).verdict(), "none alone");
    // A messenger is no companion of itself.
    let itself = must().companion("alpha-too", "sign-up: nothing", 1, "messenger: alpha");
    assert_eq!(itself.decide(FRIENDS).assessment("alpha").fit, Fit::No { barred: 0, open: 1 });
    let other = must().companion("beta-too", "sign-up: nothing", 1, "messenger: beta");
    assert_eq!(other.decide(FRIENDS).assessment("alpha").fit, Fit::WithCompanions);
}

#[test]
fn the_settings_have_the_best_balance_of_weight_and_effort() {
    let one = |strength, effort| {
        let world = world().rule("offline: nearby", strength, "").setting("radio", "offline: nearby", effort, "");
        let decided = world.decide(FRIENDS);
        (decided.settings("alpha").len(), decided.assessment("alpha").points)
    };
    assert_eq!(one("should 3", 2), (1, 1));
    assert_eq!(one("should 3", 3), (0, 0), "what costs as much as it brings is left out");
    assert_eq!(one("should 3", 5), (0, 0), "points are never below zero");
    assert_eq!(one("must", 5), (1, 0), "a must is met whatever it costs");
    // One setting for two needs instead of two that are cheap each.
    let two = world()
        .rule("offline: nearby", "must", "")
        .rule("sign-up: nothing", "should 4", "")
        .setting("radio", "offline: nearby", 2, "")
        .setting("handle", "sign-up: nothing", 2, "")
        .setting("bundle", "offline: nearby, sign-up: nothing", 3, "");
    let decided = two.decide(FRIENDS);
    assert_eq!((decided.settings("alpha"), decided.assessment("alpha").points), (vec!["bundle"], 6));
    assert_eq!((decided.settings("beta"), decided.assessment("beta").points), (vec!["radio"], 7));
}

#[test]
fn the_conflict_is_a_smallest_set_of_musts_that_clash() {
    let clash =
        || world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "").rule("size: 500", "must", "");
    assert_eq!(clash().decide(FRIENDS).obstacles(), ["secrecy and sign-up for friends"]);
    assert_eq!(clash().rule("offline: nearby", "must", "").decide(FRIENDS).obstacles(), ["offline for friends"]);
    // What a setting meets is no part of it; what only a companion meets is.
    let setting = clash().setting("cipher", "secrecy: full", 1, "");
    assert_eq!(setting.decide(FRIENDS).obstacles(), ["sign-up and size for friends"]);
    let companion = clash().companion("cipher", "secrecy: full", 1, "");
    assert_eq!(companion.decide(FRIENDS).obstacles(), ["secrecy and sign-up for friends"]);
}

#[test]
fn contexts_kept_apart_never_share_a_messenger_unless_its_facts_allow_it() {
    let full = || world().rule("secrecy: full", "should 3", "");
    assert_eq!(full().decide(BOTH).verdict(), "alpha for friends, alpha for strangers");
    assert_eq!(
        full().decide(BOTH_APART).verdict(),
        "beta for friends, beta for strangers",
        "beta has several accounts"
    );
    let one = full().messenger("beta", ["none", "nothing", "never", "one", "100"]);
    assert_eq!(one.decide(BOTH_APART).verdict(), "alpha for friends, beta for strangers");
    let unknown = full().messenger("beta", ["none", "nothing", "never", "unknown", "100"]);
    assert_eq!(unknown.decide(BOTH_APART).verdict(), "alpha for friends, beta for strangers");
    // Each context has a messenger that fits, but it is the same one.
    let only = world().rule("secrecy: full", "must", "");
    assert_eq!(only.decide(BOTH).verdict(), "alpha for friends, alpha for strangers");
    assert_eq!(only.decide(BOTH_APART).verdict(), "none alone");
    assert_eq!(only.decide(BOTH_APART).obstacles(), ["friends and strangers apart"]);
}

#[test]
fn contexts_that_are_not_active_are_not_told_to_be_apart() {
    let scope = SCOPE.replace(
        "apart:\n",
        "  - { id: crowd, title: A crowd, people: people, active-when: [{ spare: ['yes'] }] }\n\
         apart:\n  \
         - { contexts: [friends, crowd], when: [], unless: { accounts: several }, because: A reason }\n",
    );
    let mut three = world().rule("secrecy: full", "must", "");
    three.files = three.files.with("scope.yaml", &scope);
    assert_eq!(three.decide(BOTH_APART).obstacles(), ["friends and strangers apart"]);
    let all = [BOTH_APART, &[("spare", "yes")]].concat();
    assert_eq!(three.decide(&all).obstacles(), ["friends and crowd apart", "friends and strangers apart"]);
}

#[test]
fn the_smallest_set_comes_before_the_highest_score_and_that_before_the_default_order() {
    let one = world().rule("secrecy: full", "must", "context: friends").rule(
        "sign-up: nothing",
        "should 5",
        "context: strangers",
    );
    assert_eq!(one.decide(BOTH).verdict(), "alpha for friends, alpha for strangers");
    let score = world().rule("sign-up: nothing", "should 1", "");
    assert_eq!(score.decide(FRIENDS).verdict(), "beta for friends");
    assert_eq!(world().decide(FRIENDS).verdict(), "alpha for friends");
    assert_eq!(world().candidates(&["beta", "alpha"]).decide(FRIENDS).verdict(), "beta for friends");
    // Alpha with beta comes before alpha with gamma, although alpha for friends would need gamma for strangers.
    let sets = world()
        .messenger("alpha", ["full", "nothing", "never", "one", "100"])
        .messenger("beta", ["full", "number", "never", "one", "100"])
        .messenger("gamma", ["none", "nothing", "never", "one", "100"])
        .candidates(&["alpha", "beta", "gamma"])
        .rule("secrecy: full", "must", "context: friends")
        .rule("sign-up: nothing", "must", "context: strangers");
    assert_eq!(sets.decide(BOTH_APART).verdict(), "beta for friends, alpha for strangers");
}

#[test]
fn a_close_call_is_reported_exactly_within_the_margin() {
    // Alpha meets the first two needs, beta the next two, neither the last. The margin is 5 percent.
    let shoulds = |weights: [u8; 5]| {
        let needs = ["secrecy: full", "size: 500", "sign-up: nothing", "accounts: several", "offline: nearby"];
        let rule = |world: World, (need, weight)| world.rule(need, &format!("should {weight}"), "");
        needs.into_iter().zip(weights).fold(world(), rule)
    };
    let close = |weights| {
        let decided = shoulds(weights).decide(FRIENDS);
        assert_eq!(decided.verdict(), "alpha for friends");
        let runner_up = decided.decision.runner_up.as_ref().map(|placing| placed(&decided.kb, placing));
        assert_eq!(runner_up.as_deref(), Some("beta for friends"));
        decided.decision.is_close
    };
    assert!(close([5, 3, 4, 3, 5]), "one point of twenty is 5 percent");
    assert!(!close([5, 3, 4, 3, 4]), "one point of nineteen is more");
    assert!(close([4, 4, 4, 4, 1]), "a tie is close");
    // What no rival can take is no close call, however few the points.
    let alone = shoulds([1, 1, 5, 5, 5]).rule("secrecy: full", "must", "").decide(FRIENDS);
    assert_eq!((alone.verdict().as_str(), alone.decision.is_close), ("alpha for friends", false));
    assert_eq!(alone.decision.runner_up, None);
}

#[test]
fn a_better_level_never_hurts() {
    let ladder =
        [["none", "20"], ["unknown", "20"], ["partial", "20"], ["full", "20"], ["full", "unknown"], ["full", "5000"]];
    let world = |[secrecy, size]: [&'static str; 2]| {
        let world = world().messenger("alpha", [secrecy, "number", "never", "one", size]);
        let world = world
            .rule("secrecy: partial", "must", "")
            .rule("secrecy: full", "should 4", "")
            .rule("size: 50", "should 3", "");
        world.setting("cipher", "secrecy: full", 5, "").companion("list", "size: 50", 1, "")
    };
    let standing = |levels| {
        let decided = world(levels).decide(FRIENDS);
        let alpha = decided.assessment("alpha");
        (std::cmp::Reverse(alpha.fit), alpha.points)
    };
    assert!(ladder.map(standing).is_sorted(), "{:?}", ladder.map(standing));
}
