//! What leaves, byte for byte, and what is refused before anything does.

use crate::support::*;
use chaoying::*;
use transport::ManualClock;

/// Sends and gives back the URL and the fields in order, whatever the answer.
fn sent<O: Operation>(operation: &O) -> Fields {
    let (client, seen) = client_with(ManualClock::default(), |_| Ok(ok("{}")));
    let _ = client.call(operation);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1, "one call is one request");
    seen[0].clone()
}

fn refused<O: Operation>(operation: &O) -> InvalidField {
    let (client, seen) = client_with(ManualClock::default(), |_| Ok(ok("{}")));
    match client.call(operation) {
        Err(Error::Invalid(invalid)) => {
            assert!(seen.lock().unwrap().is_empty(), "nothing may leave");
            invalid
        }
        _ => panic!("{} was not refused", O::NAME),
    }
}

fn order_query() -> OrderQuery {
    OrderQuery {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_trade_no: Some("1497769914931".into()),
        transaction_id: None,
    }
}

fn refund() -> Refund {
    Refund {
        paytype: PayType::Wechat,
        mch_id: "00000001".into(),
        out_refund_no: "TK-1497769914931-01".into(),
        total_fee: Fen(2),
        refund_fee: Fen(1),
        op_user_id: "00000001".into(),
        out_trade_no: Some("1497769914931".into()),
        ..Default::default()
    }
}

fn wechat(trade_type: TradeType) -> WechatPreorder {
    WechatPreorder {
        mch_id: "00000001".into(),
        body: "b".into(),
        out_trade_no: "1497769914931".into(),
        total_fee: Fen(1),
        trade_type,
        ..Default::default()
    }
}

fn alipay(trade_type: TradeType) -> AlipayPreorder {
    AlipayPreorder {
        mch_id: "00000001".into(),
        body: "b".into(),
        out_trade_no: "1497769914931".into(),
        total_fee: Fen(1),
        trade_type,
        ..Default::default()
    }
}

#[test]
fn each_operation_goes_to_its_path_with_its_method_and_the_common_fields() {
    let face_auth = FaceAuth {
        store_id: "s".into(),
        store_name: "测试门店01".into(),
        device_id: "d".into(),
        rawdata: "r".into(),
        mch_id: None,
    };
    let face_pay = FacePay {
        mch_id: "1".into(),
        openid: "o".into(),
        out_trade_no: "12345".into(),
        body: "b".into(),
        total_fee: Fen(1),
        face_code: "f".into(),
        ..Default::default()
    };
    let refund_query = RefundQuery {
        paytype: PayType::Alipay,
        mch_id: "1".into(),
        refund_id: Some("r".into()),
        ..Default::default()
    };
    let cancel = Cancel {
        paytype: PayType::Wechat,
        mch_id: "1".into(),
        out_trade_no: "12345".into(),
        op_user_id: "u".into(),
        scene: Some(Scene::Barcode),
    };
    let native = WechatPreorder {
        product_id: Some("p".into()),
        ..wechat(TradeType::Native)
    };
    let register = RegisterMerchant {
        url_path: None,
        extra: [("key1".into(), "aaa".into()), ("key2".into(), "bbb".into())].into(),
    };
    let sms = SendSmsCode {
        mobile: "13800000000".into(),
    };
    let get = GetMerchant {
        mobile: Some("13800000000".into()),
        valid: Some("1234".into()),
        ..Default::default()
    };
    let gateway = "https://gateway.test/base/UnifiedPay/Gateway";
    let cases = [
        (sent(&face_auth), gateway, Some("getfaceauth")),
        (sent(&face_pay), gateway, Some("facepay")),
        (sent(&pay()), gateway, Some("pay")),
        (sent(&order_query()), gateway, Some("orderquery")),
        (sent(&refund()), gateway, Some("refund")),
        (sent(&refund_query), gateway, Some("refundquery")),
        (sent(&cancel), gateway, Some("cancel")),
        (
            sent(&native),
            "https://gateway.test/base/Open/WECHAT_PreOrder",
            None,
        ),
        (
            sent(&alipay(TradeType::Native)),
            "https://gateway.test/base/Open/ALIPAY_PreOrder",
            None,
        ),
        (
            sent(&register),
            "https://gateway.test/base/UnifiedPay/Mch_Reg",
            None,
        ),
        (
            sent(&sms),
            "https://gateway.test/base/Mch/GetMchSMSValid",
            None,
        ),
        (sent(&get), "https://gateway.test/base/Mch/GetMchId", None),
    ];
    for (fields, url, method) in cases {
        assert_eq!(fields.url, url);
        assert_eq!(fields.get("method"), method, "{url}");
        assert_eq!(fields.get("agent_id"), Some(AGENT));
        assert_eq!(
            (fields.get("version"), fields.get("pid")),
            (Some("1.0"), Some("tests"))
        );
        assert!(
            fields.fields.iter().all(|(_, value)| !value.is_empty()),
            "no empty field is sent"
        );
    }
    assert_eq!(sent(&register).get("key2"), Some("bbb"));
}

