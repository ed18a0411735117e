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
        self.0.extend((!sources.is_empty()).then(|| Span::Cited(sources.to_vec())));
        self
    }

    /// The text with more after it.
    #[must_use]
    pub fn and(mut self, more: &str) -> Self {
        self.0.extend(Self::from(more).0);
        self
    }

    pub(super) fn drop_sources(&mut self) {
        self.0.retain(|span| !matches!(span, Span::Cited(_)));
    }
}

impl<T: AsRef<str>> From<T> for Prose {
    /// Reads text into pieces: addresses at the beginning of words, and the text in backticks.
    fn from(text: T) -> Self {
        let (mut spans, mut rest, mut at) = (Vec::new(), text.as_ref(), 0);
        while let Some(next) = rest[at..].chars().next() {
            let begins_word = !rest[..at].ends_with(|last: char| !last.is_whitespace() && !"(\"'".contains(last));
            let found = address(&rest[at..]).filter(|_| begins_word).or_else(|| code(&rest[at..]));
            let Some((span, length)) = found else {
                at += next.len_utf8();
                continue;
            };
            spans.extend((at > 0).then(|| Span::Words(rest[..at].to_owned())));
            spans.push(span);
            (rest, at) = (&rest[at + length..], 0);
        }
        spans.extend((at > 0).then(|| Span::Words(rest.to_owned())));
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
            Self::Cited(numbers) => write!(f, " [{}]", ranges(numbers)),
        }
    }
}

/// Numbers as people write them, as in `2, 5–8`.
fn ranges(numbers: &[usize]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    let runs = numbers.chunk_by(|left, right| left + 1 == *right).flat_map(|run| match run {
        [first, _, .., last] => vec![format!("{first}–{last}")],
        few => few.iter().map(usize::to_string).collect(),
    });
    runs.collect::<Vec<_>>().join(", ")
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
