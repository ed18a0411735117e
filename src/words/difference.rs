//! The page of a [`Difference`].

use crate::document::{Document, Page};
use crate::report::Difference;

impl Page for Difference {
    fn page(&self) -> Document {
        Self::page(self)
    }
}
