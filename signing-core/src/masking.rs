//! Secrets in other people's words: found in every spelling in which a gateway repeats what it was sent.

mod spellings;

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use spellings::{LONGEST, spellings};

/// How much of a text is shown, in bytes. What a gateway says of an error is a line; more of it would only cost time.
const SHOWN: usize = 1000;

/// Shown in place of a secret.
const MASK: &str = "***";

/// Shown in place of all that comes behind what is shown.
const CUT: &str = "…";

/// A text of a provider's with `***` in place of whatever it repeats of these secrets; of a long text the beginning.
///
/// A secret is found as it is, percent-encoded (as in forms or RFC 3986, every character or some, once or several times over), with the
/// escapes of JSON, in hex of either case, and in base64 of either alphabet, also where it is only a part of what was encoded. (Hex and
/// base64 of a secret shorter than three bytes could be anything, and stay.) Secrets may overlap or be part of one another: what any of
/// them covers is masked. Empty ones are passed over. No copy of a secret is made.
///
/// Only the first 1,000 bytes, to the end of a character, are looked at and shown, with `…` in place of the rest: a text, and a secret such as
/// a token, may be as long as the provider likes, and work must not grow with them. So this is for what people read, never for an answer's
/// body. A secret that begins in what is shown and goes on behind it is masked to the cut, whether or not the text has all of it.
///
/// ```
/// let text = "sign error: key=a%2Bb%3Dc, in hex 612b623d63";
/// assert_eq!(signing_core::masked(text, ["a+b=c"]), "sign error: key=***, in hex ***");
/// let page = "<p>".repeat(1000);
/// assert_eq!(signing_core::masked(&page, ["a+b=c"]), format!("{}<…", "<p>".repeat(333)));
/// ```
#[must_use]
pub fn masked<'s>(text: &str, secrets: impl IntoIterator<Item = &'s str>) -> String {
    let window = Window::of(text);
    let mut covered = Vec::new();
    for secret in secrets {
        window.find(secret, &mut covered);
    }
    let mut shown = without(window.shown, covered);
    if window.is_cut() {
        shown.push_str(CUT);
    }
    shown
}

/// The text without the covered parts, of which those that overlap are one.
fn without(text: &str, mut covered: Vec<Range<usize>>) -> String {
    covered.sort_unstable_by_key(|part| (part.start, part.end));
    let mut shown = String::with_capacity(text.len() + CUT.len());
    let mut end = 0;
    for part in covered {
        if part.start >= end {
            shown.push_str(&text[end..part.start]);
            shown.push_str(MASK);
        }
        end = end.max(part.end);
    }
    shown.push_str(&text[end..]);
    shown
}

/// What is looked at of a text.
struct Window<'t> {
    shown: &'t str,
    /// As much more as a character takes that begins in what is shown or right behind it: whether a secret goes on behind the cut can be seen.
    seen: &'t [u8],
}

impl<'t> Window<'t> {
    fn of(text: &'t str) -> Self {
        let cut = (0..=SHOWN.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at));
        let cut = cut.unwrap_or_default();
        let seen = text.len().min(cut + LONGEST);
        Window {
            shown: &text[..cut],
            seen: &text.as_bytes()[..seen],
        }
    }

    fn is_cut(&self) -> bool {
        self.shown.len() < self.seen.len()
    }

    fn find(&self, secret: &str, covered: &mut Vec<Range<usize>>) {
        if secret.is_empty() {
            return;
        }
        let patterns = [
            Pattern::Plain(secret),
            Pattern::Hex(secret.as_bytes()),
            Pattern::Base64(secret.as_bytes(), 0),
            Pattern::Base64(secret.as_bytes(), 1),
            Pattern::Base64(secret.as_bytes(), 2),
        ];
        for pattern in patterns.into_iter().filter(Pattern::is_telling) {
            match pattern {
                Pattern::Plain(secret) => {
                    self.spelled(pattern, secret.chars().map(Unit::Exactly), covered);
                }
                Pattern::Hex(bytes) => self.spelled(pattern, hex(bytes), covered),
                Pattern::Base64(bytes, before) => {
                    self.spelled(pattern, base64(bytes, before), covered);
                }
            }
        }
    }

    /// Covers the parts of what is shown in which all these units are spelled, or all up to the cut and the next beyond it.
    ///
    /// All places are followed at once, unit by unit: of several beginnings that have come to the same place the first covers what the others do.
    /// So the work is at most places times places, whatever the secret.
    fn spelled(
        &self,
        pattern: Pattern<'_>,
        units: impl Iterator<Item = Unit>,
        covered: &mut Vec<Range<usize>>,
    ) {
        let may_begin = pattern.beginnings();
        let cut = self.shown.len();
        // From each character on, not only behind a find: where two overlap, both are covered.
        let mut reached: Vec<Reached> = (0..cut)
            .filter(|at| may_begin[usize::from(self.seen[*at])])
            .map(|at| Reached { at, from: at })
            .collect();
        for unit in units {
            if reached.is_empty() {
                return;
            }
            let mut next = Vec::with_capacity(reached.len());
            for Reached { at, from } in reached {
                for length in unit.spelled(&self.seen[at..]) {
                    let at = at + length;
                    if at > cut {
                        covered.push(from..cut);
                    } else {
                        next.push(Reached { at, from });
                    }
                }
            }
            // One spelling may be the beginning of another (`\` and `\\`), so that all ends are followed.
            next.sort_unstable();
            next.dedup_by_key(|reached| reached.at);
            reached = next;
        }
        covered.extend(reached.into_iter().map(|Reached { at, from }| {
            let end = at + pattern.remainder(&self.seen[at..]);
            from..end.min(cut)
        }));
    }
}

