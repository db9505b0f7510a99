//! The transport over real sockets, and the values that it takes and gives.

#[cfg(feature = "http")]
mod answers;
mod base_url;
#[cfg(feature = "http")]
mod connections;
#[cfg(feature = "http")]
mod not_sent;
#[cfg(feature = "http")]
mod proxies;
#[cfg(feature = "http")]
#[path = "../server/mod.rs"]
mod server;
#[cfg(feature = "tls")]
mod settings;
#[cfg(feature = "tls")]
mod tls;
mod values;
