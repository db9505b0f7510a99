//! The desk of HiCoin's tour: a gateway, a client that is recorded, a browser, and exchanges written out.

use super::{Recorded, Recorder, Step, Stop, form_exchange, show};
use crate::{
    Gateway, Options, Server,
    hicoin::{Config, HiCoin},
};
use ::hicoin::{AppKey, Client, MASKED, PaymentKey};
use signing_core::{Secret, SortedHmacSha256, form};
use std::time::Duration;
use transport::{Method, Request, Response, Transport, UreqTransport, public_url};

/// A virtual minute in a second.
const SCALE: u32 = 60;

/// In an answer, and in a signed request, `code` is no secret.
const ANSWER_MASKED: &[&str] = &["access_token", "refresh_token", "mobile_number", "email"];

/// A gateway, its app's client, and a browser.
pub(super) struct Desk {
    pub(super) server: Server<HiCoin>,
    pub(super) client: Client,
    recorder: Recorder,
    browser: UreqTransport,
    app_signer: SortedHmacSha256,
    payment_signer: SortedHmacSha256,
}

impl Desk {
    pub(super) fn open() -> Result<Self, Stop> {
        let options = Options {
            time_scale: SCALE,
            ..Options::default()
        };
        let config = Config::default();
        let app_id = config.app_id.clone();
        let server = Server::start(HiCoin::new(config), options)?;
        let recorder = Recorder::new()?;
        let url = server.base_url();
        let client = Client::builder(app_id, AppKey::new(Config::DEFAULT_SECRET_KEY)?)
            .payment_key(PaymentKey::new(Config::DEFAULT_MCH_KEY)?)
            .payout_base_url(format!("{url}/api"))
            .oauth_base_url(format!("{url}/api"))
            .page_base_url(format!("{url}/hicoinfe/payment"))
            .allow_http(true)
            .transport(recorder.clone())
            .clock(server.clock())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            server,
            client,
            recorder,
            browser: UreqTransport::builder().allow_http(true).build()?,
            app_signer: SortedHmacSha256::new(Secret::new(Config::DEFAULT_SECRET_KEY)?),
            payment_signer: SortedHmacSha256::new(Secret::new(Config::DEFAULT_MCH_KEY)?),
        })
    }

    /// Writes out what the client sent since the last time, and what came back. Answers to which paths the requests went.
    pub(super) fn show(&self, step: &mut Step) -> Vec<String> {
        let kept = self.recorder.take();
        for recorded in &kept {
            self.write(step, recorded);
        }
        let path = |recorded: &Recorded| {
            let url = public_url(&recorded.request.url).into_owned();
            url.rsplit_once("/api")
                .map_or(String::new(), |(_, path)| path.to_owned())
        };
        kept.iter().map(path).collect()
    }

    fn write(&self, step: &mut Step, recorded: &Recorded) {
        let request = &recorded.request;
        let is_signed = form::decode(&request.body)
            .is_ok_and(|fields| fields.iter().any(|(name, _)| name == "sign"));
        if is_signed {
            let signer = if request.url.contains("/pay/") {
                &self.payment_signer
            } else {
                &self.app_signer
            };
            form_exchange(step, recorded, ANSWER_MASKED, |fields| {
                signer.string_to_sign(fields, MASKED)
            });
            return;
        }
        step.say(format!(
            "> {} {}",
            request.method.as_str(),
            public_url(&request.url)
        ));
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let carried = if request.method == Method::Get {
            query.as_bytes()
        } else {
            &request.body
        };
        for (name, value) in form::decode(carried).unwrap_or_default() {
            let shown = if MASKED.contains(&name.as_str()) {
                "***"
            } else {
                &value
            };
            step.say(format!("    {name}={shown}"));
        }
        match &recorded.result {
            Ok(response) => {
                let body = String::from_utf8_lossy(&response.body);
                step.say(format!(
                    "< {} {}",
                    response.status,
                    show::hidden(&body, ANSWER_MASKED)
                ));
            }
            Err(error) => step.say(format!("< {error}")),
        }
    }

    /// A browser opens an address, or presses a button of the page there.
    pub(super) fn browse(&self, url: &str, button: Option<&str>) -> Result<Response, Stop> {
        let request = match button {
            None => Request::get(url),
            Some(action) => Request::post(url, format!("action={action}").into_bytes())
                .header("Content-Type", "application/x-www-form-urlencoded"),
        };
        Ok(self.browser.send(&request)?)
    }

    /// What the gateway's ledger has for an order: asked and paid, in units of 1e-8.
    pub(super) fn booked(&self, number: &str) -> (u128, u128) {
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        let entry = ledger.entries.get(number);
        entry.map_or((0, 0), |entry| (entry.asked, entry.paid))
    }
}
