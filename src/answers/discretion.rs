//! What may be repeated of a word that was given: standard error often ends in a log.

use super::UNSURE;
use crate::kb::{Key, KnowledgeBase, Question};
use crate::text::{nearest, printable};

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

/// A word that was given, as a message may begin with it.
pub fn repeated(kb: &KnowledgeBase, word: &str) -> String {
    if is_repeatable(kb, word) { format!("`{}`", printable(word)) } else { "what is given".to_owned() }
}

/// The choice of a question that a misspelt word was meant for, if the word may be repeated beside it.
///
/// A word that is like no choice of its question is not repeated: it may be a slip in the answer to another one.
pub fn meant<'a>(kb: &'a KnowledgeBase, question: Key<Question>, word: &str) -> Option<&'a str> {
    let question = &kb[question];
    let choices = || question.choices.iter().map(|choice| choice.id.as_str()).chain([UNSURE]);
    // A truth value, as YAML and JSON have them.
    let meant = match word {
        "true" | "on" => choices().find(|choice| *choice == "yes"),
        "false" | "off" => choices().find(|choice| *choice == "no"),
        _ => None,
    };
    let meant = meant.or_else(|| nearest(word, choices()))?;
    (is_repeatable(kb, word) || word.to_lowercase() == meant).then_some(meant)
}
