//! DragonEx.

use dragonex::untyped::{Asking, Untyped};
use dragonex::{
    Ack, Answer, Client, Error, ExpectedPayment, Login, MASKED, Money, Operation as Wire,
    OperationVisitor, PaymentCallback, ServerOperation, Unexpected, UserOperation, each_operation,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signing_core::typed::{self, FieldInfo};
use signing_core::{
    HeaderHmacSha1, InvalidField, Masked, Md5Prefix, Secret, SignedHeaders, VerifyError,
};

use super::{Provider, astray, differs, invalid_amount, no_scheme, split_amount};
use crate::answer::{self, Fields, Written, written};
use crate::config::{Config, Key, Kind};
use crate::constants::paysdk_status::*;
use crate::failure::Failure;
use crate::request::Entry;
use crate::response::Expect;
use crate::table::{About, Headers, Notification, Operation, Table, optional, required};

pub(super) const KEYS: &[Key] = &[
    Key::new("base_url", Kind::Text),
    Key::new("app_id", Kind::Text),
    Key::new("access_key", Kind::Text),
    Key::new("secret_key", Kind::Secret),
    Key::new("check_key", Kind::Secret),
    Key::new("previous_check_key", Kind::Secret),
];

pub(super) const SCHEMES: &[&str] = &["dragonex.request", "dragonex.response"];

/// An app's access.
pub(crate) struct Access {
    client: Client,
    requests: HeaderHmacSha1,
    responses: Md5Prefix,
    /// By the check key before the one in force.
    previous_responses: Option<Md5Prefix>,
}

impl Access {
    pub(super) fn new(config: &Config) -> Result<Access, Failure> {
        let secret_key = config.secret("secret_key")?;
        let check_key = config.secret("check_key")?;
        let previous = config.optional_secret("previous_check_key")?;
        let mut builder = Client::builder(
            config.required("base_url")?,
            config.required("app_id")?,
            config.required("access_key")?,
            secret_key.clone(),
            check_key.clone(),
        );
        if let Some(key) = &previous {
            builder = builder.previous_check_key(key.clone());
        }
        Ok(Access {
            client: builder.settings(config.way()).build()?,
            requests: HeaderHmacSha1::new(secret_key),
            responses: Md5Prefix::new(check_key),
            previous_responses: previous.map(Md5Prefix::new),
        })
    }

    pub(super) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        match scheme {
            "dragonex.request" => {
                with_headers(fields, |signed| Ok(self.requests.sign(signed).to_string()))
            }
            "dragonex.response" => {
                no_name(fields, is_no_answer_part)?;
                let body = field(fields, "body")?.as_bytes();
                Ok(self.responses.sign(body, field(fields, "ts")?).to_string())
            }
            _ => Err(no_scheme(scheme)),
        }
    }

    pub(super) fn verify(
        &self,
        scheme: &str,
        fields: &[(&str, &str)],
        signature: &str,
    ) -> Result<(), Failure> {
        match scheme {
            "dragonex.request" => with_headers(fields, |signed| {
                Ok(self.requests.verify(signed, signature)?)
            }),
            "dragonex.response" => {
                no_name(fields, is_no_answer_part)?;
                let (body, ts) = (field(fields, "body")?, field(fields, "ts")?);
                let by = |key: &Md5Prefix| key.verify(body.as_bytes(), ts, signature);
                let previous = self.previous_responses.as_ref();
                Ok(by(&self.responses)
                    .or_else(|error| previous.map_or(Err::<(), VerifyError>(error), by))?)
            }
            _ => Err(no_scheme(scheme)),
        }
    }
}

/// A field that the scheme signs, once.
fn field<'a>(fields: &[(&str, &'a str)], name: &'static str) -> Result<&'a str, Failure> {
    let mut found = fields.iter().filter(|(known, _)| *known == name);
    let (_, value) = found.next().ok_or_else(|| {
        Failure::of_field(PAYSDK_MISSING_FIELD, name, "is signed, so it is required")
    })?;
    match found.next() {
        None => Ok(value),
        Some(_) => Err(Failure::of_field(
            PAYSDK_INVALID_VALUE,
            name,
            "is there twice",
        )),
    }
}

/// Refuses the first name of which `unknown` says that it would quietly not be signed.
fn no_name(fields: &[(&str, &str)], unknown: impl Fn(&str) -> bool) -> Result<(), Failure> {
    match fields.iter().find(|(name, _)| unknown(name)) {
        None => Ok(()),
        Some((name, _)) => Err(Failure::unknown_name("part of this signature", name)),
    }
}

/// The names of a response's signature.
fn is_no_answer_part(name: &str) -> bool {
    !["body", "ts"].contains(&name)
}

