//! A form's fields without a heap: pieces of the body where they lie, and a small buffer for those with escapes.

use crate::order::{ON_STACK, Pieces};
use crate::sorted::SIGN;
use crate::{FormError, VerifyError, unescape};

/// The longest body that is read without a heap.
const LONGEST: usize = 4096;

/// Room for the fields of nearly every message; where it does not do, all of them are looked for again.
const FEW: usize = if cfg!(for_size) { ON_STACK } else { 24 };

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
#[cfg_attr(not(for_size), inline(always))]
pub(crate) fn on_stack<R>(
    body: &[u8],
    read: impl FnOnce(&SplitForm<'_>) -> Result<R, VerifyError>,
) -> Option<Result<R, VerifyError>> {
    if body.len() > LONGEST {
        return None;
    }
    let (mut few, mut many);
    few = [[Span::default(); 2]; FEW];
    let (seen, spans) = match find(body, &mut few) {
        (seen, Some(count)) => (seen, &mut few[..count]),
        (seen, None) if FEW < ON_STACK => {
            many = [[Span::default(); 2]; ON_STACK];
            let count = find(body, &mut many).1?;
            (seen, &mut many[..count])
        }
        _ => return None,
    };
    if seen.beyond_ascii && core::str::from_utf8(body).is_err() {
        return Some(Err(FormError::BadUtf8.into()));
    }
    let (mut small, mut medium, mut large);
    let room: &mut [u8] = if seen.escapes == 0 {
        &mut []
    } else if body.len() <= 384 {
        small = [0; 384 + SLACK];
        &mut small
    } else if body.len() <= 1024 {
        medium = [0; 1024 + SLACK];
        &mut medium
    } else {
        large = [0; LONGEST + SLACK];
        &mut large
    };
    let used = if seen.escapes == 0 {
        Ok(0)
    } else {
        decode(body, &seen, spans, room)
    };
    Some(match used {
        Ok(used) => read(&SplitForm {
            body,
            decoded: &room[..used],
            spans,
        }),
        Err(error) => Err(error.into()),
    })
}

/// What there is besides names and values.
#[derive(Default)]
struct Seen {
    /// Whether there is text beyond ASCII.
    beyond_ascii: bool,
    /// A bit for each 64 bytes that have a `%` or a `+`.
    escapes: u64,
}

impl Seen {
    /// Takes down what is among 64 bytes; answers a bit for each that is `=` or `&`. Written so that it runs sixteen
    /// bytes at a time.
    #[cfg_attr(not(for_size), inline(always))]
    fn look(&mut self, chunk: usize, bytes: &[u8; 64]) -> u64 {
        let (mut delimiters, mut marks) = ([0; 64], [0; 64]);
        for (delimiter, byte) in delimiters.iter_mut().zip(bytes) {
            *delimiter = u8::from((*byte == b'=') | (*byte == b'&'));
        }
        for (mark, byte) in marks.iter_mut().zip(bytes) {
            *mark = (byte & 0x80) | u8::from((*byte == b'%') | (*byte == b'+'));
        }
        let eights = marks.as_chunks().0.iter();
        let marks = eights.fold(0, |marks, eight| marks | u64::from_ne_bytes(*eight));
        self.beyond_ascii |= marks & 0x8080_8080_8080_8080 != 0;
        self.escapes |= u64::from(marks & 0x0101_0101_0101_0101 != 0) << (chunk % 64);
        let mut bits = 0;
        for (at, eight) in delimiters.as_chunks().0.iter().enumerate() {
            // The product has the lowest bits of the eight bytes side by side in its highest byte.
            let eight = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits |= eight << (8 * at);
        }
        bits
    }

    /// Where the next `%` or `+` is, from `at` on, or the end.
    #[cfg_attr(not(for_size), inline(always))]
    fn next_escape(&self, body: &[u8], mut at: usize) -> usize {
        while at < body.len() {
            let ahead = self.escapes >> (at / 64 % 64);
            if ahead == 0 {
                break;
            }
            if ahead & 1 == 0 {
                at = (at / 64 + ahead.trailing_zeros() as usize) * 64;
            }
            let end = (at / 64 + 1) * 64;
            while let Some(eight) = body.get(at..).and_then(<[u8]>::first_chunk) {
                let escapes = unescape::marks(*eight);
                if escapes != 0 {
                    return at + (escapes.trailing_zeros() / 8) as usize;
                }
                at += 8;
                if at >= end {
                    break;
                }
            }
            if at + 8 > body.len() {
                let rest = body.get(at..).unwrap_or_default();
                let next = rest.iter().position(|byte| matches!(byte, b'%' | b'+'));
                return next.map_or(body.len(), |next| at + next);
            }
        }
        body.len()
    }
}

/// Finds names and values; answers how many fields there are, or `None` if there are more than `spans` holds.
#[cfg_attr(not(for_size), inline(always))]
fn find(body: &[u8], spans: &mut [[Span; 2]]) -> (Seen, Option<usize>) {
    let mut seen = Seen::default();
    let mut fields = Fields {
        spans,
        count: 0,
        start: 0,
        name_end: usize::MAX,
    };
    let (chunks, rest) = body.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    for (number, chunk) in chunks.iter().chain([&last]).enumerate() {
        let base = 64 * number;
        let mut delimiters = seen.look(number, chunk);
        while delimiters != 0 {
            let place = delimiters.trailing_zeros() as usize;
            delimiters &= delimiters - 1;
            if chunk[place % 64] == b'=' {
                // The first one ends the name; more belong to the value.
                fields.name_end = fields.name_end.min(base + place);
            } else {
                fields.end(base + place);
            }
        }
    }
    fields.end(body.len());
    let fits = fields.count <= fields.spans.len();
    (seen, fits.then_some(fields.count))
}

/// The fields found so far, and the one that is being read.
struct Fields<'s> {
    spans: &'s mut [[Span; 2]],
    count: usize,
    start: usize,
    /// Where the name's `=` is; beyond everything while there is none.
    name_end: usize,
}

