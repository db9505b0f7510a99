//! What people see in a browser: the payment page of a recharge, and a list of orders with the bank's buttons.

use super::{
    RechargePayout,
    answer::Refusal,
    books::{Recharge, Status},
    yuan,
};
use crate::{HttpReply, HttpRequest};
use signing_core::form;
use std::fmt::Write as _;

/// How many orders of each kind the list shows.
const SHOWN: usize = 50;

/// The payment page's path and query, as the platform hands it out.
pub(super) fn address(gateway: &RechargePayout, recharge: usize) -> String {
    let channel = &gateway.books.recharges[recharge].channel;
    format!("/api/Pay?id={}&channel={channel}", recharge + 1)
}

/// Sends the browser to the payment page, so that reloading does not post again.
pub(super) fn go_to(gateway: &RechargePayout, recharge: usize) -> HttpReply {
    see_other(address(gateway, recharge))
}

fn see_other(location: String) -> HttpReply {
    let mut reply = HttpReply::text(303, "");
    reply.headers.push(("Location".into(), location));
    reply
}

/// The page that a wrong form is answered with.
pub(super) fn refused(refusal: &Refusal) -> HttpReply {
    let body = format!("<p>{}: {}</p>", refusal.code.name(), escaped(&refusal.why));
    html(400, "No recharge 充值失败", &body)
}

/// `GET /api/Pay?id=…`: the payment page.
pub(super) fn payment_page(gateway: &RechargePayout, request: &HttpRequest) -> HttpReply {
    let fields = form::decode(request.query.as_bytes()).unwrap_or_default();
    let id = fields.iter().find(|(name, _)| name == "id");
    match id.and_then(|(_, id)| index(id, gateway.books.recharges.len())) {
        Some(recharge) => html(200, "Recharge 充值", &payment(gateway, recharge)),
        None => missing(),
    }
}

/// Everything under `/sandbox`: the list, and the buttons of the pages.
pub(super) fn browse(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    let path = request.path.trim_end_matches('/');
    let is_get = request.method == "GET";
    if path == "/sandbox" {
        return if is_get {
            list(gateway)
        } else {
            HttpReply::not_allowed("GET")
        };
    }
    let recharge = path
        .strip_prefix("/sandbox/recharge/")
        .and_then(|id| index(id, gateway.books.recharges.len()));
    let payout = path
        .strip_prefix("/sandbox/payout/")
        .and_then(|id| index(id, gateway.books.payouts.len()));
    match (recharge, payout) {
        (None, None) => missing(),
        _ if request.method != "POST" => HttpReply::not_allowed("POST"),
        (Some(recharge), _) => press(gateway, recharge, request),
        (_, Some(payout)) => decide(gateway, payout, request),
    }
}

fn index(id: &str, count: usize) -> Option<usize> {
    let index = id.parse::<usize>().ok()?.checked_sub(1)?;
    (index < count).then_some(index)
}

fn missing() -> HttpReply {
    HttpReply::text(404, "there is nothing at this address\n")
}

/// The customer pressed a button: pay in full, pay the amount typed in, or fail.
fn press(gateway: &mut RechargePayout, recharge: usize, request: &HttpRequest) -> HttpReply {
    let fields = form::decode(&request.body).unwrap_or_default();
    let get = |name: &str| fields.iter().find(|(known, _)| known == name);
    let typed = get("amount").and_then(|(_, text)| yuan::fen(text));
    let paid = match get("action").map(|(_, action)| action.as_str()) {
        Some("pay") => Some(gateway.books.recharges[recharge].asked),
        Some("pay-other") if typed.is_some_and(|fen| fen > 0) => typed,
        Some("fail") => None,
        _ => {
            let why = "the form must be action=pay, action=pay-other with an amount in yuan, or action=fail\n";
            return HttpReply::text(400, why);
        }
    };
    gateway.end_recharge(recharge, paid, gateway.now);
    go_to(gateway, recharge)
}

