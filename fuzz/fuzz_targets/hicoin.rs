//! HiCoin's answers and notifications, as they come and with a right signature.
#![no_main]

use std::sync::LazyLock;

use hicoin::{
    Amount, AppKey, Client, OrderQuery, PaymentKey, Preorder, TradeType, Transfer, TransferQuery,
};
use libfuzzer_sys::fuzz_target;
use paysdk_fuzz::{KEY, Scheme, Slot, show, signed_form, signed_object};

static CLIENT: LazyLock<(Slot, Client)> = LazyLock::new(|| {
    let slot = Slot::default();
    let client = Client::builder("app", AppKey::new(KEY).expect("printable"))
        .payment_key(PaymentKey::new(KEY).expect("printable"))
        .transport(slot.line())
        .build();
    (slot, client.expect("the settings are right"))
});

fuzz_target!(|input: &[u8]| {
    let (slot, client) = &*CLIENT;
    let Some((&status, body)) = input.split_first() else {
        return;
    };
    for content in [None, Some("application/json")] {
        show(client.payment_notification(content, body));
    }
    if let Some(signed) = signed_form(body, Scheme::Sha256) {
        show(client.payment_notification(None, &signed));
    }
    let signed = std::str::from_utf8(body)
        .ok()
        .and_then(|text| signed_object(text, Scheme::Sha256));
    if let Some(signed) = &signed {
        show(client.payment_notification(Some("application/json"), signed.as_bytes()));
    }
    let status = if status & 1 == 0 {
        200
    } else {
        u16::from(status) + 300
    };
    let framed =
        signed.map(|data| format!("{{\"code\":\"0\",\"msg\":\"\",\"data\":{data}}}").into_bytes());
    for body in [Some(body.to_vec()), framed].into_iter().flatten() {
        slot.put(status, Vec::new(), body);
        answers(client);
    }
});

fn answers(client: &Client) {
    let (token, number): (Option<hicoin::Masked>, String) = (Some("token".into()), "T1".into());
    let amount = Amount::from_units(100).expect("an amount");
    show(client.call(&TransferQuery {
        access_token: token.clone(),
        out_trade_no: number.clone(),
    }));
    show(client.call(&OrderQuery {
        access_token: token.clone(),
        out_trade_no: number.clone(),
    }));
    show(client.call(&Transfer {
        access_token: token,
        openid: "u".into(),
        body: "b".into(),
        subject: "s".into(),
        out_trade_no: number.clone(),
        total_amount: amount,
        settle_currency: "USDT".into(),
    }));
    show(client.call(&Preorder {
        access_token: "token".into(),
        openid: "u".into(),
        body: "b".into(),
        subject: "s".into(),
        out_trade_no: number,
        total_amount: amount,
        settle_currency: "USDT".into(),
        passback_params: None,
        trade_type: TradeType::H5,
        trade_timeout_express: None,
        return_url: "https://m.test/".into(),
    }));
    show(client.call(&hicoin::AccessToken {}));
}
