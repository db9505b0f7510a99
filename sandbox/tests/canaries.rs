//! Secrets: keys made up for this run, and payment codes, are looked for in everything a program can see, in every usual spelling.

use sandbox::{
    FaultPlan, Gateway, HttpRequest, Injector, Random, chaoying as chaoying_box,
    dragonex as dragonex_box,
};
use sandbox::{hicoin as hicoin_box, recharge_payout as recharge_box};
use std::fmt::{Debug, Display};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use transport::{
    CallEnd, CallStart, Clock, Delivery, ErrorKind, ManualClock, Method, Observer, Request,
    Response, TransportError,
};

const START: Duration = Duration::from_secs(1_700_000_000);
const BASE: &str = "https://gateway.test";
const CALLS: usize = 300;

/// All that was said.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn say(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }

    fn value(&self, value: &impl Debug) {
        self.say(format!("{value:?}"));
        self.say(format!("{value:#?}"));
    }

    fn result<T: Debug, E: Debug + Display>(&self, result: Result<T, E>) {
        match result {
            Ok(value) => self.value(&value),
            Err(error) => {
                self.value(&error);
                self.say(error.to_string());
            }
        }
    }

    /// Fails if a canary was heard in any spelling.
    fn search(&self, canaries: &[&str]) {
        let heard = self.0.lock().unwrap();
        assert!(heard.len() > 100, "too little was said to be searched");
        for canary in canaries {
            for spelling in spellings(canary) {
                let leak = heard.iter().find(|text| text.contains(&spelling));
                assert!(
                    leak.is_none(),
                    "{spelling} (of {canary}) was said in: {leak:?}"
                );
            }
        }
    }
}

impl Observer for Heard {
    fn started(&self, call: &CallStart<'_>) {
        self.value(call);
    }

    fn ended(&self, call: &CallEnd<'_>) {
        self.value(call);
    }
}

/// Plain, hex in both cases, base64, and every character percent-encoded.
fn spellings(canary: &str) -> Vec<String> {
    let bytes = canary.as_bytes();
    let hex = |upper: bool| {
        bytes
            .iter()
            .map(|b| {
                if upper {
                    format!("{b:02X}")
                } else {
                    format!("{b:02x}")
                }
            })
            .collect::<String>()
    };
    let percent = bytes.iter().map(|b| format!("%{b:02X}")).collect();
    let base64 = base64(bytes);
    vec![
        canary.to_owned(),
        hex(false),
        hex(true),
        base64.trim_end_matches('=').to_owned(),
        percent,
    ]
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32, at: u32| char::from(LETTERS[(bits >> at & 63) as usize]);
    let mut text = String::new();
    // Whole groups only: the last letters depend on what would follow.
    for group in bytes.chunks_exact(3) {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        text.extend([18, 12, 6, 0].map(|at| digit(bits, at)));
    }
    text
}

/// A secret nobody can have by accident, from the machine's own randomness.
fn canary() -> String {
    signing_core::nonce::alphanumeric(32)
}

/// A line on which half of all calls go wrong, and which listens.
fn line<G: Gateway + 'static>(
    gateway: G,
    clock: ManualClock,
    heard: Heard,
) -> impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync + 'static {
    let faults = [
        "drop-after-commit:0.05",
        "bit-flip:0.15",
        "truncate:0.05",
        "other-order:0.1",
        "bad-signature:0.05",
        "missing-signature:0.05",
        "status-500:0.03",
        "html-200:0.03",
        "redirect:0.03",
    ];
    let plan = FaultPlan::parse(faults).unwrap();
    let state = Mutex::new((gateway, Injector::new(plan, Random::new(1).next_u64())));
    move |request: &Request| {
        heard.value(request);
        heard.say(request.url.clone());
        let rest = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let http = HttpRequest {
            method: if request.method == Method::Get {
                "GET"
            } else {
                "POST"
            }
            .into(),
            path: format!("/{path}"),
            query: query.into(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        };
        let (gateway, injector) = &mut *state.lock().unwrap();
        let answer = match injector
            .exchange(gateway, START + clock.monotonic(), &http)
            .0
        {
            sandbox::Exchange::Answer { reply, .. } => Ok(reply),
            sandbox::Exchange::Cut {
                mut reply, bytes, ..
            } => {
                reply.body.truncate(bytes);
                Ok(reply)
            }
            _ => Err(TransportError::new(
                Delivery::Unknown,
                ErrorKind::Closed,
                format!("lost: {}", request.url),
            )),
        };
        let answer = answer.map(|reply| Response {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
            whole: true,
        });
        heard.value(&answer);
        answer
    }
}

