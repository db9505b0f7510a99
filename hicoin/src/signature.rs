//! HMAC-SHA256 over sorted fields, by one key, in one of the two ways to read the provider's appendix.

use std::borrow::Cow;

use signing_core::{Field, Secret, SortedHmacSha256, VerifyError, form, json};

/// Signs and verifies with one key.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    sorted: SortedHmacSha256,
    encode_values: bool,
}

impl Signer {
    pub(crate) fn new(secret: &Secret, encode_values: bool) -> Self {
        Self {
            sorted: SortedHmacSha256::new(secret.clone()),
            encode_values,
        }
    }

    /// Signature of plain values.
    pub(crate) fn sign(&self, fields: &[Field<'_>]) -> String {
        if !self.encode_values {
            return self.sorted.sign(fields).to_string();
        }
        let encoded = encoded(fields);
        self.sorted.sign(&borrowed(&encoded)).to_string()
    }

    /// Whether a form carries the right `sign`.
    pub(crate) fn verify_form(&self, body: &[u8]) -> Result<(), VerifyError> {
        if !self.encode_values {
            return self.sorted.verify_form(body);
        }
        let fields = form::decode(body)?;
        let fields: Vec<Field<'_>> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        self.verify_encoded(&fields)
    }

    /// Whether a JSON object, as it stands in the body, carries the right `sign`; answers its fields, with the raw text of their values.
    pub(crate) fn verify_json<'a>(&self, object: &'a str) -> Result<RawFields<'a>, VerifyError> {
        let fields = json::fields(object)?;
        self.verify_fields(&fields)?;
        Ok(fields)
    }

    fn verify_fields(&self, fields: &[(Cow<'_, str>, &str)]) -> Result<(), VerifyError> {
        if !self.encode_values {
            return self.sorted.verify_json_fields(fields);
        }
        let texts: Vec<Cow<'_, str>> = fields
            .iter()
            .map(|(_, raw)| json::signed_text(raw))
            .collect::<Result<_, _>>()?;
        let fields: Vec<Field<'_>> = fields
            .iter()
            .zip(&texts)
            .map(|((name, _), text)| (&**name, &**text))
            .collect();
        self.verify_encoded(&fields)
    }

    /// As [`sign`](Self::sign), for the payment page, whose `package` is signed percent-encoded in either reading.
    pub(crate) fn sign_page(&self, fields: &[Field<'_>]) -> String {
        let as_signed = |&(name, value): &Field<'_>| match name {
            "package" => encode(value),
            _ if self.encode_values => encode(value),
            _ => value.to_owned(),
        };
        let values: Vec<String> = fields.iter().map(as_signed).collect();
        let fields: Vec<Field<'_>> = fields
            .iter()
            .zip(&values)
            .map(|((name, _), value)| (*name, &**value))
            .collect();
        self.sorted.sign(&fields).to_string()
    }

    fn verify_encoded(&self, fields: &[Field<'_>]) -> Result<(), VerifyError> {
        let sign = fields
            .iter()
            .find(|(name, _)| *name == "sign")
            .map_or("", |(_, value)| value);
        self.sorted.verify(&borrowed(&encoded(fields)), sign)
    }
}

/// Names, and values as they stand in the body.
pub(crate) type RawFields<'a> = Vec<(Cow<'a, str>, &'a str)>;

fn encoded<'a>(fields: &[Field<'a>]) -> Vec<(&'a str, String)> {
    fields
        .iter()
        .map(|&(name, value)| (name, encode(value)))
        .collect()
}

fn borrowed<'a>(fields: &'a [(&'a str, String)]) -> Vec<Field<'a>> {
    fields
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect()
}

/// One value as a form carries it: the encoding of Java's URLEncoder, which the provider's documents name.
fn encode(value: &str) -> String {
    let mut field = form::encode([("", value)]);
    field.remove(0);
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(encode_values: bool) -> Signer {
        Signer::new(
            &Secret::new("192006250b4c09247ec02edce69f6a2d").unwrap(),
            encode_values,
        )
    }

    #[test]
    fn the_published_example_signs_alike_in_both_readings() {
        let fields = [
            ("appid", "wxd930ea5d5a258f4f"),
            ("mch_id", "10000100"),
            ("device_info", "1000"),
            ("body", "test"),
            ("nonce_str", "ibuaiVcKdpRxkhJA"),
        ];
        for encode_values in [false, true] {
            assert_eq!(
                signer(encode_values).sign(&fields),
                "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
            );
        }
    }

    #[test]
    fn a_message_is_believed_in_the_chosen_reading_only() {
        let fields = [("body", "two cups & 测试"), ("trade_no", "1")];
        for chosen in [false, true] {
            let sign = signer(chosen).sign(&fields);
            let form = form::encode(fields.into_iter().chain([("sign", &*sign)]));
            let object =
                format!("{{\"body\":\"two cups & 测试\",\"trade_no\":1,\"sign\":\"{sign}\"}}");
            for reading in [false, true] {
                let expected = if reading == chosen {
                    Ok(())
                } else {
                    Err(VerifyError::Mismatch)
                };
                assert_eq!(signer(reading).verify_form(form.as_bytes()), expected);
                assert_eq!(signer(reading).verify_json(&object).map(drop), expected);
            }
        }
    }
}
