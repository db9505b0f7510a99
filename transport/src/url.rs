//! URLs: the base a client is given, and what of a URL may be shown.

use std::{borrow::Cow, fmt};

/// The part of a URL that may be shown or logged: no query, no fragment, no user part.
///
/// ```
/// let url = "https://user:pass@gateway.example/pay?sign=0f";
/// assert_eq!(transport::public_url(url), "https://gateway.example/pay");
/// ```
pub fn public_url(url: &str) -> Cow<'_, str> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let shown = &url[..end];
    let Some(scheme_end) = shown.find("://").map(|at| at + 3) else {
        return Cow::Borrowed(shown);
    };
    // Everything up to the last @ of the authority is the user part. A backslash or a query
    // character in a password would end the authority early; then more is cut, not less.
    let authority_end = shown[scheme_end..]
        .find('/')
        .map_or(shown.len(), |at| scheme_end + at);
    match shown[scheme_end..authority_end].rfind('@') {
        Some(at) => Cow::Owned(format!(
            "{}{}",
            &shown[..scheme_end],
            &shown[scheme_end + at + 1..]
        )),
        None => Cow::Borrowed(shown),
    }
}

/// A text with every URL in it, and every part of one, reduced to what may be shown.
pub(crate) fn redact(text: &str) -> String {
    text.split(' ')
        .map(|word| {
            if word.contains("://") {
                public_url(word)
            } else {
                Cow::Borrowed(public_part(word))
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same for a path or an authority that stands alone: `/pay` of `/pay?key=1`, `host` of `user:word@host`.
fn public_part(word: &str) -> &str {
    let path = match word.split_once('?') {
        Some((path, query)) if !query.is_empty() => path,
        _ => word,
    };
    match path.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => host,
        _ => path,
    }
}

/// Why a base URL was refused. The texts never repeat the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// It does not begin with `https://` (or `http://`).
    #[error("base URL must begin with https://")]
    Scheme,
    /// Plain HTTP without leave.
    #[error("base URL must begin with https://; plain http was not allowed")]
    PlainHttp,
    /// It carries a user name or password.
    #[error("base URL must not carry a user name or password")]
    UserInfo,
    /// It carries a query.
    #[error("base URL must not carry a query")]
    Query,
    /// It carries a fragment.
    #[error("base URL must not carry a fragment")]
    Fragment,
    /// There is no host, or not a valid one.
    #[error(
        "base URL must name a host (letters, digits, '-', '.', or an IPv6 address in brackets)"
    )]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("base URL has a port that is not a number from 1 to 65535")]
    Port,
    /// A control character, a space, a character outside ASCII, or a bad percent escape.
    #[error("base URL has a character that is not allowed in a URL")]
    Character,
}

/// The address of a gateway: scheme, host, perhaps a port, perhaps a path.
///
/// ```
/// use transport::BaseUrl;
///
/// let base = BaseUrl::parse("https://Gateway.example/api/", false)?;
/// assert_eq!(base.join("/pay"), "https://gateway.example/api/pay");
/// assert_eq!(base.origin(), "https://gateway.example");
/// # Ok::<(), transport::InvalidUrl>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// Scheme and authority in lower case, then the path without a slash at its end.
    text: String,
    origin_len: usize,
}

impl BaseUrl {
    /// Reads a base URL. Plain `http` is refused unless `allow_http`, which is meant for a
    /// gateway on the same machine or in a test.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, InvalidUrl> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidUrl::Character);
        }
        let (scheme, rest) = text.split_once("://").ok_or(InvalidUrl::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            "https" => {}
            "http" if allow_http => {}
            "http" => return Err(InvalidUrl::PlainHttp),
            _ => return Err(InvalidUrl::Scheme),
        }
        let authority_end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        check_authority(authority)?;
        check_path(path)?;

        let origin = format!("{scheme}://{}", authority.to_ascii_lowercase());
        let origin_len = origin.len();
        let text = origin + path.trim_end_matches('/');
        Ok(Self { text, origin_len })
    }

    /// The URL without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL of `path` under this base: exactly one slash between them, whether `path` begins
    /// with one or not.
    pub fn join(&self, path: &str) -> String {
        format!("{}/{}", self.text, path.trim_start_matches('/'))
    }

    /// Scheme, host and port: `https://gateway.example:8443`.
    pub fn origin(&self) -> &str {
        &self.text[..self.origin_len]
    }

    /// The path without a slash at its end; empty if there is none.
    pub fn path(&self) -> &str {
        &self.text[self.origin_len..]
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({:?})", self.text)
    }
}

fn check_authority(authority: &str) -> Result<(), InvalidUrl> {
    if authority.contains('@') {
        return Err(InvalidUrl::UserInfo);
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, after) = rest.split_once(']').ok_or(InvalidUrl::Host)?;
            address
                .parse::<std::net::Ipv6Addr>()
                .map_err(|_| InvalidUrl::Host)?;
            match after.strip_prefix(':') {
                Some(port) => (address, Some(port)),
                None if after.is_empty() => (address, None),
                None => return Err(InvalidUrl::Host),
            }
        }
        None => {
            let (host, port) = match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            };
            let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            if !host.bytes().all(valid) || !host.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                return Err(InvalidUrl::Host);
            }
            (host, port)
        }
    };
    if host.is_empty() {
        return Err(InvalidUrl::Host);
    }
    match port {
        None => Ok(()),
        Some(port) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            match port.parse::<u16>() {
                Ok(1..) => Ok(()),
                _ => Err(InvalidUrl::Port),
            }
        }
        Some(_) => Err(InvalidUrl::Port),
    }
}

fn check_path(path: &str) -> Result<(), InvalidUrl> {
    if path.contains('#') {
        return Err(InvalidUrl::Fragment);
    }
    if path.contains('?') {
        return Err(InvalidUrl::Query);
    }
    let bytes = path.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let allowed = match byte {
            b'%' => bytes
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte),
        };
        if !allowed {
            return Err(InvalidUrl::Character);
        }
    }
    Ok(())
}
