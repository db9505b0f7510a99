//! Messages of three sizes, in many orders.

use std::fmt::Write;

use chaoying::{Fen, Masked, Pay};
use signing_core::Field;

use crate::KEY;

const SMALL: &[Field<'static>] = &[
    ("agent_id", "100201"),
    ("mch_id", "1900000109"),
    ("method", "query"),
    ("out_trade_no", "20260314091500012345"),
    ("version", "2.3.2"),
];

/// What the client adds to a request of its own.
pub const PAY_HEAD: [Field<'static>; 4] = [
    ("method", "pay"),
    ("agent_id", "100201"),
    ("version", "2.3.2"),
    ("pid", "till-7"),
];

const PAY: &[Field<'static>] = &[
    PAY_HEAD[0],
    PAY_HEAD[1],
    PAY_HEAD[2],
    PAY_HEAD[3],
    ("mch_id", "1900000109"),
    ("out_trade_no", "20260314091500012345"),
    ("body", "Coffee beans 1 kg, grinder st"),
    ("total_fee", "12800"),
    ("auth_code", "134611234567890123"),
    ("device_info", "POS-0001-A"),
    ("attach", "shop-17.till-3.cashier-wang.shift-early"),
    ("mch_create_ip", "192.168.1.17"),
];

const NOTIFY: &[Field<'static>] = &[
    ("state", "0000"),
    ("code", "00"),
    ("msg", "交易成功"),
    ("mch_id", "1900000109"),
    ("out_trade_no", "20260314091500012345"),
    ("transaction_id", "7551000001201403147049"),
    ("out_transaction_id", "4200000119202603147049"),
    ("total_fee", "12800"),
    ("time_end", "20260314091511"),
    ("trade_type", "pay.weixin.native"),
    ("nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
    ("result_code", "0"),
    ("pay_result", "0"),
    ("fee_type", "CNY"),
    ("bank_type", "CMB_DEBIT"),
    ("device_info", "POS-0001-A"),
    ("sub_appid", "wx2421b1c4370ec43b"),
    ("sub_openid", "oHmbkt7u3Fp0Xr2Zq9sL5vKdYc1A"),
    (
        "attach",
        "门店十七号收银台三号早班王五/17:03-2026-03-14-late",
    ),
    ("body", "咖啡豆 1 kg"),
];

/// What a recharge signs, in its fixed order.
const RECHARGE: &[Field<'static>] = &[
    ("amount", "128.00"),
    ("appKey", "k5ad7f9c1e2b34860"),
    ("callbackUrl", "https://shop.example/recharge/callback"),
    ("channelId", "8003"),
    ("mrn", "R20260314091500012345"),
    ("returnUrl", "https://shop.example/recharge/done"),
];

/// A message of so many fields, in many orders, so that no branch predictor learns one by heart.
pub struct Input {
    /// Name in reports.
    pub name: &'static str,
    orders: Vec<Vec<Field<'static>>>,
    next: usize,
}

impl Input {
    /// The three sizes: a small request of 5 fields, a payment of 12, a notification of 20.
    pub fn all() -> [Input; 3] {
        [
            Input::new("SMALL", SMALL),
            Input::new("PAY", PAY),
            Input::new("NOTIFY", NOTIFY),
        ]
    }

    /// What a recharge signs in a fixed order, which here is the sorted one.
    pub fn recharge() -> Input {
        Input::new("RECHARGE", RECHARGE)
    }

    fn new(name: &'static str, message: &[Field<'static>]) -> Input {
        let mut random = 88_172_645_463_325_252_u64;
        let orders = (0..256)
            .map(|_| {
                let mut order = message.to_vec();
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

    /// All orders of the fields.
    pub fn orders(&self) -> &[Vec<Field<'static>>] {
        &self.orders
    }

    /// The fields in the next order.
    pub fn fields(&mut self) -> Vec<Field<'static>> {
        self.next = (self.next + 1) % self.orders.len();
        self.orders[self.next].clone()
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

/// The payment of the input PAY as its type; a client adds [`PAY_HEAD`].
pub fn pay() -> Pay {
    let value = |name| {
        let field = PAY.iter().find(|field| field.0 == name);
        field.map_or("", |field| field.1)
    };
    Pay {
        mch_id: value("mch_id").into(),
        out_trade_no: value("out_trade_no").into(),
        body: value("body").into(),
        total_fee: Fen(12800),
        auth_code: Masked::from(value("auth_code")),
        device_info: Some(value("device_info").into()),
        attach: Some(value("attach").into()),
        mch_create_ip: Some(value("mch_create_ip").into()),
        ..Pay::default()
    }
}

/// The fields and their signature as a JSON object of texts.
pub fn json(fields: &[Field<'_>], sign: &str) -> String {
    let fields = fields.iter().copied().chain([("sign", sign)]);
    let pairs: Vec<String> = fields
        .map(|(name, value)| format!("\"{name}\":\"{value}\""))
        .collect();
    format!("{{{}}}", pairs.join(","))
}
