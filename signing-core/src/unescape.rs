//! Percent-decoding, in runs of escapes and runs of plain text.

use crate::{FormError, hex};

/// Percent-decoding with `+` as space, into `out`, which is at least as long; answers the decoded length.
pub(crate) fn decode(raw: &[u8], out: &mut [u8]) -> Result<usize, FormError> {
    let (mut used, mut at) = (0, 0);
    while at < raw.len() {
        if raw[at] == b'%' {
            // Text beyond ASCII is one escape after the other.
            let triples = raw[at..].as_chunks::<3>().0.iter();
            for ([percent, high, low], out) in triples.zip(&mut out[used..]) {
                if *percent != b'%' {
                    break;
                }
                *out = hex::byte(*high, *low).ok_or(FormError::BadPercent)?;
                at += 3;
                used += 1;
            }
        }
        let eight = raw.get(at..).and_then(<[u8]>::first_chunk);
        let room = out.get_mut(used..).and_then(<[u8]>::first_chunk_mut);
        if let (Some(eight), Some(room)) = (eight, room) {
            // All eight are moved; those from the first `%` or `+` on are written over.
            *room = *eight;
            let plain = (marks(*eight).trailing_zeros() / 8) as usize;
            at += plain;
            used += plain;
        }
        match raw.get(at) {
            Some(b'%') if at + 2 < raw.len() => {}
            Some(b'%') => return Err(FormError::BadPercent),
            Some(byte) => {
                out[used] = if *byte == b'+' { b' ' } else { *byte };
                at += 1;
                used += 1;
            }
            None => {}
        }
    }
    Ok(used)
}

/// The top bit of the lowest byte that is `%` or `+`; higher bits may be wrong.
#[cfg_attr(not(for_size), inline(always))]
pub(crate) fn marks(eight: [u8; 8]) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const PERCENT: u64 = u64::from_ne_bytes([b'%'; 8]);
    const PLUS: u64 = u64::from_ne_bytes([b'+'; 8]);
    let word = u64::from_le_bytes(eight);
    let (percent, plus) = (word ^ PERCENT, word ^ PLUS);
    // A byte that is zero borrows from its top bit.
    let zeros = (percent.wrapping_sub(LOW) & !percent) | (plus.wrapping_sub(LOW) & !plus);
    zeros & (LOW << 7)
}

/// Whether the text is UTF-8. Chinese text is mostly characters of three bytes, which are quickly told.
pub(crate) fn is_utf8(mut text: &[u8]) -> bool {
    loop {
        text = match text {
            [0..=0x7F, rest @ ..]
            | [
                0xE1..=0xEC | 0xEE..=0xEF,
                0x80..=0xBF,
                0x80..=0xBF,
                rest @ ..,
            ] => rest,
            _ => return core::str::from_utf8(text).is_ok(),
        }
    }
}
