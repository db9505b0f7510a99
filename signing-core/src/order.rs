//! Fields in the order of their names' bytes, without a heap for up to 64 of them.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::Field;

/// Names and values, by number.
pub(crate) trait Pieces {
    fn count(&self) -> usize;
    fn name(&self, at: usize) -> &[u8];
    fn value(&self, at: usize) -> &[u8];

    /// The eight bytes that begin with the name, where there are as many to read.
    #[inline(always)]
    fn around_name(&self, _: usize) -> Option<&[u8; 8]> {
        None
    }

    /// The 32 bytes that begin with the value, where there are as many to read.
    #[inline(always)]
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

/// Room to sort up to `N` fields in. It is the caller's, as moving it would cost as much as sorting.
pub(crate) struct Places<const N: usize> {
    /// The first eight bytes of each field's name.
    prefixes: [u64; N],
    /// The fields' numbers in their order.
    order: [u8; N],
}

impl<const N: usize> Places<N> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self {
            prefixes: [0; N],
            order: [0; N],
        }
    }

    /// Sorts as many fields as there is room for; answers their number, and whether two names are equal. Equal names
    /// keep the order of arrival.
    ///
    /// Each field's place is the number of names that come before its own, counted without a branch: fields arrive in
    /// any order, so that the branches of other ways to sort would be mispredicted about once a field, which costs
    /// more than comparing each with each.
    #[inline(always)]
    pub(crate) fn sort<P: Pieces + ?Sized>(&mut self, pieces: &P) -> (usize, bool) {
        let count = pieces.count().min(N);
        let prefixes = &mut self.prefixes[..count];
        for (at, prefix) in prefixes.iter_mut().enumerate() {
            *prefix = prefix_of(pieces, at);
        }
        for at in 0..count {
            let own = prefixes[at];
            let (earlier, later) = prefixes.split_at(at);
            let before = earlier.iter().map(|other| usize::from(*other <= own));
            let after = later.iter().map(|other| usize::from(*other < own));
            let place = before.sum::<usize>() + after.sum::<usize>();
            self.order[place] = at as u8;
        }
        let order = &mut self.order[..count];
        let alike = |pair: &[u8]| prefixes[usize::from(pair[0])] == prefixes[usize::from(pair[1])];
        let unsure = order.windows(2).any(alike);
        (count, unsure && finish(pieces, prefixes, order))
    }

    /// The number of the field at a place, and the first eight bytes of its name.
    #[inline(always)]
    pub(crate) fn at(&self, place: usize) -> (usize, u64) {
        let at = usize::from(self.order[place]);
        (at, self.prefixes[at])
    }
}

/// Brings names that begin with the same eight bytes in order; answers whether two are equal.
#[inline(never)]
fn finish<P: Pieces + ?Sized>(pieces: &P, prefixes: &[u64], order: &mut [u8]) -> bool {
    let mut twice = false;
    for last in 1..order.len() {
        for place in (1..=last).rev() {
            let (left, right) = (usize::from(order[place - 1]), usize::from(order[place]));
            if prefixes[left] != prefixes[right] {
                break;
            }
            match pieces.name(left).cmp(pieces.name(right)) {
                Ordering::Less => break,
                Ordering::Equal => {
                    twice = true;
                    break;
                }
                Ordering::Greater => order.swap(place - 1, place),
            }
        }
    }
    twice
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
        0..=24 => Places::<24>::new().sort(pieces).1,
        25..=ON_STACK => Places::<ON_STACK>::new().sort(pieces).1,
        _ => on_heap(pieces).1,
    }
}

#[inline(always)]
fn prefix_of<P: Pieces + ?Sized>(pieces: &P, at: usize) -> u64 {
    let name = pieces.name(at);
    match pieces.around_name(at) {
        Some(bytes) => {
            let unwanted = u64::MAX.checked_shr(8 * name.len() as u32).unwrap_or(0);
            u64::from_be_bytes(*bytes) & !unwanted
        }
        None => prefix(name),
    }
}

/// The first eight bytes of a name as a number that orders as the names do; shorter names end in zero bits.
#[inline(always)]
pub(crate) fn prefix(name: &[u8]) -> u64 {
    let kept = name.len().min(8);
    let Some(tail) = kept.checked_sub(4) else {
        return name.iter().enumerate().fold(0, |key, (place, byte)| {
            key | u64::from(*byte) << (56 - 8 * place)
        });
    };
    // Four bytes from the start and four up to the end: where they overlap they are the same.
    let four = |at| {
        let bytes = name.get(at..).and_then(<[u8]>::first_chunk);
        u64::from(bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes)))
    };
    four(0) << 32 | four(tail) << (8 * (8 - kept))
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

        fn around_name(&self, _: usize) -> Option<&[u8; 8]> {
            BYTES.first_chunk()
        }
    }

    #[test]
    fn prefixes_hold_the_first_eight_bytes() {
        for length in 0..BYTES.len() {
            let mut expected = [0; 8];
            let kept = length.min(8);
            expected[..kept].copy_from_slice(&BYTES[..kept]);
            let expected = u64::from_be_bytes(expected);
            assert_eq!(prefix(&BYTES[..length]), expected, "{length}");
            assert_eq!(prefix_of(&Within(length), 0), expected, "{length}");
        }
    }

    fn check<const N: usize>(fields: &[Field<'_>]) {
        let mut places = Places::<N>::new();
        let (count, twice_on_stack) = places.sort(fields);
        let stack: Vec<usize> = (0..count).map(|place| places.at(place).0).collect();
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
                if count <= 24 {
                    check::<24>(&fields);
                }
            }
        }
    }
}
