//! Faults without sockets: each does what its name says, and the seed decides all.

use sandbox::chaoying::{Chaoying, Config};
use sandbox::{
    Exchange, Fault, FaultPlan, Faults, Gateway, HttpRequest, Injector, NotificationFate, Rate,
    dragonex, hicoin, recharge_payout,
};
use signing_core::{Secret, SortedMd5};
use std::time::Duration;

const NOW: Duration = Duration::from_secs(1_700_000_000);

fn gateway() -> Chaoying {
    Chaoying::new(Config::default())
}

fn pay(gateway: &Chaoying, number: &str) -> HttpRequest {
    let fields = [
        ("method", "pay"),
        ("mch_id", "00000001"),
        ("out_trade_no", number),
        ("body", "tea"),
        ("total_fee", "100"),
        ("auth_code", "134612345678901234"),
    ];
    HttpRequest::form("/UnifiedPay/Gateway", gateway.signed_form(&fields))
}

fn always(fault: Fault) -> FaultPlan {
    FaultPlan::none().with(fault, Rate::ALWAYS).unwrap()
}

fn verifies(body: &[u8]) -> bool {
    let signer = SortedMd5::new(Secret::new(Config::DEFAULT_KEY).unwrap());
    std::str::from_utf8(body).is_ok_and(|text| signer.verify_json(text).is_ok())
}

fn only(fault: Fault) -> Faults {
    [fault].into_iter().collect()
}

/// What the client can see, in a word.
fn seen(exchange: &Exchange) -> &'static str {
    match exchange {
        Exchange::Answer { reply, .. } if reply.status != 200 => "other status",
        Exchange::Answer { reply, .. } if verifies(&reply.body) => "genuine",
        Exchange::Answer { .. } => "not genuine",
        Exchange::Cut { .. } => "cut",
        Exchange::NotConnected => "not connected",
        Exchange::Broken => "broken",
        Exchange::Later(_) => "later",
    }
}

#[test]
fn each_fault_shows_and_commits_what_it_says() {
    // What the client sees in every case, and how many of 40 payments the gateway made: all, none or some.
    let cases = [
        (Fault::Refuse, "not connected", Some(0)),
        (Fault::DropBeforeCommit, "broken", Some(0)),
        (Fault::DropAfterCommit, "broken", Some(40)),
        (Fault::Delay, "genuine", Some(40)),
        (Fault::DelayRequest, "later", Some(0)),
        (Fault::Duplicate, "genuine", Some(40)),
        (Fault::Truncate, "cut", Some(40)),
        (Fault::BadSignature, "not genuine", Some(40)),
        (Fault::MissingSignature, "not genuine", Some(40)),
        (Fault::DowngradedSignature, "not genuine", Some(40)),
        (Fault::Status500, "other status", None),
        (Fault::Status502, "other status", None),
        (Fault::Html200, "not genuine", None),
        (Fault::Redirect, "other status", None),
    ];
    for (fault, expected, commits) in cases {
        let mut gateway = gateway();
        let mut injector = Injector::new(always(fault), 1);
        for n in 0..40 {
            let request = pay(&gateway, &format!("T{n:05}"));
            let (exchange, drawn) = injector.exchange(&mut gateway, NOW, &request);
            assert_eq!((seen(&exchange), drawn), (expected, only(fault)));
        }
        let paid = gateway
            .ledger()
            .entries
            .values()
            .filter(|entry| entry.paid == 100)
            .count();
        match commits {
            Some(count) => assert_eq!(paid, count, "{fault}"),
            None => assert!((5..35).contains(&paid), "{fault}: {paid} by chance"),
        }
        assert_eq!(injector.counts()[&fault], 40);
    }
}

