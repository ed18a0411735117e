//! Personas: who a person is, what they answer, and what they must be told.
//!
//! Every file under `tests/personas/` is one made-up case. A new case is a new file; a question that it leaves out is
//! answered with unsure.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[path = "support/random.rs"]
mod random;

use advisor::advice::{Advice, Case, MOST_STEPS, Step, StepKind, VerdictKind};
use advisor::answers::{Answer, Answers, Saved};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{ChoiceSet, Entry, Key, KnowledgeBase, Question, parse_day};
use advisor::render::{Drawing, Text};
use advisor::space::Space;
use advisor::words::advice::{Detail, page};
use serde::Deserialize;

/// How long the longest first screen may be, in rows.
const MOST_ROWS: usize = 30;

/// A persona as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Persona {
    #[expect(dead_code, reason = "for the reader")]
    who: String,
    #[expect(dead_code, reason = "for the reader")]
    claim: String,
    answers: serde_yaml::Value,
    /// What may be named, as [`verdict`] writes it; the first is preferred.
    verdict: Vec<String>,
    /// The first stop.
    stop: Option<String>,
    /// Rules that must have fired.
    #[serde(default)]
    rules: Vec<String>,
    /// The first steps, in order: ids of complements, or `get`.
    #[serde(default)]
    first: Vec<String>,
    /// Complements that the steps without a flag must name.
    #[serde(default)]
    steps: Vec<String>,
    /// Complements that no step may name.
    #[serde(default)]
    not_steps: Vec<String>,
    /// Words that the page without a flag must hold.
    #[serde(default)]
    words: Vec<String>,
    /// Words that it must not hold.
    #[serde(default)]
    never: Vec<String>,
}

fn personas() -> Vec<(String, Persona)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/personas");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let persona = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, persona)
    };
    files.into_iter().map(read).collect()
}

fn answers(kb: &KnowledgeBase, name: &str, persona: &Persona) -> Answers {
    let answers = parsed(kb, &serde_yaml::to_string(&persona.answers).unwrap());
    assert_eq!(answers.ruled_out(kb), [], "{name}: no question that does not apply is answered");
    answers
}

fn parsed(kb: &KnowledgeBase, text: &str) -> Answers {
    let mut answers = Saved::parse(kb, "answers", text).unwrap_or_else(|problems| panic!("{problems}")).answers;
    answers.leave_rest_unsure(kb);
    answers
}

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-28").unwrap(), max_age: None }
}

fn advice(kb: &KnowledgeBase, answers: &Answers) -> Advice {
    Advice::of(&Case::of(kb, &trust(), answers), None)
}

/// Advice for random answers, the same in every run, with the choices of some questions fixed.
fn random_advice(kb: &KnowledgeBase, count: usize, fixed: &[(&str, &str)]) -> impl Iterator<Item = (Answers, Advice)> {
    let mut random = random::Random::new(11);
    (0..count).map(move |_| {
        let drawn = random::answers(kb, &mut random);
        let answers = fixed.iter().fold(drawn, |answers, (question, choice)| with(kb, &answers, question, &[*choice]));
        let advice = advice(kb, &answers);
        (answers, advice)
    })
}

/// The advice of every persona.
fn persona_advice(kb: &KnowledgeBase) -> Vec<(String, Persona, Advice)> {
    let advise = |(name, persona): (String, Persona)| {
        let advice = advice(kb, &answers(kb, &name, &persona));
        (name, persona, advice)
    };
    personas().into_iter().map(advise).collect()
}

/// A page as lines of 80 columns.
fn lines(advice: &Advice, detail: Detail) -> Vec<String> {
    let text = Text { width: 80, drawing: Drawing::Boxes }.render(&page(advice, detail));
    anstream::adapter::strip_str(&text).to_string().lines().map(str::to_owned).collect()
}

/// What is named, by ids: each context's app or what takes its place, with what is added; after any full stop.
fn verdict(advice: &Advice) -> String {
    let mut apps: Vec<String> = Vec::new();
    for app in &advice.verdict.apps {
        let own = app.replacement.as_ref().map_or_else(|| app.app.clone().unwrap_or_default(), |help| help.id.clone());
        let added: String = app.additions.iter().map(|help| format!(" + {}", help.id)).collect();
        let named = format!("{own}{added}");
        if !apps.contains(&named) {
            apps.push(named);
        }
    }
    let stop = if advice.stops.iter().any(|stop| stop.full) { "stop; " } else { "" };
    format!("{stop}{}", apps.join(" / "))
}

