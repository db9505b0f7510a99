use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Asker, Money, Operation, ServerOperation};
use crate::{Error, rules};

/// Repeat a callback (主动要求某支付记录发起回调), whether the order was paid or not, told before or not.
///
/// The callback that follows is therefore no news of a payment by itself: its status and direction count.
/// Source: DragonEx payment interfaces, `/api/v1/pay/callback/redo/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RedoCallback {
    /// Your order number: 1 to 64 letters, digits and underscores.
    pub trade_no: String,
}

/// It was done; there is nothing more to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Done {
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for RedoCallback {
    const NAME: &'static str = "redo_callback";
    const PATH: &'static str = "/api/v1/pay/callback/redo/";
    const MONEY: Money = Money::Still;
    type Reply = Done;

    fn order(&self) -> Option<&str> {
        Some(&self.trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("trade_no", &self.trade_no)])
    }

    fn belongs(&self, _: &Done, _: &Asker<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl ServerOperation for RedoCallback {}
