//! One call of every operation, for a binding to make in this order.
//!
//! A call is `[operation, fields, answers]`. Answers have the text that a field must have, or null if any will do, or begin with
//! `$` to be kept: a later value of that name stands for it. A refusal has the provider's code under `refused`.

use sandbox::{dragonex, hicoin};
use serde_json::{Value, json};

use super::providers::Providers;

const MCH: &str = "00000001";

/// All of them.
pub(crate) fn all(providers: &Providers) -> Value {
    let lists = [
        chaoying(),
        hicoin(&providers.hicoin_code()),
        recharge_payout(),
        dragonex_payments(),
        dragonex_accounts(),
        dragonex_users(),
    ];
    let calls = lists
        .into_iter()
        .flat_map(|list| list.as_array().cloned().unwrap_or_default());
    Value::Array(calls.collect())
}

fn chaoying() -> Value {
    let pay = |number, fee| json!({"mch_id": MCH, "out_trade_no": number, "body": "tea 茶", "total_fee": fee, "auth_code": "130000000000000000"});
    let preorder = |number| {
        json!({
            "mch_id": MCH, "body": "tea", "out_trade_no": number, "total_fee": 300, "trade_type": "NATIVE", "product_id": "p1",
            "notify_url": "http://127.0.0.1:9/notify",
        })
    };
    let mut settle = pay("bind03", 300);
    settle["paytype"] = json!("WECHAT");
    settle["op_user_id"] = json!(MCH);
    let order = json!({"paytype": "WECHAT", "mch_id": MCH, "out_trade_no": "bind01"});
    json!([
        ["chaoying.pay", pay("bind01", 300), {"total_fee": "300", "state": "SUCCESS", "transaction_id": null}],
        ["chaoying.pay", pay("bind02", 200), {"total_fee": "200"}],
        ["chaoying.settle", settle, {"settled": "paid", "out_trade_no": "bind03"}],
        ["chaoying.order_query", order, {"trade_state": "SUCCESS"}],
        ["chaoying.refund", {
            "paytype": "WECHAT", "mch_id": MCH, "out_trade_no": "bind01", "out_refund_no": "R1", "total_fee": 300, "refund_fee": 100,
            "op_user_id": MCH,
        }, {"refund_fee": "100"}],
        ["chaoying.refund_query", order, {"refund_list.0.refund_fee": "100"}],
        ["chaoying.cancel", {"paytype": "WECHAT", "mch_id": MCH, "out_trade_no": "bind02", "op_user_id": MCH}, {"mch_id": MCH}],
        ["chaoying.face_auth", {
            "mch_id": MCH, "store_id": "1", "store_name": "tea house", "device_id": "d1", "rawdata": "raw",
        }, {"authinfo": null}],
        ["chaoying.face_pay", {
            "mch_id": MCH, "openid": "openid1", "out_trade_no": "bind04", "body": "tea", "total_fee": 300, "face_code": "face0000",
        }, {"out_trade_no": "bind04"}],
        ["chaoying.wechat_preorder", preorder("bind05"), {"code_url": null}],
        ["chaoying.alipay_preorder", preorder("bind06"), {"code_url": null}],
        ["chaoying.register_merchant", {"url_path": "https://pictures.example/", "DealType": "0"}, {"mch_id": null}],
        ["chaoying.send_sms_code", {"mobile": "13800000000"}, {"code": "20"}],
        ["chaoying.get_merchant", {"mobile": "13800000000", "valid": "1234"}, {"mch_id": MCH}],
    ])
}

fn hicoin(code: &str) -> Value {
    let openid = hicoin::Config::DEFAULT_OPENID;
    json!([
        ["hicoin.access_token", {}, {"access_token": null}],
        ["hicoin.transfer", {
            "openid": openid, "body": "withdrawal 提现", "subject": "withdrawal", "out_trade_no": "W1", "total_amount": 150_000_001,
            "settle_currency": "USDT",
        }, {"out_trade_no": "W1"}],
        ["hicoin.transfer_query", {"out_trade_no": "W1"}, {"total_amount": "150000001"}],
        ["hicoin.authorize_url", {"redirect_uri": "http://shop.example/back", "state": "unforeseen2"}, {"url": null}],
        ["hicoin.user_token", {"code": code}, {"openid": openid, "refresh_token": "$refresh"}],
        ["hicoin.refresh_user_token", {"refresh_token": "$refresh"}, {"access_token": "$user"}],
        ["hicoin.user_info", {"access_token": "$user", "openid": openid}, {"openid": openid}],
        ["hicoin.preorder", {
            "access_token": "$user", "openid": openid, "body": "a pot of tea 一壶茶", "subject": "tea", "out_trade_no": "P1",
            "total_amount": 888_000_000, "settle_currency": "USDT", "trade_type": "H5", "return_url": "http://shop.example/paid",
        }, {"trade_no": "$trade"}],
        ["hicoin.payment_url", {"trade_no": "$trade"}, {"url": null}],
        ["hicoin.order_query", {"out_trade_no": "P1"}, {"out_trade_no": "P1", "trade_status": null}],
    ])
}

