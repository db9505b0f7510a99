//! The functions of the C interface. Each does three things: clear its outputs, read its inputs, ask the rest of the crate.

mod about;
mod config;
mod error;
mod message;
mod notification;
mod request;
mod response;
mod signing;

pub use about::*;
pub use config::*;
pub use error::*;
pub use message::*;
pub use notification::*;
pub use request::*;
pub use response::*;
pub use signing::*;
