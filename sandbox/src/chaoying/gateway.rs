//! [`Gateway`] for Chaoying: paths to operations and pages, and what the outside may ask.

use super::{Chaoying, customer, forgery, operations, page};
use crate::{
    Calendar, Delivery, Gateway, HttpReply, HttpRequest, Introduction, Ledger, Operation, Random,
    Reception, SignatureFault, order_number,
};
use std::{borrow::Cow, time::Duration};

/// What names an order, or failing that a refund.
const NUMBERS: [&str; 4] = [
    "out_trade_no",
    "transaction_id",
    "out_refund_no",
    "refund_id",
];

impl Gateway for Chaoying {
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply {
        self.advance(now);
        let reply = if operations::is_known_path(&request.path) {
            if request.method == "POST" {
                operations::answer(self, request)
            } else {
                HttpReply::not_allowed("POST")
            }
        } else if request.path == "/sandbox" || request.path.starts_with("/sandbox/") {
            page::browse(self, request)
        } else {
            HttpReply::text(404, "there is nothing at this address\n")
        };
        self.hide_next = None;
        reply
    }

    fn operation(&self, request: &HttpRequest) -> Operation {
        let body = std::str::from_utf8(&request.body).unwrap_or_default();
        let row = match request.method.as_str() {
            "POST" => {
                let method = order_number::in_form(body, "method");
                operations::find(&request.path, method.as_deref())
            }
            _ => None,
        };
        Operation {
            name: row.map_or("unknown", |row| row.name),
            moves_money: row.is_some_and(|row| row.moves_money),
            order: NUMBERS
                .iter()
                .find_map(|name| order_number::in_form(body, name))
                .map(Cow::into_owned),
        }
    }

    fn next_due(&self) -> Option<Duration> {
        if self.notices.is_ready() {
            Some(self.now)
        } else {
            self.agenda.next()
        }
    }

    fn due(&mut self, now: Duration) -> Vec<Delivery> {
        self.advance(now);
        self.deliveries()
    }

    fn delivered(&mut self, id: u64, now: Duration, answer: Option<(u16, &[u8])>) -> Reception {
        self.advance(now);
        self.answered(id, self.now, answer)
    }

    fn hide_next_order(&mut self, period: Duration) {
        self.hide_next = Some(period);
    }

    fn spoil_signature(&self, reply: &mut HttpReply, how: SignatureFault) {
        forgery::spoil(&self.signer, reply, how);
    }

    fn forge_notification(&mut self, random: &mut Random) -> Option<Delivery> {
        self.forge(random)
    }

    fn set_base_url(&mut self, url: &str) {
        url.trim_end_matches('/').clone_into(&mut self.base_url);
    }

    fn set_calendar(&mut self, calendar: Calendar) {
        self.calendar = calendar;
    }

    fn introduction(&self) -> Introduction {
        let code = |(ending, _, effect): &(&str, _, &str)| {
            (format!("auth_code …{ending}"), (*effect).to_owned())
        };
        let refund = |(ending, _, effect): &(&str, _, &str)| {
            (format!("out_refund_no …{ending}"), (*effect).to_owned())
        };
        let codes = customer::ENDINGS.iter().map(code);
        Introduction {
            credentials: vec![
                ("agent_id", self.config.agent_id.clone()),
                ("key", self.config.key.expose().to_owned()),
                ("mch_id", self.config.mch_id.clone()),
                ("SMS code", self.config.sms_code.expose().to_owned()),
                ("username", self.config.username.clone()),
                ("password", self.config.password.expose().to_owned()),
            ],
            curl: self.curl(),
            curl_valid: None,
            behaviours: codes
                .chain(customer::REFUND_ENDINGS.iter().map(refund))
                .collect(),
        }
    }

    fn ledger(&self) -> Ledger {
        self.books.ledger()
    }
}

impl Chaoying {
    fn curl(&self) -> String {
        let form = self.signed_form(&[
            ("method", "pay"),
            ("mch_id", &self.config.mch_id),
            ("out_trade_no", "T0001"),
            ("body", "tea"),
            ("total_fee", "1200"),
            ("auth_code", "134612345678901234"),
        ]);
        format!("curl -sS {}/UnifiedPay/Gateway -d '{form}'", self.base_url)
    }
}
