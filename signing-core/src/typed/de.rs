//! Fields to a struct.

use alloc::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::fault::Fault;
use super::item::Item;
use super::{EXTRA, Value};

type Entry<'a> = (Cow<'a, str>, Value<'a>);

/// The fields of one message or nested object.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    entries: &'a [Entry<'a>],
    depth: u8,
}

impl<'a> Fields<'a> {
    pub(super) fn new(entries: &'a [Entry<'a>]) -> Self {
        Self::at_depth(entries, 0)
    }

    pub(super) fn at_depth(entries: &'a [Entry<'a>], depth: u8) -> Self {
        Self { entries, depth }
    }
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk {
            fields: self,
            next: 0,
            wanted: Wanted::All,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk {
            fields: self,
            next: 0,
            wanted: Wanted::Named(names),
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
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

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple tuple_struct map
        enum identifier ignored_any
    }
}

/// Which entries are visited.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    /// Those that a struct names; then, if it names `extra`, all others as its map.
    Named(&'static [&'static str]),
    /// Those that a struct does not name.
    Unnamed(&'static [&'static str]),
}

fn names(list: &[&str], name: &str) -> bool {
    name != EXTRA && list.contains(&name)
}

impl Wanted {
    fn wants(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(list) => names(list, name),
            Self::Unnamed(list) => !names(list, name),
        }
    }
}

/// Visits the wanted entries in their order.
struct Walk<'a> {
    fields: Fields<'a>,
    next: usize,
    wanted: Wanted,
}

impl<'de> MapAccess<'de> for Walk<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let entries = self.fields.entries;
        while let Some((name, _)) = entries.get(self.next) {
            if self.wanted.wants(name) {
                let name: StrDeserializer<'_, Fault> = name.as_ref().into_deserializer();
                return seed.deserialize(name).map(Some);
            }
            self.next += 1;
        }
        match self.wanted {
            Wanted::Named(list) if self.next == entries.len() && list.contains(&EXTRA) => {
                let name: StrDeserializer<'_, Fault> = EXTRA.into_deserializer();
                seed.deserialize(name).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let at = self.next;
        self.next += 1;
        match (self.fields.entries.get(at), self.wanted) {
            // Text is all that `extra` holds, and null counts as empty.
            (Some((_, Value::Json("null"))), Wanted::Unnamed(_)) => {
                let empty: StrDeserializer<'_, Fault> = "".into_deserializer();
                seed.deserialize(empty)
            }
            (Some((name, value)), _) => seed
                .deserialize(Item::new(value, self.fields.depth))
                .map_err(|fault| fault.within(name)),
            (None, Wanted::Named(list)) => seed
                .deserialize(Rest {
                    fields: self.fields,
                    named: list,
                })
                .map_err(|fault| fault.within(EXTRA)),
            (None, _) => Err(Fault::new("has no further field")),
        }
    }
}

/// The entries that a struct does not name, as its `extra`.
struct Rest<'a> {
    fields: Fields<'a>,
    named: &'static [&'static str],
}

impl<'de> Deserializer<'de> for Rest<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk {
            fields: self.fields,
            next: 0,
            wanted: Wanted::Unnamed(self.named),
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
