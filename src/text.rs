//! Text as a person sees it: escaping, and the known word that a misspelt one was meant for.

use std::borrow::Cow;

use indexmap::IndexMap;
use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthChar;

/// Whether a character could rearrange, hide or rewrite what a terminal shows.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0D}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{13430}'..='\u{1343F}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether nothing of a text can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    // Of braille, one character has no dots.
    let is_space = |character: char| character.is_whitespace() || character == '\u{2800}';
    text.chars().all(|character| is_space(character) || character.width().unwrap_or(0) == 0)
}

/// The most marks on one letter, such as accents: no language that is written today needs more.
pub(crate) const MOST_MARKS: usize = 5;

/// Whether marks are stacked on a letter until they cover other lines.
pub(crate) fn is_stacked(text: &str) -> bool {
    let is_mark = |character: char| !character.is_ascii() && character.width() == Some(0);
    let mut marks = 0;
    text.chars().any(|character| {
        marks = if is_mark(character) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

/// A text with every character escaped that a terminal would not just print.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|character| match is_unprintable(character) {
        true => shown.extend(character.escape_unicode()),
        false => shown.push(character),
    });
    shown
}

/// A word from outside as it may be repeated in a message: escaped, and cut where it is endless.
pub fn printable(word: &str) -> String {
    cut(word, 60)
}

/// A text, escaped, and cut after so many characters.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", escaped(&text[..end])),
        None => escaped(text),
    }
}

/// JSON with every character escaped that a terminal would not just print, line breaks aside; it means the same.
pub fn escaped_json(written: &str) -> Cow<'_, str> {
    let is_raw = |character: char| is_unprintable(character) && character != '\n';
    // Most texts are plain, which is quicker to see.
    let is_plain = written.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b'\n' | b' '..=b'~'));
    if is_plain || !written.contains(is_raw) {
        return Cow::Borrowed(written);
    }
    let mut safe = String::with_capacity(written.len());
    for character in written.chars() {
        match character {
            raw if !is_raw(raw) => safe.push(raw),
            // Where it is allowed at all, it is white space between values.
            '\0'..' ' => safe.push(' '),
            raw => safe.extend(raw.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}"))),
        }
    }
    Cow::Owned(safe)
}

/// Lines of this width, in which no address is split at its hyphens.
pub(crate) fn unhyphenated<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// The most known words that a misspelt one is compared with.
const MOST_TRIED: usize = 1000;

/// The known word nearest to a misspelt one by the Damerau-Levenshtein distance, if at most a third of it differs.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (length, word) = (word.chars().count(), word.to_lowercase());
    let near = known.into_iter().take(MOST_TRIED).filter_map(|candidate| {
        let letters = candidate.chars().count();
        let may_differ = letters.max(3) / 3;
        // The lengths tell most words apart without the work; an endless word is near to none.
        let is_as_long = length.abs_diff(letters) <= may_differ;
        let distance = is_as_long.then(|| strsim::damerau_levenshtein(&word, candidate));
        distance.filter(|distance| *distance <= may_differ).map(|distance| (distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// The most known words that a remedy lists.
pub(crate) const MOST_LISTED: usize = 16;

/// A remedy for an unknown word: the nearest known one, or else all of them if they are few.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    match known.clone().into_iter().count() {
        0 => "there is none to choose from".to_owned(),
        1..=MOST_LISTED => {
            let all: Vec<String> = known.into_iter().map(|candidate| format!("`{candidate}`")).collect();
            format!("known: {}", all.join(", "))
        }
        count => format!("none of the {count} known ones is near"),
    }
}

/// Words joined as in "a, b and c".
pub(crate) fn and<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        few => few.concat(),
    }
}

/// A number with what it counts.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A large number in digits, in groups of three.
pub(crate) fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    if digits == u128::MAX.to_string() {
        return "more than 10^38".to_owned();
    }
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// A share in percent; never rounded to all or nothing.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => "less than 1%".to_owned(),
        percent if percent > 99.0 && percent < 100.0 => "more than 99%".to_owned(),
        percent => format!("{percent:.0}%"),
    }
}

/// A text that begins a sentence.
pub(crate) fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A text within a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// Titles of contexts, each with that of its messenger, in words: each messenger with all of its contacts.
pub(crate) fn placed_words<'a>(placed: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut each: IndexMap<&str, Vec<String>> = IndexMap::new();
    for (context, messenger) in placed {
        each.entry(messenger).or_default().push(lower_first(context));
    }
    if each.is_empty() {
        return "no app alone is enough".to_owned();
    }
    // A comma shows where the contacts of one messenger end.
    let between = if each.values().any(|contexts| contexts.len() > 1) { ", and " } else { " and " };
    let words = each.iter().map(|(messenger, contexts)| format!("{messenger} for {}", and(contexts)));
    words.collect::<Vec<_>>().join(between)
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}
