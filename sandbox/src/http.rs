//! A request and an answer as plain data: what a gateway sees of HTTP.

use std::fmt;

/// An HTTP request as it reached the gateway.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Upper case, such as `POST`.
    pub method: String,
    /// The path, percent-encoded as it came, without the query.
    pub path: String,
    /// What followed the `?`, or empty.
    pub query: String,
    /// Header names in any case, in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, undecoded.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// A form POST, as most providers want it.
    pub fn form(path: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST".into(),
            path: path.into(),
            query: String::new(),
            headers: vec![(
                "Content-Type".into(),
                "application/x-www-form-urlencoded; charset=utf-8".into(),
            )],
            body: body.into(),
        }
    }

    /// A GET without headers, as a test or a browser sends it.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET".into(),
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// Shows method, path, header names and the body's length: bodies carry payment codes.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An HTTP answer as the gateway gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// The status, such as 200.
    pub status: u16,
    /// Without `Content-Length`, which the server adds.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// An answer with a body of the given content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".into(), content_type.into())],
            body: body.into(),
        }
    }

    /// A 200 with JSON.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "application/json; charset=utf-8", body)
    }

    /// Plain text.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text)
    }

    /// A 405, with the methods that the address has, such as `GET, POST`.
    pub(crate) fn not_allowed(methods: &str) -> Self {
        let mut reply = Self::text(405, "method not allowed\n");
        reply.headers.push(("Allow".into(), methods.into()));
        reply
    }

    /// A page for a browser.
    pub fn html(status: u16, page: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// The first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
