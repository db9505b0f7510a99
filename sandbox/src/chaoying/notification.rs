//! 预下单结果通知: telling the merchant, again and again, until it says `success`.

use super::{
    Chaoying, Event,
    books::{self, Order, Status},
    forgery::keyless,
};
use crate::{Delivery, Random, Reception, beijing};
use signing_core::{Field, form};
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

impl Chaoying {
    /// Plans the notification of an order that was just paid or refused.
    pub(super) fn notify(&mut self, order: usize, at: Duration) {
        let Some(url) = notify_url(&self.books.orders[order]) else {
            return;
        };
        let url = url.to_owned();
        let fields = if self.books.orders[order].status == Status::Paid {
            self.paid_fields(order)
        } else {
            vec![
                ("state", "SUCCESS".to_owned()),
                ("result_code", "FAIL".to_owned()),
            ]
        };
        let signature = self.signer.sign(&borrowed(&fields)).as_str().to_owned();
        let body = body(&fields, Some(&signature));
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
        let content = "application/x-www-form-urlencoded; charset=utf-8";
        let record = &self.books.orders[order];
        Delivery {
            id,
            kind: match record.status {
                Status::Failed => "refusal",
                _ => "payment",
            },
            order: record.number.to_string(),
            url,
            headers: vec![("Content-Type".into(), content.into())],
            body,
            patience: self.config.notify_patience,
        }
    }

    /// Only the bare text `success` ends the repetitions.
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
        let confirmed = matches!(answer, Some((200, b"success")));
        match self.config.notify_pauses.get(notice.attempts) {
            Some(pause) if !confirmed => {
                self.agenda.plan(now + *pause, Event::Notify(id));
                return Reception::Again(now + *pause);
            }
            _ => drop(self.notices.open.remove(&id)),
        }
        Reception::last(confirmed)
    }

    /// A claim that an order was paid which was not, by somebody who may have seen genuine notifications but not the key.
    pub(super) fn forge(&mut self, random: &mut Random) -> Option<Delivery> {
        let newest = self.books.orders.len().saturating_sub(FORGERS_MEMORY);
        let waiting = |&order: &usize| {
            let record = &self.books.orders[order];
            record.status == Status::Open && notify_url(record).is_some()
        };
        let targets: Vec<usize> = (newest..self.books.orders.len()).filter(waiting).collect();
        let chosen = usize::try_from(random.below(targets.len() as u64)).ok()?;
        let order = *targets.get(chosen)?;
        let fields = self.paid_fields(order);
        let signature = match random.below(4) {
            0 => None,
            1 => Some(keyless(&self.signer, &borrowed(&fields))),
            2 => self.notices.last_signature.clone(),
            _ => Some(random.nonce().to_ascii_uppercase()),
        };
        let url = notify_url(&self.books.orders[order])?.to_owned();
        Some(self.delivery(u64::MAX, order, url, body(&fields, signature.as_deref())))
    }

    /// What the manual's table has for a paid pre-order; the two wallets differ.
    fn paid_fields(&mut self, order: usize) -> Vec<(&'static str, String)> {
        let nonce = self.random.nonce();
        let record = &self.books.orders[order];
        let total = record.total.to_string();
        let mut fields = vec![
            ("state", "SUCCESS".into()),
            ("result_code", "SUCCESS".into()),
            ("pay_result", "0".into()),
            (
                "mch_id",
                self.books.merchants[record.merchant].mch_id.clone(),
            ),
            ("out_trade_no", record.number.to_string()),
            ("transaction_id", books::transaction_id(order)),
            ("out_transaction_id", books::out_transaction_id(order)),
            ("fee_type", "CNY".into()),
            (
                "time_end",
                beijing::format(self.calendar.date(record.ended)),
            ),
            ("trade_type", trade_type(record)),
            ("nonce_str", nonce),
        ];
        let device = record.pre.as_ref().and_then(|pre| pre.device_info.clone());
        if let Some(device) = device {
            fields.push(("device_info", device));
        }
        if record.is_alipay() {
            let yuan = format!("{}.{:02}", record.total / 100, record.total % 100);
            let bills = format!("[{{\"amount\":\"{yuan}\",\"fundChannel\":\"ALIPAYACCOUNT\"}}]");
            fields.extend([
                ("bank_type", "ALIPAYACCOUNT".into()),
                ("buyer_user_id", record.openid().into()),
                ("buyer_logon_id", record.logon_id().into()),
                ("invoice_amount", total.clone()),
                ("fund_bill_list", bills),
                (
                    "gmt_create",
                    beijing::format(self.calendar.date(record.created)),
                ),
            ]);
        } else {
            fields.push(("bank_type", "CFT".into()));
            let (appid, openid) = (record.sub_appid(), record.sub_openid());
            fields.extend(appid.map(|appid| ("sub_appid", appid.into())));
            fields.extend(openid.map(|openid| ("sub_openid", openid.into())));
        }
        fields.push(("total_fee", total));
        fields
    }
}

fn notify_url(order: &Order) -> Option<&str> {
    order.pre.as_ref()?.notify_url.as_deref()
}

fn trade_type(order: &Order) -> String {
    let channel = if order.is_alipay() {
        "alipay"
    } else {
        "weixin"
    };
    let way = match order.pre.as_ref().map(|pre| pre.trade_type) {
        Some("NATIVE") => "native",
        Some("JSPAY") => "jspay",
        _ => "app",
    };
    format!("pay.{channel}.{way}")
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<Field<'a>> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// The form, sorted by name as the manual's examples are.
fn body(fields: &[(&'static str, String)], signature: Option<&str>) -> Vec<u8> {
    let mut all = borrowed(fields);
    all.extend(signature.map(|signature| ("sign", signature)));
    all.sort_unstable();
    form::encode(all).into_bytes()
}
