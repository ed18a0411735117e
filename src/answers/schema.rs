//! The schema of a file of answers, made from the questions of a knowledge base.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

use super::UNSURE;
use super::file::{SCHEMA, SavedVerdict};
use super::grounds::SavedGrounds;
use crate::kb::{Form, KnowledgeBase, Question, Takes};

/// The form of a file of answers.
pub const FORM: Form = Form::of(SCHEMA, "The file that `quiz --answers` reads and `--save` writes", schema);

/// Answers at the top, or a saved file with them under `answers`.
fn schema(kb: &KnowledgeBase) -> Schema {
    let questions: Map<String, Value> =
        kb.questions().iter().map(|question| (question.id.to_string(), answer_schema(question))).collect();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "if": { "required": ["answers"] },
        "then": { "$ref": "#/$defs/saved" },
        "else": { "$ref": "#/$defs/answers" },
        "$defs": {
            "saved": {
                "description": "Answers with the verdict that was given then.",
                "type": "object",
                "properties": {
                    "schema": { "const": SCHEMA },
                    "knowledge-base": {
                        "description": "The version of the knowledge base they were saved with.",
                        "type": "string",
                    },
                    "verdict": inlined::<SavedVerdict>(),
                    "grounds": inlined::<SavedGrounds>(),
                    "answers": { "$ref": "#/$defs/answers" },
                },
                "required": ["answers"],
                "additionalProperties": false,
            },
            "answers": {
                "description": "A line a question.",
                "type": "object",
                "properties": questions,
                "additionalProperties": false,
            },
        },
    })
}

/// The schema of a type, with those of its parts within it.
fn inlined<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    T::json_schema(&mut settings.into_generator())
}

/// What can be answered to a question: a choice, a list of as many as it takes, or that one is unsure.
pub fn answer_schema(question: &Question) -> Value {
    let choice = |id: &str, text: &str| json!({ "const": id, "description": text });
    let choices: Vec<Value> = question.choices.iter().map(|known| choice(&known.id, &known.label)).collect();
    let unsure = choice(UNSURE, &format!("Not sure: {}", question.unsure_means));
    let ids: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]).collect();
    let single = json!({ "type": "array", "items": { "enum": ids }, "minItems": 1, "maxItems": 1 });
    let mut forms = choices;
    forms.extend([unsure, single]);
    if question.takes == Takes::Many {
        let together = question.choices.iter().filter(|choice| !choice.alone).map(|choice| choice.id.as_str());
        let together: Vec<&str> = together.collect();
        let several = together.join("|");
        forms.push(json!({ "type": "array", "items": { "enum": together }, "minItems": 2, "uniqueItems": true }));
        // The same behind commas, as the flag takes it.
        forms.push(json!({ "type": "string", "pattern": format!("^ *({several})( *, *({several}))+ *$") }));
    }
    json!({ "description": question.ask, "anyOf": forms })
}
