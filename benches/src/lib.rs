//! Inputs of the benchmarks, and what the signing path is measured against.

#![forbid(unsafe_code)]

pub mod input;
pub mod naive;

pub use input::Input;
pub use naive::naive_md5;

/// Key of every input.
pub const KEY: &str = "192006250b4c09247ec02edce69f6a2d";

#[cfg(test)]
mod tests {
    use md5::{Digest, Md5};
    use signing_core::{Field, FixedMd5, Secret, SortedHmacSha256, SortedMd5, fixed_order, form};

    use super::*;

    fn key() -> Secret {
        Secret::new(KEY).unwrap()
    }

    #[test]
    fn inputs_have_the_sizes_the_limits_were_measured_with() {
        let sizes = Input::all().map(|mut input| {
            let mut fields = input.fields();
            let canonical = input.canonical();
            let sign = naive_md5(&fields);
            fields.push(("sign", &sign));
            let form = form::encode(fields.iter().copied());
            (input.name, fields.len() - 1, canonical.len(), form.len())
        });
        assert_eq!(
            sizes,
            [
                ("SMALL", 5, 131, 132),
                ("PAY", 12, 317, 320),
                ("NOTIFY", 20, 560, 691)
            ]
        );
    }

    #[test]
    fn no_order_is_the_next_one() {
        for input in Input::all() {
            let same = input.orders().windows(2).filter(|pair| pair[0] == pair[1]);
            assert!(same.count() < 10, "{}", input.name);
        }
    }

    #[test]
    fn what_is_compared_gives_the_same_signatures() {
        let (md5, hmac) = (SortedMd5::new(key()), SortedHmacSha256::new(key()));
        for mut input in Input::all() {
            let raw = naive::hex(&Md5::digest(input.canonical()));
            for fields in input.orders() {
                assert_eq!(md5.sign(fields).as_str(), raw);
                assert_eq!(naive_md5(fields), raw);
                assert_eq!(hmac.sign(fields).as_str(), naive::hmac_sha256(fields));
            }
        }
        let mut input = Input::recharge();
        let raw = naive::hex(&Md5::digest(input.canonical()));
        let signer = FixedMd5::new(key());
        for fields in input.orders() {
            let sign = signer.sign(&fixed_order::RECHARGE, fields).unwrap();
            assert_eq!(sign.to_uppercase(), raw);
            assert_eq!(naive_md5(fields), raw);
        }
    }

    #[test]
    fn the_naive_checks_tell_right_from_wrong() {
        let signer = SortedMd5::new(key());
        for mut input in Input::all() {
            let fields: Vec<Field<'_>> = input.fields();
            let sign = signer.sign(&fields);
            let body = form::encode(fields.iter().copied().chain([("sign", &*sign)]));
            assert!(naive::verify_form(body.as_bytes()));
            assert!(signer.verify_form(body.as_bytes()).is_ok());
            assert!(!naive::verify_form(
                body.replace("2.3", "2.4")
                    .replace("12800", "12801")
                    .as_bytes()
            ));
            let object = input::json(&fields, &sign);
            assert!(naive::verify_json(&object));
            assert!(signer.verify_json(&object).is_ok());
            assert!(!naive::verify_json(
                &object.replace("2.3", "2.4").replace("12800", "12801")
            ));
        }
    }

    #[test]
    fn the_typed_payment_is_the_input() {
        let mut fields = Input::all()[1].fields();
        let typed = signing_core::typed::to_fields(&input::pay()).unwrap();
        let mut typed: Vec<Field<'_>> = typed
            .iter()
            .map(|(name, value)| (&**name, value.as_str()))
            .chain(input::PAY_HEAD)
            .collect();
        fields.sort_unstable();
        typed.sort_unstable();
        assert_eq!(fields, typed);
    }
}
