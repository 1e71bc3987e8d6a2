//! Cheap random numbers, the same in every run.

/// `SplitMix64`.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Whether this happens, `percent` times in a hundred.
    pub(super) const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len().max(1) as u64);
        usize::try_from(at)
            .ok()
            .and_then(|at| from.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// A person of so many, as a few are often about and most seldom: the person of rank r comes
    /// about as r to the power of -3/4. One in two messages is of a sixteenth of all people.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a draw need not be exact, and is cut to the range"
    )]
    pub(super) fn skewed(&mut self, people: u64) -> u64 {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (people as f64 * even.powi(4)) as u64;
        scattered(rank.min(people - 1), people)
    }
}

/// Spreads ranks over all numbers, each to its own, so that those often about are no neighbours.
fn scattered(rank: u64, people: u64) -> u64 {
    // A prime over any number of people used here, so that it has no divisor in common with it.
    let spread = u128::from(rank) * 2_654_435_761_u128 % u128::from(people);
    u64::try_from(spread).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rank_is_another_person() {
        let mut seen: Vec<u64> = (0..10_000).map(|rank| scattered(rank, 10_000)).collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..10_000));
    }

    #[test]
    fn half_of_the_draws_are_of_a_sixteenth_of_the_people() {
        let mut random = Random::new(7);
        let busy: Vec<u64> = (0..625).map(|rank| scattered(rank, 10_000)).collect();
        let draws = (0..10_000)
            .filter(|_| busy.contains(&random.skewed(10_000)))
            .count();
        assert!((4_500..5_500).contains(&draws), "{draws}");
    }
}
