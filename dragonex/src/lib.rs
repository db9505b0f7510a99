#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod client;
pub mod codes;
mod confirm;
mod envelope;
mod error;
mod history;
mod http_date;
mod login_page;
mod notification;
mod operations;
mod page_query;
mod protocol;
mod redirect;
mod rules;
#[doc(hidden)]
pub mod untyped;
mod user;
mod verify;
mod volume;

pub use client::{Client, ClientBuilder};
pub use codes::{Class, Code, Direction, OrderType, Scope, Status};
pub use confirm::{ConfirmedOrder, Patience, PaymentState, TransferState};
pub use error::{Error, Failure};
pub use history::OrderPages;
pub use login_page::LoginPage;
pub use notification::{
    Ack, ExpectedPayment, InvalidExpectation, PaymentCallback, Unexpected, WeaklyVerified,
};
pub use operations::*;
pub use protocol::{Answer, MASKED};
pub use redirect::{LoginRedirect, PaymentRedirect, RedirectError, Unproven};
pub use signing_core::{InvalidField, InvalidSecret, Masked, Secret};
/// For those who give a client a transport, a clock or an observer of their own, or its settings at once.
pub use transport;
pub use transport::{ConfigError, Outcome};
pub use user::{UserClient, UserClientBuilder};
pub use volume::{InvalidVolume, Volume};