/// `Content-Type` for `content_type`: meant as a part, but read as one of the headers that do not count.
fn is_misspelt_part(name: &str) -> bool {
    !PARTS.contains(&name) && PARTS.contains(&&*name.to_ascii_lowercase().replace('-', "_"))
}

/// The names of a request's signature that are no headers.
const PARTS: &[&str] = &["method", "content_sha1", "content_type", "date", "path"];

fn with_headers<R>(
    fields: &[(&str, &str)],
    work: impl FnOnce(&SignedHeaders<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    no_name(fields, is_misspelt_part)?;
    unambiguous(fields)?;
    let headers: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| !PARTS.contains(name))
        .copied()
        .collect();
    work(&SignedHeaders {
        method: field(fields, "method")?,
        // A request without it is signed without it.
        content_sha1: match field(fields, "content_sha1") {
            Err(failure) if failure.status == PAYSDK_MISSING_FIELD => "",
            found => found?,
        },
        content_type: field(fields, "content_type")?,
        date: field(fields, "date")?,
        headers: &headers,
        path: field(fields, "path")?,
    })
}

/// Refuses what would be signed as something else than it looks like: lines within a value, a header in two spellings, a path that is more.
fn unambiguous(fields: &[(&str, &str)]) -> Result<(), Failure> {
    let invalid = |name: &str, rule| Failure::of_field(PAYSDK_INVALID_VALUE, name, rule);
    for (at, (name, value)) in fields.iter().enumerate() {
        if value.contains(['\r', '\n']) {
            return Err(invalid(name, "must be one line"));
        }
        let header = !PARTS.contains(name);
        if header
            && fields[..at]
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            return Err(invalid(name, "is there twice"));
        }
        if *name == "path" && (!value.starts_with('/') || value.contains(['?', '#'])) {
            return Err(invalid(name, "must begin with / and have no query"));
        }
    }
    Ok(())
}

/// What stands beside every reply; `signed` is whether the answer was, which only those in a user's name may not be.
const HEAD: &[FieldInfo] = &[required("code"), optional("msg"), required("signed")];

pub(super) fn list(table: &mut Table) {
    each_operation(&mut Lister(table));
    let acks = [Ack::Success.text(), Ack::Fail.text()];
    let about = about("payment", false);
    let payment = Notification::of::<PaymentCallback>(about, payment_callback, acks);
    table.notifications.push(payment);
}

fn about(name: &'static str, money: bool) -> About {
    About {
        provider: Provider::Dragonex,
        name,
        money,
        masked: MASKED,
    }
}

struct Lister<'t>(&'t mut Table);

impl OperationVisitor for Lister<'_> {
    fn visit<O>(&mut self)
    where
        O: ServerOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static,
    {
        let about = about(O::NAME, O::MONEY == Money::Moved);
        let operation =
            Operation::of::<O, O::Reply>(about, || HEAD.to_vec(), O::check_field, call::<O>);
        self.0.operations.push(operation);
    }

    fn visit_user<O>(&mut self)
    where
        O: UserOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static,
    {
        let about = about(O::NAME, false);
        let operation =
            Operation::of::<O, O::Reply>(about, || HEAD.to_vec(), user_rule::<O>, user_call::<O>)
                .with_part::<User>();
        self.0.operations.push(operation);
    }
}

/// In whose name a call is made.
#[derive(Deserialize)]
struct User {
    access_token: Masked,
    device: String,
}

fn user_rule<O: UserOperation>(field: &str, value: &str) -> Result<(), InvalidField> {
    if field == "access_token" {
        Secret::new(value)
            .map(drop)
            .map_err(|error| InvalidField::new("access_token", error.to_string()))?;
    }
    if field == "device" {
        return Login::check_field(field, value);
    }
    O::check_field(field, value)
}

fn client(access: &super::Access) -> Result<&Client, Failure> {
    match access {
        super::Access::Dragonex(access) => Ok(&access.client),
        _ => Err(astray()),
    }
}

