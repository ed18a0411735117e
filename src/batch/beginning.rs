//! The first bytes of a text, compared at once.

/// The first bytes of a text as words, the first byte lowest, with zeros behind a shorter text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning<const WORDS: usize>(pub(super) [u64; WORDS]);

impl<const WORDS: usize> Beginning<WORDS> {
    /// How many bytes it holds.
    const LENGTH: usize = WORDS * size_of::<u64>();

    /// The beginning of what stands at a position of a text.
    pub(super) fn of(text: &[u8], at: usize) -> Self {
        Self::within(text, at).unwrap_or_else(|| {
            let mut bytes = text.get(at..).unwrap_or_default().to_vec();
            bytes.resize(Self::LENGTH, 0);
            Self::within(&bytes, 0).unwrap_or(Self([0; WORDS]))
        })
    }

    /// The same; nothing if the text is shorter.
    #[inline(always)]
    pub(super) fn within(text: &[u8], at: usize) -> Option<Self> {
        let (words, _) = text.get(at..at + Self::LENGTH)?.as_chunks();
        Some(Self(std::array::from_fn(|word| u64::from_le_bytes(words[word]))))
    }
}

/// Bytes that a text may start with.
#[derive(Debug, Clone)]
pub(super) struct Start<const WORDS: usize> {
    beginning: Beginning<WORDS>,
    /// The bits of the beginning that count.
    counts: Beginning<WORDS>,
    bytes: Vec<u8>,
}

impl<const WORDS: usize> Start<WORDS> {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let counts = vec![u8::MAX; bytes.len()];
        Self { beginning: Beginning::of(bytes, 0), counts: Beginning::of(&counts, 0), bytes: bytes.to_vec() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether what stands at a position of a text starts so; `beginning` is that of what stands there.
    #[inline(always)]
    pub(super) fn starts(&self, beginning: Beginning<WORDS>, text: &[u8], at: usize) -> bool {
        let differs = |word: usize| (beginning.0[word] ^ self.beginning.0[word]) & self.counts.0[word];
        (0..WORDS).fold(0, |all, word| all | differs(word)) == 0
            && (self.bytes.len() <= Beginning::<WORDS>::LENGTH || text[at..].starts_with(&self.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::{Beginning, Start};

    #[test]
    fn a_start_is_found_where_it_stands_and_nowhere_else() {
        found::<2>();
        found::<4>();
    }

    fn found<const WORDS: usize>() {
        for length in 1..50 {
            let start: String = ('a'..='z').cycle().take(length).collect();
            let text = format!("##{start}");
            let known = Start::<WORDS>::of(start.as_bytes());
            let starts = |text: &[u8], at: usize| known.starts(Beginning::of(text, at), text, at);
            assert!((0..4).all(|at| starts(text.as_bytes(), at) == (at == 2)), "{text}");
            assert!(!starts(&text.as_bytes()[..text.len() - 1], 2), "{text}");
            assert!(starts(format!("{text}{text}").as_bytes(), 2), "{text}");
            for changed in 2..text.len() {
                let mut text = text.clone().into_bytes();
                text[changed] ^= 1;
                assert!(!starts(&text, 2), "{length}, {changed}");
            }
        }
    }
}
