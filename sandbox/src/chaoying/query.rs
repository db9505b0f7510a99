//! 订单查询: what became of an order. Also how every later operation finds its order.

use super::{
    Chaoying,
    answer::{Answer, Code, Failure},
    books::Order,
    form::Form,
};

/// Why a request that names no order is refused.
pub(super) const NEITHER: &str = "out_trade_no or transaction_id is required";

/// 订单查询. `out_trade_no` wins over `transaction_id`.
pub(super) fn order_query<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let merchant = gateway
        .books
        .merchant(form.required("mch_id")?, gateway.now)?;
    let found = match (form.get("out_trade_no"), form.get("transaction_id")) {
        (Some(number), _) => gateway.books.find_order(merchant, number),
        (None, Some(id)) => gateway.books.find_transaction(merchant, id),
        (None, None) => return Err(Failure::new(Code::Parameter, NEITHER)),
    };
    let order = gateway.visible(found)?;
    check_paytype(&gateway.books.orders[order], form)?;
    Ok(gateway.state_of(order))
}

/// The method a request names must be the one that was used, as far as the payment code told it.
pub(super) fn check_paytype(order: &Order, form: &Form<'_>) -> Result<(), Failure> {
    let named = form.required("paytype")?;
    match order.wallet {
        Some(wallet) if wallet != named => Err(Failure::new(
            Code::Parameter,
            format!("paytype: this order is one of {wallet}"),
        )),
        _ => Ok(()),
    }
}

impl Chaoying {
    /// An order that queries can see by now.
    pub(super) fn visible(&self, found: Option<usize>) -> Result<usize, Failure> {
        found
            .filter(|&order| self.books.orders[order].hidden_until <= self.now)
            .ok_or_else(|| Failure::new(Code::NoSuchOrder, "no order has this number"))
    }
}
