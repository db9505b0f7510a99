//! The crate before gateways that are closures: what it sends, what it believes, what it makes of it.

mod answers;
mod confirm;
mod gateway;
mod notifications;
mod properties;
mod requests;
mod secrets;
mod unreadable;
mod vectors;