/// Somebody plays the bank.
fn decide(gateway: &mut RechargePayout, payout: usize, request: &HttpRequest) -> HttpReply {
    let paid_out = match request.body.as_slice() {
        b"action=pay-out" => true,
        b"action=fail" => false,
        _ => return HttpReply::text(400, "the form must be action=pay-out or action=fail\n"),
    };
    gateway.end_payout(payout, paid_out, gateway.now);
    see_other("/sandbox".into())
}

fn payment(gateway: &RechargePayout, index: usize) -> String {
    let recharge = &gateway.books.recharges[index];
    let below = match recharge.status {
        Status::Waiting => format!(
            "<form method=\"post\" action=\"/sandbox/recharge/{0}\">\
             <p><button name=\"action\" value=\"pay\">Pay {1} yuan 付款</button></p>\
             <p><input name=\"amount\" value=\"{2}\" size=\"10\"> \
             <button name=\"action\" value=\"pay-other\">Pay this instead 改付</button></p>\
             <p><button name=\"action\" value=\"fail\">Fail 支付失败</button></p></form>",
            index + 1,
            yuan::text(recharge.asked),
            yuan::text(recharge.asked - recharge.asked / 10),
        ),
        _ => format!(
            "<p><a href=\"{}\">back to the merchant 返回商户</a></p>",
            escaped(&recharge.return_url)
        ),
    };
    format!(
        "<p>Order {}, channel {}<br>{} yuan: <b>{}</b></p>{below}<p><a href=\"/sandbox\">all orders</a></p>",
        escaped(&recharge.mrn),
        escaped(&recharge.channel),
        yuan::text(recharge.asked),
        state(recharge)
    )
}

fn state(recharge: &Recharge) -> String {
    match recharge.status {
        Status::Waiting => "waiting for the customer 等待支付".into(),
        Status::Failed => "failed 支付失败".into(),
        Status::Done if recharge.paid == recharge.asked => "paid 支付成功".into(),
        Status::Done => format!("{} yuan were paid 实付", yuan::text(recharge.paid)),
    }
}

fn list(gateway: &RechargePayout) -> HttpReply {
    let mut body = format!(
        "<p>Balance {} yuan 商户余额</p><h2>Recharges 充值</h2><table>",
        yuan::text(gateway.books.balance)
    );
    for (index, recharge) in gateway.books.recharges.iter().enumerate().rev().take(SHOWN) {
        let _ = write!(
            body,
            "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td></tr>",
            escaped(&address(gateway, index)),
            escaped(&recharge.mrn),
            yuan::text(recharge.asked),
            state(recharge)
        );
    }
    body.push_str("</table><h2>Payouts 下发</h2><table>");
    for (index, payout) in gateway.books.payouts.iter().enumerate().rev().take(SHOWN) {
        let state = match payout.status {
            Status::Waiting => format!(
                "<form method=\"post\" action=\"/sandbox/payout/{}\"><button name=\"action\" value=\"pay-out\">Pay out 出款</button> \
                 <button name=\"action\" value=\"fail\">Fail 失败</button></form>",
                index + 1
            ),
            Status::Done => "paid out 下发成功".into(),
            Status::Failed => "failed 下发失败".into(),
        };
        let _ = write!(
            body,
            "<tr><td>{}</td><td>…{}</td><td>{}</td><td>{state}</td></tr>",
            escaped(&payout.mrn),
            escaped(&payout.account_ending),
            yuan::text(payout.fen)
        );
    }
    body.push_str("</table>");
    html(200, "Orders 订单", &body)
}

fn html(status: u16, title: &str, body: &str) -> HttpReply {
    let style = "body{font:1.1rem sans-serif;margin:3rem auto;max-width:36rem}td{padding:.2rem 1rem}\
                 button,input{font:inherit;padding:.5rem 1rem}";
    HttpReply::html(
        status,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
             <style>{style}</style><h1>{title}</h1>{body}</html>\n"
        ),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
