//! A shop asks a user for a payment, hears of it by callback, makes sure by a query, and sends a prize back.
//!
//! Start the gateway first: `cargo run --release -p sandbox -- serve --provider dragonex`, and give this example what it prints:
//!
//! ```sh
//! PAYSDK_BASE_URL=http://127.0.0.1:… cargo run -p dragonex --example coin_payment
//! ```
//!
//! `PAYSDK_APP_ID`, `PAYSDK_ACCESS_KEY`, `PAYSDK_SECRET_KEY` and `PAYSDK_CHECK_KEY` default to the sandbox's. `PAYSDK_ENDING=_GIVESUP` lets the
//! sandbox's user give up, an empty one waits for you to press a button on the pay page.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dragonex::transport::{Request, Transport, UreqTransport};
use dragonex::{
    Ack, Client, ExpectedPayment, Outcome, Patience, PaymentState, RequestPayment, Secret,
    Transfer, TransferState, new_state,
};

type Failed = Box<dyn Error>;

/// A callback's body is a line of a few hundred bytes.
const LONGEST_BODY: usize = 16 * 1024;
/// How long the shop waits for its user.
const PATIENCE: Duration = Duration::from_secs(120);

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn main() -> Result<(), Failed> {
    let base_url = env::var("PAYSDK_BASE_URL")
        .map_err(|_| "set PAYSDK_BASE_URL to what `sandbox serve` prints")?;
    let client = Client::builder(
        &base_url,
        setting("PAYSDK_APP_ID", "sandboxapp"),
        setting("PAYSDK_ACCESS_KEY", "sandboxaccesskey"),
        Secret::new(setting(
            "PAYSDK_SECRET_KEY",
            "sandboxdragonexsecretkey00000001",
        ))?,
        Secret::new(setting("PAYSDK_CHECK_KEY", "sandboxdragonexcheckkey"))?,
    )
    .allow_http(true)
    .build()?;
    let shop = TcpListener::bind("127.0.0.1:0")?;
    set_callback_address(&base_url, &shop)?;
    let sale = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    payment(
        &client,
        &shop,
        format!("S{sale}{}", setting("PAYSDK_ENDING", "_PAYS")),
    )?;
    prize(&client, format!("T{sale}"))
}

/// At DragonEx the app's administrator does this once, by hand; the sandbox has a form for it.
fn set_callback_address(base_url: &str, shop: &TcpListener) -> Result<(), Failed> {
    let address = format!("callback_url=http://{}/callback", shop.local_addr()?);
    let form = Request::post(format!("{base_url}/sandbox/callback"), address)
        .header("Content-Type", "application/x-www-form-urlencoded");
    let browser = UreqTransport::builder().allow_http(true).build()?;
    match browser.send(&form)?.status {
        303 => Ok(()),
        status => Err(format!("the sandbox's form answered {status}").into()),
    }
}

fn payment(client: &Client, shop: &TcpListener, trade_no: String) -> Result<(), Failed> {
    let expected: ExpectedPayment = "12.5 usdt".parse()?;
    // A shop notes number, coin, amount and state durably before it asks.
    let request = RequestPayment {
        trade_no: trade_no.clone(),
        coin_code: expected.coin_code.clone(),
        volume: expected.volume.clone(),
        scene: "web shop".into(),
        desc: "two coffees".into(),
        device: "web_0001".into(),
        state: new_state(),
        redirect_url: "https://shop.example/paid".into(),
        domain: "dragonex.io".into(),
        ..RequestPayment::default()
    };
    let page = client.call(&request)?;
    println!("{trade_no}: the user pays at {}", page.pay_url.expose());
    let deadline = SystemTime::now() + PATIENCE;
    shop.set_nonblocking(true)?;
    while SystemTime::now() < deadline {
        hear(client, shop, &trade_no, &expected)?;
        // With or without a callback, the query decides.
        match client.confirm_payment(&trade_no, &expected)? {
            PaymentState::Paid(order) => {
                println!(
                    "{trade_no}: user {} paid {} {}",
                    order.uid, order.volume, order.coin_code
                );
                return Ok(());
            }
            PaymentState::NotPaid(order) => {
                println!(
                    "{trade_no}: not paid, {}",
                    order.status.text_en().unwrap_or("for a new reason")
                );
                return Ok(());
            }
            _ => std::thread::sleep(Duration::from_secs(2)),
        }
    }
    println!("{trade_no}: not known yet; a real shop asks again later");
    Ok(())
}

/// Answers a callback if one came. That it is genuine and agrees is no proof yet; it only says when to ask.
fn hear(
    client: &Client,
    shop: &TcpListener,
    trade_no: &str,
    expected: &ExpectedPayment,
) -> Result<(), Failed> {
    let Ok((mut stream, _)) = shop.accept() else {
        return Ok(());
    };
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (headers, body) = message(&mut stream)?;
    let ack = match client.payment_callback(&headers, &body) {
        Ok(callback) => {
            println!(
                "called back about {}: {:?}",
                callback.order_number(),
                callback.expect(trade_no, expected)
            );
            Ack::Success
        }
        Err(error) => {
            println!("not believed: {error}");
            Ack::Fail
        }
    };
    write!(
        stream,
        "HTTP/1.1 {} \r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ack.http_status()
    )?;
    Ok(())
}

fn prize(client: &Client, trade_no: String) -> Result<(), Failed> {
    let transfer = Transfer {
        trade_no,
        uid: Some(1_000_001),
        coin_code: "usdt".into(),
        volume: "1.5".parse()?,
        scene: "prize".into(),
        desc: "third place".into(),
        device: "server_1".into(),
        ..Transfer::default()
    };
    let sent = client.call(&transfer);
    match sent {
        Err(error) if error.outcome() != Outcome::Unknown => return Err(error.into()),
        Err(error) => println!("{}: {error}; asking what became of it", transfer.trade_no),
        Ok(order) => println!(
            "{}: {}",
            transfer.trade_no,
            order.status.text_en().unwrap_or("in a new state")
        ),
    }
    let patience = Patience {
        poll: Duration::from_secs(1),
        ..Patience::default()
    };
    match client.confirm_transfer(&transfer, patience, |_| {})? {
        TransferState::Done(order) => println!(
            "{}: {} {} sent",
            order.trade_no, order.volume, order.coin_code
        ),
        TransferState::Failed(order) => println!("{}: failed, nothing was sent", order.trade_no),
        TransferState::NotMade => {
            println!("{}: never arrived, nothing was sent", transfer.trade_no)
        }
        _ => println!("{}: still not known, ask again later", transfer.trade_no),
    }
    Ok(())
}

type Message = (Vec<(String, String)>, Vec<u8>);

/// Headers and the raw bytes of a POST: what the signature covers.
fn message(stream: &mut TcpStream) -> Result<Message, Failed> {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.by_ref().take(8 * 1024).read_line(&mut line)?;
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.ok_or("a callback has a length")?.1.parse()?;
    if length > LONGEST_BODY {
        return Err("the body is too long".into());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((headers, body))
}
