//! [`Gateway`] for DragonEx: paths to operations and pages, and what the outside may ask.

use super::{
    Config, DragonEx,
    answer::{self, Code, Refusal},
    callbacks, conduct,
    entrance::Caller,
    message::Message,
    operations::{self, Row},
    page,
};
use crate::{
    Calendar, Delivery, Gateway, HttpReply, HttpRequest, Introduction, Ledger, Operation, Random,
    Reception, SignatureFault, gateway::is_own_page, order_number,
};
use std::{
    borrow::Cow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

impl Gateway for DragonEx {
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply {
        self.advance(now);
        let reply = match (operations::find(&request.path), request.path.as_str()) {
            (Some(row), _) => self.operate(row, request),
            (None, "/oauth/pay") => page::pay(self, request),
            (None, "/oauth/login/") => page::login(self, request),
            (None, path) if path == "/sandbox" || path.starts_with("/sandbox/") => {
                page::browse(self, request)
            }
            _ => HttpReply::text(404, "there is nothing at this address\n"),
        };
        self.hide_next = None;
        reply
    }

    fn operation(&self, request: &HttpRequest) -> Operation {
        let row = operations::find(&request.path);
        Operation {
            name: row.map_or("unknown", |row| row.name),
            moves_money: row.is_some_and(|row| row.moves_money),
            order: named_order(request).map(Cow::into_owned),
        }
    }

    fn is_page(&self, request: &HttpRequest) -> bool {
        is_own_page(request) || matches!(&*request.path, "/oauth/pay" | "/oauth/login/")
    }

    fn next_due(&self) -> Option<Duration> {
        if self.callbacks.is_ready() {
            Some(self.now)
        } else {
            self.agenda.next()
        }
    }

    fn due(&mut self, now: Duration) -> Vec<Delivery> {
        self.advance(now);
        self.deliveries()
    }

    fn delivered(&mut self, id: u64, now: Duration, answer: Option<(u16, &[u8])>) -> Reception {
        self.advance(now);
        self.answered(id, self.now, answer)
    }

    fn hide_next_order(&mut self, period: Duration) {
        self.hide_next = Some(period);
    }

    fn spoil_signature(&self, reply: &mut HttpReply, how: SignatureFault) {
        let Some(ts) = reply.header("dragonex-ts").map(str::to_owned) else {
            return;
        };
        for (name, value) in &mut reply.headers {
            if name == "dragonex-sign" {
                match how {
                    SignatureFault::Downgraded => *value = callbacks::keyless(&reply.body, &ts),
                    _ => {
                        *value = value
                            .bytes()
                            .map(|b| if b == b'0' { '1' } else { '0' })
                            .collect()
                    }
                }
            }
        }
        if how == SignatureFault::Missing {
            reply.headers.retain(|(name, _)| name != "dragonex-sign");
        }
    }

    fn forge_notification(&mut self, random: &mut Random) -> Option<Delivery> {
        self.forge(random)
    }

    fn set_base_url(&mut self, url: &str) {
        url.trim_end_matches('/').clone_into(&mut self.base_url);
    }

    fn set_calendar(&mut self, calendar: Calendar) {
        self.calendar = calendar;
    }

    fn introduction(&self) -> Introduction {
        let payments = conduct::PAYMENT_ENDINGS.iter().map(|(ending, _, effect)| {
            (format!("payment trade_no …{ending}"), (*effect).to_owned())
        });
        let transfers = conduct::TRANSFER_ENDINGS.iter().map(|(ending, _, effect)| {
            (format!("transfer trade_no …{ending}"), (*effect).to_owned())
        });
        let users: Vec<String> = self
            .books
            .people
            .iter()
            .map(|person| person.uid.to_string())
            .collect();
        // The line is for now: a gateway that was not asked anything yet has no time of its own.
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Introduction {
            credentials: vec![
                ("app_id", self.config.app_id.clone()),
                ("access_key", self.config.access_key.clone()),
                ("secret_key", self.config.secret_key.expose().to_owned()),
                ("check_key", self.config.check_key.expose().to_owned()),
                ("users", users.join(" ")),
                (
                    "token",
                    format!(
                        "{} on device {}",
                        Config::DEFAULT_TOKEN,
                        Config::DEFAULT_DEVICE
                    ),
                ),
            ],
            curl: self.curl(self.calendar.moment(now).max(self.now)),
            curl_valid: Some(self.config.date_window),
            behaviours: payments.chain(transfers).collect(),
        }
    }

    fn ledger(&self) -> Ledger {
        self.books.ledger()
    }
}

impl DragonEx {
    fn operate(&mut self, row: &Row, request: &HttpRequest) -> HttpReply {
        let done = self
            .admit(request)
            .and_then(|caller| self.run(row, caller, request));
        let signer = self
            .names_app(request)
            .then(|| self.answer_signer().clone());
        let body = match done {
            Ok(data) => answer::success(&data),
            Err(refusal) if refusal.code == Code::Broken => {
                return HttpReply::text(500, &refusal.why);
            }
            Err(refusal) => {
                let order = named_order(request).filter(|_| self.config.name_orders);
                answer::failure(&refusal, order.as_deref())
            }
        };
        answer::reply(body, signer.as_ref(), self.calendar.date(self.now))
    }

    fn run(&mut self, row: &Row, caller: Caller, request: &HttpRequest) -> Result<String, Refusal> {
        if !row.who.admits(caller) {
            return Err(Refusal::new(
                Code::Parameter,
                "this operation is not for this kind of caller",
            ));
        }
        let message = match request.method.as_str() {
            "POST" => Message::json(&request.body)?,
            "GET" => Message::query(&request.query)?,
            _ => {
                return Err(Refusal::new(
                    Code::Parameter,
                    "the method must be GET or POST",
                ));
            }
        };
        request
            .header("at")
            .unwrap_or_default()
            .clone_into(&mut self.caller_token);
        (row.run)(self, caller, &message)
    }
}

/// The order that a request is about.
fn named_order(request: &HttpRequest) -> Option<Cow<'_, str>> {
    let body = std::str::from_utf8(&request.body).unwrap_or_default();
    if body.is_empty() {
        return order_number::in_form(&request.query, "trade_no");
    }
    ["return_trade_no", "trade_no"]
        .iter()
        .find_map(|name| order_number::in_json(body, name))
}