#[test]
fn pay_takes_no_paytype_and_leaves_out_what_is_not_given() {
    let fields = sent(&Pay {
        attach: Some(String::new()),
        goods_tag: Some("hot".into()),
        ..pay()
    });
    let mut names: Vec<_> = fields
        .fields
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "agent_id",
            "auth_code",
            "body",
            "goods_tag",
            "mch_id",
            "method",
            "out_trade_no",
            "pid",
            "sign",
            "total_fee",
            "version"
        ]
    );
    assert_eq!(fields.get("body"), Some("image形象店-深圳腾大-QQ公仔"));
}

#[test]
fn what_breaks_a_rule_is_refused_by_field_before_anything_is_sent() {
    let cases = [
        (
            refused(&Pay {
                mch_id: String::new(),
                ..pay()
            }),
            "mch_id",
        ),
        (
            refused(&Pay {
                out_trade_no: "1234".into(),
                ..pay()
            }),
            "out_trade_no",
        ),
        (
            refused(&Pay {
                out_trade_no: String::new(),
                ..pay()
            }),
            "out_trade_no",
        ),
        (
            refused(&Pay {
                total_fee: Fen(0),
                ..pay()
            }),
            "total_fee",
        ),
        (
            refused(&Pay {
                auth_code: "".into(),
                ..pay()
            }),
            "auth_code",
        ),
        (
            refused(&Pay {
                body: String::new(),
                ..pay()
            }),
            "body",
        ),
        (
            refused(&OrderQuery {
                paytype: PayType::default(),
                ..order_query()
            }),
            "paytype",
        ),
        (
            refused(&OrderQuery {
                out_trade_no: None,
                ..order_query()
            }),
            "out_trade_no",
        ),
        (
            refused(&OrderQuery {
                out_trade_no: Some(String::new()),
                ..order_query()
            }),
            "out_trade_no",
        ),
        (
            refused(&Refund {
                refund_fee: Fen(3),
                ..refund()
            }),
            "refund_fee",
        ),
        (
            refused(&Refund {
                refund_fee: Fen(0),
                ..refund()
            }),
            "refund_fee",
        ),
        (
            refused(&Refund {
                out_refund_no: "a b".into(),
                ..refund()
            }),
            "out_refund_no",
        ),
        (
            refused(&Refund {
                op_user_id: String::new(),
                ..refund()
            }),
            "op_user_id",
        ),
        (
            refused(&RefundQuery {
                paytype: PayType::Alipay,
                mch_id: "1".into(),
                out_trade_no: Some("12345".into()),
                ..Default::default()
            }),
            "out_refund_no",
        ),
        (
            refused(&RefundQuery {
                paytype: PayType::Wechat,
                mch_id: "1".into(),
                ..Default::default()
            }),
            "out_refund_no",
        ),
        (
            refused(&WechatPreorder {
                out_trade_no: "with_underscore".into(),
                ..wechat(TradeType::Native)
            }),
            "out_trade_no",
        ),
        (refused(&wechat(TradeType::Native)), "product_id"),
        (refused(&wechat(TradeType::Jspay)), "sub_appid"),
        (refused(&wechat(TradeType::AppBank)), "sub_appid"),
        (
            refused(&WechatPreorder {
                sub_appid: Some("wx".into()),
                ..wechat(TradeType::Jspay)
            }),
            "buyer_id",
        ),
        (
            refused(&WechatPreorder {
                product_id: Some("p".into()),
                notify_url: Some("https://a.b/?x".into()),
                ..wechat(TradeType::Native)
            }),
            "notify_url",
        ),
        (
            refused(&WechatPreorder {
                product_id: Some("p".into()),
                time_start: Some("20240101000000".into()),
                time_expire: Some("20231231000000".into()),
                ..wechat(TradeType::Native)
            }),
            "time_expire",
        ),
        (refused(&alipay(TradeType::Jspay)), "buyer_id"),
        (
            refused(&AlipayPreorder {
                buyer_logon_id: Some("b".into()),
                ..alipay(TradeType::Jspay)
            }),
            "product_id",
        ),
        (
            refused(&AlipayPreorder {
                time_start: Some("20240101000000".into()),
                ..alipay(TradeType::Native)
            }),
            "time_expire",
        ),
        (
            refused(&GetMerchant {
                mobile: Some("1".into()),
                ..Default::default()
            }),
            "valid",
        ),
        (
            refused(&GetMerchant {
                password: Some("1".into()),
                ..Default::default()
            }),
            "username",
        ),
        (refused(&GetMerchant::default()), "mobile"),
        (refused(&SendSmsCode::default()), "mobile"),
        (
            refused(&RegisterMerchant {
                url_path: Some("https://x".into()),
                ..Default::default()
            }),
            "url_path",
        ),
        (
            refused(&RegisterMerchant {
                url_path: None,
                extra: [("sign".into(), "x".into())].into(),
            }),
            "sign",
        ),
        (
            refused(&RegisterMerchant {
                url_path: None,
                extra: [(String::new(), "x".into())].into(),
            }),
            "extra",
        ),
        (
            refused(&RegisterMerchant {
                url_path: None,
                extra: [(String::new(), String::new())].into(),
            }),
            "extra",
        ),
        (
            refused(&RegisterMerchant {
                url_path: Some("https://x/".into()),
                extra: [("url_path".into(), "https://y/".into())].into(),
            }),
            "url_path",
        ),
    ];
    for (invalid, field) in cases {
        assert_eq!(invalid.field, field, "{invalid}");
        assert!(!invalid.rule.is_empty());
    }
}

