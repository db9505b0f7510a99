use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use signing_core::{HeaderHmacSha1, Secret};
use transport::{BaseUrl, CallStart, Clock, ConfigError, Link, Method, Request, Settings};

use crate::operations::{Asker, Money, ServerOperation, TimeUnit};
use crate::protocol::{self, Answer, Reader};
use crate::untyped::{Asking, Untyped};
use crate::verify::Checker;
use crate::{Error, UserClient, rules, user};

/// How far the time of signing may be from this machine's clock, unless the builder says otherwise.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// The access of an app's server. Cheap to clone, and free to be used by any number of threads.
///
/// It and its clones remember one thing: the latest `Date` under which they sent money, for [`confirm_transfer`](Self::confirm_transfer).
/// The client of one of the app's users is a [`UserClient`].
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: BaseUrl,
    pub(crate) app_id: String,
    pair: Arc<KeyPair>,
    signer: HeaderHmacSha1,
    pub(crate) checker: Arc<Checker>,
    unit: TimeUnit,
    pub(crate) link: Arc<Link>,
    /// The latest `Date` of a request that moves money, in seconds since the Unix epoch.
    money_sent: AtomicU64,
}

/// What the app signs with. The clients of its users never send it, but mask it.
pub(crate) struct KeyPair {
    pub(crate) access_key: String,
    pub(crate) secret_key: Secret,
}

/// Settings of a [`Client`].
#[derive(Clone)]
pub struct ClientBuilder {
    base_url: String,
    app_id: String,
    access_key: String,
    secret_key: Secret,
    check_key: Secret,
    previous_check_key: Option<Secret>,
    max_age: Duration,
    unit: TimeUnit,
    settings: Settings,
}

impl Client {
    /// Starts a client of the app `app_id` at `base_url` (`https://oauth.dragonex.io`), with one of its key pairs (`access_key` and
    /// `secret_key`) and the key by which it checks answers (`check_key`, 响应数据校验秘钥).
    pub fn builder(
        base_url: impl Into<String>,
        app_id: impl Into<String>,
        access_key: impl Into<String>,
        secret_key: Secret,
        check_key: Secret,
    ) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            app_id: app_id.into(),
            access_key: access_key.into(),
            secret_key,
            check_key,
            previous_check_key: None,
            max_age: MAX_AGE,
            unit: TimeUnit::Nanoseconds,
            settings: Settings::default(),
        }
    }

    /// Carries out an operation: checks it, signs it, sends it once, and believes the answer only where it is proven.
    pub fn call<O: ServerOperation>(&self, operation: &O) -> Result<O::Reply, Error> {
        self.call_for_answer(operation).map(|answer| answer.reply)
    }

    /// As [`call`](Self::call), with the answer's head and raw bytes beside the reply.
    pub fn call_for_answer<O: ServerOperation>(
        &self,
        operation: &O,
    ) -> Result<Answer<O::Reply>, Error> {
        let asking = Asking::new(operation);
        let answer = self.carry_out(&asking)?;
        asking.answered(answer)
    }

    /// For those who have only an operation without its types.
    #[doc(hidden)]
    pub fn carry_out(&self, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
        let inner = &*self.inner;
        let about = asking.about();
        let url = inner.base_url.join(about.path);
        let start = CallStart {
            provider: "dragonex",
            operation: about.name,
            order: asking.order(),
            url: &url,
        };
        inner.link.watch(&start, Error::outcome, |http_status| {
            let sent = self.clock().now();
            let request = self.request(asking, &url, sent)?;
            let response = inner.link.send(&request)?;
            *http_status = Some(response.status);
            let reader = Reader {
                checker: Some(&inner.checker),
                strict: true,
                asker: self.asker(),
                sent,
                now: self.clock().now(),
                secrets: inner.pair.secrets(None),
            };
            reader.answer(asking, response)
        })
    }

    /// A client for one of the app's users, who logged in on `device` and got this access token: over the same way, with the same check keys.
    pub fn user(
        &self,
        access_token: Secret,
        device: impl Into<String>,
    ) -> Result<UserClient, ConfigError> {
        let inner = &*self.inner;
        UserClient::new(user::Inner {
            base_url: inner.base_url.clone(),
            app_id: inner.app_id.clone(),
            access_token,
            device: device.into(),
            checker: Some(Arc::clone(&inner.checker)),
            unit: inner.unit,
            link: Arc::clone(&inner.link),
            pair: Some(Arc::clone(&inner.pair)),
        })
    }

    fn request(&self, asking: &dyn Untyped, url: &str, now: Duration) -> Result<Request, Error> {
        let inner = &*self.inner;
        let body = protocol::body(asking, &inner.app_id, inner.unit)?;
        let moves_money = asking.about().money == Money::Moved;
        if moves_money {
            inner.money_sent.fetch_max(now.as_secs(), Ordering::Relaxed);
        }
        // What the server sees: a path that the base URL prefixes is part of it.
        let path = &url[inner.base_url.origin().len()..];
        Ok(Request {
            method: Method::Post,
            headers: protocol::signed_headers(
                &inner.signer,
                &inner.app_id,
                &inner.pair.access_key,
                path,
                now,
                &body,
            ),
            url: url.to_owned(),
            body,
            timeout: inner.link.timeout(),
            moves_money,
        })
    }

    /// The latest time by which any request that moves money may have been dated: this machine's clock may have been set back since.
    pub(crate) fn latest_date(&self) -> Duration {
        let sent = self.inner.money_sent.load(Ordering::Relaxed);
        self.clock().now().max(Duration::from_secs(sent))
    }

    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker::new(&self.inner.app_id, &self.inner.base_url)
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.link.clock()
    }
}

