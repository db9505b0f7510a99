//! libpaysdk: the C interface of the payment crates. Its contract stands in `include/paysdk.h` and in the README.
#![cfg_attr(
    any(
        without_chaoying,
        without_hicoin,
        without_recharge_payout,
        without_dragonex
    ),
    allow(
        dead_code,
        unreachable_patterns,
        reason = "some of it is for the providers left out"
    )
)]

mod answer;
mod charset;
mod client;
mod config;
mod constants;
mod describe;
mod exports;
mod failure;
mod gbk;
mod guard;
mod handles;
#[doc(hidden)]
pub mod listing;
mod logger;
mod pointers;
mod providers;
mod request;
mod response;
mod shown;
mod table;
mod transport_callback;

pub use constants::*;
pub use exports::*;
pub use handles::{
    paysdk_client, paysdk_config, paysdk_error, paysdk_request, paysdk_response,
    paysdk_transport_reply, paysdk_transport_request,
};
pub use logger::paysdk_log_fn;
pub use pointers::{
    Bytes, ErrorOut, Exclusive, HandleOut, Out, Owned, Shared, Text, TextBuffer, Texts,
};
pub use transport_callback::paysdk_transport_fn;
