//! An answer as one JSON object, and the way into it by dotted names.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;
use signing_core::json;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// What an operation answered: its fields as a JSON object, and the bytes that came.
pub(crate) struct Answer {
    pub(crate) json: String,
    pub(crate) body: Vec<u8>,
}

/// JSON text on its way to an answer; wiped, for it may hold a token.
pub(crate) type Written = Zeroizing<String>;

/// The fields of an answer, each with its raw JSON.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Written)>);

/// Where replies keep the fields that their version does not know.
const EXTRA: &str = "extra";
/// Where an answer that is a bare list stands.
pub(crate) const LIST: &str = "list";

impl Fields {
    /// A field with a text; `None` is left out.
    pub(crate) fn text(mut self, name: &str, text: Option<&str>) -> Result<Fields, Failure> {
        if let Some(text) = text {
            self.put(name, written(text)?);
        }
        Ok(self)
    }

    /// A field that is true or false.
    pub(crate) fn flag(mut self, name: &str, flag: bool) -> Fields {
        self.put(name, Zeroizing::new(flag.to_string()));
        self
    }

    /// All fields of a reply; what it does not know stands beside what it does, and a bare list under `list`.
    pub(crate) fn reply(self, reply: &impl Serialize) -> Result<Fields, Failure> {
        self.written_reply(written(reply)?)
    }

    /// As [`reply`](Self::reply), of one that is JSON by now: what does not depend on its type is compiled once.
    pub(crate) fn written_reply(mut self, text: Written) -> Result<Fields, Failure> {
        match text.as_bytes().first() {
            Some(b'{') => self.object(&text)?,
            Some(b'[') => self.put(LIST, merged(&text)?),
            _ => {}
        }
        Ok(self)
    }

    pub(crate) fn answer(self, body: Vec<u8>) -> Result<Answer, Failure> {
        let json = self.json()?;
        Ok(Answer { json, body })
    }

    fn json(&self) -> Result<String, Failure> {
        let size = self.0.iter().map(|(name, raw)| name.len() + raw.len() + 8);
        let mut object = String::with_capacity(2 + size.sum::<usize>());
        object.push('{');
        for (name, raw) in &self.0 {
            if object.len() > 1 {
                object.push(',');
            }
            object.push_str(&written(name)?);
            object.push(':');
            object.push_str(raw);
        }
        object.push('}');
        Ok(object)
    }

    fn object(&mut self, object: &str) -> Result<(), Failure> {
        let fields = json::fields(object).map_err(|_| unwritable())?;
        let (extra, known): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|(name, _)| name == EXTRA);
        for (name, raw) in known {
            if raw != "null" {
                self.put(&name, merged(raw)?);
            }
        }
        // An answer may have any number of fields that nobody knows. Their names differ from each other, so each is only compared
        // with the known ones.
        let known = self.0.len();
        for (_, raw) in extra {
            for (name, raw) in json::fields(raw).unwrap_or_default() {
                if !self.0[..known].iter().any(|(known, _)| *known == name) {
                    let raw = Zeroizing::new(raw.to_owned());
                    self.0.push((name.into_owned(), raw));
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, raw: Written) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = raw,
            None => self.0.push((name.to_owned(), raw)),
        }
    }
}

/// The same value, in whose lists, too, what is not known stands beside what is.
fn merged(raw: &str) -> Result<Written, Failure> {
    match raw.as_bytes().first() {
        Some(b'{') => {
            let mut fields = Fields::default();
            fields.object(raw)?;
            Ok(Zeroizing::new(fields.json()?))
        }
        Some(b'[') => {
            let items = items(raw).ok_or_else(unwritable)?;
            let mut list = Zeroizing::new(String::with_capacity(raw.len() + 1));
            for item in &items {
                let before = if list.is_empty() { '[' } else { ',' };
                list.push(before);
                list.push_str(&merged(item.get())?);
            }
            let end = if list.is_empty() { "[]" } else { "]" };
            list.push_str(end);
            Ok(list)
        }
        _ => Ok(Zeroizing::new(raw.to_owned())),
    }
}

