//! What holds for any fields, bodies and texts.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::Index;
use signing_core::typed::{Value, from_fields};
use signing_core::{
    Field, FieldOrder, FixedMd5, HeaderHmacSha1, Md5Prefix, Secret, SignedHeaders,
    SortedHmacSha256, SortedMd5, VerifyError, form, json,
};

const KEY: &str = "192006250b4c09247ec02edce69f6a2d";

fn md5() -> SortedMd5 {
    SortedMd5::new(Secret::new(KEY).unwrap())
}

fn hmac() -> SortedHmacSha256 {
    SortedHmacSha256::new(Secret::new(KEY).unwrap())
}

/// Names alike enough to collide in their first bytes, and any others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-cA-C_]{1,4}", 2 => "out_trade_number_[a-c]{0,3}", 1 => ".{0,20}"]
        .prop_filter("the signature's own field", |name| name != "sign")
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z0-9 +%&=]{1,30}", 1 => ".{1,40}", 1 => "\\PC{200,300}"]
}

/// Up to 80 fields, so that both ways of sorting are taken; all of them count.
fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
    prop_oneof![4 => btree_map(name(), value(), 1..20), 1 => btree_map(".{3,12}", value(), 60..80)]
        .prop_map(|fields: BTreeMap<String, String>| {
            fields
                .into_iter()
                .filter(|(name, _)| name != "sign")
                .collect()
        })
        .prop_shuffle()
}

