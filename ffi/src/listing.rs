//! All names of the C interface, for what is generated from them: headers, and the tests of other languages.

use crate::config::COMMON_KEYS;
use crate::describe;
use crate::guard;
use crate::providers::Provider;
use crate::table::{self, Field};

/// An operation or notification and its fields, each with its flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, such as `chaoying.pay`.
    pub name: String,
    /// The fields of the request; none for a notification.
    pub request: Vec<(String, u32)>,
    /// The fields of the response or notification.
    pub response: Vec<(String, u32)>,
}

/// Lets the panics of a test in Rust say why, also after it called the C interface.
pub fn caller_is_rust() {
    guard::caller_is_rust();
}

/// Every operation.
pub fn operations() -> Vec<Listed> {
    let operations = table::table().operations.iter();
    operations
        .map(|operation| Listed {
            name: text(&operation.name),
            request: fields(operation.request()),
            response: fields(operation.response()),
        })
        .collect()
}

/// Every kind of notification.
pub fn notifications() -> Vec<Listed> {
    let notifications = table::table().notifications.iter();
    notifications
        .map(|notification| Listed {
            name: text(&notification.name),
            request: Vec::new(),
            response: fields(notification.fields()),
        })
        .collect()
}

/// The fields of what stands in lists, which names such as `refund_list.0.refund_status` reach.
pub fn item_fields() -> Vec<&'static str> {
    let items = [
        describe::fields::<chaoying::RefundItem>(),
        describe::fields::<dragonex::Order>(),
        describe::fields::<dragonex::Coin>(),
        describe::fields::<dragonex::MarketPrice>(),
    ];
    items.iter().flatten().map(|field| field.name).collect()
}

/// Every provider, with the keys of its configuration that are its own.
pub fn providers() -> Vec<(&'static str, Vec<&'static str>)> {
    let keys = |provider: Provider| provider.keys().iter().map(|key| key.name).collect();
    Provider::ALL
        .iter()
        .copied()
        .map(|provider| (provider.name(), keys(provider)))
        .collect()
}

/// The keys that every configuration has.
pub fn common_keys() -> Vec<&'static str> {
    COMMON_KEYS.iter().map(|key| key.name).collect()
}

/// Every signing scheme.
pub fn schemes() -> Vec<&'static str> {
    let providers = Provider::ALL.iter();
    providers
        .flat_map(|provider| provider.schemes().iter().copied())
        .collect()
}

fn fields(fields: &[Field]) -> Vec<(String, u32)> {
    let fields = fields.iter();
    fields
        .map(|field| (text(&field.name), field.flags))
        .collect()
}

fn text(name: &std::ffi::CStr) -> String {
    name.to_string_lossy().into_owned()
}
