use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Money, Operation, required};
use crate::{Fen, PayType};

/// Barcode payment (刷卡支付, 提交支付): the cashier scans the code that the customer's wallet shows.
///
/// Wrong handling charges the customer twice: when this fails with [`Outcome::Unknown`](crate::Outcome), query by `out_trade_no` or let
/// [`Client::settle`](crate::Client::settle) do it; never pay again under another number before the first is known to have failed.
/// Answers `PROCESSING`, `NEED_QUERY` and code 10001 come as such an error: the customer is still typing the password.
/// Source: Chaoying manual v2.3.2, 刷卡支付 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pay {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// Your order number: 5 to 32 letters, digits and underscores, unique for you; case counts.
    pub out_trade_no: String,
    /// What is sold (商品描述).
    pub body: String,
    /// What the customer pays, in fen, greater than 0.
    pub total_fee: Fen,
    /// Payment code from the customer's wallet (扫码支付授权码). Masked in every output.
    pub auth_code: Masked,
    /// Your number of the terminal; the QQ wallet refuses payments without one.
    pub device_info: Option<String>,
    /// Text of yours that comes back with the payment.
    pub attach: Option<String>,
    /// IP address of the calling machine.
    pub mch_create_ip: Option<String>,
    /// Operator (操作员帐号); the merchant number if left out.
    pub op_user_id: Option<String>,
    /// Shop (门店编号).
    pub op_shop_id: Option<String>,
    /// Device (设备编号).
    pub op_device_id: Option<String>,
    /// Goods mark, for coupons (商品标记).
    pub goods_tag: Option<String>,
}

/// A payment that was made: what pay, face pay and, on a paid order, the order query answer.
///
/// The numbers of merchant, order and trade and the amount must be there; a text beside them that a wallet does not have is empty,
/// for a signed "paid" must not go unheard over a missing app id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Payment {
    /// Merchant number.
    pub mch_id: String,
    /// App id at the wallet.
    #[serde(default)]
    pub appid: String,
    /// The customer at the wallet, below `appid`.
    #[serde(default)]
    pub openid: String,
    /// The gateway's trade number (平台交易号).
    pub transaction_id: String,
    /// The wallet's order number (第三方订单号).
    #[serde(default)]
    pub out_transaction_id: String,
    /// Your order number.
    pub out_trade_no: String,
    /// Total in fen; where `base_fee` is there, what was really paid.
    pub total_fee: Fen,
    /// When it was paid, `yyyyMMddHHmmss` in GMT+8.
    #[serde(default)]
    pub time_end: String,
    /// Random text.
    #[serde(default)]
    pub nonce_str: String,
    /// Whether the customer follows the public account, `Y` or `N`.
    pub is_subscribe: Option<String>,
    /// App id of the sub-merchant.
    pub sub_appid: Option<String>,
    /// Whether the customer follows the sub-merchant's account, `Y` or `N`.
    pub sub_is_subscribe: Option<String>,
    /// The customer below `sub_appid`.
    pub sub_openid: Option<String>,
    /// The part in fen that a coupon paid; it cannot be refunded.
    pub coupon_fee: Option<Fen>,
    /// Currency, CNY if absent.
    pub fee_type: Option<String>,
    /// Your `attach`.
    pub attach: Option<String>,
    /// Bank that paid.
    pub bank_type: Option<String>,
    /// The bank's order number.
    pub bank_billno: Option<String>,
    /// Wallet (in later versions of the manual).
    pub paytype: Option<PayType>,
    /// Amount of the order in fen (in later versions of the manual).
    pub base_fee: Option<Fen>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Payment {
    /// Amount of the order, which a discount may set apart from what was paid.
    pub fn order_fee(&self) -> Fen {
        self.base_fee.unwrap_or(self.total_fee)
    }

    /// The most that can be refunded: what was paid less the coupon's part.
    pub fn refundable(&self) -> Fen {
        let coupon = self.coupon_fee.unwrap_or_default();
        self.total_fee.checked_sub(coupon).unwrap_or_default()
    }
}

impl Operation for Pay {
    const NAME: &'static str = "pay";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("pay");
    const MONEY: Money = Money::Taken;
    type Reply = Payment;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("mch_id", &self.mch_id),
            ("out_trade_no", &self.out_trade_no),
            ("body", &self.body),
            ("auth_code", self.auth_code.expose()),
        ])
    }
}
