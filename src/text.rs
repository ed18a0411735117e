//! Text as a person sees it: escaping, and the known word that a misspelt one was meant for.

use std::borrow::Cow;

/// Whether a character could rearrange, hide or rewrite what a terminal shows.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// A text with every character escaped that a terminal would not just print.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
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
    if !written.contains(is_raw) {
        return Cow::Borrowed(written);
    }
    let mut safe = String::with_capacity(written.len());
    for character in written.chars() {
        if !is_raw(character) {
            safe.push(character);
        } else if character < ' ' {
            // Where it is allowed at all, it is white space between values.
            safe.push(' ');
        } else {
            let mut units = [0; 2];
            safe.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(safe)
}

/// The known word nearest to a misspelt one, if any is near enough to be meant.
///
/// Uses the Damerau-Levenshtein distance; up to a third of the word may differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let may_differ = |candidate: &str| candidate.chars().count().max(3) / 3;
    // The lengths tell most words apart without the work; an endless word is near to none.
    let is_as_long = |candidate: &&str| length.abs_diff(candidate.chars().count()) <= may_differ(candidate);
    let mut lower = None;
    known
        .into_iter()
        .filter(is_as_long)
        .map(|candidate| {
            let lower = lower.get_or_insert_with(|| word.to_lowercase());
            (strsim::damerau_levenshtein(lower, candidate), candidate)
        })
        .filter(|(distance, candidate)| *distance <= may_differ(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The most known words that a remedy lists.
const MOST_LISTED: usize = 16;

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

/// Parts that are not empty, joined by spaces.
pub(crate) fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Words joined as in "a, b and c".
pub(crate) fn and(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A number with what it counts.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A large number in digits, in groups of three.
pub(crate) fn grouped(digits: &str) -> String {
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
    let mut each: Vec<(&str, Vec<String>)> = Vec::new();
    for (context, messenger) in placed {
        let context = lower_first(context);
        match each.iter_mut().find(|(named, _)| *named == messenger) {
            Some((_, contexts)) => contexts.push(context),
            None => each.push((messenger, vec![context])),
        }
    }
    // A comma shows where the contacts of one messenger end.
    let between = if each.iter().any(|(_, contexts)| contexts.len() > 1) { ", and " } else { " and " };
    let words = each.iter().map(|(messenger, contexts)| format!("{messenger} for {}", and(contexts)));
    match words.collect::<Vec<_>>().join(between) {
        none if none.is_empty() => "none alone".to_owned(),
        words => words,
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, escaped_json, is_unprintable, nearest};

    #[test]
    fn what_is_not_seen_or_moves_what_is_seen_is_escaped_and_letters_are_not() {
        for hidden in ["\u{7F}", "\u{9B}", "\u{AD}", "\u{200D}", "\u{202E}", "\u{2069}", "\u{FFF9}", "\u{E0041}"] {
            assert!(escaped(hidden).is_ascii(), "{}", hidden.escape_unicode());
        }
        for seen in "aß語🔒ا׳é—“”█".chars() {
            assert!(!is_unprintable(seen), "{seen}");
        }
    }

    #[test]
    fn what_a_terminal_would_not_just_print_is_escaped_in_json() {
        assert_eq!(escaped_json("{\"é\":\n\"—🔒\"}"), "{\"é\":\n\"—🔒\"}");
        for (raw, safe) in
            [("\u{7F}", "\\u007f"), ("\u{202E}", "\\u202e"), ("\u{E0041}", "\\udb40\\udc41"), ("\t", " ")]
        {
            assert_eq!(escaped_json(&format!("é{raw}x")), format!("é{safe}x"));
        }
    }

    #[test]
    fn nearest_takes_a_slip_of_the_hand_and_nothing_further() {
        let known = ["phone-number", "other-number", "calls"];
        assert_eq!(nearest("phone-numbr", known), Some("phone-number"));
        assert_eq!(nearest("Calls", known), Some("calls"));
        assert_eq!(nearest("jurisdiction", known), None);
    }
}
