//! The recharge and payout platform: both callbacks.

use super::{
    Fields, Kind, Message,
    fields::{borrowed, extras, form_message, normal, owned, rebuilt_form, shuffle},
    secret, slot,
};
use sandbox::Random;
use signing_core::{FixedMd5, fixed_order, form};

fn client() -> recharge_payout::Client {
    recharge_payout::Client::builder("https://gateway.test", "shopkey", secret())
        .transport(slot().1)
        .build()
        .unwrap()
}

/// Only the fields of the list are signed, and only they are given to the caller.
fn listed(message: &Message, names: &[&str]) -> Option<Fields> {
    let mut fields = form::decode(&message.body).ok()?;
    fields.retain(|(name, _)| names.contains(&name.as_str()) || name == "sign");
    normal(fields)
}

fn fixed(
    mut fields: Fields,
    order: &signing_core::FieldOrder,
    random: &mut Random,
    count: u64,
) -> Message {
    let sign = FixedMd5::new(secret())
        .sign(order, &borrowed(&fields))
        .unwrap()
        .to_string();
    fields.push(("sign".into(), sign));
    fields.extend(extras(random, count));
    shuffle(random, &mut fields);
    form_message(fields)
}

pub(super) fn recharge_callback() -> Kind {
    let client = client();
    Kind {
        name: "recharge, callback",
        make: Box::new(|random, count| {
            let amount = format!("{}.{:02}", 1 + random.below(9_000), random.below(100));
            let number = format!("R-{}", random.below(1_000_000_000));
            let fields = owned(&[
                ("amount", &amount),
                ("originAmount", &amount),
                ("appKey", "shopkey"),
                ("channel", "2"),
                ("mrn", &number),
            ]);
            fixed(fields, &fixed_order::RECHARGE_CALLBACK, random, count)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.recharge_notification(&message.body).is_ok()),
        content: |message| listed(message, fixed_order::RECHARGE_CALLBACK.names()),
    }
}

pub(super) fn payout_callback() -> Kind {
    let client = client();
    Kind {
        name: "payout, callback",
        make: Box::new(|random, count| {
            let amount = (1 + random.below(90_000)).to_string();
            let number = format!("P-{}", random.below(1_000_000_000));
            let fields = owned(&[("amount", &amount), ("appKey", "shopkey"), ("mrn", &number)]);
            fixed(fields, &fixed_order::PAYOUT_CALLBACK, random, count)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.payout_notification(&message.body).is_ok()),
        content: |message| listed(message, fixed_order::PAYOUT_CALLBACK.names()),
    }
}
