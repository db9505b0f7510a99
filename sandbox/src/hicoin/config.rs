//! What a simulated HiCoin is configured with: credentials, balances, and every span of time it keeps.

use signing_core::Secret;
use std::{collections::BTreeMap, time::Duration};

/// The configuration of a [`HiCoin`](super::HiCoin) gateway. All spans but [`Config::notify_patience`] are virtual time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The app (第三方标识). Defaults to the manual's example, `4f95ab748e204c65d0bdaa61b4e3f1d7`.
    pub app_id: String,
    /// The app's key (`SecretKey`). Defaults to [`Config::DEFAULT_SECRET_KEY`].
    pub secret_key: Secret,
    /// The payment key (`mch_key`). Defaults to [`Config::DEFAULT_MCH_KEY`].
    pub mch_key: Secret,
    /// A base token that is valid for ever, for those who try things by hand. Defaults to [`Config::DEFAULT_TOKEN`].
    pub standing_token: Secret,
    /// The user who is in front of the browser. Defaults to [`Config::DEFAULT_OPENID`].
    pub openid: String,
    /// What is in the business account (业务账户), by coin and in units of 1e-8: payouts are made from it, and no other coins are
    /// known. Takings don't enter it within the day. Defaults to 10,000,000 USDT.
    pub balances: BTreeMap<String, i64>,
    /// Where results of payments are told, as registered with the provider. Defaults to none.
    pub notify_url: Option<String>,
    /// Whether notifications are JSON instead of forms. Defaults to false.
    pub notify_as_json: bool,
    /// The origin below which users may be sent back with a code (授权域名), such as `https://shop.example`. Defaults to none, which
    /// allows any.
    pub authorised_origin: Option<String>,
    /// Life of a base token. Defaults to two hours.
    pub token_valid: Duration,
    /// Life of a user's token. Defaults to two hours.
    pub user_token_valid: Duration,
    /// Life of a code. Defaults to 5 minutes.
    pub code_valid: Duration,
    /// How long a transfer takes from when it was accepted. Defaults to 5 s.
    pub transfer_takes: Duration,
    /// How long a slow transfer takes. Defaults to 40 s.
    pub slow_transfer_takes: Duration,
    /// The pauses before each attempt to notify. The documents state none; defaults to 0/15/15/30/180/1800/1800/3600 s.
    pub notify_pauses: Vec<Duration>,
    /// How long a notification waits for its answer, in real time over HTTP. Defaults to 5 s.
    pub notify_patience: Duration,
    /// Whether the answer to a wrong signature says what was to be signed and which mistake it looks like, which takes a while to find
    /// out. Defaults to true.
    pub explain: bool,
    /// What the made-up numbers follow from. Defaults to 0.
    pub seed: u64,
}

impl Config {
    /// The app's key of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_SECRET_KEY: &str = "sandboxhicoinsecretkey0000000001";
    /// The payment key of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_MCH_KEY: &str = "sandboxhicoinmchkey0000000000001";
    /// The standing base token of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_TOKEN: &str = "sandboxhicoinbasetoken0000000001";
    /// The user of a gateway with the default configuration.
    pub const DEFAULT_OPENID: &str = "sandboxuser0001";
}

impl Default for Config {
    fn default() -> Self {
        let secret =
            |text: &str| Secret::new(text).expect("the default is printable and not empty");
        let pauses = [0, 15, 15, 30, 180, 1800, 1800, 3600];
        Self {
            app_id: "4f95ab748e204c65d0bdaa61b4e3f1d7".into(),
            secret_key: secret(Self::DEFAULT_SECRET_KEY),
            mch_key: secret(Self::DEFAULT_MCH_KEY),
            standing_token: secret(Self::DEFAULT_TOKEN),
            openid: Self::DEFAULT_OPENID.into(),
            balances: BTreeMap::from([("USDT".into(), 10_000_000 * 100_000_000)]),
            notify_url: None,
            notify_as_json: false,
            authorised_origin: None,
            token_valid: Duration::from_secs(7200),
            user_token_valid: Duration::from_secs(7200),
            code_valid: Duration::from_secs(300),
            transfer_takes: Duration::from_secs(5),
            slow_transfer_takes: Duration::from_secs(40),
            notify_pauses: pauses.map(Duration::from_secs).to_vec(),
            notify_patience: Duration::from_secs(5),
            explain: true,
            seed: 0,
        }
    }
}
