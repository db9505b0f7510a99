//! DragonEx's payment gateway (DragonEx 开放平台), simulated after its payment and login documents.
//!
//! [`DragonEx`] is strict where the real one is: signed headers within five minutes of its clock, types and required fields, order numbers
//! used once (4009), balances of users and the app. Users pay on a page in a browser, or by the ending of `trade_no` (see [`User`]);
//! transfers go by theirs (see [`Course`]). Answers and callbacks carry the 32-bit signature; callbacks are repeated every ten minutes for
//! 36 hours until the app answers with status 200.
//!
//! Where the documents are silent: what a user was asked for is no payment record (11027) until the user pays, gives up (status −1) or fails
//! (status 2), neither for an order query nor for a redo, as there is no payer and no status to tell of; a pay code that expires makes the order failed; returns together may exceed the order.
//!
//! ```
//! use sandbox::{Gateway, dragonex::{Config, DragonEx}};
//! use std::time::Duration;
//!
//! let mut gateway = DragonEx::new(Config::default());
//! let now = Duration::from_secs(1_700_000_000);
//! let body = r#"{"trade_no":"T1","uid":1000000,"coin_code":"usdt","volume":"1.5","scene":"","desc":"","device":"d"}"#;
//! let reply = gateway.handle(now, &gateway.signed(now, "/api/v1/pay/app2user/do/", body));
//! assert!(String::from_utf8(reply.body).unwrap().contains(r#""status":3"#));
//! gateway.due(now + Duration::from_secs(1));
//! assert_eq!(gateway.ledger().entries["T1"].paid, 1_500_000_000_000_000_000);
//! ```

mod answer;
mod books;
mod callbacks;
mod coins;
mod conduct;
mod config;
mod desk;
mod entrance;
mod gateway;
mod http_date;
mod logins;
mod message;
mod operations;
mod page;
mod payments;
mod queries;
mod sessions;
mod transfers;
mod volume;

pub use conduct::{Course, User};
pub use config::Config;

use crate::{Calendar, Random, agenda::Agenda};
use books::{Books, Person, Status};
use callbacks::Callbacks;
use sessions::{Session, Sessions};
use signing_core::{HeaderHmacSha1, Md5Prefix, Secret};
use std::{collections::HashMap, time::Duration};

/// The users there are.
const UIDS: [u64; 3] = [1_000_000, 1_000_001, 1_000_002];
/// The app's administrator.
const APP_UID: u64 = 900_000;

/// The simulated gateway. It implements [`Gateway`](crate::Gateway).
#[derive(Debug)]
pub struct DragonEx {
    config: Config,
    signer: HeaderHmacSha1,
    check_signer: Md5Prefix,
    /// The check key before the last change, and until when it is still used.
    previous_check: Option<(Md5Prefix, Duration)>,
    books: Books,
    sessions: Sessions,
    agenda: Agenda<Event>,
    callbacks: Callbacks,
    users: HashMap<String, User>,
    courses: HashMap<String, Course>,
    random: Random,
    now: Duration,
    hide_next: Option<Duration>,
    /// The access token of the request that is being answered.
    caller_token: String,
    base_url: String,
    calendar: Calendar,
}

/// What time brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    PaymentEnds { asked: usize, status: Status },
    TransferEnds { order: usize, done: bool },
    Notify(u64),
}

