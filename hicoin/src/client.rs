use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use signing_core::{InvalidField, Masked, Secret, nonce};
use transport::{BaseUrl, CallStart, Clock, ConfigError, Link, Settings};

use crate::base_token::{BaseToken, Fetched, Moment};
use crate::draft::Draft;
use crate::operations::{Base, Key, Money, Operation};
use crate::protocol::{self, Answer, TOKEN_CODES};
use crate::signature::Signer;
use crate::untyped::{Asking, Untyped};
use crate::{AccessToken, AppKey, Code, Error, PaymentKey};

/// An app's access to the provider. Cheap to clone, and free to be used by any number of threads; clones share the base token.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    payout_base: BaseUrl,
    oauth_base: BaseUrl,
    pub(crate) page_base: BaseUrl,
    pub(crate) app_id: String,
    pub(crate) app_key: AppKey,
    payment_key: Option<PaymentKey>,
    app_signer: Signer,
    payment_signer: Option<Signer>,
    pub(crate) nonce: Nonce,
    token_codes: Vec<Code>,
    pub(crate) refusal_codes: Vec<Code>,
    pub(crate) link: Link,
    base_token: BaseToken,
}

type Nonce = Arc<dyn Fn() -> String + Send + Sync>;

/// Settings of a [`Client`].
#[derive(Clone)]
pub struct ClientBuilder {
    payout_base_url: String,
    oauth_base_url: String,
    page_base_url: String,
    app_id: String,
    app_key: AppKey,
    payment_key: Option<PaymentKey>,
    encode_values: bool,
    nonce: Nonce,
    token_codes: Vec<Code>,
    refusal_codes: Vec<Code>,
    settings: Settings,
}

impl Client {
    /// Starts a client for the app `app_id` (第三方标识) whose `SecretKey` is `app_key`.
    pub fn builder(app_id: impl Into<String>, app_key: AppKey) -> ClientBuilder {
        ClientBuilder {
            payout_base_url: "https://avenger.hicoin.vip/api".into(),
            oauth_base_url: "https://oauth.hicoin.vip/api".into(),
            page_base_url: "https://api.hicoin.vip/hicoinfe/payment".into(),
            app_id: app_id.into(),
            app_key,
            payment_key: None,
            encode_values: false,
            nonce: Arc::new(|| nonce::alphanumeric(32)),
            token_codes: TOKEN_CODES.iter().copied().map(Code::from).collect(),
            refusal_codes: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// Carries out an operation: checks it, signs it, sends it, and believes the answer only where it is proven.
    ///
    /// An operation that needs the base token and brings none gets the client's, which is fetched first if there is none. If the
    /// provider refuses that token, a read is repeated once under a new one; a transfer is sent once, whatever happens.
    ///
    /// While one thread fetches the token the others wait. So an observer or logger that is told of the token's request must not make a call
    /// on this client or a clone that needs the token: on the same thread it ends in [`Error::NoToken`], and one that waits for
    /// another thread's call waits for ever.
    pub fn call<O: Operation>(&self, operation: &O) -> Result<O::Reply, Error> {
        self.call_for_answer(operation).map(|answer| answer.reply)
    }

    /// As [`call`](Self::call), with the answer's head and raw bytes beside the reply.
    pub fn call_for_answer<O: Operation>(&self, operation: &O) -> Result<Answer<O::Reply>, Error> {
        let asking = Asking::new(operation);
        let answer = self.carry_out(&asking)?;
        asking.answered(answer)
    }

    /// For those who have only an operation without its types.
    #[doc(hidden)]
    pub fn carry_out(&self, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
        let asked = Moment::of(self.clock());
        let answer = self.exchange(asking)?;
        if let Some((token, seconds)) = asking.base_token() {
            let fetched = Fetched {
                token,
                expires_in: Duration::from_secs(seconds),
            };
            self.inner.base_token.keep(fetched, asked);
        }
        Ok(answer)
    }

    fn exchange(&self, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
        let inner = &*self.inner;
        let about = asking.about();
        let url = inner.base(about.base).join(about.path);
        let start = CallStart {
            provider: "hicoin",
            operation: about.name,
            order: asking.order(),
            url: &url,
        };
        inner.link.watch(&start, Error::outcome, |http_status| {
            let draft = Draft::of(inner, asking)?;
            let mut send = |base_token: Option<&Masked>| {
                let base_token = base_token.map(Masked::expose);
                let response = inner.link.send(&draft.request(inner, &url, base_token)?)?;
                *http_status = Some(response.status);
                protocol::answer(inner, asking, &draft, base_token, response)
            };
            if !draft.needs_base_token() {
                return send(None);
            }
            let token = self.base_token()?;
            let refusal = match send(Some(&token)) {
                Err(error) if inner.is_token_refusal(&error) => error,
                result => return result,
            };
            inner.base_token.forget(&token);
            if about.money == Money::PaidOut {
                return Err(refusal);
            }
            let token = self.base_token().map_err(|_| refusal)?;
            send(Some(&token))
        })
    }

    /// The base token (基础授权token): the one at hand, or a new one.
    fn base_token(&self) -> Result<Masked, Error> {
        let fetch = || {
            let asking = Asking::new(&AccessToken {});
            let reply = self
                .exchange(&asking)
                .and_then(|answer| asking.answered(answer))
                .map_err(|error| Error::Token(Box::new(error)))?
                .reply;
            Ok(Fetched {
                expires_in: Duration::from_secs(reply.expires_in),
                token: reply.access_token,
            })
        };
        self.inner
            .base_token
            .get(|| Moment::of(self.clock()), fetch)
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.link.clock()
    }
}

impl Inner {
    pub(crate) fn base(&self, base: Base) -> &BaseUrl {
        match base {
            Base::Payout => &self.payout_base,
            Base::Oauth => &self.oauth_base,
        }
    }

    pub(crate) fn signer(&self, key: Key) -> Result<&Signer, InvalidField> {
        match key {
            Key::App => Ok(&self.app_signer),
            Key::Payment => self.payment_signer.as_ref().ok_or_else(|| {
                InvalidField::new(
                    "mch_key",
                    "is required for H5 payments: give it to the client's builder",
                )
            }),
        }
    }

    fn is_token_refusal(&self, error: &Error) -> bool {
        match error {
            Error::HttpStatus { status } => *status == 401,
            Error::Provider(failure) => self.token_codes.contains(&failure.code),
            _ => false,
        }
    }

    /// What no output may show, whatever was asked.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = [
            Some(self.app_key.secret()),
            self.payment_key.as_ref().map(PaymentKey::secret),
        ];
        keys.into_iter().flatten().map(Secret::expose)
    }
}

