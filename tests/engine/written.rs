//! The laws on knowledge bases that are written to show them.

use super::placed;
use super::world::{APART, BOTH, FRIENDS, Facts, SCOPE, SPARE, World, world};

/// Two musts that no candidate meets together.
const CLASH: &str = "secrecy: full, must; sign-up: nothing, must";

#[test]
fn a_score_never_outweighs_a_veto_and_two_musts_that_no_one_messenger_meets_leave_one_open() {
    let veto = world("sign-up: nothing, must; secrecy: full, should 5; size: 500, should 5").decide(FRIENDS);
    assert_eq!((veto.outcome().as_str(), veto.ranking().as_str()), ("beta for friends: alone", "beta alpha"));
    assert_eq!((veto.assessment("alpha").points, veto.assessment("beta").points), (10, 5));
    for (rules, answers, outcome) in [
        (CLASH, FRIENDS, "alpha for friends: sign-up open"),
        (CLASH, BOTH, "alpha for friends, alpha for strangers: sign-up open; sign-up open"),
        // A must of one context doesn't bind the other.
        ("secrecy: full, must; sign-up: nothing, must, context: strangers", FRIENDS, "alpha for friends: alone"),
        (
            "secrecy: full, must; sign-up: nothing, must, context: strangers",
            BOTH,
            "alpha for friends, alpha for strangers: alone; sign-up open",
        ),
        // In two contexts the same two musts are met by both messengers, each for its own.
        (
            "secrecy: full, must, context: friends; sign-up: nothing, must, context: strangers",
            BOTH,
            "alpha for friends, beta for strangers: alone; alone",
        ),
        // The smallest set comes before the highest score, and that before the default order.
        (
            "secrecy: full, must, context: friends; sign-up: nothing, should 5, context: strangers",
            BOTH,
            "alpha for friends, alpha for strangers: alone; alone",
        ),
        ("sign-up: nothing, should 1", FRIENDS, "beta for friends: alone"),
        ("", FRIENDS, "alpha for friends: alone"),
    ] {
        assert_eq!(world(rules).outcome(answers), outcome, "{rules}");
    }
    assert_eq!(world("").candidates(&["beta", "alpha"]).outcome(FRIENDS), "beta for friends: alone");
}

#[test]
fn where_musts_exclude_each_other_the_tier_decides_before_the_number_and_that_before_points() {
    let outranks = |more: &str| world(&format!("{CLASH}, outranks: true; {more}"));
    for (world, ranking) in [
        // Alpha meets two musts, beta one.
        (world(CLASH).and("size: 500, must"), "alpha beta"),
        (outranks("size: 500, must"), "beta alpha"),
        (world(CLASH).and("size: 500, must").barring("sign-up"), "beta alpha"),
        // What outranks comes before what bars the use.
        (outranks("").barring("secrecy"), "beta alpha"),
        (world(CLASH).barring("secrecy"), "alpha beta"),
        (outranks("secrecy: partial, must, outranks: true; size: 500, should 1"), "alpha beta"),
        (outranks("secrecy: partial, must, outranks: true; accounts: several, should 1"), "beta alpha"),
    ] {
        assert_eq!(world.decide(FRIENDS).ranking(), ranking, "{}", world.rules);
    }
    assert_eq!(outranks("size: 500, must").outcome(FRIENDS), "beta for friends: secrecy open, size open");
}

#[test]
fn a_must_that_nobody_meets_decides_nothing_whatever_its_tier() {
    let shoulds = || world("sign-up: nothing, should 2; secrecy: full, should 1");
    for must in ["offline: nearby, must", "offline: nearby, must, outranks: true"] {
        let world = shoulds().and(must).barring("offline");
        assert_eq!(world.outcome(FRIENDS), "beta for friends: offline open");
    }
    let works = "works-with: { secrecy: [full] }";
    // As soon as a setting makes one of them meet it, it rules out the other; a companion doesn't.
    let set = shoulds().and("offline: nearby, must").setting("radio", "offline: nearby", 5, works);
    assert_eq!(set.outcome(FRIENDS), "alpha for friends: alone");
    let added = shoulds().and("offline: nearby, must").companion("radio", "offline: nearby", 5, works);
    assert_eq!(added.outcome(FRIENDS), "beta for friends: offline open");
}

