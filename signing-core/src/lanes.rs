//! MD5 of several messages at once, one in each lane of the processor's vectors.
//!
//! MD5 is a chain of dependent steps in which a processor mostly waits; vectors do the steps of several messages in the
//! same time. No instruction is named here: the loop over the lanes is written so that the compiler turns it into
//! vectors of whatever width the target has (four lanes with SSE2 or NEON, eight with AVX2).

use crate::blocks::Block;

/// Messages digested at once.
pub(crate) const LANES: usize = 8;

type Lanes = [u32; LANES];

/// The four words of each message's state.
pub(crate) struct States([Lanes; 4]);

impl States {
    pub(crate) const START: Self = Self([
        [0x6745_2301; LANES],
        [0xEFCD_AB89; LANES],
        [0x98BA_DCFE; LANES],
        [0x1032_5476; LANES],
    ]);

    /// Compresses one block of each message that has one.
    #[inline(never)]
    pub(crate) fn compress(&mut self, blocks: [Option<&Block>; LANES]) {
        let mut words = [[0; LANES]; 16];
        let mut active = [0; LANES];
        for (lane, block) in blocks.into_iter().enumerate() {
            if let Some(block) = block {
                active[lane] = u32::MAX;
                for (words, bytes) in words.iter_mut().zip(block.as_chunks().0) {
                    words[lane] = u32::from_le_bytes(*bytes);
                }
            }
        }
        let (mut a, mut b, mut c, mut d) = ([0; LANES], [0; LANES], [0; LANES], [0; LANES]);
        all_rounds(&self.0, &words, &mut a, &mut b, &mut c, &mut d);
        for (states, sums) in self.0.iter_mut().zip([a, b, c, d]) {
            for (lane, state) in states.iter_mut().enumerate() {
                // A message that has ended keeps its state.
                *state = state.wrapping_add(sums[lane] & active[lane]);
            }
        }
    }

    pub(crate) fn digest(&self, lane: usize) -> [u8; 16] {
        let mut digest = [0; 16];
        for (out, words) in digest.as_chunks_mut().0.iter_mut().zip(&self.0) {
            *out = words[lane].to_le_bytes();
        }
        digest
    }
}

/// The 64 steps of RFC 1321, section 3.4, in all lanes. Arguments of a function that is not inlined are known to lie apart, without which the
/// compiler fears that one lane's result is another's input, and makes no vectors.
#[inline(never)]
fn all_rounds(
    states: &[Lanes; 4],
    words: &[Lanes; 16],
    a: &mut Lanes,
    b: &mut Lanes,
    c: &mut Lanes,
    d: &mut Lanes,
) {
    // Two lanes half the number apart go side by side, so that the processor has two vectors' steps to choose from.
    for lane in 0..LANES / 2 {
        let two = |lanes: &Lanes| [lanes[lane], lanes[lane + LANES / 2]];
        let mut state = (
            two(&states[0]),
            two(&states[1]),
            two(&states[2]),
            two(&states[3]),
        );
        // Four steps: how they mix, by how much they turn, their first constant, and the words they take.
        macro_rules! four {
            ($mix:ident, [$turn0:literal, $turn1:literal, $turn2:literal, $turn3:literal], $at:literal,
             [$word0:literal, $word1:literal, $word2:literal, $word3:literal]) => {
                let (a, b, c, d) = state;
                let a = step(a, b, $mix(b, c, d), two(&words[$word0]), SINES[$at], $turn0);
                let d = step(
                    d,
                    a,
                    $mix(a, b, c),
                    two(&words[$word1]),
                    SINES[$at + 1],
                    $turn1,
                );
                let c = step(
                    c,
                    d,
                    $mix(d, a, b),
                    two(&words[$word2]),
                    SINES[$at + 2],
                    $turn2,
                );
                let b = step(
                    b,
                    c,
                    $mix(c, d, a),
                    two(&words[$word3]),
                    SINES[$at + 3],
                    $turn3,
                );
                state = (a, b, c, d);
            };
        }
        four!(first, [7, 12, 17, 22], 0, [0, 1, 2, 3]);
        four!(first, [7, 12, 17, 22], 4, [4, 5, 6, 7]);
        four!(first, [7, 12, 17, 22], 8, [8, 9, 10, 11]);
        four!(first, [7, 12, 17, 22], 12, [12, 13, 14, 15]);
        four!(second, [5, 9, 14, 20], 16, [1, 6, 11, 0]);
        four!(second, [5, 9, 14, 20], 20, [5, 10, 15, 4]);
        four!(second, [5, 9, 14, 20], 24, [9, 14, 3, 8]);
        four!(second, [5, 9, 14, 20], 28, [13, 2, 7, 12]);
        four!(third, [4, 11, 16, 23], 32, [5, 8, 11, 14]);
        four!(third, [4, 11, 16, 23], 36, [1, 4, 7, 10]);
        four!(third, [4, 11, 16, 23], 40, [13, 0, 3, 6]);
        four!(third, [4, 11, 16, 23], 44, [9, 12, 15, 2]);
        four!(fourth, [6, 10, 15, 21], 48, [0, 7, 14, 5]);
        four!(fourth, [6, 10, 15, 21], 52, [12, 3, 10, 1]);
        four!(fourth, [6, 10, 15, 21], 56, [8, 15, 6, 13]);
        four!(fourth, [6, 10, 15, 21], 60, [4, 11, 2, 9]);
        [a[lane], a[lane + LANES / 2]] = state.0;
        [b[lane], b[lane + LANES / 2]] = state.1;
        [c[lane], c[lane + LANES / 2]] = state.2;
        [d[lane], d[lane + LANES / 2]] = state.3;
    }
}