#[test]
fn faults_of_different_stages_strike_one_call_and_count_only_where_they_act() {
    // The faults that always come, what the client sees, whether the gateway paid, and what counts.
    let cases: &[(&[Fault], &str, bool, &[Fault])] = &[
        (
            &[Fault::Duplicate, Fault::BadSignature, Fault::Delay],
            "not genuine",
            true,
            &[Fault::Duplicate, Fault::BadSignature, Fault::Delay],
        ),
        (
            &[Fault::MissingSignature, Fault::Truncate, Fault::Delay],
            "cut",
            true,
            &[Fault::MissingSignature, Fault::Truncate, Fault::Delay],
        ),
        (
            &[Fault::Refuse, Fault::Duplicate, Fault::Status500],
            "not connected",
            false,
            &[Fault::Refuse],
        ),
        (
            &[Fault::DropBeforeCommit, Fault::Truncate, Fault::OtherOrder],
            "broken",
            false,
            &[Fault::DropBeforeCommit],
        ),
        (
            &[
                Fault::DropBeforeCommit,
                Fault::Status502,
                Fault::BadSignature,
            ],
            "other status",
            false,
            &[Fault::DropBeforeCommit, Fault::Status502],
        ),
        (
            &[Fault::DropAfterCommit, Fault::BadSignature, Fault::Truncate],
            "broken",
            true,
            &[Fault::DropAfterCommit],
        ),
        (
            &[Fault::DropAfterCommit, Fault::Status502],
            "other status",
            true,
            &[Fault::DropAfterCommit, Fault::Status502],
        ),
    ];
    for (faults, expected, paid, counted) in cases {
        let plan = faults.iter().fold(FaultPlan::none(), |plan, fault| {
            plan.with(*fault, Rate::ALWAYS).unwrap()
        });
        let mut gateway = gateway();
        let mut injector = Injector::new(plan, 1);
        let request = pay(&gateway, "T0001");
        let (exchange, struck) = injector.exchange(&mut gateway, NOW, &request);
        assert_eq!(seen(&exchange), *expected, "{faults:?}");
        assert_eq!(struck, counted.iter().copied().collect(), "{faults:?}");
        let counts: Faults = injector.counts().into_keys().collect();
        assert_eq!(counts, struck, "{faults:?}");
        let entries = gateway.ledger().entries;
        assert_eq!(
            entries.values().any(|entry| entry.paid > 0),
            *paid,
            "{faults:?}"
        );
    }
}

#[test]
fn what_comes_after_a_late_request_strikes_when_it_arrives() {
    let mut gateway = gateway();
    let plan = always(Fault::DelayRequest)
        .with(Fault::BadSignature, Rate::ALWAYS)
        .unwrap();
    let mut injector = Injector::new(plan, 1);
    let request = pay(&gateway, "T0001");
    let (Exchange::Later(delay), struck) = injector.exchange(&mut gateway, NOW, &request) else {
        panic!()
    };
    assert_eq!(struck, only(Fault::DelayRequest));
    let (exchange, struck) = injector.arrival(&mut gateway, NOW + delay, &request);
    assert_eq!(
        (seen(&exchange), struck),
        ("not genuine", only(Fault::BadSignature))
    );
}

#[test]
fn one_bit_is_flipped_on_either_way() {
    let (mut refused, mut damaged) = (0, 0);
    let mut injector = Injector::new(always(Fault::BitFlip), 1);
    for n in 0..200 {
        let mut gateway = gateway();
        let request = pay(&gateway, &format!("T{n:05}"));
        let (exchange, _) = injector.exchange(&mut gateway, NOW, &request);
        let paid = gateway
            .ledger()
            .entries
            .values()
            .any(|entry| entry.paid > 0);
        match seen(&exchange) {
            // A flip in the hex of a signature may only change its case.
            "genuine" if !paid => refused += 1,
            "not genuine" if paid => damaged += 1,
            _ => {}
        }
    }
    assert!(refused > 60 && damaged > 60, "{refused} {damaged}");
}

#[test]
fn another_orders_answer_is_genuine_and_not_ones_own() {
    let mut gateway = gateway();
    let mut injector = Injector::new(always(Fault::OtherOrder), 1);
    for n in 0..20 {
        let number = format!("T{n:05}");
        let request = pay(&gateway, &number);
        let (exchange, _) = injector.exchange(&mut gateway, NOW, &request);
        let Exchange::Answer { reply, .. } = &exchange else {
            panic!("{exchange:?}")
        };
        assert!(verifies(&reply.body));
        let own = String::from_utf8_lossy(&reply.body).contains(&number);
        assert_eq!(
            own,
            n == 0,
            "only the first has no other to be mixed up with"
        );
    }
    assert_eq!(gateway.ledger().entries.len(), 20);
}

