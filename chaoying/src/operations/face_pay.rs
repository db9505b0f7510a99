use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, Masked};

use super::{Money, Operation, Payment, required};
use crate::Fen;

/// Face payment (刷脸支付, 提交支付): the customer's face is the payment code, taken by WeChat's terminal SDK.
///
/// The rules of [`Pay`](crate::Pay) hold: an [`Outcome::Unknown`](crate::Outcome) must be queried by `out_trade_no`, never repeated under another number.
/// Source: Chaoying manual v2.3.2, 刷脸支付 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FacePay {
    /// Merchant number (超赢商户号).
    pub mch_id: String,
    /// The customer at the wallet (用户标识).
    pub openid: String,
    /// Your order number: 5 to 32 letters, digits and underscores, unique for you; case counts.
    pub out_trade_no: String,
    /// What is sold (商品描述).
    pub body: String,
    /// What the customer pays, in fen, greater than 0.
    pub total_fee: Fen,
    /// Face credential (人脸凭证) from the terminal SDK. Masked in every output.
    pub face_code: Masked,
    /// The customer below the sub-merchant's app id.
    pub sub_openid: Option<String>,
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

impl Operation for FacePay {
    const NAME: &'static str = "face_pay";
    const PATH: &'static str = "/UnifiedPay/Gateway";
    const METHOD: Option<&'static str> = Some("facepay");
    const MONEY: Money = Money::Taken;
    type Reply = Payment;

    fn order(&self) -> Option<&str> {
        Some(&self.out_trade_no)
    }

    fn check(&self) -> Result<(), InvalidField> {
        required(&[
            ("mch_id", &self.mch_id),
            ("openid", &self.openid),
            ("out_trade_no", &self.out_trade_no),
            ("body", &self.body),
            ("face_code", self.face_code.expose()),
        ])
    }
}
