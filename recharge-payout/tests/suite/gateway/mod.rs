//! A gateway in memory: it notes the requests and answers what the test wants. Its signatures are made apart from the crate.

use std::sync::{Arc, Mutex};

use md5::{Digest, Md5};
use recharge_payout::{
    Channel, Client, ClientBuilder, CreatePayout, CreateRecharge, RechargePage, Secret, WholeYuan,
    Yuan,
};
use transport::{Request, Response, Transport, TransportError};

pub(crate) const SECRET: &str = "9f1c0e5ad7b34c62";
pub(crate) const APP_KEY: &str = "demo-key";
pub(crate) const HTTPS: &str = "https://gateway.example";
pub(crate) const HTTP: &str = "http://gateway.example";

#[derive(Clone, Default)]
pub(crate) struct Sent(Arc<Mutex<Vec<Request>>>);

impl Sent {
    pub(crate) fn all(&self) -> Vec<Request> {
        self.0.lock().unwrap().clone()
    }

    /// A transport that notes what it sends.
    pub(crate) fn link(
        &self,
        answer: impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync + 'static,
    ) -> impl Transport + 'static {
        let notes = self.clone();
        move |request: &Request| {
            notes.0.lock().unwrap().push(request.clone());
            answer(request)
        }
    }

    pub(crate) fn only(&self) -> Request {
        let mut all = self.all();
        assert_eq!(all.len(), 1, "a request is sent once");
        all.remove(0)
    }
}

pub(crate) fn builder(base_url: &str) -> ClientBuilder {
    Client::builder(base_url, APP_KEY, Secret::new(SECRET).unwrap()).allow_http(base_url == HTTP)
}

pub(crate) fn client(
    base_url: &str,
    answer: impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync + 'static,
) -> (Client, Sent) {
    let sent = Sent::default();
    let link = sent.link(answer);
    (builder(base_url).transport(link).build().unwrap(), sent)
}

/// A client whose gateway always gives this answer, over HTTPS.
pub(crate) fn answering(body: &str) -> (Client, Sent) {
    let response = ok(body);
    client(HTTPS, move |_| Ok(response.clone()))
}

pub(crate) fn ok(body: &str) -> Response {
    Response {
        status: 200,
        headers: vec![],
        body: body.as_bytes().to_vec(),
        whole: true,
    }
}

pub(crate) fn md5_hex(text: &str) -> String {
    Md5::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The platform's signature of a string without its key.
pub(crate) fn sign(fields: &str) -> String {
    md5_hex(&format!("{fields}&key={SECRET}"))
}

pub(crate) fn recharge() -> CreateRecharge {
    CreateRecharge {
        amount: "100.50".parse().unwrap(),
        callback_url: "https://shop.example/notify?kind=a&n=1".into(),
        channel_id: Channel::AlipayWap,
        mrn: "R-2024 0001/订单".into(),
        return_url: "https://shop.example/thanks".into(),
        payer: Some("张三 \"O'Neil\" <b>&".into()),
    }
}

pub(crate) fn page() -> RechargePage {
    let recharge = recharge();
    RechargePage {
        amount: recharge.amount,
        callback_url: recharge.callback_url,
        channel_id: recharge.channel_id,
        mrn: recharge.mrn,
        return_url: recharge.return_url,
        payer: recharge.payer,
    }
}

pub(crate) fn payout() -> CreatePayout {
    CreatePayout {
        amount: WholeYuan(500),
        bank_name: "招商银行".into(),
        account_name: "李四".into(),
        account_number: "6225880137706868".into(),
        mrn: "P-0001".into(),
        callback_url: "https://shop.example/paid-out".into(),
    }
}

pub(crate) fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}
