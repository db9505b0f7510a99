//! The payment page (H5支付页面): checks `paySign`, shows the order, and takes the user's decision.

use super::{
    HiCoin,
    books::{Order, Status, trade_no},
    form::Form,
    sandbox_page::{coins, escaped, html, redirect},
};
use crate::{HttpReply, HttpRequest, form_fields};
use signing_core::{Field, form};

pub(super) const PATH: &str = "/hicoinfe/payment";

/// Seconds since 1970 have no more digits until the year 5138; milliseconds have had more since 1973.
const SECONDS_DIGITS: usize = 11;

/// Answers the page's address: GET shows the order, POST is a button that was pressed. Both need the signed query.
pub(super) fn browse(gateway: &mut HiCoin, request: &HttpRequest) -> HttpReply {
    let order = match gateway.signed_order(request) {
        Ok(order) => order,
        Err(why) => {
            let why = escaped(&why);
            return html(
                403,
                "This payment cannot be opened",
                &format!("<p>{why}</p>"),
            );
        }
    };
    match request.method.as_str() {
        "GET" => show(gateway, order, request),
        "POST" => press(gateway, order, request),
        _ => HttpReply::not_allowed("GET, POST"),
    }
}

fn press(gateway: &mut HiCoin, order: usize, request: &HttpRequest) -> HttpReply {
    let fields = form_fields::decode(&request.body).unwrap_or_default();
    let paid = match fields.as_slice() {
        [(name, action)] if name == "action" && action == "pay" => true,
        [(name, action)] if name == "action" && action == "cancel" => false,
        _ => return HttpReply::text(400, "the form must be action=pay or action=cancel\n"),
    };
    let now = gateway.now;
    gateway.user_decides(order, paid, now);
    let record = &gateway.books.orders[order];
    match &record.payment {
        Some(payment) if paid && record.status == Status::Paid => redirect(&payment.return_url),
        // Back to the page, so that reloading does not press the button again.
        _ => redirect(&format!("{PATH}?{}", request.query)),
    }
}

fn show(gateway: &HiCoin, index: usize, request: &HttpRequest) -> HttpReply {
    let order = &gateway.books.orders[index];
    let below = match (order.status, &order.payment) {
        (Status::Open, _) => format!(
            "<form method=\"post\" action=\"{PATH}?{}\"><button name=\"action\" value=\"pay\">Pay 付款</button> \
             <button name=\"action\" value=\"cancel\">Cancel 取消</button></form>",
            escaped(&request.query)
        ),
        (Status::Paid, Some(payment)) => {
            format!(
                "<p><a href=\"{}\">back to the shop 返回商户</a></p>",
                escaped(&payment.return_url)
            )
        }
        _ => String::new(),
    };
    html(
        200,
        "Pay 付款",
        &format!("{}{below}", description(index, order)),
    )
}

fn description(index: usize, order: &Order) -> String {
    format!(
        "<p>{}<br>{}<br>Order {}<br>{}</p><p>{} {}: <b>{}</b></p>",
        escaped(&order.subject),
        escaped(&order.body),
        escaped(&order.number),
        trade_no(index),
        coins(order.amount),
        escaped(&order.coin),
        state(order.status)
    )
}

pub(super) fn state(status: Status) -> &'static str {
    match status {
        Status::Open => "waiting 待支付",
        Status::Paid => "paid 已支付",
        Status::Failed => "failed 失败",
        Status::Closed => "closed 已关闭",
    }
}

impl HiCoin {
    /// The order whose page is opened, if the query was signed with the payment key.
    fn signed_order(&self, request: &HttpRequest) -> Result<usize, String> {
        let fields = Form::queried(request).map_err(|failure| failure.why.into_owned())?;
        let required = |name: &str| {
            fields
                .get(name)
                .ok_or_else(|| format!("{name} is required"))
        };
        if required("appId")? != self.config.app_id {
            return Err("this appId is not known".into());
        }
        if required("signType")? != "HMAC-SHA256" {
            return Err("signType must be HMAC-SHA256".into());
        }
        if required("nonceStr")?.chars().count() > 32 {
            return Err("nonceStr must be at most 32 characters".into());
        }
        let moment = required("timeStamp")?;
        if !moment.bytes().all(|b| b.is_ascii_digit()) {
            return Err("timeStamp must be seconds since 1970".into());
        }
        if moment.len() > SECONDS_DIGITS {
            return Err(format!(
                "timeStamp must be seconds since 1970, not milliseconds: at most {SECONDS_DIGITS} digits"
            ));
        }
        let package = required("package")?;
        let signed = page_fields(&fields.borrowed());
        let signed: Vec<Field<'_>> = signed
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        if self
            .payment_signer
            .verify(&signed, required("paySign")?)
            .is_err()
        {
            let expected = self.payment_signer.string_to_sign(&signed, &[]);
            return Err(format!(
                "paySign is wrong; the string to sign is {expected}"
            ));
        }
        let order = package
            .strip_prefix("prepay_id=")
            .and_then(|trade_no| self.books.find_trade(trade_no));
        order
            .filter(|&order| self.books.orders[order].payment.is_some())
            .ok_or_else(|| "there is no such order".into())
    }

    /// The signed URL of an order's page.
    pub(super) fn page_url(&self, order: usize) -> String {
        let package = format!("prepay_id={}", trade_no(order));
        let seconds = self.calendar.date(self.now).as_secs().to_string();
        let mut fields = vec![
            ("appId", &*self.config.app_id),
            ("nonceStr", "2K426TILTKCH16CQ25145I8ZNMTM67VS"),
            ("package", &package),
            ("signType", "HMAC-SHA256"),
            ("timeStamp", &seconds),
        ];
        let signed = page_fields(&fields);
        let signed: Vec<Field<'_>> = signed
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let sign = self.payment_signer.sign(&signed);
        fields.push(("paySign", &sign));
        format!("{}{PATH}?{}", self.base_url, form::encode(fields))
    }
}

/// What `paySign` covers: all the others, `package` percent-encoded.
fn page_fields<'a>(fields: &[Field<'a>]) -> Vec<(&'a str, String)> {
    fields
        .iter()
        .filter(|(name, _)| *name != "paySign")
        .map(|&(name, value)| match name {
            "package" => (name, value.replace('=', "%3D")),
            _ => (name, value.to_owned()),
        })
        .collect()
}
