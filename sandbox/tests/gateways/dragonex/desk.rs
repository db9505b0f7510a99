//! What the tests share: a gateway, its time, and answers taken apart.

use sandbox::{
    Gateway, HttpReply, HttpRequest,
    dragonex::{Config, DragonEx},
};
use serde_json::Value;
use signing_core::{Md5Prefix, Secret};
use std::time::Duration;

pub(crate) const ONE: u128 = 1_000_000_000_000_000_000;

pub(crate) struct Desk {
    pub(crate) gateway: DragonEx,
    pub(crate) now: Duration,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let mut gateway = DragonEx::new(config);
        gateway.set_base_url("http://127.0.0.1:1");
        Self {
            gateway,
            now: Duration::from_secs(1_700_000_000),
        }
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    /// A server's signed request; the answer's body, whose signature must be right.
    pub(crate) fn ask(&mut self, path: &str, body: &str) -> Value {
        let request = self
            .gateway
            .signed(self.now, &format!("/api/v1/{path}/"), body);
        self.answer(&request)
    }

    /// The code of the answer to a server's request.
    pub(crate) fn code(&mut self, path: &str, body: &str) -> i64 {
        self.ask(path, body)["code"].as_i64().unwrap()
    }

    pub(crate) fn answer(&mut self, request: &HttpRequest) -> Value {
        let reply = self.gateway.handle(self.now, request);
        assert!(
            is_signed(&reply, Config::DEFAULT_CHECK_KEY),
            "an answer must be signed"
        );
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// Asks the user for a payment; the pay page's path and query.
    pub(crate) fn payment(&mut self, trade_no: &str, volume: &str) -> String {
        let answer = self.ask("pay/user2app/pre", &payment(trade_no, volume));
        let url = answer["data"]["pay_url"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        url.strip_prefix("http://127.0.0.1:1").unwrap().to_owned()
    }

    /// What the ledger has: asked and paid.
    pub(crate) fn booked(&self, trade_no: &str) -> (u128, u128) {
        let ledger = self.gateway.ledger();
        ledger
            .entries
            .get(trade_no)
            .map_or((0, 0), |entry| (entry.asked, entry.paid))
    }
}

pub(crate) fn payment(trade_no: &str, volume: &str) -> String {
    format!(
        r#"{{"trade_no":"{trade_no}","coin_code":"usdt","volume":"{volume}","scene":"s","desc":"d","device":"device01","state":"state001","redirect_url":"https://shop.example/back?a=1","domain":"test.dragonex.im"}}"#
    )
}

pub(crate) fn transfer(trade_no: &str, volume: &str) -> String {
    format!(
        r#"{{"trade_no":"{trade_no}","uid":1000001,"coin_code":"usdt","volume":"{volume}","scene":"s","desc":"d","device":"x"}}"#
    )
}

pub(crate) fn order(trade_no: &str) -> String {
    format!(r#"{{"trade_no":"{trade_no}"}}"#)
}

pub(crate) fn is_signed(reply: &HttpReply, key: &str) -> bool {
    let (Some(ts), Some(sign)) = (reply.header("dragonex-ts"), reply.header("dragonex-sign"))
    else {
        return false;
    };
    Md5Prefix::new(Secret::new(key).unwrap())
        .verify(&reply.body, ts, sign)
        .is_ok()
}
