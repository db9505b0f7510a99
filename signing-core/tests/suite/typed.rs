//! Structs are read leniently where providers differ, strictly elsewhere, and errors carry no value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use signing_core::open_enum;
use signing_core::typed::{
    FieldInfo, Value, describe, from_fields, from_form, from_json, to_fields,
};

/// Money as the provider crates do it: text or whole number, never a float.
#[derive(Debug, PartialEq, Clone)]
struct Fen(u64);

impl FromStr for Fen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Fen)
            .map_err(|_| "must be a whole number of fen")
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FenVisitor;
        impl Visitor<'_> for FenVisitor {
            type Value = Fen;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount in fen")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Fen, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Fen, E> {
                Ok(Fen(number))
            }
        }
        deserializer.deserialize_any(FenVisitor)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

#[derive(Debug, PartialEq, Clone, Serialize, Deserialize)]
struct OrderNo(String);

open_enum! {
    /// A state.
    pub enum State {
        /// Paid.
        Paid = "1" ("paid", "已支付"),
        /// Failed.
        Failed = "FAIL",
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Refund {
    refund_id: String,
    refund_fee: Fen,
    note: Option<String>,
    #[serde(default)]
    parts: Vec<Refund>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Reply {
    out_trade_no: OrderNo,
    total_fee: Fen,
    coupon_fee: Option<Fen>,
    state: State,
    count: u32,
    offset: Option<i64>,
    closed: Option<bool>,
    attach: Option<String>,
    refund_list: Option<Vec<Refund>>,
    #[serde(rename = "Kind")]
    kind: Option<Kind>,
    extra: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "A")]
    First,
}

const FORM: [(&str, &str); 5] = [
    ("out_trade_no", "007"),
    ("total_fee", "12"),
    ("state", "1"),
    ("count", "2"),
    ("attach", ""),
];

fn form(changes: &[(&str, &str)]) -> Result<Reply, String> {
    let mut fields: BTreeMap<&str, &str> = FORM.into();
    fields.extend(changes.iter().copied());
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    from_form(&fields).map_err(|error| error.to_string())
}

fn object(changes: &[(&str, &str)]) -> Result<Reply, String> {
    let mut fields: BTreeMap<&str, &str> = [
        ("out_trade_no", "7"),
        ("total_fee", "12"),
        ("state", "1"),
        ("count", "2"),
    ]
    .into();
    fields.extend(changes.iter().copied());
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, raw)| format!("\"{name}\": {raw}"))
        .collect();
    from_json(&format!("{{{}}}", fields.join(", "))).map_err(|error| error.to_string())
}

