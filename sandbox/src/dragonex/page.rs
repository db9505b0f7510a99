//! What people see in a browser: the pay page, the login page, and a list of orders with the app administrator's settings.

use super::{
    DragonEx,
    books::{COINS, Direction, Status},
    message::is_http_url,
    sessions::Grant,
};
use crate::{
    HttpReply, HttpRequest,
    html::{escaped, page, see_other},
    redirect_url::with_query,
};
use signing_core::form;
use std::fmt::Write as _;

/// How many payments and orders the list shows.
const SHOWN: usize = 50;

fn missing() -> HttpReply {
    HttpReply::text(404, "there is nothing at this address\n")
}

fn fields(text: &[u8]) -> Vec<(String, String)> {
    form::decode(text).unwrap_or_default()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value)
}

/// `/oauth/pay`: the pay page shows the payment; its buttons come back as a POST.
pub(super) fn pay(gateway: &mut DragonEx, request: &HttpRequest) -> HttpReply {
    let query = fields(request.query.as_bytes());
    let asked = gateway.books.find_code(value(&query, "code"));
    let Some(asked) =
        asked.filter(|&one| *gateway.books.asked[one].trade_no == *value(&query, "trade_no"))
    else {
        return page(
            404,
            "No payment 没有支付",
            "<p>This pay code is not known.</p>",
        );
    };
    if request.method == "POST" {
        let status = match request.body.as_slice() {
            b"action=pay" => Status::Done,
            b"action=give-up" => Status::GivenUp,
            b"action=fail" => Status::Failed,
            _ => {
                return HttpReply::text(
                    400,
                    "the form must be action=pay, action=give-up or action=fail\n",
                );
            }
        };
        gateway.end_payment(asked, status, gateway.now);
    }
    match gateway.redirect(asked) {
        Some(back) => see_other(back),
        None => page(200, "Pay 支付", &waiting(gateway, asked)),
    }
}

fn waiting(gateway: &DragonEx, asked: usize) -> String {
    let asked = &gateway.books.asked[asked];
    let uid = gateway.books.people[asked.only.unwrap_or(0)].uid;
    format!(
        "<p>{} {} to {} as user {uid}<br>{} {}</p><form method=\"post\">\
         <button name=\"action\" value=\"pay\">Pay 支付</button> \
         <button name=\"action\" value=\"give-up\">Give up 取消</button> \
         <button name=\"action\" value=\"fail\">Fail 失败</button></form>",
        escaped(&asked.volume),
        COINS[asked.coin],
        escaped(&gateway.config.app_id),
        escaped(&asked.scene),
        escaped(&asked.desc),
    )
}

/// `/oauth/login/`: the user grants the app its rights, or refuses; the browser then goes back.
pub(super) fn login(gateway: &mut DragonEx, request: &HttpRequest) -> HttpReply {
    let query = fields(request.query.as_bytes());
    let get = |name: &str| value(&query, name).to_owned();
    let (state, device, scopes) = (get("state"), get("device"), get("scopes"));
    if let Some(why) = why_no_login(gateway, &query) {
        return page(400, "No login 无法登录", &format!("<p>{why}</p>"));
    }
    if request.method != "POST" {
        return page(200, "Log in 登录", &grants(gateway, &scopes));
    }
    let user = match fields(&request.body).as_slice() {
        // A button without a value sends its name with an empty one.
        [(name, _)] if name == "refuse" => None,
        [(name, uid)] if name == "uid" => match gateway.books.user_by_uid(uid.parse().unwrap_or(0))
        {
            None => return unreadable(),
            user => user,
        },
        _ => return unreadable(),
    };
    let (code, expires) = match user {
        None => (String::new(), "-1".to_owned()),
        Some(user) => {
            let code = gateway.random.nonce()[..10].to_owned();
            let expires = gateway.now + gateway.config.access_code_valid;
            let (state, device, scopes) = (state.clone(), device.clone(), scopes.clone());
            gateway.sessions.grant(
                code.clone(),
                Grant {
                    user,
                    device,
                    scopes,
                    state,
                    expires,
                },
            );
            (code, gateway.calendar.date(expires).as_secs().to_string())
        }
    };
    let back = form::encode([
        ("code", &code),
        ("expire_time", &expires),
        ("scopes", &scopes),
        ("state", &state),
        ("device", &device),
    ]);
    see_other(with_query(&get("redirect_url"), &back))
}

fn unreadable() -> HttpReply {
    HttpReply::text(400, "the form must be uid=… of a user, or refuse=\n")
}

