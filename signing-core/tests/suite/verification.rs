//! What arrives is read in one way only, and only the right signature is believed.

use signing_core::{
    Field, FixedMd5, FormError, InvalidSecret, JsonError, Secret, SortedHmacSha256, SortedMd5,
    VerifyError, fixed_order, form, json, nonce, open_enum,
};

fn md5() -> SortedMd5 {
    SortedMd5::new(Secret::new("key").unwrap())
}

#[test]
fn nothing_printed_shows_the_key() {
    let secret = Secret::new("192006250b4c").unwrap();
    let printed = format!(
        "{secret} {secret:?} {:?} {:?} {:?}",
        SortedMd5::new(secret.clone()),
        SortedHmacSha256::new(secret.clone()),
        FixedMd5::new(secret.clone())
    );
    assert!(
        !printed.contains("1920") && printed.starts_with("[secret] [secret]"),
        "{printed}"
    );
    assert_eq!(secret.clone().expose(), "192006250b4c");
}

#[test]
fn empty_keys_and_control_characters_are_refused() {
    assert_eq!(Secret::new("").unwrap_err(), InvalidSecret::Empty);
    for key in ["key\n", "\tkey", "k\0y", "key\u{7f}", "key\u{85}"] {
        assert_eq!(
            Secret::new(key).unwrap_err(),
            InvalidSecret::ControlCharacter
        );
    }
}

