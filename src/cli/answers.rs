//! Answers that a flag names: a file, standard input, or an answer string.

use std::io::IsTerminal as _;

use super::Usage;
use super::output::note;
use crate::answers::{Saved, is_answer_string};
use crate::kb::{KnowledgeBase, Unread, read_text};
use crate::text::printable;

/// The most that is read, in bytes: a hundred times the answers to thousands of questions.
const MAX_BYTES: u64 = 1 << 20;

/// Reads answers.
///
/// A pipe is as good as a file, so that a program which decrypts answers can hand them over.
///
/// # Errors
/// A [`Usage`] if they cannot be read, or for each problem in them.
pub(super) fn read(kb: &KnowledgeBase, flag: &str, name: &str) -> anyhow::Result<Saved> {
    let (place, text) = match name {
        string if is_answer_string(string) => (flag, Ok(string.to_owned())),
        "-" => {
            if std::io::stdin().is_terminal() {
                note("Reading answers from the terminal; end with Ctrl-D.");
            }
            ("standard input", read_text(Ok(std::io::stdin().lock()), MAX_BYTES))
        }
        path => (path, read_text(std::fs::File::open(path), MAX_BYTES)),
    };
    let unread = |Unread { fault, remedy }| Usage(format!("{flag}: {} {fault}; {remedy}", printable(place)));
    Ok(Saved::parse(kb, place, &text.map_err(unread)?).map_err(|problems| Usage(problems.to_string()))?)
}
