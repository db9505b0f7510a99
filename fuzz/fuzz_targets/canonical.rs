//! The canonicalisers: signing, verifying and explaining whatever fields there are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use paysdk_fuzz::secret;
use signing_core::{FixedMd5, SortedHmacSha256, SortedMd5, fixed_order, form, json};

fuzz_target!(|body: &[u8]| {
    let md5 = SortedMd5::new(secret());
    let sha = SortedHmacSha256::new(secret());
    let fixed = FixedMd5::new(secret());
    let orders = [
        fixed_order::RECHARGE,
        fixed_order::RECHARGE_CALLBACK,
        fixed_order::QUERY,
        fixed_order::PAYOUT,
    ];
    let _ = md5.verify_form(body);
    let _ = sha.verify_form(body);
    for order in &orders {
        let _ = fixed.verify_form(order, body);
    }
    if let Ok(fields) = form::decode(body) {
        let plain: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let signature = md5.sign(&plain);
        assert_eq!(md5.verify(&plain, &signature), Ok(()));
        let signature = sha.sign(&plain);
        assert_eq!(sha.verify(&plain, &signature), Ok(()));
        let wrong = plain
            .iter()
            .find(|(name, _)| *name == "sign")
            .map_or("", |(_, value)| value);
        let told = md5.explain(&plain, wrong).to_string() + &sha.explain(&plain, wrong).to_string();
        let secret_is_sent = plain.iter().any(|(name, value)| {
            name.contains(paysdk_fuzz::KEY) || value.contains(paysdk_fuzz::KEY)
        });
        assert!(
            secret_is_sent || !told.contains(paysdk_fuzz::KEY),
            "an explanation shows the key"
        );
        for order in &orders {
            if let Ok(signature) = fixed.sign(order, &plain) {
                assert_eq!(fixed.verify(order, &plain, &signature), Ok(()));
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = md5.verify_json(text);
        let _ = sha.verify_json(text);
        if let Ok(fields) = json::fields(text) {
            for (_, raw) in fields {
                let _ = json::signed_text(raw);
            }
        }
    }
});
