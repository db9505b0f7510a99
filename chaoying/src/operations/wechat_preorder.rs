use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Money, Operation, Success, required};
use crate::rules::{self, given, one_of};
use crate::{Fen, LimitPay, TradeType};

/// WeChat pre-order (微信预下单): an order that the customer then pays in WeChat.
///
/// It moves no money. The payment is told by a notification to `notify_url` and by [`OrderQuery`](crate::OrderQuery). The answer carries no
/// signature, so use it to show the customer the way to pay and for nothing else. Source: Chaoying manual v2.3.2, 预下单支付 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WechatPreorder {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// What is sold (商品描述).
    pub body: String,
    /// Your order number: 5 to 32 letters and digits (here no underscore), unique for you.
    pub out_trade_no: String,
    /// What the customer shall pay, in fen, greater than 0.
    pub total_fee: Fen,
    /// Trade type (交易类型).
    pub trade_type: TradeType,
    /// App id of the public account; required for JSPAY, APP and APP_BANK.
    pub sub_appid: Option<String>,
    /// The customer below `sub_appid`; required for JSPAY.
    pub buyer_id: Option<String>,
    /// Number of the goods inside the code; required for NATIVE.
    pub product_id: Option<String>,
    /// Random text.
    pub nonce_str: Option<String>,
    /// `1` for a mini program, `0` for a public account.
    pub is_minipg: Option<String>,
    /// Your number of the terminal.
    pub device_info: Option<String>,
    /// IP address of the calling machine.
    pub mch_create_ip: Option<String>,
    /// From when the order can be paid, `yyyyMMddHHmmss` in GMT+8.
    pub time_start: Option<String>,
    /// Until when the order can be paid, `yyyyMMddHHmmss` in GMT+8, after `time_start`.
    pub time_expire: Option<String>,
    /// Goods mark, for coupons (订单优惠标记).
    pub goods_tag: Option<String>,
    /// Where to send the notification; an address without a query string.
    pub notify_url: Option<String>,
    /// Operator (操作员帐号).
    pub op_user_id: Option<String>,
    /// Shop (门店编号).
    pub op_shop_id: Option<String>,
    /// Limit on the means of payment.
    pub limit_pay: Option<LimitPay>,
}

/// The way to pay the order. Unsigned.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WechatPreorderReply {
    /// Merchant number.
    pub mch_id: String,
    /// Your order number.
    pub out_trade_no: String,
    /// Random text.
    #[serde(default)]
    pub nonce_str: String,
    /// App id at the wallet.
    pub appid: Option<String>,
    /// The customer below `sub_appid`.
    pub sub_openid: Option<String>,
    /// Token (动态口令).
    pub token_id: Option<String>,
    /// JSON text that opens WeChat's payment (JSPAY).
    pub pay_info: Option<String>,
    /// Picture of the code to scan (NATIVE).
    pub code_img_url: Option<String>,
    /// Content of the code to scan (NATIVE).
    pub code_url: Option<String>,
    /// Trade types at hand, separated by `|`.
    pub services: Option<String>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for WechatPreorder {
    const NAME: &'static str = "wechat_preorder";
    const PATH: &'static str = "/Open/WECHAT_PreOrder";
    const METHOD: Option<&'static str> = None;
    const SUCCESS: Success = Success::TradedUnsigned;
    const MONEY: Money = Money::Still;
    type Reply = WechatPreorderReply;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        match field {
            "out_trade_no" => rules::preorder_number(value),
            _ => rules::check(field, value),
        }
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("mch_id", &self.mch_id),
            ("body", &self.body),
            ("out_trade_no", &self.out_trade_no),
            ("trade_type", self.trade_type.as_str()),
        ])?;
        let jspay = self.trade_type == TradeType::Jspay;
        let in_app = jspay || matches!(self.trade_type, TradeType::App | TradeType::AppBank);
        let native = self.trade_type == TradeType::Native;
        one_of(
            given(&self.sub_appid) || !in_app,
            "sub_appid",
            "is required for JSPAY, APP and APP_BANK",
        )?;
        one_of(
            given(&self.buyer_id) || !jspay,
            "buyer_id",
            "is required for JSPAY",
        )?;
        one_of(
            given(&self.product_id) || !native,
            "product_id",
            "is required for NATIVE",
        )?;
        rules::period(&self.time_start, &self.time_expire)
    }
}
