//! The schemas of rows and of their results.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use super::result::Field;
use crate::answers::{self, answer_schema};
use crate::kb::{Entry, Form, KnowledgeBase, Question};

/// The forms of what is read and written.
pub const FORMS: [Form; 2] = [
    Form::of("advisor/batch-row/1", "A line of JSON that `batch` reads", row),
    Form::of("advisor/batch-result/1", "A line of JSON that `batch` writes", result),
];

/// An answer, or that there is none.
fn answer_or_null(question: &Question) -> Value {
    json!({ "anyOf": [answer_schema(question), { "type": "null" }] })
}

/// Answers, and columns that go through.
fn row(kb: &KnowledgeBase) -> Schema {
    let mut columns: Map<String, Value> =
        kb.questions().iter().map(|question| (question.id.to_string(), answer_or_null(question))).collect();
    columns.insert(
        "schema".to_owned(),
        json!({
            "description": "Where it names a form of this program, then this one, or that of answers.",
            "anyOf": [
                { "enum": [FORMS[0].id, answers::FORM.id] },
                { "not": { "type": "string", "pattern": "^advisor/" } },
            ],
        }),
    );
    let retired = kb.scope().retired.iter().map(|(id, _)| id.as_str());
    let taken: Vec<&str> = Field::ALL.map(Field::word).into_iter().chain(["line", "error"]).chain(retired).collect();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": columns,
        "propertyNames": { "not": { "enum": taken } },
        "additionalProperties": { "description": "It goes through to the result." },
    })
}

/// A result, or an error in its place; with the columns that went through.
fn result(kb: &KnowledgeBase) -> Schema {
    let ids = |ids: &mut dyn Iterator<Item = &str>| json!({ "enum": ids.collect::<Vec<_>>() });
    let list = |of: Value| json!({ "type": "array", "items": of, "uniqueItems": true });
    let pairs =
        |names: Value, words: Value| json!({ "type": "object", "propertyNames": names, "additionalProperties": words });
    let properties = || ids(&mut kb.properties().ids());
    let candidates: Vec<&str> = kb.scope().candidates.iter().map(|candidate| kb[*candidate].id()).collect();
    let schema = |field: Field| match field {
        Field::Verdict => json!({ "type": "string", "pattern": "^(none-alone|[a-z0-9-]+(\\+[a-z0-9-]+)*)$" }),
        Field::Placing => pairs(ids(&mut kb.contexts().ids()), json!({ "enum": candidates })),
        Field::Close => json!({ "type": "boolean" }),
        Field::Needs => pairs(properties(), json!({ "type": "string", "pattern": "^(must|should [1-5])$" })),
        Field::Unmet => list(properties()),
        Field::Apart => list(ids(&mut kb.contexts().ids())),
        Field::Complements => list(ids(&mut kb.complements().ids())),
        Field::Stops => list(ids(&mut kb.stops().ids())),
        Field::Instead => pairs(ids(&mut kb.contexts().ids()), ids(&mut kb.complements().ids())),
        Field::Unsure => list(ids(&mut kb.questions().ids())),
    };
    let mut fields: Map<String, Value> = Map::new();
    for field in Field::ALL {
        let mut schema = schema(field);
        schema["description"] = field.about().into();
        fields.insert(field.word().to_owned(), schema);
    }
    fields.insert("line".to_owned(), json!({ "description": "The line of the row.", "type": "integer", "minimum": 1 }));
    fields.insert("error".to_owned(), json!({ "description": "Why there is no result.", "type": "string" }));
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": fields,
        "dependentRequired": { "error": ["line"], "line": ["error"] },
        "additionalProperties": { "description": "It went through from the row." },
    })
}
