//! Fields in the order of their names' bytes, without a heap for up to 64 of them.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::Field;

/// Names and values, by number.
pub(crate) trait Pieces {
    fn count(&self) -> usize;
    fn name(&self, at: usize) -> &[u8];
    fn value(&self, at: usize) -> &[u8];

    /// The sixteen bytes that begin with the name, where there are as many to read.
    fn around_name(&self, _: usize) -> Option<&[u8; 16]> {
        None
    }

    /// The 32 bytes that begin with the value, where there are as many to read.
    fn around_value(&self, _: usize) -> Option<&[u8; 32]> {
        None
    }
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

/// The first fifteen bytes of a name, so that keys order as the names do, and below them the field's number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Key(u128);

impl Key {
    #[inline(always)]
    fn new<P: Pieces + ?Sized>(pieces: &P, at: usize) -> Self {
        let name = pieces.name(at);
        let prefix = match pieces.around_name(at) {
            Some(bytes) => u128::from_be_bytes(*bytes) & !(u128::MAX >> (8 * name.len().min(15))),
            None => prefix(name),
        };
        Self(prefix | at as u128)
    }

    /// The field's number.
    #[inline(always)]
    pub(crate) fn number(self) -> usize {
        (self.0 & 0xFF) as usize
    }

    /// The first fifteen bytes of the name, and one of no meaning, as two numbers that begin with the first byte.
    #[inline(always)]
    pub(crate) fn prefix(self) -> [u64; 2] {
        [(self.0 >> 64) as u64, self.0 as u64]
    }
}

/// Sorts as many fields as there is room for keys; answers the keys in order and whether two names are equal.
///
/// By insertion, as it costs one compare a field when they arrive in order, and nothing else is faster for few. Equal
/// names keep the order of arrival. The keys are the caller's, as moving them would cost as much as sorting.
#[inline(always)]
pub(crate) fn sort<'k, P: Pieces + ?Sized>(pieces: &P, keys: &'k mut [Key]) -> (&'k [Key], bool) {
    let mut twice = false;
    let count = pieces.count().min(keys.len());
    let keys = &mut keys[..count];
    for at in 0..count {
        let key = Key::new(pieces, at);
        let mut place = at;
        while place > 0 {
            let before = keys[place - 1];
            // Fifteen bytes that are equal tell nothing about the rest.
            let in_order = if (before.0 ^ key.0) >> 8 == 0 {
                let order = pieces.name(before.number()).cmp(pieces.name(at));
                twice |= order == Ordering::Equal;
                order != Ordering::Greater
            } else {
                before.0 < key.0
            };
            if in_order {
                break;
            }
            keys[place] = before;
            place -= 1;
        }
        keys[place] = key;
    }
    (keys, twice)
}

/// The numbers of any number of fields in their order, and whether two names are equal.
#[cold]
pub(crate) fn on_heap<P: Pieces + ?Sized>(pieces: &P) -> (Vec<usize>, bool) {
    let mut order: Vec<usize> = (0..pieces.count()).collect();
    order.sort_by_key(|at| pieces.name(*at));
    let twice = order
        .windows(2)
        .any(|pair| pieces.name(pair[0]) == pieces.name(pair[1]));
    (order, twice)
}

/// Whether two names are equal.
pub(crate) fn has_twice<P: Pieces + ?Sized>(pieces: &P) -> bool {
    match pieces.count() {
        0..=16 => sort(pieces, &mut [Key::default(); 16]).1,
        17..=ON_STACK => sort(pieces, &mut [Key::default(); ON_STACK]).1,
        _ => on_heap(pieces).1,
    }
}

/// The first fifteen bytes of a name, above eight zero bits.
#[inline(always)]
fn prefix(name: &[u8]) -> u128 {
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
    u128::from(high) << 64 | u128::from(low)
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

    const BYTES: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";

    /// Names that lie in a longer text.
    struct Within(usize);

    impl Pieces for Within {
        fn count(&self) -> usize {
            1
        }

        fn name(&self, _: usize) -> &[u8] {
            &BYTES[..self.0]
        }

        fn value(&self, _: usize) -> &[u8] {
            b""
        }

        fn around_name(&self, _: usize) -> Option<&[u8; 16]> {
            BYTES.first_chunk()
        }
    }

    #[test]
    fn keys_hold_the_first_fifteen_bytes() {
        for length in 0..BYTES.len() {
            let mut expected = [0; 16];
            let kept = length.min(15);
            expected[..kept].copy_from_slice(&BYTES[..kept]);
            assert_eq!(
                prefix(&BYTES[..length]),
                u128::from_be_bytes(expected),
                "{length}"
            );
            assert_eq!(
                Key::new(&Within(length), 0).0,
                u128::from_be_bytes(expected),
                "{length}"
            );
        }
    }

    fn check<const N: usize>(fields: &[Field<'_>]) {
        let mut keys = [Key::default(); N];
        let (keys, twice_on_stack) = sort(fields, &mut keys);
        let stack: Vec<usize> = keys.iter().map(|key| key.number()).collect();
        let (heap, twice) = on_heap(fields);
        assert_eq!((&stack, twice_on_stack), (&heap, twice), "{fields:?}");
        let mut names: Vec<&str> = fields.iter().map(|field| field.0).collect();
        names.sort_unstable();
        assert!(
            heap.iter()
                .map(|at| fields[*at].0)
                .eq(names.iter().copied())
        );
        assert_eq!(twice, names.windows(2).any(|pair| pair[0] == pair[1]));
        assert_eq!(twice, has_twice(fields));
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
        for step in [1, 5, 7, 11, 13, 17] {
            for count in 0..=64 {
                let fields: Vec<Field<'_>> = (0..count)
                    .map(|n| (names[n * step % names.len()], ""))
                    .collect();
                check::<64>(&fields);
                if count <= 16 {
                    check::<16>(&fields);
                }
            }
        }
    }
}
