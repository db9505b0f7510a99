//! The provider's code tables (附录, 错误码), as open enums: a value the tables do not list is kept verbatim in `Other`.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer};
use signing_core::open_enum;

/// What a code says about the request that it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It was done.
    Done,
    /// It was turned down: provably nothing happened.
    Rejected,
    /// A record of that number exists already. For a repeated transfer this means that the first one arrived.
    Exists,
    /// Whether it was done is open.
    Unknown,
}

open_enum! {
    /// Code (错误码) of an answer.
    pub enum Code {
        /// Done.
        Ok = "1" ("ok", "成功"),
        /// Time ran out behind the gateway: open.
        Timeout = "2" ("timeout", "超时"),
        /// Network trouble behind the gateway: open.
        Network = "3" ("network error", "网络错误"),
        /// Database trouble: open.
        Database = "4" ("database error", "数据库错误"),
        /// Cache trouble: open.
        Cache = "5" ("cache error", "缓存错误"),
        /// The server failed: open.
        Server = "6" ("server error", "服务器错误"),
        /// Nothing there.
        NoContent = "7" ("no content", "无内容"),
        /// A parameter is missing or wrong.
        Parameter = "8" ("parameter error", "参数错误"),
        /// The interface was retired.
        Retired = "9" ("interface retired", "接口已失效"),
        /// The interface is not active yet.
        NotYetActive = "10" ("interface not active yet", "接口未生效"),
        /// No permission.
        NoPermission = "11" ("no permission", "没有权限"),
        /// Too many calls.
        TooOften = "12" ("too often", "操作太频繁"),
        /// Maintenance.
        Maintenance = "13" ("maintenance", "系统维护"),
        /// Not served in this country or region.
        Region = "14" ("region not served", "不为此国家或地区提供服务"),
        /// The user's right to pay is frozen.
        PaymentFrozen = "1121" ("user's payments frozen", "用户支付权限被冻结"),
        /// Frozen since the user changed the trade password.
        FrozenByPassword = "1266" ("user's payments frozen after a change of the trade password", "用户支付权限被冻结（因修改交易密码）"),
        /// Frozen since the user's first deposit.
        FrozenByDeposit = "1267" ("user's payments frozen after the first deposit", "用户支付权限被冻结（因首次充值）"),
        /// The balance is too low.
        BalanceTooLow = "4000" ("balance too low", "帐号余额不足"),
        /// A payment of this number exists. After a transfer it means: the first one arrived, query it.
        RecordExists = "4009" ("payment record exists already", "支付记录已存在"),
        /// The request's signature is wrong.
        Sign = "9004" ("wrong signature", "签名错误"),
        /// The caller's address is not among the bound ones.
        Ip = "9009" ("IP address not bound", "不在绑定的IP中"),
        /// The header `Date` cannot be read.
        DateFormat = "9020" ("date format", "header中的date参数格式错误"),
        /// The header `Date` is more than 5 minutes from the server's clock.
        DateTooFar = "9021" ("date too far from the server's clock", "header中的date时间与服务器时间差距过大"),
        /// No such company.
        NoCompany = "11000" ("no such company", "该Company不存在"),
        /// The company exists already.
        CompanyExists = "11001" ("company exists already", "该Company已存在"),
        /// The company is disabled.
        CompanyDisabled = "11002" ("company disabled", "该Company不可用"),
        /// No such app.
        NoApp = "11003" ("no such app", "该APP不存在"),
        /// The app exists already.
        AppExists = "11004" ("app exists already", "该APP已存在"),
        /// The app is disabled.
        AppDisabled = "11005" ("app disabled", "该APP不可用"),
        /// The app may not take or make payments.
        AppMayNotPay = "11006" ("app has no payment permission", "该APP没有支付权限"),
        /// The app lacks a permission.
        AppLacksPermission = "11007" ("app lacks the permission", "该APP没有需要的权限"),
        /// No such key.
        NoKey = "11008" ("no such key", "该密钥不存在"),
        /// The key is disabled.
        KeyDisabled = "11009" ("key disabled", "该密钥不可用"),
        /// The key's check failed.
        KeyCheckFailed = "11010" ("key check failed", "密钥校验未通过"),
        /// No more keys can be made.
        TooManyKeys = "11011" ("too many keys", "可创建的密钥数大于最大可创建数"),
        /// The union id exists already.
        UnionIdExists = "11012" ("union id exists already", "该UnionId已存在"),
        /// No such union id.
        NoUnionId = "11013" ("no such union id", "该UnionId不存在"),
        /// The open id exists already.
        OpenIdExists = "11014" ("open id exists already", "该OpenId已存在"),
        /// No such open id.
        NoOpenId = "11015" ("no such open id", "该OpenId不存在"),
        /// The open id is disabled.
        OpenIdDisabled = "11016" ("open id disabled", "该OpenId不可用"),
        /// The open id lacks a permission.
        OpenIdLacksPermission = "11017" ("open id lacks the permission", "该OpenId没有需要的权限"),
        /// No such access code.
        NoAccessCode = "11018" ("no such access code", "该授权Code不存在"),
        /// No such access token.
        NoToken = "11019" ("no such access token", "该授权token不存在"),
        /// The access token is disabled.
        TokenDisabled = "11020" ("access token disabled", "该授权token不可用"),
        /// The access token has expired: refresh it.
        TokenExpired = "11021" ("access token expired", "该授权token已过期"),
        /// The access token's check failed.
        TokenCheckFailed = "11022" ("access token check failed", "该授权token未通过校验"),
        /// No such refresh token.
        NoRefreshToken = "11023" ("no such refresh token", "该刷新token不存在"),
        /// The refresh token is disabled.
        RefreshTokenDisabled = "11024" ("refresh token disabled", "该刷新token不可用"),
        /// The refresh token has expired: the user must log in.
        RefreshTokenExpired = "11025" ("refresh token expired", "该刷新token已过期"),
        /// Another device than the one the token was made for.
        DeviceChanged = "11026" ("device changed", "授权设备发生变化"),
        /// No such payment record; soon after a payment this is not final.
        NoPayment = "11027" ("no such payment record", "支付记录不存在"),
        /// The callback failed.
        CallbackFailed = "11028" ("callback failed", "支付回调失败"),
        /// Payer and payee are the same: the app's administrator cannot pay in the app.
        SameAccount = "11030" ("payer and payee are the same account", "支付者与到帐者不可以是同一个帐号"),
        /// The app may not use this coin.
        CoinNotAllowed = "11031" ("app may not use this coin", "该App没有此币种的支付权限"),
        /// The day's limit on transfers is used up.
        DailyLimit = "11032" ("daily transfer limit exceeded", "超出每日转出限额"),
        /// The pay token is gone or has expired.
        NoPayToken = "11034" ("pay token gone or expired", "PayToken不存在或已过期"),
        /// The callback address is wrong.
        CallbackAddress = "11038" ("wrong callback address", "回调地址错误"),
        /// The app may not let users pay in another coin.
        OtherCoinNotAllowed = "11040" ("app may not be paid in another coin", "该APP没有使用其他币种支付的权限"),
        /// The order was not paid.
        NotPaid = "11041" ("order not paid", "订单未支付成功"),
    }
}