impl KeyPair {
    /// The pair, and a user's token where there is one.
    pub(crate) fn secrets<'a>(&'a self, token: Option<&'a str>) -> [Option<&'a str>; 3] {
        [
            Some(&self.access_key),
            Some(self.secret_key.expose()),
            token,
        ]
    }
}

impl ClientBuilder {
    /// The check key before the one in force: after a change the provider signs with either for an hour. Defaults to none.
    pub fn previous_check_key(mut self, key: Secret) -> Self {
        self.previous_check_key = Some(key);
        self
    }

    /// How far the time of signing (`dragonex-ts`) of answers and callbacks may be from this machine's clock. Defaults to 5 minutes.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// The unit in which the provider reads the times of an order history. Defaults to nanoseconds, as its later documents say.
    pub fn history_times(mut self, unit: TimeUnit) -> Self {
        self.unit = unit;
        self
    }

    transport::settings_methods!();

    /// The client, or what is wrong with its settings.
    pub fn build(self) -> Result<Client, ConfigError> {
        header_value("app_id", &self.app_id)?;
        header_value("access_key", &self.access_key)?;
        if self.access_key.contains(':') {
            return Err(ConfigError::new("access_key", "must not contain a colon"));
        }
        if self.max_age.is_zero() {
            return Err(ConfigError::new("max_age", "must be greater than 0"));
        }
        let base_url = BaseUrl::parse(&self.base_url, self.settings.allows_http())
            .map_err(|error| ConfigError::new("base_url", error.to_string()))?;
        let keys = [Some(self.check_key), self.previous_check_key];
        Ok(Client {
            inner: Arc::new(Inner {
                base_url,
                app_id: self.app_id,
                signer: HeaderHmacSha1::new(self.secret_key.clone()),
                pair: Arc::new(KeyPair {
                    access_key: self.access_key,
                    secret_key: self.secret_key,
                }),
                checker: Arc::new(Checker::new(keys.into_iter().flatten(), self.max_age)),
                unit: self.unit,
                link: Arc::new(self.settings.link()?),
                money_sent: AtomicU64::new(0),
            }),
        })
    }
}

/// What goes into a header must fit there.
pub(crate) fn header_value(setting: &'static str, value: &str) -> Result<(), ConfigError> {
    if value.is_empty() {
        return Err(ConfigError::new(setting, "is required"));
    }
    rules::header(setting, value).map_err(|error| ConfigError::new(setting, error.rule))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("app_id", &self.inner.app_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}
