use std::fmt;
use std::sync::Arc;

use signing_core::{FixedMd5, Secret};
use transport::{BaseUrl, CallStart, Clock, ConfigError, Link, Settings};

use crate::protocol::{self, Answer};
use crate::untyped::{Asking, Untyped};
use crate::{Error, Operation, Way, page};

/// A merchant's access to the platform. Immutable, cheap to clone, and free to be used by any number of threads.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: BaseUrl,
    pub(crate) app_key: String,
    pub(crate) secret: Secret,
    pub(crate) signer: FixedMd5,
    pub(crate) link: Link,
}

/// Settings of a [`Client`].
#[derive(Clone)]
pub struct ClientBuilder {
    base_url: String,
    app_key: String,
    secret: Secret,
    settings: Settings,
}

impl Client {
    /// Starts a client for the gateway (网关) at `base_url`, an origin without a path, as the merchant `app_key` (商户Key) whose key is
    /// `secret` (商户密钥).
    ///
    /// The platform signs no answer: only an `https` address lets a refusal prove anything.
    pub fn builder(
        base_url: impl Into<String>,
        app_key: impl Into<String>,
        secret: Secret,
    ) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            app_key: app_key.into(),
            secret,
            settings: Settings::default(),
        }
    }

    /// Carries out an operation: checks it, signs it, sends it at most once, and reads the answer.
    ///
    /// A failure is believed only where it is proven. A success is handed out however it came: over plain HTTP, or where its end was not
    /// announced, nobody vouches for it, which only [`call_for_answer`](Self::call_for_answer) tells.
    ///
    /// [`RechargePage`](crate::RechargePage) sends nothing: the customer's browser will.
    pub fn call<O: Operation>(&self, operation: &O) -> Result<O::Reply, Error> {
        self.call_for_answer(operation).map(|answer| answer.reply)
    }

    /// As [`call`](Self::call), with what the answer proves and its raw bytes beside the reply.
    pub fn call_for_answer<O: Operation>(&self, operation: &O) -> Result<Answer<O::Reply>, Error> {
        let asking = Asking::new(operation);
        let answer = self.carry_out(&asking)?;
        asking.answered(answer)
    }

    /// For those who have only an operation without its types.
    #[doc(hidden)]
    pub fn carry_out(&self, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
        let inner = &*self.inner;
        let about = asking.about();
        if about.way == Way::Page {
            return page::answer(inner, asking);
        }
        let url = inner.base_url.join(about.path);
        let start = CallStart {
            provider: "recharge_payout",
            operation: about.name,
            order: Some(asking.mrn()),
            url: &url,
        };
        inner.link.watch(&start, Error::outcome, |http_status| {
            let request = protocol::request(inner, asking, &url)?;
            let response = inner.link.send(&request)?;
            *http_status = Some(response.status);
            protocol::answer(inner, asking, response)
        })
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.link.clock()
    }
}

impl ClientBuilder {
    transport::settings_methods!();

    /// The client, or what is wrong with its settings.
    pub fn build(self) -> Result<Client, ConfigError> {
        if self.app_key.is_empty() || self.app_key.contains(|c: char| c.is_control() || c == '&') {
            return Err(ConfigError::new(
                "app_key",
                "is required, without control characters and &",
            ));
        }
        let base_url = BaseUrl::parse(&self.base_url, self.settings.allows_http())
            .map_err(|error| ConfigError::new("base_url", error.to_string()))?;
        // Pay URLs are joined to the origin, so a path would silently be lost there.
        if !base_url.path().is_empty() {
            return Err(ConfigError::new(
                "base_url",
                "must be scheme, host and perhaps a port, without a path",
            ));
        }
        Ok(Client {
            inner: Arc::new(Inner {
                base_url,
                app_key: self.app_key,
                signer: FixedMd5::new(self.secret.clone()),
                secret: self.secret,
                link: self.settings.link()?,
            }),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("app_key", &self.inner.app_key)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_key", &self.app_key)
            .finish_non_exhaustive()
    }
}
