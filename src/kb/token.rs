//! How a type asks the reader of a knowledge base for what only that knows: which ids there are, which choices a
//! question has, and which line a wrong word is on.
//!
//! It asks by the name of a newtype, which serde hands on to the reader.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Visitor};

/// What is written in this form: a word, the number of what is referred to, or a list that has to be right as a whole.
pub(super) fn read<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D, form: &'static str) -> Result<T, D::Error> {
    from.deserialize_newtype_struct(form, Form(PhantomData))
}

/// A text at most so many columns wide.
pub(super) fn short<'de, D: Deserializer<'de>>(from: D, width: usize) -> Result<String, D::Error> {
    from.deserialize_tuple_struct("text", width, Form(PhantomData))
}

struct Form<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::deserialize(from)
    }
}
