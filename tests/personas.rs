//! Personas: who a person is, what they answer, and what they must be told.
//!
//! Every file under `tests/personas/` is one case. A new case is a new file.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

#[path = "support/random.rs"]
mod random;

use advisor::answers::{Answers, Saved};
use advisor::engine::{Levels, Trust, decide};
use advisor::kb::{Entry, KnowledgeBase, parse_day};
use advisor::report::{Advice, Block, Case, Detail, Drawing, Format, Step, Text};
use advisor::space::Space;
use serde::Deserialize;

/// A persona as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Persona {
    #[expect(dead_code, reason = "for the reader")]
    who: String,
    #[expect(dead_code, reason = "for the reader")]
    claim: String,
    answers: serde_yaml::Value,
    verdict: Expected,
    /// Rules that must have fired.
    rules: Vec<String>,
    /// For each context, exactly the companions to add to the best base.
    #[serde(default)]
    companions: BTreeMap<String, Vec<String>>,
    /// For each context, exactly the musts that stay open whatever is added.
    #[serde(default)]
    open_musts: BTreeMap<String, Vec<String>>,
    /// For each context, exactly the companions that are named as worth a try.
    #[serde(default)]
    worth_a_try: BTreeMap<String, Vec<String>>,
    /// For each context, exactly the companions that only answers of *unsure* leave out of account.
    #[serde(default)]
    could_if: BTreeMap<String, Vec<String>>,
    /// Risks that must be told.
    #[serde(default)]
    risks: Vec<String>,
    /// Words that the first screen must hold.
    #[serde(default)]
    first_screen: Vec<String>,
    /// Complements that the steps must name.
    #[serde(default)]
    steps: Vec<String>,
    /// Complements that the steps must not name.
    #[serde(default)]
    not_steps: Vec<String>,
}

/// The expected verdict: `none-alone`, or a messenger for each context.
#[derive(Deserialize, Debug, PartialEq, Eq)]
#[serde(untagged)]
enum Expected {
    Word(String),
    Use(BTreeMap<String, String>),
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
    let text = serde_yaml::to_string(&persona.answers).unwrap();
    let answers = Saved::parse(kb, name, &text).unwrap_or_else(|problems| panic!("{problems}")).answers;
    assert_eq!(answers.open(kb), [], "{name}: every question that applies is answered");
    assert_eq!(answers.ruled_out(kb), [], "{name}: no question that does not apply is answered");
    answers
}

fn trust() -> Trust {
    Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None }
}

/// The first difference between a persona and its advice, in words.
fn difference(kb: &KnowledgeBase, persona: &Persona, advice: &Advice) -> Option<String> {
    let verdict = match advice.verdict.kind {
        "none-alone" => Expected::Word("none-alone".to_owned()),
        _ => {
            let placed = advice.verdict.messengers.iter();
            Expected::Use(placed.map(|placed| (placed.context.to_string(), placed.messenger.to_string())).collect())
        }
    };
    if verdict != persona.verdict {
        return Some(format!(
            "verdict {verdict:?}, expected {:?}; {:#?}",
            persona.verdict,
            advice.contexts.iter().map(|c| &c.candidates).collect::<Vec<_>>()
        ));
    }
    let reasons = advice.contexts.iter().flat_map(|context| &context.reasons);
    let fired: Vec<&str> = reasons.flat_map(|reason| &reason.rules).map(|rule| rule.id.as_str()).collect();
    for rule in &persona.rules {
        assert!(kb.rules().find(rule).is_some(), "no rule `{rule}`");
        if !fired.contains(&rule.as_str()) {
            return Some(format!("rule `{rule}` did not fire"));
        }
    }
    for context in &advice.contexts {
        if let Some(expected) = persona.companions.get(context.id.as_str()) {
            let found: Vec<&str> = context.companions.iter().map(|companion| companion.id.as_str()).collect();
            if found != *expected {
                return Some(format!("companions {found:?}, expected {expected:?}"));
            }
        }
        if let Some(expected) = persona.worth_a_try.get(context.id.as_str()) {
            let found: Vec<&str> = context.worth_a_try.iter().map(|companion| companion.id.as_str()).collect();
            if found != *expected {
                return Some(format!("worth a try {found:?}, expected {expected:?}"));
            }
        }
        let could_if = context.gaps.iter().flat_map(|gap| &gap.could_if).map(|could| could.help.id.as_str());
        let could_if: BTreeSet<&str> = could_if.collect();
        let expected = persona.could_if.get(context.id.as_str()).into_iter().flatten().map(String::as_str);
        if could_if != expected.collect() {
            return Some(format!("could help, if an unsure answer turns out so: {could_if:?}"));
        }
        if let Some(expected) = persona.open_musts.get(context.id.as_str()) {
            let open = context.gaps.iter().filter(|gap| gap.strength == "must");
            let open: Vec<&str> = open.map(|gap| gap.property.as_str()).collect();
            if open != *expected {
                return Some(format!("open musts {open:?}, expected {expected:?}"));
            }
        }
    }
    for risk in &persona.risks {
        assert!(kb.risks().find(risk).is_some(), "no risk `{risk}`");
        if !advice.risks.iter().any(|told| told.id == *risk) {
            return Some(format!("risk `{risk}` is not told"));
        }
    }
    let screen = first_screen(advice);
    if let Some(missing) = persona.first_screen.iter().find(|words| !screen.contains(words.as_str())) {
        return Some(format!("the first screen lacks {missing:?}: {screen}"));
    }
    let steps: Vec<&str> = advice.steps.iter().filter_map(|step| step.complement.as_deref()).collect();
    for step in persona.steps.iter().chain(&persona.not_steps) {
        assert!(kb.complements().find(step).is_some(), "no complement `{step}`");
    }
    if let Some(missing) = persona.steps.iter().find(|step| !steps.contains(&step.as_str())) {
        return Some(format!("step `{missing}` is missing from {steps:?}"));
    }
    if let Some(wrong) = persona.not_steps.iter().find(|step| steps.contains(&step.as_str())) {
        return Some(format!("step `{wrong}` is advised: {steps:?}"));
    }
    None
}

