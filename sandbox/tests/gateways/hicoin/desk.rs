//! A gateway and a virtual clock on a desk: what the tests of the state machine share.

use sandbox::hicoin::{Config, HiCoin};
use sandbox::{Gateway, HttpReply, HttpRequest};
use serde_json::Value;
use signing_core::{Secret, SortedHmacSha256};
use std::time::Duration;

pub(crate) const TRANSFER: &str = "/api/mmpaymkttransfers/promotion/transfers";
pub(crate) const TRANSFER_QUERY: &str = "/api/mmpaymkttransfers/gettransferinfo";
pub(crate) const PREORDER: &str = "/api/pay/preOrder";
pub(crate) const ORDER_QUERY: &str = "/api/pay/queryOrder";
pub(crate) const OPENID: &str = Config::DEFAULT_OPENID;

/// A gateway whose time moves only when told.
pub(crate) struct Desk {
    pub(crate) gateway: HiCoin,
    pub(crate) now: Duration,
}

/// An answer: its code, and the fields of its `data`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) code: String,
    pub(crate) msg: String,
    pub(crate) data: Value,
}

impl Answer {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.data[name].as_str().unwrap_or_default()
    }

    pub(crate) fn number(&self, name: &str) -> i64 {
        self.data[name].as_i64().unwrap_or(-1)
    }
}

pub(crate) fn signer(key: &str) -> SortedHmacSha256 {
    SortedHmacSha256::new(Secret::new(key).unwrap())
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self {
            gateway: HiCoin::new(config),
            now: Duration::from_secs(1_700_000_000),
        }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    pub(crate) fn handle(&mut self, request: &HttpRequest) -> HttpReply {
        self.gateway.handle(self.now, request)
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> Answer {
        let reply = self.handle(&HttpRequest::form(path, body));
        read(&reply, path)
    }

    /// A rightly signed request of the app key, under the standing token.
    pub(crate) fn payout(&mut self, path: &str, biz: &str) -> Answer {
        let body = self.gateway.signed_transfer(biz, Config::DEFAULT_TOKEN);
        self.post(path, &body)
    }

    pub(crate) fn transfer(&mut self, number: &str, amount: i64) -> Answer {
        self.payout(TRANSFER, &transfer_biz(number, amount))
    }

    pub(crate) fn transfer_query(&mut self, number: &str) -> Answer {
        self.payout(
            TRANSFER_QUERY,
            &format!("{{\"out_trade_no\":\"{number}\"}}"),
        )
    }

    pub(crate) fn preorder(&mut self, number: &str, amount: i64) -> Answer {
        let token = self.gateway.user_token(self.now, OPENID);
        let body = self
            .gateway
            .signed_payment(&preorder_biz(number, amount), &token);
        self.post(PREORDER, &body)
    }

    pub(crate) fn order_query(&mut self, number: &str) -> Answer {
        let biz = format!("{{\"out_trade_no\":\"{number}\"}}");
        let body = self.gateway.signed_payment(&biz, Config::DEFAULT_TOKEN);
        self.post(ORDER_QUERY, &body)
    }

    /// What the ledger has as paid.
    pub(crate) fn paid(&self, number: &str) -> u128 {
        self.gateway
            .ledger()
            .entries
            .get(number)
            .map_or(0, |entry| entry.paid)
    }
}

/// Reads an answer, whose signature must be right where the path's answers are signed.
pub(crate) fn read(reply: &HttpReply, path: &str) -> Answer {
    assert_eq!(reply.status, 200);
    let text = std::str::from_utf8(&reply.body).unwrap();
    let whole: Value = serde_json::from_str(text).unwrap();
    let key = match path {
        TRANSFER | TRANSFER_QUERY => Some(Config::DEFAULT_SECRET_KEY),
        PREORDER | ORDER_QUERY => Some(Config::DEFAULT_MCH_KEY),
        _ => None,
    };
    let data = text.split_once("\"data\":").unwrap().1;
    let data = &data[..data.len() - 1];
    if let Some(key) = key
        && data != "null"
    {
        assert_eq!(signer(key).verify_json(data), Ok(()), "{text}");
    }
    Answer {
        code: whole["code"].as_str().unwrap().to_owned(),
        msg: whole["msg"].as_str().unwrap().to_owned(),
        data: whole["data"].clone(),
    }
}

pub(crate) fn transfer_biz(number: &str, amount: i64) -> String {
    format!(
        "{{\"openid\":\"{OPENID}\",\"body\":\"b\",\"subject\":\"s\",\"out_trade_no\":\"{number}\",\"total_amount\":{amount},\"settle_currency\":\"USDT\"}}"
    )
}

pub(crate) fn preorder_biz(number: &str, amount: i64) -> String {
    format!(
        "{{\"openid\":\"{OPENID}\",\"body\":\"茶\",\"subject\":\"tea <b>\",\"out_trade_no\":\"{number}\",\"total_amount\":{amount},\
         \"settle_currency\":\"USDT\",\"passback_params\":\"a=1&b=\\\"2\\\"\",\"trade_type\":\"H5\",\"trade_timeout_express\":600,\
         \"return_url\":\"http://shop.example/done?a=1&b=2\"}}"
    )
}
