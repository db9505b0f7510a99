//! The second part of Chaoying's tour: pre-orders, their notifications, and those of a forger.

use super::{
    Step, Stop, Tour,
    chaoying::{MCH_ID, Till},
};
use crate::{Gateway, HttpReply, HttpRequest, Merchant, Random};
use ::chaoying::{Ack, AlipayPreorder, Fen, TradeType, Wallet, WechatPreorder};
use signing_core::form;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use transport::{Request, Transport, UreqTransport};

/// In real time; the virtual quarter of a minute before a repetition is a quarter of a second.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

pub(super) fn run(tour: &mut Tour<'_>, till: &Till) {
    tour.step(
        "WeChat pre-order, paid in a browser, notified twice",
        |step| pre_order(step, till, Wallet::Wechat, "TOUR0005", Fen(8800)),
    );
    tour.step(
        "Alipay pre-order, paid in a browser, notified twice",
        |step| pre_order(step, till, Wallet::Alipay, "TOUR0006", Fen(6600)),
    );
    tour.step("forged notifications are refused", |step| {
        forged(step, till)
    });
}

/// Orders, pays by the button on the gateway's page, and lets the merchant answer `fail` first: the gateway tells it again.
fn pre_order(
    step: &mut Step,
    till: &Till,
    wallet: Wallet,
    number: &'static str,
    fee: Fen,
) -> Result<(), Stop> {
    let client = till.client.clone();
    let seen = AtomicUsize::new(0);
    let merchant = Merchant::start(move |request| {
        let believed = client.payment_notification(&request.body);
        let expected =
            believed.is_ok_and(|told| told.wallet() == wallet && told.expect(number, fee).is_ok());
        let ack = match expected && seen.fetch_add(1, Ordering::Relaxed) > 0 {
            true => Ack::Success,
            false => Ack::Fail,
        };
        HttpReply::text(200, ack.text())
    })?;
    let page = order(
        till,
        wallet,
        number,
        fee,
        &format!("{}/notify", merchant.url()),
    )?;
    till.show(step);
    press_pay(step, &page)?;
    let told = merchant
        .wait(2, LONGEST_WAIT)
        .ok_or("no second notification came")?;
    for one in &told {
        step.say(format!(
            "< POST {} {}",
            one.path,
            String::from_utf8_lossy(&one.body)
        ));
    }
    let right = |one: &HttpRequest| {
        let told = till.client.payment_notification(&one.body);
        told.is_ok_and(|told| told.wallet() == wallet && told.expect(number, fee).is_ok())
    };
    step.check(
        "both notifications are genuine and name order and amount",
        told.iter().all(right),
    );
    step.check(
        "the ledger has the payment once",
        till.booked(number) == (u128::from(fee.0), 0, 0),
    );
    std::thread::sleep(Duration::from_millis(700));
    step.check(
        "after `success` no third one comes",
        merchant.received().len() == 2,
    );
    Ok(())
}

/// Places the order and returns the page on which it can be paid.
fn order(
    till: &Till,
    wallet: Wallet,
    number: &str,
    fee: Fen,
    notify_url: &str,
) -> Result<String, Stop> {
    let code_url = if wallet == Wallet::Alipay {
        let order = AlipayPreorder {
            mch_id: MCH_ID.into(),
            body: "a pot of tea".into(),
            out_trade_no: number.into(),
            total_fee: fee,
            trade_type: TradeType::Native,
            notify_url: Some(notify_url.into()),
            ..AlipayPreorder::default()
        };
        till.client.call(&order)?.code_url
    } else {
        let order = WechatPreorder {
            mch_id: MCH_ID.into(),
            body: "a pot of tea".into(),
            out_trade_no: number.into(),
            total_fee: fee,
            trade_type: TradeType::Native,
            product_id: Some("tea-1".into()),
            notify_url: Some(notify_url.into()),
            ..WechatPreorder::default()
        };
        till.client.call(&order)?.code_url
    };
    Ok(code_url.ok_or("the answer has no code_url")?)
}

fn press_pay(step: &mut Step, page: &str) -> Result<(), Stop> {
    let mut request = Request::post(page, b"action=pay".to_vec());
    request.headers.push((
        "Content-Type".into(),
        "application/x-www-form-urlencoded".into(),
    ));
    let response = UreqTransport::builder()
        .allow_http(true)
        .build()?
        .send(&request)?;
    step.say(format!("the customer presses Pay on {page}"));
    step.check("the page takes the payment", response.status == 303);
    Ok(())
}

fn forged(step: &mut Step, till: &Till) -> Result<(), Stop> {
    let merchant = Merchant::start(|_| HttpReply::text(200, "fail"))?;
    order(
        till,
        Wallet::Wechat,
        "TOUR0007",
        Fen(100),
        &format!("{}/notify", merchant.url()),
    )?;
    till.show(step);
    let mut random = Random::new(7);
    let forge = |_| {
        till.server
            .with_gateway(|gateway, _| gateway.forge_notification(&mut random))
    };
    let forgeries: Vec<_> = (0..16).filter_map(forge).collect();
    step.say(format!(
        "{} claims that TOUR0007 was paid, by somebody without the key",
        forgeries.len()
    ));
    let refused = |body: &[u8]| till.client.payment_notification(body).is_err();
    step.check(
        "none is believed",
        forgeries.len() == 16 && forgeries.iter().all(|one| refused(&one.body)),
    );

    till.server
        .with_gateway(|gateway, now| gateway.customer_pays(now, "TOUR0007"));
    let told = merchant
        .wait(1, LONGEST_WAIT)
        .ok_or("no notification came")?;
    let genuine = &told[0].body;
    step.say(format!("genuine: {}", String::from_utf8_lossy(genuine)));
    step.check("the genuine one is believed", !refused(genuine));
    let mut fields = form::decode(genuine)?;
    for (name, value) in &mut fields {
        if name == "total_fee" {
            "1".clone_into(value);
        }
    }
    let altered = form::encode(fields);
    step.say(format!("altered: {altered}"));
    step.check(
        "with another amount it is refused",
        refused(altered.as_bytes()),
    );
    let believed = till.client.payment_notification(genuine)?;
    step.check(
        "for another order it is not expected",
        believed.expect("TOUR0005", Fen(100)).is_err(),
    );
    Ok(())
}
