//! [`Gateway`] for the platform: paths to operations and pages, and what the outside may ask.

use super::{RechargePayout, conduct, operations, page};
use crate::{
    Delivery, Gateway, HttpReply, HttpRequest, Introduction, Ledger, Operation, Random, Reception,
    SignatureFault, gateway::is_own_page, order_number,
};
use std::{borrow::Cow, time::Duration};

impl Gateway for RechargePayout {
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply {
        self.advance(now);
        let path = request.path.as_str();
        let reply = if let Some(row) = operations::find(&request.method, path) {
            (row.run)(self, request)
        } else if path == "/api/Pay" && request.method == "GET" {
            page::payment_page(self, request)
        } else if let Some(method) = operations::method(path) {
            HttpReply::not_allowed(match path {
                // The payment page is there, too.
                "/api/Pay" => "GET, POST",
                _ => method,
            })
        } else if path == "/sandbox" || path.starts_with("/sandbox/") {
            page::browse(self, request)
        } else {
            HttpReply::text(404, "there is nothing at this address\n")
        };
        self.hide_next = None;
        reply
    }

    fn operation(&self, request: &HttpRequest) -> Operation {
        let row = operations::find(&request.method, &request.path);
        let body = std::str::from_utf8(&request.body).unwrap_or_default();
        let order = if body.trim_start().starts_with('{') {
            order_number::in_json(body, "mrn")
        } else if body.is_empty() {
            order_number::in_form(&request.query, "mrn")
        } else {
            order_number::in_form(body, "mrn")
        };
        Operation {
            name: row.map_or("unknown", |row| row.name),
            moves_money: row.is_some_and(|row| row.moves_money),
            order: order.map(Cow::into_owned),
        }
    }

    fn is_page(&self, request: &HttpRequest) -> bool {
        is_own_page(request) || request.method == "GET" && request.path == "/api/Pay"
    }

    fn next_due(&self) -> Option<Duration> {
        if self.callbacks.is_ready() {
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

    /// No answer of this platform is signed.
    fn spoil_signature(&self, _: &mut HttpReply, _: SignatureFault) {}

    fn forge_notification(&mut self, random: &mut Random) -> Option<Delivery> {
        self.forge(random)
    }

    fn set_base_url(&mut self, url: &str) {
        url.trim_end_matches('/').clone_into(&mut self.base_url);
    }

    fn introduction(&self) -> Introduction {
        let recharges = conduct::RECHARGE_ENDINGS
            .iter()
            .map(|(ending, _, effect)| (format!("recharge mrn …{ending}"), (*effect).to_owned()));
        let payouts = conduct::ACCOUNT_ENDINGS
            .iter()
            .map(|(ending, _, effect)| (format!("accountNumber …{ending}"), (*effect).to_owned()));
        Introduction {
            credentials: vec![
                ("app_key", self.config.app_key.clone()),
                ("secret", self.config.secret.expose().to_owned()),
            ],
            curl: self.curl(),
            curl_valid: None,
            behaviours: recharges.chain(payouts).collect(),
        }
    }

    fn ledger(&self) -> Ledger {
        self.books.ledger()
    }
}
