//! What a simulated Chaoying is configured with: credentials, and every span of time it keeps.

use signing_core::Secret;
use std::time::Duration;

/// The configuration of a [`Chaoying`](super::Chaoying) gateway. All spans but [`Config::notify_patience`] are virtual time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The reseller's number (代理商编号). Defaults to the manual's example, `130000000000000001`.
    pub agent_id: String,
    /// The reseller's key. Defaults to [`Config::DEFAULT_KEY`].
    pub key: Secret,
    /// The merchant that exists from the beginning (超赢商户号). Defaults to `00000001`.
    pub mch_id: String,
    /// The mobile number by which the merchant is found with an SMS code. Defaults to `13800000000`.
    pub mobile: String,
    /// The user name by which the merchant is found with a password. Defaults to `13800000000`.
    pub username: String,
    /// That user's password. Defaults to `12345678`.
    pub password: Secret,
    /// The code "sent" by SMS: it works once, and only after it was sent (下发获取超赢商户号验证短信). Defaults to `1234`.
    pub sms_code: Secret,
    /// How long an SMS code is valid; whole minutes are told to the caller. Defaults to 20 minutes.
    pub sms_valid: Duration,
    /// How long a registered merchant waits (待审核) before it can take payments. Defaults to 60 s.
    pub review: Duration,
    /// How long a face-pay credential (`authinfo`) is valid. Defaults to an hour.
    pub authinfo_valid: Duration,
    /// How long a pre-order without `time_expire` can be paid. Defaults to two hours.
    pub pre_order_valid: Duration,
    /// How soon after an order was made it may be cancelled, whenever it was paid. Defaults to 15 s.
    pub cancel_from: Duration,
    /// Until when after an order was made it may be cancelled, whenever it was paid. Defaults to 5 minutes.
    pub cancel_until: Duration,
    /// How long a slow refund takes. Defaults to 60 s; a bank takes days.
    pub refund_takes: Duration,
    /// The pauses before each attempt to notify. Defaults to the manual's 0/15/15/30/180/1800/1800/1800/1800/3600 s.
    pub notify_pauses: Vec<Duration>,
    /// How long a notification waits for its answer, in real time over HTTP. Defaults to 3 s.
    pub notify_patience: Duration,
    /// Whether failures are signed too, as the manual's tables say. Later documents sign business success only. Defaults to true.
    pub sign_failures: bool,
    /// Whether answers that are no success repeat the order number they were asked about. The manual promises its fields for a
    /// success only; without the name a client cannot tell whose failure it reads. Defaults to true.
    pub name_orders: bool,
    /// Whether the answer to a wrong signature says what was to be signed and which mistake it looks like, which takes a while to find
    /// out. Defaults to true.
    pub explain: bool,
    /// What the made-up numbers follow from. Defaults to 0.
    pub seed: u64,
}

impl Config {
    /// The key of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_KEY: &str = "sandboxchaoyingkey00000000000001";
}

impl Default for Config {
    fn default() -> Self {
        let secret =
            |text: &str| Secret::new(text).expect("the default is printable and not empty");
        let pauses = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600];
        Self {
            agent_id: "130000000000000001".into(),
            key: secret(Self::DEFAULT_KEY),
            mch_id: "00000001".into(),
            mobile: "13800000000".into(),
            username: "13800000000".into(),
            password: secret("12345678"),
            sms_code: secret("1234"),
            sms_valid: Duration::from_secs(20 * 60),
            review: Duration::from_secs(60),
            authinfo_valid: Duration::from_secs(3600),
            pre_order_valid: Duration::from_secs(2 * 3600),
            cancel_from: Duration::from_secs(15),
            cancel_until: Duration::from_secs(300),
            refund_takes: Duration::from_secs(60),
            notify_pauses: pauses.map(Duration::from_secs).to_vec(),
            notify_patience: Duration::from_secs(3),
            sign_failures: true,
            name_orders: true,
            explain: true,
            seed: 0,
        }
    }
}