impl Fields<'_> {
    /// Ends a field; one of no bytes is none.
    #[cfg_attr(not(for_size), inline(always))]
    fn end(&mut self, end: usize) {
        if end > self.start {
            let name = span(self.start, self.name_end.min(end));
            let value = span(self.name_end.saturating_add(1).min(end), end);
            if let Some(spans) = self.spans.get_mut(self.count) {
                *spans = [name, value];
            }
            self.count += 1;
        }
        self.start = end + 1;
        self.name_end = usize::MAX;
    }
}

#[cfg_attr(not(for_size), inline(always))]
fn span(start: usize, end: usize) -> Span {
    // Bodies are no longer than LONGEST, and neither is what is decoded from them: both ends fit.
    Span {
        start: start as u16,
        end: end as u16,
    }
}

/// Decoded text may be written with moves of eight bytes, and ends with a byte more than the body has.
const SLACK: usize = 16;

/// Decodes the pieces that have escapes into `room`, and points their spans there.
#[inline(never)]
fn decode(
    body: &[u8],
    seen: &Seen,
    spans: &mut [[Span; 2]],
    room: &mut [u8],
) -> Result<usize, FormError> {
    let mut used = 0;
    let mut escape = seen.next_escape(body, 0);
    for field in spans {
        if escape >= usize::from(field[1].end) {
            continue;
        }
        for piece in field {
            let (from, to) = (usize::from(piece.start), usize::from(piece.end));
            if escape < to {
                let start = used;
                used += unescape::decode(&body[from..to], &mut room[start..])?;
                *piece = span(body.len() + start, body.len() + used);
                // A byte of ASCII, so that no character seems to span two pieces.
                room[used] = b'&';
                used += 1;
                escape = seen.next_escape(body, to);
            }
        }
    }
    let text = &room[..used];
    if text.is_ascii() || unescape::is_utf8(text) {
        Ok(used)
    } else {
        Err(FormError::BadUtf8)
    }
}

impl SplitForm<'_> {
    /// The text from a span's start on, and the span's length.
    #[cfg_attr(not(for_size), inline(always))]
    fn from(&self, span: Span) -> (&[u8], usize) {
        let start = usize::from(span.start);
        let text = match start.checked_sub(self.body.len()) {
            // An empty piece at the body's very end starts there too, and is empty in either text.
            Some(start) => self.decoded.get(start..),
            None => self.body.get(start..),
        };
        (text.unwrap_or_default(), usize::from(span.end - span.start))
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn piece(&self, span: Span) -> &[u8] {
        let (text, length) = self.from(span);
        &text[..length]
    }

    /// The value of `sign`; empty if there is none.
    #[cfg_attr(not(for_size), inline(always))]
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

    #[cfg_attr(not(for_size), inline(always))]
    fn name(&self, at: usize) -> &[u8] {
        self.piece(self.spans[at][0])
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn value(&self, at: usize) -> &[u8] {
        self.piece(self.spans[at][1])
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn around_name(&self, at: usize) -> Option<&[u8; 8]> {
        self.from(self.spans[at][0]).0.first_chunk()
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn value_around(&self, at: usize) -> (&[u8], Option<&[u8; 32]>) {
        let (text, length) = self.from(self.spans[at][1]);
        (&text[..length], text.first_chunk())
    }
}
