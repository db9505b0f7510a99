//! The operations: where they are reached, by whom, and how.

use super::{
    DragonEx, answer::Refusal, coins, entrance::Caller, logins, message::Message, payments,
    queries, transfers,
};

type Run = fn(&mut DragonEx, Caller, &Message<'_>) -> Result<String, Refusal>;

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Server,
    User,
    Both,
}

impl Who {
    pub(super) fn admits(self, caller: Caller) -> bool {
        match caller {
            Caller::Server => self != Self::User,
            Caller::User(_) => self != Self::Server,
        }
    }
}

pub(super) struct Row {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) who: Who,
    pub(super) moves_money: bool,
    pub(super) run: Run,
}

const fn row(path: &'static str, name: &'static str, who: Who, run: Run) -> Row {
    Row {
        path,
        name,
        who,
        moves_money: false,
        run,
    }
}

const fn money(path: &'static str, name: &'static str, run: Run) -> Row {
    Row {
        moves_money: true,
        ..row(path, name, Who::Server, run)
    }
}

/// A payment that a user is asked for moves nothing until the user pays.
const ROWS: &[Row] = &[
    row(
        "/api/v1/pay/user2app/pre/",
        "request_payment",
        Who::Server,
        payments::request,
    ),
    money("/api/v1/pay/app2user/do/", "transfer", transfers::transfer),
    money(
        "/api/v1/pay/return/do/",
        "return_payment",
        transfers::give_back,
    ),
    money(
        "/api/v1/open/pay/user2app/do/",
        "open_charge",
        transfers::open_charge,
    ),
    money(
        "/api/v1/open/pay/app2user/do/",
        "open_transfer",
        transfers::open_transfer,
    ),
    row(
        "/api/v1/pay/order/detail/",
        "order",
        Who::Both,
        queries::order,
    ),
    row(
        "/api/v1/pay/order/history/",
        "order_history",
        Who::Both,
        queries::history,
    ),
    row(
        "/api/v1/pay/callback/redo/",
        "redo_callback",
        Who::Server,
        queries::redo,
    ),
    row(
        "/api/v1/user/coin/list/",
        "user_coins",
        Who::Both,
        coins::user_list,
    ),
    row(
        "/api/v1/user/coin/detail/",
        "user_coin",
        Who::Both,
        coins::user_detail,
    ),
    row(
        "/api/v1/open/user/coin/list/",
        "open_user_coins",
        Who::Both,
        coins::open_user_list,
    ),
    row(
        "/api/v1/open/user/coin/detail/",
        "open_user_coin",
        Who::Both,
        coins::open_user_detail,
    ),
    row(
        "/api/v1/admin/coin/list/",
        "admin_coins",
        Who::Server,
        coins::admin_list,
    ),
    row(
        "/api/v1/admin/coin/detail/",
        "admin_coin",
        Who::Server,
        coins::admin_detail,
    ),
    row(
        "/api/v1/open/admin/coin/list/",
        "open_admin_coins",
        Who::Server,
        coins::open_admin_list,
    ),
    row(
        "/api/v1/open/admin/coin/detail/",
        "open_admin_coin",
        Who::Server,
        coins::open_admin_detail,
    ),
    row(
        "/api/v1/market/real/list/",
        "market_prices",
        Who::Both,
        coins::prices,
    ),
    row("/api/v1/login/do/", "login", Who::Server, logins::login),
    row(
        "/api/v1/login/refresh/",
        "refresh",
        Who::Server,
        logins::refresh,
    ),
    row("/api/v1/login/logout/", "logout", Who::Both, logins::logout),
    row(
        "/api/v1/token/status/",
        "token_status",
        Who::User,
        logins::token_status,
    ),
    row(
        "/api/v1/user/detail/",
        "user_detail",
        Who::Both,
        logins::user_detail,
    ),
];

/// The operation at a path.
pub(super) fn find(path: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.path == path)
}
