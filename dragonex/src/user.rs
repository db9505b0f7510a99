use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use signing_core::{Secret, form};
use transport::{BaseUrl, CallStart, Clock, ConfigError, Link, Method, Request, Settings};

use crate::client::{KeyPair, MAX_AGE, header_value};
use crate::operations::{Asker, TimeUnit, UserOperation};
use crate::protocol::{self, Answer, JSON, Reader};
use crate::untyped::{Asking, Untyped};
use crate::verify::Checker;
use crate::{Error, rules};

/// The access of one logged-in user: own orders, own coins. Immutable, cheap to clone, and free to be used by any number of threads.
///
/// Its calls carry the user's access token instead of a signature and move no money. Answers are checked where a check key is known and
/// the answer is signed; one without a signature is believed for the connection's sake (see [`Answer::signed`]).
/// Source: DragonEx open platform, 客户端请求方式.
#[derive(Clone)]
pub struct UserClient {
    inner: Arc<Inner>,
}

/// What a [`UserClient`] is made of.
pub(crate) struct Inner {
    pub(crate) base_url: BaseUrl,
    pub(crate) app_id: String,
    pub(crate) access_token: Secret,
    pub(crate) device: String,
    pub(crate) checker: Option<Arc<Checker>>,
    pub(crate) unit: TimeUnit,
    pub(crate) link: Arc<Link>,
    /// The app's key pair, where it is known.
    pub(crate) pair: Option<Arc<KeyPair>>,
}

/// Settings of a [`UserClient`] that stands alone. Where there is a [`Client`](crate::Client), [`Client::user`](crate::Client::user) is shorter.
#[derive(Clone)]
pub struct UserClientBuilder {
    base_url: String,
    app_id: String,
    access_token: Secret,
    device: String,
    check_key: Option<Secret>,
    previous_check_key: Option<Secret>,
    max_age: Duration,
    unit: TimeUnit,
    settings: Settings,
}

impl UserClient {
    /// Starts a client of the user who logged in to the app `app_id` on `device` (8 to 16 letters, digits and `_`) and got `access_token`.
    pub fn builder(
        base_url: impl Into<String>,
        app_id: impl Into<String>,
        access_token: Secret,
        device: impl Into<String>,
    ) -> UserClientBuilder {
        UserClientBuilder {
            base_url: base_url.into(),
            app_id: app_id.into(),
            access_token,
            device: device.into(),
            check_key: None,
            previous_check_key: None,
            max_age: MAX_AGE,
            unit: TimeUnit::Nanoseconds,
            settings: Settings::default(),
        }
    }

    pub(crate) fn new(inner: Inner) -> Result<UserClient, ConfigError> {
        header_value("app_id", &inner.app_id)?;
        header_value("access_token", inner.access_token.expose())?;
        rules::device(&inner.device).map_err(|error| ConfigError::new("device", error.rule))?;
        Ok(UserClient {
            inner: Arc::new(inner),
        })
    }

    /// Carries out an operation in the user's name.
    pub fn call<O: UserOperation>(&self, operation: &O) -> Result<O::Reply, Error> {
        self.call_for_answer(operation).map(|answer| answer.reply)
    }

    /// As [`call`](Self::call), with the answer's head and raw bytes beside the reply.
    pub fn call_for_answer<O: UserOperation>(
        &self,
        operation: &O,
    ) -> Result<Answer<O::Reply>, Error> {
        let asking = Asking::new(operation);
        let answer = self.carry_out(&asking, O::BY_POST)?;
        asking.answered(answer)
    }

    /// For those who have only an operation without its types.
    #[doc(hidden)]
    pub fn carry_out(&self, asking: &dyn Untyped, by_post: bool) -> Result<Answer<()>, Error> {
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
            let request = self.request(asking, by_post, &url, sent)?;
            let response = inner.link.send(&request)?;
            *http_status = Some(response.status);
            let reader = Reader {
                checker: inner.checker.as_deref(),
                strict: false,
                asker: Asker::new(&inner.app_id, &inner.base_url),
                sent,
                now: self.clock().now(),
                secrets: inner.secrets(),
            };
            reader.answer(asking, response)
        })
    }

    fn request(
        &self,
        asking: &dyn Untyped,
        by_post: bool,
        url: &str,
        now: Duration,
    ) -> Result<Request, Error> {
        let inner = &*self.inner;
        let mut headers = vec![
            ("app-id".to_owned(), inner.app_id.clone()),
            ("at".to_owned(), inner.access_token.expose().to_owned()),
            ("ts".to_owned(), now.as_secs().to_string()),
            ("device".to_owned(), inner.device.clone()),
        ];
        let (method, url, body) = if by_post {
            headers.push(("Content-Type".to_owned(), JSON.to_owned()));
            let body = protocol::body(asking, &inner.app_id, inner.unit)?;
            (Method::Post, url.to_owned(), body)
        } else {
            protocol::check(asking)?;
            let query = form::encode(asking.wire_fields(inner.unit)?);
            let url = if query.is_empty() {
                url.to_owned()
            } else {
                format!("{url}?{query}")
            };
            (Method::Get, url, Vec::new())
        };
        Ok(Request {
            method,
            url,
            headers,
            body,
            timeout: inner.link.timeout(),
            moves_money: false,
        })
    }

    fn clock(&self) -> &dyn Clock {
        self.inner.link.clock()
    }
}

impl Inner {
    /// All that no text of the provider's may repeat.
    fn secrets(&self) -> [Option<&str>; 3] {
        let token = Some(self.access_token.expose());
        match &self.pair {
            Some(pair) => pair.secrets(token),
            None => [token, None, None],
        }
    }
}

impl UserClientBuilder {
    /// The key by which signed answers are checked (响应数据校验秘钥). Defaults to none: answers are not checked.
    pub fn check_key(mut self, key: Secret) -> Self {
        self.check_key = Some(key);
        self
    }

    /// The check key before the one in force. Defaults to none.
    pub fn previous_check_key(mut self, key: Secret) -> Self {
        self.previous_check_key = Some(key);
        self
    }

    /// How far the time of signing (`dragonex-ts`) may be from this machine's clock. Defaults to 5 minutes.
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
    pub fn build(self) -> Result<UserClient, ConfigError> {
        if self.max_age.is_zero() {
            return Err(ConfigError::new("max_age", "must be greater than 0"));
        }
        let base_url = BaseUrl::parse(&self.base_url, self.settings.allows_http())
            .map_err(|error| ConfigError::new("base_url", error.to_string()))?;
        let mut keys = [self.check_key, self.previous_check_key]
            .into_iter()
            .flatten()
            .peekable();
        let checker = keys
            .peek()
            .is_some()
            .then(|| Arc::new(Checker::new(keys, self.max_age)));
        let link = Arc::new(self.settings.link()?);
        UserClient::new(Inner {
            base_url,
            app_id: self.app_id,
            access_token: self.access_token,
            device: self.device,
            checker,
            unit: self.unit,
            link,
            pair: None,
        })
    }
}

impl fmt::Debug for UserClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserClient")
            .field("base_url", &self.inner.base_url.as_str())
            .field("app_id", &self.inner.app_id)
            .field("device", &self.inner.device)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UserClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserClientBuilder")
            .field("app_id", &self.app_id)
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}
