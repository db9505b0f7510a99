//! Texts of which only the beginning is shown.

use super::*;

/// Numbers that look random, the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn secret(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length)
            .map(|_| letters[self.below(letters.len())])
            .collect()
    }

    /// A secret with each character as it is, percent-encoded or escaped, up to three times over.
    fn spelling(&mut self, secret: &str) -> String {
        let mut spelled = String::new();
        for character in secret.chars() {
            let again = self.below(4);
            match self.below(3) {
                0 => spelled.push(character),
                1 => {
                    spelled += &percent(&character.to_string(), "", again == 1)
                        .replace('%', &format!("%{}", "25".repeat(again)))
                }
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        spelled += &format!("{}u{unit:04x}", "\\".repeat(1 << again));
                    }
                }
            }
        }
        spelled
    }
}

#[test]
fn nothing_is_left_of_a_secret_that_the_cut_goes_through() {
    let mut numbers = Numbers(1);
    for round in 0..3000 {
        let alphabet = ["abcdef0123456789", "kK+/=%\\\"u 5", "密钥é\u{1F511}x"][round % 3];
        let length = 1 + numbers.below(60);
        let secret = numbers.secret(alphabet, length);
        let spelled = match numbers.below(4) {
            0 => secret.bytes().map(|byte| format!("{byte:02X}")).collect(),
            1 => base64(secret.as_bytes(), numbers.below(2) == 0, true),
            _ => numbers.spelling(&secret),
        };
        let short = secret.len() < 3;
        // With these dots the cut may fall between any two bytes, also where no character ends.
        let before = ".".repeat(SHOWN - 1 - numbers.below(spelled.len().min(SHOWN)));
        let text = format!("{before}{spelled}{}", "·".repeat(20));
        let shown = masked(&text, [&*secret]);
        let left = shown.strip_prefix(&*before).unwrap_or_default();
        let begins = before.len() + spelled.chars().next().map_or(0, char::len_utf8) <= SHOWN;
        // Of short secrets only the plain spellings are masked, as everywhere.
        if !short || spelled == secret {
            let expected = if begins { "***…" } else { "…" };
            assert_eq!(left, expected, "{secret} as {spelled}");
        }
    }
}

#[test]
fn of_base64_around_a_secret_one_character_of_it_may_stay_as_it_has_bits_of_what_precedes() {
    let secret = "192006250b4c09247ec02edce69f6a2d";
    for preceding in ["", "a", "ab", "key="] {
        let encoded = base64(format!("{preceding}{secret}").as_bytes(), false, true);
        let others = (preceding.len() * 8).div_ceil(6);
        for visible in 1..40 {
            let before = ".".repeat(SHOWN - others - visible);
            let shown = masked(&format!("{before}{encoded}...."), [secret]);
            assert_eq!(shown, format!("{before}{}***…", &encoded[..others]));
        }
    }
}

#[test]
fn a_secret_longer_than_all_that_is_looked_at_is_masked_to_the_cut() {
    let secret = Numbers(2).secret("abcdefghijklmnop", 1 << 16);
    for from in [0, 1, 500, SHOWN - 1] {
        let before = ".".repeat(from);
        let shown = masked(&format!("{before}{secret}"), [&*secret]);
        assert_eq!(shown, format!("{before}***…"));
    }
    // It begins behind what is shown, so nothing of it is.
    let before = ".".repeat(SHOWN);
    assert_eq!(
        masked(&format!("{before}{secret}"), [&*secret]),
        format!("{before}…")
    );
}

#[test]
fn a_text_is_cut_behind_a_thousand_bytes_at_a_character_and_says_so() {
    for (text, shown) in [
        ("a".repeat(1000), "a".repeat(1000)),
        ("a".repeat(1001), "a".repeat(1000) + "…"),
        ("密".repeat(333), "密".repeat(333)),
        ("密".repeat(334), "密".repeat(333) + "…"),
        ("\u{1F511}".repeat(250), "\u{1F511}".repeat(250)),
        ("\u{1F511}".repeat(251), "\u{1F511}".repeat(250) + "…"),
        // What begins like the secret but is not it stays, up to the last character that is shown.
        ("a".repeat(998) + "seldom", "a".repeat(998) + "se…"),
        ("a".repeat(994) + "secret", "a".repeat(994) + "***"),
        ("a".repeat(995) + "secret", "a".repeat(995) + "***…"),
        ("a".repeat(994) + "secret secret", "a".repeat(994) + "***…"),
    ] {
        assert_eq!(masked(&text, ["secret"]), shown);
    }
}
