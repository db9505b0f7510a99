//! Secrets in other people's words: found in every spelling in which a gateway repeats what it was sent.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// How often a text may have been encoded again, as what is logged by one system and quoted by another.
const ROUNDS: usize = 3;

/// Shown in place of a secret.
const MASK: &str = "***";

/// A text of a provider's with `***` in place of whatever it repeats of these secrets.
///
/// A secret is found as it is, percent-encoded (as in forms or RFC 3986, every character or some, once or several times over), with the
/// escapes of JSON, in hex of either case, and in base64 of either alphabet, also where it is only a part of what was encoded. (Hex and
/// base64 of a secret shorter than three bytes could be anything, and stay.) Secrets may overlap or be part of one another: what any of
/// them covers is masked. Empty ones are passed over. No copy of a secret is made.
///
/// ```
/// let text = "sign error: key=a%2Bb%3Dc, in hex 612b623d63";
/// assert_eq!(signing_core::masked(text, ["a+b=c"]), "sign error: key=***, in hex ***");
/// ```
#[must_use]
pub fn masked<'s>(text: &str, secrets: impl IntoIterator<Item = &'s str>) -> String {
    let mut covered = Vec::new();
    for secret in secrets {
        find(text, secret, &mut covered);
    }
    without(text, covered)
}

/// The text without the covered parts, of which those that overlap are one.
fn without(text: &str, mut covered: Vec<Range<usize>>) -> String {
    if covered.is_empty() {
        return text.to_owned();
    }
    covered.sort_unstable_by_key(|part| (part.start, part.end));
    let mut shown = String::with_capacity(text.len());
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

fn find(text: &str, secret: &str, covered: &mut Vec<Range<usize>>) {
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
        let may_begin = pattern.beginnings();
        // From each character on, not only behind a find: where two overlap, both are covered.
        let starts = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| may_begin[usize::from(*byte)])
            .map(|(at, _)| at);
        covered.extend(starts.filter_map(|at| Some(at..pattern.end_at(text, at)?)));
    }
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

    /// Where the text that begins at `from` has spelled all of it.
    fn end_at(self, text: &str, from: usize) -> Option<usize> {
        let rest = &text.as_bytes()[from..];
        let end = match self {
            Pattern::Plain(secret) => spelled(rest, secret.chars().map(Unit::Exactly)),
            Pattern::Hex(bytes) => spelled(rest, hex(bytes)),
            Pattern::Base64(bytes, before) => {
                let end = spelled(rest, base64(bytes, before))?;
                let ragged = (before + bytes.len()) % 3 != 0;
                Some(end + remainder(&rest[end..], ragged))
            }
        };
        Some(from + end?)
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

/// Where all these units are spelled, from the beginning of `text` on; the longest way if there are several.
fn spelled(text: &[u8], mut units: impl Iterator<Item = Unit>) -> Option<usize> {
    // At nearly every place the first character tells that it is none.
    let mut ends = units.next()?.spelled(text);
    for unit in units {
        if ends.is_empty() {
            return None;
        }
        // One spelling may be the beginning of another (`\` and `\\`), so that all ends are followed.
        let mut next: Vec<usize> = Vec::with_capacity(ends.len());
        for end in ends {
            let lengths = unit.spelled(&text[end..]).into_iter();
            next.extend(lengths.map(|length| end + length));
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends.into_iter().max()
}

/// How long the spellings are that `text` begins with for this character.
fn spellings(text: &[u8], character: char) -> Vec<usize> {
    let mut utf8 = [0; 4];
    let utf8 = character.encode_utf8(&mut utf8).as_bytes();
    let mut found = match text.first() {
        Some(b'+') if character == ' ' => vec![1],
        // The + that a form has for a space may have been encoded again.
        Some(b'%') if character == ' ' => {
            [percent_encoded(text, utf8), percent_encoded(text, b"+")].concat()
        }
        Some(b'%') => percent_encoded(text, utf8),
        Some(b'\\') => json_escaped(text, character),
        _ => Vec::new(),
    };
    if text.starts_with(utf8) {
        found.push(utf8.len());
    }
    found
}

/// `%2B`, and `%252B` where it was encoded again.
fn percent_encoded(text: &[u8], bytes: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    for encoded_again in 0..=ROUNDS {
        let mut rest = text;
        let all = bytes.iter().all(|byte| {
            let digits = rest
                .strip_prefix(b"%")
                .and_then(|rest| after_twenty_fives(rest, encoded_again))
                .and_then(|rest| rest.split_at_checked(2));
            digits.is_some_and(|(digits, behind)| {
                rest = behind;
                spells(digits, u32::from(*byte))
            })
        });
        if all {
            found.push(text.len() - rest.len());
        }
    }
    found
}

fn after_twenty_fives(text: &[u8], times: usize) -> Option<&[u8]> {
    (0..times).try_fold(text, |rest, _| rest.strip_prefix(b"25"))
}

/// `\"`, `\/`, `\u00e9`, with more backslashes where it was escaped again.
fn json_escaped(text: &[u8], character: char) -> Vec<usize> {
    let slashes = backslashes(text);
    if let Some((letter, rest)) = text[slashes..].split_first() {
        let escaped = match letter {
            b'"' | b'/' => Some(char::from(*letter)),
            b'b' => Some('\u{8}'),
            b'f' => Some('\u{c}'),
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b't' => Some('\t'),
            _ => None,
        };
        if escaped == Some(character) {
            return vec![slashes + 1];
        }
        if *letter == b'u' {
            let digits = code_units(rest, character).into_iter();
            return digits.map(|length| slashes + 1 + length).collect();
        }
    }
    if character == '\\' {
        // A backslash is two, or four, or eight.
        return (1..=ROUNDS)
            .map(|round| 1 << round)
            .take_while(|length| *length <= slashes)
            .collect();
    }
    Vec::new()
}

/// How many backslashes the text begins with; beyond what is escaped again and again, they don't count.
fn backslashes(text: &[u8]) -> usize {
    let run = text.iter().take(1 << ROUNDS);
    run.take_while(|byte| **byte == b'\\').count()
}

/// The four digits after `\u`, twice for a character beyond the first 65536.
fn code_units(text: &[u8], character: char) -> Option<usize> {
    let mut units = [0; 2];
    let mut at = 0;
    for (nth, unit) in character.encode_utf16(&mut units).iter().enumerate() {
        if nth > 0 {
            let slashes = backslashes(&text[at..]);
            at += slashes + 1;
            if slashes == 0 || text.get(at - 1) != Some(&b'u') {
                return None;
            }
        }
        if !spells(text.get(at..at + 4)?, u32::from(*unit)) {
            return None;
        }
        at += 4;
    }
    Some(at)
}

/// Whether the hex digits, of either case, are this number's.
fn spells(digits: &[u8], number: u32) -> bool {
    let value = digits.iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | digit)
    });
    value == Some(number)
}

#[cfg(test)]
mod tests;
