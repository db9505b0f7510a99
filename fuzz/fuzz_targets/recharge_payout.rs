//! The recharge and payout platform's answers and callbacks.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use paysdk_fuzz::{Slot, secret, show};
use recharge_payout::{
    Channel, Client, CreatePayout, CreateRecharge, QueryPayout, QueryRecharge, WholeYuan, Yuan,
};
use signing_core::{FieldOrder, FixedMd5, fixed_order, form};

static CLIENT: LazyLock<(Slot, Client)> = LazyLock::new(|| {
    let slot = Slot::default();
    let client = Client::builder("https://gateway.test", "shopkey", secret())
        .transport(slot.line())
        .build();
    (slot, client.expect("the settings are right"))
});

fuzz_target!(|input: &[u8]| {
    let (slot, client) = &*CLIENT;
    let Some((&status, body)) = input.split_first() else {
        return;
    };
    let recharge = signed(body, &fixed_order::RECHARGE_CALLBACK);
    let payout = signed(body, &fixed_order::PAYOUT_CALLBACK);
    for body in [Some(body.to_vec()), recharge, payout]
        .into_iter()
        .flatten()
    {
        show(client.recharge_notification(&body));
        show(client.payout_notification(&body));
    }
    let status = if status & 1 == 0 {
        200
    } else {
        u16::from(status) + 300
    };
    slot.put(status, Vec::new(), body.to_vec());
    let number: String = "T1".into();
    show(client.call(&QueryRecharge {
        mrn: number.clone(),
        callback: Some(true),
    }));
    show(client.call(&QueryPayout {
        mrn: number.clone(),
        callback: None,
    }));
    show(client.call(&CreatePayout {
        amount: WholeYuan(5),
        bank_name: "b".into(),
        account_name: "n".into(),
        account_number: "1".into(),
        mrn: number.clone(),
        callback_url: "https://m.test/".into(),
    }));
    show(client.call(&CreateRecharge {
        amount: Yuan::from_fen(500),
        callback_url: "https://m.test/".into(),
        channel_id: Channel::from("2"),
        mrn: number,
        return_url: "https://m.test/".into(),
        payer: None,
    }));
});

fn signed(body: &[u8], order: &FieldOrder) -> Option<Vec<u8>> {
    let mut fields = form::decode(body).ok()?;
    fields.retain(|(name, _)| name != "sign");
    let plain: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sign = FixedMd5::new(secret())
        .sign(order, &plain)
        .ok()?
        .to_string();
    fields.push(("sign".into(), sign));
    Some(form::encode(fields).into_bytes())
}
