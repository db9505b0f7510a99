//! DragonEx's answers, callbacks and redirects, always with a right signature: its eight digits keep nobody out for long.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use dragonex::{
    Client, ExpectedPayment, OrderHistory, OrderQuery, RequestPayment, Transfer, Volume,
};
use libfuzzer_sys::fuzz_target;
use paysdk_fuzz::{Slot, secret, show};
use signing_core::Md5Prefix;
use transport::ManualClock;

const NOW: u64 = 1_700_000_000;

static CLIENT: LazyLock<(Slot, Client)> = LazyLock::new(|| {
    let slot = Slot::default();
    let client = Client::builder("https://gateway.test", "app", "access", secret(), secret())
        .clock(ManualClock::new(Duration::from_secs(NOW)))
        .transport(slot.line())
        .build();
    (slot, client.expect("the settings are right"))
});

fuzz_target!(|input: &[u8]| {
    let (slot, client) = &*CLIENT;
    let Some((&status, body)) = input.split_first() else {
        return;
    };
    let ts = NOW.to_string();
    let sign = Md5Prefix::new(secret()).sign(body, &ts).to_string();
    let headers = vec![
        ("dragonex-ts".to_owned(), ts),
        ("dragonex-sign".to_owned(), sign),
    ];
    show(client.payment_callback(&headers, body));
    let status = if status & 1 == 0 {
        200
    } else {
        u16::from(status) + 300
    };
    slot.put(status, headers, body.to_vec());
    let volume = Volume::default();
    let one: Volume = "1".parse().expect("a decimal");
    show(client.call(&OrderQuery {
        trade_no: "T1".into(),
    }));
    show(client.call(&OrderHistory::default()));
    show(client.confirm_payment("T1", &ExpectedPayment::new("usdt", volume)));
    show(client.call(&Transfer {
        trade_no: "T1".into(),
        open_id: None,
        uid: Some(1),
        coin_code: "usdt".into(),
        volume: one.clone(),
        scene: "s".into(),
        desc: "d".into(),
        device: "web_0001".into(),
    }));
    show(client.call(&RequestPayment {
        trade_no: "T1".into(),
        coin_code: "usdt".into(),
        volume: one,
        scene: "s".into(),
        desc: "d".into(),
        device: "web_0001".into(),
        state: "12345678".into(),
        redirect_url: "https://m.test/".into(),
        domain: "dragonex.io".into(),
        specify_dragonex_uid: None,
    }));
});
