//! 运维管理: registering a merchant, the SMS code, finding a merchant. And the face terminal's credential (SDK调用凭证).

use super::{
    Chaoying,
    answer::{Answer, Code, Failure, TradeState},
    form::Form,
};
use std::time::Duration;

/// 注册超赢虚拟商户. Fields besides `url_path` are agreed between the parties: any are taken. A `mobile` among them is the
/// one by which the merchant is found later.
pub(super) fn register<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    if form
        .get("url_path")
        .is_some_and(|path| !path.ends_with('/'))
    {
        return Err(Failure::new(
            Code::Parameter,
            "url_path must end with a slash",
        ));
    }
    let mch_id = format!("f{:017}", gateway.books.merchants.len());
    let approved = gateway.now + gateway.config.review;
    gateway.books.add_merchant(
        mch_id.clone(),
        form.get("mobile").map(str::to_owned),
        approved,
    );
    Ok(Answer::of_success(Code::Success.number(), "SUCCESS").with("mch_id", mch_id))
}

/// 下发获取超赢商户号验证短信: the answer's `code` is the validity in minutes.
pub(super) fn send_sms<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let mobile = form.required("mobile")?;
    if mobile.len() != 11 || !mobile.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::new(Code::Parameter, "mobile must be 11 digits"));
    }
    let valid = gateway.config.sms_valid;
    gateway.sms.insert(mobile.to_owned(), gateway.now + valid);
    Ok(Answer::of_success(
        (valid.as_secs() / 60).to_string(),
        "短信验证码已发送",
    ))
}

/// 获取超赢商户号, by mobile and SMS code or by user name and password.
pub(super) fn get_merchant<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let found = match (
        form.get("mobile"),
        form.get("valid"),
        form.get("username"),
        form.get("password"),
    ) {
        (Some(mobile), Some(code), _, _) => by_mobile(gateway, mobile, code)?,
        (_, _, Some(name), Some(word))
            if name == gateway.config.username && word == gateway.config.password.expose() =>
        {
            0
        }
        (_, _, Some(_), Some(_)) => {
            return Err(Failure::new(
                Code::Merchant,
                "user name or password is wrong",
            ));
        }
        _ => {
            let why = "mobile and valid, or username and password, are required";
            return Err(Failure::new(Code::Parameter, why));
        }
    };
    let merchant = &gateway.books.merchants[found];
    let state = if merchant.approved > gateway.now {
        "0"
    } else {
        "20"
    };
    Ok(Answer::of_success(Code::Success.number(), "SUCCESS")
        .with("mch_id", merchant.mch_id.as_str())
        .with("mch_trade_code", format!("f{:09x}", found + 1))
        .with("mch_full_name", "广州市沙盒信息科技有限公司")
        .with("mch_short_name", "沙盒科技")
        .with("mch_state", state))
}

fn by_mobile(gateway: &mut Chaoying, mobile: &str, code: &str) -> Result<usize, Failure> {
    let sent = gateway
        .sms
        .get(mobile)
        .is_some_and(|&until| until > gateway.now);
    if !sent || code != gateway.config.sms_code.expose() {
        return Err(Failure::new(
            Code::Merchant,
            "the SMS code is wrong or no longer valid",
        ));
    }
    gateway.sms.remove(mobile);
    let mut merchants = gateway.books.merchants.iter();
    merchants
        .position(|merchant| merchant.mobile.as_deref() == Some(mobile))
        .ok_or_else(|| Failure::new(Code::Merchant, "no merchant has this mobile"))
}

/// 获取SDK调用凭证. Without `mch_id`, which the manual's table lacks, it is the main merchant's.
pub(super) fn face_auth<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let merchant = match form.get("mch_id") {
        Some(mch_id) => gateway.books.merchant(mch_id, gateway.now)?,
        None => 0,
    };
    let valid: Duration = gateway.config.authinfo_valid;
    let authinfo = gateway.random.nonce() + &gateway.random.nonce();
    Ok(Answer::of_trade(Code::Success, TradeState::Success)
        .with("mch_id", gateway.books.merchants[merchant].mch_id.as_str())
        .with("appid", "wx1f87d44db95cba7a")
        .with("channel_mch_id", "1900007071")
        .with("store_id", form.required("store_id")?.to_owned())
        .with("authinfo", authinfo)
        .with("expires_in", valid.as_secs().to_string()))
}
