//! 支付回调: telling the app of what was done, every ten minutes until it answers with status 200, for a day and a half.

use super::{
    DragonEx, Event, answer,
    books::{Account, Direction, Status},
    queries,
};
use crate::{Delivery, Random, Reception, hex::hex};
use md5::{Digest, Md5};
use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

/// How many of the newest payments a forger looks at.
const FORGERS_MEMORY: usize = 64;

/// Callbacks that were not confirmed yet.
#[derive(Debug, Default)]
pub(super) struct Callbacks {
    open: HashMap<u64, Callback>,
    ready: VecDeque<u64>,
    made: u64,
    /// The signature of the last genuine one: a forger may have seen it.
    last_signature: Option<String>,
}

#[derive(Debug)]
struct Callback {
    order: usize,
    begun: Duration,
}

impl Callbacks {
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn make_ready(&mut self, id: u64) {
        self.ready.push_back(id);
    }
}

impl DragonEx {
    /// Plans the callback of an order, however it stands.
    pub(super) fn call_back(&mut self, order: usize, at: Duration) {
        if self.config.callback_url.is_empty() {
            return;
        }
        self.callbacks.made += 1;
        let id = self.callbacks.made;
        self.callbacks
            .open
            .insert(id, Callback { order, begun: at });
        self.agenda.plan(at, Event::Notify(id));
    }

    pub(super) fn deliveries(&mut self) -> Vec<Delivery> {
        let mut due = Vec::with_capacity(self.callbacks.ready.len());
        while let Some(id) = self.callbacks.ready.pop_front() {
            if let Some(order) = self.callbacks.open.get(&id).map(|callback| callback.order) {
                let body = self.callback_body(queries::callback_data(self, order));
                // Signed anew for each attempt, by the clock of that moment.
                let date = self.calendar.date(self.now);
                let [sign, ts] = answer::signature(self.answer_signer(), body.as_bytes(), date);
                self.callbacks.last_signature = Some(sign.1.clone());
                due.push(self.delivery(
                    id,
                    self.kind(order),
                    self.books.orders[order].trade_no.to_string(),
                    vec![sign, ts],
                    body,
                ));
            }
        }
        due
    }

    fn callback_body(&self, data: String) -> String {
        if self.config.frame_callbacks {
            answer::success(&data)
        } else {
            data
        }
    }

    fn kind(&self, order: usize) -> &'static str {
        let order = &self.books.orders[order];
        match (order.direction, order.account) {
            (Direction::UserToApp, Account::Coin) => "payment",
            (Direction::UserToApp, Account::Open) => "charge",
            (Direction::AppToUser, _) => "transfer",
        }
    }

    fn delivery(
        &self,
        id: u64,
        kind: &'static str,
        order: String,
        mut headers: Vec<(String, String)>,
        body: String,
    ) -> Delivery {
        headers.push(("Content-Type".into(), "application/json".into()));
        Delivery {
            id,
            kind,
            order,
            url: self.config.callback_url.clone(),
            headers,
            body: body.into_bytes(),
            patience: self.config.callback_patience,
        }
    }

    /// Only the status counts: 200 ends the repetitions.
    pub(super) fn answered(
        &mut self,
        id: u64,
        now: Duration,
        answer: Option<(u16, &[u8])>,
    ) -> Reception {
        let Some(callback) = self.callbacks.open.get(&id) else {
            return Reception::GivenUp;
        };
        let next = now + self.config.callback_pause;
        let confirmed = matches!(answer, Some((200, _)));
        if !confirmed && next <= callback.begun + self.config.callback_until {
            self.agenda.plan(next, Event::Notify(id));
            return Reception::Again(next);
        }
        self.callbacks.open.remove(&id);
        Reception::last(confirmed)
    }

    /// A claim that a payment was made which was not, by somebody who may have seen genuine callbacks but not the key.
    pub(super) fn forge(&mut self, random: &mut Random) -> Option<Delivery> {
        if self.config.callback_url.is_empty() {
            return None;
        }
        let newest = self.books.asked.len().saturating_sub(FORGERS_MEMORY);
        let waiting: Vec<usize> = (newest..self.books.asked.len())
            .filter(|&one| self.books.asked[one].order.is_none())
            .collect();
        let chosen = usize::try_from(random.below(waiting.len() as u64)).ok()?;
        let asked = *waiting.get(chosen)?;
        let body = self.callback_body(self.false_claim(asked));
        let ts = format!("{:010}", self.calendar.date(self.now).as_secs());
        let sign = match random.below(4) {
            0 => None,
            1 => Some(keyless(body.as_bytes(), &ts)),
            2 => self.callbacks.last_signature.clone(),
            _ => Some(random.nonce()[..8].to_owned()),
        };
        let mut headers = vec![("dragonex-ts".to_owned(), ts)];
        headers.extend(sign.map(|sign| ("dragonex-sign".to_owned(), sign)));
        let order = self.books.asked[asked].trade_no.to_string();
        Some(self.delivery(u64::MAX, "payment", order, headers, body))
    }

    fn false_claim(&self, asked: usize) -> String {
        let asked = &self.books.asked[asked];
        let uid = self.books.people[asked.only.unwrap_or(0)].uid;
        let (id, status) = (self.books.orders.len() + 1, Status::Done as i32);
        let mut data = format!(
            "{{\"id\":{id},\"arrive_time\":{},\"coin_code\":\"{}\",\"cut_volume\":\"0\",\"direction\":1,\"status\":{status},\"order_type\":1,\"uid\":{uid},\"trans_no\":",
            self.calendar.date(self.now).as_nanos(),
            super::books::COINS[asked.coin],
        );
        answer::string(&mut data, &asked.trade_no);
        data.push_str(",\"volume\":");
        answer::string(&mut data, &asked.volume);
        data.push('}');
        data
    }
}

/// The signature without the key: what anybody can compute.
pub(super) fn keyless(body: &[u8], ts: &str) -> String {
    let digest = Md5::new().chain_update(body).chain_update(ts).finalize();
    hex(&digest[..4])
}
