//! Parts of a knowledge base that are read when they are asked for.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};

/// A part that the program carries, and reads when it is first asked for: a run needs few of them.
///
/// In the form that the build script prepares it is the bytes of the part in that same form.
#[derive(Clone)]
pub struct Later<T> {
    // Invariant: without a part that is held, these are the bytes of one.
    carried: &'static [u8],
    held: OnceLock<Box<T>>,
}

impl<T> From<T> for Later<T> {
    fn from(part: T) -> Self {
        Self { carried: &[], held: Box::new(part).into() }
    }
}

impl<T: Deserialize<'static>> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held.get_or_init(|| Box::new(postcard::from_bytes(self.carried).expect("it was written of a part")))
    }
}

impl<T: Deserialize<'static> + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&postcard::to_allocvec(&**self).map_err(S::Error::custom)?)
    }
}

impl<'de: 'static, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static [u8]>::deserialize(deserializer).map(|carried| Self { carried, held: OnceLock::new() })
    }
}

impl<T: Deserialize<'static> + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
