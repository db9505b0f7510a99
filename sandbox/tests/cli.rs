//! The command line: what it prints, and how it refuses.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use transport::{Request, Transport, UreqTransport};

fn sandbox(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbox"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = sandbox(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn bad_arguments_get_claps_errors() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["servee"], "unrecognized subcommand"),
        (&["serve", "--port", "65536"], "65536 is not in 0..=65535"),
        (&["serve", "--port", "x"], "invalid digit"),
        (
            &["serve", "--provider", "acme"],
            "possible values: chaoying",
        ),
        (
            &["serve", "--fault", "drop-after-comit:0.2"],
            "drop-after-commit",
        ),
        (&["serve", "--fault", "delay:2"], "from 0 to 1"),
        (&["serve", "--fault", "delay:"], "name:rate"),
        (
            &[
                "serve",
                "--fault",
                "delay:0.7",
                "--fault",
                "drop-after-commit:0.7",
            ],
            "add up to more than 1",
        ),
        (
            &["serve", "--fault", "delay:0.1", "--fault", "delay:0.2"],
            "delay is given twice",
        ),
        (&["serve", "--port", "65533"], "the first is at most 65532"),
        (&["simulate", "--payments", "0"], "0 is not in 1.."),
        (
            &["simulate", "--payments", "10", "--only", "10"],
            "--only 10 is not in 0..=9",
        ),
        (
            &["simulate", "--payments", "10", "--only", "10"],
            "Usage: sandbox simulate",
        ),
        (&["serve", "--port", "65533"], "Usage: sandbox serve"),
        (
            &["simulate", "--payments", "18446744073709551614"],
            "18446744073709551614 is not in 1..=1000000000",
        ),
        (&["serve", "--time-scale", "0"], "0 is not in 1..=1000000"),
        (&["serve", "--seed", "-1"], "unexpected argument"),
        (&["tour", "--provider", "acme"], "possible values: chaoying"),
        (&["tour", "--loud"], "unexpected argument"),
    ];
    for (arguments, expected) in cases {
        let (code, out, error) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {out}{error}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert_eq!(out, "", "{arguments:?}");
    }
}

#[test]
fn a_provider_is_known_by_its_name_by_its_crate_s_and_as_one_of_all() {
    for (name, reports) in [("recharge_payout", 1), ("recharge-payout", 1), ("all", 4)] {
        let (code, out, errors) = run(&["simulate", "--provider", name, "--payments", "256"]);
        assert_eq!(code, Some(0), "{name}: {errors}");
        assert_eq!(
            out.matches(": 256 payments, seed ").count(),
            reports,
            "{name}: {out}"
        );
    }
}

#[test]
fn help_tells_how_many_payments_a_simulation_can_have() {
    let (code, out, _) = run(&["simulate", "--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("1 to 1000000000"), "{out}");
}

#[test]
fn help_lists_every_fault() {
    let (code, out, _) = run(&["serve", "--help"]);
    assert_eq!(code, Some(0));
    for fault in sandbox::Fault::ALL {
        assert!(out.contains(&format!("  {} ", fault.name())), "{fault}");
    }
}

#[test]
fn a_taken_port_is_an_error_of_its_own() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, _, error) = run(&["serve", "--port", &port]);
    assert_eq!(code, Some(1), "{error}");
    assert!(
        error.contains(&port) && error.contains("chaoying"),
        "{error}"
    );
}

