//! A desk to test at: a client whose provider is a closure, a clock that stands still, and signatures made without the crate's own code.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use dragonex::{Client, ClientBuilder, OrderQuery, Secret, Transfer, UserClient};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use transport::{ManualClock, Request, Response, TransportError};

pub(crate) const NOW: u64 = 1_551_408_061;
pub(crate) const CHECK_KEY: &str = "testRespCheckKey";
pub(crate) const SECRET_KEY: &str = "ThisIsSecretKey";
pub(crate) const DEVICE: &str = "phone_0001";

/// A client before a provider that answers as the closure says, and what it was asked.
pub(crate) struct Desk {
    pub(crate) client: Client,
    pub(crate) clock: ManualClock,
    pub(crate) asked: Arc<Mutex<Vec<Request>>>,
}

type Answer = Result<Response, TransportError>;

impl Desk {
    pub(crate) fn new(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Desk {
        Desk::with(|builder| builder, answer)
    }

    pub(crate) fn with(
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Desk {
        let clock = ManualClock::new(Duration::from_secs(NOW));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let builder = builder("https://oauth.dragonex.io")
            .clock(clock.clone())
            .transport(move |request: &Request| {
                log.lock().unwrap().push(request.clone());
                answer(request)
            });
        Desk {
            client: settings(builder).build().unwrap(),
            clock,
            asked,
        }
    }

    pub(crate) fn user(&self) -> UserClient {
        self.client.user(secret("user/Token+1="), DEVICE).unwrap()
    }

    pub(crate) fn last(&self) -> Request {
        self.asked.lock().unwrap().last().unwrap().clone()
    }
}

pub(crate) fn builder(base_url: &str) -> ClientBuilder {
    Client::builder(
        base_url,
        "appidfortest",
        "ThisIsAccessKey",
        secret(SECRET_KEY),
        secret(CHECK_KEY),
    )
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

/// A provider that always gives this data, signed now.
pub(crate) fn data(data: &str) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    let body = success(data);
    move |_: &Request| Ok(signed(&body))
}

pub(crate) fn success(data: &str) -> String {
    format!(r#"{{"ok":true,"code":1,"msg":"","data":{data}}}"#)
}

pub(crate) fn failure(code: &str) -> String {
    format!(r#"{{"ok":false,"code":{code},"msg":"no","data":{{}}}}"#)
}

pub(crate) fn signed(body: &str) -> Response {
    signed_at(body, NOW)
}

pub(crate) fn signed_at(body: &str, ts: u64) -> Response {
    let ts = ts.to_string();
    let sign = answer_sign(body.as_bytes(), &ts, CHECK_KEY);
    response(200, &[("dragonex-ts", &ts), ("Dragonex-Sign", &sign)], body)
}

pub(crate) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    Response {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        body: body.as_bytes().to_vec(),
        whole: true,
    }
}

pub(crate) fn answer_sign(body: &[u8], ts: &str, key: &str) -> String {
    let mut digest = Md5::new();
    digest.update(body);
    digest.update(ts.as_bytes());
    digest.update(key.as_bytes());
    hex(&digest.finalize())[..8].to_owned()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn sha1_hex(bytes: &[u8]) -> String {
    hex(&Sha1::digest(bytes))
}

pub(crate) fn request_sign(text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET_KEY.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

pub(crate) fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let mut found = request
        .headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    let (_, value) = found.next().unwrap_or_else(|| panic!("no header {name}"));
    assert!(found.next().is_none(), "{name} is there twice");
    value
}

/// An order as the provider writes it, with fields replaced or (by an empty value) left out.
pub(crate) fn order(changes: &[(&str, &str)]) -> String {
    let fields = [
        ("id", "31"),
        ("arrive_time", "1563938463419478487"),
        ("coin_code", "\"usdt\""),
        ("create_time", "\"1563938463385121835\""),
        ("cut_volume", "\"0\""),
        ("direction", "2"),
        ("status", "1"),
        ("trade_no", "\"t_51\""),
        ("order_type", "1"),
        ("uid", "1000000"),
        ("volume", "\"1.50\""),
    ];
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| changed == name);
            (*name, change.map_or(*value, |(_, value)| *value))
        })
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

pub(crate) fn query() -> OrderQuery {
    OrderQuery {
        trade_no: "t_51".into(),
    }
}

pub(crate) fn transfer() -> Transfer {
    Transfer {
        trade_no: "t_51".into(),
        uid: Some(1_000_000),
        coin_code: "usdt".into(),
        volume: "1.5".parse().unwrap(),
        scene: "s".into(),
        desc: "d".into(),
        device: "server_1".into(),
        ..Transfer::default()
    }
}

/// A desk whose provider gives this one answer.
pub(crate) fn always(answer: Response) -> Desk {
    Desk::new(move |_: &Request| Ok(answer.clone()))
}
