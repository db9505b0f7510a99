//! One operation a file: its request, its reply, its constants, its documentation.

mod create_payout;
mod create_recharge;
mod query_payout;
mod query_recharge;
mod recharge_page;

pub use create_payout::{CreatePayout, CreatePayoutReply};
pub use create_recharge::{CreateRecharge, CreateRechargeReply};
pub use query_payout::QueryPayout;
pub use query_recharge::{Order, QueryRecharge};
pub use recharge_page::{RechargePage, RechargePageReply};

use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::{FieldOrder, InvalidField};

use crate::{Error, rules};

/// A call of the platform. The crate's own requests implement it; a request of yours may, too.
pub trait Operation: Serialize {
    /// Name in logs and in the C interface.
    const NAME: &'static str;
    /// Path below the base URL.
    const PATH: &'static str;
    /// How it travels, how its answer reads, and what its failures prove.
    const WAY: Way;
    /// The fields that its signature covers; each is required.
    const SIGNED: FieldOrder;
    /// What a successful answer says.
    type Reply: DeserializeOwned;

    /// The order number (商户平台订单号).
    fn mrn(&self) -> &str;

    /// Rule of one field, by wire name; `value` is not empty.
    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        rules::check(field, value)
    }

    /// Whether the answer belongs to this request: whatever it repeats must be what was asked. Most answers repeat nothing.
    fn belongs(&self, _: &Self::Reply) -> Result<(), Error> {
        Ok(())
    }
}

/// How an operation travels and is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the customer's browser, as a form. The client sends nothing.
    Page,
    /// As JSON, answered by `success`, `errorMsg` and `payUrl`. No failure is a proof, for none has a code.
    Recharge,
    /// As JSON, answered by `error` and `errorMessage`. Documented codes prove that nothing was paid out, except `mrn_duplication`.
    Payout,
    /// As a GET, answered by `error` and `result`. A failure says nothing about the order.
    Query,
}

impl Way {
    /// Whether the client makes an order by it, so that it is sent once, over a connection of its own. A page's form is the browser's to send.
    #[must_use]
    pub const fn moves_money(self) -> bool {
        matches!(self, Way::Recharge | Way::Payout)
    }
}

/// Is told of every operation of this crate, for those who build tables of them.
pub trait OperationVisitor {
    /// Called once for each operation.
    fn visit<O>(&mut self)
    where
        O: Operation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static;
}

/// Shows every operation to the visitor.
pub fn each_operation(visitor: &mut impl OperationVisitor) {
    visitor.visit::<RechargePage>();
    visitor.visit::<CreateRecharge>();
    visitor.visit::<QueryRecharge>();
    visitor.visit::<CreatePayout>();
    visitor.visit::<QueryPayout>();
}
