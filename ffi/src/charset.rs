//! The caller's charset. The wire is UTF-8; tills that work in GBK are given and give GBK.

use std::borrow::Cow;
use std::ffi::CString;
use std::fmt::Write;

use crate::constants::paysdk_status::{PAYSDK_INVALID_VALUE, PAYSDK_UTF8};
use crate::failure::Failure;
use crate::gbk;

/// How the caller writes text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    #[default]
    Utf8,
    Gbk,
}

impl Charset {
    /// By the name it has in the configuration.
    pub(crate) fn named(name: &str) -> Option<Charset> {
        match name {
            "utf-8" => Some(Charset::Utf8),
            "gbk" => Some(Charset::Gbk),
            _ => None,
        }
    }

    /// The caller's bytes as text, or `None` where they are none. Nothing is ever replaced.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Charset::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Charset::Gbk => gbk::decode(bytes).map(Cow::Owned),
        }
    }

    /// The value of a field, as the caller wrote it.
    pub(crate) fn value(self, bytes: &[u8], field: &str) -> Result<String, Failure> {
        match (self.decode(bytes), self) {
            (Some(text), _) => Ok(text.into_owned()),
            (None, Charset::Utf8) => {
                Err(Failure::of_field(PAYSDK_UTF8, field, "is not valid UTF-8"))
            }
            (None, Charset::Gbk) => {
                let rule = "has bytes that are no GBK character";
                Err(Failure::of_field(PAYSDK_INVALID_VALUE, field, rule))
            }
        }
    }

    /// Text as the caller's bytes, or `None` for a character without a mapping.
    pub(crate) fn encode(self, text: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Charset::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
            Charset::Gbk => gbk::encode(text).map(Cow::Owned),
        }
    }

    /// As [`encode`](Self::encode), with a NUL at the end; `None` also for a text with a NUL inside.
    pub(crate) fn c_text(self, text: &str) -> Option<CString> {
        CString::new(self.encode(text)?).ok()
    }

    /// JSON text: a character without a mapping is written as its `\u` escape, which says the same.
    pub(crate) fn c_json(self, json: &str) -> Option<CString> {
        self.c_escaped(json, |character, out| {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        })
    }

    /// Text for people: what has no mapping, and NUL, is written as `U+1F600`.
    pub(crate) fn c_message(self, text: &str) -> CString {
        let text = text.replace('\0', "U+0000");
        self.c_escaped(&text, |character, out| {
            let _ = write!(out, "U+{:04X}", u32::from(character));
        })
        .unwrap_or_default()
    }

    fn c_escaped(self, text: &str, escape: impl Fn(char, &mut String)) -> Option<CString> {
        if let Some(done) = self.c_text(text) {
            return Some(done);
        }
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            if self.encode(character.encode_utf8(&mut [0; 4])).is_some() {
                escaped.push(character);
            } else {
                escape(character, &mut escaped);
            }
        }
        self.c_text(&escaped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_goes_both_ways_and_replaces_nothing() {
        let bytes = b"\xd6\xa7\xb8\xb6";
        assert_eq!(Charset::Gbk.decode(bytes).as_deref(), Some("支付"));
        assert_eq!(Charset::Gbk.encode("支付").as_deref(), Some(&bytes[..]));
        assert_eq!(Charset::Gbk.decode(b"\xd6"), None);
        assert_eq!(Charset::Gbk.decode(b"a\xff\xffb"), None);
        assert_eq!(Charset::Gbk.encode("pay 😀"), None);
        assert_eq!(Charset::Utf8.decode(b"\xb8\xb6"), None);
    }

    #[test]
    fn what_has_no_mapping_is_escaped_in_json_and_in_messages_only() {
        let json = Charset::Gbk.c_json(r#"{"a":"支😀"}"#).unwrap();
        assert_eq!(json.as_bytes(), b"{\"a\":\"\xd6\xa7\\ud83d\\ude00\"}");
        assert_eq!(Charset::Gbk.c_message("😀\0").as_bytes(), b"U+1F600U+0000");
        assert_eq!(Charset::Gbk.c_text("😀"), None);
        assert_eq!(Charset::Utf8.c_text("a\0b"), None);
    }
}
