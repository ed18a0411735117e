//! The reader of a knowledge base: values as they are written → values as their types have them.
//!
//! Every value is held against the schema of its type, and whatever an id refers to is resolved: an entry becomes its
//! position, a set of choices its bits, and a level its position on the scale. Whatever is wrong is noted and, where that
//! is possible, replaced, so that the reading goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::form::as_written;
use super::place::{Measured, Place, ids};
use super::wording::ID;
use super::{ChoiceSet, Entries, UNKNOWN};
use crate::text::printable;

/// What a JSON Schema says of a value: the keywords that our schemas have.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Shape {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    r#type: Value,
    properties: IndexMap<String, Self, FxBuildHasher>,
    required: Vec<String>,
    pattern_properties: BTreeMap<String, Self>,
    max_properties: Option<usize>,
    items: Option<Box<Self>>,
    min_items: usize,
    max_items: Option<usize>,
    unique_items: bool,
    one_of: Vec<Value>,
    pattern: String,
    max_length: Option<usize>,
    minimum: u64,
    maximum: Option<u64>,
    #[serde(rename = "x-entry")]
    entry: Option<String>,
    #[serde(rename = "x-keys")]
    keys: Option<String>,
}

impl Shape {
    fn name(&self) -> Option<&str> {
        self.reference.as_ref()?.rsplit('/').next()
    }
}

/// The shapes of entries and their parts, by the names of their types.
pub(super) static SHAPES: LazyLock<BTreeMap<String, Shape>> = LazyLock::new(|| {
    let schema = as_written::<Entries>();
    serde_json::from_value(schema.to_value()["$defs"].take()).expect("a schema has these keywords")
});

