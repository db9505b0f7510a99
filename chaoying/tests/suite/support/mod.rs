//! A gateway in memory: it checks what arrives as the real one does, and answers what the test says.

use std::sync::{Arc, Mutex};

use chaoying::{Client, Secret};
use signing_core::{SortedMd5, form};
use transport::{ManualClock, Request, Response, TransportError};

pub(crate) const KEY: &str = "192006250b4c09247ec02edce69f6a2d";
pub(crate) const AGENT: &str = "130000000000000001";

pub(crate) type Answers = dyn FnMut(&Fields) -> Result<Response, TransportError> + Send;

/// The fields of a request, verified.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) url: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Fields {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(field, _)| field == name)?;
        Some(value)
    }
}

pub(crate) fn signer() -> SortedMd5 {
    SortedMd5::new(Secret::new(KEY).unwrap())
}

/// A client whose every request is verified, recorded and answered by `answers`.
pub(crate) fn client_with(
    clock: ManualClock,
    answers: impl FnMut(&Fields) -> Result<Response, TransportError> + Send + 'static,
) -> (Client, Arc<Mutex<Vec<Fields>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let answers: Mutex<Box<Answers>> = Mutex::new(Box::new(answers));
    let client = Client::builder(
        "https://gateway.test/base",
        AGENT,
        Secret::new(KEY).unwrap(),
    )
    .version("1.0")
    .pid("tests")
    .clock(clock)
    .transport(move |request: &Request| {
        signer()
            .verify_form(&request.body)
            .expect("the request is signed");
        let fields = Fields {
            url: request.url.clone(),
            fields: form::decode(&request.body).unwrap(),
        };
        record.lock().unwrap().push(fields.clone());
        (answers.lock().unwrap())(&fields)
    })
    .build()
    .unwrap();
    (client, seen)
}

/// A client that gets this answer to everything.
pub(crate) fn client(body: impl Into<Vec<u8>>) -> Client {
    let body = body.into();
    client_with(ManualClock::default(), move |_| Ok(ok(body.clone()))).0
}

pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Response {
    status(200, body)
}

pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Response {
    Response {
        status,
        headers: vec![("Content-Type".into(), "application/json".into())],
        body: body.into(),
        whole: true,
    }
}

/// A JSON answer of text fields, signed.
pub(crate) fn signed(fields: &[(&str, &str)]) -> String {
    let sign = signer().sign(fields);
    let mut fields = fields.to_vec();
    fields.push(("sign", sign.as_str()));
    unsigned(&fields)
}

/// A JSON answer of text fields as they are.
pub(crate) fn unsigned(fields: &[(&str, &str)]) -> String {
    let members: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name:?}:{}", serde_json::to_string(value).unwrap()))
        .collect();
    format!("{{{}}}", members.join(","))
}

pub(crate) const PAID: &[(&str, &str)] = &[
    ("state", "SUCCESS"),
    ("code", "10000"),
    ("msg", "SUCCESS"),
    ("trade_state", "SUCCESS"),
    ("mch_id", "00000001"),
    ("appid", "wx1f87d44db95cba7a"),
    ("openid", "oywgtuCJFeGzT-QtF-8U7FHb1z3Q"),
    ("transaction_id", "755100001201706196281085687"),
    ("out_transaction_id", "4005572001201706196460269701"),
    ("out_trade_no", "1497862554883"),
    ("total_fee", "100"),
    ("time_end", "20170619165616"),
    ("nonce_str", "a849df6660cb4354b6fe5b23120a73ce"),
];

/// `PAID` with one field set otherwise; `None` leaves it out.
pub(crate) fn paid_but<'a>(name: &str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = PAID.to_vec();
    match (fields.iter_mut().find(|(field, _)| *field == name), value) {
        (Some(field), Some(value)) => field.1 = value,
        _ => fields.retain(|(field, _)| *field != name),
    }
    fields
}

pub(crate) fn pay() -> chaoying::Pay {
    chaoying::Pay {
        mch_id: "00000001".into(),
        out_trade_no: "1497862554883".into(),
        body: "image形象店-深圳腾大-QQ公仔".into(),
        total_fee: chaoying::Fen(100),
        auth_code: "120061098828009406".into(),
        ..Default::default()
    }
}
