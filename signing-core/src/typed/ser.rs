//! A flat struct to fields.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeStruct, Serializer};

use super::fault::Fault;
use super::{EXTRA, FieldText};

/// Takes a struct.
pub(super) struct Flat;

pub(super) struct FlatFields(Vec<FieldText>);

impl SerializeStruct for FlatFields {
    type Ok = Vec<FieldText>;
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        if name == EXTRA {
            let more = value.serialize(Map).map_err(|fault| fault.within(name))?;
            self.0.extend(more);
        } else if let Some(text) = value
            .serialize(Scalar)
            .map_err(|fault| fault.within(name))?
        {
            self.0.push((Cow::Borrowed(name), text));
        }
        Ok(())
    }

    fn end(self) -> Result<Self::Ok, Fault> {
        Ok(self.0)
    }
}

/// Takes the map of further fields.
struct Map;

struct MapFields {
    fields: Vec<FieldText>,
    name: Option<String>,
}

impl SerializeMap for MapFields {
    type Ok = Vec<FieldText>;
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.name = key.serialize(Scalar)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        if let (Some(name), Some(text)) = (self.name.take(), value.serialize(Scalar)?) {
            self.fields.push((Cow::Owned(name), text));
        }
        Ok(())
    }

    fn end(self) -> Result<Self::Ok, Fault> {
        Ok(self.fields)
    }
}

/// Takes one value; `None` leaves it out.
struct Scalar;

fn not_flat<T>() -> Result<T, Fault> {
    Err(Fault::new("must be a struct with named fields"))
}

fn not_map<T>() -> Result<T, Fault> {
    Err(Fault::new("must be a map of texts"))
}

fn not_scalar<T>() -> Result<T, Fault> {
    Err(Fault::new("must be text, a whole number or a boolean"))
}

macro_rules! refuse {
    ($refusal:ident: $($method:ident($($argument:ty),*);)+) => {
        $( fn $method(self, $(_: $argument),*) -> Result<Self::Ok, Fault> { $refusal() } )+
    };
}

macro_rules! refuse_compound {
    ($refusal:ident) => {
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Fault> {
            $refusal()
        }
        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Fault> {
            $refusal()
        }
        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Fault> {
            $refusal()
        }
        fn serialize_tuple_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleStruct, Fault> {
            $refusal()
        }
        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Fault> {
            $refusal()
        }
        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Fault> {
            $refusal()
        }
    };
}

impl Serializer for Flat {
    type Ok = Vec<FieldText>;
    type Error = Fault;
    type SerializeSeq = Impossible<Self::Ok, Fault>;
    type SerializeTuple = Impossible<Self::Ok, Fault>;
    type SerializeTupleStruct = Impossible<Self::Ok, Fault>;
    type SerializeTupleVariant = Impossible<Self::Ok, Fault>;
    type SerializeMap = Impossible<Self::Ok, Fault>;
    type SerializeStruct = FlatFields;
    type SerializeStructVariant = Impossible<Self::Ok, Fault>;

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<FlatFields, Fault> {
        Ok(FlatFields(Vec::with_capacity(length)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    refuse! { not_flat:
        serialize_bool(bool); serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64);
        serialize_f32(f32); serialize_f64(f64); serialize_char(char); serialize_str(&str); serialize_bytes(&[u8]);
        serialize_none(); serialize_unit(); serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }
    refuse_compound!(not_flat);

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Fault> {
        not_flat()
    }
}

impl Serializer for Map {
    type Ok = Vec<FieldText>;
    type Error = Fault;
    type SerializeSeq = Impossible<Self::Ok, Fault>;
    type SerializeTuple = Impossible<Self::Ok, Fault>;
    type SerializeTupleStruct = Impossible<Self::Ok, Fault>;
    type SerializeTupleVariant = Impossible<Self::Ok, Fault>;
    type SerializeMap = MapFields;
    type SerializeStruct = Impossible<Self::Ok, Fault>;
    type SerializeStructVariant = Impossible<Self::Ok, Fault>;

    fn serialize_map(self, _: Option<usize>) -> Result<MapFields, Fault> {
        Ok(MapFields {
            fields: Vec::new(),
            name: None,
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Fault> {
        not_map()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    refuse! { not_map:
        serialize_bool(bool); serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64);
        serialize_f32(f32); serialize_f64(f64); serialize_char(char); serialize_str(&str); serialize_bytes(&[u8]);
        serialize_none(); serialize_unit(); serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }
    refuse_compound!(not_map);
}

macro_rules! as_text {
    ($($method:ident: $type:ty;)+) => {
        $( fn $method(self, value: $type) -> Result<Self::Ok, Fault> { Ok(Some(value.to_string())) } )+
    };
}

impl Serializer for Scalar {
    type Ok = Option<String>;
    type Error = Fault;
    type SerializeSeq = Impossible<Self::Ok, Fault>;
    type SerializeTuple = Impossible<Self::Ok, Fault>;
    type SerializeTupleStruct = Impossible<Self::Ok, Fault>;
    type SerializeTupleVariant = Impossible<Self::Ok, Fault>;
    type SerializeMap = Impossible<Self::Ok, Fault>;
    type SerializeStruct = Impossible<Self::Ok, Fault>;
    type SerializeStructVariant = Impossible<Self::Ok, Fault>;

    as_text! {
        serialize_bool: bool; serialize_char: char; serialize_str: &str;
        serialize_i8: i8; serialize_i16: i16; serialize_i32: i32; serialize_i64: i64; serialize_i128: i128;
        serialize_u8: u8; serialize_u16: u16; serialize_u32: u32; serialize_u64: u64; serialize_u128: u128;
    }

    fn serialize_none(self) -> Result<Self::Ok, Fault> {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, Fault> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<Self::Ok, Fault> {
        Ok(Some(name.to_string()))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Fault> {
        not_scalar()
    }

    refuse! { not_scalar:
        serialize_f32(f32); serialize_f64(f64); serialize_bytes(&[u8]); serialize_unit();
        serialize_unit_struct(&'static str);
    }
    refuse_compound!(not_scalar);

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Fault> {
        not_scalar()
    }
}
