//! A client's settings, by key.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use signing_core::{Masked, Secret};
use transport::{ConfigError, Observer, Settings, Transport};

use crate::charset::Charset;
use crate::constants::paysdk_status::{PAYSDK_CONFIG, PAYSDK_INVALID_VALUE};
use crate::failure::Failure;
use crate::logger::Logger;
use crate::providers::Provider;
use crate::transport_callback::TransportCallback;

/// The keys that every provider has.
pub(crate) const COMMON_KEYS: &[Key] = &[
    Key::new("timeout_ms", Kind::Millis),
    Key::new("connect_timeout_ms", Kind::Millis),
    Key::new("proxy", Kind::Text),
    Key::new("ca_file", Kind::Text),
    Key::new("allow_http", Kind::Switch),
    Key::new("caller_charset", Kind::Charset),
];

/// A key of the configuration.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    kind: Kind,
}

/// What a key's value must be.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    /// A key that signs or opens.
    Secret,
    /// Whole milliseconds, from 1 to a day.
    Millis,
    /// `1` or `0`.
    Switch,
    Charset,
}

impl Key {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Key {
        Key { name, kind }
    }

    fn check(self, value: &str) -> Result<(), Failure> {
        let refuse = |rule: &str| Err(Failure::of_field(PAYSDK_INVALID_VALUE, self.name, rule));
        match self.kind {
            Kind::Text if value.chars().any(char::is_control) => {
                refuse("must not contain control characters")
            }
            Kind::Secret => match Secret::new(value) {
                Ok(_) => Ok(()),
                Err(error) => refuse(&error.to_string()),
            },
            Kind::Millis if millis(value).is_none() => {
                refuse("must be a whole number of milliseconds from 1 to 86400000")
            }
            Kind::Switch if !matches!(value, "0" | "1") => refuse("must be 1 or 0"),
            Kind::Charset if Charset::named(value).is_none() => refuse("must be utf-8 or gbk"),
            _ => Ok(()),
        }
    }
}

fn millis(text: &str) -> Option<Duration> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let millis: u64 = text.parse().ok().filter(|_| digits)?;
    (1..=86_400_000)
        .contains(&millis)
        .then(|| Duration::from_millis(millis))
}

/// The settings of a client to be. Values are wiped when it goes.
#[derive(Clone)]
pub struct Config {
    pub(crate) provider: Provider,
    pub(crate) charset: Charset,
    pub(crate) transport: Option<TransportCallback>,
    pub(crate) logger: Option<Logger>,
    values: BTreeMap<&'static str, Masked>,
}

impl Config {
    pub(crate) fn new(provider: Provider) -> Config {
        Config {
            provider,
            charset: Charset::default(),
            transport: None,
            logger: None,
            values: BTreeMap::new(),
        }
    }

    /// Takes a value; the empty one takes the setting back.
    pub(crate) fn set(&mut self, name: &str, value: String) -> Result<(), Failure> {
        let value = Masked::from(value);
        let key = COMMON_KEYS
            .iter()
            .chain(self.provider.keys())
            .find(|key| key.name == name)
            .ok_or_else(|| Failure::unknown_name("key of this provider", name))?;
        if value.expose().is_empty() {
            self.values.remove(key.name);
        } else {
            key.check(value.expose())?;
            self.values.insert(key.name, value);
        }
        let charset = self.text("caller_charset").and_then(Charset::named);
        self.charset = charset.unwrap_or_default();
        Ok(())
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(Masked::expose)
    }

    pub(crate) fn required(&self, key: &'static str) -> Result<&str, Failure> {
        self.text(key)
            .ok_or_else(|| Failure::of_field(PAYSDK_CONFIG, key, "is required"))
    }

    pub(crate) fn secret(&self, key: &'static str) -> Result<Secret, Failure> {
        Secret::new(self.required(key)?)
            .map_err(|error| Failure::of_field(PAYSDK_CONFIG, key, error))
    }

    pub(crate) fn optional_secret(&self, key: &'static str) -> Result<Option<Secret>, Failure> {
        self.text(key).map(|_| self.secret(key)).transpose()
    }

    /// The settings that all clients share.
    pub(crate) fn way(&self) -> Settings {
        let default = Settings::default();
        Settings {
            timeout: self.millis("timeout_ms").unwrap_or(default.timeout),
            connect_timeout: self.millis("connect_timeout_ms"),
            proxy: self.text("proxy").map(str::to_owned),
            ca_file: self.text("ca_file").map(PathBuf::from),
            allow_http: self.text("allow_http") == Some("1"),
            transport: self
                .transport
                .map(|callback| Arc::new(callback) as Arc<dyn Transport>),
            observer: self.logger.map(|logger| {
                // The charset may have been set after the logger.
                let charset = self.charset;
                Arc::new(Logger { charset, ..logger }) as Arc<dyn Observer>
            }),
            ..default
        }
    }

    fn millis(&self, key: &str) -> Option<Duration> {
        self.text(key).and_then(millis)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        let key = match error.setting {
            "timeout" => "timeout_ms",
            "connect_timeout" => "connect_timeout_ms",
            other => other,
        };
        Failure::of_field(PAYSDK_CONFIG, key, error.rule)
    }
}
