//! Merchants at Chaoying's gateway: registered, waiting, found.

use crate::chaoying::desk::{Desk, fail};

#[test]
fn merchants_register_wait_and_are_found() {
    let mut desk = Desk::new();
    let register = [
        ("url_path", "https://a.example/"),
        ("mobile", "13911112222"),
        ("scene", "any text"),
    ];
    let mch_id = desk
        .send("/UnifiedPay/Mch_Reg", &register)
        .get("mch_id")
        .to_owned();
    assert!(!mch_id.is_empty());
    let slash = [("url_path", "https://a.example")];
    assert_eq!(
        desk.send("/UnifiedPay/Mch_Reg", &slash).head(),
        fail("20004")
    );

    let by_code = [("mobile", "13911112222"), ("valid", "1234")];
    assert_eq!(
        desk.send("/Mch/GetMchId", &by_code).head(),
        fail("20005"),
        "no code was sent yet"
    );
    let sms = desk.send("/Mch/GetMchSMSValid", &by_code[..1]);
    assert_eq!((sms.get("state"), sms.get("code")), ("SUCCESS", "20"));
    let found = desk.send("/Mch/GetMchId", &by_code);
    assert_eq!(
        (found.get("mch_id"), found.get("mch_state")),
        (mch_id.as_str(), "0")
    );
    assert_eq!(
        desk.send("/Mch/GetMchId", &by_code).head(),
        fail("20005"),
        "a code serves once"
    );

    let query = [
        ("method", "orderquery"),
        ("mch_id", &mch_id),
        ("paytype", "QQ"),
        ("out_trade_no", "T0001"),
    ];
    assert_eq!(
        desk.send("/UnifiedPay/Gateway", &query).head(),
        fail("20013")
    );
    desk.wait(60);
    assert_eq!(
        desk.send("/UnifiedPay/Gateway", &query).head(),
        fail("20007")
    );

    desk.send("/Mch/GetMchSMSValid", &by_code[..1]);
    desk.wait(20 * 60);
    assert_eq!(
        desk.send("/Mch/GetMchId", &by_code).head(),
        fail("20005"),
        "the code is too old"
    );
    let password = [("username", "13800000000"), ("password", "12345678")];
    assert_eq!(desk.send("/Mch/GetMchId", &password).get("mch_state"), "20");
    let wrong = [("username", "13800000000"), ("password", "12345679")];
    assert_eq!(desk.send("/Mch/GetMchId", &wrong).head(), fail("20005"));
    assert_eq!(
        desk.send("/Mch/GetMchId", &[("mobile", "1"), ("password", "2")])
            .head(),
        fail("20004")
    );
}