fn recharge_payout() -> Value {
    let order = |mrn| {
        json!({
            "amount": "100.50", "callbackUrl": "http://127.0.0.1:9/recharge", "channelId": "2", "mrn": mrn,
            "returnUrl": "https://shop.example/thanks", "payer": "张三",
        })
    };
    json!([
        ["recharge_payout.recharge_page", order("M0"), {"action": null, "amount": "100.50", "html": null, "sign": null}],
        ["recharge_payout.create_recharge", order("M1"), {"pay_url": null}],
        ["recharge_payout.query_recharge", {"mrn": "M1"}, {"status": "0"}],
        ["recharge_payout.create_payout", {
            "amount": 200, "bankName": "工商银行", "accountName": "李四", "accountNumber": "6222000000000000", "mrn": "D1",
            "callbackUrl": "http://127.0.0.1:9/payout",
        }, {}],
        ["recharge_payout.query_payout", {"mrn": "D1"}, {"status": null}],
    ])
}

fn dragonex_payments() -> Value {
    let device = dragonex::Config::DEFAULT_DEVICE;
    let transfer = |number| {
        json!({
            "trade_no": number, "uid": 1_000_000, "coin_code": "usdt", "volume": "12.50", "scene": "shop", "desc": "茶",
            "device": device,
        })
    };
    let mut charge = transfer("T3");
    charge["pay_token"] = json!("no such token");
    json!([
        ["dragonex.transfer", transfer("T1"), {"status": "1", "direction": "2"}],
        ["dragonex.open_transfer", transfer("T2"), {"status": "1"}],
        ["dragonex.open_charge", charge, {"refused": "11034"}],
        ["dragonex.request_payment", {
            "trade_no": "P1", "coin_code": "usdt", "volume": "3.25", "scene": "shop", "desc": "茶", "device": device,
            "state": "unforeseen01", "redirect_url": "https://shop.example/paid", "domain": "dragonex.io",
        }, {"pay_url": null}],
        ["dragonex.return_payment", {
            "ori_trade_no": "P1", "return_trade_no": "P1R", "return_volume": "1", "scene": "shop", "desc": "茶", "device": device,
        }, {"refused": "11027"}],
        ["dragonex.order", {"trade_no": "T1"}, {"status": "1", "volume": "12.50"}],
        ["dragonex.order_history", {"coin_code": "usdt", "limit": 5}, {"list.0.trade_no": null}],
        ["dragonex.redo_callback", {"trade_no": "T1"}, {}],
    ])
}

fn dragonex_accounts() -> Value {
    let coin = json!({"coin_code": "usdt"});
    let coins = json!({"list.0.code": null});
    let user = json!({"dragonex_uid": 1_000_000});
    let user_coin = json!({"dragonex_uid": 1_000_000, "coin_code": "usdt"});
    let usdt = json!({"code": "usdt"});
    json!([
        ["dragonex.user_coins", user, coins],
        ["dragonex.user_coin", user_coin, usdt],
        ["dragonex.open_user_coins", user, coins],
        ["dragonex.open_user_coin", user_coin, usdt],
        ["dragonex.admin_coins", {}, coins],
        ["dragonex.admin_coin", coin, usdt],
        ["dragonex.open_admin_coins", {}, coins],
        ["dragonex.open_admin_coin", coin, usdt],
        ["dragonex.market_prices", {"symbols": "eth_usdt"}, {}],
        ["dragonex.user_detail", {"open_id": "nobody"}, {"refused": "11015"}],
    ])
}

fn dragonex_users() -> Value {
    let (device, token) = (
        dragonex::Config::DEFAULT_DEVICE,
        dragonex::Config::DEFAULT_TOKEN,
    );
    let coins = json!({"list.0.code": null});
    let user = json!({"access_token": token, "device": device});
    let coin = json!({"access_token": token, "device": device, "coin_code": "usdt"});
    json!([
        ["dragonex.login", {"code": "no such code", "scopes": "1", "state": "unforeseen03", "device": device}, {"refused": "11018"}],
        ["dragonex.refresh", {"access_token": token, "refresh_token": "no such token"}, {"refused": "11023"}],
        ["dragonex.my_order", {"access_token": token, "device": device, "trade_no": "T1"}, {"trade_no": "T1"}],
        ["dragonex.my_order_history", {"access_token": token, "device": device, "limit": 5}, {"list.0.trade_no": null}],
        ["dragonex.my_coins", user, coins],
        ["dragonex.my_coin", coin, {"code": "usdt"}],
        ["dragonex.my_open_coins", user, coins],
        ["dragonex.my_open_coin", coin, {"code": "usdt"}],
        ["dragonex.my_detail", user, {}],
        ["dragonex.token_status", user, {}],
        ["dragonex.my_logout", user, {}],
        ["dragonex.logout", {"access_token": token}, {"refused": "11019"}],
    ])
}
