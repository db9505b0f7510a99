//! A form's fields without a heap: pieces of the body where they lie, and a small buffer for those with escapes.

use crate::hex;
use crate::order::{ON_STACK, Pieces};
use crate::sorted::SIGN;
use crate::staged::copy;
use crate::{FormError, VerifyError};

/// The longest body that is read without a heap.
const LONGEST: usize = 4096;

/// Where a name or value lies: in the body, or, counted on from the body's end, in the decoded text.
#[derive(Clone, Copy, Default)]
struct Span {
    start: u16,
    end: u16,
}

/// A form of up to 64 fields and 4 KiB.
pub(crate) struct SplitForm<'a> {
    body: &'a [u8],
    decoded: &'a [u8],
    spans: &'a [[Span; 2]],
}

/// Reads the form; `None` if it is too long for the stack.
#[inline(always)]
pub(crate) fn on_stack(
    body: &[u8],
    read: impl FnOnce(&SplitForm<'_>) -> Result<(), VerifyError>,
) -> Option<Result<(), VerifyError>> {
    if body.len() > LONGEST {
        return None;
    }
    let (beyond_ascii, escaped) = special(body);
    if beyond_ascii && core::str::from_utf8(body).is_err() {
        return Some(Err(FormError::BadUtf8.into()));
    }
    let mut spans = [[Span::default(); 2]; ON_STACK];
    let count = find(body, &mut spans)?;
    let spans = &mut spans[..count];
    if !escaped {
        return Some(read(&SplitForm {
            body,
            decoded: &[],
            spans,
        }));
    }
    let (mut small, mut large);
    let room: &mut [u8] = if body.len() <= 1024 {
        small = [0; 1024];
        &mut small
    } else {
        large = [0; LONGEST];
        &mut large
    };
    Some(match decode(body, spans, room) {
        Ok(used) => read(&SplitForm {
            body,
            decoded: &room[..used],
            spans,
        }),
        Err(error) => Err(error.into()),
    })
}

/// Whether there is text beyond ASCII, and whether anything is escaped: most often there is neither.
/// Written so that it runs sixteen bytes at a time.
#[inline(always)]
fn special(body: &[u8]) -> (bool, bool) {
    let mark = |byte: u8| (byte & 0x80) | u8::from((byte == b'%') | (byte == b'+'));
    let (chunks, rest) = body.as_chunks::<16>();
    let mut marks = [0; 16];
    // The last sixteen bytes again stand for the rest.
    for chunk in chunks.iter().chain(body.last_chunk()) {
        for (marks, byte) in marks.iter_mut().zip(chunk) {
            *marks |= mark(*byte);
        }
    }
    if chunks.is_empty() {
        for (marks, byte) in marks.iter_mut().zip(rest) {
            *marks |= mark(*byte);
        }
    }
    let marks = u128::from_ne_bytes(marks);
    (
        marks & u128::from_ne_bytes([0x80; 16]) != 0,
        marks & u128::from_ne_bytes([1; 16]) != 0,
    )
}

/// Finds names and values; answers how many fields there are, or `None` if there are more than `spans` holds.
#[inline(always)]
fn find(body: &[u8], spans: &mut [[Span; 2]]) -> Option<usize> {
    let mut count = 0;
    let mut start = 0;
    while start < body.len() {
        let name_end = next(
            body,
            start,
            |byte| byte == b'=' || byte == b'&',
            |word| zero(word ^ EQUALS) | zero(word ^ AND),
        );
        let (value_start, end) = if body.get(name_end) == Some(&b'=') {
            (
                name_end + 1,
                next(
                    body,
                    name_end + 1,
                    |byte| byte == b'&',
                    |word| zero(word ^ AND),
                ),
            )
        } else {
            (name_end, name_end)
        };
        if end > start {
            *spans.get_mut(count)? = [span(start, name_end), span(value_start, end)];
            count += 1;
        }
        start = end + 1;
    }
    Some(count)
}

const AND: u64 = u64::from_ne_bytes([b'&'; 8]);
const PERCENT: u64 = u64::from_ne_bytes([b'%'; 8]);
const PLUS: u64 = u64::from_ne_bytes([b'+'; 8]);
const EQUALS: u64 = u64::from_ne_bytes([b'='; 8]);

/// The top bit of the lowest byte that is zero; higher bytes may be marked wrongly.
#[inline(always)]
fn zero(word: u64) -> u64 {
    word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080
}

/// Where the next wanted byte is, from `at` on, or the end; `marks` finds it in eight bytes at once.
#[inline(always)]
fn next(
    body: &[u8],
    mut at: usize,
    wanted: impl Fn(u8) -> bool,
    marks: impl Fn(u64) -> u64,
) -> usize {
    while let Some(bytes) = body.get(at..).and_then(|rest| rest.first_chunk()) {
        let marks = marks(u64::from_le_bytes(*bytes));
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while body.get(at).is_some_and(|byte| !wanted(*byte)) {
        at += 1;
    }
    at
}

fn span(start: usize, end: usize) -> Span {
    // Bodies are no longer than LONGEST, and neither is what is decoded from them: both ends fit.
    Span {
        start: start as u16,
        end: end as u16,
    }
}

/// Decodes the pieces that have escapes into `room`, and points their spans there.
fn decode(body: &[u8], spans: &mut [[Span; 2]], room: &mut [u8]) -> Result<usize, FormError> {
    let mut used = 0;
    for piece in spans.iter_mut().flatten() {
        let raw = &body[usize::from(piece.start)..usize::from(piece.end)];
        if next_escape(raw, 0) == raw.len() {
            continue;
        }
        let start = used;
        used += unescape(raw, &mut room[start..])?;
        core::str::from_utf8(&room[start..used]).map_err(|_| FormError::BadUtf8)?;
        *piece = span(body.len() + start, body.len() + used);
    }
    Ok(used)
}

/// Percent-decoding with `+` as space, into `out`, which is at least as long; answers the decoded length.
pub(crate) fn unescape(raw: &[u8], out: &mut [u8]) -> Result<usize, FormError> {
    let (mut used, mut at) = (0, 0);
    loop {
        let end = next_escape(raw, at);
        let run = &raw[at..end];
        copy(&mut out[used..used + run.len()], run);
        used += run.len();
        let (decoded, length) = match &raw[end..] {
            [] => return Ok(used),
            [b'+', ..] => (b' ', 1),
            [_, high, low, ..] => (hex::byte(*high, *low).ok_or(FormError::BadPercent)?, 3),
            _ => return Err(FormError::BadPercent),
        };
        out[used] = decoded;
        used += 1;
        at = end + length;
    }
}

/// Where the next `%` or `+` is, or the end.
#[inline(always)]
fn next_escape(raw: &[u8], at: usize) -> usize {
    let wanted = |byte| byte == b'%' || byte == b'+';
    // Chinese text is one escape after the other.
    if raw.get(at).is_some_and(|byte| wanted(*byte)) {
        return at;
    }
    next(raw, at, wanted, |word| {
        zero(word ^ PERCENT) | zero(word ^ PLUS)
    })
}

impl SplitForm<'_> {
    /// The text from a span's start on, and the span's length.
    #[inline(always)]
    fn from(&self, span: Span) -> (&[u8], usize) {
        let start = usize::from(span.start);
        let text = match start.checked_sub(self.body.len()) {
            // An empty piece at the body's very end starts there too, and is empty in either text.
            Some(start) => self.decoded.get(start..),
            None => self.body.get(start..),
        };
        (text.unwrap_or_default(), usize::from(span.end - span.start))
    }

    #[inline(always)]
    fn piece(&self, span: Span) -> &[u8] {
        let (text, length) = self.from(span);
        &text[..length]
    }

    /// The value of `sign`; empty if there is none.
    #[inline(always)]
    pub(crate) fn signature(&self) -> &[u8] {
        let sign = self
            .spans
            .iter()
            .find(|[name, _]| name.end - name.start == 4 && self.piece(*name) == SIGN.as_bytes());
        sign.map_or(&[], |[_, value]| self.piece(*value))
    }
}

impl Pieces for SplitForm<'_> {
    fn count(&self) -> usize {
        self.spans.len()
    }

    #[inline(always)]
    fn name(&self, at: usize) -> &[u8] {
        self.piece(self.spans[at][0])
    }

    #[inline(always)]
    fn value(&self, at: usize) -> &[u8] {
        self.piece(self.spans[at][1])
    }

    #[inline(always)]
    fn around_name(&self, at: usize) -> Option<&[u8; 8]> {
        self.from(self.spans[at][0]).0.first_chunk()
    }

    #[inline(always)]
    fn around_value(&self, at: usize) -> Option<&[u8; 32]> {
        self.from(self.spans[at][1]).0.first_chunk()
    }
}
