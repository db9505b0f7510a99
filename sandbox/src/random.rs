//! The seeded generator behind every fault and every number the gateways make up.

/// SplitMix64: 64 bits of state, no dependencies, the same sequence on every machine. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`, or 0 when `bound` is 0. The bias is below 2⁻³² for every bound below 2³².
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Heads or tails.
    pub fn coin(&mut self) -> bool {
        self.next_u64() >> 63 == 1
    }

    /// A generator of its own, so that what one user draws does not shift another's sequence.
    pub fn split(&mut self) -> Self {
        Self(self.next_u64())
    }

    /// 32 lower-case hex digits: the shape of the providers' `nonce_str`.
    pub fn nonce(&mut self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let (mut high, mut low) = (self.next_u64(), self.next_u64());
        let mut text = [0; 32];
        for pair in text.chunks_exact_mut(2) {
            pair[0] = DIGITS[(high & 15) as usize];
            pair[1] = DIGITS[(low & 15) as usize];
            high >>= 4;
            low >>= 4;
        }
        std::str::from_utf8(&text).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_sequence_is_splitmix64() {
        // The reference implementation's first outputs for seed 1234567.
        let mut random = Random::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn below_stays_below_and_reaches_every_value() {
        let mut random = Random::new(1);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[usize::try_from(random.below(7)).unwrap()] += 1;
        }
        assert!(
            seen.iter().all(|&count| (800..1_200).contains(&count)),
            "{seen:?}"
        );
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn a_nonce_has_32_hex_digits_and_differs_from_the_next() {
        let mut random = Random::new(9);
        let (one, two) = (random.nonce(), random.nonce());
        assert_eq!(one.len(), 32);
        assert!(one.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_ne!(one, two);
    }
}
