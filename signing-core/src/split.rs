//! A form's fields without a heap: pieces of the body where they lie, and a small buffer for those with escapes.

use crate::hex;
use crate::order::{ON_STACK, Pieces};
use crate::sorted::SIGN;
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
    let mut spans = [[Span::default(); 2]; ON_STACK];
    let (count, escaped) = find(body, &mut spans)?;
    let spans = &mut spans[..count];
    if !body.is_ascii() && core::str::from_utf8(body).is_err() {
        return Some(Err(FormError::BadUtf8.into()));
    }
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

/// Finds names and values; answers how many fields there are and whether anything is escaped.
fn find(body: &[u8], spans: &mut [[Span; 2]]) -> Option<(usize, bool)> {
    let mut count = 0;
    let mut escaped = false;
    let mut start = 0;
    let mut equals = None;
    for at in 0..=body.len() {
        match body.get(at) {
            Some(b'=') if equals.is_none() => equals = Some(at),
            Some(b'%' | b'+') => escaped = true,
            Some(b'&') | None => {
                if at > start {
                    let name_end = equals.unwrap_or(at);
                    let value_start = equals.map_or(at, |at| at + 1);
                    *spans.get_mut(count)? = [span(start, name_end), span(value_start, at)];
                    count += 1;
                }
                start = at + 1;
                equals = None;
            }
            Some(_) => {}
        }
    }
    Some((count, escaped))
}

fn span(start: usize, end: usize) -> Span {
    // Bodies are shorter than LONGEST, and so is what is decoded from them: both ends fit.
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
        if !raw.iter().any(|byte| matches!(byte, b'%' | b'+')) {
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
    let mut used = 0;
    let mut rest = raw;
    while let [byte, tail @ ..] = rest {
        let (decoded, tail) = match (byte, tail) {
            (b'+', _) => (b' ', tail),
            (b'%', [high, low, tail @ ..]) => {
                (hex::byte(*high, *low).ok_or(FormError::BadPercent)?, tail)
            }
            (b'%', _) => return Err(FormError::BadPercent),
            (byte, _) => (*byte, tail),
        };
        out[used] = decoded;
        used += 1;
        rest = tail;
    }
    Ok(used)
}

impl SplitForm<'_> {
    #[inline(always)]
    fn piece(&self, span: Span) -> &[u8] {
        let (start, end) = (usize::from(span.start), usize::from(span.end));
        match start.checked_sub(self.body.len()) {
            // An empty piece at the body's very end has its start there too, and is empty in either text.
            Some(start) => self
                .decoded
                .get(start..end - self.body.len())
                .unwrap_or_default(),
            None => &self.body[start..end],
        }
    }

    /// The value of `sign`; empty if there is none.
    pub(crate) fn signature(&self) -> &str {
        let sign = (0..self.count()).find(|at| self.name(*at) == SIGN.as_bytes());
        sign.map_or("", |at| {
            core::str::from_utf8(self.value(at)).unwrap_or_default()
        })
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
}
