//! A gateway on this machine that keeps connections open and gives every order query the same signed answer.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use benches::{KEY, input};
use chaoying::{Client, OrderQuery, PayType};
use signing_core::{Field, Secret, SortedMd5, form};
use transport::{Request, Response, Transport, TransportError, UreqTransport};

const MCH_ID: &str = "1900000109";
const OUT_TRADE_NO: &str = "20260314091500012345";
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

fn key() -> Secret {
    Secret::new(KEY).expect("the key is one")
}

/// Starts it; answers its base URL. It lives as long as the program.
pub(crate) fn start() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || serve(connection));
        }
    });
    Ok(url)
}

fn serve(connection: TcpStream) -> Result<()> {
    connection.set_nodelay(true)?;
    let answer = answer();
    let mut writer = connection.try_clone()?;
    let mut reader = BufReader::new(connection);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        writer.write_all(answer.as_bytes())?;
    }
}

fn answer() -> String {
    let fields: &[Field<'_>] = &[
        ("state", "SUCCESS"),
        ("code", "10000"),
        ("trade_state", "SUCCESS"),
        ("mch_id", MCH_ID),
        ("out_trade_no", OUT_TRADE_NO),
        ("transaction_id", "7551000001201403147049"),
        ("out_transaction_id", "4200000119202603147049"),
        ("total_fee", "12800"),
        ("time_end", "20260314091511"),
        ("nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
    ];
    let body = input::json(fields, &SortedMd5::new(key()).sign(fields));
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A client of that gateway.
pub(crate) fn client(base_url: &str) -> Client {
    Client::builder(base_url, "100201", key())
        .version("2.3.2")
        .allow_http(true)
        .build()
        .expect("the settings are right")
}

/// What is asked: a call that moves no money, so that it may go over the connection that is kept open.
pub(crate) fn query() -> OrderQuery {
    OrderQuery {
        paytype: PayType::Wechat,
        mch_id: MCH_ID.into(),
        out_trade_no: Some(OUT_TRADE_NO.into()),
        transaction_id: None,
    }
}

/// A post of the query by hand: signed and encoded anew each time, over the transport alone.
pub(crate) struct Post {
    signer: SortedMd5,
    transport: UreqTransport,
    url: String,
}

impl Post {
    pub(crate) fn new(base_url: &str) -> Self {
        let transport = UreqTransport::builder().allow_http(true).build();
        Self {
            signer: SortedMd5::new(key()),
            transport: transport.expect("the settings are right"),
            url: format!("{base_url}/UnifiedPay/Gateway"),
        }
    }

    /// The body that the query sends.
    pub(crate) fn body(&self) -> String {
        let fields: &[Field<'_>] = &[
            ("method", "orderquery"),
            ("agent_id", "100201"),
            ("version", "2.3.2"),
            ("paytype", "WECHAT"),
            ("mch_id", MCH_ID),
            ("out_trade_no", OUT_TRADE_NO),
        ];
        let sign = self.signer.sign(fields);
        form::encode(fields.iter().copied().chain([("sign", &*sign)]))
    }

    pub(crate) fn send(&self) -> std::result::Result<Response, TransportError> {
        let mut request =
            Request::post(self.url.as_str(), self.body()).header("Content-Type", CONTENT_TYPE);
        request.moves_money = false;
        request.timeout = Duration::from_secs(10);
        self.transport.send(&request)
    }
}
