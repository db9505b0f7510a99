//! Who asks: the app's server by its signature, or a user by a token.

use super::{
    DragonEx,
    answer::{Code, Refusal},
    http_date,
};
use crate::HttpRequest;
use signing_core::{Field, SignedHeaders, VerifyError, content_sha1};
use std::time::Duration;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Server,
    /// A user, by position.
    User(usize),
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Result<&'a str, Refusal> {
    let value = request.header(name).filter(|value| !value.is_empty());
    value.ok_or_else(|| Refusal::new(Code::Parameter, format!("the header {name} is required")))
}

impl DragonEx {
    /// Whether the request names this app: only then is there a key to sign the answer with.
    pub(super) fn names_app(&self, request: &HttpRequest) -> bool {
        request.header("app-id") == Some(&*self.config.app_id)
    }

    /// Admits a server by its signature and a user by the token.
    pub(super) fn admit(&self, request: &HttpRequest) -> Result<Caller, Refusal> {
        if !self.names_app(request) {
            return Err(Refusal::new(Code::NoApp, "this App-Id is not known"));
        }
        if request.header("at").is_some() {
            self.admit_user(request).map(Caller::User)
        } else {
            self.admit_server(request).map(|()| Caller::Server)
        }
    }

    fn admit_server(&self, request: &HttpRequest) -> Result<(), Refusal> {
        if request.method != "POST" {
            return Err(Refusal::new(
                Code::Parameter,
                "a server's request must be a POST",
            ));
        }
        let content_type = header(request, "content-type")?;
        if content_type != "application/json" {
            return Err(Refusal::new(
                Code::Parameter,
                "Content-Type must be application/json",
            ));
        }
        let date = header(request, "date")?;
        let Some(sent) = http_date::parse(date) else {
            return Err(Refusal::new(
                Code::DateFormat,
                "Date must be like Mon, 01 Jan 2018 08:08:08 GMT",
            ));
        };
        self.near(sent)?;
        let sha1 = request.header("content-sha1").unwrap_or_default();
        if !sha1.is_empty() && !sha1.eq_ignore_ascii_case(&content_sha1(&request.body)) {
            return Err(Refusal::new(Code::Sign, "Content-Sha1 is not the body's"));
        }
        let (access_key, sign) = header(request, "auth")?.split_once(':').unwrap_or_default();
        if access_key != self.config.access_key {
            return Err(Refusal::new(Code::NoKey, "this access key is not known"));
        }
        let headers: Vec<Field<'_>> = request
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let signed = SignedHeaders {
            method: &request.method,
            content_sha1: sha1,
            content_type,
            date,
            headers: &headers,
            path: &request.path,
        };
        match self.signer.verify(&signed, sign) {
            Ok(()) => Ok(()),
            Err(VerifyError::Mismatch) => {
                let text = self.signer.string_to_sign(&signed).replace('\n', "\\n");
                let mistake = self.signer.explain(&signed, sign).mistake;
                let mistake = mistake.map_or_else(
                    || "wrong key, or other values than these".to_owned(),
                    |m| m.to_string(),
                );
                Err(Refusal::new(
                    Code::Sign,
                    format!("{mistake}; the string to sign is {text}"),
                ))
            }
            Err(error) => Err(Refusal::new(Code::Sign, error.to_string())),
        }
    }

    fn admit_user(&self, request: &HttpRequest) -> Result<usize, Refusal> {
        let ts = header(request, "ts")?.parse().map(Duration::from_secs);
        self.near(
            ts.map_err(|_| Refusal::new(Code::DateFormat, "ts must be seconds since 1970"))?,
        )?;
        let session = self.sessions.find(header(request, "at")?);
        let session =
            session.ok_or_else(|| Refusal::new(Code::NoToken, "this access token is not known"))?;
        if session.device != header(request, "device")? {
            return Err(Refusal::new(
                Code::DeviceChanged,
                "the token was made for another device",
            ));
        }
        if session.expires <= self.now {
            return Err(Refusal::new(
                Code::TokenExpired,
                "the access token has expired",
            ));
        }
        Ok(session.user)
    }

    fn near(&self, date: Duration) -> Result<(), Refusal> {
        let today = self.calendar.date(self.now);
        if date.abs_diff(today) <= self.config.date_window {
            return Ok(());
        }
        let why = format!("the server's clock shows {}", http_date::format(today));
        Err(Refusal::new(Code::DateTooFar, why))
    }
}
