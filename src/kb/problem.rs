//! A fault in data or answers: where it is, what it is, and how to mend it.

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
        // Whatever was repeated from a file or a flag, nothing reaches a terminal raw.
        write!(f, "{}: ", escaped(&self.place))?;
        if let Some(entry) = &self.entry {
            write!(f, "{}: ", escaped(entry))?;
        }
        write!(f, "{}", escaped(&self.fault))?;
        if let Some(remedy) = &self.remedy {
            write!(f, "; {}", escaped(remedy))?;
        }
        Ok(())
    }
}

/// Every fault that was found, at least one, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Whether a character could rearrange, hide or rewrite what a terminal shows.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
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
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", escaped(&word[..end])),
        None => escaped(word),
    }
}

/// The known word nearest to a misspelt one, if any is near enough to be meant.
///
/// Uses the Damerau-Levenshtein distance; up to a third of the word may differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
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
    let all: Vec<String> = known.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    match all.len() {
        0 => "there is none to choose from".to_owned(),
        1..=MOST_LISTED => format!("known: {}", all.join(", ")),
        count => format!("none of the {count} known ones is near"),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_takes_a_slip_of_the_hand_and_nothing_further() {
        let known = ["phone-number", "other-number", "calls"];
        assert_eq!(nearest("phone-numbr", known), Some("phone-number"));
        assert_eq!(nearest("Calls", known), Some("calls"));
        assert_eq!(nearest("jurisdiction", known), None);
    }
}
