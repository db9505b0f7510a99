//! What sets the four providers apart, brought to one form.

#[cfg(not(without_chaoying))]
pub(crate) mod chaoying;
#[cfg(not(without_dragonex))]
pub(crate) mod dragonex;
#[cfg(not(without_hicoin))]
pub(crate) mod hicoin;
#[cfg(not(without_recharge_payout))]
pub(crate) mod recharge_payout;

use std::fmt;

use crate::config::{Config, Key};
use crate::constants::paysdk_status::{PAYSDK_INVALID_VALUE, PAYSDK_MISMATCH};
use crate::failure::Failure;
use crate::table::Table;

/// What differs only in the provider's name; `build.rs` says which providers this library is without.
macro_rules! providers {
    ($($without:ident $provider:ident $module:ident;)+) => {
        /// A provider.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Provider {
            $(#[cfg(not($without))] $provider,)+
        }

        /// A merchant's access to its provider.
        pub(crate) enum Access {
            $(#[cfg(not($without))] $provider($module::Access),)+
        }

        impl Provider {
            pub(crate) const ALL: &[Provider] = &[$(#[cfg(not($without))] Provider::$provider,)+];

            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(#[cfg(not($without))] Provider::$provider => stringify!($module),)+
                }
            }

            /// The keys of its configuration, beside those that all have.
            pub(crate) fn keys(self) -> &'static [Key] {
                match self {
                    $(#[cfg(not($without))] Provider::$provider => $module::KEYS,)+
                }
            }

            /// The names of its signing schemes.
            pub(crate) fn schemes(self) -> &'static [&'static str] {
                match self {
                    $(#[cfg(not($without))] Provider::$provider => $module::SCHEMES,)+
                }
            }
        }

        impl Access {
            pub(crate) fn new(config: &Config) -> Result<Access, Failure> {
                Ok(match config.provider {
                    $(#[cfg(not($without))]
                    Provider::$provider => Access::$provider($module::Access::new(config)?),)+
                })
            }

            /// The signature of the fields under a scheme.
            pub(crate) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
                match self {
                    $(#[cfg(not($without))]
                    Access::$provider(access) => access.sign(scheme, fields),)+
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
                    $(#[cfg(not($without))]
                    Access::$provider(access) => access.verify(scheme, fields, signature),)+
                }
            }
        }

        /// The operations and notifications of all providers.
        pub(crate) fn table() -> Table {
            let mut table = Table {
                operations: Vec::new(),
                notifications: Vec::new(),
            };
            $(#[cfg(not($without))]
            $module::list(&mut table);)+
            table
        }
    };
}

providers! {
    without_chaoying Chaoying chaoying;
    without_hicoin Hicoin hicoin;
    without_recharge_payout RechargePayout recharge_payout;
    without_dragonex Dragonex dragonex;
}

impl Provider {
    pub(crate) fn named(name: &str) -> Option<Provider> {
        let mut all = Provider::ALL.iter().copied();
        all.find(|provider| provider.name() == name)
    }
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
