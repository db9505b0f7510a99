#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod amount;
mod base_token;
mod client;
pub mod codes;
mod confirm;
mod draft;
mod error;
mod keys;
mod notification;
mod operations;
mod protocol;
mod rules;
mod signature;
#[doc(hidden)]
pub mod untyped;

pub use amount::{Amount, InvalidAmount};
pub use client::{Client, ClientBuilder};
pub use codes::*;
pub use confirm::{Confirmed, ExpectedTransfer, Patience};
pub use error::{Error, Failure};
pub use keys::{AppKey, PaymentKey};
pub use notification::{Ack, PaymentNotification, Unexpected, Verified};
pub use operations::*;
pub use protocol::{Answer, MASKED, TOKEN_CODES};
pub use signing_core::{InvalidField, InvalidSecret, Masked, VerifyError, nonce};
/// For those who give a client a transport, a clock or an observer of their own, or its settings at once.
pub use transport;
pub use transport::{ConfigError, Outcome};
