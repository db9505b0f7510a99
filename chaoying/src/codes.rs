//! The gateway's code tables (参数规定), as open enums: a value the table does not list is kept verbatim in `Other`.

use signing_core::open_enum;

use crate::operations::Success;

open_enum! {
    /// Communication state (通讯状态) of an answer.
    pub enum State {
        /// The gateway took the request.
        Success = "SUCCESS" ("success", "成功"),
        /// The gateway turned the request down.
        Fail = "FAIL" ("failure", "失败"),
        /// The caller's version is too old.
        Ver = "VER" ("version too old", "版本过低"),
    }
}

open_enum! {
    /// Status code (状态码) of an answer.
    pub enum Code {
        /// Success.
        Success = "10000" ("success", "成功"),
        /// The customer is still paying: query.
        Paying = "10001" ("paying", "支付中"),
        /// Turned into a refund; one published example carries it for a wrong signature.
        Refunded = "10002" ("turned to refund", "转入退款"),
        /// Not paid yet, which is not final.
        NotPaid = "10003" ("not paid", "未支付"),
        /// Closed without payment, final.
        Closed = "10004" ("closed", "已关闭"),
        /// Cancelled, final.
        Cancelled = "10005" ("cancelled", "已撤销"),
        /// The payment failed, final.
        PayError = "10006" ("payment error", "支付错误"),
        /// The request's signature is wrong.
        SignError = "20002" ("signature error", "签名错误"),
        /// The gateway could not trust the wallet's answer: the outcome is open.
        AnswerSignError = "20003" ("signature error in the result", "响应结果签名错误"),
        /// A parameter is missing or wrong.
        Parameter = "20004" ("parameter error", "参数错误"),
        /// The merchant is unknown or not allowed.
        Merchant = "20005" ("merchant error", "商户错误"),
        /// The gateway failed: the outcome is open.
        System = "20006" ("system error", "系统错误"),
        /// The gateway knows no such order, which soon after a payment is not final.
        NoSuchOrder = "20007" ("no such order", "订单不存在"),
        /// Refund error.
        Refund = "20008" ("refund error", "退款错误"),
        /// Query error.
        Query = "20009" ("order query error", "交易查询错误"),
        /// Refund query error.
        RefundQuery = "20010" ("refund query error", "退款查询错误"),
        /// Cancel error.
        Cancel = "20011" ("cancel error", "交易撤销错误"),
        /// The reseller is unknown or not allowed.
        Agent = "20012" ("agent error", "代理商错误"),
        /// The merchant is not set up for this kind of trade.
        TradeSetup = "20013" ("merchant trade set-up error", "商户交易配置错误"),
        /// Network trouble behind the gateway: the outcome is open.
        Network = "30001" ("network error", "网络异常"),
    }
}

impl Code {
    /// Whether a success may carry it: 10000, one that says what a refund or cancel was to achieve, or one the table does not list, for the
    /// gateway has added codes before. Any other says that there was no success, and so the answer proves nothing.
    pub(crate) fn agrees_with_success(&self, success: Success) -> bool {
        match self {
            Code::Success | Code::Other(_) => true,
            Code::Refunded => matches!(success, Success::Refunded | Success::Cancelled),
            Code::Closed | Code::Cancelled => success == Success::Cancelled,
            _ => false,
        }
    }
}

open_enum! {
    /// Trade state (交易状态).
    pub enum TradeState {
        /// Paid, or done.
        Success = "SUCCESS" ("success", "成功"),
        /// Failed.
        Fail = "FAIL" ("failure", "失败"),
        /// In progress: query.
        Processing = "PROCESSING" ("in progress", "处理中"),
        /// The gateway does not know: query.
        NeedQuery = "NEED_QUERY" ("needs a query", "需要查询"),
        /// Was paid and has been turned into a refund.
        Refund = "REFUND" ("turned to refund", "转入退款"),
    }
}

open_enum! {
    /// Wallet that pays (支付方式, `paytype`).
    pub enum PayType {
        /// WeChat Pay.
        Wechat = "WECHAT" ("WeChat Pay", "微信支付"),
        /// Alipay.
        Alipay = "ALIPAY" ("Alipay", "支付宝支付"),
        /// JD Pay.
        Jdpay = "JDPAY" ("JD Pay", "京东支付"),
        /// QQ wallet; its payments need `device_info`.
        Qq = "QQ" ("QQ wallet", "QQ钱包支付"),
        /// UnionPay.
        Unionpay = "UNIONPAY" ("UnionPay", "银联支付"),
        /// BestPay.
        Bestpay = "BESTPAY" ("BestPay", "翼支付"),
        /// Digital yuan (in later versions of the manual).
        Ecny = "ECNY" ("digital yuan", "数字人民币"),
        /// LongPay (in later versions of the manual).
        Longpay = "LONGPAY" ("LongPay", "龙支付"),
    }
}

open_enum! {
    /// Payment scene (支付场景).
    pub enum Scene {
        /// The cashier scans the customer's barcode.
        Barcode = "1" ("barcode", "刷卡支付"),
        /// Public or service account.
        PublicAccount = "2" ("public account", "公众号/服务窗支付"),
        /// Inside an app.
        App = "3" ("app", "APP支付"),
        /// The customer scans a code.
        NativeQr = "4" ("native QR code", "原生扫码支付"),
    }
}

open_enum! {
    /// Trade type (交易类型) of a pre-order.
    pub enum TradeType {
        /// Inside a public or service account (服务窗支付).
        Jspay = "JSPAY" ("public account", "服务窗支付"),
        /// The customer scans a code (原生扫码支付).
        Native = "NATIVE" ("native QR code", "原生扫码支付"),
        /// From an app.
        App = "APP" ("app", "APP支付"),
        /// From an app, bank mode.
        AppBank = "APP_BANK" ("app, bank mode", "APP支付银行模式"),
    }
}

