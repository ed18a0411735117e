//! Headings, under which lists are sorted.

/// A heading for properties.
#[derive(Debug, Clone)]
pub struct Group {
    /// The id, kebab-case.
    pub id: String,
    /// The heading.
    pub title: String,
}

/// A heading for questions.
#[derive(Debug, Clone)]
pub struct Theme {
    /// The id, kebab-case.
    pub id: String,
    /// The heading.
    pub title: String,
}
