//! HiCoin, simulated after the open platform's documents: payouts, H5 payments, OAuth, the payment page.
//!
//! [`HiCoin`] is strict where the documents are: the common fields, which key signs what, whose token is wanted where, rules of fields, order
//! numbers used once, a pre-order's ten minutes, a payout's balance. What they leave open is the sandbox's own: all codes but 0 and 110043,
//! the state `PROCESSING` of a transfer under way, and the pauses between notifications. How transfers go and what users do is chosen by
//! the numbers sent (see [`Course`] and [`User`]) or planned by a test.

mod answer;
mod books;
mod conduct;
mod config;
mod forgery;
mod form;
mod gateway;
mod notification;
mod oauth;
mod operations;
mod page;
mod pre_order;
mod query;
mod sandbox_page;
mod tokens;
mod transfer;

pub use conduct::{Course, User};
pub use config::Config;

use crate::{Calendar, Random, agenda::Agenda};
use books::Books;
use notification::Notices;
use signing_core::SortedHmacSha256;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokens::{Bearer, Tokens};

/// The simulated gateway. It implements [`Gateway`](crate::Gateway).
#[derive(Debug)]
pub struct HiCoin {
    config: Config,
    app_signer: SortedHmacSha256,
    payment_signer: SortedHmacSha256,
    books: Books,
    tokens: Tokens,
    users: HashSet<String>,
    agenda: Agenda<Event>,
    notices: Notices,
    transfer_plans: HashMap<String, Course>,
    user_plans: HashMap<String, User>,
    random: Random,
    now: Duration,
    hide_next: Option<Duration>,
    base_url: String,
    calendar: Calendar,
}

/// What time brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    TransferEnds { order: usize, paid: bool },
    UserDecides { order: usize, paid: bool },
    Notify(u64),
}

impl HiCoin {
    /// A gateway without orders, whose only user is the configuration's.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let mut tokens = Tokens::default();
        let standing = config.standing_token.expose().to_owned();
        tokens.stand(standing, Bearer::App, Duration::MAX);
        Self {
            app_signer: SortedHmacSha256::new(config.secret_key.clone()),
            payment_signer: SortedHmacSha256::new(config.mch_key.clone()),
            books: Books::new(config.balances.clone()),
            tokens,
            users: HashSet::from([config.openid.clone()]),
            agenda: Agenda::new(),
            notices: Notices::default(),
            transfer_plans: HashMap::new(),
            user_plans: HashMap::new(),
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

    /// A further user who can be paid.
    pub fn add_user(&mut self, openid: &str) {
        self.users.insert(openid.to_owned());
    }

    /// A token in a user's name, as OAuth would give it.
    pub fn user_token(&mut self, now: Duration, openid: &str) -> String {
        self.advance(now);
        let expires = self.now + self.config.user_token_valid;
        self.tokens
            .give(&mut self.random, Bearer::User(openid.to_owned()), expires)
    }

    /// Refuses every token given out so far, the standing one included.
    pub fn revoke_tokens(&mut self) {
        self.tokens.revoke_all();
    }

    /// Registers the address at which the merchant is told of payments.
    pub fn set_notify_url(&mut self, url: &str) {
        self.config.notify_url = Some(url.to_owned()).filter(|url| !url.is_empty());
    }

    /// Decides how the transfer with this order number goes when it comes.
    pub fn plan_transfer(&mut self, out_trade_no: &str, course: Course) {
        self.transfer_plans.insert(out_trade_no.to_owned(), course);
    }

    /// Decides what the user does when a pre-order with this number comes.
    pub fn plan_user(&mut self, out_trade_no: &str, user: User) {
        self.user_plans.insert(out_trade_no.to_owned(), user);
    }

    /// The user pays now, as with the page's button. False if the order does not wait.
    pub fn user_pays(&mut self, now: Duration, out_trade_no: &str) -> bool {
        self.user_ends(now, out_trade_no, true)
    }

    /// The user cancels now, as with the page's button. False if the order does not wait.
    pub fn user_cancels(&mut self, now: Duration, out_trade_no: &str) -> bool {
        self.user_ends(now, out_trade_no, false)
    }

    fn user_ends(&mut self, now: Duration, out_trade_no: &str, paid: bool) -> bool {
        self.advance(now);
        let found = self.books.find(out_trade_no);
        found.is_some_and(|order| self.user_decides(order, paid, self.now))
    }

    /// What is left in the business account, in units of 1e-8.
    #[must_use]
    pub fn balance(&self, coin: &str) -> i64 {
        self.books.balance(coin)
    }

    /// Lets everything planned up to `now` happen, in its order.
    fn advance(&mut self, now: Duration) {
        while let Some((at, event)) = self.agenda.take_due(now) {
            self.now = self.now.max(at);
            match event {
                Event::TransferEnds { order, paid } => self.transfer_ends(order, paid),
                Event::UserDecides { order, paid } => {
                    self.user_decides(order, paid, at);
                }
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
}
