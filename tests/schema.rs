//! The schemas against what they speak of: what is printed, what is read, and what is refused.
#![expect(clippy::unwrap_used, reason = "clippy takes only functions marked as tests for tests")]

#[path = "support/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use advisor::advice::Case;
use advisor::answers::{Answers, Saved};
use advisor::engine::Trust;
use advisor::kb::{Files, KnowledgeBase, parse_day};
use advisor::{advice, answers, batch, explore, kb};
use boon::{Compiler, SchemaIndex, Schemas};
use random::Random;
use serde_json::{Map, Value, json};

/// A schema that has passed the meta-schema it names.
struct Judge {
    schemas: Schemas,
    schema: SchemaIndex,
}

impl Judge {
    fn try_of(schema: Value) -> Result<Self, String> {
        const PLACE: &str = "https://example.org/schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(PLACE, schema).map_err(|error| error.to_string())?;
        let schema = compiler.compile(PLACE, &mut schemas).map_err(|error| format!("{error:#}"))?;
        Ok(Self { schemas, schema })
    }

    fn of(schema: Value) -> Self {
        Self::try_of(schema).unwrap_or_else(|error| panic!("{error}"))
    }

    fn accepts(&self, value: &Value) -> bool {
        self.schemas.validate(value, self.schema).is_ok()
    }

    fn assert_accepts(&self, value: &Value, what: &str) {
        if let Err(refusal) = self.schemas.validate(value, self.schema) {
            panic!("{what}: {refusal}");
        }
    }
}

/// Every form that is read or printed.
fn forms() -> impl Iterator<Item = kb::Form> {
    [answers::FORM, advice::FORM].into_iter().chain(batch::FORMS).chain(explore::FORMS).chain(kb::FORMS)
}

/// Every schema by its name, as it is for the built-in knowledge base.
static SCHEMAS: LazyLock<BTreeMap<&str, Value>> = LazyLock::new(|| {
    let kb = KnowledgeBase::embedded();
    forms().map(|form| (form.name(), form.schema(&kb).to_value())).collect()
});

/// The folder of the small knowledge base.
fn small() -> String {
    tests().join("knowledge_bases/small").display().to_string()
}

/// The judge of what has the form of this name in the small knowledge base.
fn judge_in_small(name: &str) -> Judge {
    let kb = knowledge_base("small").load().unwrap_or_else(|problems| panic!("{problems}"));
    Judge::of(forms().find(|form| form.name() == name).unwrap().schema(&kb).to_value())
}