open_enum! {
    /// State of one refund (退款状态).
    pub enum RefundStatus {
        /// The money is back with the customer.
        Success = "SUCCESS" ("refunded", "退款成功"),
        /// The refund failed.
        Fail = "FAIL" ("refund failed", "退款失败"),
        /// The refund is on its way.
        Processing = "PROCESSING" ("refund in progress", "退款处理中"),
        /// Unsure: send the refund again under the same `out_refund_no`.
        NotSure = "NOTSURE" ("unsure, send the same refund number again", "未确定"),
        /// The customer's card took nothing back and the money lies with the merchant: a person must act.
        Change = "CHANGE" ("returned to the merchant, a person must act", "转入代发"),
    }
}

open_enum! {
    /// Channel that a refund goes back through (退款渠道).
    pub enum RefundChannel {
        /// The way the payment came, the default.
        Original = "ORIGINAL" ("back the way it came", "原路退款"),
    }
}

open_enum! {
    /// Limit on the means of payment (`limit_pay`).
    pub enum LimitPay {
        /// No credit cards.
        NoCredit = "no_credit" ("no credit cards", "不能使用信用卡支付"),
    }
}

open_enum! {
    /// State of a merchant (商户状态, `mch_state`).
    pub enum MchState {
        /// Waiting for review.
        Waiting = "0" ("waiting for review", "待审核"),
        /// Active.
        Active = "20" ("active", "启用"),
        /// Stopped.
        Stopped = "30" ("stopped", "停用"),
    }
}

open_enum! {
    /// Kind of picture sent with a registration (进件图片类型, `picType`).
    pub enum PicType {
        /// Identity card.
        IdCard = "1" ("identity card", "二代身份证"),
        /// Business licence.
        BusinessLicence = "2" ("business licence", "营业执照"),
        /// Organisation certificate.
        OrganisationCertificate = "3" ("organisation certificate", "组织机构证件照"),
        /// Agreement with the merchant.
        Agreement = "4" ("merchant agreement", "商户协议照"),
    }
}

open_enum! {
    /// Kind of picture that is to be recognised (图像识别类型, `typeId`).
    pub enum TypeId {
        /// Front of an identity card.
        IdFront = "2" ("identity card, front", "二代身份证正面"),
        /// Back of an identity card.
        IdBack = "3" ("identity card, back", "二代身份证背面"),
        /// Bank card.
        BankCard = "17" ("bank card", "银行卡"),
        /// Business licence.
        BusinessLicence = "2008" ("business licence", "营业执照"),
    }
}

open_enum! {
    /// Kind of business (经营类型, `DealType`).
    pub enum DealType {
        /// Physical.
        Physical = "0" ("physical", "实体"),
        /// Virtual.
        Virtual = "1" ("virtual", "虚拟"),
    }
}

open_enum! {
    /// Holder of the business licence (营业执照持有人类型, `LegalPersonType`).
    pub enum LegalPersonType {
        /// A person.
        Person = "0" ("person", "个人"),
        /// A company.
        Company = "1" ("company", "企业"),
    }
}

open_enum! {
    /// Papers of the legal person (法人证件类型, `LegalPersonCertType`).
    pub enum LegalPersonCertType {
        /// Identity card.
        IdCard = "0" ("identity card", "身份证"),
        /// Passport.
        Passport = "1" ("passport", "护照"),
    }
}

open_enum! {
    /// Kind of merchant (商户类型, `flag_type`).
    pub enum FlagType {
        /// Sole trader.
        SoleTrader = "0" ("sole trader", "个体户"),
        /// Company.
        Company = "1" ("company", "企业"),
        /// Public body.
        PublicBody = "2" ("public body", "政府及事业单位"),
    }
}

open_enum! {
    /// Kind of settlement account (结算账户类型, `AccountType`).
    pub enum AccountType {
        /// A company's.
        Company = "1" ("company", "企业"),
        /// A person's.
        Person = "2" ("person", "个人"),
    }
}

open_enum! {
    /// Papers of the settlement card's holder (结算账户银行卡持卡人证件类型, `IdCardType`).
    pub enum IdCardType {
        /// Identity card.
        IdCard = "1" ("identity card", "身份证"),
        /// Passport.
        Passport = "2" ("passport", "护照"),
    }
}

open_enum! {
    /// Payment channel (支付通道编码, `PaymentChannelId`).
    pub enum PaymentChannelId {
        /// Shanghai Pudong Development Bank.
        Spdb = "SPDB" ("SPD Bank", "浦发"),
        /// China Everbright Bank.
        Ceb = "CEB" ("Everbright Bank", "光大"),
        /// BestPay.
        Bestpay = "BESTPAY" ("BestPay", "翼支付"),
        /// Taotaogu.
        Ttg = "TTG" ("Taotaogu", "淘淘谷"),
        /// JD wallet.
        Jdpay = "JDPAY" ("JD wallet", "京东钱包"),
        /// UnionPay wallet.
        Unionpay = "UNIONPAY" ("UnionPay wallet", "银联钱包"),
        /// WeChat.
        Wechat = "WECHAT" ("WeChat", "微信"),
        /// Alipay.
        Alipay = "ALIPAY" ("Alipay", "支付宝"),
        /// M United Pass.
        Munitedpass = "MUNITEDPASS" ("M United Pass", "汇商通盈"),
        /// Sand.
        Sand = "SAND" ("Sand", "杉德"),
    }
}
