//! What every provider's client lets its caller choose about the way to the gateway.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::{
    CallEnd, CallStart, Clock, DEFAULT_TIMEOUT, Observer, Outcome, Request, Response, SystemClock,
    Transport, TransportError,
};

/// A setting that a client cannot be built with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {rule}")]
pub struct ConfigError {
    /// The setting at fault.
    pub setting: &'static str,
    /// What it must be. Never the value.
    pub rule: String,
}

impl ConfigError {
    /// Names the setting and the rule it breaks.
    pub fn new(setting: &'static str, rule: impl Into<String>) -> Self {
        ConfigError {
            setting,
            rule: rule.into(),
        }
    }
}

/// The way to a gateway as the caller wants it. Provider crates put it behind the methods of [`settings_methods!`](crate::settings_methods).
#[derive(Clone)]
pub struct Settings {
    /// For one exchange over HTTP, from start to last byte; a call may make more than one, as where a token has to be fetched first.
    pub timeout: Duration,
    /// For connecting.
    pub connect_timeout: Option<Duration>,
    /// Address of a proxy.
    pub proxy: Option<String>,
    /// Certificates to trust instead of the public ones, as PEM.
    pub ca_file: Option<PathBuf>,
    /// Plain HTTP, for gateways on this machine or in a test.
    pub allow_http: bool,
    /// What sends, instead of the built-in HTTP client.
    pub transport: Option<Arc<dyn Transport>>,
    /// What tells the time and waits.
    pub clock: Arc<dyn Clock>,
    /// Who is told of calls.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: None,
            proxy: None,
            ca_file: None,
            allow_http: false,
            transport: None,
            clock: Arc::new(SystemClock),
            observer: default_observer(),
        }
    }
}

#[cfg(feature = "log")]
fn default_observer() -> Option<Arc<dyn Observer>> {
    Some(Arc::new(crate::LogObserver))
}

#[cfg(not(feature = "log"))]
fn default_observer() -> Option<Arc<dyn Observer>> {
    None
}

impl Settings {
    /// Whether plain HTTP was allowed.
    pub fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// The way, ready to be used by any number of threads.
    pub fn link(self) -> Result<Link, ConfigError> {
        if self.timeout.is_zero() {
            return Err(ConfigError::new("timeout", "must be greater than 0"));
        }
        if self
            .connect_timeout
            .is_some_and(|timeout| timeout.is_zero())
        {
            return Err(ConfigError::new(
                "connect_timeout",
                "must be greater than 0",
            ));
        }
        let transport = match &self.transport {
            Some(transport) => Arc::clone(transport),
            None => self.built_in()?,
        };
        Ok(Link {
            transport,
            clock: self.clock,
            observer: self.observer,
            timeout: self.timeout,
        })
    }

    #[cfg(feature = "http")]
    fn built_in(&self) -> Result<Arc<dyn Transport>, ConfigError> {
        let mut builder = crate::UreqTransport::builder().allow_http(self.allow_http);
        if let Some(timeout) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy);
        }
        #[cfg(feature = "tls")]
        if let Some(path) = &self.ca_file {
            builder = builder.ca_file(path);
        }
        #[cfg(not(feature = "tls"))]
        if self.ca_file.is_some() {
            return Err(ConfigError::new(
                "ca_file",
                "needs a library built with TLS",
            ));
        }
        Ok(Arc::new(builder.assemble()?))
    }

    #[cfg(not(feature = "http"))]
    fn built_in(&self) -> Result<Arc<dyn Transport>, ConfigError> {
        Err(ConfigError::new(
            "transport",
            "is required, as this library was built without an HTTP client",
        ))
    }
}

/// A client's way to its gateway.
pub struct Link {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    timeout: Duration,
}

impl Link {
    /// Sends once.
    pub fn send(&self, request: &Request) -> Result<Response, TransportError> {
        self.transport.send(request)
    }

    /// The client's clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// For one exchange over HTTP, from start to last byte; a call may make more than one, as where a token has to be fetched first.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Does the work of a call, and tells the observer of its start and its end. The work leaves the HTTP status where it learns it.
    pub fn watch<T, E: fmt::Display>(
        &self,
        start: &CallStart<'_>,
        outcome: impl Fn(&E) -> Outcome,
        work: impl FnOnce(&mut Option<u16>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut http_status = None;
        let Some(observer) = &self.observer else {
            return work(&mut http_status);
        };
        observer.started(start);
        let began = self.clock.monotonic();
        let result = work(&mut http_status);
        let text = result.as_ref().err().map(E::to_string);
        observer.ended(&CallEnd {
            provider: start.provider,
            operation: start.operation,
            order: start.order,
            http_status,
            duration: self.clock.monotonic().saturating_sub(began),
            result: result.as_ref().map(drop).map_err(outcome),
            error: text.as_deref(),
        });
        result
    }
}

/// The methods of a client builder that set its [`Settings`], which it keeps in a field `settings`.
#[macro_export]
macro_rules! settings_methods {
    () => {
        /// Takes all of the settings below at once, from a [`transport::Settings`]($crate::Settings). Those that were set before are lost.
        pub fn settings(mut self, settings: $crate::Settings) -> Self {
            self.settings = settings;
            self
        }

        /// For one exchange over HTTP, from start to last byte; a call may make more than one, as where a token has to be fetched first. Defaults to 30 seconds.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.timeout = timeout;
            self
        }

        /// For connecting. Defaults to 5 seconds.
        pub fn connect_timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.settings.connect_timeout = Some(timeout);
            self
        }

        /// Address of an HTTP proxy. Defaults to none; the environment is not asked.
        pub fn proxy(mut self, url: impl Into<String>) -> Self {
            self.settings.proxy = Some(url.into());
            self
        }

        /// PEM file with the certificates to trust instead of the public ones. Defaults to none.
        pub fn ca_file(mut self, path: impl Into<::std::path::PathBuf>) -> Self {
            self.settings.ca_file = Some(path.into());
            self
        }

        /// Allows plain HTTP, for a gateway on this machine or in a test. Defaults to false.
        pub fn allow_http(mut self, allow: bool) -> Self {
            self.settings.allow_http = allow;
            self
        }

        /// Sends through this instead of the built-in HTTP client. Defaults to none.
        pub fn transport(mut self, transport: impl $crate::Transport + 'static) -> Self {
            self.settings.transport = Some(::std::sync::Arc::new(transport));
            self
        }

        /// Tells the time and waits through this. Defaults to the system's clock.
        pub fn clock(mut self, clock: impl $crate::Clock + 'static) -> Self {
            self.settings.clock = ::std::sync::Arc::new(clock);
            self
        }

        /// Is told of each call's start and end. Defaults to none, or with the feature `log` to the log.
        pub fn observer(mut self, observer: impl $crate::Observer + 'static) -> Self {
            self.settings.observer = Some(::std::sync::Arc::new(observer));
            self
        }
    };
}
