//! The schema of a file of answers, made from the questions of a knowledge base.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

use super::file::{SCHEMA, SavedGrounds, SavedVerdict};
use crate::kb::{Choice, DAY, Form, KnowledgeBase, Question, Takes, UNSURE};

/// The form of a file of answers.
pub const FORM: Form =
    Form { id: SCHEMA, about: "The file that `quiz --answers` reads and `--save` writes", make: schema };

fn schema(kb: &KnowledgeBase) -> Schema {
    let questions: Map<String, Value> = kb.questions().iter().map(|one| (one.id.clone(), answer_schema(one))).collect();
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "if": { "required": ["answers"] },
        "then": { "$ref": "#/$defs/saved" },
        "else": {
            "$ref": "#/$defs/answers",
            "properties": { "schema": { "const": SCHEMA } },
            "unevaluatedProperties": false,
        },
        "$defs": {
            "saved": {
                "description": "Answers with the verdict that was given then.",
                "type": "object",
                "properties": {
                    "schema": { "const": SCHEMA },
                    "knowledge-base": {
                        "description": "The version of the knowledge base they were saved with.",
                        "type": "string",
                        "pattern": DAY,
                    },
                    "verdict": inlined::<SavedVerdict>(),
                    "grounds": inlined::<SavedGrounds>(),
                    "answers": { "$ref": "#/$defs/answers", "unevaluatedProperties": false },
                },
                "required": ["answers"],
                "additionalProperties": false,
            },
            "answers": {
                "description": "A line a question.",
                "type": "object",
                "properties": questions,
            },
        },
    })
}

fn inlined<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    T::json_schema(&mut settings.into_generator())
}

/// What can be answered to a question: *unsure*, a choice, or a list of as many as it takes, where one may be repeated.
pub fn answer_schema(question: &Question) -> Value {
    let choice = |id: &str, text: &str| json!({ "const": id, "description": text });
    let mut forms: Vec<Value> = question.choices.iter().map(|known| choice(&known.id, &known.label)).collect();
    forms.push(choice(UNSURE, &format!("Not sure: {}", question.unsure_means)));
    let goes_alone = |known: &&Choice| question.takes == Takes::One || known.alone;
    let (alone, together): (Vec<&Choice>, Vec<&Choice>) = question.choices.iter().partition(goes_alone);
    let together: Vec<&str> = together.iter().map(|choice| choice.id.as_str()).collect();
    // Whatever goes together, behind commas in a text, as the flag takes it.
    let behind_commas = |ids: &str| format!(r"({ids})(\s*,\s*({ids}))*");
    let mut texts = vec![UNSURE.to_owned()];
    forms.push(json!({ "type": "array", "items": { "const": UNSURE }, "minItems": 1, "maxItems": 1 }));
    for choice in alone {
        forms.push(json!({ "type": "array", "items": { "const": choice.id.as_str() }, "minItems": 1 }));
        texts.push(behind_commas(&choice.id));
    }
    if !together.is_empty() {
        forms.push(json!({ "type": "array", "items": { "enum": together }, "minItems": 1 }));
        texts.push(behind_commas(&together.join("|")));
    }
    forms.push(json!({ "type": "string", "pattern": format!(r"^\s*({})\s*$", texts.join("|")) }));
    json!({ "description": question.ask.as_str(), "anyOf": forms })
}
