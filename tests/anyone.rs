//! What holds of the advice for anyone, on the shipped knowledge base.

use advisor::advice::{Advice, Case, MOST_STEPS, StepKind, VerdictKind};
use advisor::answers::Answers;
use advisor::engine::{Enough, Levels, Trust, decide};
use advisor::kb::{Key, Messenger, Stage, parse_day};
use advisor::words::advice::Detail;

use crate::golden::ADVISED;
use crate::personas::{advice, complements, lines, parsed, persona_advice, with, words};
use crate::support::random::{self, Random};
use crate::support::{BUILT_IN, Laid, edited, load, replaced, small, trust};

/// Random answers with the choices of some questions fixed; the same in every run.
fn drawn(count: usize, fixed: &[(&str, &str)]) -> Vec<Answers> {
    let kb = &BUILT_IN.kb;
    let mut random = Random::new(11);
    let one = |answers: Answers, (question, choice): &(&str, &str)| {
        with(kb, &answers, question, kb[kb.questions().find(question).unwrap()].find(choice).unwrap())
    };
    (0..count).map(|_| fixed.iter().fold(random::answers(kb, &mut random), one)).collect()
}

/// The apps that are named for answers, where nothing takes their place.
fn apps(answers: &Answers) -> Vec<Key<Messenger>> {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    let decision = decide(kb, levels, &answers.read(kb));
    let used = decision.contexts.iter().filter(|context| !matches!(context.enough, Enough::Instead(_)));
    used.map(|context| decision.named(context).messenger).collect()
}

fn told(advice: &Advice) -> String {
    format!("{} on {}", advice.verdict.headline, advice.answer_string)
}

#[test]
fn steps_are_never_too_many_or_exclude_each_other_and_can_be_taken() {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    for (answers, advice) in ADVISED.iter() {
        assert!((1..=MOST_STEPS).contains(&advice.steps.len()), "{}", told(advice));
        assert_eq!(advice.full_stop().is_some(), advice.steps[0].kind == StepKind::Stop, "{}", told(advice));
        let reading = answers.read(kb);
        let steps = || advice.steps.iter().chain(&advice.more_steps);
        let find = |id: &str| kb.complements().find(id).unwrap();
        let all: Vec<_> = steps().flat_map(|step| &step.complements).map(|id| find(id)).collect();
        let needed = advice.verdict.apps.iter().flat_map(|app| app.additions.iter().chain(&app.replacement));
        let forgotten = needed.map(|help| find(&help.id)).find(|key| !all.contains(key));
        assert_eq!(forgotten.map(|key| kb[key].id.as_str()), None, "{}", told(advice));
        for one in all.iter().map(|key| &kb[*key]) {
            assert!(!one.excludes.iter().any(|other| all.contains(other)), "`{}`: {}", one.id, told(advice));
            assert!(one.is_available(&reading), "`{}`: {}", one.id, told(advice));
        }
        for step in steps() {
            let Some(messenger) = kb.messengers().find(&step.messenger) else { continue };
            for one in step.complements.iter().map(|id| &kb[find(id)]) {
                // What takes the place of the candidates is the messenger itself.
                let works = one.messenger == Some(messenger) || levels.allows(one, messenger);
                assert!(works, "`{}` with {}: {}", one.id, step.messenger, told(advice));
            }
        }
    }
}

#[test]
fn none_alone_always_names_what_to_add_or_what_takes_the_place() {
    let is_none = |(_, advice): &&(Answers, Advice)| advice.verdict.kind == VerdictKind::NoneAlone;
    for (_, advice) in ADVISED.iter().filter(is_none) {
        let names = advice.verdict.apps.iter().any(|app| app.replacement.is_some() || !app.additions.is_empty());
        assert!(names, "{}", told(advice));
    }
    assert!(ADVISED.iter().filter(is_none).count() > 300, "the sample reaches the case");
}

