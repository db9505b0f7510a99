//! Exchanges written out for a reader, without what must not be shown.

use super::{Recorded, Step};
use signing_core::{Field, form};

/// Writes a form POST and its answer: the values of the names in `masked` are shown as `***`, and `string_to_sign` makes the
/// string that was signed from all fields.
pub fn form_exchange(
    step: &mut Step,
    recorded: &Recorded,
    masked: &[&str],
    string_to_sign: impl Fn(&[Field<'_>]) -> String,
) {
    let request = &recorded.request;
    step.say(format!("> {} {}", request.method.as_str(), request.url));
    let fields = form::decode(&request.body).unwrap_or_default();
    for (name, value) in &fields {
        let shown = if masked.contains(&name.as_str()) {
            "***"
        } else {
            value
        };
        step.say(format!("    {name}={shown}"));
    }
    let borrowed: Vec<Field<'_>> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    step.say(format!("  string to sign: {}", string_to_sign(&borrowed)));
    match &recorded.result {
        Ok(response) => {
            let body = String::from_utf8_lossy(&response.body);
            step.say(format!("< {} {}", response.status, hidden(&body, masked)));
        }
        Err(error) => step.say(format!("< {error}")),
    }
}

/// A JSON text in which the string values of some names are hidden.
pub(super) fn hidden(text: &str, masked: &[&str]) -> String {
    masked.iter().fold(text.to_owned(), |text, name| {
        let start = format!("\"{name}\":\"");
        match text.split_once(&start) {
            Some((head, tail)) => {
                let rest = tail.split_once('"').map_or("", |(_, rest)| rest);
                format!("{head}{start}***\"{rest}")
            }
            None => text,
        }
    })
}
