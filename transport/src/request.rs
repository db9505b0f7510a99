//! The request, as plain data.

use std::{fmt, time::Duration};

use crate::url::public_url;

/// Time for a whole call unless the request says otherwise: 30 seconds.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// HTTP method. The gateways use no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET, always without a body.
    Get,
    /// POST.
    Post,
}

impl Method {
    /// The method as it stands in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One HTTP request.
///
/// `Debug` shows the URL without its query and user part, the names of the headers and the
/// length of the body: the rest carries signatures and payment codes.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Absolute URL, query included.
    pub url: String,
    /// Header names and values. Host, lengths, encodings and the connection belong to the
    /// transport; a request that names them is not sent.
    pub headers: Vec<(String, String)>,
    /// The body as it goes over the wire. Empty on GET.
    pub body: Vec<u8>,
    /// Time for the whole call, from name lookup to the last byte of the answer.
    pub timeout: Duration,
    /// Whether the call may move money. Such a call never uses an idle connection: one that the
    /// server is just closing would turn a call that never arrived into an unknown one.
    pub moves_money: bool,
}

impl Request {
    /// A GET that moves no money, with the default timeout.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: DEFAULT_TIMEOUT,
            moves_money: false,
        }
    }

    /// A POST, with the default timeout. It is taken to move money until the caller sets
    /// [`moves_money`](Self::moves_money) to false.
    pub fn post(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: Method::Post,
            body: body.into(),
            moves_money: true,
            ..Self::get(url)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &public_url(&self.url))
            .field("headers", &names)
            .field("body_len", &self.body.len())
            .field("timeout", &self.timeout)
            .field("moves_money", &self.moves_money)
            .finish()
    }
}
