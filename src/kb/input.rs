//! Texts from outside: read to a bounded end, whatever they are.

use std::io::{self, Read};

/// Why a text cannot be read, and what to do about it.
#[derive(Debug)]
pub struct Unread {
    /// What is wrong.
    pub fault: String,
    /// The remedy.
    pub remedy: &'static str,
}

/// Reads a text of at most so many bytes; a byte order mark before it is no part of it.
///
/// No more than that is held, so it comes to an end where the input does not.
///
/// # Errors
/// If the input cannot be read, is larger or is not UTF-8.
pub fn read_text(input: io::Result<impl Read>, most: u64) -> Result<String, Unread> {
    let mut bytes = Vec::new();
    input.and_then(|input| input.take(most + 1).read_to_end(&mut bytes)).map_err(|error| Unread {
        fault: format!("cannot be read: {error}"),
        remedy: "check the path and its permissions",
    })?;
    if bytes.len() as u64 > most {
        return Err(Unread { fault: format!("is larger than {} MiB", most >> 20), remedy: "split or shorten it" });
    }
    if bytes.starts_with("\u{FEFF}".as_bytes()) {
        bytes.drain(..'\u{FEFF}'.len_utf8());
    }
    // One of the first two bytes of a text in UTF-16 is empty, whether or not a mark says so.
    let is_utf16 = bytes.iter().take(2).any(|byte| *byte == 0);
    let text = String::from_utf8(bytes).ok().filter(|_| !is_utf16);
    text.ok_or_else(|| Unread { fault: "is not UTF-8 text".to_owned(), remedy: "save it as UTF-8" })
}
