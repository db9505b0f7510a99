//! What sets the four providers apart, brought to one form.

pub(crate) mod chaoying;

use crate::config::{Config, Key};
use crate::failure::Failure;
use crate::table::Table;

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Chaoying,
}

/// A merchant's access to its provider.
pub(crate) enum Access {
    Chaoying(chaoying::Access),
}

impl Provider {
    pub(crate) const ALL: [Provider; 1] = [Provider::Chaoying];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Provider::Chaoying => "chaoying",
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
        }
    }

    /// The names of its signing schemes.
    pub(crate) fn schemes(self) -> &'static [&'static str] {
        match self {
            Provider::Chaoying => chaoying::SCHEMES,
        }
    }
}

impl Access {
    pub(crate) fn new(config: &Config) -> Result<Access, Failure> {
        Ok(match config.provider {
            Provider::Chaoying => Access::Chaoying(chaoying::Access::new(config)?),
        })
    }

    /// The signature of the fields under a scheme.
    pub(crate) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        match self {
            Access::Chaoying(access) => access.sign(scheme, fields),
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
    table
}

/// A request was handed to another provider's client, which the table rules out.
fn astray() -> Failure {
    Failure::internal("the operation belongs to another provider")
}

fn no_scheme(scheme: &str) -> Failure {
    Failure::unknown_name("signing scheme of this client's provider", scheme)
}
