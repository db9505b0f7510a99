//! Chaoying at the sandbox: every operation, settle and the notification.

use sandbox::chaoying;

use super::{Desk, only, refused};
use crate::support::interface::Client;

const MCH: &str = "00000001";

#[test]
fn chaoying_does_what_its_names_say() {
    let gateway = chaoying::Chaoying::new(chaoying::Config::default());
    let settings = [
        ("base_url", "https://gateway.example/api"),
        ("agent_id", "130000000000000001"),
        ("agent_key", chaoying::Config::DEFAULT_KEY),
        ("version", "1.0"),
        ("pid", "till"),
    ];
    let settings = [&[("base_url", "https://gateway.example")], &settings[1..]].concat();
    let desk = Desk::open("chaoying", &settings, Box::new(gateway));
    chaoying_payments(&desk);
    chaoying_accounts(&desk);
    chaoying_notifications(&desk);
    desk.complete();
}

fn chaoying_payments(desk: &Desk) {
    let pay = |number| {
        vec![
            ("mch_id", MCH),
            ("out_trade_no", number),
            ("body", "tea 茶"),
            ("total_fee", "300"),
            ("auth_code", "130000000000000000"),
        ]
    };
    let paid = desk.call("pay", &pay("op_0001"));
    assert_eq!(paid.get("total_fee"), "300");
    assert_eq!(paid.get("state"), "SUCCESS");
    assert!(
        String::from_utf8_lossy(&paid.body()).contains("\"sign\""),
        "the body is what came"
    );
    assert_eq!(paid.find("sign"), None);
    let terms = [
        ("paytype", "WECHAT"),
        ("op_user_id", MCH),
        ("poll_seconds", "1"),
        ("patience_seconds", "0"),
    ];
    let settled = desk.call("settle", &[&pay("op_0002")[..], &terms].concat());
    assert_eq!(
        (settled.get("settled"), settled.get("out_trade_no")),
        ("paid".into(), "op_0002".into())
    );
    let declined = [("auth_code", "130000000000009005")];
    let settled = desk.call("settle", &[&pay("op_0003")[..], &declined, &terms].concat());
    assert_eq!(settled.get("settled"), "declined");
    assert_eq!(settled.get("code"), "10006");
    let by_number = |number| {
        vec![
            ("paytype", "WECHAT"),
            ("mch_id", MCH),
            ("out_trade_no", number),
        ]
    };
    assert_eq!(
        desk.call("order_query", &by_number("op_0001"))
            .get("trade_state"),
        "SUCCESS"
    );
    let fields = [
        ("out_refund_no", "R.1"),
        ("total_fee", "300"),
        ("refund_fee", "100"),
        ("op_user_id", MCH),
    ];
    let refund = desk.call("refund", &[&by_number("op_0001")[..], &fields].concat());
    assert_eq!(refund.get("refund_fee"), "100");
    let query = desk.call(
        "refund_query",
        &[&by_number("op_0001")[..], &[("out_refund_no", "R.1")]].concat(),
    );
    assert_eq!(query.count("refund_list"), 1);
    assert_eq!(query.get("refund_list.0.refund_status"), "SUCCESS");
    desk.client.line.pass(30);
    desk.call(
        "cancel",
        &[&by_number("op_0002")[..], &[("op_user_id", MCH)]].concat(),
    );
    let after = desk.call("order_query", &by_number("op_0002"));
    assert_eq!(after.get("code"), "10005");
    let login = [
        ("store_id", "1"),
        ("store_name", "tea house"),
        ("device_id", "d1"),
        ("rawdata", "raw"),
    ];
    assert!(
        !desk
            .call("face_auth", &[&login[..], &[("mch_id", MCH)]].concat())
            .get("authinfo")
            .is_empty()
    );
    let face = [
        ("mch_id", MCH),
        ("openid", "openid1"),
        ("out_trade_no", "op_0004"),
        ("body", "tea"),
        ("total_fee", "300"),
        ("face_code", "face0000"),
    ];
    assert_eq!(desk.call("face_pay", &face).get("out_trade_no"), "op_0004");
    let unpaid = desk.try_call("pay", &[&pay("op_0005")[..], &declined].concat());
    let refusal = unpaid.expect_err("the balance is too low");
    assert_eq!((&*refusal.status, refusal.outcome), ("PROVIDER", 1));
    assert_eq!(refusal.texts[1].as_deref(), Some("10006"));
}

fn chaoying_accounts(desk: &Desk) {
    let registered = desk.call(
        "register_merchant",
        &[("url_path", "https://pictures.example/"), ("DealType", "0")],
    );
    assert!(!registered.get("mch_id").is_empty());
    assert_eq!(
        desk.call("send_sms_code", &[("mobile", "13800000000")])
            .get("code"),
        "20"
    );
    let merchant = desk.call(
        "get_merchant",
        &[("mobile", "13800000000"), ("valid", "1234")],
    );
    assert_eq!(merchant.get("mch_id"), MCH);
}

fn chaoying_notifications(desk: &Desk) {
    let order = |number| {
        [
            ("mch_id", MCH),
            ("body", "tea"),
            ("out_trade_no", number),
            ("total_fee", "300"),
            ("trade_type", "NATIVE"),
            ("product_id", "p1"),
            ("notify_url", "https://shop.example/notify"),
        ]
    };
    let preorder = desk.call("wechat_preorder", &order("op0006"));
    assert!(!preorder.get("code_url").is_empty());
    desk.call("alipay_preorder", &order("op0007"));
    let address = preorder.get("code_url");
    desk.client.line.press(&address);
    let told = desk.notifications();
    let heard = desk
        .hear("chaoying.payment", &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let others = [
        ("op0006", "299"),
        ("op0007", "300"),
        ("", "300"),
        ("op0006", "3.00"),
        ("op0006", ""),
    ];
    only(&heard, "op0006", "300", &others);
    let mut forged = told[0].clone();
    forged.body[20] ^= 1;
    assert_eq!(refused(desk.hear("chaoying.payment", &forged)), "SIGNATURE");
}

#[test]
fn whole_numbers_come_out_without_leading_zeros_and_what_is_not_known_as_a_number_as_it_came() {
    let key = signing_core::Secret::new(chaoying::Config::DEFAULT_KEY).expect("a key");
    let fields = [
        ("state", "SUCCESS"),
        ("result_code", "SUCCESS"),
        ("total_fee", "0101"),
        ("coupon_fee", "00"),
        ("device_info", "007"),
        ("later", "01.50"),
    ];
    let sign = signing_core::SortedMd5::new(key).sign(&fields);
    let mut told = fields.to_vec();
    told.push(("sign", sign.as_str()));
    let settings = [
        ("base_url", "https://gateway.example"),
        ("agent_id", "130000000000000001"),
        ("agent_key", chaoying::Config::DEFAULT_KEY),
    ];
    let gateway = chaoying::Chaoying::new(chaoying::Config::default());
    let client = Client::new("chaoying", &settings, Box::new(gateway));
    let client = client.unwrap_or_else(|refusal| panic!("{refusal}"));
    let body = signing_core::form::encode(told);
    let heard = client.hear("chaoying.payment", "", body.as_bytes());
    let heard = heard.unwrap_or_else(|refusal| panic!("{refusal}"));
    for (field, text) in [
        ("total_fee", "101"),
        ("coupon_fee", "0"),
        ("device_info", "007"),
        ("later", "01.50"),
    ] {
        assert_eq!(heard.get(field), text);
    }
}
