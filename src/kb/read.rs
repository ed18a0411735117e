//! The reader of a knowledge base: serde's types out of values, with every reference resolved and every word checked.
//!
//! A value that has not the shape of its type ends the reading of its entry.

use std::collections::btree_map;

use serde::de::value::{SeqDeserializer, StrDeserializer, U64Deserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use unicode_width::UnicodeWidthStr;

use super::node::{Content, Node};
use super::property::UNKNOWN;
use super::resolve::FORMS;
use super::value::{Fault, Measured, Reading, Value};

/// What a value says, read without a knowledge base; none if it has not the shape of the type.
pub fn read_alone<T: DeserializeOwned>(node: &Node) -> Option<T> {
    Reading::default().file("", node).read()
}

impl<'a> Value<'a> {
    /// A word without quotes.
    fn plain(self) -> Option<&'a str> {
        if let Content::Plain(text) = &self.node.content { Some(text) } else { None }
    }

    /// What it says; none if it has not the shape of the type, which is noted.
    pub(super) fn read<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(self).ok()
    }
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match (self.key, &self.node.content) {
            (Some(_), _) | (_, Content::Plain(_) | Content::Quoted(_)) => self.deserialize_str(visitor),
            (_, Content::List(_)) => self.deserialize_seq(visitor),
            (_, Content::Map(_)) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.plain() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.not("`true` or `false`"),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.plain().and_then(|word| word.parse().ok()) {
            Some(number) => visitor.visit_u8(number),
            None => self.not("a whole number from 0 to 255"),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Some(word) = self.word() else { return self.not("a word") };
        visitor.visit_str(word)
    }

    /// A text for people; as the key of a map, an id.
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(if self.key.is_some() { self.formed(&FORMS[0])? } else { self.text()? })
    }

    /// A text at most so many columns wide.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        width: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text = self.text()?;
        let wide = text.width();
        if wide > width {
            self.note(format!("the text is {wide} columns wide"), format!("shorten it to {width}"));
        }
        visitor.visit_newtype_struct(StrDeserializer::new(text))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    /// What a type asks for by a name; see [`super::wording::read`].
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        if let Some(form) = FORMS.iter().find(|form| form.name == name) {
            return visitor.visit_newtype_struct(StrDeserializer::new(self.formed(form)?));
        }
        let number = match name {
            "choices" => self.choices()?,
            // Without a subject, no level is judged.
            "levels" if !self.check_levels()? => return visitor.visit_newtype_struct(Self { subject: "", ..self }),
            "levels" => return visitor.visit_newtype_struct(self),
            "need" => {
                let named = self.node.map().map_or(1, |named| named.len());
                if named != 1 {
                    self.note(format!("{named} properties are named"), "name exactly one, as `property: level`");
                }
                return visitor.visit_newtype_struct(self);
            }
            "sources" | "cited sources" => {
                self.check_sources(name == "cited sources")?;
                return visitor.visit_newtype_struct(self);
            }
            "level of a fact" | "count of a fact" => {
                let is_fitting = match self.measured(self.subject) {
                    Some(Measured::Scale(_)) => name == "level of a fact",
                    Some(Measured::Count(_)) => name == "count of a fact",
                    Some(Measured::Text) | None => false,
                };
                // A number that no level has.
                if is_fitting && self.word() != Some(UNKNOWN) { self.level(false)?.into() } else { u64::MAX }
            }
            "level" => self.level(!self.is_item)?.into(),
            kind => self.reference(kind)?.into(),
        };
        visitor.visit_newtype_struct(U64Deserializer::new(number))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list()?;
        visitor.visit_seq(SeqDeserializer::new(self.items()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    /// A map by ids.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Some(fields) = self.node.map() else { return self.not("`key: value` lines") };
        let fields = Fields { around: self, fields: fields.iter(), next: None, are_ids: true };
        visitor.visit_map(fields).map_err(|fault| self.noted(fault))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let entry = self.named(name);
        let Some(fields) = self.node.map() else { return entry.not("`key: value` lines") };
        if self.is_again {
            entry.note("the id is given twice", "rename one of the two");
            return Err(Fault::NOTED);
        }
        let fields = Fields { around: entry, fields: fields.iter(), next: None, are_ids: false };
        visitor.visit_map(fields).map_err(|fault| entry.noted(fault))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Some(word) = self.word() else { return self.not("a word") };
        visitor.visit_enum(StrDeserializer::new(word)).map_err(|fault| self.noted(fault))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The fields of a struct, or the values of a map by ids.
struct Fields<'de> {
    around: Value<'de>,
    fields: btree_map::Iter<'de, String, Node>,
    next: Option<Value<'de>>,
    are_ids: bool,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Fault;

    fn next_key_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some((key, _)) = self.fields.next() else { return Ok(None) };
        let value = if self.are_ids { self.around.under(key) } else { self.around.field(key) };
        self.next = Some(value);
        let key = Value { key: Some(key), ..value };
        seed.deserialize(key).map(Some).map_err(|fault| key.noted(fault))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.next.take().expect("a key comes before its value");
        seed.deserialize(value).map_err(|fault| value.noted(fault))
    }
}
