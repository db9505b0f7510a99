//! Requests as an app's server or a user's program would send them, for tests and for the line to try that `serve` prints.

use super::{DragonEx, http_date};
use crate::HttpRequest;
use signing_core::{SignedHeaders, content_sha1};
use std::time::Duration;

impl DragonEx {
    /// A server's request with a JSON body, signed at that time.
    #[must_use]
    pub fn signed(&self, now: Duration, path: &str, body: &str) -> HttpRequest {
        let date = http_date::format(self.calendar.date(now));
        let sha1 = content_sha1(body.as_bytes());
        let sign = self.signer.sign(&SignedHeaders {
            method: "POST",
            content_sha1: &sha1,
            content_type: "application/json",
            date: &date,
            headers: &[],
            path,
        });
        let headers = [
            ("App-Id", self.config.app_id.clone()),
            ("Auth", format!("{}:{sign}", self.config.access_key)),
            ("Content-Type", "application/json".into()),
            ("Content-Sha1", sha1.to_string()),
            ("Date", date),
        ];
        HttpRequest {
            method: "POST".into(),
            path: path.into(),
            query: String::new(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value))
                .to_vec(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// A user's GET, with a token, at that time.
    #[must_use]
    pub fn by_user(
        &self,
        now: Duration,
        path: &str,
        query: &str,
        token: &str,
        device: &str,
    ) -> HttpRequest {
        let headers = [
            ("app-id", self.config.app_id.clone()),
            ("at", token.to_owned()),
            ("ts", self.calendar.date(now).as_secs().to_string()),
            ("device", device.to_owned()),
        ];
        HttpRequest {
            query: query.into(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value))
                .to_vec(),
            ..HttpRequest::get(path)
        }
    }

    /// The `curl` line of a transfer, good for the five minutes after it was printed.
    pub(super) fn curl(&self, now: Duration) -> String {
        let body = r#"{"trade_no":"T0001","uid":1000000,"coin_code":"usdt","volume":"1.5","scene":"s","desc":"d","device":"sandbox_0001"}"#;
        let request = self.signed(now, "/api/v1/pay/app2user/do/", body);
        let mut line = format!("curl -sS {}{}", self.base_url, request.path);
        for (name, value) in &request.headers {
            line.push_str(&format!(" -H '{name}: {value}'"));
        }
        line.push_str(&format!(" -d '{body}'"));
        line
    }
}