#[test]
fn the_tour_is_as_it_must_be_one_line_a_step() {
    let (code, out, error) = run(&["tour", "--quiet", "--provider", "chaoying"]);
    assert_eq!(code, Some(0), "{out}{error}");
    let steps = out
        .lines()
        .filter(|line| line.starts_with("ok   chaoying: "))
        .count();
    assert_eq!(steps, 10, "{out}");
    assert_eq!(out.lines().count(), steps + 2, "{out}");
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Serves a provider with these further arguments; the base URL, and the lines from there on.
fn serving(provider: &str, further: &[&str]) -> (Serving, String, Lines<BufReader<ChildStdout>>) {
    let mut child = sandbox(&[&["serve", "--provider", provider], further].concat())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let serving = Serving(child);
    let mut lines = out.lines();
    let base_url = lines
        .find_map(|line| {
            line.unwrap()
                .strip_prefix("base URL    ")
                .map(str::to_owned)
        })
        .unwrap();
    (serving, base_url, lines)
}

fn client() -> UreqTransport {
    UreqTransport::builder().allow_http(true).build().unwrap()
}

#[test]
fn a_reader_who_stops_reading_holds_up_no_gateway() {
    let (_serving, base_url, mut lines) = serving("chaoying", &[]);
    let client = client();
    // More than a pipe and the queue behind it take.
    let requests = 3_000;
    let path = "x".repeat(300);
    for nth in 0..requests {
        let page = format!("{base_url}/sandbox/{path}{nth}");
        let response = client.send(&Request::get(&page));
        assert_eq!(response.unwrap().status, 404, "request {nth}");
    }
    let mut printed = 0;
    let dropped = loop {
        let line = lines.next().unwrap().unwrap();
        printed += usize::from(line.contains(&path));
        if let Some((count, _)) = line.split_once(" lines were dropped") {
            break count.trim_start_matches('(').parse::<usize>().unwrap();
        }
    };
    assert!(printed > 1_024 && dropped > 0, "{printed} {dropped}");
    assert_eq!(printed + dropped, requests);
}

#[test]
fn a_closed_pipe_stops_nobody() {
    let (_serving, base_url, lines) = serving("chaoying", &[]);
    drop(lines);
    let page = format!("{base_url}/sandbox");
    for _ in 0..10 {
        assert_eq!(client().send(&Request::get(&page)).unwrap().status, 200);
    }
}

#[test]
fn faults_are_shown_as_they_were_given_and_notifications_by_the_line() {
    let (_serving, base_url, mut lines) = serving(
        "chaoying",
        &["--fault", "notify-lost:1", "--fault", "delay:0.000001"],
    );
    let merchant = sandbox::Merchant::start(|_| sandbox::HttpReply::text(200, "success")).unwrap();
    let gateway = sandbox::chaoying::Chaoying::new(sandbox::chaoying::Config::default());
    let body = gateway.signed_form(&[
        ("mch_id", "00000001"),
        ("body", "tea"),
        ("out_trade_no", "T0001"),
        ("total_fee", "100"),
        ("trade_type", "NATIVE"),
        ("product_id", "p"),
        ("notify_url", &format!("{}/notify", merchant.url())),
    ]);
    let form = |path: &str, body: &str| {
        Request::post(format!("{base_url}{path}"), body)
            .header("Content-Type", "application/x-www-form-urlencoded")
    };
    let client = client();
    client.send(&form("/Open/WECHAT_PreOrder", &body)).unwrap();
    client.send(&form("/sandbox/pay/1", "action=pay")).unwrap();
    let mut line = |text: &str| {
        lines
            .find_map(|line| Some(line.unwrap()).filter(|line| line.contains(text)))
            .unwrap()
    };
    assert!(line("fault  ").contains("notify-lost, rate 1: "));
    assert!(line("fault  ").contains("delay, rate 0.000001: "));
    let told = line("NOTIFY");
    let expected = format!(
        "chaoying NOTIFY payment T0001 {}/notify lost on its way, told again 20",
        merchant.url()
    );
    assert!(
        told.contains(&expected) && told.ends_with("  (notify-lost)"),
        "{told}"
    );
}

#[test]
fn the_printed_curl_line_takes_a_payment() {
    let mut child = sandbox(&["serve", "--provider", "chaoying"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let _serving = Serving(child);
    let mut lines = out.lines().map(Result::unwrap);
    let curl = lines
        .find_map(|line| line.strip_prefix("try         ").map(str::to_owned))
        .unwrap();
    let (url, body) = curl
        .strip_prefix("curl -sS ")
        .unwrap()
        .split_once(" -d '")
        .unwrap();
    let mut request =
        transport::Request::post(url, body.trim_end_matches('\'').as_bytes().to_vec());
    let content = "application/x-www-form-urlencoded";
    request
        .headers
        .push(("Content-Type".into(), content.into()));
    let client = transport::UreqTransport::builder()
        .allow_http(true)
        .build()
        .unwrap();
    let response = transport::Transport::send(&client, &request).unwrap();
    let answer = String::from_utf8(response.body).unwrap();
    assert!(answer.contains(r#""trade_state":"SUCCESS""#), "{answer}");
    let logged = lines
        .find(|line| line.contains("chaoying POST pay T0001"))
        .unwrap();
    assert!(logged.ends_with(" 200"), "{logged}");
}

#[test]
fn a_curl_line_that_is_good_for_a_while_only_says_so() {
    for (provider, note) in [
        (
            "dragonex",
            "            (it is dated, so that it is good for 300 s from now",
        ),
        ("hicoin", ""),
    ] {
        let (_serving, _, lines) = serving(provider, &[]);
        let mut lines = lines.map(Result::unwrap);
        lines.find(|line| line.starts_with("try         curl "));
        let next = lines.next().unwrap();
        assert!(next.starts_with(note), "{provider}: {next}");
        assert_eq!(next.is_empty(), note.is_empty(), "{provider}: {next}");
    }
}

#[test]
fn the_line_of_a_request_shows_its_order_however_the_request_is_written() {
    let (_serving, base_url, mut lines) = serving("recharge_payout", &[]);
    let mut request = Request::post(
        format!("{base_url}/api/Payouts/Create"),
        r#"{"amount": 5, "mrn": "payout-\u0031"}"#.as_bytes(),
    );
    let content = ("Content-Type".into(), "application/json".into());
    request.headers.push(content);
    client().send(&request).unwrap();
    let line = lines
        .find_map(|line| Some(line.unwrap()).filter(|line| line.contains("POST create_payout")));
    let line = line.unwrap();
    assert!(line.ends_with(" create_payout payout-1 200"), "{line}");
}
