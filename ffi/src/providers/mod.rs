//! What sets the four providers apart, brought to one form.

pub(crate) mod chaoying;
pub(crate) mod dragonex;
pub(crate) mod hicoin;
pub(crate) mod recharge_payout;

use std::fmt;

use crate::config::{Config, Key};
use crate::constants::paysdk_status::{PAYSDK_INVALID_VALUE, PAYSDK_MISMATCH};
use crate::failure::Failure;
use crate::table::Table;

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Chaoying,
    Hicoin,
    RechargePayout,
    Dragonex,
}

/// A merchant's access to its provider.
pub(crate) enum Access {
    Chaoying(chaoying::Access),
    Hicoin(hicoin::Access),
    RechargePayout(recharge_payout::Access),
    Dragonex(dragonex::Access),
}

impl Provider {
    pub(crate) const ALL: [Provider; 4] = [
        Provider::Chaoying,
        Provider::Hicoin,
        Provider::RechargePayout,
        Provider::Dragonex,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Provider::Chaoying => "chaoying",
            Provider::Hicoin => "hicoin",
            Provider::RechargePayout => "recharge_payout",
            Provider::Dragonex => "dragonex",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Provider> {
        Provider::ALL
            .into_iter()
            .find(|provider| provider.name() == name)
    }

    /// The keys of its configuration, beside those that all have.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            Provider::Chaoying => chaoying::KEYS,
            Provider::Hicoin => hicoin::KEYS,
            Provider::RechargePayout => recharge_payout::KEYS,
            Provider::Dragonex => dragonex::KEYS,
        }
    }

    /// The names of its signing schemes.
    pub(crate) fn schemes(self) -> &'static [&'static str] {
        match self {
            Provider::Chaoying => chaoying::SCHEMES,
            Provider::Hicoin => hicoin::SCHEMES,
            Provider::RechargePayout => recharge_payout::SCHEMES,
            Provider::Dragonex => dragonex::SCHEMES,
        }
    }
}

impl Access {
    pub(crate) fn new(config: &Config) -> Result<Access, Failure> {
        Ok(match config.provider {
            Provider::Chaoying => Access::Chaoying(chaoying::Access::new(config)?),
            Provider::Hicoin => Access::Hicoin(hicoin::Access::new(config)?),
            Provider::RechargePayout => {
                Access::RechargePayout(recharge_payout::Access::new(config)?)
            }
            Provider::Dragonex => Access::Dragonex(dragonex::Access::new(config)?),
        })
    }

    /// The signature of the fields under a scheme.
    pub(crate) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        match self {
            Access::Chaoying(access) => access.sign(scheme, fields),
            Access::Hicoin(access) => access.sign(scheme, fields),
            Access::RechargePayout(access) => access.sign(scheme, fields),
            Access::Dragonex(access) => access.sign(scheme, fields),
        }
    }

    /// Whether the signature is that of the fields under a scheme.
    pub(crate) fn verify(
        &self,
        scheme: &str,
        fields: &[(&str, &str)],
        signature: &str,
    ) -> Result<(), Failure> {
        match self {
            Access::Chaoying(access) => access.verify(scheme, fields, signature),
            Access::Hicoin(access) => access.verify(scheme, fields, signature),
            Access::RechargePayout(access) => access.verify(scheme, fields, signature),
            Access::Dragonex(access) => access.verify(scheme, fields, signature),
        }
    }
}

/// The operations and notifications of all providers.
pub(crate) fn table() -> Table {
    let mut table = Table {
        operations: Vec::new(),
        notifications: Vec::new(),
    };
    chaoying::list(&mut table);
    hicoin::list(&mut table);
    recharge_payout::list(&mut table);
    dragonex::list(&mut table);
    table
}

/// A request was handed to another provider's client, which the table rules out.
fn astray() -> Failure {
    Failure::internal("the operation belongs to another provider")
}

fn no_scheme(scheme: &str) -> Failure {
    Failure::unknown_name("signing scheme of this client's provider", scheme)
}

/// A notification that speaks of something else than what was expected.
fn differs(field: &str) -> Failure {
    Failure::of_field(PAYSDK_MISMATCH, field, "is not the order's")
}

/// An expected amount that is none.
fn invalid_amount(rule: impl fmt::Display) -> Failure {
    Failure::of_field(PAYSDK_INVALID_VALUE, "amount", rule)
}

/// An expected amount and, behind a blank, its coin if it names one.
fn split_amount(text: &str) -> Option<(&str, Option<&str>)> {
    let Some((amount, coin)) = text.split_once(' ') else {
        return Some((text, None));
    };
    let bad = coin.is_empty() || coin.contains(|c: char| c.is_whitespace() || c.is_control());
    (!bad).then_some((amount, Some(coin)))
}
