//! `/sandbox`: the orders there are, links to the pages of those that wait, and where the merchant is told of payments.

use super::{HiCoin, books::Status, page::state};
use crate::{HttpReply, HttpRequest, form_fields};
use std::fmt::Write as _;

/// How many orders the list shows.
const SHOWN: usize = 50;

/// Answers everything under `/sandbox`.
pub(super) fn browse(gateway: &mut HiCoin, request: &HttpRequest) -> HttpReply {
    match (request.method.as_str(), request.path.trim_end_matches('/')) {
        ("GET", "/sandbox") => list(gateway),
        ("POST", "/sandbox/notify_url") => register(gateway, request),
        (_, "/sandbox") => HttpReply::not_allowed("GET"),
        (_, "/sandbox/notify_url") => HttpReply::not_allowed("POST"),
        _ => HttpReply::text(404, "there is nothing at this address\n"),
    }
}

fn register(gateway: &mut HiCoin, request: &HttpRequest) -> HttpReply {
    let fields = form_fields::decode(&request.body).unwrap_or_default();
    let url = fields
        .iter()
        .find(|(name, _)| name == "url")
        .map(|(_, value)| &**value);
    let allowed =
        |url: &str| url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    match url {
        Some(url) if allowed(url) => {
            gateway.set_notify_url(url);
            redirect("/sandbox")
        }
        _ => HttpReply::text(400, "the form must be url=http://…\n"),
    }
}

fn list(gateway: &HiCoin) -> HttpReply {
    let mut rows = String::new();
    for (index, order) in gateway.books.orders.iter().enumerate().rev().take(SHOWN) {
        let number = escaped(&order.number);
        let link = match (&order.payment, order.status) {
            (Some(_), Status::Open) => {
                format!(
                    "<a href=\"{}\">{number}</a>",
                    escaped(&gateway.page_url(index))
                )
            }
            _ => number,
        };
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{link}</td><td>{} {}</td><td>{}</td></tr>",
            if order.payment.is_some() {
                "payment 支付"
            } else {
                "transfer 打款"
            },
            coins(order.amount),
            escaped(&order.coin),
            state(order.status)
        );
    }
    let empty = if rows.is_empty() {
        "<p>No orders yet.</p>"
    } else {
        ""
    };
    let told = escaped(gateway.config.notify_url.as_deref().unwrap_or_default());
    let form = format!(
        "<form method=\"post\" action=\"/sandbox/notify_url\"><p>Payments are told to 支付回调地址<br>\
         <input name=\"url\" size=\"48\" value=\"{told}\"> <button>Register</button></p></form>"
    );
    html(
        200,
        "Orders",
        &format!("{empty}<table>{rows}</table>{form}"),
    )
}

/// The browser is to GET another address.
pub(super) fn redirect(url: &str) -> HttpReply {
    let mut reply = HttpReply::text(303, "");
    reply.headers.push(("Location".into(), url.into()));
    reply
}

/// An amount of 1e-8 units as a decimal text.
pub(super) fn coins(units: i64) -> String {
    let units = units.unsigned_abs();
    let text = format!("{}.{:08}", units / 100_000_000, units % 100_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn html(status: u16, title: &str, body: &str) -> HttpReply {
    let style = "body{font:1.1rem sans-serif;margin:3rem auto;max-width:42rem}td{padding:.2rem 1rem}\
                 button,input{font:inherit;padding:.6rem 1.4rem}";
    HttpReply::html(
        status,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
             <style>{style}</style><h1>{title}</h1>{body}</html>\n"
        ),
    )
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
