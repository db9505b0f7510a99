//! What a browser does: posts the form, is shown the page, presses a button.

use crate::recharge_payout::desk::{ACCOUNT, CALLBACK, Desk, PAYOUTS, RECHARGES};
use sandbox::{HttpReply, HttpRequest};

fn page(desk: &mut Desk, address: &str) -> HttpReply {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    desk.send(&HttpRequest {
        query: query.into(),
        ..HttpRequest::get(path)
    })
}

fn body(reply: &HttpReply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

fn location(reply: &HttpReply) -> String {
    assert_eq!(reply.status, 303, "{}", body(reply));
    reply.header("location").unwrap().to_owned()
}

#[test]
fn a_form_leads_to_a_page_and_reloading_leads_there_again() {
    let mut desk = Desk::new();
    let form = desk.gateway.signed_page("<R>&'\"", "100.50", CALLBACK);
    let first = location(&desk.send(&form));
    assert_eq!(
        (first.as_str(), location(&desk.send(&form))),
        ("/api/Pay?id=1&channel=2", first.clone())
    );
    let shown = page(&mut desk, &first);
    assert_eq!(shown.status, 200);
    assert!(body(&shown).contains("&lt;R&gt;&amp;&#39;&quot;") && body(&shown).contains("100.50"));
    let mut forged = form.clone();
    forged.body = String::from_utf8(forged.body)
        .unwrap()
        .replace("100.50", "1.00")
        .into_bytes();
    assert_eq!(
        desk.send(&forged).status,
        400,
        "a known signature does not vouch for other fields"
    );
    assert_eq!(desk.booked("<R>&'\""), (10_050, 0));
    let other = desk.gateway.signed_page("<R>&'\"", "2", CALLBACK);
    assert_eq!(
        desk.send(&other).status,
        400,
        "another order of that number has no page"
    );
}

#[test]
fn the_buttons_pay_in_full_pay_less_and_fail() {
    for (action, status, paid) in [
        ("action=pay", "1", 10_050),
        ("action=pay-other&amount=80.5", "1", 8_050),
        ("action=pay-other&amount=200", "1", 20_000),
        ("action=fail", "2", 0),
    ] {
        let mut desk = Desk::new();
        let form = desk.gateway.signed_page("R", "100.50", CALLBACK);
        let address = location(&desk.send(&form));
        assert!(body(&page(&mut desk, &address)).contains("action=\"/sandbox/recharge/1\""));
        for wrong in [
            "",
            "action=refund",
            "action=pay-other",
            "action=pay-other&amount=0",
            "action=pay-other&amount=1.005",
        ] {
            assert_eq!(
                desk.send(&HttpRequest::form("/sandbox/recharge/1", wrong))
                    .status,
                400,
                "{wrong}"
            );
        }
        let pressed = desk.send(&HttpRequest::form("/sandbox/recharge/1", action));
        assert_eq!(location(&pressed), address);
        assert_eq!(
            (desk.query(RECHARGES, "R", false), desk.booked("R").1),
            (status.into(), paid),
            "{action}"
        );
        assert!(
            !body(&page(&mut desk, &address)).contains("<form"),
            "an order that ended has no buttons"
        );
        desk.send(&HttpRequest::form("/sandbox/recharge/1", "action=pay"));
        assert_eq!(desk.booked("R").1, paid, "pressing again changes nothing");
    }
}

#[test]
fn the_list_shows_orders_and_lets_somebody_play_the_bank() {
    let mut desk = Desk::new();
    desk.recharge("R<1>", "1");
    desk.payout("P1", "5", "6225880137709003");
    desk.payout("P2", "5", ACCOUNT.replace("6868", "9003").as_str());
    let list = body(&page(&mut desk, "/sandbox"));
    assert!(
        list.contains("R&lt;1&gt;") && list.contains("…9003") && !list.contains("622588"),
        "{list}"
    );
    for (n, action, mrn, status) in [
        (1, "action=pay-out", "P1", "1"),
        (2, "action=fail", "P2", "2"),
    ] {
        let reply = desk.send(&HttpRequest::form(format!("/sandbox/payout/{n}"), action));
        assert_eq!(location(&reply), "/sandbox");
        assert_eq!(desk.query(PAYOUTS, mrn, false), status);
    }
}

#[test]
fn there_is_nothing_elsewhere() {
    let mut desk = Desk::new();
    desk.recharge("R", "1");
    for address in [
        "/api/Pay?id=0",
        "/api/Pay?id=2",
        "/api/Pay?id=x",
        "/api/Pay",
        "/sandbox/recharge/2",
        "/sandbox/payout/1",
        "/sandbox/x",
    ] {
        assert_eq!(page(&mut desk, address).status, 404, "{address}");
    }
    assert_eq!(page(&mut desk, "/sandbox/recharge/1").status, 405);
}
