//! The desk of the recharge and payout tour: a gateway, a client before a stand-in for its TLS, a browser, and exchanges written out.

use super::{Recorded, Recorder, Step, Stop};
use crate::{
    Gateway, HttpReply, Merchant, Options, Server,
    recharge_payout::{Config, RechargePayout},
};
use ::recharge_payout::{Client, MASKED, Secret};
use signing_core::{Field, FieldOrder, FixedMd5, fixed_order, form, json};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use transport::{Request, Response, Transport, TransportError};

/// A virtual minute in a second.
const SCALE: u32 = 60;
/// In real time; the virtual quarter of a minute before a repetition is a quarter of a second.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The platform signs no answer, so a client believes refusals and states only over HTTPS. The sandbox has no certificate: this address
/// stands for a proxy that has one, and [`BehindTls`] carries what it is sent to the gateway's loopback port.
const ORIGIN: &str = "https://recharge.sandbox.example";

/// Where a proxy that ends TLS would be: the same requests and answers, over real HTTP to the loopback port.
#[derive(Clone)]
struct BehindTls {
    recorder: Recorder,
    loopback: String,
}

impl Transport for BehindTls {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let url = request.url.replacen(ORIGIN, &self.loopback, 1);
        self.recorder.send(&Request {
            url,
            ..request.clone()
        })
    }
}

/// A gateway, its merchant's client, and the same client over plain HTTP.
pub(super) struct Desk {
    pub(super) server: Server<RechargePayout>,
    pub(super) client: Client,
    pub(super) plain: Client,
    link: BehindTls,
    signer: FixedMd5,
}

impl Desk {
    pub(super) fn open() -> Result<Self, Stop> {
        let options = Options {
            time_scale: SCALE,
            ..Options::default()
        };
        let config = Config::default();
        let app_key = config.app_key.clone();
        let server = Server::start(RechargePayout::new(config), options)?;
        let secret = Secret::new(Config::DEFAULT_SECRET)?;
        let link = BehindTls {
            recorder: Recorder::new()?,
            loopback: server.base_url().to_owned(),
        };
        let client = Client::builder(ORIGIN, app_key.clone(), secret.clone())
            .transport(link.clone())
            .clock(server.clock())
            .timeout(Duration::from_secs(10))
            .build()?;
        let plain = Client::builder(server.base_url(), app_key, secret.clone())
            .allow_http(true)
            .transport(link.recorder.clone())
            .clock(server.clock())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            server,
            client,
            plain,
            link,
            signer: FixedMd5::new(secret),
        })
    }

    /// What the gateway's ledger has for an order: asked and paid, in fen.
    pub(super) fn booked(&self, mrn: &str) -> (u128, u128) {
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        let entry = ledger.entries.get(mrn);
        entry.map_or((0, 0), |entry| (entry.asked, entry.paid))
    }

    /// Writes out what the clients sent since the last time, and what came back. Answers whether that was anything.
    pub(super) fn show(&self, step: &mut Step) -> bool {
        let kept = self.link.recorder.take();
        for recorded in &kept {
            self.write(step, recorded);
        }
        !kept.is_empty()
    }

    /// A browser: posts fields, or gets a page if there are none. Its exchanges are not written out.
    pub(super) fn browse(&self, url: &str, fields: &[(&str, &str)]) -> Result<Response, Stop> {
        let mut request = Request::get(url);
        if !fields.is_empty() {
            let content = "application/x-www-form-urlencoded; charset=utf-8";
            let body = form::encode(fields.iter().copied()).into_bytes();
            request = Request::post(url, body).header("Content-Type", content);
        }
        let response = self.link.send(&request)?;
        let _ = self.link.recorder.take();
        Ok(response)
    }

    /// Presses a button of a payment page: the form goes where the page says.
    pub(super) fn press(
        &self,
        step: &mut Step,
        pay_url: &str,
        fields: &[(&str, &str)],
    ) -> Result<(), Stop> {
        let page = String::from_utf8(self.browse(pay_url, &[])?.body)?;
        let (_, rest) = page
            .split_once("action=\"")
            .ok_or("the page has no button")?;
        let (action, _) = rest.split_once('"').ok_or("the page has no button")?;
        step.say(format!(
            "the customer opens {pay_url} and presses {fields:?}"
        ));
        let response = self.browse(&format!("{ORIGIN}{action}"), fields)?;
        step.check("the page takes it", response.status == 303);
        Ok(())
    }

    fn write(&self, step: &mut Step, recorded: &Recorded) {
        let request = &recorded.request;
        let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        step.say(format!("> {} {address}", request.method.as_str()));
        let fields = fields_of(query, &request.body);
        for (name, value) in &fields {
            let masked = MASKED.contains(&name.as_str());
            step.say(format!(
                "    {name}: {}",
                if masked { "***" } else { value }
            ));
        }
        let plain: Vec<Field<'_>> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let signed = self
            .signer
            .string_to_sign(&order_of(address), &plain, MASKED);
        if let Ok(signed) = signed {
            step.say(format!("  string to sign: {signed}"));
        }
        match &recorded.result {
            Ok(response) => {
                let body = String::from_utf8_lossy(&response.body);
                step.say(format!("< {} {body}", response.status));
            }
            Err(error) => step.say(format!("< {error}")),
        }
    }
}

fn fields_of(query: &str, body: &[u8]) -> Vec<(String, String)> {
    if body.is_empty() {
        return form::decode(query.as_bytes()).unwrap_or_default();
    }
    let text = String::from_utf8_lossy(body);
    let members = json::fields(&text).unwrap_or_default();
    members
        .iter()
        .map(|(name, raw)| {
            let value = json::signed_text(raw).unwrap_or_default();
            (name.to_string(), value.into_owned())
        })
        .collect()
}

fn order_of(address: &str) -> FieldOrder {
    if address.ends_with("/Query") {
        fixed_order::QUERY
    } else if address.ends_with("/Payouts/Create") {
        fixed_order::PAYOUT
    } else {
        fixed_order::RECHARGE
    }
}

/// A merchant that answers `fail` to as many callbacks as given, and then `success`.
pub(super) fn merchant(fails: usize) -> Result<Merchant, Stop> {
    let seen = AtomicUsize::new(0);
    let merchant = Merchant::start(move |_| {
        let text = if seen.fetch_add(1, Ordering::Relaxed) < fails {
            "fail"
        } else {
            "success"
        };
        HttpReply::text(200, text)
    })?;
    Ok(merchant)
}

/// The bodies of so many callbacks, written out.
pub(super) fn callbacks(
    step: &mut Step,
    merchant: &Merchant,
    count: usize,
) -> Result<Vec<Vec<u8>>, Stop> {
    let told = merchant
        .wait(count, LONGEST_WAIT)
        .ok_or("the callback did not come")?;
    for one in &told {
        let body = String::from_utf8_lossy(&one.body);
        step.say(format!("< POST {} {body}", one.path));
    }
    Ok(told.into_iter().map(|one| one.body).collect())
}
