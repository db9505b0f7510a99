//! Who has what of which coin, and what coins are worth.

use super::{
    DragonEx,
    answer::{Code, Refusal, string},
    books::{self, Account, COINS, Person},
    entrance::Caller,
    message::Message,
    transfers, volume,
};

type Data = Result<String, Refusal>;

pub(super) fn user_list(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    Ok(list(user(gateway, caller, message)?, Account::Coin))
}

pub(super) fn user_detail(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    detail(user(gateway, caller, message)?, Account::Coin, message)
}

pub(super) fn open_user_list(
    gateway: &mut DragonEx,
    caller: Caller,
    message: &Message<'_>,
) -> Data {
    Ok(list(user(gateway, caller, message)?, Account::Open))
}

pub(super) fn open_user_detail(
    gateway: &mut DragonEx,
    caller: Caller,
    message: &Message<'_>,
) -> Data {
    detail(user(gateway, caller, message)?, Account::Open, message)
}

pub(super) fn admin_list(gateway: &mut DragonEx, _: Caller, _: &Message<'_>) -> Data {
    Ok(list(&gateway.books.app, Account::Coin))
}

pub(super) fn admin_detail(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    detail(&gateway.books.app, Account::Coin, message)
}

pub(super) fn open_admin_list(gateway: &mut DragonEx, _: Caller, _: &Message<'_>) -> Data {
    Ok(list(&gateway.books.app, Account::Open))
}

pub(super) fn open_admin_detail(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    detail(&gateway.books.app, Account::Open, message)
}

/// Closing prices; pairs that do not exist are left out.
pub(super) fn prices(_: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    const PRICES: [(&str, &str); 3] = [
        ("DT_USDT", "0.0131405"),
        ("BTC_USDT", "7000"),
        ("DC_USDT", "0.51"),
    ];
    let mut found = Vec::new();
    for symbol in message.required("symbols")?.split(',') {
        if let Some((symbol, price)) = PRICES.iter().find(|(known, _)| *known == symbol.trim()) {
            found.push(format!(
                "{{\"close_price\":\"{price}\",\"symbol\":\"{symbol}\"}}"
            ));
        }
    }
    Ok(format!("[{}]", found.join(",")))
}

fn user<'a>(
    gateway: &'a DragonEx,
    caller: Caller,
    message: &Message<'_>,
) -> Result<&'a Person, Refusal> {
    let user = match caller {
        Caller::User(user) => user,
        Caller::Server => transfers::user(gateway, message, "dragonex_uid")?,
    };
    Ok(&gateway.books.people[user])
}

fn list(person: &Person, account: Account) -> String {
    let coins: Vec<String> = (0..COINS.len())
        .map(|coin| one(person, account, coin))
        .collect();
    format!("[{}]", coins.join(","))
}

fn detail(person: &Person, account: Account, message: &Message<'_>) -> Data {
    let (code, id) = (message.text("coin_code")?, message.number("coin_id")?);
    let coin = match (&*code, id) {
        ("", 0) => {
            return Err(Refusal::new(
                Code::Parameter,
                "coin_code or coin_id is required",
            ));
        }
        ("", id) => usize::try_from(id - 1)
            .ok()
            .filter(|coin| *coin < COINS.len()),
        (code, 0) => books::coin(code),
        _ => {
            return Err(Refusal::new(
                Code::Parameter,
                "only one of coin_code and coin_id may be sent",
            ));
        }
    };
    let coin = coin.ok_or_else(|| Refusal::new(Code::CoinNotAllowed, "there is no such coin"))?;
    Ok(one(person, account, coin))
}

fn one(person: &Person, account: Account, coin: usize) -> String {
    let mut data = format!(
        "{{\"code\":\"{}\",\"coin_id\":{},\"frozen\":\"0\",\"total\":",
        COINS[coin],
        coin + 1
    );
    string(
        &mut data,
        &volume::text(person.purse().total(account, coin)),
    );
    data.push_str(&format!(",\"uid\":{}}}", person.uid));
    data
}
