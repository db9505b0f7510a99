//! The crate before providers that are closures: what it sends, what it believes, what it makes of it.

mod answers;
mod callbacks;
mod confirm;
mod desk;
mod fields;
mod history;
mod redirects;
mod requests;
mod rules;
mod secrets;
