//! The customer's side in a browser: a list of orders, and for each that waits a page with a button to pay.

use super::{
    Chaoying,
    books::{Order, Status, transaction_id},
};
use crate::{HttpReply, HttpRequest, form_fields};
use std::fmt::Write as _;

/// How many orders the list shows.
const SHOWN: usize = 50;

/// Answers everything under `/sandbox`.
pub(super) fn browse(gateway: &mut Chaoying, request: &HttpRequest) -> HttpReply {
    let path = request.path.trim_end_matches('/');
    if path == "/sandbox" {
        return match request.method.as_str() {
            "GET" => list(gateway),
            _ => HttpReply::not_allowed("GET"),
        };
    }
    let Some(rest) = path.strip_prefix("/sandbox/pay/") else {
        return missing();
    };
    let (number, code) = match rest.strip_suffix("/code.svg") {
        Some(number) => (number, true),
        None => (rest, false),
    };
    let found = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let Some(order) = found.filter(|&order| order < gateway.books.orders.len()) else {
        return missing();
    };
    match (code, request.method.as_str()) {
        (true, "GET") => picture(gateway, order),
        (true, _) => HttpReply::not_allowed("GET"),
        (false, "POST") => press(gateway, order, request),
        (false, "GET") => page(gateway, order),
        (false, _) => HttpReply::not_allowed("GET, POST"),
    }
}

fn missing() -> HttpReply {
    HttpReply::text(404, "there is nothing at this address\n")
}

/// A button was pressed. The browser is sent back to the page, so that reloading does not press it again.
fn press(gateway: &mut Chaoying, order: usize, request: &HttpRequest) -> HttpReply {
    let fields = form_fields::decode(&request.body).unwrap_or_default();
    let pays = match fields.as_slice() {
        [(name, action)] if name == "action" && action == "pay" => true,
        [(name, action)] if name == "action" && action == "refuse" => false,
        _ => {
            return HttpReply::text(
                400,
                "the form must be action=pay or action=refuse
",
            );
        }
    };
    let status = if pays { Status::Paid } else { Status::Failed };
    let now = gateway.now;
    gateway.settle(order, status, now);
    let mut reply = HttpReply::text(303, "");
    reply
        .headers
        .push(("Location".into(), request.path.clone()));
    reply
}

fn list(gateway: &Chaoying) -> HttpReply {
    let mut rows = String::new();
    for (index, order) in gateway.books.orders.iter().enumerate().rev().take(SHOWN) {
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"/sandbox/pay/{}\">{}</a></td><td>{}</td><td>{}</td></tr>",
            index + 1,
            escaped(&order.number),
            yuan(order.total),
            state(gateway, order)
        );
    }
    let empty = if rows.is_empty() {
        "<p>No orders yet.</p>"
    } else {
        ""
    };
    html("Orders", &format!("{empty}<table>{rows}</table>"))
}

fn page(gateway: &Chaoying, index: usize) -> HttpReply {
    let order = &gateway.books.orders[index];
    let buttons = if matches!(order.status, Status::Open | Status::Paying) {
        "<form method=\"post\"><button name=\"action\" value=\"pay\">Pay 付款</button> \
         <button name=\"action\" value=\"refuse\">Refuse 拒付</button></form>"
    } else {
        ""
    };
    let body = format!(
        "<p>Order {}<br>{}<br>{} yuan: <b>{}</b></p>{buttons}<p><a href=\"/sandbox\">all orders</a></p>",
        escaped(&order.number),
        transaction_id(index),
        yuan(order.total),
        state(gateway, order)
    );
    html("Pay", &body)
}

/// Stands where a real gateway has its QR code: this sandbox draws the address as text.
fn picture(gateway: &Chaoying, order: usize) -> HttpReply {
    let url = escaped(&gateway.page_url(order));
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"480\" height=\"60\">\
         <rect width=\"480\" height=\"60\" fill=\"#fff\"/><text x=\"12\" y=\"36\">{url}</text></svg>"
    );
    HttpReply::new(200, "image/svg+xml", svg)
}

fn state(gateway: &Chaoying, order: &Order) -> &'static str {
    match order.status {
        Status::Open => "not paid 未支付",
        Status::Paying => "waiting for the customer 支付中",
        Status::Paid if gateway.books.is_refunded(order) => "paid, refunded 转入退款",
        Status::Paid => "paid 已支付",
        Status::Failed => "refused 支付失败",
        Status::Closed => "closed 已关闭",
        Status::Cancelled => "cancelled 已撤销",
    }
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn html(title: &str, body: &str) -> HttpReply {
    let style = "body{font:1.1rem sans-serif;margin:3rem auto;max-width:32rem}td{padding:.2rem 1rem}\
                 button{font:inherit;padding:.6rem 1.4rem}";
    HttpReply::html(
        200,
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
}
