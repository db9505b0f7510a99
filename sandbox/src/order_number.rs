//! The order that a request names, found without reading all of it: it is asked for on every faulty call.

use crate::form_fields;
use signing_core::json;
use std::borrow::Cow;

/// The value of a form's field, if it is there and not empty. Names and values may be encoded however their sender likes.
pub(crate) fn in_form<'a>(form: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let is_named = |coded: &str| {
        coded == name
            || coded.contains('%') && form_fields::text(coded).is_ok_and(|plain| plain == name)
    };
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(coded, _)| is_named(coded))?;
    form_fields::text(value)
        .ok()
        .filter(|value| !value.is_empty())
}

/// The string that an object has under a name, if it is there and not empty. JSON may have blanks and escapes wherever they are allowed.
pub(crate) fn in_json<'a>(object: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let value = match plain(object, name) {
        Some(value) => value.into(),
        None => parsed(object, name)?,
    };
    Some(value).filter(|value| !value.is_empty())
}

/// The value as most write it: `"name":"value"` without blanks and escapes, and before any object within the object.
fn plain<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    let value = loop {
        let at = from + object[from..].find(name)?;
        from = at + name.len();
        let opened = object[..at].ends_with('"');
        if let Some(value) = object[from..].strip_prefix("\":\"").filter(|_| opened) {
            break value;
        }
    };
    let (value, _) = value.split_once('"')?;
    let nested = object[..from].bytes().filter(|&byte| byte == b'{').count() > 1;
    (!nested && !value.contains('\\')).then_some(value)
}

fn parsed<'a>(object: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if !object.contains(name) && !object.contains('\\') {
        return None;
    }
    let members = json::fields(object).ok()?;
    let (_, raw) = members.into_iter().find(|(known, _)| known == name)?;
    raw.starts_with('"').then(|| json::signed_text(raw).ok())?
}

#[cfg(test)]
mod tests {
    use super::{in_form, in_json, plain};

    #[test]
    fn a_form_s_field_is_found_however_it_is_encoded() {
        for (form, expected) in [
            ("no=A1", Some("A1")),
            ("other=1&no=A1&more=2", Some("A1")),
            ("xno=B2&nox=C3&no=A1", Some("A1")),
            ("%6Eo=A1", Some("A1")),
            ("%6e%6f=%411", Some("A1")),
            ("no=a%2fb+c", Some("a/b c")),
            ("no=", None),
            ("no", None),
            ("no=%g0", None),
            ("", None),
        ] {
            assert_eq!(in_form(form, "no").as_deref(), expected, "{form}");
        }
    }

    #[test]
    fn an_object_s_string_is_found_however_it_is_written() {
        for (object, expected) in [
            (r#"{"no":"A1"}"#, Some("A1")),
            (r#"{"xno":"B2","nox":"C3","no":"A1"}"#, Some("A1")),
            (r#"{ "other": "no", "no": "A1" }"#, Some("A1")),
            ("{\n\t\"no\"\r:\n\"A1\"\n}", Some("A1")),
            (r#"{"\u006eo":"\u00411"}"#, Some("A1")),
            (r#"{"no":"a\"b"}"#, Some("a\"b")),
            (r#"{"in":{"no":"B2"},"no":"A1"}"#, Some("A1")),
            (r#"{"in":"{\"no\":\"B2\"}","no":"A1"}"#, Some("A1")),
            (r#"{"in":{"no":"B2"}}"#, None),
            (r#"{"no":""}"#, None),
            (r#"{"no":5}"#, None),
            (r#"{"no":null}"#, None),
            (r#"{"no": "A1""#, None),
            ("no", None),
            ("", None),
        ] {
            assert_eq!(in_json(object, "no").as_deref(), expected, "{object}");
        }
    }

    #[test]
    fn what_most_write_needs_no_parser() {
        assert_eq!(plain(r#"{"a":1,"no":"A1","b":"{}"}"#, "no"), Some("A1"));
        // A bit was flipped elsewhere: the order is still known.
        assert_eq!(
            in_json(r#"{"a":1,"no":"A1","b:2}"#, "no").as_deref(),
            Some("A1")
        );
    }
}
