//! The schemas against what they speak of: what is printed, what is read, and what is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use advisor::advice::{Advice, Case};
use advisor::answers::Saved;
use advisor::cli::forms;
use advisor::kb::Files;
use advisor::render;
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value, json};

use crate::knowledge_base::faults;
use crate::support::random::{self, Random, files};
use crate::support::{BUILT_IN, Laid, SMALL, advisor, edited, load, printed, run, small, trust};

/// A schema that has passed the meta-schema it names.
struct Judge {
    schemas: Schemas,
    schema: SchemaIndex,
}

impl Judge {
    fn of(schema: Value) -> Self {
        const PLACE: &str = "https://example.org/schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(PLACE, schema).unwrap_or_else(|error| panic!("{error}"));
        let schema = compiler.compile(PLACE, &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, schema }
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

/// Every schema by its name, as it is for the built-in knowledge base.
static SCHEMAS: LazyLock<BTreeMap<&str, Value>> =
    LazyLock::new(|| forms().map(|form| (form.name(), form.schema(&BUILT_IN.kb).to_value())).collect());

fn judge_in_small(name: &str) -> Judge {
    Judge::of(forms().find(|form| form.name() == name).unwrap().schema(&load(&small())).to_value())
}

fn json_of(arguments: &[&str]) -> Value {
    let more = ["--format", "json", "--as-of", "2026-11-23"];
    let printed = run(&mut advisor(&[arguments, &more].concat()), "").printed;
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

/// The schema in which a field that it does not know is a fault, to see that none is printed.
fn closed(mut schema: Value) -> Value {
    if schema.get("properties").is_some_and(Value::is_object) {
        schema["additionalProperties"] = json!(false);
    }
    let close = |part: &mut Value| *part = closed(part.take());
    match &mut schema {
        Value::Object(fields) => fields.values_mut().for_each(close),
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
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

fn schema_for(file: &str) -> &str {
    if file.starts_with("messengers/") { "messenger" } else { file.trim_end_matches(".yaml") }
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
fn whatever_is_printed_as_json_has_the_form_it_names() {
    const SMALL: &str = "--data tests/knowledge_bases/small";
    let kinds = ["questions", "rules", "properties", "messengers", "complements", "sources", "facts", "facts --stale"];
    let shown = ["alpha", "encryption", "circle", "always-encrypted", "other-number", "test-report"];
    let calls = [
        format!("quiz --answers tests/cli/quiz.in/earlier.yaml --unsure-rest {SMALL}"),
        format!("quiz --answers tests/cli/quiz.in/me.yaml --max-age 6m {SMALL}"),
        "compare".to_owned(),
        format!("compare --all --relevant-to tests/cli/quiz.in/me.yaml --max-age 1y {SMALL}"),
        "check".to_owned(),
        format!("check {SMALL}"),
        "diff tests/knowledge_bases/small tests/knowledge_bases/small-next".to_owned(),
        format!("list facts --by-leverage {SMALL}"),
        "batch tests/cli/batch.in/rows.jsonl --unsure-rest --summary --data tests/knowledge_bases/small".to_owned(),
        // What is wrong with a folder that is no knowledge base.
        "check --data tests/cli".to_owned(),
    ];
    let shown = shown.iter().map(|id| format!("show {id} {SMALL}"));
    let mut names = BTreeSet::new();
    for call in calls.into_iter().chain(shown).chain(kinds.map(|kind| format!("list {kind}"))) {
        let value = json_of(&call.split_whitespace().collect::<Vec<_>>());
        judge_of(&value).assert_accepts(&value, &call);
        names.insert(value["schema"].to_string());
    }
    assert!(names.contains("\"advisor/problems/1\"") && names.len() > 6, "{names:?}");
}

#[test]
fn the_answers_and_the_advice_of_anyone_have_their_forms() {
    let Laid { kb, space, .. } = &*BUILT_IN;
    let (answers_form, advice_form) =
        (Judge::of(SCHEMAS["answers"].clone()), Judge::of(closed(SCHEMAS["advice"].clone())));
    let mut random = Random::new(7);
    for _ in 0..40 {
        let answers = random::answers(kb, &mut random);
        let given = kb.questions().keys().filter_map(|key| Some((key, answers.get(key)?)));
        let given: Map<String, Value> =
            given.map(|(key, answer)| (kb[key].id.to_string(), json!(answer.words(&kb[key])))).collect();
        answers_form.assert_accepts(&Value::Object(given), "answers");
        let trust = trust();
        let case = Case::of(kb, &trust, &answers);
        let file = case.saved().write(kb);
        answers_form.assert_accepts(&serde_yaml::from_str(&file).unwrap(), &file);
        let advice = Advice::of(&case, None, Some(space));
        let printed: Value = serde_json::from_str(&render::json(&advice)).unwrap();
        advice_form.assert_accepts(&printed, &answers.string(kb));
        assert_eq!(printed["schema"], SCHEMAS["advice"]["$id"]);
    }
}

#[test]
fn rows_and_results_of_a_batch_have_their_forms() {
    let (row, result) = (judge_in_small("batch-row"), judge_in_small("batch-result"));
    let read = |name: &str| fs::read_to_string(format!("tests/cli/batch.in/{name}")).unwrap();
    let rows = read("rows.jsonl") + &read("retired.jsonl");
    let output = run(&mut advisor(&["batch", "--unsure-rest", "--data", SMALL]), &rows).printed;
    let results: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(results.len(), rows.lines().count());
    for (line, told) in rows.lines().zip(&results) {
        result.assert_accepts(told, line);
        assert_eq!(row.accepts(&serde_json::from_str(line).unwrap()), told["error"].is_null(), "{line}");
    }
    for wrong in [json!({ "verdict": "alpha", "needs": 1 }), json!({ "error": "no line" }), json!({ "close": "yes" })] {
        assert!(!result.accepts(&wrong), "{wrong}");
    }
}

#[test]
fn no_question_is_called_like_a_column_a_key_of_saved_files_or_a_flag() {
    let properties = |schema: &Value| schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut taken = [properties(&SCHEMAS["batch-result"]), properties(&SCHEMAS["answers"]["$defs"]["saved"])].concat();
    assert!(["line", "placing", "grounds"].iter().all(|name| taken.contains(&(*name).to_owned())), "{taken:?}");
    let own = load(&small()).questions().ids().map(str::to_owned).collect::<Vec<_>>();
    for help in ["quiz", "batch"].map(|command| printed(&mut advisor(&[command, "--help", "--data", SMALL]), "")) {
        let flags = help.lines().filter_map(|line| line.trim_start().strip_prefix("--")?.split([' ', ',']).next());
        taken.extend(flags.filter(|flag| !own.iter().any(|id| id == flag)).map(str::to_owned));
    }
    for name in taken {
        let said = edited(&small(), "questions.yaml", |questions| questions[0]["id"] = name.as_str().into()).load();
        let said = said.err().map(|problems| problems.to_string()).unwrap_or_default();
        let told = format!("question `{name}`: the id is a word of the program; rename it");
        assert!(said.contains(&told), "{name}: {said}");
    }
}

#[test]
fn advice_takes_new_fields_without_a_new_version_but_no_other_words() {
    let call = ["quiz", "--answers", "tests/cli/quiz.in/earlier.yaml", "--unsure-rest", "--data", SMALL];
    let advice = json_of(&call);
    let judge = Judge::of(SCHEMAS["advice"].clone());
    let mut more = advice.clone();
    more["more"] = json!("something");
    judge.assert_accepts(&more, "a new field");
    let words = "/schema /verdict/kind /contexts/0/fit /contexts/0/reasons/0/strength /steps/0/kind /steps/0/stage \
                 /sources/0/kind /drift/entries/0/kind /drift/entries/0/how";
    for pointer in words.split(' ') {
        let mut other = advice.clone();
        *other.pointer_mut(pointer).unwrap() = json!("other");
        assert!(!judge.accepts(&other), "{pointer} takes any word");
    }
}

#[test]
fn every_file_of_every_knowledge_base_has_its_form() {
    let next = Files::read("tests/knowledge_bases/small-next".as_ref()).unwrap_or_else(|problems| panic!("{problems}"));
    let judge = |(name, schema): (&&'static str, &Value)| (*name, Judge::of(schema.clone()));
    let judges: BTreeMap<&str, Judge> = SCHEMAS.iter().map(judge).collect();
    for files in [Files::embedded(), small(), next].into_iter().chain((0..50).map(files::small)) {
        for (file, text) in &files.0 {
            judges[schema_for(file)].assert_accepts(&serde_yaml::from_str(text).unwrap(), file);
        }
    }
}

#[test]
fn what_is_wrong_with_an_entry_by_itself_is_refused_by_the_schema_too() {
    let words = "unknown field|unknown word|missing field|: expected |is not a date|is not a web address|\
                 is out of range|is not a strength|is too short|lists nothing";
    let faults = faults();
    let alone = || faults.iter().filter(|fault| words.split('|').any(|words| fault.says.contains(words)));
    let is_refused = |(file, text): (&String, &String)| {
        let judge = || Judge::of(SCHEMAS[schema_for(file)].clone());
        serde_yaml::from_str(text).is_ok_and(|value| !judge().accepts(&value))
    };
    let accepted = alone().filter(|fault| !fault.files().0.iter().any(is_refused));
    // How many days a month has only the program knows.
    let accepted: String = accepted.map(|fault| fault.says.as_str()).filter(|says| !says.contains("-02-30")).collect();
    assert_eq!(accepted, "");
    assert!(alone().count() > 40, "{}", alone().count());
}

#[test]
fn an_answer_has_the_form_of_its_question_just_when_the_program_takes_it() {
    let kb = load(&small());
    let judge = Judge::of(advisor::answers::FORM.schema(&kb).to_value());
    let assert_agree = |file: Value| {
        let is_taken = Saved::parse(&kb, "file", &file.to_string()).is_ok();
        assert_eq!(judge.accepts(&file), is_taken, "{file}");
    };
    let choices =
        kb.questions().iter().flat_map(|question| question.choices.iter().map(|choice| choice.id.to_string()));
    let words: BTreeSet<String> = choices.chain(["unsure".to_owned(), "other".to_owned()]).collect();
    let mut given: Vec<Value> = vec![json!(null), json!(1), json!([]), json!({}), json!("")];
    for one in &words {
        given.extend([json!(one), json!([one]), json!(format!(" {one}\t")), json!([format!(" {one}")])]);
        given.extend([json!(format!("{one},")), json!([one, one, one]), json!(format!("{one} ,{one}, {one}"))]);
        for two in &words {
            given.extend([json!([one, two]), json!(format!("{one},{two}")), json!([one, two, one])]);
        }
    }
    for question in kb.questions().ids().chain(["no-question"]) {
        for answer in &given {
            assert_agree(json!({ question: answer }));
            assert_agree(json!({ "schema": "advisor/answers/1", "answers": { question: answer } }));
        }
    }
    for name in ["quiz.in/half.yaml", "quiz.in/earlier.yaml", "quiz.in/retired.yaml", "errors.in/boolean.yaml"] {
        let text = fs::read_to_string(format!("tests/cli/{name}")).unwrap();
        assert_agree(serde_yaml::from_str(&text).unwrap());
    }
    for file in [
        json!({ "answers": {}, "schema": "advisor/answers/2" }),
        json!({ "answers": {}, "verdict": { "kind": "one", "messengers": [["friends", "alpha"]] } }),
        json!({ "answers": {}, "verdict": { "kind": "one", "more": 1 } }),
        json!({ "answers": {}, "more": 1 }),
        json!({ "schema": "advisor/answers/1", "circle": "both" }),
        json!({ "schema": "advisor/answers/1" }),
        json!({ "schema": 1, "circle": "both" }),
        json!({ "answers": { "schema": "advisor/answers/1" } }),
        json!({ "verdict": { "kind": "one" }, "circle": "both" }),
        json!({ "answers": {}, "knowledge-base": "2026-01-15" }),
        json!({ "answers": {}, "knowledge-base": "2026-13-01" }),
        json!({ "answers": {}, "knowledge-base": " 2026-01-15" }),
    ] {
        assert_agree(file);
    }
}
