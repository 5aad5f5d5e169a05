//! A small random generator: the same seed gives the same numbers on every machine. Whole numbers only.

/// SplitMix64 (Steele, Lea and Flood, 2014): one word of state, good enough for made-up trade, no secret keeper.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5851_F42D_4C95_7F2D)
    }

    /// A stream of its own for something with a number, whatever was drawn before.
    pub(crate) fn of(seed: u64, label: u64) -> Self {
        let mut random = Self::new(seed.rotate_left(17) ^ label.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        random.word();
        random
    }

    /// 64 random bits.
    pub(crate) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `bound`; 0 when that is 0.
    pub(crate) fn up_to(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.word()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// Below `bound`; 0 when that is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.up_to(bound.into())).unwrap_or_default()
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A place in a list of that length.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.up_to(u64::try_from(length).unwrap_or_default())).unwrap_or_default()
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.index(of.len())]
    }

    /// Below `bound`, small numbers far more often (close to one over the number): a few are large, most are small.
    pub(crate) fn skewed(&mut self, bound: u32) -> u32 {
        loop {
            let octave = self.below(33 - bound.leading_zeros().min(32));
            let found = (1_u64 << octave) - 1 + self.up_to(1 << octave);
            if found < u64::from(bound.max(1)) {
                return u32::try_from(found).unwrap_or_default();
            }
        }
    }

    /// The position of one of the weights, in proportion to them.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (position, weight) in weights.enumerate() {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return position,
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_everywhere() {
        let mut random = Random::new(1);
        let found: Vec<u32> = (0..5).map(|_| random.below(1000)).collect();
        assert_eq!(found, [756, 986, 889, 902, 872]);
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_small_ones_lead() {
        let mut random = Random::new(7);
        assert_eq!((random.below(0), random.skewed(0), random.skewed(1)), (0, 0, 0));
        let mut count = [0_u32; 100];
        for _ in 0..20_000 {
            count[usize::try_from(random.skewed(100)).expect("small")] += 1;
            assert!((3..=9).contains(&random.between(3, 9)));
        }
        assert!(count[0] > 2000 && count[0] > 5 * count[10] && count[99] > 5, "{count:?}");
    }

    #[test]
    fn weights_are_kept() {
        let mut random = Random::new(3);
        let mut count = [0_u32; 3];
        (0..10_000).for_each(|_| count[random.weighted([1, 0, 3].into_iter())] += 1);
        assert!(count[0].abs_diff(2500) < 250 && count[1] == 0, "{count:?}");
    }
}
