//! The gateway's books: merchants, orders, refunds, and how they are found.

use super::{
    answer::{Code, Failure},
    customer::Customer,
    payer::Payer,
};
use crate::{Direction, Entry, Ledger};
use std::{collections::HashMap, time::Duration};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// A pre-order nobody has paid yet.
    Open,
    /// The customer is asked for the password.
    Paying,
    /// Paid, perhaps refunded since.
    Paid,
    /// The customer or the wallet refused.
    Failed,
    /// Closed before it was paid.
    Closed,
    /// Paid, then cancelled: the money went back.
    Cancelled,
}

/// What only a pre-order has.
#[derive(Clone, Debug)]
pub(super) struct PreOrder {
    pub(super) trade_type: &'static str,
    pub(super) notify_url: Option<String>,
    pub(super) device_info: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) merchant: usize,
    pub(super) number: Box<str>,
    pub(super) wallet: Option<&'static str>,
    pub(super) total: u64,
    pub(super) coupon: u64,
    pub(super) customer: Customer,
    pub(super) status: Status,
    pub(super) created: Duration,
    /// Until then, queries do not find it.
    pub(super) hidden_until: Duration,
    /// When it was paid, failed, closed or cancelled.
    pub(super) ended: Duration,
    pub(super) fingerprint: u64,
    pub(super) attach: Option<Box<str>>,
    pub(super) payer: Option<Box<Payer>>,
    pub(super) refunds: Vec<usize>,
    pub(super) pre: Option<Box<PreOrder>>,
}

/// `refund_status` (退款状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundStatus {
    Success,
    Fail,
    Processing,
    NotSure,
    Change,
}

impl RefundStatus {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Fail => "FAIL",
            Self::Processing => "PROCESSING",
            Self::NotSure => "NOTSURE",
            Self::Change => "CHANGE",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub(super) order: usize,
    pub(super) number: Box<str>,
    pub(super) fee: u64,
    pub(super) status: RefundStatus,
    pub(super) ended: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Merchant {
    pub(super) mch_id: String,
    pub(super) mobile: Option<String>,
    /// From then on it may take payments.
    pub(super) approved: Duration,
    orders: HashMap<Box<str>, usize>,
    refunds: HashMap<Box<str>, usize>,
}

const TRANSACTION: &str = "7551000001";
const REFUND: &str = "7552000001";

/// A prefix, and the index counted from 1, in 28 digits. By hand, as the formatting machinery is a tenth of a payment.
fn numbered(prefix: &str, index: usize) -> String {
    let mut digits = [b'0'; 28];
    digits[..prefix.len()].copy_from_slice(prefix.as_bytes());
    let mut rest = index + 1;
    for digit in digits.iter_mut().rev() {
        if rest == 0 {
            break;
        }
        *digit = b"0123456789"[rest % 10];
        rest /= 10;
    }
    std::str::from_utf8(&digits).unwrap_or_default().to_owned()
}

/// The platform's number of an order (平台交易号).
pub(super) fn transaction_id(order: usize) -> String {
    numbered(TRANSACTION, order)
}

/// The wallet's number of an order (第三方订单号).
pub(super) fn out_transaction_id(order: usize) -> String {
    numbered("4200000", order)
}

/// The platform's number of a refund (平台退款单号).
pub(super) fn refund_id(refund: usize) -> String {
    numbered(REFUND, refund)
}

/// The wallet's number of a refund (第三方退款单号).
pub(super) fn out_refund_id(refund: usize) -> String {
    numbered("5000000", refund)
}

/// The index in a number made by [`transaction_id`] or [`refund_id`].
fn index(number: &str, prefix: &str) -> Option<usize> {
    let digits = number
        .strip_prefix(prefix)
        .filter(|digits| digits.len() == 18)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse::<usize>().ok()?.checked_sub(1))?
}

#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) merchants: Vec<Merchant>,
    by_mch_id: HashMap<String, usize>,
    pub(super) orders: Vec<Order>,
    pub(super) refunds: Vec<Refund>,
}

