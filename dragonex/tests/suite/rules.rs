//! Requests that are refused before anything is sent.

use dragonex::*;
use transport::Request;

use crate::desk::Desk;

/// The field that the request is refused for; it must not be sent.
fn refused<O: ServerOperation>(operation: &O) -> String {
    let desk = Desk::new(|_: &Request| panic!("{} was sent", O::NAME));
    let error = desk.client.call(operation).map(drop).expect_err(O::NAME);
    assert_eq!(error.outcome(), Outcome::NotSent);
    error.field().unwrap().to_owned()
}

fn refused_user<O: UserOperation>(operation: &O) -> String {
    let desk = Desk::new(|_: &Request| panic!("{} was sent", O::NAME));
    desk.user()
        .call(operation)
        .map(drop)
        .expect_err(O::NAME)
        .field()
        .unwrap()
        .to_owned()
}

fn volume(text: &str) -> Volume {
    text.parse().unwrap()
}

#[test]
fn a_payment_request_keeps_the_rules() {
    let good = RequestPayment {
        trade_no: "21".into(),
        coin_code: "usdt".into(),
        volume: volume("1"),
        scene: "s".into(),
        desc: "d".into(),
        device: "device-Test".into(),
        state: new_state(),
        redirect_url: "https://shop.example".into(),
        domain: "dragonex.io".into(),
        ..RequestPayment::default()
    };
    type Spoil = fn(&mut RequestPayment);
    let cases: [(&str, Spoil); 14] = [
        ("trade_no", |r| r.trade_no.clear()),
        ("trade_no", |r| r.trade_no = "order-1".into()),
        ("coin_code", |r| r.coin_code.clear()),
        ("volume", |r| r.volume = Volume::default()),
        ("volume", |r| r.volume = "0.000".parse().unwrap()),
        ("scene", |r| r.scene = "x".repeat(100)),
        ("desc", |r| r.desc = "字".repeat(100)),
        ("device", |r| r.device = "seven77".into()),
        ("state", |r| r.state = "seven77".into()),
        ("state", |r| r.state = Masked::default()),
        ("redirect_url", |r| r.redirect_url = "//shop.example".into()),
        ("redirect_url", |r| r.redirect_url.clear()),
        ("domain", |r| r.domain = "dragonex.example".into()),
        ("domain", |r| r.domain.clear()),
    ];
    for (field, spoil) in cases {
        let mut request = good.clone();
        spoil(&mut request);
        assert_eq!(refused(&request), field);
    }
}

#[test]
fn one_user_one_coin_one_measure() {
    let transfer = |open_id: Option<&str>, uid| Transfer {
        trade_no: "t".into(),
        open_id: open_id.map(str::to_owned),
        uid,
        coin_code: "usdt".into(),
        volume: volume("1"),
        ..Transfer::default()
    };
    for (open_id, uid) in [
        (None, None),
        (Some("o"), Some(1)),
        (Some(""), None),
        (None, Some(0)),
    ] {
        assert_eq!(refused(&transfer(open_id, uid)), "uid");
        assert_eq!(refused(&OpenTransfer(transfer(open_id, uid))), "uid");
        let coins = UserCoins {
            open_id: open_id.map(str::to_owned),
            dragonex_uid: uid,
        };
        assert_eq!(refused(&coins), "dragonex_uid");
        assert_eq!(refused(&OpenUserCoins(coins)), "dragonex_uid");
    }
    assert_eq!(
        refused(&Transfer {
            volume: Volume::default(),
            ..transfer(None, Some(1))
        }),
        "volume"
    );
    assert_eq!(
        refused(&Transfer {
            coin_code: String::new(),
            ..transfer(None, Some(1))
        }),
        "coin_code"
    );
    for (coin_code, coin_id) in [
        (None, None),
        (Some("usdt".to_owned()), Some(1)),
        (Some(String::new()), None),
    ] {
        let coin = AdminCoin {
            coin_code: coin_code.clone(),
            coin_id,
        };
        assert_eq!(refused(&coin), "coin_code");
        assert_eq!(refused(&OpenAdminCoin(coin)), "coin_code");
        let coin = UserCoin {
            dragonex_uid: Some(1),
            coin_code: coin_code.clone(),
            coin_id,
            open_id: None,
        };
        assert_eq!(refused(&coin), "coin_code");
        let mine = MyCoin { coin_code, coin_id };
        assert_eq!(refused_user(&mine), "coin_code");
        assert_eq!(refused_user(&MyOpenCoin(mine)), "coin_code");
    }
    let back = |rate: Option<&str>, amount: Option<&str>| ReturnPayment {
        ori_trade_no: "21".into(),
        return_trade_no: "21_back".into(),
        return_rate: rate.map(volume),
        return_volume: amount.map(volume),
        ..ReturnPayment::default()
    };
    for (rate, amount, field) in [
        (None, None, "return_volume"),
        (Some("0.5"), Some("1"), "return_volume"),
        (Some("0"), None, "return_rate"),
        (Some("1.01"), None, "return_rate"),
        (None, Some("0"), "return_volume"),
    ] {
        assert_eq!(refused(&back(rate, amount)), field);
    }
    assert_eq!(
        refused(&ReturnPayment {
            return_trade_no: "21".into(),
            ..back(Some("1"), None)
        }),
        "return_trade_no"
    );
}