#[test]
fn what_is_open_is_closed_by_companions_or_by_what_takes_the_place() {
    let radio = |rules: &str| world(rules).companion("radio", "offline: nearby", 3, "");
    let musts = "offline: nearby, must; secrecy: full, must";
    let all: Facts = ["full", "nothing", "nearby", "one", "100"];
    let some: Facts = ["partial", "nothing", "nearby", "one", "100"];
    let gamma = |rules: &str, facts: Facts, effort, more: &str| {
        let more = format!("messenger: gamma, takes-the-place: true{more}");
        world(rules).messenger("gamma", facts).companion("use-gamma", "offline: nearby", effort, &more)
    };
    let handle = |effort| gamma(CLASH, all, 3, "").companion("handle", "sign-up: nothing", effort, "");
    let drop = |rules: &str| {
        let world = world(&format!("offline: nearby, must, context: strangers; {rules}"));
        world.companion("drop", "offline: nearby", 3, "takes-the-place: true")
    };
    for (world, answers, outcome) in [
        (radio(musts), FRIENDS, "none alone: with radio"),
        (radio(&format!("{musts}; accounts: several, must")), FRIENDS, "none alone: with radio, accounts open"),
        // For what only should be met, nothing has to be added.
        (radio("offline: nearby, should 5"), FRIENDS, "alpha for friends: alone"),
        (radio("offline: nearby, must, context: strangers"), BOTH, "none alone: alone; with radio"),
        // Another messenger takes the place where it meets every must and no candidate does.
        (gamma(CLASH, all, 3, ""), FRIENDS, "none alone: use-gamma instead"),
        (gamma("sign-up: nothing, must", all, 1, ""), FRIENDS, "beta for friends: alone"),
        (gamma(CLASH, some, 3, ""), FRIENDS, "alpha for friends: sign-up open"),
        // What it raises and what settings do for it count as well.
        (
            gamma(&format!("{CLASH}; offline: nearby, must"), ["full", "nothing", "unknown", "one", "100"], 3, ""),
            FRIENDS,
            "none alone: use-gamma instead",
        ),
        (
            gamma(CLASH, some, 3, "").setting("cipher", "secrecy: full", 1, "works-with: { secrecy: [partial] }"),
            FRIENDS,
            "none alone: use-gamma instead",
        ),
        // Where companions close everything with less effort, they are added.
        (handle(2), FRIENDS, "none alone: with handle"),
        (handle(3), FRIENDS, "none alone: use-gamma instead"),
        // The answers have to allow it.
        (gamma(CLASH, all, 3, ", available-when: [{ spare: ['yes'] }]"), SPARE, "none alone: use-gamma instead"),
        (gamma(CLASH, all, 3, ", available-when: [{ spare: ['yes'] }]"), FRIENDS, "alpha for friends: sign-up open"),
        (gamma(CLASH, all, 3, ", not-when: [{ spare: ['yes'] }]"), SPARE, "alpha for friends: sign-up open"),
        // What is no messenger takes the place wherever it is needed, unless a companion is easier.
        (drop(""), FRIENDS, "alpha for friends: alone"),
        (drop(""), BOTH, "none alone: alone; drop instead"),
        (drop("").companion("radio", "offline: nearby", 2, ""), BOTH, "none alone: alone; with radio"),
    ] {
        assert_eq!(world.outcome(answers), outcome, "{}{}", world.rules, world.complements);
    }
    // The rest is placed without that context, and is no longer kept apart from it.
    let apart = drop("secrecy: full, must").decide(APART);
    assert_eq!(apart.outcome(), "none alone: alone; drop instead");
    assert_eq!(apart.shared(), "");
    assert_eq!(placed(&apart.kb, &apart.decision.bases), "alpha for friends, alpha for strangers");
}