/// The first screen as one line of words.
fn first_screen(advice: &Advice) -> String {
    words(advice, Detail::Brief)
}

/// A page as one line of words.
fn words(advice: &Advice, detail: Detail) -> String {
    let text = Text { width: 80, drawing: Drawing::Boxes }.render(&advice.page(detail));
    let text = anstream::adapter::strip_str(&text).to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Advice for random answers, the same in every run.
fn random_advice(kb: &KnowledgeBase, count: usize) -> impl Iterator<Item = Advice> {
    let mut random = random::Random::new(11);
    (0..count).map(move |_| Advice::of(&Case::of(kb, &trust(), &random::answers(kb, &mut random)), None))
}

#[test]
fn every_persona_is_told_what_it_needs() {
    let kb = KnowledgeBase::embedded();
    let mut failures = Vec::new();
    for (name, persona) in personas() {
        let advice = Advice::of(&Case::of(&kb, &trust(), &answers(&kb, &name, &persona)), None);
        failures.extend(difference(&kb, &persona, &advice).map(|difference| format!("{name}: {difference}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_persona_in_which_it_fires() {
    let kb = KnowledgeBase::embedded();
    let mut fired: Vec<String> = Vec::new();
    for (name, persona) in personas() {
        let advice = Advice::of(&Case::of(&kb, &trust(), &answers(&kb, &name, &persona)), None);
        let reasons = advice.contexts.into_iter().flat_map(|context| context.reasons);
        fired.extend(reasons.flat_map(|reason| reason.rules).map(|rule| rule.id.to_string()));
    }
    let silent: Vec<&str> =
        kb.rules().iter().map(Entry::id).filter(|id| !fired.iter().any(|known| known == id)).collect();
    assert_eq!(silent, [] as [&str; 0], "rules that no persona fires");
}

#[test]
fn the_musts_that_a_score_counts_are_those_marked_as_met_beside_it() {
    let kb = KnowledgeBase::embedded();
    let mut compared = 0;
    for (name, persona) in personas() {
        let page = Advice::of(&Case::of(&kb, &trust(), &answers(&kb, &name, &persona)), None).page(Detail::Usual);
        let tables =
            page.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        let scores =
            page.blocks.iter().filter_map(|block| if let Block::Scores(scores) = block { Some(scores) } else { None });
        for (scores, table) in scores.zip(tables) {
            for (column, score) in scores.iter().enumerate() {
                let cells = table.rows.iter().map(|row| row[column + 1].to_string());
                let met = cells.filter(|cell| cell == "met" || cell == "by a setting").count();
                assert_eq!((met, table.rows.len()), (score.musts_met, score.musts), "{name}: {}", score.title);
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "each candidate of every persona has a score, not only {compared}");
}

#[test]
fn a_number_is_printed_only_where_its_source_is_listed() {
    let kb = KnowledgeBase::embedded();
    for (name, persona) in personas() {
        let advice = Advice::of(&Case::of(&kb, &trust(), &answers(&kb, &name, &persona)), None);
        for (detail, has_sources) in [(Detail::Brief, false), (Detail::Usual, false), (Detail::Full, true)] {
            let text = Text { width: 80, drawing: Drawing::Boxes }.render(&advice.page(detail));
            let text = anstream::adapter::strip_str(&text).to_string();
            let numbered = text.split('[').skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
            assert_eq!(numbered, has_sources, "{name}, {detail:?}");
            let lists = text.lines().any(|line| line == "Sources");
            assert_eq!(lists, has_sources, "{name}, {detail:?}");
        }
    }
}

#[test]
fn a_step_is_required_just_where_a_must_hangs_on_it() {
    let kb = KnowledgeBase::embedded();
    let (mut required, mut advised) = (0, 0);
    for advice in random_advice(&kb, 1000) {
        for step in advice.steps.iter().filter(|step| !step.unproven) {
            let Some(complement) = &step.complement else { continue };
            // What keeps contexts apart is required, whatever else it does.
            let keeps_apart = advice.verdict.shared.iter().flat_map(|shared| &shared.could_help);
            if keeps_apart.into_iter().any(|help| help.id == *complement) {
                continue;
            }
            let contexts = advice.contexts.iter().filter(|context| step.contexts.contains(&context.id));
            let musts = contexts.flat_map(|context| &context.reasons).filter(|reason| reason.strength == "must");
            let hangs_on_it = musts.into_iter().any(|reason| reason.standings[0].with.contains(complement));
            assert_eq!(step.required, hangs_on_it, "{} on {}", step.title, advice.answer_string);
            required += usize::from(step.required);
            advised += usize::from(!step.required);
        }
    }
    assert!(required > 100 && advised > 100, "{required} steps are required and {advised} advised");
}

#[test]
fn no_step_takes_what_does_not_work_with_its_messenger() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &trust());
    let works = |complement: &str, messenger: &str| {
        let complement = &kb[kb.complements().find(complement).unwrap()];
        levels.allows(complement, kb.messengers().find(messenger).unwrap())
    };
    for advice in random_advice(&kb, 1000) {
        for step in advice.steps.iter().filter(|step| !step.unproven) {
            let Some(complement) = &step.complement else { continue };
            // What is done the same way beside every messenger names none.
            let placed = advice.contexts.iter().filter(|context| step.contexts.contains(&context.id));
            for context in placed {
                assert!(works(complement, &context.messenger), "{} on {}", step.title, advice.answer_string);
            }
        }
        for help in advice.verdict.shared.iter().flat_map(|one| one.could_help.iter().map(move |help| (one, help))) {
            assert!(works(&help.1.id, &help.0.messenger), "{} on {}", help.1.title, advice.answer_string);
        }
    }
}

#[test]
fn what_is_only_worth_a_try_could_close_a_must_that_stays_open() {
    let kb = KnowledgeBase::embedded();
    let mut tried = 0;
    for advice in random_advice(&kb, 1000) {
        for step in advice.steps.iter().filter(|step| step.unproven) {
            let contexts = advice.contexts.iter().filter(|context| step.contexts.contains(&context.id));
            let gaps = contexts.flat_map(|context| &context.gaps).filter(|gap| gap.strength == "must");
            let could_try = gaps.flat_map(|gap| &gap.could_try).any(|help| Some(&help.id) == step.complement.as_ref());
            assert!(could_try && !step.required, "{} on {}", step.title, advice.answer_string);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried} steps are worth a try");
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
    for _ in 0..1000 {
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
                    decide(&kb, &other, &reading).verdict.placing() != now.verdict.placing()
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
fn one_messenger_for_circles_that_are_kept_apart_is_never_left_without_a_word() {
    let kb = KnowledgeBase::embedded();
    let (mut shared, mut with_a_step) = (0, 0);
    for advice in random_advice(&kb, 600) {
        if advice.verdict.kept_apart.is_empty() {
            assert!(advice.verdict.shared.is_empty());
            continue;
        }
        let [one, other] = advice.contexts.as_slice() else { panic!("two circles are kept apart") };
        assert_eq!(advice.verdict.shared.is_empty(), one.messenger != other.messenger, "{advice:#?}");
        for view in &advice.verdict.shared {
            shared += 1;
            let screen = first_screen(&advice);
            assert!(
                screen.contains("account must not serve both") || screen.contains("must be kept apart"),
                "{screen}"
            );
            if let Some(help) =
                view.could_help.iter().min_by_key(|help| kb[kb.complements().find(&help.id).unwrap()].effort)
            {
                with_a_step += 1;
                let at = |wanted: &dyn Fn(&Step) -> bool| advice.steps.iter().position(wanted).unwrap();
                let step = at(&|step| step.complement.as_deref() == Some(&help.id));
                assert!(step < at(&|step| is_got(&kb, step)), "what keeps them apart comes first: {:#?}", advice.steps);
                assert!(advice.steps[step].required);
            }
        }
    }
    assert!(shared > 20 && with_a_step > 20, "the sample reaches the case: {shared}, {with_a_step}");
}

#[test]
fn the_first_screen_fits_a_terminal_of_usual_size_above_the_line_that_asks_for_a_key() {
    let kb = KnowledgeBase::embedded();
    let rows = |advice: &Advice| {
        let text = Text { width: 80, drawing: Drawing::Boxes }.render(&advice.page(Detail::Brief));
        (text.lines().count(), text)
    };
    let mut unsure = Answers::none(&kb);
    unsure.leave_rest_unsure(&kb);
    for advice in random_advice(&kb, 2000).chain([Advice::of(&Case::of(&kb, &trust(), &unsure), None)]) {
        let (rows, text) = rows(&advice);
        assert!(rows <= 23, "{} in {rows} rows:\n{text}", advice.answer_string);
        for notice in &advice.notices {
            assert!(first_screen(&advice).contains(&format!("{}.", notice.title)), "{}:\n{text}", notice.title);
        }
    }
}

#[test]
fn what_the_first_screen_only_counts_stands_below_it_by_name() {
    let kb = KnowledgeBase::embedded();
    let mut counted = 0;
    for advice in random_advice(&kb, 300) {
        if !first_screen(&advice).contains(" comes closest; ") {
            continue;
        }
        counted += 1;
        let whole = words(&advice, Detail::Usual).to_lowercase();
        assert!(whole.contains("the verdict in full"), "{whole}");
        for context in &advice.contexts {
            let added = context.companions.iter().chain(&context.worth_a_try);
            for title in added.map(|companion| companion.title.to_lowercase()) {
                assert!(whole.contains(&title), "{title}: {whole}");
            }
        }
        for obstacle in &advice.verdict.obstacles {
            assert!(whole.contains(&obstacle.text.to_lowercase()), "{}: {whole}", obstacle.text);
        }
    }
    assert!(counted > 30, "the sample reaches the case: {counted}");
}

#[test]
fn a_step_has_all_its_remarks_in_one_pair_of_brackets() {
    let kb = KnowledgeBase::embedded();
    let mut several = 0;
    for advice in random_advice(&kb, 300) {
        for text in [first_screen(&advice), words(&advice, Detail::Usual)] {
            assert!(!text.contains(") ("), "{text}");
            several += usize::from(text.contains(" contacts; not shown to work with "));
        }
    }
    assert!(several > 10, "the sample reaches the case: {several}");
}

#[test]
fn a_must_that_stays_open_is_told_or_counted_on_the_first_screen_and_told_whole_below() {
    let kb = KnowledgeBase::embedded();
    let mut open = 0;
    for advice in random_advice(&kb, 300) {
        let screen = first_screen(&advice).to_lowercase();
        let whole = words(&advice, Detail::Usual).to_lowercase();
        for gap in advice.contexts.iter().flat_map(|context| &context.gaps).filter(|gap| gap.strength == "must") {
            let Some(if_open) = &gap.if_open else { panic!("`{}` does not say what an open must means", gap.property) };
            let if_open = if_open.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let sentence = if_open.split_inclusive(". ").next().unwrap().trim_end();
            let is_counted = screen.contains("more things stay open") || screen.contains("more thing stays open");
            assert!(screen.contains(sentence) || is_counted, "{if_open}: {screen}");
            assert!(whole.contains(&if_open), "{if_open}: {whole}");
            open += 1;
        }
    }
    assert!(open > 100, "the sample reaches the case: {open}");
}

#[test]
fn every_property_that_a_rule_makes_a_must_says_what_it_means_if_it_stays_open() {
    let kb = KnowledgeBase::embedded();
    let silent: Vec<&str> = kb
        .rules()
        .iter()
        .filter(|rule| rule.strength.is_must() && kb[rule.property].if_open.is_none())
        .map(|rule| kb[rule.property].id())
        .collect();
    assert_eq!(silent, [] as [&str; 0]);
}

/// Whether a step gets a messenger: its own app, or what takes its place.
fn is_got(kb: &KnowledgeBase, step: &Step) -> bool {
    let complement = step.complement.as_ref().map(|id| &kb[kb.complements().find(id).unwrap()]);
    step.kind == "get" || complement.is_some_and(|complement| complement.is_the_app)
}

#[test]
fn an_account_is_registered_in_one_app_alone() {
    let kb = KnowledgeBase::embedded();
    let mut found = 0;
    for advice in random_advice(&kb, 600) {
        for context in &advice.contexts {
            let own = advice.steps.iter().filter(|step| step.contexts.contains(&context.id));
            let got = own.filter(|step| is_got(&kb, step) && step.messenger == context.messenger).count();
            assert_eq!(got, 1, "{:#?}", advice.steps);
        }
        found += usize::from(advice.steps.iter().any(|step| step.kind != "get" && is_got(&kb, step)));
    }
    assert!(found > 5, "the sample reaches the case: {found}");
}

#[test]
fn what_belongs_before_signing_up_comes_before_getting_the_messenger() {
    let kb = KnowledgeBase::embedded();
    let mut found = 0;
    for advice in random_advice(&kb, 600) {
        for (position, step) in advice.steps.iter().enumerate() {
            let complement = step.complement.as_ref().map(|id| &kb[kb.complements().find(id).unwrap()]);
            if complement.is_some_and(|complement| complement.before_sign_up) {
                let is_own = |other: &Step| is_got(&kb, other) && other.messenger == step.messenger;
                let got = advice.steps.iter().position(is_own).unwrap();
                assert!(position < got, "{:#?}", advice.steps);
                found += 1;
            }
        }
    }
    assert!(found > 5, "the sample reaches the case: {found}");
}

#[test]
fn what_is_not_shown_to_work_with_a_messenger_meets_nothing() {
    let kb = KnowledgeBase::embedded();
    let mut tried = 0;
    for advice in random_advice(&kb, 300) {
        for standing in advice.contexts.iter().flat_map(|context| &context.reasons).flat_map(|reason| &reason.standings)
        {
            let messenger = kb.messengers().find(&standing.messenger).unwrap();
            for complement in &standing.with {
                assert!(!kb[kb.complements().find(complement).unwrap()].unproven_with.contains(&messenger));
            }
        }
        tried += advice.steps.iter().filter(|step| step.unproven).count();
        assert!(advice.steps.iter().all(|step| !(step.unproven && step.required)));
    }
    assert!(tried > 20, "the sample reaches the case: {tried}");
}

#[test]
fn a_companion_that_is_the_same_beside_both_messengers_is_one_step_for_all_contacts() {
    let kb = KnowledgeBase::embedded();
    let given =
        "contacts: both\nprotect: [content, contacts]\nnumber: contacts\ndevice: [infected]\nspecial: [neither]\n";
    let mut answers = Saved::parse(&kb, "answers", given).unwrap_or_else(|problems| panic!("{problems}")).answers;
    answers.leave_rest_unsure(&kb);
    let trust = Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None };
    let advice = Advice::of(&Case::of(&kb, &trust, &answers), None);
    let bases: BTreeSet<&str> = advice.contexts.iter().map(|context| context.messenger.as_str()).collect();
    assert_eq!(bases.len(), 2, "each circle has a messenger of its own");
    let clean: Vec<&Step> =
        advice.steps.iter().filter(|step| step.complement.as_deref() == Some("clean-device")).collect();
    let [step] = clean[..] else { panic!("{clean:?}") };
    assert_eq!((step.contexts.len(), step.messenger.as_str(), step.required), (2, "", true));
    let settings = advice.steps.iter().filter(|step| step.kind == "setting");
    assert!(settings.clone().count() > 0 && settings.clone().all(|step| !step.messenger.is_empty()));
}