impl Code {
    /// What it says about the request. Rejections are a positive list: a code that nobody classified proves nothing.
    pub fn class(&self) -> Class {
        match self {
            Code::Ok => Class::Done,
            Code::RecordExists => Class::Exists,
            code if REJECTIONS.contains(code) => Class::Rejected,
            _ => Class::Unknown,
        }
    }
}

/// Codes that are given before anything is done. Left out, and so unknown, are 2 to 6, 7 and 11028.
const REJECTIONS: &[Code] = &[
    Code::Parameter,
    Code::Retired,
    Code::NotYetActive,
    Code::NoPermission,
    Code::TooOften,
    Code::Maintenance,
    Code::Region,
    Code::PaymentFrozen,
    Code::FrozenByPassword,
    Code::FrozenByDeposit,
    Code::BalanceTooLow,
    Code::Sign,
    Code::Ip,
    Code::DateFormat,
    Code::DateTooFar,
    Code::NoCompany,
    Code::CompanyExists,
    Code::CompanyDisabled,
    Code::NoApp,
    Code::AppExists,
    Code::AppDisabled,
    Code::AppMayNotPay,
    Code::AppLacksPermission,
    Code::NoKey,
    Code::KeyDisabled,
    Code::KeyCheckFailed,
    Code::TooManyKeys,
    Code::UnionIdExists,
    Code::NoUnionId,
    Code::OpenIdExists,
    Code::NoOpenId,
    Code::OpenIdDisabled,
    Code::OpenIdLacksPermission,
    Code::NoAccessCode,
    Code::NoToken,
    Code::TokenDisabled,
    Code::TokenExpired,
    Code::TokenCheckFailed,
    Code::NoRefreshToken,
    Code::RefreshTokenDisabled,
    Code::RefreshTokenExpired,
    Code::DeviceChanged,
    Code::NoPayment,
    Code::SameAccount,
    Code::CoinNotAllowed,
    Code::DailyLimit,
    Code::NoPayToken,
    Code::CallbackAddress,
    Code::OtherCoinNotAllowed,
    Code::NotPaid,
];

open_enum! {
    /// Way of a payment (转帐方向).
    pub enum Direction {
        /// The user pays the app.
        UserToApp = "1" ("user to app", "DragonEx用户向接入方"),
        /// The app pays the user.
        AppToUser = "2" ("app to user", "接入方向DragonEx用户"),
    }
}

