//! The crate before gateways that are closures: what it sends, what it believes, how it settles.

mod answers;
mod notification;
mod order_query;
mod properties;
mod repeated;
mod requests;
mod secrets;
mod settle;
mod support;
