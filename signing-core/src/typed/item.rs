//! One value, read as leniently as providers write.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::de::value::SeqDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;

use super::Value;
use super::de::{Fields, Rest};
use super::fault::Fault;
use crate::json;

/// Objects within objects beyond this are no answer of a gateway, but could exhaust the stack.
const DEEPEST: u8 = 32;

/// What a field of a struct, or an item of a list, is read from. One type for all three, as each costs code for every type that is read.
pub(super) struct Item<'a> {
    source: Source<'a>,
    depth: u8,
}

enum Source<'a> {
    Value(Value<'a>),
    /// The fields that the struct does not name.
    Rest(Rest<'a>),
    /// The field is not there.
    Missing,
}

/// What a value is.
enum Kind<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(&'a str),
    Bool(bool),
    /// An object or array.
    Nested(Cow<'a, str>),
}

impl<'a> Item<'a> {
    pub(super) fn new(value: &'a Value<'a>, depth: u8) -> Self {
        let value = match value {
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Json(raw) => Value::Json(raw),
        };
        Self {
            source: Source::Value(value),
            depth,
        }
    }

    pub(super) fn rest(rest: Rest<'a>) -> Self {
        Self {
            source: Source::Rest(rest),
            depth: 0,
        }
    }

    pub(super) fn missing() -> Self {
        Self {
            source: Source::Missing,
            depth: 0,
        }
    }

    fn kind(self) -> Result<Kind<'a>, Fault> {
        let raw = match self.source {
            Source::Value(Value::Text(text)) => return Ok(Kind::Text(text)),
            Source::Value(Value::Json(raw)) => raw,
            Source::Rest(_) => return Err(Fault::new("must be a map of texts")),
            Source::Missing => return Err(Fault::new(REQUIRED)),
        };
        Ok(match raw.as_bytes() {
            b"null" => Kind::Null,
            b"true" => Kind::Bool(true),
            b"false" => Kind::Bool(false),
            [b'"', ..] => {
                Kind::Text(json::signed_text(raw).map_err(|_| Fault::new("must be Unicode text"))?)
            }
            [b'{' | b'[', ..] => Kind::Nested(Cow::Borrowed(raw)),
            _ => Kind::Number(raw),
        })
    }

    /// The text of a scalar; `None` for null.
    fn text(self) -> Result<Option<Cow<'a, str>>, Fault> {
        Ok(Some(match self.kind()? {
            Kind::Null => return Ok(None),
            Kind::Text(text) => text,
            // Of what is kept as it came, too, each reader must see the same.
            Kind::Nested(text) if json::has_each_name_once(&text, DEEPEST) => text,
            Kind::Nested(_) => {
                return Err(Fault::new(
                    "must be JSON with each name once, and not nested too deep",
                ));
            }
            Kind::Number(raw) => Cow::Borrowed(raw),
            Kind::Bool(true) => Cow::Borrowed("true"),
            Kind::Bool(false) => Cow::Borrowed("false"),
        }))
    }

    fn required_text(self) -> Result<Cow<'a, str>, Fault> {
        self.text()?.ok_or_else(|| Fault::new(REQUIRED))
    }

    /// The JSON of an object or array, which may be inside a text.
    fn nested(self, rule: &'static str) -> Result<(Cow<'a, str>, u8), Fault> {
        let depth = self.depth + 1;
        if depth > DEEPEST {
            return Err(Fault::new("is nested too deep"));
        }
        match self.kind()? {
            Kind::Text(text) | Kind::Nested(text) => Ok((text, depth)),
            Kind::Null => Err(Fault::new(REQUIRED)),
            _ => Err(Fault::new(rule)),
        }
    }

    /// The fields of an object, without those that are `left_out`.
    fn object<T>(
        self,
        left_out: fn(&str) -> bool,
        read: impl FnOnce(Fields<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (object, depth) = self.nested(AN_OBJECT)?;
        let fields = json::fields(&object).map_err(|_| Fault::new(AN_OBJECT))?;
        let fields: Vec<_> = fields
            .into_iter()
            .filter(|(_, raw)| !left_out(raw))
            .map(|(name, raw)| (name, Value::Json(raw)))
            .collect();
        read(Fields::at_depth(&fields, depth))
    }
}

/// The rule that a missing field breaks.
pub(super) const REQUIRED: &str = "is required";
const AN_OBJECT: &str = "must be a JSON object with each name once";

fn whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty;)+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
                let text = self.required_text()?;
                if !whole_number(&text) {
                    return Err(Fault::new("must be a whole number"));
                }
                match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(Fault::new(concat!("must be a whole number that fits ", stringify!($type)))),
                }
            }
        )+
    };
}

impl<'de> Deserializer<'de> for Item<'_> {
    type Error = Fault;

    whole_numbers! {
        deserialize_i8 visit_i8 i8; deserialize_i16 visit_i16 i16; deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64; deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u8 u8; deserialize_u16 visit_u16 u16; deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64; deserialize_u128 visit_u128 u128;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Source::Rest(rest) = self.source {
            return visitor.visit_map(rest.walk());
        }
        let depth = self.depth;
        match self.kind()? {
            Kind::Null => visitor.visit_unit(),
            Kind::Text(text) => visitor.visit_str(&text),
            Kind::Bool(value) => visitor.visit_bool(value),
            Kind::Number(raw) if !whole_number(raw) => visitor.visit_str(raw),
            Kind::Number(raw) => match (raw.parse(), raw.parse()) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_str(raw),
            },
            Kind::Nested(raw) => {
                let value = Value::Json(&raw);
                let item = Item::new(&value, depth);
                if raw.starts_with('[') {
                    item.deserialize_seq(visitor)
                } else {
                    item.deserialize_map(visitor)
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &*self.required_text()? {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            _ => Err(Fault::new("must be true or false")),
        }
    }

    forward_to_deserialize_any! { f32 f64 }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.required_text()? {
            Cow::Borrowed(text) => visitor.visit_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bytes(self.required_text()?.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let absent = match &self.source {
            Source::Value(Value::Text(text)) => text.is_empty(),
            Source::Value(Value::Json(raw)) => matches!(*raw, "null" | "\"\""),
            Source::Rest(_) => false,
            Source::Missing => true,
        };
        if absent {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (list, depth) = self.nested("must be a JSON list")?;
        let items: Vec<&RawValue> =
            serde_json::from_str(&list).map_err(|_| Fault::new("must be a JSON list"))?;
        let items = items.into_iter().map(|raw| Item {
            source: Source::Value(Value::Json(raw.get())),
            depth,
        });
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Source::Rest(rest) = self.source {
            return visitor.visit_map(rest.walk());
        }
        self.object(|_| false, |fields| fields.deserialize_map(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        // As among the fields of the message itself, which its reader has left out, null and an empty text are as good as none.
        let empty = |raw: &str| matches!(raw, "null" | "\"\"");
        self.object(empty, |fields| {
            fields.deserialize_struct(name, names, visitor)
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let name = self.required_text()?;
        let name: serde::de::value::StrDeserializer<'_, Fault> = name.as_ref().into_deserializer();
        visitor.visit_enum(name)
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Item<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
