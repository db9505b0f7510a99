use super::*;
use crate::form;
use alloc::borrow::ToOwned;
use alloc::string::ToString;
use alloc::{format, vec};

mod at_the_cut;

const KEYS: [&str; 7] = [
    "se+cret/Zk29v==",
    "192006250b4c09247ec02edce69f6a2d",
    "a b\"c\\d%25e",
    "pässwörd/\u{1F511}密钥",
    "\\\\\\\"",
    "a\\ub\\u005cd\\n",
    "sec",
];

/// All that is not kept as it is, percent-encoded.
fn percent(text: &str, kept: &str, lower: bool) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() && kept == "letters" || kept.contains(char::from(byte)) {
            encoded.push(char::from(byte));
        } else if lower {
            encoded += &format!("%{byte:02x}");
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

fn json(text: &str) -> [String; 4] {
    let plain = serde_json::to_string(text).unwrap();
    let plain = plain[1..plain.len() - 1].to_owned();
    let coded = |upper: bool| -> String {
        let unit = |unit: u16| match (unit < 128, upper) {
            (true, _) => String::from(char::from(unit as u8)),
            (_, true) => format!("\\u{unit:04X}"),
            (_, false) => format!("\\u{unit:04x}"),
        };
        plain.encode_utf16().map(unit).collect()
    };
    let whole: String = text.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
    [plain.replace('/', "\\/"), coded(true), coded(false), whole]
}

fn base64(text: &[u8], url_safe: bool, padded: bool) -> String {
    let mut encoded = String::new();
    for group in text.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for nth in 0..=group.len() {
            let sextet = (bits >> (18 - 6 * nth) & 63) as u8;
            encoded.push(match (sextet, url_safe) {
                (0..26, _) => char::from(b'A' + sextet),
                (26..52, _) => char::from(b'a' + sextet - 26),
                (52..62, _) => char::from(b'0' + sextet - 52),
                (62, false) => '+',
                (62, true) => '-',
                (_, false) => '/',
                (_, true) => '_',
            });
        }
        if padded {
            encoded += &"=="[..3 - group.len()];
        }
    }
    encoded
}

#[test]
fn a_secret_is_masked_in_every_notation() {
    assert_eq!(base64(b"light w", false, true), "bGlnaHQgdw==");
    for key in KEYS {
        let form_encoded = form::encode([("", key)])[1..].to_owned();
        let mut notations = vec![
            key.to_owned(),
            form_encoded.to_lowercase().replace("zk29v", "Zk29v"),
            form::percent_encode(&form_encoded),
            form::percent_encode(key),
            form_encoded,
            percent(key, "", false),
            percent(key, "", true),
            percent(key, "letters", true),
            key.bytes().map(|byte| format!("{byte:02x}")).collect(),
            key.bytes().map(|byte| format!("{byte:02X}")).collect(),
        ];
        notations.extend(json(key));
        notations.push(json(&json(key)[0])[0].clone());
        for (url_safe, padded) in [(false, true), (false, false), (true, true), (true, false)] {
            notations.push(base64(key.as_bytes(), url_safe, padded));
        }
        notations.push(form::percent_encode(&base64(key.as_bytes(), false, true)));
        notations.push(json(&base64(key.as_bytes(), false, true))[0].clone());
        for notation in notations {
            let text = format!("钥匙: {notation}; {notation}.");
            assert_eq!(masked(&text, [key]), "钥匙: ***; ***.", "{text}");
        }
    }
}

#[test]
fn base64_of_more_than_the_secret_does_not_give_it_away() {
    let key = "192006250b4c09247ec02edce69f6a2d";
    for before in ["", "a", "ab", "key=", "user:"] {
        for behind in ["", "z", "yz", "xyz"] {
            let encoded = base64(format!("{before}{key}{behind}").as_bytes(), false, true);
            let shown = masked(&encoded, [key]);
            assert!(shown.contains("***"), "{encoded}");
            assert!(shown.len() <= encoded.len() - 40 + 3, "{shown}");
        }
    }
}

#[test]
fn what_overlaps_is_masked_whole_in_whatever_order() {
    let key = "192006250b4c09247ec02edce69f6a2d";
    for (text, secrets, shown) in [
        (key, ["0625", key], "***"),
        (key, [key, "0625"], "***"),
        ("xx1920", ["xx19", "1920"], "***"),
        ("xx1920", ["1920", "xx19"], "***"),
        ("ababa", ["aba", ""], "***"),
        ("1920 1920", ["1920", ""], "*** ***"),
        ("19201920", ["1920", ""], "******"),
        ("nothing of it", [key, "0625"], "nothing of it"),
        ("", [key, ""], ""),
    ] {
        assert_eq!(masked(text, secrets), shown, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    for text in [
        "12 is 3132, MTI",
        "se cret",
        "%2",
        "\\u00",
        "\\",
        "%25%25",
        "s%65",
        "7365",
    ] {
        assert_eq!(masked(text, ["12x", "secret", "ab"]), text);
    }
    assert_eq!(masked("order 3132 of 12", ["12"]), "order 3132 of ***");
}

#[test]
fn a_hostile_text_takes_no_long_time_however_long_text_and_secret_are() {
    for piece in ["\\", "%25", "%", "\\u", "a", "\\\\u005c", "YWFh"] {
        let text = piece.repeat((1 << 20) / piece.len());
        let long = "a".repeat(1 << 20);
        let shown = masked(
            &text,
            [
                "\\\\\\",
                &"\\".repeat(1 << 20),
                &long,
                &"%".repeat(1 << 20),
                &text,
            ],
        );
        assert_eq!(shown, "***…", "{piece}");
    }
}