/// A form with small hex digits, as other programs write it.
fn in_small_hex(form: &str) -> String {
    let mut pieces = form.split('%');
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |form, piece| {
        let (digits, rest) = piece.split_at(2);
        format!("{form}%{}{rest}", digits.to_lowercase())
    })
}

/// JSON with a blank after each colon and comma between members, as other programs write it. What is signed stays.
fn with_blanks(mut request: HttpRequest) -> HttpRequest {
    let body = String::from_utf8(request.body).unwrap();
    request.body = body
        .replace("\":", "\": ")
        .replace(",\"", ", \"")
        .into_bytes();
    request
}

#[test]
fn another_orders_answer_comes_to_whoever_writes_requests_otherwise() {
    let hicoin = hicoin::HiCoin::new(hicoin::Config::default());
    let dragonex = dragonex::DragonEx::new(dragonex::Config::default());
    let new_platform = || recharge_payout::RechargePayout::new(recharge_payout::Config::default());
    let platform = new_platform();
    let (callback, account) = ("https://shop.example/callback", "6225880137706868");
    let hicoin_transfer = |number: &str| {
        let openid = hicoin::Config::DEFAULT_OPENID;
        let biz = format!(
            r#"{{"openid": "{openid}", "body": "b", "subject": "s", "out_trade_no": "{number}", "total_amount": 5, "settle_currency": "USDT"}}"#
        );
        let form = hicoin.signed_transfer(&biz, hicoin::Config::DEFAULT_TOKEN);
        let path = "/api/mmpaymkttransfers/promotion/transfers";
        HttpRequest::form(path, in_small_hex(&form))
    };
    let dragonex_transfer = |number: &str| {
        let body = format!(
            r#"{{"trade_no": "{number}", "uid": 1000000, "coin_code": "usdt", "volume": "1", "scene": "", "desc": "", "device": ""}}"#
        );
        dragonex.signed(NOW, "/api/v1/pay/app2user/do/", &body)
    };
    let recharge = |number: &str| with_blanks(platform.signed_recharge(number, "1", callback));
    let payout = |number: &str| with_blanks(platform.signed_payout(number, "1", account, callback));
    let numbers = ["T1", "T2", "T3"];
    let cases: [(&str, Box<dyn Gateway>, _); 4] = [
        (
            "transfer",
            Box::new(hicoin::HiCoin::new(hicoin::Config::default())),
            numbers.map(hicoin_transfer),
        ),
        (
            "transfer",
            Box::new(dragonex::DragonEx::new(dragonex::Config::default())),
            numbers.map(dragonex_transfer),
        ),
        (
            "create_recharge",
            Box::new(new_platform()),
            numbers.map(recharge),
        ),
        (
            "create_payout",
            Box::new(new_platform()),
            numbers.map(payout),
        ),
    ];
    for (name, mut gateway, requests) in cases {
        let mut injector = Injector::new(always(Fault::OtherOrder), 1);
        for (request, number) in requests.iter().zip(numbers) {
            let operation = gateway.operation(request);
            let named = (operation.name, operation.order.as_deref());
            assert_eq!(named, (name, Some(number)));
            injector.exchange(&mut *gateway, NOW, request);
        }
        assert_eq!(gateway.ledger().entries.len(), 3, "{name}");
        let struck = injector.counts().get(&Fault::OtherOrder).copied();
        assert_eq!(struck, Some(2), "{name}: the first has no other");
    }
}

#[test]
fn a_refund_is_named_by_its_own_number_where_the_request_names_no_order() {
    let gateway = gateway();
    for (fields, expected) in [
        ("out_refund_no=R1&out_trade_no=T0001", Some("T0001")),
        ("out_refund_no=R1&transaction_id=7", Some("7")),
        ("refund_id=9&out_refund_no=R%2E1", Some("R.1")),
        ("refund_id=9", Some("9")),
        ("out_refund_no=", None),
    ] {
        let request = HttpRequest::form(
            "/UnifiedPay/Gateway",
            format!("method=%72efundquery&{fields}"),
        );
        let operation = gateway.operation(&request);
        let named = (operation.name, operation.order.as_deref());
        assert_eq!(named, ("refundquery", expected), "{fields}");
    }
}

