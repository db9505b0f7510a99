//! Chaoying aggregated pay (超赢聚合支付), simulated after the manual v2.3.2.
//!
//! [`Chaoying`] is strict where the real gateway is: methods, required fields and their rules, signatures, order numbers used
//! once, the minutes in which a cancel is possible, refunds that together never exceed the payment. What customers and banks
//! do is chosen by the numbers sent (see [`Customer`] and [`RefundCourse`]) or planned by a test.

mod answer;
mod books;
mod cancel;
mod config;
mod customer;
mod forgery;
mod form;
mod gateway;
mod merchants;
mod notification;
mod operations;
mod page;
mod pay;
mod payer;
mod pre_order;
mod query;
mod refund;

pub use config::Config;
pub use customer::{Customer, RefundCourse};

use crate::{Calendar, Random, agenda::Agenda};
use books::{Books, Status};
use notification::Notices;
use signing_core::SortedMd5;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// The simulated gateway. It implements [`Gateway`](crate::Gateway).
#[derive(Debug)]
pub struct Chaoying {
    config: Config,
    signer: Arc<SortedMd5>,
    books: Books,
    agenda: Agenda<Event>,
    notices: Notices,
    customers: HashMap<String, Customer>,
    refund_courses: HashMap<String, RefundCourse>,
    /// Until when an SMS code sent to a mobile is valid.
    sms: HashMap<String, Duration>,
    random: Random,
    now: Duration,
    hide_next: Option<Duration>,
    base_url: String,
    calendar: Calendar,
}

/// What time brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    CustomerDecides { order: usize, pays: bool },
    RefundArrives(usize),
    PreOrderExpires(usize),
    Notify(u64),
}

impl Chaoying {
    /// A gateway without orders.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let mut books = Books::default();
        books.add_merchant(
            config.mch_id.clone(),
            Some(config.mobile.clone()),
            Duration::ZERO,
        );
        Self {
            signer: Arc::new(SortedMd5::new(config.key.clone())),
            books,
            agenda: Agenda::new(),
            notices: Notices::default(),
            customers: HashMap::new(),
            refund_courses: HashMap::new(),
            sms: HashMap::new(),
            random: Random::new(config.seed),
            now: Duration::ZERO,
            hide_next: None,
            base_url: String::new(),
            calendar: Calendar::default(),
            config,
        }
    }

    /// Its configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Decides what the customer does when a payment with this order number comes.
    pub fn plan_customer(&mut self, out_trade_no: &str, customer: Customer) {
        self.customers.insert(out_trade_no.to_owned(), customer);
    }

    /// Decides how the refund with this number goes when it comes.
    pub fn plan_refund(&mut self, out_refund_no: &str, course: RefundCourse) {
        self.refund_courses.insert(out_refund_no.to_owned(), course);
    }

    /// The customer of the main merchant's order pays now, as with the page's button. False if the order does not wait.
    pub fn customer_pays(&mut self, now: Duration, out_trade_no: &str) -> bool {
        self.customer_ends(now, out_trade_no, Status::Paid)
    }

    /// The customer of the main merchant's order refuses now. False if the order does not wait.
    pub fn customer_refuses(&mut self, now: Duration, out_trade_no: &str) -> bool {
        self.customer_ends(now, out_trade_no, Status::Failed)
    }

    fn customer_ends(&mut self, now: Duration, out_trade_no: &str, status: Status) -> bool {
        self.advance(now);
        let found = self.books.find_order(0, out_trade_no);
        let waits = |order: &usize| {
            matches!(
                self.books.orders[*order].status,
                Status::Open | Status::Paying
            )
        };
        let Some(order) = found.filter(waits) else {
            return false;
        };
        self.settle(order, status, self.now);
        true
    }

    /// A request's body: the fields, the `agent_id`, and the signature.
    #[must_use]
    pub fn signed_form(&self, fields: &[(&str, &str)]) -> String {
        let mut all = vec![("agent_id", self.config.agent_id.as_str())];
        all.extend_from_slice(fields);
        let signature = self.signer.sign(&all);
        all.push(("sign", signature.as_str()));
        signing_core::form::encode(all)
    }

    /// Lets everything planned up to `now` happen, in its order.
    fn advance(&mut self, now: Duration) {
        while let Some((at, event)) = self.agenda.take_due(now) {
            self.now = self.now.max(at);
            match event {
                Event::CustomerDecides { order, pays } => {
                    self.settle(order, if pays { Status::Paid } else { Status::Failed }, at);
                }
                Event::RefundArrives(refund) => self.refund_arrives(refund, at),
                Event::PreOrderExpires(order) => self.settle(order, Status::Closed, at),
                Event::Notify(id) => self.notices.make_ready(id),
            }
        }
        self.now = self.now.max(now);
    }

    /// Until when an order made now is hidden.
    fn hidden_until(&self) -> Duration {
        self.hide_next
            .map_or(Duration::ZERO, |period| self.now + period)
    }

    /// The browser page of an order.
    fn page_url(&self, order: usize) -> String {
        format!("{}/sandbox/pay/{}", self.base_url, order + 1)
    }
}
