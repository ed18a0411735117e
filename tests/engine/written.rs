//! The laws on knowledge bases that are written to show them.

use advisor::answers::{Answer, Answers, Reading};
use advisor::engine::{Assessment, ContextDecision, Decision, Enough, Fit, Levels, Standing, Trust, decide};
use advisor::kb::{Complement, Context, Files, Key, KnowledgeBase, Messenger, Strength, parse_span};

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
#[derive(Clone)]
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

    /// Lets a must on a property bar the use.
    fn barring(mut self, property: &str) -> Self {
        let text = self.files.text("properties.yaml").expect("it is there");
        let title = format!("{{ id: {property},");
        let text = text.replace(&title, &format!("{title} bars-use: true, if-open: A text,"));
        self.files = self.files.with("properties.yaml", &text);
        self
    }

    /// Decides for someone who answers this, and leaves out the rest.
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

    /// Whether the candidate of each active context is enough: the musts that stay open, or what is added or takes its
    /// place.
    fn enough(&self) -> Vec<String> {
        let id = |key: &Key<Complement>| self.kb[*key].id.to_string();
        let words = |context: &ContextDecision| {
            let open = context.open(self.decision.named(context)).map(|need| context.needs[need].property);
            let open: Vec<String> = open.map(|property| format!("{} open", self.kb[property].id)).collect();
            let what = match &context.enough {
                Enough::Alone => vec!["alone".to_owned()],
                Enough::Open => Vec::new(),
                Enough::With(added) => vec![format!("with {}", added.iter().map(id).collect::<Vec<_>>().join("+"))],
                Enough::Instead(key) => return format!("{} instead", id(key)),
            };
            [what, open].concat().join(", ")
        };
        self.decision.contexts.iter().map(words).collect()
    }

    /// The messengers that contexts share although they are kept apart.
    fn shared(&self) -> Vec<String> {
        let words = |(messenger, contexts): &(Key<Messenger>, Vec<Key<Context>>)| {
            let contexts: Vec<&str> = contexts.iter().map(|context| self.kb[*context].id.as_str()).collect();
            format!("{} for {}", self.kb[*messenger].id, contexts.join(" and "))
        };
        self.decision.shared.iter().map(words).collect()
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
    assert_eq!(decided.assessment("alpha").fit, Fit::No);
}

#[test]
fn union_fallacy_of_two_musts_that_no_one_messenger_meets_one_stays_open() {
    let clash = world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "");
    assert_eq!(clash.decide(FRIENDS).verdict(), "alpha for friends");
    assert_eq!(clash.decide(FRIENDS).enough(), ["sign-up open"]);
    assert_eq!(clash.decide(BOTH).verdict(), "alpha for friends, alpha for strangers");
    assert_eq!(clash.decide(BOTH).enough(), ["sign-up open", "sign-up open"]);
    // A must of one context doesn't bind the other.
    let half = world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "context: strangers");
    assert_eq!(half.decide(FRIENDS).enough(), ["alone"]);
    assert_eq!(half.decide(BOTH).verdict(), "alpha for friends, alpha for strangers");
    assert_eq!(half.decide(BOTH).enough(), ["alone", "sign-up open"]);
    // In two contexts the same two musts are met by both messengers, each for its own.
    let each = world().rule("secrecy: full", "must", "context: friends").rule(
        "sign-up: nothing",
        "must",
        "context: strangers",
    );
    assert_eq!(each.decide(BOTH).verdict(), "alpha for friends, beta for strangers");
    assert_eq!(each.decide(BOTH).enough(), ["alone", "alone"]);
}

#[test]
fn where_musts_exclude_each_other_the_tier_decides_before_the_number() {
    let clash = |more: &str| world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", more);
    // Alpha meets two musts, beta one.
    let with_size = |more: &str| clash(more).rule("size: 500", "must", "");
    assert_eq!(with_size("").decide(FRIENDS).ranking(), ["alpha", "beta"]);
    assert_eq!(with_size("outranks: true").decide(FRIENDS).ranking(), ["beta", "alpha"]);
    assert_eq!(with_size("outranks: true").decide(FRIENDS).enough(), ["secrecy open, size open"]);
    assert_eq!(with_size("").barring("sign-up").decide(FRIENDS).ranking(), ["beta", "alpha"]);
    // What outranks comes before what bars the use.
    let both = clash("outranks: true").barring("secrecy");
    assert_eq!(both.decide(FRIENDS).verdict(), "beta for friends");
    assert_eq!(clash("").barring("secrecy").decide(FRIENDS).verdict(), "alpha for friends");
    // Within a tier the number decides, then points.
    let outranked = clash("outranks: true").rule("secrecy: partial", "must", "outranks: true");
    let pointed = |need: &str| outranked.clone().rule(need, "should 1", "").decide(FRIENDS).verdict();
    assert_eq!(pointed("size: 500"), "alpha for friends");
    assert_eq!(pointed("accounts: several"), "beta for friends");
}

