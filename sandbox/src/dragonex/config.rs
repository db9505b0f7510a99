//! What a simulated DragonEx is configured with: credentials, users, and every span of time it keeps.

use signing_core::Secret;
use std::time::Duration;

/// The configuration of a [`DragonEx`](super::DragonEx) gateway. All spans but [`Config::date_window`] and
/// [`Config::callback_patience`] are virtual time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The app. Defaults to `sandboxapp`.
    pub app_id: String,
    /// Names the key pair. Defaults to `sandboxaccesskey`.
    pub access_key: String,
    /// Signs the app's requests. Defaults to [`Config::DEFAULT_SECRET_KEY`].
    pub secret_key: Secret,
    /// Signs answers and callbacks (响应数据校验秘钥). Defaults to [`Config::DEFAULT_CHECK_KEY`].
    pub check_key: Secret,
    /// Where callbacks go, as the app's administrator set it. Defaults to nowhere; `/sandbox` has a form for it.
    pub callback_url: String,
    /// What the app has of each coin at the beginning, in its coin account and in its open account. Defaults to one million.
    pub app_balance: String,
    /// What each user has of each coin at the beginning, in the coin account and in the open account. Defaults to ten thousand.
    pub user_balance: String,
    /// How far a request's `Date` or `ts` may be from the date that the gateway's calendar has: not virtual time where the
    /// dates are real ones. Defaults to 5 minutes.
    pub date_window: Duration,
    /// How long a pay code can be used; then the order has failed. Defaults to 15 minutes.
    pub pay_code_valid: Duration,
    /// How long a transfer takes. Defaults to 1 s.
    pub transfer_takes: Duration,
    /// How long after a change of the check key messages are signed with either key. Defaults to an hour.
    pub keys_overlap: Duration,
    /// How long an access code from the login page can be used. Defaults to 5 minutes.
    pub access_code_valid: Duration,
    /// How long an access token lives; a refresh token lives seven times as long. Defaults to a day.
    pub token_valid: Duration,
    /// The pause before a callback is repeated. Defaults to 10 minutes.
    pub callback_pause: Duration,
    /// For how long a callback is repeated. Defaults to 36 hours.
    pub callback_until: Duration,
    /// How long a callback waits for its answer, in real time over HTTP. Defaults to 10 s.
    pub callback_patience: Duration,
    /// Whether a callback comes in the frame of the answers, `{ok, code, msg, data}`; the documents do not say. Defaults to false.
    pub frame_callbacks: bool,
    /// Whether a failure names the order it was asked about; the documents do not say. Defaults to true.
    pub name_orders: bool,
    /// Whether an order history is answered as the bare list of the earlier documents. Defaults to false.
    pub bare_lists: bool,
    /// What the made-up numbers follow from. Defaults to 0.
    pub seed: u64,
}

impl Config {
    /// The secret key of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_SECRET_KEY: &str = "sandboxdragonexsecretkey00000001";
    /// The check key of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_CHECK_KEY: &str = "sandboxdragonexcheckkey";
    /// An access token that is there from the beginning: of the first user, on [`Config::DEFAULT_DEVICE`], for ever.
    pub const DEFAULT_TOKEN: &str = "sandboxdragonexaccesstoken";
    /// The device of [`Config::DEFAULT_TOKEN`].
    pub const DEFAULT_DEVICE: &str = "sandbox_0001";
}

impl Default for Config {
    fn default() -> Self {
        let secret =
            |text: &str| Secret::new(text).expect("the default is printable and not empty");
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            app_id: "sandboxapp".into(),
            access_key: "sandboxaccesskey".into(),
            secret_key: secret(Self::DEFAULT_SECRET_KEY),
            check_key: secret(Self::DEFAULT_CHECK_KEY),
            callback_url: String::new(),
            app_balance: "1000000".into(),
            user_balance: "10000".into(),
            date_window: minutes(5),
            pay_code_valid: minutes(15),
            transfer_takes: Duration::from_secs(1),
            keys_overlap: minutes(60),
            access_code_valid: minutes(5),
            token_valid: minutes(24 * 60),
            callback_pause: minutes(10),
            callback_until: minutes(36 * 60),
            callback_patience: Duration::from_secs(10),
            frame_callbacks: false,
            name_orders: true,
            bare_lists: false,
            seed: 0,
        }
    }
}
