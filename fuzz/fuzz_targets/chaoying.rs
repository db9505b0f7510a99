//! Chaoying's answers and notifications, as they come and with a right signature.
#![no_main]

use std::sync::LazyLock;

use chaoying::{
    AlipayPreorder, Cancel, Client, Fen, GetMerchant, OrderQuery, Pay, PayType, Refund, RefundQuery,
};
use libfuzzer_sys::fuzz_target;
use paysdk_fuzz::{Scheme, Slot, secret, show, signed_form, signed_object};

static CLIENT: LazyLock<(Slot, Client)> = LazyLock::new(|| {
    let slot = Slot::default();
    let client = Client::builder("https://gateway.test", "130000000000000001", secret())
        .transport(slot.line())
        .build();
    (slot, client.expect("the settings are right"))
});

fuzz_target!(|input: &[u8]| {
    let (slot, client) = &*CLIENT;
    let Some((&status, body)) = input.split_first() else {
        return;
    };
    show(client.payment_notification(body));
    if let Some(signed) = signed_form(body, Scheme::Md5) {
        show(client.payment_notification(&signed));
    }
    let status = if status & 1 == 0 {
        200
    } else {
        u16::from(status) + 300
    };
    let signed = std::str::from_utf8(body)
        .ok()
        .and_then(|text| signed_object(text, Scheme::Md5));
    for body in [Some(body.to_vec()), signed.map(String::into_bytes)]
        .into_iter()
        .flatten()
    {
        slot.put(status, Vec::new(), body);
        answers(client);
    }
});

fn answers(client: &Client) {
    let (mch_id, number): (String, String) = ("00000001".into(), "T0000001".into());
    show(client.call(&Pay {
        mch_id: mch_id.clone(),
        out_trade_no: number.clone(),
        body: "tea".into(),
        total_fee: Fen(100),
        auth_code: "134612345678901234".into(),
        ..Pay::default()
    }));
    let paytype = PayType::Wechat;
    show(client.call(&OrderQuery {
        paytype: paytype.clone(),
        mch_id: mch_id.clone(),
        out_trade_no: Some(number.clone()),
        transaction_id: None,
    }));
    show(client.call(&Refund {
        paytype: paytype.clone(),
        mch_id: mch_id.clone(),
        out_refund_no: "R1".into(),
        total_fee: Fen(100),
        refund_fee: Fen(1),
        op_user_id: "1".into(),
        out_trade_no: Some(number.clone()),
        ..Refund::default()
    }));
    show(client.call(&RefundQuery {
        paytype: paytype.clone(),
        mch_id: mch_id.clone(),
        out_refund_no: Some("R1".into()),
        ..RefundQuery::default()
    }));
    show(client.call(&Cancel {
        paytype,
        mch_id: mch_id.clone(),
        out_trade_no: number.clone(),
        op_user_id: "1".into(),
        scene: None,
    }));
    show(client.call(&AlipayPreorder {
        mch_id,
        body: "tea".into(),
        out_trade_no: number,
        total_fee: Fen(100),
        trade_type: chaoying::TradeType::Native,
        ..AlipayPreorder::default()
    }));
    show(client.call(&GetMerchant {
        mobile: Some("13800000000".into()),
        valid: Some("1234".into()),
        ..GetMerchant::default()
    }));
}
