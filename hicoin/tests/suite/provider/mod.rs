//! The provider in memory, with a signature, a form decoder and JSON of its own: independent of the crates under test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hicoin::{Amount, AppKey, Client, ClientBuilder, PaymentKey, Preorder, Transfer};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use transport::{Request, Response, TransportError};

pub(crate) const APP_ID: &str = "4f95ab748e204c65d0bdaa61b4e3f1d7";
pub(crate) const SECRET_KEY: &str = "7777777a513585204568c088f4d845d8";
pub(crate) const MCH_KEY: &str = "1566486321";
pub(crate) const TOKEN: &str = "basetoken0001";

/// HMAC-SHA256 in upper-case hex.
pub(crate) fn hmac_hex(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

/// The signature of plain values, made with a sorted map.
pub(crate) fn sign<'a>(key: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let sorted: BTreeMap<_, _> = fields
        .into_iter()
        .filter(|(name, value)| *name != "sign" && !value.is_empty())
        .collect();
    let pairs: Vec<String> = sorted
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    hmac_hex(key, &format!("{}&key={key}", pairs.join("&")))
}

/// A form's fields, each name once.
pub(crate) fn form(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=').unwrap();
        assert!(
            fields.insert(unescape(name), unescape(value)).is_none(),
            "{name} is there twice"
        );
    }
    fields
}

pub(crate) fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn body(request: &Request) -> BTreeMap<String, String> {
    form(std::str::from_utf8(&request.body).unwrap())
}

/// An answer that is one whole HTTP 200.
pub(crate) fn answer(body: impl Into<Vec<u8>>) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.into(),
        whole: true,
    }
}

pub(crate) fn success(data: &str) -> String {
    format!(r#"{{"code":"0","msg":"success","data":{data}}}"#)
}

pub(crate) fn failure(code: &str) -> String {
    format!(r#"{{"code":"{code}","msg":"no","data":null}}"#)
}

/// `data` with its signature. Values are raw JSON; how a value counts is told apart by its first character alone.
pub(crate) fn signed(key: &str, fields: &[(&str, &str)]) -> String {
    let texts: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, raw)| match raw.chars().next() {
            Some('"') => (*name, serde_json::from_str(raw).unwrap()),
            Some('n') => (*name, String::new()),
            _ => (*name, (*raw).to_owned()),
        })
        .collect();
    let sign = sign(key, texts.iter().map(|(name, text)| (*name, text.as_str())));
    let mut pairs: Vec<String> = fields
        .iter()
        .map(|(name, raw)| format!("\"{name}\":{raw}"))
        .collect();
    pairs.push(format!("\"sign\":\"{sign}\""));
    format!("{{{}}}", pairs.join(","))
}

pub(crate) fn token_answer(token: &str, seconds: u64) -> String {
    success(&format!(
        r#"{{"access_token":"{token}","expires_in":"{seconds}"}}"#
    ))
}

pub(crate) fn is_token_request(request: &Request) -> bool {
    request.url.ends_with("/cgi-bin/access_token")
}

/// What a client sent, in order.
#[derive(Clone, Default)]
pub(crate) struct Sent(Arc<Mutex<Vec<Request>>>);

impl Sent {
    pub(crate) fn all(&self) -> Vec<Request> {
        self.0.lock().unwrap().clone()
    }

    /// All but the requests for the base token.
    pub(crate) fn calls(&self) -> Vec<Request> {
        self.all()
            .into_iter()
            .filter(|request| !is_token_request(request))
            .collect()
    }

    pub(crate) fn token_requests(&self) -> usize {
        self.all()
            .iter()
            .filter(|request| is_token_request(request))
            .count()
    }
}

pub(crate) fn builder() -> ClientBuilder {
    Client::builder(APP_ID, AppKey::new(SECRET_KEY).unwrap())
        .payment_key(PaymentKey::new(MCH_KEY).unwrap())
}

/// A client that is asked for nothing that takes a call.
pub(crate) fn idle(builder: ClientBuilder) -> Client {
    recorded(builder, |_| unreachable!()).0
}

