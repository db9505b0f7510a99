//! [`Gateway`] for HiCoin: paths to operations and pages, and what the outside may ask.

use super::{Config, HiCoin, conduct, forgery, operations, page, sandbox_page};
use crate::{
    Calendar, Delivery, Gateway, HttpReply, HttpRequest, Introduction, Ledger, Operation, Random,
    Reception, SignatureFault, gateway::is_own_page, order_number,
};
use signing_core::form;
use std::{borrow::Cow, time::Duration};

impl Gateway for HiCoin {
    fn handle(&mut self, now: Duration, request: &HttpRequest) -> HttpReply {
        self.advance(now);
        let path = request.path.trim_end_matches('/');
        let reply = if let Some(row) = operations::find(&request.path) {
            operations::answer(self, row, request)
        } else if path == page::PATH {
            page::browse(self, request)
        } else if path == "/sandbox" || path.starts_with("/sandbox/") {
            sandbox_page::browse(self, request)
        } else {
            HttpReply::text(404, "there is nothing at this address\n")
        };
        self.hide_next = None;
        reply
    }

    fn operation(&self, request: &HttpRequest) -> Operation {
        let row = operations::find(&request.path).filter(|row| row.method == request.method);
        let page = request.path.trim_end_matches('/') == page::PATH;
        Operation {
            name: row.map_or(if page { "page" } else { "unknown" }, |row| row.name),
            moves_money: row.is_some_and(|row| row.moves_money),
            order: named_order(&request.body),
        }
    }

    fn is_page(&self, request: &HttpRequest) -> bool {
        is_own_page(request)
            || request.path.trim_end_matches('/') == page::PATH
            || operations::find(&request.path).is_some_and(|row| row.name == "authorize")
    }

    fn next_due(&self) -> Option<Duration> {
        if self.notices.is_ready() {
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
        forgery::spoil(&self.app_signer, reply, how);
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
        let transfers = conduct::COURSES
            .iter()
            .map(|(ending, _, effect)| ("transfer", ending, effect));
        let orders = conduct::USERS
            .iter()
            .map(|(ending, _, effect)| ("preorder", ending, effect));
        let Config {
            app_id,
            secret_key,
            mch_key,
            standing_token,
            openid,
            ..
        } = &self.config;
        Introduction {
            credentials: vec![
                ("payouts", format!("{}/api", self.base_url)),
                ("OAuth", format!("{}/api", self.base_url)),
                ("page", format!("{}{}", self.base_url, page::PATH)),
                ("app_id", app_id.clone()),
                ("secret_key", secret_key.expose().to_owned()),
                ("mch_key", mch_key.expose().to_owned()),
                ("base token", standing_token.expose().to_owned()),
                ("openid", openid.clone()),
            ],
            curl: self.curl(),
            curl_valid: None,
            behaviours: transfers
                .chain(orders)
                .map(|(kind, ending, effect)| {
                    (
                        format!("{kind} out_trade_no …{ending}"),
                        (*effect).to_owned(),
                    )
                })
                .collect(),
        }
    }

    fn ledger(&self) -> Ledger {
        self.books.ledger()
    }
}

impl HiCoin {
    fn curl(&self) -> String {
        let biz = format!(
            "{{\"openid\":\"{}\",\"body\":\"withdrawal\",\"subject\":\"withdrawal\",\"out_trade_no\":\"T0001\",\
             \"total_amount\":150000000,\"settle_currency\":\"USDT\"}}",
            self.config.openid
        );
        let form = self.signed_transfer(&biz, self.config.standing_token.expose());
        format!(
            "curl -sS {}/api/mmpaymkttransfers/promotion/transfers -d '{form}'",
            self.base_url
        )
    }

    /// The body of a request that the app key signs, with this `biz_content` and token.
    #[must_use]
    pub fn signed_transfer(&self, biz_content: &str, access_token: &str) -> String {
        self.signed(&self.app_signer, biz_content, access_token)
    }

    /// The body of a request that the payment key signs, with this `biz_content` and token.
    #[must_use]
    pub fn signed_payment(&self, biz_content: &str, access_token: &str) -> String {
        self.signed(&self.payment_signer, biz_content, access_token)
    }

    fn signed(
        &self,
        signer: &signing_core::SortedHmacSha256,
        biz_content: &str,
        access_token: &str,
    ) -> String {
        let mut fields = vec![
            ("app_id", &*self.config.app_id),
            ("access_token", access_token),
            ("lang", "zh_CN"),
            ("version", "1.0"),
            ("charset", "utf8"),
            ("nonce_str", "330b1d9b67e4440abff6d9c89ddb9b86"),
            ("biz_content", biz_content),
        ];
        let sign = signer.sign(&fields);
        fields.push(("sign", &sign));
        form::encode(fields)
    }
}

/// The order number in the `biz_content` of a form.
fn named_order(body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    // As most write it, which spares the decoding.
    if let Some((_, rest)) = body.split_once("%22out_trade_no%22%3A%22")
        && let Some((number, _)) = rest.split_once("%22")
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Some(number.to_owned()).filter(|number| !number.is_empty());
    }
    let biz_content = order_number::in_form(body, "biz_content")?;
    order_number::in_json(&biz_content, "out_trade_no").map(Cow::into_owned)
}
