//! Fields to a struct.
//!
//! A struct is given its fields in its own order, as a row. What serde compiles for that is a third of what it compiles for a map
//! of names, which counts in a library with a hundred structs.

use alloc::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::fault::Fault;
use super::item::{Item, REQUIRED};
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

    /// The one field of that name.
    fn named(&self, name: &'static str) -> Result<Option<&'a Value<'a>>, Fault> {
        let mut found = self.entries.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value);
        match found.next() {
            None => Ok(value),
            Some(_) => Err(Fault::new("is there twice").within(name)),
        }
    }
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Walk {
            fields: self,
            next: 0,
            named: None,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut row = Row {
            fields: self,
            names,
            next: 0,
            missing: None,
        };
        let read = visitor.visit_seq(&mut row);
        match row.verdict(read.is_ok()) {
            None => read,
            Some(fault) => Err(fault),
        }
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

/// Gives a struct the values of its fields, in the order of the names it asked for.
struct Row<'a> {
    fields: Fields<'a>,
    names: &'static [&'static str],
    next: usize,
    /// The last field, if it is not there and no `Option`. The struct goes on only if it has a default for it.
    missing: Option<&'static str>,
}

impl<'a> Row<'a> {
    /// The next field's name, and what to read it from; `true` if it is missing.
    fn step(&mut self) -> Result<Option<(&'static str, Item<'a>, bool)>, Fault> {
        self.missing = None;
        let Some(&name) = self.names.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        if name == EXTRA {
            let rest = Rest::of(self.fields, self.names);
            return Ok(Some((name, Item::rest(rest), false)));
        }
        Ok(Some(match self.fields.named(name)? {
            Some(value) => (name, Item::new(value, self.fields.depth), false),
            None => (name, Item::missing(), true),
        }))
    }

    /// What is to be said in place of what the struct said, which knows no names.
    fn verdict(&self, read: bool) -> Option<Fault> {
        match self.missing {
            Some(name) if !read => Some(Fault::new(REQUIRED).within(name)),
            // Serde lists an alias as a name of its own, and the row would have shifted by one.
            _ if read && self.next != self.names.len() => {
                Some(Fault::new("has a field of several names"))
            }
            _ => None,
        }
    }
}

impl<'de> SeqAccess<'de> for Row<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((name, item, missing)) = self.step()? else {
            return Ok(None);
        };
        match seed.deserialize(item) {
            Ok(value) => Ok(Some(value)),
            Err(_) if missing => {
                self.missing = Some(name);
                Ok(None)
            }
            Err(fault) => Err(fault.within(name)),
        }
    }
}

/// The entries that a struct does not name, as its `extra`.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    fields: Fields<'a>,
    named: &'static [&'static str],
}

impl<'a> Rest<'a> {
    pub(super) fn of(fields: Fields<'a>, named: &'static [&'static str]) -> Self {
        Self { fields, named }
    }

    pub(super) fn walk(self) -> Walk<'a> {
        Walk {
            fields: self.fields,
            next: 0,
            named: Some(self.named),
        }
    }
}

/// Visits entries in their order: all, or those that a struct does not name.
pub(super) struct Walk<'a> {
    fields: Fields<'a>,
    next: usize,
    named: Option<&'static [&'static str]>,
}

impl<'a> Walk<'a> {
    fn name(&mut self) -> Option<&'a str> {
        loop {
            let (name, value) = self.fields.entries.get(self.next)?;
            let Some(named) = self.named else {
                return Some(name);
            };
            // Text is all that `extra` holds, so null is not among it.
            let null = matches!(value, Value::Json("null"));
            if !null && (name == EXTRA || !named.contains(&&**name)) {
                return Some(name);
            }
            self.next += 1;
        }
    }

    fn value(&mut self) -> Result<(&'a str, Item<'a>), Fault> {
        let (name, value) = self
            .fields
            .entries
            .get(self.next)
            .ok_or_else(|| Fault::new("has no further field"))?;
        self.next += 1;
        Ok((name, Item::new(value, self.fields.depth)))
    }
}

impl<'de> MapAccess<'de> for Walk<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(name) = self.name() else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Fault> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, item) = self.value()?;
        seed.deserialize(item).map_err(|fault| fault.within(name))
    }
}