#[test]
fn a_must_that_stays_open_is_in_the_headline_with_what_to_do_first() {
    let mut open = 0;
    for (_, advice) in ADVISED.iter() {
        for must in advice.verdict.apps.iter().flat_map(|app| &app.open) {
            let (Some(cannot), Some(first)) = (&must.cannot, &must.first) else { panic!("`{}`", must.property) };
            assert!(advice.verdict.headline.contains(cannot.as_str()), "{}", told(advice));
            let mut steps = advice.steps.iter().chain(&advice.more_steps);
            assert!(steps.any(|step| step.title == *first), "{first}");
            open += 1;
        }
    }
    assert!(open > 30, "the sample reaches the case: {open}");
}

#[test]
fn the_usual_advice_has_at_most_120_lines_and_900_words() {
    for (answers, advice) in ADVISED.iter().filter(|(_, advice)| advice.more_steps.len() > 4) {
        let lines = lines(advice, Detail::Usual);
        let words = lines.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
        assert!(lines.len() <= 120 && words <= 900, "{} lines, {words} words: {answers:?}", lines.len());
    }
}

#[test]
fn a_full_stop_comes_first_and_hides_the_usual_steps() {
    let (mut stopped, mut hidden) = (0, 0);
    for (_, advice) in &ADVISED[..300] {
        let page = words(advice, Detail::Usual);
        let hiding = advice.assumptions.iter().find(|one| one.could_stop);
        hidden += usize::from(hiding.is_some_and(|one| page.contains(one.ask.as_str()) || panic!("{page}")));
        let Some(stop) = advice.full_stop() else { continue };
        assert!(page.starts_with(stop.stop.title.as_str()) && !page.contains("Step by step"), "{page}");
        assert!(words(advice, Detail::Full).contains("Once you have a safe device"), "{page}");
        stopped += 1;
    }
    assert!(stopped > 60 && hidden > 20, "the sample reaches both cases: {stopped}, {hidden}");
}

#[test]
fn notices_are_on_the_first_screen() {
    for (_, advice) in ADVISED[..300].iter().filter(|(_, advice)| advice.full_stop().is_none()) {
        let screen = words(advice, Detail::Brief);
        for notice in &advice.notices {
            assert!(screen.contains(&format!("{}.", notice.notice.title)), "{}: {screen}", notice.notice.title);
        }
    }
}

#[test]
fn circles_that_are_kept_separate_never_share_an_account_without_a_word() {
    let kb = &BUILT_IN.kb;
    for answers in drawn(1_000, &[("contacts", "both"), ("circles", "separate")]) {
        let advice = advice(kb, &answers);
        let [one, other] = advice.verdict.apps.as_slice() else { panic!("two contexts") };
        // Where little is at stake and nobody would install another app, one account with a hidden number does.
        let chosen = |question: &str, choice: &str| {
            let key = kb.questions().find(question).unwrap();
            answers.read(kb).get(key).is_some_and(|chosen| chosen.meets(kb[key].find(choice).unwrap()))
        };
        let is_little = chosen("adoption", "no") && chosen("harm", "little");
        if one.app == other.app && one.app.is_some() && one.replacement.is_none() && !is_little {
            let steps = [complements(&advice.steps), complements(&advice.more_steps)].concat();
            let separate = ["second-account", "second-account-now", "second-device"];
            assert!(steps.iter().any(|id| separate.contains(id)), "{}", told(&advice));
        }
    }
}

#[test]
fn session_is_never_recommended_while_someone_wants_the_content() {
    let kb = &BUILT_IN.kb;
    let session = kb.messengers().find("session").unwrap();
    for fixed in [("harm", "severe"), ("harm", "serious"), ("adversary", "someone-close"), ("adversary", "state")] {
        for answers in drawn(400, &[("concern", "content"), fixed]) {
            assert!(!apps(&answers).contains(&session), "{}", answers.string(kb));
        }
    }
}

