//! Whether an answer belongs to the request: the one rule for every operation, for its successes and its failures.

use signing_core::typed::FieldText;

use crate::head::{Fields, text_of};
use crate::{Error, Fen};

/// Fields that say whose, which and where. An answer need not repeat them.
const NUMBERS: &[&str] = &[
    "mch_id",
    "out_trade_no",
    "transaction_id",
    "out_refund_no",
    "refund_id",
    "store_id",
];

/// Fields that say how much.
const AMOUNTS: &[&str] = &["total_fee", "refund_fee"];

/// `Err` unless whatever the answer repeats of the request is what was asked, in yuan.
///
/// `amount` is the order's where the asker knows it and the request does not carry it.
pub(crate) fn agrees(
    asked: &[FieldText],
    agent_id: &str,
    amount: Option<Fen>,
    answered: &Fields<'_>,
) -> Result<(), Error> {
    let question = |field: &str| {
        let (_, value) = asked.iter().find(|(name, _)| name == field)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    };
    if text_of(answered, "agent_id").is_some_and(|answer| answer != agent_id) {
        return Err(Error::Mismatch { field: "agent_id" });
    }
    for &field in NUMBERS {
        let answer = text_of(answered, field);
        if let (Some(question), Some(answer)) = (question(field), answer)
            && question != answer
        {
            return Err(Error::Mismatch { field });
        }
    }
    for &field in AMOUNTS {
        let known = || amount.filter(|_| field == "total_fee");
        let question = question(field).map_or_else(known, |text| text.parse().ok());
        if let (Some(question), Some(answer)) = (question, amount_of(answered, field))
            && answer != Some(question)
        {
            return Err(Error::Mismatch { field });
        }
    }
    // Amounts are asked for in fen, so one in another currency is no answer to that.
    match text_of(answered, "fee_type") {
        Some(currency) if !is_yuan(&currency) => Err(Error::Mismatch { field: "fee_type" }),
        _ => Ok(()),
    }
}

/// The amount that the answer names, `Some(None)` if it is none of fen.
fn amount_of(answered: &Fields<'_>, field: &str) -> Option<Option<Fen>> {
    let named = text_of(answered, field);
    // Beside `base_fee`, which is the order's amount, `total_fee` is what a discount has left of it.
    let base = text_of(answered, "base_fee").filter(|_| field == "total_fee");
    Some(base.or(named)?.parse().ok())
}

/// Whether it is the currency that counts where none is named.
pub(crate) fn is_yuan(currency: &str) -> bool {
    currency.is_empty() || currency.eq_ignore_ascii_case("CNY")
}
