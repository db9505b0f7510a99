//! A user logs in, an order is made, and a person pays it in a browser.
//!
//! Start the gateway first: `cargo run --release -p sandbox -- serve --provider hicoin`, and give this example the base URL that it prints:
//!
//! ```sh
//! PAYSDK_BASE_URL=http://127.0.0.1:… cargo run -p hicoin --example h5_payment
//! ```
//!
//! It prints the page to open and waits for ten minutes at most. With `PAYSDK_ENDING=9101` the sandbox's user pays without a browser.
//! `PAYSDK_APP_ID`, `PAYSDK_SECRET_KEY` and `PAYSDK_MCH_KEY` default to the sandbox's.

use std::env;
use std::error::Error;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hicoin::transport::{Request, Transport, UreqTransport};
use hicoin::{
    AppKey, AuthorizeUrl, Client, OrderQuery, PaymentKey, PaymentUrl, Preorder, TradeType,
    UserToken, UserTokenReply, Verdict,
};

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// What a browser does: opens the authorisation page and is sent back with a code. The sandbox's user agrees silently.
fn log_in(client: &Client) -> Result<UserTokenReply, Box<dyn Error>> {
    let page = AuthorizeUrl {
        redirect_uri: "http://127.0.0.1/back".into(),
        state: hicoin::nonce::alphanumeric(32),
        scope: None,
    };
    let url = client.authorize_url(&page)?;
    let sent = url.split('#').next().unwrap_or_default();
    let browser = UreqTransport::builder().allow_http(true).build()?;
    let answer = browser.send(&Request::get(sent))?;
    let back = answer
        .header("Location")
        .ok_or("the page did not send the browser back")?;
    let query = back.split_once('?').map_or("", |(_, query)| query);
    Ok(client.call(&UserToken {
        code: page.code(query)?,
    })?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("PAYSDK_BASE_URL")
        .map_err(|_| "set PAYSDK_BASE_URL to what `sandbox serve` prints")?;
    let app_key = AppKey::new(setting(
        "PAYSDK_SECRET_KEY",
        "sandboxhicoinsecretkey0000000001",
    ))?;
    let client = Client::builder(
        setting("PAYSDK_APP_ID", "4f95ab748e204c65d0bdaa61b4e3f1d7"),
        app_key,
    )
    .payment_key(PaymentKey::new(setting(
        "PAYSDK_MCH_KEY",
        "sandboxhicoinmchkey0000000000001",
    ))?)
    .payout_base_url(format!("{base_url}/api"))
    .oauth_base_url(format!("{base_url}/api"))
    .page_base_url(format!("{base_url}/hicoinfe/payment"))
    .allow_http(true)
    .build()?;

    let user = log_in(&client)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let order = Preorder {
        access_token: user.access_token,
        openid: user.openid,
        body: "a pot of tea".into(),
        subject: "tea".into(),
        out_trade_no: format!("P{now}x{}", setting("PAYSDK_ENDING", "")),
        total_amount: "8.88".parse()?,
        settle_currency: "USDT".into(),
        trade_type: TradeType::H5,
        return_url: format!("{base_url}/sandbox"),
        ..Preorder::default()
    };
    let made = client.call(&order)?;
    let url = client.payment_url(&PaymentUrl {
        trade_no: made.trade_no,
        ..PaymentUrl::default()
    })?;
    println!("open this in a browser, and press Pay:\n{url}");

    let query = OrderQuery {
        out_trade_no: order.out_trade_no,
        ..OrderQuery::default()
    };
    loop {
        let reply = client.call(&query)?;
        match reply.verdict() {
            Verdict::Paid if reply.is_paid(order.total_amount, &order.settle_currency) => {
                println!("paid {} {}", order.total_amount, order.settle_currency);
                return Ok(());
            }
            Verdict::Paid => {
                return Err("paid, but not as ordered: a person must look at it".into());
            }
            Verdict::NotPaid => return Err("closed without payment".into()),
            Verdict::Open => thread::sleep(Duration::from_secs(2)),
        }
    }
}
