//! A client that cannot be built says which of its settings is at fault, and never the value.

use std::time::Duration;

use transport::Settings;

#[test]
fn the_setting_at_fault_is_named() {
    let rejected = |setting: &str, change: fn(&mut Settings)| {
        let mut settings = Settings::default();
        change(&mut settings);
        match settings.link() {
            Ok(_) => panic!("it must be refused: {setting}"),
            Err(error) => error,
        }
    };
    for (setting, change) in [
        (
            "timeout",
            (|settings| settings.timeout = Duration::ZERO) as fn(&mut Settings),
        ),
        ("connect_timeout", |settings| {
            settings.connect_timeout = Some(Duration::ZERO)
        }),
        ("ca_file", |settings| {
            settings.ca_file = Some("/nonexistent/S3CRET.pem".into())
        }),
        ("ca_file", |settings| {
            settings.ca_file = Some("Cargo.toml".into())
        }),
        ("proxy", |settings| {
            settings.proxy = Some("http://S3CRET:x".into())
        }),
        ("proxy", |settings| {
            settings.proxy = Some("http:///S3CRET".into())
        }),
        ("proxy", |settings| {
            settings.proxy = Some("socks5://S3CRET".into())
        }),
    ] {
        let error = rejected(setting, change);
        assert_eq!(error.setting, setting, "{error}");
        assert!(!error.to_string().contains("S3CRET"), "{error}");
    }
}
