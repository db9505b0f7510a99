//! The tour of DragonEx, third part: logins, coins, open accounts, and what a user sees of all this.

use super::{Step, Stop, Tour, dragonex_desk::Desk};
use ::dragonex::{
    AdminCoin, AdminCoins, Error, Login, LoginPage, LoginRedirect, Logout, MarketPrices, MyCoin,
    MyCoins, MyDetail, MyLogout, MyOpenCoin, MyOrder, MyOrderHistory, OpenAdminCoins, OpenCharge,
    OpenTransfer, OpenUserCoin, OpenUserCoins, Patience, Refresh, Scope, Secret, Session,
    TokenStatus, Transfer, TransferState, UserCoin, UserCoins, UserDetail, Volume, new_state,
};

const DEVICE: &str = "phone_0007";
const UID: u64 = 1_000_002;

pub(super) fn run(tour: &mut Tour<'_>, desk: &Desk) {
    tour.step("coins of users and of the app, market prices", |step| {
        coins(step, desk)
    });
    let mut session = None;
    tour.step("login page, login, refresh, and who it is", |step| {
        session = Some(login(step, desk)?);
        Ok(())
    });
    let Some(session) = session else {
        return;
    };
    tour.step("the user's own orders and coins", |step| {
        own(step, desk, &session)
    });
    tour.step("open accounts: charge and transfer", |step| {
        open_accounts(step, desk, &session)
    });
    tour.step("logout ends the token", |step| logout(step, desk, &session));
}

fn coins(step: &mut Step, desk: &Desk) -> Result<(), Stop> {
    let client = &desk.client;
    let list = client.call(&UserCoins {
        dragonex_uid: Some(UID),
        ..UserCoins::default()
    })?;
    let usdt = list.coin("usdt").ok_or("no usdt")?;
    let available = usdt.available().ok_or("more is frozen than there is")?;
    let one = UserCoin {
        open_id: Some("openid1000002".into()),
        coin_id: Some(1),
        ..UserCoin::default()
    };
    let detail = client.call(&one)?;
    let app = client.call(&AdminCoins {})?;
    let app_usdt = client.call(&AdminCoin {
        coin_code: Some("usdt".into()),
        coin_id: None,
    })?;
    let open_app = client.call(&OpenAdminCoins::default())?;
    let open = client.call(&OpenUserCoins(UserCoins {
        dragonex_uid: Some(UID),
        ..UserCoins::default()
    }))?;
    let prices = client.call(&MarketPrices {
        symbols: "BTC_USDT,NO_SUCH".into(),
    })?;
    desk.show(step);
    step.check(
        "list and detail agree",
        detail.total == usdt.total && detail.uid == UID,
    );
    step.check(
        "what is available is total less frozen",
        available == "10000".parse()?,
    );
    step.check(
        "the app's coins too",
        app.coin("usdt")
            .is_some_and(|coin| coin.total == app_usdt.total),
    );
    step.check(
        "open accounts are others",
        open.list.len() == 4 && open_app.list.len() == 4,
    );
    step.check(
        "a pair that does not exist is left out",
        prices.list.len() == 1,
    );
    Ok(())
}

fn login(step: &mut Step, desk: &Desk) -> Result<Session, Stop> {
    let page = LoginPage {
        domain: "dragonex.io".into(),
        scopes: Scope::list(&[Scope::Login, Scope::Coins, Scope::OpenPayApp]),
        state: new_state(),
        device: DEVICE.into(),
        redirect_url: "https://shop.example/in".into(),
    };
    let url = desk.client.login_page(&page)?;
    step.check(
        "the page is DragonEx's",
        url.starts_with("https://dragonex.io/oauth/login/?"),
    );
    let here = url.replacen("https://dragonex.io", desk.server.base_url(), 1);
    let back = desk.press(step, &here, &format!("uid={UID}"))?;
    let redirect = LoginRedirect::read(&back, &page.state)?;
    let code = redirect.code.clone().ok_or("the user refused")?;
    let login = Login {
        code,
        scopes: page.scopes,
        state: page.state,
        device: DEVICE.into(),
    };
    let first = desk.client.call(&login)?;
    let again = desk.client.call(&login);
    step.check("a code is good for one login", again.is_err());
    let refreshed = desk.client.call(&Refresh {
        access_token: first.access_token.clone(),
        refresh_token: first.refresh_token.clone(),
    })?;
    let open_id = first.open_id.clone().unwrap_or_default();
    let detail = desk.client.call(&UserDetail { open_id })?;
    desk.show(step);
    step.check(
        "it is the user who granted it",
        first.uid == Some(UID) && detail.uid == Some(UID),
    );
    step.check(
        "a refresh gives another token",
        refreshed.access_token != first.access_token,
    );
    step.check(
        "the rights are those granted",
        first.scopes == [Scope::Login, Scope::Coins, Scope::OpenPayApp],
    );
    Ok(refreshed)
}

