//! Running text, and what stands out in it.

use std::fmt;

/// Running text: words with addresses, names to type, and numbers of sources.
///
/// Formats that have links need to know where one begins and ends; the others
/// print the text as it is displayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose(Vec<Span>);

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words, to be shown as they are.
    Words(String),
    /// What is to be typed, such as an id.
    Code(String),
    /// An address, beginning with `https://` or `http://`.
    Address(String),
    /// Sources, by their numbers in the list of sources, after a space.
    Cited(Vec<usize>),
}

impl Prose {
    /// The pieces, in order.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with these sources named at its end; as it is without any.
    #[must_use]
    pub fn citing(mut self, sources: &[usize]) -> Self {
        if !sources.is_empty() {
            self.0.push(Span::Cited(sources.to_vec()));
        }
        self
    }

    /// The text with more after it.
    #[must_use]
    pub fn and(mut self, more: &str) -> Self {
        self.0.extend(Self::from(more).0);
        self
    }

    /// Takes out the numbers of sources.
    pub(super) fn drop_sources(&mut self) {
        self.0.retain(|span| !matches!(span, Span::Cited(_)));
    }
}

impl<T: AsRef<str>> From<T> for Prose {
    /// Reads text into pieces: addresses at the beginning of words, and the text in backticks.
    fn from(text: T) -> Self {
        let mut spans = Vec::new();
        let mut words = String::new();
        let mut rest = text.as_ref();
        while let Some(next) = rest.chars().next() {
            let begins_word = !words.ends_with(|last: char| !last.is_whitespace() && !"(\"'".contains(last));
            let found = if begins_word { address(rest) } else { None }.or_else(|| code(rest));
            let Some((span, length)) = found else {
                words.push(next);
                rest = &rest[next.len_utf8()..];
                continue;
            };
            if !words.is_empty() {
                spans.push(Span::Words(std::mem::take(&mut words)));
            }
            spans.push(span);
            rest = &rest[length..];
        }
        if !words.is_empty() {
            spans.push(Span::Words(words));
        }
        Self(spans)
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|span| span.fmt(f))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Code(code) => write!(f, "`{code}`"),
            Self::Address(address) => f.write_str(address),
            // A list of numbers is displayed as people write it.
            Self::Cited(numbers) => write!(f, " {numbers:?}"),
        }
    }
}

/// The only schemes that become links; whatever else claims to be an address stays words.
const SCHEMES: [&str; 2] = ["https://", "http://"];
/// What ends a sentence or a bracket rather than an address.
const CLOSING: &[char] = &['.', ',', ';', ':', '!', '?', ')', '\'', '"'];

/// The address that a text begins with, and its length in bytes.
fn address(text: &str) -> Option<(Span, usize)> {
    let scheme = SCHEMES.iter().find(|scheme| text.starts_with(**scheme))?;
    let end = text.find(|character: char| character.is_whitespace() || "<>`".contains(character));
    let address = text[..end.unwrap_or(text.len())].trim_end_matches(CLOSING);
    (address.len() > scheme.len()).then(|| (Span::Address(address.to_owned()), address.len()))
}

/// What a text begins with between two backticks, and its length in bytes.
fn code(text: &str) -> Option<(Span, usize)> {
    let (code, _) = text.strip_prefix('`')?.split_once('`')?;
    (!code.is_empty()).then(|| (Span::Code(code.to_owned()), code.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::{Prose, Span};

    #[test]
    fn an_address_ends_before_the_full_stop_of_its_sentence() {
        let prose = Prose::from("Get it from https://example.org/a_b. Then (http://example.org/c) wait.");
        let addresses: Vec<String> =
            prose.spans().iter().filter(|span| matches!(span, Span::Address(_))).map(ToString::to_string).collect();
        assert_eq!(addresses, ["https://example.org/a_b", "http://example.org/c"]);
    }

    #[test]
    fn only_web_addresses_at_the_beginning_of_a_word_are_addresses() {
        for text in ["javascript:alert(1)", "data:text/html,x", "xhttps://example.org", "https://", "ftp://example.org"]
        {
            assert_eq!(Prose::from(text).spans(), [Span::Words(text.to_owned())]);
        }
    }

    #[test]
    fn what_is_read_is_displayed_as_it_was_written() {
        for text in ["", "a `b` c", "one ` alone", "``", "see https://example.org/`x`, (https://example.org)."] {
            assert_eq!(Prose::from(text).to_string(), text);
        }
    }

    #[test]
    fn sources_are_named_where_they_are_cited() {
        let mut prose = Prose::from("It is so.").citing(&[1, 4]).and(" Or not.").citing(&[]);
        assert_eq!(prose.to_string(), "It is so. [1, 4] Or not.");
        prose.drop_sources();
        assert_eq!(prose.to_string(), "It is so. Or not.");
    }
}
