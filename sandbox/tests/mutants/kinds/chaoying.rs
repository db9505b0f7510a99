//! Chaoying: an answer and the notification.

use super::{
    Kind,
    fields::{
        borrowed, extras, form_content, form_message, json_content, json_message, owned, quoted,
        rebuilt_form, rebuilt_json, shuffle, text,
    },
    put, secret, slot,
};
use signing_core::SortedMd5;

fn client(line: impl transport::Transport + 'static) -> chaoying::Client {
    chaoying::Client::builder("https://gateway.test", "130000000000000001", secret())
        .transport(line)
        .build()
        .unwrap()
}

pub(super) fn answer() -> Kind {
    let (slot, line) = slot();
    let client = client(line);
    let query = chaoying::OrderQuery {
        paytype: chaoying::PayType::Wechat,
        mch_id: "00000001".into(),
        out_trade_no: Some("T0000001".into()),
        transaction_id: None,
    };
    Kind {
        name: "Chaoying, answer",
        make: Box::new(|random, count| {
            let mut fields = owned(&[
                ("state", "SUCCESS"),
                ("code", "10000"),
                ("msg", "SUCCESS"),
                ("trade_state", "SUCCESS"),
                ("mch_id", "00000001"),
                ("appid", "wx1f87d44db95cba7a"),
                ("openid", "oywgtuCJFeGzT-QtF-8U7FHb1z3Q"),
                ("transaction_id", "755100001201706196281085687"),
                ("out_transaction_id", "4005572001201706196460269701"),
                ("out_trade_no", "T0000001"),
                ("time_end", "20170619165616"),
            ]);
            fields.push(("total_fee".into(), (1 + random.below(90_000)).to_string()));
            fields.push(("nonce_str".into(), random.nonce()));
            fields.push(("attach".into(), text(random)));
            fields.extend(extras(random, count));
            let sign = SortedMd5::new(secret())
                .sign(&borrowed(&fields))
                .to_string();
            fields.push(("sign".into(), sign));
            shuffle(random, &mut fields);
            json_message(quoted(&fields))
        }),
        rebuild: rebuilt_json,
        accepts: Box::new(move |message| {
            put(&slot, message);
            client.call(&query).is_ok()
        }),
        content: json_content,
    }
}

pub(super) fn notification() -> Kind {
    let client = client(slot().1);
    Kind {
        name: "Chaoying, notification",
        make: Box::new(|random, count| {
            let mut fields = owned(&[
                ("state", "SUCCESS"),
                ("result_code", "SUCCESS"),
                ("pay_result", "0"),
                ("mch_id", "00000001"),
                ("out_trade_no", "T0000001"),
                ("transaction_id", "755100001201706196281085687"),
                ("out_transaction_id", "4005572001201706196460269701"),
                ("fee_type", "CNY"),
                ("bank_type", "CFT"),
                ("time_end", "20170619165616"),
                ("trade_type", "pay.weixin.native"),
            ]);
            fields.push(("total_fee".into(), (1 + random.below(90_000)).to_string()));
            fields.push(("nonce_str".into(), random.nonce()));
            fields.push(("device_info".into(), text(random)));
            fields.extend(extras(random, count));
            let sign = SortedMd5::new(secret())
                .sign(&borrowed(&fields))
                .to_string();
            fields.push(("sign".into(), sign));
            shuffle(random, &mut fields);
            form_message(fields)
        }),
        rebuild: rebuilt_form,
        accepts: Box::new(move |message| client.payment_notification(&message.body).is_ok()),
        content: form_content,
    }
}