open_enum! {
    /// State of an order (订单状态).
    pub enum Status {
        /// The user gave up. Told by the redirect back to the shop.
        GivenUp = "-1" ("given up by the user", "用户取消支付"),
        /// Done: the money moved.
        Done = "1" ("done", "成功"),
        /// Failed: no money moved.
        Failed = "2" ("failed", "失败"),
        /// Under way. If it stays so for long, ask DragonEx.
        Transferring = "3" ("transferring", "转账中"),
    }
}

open_enum! {
    /// Accounts between which an order moves money (订单类型): coin accounts (币币账户) and open accounts (开放账户).
    pub enum OrderType {
        /// Coin account to coin account.
        CoinToCoin = "1" ("coin account to coin account", "币币账户到币币账户"),
        /// Coin account to open account.
        CoinToOpen = "2" ("coin account to open account", "币币账户到开放账户"),
        /// Open account to open account.
        OpenToOpen = "3" ("open account to open account", "开放账户到开放账户"),
        /// Open account to coin account.
        OpenToCoin = "4" ("open account to coin account", "开放账户到币币账户"),
    }
}

open_enum! {
    /// A right that a login asks for (权限).
    pub enum Scope {
        /// Log in.
        Login = "1" ("log in", "登录"),
        /// Withdraw.
        Withdraw = "3" ("withdraw", "提现"),
        /// Trade.
        Trade = "4" ("trade", "交易"),
        /// The user pays the app from the coin account.
        PayApp = "5" ("user pays app, coin account", "用户向接入方支付（币币账户）"),
        /// The app pays the user's coin account.
        PayUser = "6" ("app pays user, coin account", "接入方向用户支付（币币账户）"),
        /// See the coin account.
        Coins = "7" ("see the coin account", "获取用户资产信息（币币账户）"),
        /// After the first time, grant without asking.
        AutoGrant = "9" ("grant without asking after the first time", "除首次授权需手动确认外，自动授权"),
        /// Remember the password for payments.
        RememberPassword = "10" ("remember the password for payments", "支付时记住密码"),
        /// See the open account.
        OpenCoins = "11" ("see the open account", "获取用户资产信息（开放账户）"),
        /// The user pays the app from the open account.
        OpenPayApp = "12" ("user pays app, open account", "用户向接入方转账（开放账户）"),
        /// The app pays the user's open account.
        OpenPayUser = "13" ("app pays user, open account", "接入方向用户转账（开放账户）"),
        /// Pay with another coin of the same worth.
        PayWithOtherCoin = "14" ("pay with another coin of the same worth", "支付时允许使用其他等价值的币种"),
    }
}

impl Scope {
    /// Rights as the wire has them: `1,5,7`.
    pub fn list(scopes: &[Scope]) -> String {
        scopes
            .iter()
            .map(Scope::as_str)
            .collect::<Vec<_>>()
            .join(",")
    }
}

/// Rights as an answer has them, which no document says: a list of numbers or names, one of them, or the text that they are asked for in,
/// `1,5,7`. With the answer the login's code would be lost, so that any name will do.
pub(crate) fn granted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Scope>, D::Error> {
    deserializer.deserialize_any(Granted)
}

struct Granted;

impl<'de> Visitor<'de> for Granted {
    type Value = Vec<Scope>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rights, as a list or separated by commas")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<Scope>, E> {
        let scopes = text
            .split(',')
            .map(str::trim)
            .filter(|scope| !scope.is_empty());
        Ok(scopes.map(Scope::from).collect())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Vec<Scope>, E> {
        Ok(vec![Scope::from(number.to_string())])
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Vec<Scope>, E> {
        Ok(vec![Scope::from(number.to_string())])
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<Scope>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut scopes: A) -> Result<Vec<Scope>, A::Error> {
        let mut all = Vec::new();
        while let Some(scope) = scopes.next_element()? {
            all.push(scope);
        }
        Ok(all)
    }
}

/// Writes rights as the numbers that they are on the wire.
pub(crate) fn as_numbers<S: Serializer>(
    scopes: &[Scope],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    struct Number<'a>(&'a Scope);

    impl Serialize for Number<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            as_number(self.0, serializer)
        }
    }

    serializer.collect_seq(scopes.iter().map(Number))
}

/// Writes an enum's text as the number that it is on the wire.
pub(crate) fn as_number<S: Serializer>(
    code: &impl AsRef<str>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match code.as_ref().parse::<i64>() {
        Ok(number) => serializer.serialize_i64(number),
        Err(_) => serializer.serialize_str(code.as_ref()),
    }
}

/// As [`as_number`], for a field that an answer may lack.
pub(crate) fn as_optional_number<S: Serializer>(
    code: &Option<impl AsRef<str>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match code {
        Some(code) => as_number(code, serializer),
        None => serializer.serialize_none(),
    }
}

/// As [`as_number`], for a filter of a query: 0 where it is not set.
pub(crate) fn as_filter<S: Serializer>(
    code: &Option<impl AsRef<str>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match code {
        Some(code) => as_number(code, serializer),
        None => serializer.serialize_u64(0),
    }
}