/// Whoever checks each field as it is set, as the C interface does, learns of it there.
#[test]
fn a_registrations_free_fields_cannot_have_the_clients_own_names_or_none() {
    for (name, field) in [
        ("sign", "sign"),
        ("agent_id", "agent_id"),
        ("version", "version"),
        ("pid", "pid"),
        ("method", "method"),
        ("", "extra"),
    ] {
        let invalid = RegisterMerchant::check_field(name, "x").unwrap_err();
        assert_eq!(invalid.field, field);
        let sent = refused(&RegisterMerchant {
            url_path: None,
            extra: [(name.to_owned(), "x".to_owned())].into(),
        });
        assert_eq!(sent, invalid, "{name:?}");
    }
    for free in ["DealType", "flag_type", "mch_id", "Sign"] {
        assert_eq!(RegisterMerchant::check_field(free, "x"), Ok(()), "{free}");
    }
}

/// The fields are agreed with the provider, and the answer names the merchant that is new.
#[test]
fn a_registration_may_name_a_merchant_and_is_answered_with_another() {
    let registered = signed(&[
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("mch_id", "00000002"),
    ]);
    let register = RegisterMerchant {
        url_path: None,
        extra: [("mch_id".into(), "00000001".into())].into(),
    };
    assert_eq!(
        client(registered).call(&register).unwrap().mch_id,
        "00000002"
    );
}

#[test]
fn clients_with_impossible_settings_are_not_built() {
    let build = |url: &str, agent: &str| {
        Client::builder(url, agent, Secret::new(KEY).unwrap())
            .build()
            .map(drop)
    };
    assert_eq!(
        build("http://gateway.test", "1").unwrap_err().setting,
        "base_url"
    );
    assert_eq!(build("gateway.test", "1").unwrap_err().setting, "base_url");
    assert_eq!(
        build("https://user:pw@gateway.test", "1")
            .unwrap_err()
            .setting,
        "base_url"
    );
    assert_eq!(
        build("https://gateway.test", "").unwrap_err().setting,
        "agent_id"
    );
}
