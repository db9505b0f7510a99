//! The five operations: where they are reached, and how.

use super::{RechargePayout, payout, query, recharge};
use crate::{HttpReply, HttpRequest};

pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) moves_money: bool,
    pub(super) run: fn(&mut RechargePayout, &HttpRequest) -> HttpReply,
}

const fn row(
    method: &'static str,
    path: &'static str,
    name: &'static str,
    run: fn(&mut RechargePayout, &HttpRequest) -> HttpReply,
) -> Row {
    Row {
        method,
        path,
        name,
        moves_money: false,
        run,
    }
}

/// A recharge moves nothing until the customer pays; a payout is under way once it is created.
const ROWS: &[Row] = &[
    row("POST", "/api/Pay", "recharge_page", recharge::by_page),
    row(
        "POST",
        "/api/Pay/Create",
        "create_recharge",
        recharge::by_interface,
    ),
    row(
        "GET",
        "/api/Payments/Query",
        "query_recharge",
        query::recharge,
    ),
    Row {
        moves_money: true,
        ..row(
            "POST",
            "/api/Payouts/Create",
            "create_payout",
            payout::create,
        )
    },
    row("GET", "/api/Payouts/Query", "query_payout", query::payout),
];

/// The operation that a method and path name.
pub(super) fn find(method: &str, path: &str) -> Option<&'static Row> {
    ROWS.iter()
        .find(|row| row.path == path && row.method == method)
}

/// The method of the operation at a path.
pub(super) fn method(path: &str) -> Option<&'static str> {
    let found = ROWS.iter().find(|row| row.path == path);
    found.map(|row| row.method)
}