impl<'a> Place<'a> {
    /// What its type has for it; none if it has another shape.
    pub(super) fn read(self, shape: &'static Shape) -> Option<Value> {
        match shape.entry.as_deref() {
            Some("choices") => return self.choices(shape),
            Some("levels") => return self.levels(shape),
            Some("level") => return self.level(true),
            Some("level or count of a fact") => return self.standing(),
            Some(kind) => return self.position(kind, &self.part.word().or_else(|| self.not("a word"))?),
            None => {}
        }
        if let Some(name) = shape.name() {
            let shape = &SHAPES[name];
            return if shape.properties.is_empty() { self } else { self.named(name) }.read(shape);
        } else if let Some(items) = &shape.items {
            return self.list(shape, |item| item.read(items))?.into_iter().collect();
        } else if let Some(values) = shape.pattern_properties.values().next() {
            return self.map(shape, values);
        }
        match shape.r#type.as_str() {
            Some("object") => self.entry(shape),
            Some("boolean") if self.part.value.is_boolean() => Some(self.part.value.clone()),
            Some("boolean") => self.not("`true` or `false`"),
            Some("integer") => self.number(shape),
            _ if shape.one_of.is_empty() => Some(self.text(&shape.pattern, shape.max_length)?.into()),
            _ => self.one_of(shape.one_of.iter().filter_map(|word| word["const"].as_str())),
        }
    }

    fn number(self, shape: &'static Shape) -> Option<Value> {
        let (least, most) = (shape.minimum, shape.maximum.unwrap_or(u64::MAX));
        let expected = format!("a whole number from {least} to {most}");
        let number = self.part.value.as_u64().or_else(|| self.not(&expected))?;
        if !(least..=most).contains(&number) {
            self.note(format!("the {} {number} is out of range", self.name), format!("write {expected}"));
        }
        Some(number.clamp(least, most).into())
    }

    fn one_of(self, known: impl Iterator<Item = &'a str> + Clone) -> Option<Value> {
        let word = self.part.word().or_else(|| self.not("a word"))?;
        if known.clone().any(|known| known == word) {
            return Some(word.into());
        }
        self.refused(format!("unknown word `{}`", printable(&word)), self.suggestion(&word, known))
    }

    fn list<T>(self, shape: &'static Shape, read: impl Fn(Self) -> T) -> Option<Vec<T>> {
        let count = self.part.value.as_array().or_else(|| self.not("a list"))?.len();
        if count < shape.min_items {
            let is_short = if count == 0 { "lists nothing" } else { "is too short" };
            self.note(format!("`{}` {is_short}", printable(self.name)), format!("list at least {}", shape.min_items));
        }
        if let Some(most) = shape.max_items.filter(|most| count > *most) {
            self.note(format!("`{}` is too long", printable(self.name)), format!("list at most {most}"));
        }
        let mut seen = BTreeSet::new();
        for item in self.items().filter(|_| shape.unique_items) {
            if let Some(word) = item.part.word().filter(|word| !seen.insert(word.clone())) {
                item.note(format!("`{}` is listed twice", printable(&word)), "keep one of the two");
            }
        }
        let kind = shape.items.as_ref().and_then(|items| items.name());
        self.entries(kind.unwrap_or_default(), read)
    }

    /// The items of a list, each read; of two with one id, the first.
    pub(super) fn entries<T>(self, kind: &str, read: impl Fn(Self) -> T) -> Option<Vec<T>> {
        self.part.value.as_array().or_else(|| self.not("a list"))?;
        let mut seen = BTreeSet::new();
        let is_new = |item: &Self| !item.is_named || seen.insert(item.subject);
        let (new, again): (Vec<Self>, Vec<Self>) = self.items().partition(is_new);
        again.iter().for_each(|item| item.named(kind).note("the id is given twice", "rename one of the two"));
        Some(new.into_iter().map(read).collect())
    }

    fn entry(self, shape: &'static Shape) -> Option<Value> {
        let (written, mut read, mut is_known) = (self.fields()?, Map::new(), true);
        for (name, field) in &written {
            if let Some(shape) = shape.properties.get(*name) {
                read.extend(field.read(shape).map(|value| ((*name).to_owned(), value)));
            } else {
                let remedy = field.suggestion(name, shape.properties.keys().map(String::as_str));
                field.note(format!("unknown field `{}`", printable(name)), remedy);
                is_known = false;
            }
        }
        // What is missing may be the one that is misspelt.
        let missing = shape.required.iter().filter(|name| is_known && self.part.get(name).is_none());
        let missing = missing.inspect(|name| self.note(format!("missing field `{name}`"), "")).count();
        (missing == 0 && read.len() == written.len()).then_some(read.into())
    }

    /// A map by ids; where one is named exactly, it and its value.
    fn map(self, shape: &'static Shape, values: &'static Shape) -> Option<Value> {
        let written = self.fields()?;
        if shape.max_properties.is_some_and(|most| most != written.len()) {
            let fault = format!("{} properties are named", written.len());
            return self.refused(fault, "name exactly one, as `property: level`");
        }
        let read = |(id, value): (&'a str, Self)| {
            let value = value.under(id);
            let key = match &shape.keys {
                Some(kind) => value.position(kind, id)?,
                None => value.formed(ID, id.into()).into(),
            };
            Some((key, value.read(values)?))
        };
        let pairs: Vec<Option<(Value, Value)>> = written.into_iter().map(read).collect();
        let mut pairs = pairs.into_iter().collect::<Option<Vec<_>>>()?;
        if shape.max_properties.is_some() {
            return pairs.pop().map(|(key, value)| [key, value].into_iter().collect());
        }
        let word = |key: Value| key.as_str().map_or_else(|| key.to_string(), str::to_owned);
        Some(Value::Object(pairs.into_iter().map(|(key, value)| (word(key), value)).collect()))
    }

    fn choices(self, shape: &'static Shape) -> Option<Value> {
        let asked = self.checking.known.get("question").and_then(|listed| listed.get(self.subject));
        let known = asked.and_then(|asked| ids(&asked["choices"]));
        let chosen = self.list(shape, |item| item.choice(known.as_deref()))?.into_iter().collect::<Option<Vec<_>>>()?;
        Some(json!(chosen.into_iter().fold(ChoiceSet::default(), ChoiceSet::union)))
    }

    fn levels(self, shape: &'static Shape) -> Option<Value> {
        let property = self.subject;
        let is_scale = |id: &&str| matches!(self.measured(id), Some(Measured::Scale(_)));
        if self.find("property", property).is_some() && !is_scale(&property) {
            let scales = self.ids("property").filter(is_scale);
            self.note(format!("`{property}` is not a scale"), self.suggestion("", scales));
            return Some(json!([]));
        }
        self.list(shape, |item| item.level(false))?.into_iter().collect()
    }

    /// The level or count of a fact on its property; null if it is not known, or the property takes the other of the two.
    fn standing(self) -> Option<Value> {
        let is_fitting = self.measured(self.subject).is_some_and(|measured| measured.field() == self.name);
        if is_fitting && self.part.word().as_deref() != Some(UNKNOWN) { self.level(false) } else { Some(Value::Null) }
    }
}