#[test]
fn a_late_request_is_handled_when_it_arrives() {
    let mut gateway = gateway();
    let mut injector = Injector::new(always(Fault::DelayRequest), 1);
    let request = pay(&gateway, "T0001");
    let (Exchange::Later(delay), _) = injector.exchange(&mut gateway, NOW, &request) else {
        panic!()
    };
    assert!(delay > Duration::ZERO && delay < Duration::from_secs(120));
    assert!(gateway.ledger().entries.is_empty());
    assert!(verifies(&gateway.handle(NOW + delay, &request).body));
    assert_eq!(gateway.ledger().entries["T0001"].paid, 100);
}

#[test]
fn late_visible_hides_the_order_for_30_s_besides_other_faults() {
    let mut gateway = gateway();
    let plan = always(Fault::LateVisible)
        .with(Fault::DropAfterCommit, Rate::ALWAYS)
        .unwrap();
    let mut injector = Injector::new(plan, 1);
    let request = pay(&gateway, "T0001");
    assert_eq!(
        injector.exchange(&mut gateway, NOW, &request).0,
        Exchange::Broken
    );
    let fields = [
        ("method", "orderquery"),
        ("paytype", "WECHAT"),
        ("mch_id", "00000001"),
        ("out_trade_no", "T0001"),
    ];
    let query = HttpRequest::form("/UnifiedPay/Gateway", gateway.signed_form(&fields));
    for (seconds, code) in [(0, "20007"), (29, "20007"), (30, "10000")] {
        let reply = gateway.handle(NOW + Duration::from_secs(seconds), &query);
        assert!(
            String::from_utf8_lossy(&reply.body).contains(code),
            "{seconds}"
        );
    }
}

#[test]
fn notifications_have_their_fates_and_forgers_their_chance() {
    let fate = |fault| Injector::new(always(fault), 1).notification();
    assert_eq!(fate(Fault::NotifyLost), NotificationFate::Lost);
    assert_eq!(fate(Fault::NotifyRepeat), NotificationFate::Twice);
    assert!(
        matches!(fate(Fault::NotifyReorder), NotificationFate::Arrives(late) if late > Duration::ZERO)
    );
    assert_eq!(
        fate(Fault::Refuse),
        NotificationFate::Arrives(Duration::ZERO)
    );

    let mut gateway = gateway();
    let mut injector = Injector::new(always(Fault::NotifyForge), 1);
    assert_eq!(injector.forgery(&mut gateway), None, "nobody waits");
    let fields = [
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "T0001"),
        ("total_fee", "100"),
        ("trade_type", "NATIVE"),
        ("product_id", "p"),
        ("notify_url", "http://127.0.0.1:9/n"),
    ];
    let request = HttpRequest::form("/Open/WECHAT_PreOrder", gateway.signed_form(&fields));
    gateway.handle(NOW, &request);
    assert!(injector.forgery(&mut gateway).is_some());
    assert_eq!(injector.counts()[&Fault::NotifyForge], 1);
}

#[test]
fn the_seed_decides_everything() {
    let faults = Fault::ALL.iter().map(|fault| format!("{fault}:0.05"));
    let plan = FaultPlan::parse(faults).unwrap();
    let trace = |seed| {
        let mut gateway = gateway();
        let mut injector = Injector::new(plan.clone(), seed);
        let calls = (0..500).map(|n| {
            let request = pay(&gateway, &format!("T{:05}", n / 2));
            injector.exchange(&mut gateway, NOW + Duration::from_secs(n), &request)
        });
        calls.collect::<Vec<_>>()
    };
    let one = trace(1);
    assert_eq!(one, trace(1));
    assert_ne!(one, trace(2));
    let drawn = one.iter().flat_map(|(_, faults)| faults.iter());
    let mut kinds: Vec<_> = drawn.collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 17, "all faults of calls happen: {kinds:?}");
}
