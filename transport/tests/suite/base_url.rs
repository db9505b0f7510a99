//! `BaseUrl` takes what is an address, refuses the rest, and never panics.

use proptest::prelude::*;
use transport::{BaseUrl, InvalidUrl, public_url};

#[test]
fn addresses_are_taken_apart() {
    for (text, origin, path) in [
        ("https://gateway.example", "https://gateway.example", ""),
        ("https://gateway.example/", "https://gateway.example", ""),
        (
            "HTTPS://Gateway.Example:8443/Api/",
            "https://gateway.example:8443",
            "/Api",
        ),
        ("https://127.0.0.1:1/a/b//", "https://127.0.0.1:1", "/a/b"),
        ("https://[::1]:65535/a%20b", "https://[::1]:65535", "/a%20b"),
        ("http://localhost", "http://localhost", ""),
    ] {
        let base = BaseUrl::parse(text, true).unwrap();
        assert_eq!((base.origin(), base.path()), (origin, path), "{text}");
        assert_eq!(base.as_str(), format!("{origin}{path}"));
        assert_eq!(base.is_https(), origin.starts_with("https:"));
        for joined in ["pay", "/pay", "//pay"] {
            assert_eq!(base.join(joined), format!("{origin}{path}/pay"));
        }
    }
}

#[test]
fn what_is_no_base_is_refused() {
    use InvalidUrl::{Character, Fragment, Host, PlainHttp, Port, Query, Scheme, UserInfo};
    for (text, reason) in [
        ("", Scheme),
        ("gateway.example", Scheme),
        ("ftp://gateway.example", Scheme),
        ("://gateway.example", Scheme),
        ("http://gateway.example", PlainHttp),
        ("https://", Host),
        ("https:///pay", Host),
        ("https://:443", Host),
        ("https://.", Host),
        ("https://a,b", Host),
        ("https://a%2eb", Host),
        ("https://[::1", Host),
        ("https://[::1]x", Host),
        ("https://[gateway]", Host),
        ("https://[]", Host),
        ("https://user@gateway.example", UserInfo),
        ("https://user:pass@gateway.example", UserInfo),
        ("https://gateway.example:443@evil.example", UserInfo),
        ("https://gateway.example:", Port),
        ("https://gateway.example:0", Port),
        ("https://gateway.example:65536", Port),
        ("https://gateway.example:+1", Port),
        ("https://gateway.example?a=b", Query),
        ("https://gateway.example/?", Query),
        ("https://gateway.example/#", Fragment),
        ("https://gateway.example/a?b#c", Fragment),
        ("https://gateway.example/a b", Character),
        (" https://gateway.example", Character),
        ("https://gateway.example\r\n", Character),
        ("https://gateway.example\0", Character),
        ("https://支付.example", Character),
        ("https://gateway.example\\@evil.example", Character),
        ("https://gateway.example/%", Character),
        ("https://gateway.example/%g0", Character),
        ("https://gateway.example/<", Character),
    ] {
        assert_eq!(BaseUrl::parse(text, false), Err(reason), "{text:?}");
    }
}

#[test]
fn a_refusal_does_not_repeat_the_url() {
    for text in ["https://user:s3cret@h", "https://h/?sign=s3cret", "s3cret"] {
        let error = BaseUrl::parse(text, false).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_text_panics_and_what_is_taken_is_clean(text in any_url()) {
        let _ = public_url(&text);
        if let Ok(base) = BaseUrl::parse(&text, true) {
            let rest = base.as_str().split_once("://").unwrap().1;
            prop_assert!(!rest.split('/').next().unwrap().contains('@'));
            prop_assert!(!rest.contains(['?', '#', ' ', '\\', '\r', '\n']));
            prop_assert!(!base.as_str().ends_with('/'));
            prop_assert_eq!(base.as_str(), format!("{}{}", base.origin(), base.path()));
            prop_assert_eq!(BaseUrl::parse(base.as_str(), true).unwrap(), base);
        }
    }

    #[test]
    fn a_join_has_exactly_one_slash(path in "(/[a-z]{1,5}){0,3}/{0,2}", slashes in "/{0,3}", name in "[a-z]{1,8}") {
        let base = BaseUrl::parse(&format!("https://gateway.example{path}"), false).unwrap();
        let joined = base.join(&format!("{slashes}{name}"));
        prop_assert_eq!(joined, format!("{}/{}", base.as_str(), name));
    }

    #[test]
    fn no_user_part_is_ever_taken(user in "[ -~&&[^/?#\\\\]]{0,12}", host in "[a-z]{1,8}") {
        let text = format!("https://{user}@{host}/");
        prop_assert!(BaseUrl::parse(&text, true).is_err());
    }

    #[test]
    fn nothing_after_the_query_and_no_user_is_shown(user in "[a-z0-9:%@]{1,12}", secret in "[!-~]{0,20}") {
        let url = format!("https://{user}@gateway.example/pay?{secret}");
        prop_assert_eq!(public_url(&url), "https://gateway.example/pay");
    }
}

/// Mostly URLs, some of them odd, and some texts that are none.
fn any_url() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(https?|HTTPS|ftp)://[a-z@:.\\[\\]\\\\0-9%-]{0,12}[/?#a-z%0-9 ]{0,12}",
        2 => "https://[a-z]{1,6}(\\.[a-z]{1,6})?(:[0-9]{1,6})?(/[a-z%0-9~]{0,4}){0,3}",
        1 => any::<String>(),
        1 => any::<String>().prop_map(|text| format!("https://{text}")),
    ]
}