/// What the address of the login page lacks.
fn why_no_login(gateway: &DragonEx, query: &[(String, String)]) -> Option<&'static str> {
    let required = ["app_id", "scopes", "state", "device", "redirect_url"];
    if required.iter().any(|name| value(query, name).is_empty()) {
        return Some("app_id, scopes, state, device and redirect_url are required.");
    }
    if value(query, "app_id") != gateway.config.app_id {
        return Some("This app_id is not known.");
    }
    (!is_http_url(value(query, "redirect_url")))
        .then_some("redirect_url must be an http or https URL.")
}

fn grants(gateway: &DragonEx, scopes: &str) -> String {
    let mut body = format!(
        "<p>{} asks for the rights {}.</p>",
        escaped(&gateway.config.app_id),
        escaped(scopes)
    );
    for person in &gateway.books.people {
        let _ = write!(
            body,
            "<form method=\"post\"><button name=\"uid\" value=\"{0}\">Grant as user {0} 授权</button></form>",
            person.uid
        );
    }
    body.push_str("<form method=\"post\"><button name=\"refuse\">Refuse 取消</button></form>");
    body
}

/// Everything under `/sandbox`: the list, and where callbacks go.
pub(super) fn browse(gateway: &mut DragonEx, request: &HttpRequest) -> HttpReply {
    match (request.method.as_str(), request.path.trim_end_matches('/')) {
        ("GET", "/sandbox") => list(gateway),
        ("POST", "/sandbox/callback") => call_back_to(gateway, request),
        (_, "/sandbox") => HttpReply::not_allowed("GET"),
        (_, "/sandbox/callback") => HttpReply::not_allowed("POST"),
        _ => missing(),
    }
}

/// The form's field is `url`, as at HiCoin's; or `callback_url`, as the page had it first.
fn call_back_to(gateway: &mut DragonEx, request: &HttpRequest) -> HttpReply {
    let fields = fields(&request.body);
    let given = fields
        .into_iter()
        .find(|(name, _)| name == "url" || name == "callback_url");
    match given {
        Some((_, url))
            if url.is_empty() || url.starts_with("http://") || url.starts_with("https://") =>
        {
            gateway.config.callback_url = url;
            see_other("/sandbox".into())
        }
        _ => HttpReply::text(
            400,
            "the form must be url=http://… or url=https://…, or url= for nowhere\n",
        ),
    }
}

fn list(gateway: &DragonEx) -> HttpReply {
    let mut body = format!(
        "<form method=\"post\" action=\"/sandbox/callback\"><p>Callbacks go to 回调地址 \
         <input name=\"url\" size=\"36\" value=\"{}\"> <button>Set 设置</button></p></form>\
         <h2>Payments 支付</h2><table>",
        escaped(&gateway.config.callback_url)
    );
    for (index, asked) in gateway.books.asked.iter().enumerate().rev().take(SHOWN) {
        let address = gateway.pay_url(index);
        let path = address.strip_prefix(&gateway.base_url).unwrap_or(&address);
        let state = match asked.order.map(|order| gateway.books.orders[order].status) {
            None => format!(
                "<a href=\"{}\">waiting for the user 等待支付</a>",
                escaped(path)
            ),
            Some(status) => name(status).to_owned(),
        };
        let (number, volume) = (escaped(&asked.trade_no), escaped(&asked.volume));
        let _ = write!(
            body,
            "<tr><td>{number}</td><td>{volume} {}</td><td>{state}</td></tr>",
            COINS[asked.coin]
        );
    }
    body.push_str("</table><h2>Orders 订单</h2><table>");
    for order in gateway.books.orders.iter().rev().take(SHOWN) {
        let way = match order.direction {
            Direction::UserToApp => "from",
            Direction::AppToUser => "to",
        };
        let _ = write!(
            body,
            "<tr><td>{}</td><td>{} {}</td><td>{way} user {}</td><td>{}</td></tr>",
            escaped(&order.trade_no),
            escaped(&order.volume),
            COINS[order.coin],
            gateway.books.people[order.user].uid,
            name(order.status)
        );
    }
    body.push_str("</table>");
    page(200, "Orders 订单", &body)
}

fn name(status: Status) -> &'static str {
    match status {
        Status::GivenUp => "given up 用户取消支付",
        Status::Done => "done 成功",
        Status::Failed => "failed 失败",
        Status::Transferring => "under way 转账中",
    }
}
