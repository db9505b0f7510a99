//! The form decoder: what it reads, it writes again, and reads again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing_core::form;

fuzz_target!(|body: &[u8]| {
    if let Ok(fields) = form::decode(body) {
        let again = form::encode(fields_of(&fields));
        assert_eq!(form::decode(again.as_bytes()).as_ref(), Ok(&fields));
        for (name, value) in &fields {
            for text in [name, value] {
                let escaped = form::percent_encode(text);
                let pair = format!("x={escaped}");
                assert_eq!(
                    form::decode(pair.as_bytes()),
                    Ok(vec![("x".into(), text.clone())])
                );
            }
        }
    }
});

fn fields_of(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
