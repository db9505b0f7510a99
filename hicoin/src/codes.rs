//! The provider's codes and states, as open enums: a value that no table lists is kept verbatim in `Other`.

use signing_core::open_enum;

open_enum! {
    /// Status code (状态码) of an answer. The provider publishes no table of them; these two are in its texts.
    pub enum Code {
        /// Success. Of a transfer: accepted, not paid.
        Success = "0" ("success", "成功"),
        /// The business account has not enough (takings of the last 24 hours are not in it yet). Nothing was paid out.
        BalanceTooLow = "110043" ("available balance too low", "账户可用余额不足"),
    }
}

open_enum! {
    /// State of a transfer (打款订单状态).
    pub enum TransferStatus {
        /// The user has the money.
        Success = "SUCCESS" ("paid out", "转账成功"),
        /// The transfer failed, final.
        Failed = "FAILED" ("transfer failed", "转帐失败"),
    }
}

open_enum! {
    /// State of an order (支付订单状态).
    pub enum TradeStatus {
        /// Waits for the user.
        NotPay = "NOTPAY" ("not paid yet", "待支付"),
        /// Paid.
        Success = "SUCCESS" ("paid", "已支付"),
        /// Expired or closed without payment, final.
        Closed = "CLOSED" ("expired or closed", "订单过期或关闭"),
        /// The provider does not know (its spelling).
        Unknow = "UNKNOW" ("unknown to the provider", "未知状态"),
    }
}

open_enum! {
    /// Where an order is paid (交易类型).
    pub enum TradeType {
        /// Inside the HiCoin app.
        Jsapi = "JSAPI" ("inside the app", "JSAPI支付"),
        /// On a page in a browser.
        H5 = "H5" ("page in a browser", "H5支付"),
    }
}

open_enum! {
    /// What a user is asked to allow (应用授权作用域).
    pub enum Scope {
        /// Only the openid, without asking the user.
        Base = "snsapi_base" ("openid only, silent", "静默授权"),
        /// The profile too, with the user's consent. Announced by the provider, not yet supported.
        UserInfo = "snsapi_userinfo" ("profile, with consent", "用户信息授权"),
    }
}
