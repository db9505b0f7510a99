//! The second part of HiCoin's tour: OAuth, pre-orders, the payment page, notifications, and those of a forger.

use super::{Step, Stop, Tour, hicoin_desk::Desk};
use crate::{Gateway, HttpReply, HttpRequest, Merchant, Random};
use ::hicoin::{
    Ack, Amount, AuthorizeUrl, OrderQuery, PaymentUrl, Preorder, RefreshUserToken, UserInfo,
    UserToken, UserTokenReply, Verdict,
};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// In real time; the virtual quarter of a minute before a repetition is a quarter of a second.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const SHOP: &str = "http://shop.example/paid?from=hicoin";

pub(super) fn run(tour: &mut Tour<'_>, desk: &Desk) {
    let mut user = None;
    tour.step("a user logs in by OAuth", |step| {
        user = Some(logs_in(step, desk)?);
        Ok(())
    });
    let Some(user) = user else { return };
    tour.step("pre-order, paid on its page, notified twice", |step| {
        pays(step, desk, &user)
    });
    tour.step("an order cancelled on its page", |step| {
        cancels(step, desk, &user)
    });
    tour.step("a page whose paySign is wrong does not open", |step| {
        wrong_page(step, desk)
    });
    tour.step("forged notifications are refused", |step| {
        forged(step, desk, &user)
    });
}

fn logs_in(step: &mut Step, desk: &Desk) -> Result<UserTokenReply, Stop> {
    let page = AuthorizeUrl {
        redirect_uri: "http://shop.example/back?a=b".into(),
        state: signing_core::nonce::alphanumeric(32),
        scope: None,
    };
    let url = desk.client.authorize_url(&page)?;
    let sent = url.split('#').next().unwrap_or_default();
    step.say(format!("the browser opens {sent}"));
    let redirect = desk.browse(sent, None)?;
    let back = redirect
        .header("Location")
        .ok_or("no redirect came")?
        .to_owned();
    step.check(
        "it is sent back to the shop",
        redirect.status == 302 && back.starts_with("http://shop.example/back?a=b&code="),
    );
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let stranger = AuthorizeUrl {
        state: "another".into(),
        ..page.clone()
    };
    step.check(
        "the code is taken only with the state that was sent",
        stranger.code(query).is_err(),
    );
    let code = page.code(query)?;

    let token = desk.client.call(&UserToken { code: code.clone() })?;
    let again = desk.client.call(&UserToken { code });
    let fresh = desk.client.call(&RefreshUserToken {
        refresh_token: token.refresh_token.clone(),
    })?;
    let info = desk.client.call(&UserInfo {
        access_token: fresh.access_token.clone(),
        openid: fresh.openid.clone(),
    })?;
    desk.show(step);
    step.check("a code is good for one token", again.is_err());
    step.check(
        "the refreshed token is the same user's",
        fresh.openid == token.openid,
    );
    step.check(
        "user info answers for that user",
        info.openid == token.openid && info.nickname.is_some(),
    );
    Ok(fresh)
}

fn order(desk: &Desk, user: &UserTokenReply, number: &str, amount: Amount) -> Result<String, Stop> {
    let order = Preorder {
        access_token: user.access_token.clone(),
        openid: user.openid.clone(),
        body: "a pot of tea 一壶茶".into(),
        subject: "tea".into(),
        out_trade_no: number.into(),
        total_amount: amount,
        settle_currency: "USDT".into(),
        passback_params: Some("table=7&tip=0".into()),
        trade_type: "H5".into(),
        return_url: SHOP.into(),
        ..Preorder::default()
    };
    let reply = desk.client.call(&order)?;
    Ok(desk.client.payment_url(&PaymentUrl {
        trade_no: reply.trade_no,
        ..PaymentUrl::default()
    })?)
}

fn verdict(desk: &Desk, number: &str) -> Result<Verdict, Stop> {
    let query = OrderQuery {
        out_trade_no: number.into(),
        ..OrderQuery::default()
    };
    Ok(desk.client.call(&query)?.verdict())
}

