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
    #[cfg_attr(not(for_size), inline(always))]
    fn around_name(&self, _: usize) -> Option<&[u8; 8]> {
        None
    }

    /// The value, and the 32 bytes that begin with it, where there are as many to read.
    #[cfg_attr(not(for_size), inline(always))]
    fn value_around(&self, at: usize) -> (&[u8], Option<&[u8; 32]>) {
        (self.value(at), None)
    }
}

impl Pieces for [Field<'_>] {
    fn count(&self) -> usize {
        self.len()
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn name(&self, at: usize) -> &[u8] {
        self[at].0.as_bytes()
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn value(&self, at: usize) -> &[u8] {
        self[at].1.as_bytes()
    }
}

/// As many fields as are sorted on the stack.
pub(crate) const ON_STACK: usize = 64;

/// Room to sort up to `N` fields in, a multiple of four. It is the caller's, as moving it would cost as much as sorting.
pub(crate) struct Places<const N: usize> {
    /// The first eight bytes of each field's name; above those of any name where there is no field.
    prefixes: [u64; N],
    /// The fields' numbers in their order.
    order: [u8; N],
}

impl<const N: usize> Places<N> {
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn new() -> Self {
        Self {
            prefixes: [u64::MAX; N],
            order: [0; N],
        }
    }

    /// Sorts as many fields as there is room for; answers their number, and whether two names are equal. Equal names
    /// keep the order of arrival.
    ///
    /// A field's place is the number of names before its own, counted without a branch: fields arrive in any order,
    /// so that the branches of other ways to sort would be mispredicted about once a field, which costs more than to
    /// compare each name with each.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn sort<P: Pieces + ?Sized>(&mut self, pieces: &P) -> (usize, bool) {
        let count = pieces.count().min(N);
        for (at, prefix) in self.prefixes[..count].iter_mut().enumerate() {
            *prefix = prefix_of(pieces, at);
        }
        // By fours, which is as many as fit the loop's costs; what is above all names is never before one.
        let (fours, _) = self.prefixes[..count.next_multiple_of(4).min(N)].as_chunks::<4>();
        let mut sum = 0;
        for at in 0..count {
            let own = self.prefixes[at];
            let before = |four: &[u64; 4]| -> usize {
                four.iter().map(|other| usize::from(*other < own)).sum()
            };
            let place = fours.iter().map(before).sum::<usize>();
            self.order[place] = at as u8;
            sum += place;
        }
        // The places are 0 to `count - 1`, unless prefixes are equal: then some places are taken twice, and the sum is less.
        let sorted = 2 * sum + count == count * count;
        (count, !sorted && self.sort_alike(pieces, count))
    }

    /// Sorts fields of which some begin with the same eight bytes; answers whether two names are equal.
    #[inline(never)]
    fn sort_alike<P: Pieces + ?Sized>(&mut self, pieces: &P, count: usize) -> bool {
        let mut twice = false;
        for at in 0..count {
            let mut place = at;
            while place > 0 {
                let before = usize::from(self.order[place - 1]);
                let order = self.prefixes[before]
                    .cmp(&self.prefixes[at])
                    .then_with(|| pieces.name(before).cmp(pieces.name(at)));
                twice |= order == Ordering::Equal;
                if order != Ordering::Greater {
                    break;
                }
                self.order[place] = before as u8;
                place -= 1;
            }
            self.order[place] = at as u8;
        }
        twice
    }

    /// The numbers of so many fields in their order, with the first eight bytes of their names.
    #[cfg_attr(not(for_size), inline(always))]
    pub(crate) fn first(&self, count: usize) -> impl Iterator<Item = (usize, u64)> {
        let order = self.order[..count].iter();
        order.map(|at| (usize::from(*at), self.prefixes[usize::from(*at)]))
    }
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
        0..=ON_STACK if cfg!(for_size) => Places::<ON_STACK>::new().sort(pieces).1,
        0..=24 => Places::<24>::new().sort(pieces).1,
        25..=ON_STACK => Places::<ON_STACK>::new().sort(pieces).1,
        _ => on_heap(pieces).1,
    }
}

#[cfg_attr(not(for_size), inline(always))]
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
#[cfg_attr(not(for_size), inline(always))]
pub(crate) fn prefix(name: &[u8]) -> u64 {
    let kept = &name[..name.len().min(8)];
    if let (Some(head), Some(tail)) = (kept.first_chunk::<4>(), kept.last_chunk::<4>()) {
        // Where the two overlap they are the same.
        let (head, tail) = (u32::from_be_bytes(*head), u32::from_be_bytes(*tail));
        return u64::from(head) << 32 | u64::from(tail) << (8 * (8 - kept.len()));
    }
    kept.iter().enumerate().fold(0, |key, (place, byte)| {
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
        let stack: Vec<usize> = places.first(count).map(|field| field.0).collect();
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
