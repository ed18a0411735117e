//! The schemas of the lines of JSON that a batch reads and writes.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value as Json, json};

use super::result::Field;
use crate::answers::{FORM, answer_schema};
use crate::kb::{Entry, Form, KnowledgeBase, Question};

/// The forms of what is read and written.
pub const FORMS: [Form; 2] = [
    Form::of("advisor/batch-row/1", "A line of JSON that `batch` reads", row_schema),
    Form::of("advisor/batch-result/1", "A line of JSON that `batch` writes", result_schema),
];

/// Answers, and columns that go through.
fn row_schema(kb: &KnowledgeBase) -> Schema {
    let answer = |question: &Question| json!({ "anyOf": [answer_schema(question), { "type": "null" }] });
    let mut columns: Map<String, Json> =
        kb.questions().iter().map(|question| (question.id().to_owned(), answer(question))).collect();
    let schema = json!({
        "description": "Where it names a form of this program, then this one, or that of answers.",
        "anyOf": [{ "enum": [FORMS[0].id, FORM.id] }, { "not": { "type": "string", "pattern": "^advisor/" } }],
    });
    columns.insert("schema".to_owned(), schema);
    let retired = kb.scope().retired.keys().map(String::as_str);
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
fn result_schema(kb: &KnowledgeBase) -> Schema {
    let ids = |ids: &mut dyn Iterator<Item = &str>| json!({ "enum": ids.collect::<Vec<_>>() });
    let list = |of: Json| json!({ "type": "array", "items": of, "uniqueItems": true });
    let pairs =
        |names: Json, words: Json| json!({ "type": "object", "propertyNames": names, "additionalProperties": words });
    let contexts = || ids(&mut kb.contexts().ids());
    let schema = |field: Field| match field {
        Field::Verdict => json!({ "type": "string", "pattern": "^(none-alone|[a-z0-9-]+(\\+[a-z0-9-]+)*)$" }),
        Field::Placing => {
            pairs(contexts(), ids(&mut kb.scope().candidates.iter().map(|candidate| kb[*candidate].id())))
        }
        Field::Close => json!({ "type": "boolean" }),
        Field::Needs => {
            pairs(ids(&mut kb.properties().ids()), json!({ "type": "string", "pattern": "^(must|should [1-5])$" }))
        }
        Field::Unmet => list(ids(&mut kb.properties().ids())),
        Field::Apart => list(contexts()),
        Field::Complements => list(ids(&mut kb.complements().ids())),
        Field::Stops => list(ids(&mut kb.stops().ids())),
        Field::Instead => pairs(contexts(), ids(&mut kb.complements().ids())),
        Field::Unsure => list(ids(&mut kb.questions().ids())),
    };
    let mut fields = Map::new();
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
