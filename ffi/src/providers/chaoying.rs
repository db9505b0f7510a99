//! Chaoying (超赢聚合支付).

use std::time::Duration;

use chaoying::untyped::{Asking, Untyped};
use chaoying::{
    Ack, Client, Error, Fen, MASKED, Money, Operation as Wire, OperationVisitor, Patience, Pay,
    PayType, Payment, PaymentNotification, Settled, Settlement, Unexpected, each_operation,
};
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::typed::{self, FieldInfo};
use signing_core::{InvalidField, SortedMd5};

use super::{Provider, astray, differs, invalid_amount, no_scheme};
use crate::answer::{self, Fields, Written, written};
use crate::config::{Config, Key, Kind};
use crate::constants::paysdk_status::*;
use crate::describe;
use crate::failure::Failure;
use crate::request::Entry;
use crate::response::Expect;
use crate::table::{About, Headers, Notification, Operation, Table, optional, required};

pub(super) const KEYS: &[Key] = &[
    Key::new("base_url", Kind::Text),
    Key::new("agent_id", Kind::Text),
    Key::new("agent_key", Kind::Secret),
    Key::new("version", Kind::Text),
    Key::new("pid", Kind::Text),
];

pub(super) const SCHEMES: &[&str] = &["chaoying"];

/// A reseller's access.
pub(crate) struct Access {
    client: Client,
    signer: SortedMd5,
}

impl Access {
    pub(super) fn new(config: &Config) -> Result<Access, Failure> {
        let key = config.secret("agent_key")?;
        let signer = SortedMd5::new(key.clone());
        let base_url = config.required("base_url")?;
        let mut builder = Client::builder(base_url, config.required("agent_id")?, key);
        if let Some(version) = config.text("version") {
            builder = builder.version(version);
        }
        if let Some(pid) = config.text("pid") {
            builder = builder.pid(pid);
        }
        let client = builder.settings(config.way()).build()?;
        Ok(Access { client, signer })
    }

    pub(super) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        match scheme {
            "chaoying" => Ok(self.signer.sign(fields).to_string()),
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
            "chaoying" => Ok(self.signer.verify(fields, signature)?),
            _ => Err(no_scheme(scheme)),
        }
    }
}

/// What stands beside every reply.
const HEAD: &[FieldInfo] = &[
    required("state"),
    required("code"),
    optional("msg"),
    optional("trade_state"),
];

pub(super) fn list(table: &mut Table) {
    each_operation(&mut Lister(table));
    table.operations.push(settle_operation());
    let about = about("payment", false);
    let acks = [Ack::Success.text(), Ack::Fail.text()];
    let payment = Notification::of::<PaymentNotification>(about, payment_notification, acks);
    table.notifications.push(payment);
}

fn about(name: &'static str, money: bool) -> About {
    About {
        provider: Provider::Chaoying,
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
        let about = about(O::NAME, matches!(O::MONEY, Money::Taken | Money::Returned));
        let operation =
            Operation::of::<O, O::Reply>(about, || HEAD.to_vec(), O::check_field, call::<O>);
        self.0.operations.push(operation);
    }
}

fn client(access: &super::Access) -> Result<&Client, Failure> {
    match access {
        super::Access::Chaoying(access) => Ok(&access.client),
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
    let trade_state = answer.trade_state.as_ref().map(|state| state.as_str());
    Fields::default()
        .text("state", Some(answer.state.as_str()))?
        .text("code", Some(answer.code.as_str()))?
        .text("msg", answer.msg.as_deref())?
        .text("trade_state", trade_state)?
        .written_reply(reply()?)?
        .answer(answer.body)
}

/// What settle asks for beside the payment.
#[derive(Deserialize)]
struct Terms {
    paytype: PayType,
    op_user_id: String,
    poll_seconds: Option<u64>,
    patience_seconds: Option<u64>,
}

/// What settle answers; the fields of a payment come beside it.
#[derive(Serialize, Deserialize)]
struct Settling {
    /// paid, declined, cancelled or unknown.
    settled: String,
    /// Why nobody knows, or why the payment was declined.
    reason: Option<String>,
}

fn settle_operation() -> Operation {
    let about = about("settle", true);
    Operation::of::<Pay, Settling>(about, settle_head, settle_rule, settle).with_part::<Terms>()
}

/// What is known of the payment, none of which must be.
fn settle_head() -> Vec<FieldInfo> {
    let head = [optional("code"), optional("msg"), optional("trade_state")];
    let payment = describe::fields::<Payment>();
    let payment = payment.iter().map(|field| optional(field.name));
    head.into_iter().chain(payment).collect()
}

fn settle_rule(field: &str, value: &str) -> Result<(), InvalidField> {
    let seconds = |least: u64| {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse::<u64>() {
            Ok(seconds) if digits && (least..=86_400).contains(&seconds) => Ok(()),
            _ => Err(InvalidField::new(
                field.to_owned(),
                format!("must be whole seconds from {least} to 86400"),
            )),
        }
    };
    match field {
        "poll_seconds" => seconds(1),
        "patience_seconds" => seconds(0),
        _ => Pay::check_field(field, value),
    }
}

fn settle(access: &super::Access, entries: &[Entry<'_>]) -> Result<answer::Answer, Failure> {
    let pay: Pay = typed::from_fields(entries)?;
    let terms: Terms = typed::from_fields(entries)?;
    let mut patience = Patience::default();
    if let Some(seconds) = terms.poll_seconds {
        patience.poll = Duration::from_secs(seconds);
    }
    if let Some(seconds) = terms.patience_seconds {
        patience.wait = Duration::from_secs(seconds);
    }
    let settlement = Settlement {
        paytype: terms.paytype,
        op_user_id: terms.op_user_id,
        patience,
    };
    let settled = client(access)?.settle(&pay, &settlement, |_| {})?;
    settled_fields(settled)?.answer(Vec::new())
}

fn settled_fields(settled: Settled) -> Result<Fields, Failure> {
    let said = |settled: &str, reason: Option<String>| {
        Fields::default().reply(&Settling {
            settled: settled.to_owned(),
            reason,
        })
    };
    match settled {
        Settled::Paid(payment) => said("paid", None)?.reply(&payment),
        Settled::Declined(failure) => said("declined", Some(failure.to_string()))?
            .text("code", Some(failure.code.as_str()))?
            .text("msg", failure.msg.as_deref())?
            .text(
                "trade_state",
                failure.trade_state.as_ref().map(|state| state.as_str()),
            ),
        Settled::Cancelled => said("cancelled", None),
        Settled::StillUnknown(error) => said("unknown", Some(error.to_string())),
        _ => said("unknown", None),
    }
}

fn payment_notification(
    access: &super::Access,
    _: &Headers<'_>,
    body: &[u8],
) -> Result<(answer::Answer, Expect), Failure> {
    let notification = client(access)?.payment_notification(body)?;
    let answer = Fields::default()
        .reply(&*notification)?
        .answer(body.to_vec())?;
    let expect = move |order: &str, amount: &str| {
        let amount: Fen = amount.parse().map_err(invalid_amount)?;
        // No order number has a slash.
        let expected = match order.split_once('/') {
            Some((merchant, order)) => notification.expect_of(merchant, order, amount),
            None => notification.expect(order, amount),
        };
        match expected {
            Ok(_) => Ok(()),
            Err(Unexpected::Differs { field }) => Err(differs(field)),
            Err(unexpected) => Err(Failure::new(PAYSDK_MISMATCH, unexpected.to_string())),
        }
    };
    Ok((answer, Box::new(expect)))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let status = match &error {
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