#[test]
fn a_must_that_nobody_meets_decides_nothing_whatever_its_tier() {
    let shoulds = || world().rule("sign-up: nothing", "should 2", "").rule("secrecy: full", "should 1", "");
    assert_eq!(shoulds().decide(FRIENDS).ranking(), ["beta", "alpha"]);
    for more in ["", "outranks: true"] {
        let must = shoulds().rule("offline: nearby", "must", more).barring("offline");
        assert_eq!(must.decide(FRIENDS).ranking(), ["beta", "alpha"]);
        assert_eq!(must.decide(FRIENDS).verdict(), "beta for friends");
        assert_eq!(must.decide(FRIENDS).enough(), ["offline open"]);
    }
    // As soon as a setting makes one of them meet it, it rules out the other.
    let set = shoulds().rule("offline: nearby", "must", "").setting(
        "radio",
        "offline: nearby",
        5,
        "works-with: { secrecy: [full] }",
    );
    assert_eq!(set.decide(FRIENDS).verdict(), "alpha for friends");
    assert_eq!(set.decide(FRIENDS).enough(), ["alone"]);
    // A companion doesn't: it helps whoever else is chosen.
    let added = shoulds().rule("offline: nearby", "must", "").companion(
        "radio",
        "offline: nearby",
        5,
        "works-with: { secrecy: [full] }",
    );
    assert_eq!(added.decide(FRIENDS).ranking(), ["beta", "alpha"]);
    assert_eq!(added.decide(FRIENDS).enough(), ["offline open"]);
}

#[test]
fn companions_that_meet_what_is_open_are_added_and_then_none_is_enough_alone() {
    let musts = || world().rule("offline: nearby", "must", "").rule("secrecy: full", "must", "");
    let radio = || musts().companion("radio", "offline: nearby", 3, "");
    assert_eq!(radio().decide(FRIENDS).verdict(), "none alone");
    assert_eq!(radio().decide(FRIENDS).enough(), ["with radio"]);
    assert_eq!(radio().rule("accounts: several", "must", "").decide(FRIENDS).enough(), ["with radio, accounts open"]);
    // For what only should be met, nothing has to be added.
    let should = world().rule("offline: nearby", "should 5", "").companion("radio", "offline: nearby", 1, "");
    assert_eq!(should.decide(FRIENDS).enough(), ["alone"]);
    // In two contexts, one of them lacks something.
    let half = world().rule("offline: nearby", "must", "context: strangers");
    let half = half.companion("radio", "offline: nearby", 3, "");
    assert_eq!(half.decide(BOTH).verdict(), "none alone");
    assert_eq!(half.decide(BOTH).enough(), ["alone", "with radio"]);
}

#[test]
fn another_messenger_takes_the_place_only_where_it_meets_every_must_and_no_candidate_does() {
    let gamma = |effort, facts: Facts| {
        let world = world().messenger("gamma", facts);
        world.companion("use-gamma", "offline: nearby", effort, "messenger: gamma, takes-the-place: true")
    };
    let all: Facts = ["full", "nothing", "nearby", "one", "100"];
    let clash = |world: World| world.rule("secrecy: full", "must", "").rule("sign-up: nothing", "must", "");
    assert_eq!(clash(gamma(3, all)).decide(FRIENDS).verdict(), "none alone");
    assert_eq!(clash(gamma(3, all)).decide(FRIENDS).enough(), ["use-gamma instead"]);
    // A candidate that meets every must is enough.
    let easy = gamma(1, all).rule("sign-up: nothing", "must", "").decide(FRIENDS);
    assert_eq!((easy.verdict(), easy.enough()), ("beta for friends".to_owned(), vec!["alone".to_owned()]));
    // One that meets some of them doesn't take the place.
    let some: Facts = ["partial", "nothing", "nearby", "one", "100"];
    assert_eq!(clash(gamma(3, some)).decide(FRIENDS).enough(), ["sign-up open"]);
    // What it raises and what settings do for it count as well.
    let raised = clash(gamma(3, all)).rule("offline: nearby", "must", "");
    let raised = raised.messenger("gamma", ["full", "nothing", "unknown", "one", "100"]);
    assert_eq!(raised.decide(FRIENDS).enough(), ["use-gamma instead"]);
    let set = clash(gamma(3, some)).setting("cipher", "secrecy: full", 1, "works-with: { secrecy: [partial] }");
    assert_eq!(set.decide(FRIENDS).enough(), ["use-gamma instead"]);
    // Where companions close everything with less effort, they are added.
    let easier = |effort| {
        let world = clash(gamma(3, all)).companion("handle", "sign-up: nothing", effort, "");
        world.decide(FRIENDS).enough()
    };
    assert_eq!(easier(2), ["with handle"]);
    assert_eq!(easier(3), ["use-gamma instead"]);
    // The answers have to allow it.
    for (spare, told) in [("yes", "use-gamma instead"), ("no", "sign-up open")] {
        for more in ["available-when: [{ spare: ['yes'] }]", "not-when: [{ spare: ['no'] }]"] {
            let world = world().messenger("gamma", all);
            let more = format!("messenger: gamma, takes-the-place: true, {more}");
            let world = clash(world.companion("use-gamma", "offline: nearby", 3, &more));
            assert_eq!(world.decide(&[("circle", "friends"), ("spare", spare)]).enough(), [told]);
        }
    }
}

