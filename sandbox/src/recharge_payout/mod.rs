//! The recharge and payout platform (充值/下发平台), simulated after its interface document.
//!
//! [`RechargePayout`] is strict where the real platform is: methods, types and required fields, signatures over the fixed lists, order
//! numbers used once, a merchant's balance that payouts cannot exceed. Customers pay in a browser, in full, another amount, or not at all;
//! payouts end later. Callbacks come only for what succeeded and are repeated until the merchant answers `success`. What customers and
//! banks do is chosen by the numbers sent (see [`Customer`] and [`PayoutCourse`]) or planned by a test.
//!
//! The document names no code for an order that is not there; this gateway answers `object_not_found`.
//!
//! ```
//! use sandbox::{Gateway, recharge_payout::{Config, RechargePayout}};
//! use std::time::Duration;
//!
//! let mut gateway = RechargePayout::new(Config::default());
//! let request = gateway.signed_payout("P-1", "500", "6225880137706868", "https://shop.example/paid-out");
//! let now = Duration::from_secs(1_700_000_000);
//! let reply = gateway.handle(now, &request);
//! assert!(String::from_utf8(reply.body).unwrap().starts_with(r#"{"error":"success""#));
//! assert_eq!(gateway.ledger().entries["P-1"].paid, 0);
//! let callbacks = gateway.due(now + Duration::from_secs(5));
//! assert_eq!(gateway.ledger().entries["P-1"].paid, 50_000);
//! assert_eq!(callbacks.len(), 1);
//! ```

mod answer;
mod books;
mod callback;
mod conduct;
mod config;
mod desk;
mod gateway;
mod message;
mod operations;
mod page;
mod payout;
mod query;
mod recharge;
mod yuan;

pub use conduct::{Customer, PayoutCourse};
pub use config::Config;

use crate::agenda::Agenda;
use books::{Books, Status};
use callback::Callbacks;
use signing_core::FixedMd5;
use std::{collections::HashMap, time::Duration};

/// The simulated platform. It implements [`Gateway`](crate::Gateway).
#[derive(Debug)]
pub struct RechargePayout {
    config: Config,
    signer: FixedMd5,
    books: Books,
    agenda: Agenda<Event>,
    callbacks: Callbacks,
    customers: HashMap<String, Customer>,
    courses: HashMap<String, PayoutCourse>,
    now: Duration,
    hide_next: Option<Duration>,
    base_url: String,
}

/// What time brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A recharge is paid with so many fen, or fails.
    RechargeEnds {
        recharge: usize,
        paid: Option<u64>,
    },
    PayoutEnds {
        payout: usize,
        paid_out: bool,
    },
    Notify(u64),
}

impl RechargePayout {
    /// A platform without orders.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            signer: FixedMd5::new(config.secret.clone()),
            books: Books::new(config.balance_fen),
            agenda: Agenda::new(),
            callbacks: Callbacks::default(),
            customers: HashMap::new(),
            courses: HashMap::new(),
            now: Duration::ZERO,
            hide_next: None,
            base_url: String::new(),
            config,
        }
    }

    /// Its configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What the merchant can pay out, in fen: payouts under way are already taken off.
    #[must_use]
    pub fn balance_fen(&self) -> u64 {
        self.books.balance
    }

    /// Decides what the customer does when a recharge with this order number comes.
    pub fn plan_customer(&mut self, mrn: &str, customer: Customer) {
        self.customers.insert(mrn.to_owned(), customer);
    }

    /// Decides how the payout with this order number goes when it comes.
    pub fn plan_payout(&mut self, mrn: &str, course: PayoutCourse) {
        self.courses.insert(mrn.to_owned(), course);
    }

    /// The customer pays so many fen now, as on the page. False if the recharge does not wait.
    pub fn customer_pays(&mut self, now: Duration, mrn: &str, fen: u64) -> bool {
        self.customer_ends(now, mrn, Some(fen))
    }

    /// The customer's payment fails now. False if the recharge does not wait.
    pub fn customer_fails(&mut self, now: Duration, mrn: &str) -> bool {
        self.customer_ends(now, mrn, None)
    }

    fn customer_ends(&mut self, now: Duration, mrn: &str, paid: Option<u64>) -> bool {
        self.advance(now);
        let Some(recharge) = self.books.find_recharge(mrn) else {
            return false;
        };
        self.end_recharge(recharge, paid, self.now)
    }

    /// The bank pays out now, or refuses. False if the payout does not wait.
    pub fn bank_decides(&mut self, now: Duration, mrn: &str, paid_out: bool) -> bool {
        self.advance(now);
        let Some(payout) = self.books.find_payout(mrn) else {
            return false;
        };
        self.end_payout(payout, paid_out, self.now)
    }

    /// Lets everything planned up to `now` happen, in its order.
    fn advance(&mut self, now: Duration) {
        while let Some((at, event)) = self.agenda.take_due(now) {
            self.now = self.now.max(at);
            match event {
                Event::RechargeEnds { recharge, paid } => {
                    self.end_recharge(recharge, paid, at);
                }
                Event::PayoutEnds { payout, paid_out } => {
                    self.end_payout(payout, paid_out, at);
                }
                Event::Notify(id) => self.callbacks.make_ready(id),
            }
        }
        self.now = self.now.max(now);
    }

    /// Ends the wait for a customer. A recharge that already ended stays as it is.
    fn end_recharge(&mut self, recharge: usize, paid: Option<u64>, at: Duration) -> bool {
        let record = &mut self.books.recharges[recharge];
        if record.status != Status::Waiting {
            return false;
        }
        record.status = match paid {
            Some(fen) => {
                record.paid = fen;
                self.books.balance = self.books.balance.saturating_add(fen);
                Status::Done
            }
            None => Status::Failed,
        };
        if paid.is_some() {
            self.call_back_recharge(recharge, at);
        }
        true
    }

    /// Ends the wait for a bank. A payout that failed goes back to the balance.
    fn end_payout(&mut self, payout: usize, paid_out: bool, at: Duration) -> bool {
        let record = &mut self.books.payouts[payout];
        if record.status != Status::Waiting {
            return false;
        }
        if paid_out {
            record.status = Status::Done;
            self.call_back_payout(payout, at);
        } else {
            record.status = Status::Failed;
            self.books.balance = self.books.balance.saturating_add(record.fen);
        }
        true
    }

    /// Until when an order made now is hidden.
    fn hidden_until(&self) -> Duration {
        self.hide_next
            .map_or(Duration::ZERO, |period| self.now + period)
    }
}
