//! Requests as a merchant's program would sign them, for tests and for the line to try that `serve` prints.

use super::{RechargePayout, answer};
use crate::HttpRequest;
use signing_core::{Field, FieldOrder, fixed_order, form};

impl RechargePayout {
    /// A recharge, as JSON to `/api/Pay/Create`.
    #[must_use]
    pub fn signed_recharge(&self, mrn: &str, amount: &str, callback_url: &str) -> HttpRequest {
        let fields = self.recharge_fields(mrn, amount, callback_url);
        json(
            "/api/Pay/Create",
            &self.signed(&fixed_order::RECHARGE, &fields),
        )
    }

    /// A recharge, as the form that a browser posts to `/api/Pay`.
    #[must_use]
    pub fn signed_page(&self, mrn: &str, amount: &str, callback_url: &str) -> HttpRequest {
        let fields = self.recharge_fields(mrn, amount, callback_url);
        HttpRequest::form(
            "/api/Pay",
            form::encode(self.signed(&fixed_order::RECHARGE, &fields)),
        )
    }

    /// A payout, as JSON to `/api/Payouts/Create`.
    #[must_use]
    pub fn signed_payout(
        &self,
        mrn: &str,
        amount: &str,
        account_number: &str,
        callback_url: &str,
    ) -> HttpRequest {
        let fields = [
            ("amount", amount),
            ("appKey", &self.config.app_key),
            ("bankName", "招商银行"),
            ("accountName", "张三"),
            ("accountNumber", account_number),
            ("mrn", mrn),
            ("callbackUrl", callback_url),
        ];
        json(
            "/api/Payouts/Create",
            &self.signed(&fixed_order::PAYOUT, &fields),
        )
    }

    /// A query: path `/api/Payments/Query` or `/api/Payouts/Query`.
    #[must_use]
    pub fn signed_query(&self, path: &str, mrn: &str, callback: bool) -> HttpRequest {
        let fields = [("appKey", self.config.app_key.as_str()), ("mrn", mrn)];
        let mut fields = self.signed(&fixed_order::QUERY, &fields);
        fields.push((
            "callback",
            if callback { "true" } else { "false" }.to_owned(),
        ));
        HttpRequest {
            query: form::encode(fields),
            ..HttpRequest::get(path)
        }
    }

    /// The `curl` line of a recharge.
    pub(super) fn curl(&self) -> String {
        let request = self.signed_recharge("R0001-PAYS", "100.50", "http://127.0.0.1:9/callback");
        format!(
            "curl -sS {}{} -H 'Content-Type: application/json' -d '{}'",
            self.base_url,
            request.path,
            String::from_utf8_lossy(&request.body)
        )
    }

    fn recharge_fields<'a>(
        &'a self,
        mrn: &'a str,
        amount: &'a str,
        callback_url: &'a str,
    ) -> [Field<'a>; 6] {
        [
            ("amount", amount),
            ("appKey", &self.config.app_key),
            ("callbackUrl", callback_url),
            ("channelId", "2"),
            ("mrn", mrn),
            ("returnUrl", "https://shop.example/thanks"),
        ]
    }

    fn signed<'a>(&self, order: &FieldOrder, fields: &[Field<'a>]) -> Vec<(&'a str, String)> {
        let sign = self.signer.sign(order, fields);
        let mut all: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        all.push((
            "sign",
            sign.expect("every signed field is there").to_string(),
        ));
        all
    }
}

fn json(path: &str, fields: &[(&str, String)]) -> HttpRequest {
    let mut body = String::new();
    for (name, value) in fields {
        body.push(if body.is_empty() { '{' } else { ',' });
        answer::string(&mut body, name);
        body.push(':');
        match *name {
            "amount" | "channelId" => body.push_str(value),
            _ => answer::string(&mut body, value),
        }
    }
    body.push('}');
    HttpRequest {
        headers: vec![(
            "Content-Type".into(),
            "application/json; charset=utf-8".into(),
        )],
        ..HttpRequest::form(path, body)
    }
}
