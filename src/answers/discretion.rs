//! What the output of a batch may repeat of the rows: it often ends in a log.

use crate::kb::KnowledgeBase;

/// The longest word that is looked at, in bytes. A longer one is no slip, and may hold anything.
const LONGEST: usize = 200;

/// Whether a word that was given may be repeated: it is no choice of any question, and holds none.
///
/// A choice that stands where another word is expected is somebody's answer all the same.
pub fn is_repeatable(kb: &KnowledgeBase, word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    // Between the words of a choice people write other marks as well.
    let word = word.to_lowercase().replace([' ', '_'], "-");
    let is_part = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
    let holds = |choice: &str| {
        word.match_indices(choice).any(|(start, choice)| {
            let (before, after) = (&word[..start], &word[start + choice.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
    };
    !kb.questions().iter().flat_map(|question| &question.choices).any(|choice| holds(&choice.id))
}
