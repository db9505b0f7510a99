//! MD5's compression (RFC 1321), written so that the compiler keeps the chain of dependent steps short.
//!
//! A step waits for the one before it, so what counts is how many operations lie between two results. The usual way of
//! writing it leaves the compiler free to add a step's constant last, on that chain; here the constant is read from
//! memory, as far as the compiler knows, and is added before. That is a fifth of the time of a digest, and what an
//! implementation in assembler reaches.

use crate::blocks::Block;

/// Calls a macro for all steps, four at a time: how they mix, by how much they turn, their first constant, and the
/// words they take.
macro_rules! schedule {
    ($four:ident) => {
        $four!(first, [7, 12, 17, 22], 0, [0, 1, 2, 3]);
        $four!(first, [7, 12, 17, 22], 4, [4, 5, 6, 7]);
        $four!(first, [7, 12, 17, 22], 8, [8, 9, 10, 11]);
        $four!(first, [7, 12, 17, 22], 12, [12, 13, 14, 15]);
        $four!(second, [5, 9, 14, 20], 16, [1, 6, 11, 0]);
        $four!(second, [5, 9, 14, 20], 20, [5, 10, 15, 4]);
        $four!(second, [5, 9, 14, 20], 24, [9, 14, 3, 8]);
        $four!(second, [5, 9, 14, 20], 28, [13, 2, 7, 12]);
        $four!(third, [4, 11, 16, 23], 32, [5, 8, 11, 14]);
        $four!(third, [4, 11, 16, 23], 36, [1, 4, 7, 10]);
        $four!(third, [4, 11, 16, 23], 40, [13, 0, 3, 6]);
        $four!(third, [4, 11, 16, 23], 44, [9, 12, 15, 2]);
        $four!(fourth, [6, 10, 15, 21], 48, [0, 7, 14, 5]);
        $four!(fourth, [6, 10, 15, 21], 52, [12, 3, 10, 1]);
        $four!(fourth, [6, 10, 15, 21], 56, [8, 15, 6, 13]);
        $four!(fourth, [6, 10, 15, 21], 60, [4, 11, 2, 9]);
    };
}
pub(crate) use schedule;

/// The whole parts of 2^32 times the sine of 1 to 64 radians, one for each step.
pub(crate) static SINES: [u32; 64] = [
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

/// Compresses whole blocks.
#[inline(never)]
pub(crate) fn compress(state: &mut [u32; 4], blocks: &[Block]) {
    let [mut a, mut b, mut c, mut d] = *state;
    for block in blocks {
        let before = [a, b, c, d];
        let (words, _) = block.as_chunks();
        let word = |at: usize| u32::from_le_bytes(words[at]);
        // Inside the loop, or all 64 would be copied to the stack first.
        let sines = core::hint::black_box(&SINES);
        macro_rules! step {
            ($mix:ident, $a:ident, $b:ident, $c:ident, $d:ident, $turn:literal, $at:expr, $word:literal) => {
                let sum = $a.wrapping_add(word($word).wrapping_add(sines[$at]));
                $a = $mix(sum, $b, $c, $d).rotate_left($turn).wrapping_add($b);
            };
        }
        macro_rules! four {
            ($mix:ident, [$turn0:literal, $turn1:literal, $turn2:literal, $turn3:literal], $at:literal,
             [$word0:literal, $word1:literal, $word2:literal, $word3:literal]) => {
                step!($mix, a, b, c, d, $turn0, $at, $word0);
                step!($mix, d, a, b, c, $turn1, $at + 1, $word1);
                step!($mix, c, d, a, b, $turn2, $at + 2, $word2);
                step!($mix, b, c, d, a, $turn3, $at + 3, $word3);
            };
        }
        schedule!(four);
        a = a.wrapping_add(before[0]);
        b = b.wrapping_add(before[1]);
        c = c.wrapping_add(before[2]);
        d = d.wrapping_add(before[3]);
    }
    *state = [a, b, c, d];
}

// `b` is the latest result: each mixes it in as late as it can.

#[inline(always)]
fn first(sum: u32, b: u32, c: u32, d: u32) -> u32 {
    sum.wrapping_add(d ^ (b & (c ^ d)))
}

#[inline(always)]
fn second(sum: u32, b: u32, c: u32, d: u32) -> u32 {
    // The two have no bit in common, so that they can be added one after the other.
    sum.wrapping_add(c & !d).wrapping_add(b & d)
}

#[inline(always)]
fn third(sum: u32, b: u32, c: u32, d: u32) -> u32 {
    sum.wrapping_add(b ^ (c ^ d))
}

#[inline(always)]
fn fourth(sum: u32, b: u32, c: u32, d: u32) -> u32 {
    sum.wrapping_add(c ^ (b | !d))
}

#[cfg(test)]
mod tests {
    use proptest::array::{uniform4, uniform32};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_state_and_blocks_compress_as_the_crate_md_5_does(
            state in uniform4(any::<u32>()),
            halves in vec(uniform32(any::<u8>()), 0..10),
        ) {
            let bytes = halves.concat();
            let (blocks, _) = bytes.as_chunks();
            let (mut ours, mut theirs) = (state, state);
            compress(&mut ours, blocks);
            md5::block_api::compress(&mut theirs, blocks);
            prop_assert_eq!(ours, theirs);
        }
    }
}
