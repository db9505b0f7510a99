//! Messages made of fields, read back without the crates.

use super::{Fields, Message};
use sandbox::Random;
use signing_core::{form, json};

/// A text of letters of many scripts, signs and spaces.
pub(super) fn text(random: &mut Random) -> String {
    const LETTERS: &[char] = &[
        'a', 'Z', '7', ' ', '&', '=', '+', '%', '"', '\\', '/', '中', '文', 'é', 'ß', '🍵', 'Ж',
        '~', '{', ']',
    ];
    let length = 1 + random.below(12);
    (0..length)
        .map(|_| LETTERS[usize::try_from(random.below(LETTERS.len() as u64)).unwrap()])
        .collect()
}

pub(super) fn extras(random: &mut Random, count: u64) -> Fields {
    (0..count)
        .map(|index| {
            (
                format!("extra_{index}_{}", random.below(1000)),
                text(random),
            )
        })
        .collect()
}

pub(super) fn shuffle(random: &mut Random, fields: &mut Fields) {
    for index in (1..fields.len()).rev() {
        fields.swap(
            index,
            usize::try_from(random.below(index as u64 + 1)).unwrap(),
        );
    }
}

pub(super) fn owned(fields: &[(&str, &str)]) -> Fields {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn borrowed(fields: &Fields) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

pub(super) fn form_message(fields: Fields) -> Message {
    let body = form::encode(borrowed(&fields)).into_bytes();
    Message {
        headers: Vec::new(),
        body,
        fields,
    }
}

pub(super) fn rebuilt_form(genuine: &Message, fields: Fields) -> Message {
    Message {
        headers: genuine.headers.clone(),
        ..form_message(fields)
    }
}

/// Sorted; the hex of the signature in upper case; an empty value is as good as none.
pub(super) fn normal(mut fields: Fields) -> Option<Fields> {
    fields.retain(|(_, value)| !value.is_empty());
    fields.sort();
    if fields.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None;
    }
    for (name, value) in &mut fields {
        if name == "sign" {
            value.make_ascii_uppercase();
        }
    }
    Some(fields)
}

pub(super) fn form_content(message: &Message) -> Option<Fields> {
    normal(form::decode(&message.body).ok()?)
}

pub(super) fn object(fields: &Fields) -> String {
    let members: Vec<String> = fields
        .iter()
        .map(|(name, raw)| format!("{}:{raw}", serde_json::to_string(name).unwrap()))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Texts as JSON texts.
pub(super) fn quoted(fields: &Fields) -> Fields {
    let quote = |value: &String| serde_json::to_string(value).unwrap();
    fields
        .iter()
        .map(|(name, value)| (name.clone(), quote(value)))
        .collect()
}

pub(super) fn json_message(fields: Fields) -> Message {
    Message {
        headers: Vec::new(),
        body: object(&fields).into_bytes(),
        fields,
    }
}

pub(super) fn rebuilt_json(genuine: &Message, fields: Fields) -> Message {
    Message {
        headers: genuine.headers.clone(),
        ..json_message(fields)
    }
}

pub(super) fn object_content(text: &str) -> Option<Fields> {
    let fields = json::fields(text).ok()?;
    let texts: Option<Fields> = fields
        .into_iter()
        .map(|(name, raw)| Some((name.into_owned(), json::signed_text(raw).ok()?.into_owned())))
        .collect();
    normal(texts?)
}

pub(super) fn json_content(message: &Message) -> Option<Fields> {
    object_content(std::str::from_utf8(&message.body).ok()?)
}