/// A place to which a secret has been followed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    at: usize,
    /// Where it began.
    from: usize,
}

/// A secret in one notation, as the sequence of its characters.
#[derive(Clone, Copy)]
enum Pattern<'s> {
    Plain(&'s str),
    Hex(&'s [u8]),
    /// Base64 of something in which so many bytes (modulo three) precede the secret: of its characters those that the secret alone decides.
    Base64(&'s [u8], usize),
}

impl Pattern<'_> {
    /// Whether it is long enough to be no accident.
    fn is_telling(&self) -> bool {
        match self {
            Pattern::Plain(_) => true,
            Pattern::Hex(bytes) => bytes.len() >= 3,
            Pattern::Base64(bytes, _) => bytes.len() >= 3 && self.length() >= 4,
        }
    }

    /// How many characters base64 has of it.
    fn length(&self) -> usize {
        match self {
            Pattern::Base64(bytes, before) => {
                ((before + bytes.len()) * 8 / 6).saturating_sub((before * 8).div_ceil(6))
            }
            Pattern::Plain(text) => text.chars().count(),
            Pattern::Hex(bytes) => 2 * bytes.len(),
        }
    }

    /// The bytes with which a spelling of it begins: at all others a long text is passed over quickly.
    fn beginnings(self) -> [bool; 256] {
        let first = match self {
            Pattern::Plain(secret) => secret.chars().next().map(Unit::Exactly),
            Pattern::Hex(bytes) => hex(bytes).next(),
            Pattern::Base64(bytes, before) => base64(bytes, before).next(),
        };
        let mut beginnings = [false; 256];
        for character in first.into_iter().flat_map(Unit::characters) {
            let mut utf8 = [0; 4];
            let own = character.encode_utf8(&mut utf8).as_bytes()[0];
            let space = if character == ' ' { b'+' } else { own };
            for byte in [own, space, b'%', b'\\'] {
                beginnings[usize::from(byte)] = true;
            }
        }
        beginnings
    }

    /// How much of what follows belongs to it as well.
    fn remainder(self, rest: &[u8]) -> usize {
        match self {
            Pattern::Base64(bytes, before) => remainder(rest, (before + bytes.len()) % 3 != 0),
            Pattern::Plain(_) | Pattern::Hex(_) => 0,
        }
    }
}

/// A character of a notation.
#[derive(Clone, Copy)]
enum Unit {
    Exactly(char),
    /// A hex digit, in either case.
    Digit(u8),
    /// Six bits, in either alphabet of base64.
    Sextet(u8),
}

impl Unit {
    /// How long the spellings are that `text` begins with for it.
    fn spelled(self, text: &[u8]) -> Vec<usize> {
        let [one, other] = self.characters();
        let mut found = spellings(text, one);
        if other != one {
            found.extend(spellings(text, other));
        }
        found
    }

    /// The characters that stand for it.
    fn characters(self) -> [char; 2] {
        match self {
            Unit::Exactly(one) => [one, one],
            Unit::Digit(value) => {
                let digit = char::from(b"0123456789abcdef"[usize::from(value & 15)]);
                [digit, digit.to_ascii_uppercase()]
            }
            Unit::Sextet(62) => ['+', '-'],
            Unit::Sextet(63) => ['/', '_'],
            Unit::Sextet(value) => {
                let value = value & 63;
                let letter = char::from(match value {
                    0..26 => b'A' + value,
                    26..52 => b'a' + value - 26,
                    _ => b'0' + value.wrapping_sub(52),
                });
                [letter, letter]
            }
        }
    }
}

fn hex(bytes: &[u8]) -> impl Iterator<Item = Unit> {
    bytes
        .iter()
        .flat_map(|byte| [Unit::Digit(byte >> 4), Unit::Digit(byte & 15)])
}

/// The characters that `bytes` alone decide where so many others precede them.
fn base64(bytes: &[u8], before: usize) -> impl Iterator<Item = Unit> {
    let bit = move |at: usize| bytes[at / 8 - before] >> (7 - at % 8) & 1;
    let first = (before * 8).div_ceil(6);
    let end = (before + bytes.len()) * 8 / 6;
    (first..end).map(move |sextet| {
        let bits = (6 * sextet..6 * sextet + 6).fold(0, |bits, at| bits << 1 | bit(at));
        Unit::Sextet(bits)
    })
}

/// How much of what follows belongs to the base64 as well: the character with the last bits of it, if it is `ragged`, and its padding.
fn remainder(rest: &[u8], ragged: bool) -> usize {
    let sextet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let mut end = usize::from(ragged && rest.first().is_some_and(sextet));
    while let Some(padding) = spellings(&rest[end..], '=').into_iter().max() {
        end += padding;
    }
    end
}

#[cfg(test)]
mod tests;
