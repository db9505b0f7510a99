//! What merchants write who have no library: maps, strings, formatted hex.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;
use signing_core::{Field, SignedHeaders};

use crate::KEY;

/// Upper-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Signs sorted fields with MD5.
pub fn naive_md5(fields: &[Field<'_>]) -> String {
    hex(&Md5::digest(text(sorted(fields)).as_bytes()))
}

/// Signs sorted fields with HMAC-SHA256.
pub fn hmac_sha256(fields: &[Field<'_>]) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("any length is a key's");
    hmac.update(text(sorted(fields)).as_bytes());
    hex(&hmac.finalize().into_bytes())
}

/// Signs DragonEx's headers with HMAC-SHA1.
pub fn hmac_sha1(signed: &SignedHeaders<'_>) -> String {
    let text = format!(
        "{}\n{}\n{}\n{}\n{}",
        signed.method.to_uppercase(),
        signed.content_sha1,
        signed.content_type,
        signed.date,
        signed.path
    );
    let mut hmac = Hmac::<Sha1>::new_from_slice(KEY.as_bytes()).expect("any length is a key's");
    hmac.update(text.as_bytes());
    STANDARD.encode(hmac.finalize().into_bytes())
}

/// Checks a form's signature.
pub fn verify_form(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    let fields: Vec<(String, String)> = body
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    check(&fields)
}

/// Checks the signature of a JSON object of texts and numbers.
pub fn verify_json(object: &str) -> bool {
    let Ok(object) = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(object) else {
        return false;
    };
    let fields: Vec<(String, String)> = object
        .into_iter()
        .map(|(name, value)| match value {
            serde_json::Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .collect();
    check(&fields)
}

/// A signed form of a request's fields.
pub fn signed_form(fields: &[Field<'_>]) -> String {
    let mut pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    pairs.push(format!("sign={}", naive_md5(fields)));
    pairs.join("&")
}

fn check(fields: &[(String, String)]) -> bool {
    let plain: Vec<Field<'_>> = fields
        .iter()
        .filter(|(name, _)| name != "sign")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sign = fields.iter().find(|(name, _)| name == "sign");
    sign.is_some_and(|(_, sign)| sign.to_uppercase() == naive_md5(&plain))
}

fn sorted<'a>(fields: &[Field<'a>]) -> BTreeMap<&'a str, &'a str> {
    let signed = fields
        .iter()
        .copied()
        .filter(|(_, value)| !value.is_empty());
    signed.collect()
}

fn text(sorted: BTreeMap<&str, &str>) -> String {
    let pairs: Vec<String> = sorted
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{}&key={KEY}", pairs.join("&"))
}

fn decode(raw: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.extend(u8::from_str_radix(&digits, 16));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn encode(plain: &str) -> String {
    plain
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
