//! Every name of the interface as a macro.

use std::collections::BTreeMap;
use std::fmt::Write;

use paysdk::listing;

/// The `#define` lines.
pub(crate) fn macros() -> String {
    let mut names = Names::default();
    names.section("Providers");
    for (provider, _) in listing::providers() {
        names.put("PROVIDER", provider);
    }
    names.section("Keys of configurations");
    for key in listing::common_keys() {
        names.put("KEY", key);
    }
    for (_, keys) in listing::providers() {
        for key in keys {
            names.put("KEY", key);
        }
    }
    names.section("Operations");
    for operation in listing::operations() {
        names.put("OP", &operation.name);
    }
    names.section("Kinds of notifications");
    for notification in listing::notifications() {
        names.put("NOTIFICATION", &notification.name);
    }
    names.section("Signing schemes");
    for scheme in listing::schemes() {
        names.put("SCHEME", scheme);
    }
    names.section("Fields of requests, responses and notifications");
    for field in fields() {
        names.put("FIELD", &field);
    }
    names.text
}

/// Every field name once, sorted.
pub(crate) fn fields() -> Vec<String> {
    let listed = [listing::operations(), listing::notifications()].concat();
    let mut fields: Vec<String> = listed
        .into_iter()
        .flat_map(|listed| listed.request.into_iter().chain(listed.response))
        .map(|(name, _)| name)
        .chain(listing::item_fields().into_iter().map(str::to_owned))
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// `app_key` becomes `APP_KEY` and `appKey`, which is another name, `APPKEY`; `Mrn`, which is not `mrn`, becomes `CAPITAL_MRN`.
fn screaming(name: &str) -> String {
    let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let mut out = String::from(if capital { "CAPITAL_" } else { "" });
    out.extend(name.chars().map(|character| match character {
        c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
        _ => '_',
    }));
    out
}

#[derive(Default)]
struct Names {
    text: String,
    /// Macro to value: two values must not share a macro.
    seen: BTreeMap<String, String>,
}

impl Names {
    fn section(&mut self, title: &str) {
        let _ = writeln!(self.text, "\n/* {title} */");
    }

    fn put(&mut self, kind: &str, value: &str) {
        let name = format!("PAYSDK_{kind}_{}", screaming(value));
        match self.seen.get(&name) {
            Some(old) => assert_eq!(old, value, "two names share the macro {name}"),
            None => {
                let _ = writeln!(self.text, "#define {name} \"{value}\"");
                self.seen.insert(name, value.to_owned());
            }
        }
    }
}
