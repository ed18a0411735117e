//! A fault in data or answers: where it is, what it is, and how to mend it.

use std::borrow::Cow;
use std::fmt;

/// One fault, worded for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file (and line, if known) or the flag in which the fault is.
    pub place: String,
    /// The entry within the file, as in ``rule `number-leads-to-name` ``.
    pub entry: Option<String>,
    /// What is wrong.
    pub fault: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whatever was repeated from a file or a flag, nothing reaches a terminal raw, or without an end.
        let shown = |text: &str| cut(text, LONGEST_SHOWN);
        write!(f, "{}: ", shown(&self.place))?;
        if let Some(entry) = &self.entry {
            write!(f, "{}: ", shown(entry))?;
        }
        write!(f, "{}", shown(&self.fault))?;
        if let Some(remedy) = &self.remedy {
            write!(f, "; {}", shown(remedy))?;
        }
        Ok(())
    }
}

/// The most characters of a part of a fault that are shown; paths are the longest that mean something.
const LONGEST_SHOWN: usize = 4200;
/// The most faults that are shown at once; more than that bury the first.
const MOST_SHOWN: usize = 200;

/// Every fault that was found, at least one, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().take(MOST_SHOWN).enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more; mend these first"),
        }
    }
}

impl std::error::Error for Problems {}

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

/// A text, escaped, and cut behind so many characters.
fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", escaped(&text[..end])),
        None => escaped(text),
    }
}

/// Whether a byte is a character by itself that a terminal just prints, or a line break.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n')
}

/// Whether these bytes are nothing but ASCII that a terminal just prints, and line breaks.
pub fn are_plain(bytes: &[u8]) -> bool {
    // All of them are looked at, since that is faster than to look where they end to be plain.
    bytes.iter().fold(true, |plain, byte| plain & is_plain(*byte))
}

/// How many bytes are looked at together where nearly all of them are plain.
const PIECE: usize = 64;

/// JSON with every character escaped that a terminal would not just print, line breaks aside; it means the same.
pub fn escaped_json(written: &str) -> Cow<'_, str> {
    let is_raw = |character: char| is_unprintable(character) && character != '\n';
    let pieces = written.as_bytes().chunks(PIECE).zip((0..).step_by(PIECE));
    let has_raw = |(piece, start): (&[u8], usize)| {
        let is_raw_from = |at: usize| written.get(at..).is_some_and(|rest| rest.starts_with(is_raw));
        !are_plain(piece) && piece.iter().zip(start..).any(|(byte, at)| !is_plain(*byte) && is_raw_from(at))
    };
    if !pieces.into_iter().any(has_raw) {
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

/// Whether a problem is shown that has so many before it.
///
/// What takes its time is found out for those alone: the nearest of thousands of words, for thousands that are wrong.
pub fn is_shown(before: usize) -> bool {
    before < MOST_SHOWN
}

/// A remedy for an unknown word in a problem that has so many before it: as [`did_you_mean`] if it is shown.
pub fn suggestion<'a>(before: usize, word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if is_shown(before) { did_you_mean(word, known) } else { "mend those before it first".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, escaped, escaped_json, is_unprintable, nearest};

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
    fn what_a_terminal_would_not_just_print_is_found_wherever_it_stands_in_json() {
        for filler in ["x", "é", "—", "🔒", "\n"] {
            for count in 0..=2 * PIECE {
                let before = filler.repeat(count);
                assert_eq!(escaped_json(&before), before);
                for (raw, safe) in [("\u{7F}", "\\u007f"), ("\u{202E}", "\\u202e"), ("\u{E0041}", "\\udb40\\udc41")] {
                    for after in ["", "x", "é"] {
                        let expected = format!("{before}{safe}{after}");
                        assert_eq!(escaped_json(&format!("{before}{raw}{after}")), expected, "behind {count} {filler}");
                    }
                }
            }
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
