//! How a gateway spells a character that it repeats: as it is, percent-encoded, escaped as in JSON, and each of them again.

use alloc::vec;
use alloc::vec::Vec;

/// How often a text may have been encoded again, as what is logged by one system and quoted by another.
const ROUNDS: usize = 3;

/// The most bytes that a spelling of one character takes: four bytes of UTF-8, each as `%` with a `25` for every round and two digits. Escapes of JSON
/// stay below it, with two code units of up to eight backslashes, `u` and four digits.
pub(super) const LONGEST: usize = 4 * (1 + 2 * ROUNDS + 2);

/// How long the spellings are that `text` begins with for this character.
pub(super) fn spellings(text: &[u8], character: char) -> Vec<usize> {
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
    let mut found = Vec::new();
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
            found.push(slashes + 1);
        }
        if *letter == b'u' {
            let digits = code_units(rest, character).into_iter();
            found.extend(digits.map(|length| slashes + 1 + length));
        }
    }
    if character == '\\' {
        // A backslash is two, or four, or eight, also before a letter u of the secret's own.
        let lengths = (1..=ROUNDS).map(|round| 1 << round);
        found.extend(lengths.take_while(|length| *length <= slashes));
    }
    found
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
