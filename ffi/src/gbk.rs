//! GBK (code page 936), as tills of the last decade write it: ASCII, the euro sign as 0x80, and pairs of bytes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// By lead and trail byte, as `build.rs` wrote it.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gbk.bin"));

const LEADS: std::ops::RangeInclusive<u8> = 0x81..=0xFE;
const TRAILS: std::ops::RangeInclusive<u8> = 0x40..=0xFE;
/// How many trail bytes there are.
const ROW: usize = 0xFE - 0x40 + 1;
const EURO: char = '€';
const EURO_BYTE: u8 = 0x80;

fn entry(at: usize) -> Option<char> {
    let unit = u16::from_le_bytes([*TABLE.get(2 * at)?, *TABLE.get(2 * at + 1)?]);
    char::from_u32(unit.into()).filter(|character| *character != '\0')
}

fn pair(lead: u8, trail: u8) -> Option<char> {
    if !LEADS.contains(&lead) || !TRAILS.contains(&trail) {
        return None;
    }
    entry(usize::from(lead - LEADS.start()) * ROW + usize::from(trail - TRAILS.start()))
}

/// The text, or `None` where the bytes are none.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut bytes = bytes.iter().copied();
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            0..=0x7F => char::from(byte),
            EURO_BYTE => EURO,
            lead => pair(lead, bytes.next()?)?,
        });
    }
    Some(text)
}

/// The bytes, or `None` where a character has none.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\0'..='\x7F' => bytes.push(character as u8),
            EURO => bytes.push(EURO_BYTE),
            _ => bytes.extend_from_slice(pairs().get(&character)?),
        }
    }
    Some(bytes)
}

/// By character. Made for the first caller that writes GBK.
fn pairs() -> &'static BTreeMap<char, [u8; 2]> {
    static PAIRS: OnceLock<BTreeMap<char, [u8; 2]>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut pairs = BTreeMap::new();
        for lead in LEADS {
            for trail in TRAILS {
                if let Some(character) = pair(lead, trail) {
                    pairs.entry(character).or_insert([lead, trail]);
                }
            }
        }
        pairs
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use super::*;

    /// What the standard maps to private use is no character here.
    fn is_private(character: char) -> bool {
        ('\u{E000}'..='\u{F8FF}').contains(&character)
    }

    #[test]
    fn every_character_of_the_first_plane_is_written_as_the_standard_says() {
        for character in '\0'..='\u{FFFF}' {
            let text = character.to_string();
            let (bytes, _, replaced) = GBK.encode(&text);
            let expected = (!replaced && !is_private(character)).then(|| bytes.into_owned());
            assert_eq!(encode(&text), expected, "U+{:04X}", u32::from(character));
        }
        assert_eq!(encode("😀"), None);
    }

    #[test]
    fn every_pair_of_bytes_is_read_as_the_standard_says() {
        for lead in 0..=0xFF {
            assert_eq!(decode(&[lead]).is_some(), lead <= 0x80, "{lead:02X}");
            for trail in 0..=0xFF {
                let bytes = [lead, trail];
                let expected = GBK
                    .decode_without_bom_handling_and_without_replacement(&bytes)
                    .filter(|text| !text.contains(is_private));
                assert_eq!(
                    decode(&bytes).as_deref(),
                    expected.as_deref(),
                    "{bytes:02X?}"
                );
            }
        }
    }
}