#[test]
fn queries_keep_the_rules() {
    assert_eq!(refused(&OrderQuery::default()), "trade_no");
    assert_eq!(
        refused(&RedoCallback {
            trade_no: "a b".into()
        }),
        "trade_no"
    );
    assert_eq!(refused_user(&MyOrder::default()), "trade_no");
    let history = OrderHistory::default();
    assert_eq!(
        refused(&OrderHistory {
            limit: Some(0),
            ..history.clone()
        }),
        "limit"
    );
    assert_eq!(
        refused(&OrderHistory {
            limit: Some(21),
            ..history.clone()
        }),
        "limit"
    );
    assert_eq!(
        refused(&OrderHistory {
            direction: Some("3".into()),
            ..history.clone()
        }),
        "direction"
    );
    assert_eq!(
        refused(&OrderHistory {
            trans_type: Some("9".into()),
            ..history.clone()
        }),
        "trans_type"
    );
    assert_eq!(
        refused(&OrderHistory {
            start_time: Some(5),
            end_time: Some(5),
            ..history
        }),
        "end_time"
    );
    let mine = MyOrderHistory {
        start_time: Some(6),
        end_time: Some(5),
        ..MyOrderHistory::default()
    };
    assert_eq!(refused_user(&mine), "end_time");
    for symbols in ["", ",", "A_B,,C_D", "A_B,"] {
        assert_eq!(
            refused(&MarketPrices {
                symbols: symbols.into()
            }),
            "symbols"
        );
    }
}

#[test]
fn logins_keep_the_rules() {
    let good = Login {
        code: "c".into(),
        scopes: "1".into(),
        state: new_state(),
        device: "phone_0001".into(),
    };
    for (field, login) in [
        (
            "code",
            Login {
                code: Masked::default(),
                ..good.clone()
            },
        ),
        (
            "scopes",
            Login {
                scopes: String::new(),
                ..good.clone()
            },
        ),
        (
            "state",
            Login {
                state: "short".into(),
                ..good.clone()
            },
        ),
        (
            "device",
            Login {
                device: "phone-0001".into(),
                ..good
            },
        ),
    ] {
        assert_eq!(refused(&login), field);
    }
    assert_eq!(
        refused(&Refresh {
            access_token: "a".into(),
            ..Refresh::default()
        }),
        "refresh_token"
    );
    assert_eq!(refused(&Logout::default()), "access_token");
    assert_eq!(refused(&UserDetail::default()), "open_id");
    let charge = OpenCharge {
        trade_no: "t".into(),
        uid: Some(1),
        coin_code: "dt".into(),
        volume: volume("1"),
        ..OpenCharge::default()
    };
    assert_eq!(refused(&charge), "pay_token");
}

#[test]
fn new_states_keep_the_rule_and_differ() {
    let (one, two) = (new_state(), new_state());
    assert_eq!(one.expose().len(), 16);
    assert_ne!(one.expose(), two.expose());
}

/// Each field by itself, as soon as it is set.
#[test]
fn no_user_has_the_number_0() {
    fn refused<O: serde::de::DeserializeOwned>(field: &str) {
        use signing_core::typed::{Value, refusal};
        for (uid, rule) in [
            ("0", Some("must be greater than 0")),
            ("1", None),
            ("", None),
        ] {
            let refusal = refusal::<O>(field, Value::Text(uid.into()));
            let told = refusal.map(|refusal| refusal.rule);
            assert_eq!(told.as_deref(), rule, "{field}={uid}");
        }
        assert!(
            signing_core::typed::describe::<O>()
                .iter()
                .any(|info| info.name == field && !info.required)
        );
    }
    refused::<Transfer>("uid");
    refused::<OpenTransfer>("uid");
    refused::<OpenCharge>("uid");
    refused::<UserCoins>("dragonex_uid");
    refused::<OpenUserCoin>("dragonex_uid");
    refused::<UserCoin>("dragonex_uid");
    refused::<RequestPayment>("specify_dragonex_uid");
}
