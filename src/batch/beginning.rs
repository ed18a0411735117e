//! The first bytes of a text, compared at once.

/// The first sixteen bytes of a text as a number, the first byte lowest, with zeros behind a shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning(u128);

impl Beginning {
    /// How many bytes it holds.
    pub(super) const LENGTH: usize = 16;

    /// The beginning of what stands at a position of a text.
    pub(super) fn of(text: &[u8], at: usize) -> Self {
        let rest = text.get(at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(chunk) => Self(u128::from_le_bytes(*chunk)),
            None => Self(rest.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte))),
        }
    }

    /// This beginning, with zeros behind its first quote.
    ///
    /// Bytes that equal the quote turn to zero, and the lowest zero byte is found as in Warren, *Hacker's Delight*
    /// (2012), section 6-1.
    pub(super) fn up_to_quote(self) -> Self {
        const ONES: u128 = u128::from_le_bytes([1; 16]);
        let quotes = self.0 ^ u128::from_le_bytes([b'"'; 16]);
        let ends = quotes.wrapping_sub(ONES) & !quotes & (ONES << 7);
        // From the lowest bit on up to the one that marks the first quote; all of them if there is none.
        Self(self.0 & (ends ^ ends.wrapping_sub(1)))
    }

    /// Both halves in one number.
    pub(super) const fn folded(self) -> u64 {
        (self.0 as u64) ^ ((self.0 >> 64) as u64).rotate_left(29)
    }
}

/// Bytes that a text may start with.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// The first and the second sixteen bytes, each with the bits that count.
    halves: [(Beginning, u128); 2],
    bytes: Vec<u8>,
}

impl Start {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let half = |from: usize| {
            let length = bytes.len().saturating_sub(from).min(Beginning::LENGTH);
            let mask = u128::MAX.checked_shr((Beginning::LENGTH - length) as u32 * 8).unwrap_or(0);
            (Beginning(Beginning::of(bytes, from).0 & mask), mask)
        };
        Self { halves: [half(0), half(Beginning::LENGTH)], bytes: bytes.to_vec() }
    }

    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether what stands at a position of a text starts so; `beginning` is that of what stands there.
    pub(super) fn starts(&self, beginning: Beginning, text: &[u8], at: usize) -> bool {
        const LENGTH: usize = Beginning::LENGTH;
        let [(first, first_mask), (second, second_mask)] = &self.halves;
        beginning.0 & first_mask == first.0
            && (self.bytes.len() <= LENGTH
                || Beginning::of(text, at + LENGTH).0 & second_mask == second.0
                    && (self.bytes.len() <= 2 * LENGTH || text[at..].starts_with(&self.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Beginning, Start};

    #[test]
    fn nothing_behind_the_first_quote_counts() {
        for length in 0..20 {
            let id = "abcdefghijklmnopqrst".get(..length).expect("it is long enough");
            for rest in ["\"", "\",", "\"\"", "\"#!\"#!\"#!\"#!\"#!\"#!\"#!\"#!"] {
                let text = format!("{id}{rest}");
                let bare = format!("{id}\"");
                let of = |text: &str| Beginning::of(text.as_bytes(), 0).up_to_quote();
                assert_eq!(of(&text), of(&bare), "{text}");
                assert_eq!(of(&text).0.to_le_bytes()[..length.min(16)], bare.as_bytes()[..length.min(16)]);
            }
        }
    }

    #[test]
    fn a_start_is_found_where_it_stands_and_nowhere_else() {
        for length in 1..50 {
            let start: String = ('a'..='z').cycle().take(length).collect();
            let text = format!("##{start}");
            let known = Start::of(start.as_bytes());
            let starts = |at: usize| known.starts(Beginning::of(text.as_bytes(), at), text.as_bytes(), at);
            assert!(starts(2) && !starts(0) && !starts(1) && !starts(3), "{text}");
            let shorter = &text.as_bytes()[..text.len() - 1];
            assert!(!known.starts(Beginning::of(shorter, 2), shorter, 2), "{text}");
        }
    }
}
