//! The fields that a struct reads, found by watching it read.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::de::{Fields, Rest};
use super::fault::Fault;
use super::item::Item;
use super::{EXTRA, Value};

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
    // The probe always fails: what it was asked for is what counts.
    let _ = T::deserialize(NameProbe(&mut names));
    names
        .iter()
        .filter(|name| **name != EXTRA)
        .map(|name| FieldInfo {
            name,
            required: refused::<T>(name, None).is_some(),
        })
        .collect()
}

/// What a struct says to one of its fields, or to its absence.
pub(super) fn refused<T: DeserializeOwned>(name: &str, value: Option<Value<'_>>) -> Option<Fault> {
    refused_by(|field| drop(T::deserialize(field)), name, value)
}

/// What does not depend on the type is compiled once.
fn refused_by(read: fn(&mut OneField<'_>), name: &str, value: Option<Value<'_>>) -> Option<Fault> {
    let absent = value.is_none();
    let entry = [(Cow::Borrowed(name), value.unwrap_or(Value::Json("null")))];
    let mut field = OneField {
        fields: Fields::new(&entry),
        name,
        item: Some(if absent {
            Item::missing()
        } else {
            Item::new(&entry[0].1, 0)
        }),
        refused: None,
    };
    read(&mut field);
    field.refused
}

fn seen<T>() -> Result<T, Fault> {
    Err(Fault::silent())
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

/// Gives a struct one field, and takes down what it says. Nothing is read beyond it.
struct OneField<'p> {
    fields: Fields<'p>,
    name: &'p str,
    item: Option<Item<'p>>,
    refused: Option<Fault>,
}

impl OneField<'_> {
    /// `extra` holds what the struct has no name for.
    fn meet(&mut self, names: &'static [&'static str]) {
        if !names.contains(&self.name) && names.contains(&EXTRA) {
            self.item = Some(Item::rest(Rest::of(self.fields, names)));
            self.name = EXTRA;
        }
    }

    #[inline(never)]
    fn told<'de, S: DeserializeSeed<'de>>(&mut self, seed: S) {
        if let Some(item) = self.item.take() {
            let read = seed.deserialize(item);
            self.refused = read.err().map(|fault| fault.within(self.name));
        }
    }
}

impl<'de> Deserializer<'de> for &mut OneField<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.meet(names);
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
        tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for &mut OneField<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    // Where the compiler sees that no value ever comes, it leaves out of each struct all that would be done with one.
    #[inline(always)]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        self.told(seed);
        Err(Fault::silent())
    }
}