fn assert_reaches(fixed: &[(&str, &str)], property: &str, level: &str) {
    let Laid { kb, levels, .. } = &*BUILT_IN;
    let property = kb.properties().find(property).unwrap();
    let level = kb[property].read(level).unwrap();
    for answers in drawn(500, fixed) {
        for app in apps(&answers) {
            assert!(levels.reaches(app, property, level), "{} on {}", kb[app].id, answers.string(kb));
        }
    }
}

#[test]
fn nobody_gets_an_app_that_can_betray_them_to_a_partner_or_that_their_contacts_refuse() {
    for access in ["moment", "checks", "installed"] {
        // An app that hides added devices.
        let fixed = [("adversary", "someone-close"), ("person", "partner"), ("access", access)];
        assert_reaches(&fixed, "extra-devices", "listed");
    }
    assert_reaches(&[("adoption", "no")], "familiarity", "well-known");
}

#[test]
fn everything_unsure_takes_at_most_twelve_questions() {
    let unsure = parsed(&BUILT_IN.kb, "{}");
    assert!(unsure.asked(&BUILT_IN.kb).len() <= 12, "{}", unsure.string(&BUILT_IN.kb));
}

#[test]
fn a_number_is_printed_only_where_its_source_is_listed() {
    for (name, _, advice) in persona_advice(&BUILT_IN.kb).iter().step_by(3) {
        for (detail, has_sources) in [(Detail::Brief, false), (Detail::Usual, false), (Detail::Full, true)] {
            let lines = lines(advice, detail);
            let is_numbered = |line: &String| line.split('[').skip(1).any(|rest| rest.starts_with(char::is_numeric));
            assert_eq!(lines.iter().any(is_numbered), has_sources, "{name}, {detail:?}");
            assert_eq!(lines.iter().any(|line| line == "Sources"), has_sources, "{name}, {detail:?}");
        }
    }
}

#[test]
fn weak_links_are_just_the_facts_that_change_the_verdict_by_themselves() {
    let Laid { kb, space, .. } = &*BUILT_IN;
    // By then every fact is past its review, so that none is too firm to be told.
    let trust = Trust { as_of: parse_day("2099-01-01").unwrap(), max_age: None };
    let levels = Levels::of(kb, &trust);
    let mut found = 0;
    for (answers, _) in &ADVISED[..200] {
        let case = Case::of(kb, &trust, answers);
        let certainty = Advice::of(&case, None, Some(space)).certainty.unwrap();
        let told: Vec<(&str, &str)> =
            certainty.weak_links.iter().map(|link| (link.property.as_str(), link.messenger.as_str())).collect();
        let reading = answers.read(kb);
        let now = decide(kb, &levels, &reading).verdict;
        let changes = |property, candidate| {
            let others = levels.others(kb, candidate, property).into_iter();
            let mut others = others.map(|level| levels.clone().with(candidate, property, level));
            others.any(|levels| decide(kb, &levels, &reading).verdict != now)
        };
        let candidates = &kb.scope().candidates;
        let all = kb.properties().keys().flat_map(|property| candidates.iter().map(move |one| (property, *one)));
        let expected = all.filter(|(property, candidate)| changes(*property, *candidate));
        let expected: Vec<(&str, &str)> =
            expected.map(|(property, candidate)| (kb[property].id.as_str(), kb[candidate].id.as_str())).collect();
        assert_eq!(told, expected, "{}", answers.string(kb));
        found += told.len();
    }
    assert!(found > 30, "{found} facts are weak links");
}

#[test]
fn steps_done_at_once_come_when_the_first_of_them_has_to() {
    let text = "  short: turn on updates";
    let kb = load(&replaced(&small(), "complements.yaml", text, &format!("{text}\n  stage: sign-up")));
    let advice = advice(&kb, &parsed(&kb, "circle: friends"));
    let together = advice.steps.iter().find(|step| step.complements.len() > 1).unwrap();
    assert_eq!(together.stage, Stage::SignUp);
}

