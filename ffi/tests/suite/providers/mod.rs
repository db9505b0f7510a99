//! A provider's simulated gateway behind the interface, and what was called there.

mod chaoying;
mod dragonex;
mod hicoin;
mod recharge_payout;

use std::cell::RefCell;
use std::collections::BTreeSet;

use sandbox::Delivery;

use crate::support::interface::{Answer, Client, Refusal};

/// Calls operations and remembers which.
pub(crate) struct Desk {
    pub(crate) client: Client,
    called: RefCell<BTreeSet<String>>,
    provider: &'static str,
}

impl Desk {
    pub(crate) fn open(
        provider: &'static str,
        settings: &[(&str, &str)],
        gateway: Box<dyn sandbox::Gateway>,
    ) -> Desk {
        let client = Client::new(provider, settings, gateway);
        Desk {
            client: client.unwrap_or_else(|refusal| panic!("{provider}: {refusal}")),
            called: RefCell::default(),
            provider,
        }
    }

    pub(crate) fn call(&self, operation: &str, fields: &[(&str, &str)]) -> Answer {
        let name = format!("{}.{operation}", self.provider);
        let answer = self.client.must(&name, fields);
        self.called.borrow_mut().insert(name);
        answer
    }

    pub(crate) fn try_call(
        &self,
        operation: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, Refusal> {
        self.client
            .call(&format!("{}.{operation}", self.provider), fields)
    }

    /// The notifications that are due by now, each reported as delivered.
    pub(crate) fn notifications(&self) -> Vec<Delivery> {
        let now = self.client.line.now();
        let mut gateway = self.client.line.gateway();
        let due = gateway.due(now);
        for delivery in &due {
            gateway.delivered(delivery.id, now, Some((200, b"success")));
        }
        due
    }

    pub(crate) fn hear(&self, kind: &str, delivery: &Delivery) -> Result<Answer, Refusal> {
        let headers = delivery.headers.iter();
        let headers: String = headers
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        self.client.hear(kind, &headers, &delivery.body)
    }

    /// Whatever the table has of this provider must have been called.
    pub(crate) fn complete(&self) {
        let listed: BTreeSet<String> = paysdk::listing::operations()
            .into_iter()
            .map(|operation| operation.name)
            .filter(|name| name.starts_with(&format!("{}.", self.provider)))
            .collect();
        let called = self.called.borrow();
        let missed: Vec<&String> = listed.difference(&called).collect();
        assert!(missed.is_empty(), "not tried: {missed:?}");
    }
}

pub(crate) fn refused(result: Result<Answer, Refusal>) -> String {
    match result {
        Err(refusal) => refusal.status,
        Ok(answer) => panic!("believed: {}", answer.json()),
    }
}

/// A believed notification: expected as it is, refused in every other way.
pub(crate) fn only(heard: &Answer, order: &str, amount: &str, others: &[(&str, &str)]) {
    heard
        .expect(order, amount)
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    for (order, amount) in others {
        let refusal = heard.expect(order, amount).expect_err("another payment");
        assert!(
            matches!(&*refusal.status, "MISMATCH" | "INVALID_VALUE"),
            "{order} {amount}: {refusal}"
        );
    }
}
