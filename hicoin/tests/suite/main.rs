//! The crate before providers that are closures: what it sends, what it believes, what it makes of it.

mod answers;
mod confirm;
mod notifications;
mod outcomes;
mod pages;
mod properties;
mod provider;
mod refusals;
mod requests;
mod secrets;
mod tokens;
