//! MD5 of several messages at once, one in each lane of the processor's vectors.
//!
//! MD5 is a chain of dependent steps in which a processor mostly waits; vectors do the steps of several messages in the
//! same time. No instruction is named here: the loop over the lanes is written so that the compiler turns it into
//! vectors of whatever width the target has (four lanes with SSE2 or NEON, eight with AVX2).

use crate::blocks::Block;
use crate::rounds::{SINES, schedule};

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

/// The 64 steps in all lanes. Arguments of a function that is not inlined are known to lie apart, without which the
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
        schedule!(four);
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
