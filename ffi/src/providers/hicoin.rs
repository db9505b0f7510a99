//! HiCoin.

use hicoin::untyped::{Asking, Untyped};
use hicoin::{
    Ack, Amount, AppKey, Client, Error, MASKED, Money, Operation as Wire, OperationVisitor, Page,
    PaymentKey, PaymentNotification, Unexpected, each_operation,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signing_core::typed::{self, FieldInfo};
use signing_core::{Secret, SortedHmacSha256};
use transport::Outcome;

use super::{Provider, astray, differs, invalid_amount, no_scheme, split_amount};
use crate::answer::{self, Fields, Written, written};
use crate::config::{Config, Key, Kind};
use crate::constants::paysdk_status::*;
use crate::failure::Failure;
use crate::request::Entry;
use crate::response::Expect;
use crate::table::{About, Headers, Notification, Operation, Table, optional, required};

pub(super) const KEYS: &[Key] = &[
    Key::new("payout_base_url", Kind::Text),
    Key::new("oauth_base_url", Kind::Text),
    Key::new("page_base_url", Kind::Text),
    Key::new("app_id", Kind::Text),
    Key::new("secret_key", Kind::Secret),
    Key::new("mch_key", Kind::Secret),
];

/// By `mch_key`, and by `secret_key`.
pub(super) const SCHEMES: &[&str] = &["hicoin", "hicoin.secret"];

/// An app's access.
pub(crate) struct Access {
    client: Client,
    app: SortedHmacSha256,
    payment: Option<SortedHmacSha256>,
}

impl Access {
    pub(super) fn new(config: &Config) -> Result<Access, Failure> {
        let app_key = config.secret("secret_key")?;
        let payment_key = config.optional_secret("mch_key")?;
        let refused = |key: &'static str| {
            move |error: signing_core::InvalidSecret| Failure::of_field(PAYSDK_CONFIG, key, error)
        };
        let key = AppKey::new(app_key.expose()).map_err(refused("secret_key"))?;
        let mut builder = Client::builder(config.required("app_id")?, key);
        if let Some(key) = &payment_key {
            let key = PaymentKey::new(key.expose()).map_err(refused("mch_key"))?;
            builder = builder.payment_key(key);
        }
        if let Some(url) = config.text("payout_base_url") {
            builder = builder.payout_base_url(url);
        }
        if let Some(url) = config.text("oauth_base_url") {
            builder = builder.oauth_base_url(url);
        }
        if let Some(url) = config.text("page_base_url") {
            builder = builder.page_base_url(url);
        }
        Ok(Access {
            client: builder.settings(config.way()).build()?,
            app: SortedHmacSha256::new(app_key),
            payment: payment_key.map(|key: Secret| SortedHmacSha256::new(key)),
        })
    }

    fn signer(&self, scheme: &str) -> Result<&SortedHmacSha256, Failure> {
        match scheme {
            "hicoin" => self
                .payment
                .as_ref()
                .ok_or_else(|| Failure::of_field(PAYSDK_CONFIG, "mch_key", "is required")),
            "hicoin.secret" => Ok(&self.app),
            _ => Err(no_scheme(scheme)),
        }
    }

    pub(super) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        Ok(self.signer(scheme)?.sign(fields).to_string())
    }

    pub(super) fn verify(
        &self,
        scheme: &str,
        fields: &[(&str, &str)],
        signature: &str,
    ) -> Result<(), Failure> {
        Ok(self.signer(scheme)?.verify(fields, signature)?)
    }
}

/// What stands beside every reply.
const HEAD: &[FieldInfo] = &[required("code"), optional("msg")];

pub(super) fn list(table: &mut Table) {
    each_operation(&mut Lister(table));
    let acks = [Ack::Success.text(), Ack::Fail.text()];
    let about = about("payment", false);
    let payment = Notification::of::<PaymentNotification>(about, payment_notification, acks);
    table.notifications.push(payment);
}

fn about(name: &'static str, money: bool) -> About {
    About {
        provider: Provider::Hicoin,
        name,
        money,
        masked: MASKED,
    }
}

