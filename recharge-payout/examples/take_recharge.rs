//! A shop takes a recharge, hears of the payment by callback, and pays out.
//!
//! Start the gateway first: `cargo run --release -p sandbox -- serve --provider recharge_payout`, and give this example what it prints:
//!
//! ```sh
//! PAYSDK_BASE_URL=http://127.0.0.1:… cargo run -p recharge-payout --example take_recharge
//! ```
//!
//! `PAYSDK_APP_KEY` and `PAYSDK_SECRET` default to the sandbox's. `PAYSDK_MRN_ENDING=-SHORT` lets the sandbox's customer pay too little,
//! an empty one waits for you to pay in a browser.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use recharge_payout::{
    Ack, Channel, Client, CreatePayout, CreateRecharge, Outcome, Patience, Secret, Unexpected,
    WholeYuan, Yuan,
};

type Failed = Box<dyn Error>;

/// A callback's body is a line of a few hundred bytes.
const LONGEST_BODY: usize = 16 * 1024;

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn main() -> Result<(), Failed> {
    let base_url = env::var("PAYSDK_BASE_URL")
        .map_err(|_| "set PAYSDK_BASE_URL to what `sandbox serve` prints")?;
    let secret = Secret::new(setting("PAYSDK_SECRET", "sandboxrechargepayoutsecret00001"))?;
    let client = Client::builder(
        base_url,
        setting("PAYSDK_APP_KEY", "sandbox-merchant"),
        secret,
    )
    .allow_http(true)
    .build()?;
    let shop = TcpListener::bind("127.0.0.1:0")?;
    let callback_url = format!("http://{}/callback", shop.local_addr()?);
    let sale = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();

    let mrn = format!("R{sale}{}", setting("PAYSDK_MRN_ENDING", "-PAYS"));
    recharge(&client, &shop, mrn, &callback_url)?;
    payout(&client, &shop, format!("P{sale}"), callback_url)
}

fn recharge(
    client: &Client,
    shop: &TcpListener,
    mrn: String,
    callback_url: &str,
) -> Result<(), Failed> {
    let order: Yuan = "100.50".parse()?;
    let created = client.call(&CreateRecharge {
        amount: order.clone(),
        channel_id: Channel::Alipay,
        mrn: mrn.clone(),
        callback_url: callback_url.to_owned(),
        return_url: "https://shop.example/thanks".into(),
        payer: None,
    })?;
    println!("the customer pays at {}", created.pay_url);
    next_callback(shop, |body| {
        let told = client.recharge_notification(body)?;
        match told.expect(&mrn, &order) {
            Ok(ack) => {
                println!(
                    "{mrn}: paid in full, {} yuan by {}",
                    told.amount,
                    told.channel.text_en().unwrap_or("?")
                );
                Ok(ack)
            }
            Err(Unexpected::PaidAmount { ordered, paid }) => {
                println!("{mrn}: {paid} yuan were paid instead of {ordered}, credit those");
                Ok(Ack::Success)
            }
            Err(other) => Err(other.into()),
        }
    })
}

fn payout(
    client: &Client,
    shop: &TcpListener,
    mrn: String,
    callback_url: String,
) -> Result<(), Failed> {
    let payout = CreatePayout {
        amount: WholeYuan(50),
        bank_name: "招商银行".into(),
        account_name: "李四".into(),
        account_number: "6225880137706868".into(),
        mrn: mrn.clone(),
        callback_url,
    };
    match client.call(&payout) {
        Ok(_) => println!("{mrn}: accepted"),
        Err(error) if error.outcome() == Outcome::Unknown => {
            println!("{mrn}: {error}; asking what became of it");
            println!(
                "{:?}",
                client.confirm_payout(&mrn, Patience::default(), |_| {})?
            );
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    }
    next_callback(shop, |body| {
        let ack = client
            .payout_notification(body)?
            .expect(&mrn, payout.amount)?;
        println!("{mrn}: paid out");
        Ok(ack)
    })
}

/// Waits for a callback that the handler acknowledges. Any other is answered with `fail`, so that the platform tells it again.
fn next_callback(
    shop: &TcpListener,
    handle: impl Fn(&[u8]) -> Result<Ack, Failed>,
) -> Result<(), Failed> {
    loop {
        let (mut stream, _) = shop.accept()?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let handled = body_of(&mut stream).and_then(|body| handle(&body));
        let ack = handled.as_ref().copied().unwrap_or(Ack::Fail);
        let text = ack.text();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        )?;
        match handled {
            Ok(_) => return Ok(()),
            Err(error) => println!("not handled: {error}"),
        }
    }
}

/// The raw bytes of a POST: what the signature covers.
fn body_of(stream: &mut TcpStream) -> Result<Vec<u8>, Failed> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.by_ref().take(8 * 1024).read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                break;
            }
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
    }
    if length > LONGEST_BODY {
        return Err("the body is too long".into());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}
