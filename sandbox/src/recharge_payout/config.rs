//! What the simulated platform is configured with: credentials, the balance, and every span of time it keeps.

use signing_core::Secret;
use std::time::Duration;

/// The configuration of a [`RechargePayout`](super::RechargePayout) gateway. All spans but [`Config::callback_patience`] are virtual time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The merchant's key name (商户Key). Defaults to `sandbox-merchant`.
    pub app_key: String,
    /// The merchant's secret (商户密钥). Defaults to [`Config::DEFAULT_SECRET`].
    pub secret: Secret,
    /// What the merchant can pay out at the beginning, in fen. Defaults to one million yuan.
    pub balance_fen: u64,
    /// How long a customer may take to pay; then the recharge has failed. Defaults to two hours.
    pub recharge_valid: Duration,
    /// How long a payout takes unless planned otherwise. Defaults to 5 s.
    pub payout_takes: Duration,
    /// The pauses before each attempt to call back; the document names none. Defaults to 0/15/30/60/180/600/1800/3600 s.
    pub callback_pauses: Vec<Duration>,
    /// How long a callback waits for its answer, in real time over HTTP. Defaults to 10 s.
    pub callback_patience: Duration,
    /// Whether the answer to a wrong signature says what was to be signed and which mistake it looks like, which takes a while to find
    /// out. Defaults to true.
    pub explain: bool,
}

impl Config {
    /// The secret of a gateway with the default configuration. It protects nothing.
    pub const DEFAULT_SECRET: &str = "sandboxrechargepayoutsecret00001";
}

impl Default for Config {
    fn default() -> Self {
        let pauses = [0, 15, 30, 60, 180, 600, 1800, 3600];
        Self {
            app_key: "sandbox-merchant".into(),
            secret: Secret::new(Self::DEFAULT_SECRET)
                .expect("the default is printable and not empty"),
            balance_fen: 100_000_000,
            recharge_valid: Duration::from_secs(2 * 3600),
            payout_takes: Duration::from_secs(5),
            callback_pauses: pauses.map(Duration::from_secs).to_vec(),
            callback_patience: Duration::from_secs(10),
            explain: true,
        }
    }
}
