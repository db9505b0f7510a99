//! The crate before gateways that are closures: what it sends, what it believes, how it settles.

mod answers;
mod notification;
mod properties;
mod requests;
mod secrets;
mod settle;
mod support;
