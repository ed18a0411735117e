//! Keys as a Unix terminal sends them: whole sequences, so that no part of one is taken for a letter.

use std::io;
use std::time::Duration;

use dialoguer::console::Key;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// How long the rest of a sequence may take; until then, Escape could be its beginning.
const REST: Duration = Duration::from_millis(50);
/// How long the rest of a pasted text may take, which comes over a network in parts.
const PASTE: Duration = Duration::from_secs(1);
const END_OF_PASTE: &[u8] = b"\x1b[201~";

/// The next byte of standard input, if there is one within so long; an error if the terminal is gone.
pub(super) fn byte(within: Duration) -> io::Result<Option<u8>> {
    let stdin = io::stdin();
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    match poll(&mut ready, Some(&Timespec { tv_sec: within.as_secs() as i64, tv_nsec: within.subsec_nanos().into() })) {
        Ok(0) | Err(Errno::INTR) => return Ok(None),
        Ok(_) if !ready[0].revents().contains(PollFlags::IN) => return Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    let mut byte = [0];
    match rustix::io::read(&stdin, &mut byte) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(_) => Ok(Some(byte[0])),
        Err(Errno::INTR | Errno::AGAIN) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The key that a byte begins; `None` for an unknown sequence, and for pasted text: nobody means to press its letters.
pub(super) fn key(first: u8) -> io::Result<Option<Key>> {
    Ok(match first {
        b'\x1b' => return after_escape(),
        b'\r' | b'\n' => Some(Key::Enter),
        b'\t' => Some(Key::Tab),
        0x03 => Some(Key::CtrlC),
        ascii => ascii.is_ascii().then_some(Key::Char(char::from(ascii))),
    })
}

fn after_escape() -> io::Result<Option<Key>> {
    let mut next = byte(REST)?;
    while next == Some(b'\x1b') {
        next = byte(REST)?;
    }
    let mut sequence = match next {
        None => return Ok(Some(Key::Escape)),
        Some(b'[') => Vec::new(),
        // A text for the terminal, or of it: until it ends, or is interrupted.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            while byte(REST)?.is_some_and(|next| next != b'\x07' && next != b'\\') {}
            return Ok(None);
        }
        Some(b'O') => return Ok(byte(REST)?.and_then(|last| named(&[last]))),
        // Two keys that arrived together, or one with Alt: someone who wants to leave at once must get out.
        Some(other) => return key(other),
    };
    // On the console of Linux, another bracket begins the names of function keys.
    while !sequence.last().is_some_and(|last| (0x40..0x7f).contains(last)) || sequence == b"[" {
        let Some(next) = byte(REST)? else { return Ok(None) };
        sequence.push(next);
    }
    if sequence == b"200~" {
        while !sequence.ends_with(END_OF_PASTE) {
            let Some(next) = byte(PASTE)? else { break };
            sequence.drain(..sequence.len().saturating_sub(END_OF_PASTE.len()));
            sequence.push(next);
        }
    }
    // Three bytes about a mouse follow.
    for _ in 0..if sequence == b"M" { 3 } else { 0 } {
        byte(REST)?;
    }
    Ok(named(&sequence))
}

/// The key that sends this after its introducer.
fn named(sequence: &[u8]) -> Option<Key> {
    Some(match sequence {
        b"A" => Key::ArrowUp,
        b"B" => Key::ArrowDown,
        b"H" | b"1~" | b"7~" => Key::Home,
        b"F" | b"4~" | b"8~" => Key::End,
        b"5~" => Key::PageUp,
        b"6~" => Key::PageDown,
        b"Z" => Key::BackTab,
        _ => return None,
    })
}
