//! The fields that a struct reads, found by watching it read.

use alloc::vec::Vec;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::EXTRA;
use super::fault::Fault;

/// A field of a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether a message without it is refused.
    pub required: bool,
}

pub(super) fn fields<T: DeserializeOwned>() -> Vec<FieldInfo> {
    let mut names: &[&str] = &[];
    // The probes always fail: what they were asked for is what counts.
    let _ = T::deserialize(NameProbe(&mut names));
    names
        .iter()
        .filter(|name| **name != EXTRA)
        .map(|name| {
            let mut optional = false;
            let _ = T::deserialize(FieldProbe {
                name,
                optional: &mut optional,
            });
            FieldInfo {
                name,
                required: !optional,
            }
        })
        .collect()
}

fn seen<T>() -> Result<T, Fault> {
    Err(Fault::new("was only probed"))
}

/// Takes down the names that a struct asks for.
struct NameProbe<'p>(&'p mut &'static [&'static str]);

impl<'de> Deserializer<'de> for NameProbe<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        seen()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        *self.0 = names;
        seen()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

/// Gives a struct one field, and takes down whether it is read as an option.
struct FieldProbe<'p> {
    name: &'static str,
    optional: &'p mut bool,
}

impl<'de> Deserializer<'de> for FieldProbe<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for FieldProbe<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(OptionProbe(self.optional))
    }
}

struct OptionProbe<'p>(&'p mut bool);

impl<'de> Deserializer<'de> for OptionProbe<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        seen()
    }

    fn deserialize_option<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        *self.0 = true;
        seen()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
