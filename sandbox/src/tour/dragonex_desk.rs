//! The desk of the DragonEx tour: a gateway, the app's client, a shop that receives callbacks, a browser, and exchanges written out.

use super::{Recorded, Recorder, Step, Stop, show::hidden};
use crate::{
    Dates, Gateway, HttpReply, Merchant, Options, Server,
    dragonex::{Config, DragonEx},
};
use ::dragonex::{Client, Error, MASKED, PaymentCallback, Secret, WeaklyVerified};
use signing_core::{HeaderHmacSha1, SignedHeaders, json};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use transport::{Method, Request, Response, Transport};

/// Two virtual minutes in a second: the ten minutes between callbacks take five seconds.
const SCALE: u32 = 120;
/// In real time.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// What the shop made of a callback the moment it came.
pub(super) type Told = Result<WeaklyVerified<PaymentCallback>, Error>;

pub(super) struct Desk {
    pub(super) server: Server<DragonEx>,
    pub(super) client: Client,
    pub(super) recorder: Recorder,
    signer: HeaderHmacSha1,
    secret_key: Secret,
    check_key: Secret,
}

/// A shop that answers callbacks, and what it made of them.
pub(super) struct Shop {
    merchant: Merchant,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Desk {
    pub(super) fn open() -> Result<Self, Stop> {
        let options = Options {
            time_scale: SCALE,
            // The client waits out the minutes in which a lost request could still arrive.
            dates: Dates::Virtual,
            ..Options::default()
        };
        let server = Server::start(DragonEx::new(Config::default()), options)?;
        let secret_key = Secret::new(Config::DEFAULT_SECRET_KEY)?;
        let check_key = Secret::new(Config::DEFAULT_CHECK_KEY)?;
        let recorder = Recorder::new()?;
        let client = client(&server, &recorder, &secret_key, &check_key)?;
        let signer = HeaderHmacSha1::new(secret_key.clone());
        Ok(Self {
            server,
            client,
            recorder,
            signer,
            secret_key,
            check_key,
        })
    }

    /// A shop whose address is set as the app's callback address. It answers so many callbacks with status 500 before it takes them.
    pub(super) fn shop(&self, refusals: usize) -> Result<Shop, Stop> {
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let (client, kept) = (self.client.clone(), Arc::clone(&told));
        let merchant = Merchant::start(move |request| {
            let read = client.payment_callback(&request.headers, &request.body);
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(read);
            HttpReply::text(if kept.len() > refusals { 200 } else { 500 }, "")
        })?;
        let url = format!("{}/callback", merchant.url());
        self.server
            .with_gateway(|gateway, _| gateway.set_callback_url(url));
        Ok(Shop { merchant, told })
    }

    /// A client whose clock is this far ahead of the gateway's.
    pub(super) fn client_ahead(&self, ahead: Duration) -> Result<Client, Stop> {
        let clock = transport::ManualClock::new(self.server.clock().now() + ahead);
        Ok(builder(
            &self.server,
            &self.recorder,
            &self.secret_key,
            &self.check_key,
        )?
        .clock(clock)
        .build()?)
    }

    /// A client that knows the next check key, and the one in force as the one before.
    pub(super) fn client_with_next_key(&self, next: &Secret) -> Result<Client, Stop> {
        let builder = builder(&self.server, &self.recorder, &self.secret_key, next)?;
        Ok(builder.previous_check_key(self.check_key.clone()).build()?)
    }

    /// What the gateway's ledger has for an order: asked and paid, in the smallest parts of the coin.
    pub(super) fn booked(&self, trade_no: &str) -> (u128, u128) {
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        ledger
            .entries
            .get(trade_no)
            .map_or((0, 0), |entry| (entry.asked, entry.paid))
    }

    /// A browser: gets a page, or posts a form if there is one.
    pub(super) fn browse(&self, url: &str, form_body: Option<&str>) -> Result<Response, Stop> {
        let request = match form_body {
            None => Request::get(url),
            Some(body) => {
                Request::post(url, body).header("Content-Type", "application/x-www-form-urlencoded")
            }
        };
        let response = self.recorder.send(&request)?;
        let _ = self.recorder.take();
        Ok(response)
    }

    /// Opens a page, presses a button of it, and gives the query with which the browser comes back.
    pub(super) fn press(&self, step: &mut Step, url: &str, button: &str) -> Result<String, Stop> {
        let page = self.browse(url, None)?;
        let has_buttons = String::from_utf8_lossy(&page.body).contains("<button");
        step.check("the page shows buttons", page.status == 200 && has_buttons);
        let pressed = self.browse(url, Some(button))?;
        let location = pressed
            .header("Location")
            .ok_or("the page sends nobody back")?;
        let (address, query) = location
            .split_once('?')
            .ok_or("the redirect says nothing")?;
        step.say(format!(
            "the browser presses {button:?} and comes back to {address}"
        ));
        Ok(query.to_owned())
    }

    /// Writes out what the clients sent since the last time, and what came back.
    pub(super) fn show(&self, step: &mut Step) {
        for recorded in self.recorder.take() {
            self.write(step, &recorded);
        }
    }

    fn write(&self, step: &mut Step, recorded: &Recorded) {
        let request = &recorded.request;
        step.say(format!("> {} {}", request.method.as_str(), request.url));
        let text = String::from_utf8_lossy(&request.body);
        for (name, raw) in json::fields(&text).unwrap_or_default() {
            let shown = if MASKED.contains(&&*name) { "***" } else { raw };
            step.say(format!("    {name}: {shown}"));
        }
        if request.headers.iter().any(|(name, _)| name == "Auth") {
            let signed = self.signed(request).replace('\n', "\\n");
            step.say(format!("  string to sign: {signed}"));
        } else if request.method == Method::Get {
            step.say("  in the user's name, by the access token in its header");
        }
        match &recorded.result {
            Ok(response) => {
                let body = String::from_utf8_lossy(&response.body);
                let sign = response.header("dragonex-sign").unwrap_or("none");
                let ts = response.header("dragonex-ts").unwrap_or("none");
                step.say(format!("< {} {}", response.status, hidden(&body, MASKED)));
                step.say(format!("  dragonex-ts {ts}, dragonex-sign {sign}"));
            }
            Err(error) => step.say(format!("< {error}")),
        }
    }

    fn signed(&self, request: &Request) -> String {
        let header = |name: &str| {
            request
                .headers
                .iter()
                .find(|(key, _)| key == name)
                .map_or("", |(_, value)| value)
        };
        let path = request
            .url
            .strip_prefix(self.server.base_url())
            .unwrap_or_default();
        self.signer.string_to_sign(&SignedHeaders {
            method: request.method.as_str(),
            content_sha1: header("Content-Sha1"),
            content_type: header("Content-Type"),
            date: header("Date"),
            headers: &[],
            path,
        })
    }
}

fn builder(
    server: &Server<DragonEx>,
    recorder: &Recorder,
    secret_key: &Secret,
    check_key: &Secret,
) -> Result<::dragonex::ClientBuilder, Stop> {
    let config = Config::default();
    let keys = (secret_key.clone(), check_key.clone());
    Ok(Client::builder(
        server.base_url(),
        config.app_id,
        config.access_key,
        keys.0,
        keys.1,
    )
    .allow_http(true)
    .transport(recorder.clone())
    .clock(server.clock())
    .timeout(Duration::from_secs(10)))
}

fn client(
    server: &Server<DragonEx>,
    recorder: &Recorder,
    secret_key: &Secret,
    check_key: &Secret,
) -> Result<Client, Stop> {
    Ok(builder(server, recorder, secret_key, check_key)?.build()?)
}

impl Shop {
    /// Waits for so many callbacks and writes them out. What was made of each was noted as it came.
    pub(super) fn wait(&self, step: &mut Step, count: usize) -> Result<Vec<Told>, Stop> {
        let received = self
            .merchant
            .wait(count, LONGEST_WAIT)
            .ok_or("the callback did not come")?;
        for one in &received {
            let body = String::from_utf8_lossy(&one.body);
            let sign = one.header("dragonex-sign").unwrap_or("none");
            step.say(format!("< POST {} {body}, dragonex-sign {sign}", one.path));
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(told.drain(..).collect())
    }

    /// How many callbacks have come so far.
    pub(super) fn heard(&self) -> usize {
        self.merchant.received().len()
    }
}
