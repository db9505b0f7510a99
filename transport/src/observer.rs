//! Watching calls without being in their way.

use std::time::Duration;

use crate::Outcome;

/// A call that is about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallStart<'a> {
    /// The provider, as its crate is named.
    pub provider: &'static str,
    /// The operation, as the provider's documents name it.
    pub operation: &'static str,
    /// The merchant's order number, where the operation has one. At a call's start it is as the program gave it: its rule is checked later.
    pub order: Option<&'a str>,
    /// The URL without its query.
    pub url: &'a str,
}

/// A call that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallEnd<'a> {
    /// The provider, as its crate is named.
    pub provider: &'static str,
    /// The operation, as the provider's documents name it.
    pub operation: &'static str,
    /// The merchant's order number, where the operation has one.
    pub order: Option<&'a str>,
    /// The HTTP status, if an answer came.
    pub http_status: Option<u16>,
    /// How long the call took.
    pub duration: Duration,
    /// How the call ended.
    pub result: Result<(), Outcome>,
    /// The error's text. It carries no secret.
    pub error: Option<&'a str>,
}

/// Is told of each call's start and end, on the thread that makes the call.
///
/// Both methods do nothing by default. They should return quickly: the call waits for them.
pub trait Observer: Send + Sync {
    /// A call is about to be made.
    fn started(&self, call: &CallStart<'_>) {
        let _ = call;
    }

    /// A call has ended.
    fn ended(&self, call: &CallEnd<'_>) {
        let _ = call;
    }
}
