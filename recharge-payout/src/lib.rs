#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod client;
pub mod codes;
mod confirm;
mod error;
mod notification;
mod operations;
mod page;
mod pay_url;
mod protocol;
mod rules;
#[doc(hidden)]
pub mod untyped;
mod whole_yuan;
mod yuan;

pub use client::{Client, ClientBuilder};
pub use codes::*;
pub use confirm::{Confirmed, Patience};
pub use error::{Error, Failure};
pub use notification::{Ack, PayoutNotification, RechargeNotification, Unexpected, Verified};
pub use operations::*;
pub use pay_url::InvalidPayUrl;
pub use protocol::{Answer, MASKED};
pub use signing_core::{FieldOrder, InvalidField, InvalidSecret, Masked, Secret};
/// For those who give a client a transport, a clock or an observer of their own, or its settings at once.
pub use transport;
pub use transport::{ConfigError, Outcome};
pub use whole_yuan::{InvalidWholeYuan, WholeYuan};
pub use yuan::{InvalidYuan, Yuan};
