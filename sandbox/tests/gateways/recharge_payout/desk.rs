//! A gateway and a virtual clock on a desk: what the tests of the state machine share.

use sandbox::recharge_payout::{Config, RechargePayout};
use sandbox::{Delivery, Gateway, HttpReply, HttpRequest};
use signing_core::{form, json};
use std::time::Duration;

pub(crate) const RECHARGES: &str = "/api/Payments/Query";
pub(crate) const PAYOUTS: &str = "/api/Payouts/Query";
pub(crate) const CALLBACK: &str = "https://shop.example/callback";
pub(crate) const ACCOUNT: &str = "6225880137706868";

/// A gateway whose time moves only when told.
pub(crate) struct Desk {
    pub(crate) gateway: RechargePayout,
    pub(crate) now: Duration,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self {
            gateway: RechargePayout::new(config),
            now: Duration::from_secs(1_700_000_000),
        }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    pub(crate) fn send(&mut self, request: &HttpRequest) -> HttpReply {
        self.gateway.handle(self.now, request)
    }

    pub(crate) fn recharge(&mut self, mrn: &str, amount: &str) -> String {
        let request = self.gateway.signed_recharge(mrn, amount, CALLBACK);
        text(&self.send(&request))
    }

    /// `error` of the answer.
    pub(crate) fn payout(&mut self, mrn: &str, amount: &str, account: &str) -> String {
        let request = self.gateway.signed_payout(mrn, amount, account, CALLBACK);
        member(&text(&self.send(&request)), "error")
    }

    /// `status` of a query, or its error.
    pub(crate) fn query(&mut self, path: &str, mrn: &str, callback: bool) -> String {
        let request = self.gateway.signed_query(path, mrn, callback);
        let answer = text(&self.send(&request));
        match member(&answer, "error").as_str() {
            "success" => {
                let result = member(&answer, "result");
                assert_eq!(member(&result, "Mrn"), mrn);
                member(&result, "status")
            }
            error => error.to_owned(),
        }
    }

    /// What is due now, with each delivery reported as answered like this.
    pub(crate) fn deliver(&mut self, answer: Option<(u16, &[u8])>) -> Vec<Delivery> {
        let due = self.gateway.due(self.now);
        for one in &due {
            self.gateway.delivered(one.id, self.now, answer);
        }
        due
    }

    /// Asked and paid of an order, by the gateway's ledger.
    pub(crate) fn booked(&self, mrn: &str) -> (u128, u128) {
        let ledger = self.gateway.ledger();
        ledger
            .entries
            .get(mrn)
            .map_or((0, 0), |entry| (entry.asked, entry.paid))
    }
}

pub(crate) fn text(reply: &HttpReply) -> String {
    assert_eq!(reply.status, 200);
    String::from_utf8(reply.body.clone()).unwrap()
}

/// A member of a JSON object, strings decoded.
pub(crate) fn member(object: &str, name: &str) -> String {
    let members = json::fields(object).unwrap();
    let found = members.iter().find(|(known, _)| known == name);
    found.map_or_else(String::new, |(_, raw)| {
        json::signed_text(raw).unwrap().into_owned()
    })
}

/// A field of a callback.
pub(crate) fn field(delivery: &Delivery, name: &str) -> String {
    let fields = form::decode(&delivery.body).unwrap();
    let found = fields.into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value).unwrap_or_default()
}
