//! What a struct reads, found by asking serde. Only what every crate's own reading needs anyway is compiled for each struct.

use serde::de::value::Error as Refusal;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;
use signing_core::InvalidField;
use signing_core::typed::{self, FieldInfo, Value};

/// The struct field that stands for all fields that the struct does not name.
const EXTRA: &str = "extra";

/// The shape of a type.
pub(crate) enum Shape {
    /// A struct with these fields, and whether it takes others, too.
    Struct(Vec<FieldInfo>, bool),
    List,
    Other,
}

/// The shape of `T`.
pub(crate) fn shape<T: DeserializeOwned>() -> Shape {
    let mut seen = Seen::Other;
    // The probe always refuses: what it was asked for is what counts.
    let _ = T::deserialize(Probe(&mut seen));
    shape_of(seen, typed::refusal::<T>)
}

/// What does not depend on the type is compiled once.
fn shape_of(seen: Seen, refusal: Reading) -> Shape {
    match seen {
        Seen::Struct(names) => Shape::Struct(
            names
                .iter()
                .filter(|name| **name != EXTRA)
                .map(|name| FieldInfo {
                    name,
                    required: refusal(name, Value::Json("null")).is_some(),
                })
                .collect(),
            names.contains(&EXTRA),
        ),
        Seen::List => Shape::List,
        Seen::Other => Shape::Other,
    }
}

/// The fields of `T`; none where it is no struct.
pub(crate) fn fields<T: DeserializeOwned>() -> Vec<FieldInfo> {
    match shape::<T>() {
        Shape::Struct(fields, _) => fields,
        _ => Vec::new(),
    }
}

/// Reads one field as a struct would, and tells what is wrong, if anything is.
pub(crate) type Reading = fn(&str, Value<'_>) -> Option<InvalidField>;

enum Seen {
    Struct(&'static [&'static str]),
    List,
    Other,
}

struct Probe<'p>(&'p mut Seen);

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        Err(probed())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refusal> {
        *self.0 = Seen::Struct(names);
        Err(probed())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        *self.0 = Seen::List;
        Err(probed())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        tuple tuple_struct map enum identifier ignored_any
    }
}

fn probed() -> Refusal {
    Refusal::custom("was only probed")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Open {
        #[serde(rename = "realName")]
        _text: String,
        _number: u64,
        _maybe: Option<u32>,
        _list: Vec<u8>,
        #[serde(default)]
        #[serde(rename = "extra")]
        _extra: BTreeMap<String, String>,
    }

    #[derive(Deserialize)]
    struct Newtype(Open);

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct List(Vec<Open>);

    #[test]
    fn names_requirement_and_openness_are_those_of_the_struct() {
        let expected = [
            ("realName", true),
            ("_number", true),
            ("_maybe", false),
            ("_list", true),
        ];
        let Shape::Struct(fields, true) = shape::<Newtype>() else {
            panic!("an open struct");
        };
        let fields: Vec<_> = fields
            .iter()
            .map(|info| (info.name, info.required))
            .collect();
        assert_eq!(fields, expected);
        assert!(matches!(shape::<List>(), Shape::List));
        assert!(matches!(shape::<String>(), Shape::Other));
        let _ = (|n: Newtype| n.0, |l: List| l.0);
    }

    #[test]
    fn a_value_is_read_as_its_fields_type_whatever_else_is_missing() {
        for (field, value, good) in [
            ("_number", "7", true),
            ("_number", "x", false),
            ("_number", "", false),
            ("_maybe", "4294967296", false),
            ("_maybe", "", true),
            ("realName", "x", true),
            ("anything", "x", true),
        ] {
            let value = Value::Text(value.into());
            let refusal = typed::refusal::<Open>(field, value.clone());
            assert_eq!(refusal.is_none(), good, "{field}={value:?}");
        }
    }
}