/// A value as JSON.
pub(crate) fn written(value: &(impl Serialize + ?Sized)) -> Result<Written, Failure> {
    let text = serde_json::to_string(value).map_err(|_| unwritable())?;
    Ok(Zeroizing::new(text))
}

fn unwritable() -> Failure {
    Failure::internal("the answer cannot be written as JSON")
}

/// The text at a path such as `list.0.trade_no`: strings decoded, numbers as they stand, objects and lists as JSON.
pub(crate) fn text(json: &str, path: &str) -> Option<String> {
    let raw = find(json, path)?;
    match raw {
        "null" => None,
        raw => json::signed_text(raw).ok().map(Cow::into_owned),
    }
}

/// The number of items of the list at a path.
pub(crate) fn count(json: &str, path: &str) -> usize {
    find(json, path)
        .and_then(items)
        .map_or(0, |items| items.len())
}

/// A place in a list has one spelling: digits, and no zero before others.
fn place(index: &str) -> Option<usize> {
    let place = index.parse().ok()?;
    (usize::to_string(&place) == index).then_some(place)
}

fn items(raw: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw).ok()
}

/// The raw JSON at a path. A name that itself has dots is found, too.
fn find<'a>(raw: &'a str, path: &str) -> Option<&'a str> {
    if raw.starts_with('[') {
        let (index, rest) = first(path);
        let item = items(raw)?.get(place(index)?)?.get();
        return match rest {
            Some(rest) => find(item, rest),
            None => Some(item),
        };
    }
    let fields = json::fields(raw).ok()?;
    let named = |wanted: &str| {
        let (_, raw) = fields.iter().find(|(name, _)| name == wanted)?;
        Some(*raw)
    };
    named(path).or_else(|| match first(path) {
        (name, Some(rest)) => find(named(name)?, rest),
        _ => None,
    })
}

fn first(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"n":1.50,"t":"支\n付","z":null,"b":true,"a.b":"dot",
        "list":[{"trade_no":"x","inner":[7,8]},{}],"o":{"p":{"q":-0}}}"#;

    #[test]
    fn paths_reach_inside_and_numbers_keep_their_text() {
        for (path, expected) in [
            ("n", Some("1.50")),
            ("t", Some("支\n付")),
            ("b", Some("true")),
            ("a.b", Some("dot")),
            ("list.0.trade_no", Some("x")),
            ("list.0.inner.1", Some("8")),
            ("list.0.inner", Some("[7,8]")),
            ("o.p.q", Some("-0")),
            ("z", None),
            ("", None),
            (".", None),
            ("list.2", None),
            ("list.-1", None),
            ("list.0.", None),
            ("n.x", None),
            ("t.0", None),
            ("missing", None),
        ] {
            assert_eq!(text(JSON, path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn only_lists_have_a_count() {
        for (path, expected) in [
            ("list", 2),
            ("list.0.inner", 2),
            ("o", 0),
            ("n", 0),
            ("", 0),
        ] {
            assert_eq!(count(JSON, path), expected, "{path}");
        }
    }

    #[test]
    fn unknown_fields_stand_beside_known_ones_and_a_bare_list_under_its_name() {
        let reply =
            serde_json::json!({"code": "1", "none": null, "extra": {"new": "x", "code": "no"}});
        let answer = Fields::default()
            .text("state", Some("SUCCESS"))
            .and_then(|fields| fields.text("msg", None))
            .and_then(|fields| fields.reply(&reply))
            .and_then(|fields| fields.answer(Vec::new()))
            .unwrap_or_else(|failure| panic!("{}", failure.message));
        assert_eq!(answer.json, r#"{"state":"SUCCESS","code":"1","new":"x"}"#);
        let list = Fields::default()
            .reply(&serde_json::json!([1, {"a": 2, "b": null, "extra": {"late": "3"}}]))
            .and_then(|fields| fields.answer(Vec::new()));
        assert_eq!(
            list.map(|answer| answer.json).ok().as_deref(),
            Some(r#"{"list":[1,{"a":2,"late":"3"}]}"#)
        );
    }
}
