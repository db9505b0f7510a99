//! Orders, one or many, and callbacks told again.

use super::{
    DragonEx,
    answer::{Code, Refusal, string},
    books::{Account, COINS, Order},
    entrance::Caller,
    message::Message,
};
use std::{fmt::Write as _, time::Duration};

type Data = Result<String, Refusal>;

const LARGEST_PAGE: u64 = 20;

pub(super) fn order(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    let at = gateway.visible(&message.trade_no("trade_no")?);
    let own = |at: &usize| match caller {
        Caller::Server => true,
        Caller::User(user) => gateway.books.orders[*at].user == user,
    };
    let at = at
        .filter(own)
        .ok_or_else(|| Refusal::new(Code::NoPayment, "there is no such payment record"))?;
    Ok(order_data(gateway, at))
}

pub(super) fn history(gateway: &mut DragonEx, caller: Caller, message: &Message<'_>) -> Data {
    message.has(&["coin_code", "direction", "start_time", "end_time", "offset"])?;
    if caller == Caller::Server {
        message.has(&["uid"])?;
    }
    let limit = message.number("limit")?;
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Refusal::new(Code::Parameter, "limit must be 1 to 20"));
    }
    let (coin, direction, kind) = (
        message.text("coin_code")?,
        message.number("direction")?,
        message.number("trans_type")?,
    );
    let user = match caller {
        Caller::User(user) => Some(gateway.books.people[user].uid),
        Caller::Server => Some(message.number_or_text("uid")?).filter(|uid| *uid > 0),
    };
    let (start, end) = (message.number("start_time")?, message.number("end_time")?);
    let wanted = |order: &&Order| {
        let created = gateway.nanoseconds(order.created);
        (coin.is_empty() || COINS[order.coin] == coin)
            && (direction == 0 || order.direction as u64 == direction)
            && (kind == 0 || order_type(order) == kind)
            && user.is_none_or(|uid| gateway.books.people[order.user].uid == uid)
            && created >= start
            && (end == 0 || created < end)
            && order.hidden_until <= gateway.now
    };
    let offset = usize::try_from(message.number("offset")?).unwrap_or(usize::MAX);
    let orders = &gateway.books.orders;
    let found: Vec<usize> = (0..orders.len())
        .rev()
        .filter(|at| wanted(&&orders[*at]))
        .collect();
    let page = found
        .iter()
        .skip(offset)
        .take(usize::try_from(limit).unwrap_or(0));
    let page: Vec<String> = page.map(|at| order_data(gateway, *at)).collect();
    let list = format!("[{}]", page.join(","));
    if gateway.config.bare_lists {
        return Ok(list);
    }
    Ok(format!("{{\"total\":{},\"list\":{list}}}", found.len()))
}

pub(super) fn redo(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let order = gateway.visible(&message.trade_no("trade_no")?);
    let order =
        order.ok_or_else(|| Refusal::new(Code::NoPayment, "there is no such payment record"))?;
    gateway.call_back(order, gateway.now);
    Ok("{}".into())
}

/// 1 between coin accounts, 3 between open accounts; this gateway knows no mixed ones.
fn order_type(order: &Order) -> u64 {
    match order.account {
        Account::Coin => 1,
        Account::Open => 3,
    }
}

/// An order as queries show it.
pub(super) fn order_data(gateway: &DragonEx, at: usize) -> String {
    write(gateway, at, "trade_no", true)
}

/// An order as callbacks tell it.
pub(super) fn callback_data(gateway: &DragonEx, at: usize) -> String {
    write(gateway, at, "trans_no", false)
}

fn write(gateway: &DragonEx, at: usize, number_name: &str, with_creation: bool) -> String {
    let order = &gateway.books.orders[at];
    let arrived = order.arrived.map_or(0, |at| gateway.nanoseconds(at));
    let mut data = String::with_capacity(320);
    let _ = write!(data, "{{\"id\":{},\"arrive_time\":{arrived}", Order::id(at));
    for part in [
        ",\"coin_code\":\"",
        COINS[order.coin],
        "\",\"cut_volume\":\"0\"",
    ] {
        data.push_str(part);
    }
    let _ = write!(
        data,
        ",\"direction\":{},\"status\":{},\"order_type\":{},\"uid\":{}",
        order.direction as u32,
        order.status as i32,
        order_type(order),
        gateway.books.people[order.user].uid,
    );
    for part in [",\"", number_name, "\":"] {
        data.push_str(part);
    }
    string(&mut data, &order.trade_no);
    data.push_str(",\"volume\":");
    string(&mut data, &order.volume);
    if with_creation {
        // A string, as the documents' tables say; their examples have a number.
        let _ = write!(
            data,
            ",\"create_time\":\"{}\"",
            gateway.nanoseconds(order.created)
        );
    }
    data.push('}');
    data
}

impl DragonEx {
    /// The date of a moment, until the year 2554.
    fn nanoseconds(&self, moment: Duration) -> u64 {
        u64::try_from(self.calendar.date(moment).as_nanos()).unwrap_or(u64::MAX)
    }

    /// The order of that number, once queries can see it.
    fn visible(&self, trade_no: &str) -> Option<usize> {
        let order = self.books.find_order(trade_no)?;
        (self.books.orders[order].hidden_until <= self.now).then_some(order)
    }
}
