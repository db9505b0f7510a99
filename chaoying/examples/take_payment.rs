//! A till takes a payment, refunds it in part, and asks for the refund.
//!
//! Start the gateway first: `cargo run --release -p sandbox -- serve --provider chaoying`, and give this example what it prints:
//!
//! ```sh
//! PAYSDK_BASE_URL=http://127.0.0.1:… cargo run -p chaoying --example take_payment
//! ```
//!
//! `PAYSDK_AGENT_ID`, `PAYSDK_AGENT_KEY` and `PAYSDK_MCH_ID` default to the sandbox's.

use std::env;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use chaoying::{
    Client, Fen, Patience, Pay, PayType, Refund, RefundQuery, Secret, Settled, Settlement,
};

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("PAYSDK_BASE_URL")
        .map_err(|_| "set PAYSDK_BASE_URL to what `sandbox serve` prints")?;
    let key = Secret::new(setting(
        "PAYSDK_AGENT_KEY",
        "sandboxchaoyingkey00000000000001",
    ))?;
    let client = Client::builder(
        base_url,
        setting("PAYSDK_AGENT_ID", "130000000000000001"),
        key,
    )
    .version("1.0")
    .pid("example")
    .allow_http(true)
    .build()?;

    let sale = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let pay = Pay {
        mch_id: setting("PAYSDK_MCH_ID", "00000001"),
        out_trade_no: format!("sale{sale}"),
        body: "coffee".into(),
        total_fee: Fen(1200),
        auth_code: "130000000000000000".into(),
        ..Pay::default()
    };
    let settlement = Settlement {
        paytype: PayType::Wechat,
        op_user_id: "cashier1".into(),
        patience: Patience::default(),
    };
    let payment = match client.settle(&pay, &settlement, |step| println!("  {step:?}"))? {
        Settled::Paid(payment) => payment,
        other => return Err(format!("not paid: {other:?}").into()),
    };
    println!(
        "paid {} fen, trade {}",
        payment.total_fee, payment.transaction_id
    );

    let refund = Refund {
        paytype: PayType::Wechat,
        mch_id: pay.mch_id.clone(),
        out_refund_no: format!("{}-1", pay.out_trade_no),
        total_fee: pay.total_fee,
        refund_fee: Fen(500),
        op_user_id: "cashier1".into(),
        out_trade_no: Some(pay.out_trade_no.clone()),
        ..Refund::default()
    };
    println!("refunded {} fen", client.call(&refund)?.refund_fee);

    let refunds = client.call(&RefundQuery {
        paytype: PayType::Wechat,
        mch_id: pay.mch_id,
        out_refund_no: Some(refund.out_refund_no),
        ..RefundQuery::default()
    })?;
    for refund in refunds.refund_list {
        println!(
            "refund {}: {} fen, {}",
            refund.out_refund_no, refund.refund_fee, refund.refund_status
        );
    }
    Ok(())
}
