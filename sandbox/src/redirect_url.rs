//! A merchant's address with more in its query: where a browser is sent back to.

/// The URL with these fields, encoded already, added to its query: before the fragment, and with one separator.
pub(crate) fn with_query(url: &str, fields: &str) -> String {
    let (address, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let separator = match address.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    [address, separator, fields, fragment].concat()
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn fields_stand_in_the_query_and_before_the_fragment() {
        for (url, expected) in [
            ("https://shop.example", "https://shop.example?id=1"),
            ("https://shop.example?", "https://shop.example?id=1"),
            (
                "https://shop.example/a?b=2",
                "https://shop.example/a?b=2&id=1",
            ),
            (
                "https://shop.example/a?b=2&",
                "https://shop.example/a?b=2&id=1",
            ),
            (
                "https://shop.example/#/paid",
                "https://shop.example/?id=1#/paid",
            ),
            (
                "https://shop.example/?b=2#c?d",
                "https://shop.example/?b=2&id=1#c?d",
            ),
            (
                "https://shop.example/#c?d",
                "https://shop.example/?id=1#c?d",
            ),
        ] {
            assert_eq!(with_query(url, "id=1"), expected);
        }
    }
}
