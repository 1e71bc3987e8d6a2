//! Chance from a seed: the same seed, stream and number always fall the same.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;

/// What a run of chance is for; each has its own stream, so that one does not disturb another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Person,
    Ids,
    History,
    Session,
}

/// A run of chance.
#[derive(Debug)]
pub(super) struct Dice(ChaCha12Rng);

impl Dice {
    /// The run of this number in a stream of a seed.
    pub(super) fn of(seed: u64, stream: Stream, number: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8] = match stream {
            Stream::Person => 1,
            Stream::Ids => 2,
            Stream::History => 3,
            Stream::Session => 4,
        };
        bytes[16..24].copy_from_slice(&number.to_le_bytes());
        Self(ChaCha12Rng::from_seed(bytes))
    }

    /// A number from 0 to below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * (end as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `from` to below `until`.
    pub(super) fn between(&mut self, from: i64, until: i64) -> i64 {
        let span = usize::try_from(until.saturating_sub(from)).unwrap_or(0);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in this many cases of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    ///
    /// # Panics
    /// If there is none: the lists of the demo are never empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// An id in the shape of a UUID of version 4, as SDKs make them.
    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.0.next_u64(), self.0.next_u64());
        let high = (high & !0xf000) | 0x4000;
        let low = (low & !(0b11 << 62)) | (0b10 << 62);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_and_others_do_not() {
        let roll = |seed, stream, number| Dice::of(seed, stream, number).uuid();
        assert_eq!(roll(1, Stream::Ids, 2), roll(1, Stream::Ids, 2));
        let others = [
            roll(2, Stream::Ids, 2),
            roll(1, Stream::Person, 2),
            roll(1, Stream::Ids, 3),
        ];
        assert!(!others.contains(&roll(1, Stream::Ids, 2)));
        assert_eq!(roll(1, Stream::Ids, 2).as_bytes()[14], b'4');
    }

    #[test]
    fn numbers_stay_below_their_end() {
        let mut dice = Dice::of(1, Stream::Person, 1);
        let rolled: Vec<usize> = (0..1_000).map(|_| dice.below(6)).collect();
        assert!((0..6).all(|face| rolled.contains(&face)));
        assert!(rolled.iter().all(|face| *face < 6));
        assert_eq!(dice.below(0), 0);
        assert!((0..100).all(|_| (-3..4).contains(&dice.between(-3, 4))));
    }
}
