//! HiCoin's gateway as a state machine.

mod desk;
mod money;
mod notifications;
mod oauth;
mod page;
mod properties;
mod requests;