/// What the program prints on a fixed day, given a text on standard input, and its exit code.
fn program(arguments: &[&str], input: &str) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.env_clear().args(arguments).args(["--as-of", "2026-11-23"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// The JSON that a call prints.
fn json_of(arguments: &[&str], input: &str) -> Value {
    let (printed, _) = program(&[arguments, &["--format", "json"]].concat(), input);
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

/// The schema in which a field that it does not know is a fault, to see that none is printed.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(fields) => {
                fields.values_mut().for_each(close);
                if fields.get("properties").is_some_and(Value::is_object) {
                    fields.insert("additionalProperties".to_owned(), json!(false));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    close(&mut schema);
    schema
}

/// The judge of a printed value, by the schema id it carries.
fn judge_of(value: &Value) -> Judge {
    let id = value["schema"].as_str().expect("what is printed names its schema");
    let name = id.split('/').nth(1).unwrap();
    let schema = SCHEMAS.get(name).unwrap_or_else(|| panic!("{id} has no schema"));
    assert_eq!(schema["$id"], id);
    Judge::of(closed(schema.clone()))
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The answers of some people, as files of JSON.
fn people() -> Vec<String> {
    let kb = KnowledgeBase::embedded();
    let mut random = Random::new(7);
    let file = |answers: Answers| {
        let given = kb.questions().keys().filter_map(|key| Some((key, answers.get(key)?)));
        let given: Map<String, Value> =
            given.map(|(key, answer)| (kb[key].id.to_string(), json!(answer.words(&kb[key])))).collect();
        Value::Object(given).to_string()
    };
    (0..40).map(|_| file(random::answers(&kb, &mut random))).collect()
}

/// The schema for a file of a knowledge base.
fn schema_for(file: &str) -> &'static Value {
    let name = if file.starts_with("messengers/") { "messenger" } else { file.trim_end_matches(".yaml") };
    SCHEMAS.get(name).unwrap_or_else(|| panic!("{file} has no schema"))
}

fn assert_has_form(files: &Files, what: &str) {
    let mut judges = BTreeMap::new();
    for (file, text) in files.iter() {
        let schema = schema_for(file);
        let judge = judges.entry(schema["$id"].to_string()).or_insert_with(|| Judge::of(schema.clone()));
        judge.assert_accepts(&serde_yaml::from_str(text).unwrap(), &format!("{what}: {file}"));
    }
}

fn knowledge_base(name: &str) -> Files {
    Files::read(&tests().join("knowledge_bases").join(name)).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The pointers to everything within a value; of a list, only to what is in its first and last items.
fn pointers(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        let mut below = |step: &str, value: &Value| {
            let at = format!("{at}/{step}");
            walk(value, &at, found);
            found.push(at);
        };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| below(name, value)),
            Value::Array(items) => {
                let ends = BTreeSet::from([0, items.len().saturating_sub(1)]);
                ends.into_iter().filter(|end| *end < items.len()).for_each(|end| below(&end.to_string(), &items[end]));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// The value with one place within it changed.
fn mutated(value: &Value, pointer: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut value = value.clone();
    change(value.pointer_mut(pointer).unwrap());
    value
}

/// The fields of the object that a pointer leads to, if it is one.
fn fields<'a>(value: &'a Value, pointer: &str) -> Option<&'a Map<String, Value>> {
    value.pointer(pointer)?.as_object()
}

/// The value without the field that a pointer leads to; nothing where it leads to an item of a list.
fn without(value: &Value, pointer: &str) -> Option<Value> {
    let (parent, field) = pointer.rsplit_once('/')?;
    fields(value, parent)?;
    Some(mutated(value, parent, |parent| {
        parent.as_object_mut().unwrap().remove(field);
    }))
}

#[test]
fn every_schema_is_valid_and_has_the_id_and_the_version_of_what_it_describes() {
    assert_eq!(forms().count(), SCHEMAS.len(), "no two forms have one name");
    for form in forms() {
        let schema = &SCHEMAS[form.name()];
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], form.id);
        assert_eq!(schema["title"], form.id);
        assert!(schema["description"].as_str().is_some_and(|text| text.ends_with('.')), "{schema}");
        Judge::of(schema.clone());
    }
    assert!(Judge::try_of(json!({ "type": "word" })).is_err(), "the meta-schema is held against");
}

#[test]
fn every_field_of_every_schema_is_described() {
    fn undescribed(schema: &Value, at: &str) -> Vec<String> {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let bare = properties.filter(|(name, field)| *name != "schema" && field["description"].is_null());
        let bare = bare.map(|(name, _)| format!("{at}: {name}"));
        let parts = schema["$defs"].as_object().into_iter().flatten();
        bare.chain(parts.flat_map(|(name, part)| undescribed(part, name))).collect()
    }
    for (name, schema) in SCHEMAS.iter().filter(|(name, _)| !["answers", "batch-row"].contains(name)) {
        assert_eq!(undescribed(schema, name), Vec::<String>::new());
        let items = &schema["items"];
        assert!(items.is_null() || items["$ref"].is_string(), "{name}");
    }
}

#[test]
fn advice_for_anyone_has_the_form_it_names() {
    for answers in people() {
        let advice = json_of(&["quiz", "--answers", "-"], &answers);
        judge_of(&advice).assert_accepts(&advice, &answers);
    }
}

#[test]
fn whatever_is_printed_as_json_has_the_form_it_names() {
    let me = tests().join("cli/quiz.in/me.yaml").display().to_string();
    let (old, new) = (tests().join("knowledge_bases/small"), tests().join("knowledge_bases/small-next"));
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let kb = KnowledgeBase::embedded();
    let shown = [
        kb.messengers().ids().next(),
        kb.properties().ids().next(),
        kb.questions().ids().next(),
        kb.rules().ids().next(),
        kb.complements().ids().next(),
        kb.sources().ids().next(),
    ];
    let earlier = tests().join("cli/quiz.in/earlier.yaml").display().to_string();
    let drift = json_of(&["quiz", "--answers", &earlier, "--unsure-rest", "--data", old], "")["drift"].clone();
    assert_eq!((&drift["changed"], &drift["entries"][0]["how"]), (&json!(true), &json!("added")), "{drift}");
    let mut calls: Vec<Vec<&str>> = vec![
        vec!["quiz", "--answers", &earlier, "--unsure-rest", "--data", old],
        vec!["quiz", "--unsure-rest"],
        vec!["quiz", "--answers", &me, "--max-age", "6 months", "--data", old],
        vec!["compare"],
        vec!["compare", "--all", "--relevant-to", &me, "--max-age", "1 year", "--data", old],
        vec!["check"],
        vec!["check", "--data", new],
        vec!["diff", old, new],
        vec!["list", "facts", "--stale"],
        vec!["list", "facts", "--by-leverage", "--data", old],
    ];
    calls.extend(shown.iter().flatten().map(|id| vec!["show", *id]));
    for kind in ["questions", "rules", "properties", "messengers", "complements", "sources", "facts"] {
        calls.push(vec!["list", kind]);
    }
    for call in calls {
        let value = json_of(&call, "");
        judge_of(&value).assert_accepts(&value, &call.join(" "));
    }
}

#[test]
fn rows_and_results_of_a_batch_have_their_forms() {
    let (row, result) = (judge_in_small("batch-row"), judge_in_small("batch-result"));
    let rows = fs::read_to_string(tests().join("cli/batch.in/rows.jsonl")).unwrap();
    let rows = rows + &fs::read_to_string(tests().join("cli/batch.in/retired.jsonl")).unwrap();
    let output = program(&["batch", "--unsure-rest", "--data", &small()], &rows).0;
    let results: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(results.len(), rows.lines().count());
    for (line, told) in rows.lines().zip(&results) {
        let written: Value = serde_json::from_str(line).unwrap();
        result.assert_accepts(told, line);
        assert_eq!(row.accepts(&written), told["error"].is_null(), "{line}");
    }
    for wrong in [json!({ "verdict": "alpha", "needs": 1 }), json!({ "error": "no line" }), json!({ "close": "yes" })] {
        assert!(!result.accepts(&wrong), "{wrong}");
    }
    let (summary, _) = program(&["batch", "--unsure-rest", "--summary", "--format", "json", "--data", &small()], &rows);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    judge_of(&summary).assert_accepts(&summary, "the summary");
    let folder = std::env::temp_dir().join(format!("advisor-schema-{}", std::process::id()));
    fs::create_dir_all(folder.join("messengers")).unwrap();
    let (problems, code) = program(&["check", "--format", "json", "--data", folder.to_str().unwrap()], "");
    fs::remove_dir_all(&folder).unwrap();
    let problems: Value = serde_json::from_str(&problems).unwrap();
    judge_of(&problems).assert_accepts(&problems, "the problems");
    assert_eq!((code, problems["schema"].as_str()), (Some(1), Some("advisor/problems/1")));
}

#[test]
fn no_question_is_called_like_a_column_of_results_or_a_key_of_saved_files() {
    let properties = |schema: &Value| schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let small = knowledge_base("small");
    let taken = [properties(&SCHEMAS["batch-result"]), properties(&SCHEMAS["answers"]["$defs"]["saved"])].concat();
    assert!(["line", "placing", "grounds"].iter().all(|name| taken.contains(&(*name).to_owned())), "{taken:?}");
    for name in taken {
        let questions = small.text("questions.yaml").unwrap().replacen("id: circle", &format!("id: {name}"), 1);
        let said = small.clone().with("questions.yaml", &questions).load().err().map(|problems| problems.to_string());
        let told = format!("question `{name}`: the id is a word of the program; rename it");
        assert!(said.as_ref().is_some_and(|said| said.contains(&told)), "{name}: {said:?}");
    }
}

#[test]
fn advice_that_is_not_as_promised_is_refused() {
    // Of a file that was saved with another edition, so that there is a drift as well; of someone who has to stop; and
    // of someone for whom something else takes the place of an app.
    let answers = fs::read_to_string(tests().join("cli/quiz.in/earlier.yaml")).unwrap();
    let of = |more: &[&str]| json_of(&[&["quiz", "--unsure-rest", "--data", &small()], more].concat(), &answers);
    let advice = of(&["--answers", "-"]);
    let judge = judge_of(&advice);
    for (advice, pointer) in [
        advice.clone(),
        of(&["--phone", "watched", "--worries", "outage"]),
        of(&["--phone", "shared", "--worries", "outage"]),
    ]
    .iter()
    .flat_map(|advice| pointers(advice).into_iter().map(move |pointer| (advice, pointer)))
    {
        let less = without(advice, &pointer).filter(|_| !pointer.ends_with("/note"));
        assert!(less.is_none_or(|less| !judge.accepts(&less)), "{pointer} may be missing");
        assert!(!judge.accepts(&mutated(advice, &pointer, |value| *value = json!({ "a": 1 }))), "{pointer} may differ");
        if fields(advice, &pointer).is_some() {
            let more = |value: &mut Value| value["more"] = json!("something");
            assert!(!judge.accepts(&mutated(advice, &pointer, more)), "{pointer} may have more");
        }
    }
    for pointer in [
        "/schema",
        "/verdict/kind",
        "/contexts/0/fit",
        "/contexts/0/reasons/0/strength",
        "/steps/0/kind",
        "/steps/0/stage",
        "/sources/0/kind",
        "/drift/entries/0/kind",
        "/drift/entries/0/how",
    ] {
        assert!(
            !judge.accepts(&mutated(&advice, pointer, |value| *value = json!("other"))),
            "{pointer} takes any word"
        );
    }
}

#[test]
fn what_is_printed_may_get_new_fields_without_a_new_version() {
    let advice = json_of(&["quiz", "--unsure-rest"], "");
    let judge = Judge::of(SCHEMAS["advice"].clone());
    judge.assert_accepts(&mutated(&advice, "", |value| value["more"] = json!("something")), "a new field");
}

#[test]
fn every_file_of_every_knowledge_base_has_its_form() {
    assert_has_form(&Files::embedded(), "data");
    for name in ["small", "small-next"] {
        assert_has_form(&knowledge_base(name), name);
    }
    for seed in 0..50 {
        assert_has_form(&random::files::small(seed), &format!("random knowledge base {seed}"));
    }
}

/// The files with the fields and files that they do without.
fn with_every_field(files: Files) -> Files {
    let stop = json!([{
        "id": "wait", "when": [{ "worries": ["outage"] }], "not-when": [{ "circle": ["friends"] }], "full": true,
        "title": "Wait.", "text": "A reason.", "first": ["Do this."], "later": ["Do that."], "helplines": ["line"],
        "sources": ["test-report"],
    }]);
    let helpline = json!([{
        "id": "line", "title": "A line", "whom": "anyone", "website": "https://example.org/line", "how": "By phone.",
        "languages": "English", "unseen": "Use another phone.", "as-of": "2025-11", "sources": ["test-report"],
    }]);
    let files = files.with("stops.yaml", &stop.to_string()).with("helplines.yaml", &helpline.to_string());
    let more = [
        (
            "complements.yaml",
            0,
            json!({
                "sitting": "settings", "short": "change it", "stage": "sign-up", "urgency": 5,
                "urgent-when": [{ "when": { "group": ["large"] }, "urgency": 9 }],
                "not-when": [{ "group": ["none"] }], "excludes": ["gamma-for-outages"],
            }),
        ),
        ("complements.yaml", 1, json!({ "headline": "Gamma for outages", "takes-the-place": true })),
        ("rules.yaml", 1, json!({ "outranks": true })),
        ("properties.yaml", 0, json!({ "if-open": "A text.", "if-open-do": "Do this", "cannot": "do that" })),
        ("risks.yaml", 0, json!({ "remedy": "Do this." })),
    ];
    more.into_iter().fold(files, |files, (file, position, fields)| {
        let mut entries: Value = serde_yaml::from_str(files.text(file).unwrap()).unwrap();
        for (field, value) in fields.as_object().unwrap() {
            entries[position][field] = value.clone();
        }
        files.with(file, &entries.to_string())
    })
}

#[test]
fn a_schema_refuses_what_the_program_refuses_and_nothing_else() {
    // What only the program can know: which ids there are, which level fits a property, and what goes with what.
    const BEYOND: [&str; 18] = [
        "/level",
        "/count",
        "/groups",
        "/themes",
        "/contexts",
        "/facts",
        "/scale",
        "/id",
        "/context",
        "/takes",
        "/messenger",
        "/status",
        "/raises",
        "/sittings",
        "/sitting",
        "/short",
        "/helplines",
        "/first",
    ];
    // What is needed with some kinds of entries only, or by entries of other files.
    const NEEDED: [&str; 6] = ["/raises", "/raises/sign-up", "/short", "/sitting", "/sittings", "/first"];
    let files = with_every_field(knowledge_base("small"));
    let (mut told, mut offences) = (0, Vec::new());
    for (file, text) in files.iter() {
        let judge = Judge::of(schema_for(file).clone());
        let value: Value = serde_yaml::from_str(text).unwrap();
        for pointer in pointers(&value) {
            let set = |new: Value| mutated(&value, &pointer, |place| *place = new);
            let mut mutants = vec![
                ("null", set(Value::Null)),
                ("a wrong word", set(json!("No such word"))),
                ("an empty word", set(json!(" "))),
                ("an empty list", set(json!([]))),
                ("an empty map", set(json!({}))),
                ("a list of nothing", set(json!([null]))),
            ];
            if value.pointer(&pointer).is_some_and(Value::is_number) {
                // A text may be written as a number, so only numbers become another.
                mutants.push(("a wrong number", set(json!(1_000_000_000_000_u64))));
            }
            mutants.extend(without(&value, &pointer).map(|less| ("left out", less)));
            if fields(&value, &pointer).is_some() {
                mutants.push(("a field more", mutated(&value, &pointer, |place| place["No such field"] = json!(1))));
            }
            for (what, mutant) in mutants {
                let is_loaded = files.clone().with(file, &mutant.to_string()).load().is_ok();
                let is_accepted = judge.accepts(&mutant);
                let is_absent = ["left out", "an empty list", "an empty map"].contains(&what);
                let is_beyond = BEYOND.iter().any(|field| pointer.ends_with(field))
                    || (NEEDED.iter().any(|field| pointer.ends_with(field)) && is_absent)
                    || (what == "left out" && (pointer.starts_with("/facts/") || pointer.contains("/raises/")));
                match (is_accepted, is_loaded) {
                    (true, true) | (false, false) => {}
                    (true, false) if is_beyond => {}
                    (true, false) => offences.push(format!("{file}{pointer}, {what}: accepted, though not loaded")),
                    (false, true) => offences.push(format!("{file}{pointer}, {what}: refused, though it loads")),
                }
                told += usize::from(!is_accepted);
            }
        }
    }
    assert_eq!(offences, Vec::<String>::new());
    assert!(told > 1000, "only {told} faults were told");
}

#[test]
fn files_of_answers_have_the_form_of_the_knowledge_base_in_use() {
    let judge = Judge::of(SCHEMAS["answers"].clone());
    let read = |path: &str| serde_yaml::from_str(&fs::read_to_string(tests().join(path)).unwrap()).unwrap();
    let kb = KnowledgeBase::embedded();
    let trust = Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None };
    for answers in people() {
        judge.assert_accepts(&serde_json::from_str(&answers).unwrap(), &answers);
        let mut given = Saved::parse(&kb, "answers", &answers).unwrap().answers;
        given.leave_rest_unsure(&kb);
        let file = Case::of(&kb, &trust, &given).saved().write(&kb);
        judge.assert_accepts(&serde_yaml::from_str(&file).unwrap(), &file);
    }
    let judge = judge_in_small("answers");
    for right in
        ["quiz.in/half.yaml", "quiz.in/me.json", "quiz.in/me.yaml", "quiz.in/earlier.yaml", "compare.in/me.yaml"]
    {
        judge.assert_accepts(&read(&format!("cli/{right}")), right);
    }
    for wrong in [
        "errors.in/misspelt-choice.json",
        "errors.in/misspelt-key.yaml",
        "errors.in/boolean.yaml",
        "quiz.in/retired.yaml",
    ] {
        assert!(!judge.accepts(&read(&format!("cli/{wrong}"))), "{wrong}");
    }
}

