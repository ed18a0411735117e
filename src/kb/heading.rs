//! Headings, under which lists are sorted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::Id;

/// Makes a type of each kind of heading.
macro_rules! headings {
    ($($doc:literal $name:ident;)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The id.
            #[schemars(with = "Id")]
            pub id: String,
            /// The heading.
            #[schemars(length(max = 60))]
            pub title: String,
        }
    )*};
}

headings! {
    "A heading for properties." Group;
    "A heading for questions." Theme;
    "A place where several things are done at once: the opening words of the step that they become." Sitting;
}
