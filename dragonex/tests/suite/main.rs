//! The crate before providers that are closures: what it sends, what it believes, what it makes of it.

mod answers;
mod belonging;
mod bodies;
mod callbacks;
mod confirm;
mod desk;
mod fields;
mod history;
mod outcomes;
mod redirects;
mod requests;
mod rules;
mod secrets;
