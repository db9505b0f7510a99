//! The recharge and payout platform.

use recharge_payout::untyped::{Asking, Untyped};
use recharge_payout::{
    Ack, Client, Error, MASKED, Operation as Wire, OperationVisitor, PayoutNotification,
    RechargeNotification, Unexpected, WholeYuan, Yuan, each_operation,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::typed::{self, FieldInfo};
use signing_core::{FieldOrder, FixedMd5, fixed_order};

use super::{Provider, astray, differs, invalid_amount, no_scheme};
use crate::answer::{self, Fields, Written, written};
use crate::config::{Config, Key, Kind};
use crate::constants::paysdk_status::*;
use crate::failure::Failure;
use crate::request::Entry;
use crate::response::Expect;
use crate::table::{About, Headers, Notification, Operation, Table, required};

pub(super) const KEYS: &[Key] = &[
    Key::new("base_url", Kind::Text),
    Key::new("app_key", Kind::Text),
    Key::new("secret", Kind::Secret),
];

pub(super) const SCHEMES: &[&str] = &[
    "recharge_payout.recharge",
    "recharge_payout.recharge_callback",
    "recharge_payout.query",
    "recharge_payout.payout",
    "recharge_payout.payout_callback",
];

/// A merchant's access.
pub(crate) struct Access {
    client: Client,
    signer: FixedMd5,
}

impl Access {
    pub(super) fn new(config: &Config) -> Result<Access, Failure> {
        let secret = config.secret("secret")?;
        let signer = FixedMd5::new(secret.clone());
        let base_url = config.required("base_url")?;
        let builder = Client::builder(base_url, config.required("app_key")?, secret);
        let client = builder.settings(config.way()).build()?;
        Ok(Access { client, signer })
    }

    pub(super) fn sign(&self, scheme: &str, fields: &[(&str, &str)]) -> Result<String, Failure> {
        Ok(self.signer.sign(&order(scheme)?, fields)?.to_string())
    }

    pub(super) fn verify(
        &self,
        scheme: &str,
        fields: &[(&str, &str)],
        signature: &str,
    ) -> Result<(), Failure> {
        Ok(self.signer.verify(&order(scheme)?, fields, signature)?)
    }
}

/// The names that a scheme signs.
fn order(scheme: &str) -> Result<FieldOrder, Failure> {
    match scheme {
        "recharge_payout.recharge" => Ok(fixed_order::RECHARGE),
        "recharge_payout.recharge_callback" => Ok(fixed_order::RECHARGE_CALLBACK),
        "recharge_payout.query" => Ok(fixed_order::QUERY),
        "recharge_payout.payout" => Ok(fixed_order::PAYOUT),
        "recharge_payout.payout_callback" => Ok(fixed_order::PAYOUT_CALLBACK),
        _ => Err(no_scheme(scheme)),
    }
}

/// What stands beside every reply: whether the answer came over HTTPS, for the platform signs none.
const HEAD: &[FieldInfo] = &[required("proven")];

pub(super) fn list(table: &mut Table) {
    each_operation(&mut Lister(table));
    let acks = [Ack::Success.text(), Ack::Fail.text()];
    let recharge = Notification::of::<RechargeNotification>(
        about("recharge", false),
        recharge_notification,
        acks,
    );
    let payout =
        Notification::of::<PayoutNotification>(about("payout", false), payout_notification, acks);
    table.notifications.extend([recharge, payout]);
}

fn about(name: &'static str, money: bool) -> About {
    About {
        provider: Provider::RechargePayout,
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
        let about = about(O::NAME, O::WAY.moves_money());
        let operation =
            Operation::of::<O, O::Reply>(about, || HEAD.to_vec(), O::check_field, call::<O>);
        self.0.operations.push(operation);
    }
}

fn client(access: &super::Access) -> Result<&Client, Failure> {
    match access {
        super::Access::RechargePayout(access) => Ok(&access.client),
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
        .flag("proven", answer.proven)
        .written_reply(reply()?)?
        .answer(answer.body)
}

fn recharge_notification(
    access: &super::Access,
    _: &Headers<'_>,
    body: &[u8],
) -> Result<(answer::Answer, Expect), Failure> {
    let notification = client(access)?.recharge_notification(body)?;
    let answer = Fields::default()
        .reply(&*notification)?
        .answer(body.to_vec())?;
    let expect = move |order: &str, amount: &str| {
        let amount: Yuan = amount.parse().map_err(invalid_amount)?;
        as_expected(notification.expect(order, &amount))
    };
    Ok((answer, Box::new(expect)))
}

fn payout_notification(
    access: &super::Access,
    _: &Headers<'_>,
    body: &[u8],
) -> Result<(answer::Answer, Expect), Failure> {
    let notification = client(access)?.payout_notification(body)?;
    let answer = Fields::default()
        .reply(&*notification)?
        .answer(body.to_vec())?;
    let expect = move |order: &str, amount: &str| {
        let amount: WholeYuan = amount.parse().map_err(invalid_amount)?;
        as_expected(notification.expect(order, amount))
    };
    Ok((answer, Box::new(expect)))
}

fn as_expected(result: Result<Ack, Unexpected>) -> Result<(), Failure> {
    match result {
        Ok(_) => Ok(()),
        Err(Unexpected::Differs { field }) => Err(differs(field)),
        // Under a field of its own, for it is a real payment, to be credited with what was paid.
        Err(paid @ Unexpected::PaidAmount { .. }) => {
            Err(Failure::of_field(PAYSDK_MISMATCH, "amount", paid))
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let status = match &error {
            Error::Invalid(_) => PAYSDK_INVALID_VALUE,
            Error::Transport(_) => PAYSDK_TRANSPORT,
            Error::HttpStatus { .. } => PAYSDK_HTTP_STATUS,
            Error::Decode(_) | Error::PayUrl(_) => PAYSDK_DECODE,
            Error::Unproven | Error::Signature(_) => PAYSDK_SIGNATURE,
            Error::Provider(_) => PAYSDK_PROVIDER,
            Error::Mismatch { .. } => PAYSDK_MISMATCH,
            _ => PAYSDK_INTERNAL,
        };
        let failure = error.failure();
        let code = failure.and_then(|failure| failure.code.as_ref());
        Failure {
            outcome: error.outcome(),
            http_status: error.http_status(),
            code: code.map(|code| code.as_str().to_owned()),
            provider_message: failure.and_then(|failure| failure.msg.clone()),
            field: error.field().map(str::to_owned),
            ..Failure::new(status, error.to_string())
        }
    }
}
