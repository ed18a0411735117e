//! What is read and printed, each form under a versioned id and with a JSON Schema made of its types.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::KnowledgeBase;
use super::wording::{LONGEST_TEXT, NOT_BLANK};

/// A form of what is read or printed.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The versioned id, as in `advisor/rules/1`; its number goes up when a field goes or means something else.
    pub id: &'static str,
    /// What has this form, without a full stop.
    pub about: &'static str,
    /// The schema, but for what it says of the form; some depend on the knowledge base in use.
    pub make: fn(&KnowledgeBase) -> Schema,
}

impl Form {
    /// A form that is read: a field that the schema does not know is a fault.
    pub const fn read<T: JsonSchema>(id: &'static str, about: &'static str) -> Self {
        let make = |_: &KnowledgeBase| {
            let mut schema = as_written::<T>();
            let remove_our_own = |schema: &mut Schema| {
                schema.remove("x-entry");
                schema.remove("x-keys");
            };
            RecursiveTransform(remove_our_own).transform(&mut schema);
            schema
        };
        Self { id, about, make }
    }

    /// A form that is printed: every field is always there, and new ones can come.
    pub const fn printed<T: JsonSchema>(id: &'static str, about: &'static str) -> Self {
        let make = |_: &KnowledgeBase| {
            SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
        };
        Self { id, about, make }
    }

    /// The word between the program's name and the version.
    pub fn name(&self) -> &'static str {
        self.id.split('/').nth(1).expect("an id has three parts")
    }

    /// The JSON Schema, draft 2020-12.
    pub fn schema(&self, kb: &KnowledgeBase) -> Schema {
        let mut schema = (self.make)(kb);
        schema.insert("$id".to_owned(), self.id.into());
        schema.insert("title".to_owned(), self.id.into());
        schema.ensure_object().entry("description").or_insert_with(|| format!("{}.", self.about).into());
        schema
    }
}

/// The schema of what is read, with keywords of our own.
pub(super) fn as_written<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_deserialize().with_transform(RecursiveTransform(remove_null));
    settings.into_generator().into_root_schema_for::<T>()
}

/// Takes `null` out of every type: an optional field is left out, and a field without a value is a fault. A text of no
/// other form is one for people.
fn remove_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let is_text = schema.get("type").is_some_and(|name| name == "string");
    if is_text && ["pattern", "enum", "const"].iter().all(|form| schema.get(*form).is_none()) {
        schema.insert("pattern".to_owned(), NOT_BLANK.into());
        schema.ensure_object().entry("maxLength").or_insert(LONGEST_TEXT.into());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            let fields = schema.ensure_object();
            fields.remove("anyOf");
            fields.extend(only);
        }
    }
}