/// A page as one line of words.
fn words(advice: &Advice, detail: Detail) -> String {
    lines(advice, detail).join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn complements(steps: &[Step]) -> Vec<&str> {
    steps.iter().flat_map(|step| &step.complements).map(|id| id.as_str()).collect()
}

/// The first difference between a persona and its advice, in words.
fn difference(kb: &KnowledgeBase, persona: &Persona, advice: &Advice) -> Option<String> {
    let verdict = verdict(advice);
    if !persona.verdict.contains(&verdict) {
        return Some(format!("verdict `{verdict}`, expected {:?}", persona.verdict));
    }
    let stop = advice.stops.first().map(|stop| stop.id.to_string());
    if persona.stop.is_some() && stop != persona.stop {
        return Some(format!("stop {stop:?}, expected {:?}", persona.stop));
    }
    let reasons = advice.contexts.iter().flat_map(|context| &context.reasons);
    let fired: Vec<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    for rule in &persona.rules {
        assert!(kb.rules().find(rule).is_some(), "no rule `{rule}`");
        if !fired.contains(&rule.as_str()) {
            return Some(format!("rule `{rule}` did not fire"));
        }
    }
    let kind = |step: &Step| serde_json::to_value(step.kind).unwrap().as_str().unwrap().to_owned();
    let named = |step: &Step| step.complements.first().cloned().unwrap_or_else(|| kind(step));
    let first: Vec<String> = advice.steps.iter().take(persona.first.len()).map(named).collect();
    if first != persona.first {
        return Some(format!("first steps {first:?}, expected {:?}", persona.first));
    }
    let (shown, rest) = (complements(&advice.steps), complements(&advice.more_steps));
    for step in persona.steps.iter().chain(&persona.not_steps) {
        assert!(kb.complements().find(step).is_some(), "no complement `{step}`");
    }
    if let Some(missing) = persona.steps.iter().find(|step| !shown.contains(&step.as_str())) {
        return Some(format!("step `{missing}` is missing from {shown:?}"));
    }
    if let Some(wrong) =
        persona.not_steps.iter().find(|step| [&shown, &rest].iter().any(|all| all.contains(&step.as_str())))
    {
        return Some(format!("step `{wrong}` is advised"));
    }
    let page = words(advice, Detail::Usual);
    if let Some(missing) = persona.words.iter().find(|words| !page.contains(words.as_str())) {
        return Some(format!("the page lacks {missing:?}: {page}"));
    }
    // What would change the verdict names other apps.
    let advised = page.split("How sure, and what would change it").next().unwrap();
    let wrong = persona.never.iter().find(|words| advised.contains(words.as_str()));
    wrong.map(|wrong| format!("the page holds {wrong:?}: {advised}"))
}

#[test]
fn every_persona_is_told_what_it_needs() {
    let kb = KnowledgeBase::embedded();
    let all = persona_advice(&kb);
    let failures = all.iter().filter_map(|(name, persona, advice)| {
        difference(&kb, persona, advice).map(|difference| format!("{name}: {difference}"))
    });
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_and_every_stop_has_a_persona() {
    let kb = KnowledgeBase::embedded();
    let all = persona_advice(&kb);
    let reasons = all.iter().flat_map(|(.., advice)| &advice.contexts).flat_map(|context| &context.reasons);
    let fired: BTreeSet<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    let stopped: BTreeSet<&str> =
        all.iter().flat_map(|(.., advice)| &advice.stops).map(|stop| stop.id.as_str()).collect();
    let silent = |ids: Vec<&str>, heard: &BTreeSet<&str>| ids.iter().filter(|id| !heard.contains(*id)).count();
    assert_eq!(silent(kb.rules().ids().collect(), &fired), 0, "rules that no persona fires: {fired:?}");
    assert_eq!(silent(kb.stops().ids().collect(), &stopped), 0, "stops of no persona: {stopped:?}");
}

#[test]
fn first_screens_fit_on_80_columns_and_24_rows() {
    let kb = KnowledgeBase::embedded();
    let all = persona_advice(&kb);
    let mut long: Vec<(usize, &str)> =
        all.iter().map(|(name, _, advice)| (lines(advice, Detail::Brief).len(), name.as_str())).collect();
    long.retain(|(rows, _)| *rows > 23);
    assert!(long.iter().all(|(rows, _)| *rows <= MOST_ROWS), "{long:?}");
    assert!(long.len() * 10 <= all.len(), "{} of {}: {long:?}", long.len(), all.len());
}

#[test]
fn no_answers_lead_to_steps_that_are_too_many_or_exclude_each_other_or_cannot_be_taken() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    for (answers, advice) in random_advice(&kb, 10_000, &[]) {
        let context = || format!("{} on {}", advice.verdict.headline, advice.answer_string);
        assert!(advice.steps.len() <= MOST_STEPS, "{}", context());
        assert!(!advice.steps.is_empty(), "{}: there is a next step", context());
        let reading = answers.read(&kb);
        let all: Vec<_> = complements(&advice.steps)
            .into_iter()
            .chain(complements(&advice.more_steps))
            .map(|id| kb.complements().find(id).unwrap())
            .collect();
        for key in &all {
            let one = &kb[*key];
            assert!(!one.excludes.iter().any(|other| all.contains(other)), "`{}`: {}", one.id, context());
            assert!(one.is_available(|question| reading.get(question)), "`{}`: {}", one.id, context());
        }
        for step in advice.steps.iter().chain(&advice.more_steps) {
            let Some(messenger) = kb.messengers().find(&step.messenger) else { continue };
            for id in &step.complements {
                let one = &kb[kb.complements().find(id).unwrap()];
                // What takes the place of the candidates is the messenger itself.
                let works = one.messenger == Some(messenger) || levels.allows(one, messenger);
                assert!(works, "`{id}` with {}: {}", step.messenger, context());
            }
        }
        let is_full = advice.full_stop().is_some();
        assert_eq!(is_full, advice.steps[0].kind == StepKind::Stop, "{}", context());
    }
}

#[test]
fn circles_that_are_kept_separate_never_share_an_account_without_a_word() {
    let kb = KnowledgeBase::embedded();
    for (answers, advice) in random_advice(&kb, 3000, &[("contacts", "both"), ("circles", "separate")]) {
        let [one, other] = advice.verdict.apps.as_slice() else { panic!("two contexts") };
        // Where little is at stake and nobody would install another app, one account with a hidden number does.
        let chosen = |question: &str, choice: &str| {
            let key = kb.questions().find(question).unwrap();
            answers.read(&kb).get(key).is_some_and(|chosen| chosen.meets(kb[key].find(choice).unwrap()))
        };
        let is_little = chosen("adoption", "no") && chosen("harm", "little");
        if one.app == other.app && one.app.is_some() && one.replacement.is_none() && !is_little {
            let all = complements(&advice.steps).into_iter().chain(complements(&advice.more_steps));
            let separates =
                all.into_iter().any(|id| ["second-account", "second-account-now", "second-device"].contains(&id));
            assert!(separates, "{} on {}", advice.verdict.headline, advice.answer_string);
        }
    }
}

#[test]
fn none_alone_always_names_what_to_add_or_what_takes_the_place() {
    let kb = KnowledgeBase::embedded();
    let mut none_alone = 0;
    for (_, advice) in random_advice(&kb, 2000, &[]) {
        if advice.verdict.kind != VerdictKind::NoneAlone {
            continue;
        }
        none_alone += 1;
        let names = advice.verdict.apps.iter().any(|app| app.replacement.is_some() || !app.additions.is_empty());
        assert!(names, "{} on {}", advice.verdict.headline, advice.answer_string);
    }
    assert!(none_alone > 300, "the sample reaches the case: {none_alone}");
}

#[test]
fn a_must_that_stays_open_is_in_the_headline_with_what_to_do_first() {
    let kb = KnowledgeBase::embedded();
    let mut open = 0;
    for (_, advice) in random_advice(&kb, 3000, &[]) {
        for must in advice.verdict.apps.iter().flat_map(|app| &app.open) {
            let cannot =
                must.cannot.as_ref().unwrap_or_else(|| panic!("`{}` does not say what it cannot", must.property));
            assert!(advice.verdict.headline.contains(cannot.as_str()), "{}", advice.verdict.headline);
            let first = must.first.as_ref().unwrap_or_else(|| panic!("`{}` does not say what to do", must.property));
            let all = advice.steps.iter().chain(&advice.more_steps);
            assert!(all.into_iter().any(|step| step.title == *first), "{first}");
            open += 1;
        }
    }
    assert!(open > 30, "the sample reaches the case: {open}");
}

/// Answers with those of one question changed.
fn with(kb: &KnowledgeBase, answers: &Answers, question: &str, choices: &[&str]) -> Answers {
    let key = kb.questions().find(question).unwrap();
    let chosen = choices.iter().fold(ChoiceSet::default(), |set, id| set.union(kb[key].find(id).unwrap()));
    let mut changed = answers.clone();
    changed.set(key, Some(Answer::Chosen(chosen)));
    changed.leave_rest_unsure(kb);
    changed
}

/// The choices of a question that takes many, with one of them added or taken out.
fn toggled(kb: &KnowledgeBase, answers: &Answers, key: Key<Question>, choice: &str) -> Option<Vec<String>> {
    let question = &kb[key];
    let Some(Answer::Chosen(now)) = answers.get(key) else { return None };
    let (now, one) = (now.without(question.alone()), question.find(choice).unwrap());
    let then = if now.meets(one) { now.without(one) } else { now.union(one) };
    let ids = |set: ChoiceSet| question.ids(set).into_iter().map(str::to_owned).collect();
    Some(if then.is_empty() { ids(question.alone()) } else { ids(then) })
}

/// Personas of ordinary life, all of whom get the same app.
const ORDINARY: &str = "family family-unsure typical-reader parents pensioner-scams sim-swap doctor employee-lawyer \
                        journalist-democracy both-know-me known-contacts-state class-parents whatsapp-leaver lost-phone \
                        long-distance-couple boss-fraud known-content known-no-worry known-little deaf-video";

#[test]
fn an_unrelated_answer_does_not_flip_the_verdict_of_an_ordinary_case() {
    let kb = KnowledgeBase::embedded();
    let all = personas();
    let mut tried = 0;
    for name in ORDINARY.split_whitespace() {
        let (_, persona) = all.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no persona `{name}`"));
        let base = answers(&kb, name, persona);
        let now = verdict(&advice(&kb, &base));
        assert_eq!(now, "signal", "{name}");
        let mut others: Vec<(String, Answers)> = Vec::new();
        for (question, choice) in
            [("adversary", "companies"), ("adversary", "mass-surveillance"), ("protect", "location")]
        {
            let key = kb.questions().find(question).unwrap();
            if let Some(ids) = toggled(&kb, &base, key, choice) {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                others.push((format!("{question} {ids:?}"), with(&kb, &base, question, &ids)));
            }
        }
        for (question, choices) in [
            ("group-members", &["known", "strangers"][..]),
            ("groups", &["none", "up-to-100"]),
            ("calls", &["none", "one-to-one"]),
            ("phone", &["android", "iphone", "several"]),
        ] {
            others.extend(choices.iter().map(|id| (format!("{question} {id}"), with(&kb, &base, question, &[id]))));
        }
        for (change, other) in others {
            assert_eq!(verdict(&advice(&kb, &other)), now, "{name}: {change}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_typical_reader_who_ticks_mass_surveillance_is_not_told_session() {
    let kb = KnowledgeBase::embedded();
    for concern in ["content", "contacts", "identity", "location", "account", "nothing-special"] {
        let text = format!(
            "contacts: known\nconcern: {concern}\nprotect: [content, contacts]\nadversary: [companies, mass-surveillance]\n\
             harm: serious\nnetwork: open\nadoption: reluctant\nphone: android\n"
        );
        assert_eq!(verdict(&advice(&kb, &parsed(&kb, &text))), "signal", "{concern}");
    }
}

#[test]
fn session_is_never_recommended_while_content_is_the_main_concern() {
    let kb = KnowledgeBase::embedded();
    for (_, advice) in random_advice(&kb, 3000, &[("concern", "content")]) {
        assert!(!verdict(&advice).contains("session"), "{}", advice.answer_string);
    }
}

/// Asserts that with these answers every app reaches a level on a property.
fn assert_reaches(kb: &KnowledgeBase, fixed: &[(&str, &str)], property: &str, level: &str) {
    let property = kb.properties().find(property).unwrap();
    let level = kb[property].read(level).unwrap();
    let levels = Levels::of(kb, &trust());
    for (_, advice) in random_advice(kb, 1000, fixed) {
        for app in advice.verdict.apps.iter().filter_map(|app| app.app.as_ref()) {
            let messenger = kb.messengers().find(app).unwrap();
            assert!(levels.reaches(messenger, property, level), "{app} on {}", advice.answer_string);
        }
    }
}

#[test]
fn someone_whose_partner_may_get_a_minute_at_the_phone_gets_no_app_that_hides_added_devices() {
    for access in ["moment", "checks", "installed"] {
        let fixed = [("adversary", "someone-close"), ("person", "partner"), ("access", access)];
        assert_reaches(&KnowledgeBase::embedded(), &fixed, "extra-devices", "listed");
    }
}

#[test]
fn people_whose_contacts_refuse_unknown_apps_never_get_one() {
    assert_reaches(&KnowledgeBase::embedded(), &[("adoption", "no")], "familiarity", "well-known");
}

#[test]
fn a_stalked_person_who_does_not_know_by_whom_is_not_told_to_stop_using_the_phone() {
    let kb = KnowledgeBase::embedded();
    for rest in ["access: installed\n", "access: checks\n", "access: moment\ndevice: [infected]\n", "access: none\n"] {
        let text = format!("contacts: known\nconcern: location\nadversary: [someone-close]\nperson: unknown\n{rest}");
        let advice = advice(&kb, &parsed(&kb, &text));
        assert!(!advice.stops.is_empty(), "{rest}");
        let page = words(&advice, Detail::Usual).to_lowercase();
        for wrong in ["stop using", "don't use this device", "do not use this device"] {
            assert!(!page.contains(wrong), "{rest}: {page}");
        }
        assert!(page.contains("lila.help"), "{rest}: {page}");
    }
}

#[test]
fn everything_unsure_gets_one_app_after_at_most_twelve_questions() {
    let kb = KnowledgeBase::embedded();
    let unsure = parsed(&kb, "{}");
    assert!(unsure.asked(&kb).len() <= 12, "{}", unsure.string(&kb));
    let advice = advice(&kb, &unsure);
    assert!(verdict(&advice) == "signal" && advice.stops.is_empty());
}

#[test]
fn apps_that_steps_name_come_with_a_link() {
    let kb = KnowledgeBase::embedded();
    let sites = [
        ("Briar", "https://briarproject.org"),
        ("SimpleX", "https://simplex.chat"),
        ("Molly", "https://molly.im"),
        ("Orbot", "https://orbot.app"),
        ("Tor Browser", "https://www.torproject.org"),
    ];
    let (mut found, mut missing) = (0, Vec::new());
    for one in kb.complements().iter() {
        let with_answers = one.how_to_when.iter().flat_map(|one| &one.steps);
        let text = one.how_to.iter().chain(with_answers).map(|step| step.as_str()).collect::<Vec<_>>().join(" ");
        for (app, site) in sites.iter().filter(|(app, _)| text.contains(app)) {
            found += 1;
            if !text.contains(site) {
                missing.push(format!("{}: {app}", one.id));
            }
        }
    }
    assert!(found > 3, "{found}");
    assert_eq!(missing, [] as [String; 0]);
}

#[test]
fn the_musts_that_a_score_counts_are_those_marked_as_met_beside_it() {
    let kb = KnowledgeBase::embedded();
    for (name, _, advice) in persona_advice(&kb) {
        for context in &advice.contexts {
            for candidate in &context.candidates {
                let musts = context.reasons.iter().filter(|reason| reason.strength.is_must());
                let own = musts.flat_map(|must| must.standings.iter().find(|one| one.messenger == candidate.id));
                let met: Vec<bool> = own.map(|one| one.standing.is_alone()).collect();
                let score = (met.iter().filter(|met| **met).count(), met.len());
                assert_eq!(score, (candidate.musts_met, candidate.musts), "{name}: {}", candidate.title);
            }
        }
    }
}

#[test]
fn a_number_is_printed_only_where_its_source_is_listed() {
    let kb = KnowledgeBase::embedded();
    for (name, _, advice) in persona_advice(&kb) {
        for (detail, has_sources) in [(Detail::Brief, false), (Detail::Usual, false), (Detail::Full, true)] {
            let lines = lines(&advice, detail);
            let is_numbered = |line: &String| {
                line.split('[').skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
            };
            assert_eq!(lines.iter().any(is_numbered), has_sources, "{name}, {detail:?}");
            assert_eq!(lines.iter().any(|line| line == "Sources"), has_sources, "{name}, {detail:?}");
        }
    }
}

#[test]
fn a_full_stop_comes_first_and_hides_the_usual_steps() {
    let kb = KnowledgeBase::embedded();
    let mut stopped = 0;
    for (_, advice) in random_advice(&kb, 500, &[]) {
        let Some(stop) = advice.full_stop() else { continue };
        stopped += 1;
        let page = words(&advice, Detail::Usual);
        assert!(page.starts_with(stop.title.as_str()), "{page}");
        assert!(!page.contains("Step by step"), "{page}");
        assert!(words(&advice, Detail::Full).contains("Once you have a safe device"), "{page}");
    }
    assert!(stopped > 100, "the sample reaches the case: {stopped}");
}

#[test]
fn notices_are_on_the_first_screen() {
    let kb = KnowledgeBase::embedded();
    for (_, advice) in random_advice(&kb, 500, &[]) {
        let is_full = advice.full_stop().is_some();
        let screen = words(&advice, Detail::Brief);
        for notice in advice.notices.iter().filter(|_| !is_full) {
            assert!(screen.contains(&format!("{}.", notice.title)), "{}: {screen}", notice.title);
        }
    }
}

#[test]
fn weak_links_are_just_the_facts_that_change_the_verdict_by_themselves() {
    let kb = KnowledgeBase::embedded();
    // By then every fact is past its review, so that none is too firm to be told.
    let trust = Trust { as_of: parse_day("2099-01-01").unwrap(), max_age: None };
    let levels = Levels::of(&kb, &trust);
    let space = Space::embedded();
    let mut random = random::Random::new(12);
    let mut found = 0;
    for _ in 0..300 {
        let answers = random::answers(&kb, &mut random);
        let case = Case::of(&kb, &trust, &answers);
        let certainty = Advice::of(&case, None).with_certainty(&case, Some(&space)).certainty.unwrap();
        let told: Vec<(String, String)> =
            certainty.weak_links.iter().map(|link| (link.property.to_string(), link.messenger.to_string())).collect();
        let reading = answers.read(&kb);
        let now = decide(&kb, &levels, &reading);
        let mut expected = Vec::new();
        for property in kb.properties().keys() {
            for candidate in kb.scope().candidates.iter().copied() {
                let changes = |level: &_| {
                    let other = levels.clone().with(candidate, property, *level);
                    decide(&kb, &other, &reading).verdict != now.verdict
                };
                if levels.others(&kb, candidate, property).iter().any(changes) {
                    expected.push((kb[property].id.to_string(), kb[candidate].id.to_string()));
                }
            }
        }
        assert_eq!(told, expected, "{}", answers.string(&kb));
        found += told.len();
    }
    assert!(found > 30, "{found} facts are weak links");
}

#[test]
fn every_property_that_a_rule_makes_a_must_says_what_it_means_if_it_stays_open() {
    let kb = KnowledgeBase::embedded();
    let silent = |rule: &&advisor::kb::Rule| {
        let property = &kb[rule.property];
        rule.strength.is_must()
            && (property.if_open.is_none() || property.if_open_do.is_none() || property.cannot.is_none())
    };
    let silent: Vec<&str> = kb.rules().iter().filter(silent).map(|rule| kb[rule.property].id()).collect();
    assert_eq!(silent, [] as [&str; 0]);
}
