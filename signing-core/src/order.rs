//! Fields in the order of their names' bytes, without a heap for up to 64 of them.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::Field;

/// Names and values, by number.
pub(crate) trait Pieces {
    fn count(&self) -> usize;
    fn name(&self, at: usize) -> &[u8];
    fn value(&self, at: usize) -> &[u8];
}

impl Pieces for [Field<'_>] {
    fn count(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn name(&self, at: usize) -> &[u8] {
        self[at].0.as_bytes()
    }

    #[inline(always)]
    fn value(&self, at: usize) -> &[u8] {
        self[at].1.as_bytes()
    }
}

/// As many fields as are sorted on the stack.
pub(crate) const ON_STACK: usize = 64;

/// Calls `each` with every field's number, in the order of the names' bytes; equal names in the order of arrival.
/// Answers whether two names were equal.
#[inline(always)]
pub(crate) fn sorted<P: Pieces + ?Sized>(pieces: &P, each: impl FnMut(usize)) -> bool {
    match pieces.count() {
        0..=16 => on_stack::<16, P>(pieces, each),
        17..=ON_STACK => on_stack::<ON_STACK, P>(pieces, each),
        _ => on_heap(pieces, each),
    }
}

/// Insertion, as it costs one compare a field when they arrive sorted, and few fields are sorted faster by nothing else.
#[inline(always)]
fn on_stack<const N: usize, P: Pieces + ?Sized>(pieces: &P, mut each: impl FnMut(usize)) -> bool {
    let mut keys = [0; N];
    let mut twice = false;
    let count = pieces.count().min(N);
    for at in 0..count {
        let key = sort_key(pieces.name(at), at);
        let mut place = at;
        while place > 0 {
            let before: u128 = keys[place - 1];
            let in_order = if before >> 8 == key >> 8 {
                // Fifteen bytes did not tell them apart.
                let order = pieces.name(number(before)).cmp(pieces.name(at));
                twice |= order == Ordering::Equal;
                order != Ordering::Greater
            } else {
                before < key
            };
            if in_order {
                break;
            }
            keys[place] = before;
            place -= 1;
        }
        keys[place] = key;
    }
    for key in &keys[..count] {
        each(number(*key));
    }
    twice
}

fn on_heap<P: Pieces + ?Sized>(pieces: &P, each: impl FnMut(usize)) -> bool {
    let mut order: Vec<usize> = (0..pieces.count()).collect();
    order.sort_by_key(|at| pieces.name(*at));
    let twice = order
        .windows(2)
        .any(|pair| pieces.name(pair[0]) == pieces.name(pair[1]));
    order.into_iter().for_each(each);
    twice
}

/// The number that [`sort_key`] was given.
#[inline(always)]
fn number(key: u128) -> usize {
    (key & 0xFF) as usize
}

/// The first fifteen bytes of a name, so that numbers order as the names do, and below them the field's number.
#[inline(always)]
fn sort_key(name: &[u8], at: usize) -> u128 {
    let (high, low) = match name.len() {
        0..=7 => (short(name), 0),
        8..=14 => {
            // The last eight bytes, of which those that are in `high` already are pushed out.
            let last = name
                .last_chunk()
                .map_or(0, |bytes| u64::from_be_bytes(*bytes));
            (first(name), (last << 8) << (8 * (15 - name.len())))
        }
        _ => (first(name), first(&name[7..]) << 8),
    };
    u128::from(high) << 64 | u128::from(low & !0xFF) | at as u128
}

#[inline(always)]
fn first(name: &[u8]) -> u64 {
    name.first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Up to seven bytes, left-aligned.
#[inline(always)]
fn short(name: &[u8]) -> u64 {
    if let (Some(head), Some(tail)) = (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        let (head, tail) = (u32::from_be_bytes(*head), u32::from_be_bytes(*tail));
        return u64::from(head) << 32 | u64::from(tail) << (8 * (8 - name.len()));
    }
    name.iter().enumerate().fold(0, |key, (place, byte)| {
        key | u64::from(*byte) << (56 - 8 * place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

    #[test]
    fn keys_hold_the_first_fifteen_bytes() {
        for length in 0..BYTES.len() {
            let mut expected = [0; 16];
            let kept = length.min(15);
            expected[..kept].copy_from_slice(&BYTES[..kept]);
            expected[15] = 42;
            assert_eq!(
                sort_key(&BYTES[..length], 42),
                u128::from_be_bytes(expected),
                "{length}"
            );
        }
    }

    #[test]
    fn names_sort_by_bytes_whatever_their_length_and_number() {
        let names = [
            "",
            "\0",
            "A",
            "_",
            "a",
            "a\0",
            "a\0b",
            "aaaa",
            "aaaaaaa",
            "aaaaaaaa",
            "aaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaab",
            "aaaaaaaaaaaaaaabc",
            "ab",
            "b",
            "é",
            "订单",
        ];
        let repeated: Vec<Field<'_>> = (0..70)
            .map(|n| names[n * 7 % names.len()])
            .map(|name| (name, ""))
            .collect();
        for count in [0, 1, 2, 16, 17, 18] {
            let fields: Vec<Field<'_>> = (0..count).map(|n| (names[n * 5 % 18], "")).collect();
            let mut seen = Vec::new();
            assert!(!sorted(fields.as_slice(), |at| seen.push(fields[at].0)));
            assert!(seen.is_sorted() && seen.len() == count, "{seen:?}");
        }
        for count in [19, 64, 65, 70] {
            let mut seen = Vec::new();
            assert!(
                sorted(&repeated[..count], |at| seen.push((repeated[at].0, at))),
                "{count}"
            );
            assert!(seen.is_sorted() && seen.len() == count, "{seen:?}");
        }
    }
}
