//! The four sandboxes, and a client's settings for each.

use std::time::Duration;

use sandbox::{Gateway, HttpRequest, Options, Server, chaoying, dragonex, hicoin, recharge_payout};
use serde_json::{Value, json};

/// Running servers of all providers.
pub(crate) struct Providers {
    chaoying: Server<chaoying::Chaoying>,
    hicoin: Server<hicoin::HiCoin>,
    recharge_payout: Server<recharge_payout::RechargePayout>,
    dragonex: Server<dragonex::DragonEx>,
}

fn serve<G: Gateway + 'static>(gateway: G) -> Server<G> {
    Server::start(gateway, Options::default()).expect("the sandbox starts")
}

impl Providers {
    /// Starts them so that nothing has to be waited for.
    pub(crate) fn start() -> Providers {
        let mut config = chaoying::Config::default();
        config.cancel_from = Duration::ZERO;
        let mut dragonex = dragonex::DragonEx::new(dragonex::Config::default());
        for trade_no in ["T1", "T2"] {
            dragonex.plan_transfer(trade_no, dragonex::Course::AtOnce);
        }
        Providers {
            chaoying: serve(chaoying::Chaoying::new(config)),
            hicoin: serve(hicoin::HiCoin::new(hicoin::Config::default())),
            recharge_payout: serve(recharge_payout::RechargePayout::new(
                recharge_payout::Config::default(),
            )),
            dragonex: serve(dragonex),
        }
    }

    /// By provider: the settings of a client that reaches its server.
    pub(crate) fn settings(&self) -> Value {
        let hicoin = self.hicoin.base_url();
        json!({
            "chaoying": {
                "base_url": self.chaoying.base_url(),
                "agent_id": chaoying::Config::default().agent_id,
                "agent_key": chaoying::Config::DEFAULT_KEY,
                "version": "1.0",
                "pid": "till",
            },
            "hicoin": {
                "payout_base_url": format!("{hicoin}/api"),
                "oauth_base_url": format!("{hicoin}/api"),
                "page_base_url": format!("{hicoin}/hicoinfe/payment"),
                "app_id": hicoin::Config::default().app_id,
                "secret_key": hicoin::Config::DEFAULT_SECRET_KEY,
                "mch_key": hicoin::Config::DEFAULT_MCH_KEY,
            },
            "recharge_payout": {
                "base_url": self.recharge_payout.base_url(),
                "app_key": "sandbox-merchant",
                "secret": recharge_payout::Config::DEFAULT_SECRET,
            },
            "dragonex": {
                "base_url": self.dragonex.base_url(),
                "app_id": dragonex::Config::default().app_id,
                "access_key": dragonex::Config::default().access_key,
                "secret_key": dragonex::Config::DEFAULT_SECRET_KEY,
                "check_key": dragonex::Config::DEFAULT_CHECK_KEY,
                "previous_check_key": "one that is gone",
            },
        })
    }

    /// A code that HiCoin's login gave a user.
    pub(crate) fn hicoin_code(&self) -> String {
        let query = [
            ("app_id", &*hicoin::Config::default().app_id),
            ("redirect_uri", "http://shop.example/back"),
            ("response_type", "code"),
            ("scope", "snsapi_base"),
            ("state", "unforeseen1"),
        ];
        let request = HttpRequest {
            method: "GET".into(),
            path: "/api/connect/oauth/authorize".into(),
            query: signing_core::form::encode(query),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let reply = self
            .hicoin
            .with_gateway(|gateway, now| gateway.handle(now, &request));
        let back = reply.header("Location").expect("a redirect").to_owned();
        let code = back
            .split("code=")
            .nth(1)
            .and_then(|rest| rest.split('&').next());
        code.expect("a code").to_owned()
    }
}
