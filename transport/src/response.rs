//! The answer, as plain data.

use std::fmt;

/// One HTTP answer, whatever its status.
///
/// `Debug` shows the status, the names of the headers and the length of the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code, 100 to 999. Redirects are not followed: a 302 is an answer like any other.
    pub status: u16,
    /// Header names and values in the order they came; a name may occur more than once.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// Whether the answer is proven complete, by its Content-Length or by its final chunk.
    /// An answer that ends where the connection ends may be cut short and is never whole.
    pub whole: bool,
}

impl Response {
    /// The first header of this name; the case of the name does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &names)
            .field("body_len", &self.body.len())
            .field("whole", &self.whole)
            .finish()
    }
}