#[test]
fn chaoying_says_no_key_and_no_payment_code() {
    let (key, code) = (
        canary(),
        format!(
            "13{:016}",
            Random::new(std::process::id().into()).below(10_u64.pow(16))
        ),
    );
    let (heard, clock) = (Heard::default(), ManualClock::new(START));
    let secret = chaoying::Secret::new(&key).unwrap();
    heard.value(&secret);
    let mut config = chaoying_box::Config::default();
    config.key = secret.clone();
    let gateway = chaoying_box::Chaoying::new(config.clone());
    let builder = chaoying::Client::builder(BASE, &config.agent_id, secret.clone())
        .clock(clock.clone())
        .observer(heard.clone())
        .transport(line(gateway, clock.clone(), heard.clone()));
    heard.value(&builder);
    let client = builder.build().unwrap();
    heard.value(&client);
    for index in 0..CALLS {
        let pay = chaoying::Pay {
            mch_id: config.mch_id.clone(),
            out_trade_no: format!("T{index:05}"),
            body: "tea".into(),
            total_fee: chaoying::Fen(if index % 9 == 0 { 0 } else { 100 }),
            auth_code: code.as_str().into(),
            ..chaoying::Pay::default()
        };
        heard.value(&pay);
        heard.result(client.call_for_answer(&pay));
        heard.result(client.call(&chaoying::OrderQuery {
            paytype: chaoying::PayType::Wechat,
            mch_id: config.mch_id.clone(),
            out_trade_no: Some(pay.out_trade_no.clone()),
            transaction_id: None,
        }));
        let face = chaoying::FacePay {
            mch_id: config.mch_id.clone(),
            openid: "o".into(),
            out_trade_no: format!("F{index:05}"),
            body: "tea".into(),
            total_fee: chaoying::Fen(100),
            face_code: code.as_str().into(),
            ..chaoying::FacePay::default()
        };
        heard.value(&face);
        heard.result(client.call(&face));
        heard.result(client.payment_notification(format!("a={index}&sign={key}").as_bytes()));
    }
    heard.result(
        chaoying::Client::builder(format!("https://u:{key}@gateway.test"), "1", secret.clone())
            .build(),
    );
    heard.result(
        chaoying::Client::builder(format!("https://gateway.test/?k={key}"), "1", secret).build(),
    );
    heard.result(chaoying::Secret::new(format!("{key}\n")));
    heard.search(&[&key, &code]);
}

#[test]
fn hicoin_says_no_key_and_no_token() {
    let (key, payment_key, token) = (canary(), canary(), canary());
    let (heard, clock) = (Heard::default(), ManualClock::new(START));
    let mut config = hicoin_box::Config::default();
    config.secret_key = signing_core::Secret::new(&key).unwrap();
    config.mch_key = signing_core::Secret::new(&payment_key).unwrap();
    config.standing_token = signing_core::Secret::new(&token).unwrap();
    let gateway = hicoin_box::HiCoin::new(config.clone());
    let builder = hicoin::Client::builder(&config.app_id, hicoin::AppKey::new(&key).unwrap())
        .payment_key(hicoin::PaymentKey::new(&payment_key).unwrap())
        .payout_base_url(format!("{BASE}/api"))
        .oauth_base_url(format!("{BASE}/api"))
        .clock(clock.clone())
        .observer(heard.clone())
        .transport(line(gateway, clock.clone(), heard.clone()));
    heard.value(&builder);
    let client = builder.build().unwrap();
    heard.value(&client);
    for index in 0..CALLS {
        let transfer = hicoin::Transfer {
            access_token: (index % 2 == 0).then(|| token.as_str().into()),
            openid: config.openid.clone(),
            body: "b".into(),
            subject: "s".into(),
            out_trade_no: format!("T{index:05}"),
            total_amount: hicoin::Amount::from_units(100).unwrap(),
            settle_currency: "USDT".into(),
        };
        heard.value(&transfer);
        heard.result(client.call_for_answer(&transfer));
        let query = hicoin::TransferQuery {
            access_token: transfer.access_token,
            out_trade_no: transfer.out_trade_no,
        };
        heard.value(&query);
        heard.result(client.call(&query));
        heard.result(client.call(&hicoin::OrderQuery {
            access_token: None,
            out_trade_no: format!("T{index:05}"),
        }));
        heard.result(client.payment_notification(None, format!("a={index}&sign={key}").as_bytes()));
    }
    heard.result(hicoin::AppKey::new(format!("{key}\n")));
    heard.search(&[&key, &payment_key, &token]);
}

