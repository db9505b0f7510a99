//! 回调: telling the merchant of what succeeded, again and again, until it says `success`.

use super::{Event, RechargePayout, books::Status, yuan};
use crate::{Delivery, Random, Reception, hex::hex};
use md5::{Digest, Md5};
use signing_core::{Field, FieldOrder, fixed_order, form};
use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

/// How many of the newest orders a forger looks at.
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
    kind: &'static str,
    mrn: Box<str>,
    url: Box<str>,
    body: Vec<u8>,
    attempts: usize,
}

/// The signed fields of a callback and where it goes.
struct Claim {
    kind: &'static str,
    mrn: Box<str>,
    order: &'static FieldOrder,
    fields: Vec<(&'static str, String)>,
    url: Box<str>,
}

static RECHARGE: FieldOrder = fixed_order::RECHARGE_CALLBACK;
static PAYOUT: FieldOrder = fixed_order::PAYOUT_CALLBACK;

impl Callbacks {
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn make_ready(&mut self, id: u64) {
        self.ready.push_back(id);
    }
}

impl RechargePayout {
    /// Plans the callback of a recharge that was paid.
    pub(super) fn call_back_recharge(&mut self, recharge: usize, at: Duration) {
        let claim = self.recharge_claim(recharge, self.books.recharges[recharge].paid);
        self.call_back(claim, at);
    }

    /// Plans the callback of a payout that was paid out.
    pub(super) fn call_back_payout(&mut self, payout: usize, at: Duration) {
        let claim = self.payout_claim(payout);
        self.call_back(claim, at);
    }

    fn call_back(&mut self, claim: Claim, at: Duration) {
        let Some(pause) = self.config.callback_pauses.first() else {
            return;
        };
        let signature = self.signer.sign(claim.order, &borrowed(&claim.fields));
        let signature = signature.expect("a claim has its fields").to_string();
        let callbacks = &mut self.callbacks;
        callbacks.made += 1;
        let callback = Callback {
            kind: claim.kind,
            mrn: claim.mrn,
            url: claim.url,
            body: body(&claim.fields, Some(&signature)),
            attempts: 0,
        };
        callbacks.last_signature = Some(signature);
        callbacks.open.insert(callbacks.made, callback);
        self.agenda.plan(at + *pause, Event::Notify(callbacks.made));
    }

    fn recharge_claim(&self, recharge: usize, paid: u64) -> Claim {
        let record = &self.books.recharges[recharge];
        Claim {
            kind: "recharge",
            mrn: record.mrn.clone(),
            order: &RECHARGE,
            fields: vec![
                ("amount", yuan::text(paid)),
                ("appKey", self.config.app_key.clone()),
                ("channel", record.channel.to_string()),
                ("mrn", record.mrn.to_string()),
                ("originAmount", yuan::text(record.asked)),
            ],
            url: record.callback_url.clone(),
        }
    }

    fn payout_claim(&self, payout: usize) -> Claim {
        let record = &self.books.payouts[payout];
        Claim {
            kind: "payout",
            mrn: record.mrn.clone(),
            order: &PAYOUT,
            fields: vec![
                ("amount", record.amount.to_string()),
                ("appKey", self.config.app_key.clone()),
                ("mrn", record.mrn.to_string()),
            ],
            url: record.callback_url.clone(),
        }
    }

    pub(super) fn deliveries(&mut self) -> Vec<Delivery> {
        let mut due = Vec::with_capacity(self.callbacks.ready.len());
        while let Some(id) = self.callbacks.ready.pop_front() {
            if let Some(callback) = self.callbacks.open.get(&id) {
                due.push(self.delivery(id, callback));
            }
        }
        due
    }

    fn delivery(&self, id: u64, callback: &Callback) -> Delivery {
        let content = "application/x-www-form-urlencoded";
        Delivery {
            id,
            kind: callback.kind,
            order: callback.mrn.to_string(),
            url: callback.url.to_string(),
            headers: vec![("Content-Type".into(), content.into())],
            body: callback.body.clone(),
            patience: self.config.callback_patience,
        }
    }

    /// Only status 200 with the text `success` ends the repetitions.
    pub(super) fn answered(
        &mut self,
        id: u64,
        now: Duration,
        answer: Option<(u16, &[u8])>,
    ) -> Reception {
        let Some(callback) = self.callbacks.open.get_mut(&id) else {
            return Reception::GivenUp;
        };
        callback.attempts += 1;
        let confirmed = matches!(answer, Some((200, b"success")));
        match self.config.callback_pauses.get(callback.attempts) {
            Some(pause) if !confirmed => {
                self.agenda.plan(now + *pause, Event::Notify(id));
                return Reception::Again(now + *pause);
            }
            _ => drop(self.callbacks.open.remove(&id)),
        }
        Reception::last(confirmed)
    }

    /// A claim that an order succeeded which did not, by somebody who may have seen genuine callbacks but not the secret.
    pub(super) fn forge(&mut self, random: &mut Random) -> Option<Delivery> {
        let claim = self.false_claim(random)?;
        let signature = match random.below(4) {
            0 => None,
            1 => Some(keyless(&claim.fields)),
            2 => self.callbacks.last_signature.clone(),
            _ => Some(random.nonce()),
        };
        let forged = Callback {
            kind: claim.kind,
            mrn: claim.mrn,
            url: claim.url,
            body: body(&claim.fields, signature.as_deref()),
            attempts: 0,
        };
        Some(self.delivery(u64::MAX, &forged))
    }

    fn false_claim(&self, random: &mut Random) -> Option<Claim> {
        let newest = self.books.recharges.len().saturating_sub(FORGERS_MEMORY);
        let recharges = (newest..self.books.recharges.len())
            .filter(|&one| self.books.recharges[one].status == Status::Waiting)
            .map(|one| (true, one));
        let newest = self.books.payouts.len().saturating_sub(FORGERS_MEMORY);
        let payouts = (newest..self.books.payouts.len())
            .filter(|&one| self.books.payouts[one].status == Status::Waiting)
            .map(|one| (false, one));
        let targets: Vec<_> = recharges.chain(payouts).collect();
        let chosen = usize::try_from(random.below(targets.len() as u64)).ok()?;
        Some(match *targets.get(chosen)? {
            (true, one) => self.recharge_claim(one, self.books.recharges[one].asked),
            (false, one) => self.payout_claim(one),
        })
    }
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<Field<'a>> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

fn body(fields: &[(&'static str, String)], signature: Option<&str>) -> Vec<u8> {
    let mut all = borrowed(fields);
    all.extend(signature.map(|signature| ("sign", signature)));
    form::encode(all).into_bytes()
}

/// The MD5 of the fields without the secret: what anybody can compute.
fn keyless(fields: &[(&'static str, String)]) -> String {
    let parts: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    hex(&Md5::digest(parts.join("&")))
}
