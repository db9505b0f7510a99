//! The vectors of an independent implementation, and the examples that the providers publish.

use serde_json::Value;
use signing_core::{
    FieldOrder, FixedMd5, HeaderHmacSha1, Hex, Md5Prefix, Secret, SignedHeaders, SortedHmacSha256,
    SortedMd5, VerifyError, content_sha1, fixed_order, form,
};

fn vectors(section: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../vectors/signing.json")).unwrap();
    let vectors = all[section].as_array().unwrap().clone();
    assert!(vectors.len() >= 10, "{section}");
    vectors
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} in {vector}"))
}

fn secret(key: &str) -> Secret {
    Secret::new(key).unwrap()
}

fn pairs<'a>(vector: &'a Value, name: &str) -> Vec<(&'a str, &'a str)> {
    let pairs = vector[name].as_array().unwrap();
    pairs
        .iter()
        .map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
        .collect()
}

/// The string to sign as the vectors have it, but for the key.
fn masked(vector: &Value) -> String {
    let whole = text(vector, "string_to_sign");
    format!("{}***", whole.strip_suffix(text(vector, "key")).unwrap())
}

fn with_sign<'a>(fields: &[(&'a str, &'a str)], sign: &'a str) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .copied()
        .filter(|(name, _)| *name != "sign")
        .chain([("sign", sign)])
        .collect()
}

fn json_object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}: {}", Value::from(*name), Value::from(*value)))
        .collect();
    format!("{{{}}}", fields.join(","))
}

#[test]
fn chaoying_vectors() {
    for vector in vectors("chaoying") {
        let signer = SortedMd5::new(secret(text(&vector, "key")));
        let fields = pairs(&vector, "fields");
        let sign = text(&vector, "sign");
        assert_eq!(signer.string_to_sign(&fields, &[]), masked(&vector));
        assert_eq!(signer.sign(&fields), sign);
        signer.verify(&fields, sign).unwrap();
        signer.verify(&fields, &sign.to_lowercase()).unwrap();
        let signed = with_sign(&fields, sign);
        signer
            .verify_form(form::encode(signed.iter().copied()).as_bytes())
            .unwrap();
        signer.verify_json(&json_object(&signed)).unwrap();
    }
}

#[test]
fn hicoin_vectors() {
    for vector in vectors("hicoin") {
        let signer = SortedHmacSha256::new(secret(text(&vector, "key")));
        let fields = pairs(&vector, "fields");
        let sign = text(&vector, "sign");
        assert_eq!(signer.string_to_sign(&fields, &[]), masked(&vector));
        assert_eq!(signer.sign(&fields), sign);
        let signed = with_sign(&fields, sign);
        signer
            .verify_form(form::encode(signed.iter().copied()).as_bytes())
            .unwrap();
        signer.verify_json(&json_object(&signed)).unwrap();
    }
}

#[test]
fn hicoin_page_vectors() {
    for vector in vectors("hicoin_h5") {
        let signer = SortedHmacSha256::new(secret(text(&vector, "key")));
        let package = form::percent_encode(&format!("prepay_id={}", text(&vector, "prepay_id")));
        let timestamp = vector["timestamp"].to_string();
        let fields = [
            ("signType", "HMAC-SHA256"),
            ("package", &package),
            ("timeStamp", &timestamp),
            ("nonceStr", text(&vector, "nonce_str")),
            ("appId", text(&vector, "app_id")),
        ];
        assert_eq!(signer.string_to_sign(&fields, &[]), masked(&vector));
        assert_eq!(signer.sign(&fields), text(&vector, "sign"));
    }
}

#[test]
fn recharge_payout_vectors() {
    let orders: [(&str, FieldOrder); 6] = [
        ("recharge", fixed_order::RECHARGE),
        ("recharge_callback", fixed_order::RECHARGE_CALLBACK),
        ("recharge_query", fixed_order::QUERY),
        ("payout_query", fixed_order::QUERY),
        ("payout", fixed_order::PAYOUT),
        ("payout_callback", fixed_order::PAYOUT_CALLBACK),
    ];
    for vector in vectors("recharge_payout") {
        let kind = text(&vector, "kind");
        let order = orders
            .iter()
            .find(|(name, _)| *name == kind || kind == "query")
            .unwrap_or_else(|| panic!("{kind}"));
        let order = if kind == "query" {
            fixed_order::QUERY
        } else {
            order.1
        };
        let signer = FixedMd5::new(secret(text(&vector, "key")));
        let fields = pairs(&vector, "fields");
        let sign = text(&vector, "sign");
        assert_eq!(
            signer.string_to_sign(&order, &fields, &[]).unwrap(),
            masked(&vector)
        );
        assert_eq!(signer.sign(&order, &fields).unwrap(), sign);
        let body = form::encode(with_sign(&fields, sign));
        signer.verify_form(&order, body.as_bytes()).unwrap();
        let missing = body.replacen("mrn=", "mrm=", 1);
        assert!(matches!(
            signer.verify_form(&order, missing.as_bytes()),
            Err(VerifyError::MissingField(_))
        ));
    }
}

