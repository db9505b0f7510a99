//! The address of the payment page, which the platform gives as path and query only.

use transport::BaseUrl;

/// Why a pay URL (支付页面跳转地址) was refused. The customer must not be sent to where it points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPayUrl {
    /// It does not begin with exactly one slash: an absolute URL, `//host`, or a text that would extend the host name.
    #[error("it must begin with exactly one slash")]
    NotAPath,
    /// It has a control character, a blank, a backslash, a fragment, or a character outside ASCII, plain or percent-encoded in its path.
    #[error("it has a character that is not allowed in a path and query")]
    Character,
    /// A `%` is not followed by two hex digits.
    #[error("it has a bad percent escape")]
    Escape,
    /// Its path has an encoded slash or percent sign, an empty segment, or `.` or `..` as a segment: read differently by different readers.
    #[error("its path can be read in more than one way")]
    Ambiguous,
}

/// The absolute pay URL, certain to stay on the gateway's origin.
pub(crate) fn join(base: &BaseUrl, pay_url: &str) -> Result<String, InvalidPayUrl> {
    // The first character is what keeps the host: "@evil", ":1", ".evil" and "//evil" would each change it.
    let rest = pay_url.strip_prefix('/').ok_or(InvalidPayUrl::NotAPath)?;
    if rest.starts_with(['/', '\\']) {
        return Err(InvalidPayUrl::NotAPath);
    }
    let allowed = |b: u8| b.is_ascii_graphic() && !matches!(b, b'\\' | b'#' | b'"' | b'<' | b'>');
    if !rest.bytes().all(allowed) {
        return Err(InvalidPayUrl::Character);
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    for escaped in escapes(query) {
        if escaped?.is_ascii_control() {
            return Err(InvalidPayUrl::Character);
        }
    }
    check_path(path)?;
    Ok(format!("{}/{rest}", base.origin()))
}

/// Whoever decodes the path once more, a proxy or a redirect, must still find the same path.
fn check_path(path: &str) -> Result<(), InvalidPayUrl> {
    for escaped in escapes(path) {
        match escaped? {
            b'/' | b'%' | b'.' => return Err(InvalidPayUrl::Ambiguous),
            b'\\' | b'#' | b'?' | b' ' => return Err(InvalidPayUrl::Character),
            byte if byte.is_ascii_control() => return Err(InvalidPayUrl::Character),
            _ => {}
        }
    }
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        if matches!(segment, "." | "..") || (segment.is_empty() && !last) {
            return Err(InvalidPayUrl::Ambiguous);
        }
    }
    Ok(())
}

/// The bytes that are percent-encoded.
fn escapes(text: &str) -> impl Iterator<Item = Result<u8, InvalidPayUrl>> {
    text.split('%').skip(1).map(|part| {
        part.get(..2)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .ok_or(InvalidPayUrl::Escape)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://gateway.example:8443", false).unwrap()
    }

    #[test]
    fn a_path_and_query_are_joined_to_the_origin() {
        for pay_url in [
            "/",
            "/api/Pay?id=some-id&channel=SomeChannel",
            "/api/Pay/",
            "/pay/a@b:c",
            "/pay?back=https%3A%2F%2Fshop.example%2F&u=a@b&x=//y/../z",
            "/%E6%94%AF%E4%BB%98?payer=%E5%BC%A0%20",
            "/a?b?c",
        ] {
            let joined = join(&base(), pay_url).expect(pay_url);
            assert_eq!(joined, format!("https://gateway.example:8443{pay_url}"));
        }
    }

    #[test]
    fn whatever_could_leave_the_origin_is_refused() {
        use InvalidPayUrl::{Ambiguous, Character, Escape, NotAPath};
        for (pay_url, why) in [
            ("", NotAPath),
            ("https://evil.example/", NotAPath),
            ("https://gateway.example:8443/api/Pay", NotAPath),
            ("HTTPS:evil.example", NotAPath),
            ("javascript:alert(1)", NotAPath),
            ("//evil.example/", NotAPath),
            ("///evil.example/", NotAPath),
            ("/\\evil.example/", NotAPath),
            ("\\\\evil.example/", NotAPath),
            ("\\/evil.example/", NotAPath),
            ("@evil.example/", NotAPath),
            ("user:pw@evil.example/", NotAPath),
            (".evil.example/", NotAPath),
            (":1@evil.example/", NotAPath),
            ("0/api", NotAPath),
            ("api/Pay?id=1", NotAPath),
            ("?id=1", NotAPath),
            (" /api", NotAPath),
            ("\t//evil.example", NotAPath),
            ("/\t/evil.example", Character),
            ("/\n/evil.example", Character),
            ("/a\r\nLocation: x", Character),
            ("/a\0b", Character),
            ("/a b", Character),
            ("/a\\b", Character),
            ("/a?b=\\", Character),
            ("/a#b", Character),
            ("/a?b=\"><script>", Character),
            ("/é", Character),
            ("/\u{ff0f}evil.example", Character),
            ("/%5Cevil.example", Character),
            ("/%5c%5cevil.example", Character),
            ("/%0d%0aX", Character),
            ("/a?b=%0D%0AX", Character),
            ("/a%00", Character),
            ("/%09/evil.example", Character),
            ("/%2Fevil.example", Ambiguous),
            ("/%2f%2fevil.example", Ambiguous),
            ("/%252Fevil.example", Ambiguous),
            ("/..//evil.example", Ambiguous),
            ("/./x", Ambiguous),
            ("/a/../b", Ambiguous),
            ("/%2e%2e/b", Ambiguous),
            ("/.%2E/b", Ambiguous),
            ("/a//evil.example", Ambiguous),
            ("/a%", Escape),
            ("/a%2", Escape),
            ("/a%zz", Escape),
            ("/a?b=%+1", Escape),
        ] {
            assert_eq!(join(&base(), pay_url), Err(why), "{pay_url:?}");
        }
    }
}
