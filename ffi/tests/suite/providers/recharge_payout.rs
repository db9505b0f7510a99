//! The recharge and payout platform at the sandbox: both directions and both callbacks.

use sandbox::recharge_payout;

use super::{Desk, only, refused};

#[test]
fn recharge_payout_does_what_its_names_say() {
    let settings = [
        ("base_url", "https://gateway.example"),
        ("app_key", "sandbox-merchant"),
        ("secret", recharge_payout::Config::DEFAULT_SECRET),
    ];
    let gateway = recharge_payout::RechargePayout::new(recharge_payout::Config::default());
    let desk = Desk::open("recharge_payout", &settings, Box::new(gateway));
    let order = |mrn| {
        vec![
            ("amount", "100.50"),
            ("callbackUrl", "https://shop.example/recharge"),
            ("channelId", "2"),
            ("mrn", mrn),
            ("returnUrl", "https://shop.example/thanks"),
            ("payer", "张三"),
        ]
    };
    let page = desk.call("recharge_page", &order("M0"));
    assert_eq!(page.get("action"), "https://gateway.example/api/Pay");
    assert_eq!(page.get("amount"), "100.50");
    assert!(page.get("html").contains(&page.get("sign")));
    let created = desk.call("create_recharge", &order("M1"));
    let address = created.get("pay_url");
    assert!(address.starts_with("https://gateway.example/"));
    assert_eq!(
        desk.call("query_recharge", &[("mrn", "M1")]).get("status"),
        "0"
    );
    desk.client.line.press(&address);
    assert_eq!(
        desk.call("query_recharge", &[("mrn", "M1")]).get("status"),
        "1"
    );
    let told = desk.notifications();
    let kind = "recharge_payout.recharge";
    let heard = desk
        .hear(kind, &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    only(
        &heard,
        "M1",
        "100.5",
        &[("M1", "100.51"), ("M2", "100.50"), ("M1", "1e2"), ("", "")],
    );
    let mut forged = told[0].clone();
    forged.body[8] ^= 1;
    assert_eq!(refused(desk.hear(kind, &forged)), "SIGNATURE");
    recharge_payouts(&desk);
    desk.complete();
}

fn recharge_payouts(desk: &Desk) {
    let payout = [
        ("amount", "200"),
        ("bankName", "工商银行"),
        ("accountName", "李四"),
        ("accountNumber", "6222000000000000"),
        ("mrn", "D1"),
        ("callbackUrl", "https://shop.example/payout"),
    ];
    desk.call("create_payout", &payout);
    let again = desk
        .try_call("create_payout", &payout)
        .expect_err("the number is taken");
    assert_eq!(
        (&*again.status, again.outcome),
        ("PROVIDER", 2),
        "the first one arrived: {again}"
    );
    desk.client.line.pass(10);
    assert_eq!(
        desk.call("query_payout", &[("mrn", "D1")]).get("status"),
        "1"
    );
    let told = desk.notifications();
    let heard = desk
        .hear("recharge_payout.payout", &told[0])
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    only(
        &heard,
        "D1",
        "200",
        &[("D1", "201"), ("D2", "200"), ("D1", "200.5")],
    );
    assert_eq!(
        refused(desk.hear("recharge_payout.recharge", &told[0])),
        "SIGNATURE"
    );
}
