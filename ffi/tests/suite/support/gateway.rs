//! The sandbox's Chaoying gateway behind a line that loses answers, and what a till must say after a day at it.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use sandbox::chaoying::{Chaoying, Config};
use sandbox::{Gateway as _, Options, Server};

use super::tools;

/// A payment whose order number has this in it is carried out, but its answer does not arrive.
pub(crate) const LOST: &str = "LOST";

/// A running gateway for tills of any language. See [`Gateway::till`].
pub(crate) struct Gateway {
    server: Server<Chaoying>,
    line: Line,
}

impl Gateway {
    /// Starts one on free loopback ports.
    pub(crate) fn start() -> Gateway {
        let server = Server::start(Chaoying::new(Config::default()), Options::default())
            .expect("the sandbox starts");
        let address = server.base_url().trim_start_matches("http://").parse();
        let line = Line::to(address.expect("the sandbox listens on an address"));
        Gateway { server, line }
    }

    /// Where a till reaches it.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.line.address)
    }

    /// The gateway itself, for its ledger, its log and its customers.
    pub(crate) fn server(&self) -> &Server<Chaoying> {
        &self.server
    }

    /// Runs the till of the examples in any language: `command` starts it, `orders` begins its order numbers (up to 14 letters and digits).
    ///
    /// The environment tells it where the gateway is, who it is, and where a notification lies that the gateway signed. It must
    /// print what [`expected`] says, and the gateway must have been asked to move money exactly four times.
    pub(crate) fn till(&self, command: &mut Command, orders: &str, scratch: &Path) {
        let before = self.server.money_requests();
        let notification = self.notification(orders, scratch);
        command
            .env("PAYSDK_BASE_URL", self.base_url())
            .env("PAYSDK_AGENT_ID", Config::default().agent_id)
            .env("PAYSDK_AGENT_KEY", Config::DEFAULT_KEY)
            .env("PAYSDK_MCH_ID", Config::default().mch_id)
            .env("PAYSDK_ORDERS", orders)
            .env("PAYSDK_NOTIFICATION", notification);
        let output = tools::run(command);
        assert_eq!(
            output,
            expected(orders),
            "what the till of {command:?} says"
        );
        let moved = self.server.money_requests() - before;
        assert_eq!(
            moved, 4,
            "three payments and a refund, none of them repeated"
        );
    }

    /// Starts two tills at once that number their orders themselves: each must do as alone, so no number may be the other's.
    pub(crate) fn two_tills(&self, tills: [Command; 2]) {
        let started = tills.map(|mut till| {
            till.env_remove("PAYSDK_ORDERS")
                .env_remove("PAYSDK_NOTIFICATION")
                .env("PAYSDK_BASE_URL", self.base_url())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the till starts")
        });
        let [one, other] = started.map(|till| {
            let output = till.wait_with_output().expect("the till ends");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{output:?}");
            let paid = said.strip_prefix("paid ");
            let orders = paid.and_then(|rest| rest.split_once("_1: ")).map(|it| it.0);
            let orders = orders.expect("it says what it paid").to_owned();
            assert_eq!(said, expected(&orders));
            let sign = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(orders.len() <= 24 && orders.chars().all(sign), "{orders}");
            orders
        });
        assert_ne!(one, other);
    }

    /// Runs a program that is to pay 101 fen under the number T0001, once, and to print the gateway's number for it.
    pub(crate) fn first_program(&self, command: &mut Command) {
        let said = tools::run(command);
        let number = said.trim();
        assert!(
            number.len() > 8 && number.chars().all(|c| c.is_ascii_alphanumeric()),
            "{said}"
        );
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        assert_eq!(ledger.entries["T0001"].paid, 101);
        assert_eq!(self.server.money_requests(), 1);
    }

    /// A file with a notification of the till's first payment, signed by the gateway.
    fn notification(&self, orders: &str, scratch: &Path) -> PathBuf {
        let order = format!("{orders}_1");
        let body = self.server.with_gateway(|gateway, _| {
            let mch_id = gateway.config().mch_id.clone();
            gateway.signed_form(&[
                ("state", "SUCCESS"),
                ("result_code", "SUCCESS"),
                ("pay_result", "0"),
                ("mch_id", &mch_id),
                ("out_trade_no", &order),
                ("total_fee", "101"),
                ("transaction_id", "7551"),
                ("out_transaction_id", "4200"),
                ("time_end", "20240229120000"),
                ("trade_type", "pay.weixin.native"),
                ("nonce_str", "茶 & tea"),
            ])
        });
        let file = scratch.join(format!("{orders}.notification"));
        fs::write(&file, body).expect("the notification can be written");
        file
    }
}

/// What a till prints, whatever its language.
pub(crate) fn expected(orders: &str) -> String {
    format!(
        "paid {orders}_1: 101 fen\n\
         lost {orders}_LOST2: UNKNOWN, then SUCCESS\n\
         settled {orders}_LOST3: paid\n\
         refunded {orders}_1-R: 1 fen\n\
         believed {orders}_1: 101 fen\n\
         other amount: MISMATCH\n\
         forged: SIGNATURE\n"
    )
}

/// A line to a gateway: one request a connection, and some answers are lost on it.
struct Line {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Line {
    fn to(gateway: SocketAddr) -> Line {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = socket.local_addr().expect("it has an address");
        let closed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&closed);
        let calls = Arc::new(Mutex::new(Vec::new()));
        let listener = thread::spawn(move || {
            for caller in socket.incoming() {
                if seen.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(caller) = caller else { continue };
                let call = thread::spawn(move || drop(carry(caller, gateway)));
                calls
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(call);
            }
            for call in calls
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .drain(..)
            {
                let _ = call.join();
            }
        });
        Line {
            address,
            closed,
            listener: Some(listener),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

/// Carries one request there, and its answer back unless it is to be lost.
fn carry(mut caller: TcpStream, gateway: SocketAddr) -> std::io::Result<()> {
    let request = message(&mut caller)?;
    let text = String::from_utf8_lossy(&request);
    let lost = text.contains("method=pay") && text.contains(LOST);
    let mut line = TcpStream::connect(gateway)?;
    line.write_all(&request)?;
    let answer = message(&mut line)?;
    if !lost {
        caller.write_all(&answer)?;
    }
    Ok(())
}

/// Head and body of one message, whose length its Content-Length tells; the connection is said to end with it.
fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        bytes.extend_from_slice(&buffer[..count]);
        let head = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .and_then(|length| length.trim().parse::<usize>().ok());
            if bytes.len() >= head + 4 + length.unwrap_or(0) {
                let rest = bytes.split_off(head);
                bytes.extend_from_slice(b"\r\nConnection: close");
                bytes.extend_from_slice(&rest);
                return Ok(bytes);
            }
        }
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
