//! The form of a request: who sends it, is it signed, are its fields as the manual wants them.

use super::answer::{Code, Failure};
use crate::{
    HttpRequest, beijing,
    form_fields::{self, FormField},
};
use signing_core::{Field, SortedMd5, VerifyError};

/// Fields whose values are not repeated to anybody.
pub(super) const MASKED: &[&str] = &[
    "auth_code",
    "face_code",
    "password",
    "valid",
    "mobile",
    "rawdata",
];

/// The decoded fields of a request. An empty value is as good as none.
#[derive(Debug)]
pub(super) struct Form<'a> {
    fields: Vec<FormField<'a>>,
}

impl<'a> Form<'a> {
    /// Decodes a POSTed form.
    pub(super) fn read(request: &'a HttpRequest) -> Result<Self, Failure> {
        let parameter = |why: String| Failure::new(Code::Parameter, why);
        let content = request.header("content-type").unwrap_or_default();
        let media = content.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(parameter(
                "Content-Type must be application/x-www-form-urlencoded".into(),
            ));
        }
        let fields =
            form_fields::decode(&request.body).map_err(|error| parameter(error.to_string()))?;
        Ok(Self { fields })
    }

    /// Checks agent and signature. The answer to a wrong signature says what was signed, and which mistake it looks like.
    pub(super) fn authenticate(
        &self,
        body: &[u8],
        agent_id: &str,
        signer: &SortedMd5,
        explain: bool,
    ) -> Result<(), Failure> {
        if self.required("agent_id")? != agent_id {
            return Err(Failure::new(Code::Agent, "this agent_id is not known"));
        }
        match signer.verify_form(body) {
            Ok(()) => Ok(()),
            Err(VerifyError::Mismatch) if explain => {
                Err(Failure::new(Code::Sign, self.explain(signer)))
            }
            Err(error) => Err(Failure::new(Code::Sign, error.to_string())),
        }
    }

    fn explain(&self, signer: &SortedMd5) -> String {
        let fields: Vec<Field<'_>> = self
            .fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let explanation = signer.explain(&fields, self.get("sign").unwrap_or_default());
        let expected = signer.string_to_sign(&fields, MASKED);
        match explanation.mistake {
            Some(mistake) => format!("{mistake}; the string to sign is {expected}"),
            None => {
                format!("wrong key, or other fields than these; the string to sign is {expected}")
            }
        }
    }

    /// A field that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| &**value)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Failure> {
        self.get(name)
            .ok_or_else(|| Failure::new(Code::Parameter, format!("{name} is required")))
    }

    /// Checks that all of `required` are there, and every known field against its rule. Pre-orders' numbers have their own.
    pub(super) fn check(&self, required: &[&str], pre_ordered: bool) -> Result<(), Failure> {
        for name in required {
            self.required(name)?;
        }
        for (name, value) in self.fields.iter().filter(|(_, value)| !value.is_empty()) {
            if let Some((holds, rule)) = rule(name, pre_ordered)
                && !holds(value)
            {
                return Err(Failure::new(
                    Code::Parameter,
                    format!("{name} must be {rule}"),
                ));
            }
        }
        Ok(())
    }

    /// An amount that [`Form::check`] found right.
    pub(super) fn fen(&self, name: &str) -> Result<u64, Failure> {
        fen(self.required(name)?)
            .ok_or_else(|| Failure::new(Code::Parameter, format!("{name} is no amount")))
    }

    /// A fingerprint of what is asked, whatever the order of the fields: what differs between two honest repetitions of one
    /// request (nonce, version, caller) does not count.
    pub(super) fn fingerprint(&self) -> u64 {
        let counted = |name: &str| !matches!(name, "sign" | "nonce_str" | "version" | "pid");
        let counts = self
            .fields
            .iter()
            .filter(|(name, value)| counted(name) && !value.is_empty());
        counts.fold(0, |sum, (name, value)| sum.wrapping_add(mixed(name, value)))
    }
}

/// FNV-1a over `name=value`, then mixed so that sums of several do not cancel.
fn mixed(name: &str, value: &str) -> u64 {
    let bytes = name.bytes().chain([b'=']).chain(value.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    crate::Random::new(hash).next_u64()
}

type Rule = (fn(&str) -> bool, &'static str);

/// The rule of a field, if the manual has one.
fn rule(name: &str, pre_ordered: bool) -> Option<Rule> {
    let rule: Rule = match name {
        "out_trade_no" if pre_ordered => (
            |text| within(text, 5, 32, |b| b.is_ascii_alphanumeric()),
            "5 to 32 letters or digits",
        ),
        "out_trade_no" => (
            |text| within(text, 5, 32, |b| b.is_ascii_alphanumeric() || b == b'_'),
            "5 to 32 letters, digits or underscores",
        ),
        "out_refund_no" => (
            |text| {
                within(text, 1, 32, |b| {
                    b.is_ascii_alphanumeric() || b"_.-".contains(&b)
                })
            },
            "1 to 32 letters, digits, underscores, dots or hyphens",
        ),
        "total_fee" | "refund_fee" => (
            |text| fen(text).is_some(),
            "a whole number of fen from 1 to 9999999999",
        ),
        "time_start" | "time_expire" => (
            |text| beijing::parse(text).is_some(),
            "yyyyMMddHHmmss in GMT+8",
        ),
        "notify_url" => (is_plain_url, "an http or https URL without a query string"),
        "mch_create_ip" => (
            |text| text.parse::<std::net::IpAddr>().is_ok(),
            "an IP address",
        ),
        "scene" => (|text| matches!(text, "1" | "2" | "3" | "4"), "1, 2, 3 or 4"),
        "is_minipg" => (|text| matches!(text, "0" | "1"), "0 or 1"),
        "trade_type" => (
            |text| matches!(text, "JSPAY" | "NATIVE" | "APP" | "APP_BANK"),
            "JSPAY, NATIVE, APP or APP_BANK",
        ),
        "paytype" => (
            |text| {
                matches!(
                    text,
                    "WECHAT"
                        | "ALIPAY"
                        | "JDPAY"
                        | "QQ"
                        | "UNIONPAY"
                        | "BESTPAY"
                        | "ECNY"
                        | "LONGPAY"
                )
            },
            "a known payment method such as WECHAT or ALIPAY",
        ),
        _ => return None,
    };
    Some(rule)
}

fn within(text: &str, least: usize, most: usize, allowed: fn(u8) -> bool) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whole fen, of ten digits at most and none of them a leading zero: the manual has no limit, this gateway sums in 64 bits.
fn fen(text: &str) -> Option<u64> {
    let plain = within(text, 1, 10, |b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

fn is_plain_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text
            .bytes()
            .any(|b| b.is_ascii_whitespace() || b.is_ascii_control() || b"?#".contains(&b))
}