/// A client whose every call is answered by `provider`.
pub(crate) fn recorded(
    builder: ClientBuilder,
    provider: impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync + 'static,
) -> (Client, Sent) {
    let sent = Sent::default();
    let log = sent.clone();
    let transport = move |request: &Request| {
        log.0.lock().unwrap().push(request.clone());
        provider(request)
    };
    (builder.transport(transport).build().unwrap(), sent)
}

/// A client that gets a token when it asks for one, and `body` otherwise.
pub(crate) fn answered(body: impl Into<Vec<u8>>) -> (Client, Sent) {
    let body = body.into();
    recorded(builder(), move |request| {
        Ok(answer(if is_token_request(request) {
            token_answer(TOKEN, 7200).into_bytes()
        } else {
            body.clone()
        }))
    })
}

pub(crate) fn transfer() -> Transfer {
    Transfer {
        openid: "user0001".into(),
        body: "提现 & more".into(),
        subject: "withdrawal \"9\"".into(),
        out_trade_no: "W20260401000042".into(),
        total_amount: "1.5".parse::<Amount>().unwrap(),
        settle_currency: "USDT".into(),
        ..Transfer::default()
    }
}

pub(crate) const TRANSFER_ACCEPTED: &[(&str, &str)] = &[
    ("out_trade_no", "\"W20260401000042\""),
    ("trade_no", "\"1048157710522051678581\""),
    ("trade_type", "\"JSAPI\""),
    ("nonce_str", "\"330b1d9b67e4440abff6d9c89ddb9b86\""),
];

pub(crate) const TRANSFER_PAID: &[(&str, &str)] = &[
    ("out_trade_no", "\"W20260401000042\""),
    ("trade_no", "\"1048157710522051678581\""),
    ("trade_status", "\"SUCCESS\""),
    ("reason", "null"),
    ("total_amount", "150000000"),
    ("settle_currency", "\"USDT\""),
    ("settle_trans_amount", "150000000"),
    ("subject", "\"withdrawal \\\"9\\\"\""),
    ("body", "\"\\u63d0现 & more\""),
    ("trade_time", "\"2026-04-01 12:00:00\""),
    ("openid", "\"user0001\""),
    ("nonce_str", "\"330b1d9b67e4440abff6d9c89ddb9b86\""),
];

pub(crate) const ORDER_PAID: &[(&str, &str)] = &[
    ("out_trade_no", "\"P20260401000042\""),
    ("trade_no", "\"1048157710522051678581\""),
    ("trade_type", "\"H5\""),
    ("trade_status", "\"SUCCESS\""),
    ("total_amount", "9223372036854775807"),
    ("settle_currency", "\"USDT\""),
    ("settle_trans_amount", "9223372036854775807"),
    ("subject", "\"coffee\""),
    ("body", "\"两杯\""),
    ("trade_time", "\"1577105620\""),
    ("timeout_express", "\"600\""),
    ("openid", "\"user0001\""),
    ("nonce_str", "\"330b1d9b67e4440abff6d9c89ddb9b86\""),
];

pub(crate) fn preorder() -> Preorder {
    Preorder {
        access_token: "usertoken0001".into(),
        openid: "user0001".into(),
        body: "两杯".into(),
        subject: "coffee".into(),
        out_trade_no: "P20260401000042".into(),
        total_amount: Amount::from_units(i64::MAX).unwrap(),
        settle_currency: "USDT".into(),
        trade_type: "H5".into(),
        return_url: "https://shop.example/done?a=1&b=2".into(),
        ..Preorder::default()
    }
}

/// The same fields with one replaced, added, or (`None`) left out.
pub(crate) fn with<'a>(
    fields: &[(&'a str, &'a str)],
    name: &'a str,
    value: Option<&'a str>,
) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = fields
        .iter()
        .copied()
        .filter(|(known, _)| *known != name)
        .collect();
    fields.extend(value.map(|value| (name, value)));
    fields
}

/// The value of a JSON text.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