fn borrowed(fields: &[(String, String)]) -> Vec<Field<'_>> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn object(fields: &[Field<'_>]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            format!(
                "{}:{}",
                serde_json::to_string(name).unwrap(),
                serde_json::to_string(value).unwrap()
            )
        })
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// The text with one character exchanged, added or cut.
fn changed(text: &str, at: Index, how: u8) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = at.index(letters.len() + 1);
    match how % 3 {
        0 if place < letters.len() => {
            letters[place] = if letters[place] == 'x' { 'y' } else { 'x' }
        }
        1 if place < letters.len() => drop(letters.remove(place)),
        _ => letters.insert(place, '1'),
    }
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn what_is_signed_verifies_however_it_travels(fields in fields()) {
        let fields = borrowed(&fields);
        let (by_md5, by_hmac) = (md5().sign(&fields), hmac().sign(&fields));
        prop_assert_eq!(md5().verify(&fields, &by_md5.to_lowercase()), Ok(()));
        prop_assert_eq!(hmac().verify(&fields, &by_hmac), Ok(()));
        let signed: Vec<Field<'_>> = fields.iter().copied().chain([("sign", &*by_md5)]).collect();
        prop_assert_eq!(md5().verify_form(form::encode(signed.iter().copied()).as_bytes()), Ok(()));
        prop_assert_eq!(md5().verify_json(&object(&signed)), Ok(()));
        let signed: Vec<Field<'_>> = fields.iter().copied().chain([("sign", &*by_hmac)]).collect();
        prop_assert_eq!(hmac().verify_form(form::encode(signed.iter().copied()).as_bytes()), Ok(()));
        prop_assert_eq!(hmac().verify_json(&object(&signed)), Ok(()));
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (fields, shuffled) in fields().prop_flat_map(|fields| (Just(fields.clone()), Just(fields).prop_shuffle()))
    ) {
        let (fields, shuffled) = (borrowed(&fields), borrowed(&shuffled));
        prop_assert_eq!(md5().sign(&fields), md5().sign(&shuffled));
        prop_assert_eq!(hmac().sign(&fields), hmac().sign(&shuffled));
        prop_assert_eq!(md5().string_to_sign(&fields, &[]), md5().string_to_sign(&shuffled, &[]));
        let mut sorted = fields.clone();
        sorted.sort();
        let expected: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
        prop_assert_eq!(md5().string_to_sign(&fields, &[]), format!("{}&key=***", expected.join("&")));
    }

    #[test]
    fn one_change_of_a_value_name_or_signature_fails(
        fields in fields(), which in any::<Index>(), at in any::<Index>(), how in any::<u8>(), part in 0..3
    ) {
        let sign = md5().sign(&borrowed(&fields)).to_string();
        let (mut fields, mut sign) = (fields, sign);
        let number = which.index(fields.len());
        let field = &mut fields[number];
        match part {
            0 => field.1 = changed(&field.1, at, how),
            1 => field.0 = changed(&field.0, at, how),
            _ => sign = changed(&sign, at, how),
        }
        let fields = borrowed(&fields);
        prop_assert!(md5().verify(&fields, &sign).is_err());
        let signed: Vec<Field<'_>> = fields.iter().copied().chain([("sign", &*sign)]).collect();
        prop_assert!(md5().verify_form(form::encode(signed.iter().copied()).as_bytes()).is_err());
        prop_assert!(md5().verify_json(&object(&signed)).is_err());
    }

    #[test]
    fn fixed_lists_cover_their_fields_and_no_others(values in vec(".{0,20}", 4), at in any::<Index>(), how in any::<u8>()) {
        const ORDER: FieldOrder = FieldOrder::new(&["b", "a", "c"]);
        let signer = FixedMd5::new(Secret::new(KEY).unwrap());
        let named = |values: &[String]| -> Vec<(String, String)> {
            ["a", "b", "c", "other"].iter().map(|name| name.to_string()).zip(values.iter().cloned()).collect()
        };
        let fields = named(&values);
        let sign = signer.sign(&ORDER, &borrowed(&fields)).unwrap();
        for number in 0..4 {
            let mut values = values.clone();
            values[number] = changed(&values[number], at, how);
            let fields = named(&values);
            let signed: Vec<Field<'_>> = borrowed(&fields).into_iter().chain([("sign", &*sign)]).collect();
            let body = form::encode(signed.iter().copied());
            prop_assert_eq!(signer.verify_form(&ORDER, body.as_bytes()).is_ok(), number == 3);
            prop_assert_eq!(signer.verify(&ORDER, &signed, &sign).is_ok(), number == 3);
        }
    }

    #[test]
    fn forms_survive_the_round_trip(fields in btree_map(".{0,20}", ".{0,40}", 0..20)) {
        let encoded = form::encode(&fields);
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(form::decode(encoded.as_bytes()), Ok(fields.into_iter().collect()));
    }

    #[test]
    fn stack_and_heap_read_the_same_form(body in "([a-c]{0,2}(=([a-c+]|%[0-9a-gA-F]{1,2}|%e6%b5%8b|测|=){0,4})?&){0,6}sign=00") {
        // The same form, too long for the stack.
        let long = format!("{body}{}", "&".repeat(4096));
        // Of several faults, either may be named.
        let verdict = |body: &str| md5().verify_form(body.as_bytes()).map_err(|error| match error {
            VerifyError::Form(_) => "form".to_owned(),
            other => other.to_string(),
        });
        prop_assert_eq!(verdict(&body), verdict(&long));
        prop_assert_eq!(form::decode(body.as_bytes()), form::decode(long.as_bytes()));
        if let Ok(fields) = form::decode(body.as_bytes()) {
            let fields = borrowed(&fields);
            let signed = form::encode(fields.iter().map(|(name, value)| {
                (*name, if *name == "sign" { md5().sign(&fields).to_string() } else { (*value).to_owned() })
            }));
            prop_assert_eq!(md5().verify_form(signed.as_bytes()), Ok(()));
        }
    }

    /// Forms put together by hand, of every length and with any number of fields, escaped in every way.
    #[test]
    fn a_form_means_what_its_parts_mean(
        values in vec(vec((0..6_u8, "[a-z]{1,9}|订单"), 0..8), 0..70), sign_at in any::<Index>()
    ) {
        let (mut raw, mut plain) = (Vec::new(), Vec::new());
        for (number, parts) in values.iter().enumerate() {
            let name = if number % 3 == 0 { format!("a_common_start_{number}") } else { format!("{number}") };
            let (mut written, mut meant) = (String::new(), String::new());
            for (kind, text) in parts {
                let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
                let (raw, plain) = match kind {
                    0 => ("+", " "),
                    1 => ("=", "="),
                    2 => ("%2B%25", "+%"),
                    3 => ("%E6%B5%8B", "测"),
                    4 => (&*escaped, &**text),
                    _ => (&**text, &**text),
                };
                written.push_str(raw);
                meant.push_str(plain);
            }
            raw.push(format!("{name}={written}"));
            plain.push((name, meant));
        }
        let sign = md5().sign(&borrowed(&plain));
        raw.insert(sign_at.index(raw.len() + 1), format!("sign={sign}"));
        prop_assert_eq!(md5().verify_form(raw.join("&").as_bytes()), Ok(()));
        prop_assert_eq!(md5().verify_batch(&[raw.join("&&"), raw.join("&"), String::new()]), [
            Ok(()), Ok(()), Err(VerifyError::Missing),
        ]);
    }

    #[test]
    fn no_bytes_make_reading_panic(body in vec(any::<u8>(), 0..300)) {
        let _ = md5().verify_form(&body);
        let _ = form::decode(&body);
        let _ = Md5Prefix::new(Secret::new(KEY).unwrap()).verify(&body, "1", "0");
        let order = FieldOrder::new(&["a"]);
        let _ = FixedMd5::new(Secret::new(KEY).unwrap()).verify_form(&order, &body);
    }

    #[test]
    fn no_text_makes_reading_panic(text in ".{0,60}", near_json in r#"\{("[ab\\u0-9d]{0,8}":[\["\\{0-9.eu,\]}]{0,9},?){0,3}\}"#) {
        for text in [&text, &near_json] {
            let _ = md5().verify_json(text);
            let _ = json::fields(text);
            let _ = json::signed_text(text);
            let _ = md5().verify(&[("a", "1")], text);
            let _ = md5().explain(&[(text, text), ("b", "2")], text);
            let _ = hmac().explain(&[(text, text), ("sign", text), (text, "")], text);
            let headers = [(text.as_str(), text.as_str()), ("dragonex-é", text)];
            let signed = SignedHeaders { method: text, content_sha1: text, content_type: text, date: text, headers: &headers, path: text };
            let signer = HeaderHmacSha1::new(Secret::new(KEY).unwrap());
            let _ = signer.explain(&signed, text);
            let _ = signer.verify(&signed, text);
            let fixed = FixedMd5::new(Secret::new(KEY).unwrap());
            let _ = fixed.explain(&FieldOrder::new(&["b"]), &[(text, text), ("b", text)], text);
        }
    }

    #[test]
    fn no_value_makes_typed_reading_panic_or_shows_in_an_error(text in "[a-z0-9\\[\\]{}\":,]{0,12}SECRET[a-z0-9\\[\\]{}\":,]{0,12}") {
        #[derive(serde::Deserialize)]
        #[allow(dead_code)]
        struct All {
            number: Option<u8>,
            list: Option<Vec<All>>,
            inner: Option<Box<All>>,
            flag: Option<bool>,
            map: Option<BTreeMap<String, u8>>,
        }
        for name in ["number", "list", "inner", "flag", "map"] {
            for value in [Value::Text(text.as_str().into()), Value::Json(&text)] {
                if let Err(error) = from_fields::<All>(&[(name.into(), value)]) {
                    prop_assert!(!error.rule.contains("SECRET"), "{}", error);
                }
            }
        }
    }
}