#[test]
fn recharge_payout_says_no_secret_and_no_account() {
    let (key, account) = (canary(), canary());
    let (heard, clock) = (Heard::default(), ManualClock::new(START));
    let mut config = recharge_box::Config::default();
    config.secret = recharge_payout::Secret::new(&key).unwrap();
    let gateway = recharge_box::RechargePayout::new(config.clone());
    let builder = recharge_payout::Client::builder(BASE, &config.app_key, config.secret)
        .clock(clock.clone())
        .observer(heard.clone())
        .transport(line(gateway, clock.clone(), heard.clone()));
    heard.value(&builder);
    let client = builder.build().unwrap();
    heard.value(&client);
    for index in 0..CALLS {
        let payout = recharge_payout::CreatePayout {
            amount: recharge_payout::WholeYuan(5),
            bank_name: "ICBC".into(),
            account_name: account.as_str().into(),
            account_number: account.as_str().into(),
            mrn: format!("P{index}"),
            callback_url: "https://merchant.test/".into(),
        };
        heard.value(&payout);
        heard.result(client.call_for_answer(&payout));
        heard.result(client.call(&recharge_payout::QueryPayout {
            mrn: payout.mrn,
            callback: None,
        }));
        heard.result(client.payout_notification(format!("a={index}&sign={key}").as_bytes()));
    }
    heard.search(&[&key, &account]);
}

#[test]
fn dragonex_says_no_key() {
    let (key, check_key, state) = (canary(), canary(), canary());
    let (heard, clock) = (Heard::default(), ManualClock::new(START));
    let mut config = dragonex_box::Config::default();
    config.secret_key = dragonex::Secret::new(&key).unwrap();
    config.check_key = dragonex::Secret::new(&check_key).unwrap();
    let gateway = dragonex_box::DragonEx::new(config.clone());
    let builder = dragonex::Client::builder(
        BASE,
        &config.app_id,
        &config.access_key,
        config.secret_key,
        config.check_key,
    )
    .clock(clock.clone())
    .observer(heard.clone())
    .transport(line(gateway, clock.clone(), heard.clone()));
    heard.value(&builder);
    let client = builder.build().unwrap();
    heard.value(&client);
    for index in 0..CALLS {
        let transfer = dragonex::Transfer {
            trade_no: format!("T{index}"),
            open_id: None,
            uid: Some(1_000_000),
            coin_code: "usdt".into(),
            volume: "1".parse().unwrap(),
            scene: "s".into(),
            desc: "d".into(),
            device: "web_0001".into(),
        };
        heard.result(client.call_for_answer(&transfer));
        heard.result(client.call(&dragonex::OrderQuery {
            trade_no: transfer.trade_no,
        }));
        let request = dragonex::RequestPayment {
            trade_no: format!("R{index}"),
            coin_code: "usdt".into(),
            volume: "1".parse().unwrap(),
            scene: "s".into(),
            desc: "d".into(),
            device: "web_0001".into(),
            state: state[..16].into(),
            redirect_url: "https://merchant.test/".into(),
            domain: "dragonex.io".into(),
            specify_dragonex_uid: None,
        };
        heard.value(&request);
        heard.result(client.call(&request));
        let headers = [
            ("dragonex-sign", check_key.as_str()),
            ("dragonex-ts", "1700000000"),
        ];
        heard.result(client.payment_callback(&headers, b"{}"));
    }
    heard.search(&[&key, &check_key, &state[..16]]);
}

/// The whole program: it drives every crate through every operation against gateways with known keys.
#[test]
fn the_tour_prints_no_key() {
    let output = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .arg("tour")
        .env("RUST_LOG", "trace")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.len() > 1_000, "{text}");
    let keys = [
        chaoying_box::Config::DEFAULT_KEY,
        hicoin_box::Config::DEFAULT_SECRET_KEY,
        hicoin_box::Config::DEFAULT_MCH_KEY,
        recharge_box::Config::DEFAULT_SECRET,
        dragonex_box::Config::DEFAULT_SECRET_KEY,
        dragonex_box::Config::DEFAULT_CHECK_KEY,
    ];
    for key in keys {
        for spelling in spellings(key) {
            assert!(!text.contains(&spelling), "{spelling} was printed");
        }
    }
}