#[test]
fn an_answer_has_the_form_of_its_question_just_when_the_program_takes_it() {
    let kb = knowledge_base("small").load().unwrap_or_else(|problems| panic!("{problems}"));
    let judge = Judge::of(answers::FORM.schema(&kb).to_value());
    let choices =
        kb.questions().iter().flat_map(|question| question.choices.iter().map(|choice| choice.id.to_string()));
    let words: BTreeSet<String> = choices.chain(["unsure".to_owned(), "other".to_owned()]).collect();
    let mut given: Vec<Value> = vec![json!(null), json!(1), json!([]), json!({}), json!("")];
    for one in &words {
        given.extend([json!(one), json!([one])]);
        given.extend([json!(format!(" {one}\t")), json!([format!(" {one}")]), json!(format!("{one},"))]);
        given.extend([json!([one, one, one]), json!(format!("{one} ,{one}, {one}"))]);
        for two in &words {
            given.extend([json!([one, two]), json!(format!("{one},{two}")), json!(format!("{one}, {two}"))]);
            given.extend([json!([one, two, one]), json!(format!("{two},{one}, {two}"))]);
        }
    }
    for question in kb.questions().ids().chain(["no-question"]) {
        for answer in &given {
            let bare = json!({ question: answer });
            let saved = json!({ "schema": "advisor/answers/1", "answers": bare });
            for file in [bare, saved] {
                let is_taken = Saved::parse(&kb, "file", &file.to_string()).is_ok();
                assert_eq!(judge.accepts(&file), is_taken, "{file}");
            }
        }
    }
    for (file, is_taken) in [
        (json!({ "answers": {}, "schema": "advisor/answers/2" }), false),
        (json!({ "answers": {}, "verdict": { "kind": "one", "messengers": [["friends", "alpha"]] } }), true),
        (json!({ "answers": {}, "verdict": { "kind": "one", "more": 1 } }), false),
        (json!({ "answers": {}, "more": 1 }), false),
        (json!({ "schema": "advisor/answers/1", "circle": "both" }), true),
        (json!({ "schema": "advisor/answers/1" }), true),
        (json!({ "schema": "advisor/answers/2", "circle": "both" }), false),
        (json!({ "schema": 1, "circle": "both" }), false),
        (json!({ "answers": { "schema": "advisor/answers/1" } }), false),
        (json!({ "verdict": { "kind": "one" }, "circle": "both" }), false),
        (json!({ "answers": {}, "knowledge-base": "2026-01-15" }), true),
        (json!({ "answers": {}, "knowledge-base": "yesterday" }), false),
        (json!({ "answers": {}, "knowledge-base": "2026-13-01" }), false),
        (json!({ "answers": {}, "knowledge-base": "2026-01" }), false),
        (json!({ "answers": {}, "knowledge-base": " 2026-01-15" }), false),
    ] {
        assert_eq!(judge.accepts(&file), is_taken, "{file}");
        assert_eq!(Saved::parse(&kb, "file", &file.to_string()).is_ok(), is_taken, "{file}");
    }
}