#[test]
fn dragonex_request_vectors() {
    for vector in vectors("dragonex_request") {
        let signer = HeaderHmacSha1::new(secret(text(&vector, "secret_key")));
        let headers = pairs(&vector, "headers");
        let signed = SignedHeaders {
            method: text(&vector, "method"),
            content_sha1: text(&vector, "content_sha1"),
            content_type: text(&vector, "content_type"),
            date: text(&vector, "date"),
            headers: &headers,
            path: text(&vector, "path"),
        };
        assert_eq!(
            signer.string_to_sign(&signed),
            text(&vector, "string_to_sign")
        );
        assert_eq!(signer.sign(&signed), text(&vector, "sign"));
        signer.verify(&signed, text(&vector, "sign")).unwrap();
    }
}

#[test]
fn dragonex_answer_vectors() {
    for vector in vectors("dragonex_response") {
        let signer = Md5Prefix::new(secret(text(&vector, "check_key")));
        let (body, ts, sign) = (
            text(&vector, "body"),
            text(&vector, "ts"),
            text(&vector, "sign"),
        );
        assert_eq!(signer.sign(body.as_bytes(), ts), sign);
        signer
            .verify(body.as_bytes(), ts, &sign.to_uppercase())
            .unwrap();
        let other = format!("{body} ");
        assert_eq!(
            signer.verify(other.as_bytes(), ts, sign),
            Err(VerifyError::Mismatch)
        );
    }
}

const WECHAT_EXAMPLE: [(&str, &str); 5] = [
    ("appid", "wxd930ea5d5a258f4f"),
    ("mch_id", "10000100"),
    ("device_info", "1000"),
    ("body", "test"),
    ("nonce_str", "ibuaiVcKdpRxkhJA"),
];
const WECHAT_KEY: &str = "192006250b4c09247ec02edce69f6a2d";

#[test]
fn the_published_example_of_chaoying() {
    let sign: Hex<32> = SortedMd5::new(secret(WECHAT_KEY)).sign(&WECHAT_EXAMPLE);
    assert_eq!(sign, "9A0A8659F005D6984697E2CA0A9CF3B7");
}

#[test]
fn the_published_example_of_hicoin() {
    let sign: Hex<64> = SortedHmacSha256::new(secret(WECHAT_KEY)).sign(&WECHAT_EXAMPLE);
    assert_eq!(
        sign,
        "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
    );
}

#[test]
fn the_published_request_of_dragonex() {
    let headers = [
        ("dragonex-btruth", "DragonExIsTheBest2"),
        ("Dragonex-Atruth", "DragonExIsTheBest"),
        ("Auth", "x"),
    ];
    let signed = SignedHeaders {
        method: "POST",
        content_sha1: "123abc",
        content_type: "application/json",
        date: "Mon, 01 Jan 2018 08:08:08 GMT",
        headers: &headers,
        path: "/api/v1/token/new/",
    };
    assert_eq!(
        HeaderHmacSha1::new(secret("ThisIsSecretKey")).sign(&signed),
        "vJFxG+J716C7xbTLOM6vI7HPVP4="
    );
}

#[test]
fn the_published_answer_of_dragonex() {
    let body = concat!(
        r#"{"ok":true,"code":1,"msg":"","data":{"arrive_time":0,"coin_code":"usdt","create_time":1551350721,"#,
        r#""direction":1,"status":1,"trade_no":"21","uid":1000000,"volume":"1"}}"#
    );
    assert_eq!(
        Md5Prefix::new(secret("testRespCheckKey")).sign(body.as_bytes(), "1551408061"),
        "47ff3ae7"
    );
}

#[test]
fn content_sha1_is_lower_case_hex() {
    assert_eq!(
        content_sha1(b"abc"),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
}
