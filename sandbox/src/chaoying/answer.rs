//! Answers: JSON objects of strings, signed as the manual's tables say.

use crate::HttpReply;
use signing_core::{Field, SortedMd5};
use std::borrow::Cow;

/// `code` (状态码) of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Success,
    Paying,
    Refunded,
    NotPaid,
    Closed,
    Cancelled,
    PayError,
    Sign,
    Parameter,
    Merchant,
    System,
    NoSuchOrder,
    Refund,
    RefundQuery,
    Cancel,
    Agent,
    MerchantSetUp,
}

impl Code {
    pub(super) const fn number(self) -> &'static str {
        match self {
            Self::Success => "10000",
            Self::Paying => "10001",
            Self::Refunded => "10002",
            Self::NotPaid => "10003",
            Self::Closed => "10004",
            Self::Cancelled => "10005",
            Self::PayError => "10006",
            Self::Sign => "20002",
            Self::Parameter => "20004",
            Self::Merchant => "20005",
            Self::System => "20006",
            Self::NoSuchOrder => "20007",
            Self::Refund => "20008",
            Self::RefundQuery => "20010",
            Self::Cancel => "20011",
            Self::Agent => "20012",
            Self::MerchantSetUp => "20013",
        }
    }

    /// The manual's own text.
    const fn text(self) -> &'static str {
        match self {
            Self::Success => "成功",
            Self::Paying => "支付中",
            Self::Refunded => "转入退款",
            Self::NotPaid => "未支付",
            Self::Closed => "已关闭",
            Self::Cancelled => "已撤销",
            Self::PayError => "支付错误",
            Self::Sign => "签名错误",
            Self::Parameter => "参数错误",
            Self::Merchant => "商户错误",
            Self::System => "系统错误",
            Self::NoSuchOrder => "订单不存在",
            Self::Refund => "退款错误",
            Self::RefundQuery => "退款查询错误",
            Self::Cancel => "交易撤销错误",
            Self::Agent => "代理商错误",
            Self::MerchantSetUp => "商户交易配置错误",
        }
    }
}

/// `trade_state` (交易状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TradeState {
    Success,
    Fail,
    Processing,
    NeedQuery,
    Refund,
}

impl TradeState {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Fail => "FAIL",
            Self::Processing => "PROCESSING",
            Self::NeedQuery => "NEED_QUERY",
            Self::Refund => "REFUND",
        }
    }
}

/// A request that was not done, and why: becomes an answer with state FAIL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: Code,
    pub(super) why: Cow<'static, str>,
}

impl Failure {
    pub(super) fn new(code: Code, why: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            why: why.into(),
        }
    }
}

/// An answer being put together, field by field.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    fields: Vec<(&'static str, Cow<'a, str>)>,
    success: bool,
}

impl<'a> Answer<'a> {
    /// An answer to a request that was understood (state SUCCESS), with the state of its trade.
    pub(super) fn of_trade(code: Code, state: TradeState) -> Self {
        let mut answer = Self::start("SUCCESS", code.number());
        answer.success = state == TradeState::Success;
        let text = if code == Code::Success {
            "SUCCESS"
        } else {
            code.text()
        };
        answer.with("trade_state", state.name()).with("msg", text)
    }

    /// An answer of an operation that knows no trade, such as a registration.
    pub(super) fn of_success(code: impl Into<Cow<'a, str>>, text: &'static str) -> Self {
        Self {
            success: true,
            ..Self::start("SUCCESS", code)
        }
        .with("msg", text)
    }

    /// An answer to a request that was not done.
    pub(super) fn of_failure(failure: &Failure) -> Self {
        let text = format!("{}: {}", failure.code.text(), failure.why);
        Self::start("FAIL", failure.code.number()).with("msg", text)
    }

    fn start(state: &'static str, code: impl Into<Cow<'a, str>>) -> Self {
        let mut fields = Vec::with_capacity(24);
        fields.push(("state", Cow::Borrowed(state)));
        fields.push(("code", code.into()));
        Self {
            fields,
            success: false,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    pub(super) fn with_some(
        self,
        name: &'static str,
        value: Option<impl Into<Cow<'a, str>>>,
    ) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.success
    }

    /// Writes the object, with a signature at its end if there is a signer.
    pub(super) fn reply(&self, signer: Option<&SortedMd5>) -> HttpReply {
        let size = self
            .fields
            .iter()
            .map(|(name, value)| name.len() + value.len() + 8)
            .sum::<usize>();
        let mut body = String::with_capacity(size + 64);
        for (name, value) in &self.fields {
            member(&mut body, name, value);
        }
        if let Some(signer) = signer {
            let fields: Vec<Field<'_>> = self
                .fields
                .iter()
                .map(|(name, value)| (*name, &**value))
                .collect();
            member(&mut body, "sign", signer.sign(&fields).as_str());
        }
        body.push('}');
        HttpReply::json(body)
    }
}

/// Appends `"name":"value"` with the brace or comma before it.
pub(super) fn member(body: &mut String, name: &str, value: &str) {
    body.push(if body.is_empty() || body.ends_with('[') {
        '{'
    } else {
        ','
    });
    body.push('"');
    body.push_str(name);
    body.push_str("\":\"");
    escape(body, value);
    body.push('"');
}

fn escape(body: &mut String, value: &str) {
    let plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    // Without a way out of the loop it takes many bytes at once.
    if value.bytes().fold(true, |all, byte| all & plain(byte)) {
        body.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '"' => body.push_str("\\\""),
            '\\' => body.push_str("\\\\"),
            '\n' => body.push_str("\\n"),
            '\r' => body.push_str("\\r"),
            '\t' => body.push_str("\\t"),
            c if c < ' ' => body.push_str(&format!("\\u{:04x}", c as u32)),
            c => body.push(c),
        }
    }
}
