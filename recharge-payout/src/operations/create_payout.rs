use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{FieldOrder, InvalidField, Masked, fixed_order};

use super::{Operation, Way};
use crate::{Code, WholeYuan, rules};

/// Payout to a bank account (下发), from the merchant's balance.
///
/// Wrong handling pays twice: when this fails with [`Outcome::Unknown`](crate::Outcome), which `mrn_duplication` does as well, let
/// [`Client::confirm_payout`](crate::Client::confirm_payout) find out; never pay again under another number before the first is known to have
/// failed. Success means accepted; the callback tells when it is paid out, and only [`QueryPayout`](crate::QueryPayout) that it failed.
/// Source: interface document (平台对接文档说明), 下发接口.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatePayout {
    /// What is paid out (订单金额), in whole yuan, greater than 0.
    pub amount: WholeYuan,
    /// Name of the bank (银行名称).
    pub bank_name: String,
    /// Holder of the account (银行账户名). Masked in every output.
    pub account_name: Masked,
    /// Number of the card or account (银行卡卡号). Masked in every output.
    pub account_number: Masked,
    /// Your order number (商户平台订单号): at most 64 characters, without control characters and `&`, unique for you.
    pub mrn: String,
    /// Where the platform posts the callback once it is paid out (出款成功后的回调接口). An absolute http or https URL.
    pub callback_url: String,
}

/// The payout was accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreatePayoutReply {
    /// The platform's code, here always `success`.
    pub error: Code,
    /// The platform's text.
    #[serde(rename = "errorMessage")]
    pub error_message: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for CreatePayout {
    const NAME: &'static str = "create_payout";
    const PATH: &'static str = "/api/Payouts/Create";
    const WAY: Way = Way::Payout;
    const SIGNED: FieldOrder = fixed_order::PAYOUT;
    type Reply = CreatePayoutReply;

    fn mrn(&self) -> &str {
        &self.mrn
    }

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        match field {
            "amount" => rules::whole_yuan(value),
            _ => rules::check(field, value),
        }
    }
}