/// The same of two lanes.
type Two = [u32; 2];

#[inline(always)]
fn step(sum: Two, next: Two, mixed: Two, word: Two, sine: u32, turn: u32) -> Two {
    [0, 1].map(|at| {
        let sum = sum[at].wrapping_add(word[at].wrapping_add(sine));
        let sum = sum.wrapping_add(mixed[at]);
        sum.rotate_left(turn).wrapping_add(next[at])
    })
}

#[inline(always)]
fn first(b: Two, c: Two, d: Two) -> Two {
    [0, 1].map(|at| d[at] ^ (b[at] & (c[at] ^ d[at])))
}

#[inline(always)]
fn second(b: Two, c: Two, d: Two) -> Two {
    [0, 1].map(|at| c[at] ^ (d[at] & (b[at] ^ c[at])))
}

#[inline(always)]
fn third(b: Two, c: Two, d: Two) -> Two {
    [0, 1].map(|at| b[at] ^ c[at] ^ d[at])
}

#[inline(always)]
fn fourth(b: Two, c: Two, d: Two) -> Two {
    [0, 1].map(|at| c[at] ^ (b[at] | !d[at]))
}

/// The whole parts of 2^32 times the sine of 1 to 64 radians, one for each step.
const SINES: [u32; 64] = [
    0xD76A_A478,
    0xE8C7_B756,
    0x2420_70DB,
    0xC1BD_CEEE,
    0xF57C_0FAF,
    0x4787_C62A,
    0xA830_4613,
    0xFD46_9501,
    0x6980_98D8,
    0x8B44_F7AF,
    0xFFFF_5BB1,
    0x895C_D7BE,
    0x6B90_1122,
    0xFD98_7193,
    0xA679_438E,
    0x49B4_0821,
    0xF61E_2562,
    0xC040_B340,
    0x265E_5A51,
    0xE9B6_C7AA,
    0xD62F_105D,
    0x0244_1453,
    0xD8A1_E681,
    0xE7D3_FBC8,
    0x21E1_CDE6,
    0xC337_07D6,
    0xF4D5_0D87,
    0x455A_14ED,
    0xA9E3_E905,
    0xFCEF_A3F8,
    0x676F_02D9,
    0x8D2A_4C8A,
    0xFFFA_3942,
    0x8771_F681,
    0x6D9D_6122,
    0xFDE5_380C,
    0xA4BE_EA44,
    0x4BDE_CFA9,
    0xF6BB_4B60,
    0xBEBF_BC70,
    0x289B_7EC6,
    0xEAA1_27FA,
    0xD4EF_3085,
    0x0488_1D05,
    0xD9D4_D039,
    0xE6DB_99E5,
    0x1FA2_7CF8,
    0xC4AC_5665,
    0xF429_2244,
    0x432A_FF97,
    0xAB94_23A7,
    0xFC93_A039,
    0x655B_59C3,
    0x8F0C_CC92,
    0xFFEF_F47D,
    0x8584_5DD1,
    0x6FA8_7E4F,
    0xFE2C_E6E0,
    0xA301_4314,
    0x4E08_11A1,
    0xF753_7E82,
    0xBD3A_F235,
    0x2AD7_D2BB,
    0xEB86_D391,
];

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use md5::{Digest, Md5};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// A message and its padding.
    fn blocks(message: &[u8]) -> Vec<Block> {
        let mut padded = message.to_vec();
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(64), 0);
        if padded.len() < message.len() + 9 {
            padded.resize(padded.len() + 64, 0);
        }
        let end = padded.len();
        padded[end - 8..].copy_from_slice(&(8 * message.len() as u64).to_le_bytes());
        padded.as_chunks().0.to_vec()
    }

    proptest! {
        #[test]
        fn each_lane_digests_its_message_as_md5_does(
            messages in vec(vec(any::<u8>(), 0..300), LANES),
        ) {
            let blocks: Vec<Vec<Block>> = messages.iter().map(|message| blocks(message)).collect();
            let most = blocks.iter().map(Vec::len).max().unwrap_or_default();
            let mut states = States::START;
            for at in 0..most {
                states.compress(core::array::from_fn(|lane| blocks[lane].get(at)));
            }
            for (lane, message) in messages.iter().enumerate() {
                prop_assert_eq!(states.digest(lane), <[u8; 16]>::from(Md5::digest(message)));
            }
        }
    }

    #[test]
    fn a_lane_without_blocks_keeps_the_start() {
        let mut states = States::START;
        states.compress([None; LANES]);
        assert_eq!(states.0, States::START.0);
    }
}