struct Lister<'t>(&'t mut Table);

impl OperationVisitor for Lister<'_> {
    fn visit<O>(&mut self)
    where
        O: Wire + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static,
    {
        let about = about(O::NAME, O::MONEY == Money::PaidOut);
        let operation =
            Operation::of::<O, O::Reply>(about, || HEAD.to_vec(), O::check_field, call::<O>);
        self.0.operations.push(operation);
    }

    fn visit_page<P: Page + DeserializeOwned + 'static>(&mut self) {
        let about = about(P::NAME, false);
        let operation = Operation::of::<P, PageUrl>(about, Vec::new, P::check_field, page::<P>);
        self.0.operations.push(operation);
    }
}

fn client(access: &super::Access) -> Result<&Client, Failure> {
    match access {
        super::Access::Hicoin(access) => Ok(&access.client),
        _ => Err(astray()),
    }
}

fn call<O>(access: &super::Access, entries: &[Entry<'_>]) -> Result<answer::Answer, Failure>
where
    O: Wire + DeserializeOwned,
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
    Fields::default()
        .text("code", Some(answer.code.as_str()))?
        .text("msg", answer.msg.as_deref())?
        .written_reply(reply()?)?
        .answer(answer.body)
}

/// What a page answers: nothing is sent, a browser is to go there.
#[derive(Serialize, Deserialize)]
struct PageUrl {
    url: String,
}

fn page<P: Page + DeserializeOwned>(
    access: &super::Access,
    entries: &[Entry<'_>],
) -> Result<answer::Answer, Failure> {
    let page: P = typed::from_fields(entries)?;
    let url = page.url(client(access)?)?;
    Fields::default()
        .reply(&PageUrl { url })?
        .answer(Vec::new())
}

fn payment_notification(
    access: &super::Access,
    headers: &Headers<'_>,
    body: &[u8],
) -> Result<(answer::Answer, Expect), Failure> {
    let notification = client(access)?.payment_notification(headers.get("content-type"), body)?;
    let answer = Fields::default()
        .reply(&*notification)?
        .answer(body.to_vec())?;
    let expect = move |order: &str, amount: &str| {
        let (amount, coin) = units_of_coin(amount)?;
        match notification.expect(order, amount, coin.unwrap_or(COIN)) {
            Ok(_) => Ok(()),
            Err(Unexpected::Differs { field }) => Err(differs(field)),
            Err(unexpected) => Err(Failure::new(PAYSDK_MISMATCH, unexpected.to_string())),
        }
    };
    Ok((answer, Box::new(expect)))
}

/// What an amount is in that names no coin: the one of the provider's documents.
const COIN: &str = "USDT";

/// `100000000`, which is of [`COIN`], or `100000000 BTC`.
fn units_of_coin(text: &str) -> Result<(Amount, Option<&str>), Failure> {
    const RULE: &str = "must be units of 1e-8, such as 100000000 or 100000000 USDT";
    let (units, coin) = split_amount(text).ok_or_else(|| invalid_amount(RULE))?;
    if !units.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid_amount(RULE));
    }
    let units = units.parse().map_err(|_| invalid_amount(RULE))?;
    let units = Amount::from_units(units).map_err(invalid_amount)?;
    Ok((units, coin))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        if let Error::Token(inner) = error {
            // The call itself was not sent, whatever became of the token's.
            let message = format!("no base access token: {inner}");
            return Failure {
                outcome: Outcome::NotSent,
                message,
                ..Failure::from(*inner)
            };
        }
        let status = match &error {
            // The one setting that a client can be made without.
            Error::Invalid(_) if error.field() == Some("mch_key") => PAYSDK_CONFIG,
            Error::Invalid(_) => PAYSDK_INVALID_VALUE,
            Error::Transport(_) => PAYSDK_TRANSPORT,
            Error::HttpStatus { .. } => PAYSDK_HTTP_STATUS,
            Error::Decode(_) => PAYSDK_DECODE,
            Error::Signature(_) => PAYSDK_SIGNATURE,
            Error::Provider(_) => PAYSDK_PROVIDER,
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