fn call<O>(access: &super::Access, entries: &[Entry<'_>]) -> Result<answer::Answer, Failure>
where
    O: ServerOperation + DeserializeOwned,
    O::Reply: Serialize,
{
    let operation: O = typed::from_fields(entries)?;
    let asking = Asking::new(&operation);
    told(access, &asking, &|| written(asking.reply()?))
}

/// What does not depend on the operation is compiled once.
fn told(
    access: &super::Access,
    asking: &dyn Untyped,
    reply: &dyn Fn() -> Result<Written, Failure>,
) -> Result<answer::Answer, Failure> {
    let answer = client(access)?.carry_out(asking)?;
    told_reply(answer, reply()?)
}

fn user_call<O>(access: &super::Access, entries: &[Entry<'_>]) -> Result<answer::Answer, Failure>
where
    O: UserOperation + DeserializeOwned,
    O::Reply: Serialize,
{
    let operation: O = typed::from_fields(entries)?;
    let asking = Asking::new(&operation);
    user_told(access, entries, &asking, O::BY_POST, &|| {
        written(asking.reply()?)
    })
}

/// As [`told`], in a user's name.
fn user_told(
    access: &super::Access,
    entries: &[Entry<'_>],
    asking: &dyn Untyped,
    by_post: bool,
    reply: &dyn Fn() -> Result<Written, Failure>,
) -> Result<answer::Answer, Failure> {
    let user: User = typed::from_fields(entries)?;
    let invalid = |field: &str, rule: String| Failure::of_field(PAYSDK_INVALID_VALUE, field, rule);
    let token = Secret::new(user.access_token.expose())
        .map_err(|error| invalid("access_token", error.to_string()))?;
    let client = client(access)?
        .user(token, user.device)
        .map_err(|error| invalid(error.setting, error.rule))?;
    let answer = client.carry_out(asking, by_post)?;
    told_reply(answer, reply()?)
}

fn told_reply(answer: Answer<()>, reply: Written) -> Result<answer::Answer, Failure> {
    Fields::default()
        .text("code", Some(answer.code.as_str()))?
        .text("msg", answer.msg.as_deref())?
        .flag("signed", answer.signed)
        .written_reply(reply)?
        .answer(answer.body)
}

fn payment_callback(
    access: &super::Access,
    headers: &Headers<'_>,
    body: &[u8],
) -> Result<(answer::Answer, Expect), Failure> {
    let callback = client(access)?.payment_callback(&headers.0, body)?;
    let answer = Fields::default().reply(&*callback)?.answer(body.to_vec())?;
    let expect = move |order: &str, amount: &str| {
        let expected = volume_of_coin(amount, &callback.coin_code)?;
        match callback.expect(order, &expected) {
            Ok(_) => Ok(()),
            Err(Unexpected::Differs { field }) => Err(differs(field)),
            Err(unexpected) => Err(Failure::new(PAYSDK_MISMATCH, unexpected.to_string())),
        }
    };
    Ok((answer, Box::new(expect)))
}

/// `3.25`, or `3.25 usdt` to have the coin compared as well.
fn volume_of_coin(text: &str, told: &str) -> Result<ExpectedPayment, Failure> {
    const RULE: &str = "must be a decimal number, such as 3.25 or 3.25 usdt";
    let (volume, coin) = split_amount(text).ok_or_else(|| invalid_amount(RULE))?;
    let volume = volume.parse().map_err(|_| invalid_amount(RULE))?;
    Ok(ExpectedPayment::new(coin.unwrap_or(told), volume))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let status = match &error {
            Error::Invalid(_) => PAYSDK_INVALID_VALUE,
            Error::Transport(_) => PAYSDK_TRANSPORT,
            Error::HttpStatus { .. } => PAYSDK_HTTP_STATUS,
            Error::Decode(_) => PAYSDK_DECODE,
            Error::Signature(_) | Error::Timestamp | Error::Stale { .. } => PAYSDK_SIGNATURE,
            Error::Provider(_) | Error::ClockSkew { .. } => PAYSDK_PROVIDER,
            Error::Mismatch { .. } => PAYSDK_MISMATCH,
            _ => PAYSDK_INTERNAL,
        };
        let failure = error.failure();
        Failure {
            outcome: error.outcome(),
            http_status: error.http_status(),
            code: failure.map(|failure| failure.code.as_str().to_owned()),
            provider_message: failure.and_then(|failure| failure.msg.clone()),
            field: error.field().map(str::to_owned),
            ..Failure::new(status, error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_spelt_as_a_header_is_refused_and_other_headers_do_not_count() {
        for (name, refused) in [
            ("Content-Type", true),
            ("content-sha1", true),
            ("Date", true),
            ("content_type", false),
            ("dragonex-a", false),
            ("X-Other", false),
        ] {
            assert_eq!(is_misspelt_part(name), refused, "{name}");
        }
    }

    #[test]
    fn what_would_be_signed_as_something_else_is_refused() {
        let parts = [("method", "POST"), ("path", "/api/v1/token/new/")];
        assert!(unambiguous(&parts).is_ok());
        for (name, value) in [
            ("dragonex-a", "x\ndragonex-b:y"),
            ("date", "Mon\r"),
            ("path", "/a?b=1"),
            ("path", "https://host.example/a"),
        ] {
            let failure = unambiguous(&[("method", "POST"), (name, value)]).unwrap_err();
            assert_eq!(failure.field.as_deref(), Some(name));
        }
        let twice = unambiguous(&[("dragonex-a", "1"), ("Dragonex-A", "2")]).unwrap_err();
        assert_eq!(twice.status, PAYSDK_INVALID_VALUE);
    }
}
