//! Names that a caller gave, in the texts of errors.

use std::borrow::Cow;

/// More letters than any word of a name has; a key has 32, a payment code 18 digits.
const LONGEST_WORD: usize = 24;

/// The length of the longest name, an operation's with its provider.
const LONGEST_NAME: usize = 33;

/// Names of the interface with anything but letters, `_` and `-` in a word.
const OTHERS: [&str; 1] = ["content_sha1"];

/// A name as an error repeats it: whole if it can be a name and hardly a value; of anything else the beginning, at most four characters, and its length.
///
/// Two arguments are easily swapped, and then what came as a name is a key or a payment code.
pub(crate) fn shown(name: &str) -> Cow<'_, str> {
    if can_be_a_name(name) {
        return Cow::Borrowed(name);
    }
    let length = name.chars().count();
    let beginning: String = name.chars().take((length / 4).min(4)).collect();
    let beginning = beginning.replace(char::is_control, " ");
    Cow::Owned(format!("{beginning}… ({length} characters)"))
}

/// Words such as `out_trade_no` or `Content-Type`, with dots between them: `chaoying.pay`, `list.0.trade_no`.
fn can_be_a_name(name: &str) -> bool {
    let mut parts = name.split('.');
    let is_path =
        parts.next().is_some_and(is_word) && parts.all(|part| is_word(part) || is_place(part));
    name.is_empty() || OTHERS.contains(&name) || name.len() <= LONGEST_NAME && is_path
}

fn is_word(part: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
    (1..=LONGEST_WORD).contains(&part.len()) && part.bytes().all(letter)
}

/// A place in a list; a longer number may be something else.
fn is_place(part: &str) -> bool {
    let digits = part.bytes().all(|byte| byte.is_ascii_digit());
    digits && (part == "0" || !part.starts_with('0')) && (1..=4).contains(&part.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing;

    #[test]
    fn every_name_of_the_interface_is_shown_whole() {
        let mut names: Vec<String> = [
            "list.0.trade_no",
            "refund_list.1999.refund_status",
            "Content-Type",
        ]
        .iter()
        .chain(&["method", "content_sha1", "content_type", "date", "path", ""])
        .map(|name| (*name).to_owned())
        .collect();
        names.extend(listing::schemes().into_iter().map(str::to_owned));
        names.extend(listing::common_keys().into_iter().map(str::to_owned));
        names.extend(listing::item_fields().into_iter().map(str::to_owned));
        for (provider, keys) in listing::providers() {
            names.push(provider.to_owned());
            names.extend(keys.into_iter().map(str::to_owned));
        }
        for listed in listing::operations()
            .into_iter()
            .chain(listing::notifications())
        {
            names.push(listed.name);
            names.extend(
                listed
                    .request
                    .into_iter()
                    .chain(listed.response)
                    .map(|(name, _)| name),
            );
        }
        assert!(names.len() > 200);
        for name in names {
            assert_eq!(shown(&name), name);
        }
    }

    #[test]
    fn what_may_be_a_value_is_cut_to_its_beginning() {
        for (name, expected) in [
            ("192006250b4c09247ec02edce69f6a2d", "1920… (32 characters)"),
            ("134612345678901234", "1346… (18 characters)"),
            ("abcdefghijklmnopqrstuvwxyz", "abcd… (26 characters)"),
            (
                "abcdefghijklmnop.abcdefghijklmnopq",
                "abcd… (34 characters)",
            ),
            ("13800138000", "13… (11 characters)"),
            ("1234", "1… (4 characters)"),
            ("123", "… (3 characters)"),
            ("pay.13800138000", "pay… (15 characters)"),
            ("list.007", "li… (8 characters)"),
            ("list..no", "li… (8 characters)"),
            ("0.list", "0… (6 characters)"),
            ("a\nb\nc\nd\ne\nf\ng\nh\ni", "a b … (17 characters)"),
            ("密钥密钥密钥密钥", "密钥… (8 characters)"),
        ] {
            assert_eq!(shown(name), expected);
        }
    }
}
