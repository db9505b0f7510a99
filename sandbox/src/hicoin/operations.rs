//! Paths to operations: what each needs before it is looked at.

use super::answer::Code;
use super::{
    HiCoin, answer::Failure, form::Form, oauth, pre_order, query, tokens::Bearer, transfer,
};
use crate::{HttpReply, HttpRequest};

/// One operation of the provider.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) method: &'static str,
    pub(super) moves_money: bool,
    answer: fn(&mut HiCoin, &HttpRequest) -> Result<HttpReply, Failure>,
}

const fn row(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    answer: fn(&mut HiCoin, &HttpRequest) -> Result<HttpReply, Failure>,
) -> Row {
    Row {
        name,
        path,
        method,
        moves_money: false,
        answer,
    }
}

const ROWS: &[Row] = &[
    row(
        "access_token",
        "POST",
        "/api/cgi-bin/access_token",
        oauth::access_token,
    ),
    Row {
        moves_money: true,
        ..row(
            "transfer",
            "POST",
            "/api/mmpaymkttransfers/promotion/transfers",
            transfer::transfer,
        )
    },
    row(
        "transfer_query",
        "POST",
        "/api/mmpaymkttransfers/gettransferinfo",
        query::transfer,
    ),
    row(
        "preorder",
        "POST",
        "/api/pay/preOrder",
        pre_order::pre_order,
    ),
    row("order_query", "POST", "/api/pay/queryOrder", query::order),
    row(
        "authorize",
        "GET",
        "/api/connect/oauth/authorize",
        oauth::authorize,
    ),
    row(
        "user_token",
        "POST",
        "/api/sns/oauth/access_token",
        oauth::user_token,
    ),
    row(
        "refresh_user_token",
        "POST",
        "/api/sns/oauth/refresh_token",
        oauth::refresh,
    ),
    row("user_info", "GET", "/api/sns/user/info", oauth::user_info),
];

pub(super) fn find(path: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.path == path)
}

pub(super) fn answer(gateway: &mut HiCoin, row: &Row, request: &HttpRequest) -> HttpReply {
    if request.method != row.method {
        return HttpReply::not_allowed(row.method);
    }
    (row.answer)(gateway, request).unwrap_or_else(|failure| failure.reply())
}

/// The request of a signed operation, once its sender, signature and token are found right, in that order.
pub(super) fn signed<'a>(
    gateway: &HiCoin,
    request: &'a HttpRequest,
    key: Key,
) -> Result<(Form<'a>, Bearer), Failure> {
    let form = Form::posted(request)?;
    form.check_common(&gateway.config.app_id)?;
    let signer = match key {
        Key::App => &gateway.app_signer,
        Key::Payment => &gateway.payment_signer,
    };
    form.check_sign(signer, gateway.config.explain)?;
    let bearer = gateway
        .tokens
        .bearer(form.required("access_token")?, gateway.now)?
        .clone();
    Ok((form, bearer))
}

/// Which key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    App,
    Payment,
}

/// The base token is wanted.
pub(super) fn base(bearer: &Bearer) -> Result<(), Failure> {
    match bearer {
        Bearer::App => Ok(()),
        Bearer::User(_) => Err(Failure::new(
            Code::Token,
            "this is a user's token; the base token is wanted",
        )),
    }
}