fn own(step: &mut Step, desk: &Desk, session: &Session) -> Result<(), Stop> {
    desk.client.call(&Transfer {
        trade_no: "TOUR_U1_ATONCE".into(),
        uid: Some(UID),
        coin_code: "dc".into(),
        volume: "3".parse()?,
        device: "server_1".into(),
        ..Transfer::default()
    })?;
    let _ = desk.recorder.take();
    let user = desk
        .client
        .user(Secret::new(session.access_token.expose())?, DEVICE)?;
    let order = user.call_for_answer(&MyOrder {
        trade_no: "TOUR_U1_ATONCE".into(),
    })?;
    let foreign = user.call(&MyOrder {
        trade_no: "TOUR_T1".into(),
    });
    let mut orders = Vec::new();
    for page in user.order_pages(MyOrderHistory {
        limit: Some(1),
        ..MyOrderHistory::default()
    }) {
        orders.extend(page?.list);
    }
    let coins = user.call(&MyCoins {})?;
    let dc = user.call(&MyCoin {
        coin_code: Some("dc".into()),
        ..MyCoin::default()
    })?;
    let (status, detail) = (user.call(&TokenStatus {})?, user.call(&MyDetail {})?);
    desk.show(step);
    step.check(
        "the own order is there, and signed",
        order.reply.is_done() && order.signed,
    );
    step.check("others' orders are not", foreign.is_err());
    step.check(
        "the own history has only own orders",
        !orders.is_empty() && orders.iter().all(|order| order.uid == UID),
    );
    step.check(
        "own coins",
        dc.total == "10003".parse()? && coins.coin("dc").is_some_and(|coin| coin.total == dc.total),
    );
    step.check(
        "the token holds",
        status.access_token_et == session.access_token_et,
    );
    step.check("who it is", detail.uid == Some(UID));
    let elsewhere = desk
        .client
        .user(Secret::new(session.access_token.expose())?, "tablet_0007")?;
    let code = elsewhere
        .call(&MyCoins {})
        .err()
        .and_then(|error| Some(error.failure()?.code.to_string()));
    step.check(
        "on another device the token is worth nothing (11026)",
        code.as_deref() == Some("11026"),
    );
    let _ = desk.recorder.take();
    Ok(())
}

fn open_accounts(step: &mut Step, desk: &Desk, session: &Session) -> Result<(), Stop> {
    let two: Volume = "2".parse()?;
    let charge = OpenCharge {
        trade_no: "TOUR_O1".into(),
        uid: Some(UID),
        coin_code: "dt".into(),
        volume: two.clone(),
        device: DEVICE.into(),
        pay_token: session.pay_token.clone().unwrap_or_default(),
        ..OpenCharge::default()
    };
    desk.client.call(&charge)?;
    let charged = desk
        .client
        .confirm_transfer(&charge, Patience::default(), |_| {})?;
    let wrong = desk.client.call(&OpenCharge {
        trade_no: "TOUR_O2".into(),
        pay_token: "guessed".into(),
        ..charge
    });
    let back = OpenTransfer(Transfer {
        trade_no: "TOUR_O3_ATONCE".into(),
        uid: Some(UID),
        coin_code: "dt".into(),
        volume: two,
        device: "server_1".into(),
        ..Transfer::default()
    });
    desk.client.call(&back)?;
    let one = UserCoin {
        dragonex_uid: Some(UID),
        coin_code: Some("dt".into()),
        ..UserCoin::default()
    };
    let left = desk.client.call(&OpenUserCoin(one))?;
    let user = desk
        .client
        .user(Secret::new(session.access_token.expose())?, DEVICE)?;
    let seen = user.call(&MyOpenCoin(MyCoin {
        coin_code: Some("dt".into()),
        ..MyCoin::default()
    }))?;
    desk.show(step);
    step.check(
        "the charge is done",
        matches!(charged, TransferState::Done(_)),
    );
    let code = wrong
        .err()
        .and_then(|error: Error| Some(error.failure()?.code.to_string()));
    step.check(
        "without the pay token there is none (11034)",
        code.as_deref() == Some("11034"),
    );
    step.check(
        "what was paid came back",
        left.total == "10000".parse()? && seen.total == left.total,
    );
    Ok(())
}

fn logout(step: &mut Step, desk: &Desk, session: &Session) -> Result<(), Stop> {
    let user = desk
        .client
        .user(Secret::new(session.access_token.expose())?, DEVICE)?;
    user.call(&MyLogout {})?;
    let after = user.call(&TokenStatus {});
    let again = desk.client.call(&Logout {
        access_token: session.access_token.clone(),
    });
    desk.show(step);
    let code = |error: Error| error.failure().map(|failure| failure.code.to_string());
    step.check(
        "the token is gone (11019)",
        after.err().and_then(code).as_deref() == Some("11019"),
    );
    step.check(
        "and cannot be logged out twice",
        again.err().and_then(code).as_deref() == Some("11019"),
    );
    Ok(())
}