/// Orders, pays by the button on the page, and lets the merchant answer `FAIL` first: the gateway tells it again.
fn pays(step: &mut Step, desk: &Desk, user: &UserTokenReply) -> Result<(), Stop> {
    let amount: Amount = "8.88".parse()?;
    let client = desk.client.clone();
    let seen = AtomicUsize::new(0);
    let believed = move |request: &HttpRequest| {
        let told = client.payment_notification(request.header("Content-Type"), &request.body);
        told.is_ok_and(|told| told.expect("TOURP0001", amount, "USDT").is_ok())
    };
    let check = believed.clone();
    let merchant = Merchant::start(move |request| {
        let ack = if believed(request) && seen.fetch_add(1, Ordering::Relaxed) > 0 {
            Ack::Success
        } else {
            Ack::Fail
        };
        HttpReply::text(200, ack.text())
    })?;
    let notify_url = format!("{}/notify", merchant.url());
    desk.server
        .with_gateway(|gateway, _| gateway.set_notify_url(&notify_url));

    let url = order(desk, user, "TOURP0001", amount)?;
    step.check(
        "before, a query says: not paid yet",
        verdict(desk, "TOURP0001")? == Verdict::Open,
    );
    desk.show(step);
    step.say(format!("the browser opens {url}"));
    let page = desk.browse(&url, None)?;
    let html = String::from_utf8(page.body)?;
    step.check(
        "the page shows order, amount and two buttons",
        page.status == 200
            && [
                "TOURP0001",
                "8.88 USDT",
                "value=\"pay\"",
                "value=\"cancel\"",
            ]
            .iter()
            .all(|text| html.contains(text)),
    );
    let pressed = desk.browse(&url, Some("pay"))?;
    step.check(
        "Pay leads back to the shop",
        pressed.status == 303 && pressed.header("Location") == Some(SHOP),
    );

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
    step.check(
        "both notifications are genuine, and name app, order, amount and coin",
        told.iter().all(check),
    );
    std::thread::sleep(Duration::from_millis(700));
    step.check(
        "after `SUCCESS` no third one comes",
        merchant.received().len() == 2,
    );
    step.check(
        "an order query says: paid",
        verdict(desk, "TOURP0001")? == Verdict::Paid,
    );
    desk.show(step);
    step.check(
        "the ledger has it once",
        desk.booked("TOURP0001") == (888_000_000, 888_000_000),
    );
    Ok(())
}

fn cancels(step: &mut Step, desk: &Desk, user: &UserTokenReply) -> Result<(), Stop> {
    let url = order(desk, user, "TOURP0002", "1".parse()?)?;
    let pressed = desk.browse(&url, Some("cancel"))?;
    let late = desk.browse(&url, Some("pay"))?;
    let verdict = verdict(desk, "TOURP0002")?;
    desk.show(step);
    step.check(
        "Cancel is taken",
        pressed.status == 303 && pressed.header("Location") != Some(SHOP),
    );
    step.check(
        "Pay comes too late after it",
        late.header("Location") != Some(SHOP),
    );
    step.check("an order query says: closed", verdict == Verdict::NotPaid);
    step.check("no money moved", desk.booked("TOURP0002").1 == 0);
    Ok(())
}

fn wrong_page(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let right = desk.client.payment_url(&PaymentUrl {
        trade_no: "1048000000000000000001".into(),
        ..PaymentUrl::default()
    })?;
    let wrong = right.replace("timeStamp=1", "timeStamp=2");
    let page = desk.browse(&wrong, None)?;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    step.say(format!("the browser opens {wrong}"));
    step.check(
        "the page refuses",
        page.status == 403 && html.contains("paySign is wrong"),
    );
    step.check(
        "and shows no key",
        !html.contains(crate::hicoin::Config::DEFAULT_MCH_KEY),
    );
    Ok(())
}

fn forged(step: &mut Step, desk: &Desk, user: &UserTokenReply) -> Result<(), Stop> {
    let amount: Amount = "0.00000001".parse()?;
    let merchant = Merchant::start(|_| HttpReply::text(200, "SUCCESS"))?;
    desk.server
        .with_gateway(|gateway, _| gateway.set_notify_url(merchant.url()));
    order(desk, user, "TOURP0003", amount)?;
    desk.show(step);
    let mut random = Random::new(7);
    let forge = |_| {
        desk.server
            .with_gateway(|gateway, _| gateway.forge_notification(&mut random))
    };
    let forgeries: Vec<_> = (0..16).filter_map(forge).collect();
    step.say(format!(
        "{} claims that TOURP0003 was paid, by somebody without the keys",
        forgeries.len()
    ));
    let refused = |body: &[u8]| desk.client.payment_notification(None, body).is_err();
    step.check(
        "none is believed",
        forgeries.len() == 16 && forgeries.iter().all(|one| refused(&one.body)),
    );

    desk.server
        .with_gateway(|gateway, now| gateway.user_pays(now, "TOURP0003"));
    let told = merchant
        .wait(1, LONGEST_WAIT)
        .ok_or("no notification came")?;
    let genuine = &told[0].body;
    step.say(format!("genuine: {}", String::from_utf8_lossy(genuine)));
    let believed = desk.client.payment_notification(None, genuine)?;
    step.check(
        "the genuine one is believed",
        believed.expect("TOURP0003", amount, "USDT").is_ok(),
    );
    let altered = String::from_utf8(genuine.clone())?.replace("total_amount=1", "total_amount=2");
    step.check(
        "with another amount it is refused",
        refused(altered.as_bytes()),
    );
    step.check(
        "for another order it is not expected",
        believed.expect("TOURP0001", amount, "USDT").is_err(),
    );
    step.check(
        "nor of another coin",
        believed.expect("TOURP0003", amount, "ETH").is_err(),
    );
    Ok(())
}