#[test]
fn text_and_numbers_read_the_same() {
    let from_text = form(&[("offset", "-3"), ("closed", "true")]).unwrap();
    assert_eq!(from_text.out_trade_no.0, "007");
    assert_eq!(
        (from_text.total_fee, from_text.count, from_text.offset),
        (Fen(12), 2, Some(-3))
    );
    assert_eq!(
        (from_text.state, from_text.closed),
        (State::Paid, Some(true))
    );
    let numbers = object(&[
        ("offset", "-3"),
        ("closed", "false"),
        ("attach", "1.50"),
        ("Kind", "\"A\""),
    ])
    .unwrap();
    assert_eq!(
        (numbers.out_trade_no.0.as_str(), numbers.attach.as_deref()),
        ("7", Some("1.50"))
    );
    assert_eq!(
        (numbers.total_fee, numbers.count, numbers.offset),
        (Fen(12), 2, Some(-3))
    );
    assert_eq!(
        (numbers.state, numbers.closed, numbers.kind),
        (State::Paid, Some(false), Some(Kind::First))
    );
    let quoted = object(&[
        ("total_fee", "\"12\""),
        ("count", r#""\u0032""#),
        ("attach", r#""a\"b""#),
    ])
    .unwrap();
    assert_eq!(
        (quoted.total_fee, quoted.count, quoted.attach.as_deref()),
        (Fen(12), 2, Some("a\"b"))
    );
    assert_eq!(
        object(&[("state", "\"NEW\"")]).unwrap().state,
        State::Other("NEW".into())
    );
    assert_eq!(
        object(&[("state", "-7")]).unwrap().state,
        State::Other("-7".into())
    );
}

#[test]
fn missing_null_and_empty_are_none() {
    for reply in [
        form(&[]),
        form(&[
            ("coupon_fee", ""),
            ("offset", ""),
            ("closed", ""),
            ("refund_list", ""),
            ("Kind", ""),
        ]),
        object(&[]),
        object(&[
            ("coupon_fee", "null"),
            ("offset", "null"),
            ("attach", "null"),
            ("refund_list", "null"),
        ]),
        object(&[
            ("coupon_fee", "\"\""),
            ("offset", "\"\""),
            ("closed", "\"\""),
            ("refund_list", "\"\""),
        ]),
    ] {
        let reply = reply.unwrap();
        assert!(reply.coupon_fee.is_none() && reply.offset.is_none() && reply.attach.is_none());
        assert!(reply.closed.is_none() && reply.refund_list.is_none() && reply.kind.is_none());
        assert!(reply.extra.is_empty());
    }
}

#[test]
fn lists_and_objects_are_read_from_json_and_from_json_in_text() {
    let list = r#"[{"refund_id": 5, "refund_fee": "3", "note": null, "parts": [{"refund_id": "6", "refund_fee": 1}]}]"#;
    let expected = vec![Refund {
        refund_id: "5".into(),
        refund_fee: Fen(3),
        note: None,
        parts: vec![Refund {
            refund_id: "6".into(),
            refund_fee: Fen(1),
            note: None,
            parts: vec![],
        }],
    }];
    let quoted = serde_json::to_string(list).unwrap();
    for reply in [
        object(&[("refund_list", list)]),
        object(&[("refund_list", &quoted)]),
        form(&[("refund_list", list)]),
    ] {
        assert_eq!(reply.unwrap().refund_list.as_ref(), Some(&expected));
    }
}

#[test]
fn fields_without_a_name_of_their_own_are_extra() {
    let reply = object(&[
        ("new", "1.0"),
        ("text", r#""a\n""#),
        ("nested", r#"{"a": [1]}"#),
        ("extra", "true"),
        ("nothing", "null"),
    ])
    .unwrap();
    let expected = [
        ("extra", "true"),
        ("nested", r#"{"a": [1]}"#),
        ("new", "1.0"),
        ("text", "a\n"),
    ];
    let expected: BTreeMap<String, String> = expected
        .map(|(name, value)| (name.into(), value.into()))
        .into();
    assert_eq!(reply.extra, expected);
    assert_eq!(form(&[("sign", "ABC")]).unwrap().extra["sign"], "ABC");
}

#[test]
fn errors_name_field_and_rule_and_never_the_value() {
    for (changes, expected) in [
        (("count", "S3CRET"), "count: must be a whole number"),
        (("count", ""), "count: must be a whole number"),
        (("count", "+1"), "count: must be a whole number"),
        (("count", "1.0"), "count: must be a whole number"),
        (
            ("count", "-1"),
            "count: must be a whole number that fits u32",
        ),
        (
            ("count", "4294967296"),
            "count: must be a whole number that fits u32",
        ),
        (
            ("total_fee", "S3CRET"),
            "total_fee: must be a whole number of fen",
        ),
        (("closed", "S3CRET"), "closed: must be true or false"),
        (
            ("refund_list", "S3CRET"),
            "refund_list: must be a JSON list",
        ),
        (
            ("refund_list", "[S3CRET]"),
            "refund_list: must be a JSON list",
        ),
        (
            ("refund_list", "[\"S3CRET\"]"),
            "refund_list: must be a JSON object with each name once",
        ),
        (
            ("refund_list", "[{\"refund_id\":\"S3CRET\"}]"),
            "refund_list.refund_fee: is required",
        ),
        (
            ("refund_list", "[{\"refund_id\":1,\"refund_fee\":true}]"),
            "refund_list.refund_fee: must be an amount in fen",
        ),
        (("Kind", "S3CRET"), "Kind: must be one of A"),
    ] {
        assert_eq!(form(&[changes]).unwrap_err(), expected);
        let quoted = serde_json::to_string(changes.1).unwrap();
        if changes.1.is_empty() {
            continue;
        }
        assert_eq!(object(&[(changes.0, &quoted)]).unwrap_err(), expected);
    }
    for (changes, expected) in [
        (("count", "null"), "count: is required"),
        (("count", "[1]"), "count: must be a whole number"),
        (("count", "1e3"), "count: must be a whole number"),
        (("out_trade_no", "null"), "out_trade_no: is required"),
        (
            ("state", "null"),
            "state: must be a code, as text or whole number",
        ),
        (
            ("state", "{}"),
            "state: must be a code, as text or whole number",
        ),
        (
            ("out_trade_no", r#""\ud800""#),
            "out_trade_no: must be Unicode text",
        ),
        (("total_fee", "-1"), "total_fee: must be an amount in fen"),
        (
            ("total_fee", "1.5"),
            "total_fee: must be a whole number of fen",
        ),
        (("refund_list", "5"), "refund_list: must be a JSON list"),
        (
            ("refund_list", r#"[{"refund_id":1,"refund_id":2}]"#),
            "refund_list: must be a JSON object with each name once",
        ),
    ] {
        assert_eq!(object(&[changes]).unwrap_err(), expected);
    }
    let missing = from_fields::<Reply>(&[("total_fee".into(), Value::Json("1"))]).unwrap_err();
    assert_eq!(missing.to_string(), "out_trade_no: is required");
    let twice = [("a", "S3CRET"), ("a", "2")]
        .map(|(name, text)| (Cow::Borrowed(name), Value::Text(text.into())));
    #[derive(Debug, Deserialize)]
    struct One {
        #[serde(rename = "a")]
        _a: String,
    }
    assert_eq!(
        from_fields::<One>(&twice).unwrap_err().to_string(),
        "a: is there twice"
    );
    #[derive(Debug, Deserialize)]
    struct Shifted {
        #[serde(alias = "A")]
        _a: String,
        #[serde(default)]
        _b: String,
    }
    assert_eq!(
        from_json::<Shifted>(r#"{"A":"S3CRET"}"#).unwrap_err().rule,
        "has a field of several names"
    );
    assert_eq!(
        from_json::<One>("[S3CRET]").unwrap_err().rule,
        "must be a JSON object"
    );
    assert_eq!(
        from_json::<One>(r#"{"a":1,"a":2}"#).unwrap_err().rule,
        "must have each field name once"
    );
}

#[test]
fn nesting_has_an_end() {
    let mut list = String::from("[]");
    for _ in 0..200 {
        list = format!(r#"[{{"refund_id":1,"refund_fee":1,"parts":{list}}}]"#);
    }
    assert!(
        form(&[("refund_list", &list)])
            .unwrap_err()
            .ends_with("is nested too deep")
    );
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    #[derive(Debug, Deserialize)]
    struct Any {
        #[serde(rename = "any")]
        _any: serde_json::Value,
    }
    let error = from_fields::<Any>(&[("any".into(), Value::Json(&deep))]).unwrap_err();
    assert_eq!((&*error.field, &*error.rule), ("any", "is nested too deep"));
}

#[test]
fn any_value_is_given_as_it_is() {
    #[derive(Debug, Deserialize)]
    struct Any {
        any: serde_json::Value,
    }
    let raw = r#"{"a": [1, -2, "x", null, true], "b": 1.50, "c": 18446744073709551616}"#;
    let read: Any = from_fields(&[("any".into(), Value::Json(raw))]).unwrap();
    let expected = serde_json::json!({"a": [1, -2, "x", null, true], "b": "1.50", "c": "18446744073709551616"});
    assert_eq!(read.any, expected);
}

#[derive(Serialize)]
struct Request {
    out_trade_no: OrderNo,
    total_fee: Fen,
    attach: Option<String>,
    empty: String,
    state: Option<State>,
    kind: Kind,
    flag: bool,
    offset: i64,
    letter: char,
    text: &'static str,
}

#[test]
fn requests_become_fields_in_their_order() {
    let request = Request {
        out_trade_no: OrderNo("007".into()),
        total_fee: Fen(12),
        attach: None,
        empty: String::new(),
        state: Some(State::Failed),
        kind: Kind::First,
        flag: true,
        offset: -1,
        letter: '测',
        text: "a b",
    };
    let expected = [
        ("out_trade_no", "007"),
        ("total_fee", "12"),
        ("empty", ""),
        ("state", "FAIL"),
        ("kind", "A"),
        ("flag", "true"),
        ("offset", "-1"),
        ("letter", "测"),
        ("text", "a b"),
    ];
    assert_eq!(
        to_fields(&request).unwrap(),
        expected.map(|(name, value)| (name.into(), value.to_owned()))
    );
}

#[test]
fn what_is_no_scalar_is_not_written() {
    #[derive(Serialize)]
    struct Bad<T> {
        value: T,
    }
    fn rule<T: Serialize>(value: T) -> String {
        to_fields(&Bad { value }).unwrap_err().to_string()
    }
    let expected = "value: must be text, a whole number or a boolean";
    for error in [
        rule(vec![1]),
        rule(1.5_f64),
        rule(BTreeMap::from([(1, 2)])),
        rule((1, 2)),
        rule(()),
        rule(Bad { value: 1 }),
    ] {
        assert_eq!(error, expected);
    }
    assert_eq!(
        to_fields(&vec![1]).unwrap_err().rule,
        "must be a struct with named fields"
    );
}

#[test]
fn a_struct_describes_itself() {
    let fields = describe::<Reply>();
    let expected = [
        ("out_trade_no", true),
        ("total_fee", true),
        ("coupon_fee", false),
        ("state", true),
        ("count", true),
        ("offset", false),
        ("closed", false),
        ("attach", false),
        ("refund_list", false),
        ("Kind", false),
    ];
    assert_eq!(
        fields,
        expected.map(|(name, required)| FieldInfo { name, required })
    );
    let names: Vec<_> = describe::<Refund>()
        .into_iter()
        .map(|field| field.name)
        .collect();
    assert_eq!(names, ["refund_id", "refund_fee", "note", "parts"]);
    #[derive(Deserialize)]
    struct Wrapped(#[allow(dead_code)] Refund);
    assert_eq!(describe::<Wrapped>(), describe::<Refund>());
    assert_eq!(describe::<String>(), []);
}

/// What no struct reads is handed on as text, in which every reader must find the same.
#[test]
fn an_unknown_object_with_a_name_twice_is_refused() {
    #[derive(Deserialize, Debug)]
    struct Reply {
        #[serde(default)]
        extra: BTreeMap<String, String>,
    }
    for once in [r#"{"a":{"b":[{"c":1},{"c":2}]}}"#, r#"{"a":[]}"#] {
        let reply: Reply = from_json(once).unwrap();
        assert_eq!(reply.extra.len(), 1);
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    for twice in [
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":{"b":[0,{"c":1,"\u0063":2}]}}"#,
        &deep,
    ] {
        let error = from_json::<Reply>(twice).unwrap_err();
        assert!(error.to_string().contains("each name once"), "{error}");
    }
}

#[test]
fn an_empty_text_in_a_nested_object_is_as_good_as_none() {
    #[derive(Deserialize, Debug)]
    struct Item {
        number: String,
        note: Option<String>,
    }
    #[derive(Deserialize, Debug)]
    struct Reply {
        list: Vec<Item>,
    }
    let reply: Reply = from_json(r#"{"list":[{"number":"1","note":""}]}"#).unwrap();
    assert_eq!((&*reply.list[0].number, &reply.list[0].note), ("1", &None));
    let error = from_json::<Reply>(r#"{"list":[{"number":"","note":"n"}]}"#).unwrap_err();
    assert_eq!(
        (&*error.field, &*error.rule),
        ("list.number", "is required")
    );
}