#[test]
fn contexts_kept_apart_never_share_a_messenger_unless_its_facts_allow_it() {
    let full = || world("secrecy: full, should 3");
    let beta = |accounts| full().messenger("beta", ["none", "nothing", "never", accounts, "100"]);
    // Alpha with beta comes before alpha with gamma, although alpha for friends would need gamma for strangers.
    let sets = world("secrecy: full, must, context: friends; sign-up: nothing, must, context: strangers")
        .messenger("alpha", ["full", "nothing", "never", "one", "100"])
        .messenger("beta", ["full", "number", "never", "one", "100"])
        .messenger("gamma", ["none", "nothing", "never", "one", "100"])
        .candidates(&["alpha", "beta", "gamma"]);
    // Each context has a messenger that fits, but it is the same one.
    let only = world("secrecy: full, must");
    for (world, answers, verdict) in [
        (full(), BOTH, "alpha for friends, alpha for strangers"),
        (full(), APART, "beta for friends, beta for strangers"),
        (beta("one"), APART, "alpha for friends, beta for strangers"),
        (beta("unknown"), APART, "alpha for friends, beta for strangers"),
        (sets, APART, "beta for friends, alpha for strangers"),
        (only.clone(), BOTH, "alpha for friends, alpha for strangers"),
        (only.clone(), APART, "none alone"),
    ] {
        assert_eq!(world.outcome(answers), format!("{verdict}: alone; alone"));
    }
    // Contexts that are not active are not said to be kept apart.
    let scope = SCOPE.replace(
        "apart:\n",
        "  - { id: crowd, title: A crowd, people: people, active-when: [{ spare: ['yes'] }] }\n\
         apart:\n  \
         - { contexts: [friends, crowd], when: [], unless: { accounts: several }, because: A reason }\n",
    );
    let three = World { files: only.files.with("scope.yaml", &scope), ..only };
    assert_eq!(three.decide(APART).shared(), "alpha for friends and strangers");
    let all = three.decide(&[("circle", "both"), ("separate", "yes"), ("spare", "yes")]);
    assert_eq!(all.shared(), "alpha for friends and crowd, alpha for friends and strangers");
}

#[test]
fn what_is_added_is_the_best_set_and_not_what_looks_best_one_by_one() {
    let musts = || world("secrecy: full, must; offline: nearby, must; size: 500, must");
    // To take what closes the most gaps first would end with more effort.
    let big = |effort| {
        let world = musts().companion("big", "secrecy: full, size: 1000", effort, "");
        let world = world.companion("radio", "offline: nearby", 1, "").companion("cipher", "secrecy: full", 1, "");
        world.companion("list", "size: 500", 2, "")
    };
    let twins = musts().companion("first", "offline: nearby", 2, "").companion("second", "offline: nearby", 2, "");
    // One setting for two needs instead of two that are cheap each.
    let two = world("offline: nearby, must; sign-up: nothing, should 4")
        .setting("radio", "offline: nearby", 2, "")
        .setting("handle", "sign-up: nothing", 2, "")
        .setting("bundle", "offline: nearby, sign-up: nothing", 3, "");
    for (world, messenger, added) in [
        (big(4), "beta", "radio cipher list"),
        (big(4), "alpha", "radio"),
        // At the same effort, fewer; at the same number, in order.
        (big(3), "beta", "big radio"),
        (twins, "alpha", "first"),
        (two.clone(), "alpha", "bundle"),
        (two, "beta", "radio"),
    ] {
        let decided = world.decide(FRIENDS);
        let assessment = decided.assessment(messenger);
        let ids = [assessment.settings.as_slice(), &assessment.companions].concat();
        assert_eq!(decided.ids(&ids).join(" "), added, "{messenger} in {}", world.complements);
    }
}
