//! A gateway and a virtual clock on a desk: what the tests of the state machine share.

use sandbox::chaoying::{Chaoying, Config};
use sandbox::{Gateway, HttpReply, HttpRequest};
use signing_core::{Secret, SortedMd5, form, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A gateway whose time moves only when told.
pub(crate) struct Desk {
    pub(crate) gateway: Chaoying,
    pub(crate) now: Duration,
}

/// An answer's fields by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) BTreeMap<String, String>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// `state`, `code` and `trade_state`, the missing ones as empty texts.
    pub(crate) fn head(&self) -> (&str, &str, &str) {
        (self.get("state"), self.get("code"), self.get("trade_state"))
    }
}

pub(crate) const PAID: (&str, &str, &str) = ("SUCCESS", "10000", "SUCCESS");
pub(crate) const PROCESSING: (&str, &str, &str) = ("SUCCESS", "10001", "PROCESSING");

pub(crate) fn fail(code: &str) -> (&str, &str, &str) {
    ("FAIL", code, "")
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self {
            gateway: Chaoying::new(config),
            now: Duration::from_secs(1_700_000_000),
        }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    /// Sends a rightly signed form and reads the answer, whose signature must be right if it is there.
    pub(crate) fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Fields {
        let body = self.gateway.signed_form(fields);
        self.post(path, body.as_bytes())
    }

    pub(crate) fn post(&mut self, path: &str, body: &[u8]) -> Fields {
        let reply = self
            .gateway
            .handle(self.now, &HttpRequest::form(path, body));
        read(&reply)
    }

    /// An operation of the shared path, for the main merchant.
    pub(crate) fn call(&mut self, method: &str, fields: &[(&str, &str)]) -> Fields {
        let mut all = vec![("method", method), ("mch_id", "00000001")];
        all.extend_from_slice(fields);
        self.send("/UnifiedPay/Gateway", &all)
    }

    pub(crate) fn pay(&mut self, number: &str, fee: &str, code: &str) -> Fields {
        let fields = [
            ("out_trade_no", number),
            ("body", "tea"),
            ("total_fee", fee),
            ("auth_code", code),
        ];
        self.call("pay", &fields)
    }

    pub(crate) fn query(&mut self, number: &str) -> Fields {
        self.call(
            "orderquery",
            &[("paytype", "WECHAT"), ("out_trade_no", number)],
        )
    }

    pub(crate) fn cancel(&mut self, number: &str) -> Fields {
        let fields = [
            ("paytype", "WECHAT"),
            ("out_trade_no", number),
            ("op_user_id", "1"),
        ];
        self.call("cancel", &fields)
    }

    pub(crate) fn refund(&mut self, number: &str, refund: &str, total: &str, fee: &str) -> Fields {
        let fields = [
            ("paytype", "WECHAT"),
            ("out_trade_no", number),
            ("out_refund_no", refund),
            ("total_fee", total),
            ("refund_fee", fee),
            ("op_user_id", "1"),
        ];
        self.call("refund", &fields)
    }

    pub(crate) fn refund_query(&mut self, by: &[(&str, &str)]) -> Fields {
        let mut all = vec![("paytype", "WECHAT")];
        all.extend_from_slice(by);
        self.call("refundquery", &all)
    }

    /// A NATIVE WeChat pre-order.
    pub(crate) fn pre_order(&mut self, number: &str, fee: &str, notify_url: &str) -> Fields {
        let fields = [
            ("mch_id", "00000001"),
            ("body", "tea"),
            ("out_trade_no", number),
            ("total_fee", fee),
            ("trade_type", "NATIVE"),
            ("product_id", "p"),
            ("notify_url", notify_url),
        ];
        self.send("/Open/WECHAT_PreOrder", &fields)
    }

    /// Paid, refunded and cancelled fen by the ledger.
    pub(crate) fn booked(&self, number: &str) -> (u128, u128, u128) {
        let ledger = self.gateway.ledger();
        let entry = &ledger.entries[number];
        (entry.paid, entry.refunded(), entry.cancelled)
    }
}

pub(crate) fn signer() -> SortedMd5 {
    SortedMd5::new(Secret::new(Config::DEFAULT_KEY).unwrap())
}

/// Reads an answer, checking its signature if it has one.
pub(crate) fn read(reply: &HttpReply) -> Fields {
    let text = std::str::from_utf8(&reply.body).unwrap();
    assert_eq!(reply.status, 200, "{text}");
    // serde_json is the independent reader of what the gateway writes by hand.
    let fields: BTreeMap<String, String> = serde_json::from_str(text).unwrap();
    assert_eq!(
        fields.len(),
        json::fields(text).unwrap().len(),
        "a name is there twice: {text}"
    );
    if fields.contains_key("sign") {
        signer().verify_json(text).unwrap();
    }
    Fields(fields)
}

/// A notification's fields.
pub(crate) fn notified(body: &[u8]) -> Fields {
    Fields(form::decode(body).unwrap().into_iter().collect())
}