#[test]
fn what_is_no_messenger_takes_the_place_wherever_it_is_needed() {
    let drop = |effort| {
        let world = world().rule("offline: nearby", "must", "context: strangers");
        world.companion("drop", "offline: nearby", effort, "takes-the-place: true")
    };
    assert_eq!(drop(3).decide(FRIENDS).enough(), ["alone"]);
    assert_eq!(drop(3).decide(BOTH).verdict(), "none alone");
    assert_eq!(drop(3).decide(BOTH).enough(), ["alone", "drop instead"]);
    // The rest is placed without that context, and is no longer kept apart from it.
    let apart = drop(3).rule("secrecy: full", "must", "").decide(BOTH_APART);
    assert_eq!(apart.enough(), ["alone", "drop instead"]);
    assert_eq!(
        (apart.shared(), placed(&apart.kb, &apart.decision.bases)),
        (vec![], "alpha for friends, alpha for strangers".to_owned())
    );
    // An easier companion is added instead.
    let easier = drop(3).companion("radio", "offline: nearby", 2, "");
    assert_eq!(easier.decide(BOTH).enough(), ["alone", "with radio"]);
}

#[test]
fn a_practice_is_advised_and_decides_nothing() {
    let world = |practice: bool| {
        let world = world().rule("secrecy: full", "must", "").rule("sign-up: nothing", "should 3", "");
        match practice {
            true => world.complement("practice", "update", "", 1, "works-with: { secrecy: [full] }"),
            false => world,
        }
    };
    let (with, without) = (world(true).decide(FRIENDS), world(false).decide(FRIENDS));
    assert_eq!(with.decision, without.decision);
    let advised = |decided: &Decided| {
        let (kb, decision) = (&decided.kb, &decided.decision);
        let levels = Levels::of(kb, &trust());
        let mut given = Answers::none(kb);
        given.leave_rest_unsure(kb);
        let grounds = advisor::engine::Grounds::of(kb, &given.read(kb));
        advisor::engine::advised(kb, &levels, &grounds, decision, |_| 4).len()
    };
    assert_eq!((advised(&with), advised(&without)), (1, 0));
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
    assert_eq!(partial.decide(FRIENDS).enough(), ["secrecy open"]);
    // If any of them outranks, the need does.
    let world = partial.rule("secrecy: partial", "must", "outranks: true");
    assert!(world.decide(FRIENDS).decision.contexts[0].needs[0].outranks);
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
        assert_eq!(decided.enough(), ["secrecy open"], "{fact}");
        let alpha = decided.assessment("alpha");
        assert_eq!((alpha.standings[0].clone(), alpha.fit, alpha.points), (Standing::Unknown, Fit::No, 1), "{fact}");
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
    assert_eq!((decided.verdict().as_str(), decided.enough()), ("none alone", vec!["with radio".to_owned()]));
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
    let with_spare: &[_] = &[("circle", "friends"), ("spare", "yes")];
    for (more, answers, enough) in [
        ("", FRIENDS, "alone"),
        ("available-when: [{ spare: ['yes'] }]", with_spare, "alone"),
        ("available-when: [{ spare: ['yes'] }]", FRIENDS, "sign-up open"),
        ("not-when: [{ spare: ['yes'] }]", with_spare, "sign-up open"),
        ("not-when: [{ spare: ['yes'] }]", FRIENDS, "alone"),
        ("available-when: [{ spare: ['yes'] }], not-when: [{ circle: [friends] }]", with_spare, "sign-up open"),
        ("works-with: { secrecy: [none, full] }", FRIENDS, "alone"),
        ("works-with: { secrecy: [full], accounts: [several] }", FRIENDS, "sign-up open"),
    ] {
        assert_eq!(spare(more).decide(answers).enough(), [enough], "{more}");
    }
    // A messenger is no companion of itself.
    let itself = must().companion("alpha-too", "sign-up: nothing", 1, "messenger: alpha");
    assert_eq!(itself.decide(FRIENDS).assessment("alpha").fit, Fit::No);
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
    assert_eq!(only.decide(BOTH_APART).shared(), ["alpha for friends and strangers"]);
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
    assert_eq!(three.decide(BOTH_APART).shared(), ["alpha for friends and strangers"]);
    let all = [BOTH_APART, &[("spare", "yes")]].concat();
    assert_eq!(three.decide(&all).shared(), ["alpha for friends and crowd", "alpha for friends and strangers"]);
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