#[test]
fn before_a_full_stop_is_dealt_with_no_other_stop_brings_steps() {
    let text = "- id: shared-phone\n  when:\n    - phone: [shared]";
    let more = text.replace("shared]", "shared, watched]\n  first: [Wait.]");
    let kb = load(&replaced(&small(), "stops.yaml", text, &more));
    let advice = advice(&kb, &parsed(&kb, "phone: watched"));
    assert!(advice.stops.len() == 2 && advice.steps.iter().all(|step| step.title != "Wait."), "{:?}", advice.steps);
}

#[test]
fn what_raises_too_little_is_no_ground_of_a_verdict() {
    let (kb, trust) = (load(&small()), trust());
    let answers = parsed(&kb, "circle: strangers\nworries: identity\nspare-number: \"yes\"");
    let case = Case::of(&kb, &trust, &answers);
    assert!(!case.saved().grounds.unwrap().complements.contains_key("other-number"));
}

#[test]
fn what_only_should_be_met_does_not_decide_which_companions_are_interchangeable() {
    let raises = "  messenger: gamma\n  raises: { offline: nearby";
    let files = replaced(&small(), "scope.yaml", "candidates: [alpha, beta]", "candidates: [alpha]");
    let files = replaced(&files, "complements.yaml", raises, &format!("{raises}, sign-up: nothing"));
    let radio = "- { id: radio, kind: companion, title: A radio, headline: a radio, about: It helps., raises: { offline: \
                 nearby }, effort: 4, how-to: [Buy it.], as-of: 2025, sources: [gamma-manual] }\n";
    let complements = files.0["complements.yaml"].clone() + "\n" + radio;
    let kb = load(&files.with("complements.yaml", &complements));
    let advice = advice(&kb, &parsed(&kb, "circle: strangers\nworries: content, outage"));
    let added = &advice.verdict.apps[0].additions[0];
    assert_eq!((added.id.as_str(), added.instead.len()), ("gamma-for-outages", 1));
}

#[test]
fn what_takes_the_place_never_loses_a_level_by_what_it_raises() {
    let raises = "  messenger: gamma\n  raises: { offline: nearby";
    let more = format!("  takes-the-place: true\n{raises}, encryption: optional");
    let files = replaced(&small(), "complements.yaml", raises, &more);
    let cipher = "\n- { id: cipher, kind: setting, title: Encrypt, about: It helps., raises: { encryption: always }, \
                  effort: 1, how-to: [Do it.], as-of: 2025, sources: [gamma-manual] }\n";
    let complements = files.0["complements.yaml"].clone() + cipher;
    let kb = load(&files.with("complements.yaml", &complements));
    let advice = advice(&kb, &parsed(&kb, "circle: friends\nworries: outage"));
    assert_eq!(advice.verdict.apps[0].app.as_deref(), Some("gamma"));
    assert!(!advice.steps.iter().any(|step| step.complements.contains(&"cipher".to_owned())), "{:?}", advice.steps);
}

#[test]
fn what_is_open_only_because_nobody_knows_brings_no_step() {
    let mut files = replaced(&small(), "scope.yaml", "candidates: [alpha, beta]", "candidates: [alpha]");
    files = replaced(&files, "messengers/alpha.yaml", "    level: never", "    level: unknown");
    let [raises, other] =
        ["offline: nearby", "sign-up: nothing"].map(|raises| format!("raises: {{ {raises} }}\n  effort: 3"));
    files = replaced(&files, "complements.yaml", &raises, &other);
    files = edited(&files, "properties.yaml", |all| {
        let offline = all.as_sequence_mut().unwrap().iter_mut().find(|one| one["id"] == "offline").unwrap();
        (offline["if-open"], offline["if-open-do"]) = ("It fails.".into(), "Agree on a place".into());
    });
    let kb = load(&files);
    let advice = advice(&kb, &parsed(&kb, "circle: friends\nworries: outage"));
    let open = &advice.verdict.apps[0].open[0];
    assert!(open.unknown && open.first.is_some(), "{open:?}");
    assert!(advice.steps.iter().all(|step| step.title != "Agree on a place"), "{:?}", advice.steps);
}