#[test]
fn forms_are_read_strictly() {
    let good: [(&str, &[Field<'_>]); 6] = [
        ("", &[]),
        ("&&", &[]),
        ("a=1&&b", &[("a", "1"), ("b", "")]),
        ("=v", &[("", "v")]),
        ("a==&b=c=d", &[("a", "="), ("b", "c=d")]),
        ("a+b=%e6%B5%8b+%2B", &[("a b", "测 +")]),
    ];
    for (body, expected) in good {
        let read = form::decode(body.as_bytes()).unwrap();
        let read: Vec<Field<'_>> = read
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(read, expected, "{body}");
    }
    let bad: [(&[u8], FormError); 10] = [
        (b"a=%", FormError::BadPercent),
        (b"a=%2", FormError::BadPercent),
        (b"%2g=", FormError::BadPercent),
        (b"a=%+1", FormError::BadPercent),
        (b"a=\xE6", FormError::BadUtf8),
        (b"a=%E6&b=%B5%8B", FormError::BadUtf8),
        (b"%FF=1", FormError::BadUtf8),
        (b"a=1&a=1", FormError::DuplicateName),
        (b"a=1&%61=", FormError::DuplicateName),
        (b"a+b=1&b=2&a%20b=3", FormError::DuplicateName),
    ];
    for (body, error) in bad {
        assert_eq!(form::decode(body), Err(error), "{}", body.escape_ascii());
        // Verification refuses the same, on the stack and, for a long form, on the heap.
        for padding in [0, 5000] {
            let body = [body, b"&sign=00&padding=", &vec![b'x'; padding]].concat();
            assert_eq!(
                md5().verify_form(&body),
                Err(VerifyError::Form(error)),
                "{}",
                body.escape_ascii()
            );
        }
    }
}

#[test]
fn the_two_encodings_differ_where_they_should() {
    assert_eq!(form::encode([("é", "a b*~")]), "%C3%A9=a+b*%7E");
    assert_eq!(form::percent_encode("a b*~é"), "a%20b%2A~%C3%A9");
}

#[test]
fn a_missing_signature_is_told_from_a_wrong_one() {
    for body in ["a=1", "a=1&sign=", "a=1&sign", "", "a=1&Sign=00"] {
        assert_eq!(
            md5().verify_form(body.as_bytes()),
            Err(VerifyError::Missing),
            "{body}"
        );
    }
    for object in [
        "{}",
        r#"{"a":1}"#,
        r#"{"a":1,"sign":""}"#,
        r#"{"sign":null}"#,
    ] {
        assert_eq!(
            md5().verify_json(object),
            Err(VerifyError::Missing),
            "{object}"
        );
    }
    let fields = [("a", "1")];
    let sign = md5().sign(&fields);
    assert_eq!(md5().verify(&fields, ""), Err(VerifyError::Missing));
    for wrong in [
        " ",
        "0",
        &sign[1..],
        &format!("{}0", &*sign),
        &"0".repeat(32),
        &"é".repeat(16),
        &format!(" {}", &*sign),
    ] {
        assert_eq!(
            md5().verify(&fields, wrong),
            Err(VerifyError::Mismatch),
            "{wrong}"
        );
        let body = form::encode([("a", "1"), ("sign", wrong)]);
        assert_eq!(
            md5().verify_form(body.as_bytes()),
            Err(VerifyError::Mismatch),
            "{wrong}"
        );
    }
}

#[test]
fn the_order_is_of_bytes_and_empty_values_do_not_count() {
    let fields = [
        ("a", "3"),
        ("_", "2"),
        ("A", "1"),
        ("sign", "x"),
        ("e", ""),
        ("n", "null"),
        ("z", "0"),
    ];
    assert_eq!(
        md5().string_to_sign(&fields, &["_", "e", "gone"]),
        "A=1&_=***&a=3&n=null&z=0&key=***"
    );
    assert_eq!(md5().string_to_sign(&[], &[]), "&key=***");
}

#[test]
fn a_name_given_twice_is_refused() {
    let twice = [("a", "1"), ("b", "2"), ("a", "1")];
    let sign = md5().sign(&twice);
    assert_eq!(
        md5().verify(&twice, &sign),
        Err(VerifyError::Form(FormError::DuplicateName))
    );
    let fixed = FixedMd5::new(Secret::new("key").unwrap());
    let body = b"amount=1&appKey=a&mrn=1&mrn=1&sign=00000000000000000000000000000000";
    let error = Err(VerifyError::Form(FormError::DuplicateName));
    assert_eq!(
        fixed.verify_form(&fixed_order::PAYOUT_CALLBACK, body),
        error
    );
}

#[test]
fn an_empty_value_of_a_fixed_list_keeps_its_name() {
    let fixed = FixedMd5::new(Secret::new("key").unwrap());
    let fields = [("mrn", "1"), ("payer", "x"), ("appKey", "")];
    assert_eq!(
        fixed
            .string_to_sign(&fixed_order::QUERY, &fields, &["mrn"])
            .unwrap(),
        "appKey=&mrn=***&key=***"
    );
    let missing = fixed.sign(&fixed_order::RECHARGE, &fields).unwrap_err();
    assert_eq!(missing.to_string(), "the signed field amount is missing");
}

#[test]
fn json_values_count_with_the_text_they_arrived_with() {
    let object = r#" { "b" : 1.0 , "a": 1e3,"c":true, "d": {"y": [1, 2] ,"x":null}, "e":null, "f":"",
        "g":"l\n\u6d4b\ud83d\ude00\/" , "\u0068":-0.10 ,"i":12345678901234567890123, "j":[ ] } "#;
    let expected = "a=1e3&b=1.0&c=true&d={\"y\": [1, 2] ,\"x\":null}&g=l\n测😀/&h=-0.10&i=12345678901234567890123&j=[ ]";
    let fields = json::fields(object).unwrap();
    assert_eq!(fields[3], ("d".into(), r#"{"y": [1, 2] ,"x":null}"#));
    let texts: Vec<_> = fields
        .iter()
        .map(|(_, raw)| json::signed_text(raw).unwrap())
        .collect();
    let plain: Vec<Field<'_>> = fields
        .iter()
        .zip(&texts)
        .map(|((name, _), text)| (&**name, &**text))
        .collect();
    assert_eq!(
        md5().string_to_sign(&plain, &[]),
        format!("{expected}&key=***")
    );
    let sign = md5().sign(&plain);
    let signed = object.replacen('{', &format!("{{\"sign\":\"{sign}\","), 1);
    assert_eq!(md5().verify_json(&signed), Ok(()));
    for (right, other) in [
        ("1.0", "1"),
        ("1e3", "1000"),
        ("true", "\"True\""),
        ("[1, 2]", "[1,2]"),
        ("-0.10", "-0.1"),
    ] {
        let changed = signed.replacen(right, other, 1);
        assert_eq!(
            md5().verify_json(&changed),
            Err(VerifyError::Mismatch),
            "{other}"
        );
    }
}

#[test]
fn json_that_is_no_single_reading_is_refused() {
    let malformed = [
        "",
        "null",
        "[]",
        "1",
        "{",
        "{}x",
        "{} {}",
        r#"{"a":01}"#,
        r#"{"a":1,}"#,
        r#"{a:1}"#,
        r#"{"a":"x}"#,
        r#"{"\ud800":1}"#,
        "\u{feff}{}",
        "{\"a\":\"\n\"}",
        r#"{"a":.5}"#,
        r#"{"a":+1}"#,
    ];
    for object in malformed {
        assert_eq!(json::fields(object), Err(JsonError::Malformed), "{object}");
        assert_eq!(
            md5().verify_json(object),
            Err(VerifyError::Json(JsonError::Malformed)),
            "{object}"
        );
    }
    for raw in [r#""\ud800""#, r#""\ud800\u0041""#, r#""\udc00""#, r#""\x""#] {
        assert_eq!(json::signed_text(raw), Err(JsonError::Malformed), "{raw}");
        let object = format!(r#"{{"a":{raw},"sign":"00"}}"#);
        assert_eq!(
            md5().verify_json(&object),
            Err(VerifyError::Json(JsonError::Malformed)),
            "{raw}"
        );
    }
    for object in [
        r#"{"a":1,"a":1,"sign":"0"}"#,
        r#"{"a":1,"b":2,"\u0061":null,"sign":"0"}"#,
        r#"{"sign":"0","sign":"0"}"#,
    ] {
        assert_eq!(
            json::fields(object),
            Err(JsonError::DuplicateName),
            "{object}"
        );
        assert_eq!(
            md5().verify_json(object),
            Err(VerifyError::Json(JsonError::DuplicateName)),
            "{object}"
        );
    }
    // Deep nesting is skipped over, not recursed into.
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(json::fields(&deep).unwrap().len(), 1);
}

#[test]
fn nonces_have_their_length_and_alphabet_and_differ() {
    for len in [0, 1, 32, 63, 64, 65, 1000] {
        let text = nonce::alphanumeric(len);
        assert!(
            text.len() == len && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{text}"
        );
    }
    assert_ne!(nonce::alphanumeric(32), nonce::alphanumeric(32));
    let letters: std::collections::BTreeSet<char> = nonce::alphanumeric(10_000).chars().collect();
    assert_eq!(letters.len(), 62);
}

open_enum! {
    /// A state.
    enum State {
        /// Done.
        Done = "1" ("done", "完成"),
        /// Without texts.
        Silent = "silent",
    }
}

#[test]
fn known_and_unknown_codes_survive_the_round_trip() {
    for code in ["1", "silent", "", "1 ", "new"] {
        assert_eq!(State::from(code).as_str(), code);
        assert_eq!(State::from(String::from(code)), State::from(code));
        assert_eq!(format!("{}", State::from(code)), code);
    }
    assert_eq!(State::ALL, [State::Done, State::Silent]);
    assert_eq!(
        (State::Done.text_en(), State::Done.text_zh()),
        (Some("done"), Some("完成"))
    );
    assert_eq!(
        (State::Silent.text_en(), State::from("new").text_zh()),
        (None, None)
    );
}
