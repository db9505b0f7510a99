//! Answers: `code`, `msg`, and `data` with a signature over its own fields.

use crate::HttpReply;
use signing_core::{Field, SortedHmacSha256};
use std::borrow::Cow;

/// `code` of an answer. Only 0 and 110043 are the provider's; it publishes no others, so the rest are WeChat's (whose interface it follows)
/// or this sandbox's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    System,
    Credential,
    Token,
    TokenExpired,
    Grant,
    Parameter,
    Sign,
    NumberUsed,
    NoSuchOrder,
    NoSuchUser,
    BalanceTooLow,
}

impl Code {
    const fn number(self) -> &'static str {
        match self {
            Self::System => "-1",
            Self::Credential => "40001",
            Self::Token => "40014",
            Self::TokenExpired => "42001",
            Self::Grant => "40029",
            Self::Parameter => "90001",
            Self::Sign => "90002",
            Self::NumberUsed => "90003",
            Self::NoSuchOrder => "90004",
            Self::NoSuchUser => "90005",
            Self::BalanceTooLow => "110043",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::System => "系统错误",
            Self::Credential => "app_id或secret错误",
            Self::Token => "access_token无效",
            Self::TokenExpired => "access_token已过期",
            Self::Grant => "授权凭证无效",
            Self::Parameter => "参数错误",
            Self::Sign => "签名错误",
            Self::NumberUsed => "订单号重复",
            Self::NoSuchOrder => "订单不存在",
            Self::NoSuchUser => "用户不存在",
            Self::BalanceTooLow => "您的账户可用余额不足",
        }
    }
}

/// A request that was not done, and why.
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

    pub(super) fn parameter(why: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Parameter, why)
    }

    pub(super) fn reply(&self) -> HttpReply {
        let mut body = format!("{{\"code\":\"{}\",\"msg\":\"", self.code.number());
        escape(&mut body, self.code.text());
        if !self.why.is_empty() {
            body.push_str(": ");
            escape(&mut body, &self.why);
        }
        body.push_str("\",\"data\":null}");
        HttpReply::json(body)
    }
}

/// One value of `data`.
#[derive(Clone, Debug)]
enum Value<'a> {
    Text(Cow<'a, str>),
    Number(String),
}

impl Value<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number,
        }
    }
}

/// `data` being put together, field by field.
#[derive(Debug)]
pub(super) struct Data<'a>(Vec<(&'static str, Value<'a>)>);

impl Default for Data<'_> {
    fn default() -> Self {
        Self(Vec::with_capacity(16))
    }
}

impl<'a> Data<'a> {
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.push((name, Value::Text(value.into())));
        self
    }

    pub(super) fn with_number(mut self, name: &'static str, number: i64) -> Self {
        self.0.push((name, Value::Number(number.to_string())));
        self
    }

    pub(super) fn fields(&self) -> Vec<Field<'_>> {
        self.0
            .iter()
            .map(|(name, value)| (*name, value.text()))
            .collect()
    }

    /// A success, signed if there is a signer.
    pub(super) fn reply(&self, signer: Option<&SortedHmacSha256>) -> HttpReply {
        let mut body = String::with_capacity(512);
        body.push_str("{\"code\":\"0\",\"msg\":\"success\",\"data\":");
        self.write(
            &mut body,
            signer.map(|signer| signer.sign(&self.fields())).as_deref(),
        );
        body.push('}');
        HttpReply::json(body)
    }

    /// The object, its signature last.
    pub(super) fn write(&self, body: &mut String, signature: Option<&str>) {
        let mut before = '{';
        for (name, value) in &self.0 {
            body.push(before);
            before = ',';
            member(body, name, value);
        }
        if let Some(signature) = signature {
            body.push(before);
            member(body, "sign", &Value::Text(signature.into()));
        }
        body.push('}');
    }
}

fn member(body: &mut String, name: &str, value: &Value<'_>) {
    body.push('"');
    body.push_str(name);
    match value {
        Value::Number(number) => {
            body.push_str("\":");
            body.push_str(number);
        }
        Value::Text(text) => {
            body.push_str("\":\"");
            escape(body, text);
            body.push('"');
        }
    }
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
            c if c < ' ' => body.push_str(&format!("\\u{:04x}", c as u32)),
            c => body.push(c),
        }
    }
}
