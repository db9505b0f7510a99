//! Inputs of the benchmarks, and what the signing path is measured against.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fmt::Write;

use md5::{Digest, Md5};

/// Key of every input.
pub const KEY: &str = "192006250b4c09247ec02edce69f6a2d";

const NAMES: [&str; 20] = [
    "mch_id",
    "out_trade_no",
    "total_fee",
    "nonce_str",
    "body",
    "agent_id",
    "version",
    "pid",
    "method",
    "auth_code",
    "op_user_id",
    "device_info",
    "transaction_id",
    "out_transaction_id",
    "time_end",
    "trade_type",
    "bank_type",
    "state",
    "result_code",
    "pay_result",
];

/// A message of so many fields, in many orders, so that no branch predictor learns one by heart.
pub struct Input {
    /// Name in reports.
    pub name: &'static str,
    orders: Vec<Vec<(&'static str, String)>>,
    next: usize,
}

impl Input {
    /// The three sizes: a small request of 5 fields, a payment of 12, a notification of 20.
    pub fn all() -> [Input; 3] {
        [
            Input::new("SMALL", 5),
            Input::new("PAY", 12),
            Input::new("NOTIFY", 20),
        ]
    }

    fn new(name: &'static str, fields: usize) -> Input {
        let message: Vec<(&str, String)> = NAMES[..fields]
            .iter()
            .enumerate()
            .map(|(at, field)| (*field, format!("{}{at}", &"1497769914931ab"[..8 + at % 7])))
            .collect();
        let mut random = 88_172_645_463_325_252_u64;
        let orders = (0..256)
            .map(|_| {
                let mut order = message.clone();
                for at in (1..order.len()).rev() {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    order.swap(at, (random % (at as u64 + 1)) as usize);
                }
                order
            })
            .collect();
        Input {
            name,
            orders,
            next: 0,
        }
    }

    /// The fields in the next order.
    pub fn fields(&mut self) -> Vec<(&str, &str)> {
        self.next = (self.next + 1) % self.orders.len();
        self.orders[self.next]
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    /// The string that is signed.
    pub fn canonical(&mut self) -> String {
        let mut fields = self.fields();
        fields.sort_unstable();
        let mut text = String::new();
        for (name, value) in fields {
            let _ = write!(text, "{name}={value}&");
        }
        text + "key=" + KEY
    }
}

/// What merchants write who have no library: a map, a string, a digest, formatted hex.
pub fn naive_md5(fields: &[(&str, &str)]) -> String {
    let sorted: BTreeMap<&str, &str> = fields
        .iter()
        .copied()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let pairs: Vec<String> = sorted
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let text = format!("{}&key={KEY}", pairs.join("&"));
    Md5::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use signing_core::{Secret, SortedMd5};

    use super::*;

    #[test]
    fn what_is_compared_gives_the_same_signatures() {
        let signer = SortedMd5::new(Secret::new(KEY).unwrap());
        for mut input in Input::all() {
            let canonical = input.canonical();
            let raw: String = Md5::digest(canonical.as_bytes())
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect();
            let fields = input.fields();
            assert_eq!(signer.sign(&fields).as_str(), raw);
            assert_eq!(naive_md5(&fields), raw);
        }
    }
}
