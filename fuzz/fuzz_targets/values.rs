//! Money and other values from text: what is read is written as something that is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

macro_rules! round_trip {
    ($text:expr, $($kind:ty),+) => {$(
        if let Ok(value) = $text.parse::<$kind>() {
            let again = value.to_string().parse::<$kind>();
            assert!(again.as_ref() == Ok(&value), "{}: {:?}", stringify!($kind), $text);
        }
    )+};
}

fuzz_target!(|text: &str| {
    round_trip!(
        text,
        chaoying::Fen,
        hicoin::Amount,
        recharge_payout::Yuan,
        recharge_payout::WholeYuan,
        dragonex::Volume
    );
    if let Ok(yuan) = text.parse::<recharge_payout::Yuan>() {
        assert!(recharge_payout::Yuan::from_fen(yuan.fen()) == yuan);
    }
    if let (Ok(volume), Ok(one)) = (
        text.parse::<dragonex::Volume>(),
        "1".parse::<dragonex::Volume>(),
    ) {
        if let Some(rest) = volume.checked_sub(&one) {
            assert!(rest < volume);
        }
    }
    for allow_http in [false, true] {
        if let Ok(url) = transport::BaseUrl::parse(text, allow_http) {
            assert!(url.join("/x").starts_with(url.origin()));
        }
    }
    let _ = transport::public_url(text);
    let _ = text.parse::<dragonex::ExpectedPayment>();
    for format in ["time_start", "notify_url"] {
        let order = chaoying::AlipayPreorder {
            time_start: Some(text.into()),
            notify_url: Some(format.into()),
            ..Default::default()
        };
        let _ = chaoying::Operation::check(&order);
        let _ = <chaoying::AlipayPreorder as chaoying::Operation>::check_field(format, text);
    }
});