impl DragonEx {
    /// A gateway without orders, with three users of which the first is logged in.
    ///
    /// # Panics
    /// If a balance of the configuration is no decimal.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let purse =
            |amount: &str| books::purse(amount).expect("a balance must be a decimal such as 1000");
        let people = UIDS.map(|uid| Person::new(uid, purse(&config.user_balance)));
        let app = Person::new(APP_UID, purse(&config.app_balance));
        let mut sessions = Sessions::default();
        let forever = Duration::from_secs(9_999_999_999);
        sessions.open(
            Config::DEFAULT_TOKEN.into(),
            Session {
                user: 0,
                device: Config::DEFAULT_DEVICE.into(),
                scopes: "1,5,6,7,11,12,13".into(),
                refresh_token: "sandboxdragonexrefreshtoken".into(),
                pay_token: "sandboxpaytoken".into(),
                expires: forever,
                refresh_expires: forever,
            },
        );
        Self {
            signer: HeaderHmacSha1::new(config.secret_key.clone()),
            check_signer: Md5Prefix::new(config.check_key.clone()),
            previous_check: None,
            books: Books::new(app, people.to_vec()),
            sessions,
            agenda: Agenda::new(),
            callbacks: Callbacks::default(),
            users: HashMap::new(),
            courses: HashMap::new(),
            random: Random::new(config.seed),
            now: Duration::ZERO,
            hide_next: None,
            caller_token: String::new(),
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

    /// Sets where callbacks go from now on, as the app's administrator does. An empty text is nowhere.
    pub fn set_callback_url(&mut self, url: impl Into<String>) {
        self.config.callback_url = url.into();
    }

    /// Changes the check key. For the next hour messages are signed with either.
    pub fn change_check_key(&mut self, now: Duration, key: Secret) {
        self.advance(now);
        let signer = Md5Prefix::new(key.clone());
        let previous = std::mem::replace(&mut self.check_signer, signer);
        self.previous_check = Some((previous, self.now + self.config.keys_overlap));
        self.config.check_key = key;
    }

    /// Decides what the user does who will be asked for the payment of this number.
    pub fn plan_user(&mut self, trade_no: &str, user: User) {
        self.users.insert(trade_no.to_owned(), user);
    }

    /// Decides how the transfer, charge or return of this number goes when it comes.
    pub fn plan_transfer(&mut self, trade_no: &str, course: Course) {
        self.courses.insert(trade_no.to_owned(), course);
    }

    /// The user pays now, as on the page. False if the payment does not wait; one that is too large for the user's balance fails.
    pub fn user_pays(&mut self, now: Duration, trade_no: &str) -> bool {
        self.user_ends(now, trade_no, Status::Done)
    }

    /// The user gives up now. False if the payment does not wait.
    pub fn user_gives_up(&mut self, now: Duration, trade_no: &str) -> bool {
        self.user_ends(now, trade_no, Status::GivenUp)
    }

    fn user_ends(&mut self, now: Duration, trade_no: &str, status: Status) -> bool {
        self.advance(now);
        let asked = self.books.find_asked(trade_no);
        asked.is_some_and(|asked| self.end_payment(asked, status, self.now))
    }

    /// All there is of a coin, in every purse and under way, in its smallest parts: it never changes. `None` for an unknown coin.
    #[must_use]
    pub fn in_all(&self, coin_code: &str) -> Option<u128> {
        books::coin(coin_code).map(|coin| self.books.in_all(coin))
    }

    /// Lets everything planned up to `now` happen, in its order.
    fn advance(&mut self, now: Duration) {
        while let Some((at, event)) = self.agenda.take_due(now) {
            self.now = self.now.max(at);
            match event {
                Event::PaymentEnds { asked, status } => drop(self.end_payment(asked, status, at)),
                Event::TransferEnds { order, done } => drop(self.end_transfer(order, done, at)),
                Event::Notify(id) => self.callbacks.make_ready(id),
            }
        }
        self.now = self.now.max(now);
    }

    /// Until when an order made now is hidden.
    fn hidden_until(&self) -> Duration {
        self.hide_next
            .map_or(Duration::ZERO, |period| self.now + period)
    }

    /// What signs the next message: during a change of keys the one or the other.
    fn answer_signer(&mut self) -> &Md5Prefix {
        match &self.previous_check {
            Some((previous, until)) if *until > self.now && self.random.coin() => previous,
            _ => &self.check_signer,
        }
    }
}