impl Books {
    pub(super) fn add_merchant(
        &mut self,
        mch_id: String,
        mobile: Option<String>,
        approved: Duration,
    ) {
        self.by_mch_id.insert(mch_id.clone(), self.merchants.len());
        self.merchants.push(Merchant {
            mch_id,
            mobile,
            approved,
            orders: HashMap::new(),
            refunds: HashMap::new(),
        });
    }

    /// The merchant of a request, if it may trade.
    pub(super) fn merchant(&self, mch_id: &str, now: Duration) -> Result<usize, Failure> {
        let unknown = || Failure::new(Code::Merchant, "this mch_id is not known");
        let merchant = *self.by_mch_id.get(mch_id).ok_or_else(unknown)?;
        if self.merchants[merchant].approved > now {
            return Err(Failure::new(
                Code::MerchantSetUp,
                "this merchant is still under review",
            ));
        }
        Ok(merchant)
    }

    pub(super) fn add_order(&mut self, order: Order) -> usize {
        let index = self.orders.len();
        self.merchants[order.merchant]
            .orders
            .insert(order.number.clone(), index);
        self.orders.push(order);
        index
    }

    pub(super) fn add_refund(&mut self, refund: Refund) -> usize {
        let index = self.refunds.len();
        let order = &mut self.orders[refund.order];
        order.refunds.push(index);
        self.merchants[order.merchant]
            .refunds
            .insert(refund.number.clone(), index);
        self.refunds.push(refund);
        index
    }

    /// An order by the merchant's number, hidden or not.
    pub(super) fn find_order(&self, merchant: usize, number: &str) -> Option<usize> {
        self.merchants.get(merchant)?.orders.get(number).copied()
    }

    pub(super) fn find_refund(&self, merchant: usize, number: &str) -> Option<usize> {
        self.merchants[merchant].refunds.get(number).copied()
    }

    pub(super) fn find_transaction(&self, merchant: usize, id: &str) -> Option<usize> {
        let order = index(id, TRANSACTION)?;
        (self.orders.get(order)?.merchant == merchant).then_some(order)
    }

    pub(super) fn find_refund_id(&self, merchant: usize, id: &str) -> Option<usize> {
        let refund = index(id, REFUND)?;
        let order = self.refunds.get(refund)?.order;
        (self.orders[order].merchant == merchant).then_some(refund)
    }

    /// What of an order is refunded, is being refunded, or may have been.
    pub(super) fn reserved(&self, order: usize) -> u64 {
        let refunds = self.orders[order]
            .refunds
            .iter()
            .map(|&refund| &self.refunds[refund]);
        refunds
            .filter(|refund| refund.status != RefundStatus::Fail)
            .map(|refund| refund.fee)
            .sum()
    }

    /// Whether money of an order went back.
    pub(super) fn is_refunded(&self, order: &Order) -> bool {
        order
            .refunds
            .iter()
            .any(|&refund| self.refunds[refund].status == RefundStatus::Success)
    }

    pub(super) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for order in &self.orders {
            let total = u128::from(order.total);
            let mut entry = Entry::new(Direction::In, "fen", total);
            entry.paid = if matches!(order.status, Status::Paid | Status::Cancelled) {
                total
            } else {
                0
            };
            entry.cancelled = if order.status == Status::Cancelled {
                total
            } else {
                0
            };
            for &refund in &order.refunds {
                let refund = &self.refunds[refund];
                if refund.status == RefundStatus::Success {
                    entry
                        .refunds
                        .insert(refund.number.to_string(), u128::from(refund.fee));
                }
            }
            ledger.entries.insert(self.ledger_key(order), entry);
        }
        ledger
    }

    fn ledger_key(&self, order: &Order) -> String {
        match order.merchant {
            0 => order.number.to_string(),
            other => format!("{}/{}", self.merchants[other].mch_id, order.number),
        }
    }
}
