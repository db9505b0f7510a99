//! The platform's tables, as open enums: a value that a table does not list is kept verbatim in `Other`.

use signing_core::open_enum;

open_enum! {
    /// Payment channel (支付通道). Merchants are given others, too: `Channel::from("31")` keeps the number.
    ///
    /// Source: the platform's interface document (平台对接文档说明), 充值通道表.
    pub enum Channel {
        /// WeChat Pay.
        Wechat = "1" ("WeChat", "微信"),
        /// Alipay.
        Alipay = "2" ("Alipay", "支付宝"),
        /// Bank card.
        BankCard = "3" ("bank card", "银行卡"),
        /// Alipay red packet.
        AlipayRedPacket = "4" ("Alipay red packet", "支付宝红包"),
        /// UnionPay QuickPass.
        QuickPass = "5" ("UnionPay QuickPass", "云闪付"),
        /// From Alipay to a bank card.
        AlipayToBankCard = "6" ("Alipay to bank card", "支付宝转银行卡"),
        /// Alipay, mobile web page.
        AlipayWap = "7" ("Alipay mobile web", "支付宝wap"),
        /// WeChat, mobile web page.
        WechatWap = "8" ("WeChat mobile web", "微信wap"),
        /// Jump to the Alipay app.
        AlipayJump = "9" ("jump to Alipay", "支付宝跳转"),
        /// Jump to the WeChat app.
        WechatJump = "10" ("jump to WeChat", "微信跳转"),
        /// WeChat transfer to a phone number.
        WechatPhoneTransfer = "11" ("WeChat transfer by phone number", "微信手机转账"),
        /// From Alipay to a card, in flight mode.
        AlipayToCardFlightMode = "12" ("Alipay to card, flight mode", "支付宝转卡飞行模式"),
        /// WeChat reward code.
        WechatRewardCode = "13" ("WeChat reward code", "微信赞赏码"),
        /// Alipay fixed code.
        AlipayFixedCode = "14" ("Alipay fixed code", "支付宝固码"),
        /// Alipay red packet in a group.
        AlipayGroupRedPacket = "15" ("Alipay group red packet", "支付宝群红包"),
    }
}

open_enum! {
    /// Code (`error`) of a payout's or a query's answer. Source: interface document, 下发WebAPI说明.
    pub enum Code {
        /// The request was taken: the payout follows, and its callback.
        Success = "success" ("success", "成功"),
        /// The request's data or parameters are wrong.
        InvalidData = "invalid_data" ("invalid request data", "无效的请求数据"),
        /// The request's signature is wrong.
        SignError = "sign_error" ("signature error", "签名错误"),
        /// A payout of this `mrn` is there: an earlier request arrived. Query it.
        MrnDuplication = "mrn_duplication" ("the mrn was used before", "平台单号冲突"),
        /// The merchant's balance is too small.
        InsufficientBalance = "insufficient_balance" ("insufficient merchant balance", "商户余额不足"),
        /// The *merchant account* is not valid; on a query also how the platform denies knowing the order.
        ObjectNotFound = "object_not_found" ("invalid merchant account", "无效的商户账户"),
    }
}

open_enum! {
    /// State of a recharge or payout (`status` of a query). Source: interface document, 充值查单接口说明 and 下发查单接口说明.
    pub enum Status {
        /// Waiting for the customer to pay, or for the payout to be made.
        Waiting = "0" ("waiting", "等待"),
        /// Paid, or paid out.
        Done = "1" ("done", "成功"),
        /// The payment or payout failed. No callback tells of it.
        Failed = "2" ("failed", "失败"),
    }
}
