#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod client;
pub mod codes;
mod error;
mod head;
mod money;
mod notification;
mod operations;
mod protocol;
mod repeated;
mod rules;
mod settle;
mod till;
#[doc(hidden)]
pub mod untyped;

pub use client::{Client, ClientBuilder};
pub use codes::*;
pub use error::{Error, Failure};
pub use money::{Fen, InvalidFen};
pub use notification::{Ack, PaymentNotification, Unexpected, Verified, Wallet};
pub use operations::*;
pub use protocol::{Answer, MASKED};
pub use settle::{Patience, Settled, Settlement, Step};
pub use signing_core::{InvalidField, InvalidSecret, Masked, Secret};
/// For those who give a client a transport, a clock or an observer of their own, or its settings at once.
pub use transport;
pub use transport::{ConfigError, Outcome};