impl ClientBuilder {
    /// The payment key (`mch_key`, 支付密钥), without which H5 payments and their notifications are refused. Defaults to none.
    pub fn payment_key(mut self, key: PaymentKey) -> Self {
        self.payment_key = Some(key);
        self
    }

    /// Where payouts and base tokens are served. Defaults to the provider's production, `https://avenger.hicoin.vip/api`.
    pub fn payout_base_url(mut self, url: impl Into<String>) -> Self {
        self.payout_base_url = url.into();
        self
    }

    /// Where OAuth and H5 payments are served. Defaults to the provider's production, `https://oauth.hicoin.vip/api`.
    pub fn oauth_base_url(mut self, url: impl Into<String>) -> Self {
        self.oauth_base_url = url.into();
        self
    }

    /// The payment page. Defaults to the provider's production, `https://api.hicoin.vip/hicoinfe/payment`.
    pub fn page_base_url(mut self, url: impl Into<String>) -> Self {
        self.page_base_url = url.into();
        self
    }

    /// Signs and verifies percent-encoded values. The provider's appendix says so, but its example, its clients and its published
    /// page URL sign plain values; only one of the two is ever tried. Defaults to false, plain values.
    pub fn encode_values(mut self, encode: bool) -> Self {
        self.encode_values = encode;
        self
    }

    /// What makes the random texts of requests: 32 letters and digits, another one each time. Defaults to the operating system's
    /// randomness.
    pub fn nonce(mut self, nonce: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.nonce = Arc::new(nonce);
        self
    }

    /// The codes that say that an access token is not valid (any more). Defaults to [`TOKEN_CODES`].
    pub fn token_codes<C: Into<Code>>(mut self, codes: impl IntoIterator<Item = C>) -> Self {
        self.token_codes = codes.into_iter().map(Into::into).collect();
        self
    }

    /// Codes that, beside 110043, prove over HTTPS that a transfer was not carried out. Give only what the provider has confirmed to
    /// you: a wrong one pays twice. Defaults to none.
    pub fn refusal_codes<C: Into<Code>>(mut self, codes: impl IntoIterator<Item = C>) -> Self {
        self.refusal_codes = codes.into_iter().map(Into::into).collect();
        self
    }

    transport::settings_methods!();

    /// The client, or what is wrong with its settings.
    pub fn build(self) -> Result<Client, ConfigError> {
        if self.app_id.is_empty() {
            return Err(ConfigError::new("app_id", "is required"));
        }
        let allow_http = self.settings.allows_http();
        let base = |setting, url: &str| {
            BaseUrl::parse(url, allow_http)
                .map_err(|error| ConfigError::new(setting, error.to_string()))
        };
        let payment_signer = self
            .payment_key
            .as_ref()
            .map(|key| Signer::new(key.secret(), self.encode_values));
        Ok(Client {
            inner: Arc::new(Inner {
                payout_base: base("payout_base_url", &self.payout_base_url)?,
                oauth_base: base("oauth_base_url", &self.oauth_base_url)?,
                page_base: base("page_base_url", &self.page_base_url)?,
                app_id: self.app_id,
                app_signer: Signer::new(self.app_key.secret(), self.encode_values),
                app_key: self.app_key,
                payment_signer,
                payment_key: self.payment_key,
                nonce: self.nonce,
                token_codes: self.token_codes,
                refusal_codes: self.refusal_codes,
                link: self.settings.link()?,
                base_token: BaseToken::default(),
            }),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("payout_base_url", &self.inner.payout_base.as_str())
            .field("oauth_base_url", &self.inner.oauth_base.as_str())
            .field("page_base_url", &self.inner.page_base.as_str())
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
