//! 异步通知支付订单: telling the merchant, again and again, until it says `SUCCESS`.

use super::{Event, HiCoin, answer::Data, books, books::Status, forgery::keyless};
use crate::{Delivery, Random, Reception};
use signing_core::form;
use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

/// How many of the newest orders a forger looks at.
const FORGERS_MEMORY: usize = 64;

/// Notifications that were not confirmed yet.
#[derive(Debug, Default)]
pub(super) struct Notices {
    open: HashMap<u64, Notice>,
    ready: VecDeque<u64>,
    made: u64,
    /// The signature of the last genuine one: a forger may have seen it.
    last_signature: Option<String>,
}

#[derive(Debug)]
struct Notice {
    order: usize,
    url: String,
    body: Vec<u8>,
    attempts: usize,
}

impl Notices {
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn make_ready(&mut self, id: u64) {
        self.ready.push_back(id);
    }
}

impl HiCoin {
    /// Plans the notification of an order that was just paid.
    pub(super) fn notify(&mut self, order: usize, at: Duration) {
        let Some(url) = self.config.notify_url.clone() else {
            return;
        };
        let nonce = self.random.nonce();
        let data = self.paid(order, &nonce);
        let signature = self.payment_signer.sign(&data.fields()).as_str().to_owned();
        let body = self.encoded(&data, Some(&signature));
        self.notices.last_signature = Some(signature);
        self.notices.made += 1;
        let id = self.notices.made;
        self.notices.open.insert(
            id,
            Notice {
                order,
                url,
                body,
                attempts: 0,
            },
        );
        if let Some(pause) = self.config.notify_pauses.first() {
            self.agenda.plan(at + *pause, Event::Notify(id));
        }
    }

    pub(super) fn deliveries(&mut self) -> Vec<Delivery> {
        let mut due = Vec::with_capacity(self.notices.ready.len());
        while let Some(id) = self.notices.ready.pop_front() {
            if let Some(notice) = self.notices.open.get(&id) {
                let (url, body) = (notice.url.clone(), notice.body.clone());
                due.push(self.delivery(id, notice.order, url, body));
            }
        }
        due
    }

    fn delivery(&self, id: u64, order: usize, url: String, body: Vec<u8>) -> Delivery {
        let content = if self.config.notify_as_json {
            "application/json; charset=utf-8"
        } else {
            "application/x-www-form-urlencoded; charset=utf-8"
        };
        Delivery {
            id,
            kind: "payment",
            order: self.books.orders[order].number.to_string(),
            url,
            headers: vec![("Content-Type".into(), content.into())],
            body,
            patience: self.config.notify_patience,
        }
    }

    /// Only the bare text `SUCCESS` ends the repetitions.
    pub(super) fn answered(
        &mut self,
        id: u64,
        now: Duration,
        answer: Option<(u16, &[u8])>,
    ) -> Reception {
        let Some(notice) = self.notices.open.get_mut(&id) else {
            return Reception::GivenUp;
        };
        notice.attempts += 1;
        let confirmed = matches!(answer, Some((200, b"SUCCESS")));
        match self.config.notify_pauses.get(notice.attempts) {
            Some(pause) if !confirmed => {
                self.agenda.plan(now + *pause, Event::Notify(id));
                return Reception::Again(now + *pause);
            }
            _ => drop(self.notices.open.remove(&id)),
        }
        Reception::last(confirmed)
    }

    /// A claim that an order was paid which was not, by somebody who may have seen genuine notifications but not the keys.
    pub(super) fn forge(&mut self, random: &mut Random) -> Option<Delivery> {
        let url = self.config.notify_url.clone()?;
        let newest = self.books.orders.len().saturating_sub(FORGERS_MEMORY);
        let waits = |&order: &usize| {
            let record = &self.books.orders[order];
            record.status == Status::Open && record.payment.is_some()
        };
        let targets: Vec<usize> = (newest..self.books.orders.len()).filter(waits).collect();
        let chosen = usize::try_from(random.below(targets.len() as u64)).ok()?;
        let order = *targets.get(chosen)?;
        let nonce = random.nonce();
        let data = self.paid(order, &nonce);
        let signature = match random.below(4) {
            0 => None,
            1 => Some(keyless(&self.payment_signer, &data.fields())),
            2 => self.notices.last_signature.clone(),
            _ => Some(random.nonce().to_ascii_uppercase().repeat(2)),
        };
        let body = self.encoded(&data, signature.as_deref());
        Some(self.delivery(u64::MAX, order, url, body))
    }

    /// What the documents' table has, of a paid order.
    fn paid<'a>(&'a self, order: usize, nonce: &'a str) -> Data<'a> {
        let record = &self.books.orders[order];
        let payment = record.payment.as_deref();
        Data::default()
            .with("app_id", &*self.config.app_id)
            .with("trade_status", "SUCCESS")
            .with("trade_no", books::trade_no(order))
            .with("out_trade_no", &*record.number)
            .with("openid", &*record.openid)
            .with(
                "trade_type",
                payment.map_or("", |payment| payment.trade_type),
            )
            .with("total_amount", record.amount.to_string())
            .with("settle_currency", &*record.coin)
            .with(
                "passback_params",
                payment
                    .and_then(|payment| payment.passback_params.as_deref())
                    .unwrap_or_default(),
            )
            .with("body", &*record.body)
            .with("subject", &*record.subject)
            .with("nonce_str", nonce)
    }

    fn encoded(&self, data: &Data<'_>, signature: Option<&str>) -> Vec<u8> {
        if self.config.notify_as_json {
            let mut body = String::new();
            data.write(&mut body, signature);
            return body.into_bytes();
        }
        let mut fields = data.fields();
        fields.extend(signature.map(|signature| ("sign", signature)));
        form::encode(fields).into_bytes()
    }
}
