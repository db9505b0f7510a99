//! Pays a user out, and asks until it is known how that ended.
//!
//! Start the gateway first: `cargo run --release -p sandbox -- serve --provider hicoin`, and give this example the base URL that it prints:
//!
//! ```sh
//! PAYSDK_BASE_URL=http://127.0.0.1:… cargo run -p hicoin --example transfer
//! ```
//!
//! `PAYSDK_APP_ID`, `PAYSDK_SECRET_KEY` and `PAYSDK_OPENID` default to the sandbox's.

use std::env;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use hicoin::{AppKey, Client, Confirmed, ExpectedTransfer, Outcome, Patience, Transfer};

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("PAYSDK_BASE_URL")
        .map_err(|_| "set PAYSDK_BASE_URL to what `sandbox serve` prints")?;
    let key = AppKey::new(setting(
        "PAYSDK_SECRET_KEY",
        "sandboxhicoinsecretkey0000000001",
    ))?;
    let client = Client::builder(
        setting("PAYSDK_APP_ID", "4f95ab748e204c65d0bdaa61b4e3f1d7"),
        key,
    )
    .payout_base_url(format!("{base_url}/api"))
    .allow_http(true)
    .build()?;

    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let transfer = Transfer {
        openid: setting("PAYSDK_OPENID", "sandboxuser0001"),
        body: "withdrawal".into(),
        subject: "withdrawal".into(),
        // The sandbox chooses by the last four digits; `x` keeps clear of them.
        out_trade_no: format!("W{now}x"),
        total_amount: "1.5".parse()?,
        settle_currency: "USDT".into(),
        ..Transfer::default()
    };
    match client.call(&transfer) {
        Ok(accepted) => println!("accepted as {}, which is not paid yet", accepted.trade_no),
        Err(error) if error.outcome() == Outcome::Unknown => println!("nobody knows yet: {error}"),
        Err(error) => return Err(error.into()),
    }
    let expected = ExpectedTransfer::from(&transfer);
    let confirmed =
        client.confirm_transfer(&expected, Patience::default(), |queried| match queried {
            Ok(reply) => println!("  {}", reply.trade_status),
            Err(error) => println!("  {error}"),
        })?;
    match confirmed {
        Confirmed::Paid(reply) => println!(
            "paid {} {}",
            transfer.total_amount,
            reply.settle_currency.unwrap_or_default()
        ),
        Confirmed::Failed(reply) => println!("failed: {}", reply.reason.unwrap_or_default()),
        other => {
            return Err(format!(
                "keep {} and confirm it later: {other:?}",
                transfer.out_trade_no
            )
            .into());
        }
    }
    Ok(())
}
