//! Every operation and notification, found by asking the provider crates: their structs are the only list of fields.

use std::borrow::Cow;
use std::ffi::CString;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use signing_core::InvalidField;
use signing_core::typed::{self, FieldInfo, Value};

use crate::answer::{Answer, LIST};
use crate::constants::paysdk_field_flag::*;
use crate::describe::{self, Reading, Shape};
use crate::failure::Failure;
use crate::providers::{self, Access, Provider};
use crate::request::Entry;
use crate::response::Expect;

/// A call, by name.
pub(crate) struct Operation {
    pub(crate) provider: Provider,
    pub(crate) name: CString,
    about: About,
    described: OnceLock<Described>,
    request_shape: fn() -> Shape,
    /// The fields of a further part of the request.
    part: fn() -> Vec<FieldInfo>,
    /// The fields that stand beside the reply's.
    head: fn() -> Vec<FieldInfo>,
    reply: fn() -> Vec<FieldInfo>,
    /// Reads one field as the request's type does.
    reading: Reading,
    /// Whether the value keeps the field's rule.
    rule: Rule,
    pub(crate) call: Call,
}

/// What an operation's types know of themselves.
struct Types {
    request: fn() -> Shape,
    reading: Reading,
    reply: fn() -> Vec<FieldInfo>,
}

/// An operation's fields, found when somebody asks for them: a program that makes one kind of call loads the code of no other.
struct Described {
    request: Vec<Field>,
    response: Vec<Field>,
    /// Whether it takes fields that it does not name.
    open: bool,
}

/// A notification, by name.
pub(crate) struct Notification {
    pub(crate) provider: Provider,
    pub(crate) name: CString,
    about: About,
    described: OnceLock<Vec<Field>>,
    told: fn() -> Vec<FieldInfo>,
    pub(crate) verify: Verify,
    /// What to answer: handled, and not handled.
    pub(crate) acks: [CString; 2],
}

/// A field, and what it is.
pub(crate) struct Field {
    pub(crate) name: CString,
    pub(crate) flags: u32,
}

pub(crate) type Rule = fn(&str, &str) -> Result<(), InvalidField>;
pub(crate) type Call = fn(&Access, &[Entry<'_>]) -> Result<Answer, Failure>;
pub(crate) type Verify = fn(&Access, &Headers<'_>, &[u8]) -> Result<(Answer, Expect), Failure>;

/// The headers of a notification.
pub(crate) struct Headers<'a>(pub(crate) Vec<(&'a str, &'a str)>);

impl Headers<'_> {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self
            .0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// What an operation's provider says about it.
pub(crate) struct About {
    pub(crate) provider: Provider,
    pub(crate) name: &'static str,
    pub(crate) money: bool,
    pub(crate) masked: &'static [&'static str],
}

impl About {
    fn full_name(&self) -> CString {
        c_string(&format!("{}.{}", self.provider.name(), self.name))
    }

    fn fields(&self, infos: &[FieldInfo], masked: &[&str]) -> Vec<Field> {
        let flag = |set: bool, flag: u32| if set { flag } else { 0 };
        infos
            .iter()
            .map(|info| Field {
                name: c_string(info.name),
                flags: flag(info.required, PAYSDK_FIELD_IS_REQUIRED as u32)
                    | flag(masked.contains(&info.name), PAYSDK_FIELD_IS_MASKED as u32)
                    | flag(self.money, PAYSDK_FIELD_OF_MONEY_OPERATION as u32),
            })
            .collect()
    }

    /// The head's fields, which hide nothing, and the reply's, each once; the reply knows better what it requires.
    fn response(&self, head: &[FieldInfo], reply: Vec<FieldInfo>) -> Vec<Field> {
        let own = |field: &&FieldInfo| !reply.iter().any(|other| other.name == field.name);
        let head: Vec<FieldInfo> = head.iter().filter(own).copied().collect();
        let mut fields = self.fields(&head, &[]);
        // A code that is asked with is a login's; a code that is answered is the answer's or a coin's, and hides nothing.
        let told = |name: &&&str| **name != "code";
        let masked: Vec<&str> = self.masked.iter().filter(told).copied().collect();
        fields.extend(self.fields(&reply, &masked));
        fields
    }
}

impl Operation {
    /// An operation whose request is an `O` and whose reply is an `R`, with the fields of `head` beside the reply's.
    pub(crate) fn of<O: DeserializeOwned, R: DeserializeOwned>(
        about: About,
        head: fn() -> Vec<FieldInfo>,
        rule: Rule,
        call: Call,
    ) -> Operation {
        let types = Types {
            request: describe::shape::<O>,
            reading: typed::refusal::<O>,
            reply: reply_fields::<R>,
        };
        Operation::new(about, types, head, rule, call)
    }

    /// What does not depend on the types is compiled once.
    #[inline(never)]
    fn new(
        about: About,
        types: Types,
        head: fn() -> Vec<FieldInfo>,
        rule: Rule,
        call: Call,
    ) -> Operation {
        Operation {
            provider: about.provider,
            name: about.full_name(),
            about,
            described: OnceLock::new(),
            request_shape: types.request,
            part: Vec::new,
            head,
            reply: types.reply,
            reading: types.reading,
            rule,
            call,
        }
    }

    /// The same, with the fields of a further part `P` of the request.
    pub(crate) fn with_part<P: DeserializeOwned>(self) -> Operation {
        Operation {
            part: describe::fields::<P>,
            ..self
        }
    }

    pub(crate) fn request(&self) -> &[Field] {
        &self.described().request
    }

    pub(crate) fn response(&self) -> &[Field] {
        &self.described().response
    }

    fn described(&self) -> &Described {
        self.described.get_or_init(|| {
            let about = &self.about;
            let (request, open) = match (self.request_shape)() {
                Shape::Struct(fields, open) => (fields, open),
                _ => (Vec::new(), false),
            };
            let mut request = about.fields(&request, about.masked);
            for field in about.fields(&(self.part)(), about.masked) {
                match request.iter_mut().find(|old| old.name == field.name) {
                    Some(old) => old.flags |= field.flags,
                    None => request.push(field),
                }
            }
            Described {
                request,
                response: about.response(&(self.head)(), (self.reply)()),
                open,
            }
        })
    }

    pub(crate) fn takes(&self, field: &str) -> bool {
        self.described().open || named(self.request(), field)
    }

    /// Whether the field may have this value. The empty one takes the field back.
    pub(crate) fn check(&self, field: &str, value: &str) -> Result<(), Failure> {
        if !self.takes(field) {
            return Err(Failure::unknown_name("field of this operation", field));
        }
        if !value.is_empty() {
            let text = Value::Text(Cow::Borrowed(value));
            (self.reading)(field, text).map_or(Ok(()), Err)?;
            (self.rule)(field, value)?;
        }
        Ok(())
    }
}

impl Notification {
    /// A notification that is read as an `N`.
    pub(crate) fn of<N: DeserializeOwned>(
        about: About,
        verify: Verify,
        acks: [&str; 2],
    ) -> Notification {
        Notification {
            provider: about.provider,
            name: about.full_name(),
            about,
            described: OnceLock::new(),
            told: reply_fields::<N>,
            verify,
            acks: acks.map(c_string),
        }
    }

    pub(crate) fn fields(&self) -> &[Field] {
        let about = &self.about;
        self.described
            .get_or_init(|| about.fields(&(self.told)(), about.masked))
    }
}

fn named(fields: &[Field], name: &str) -> bool {
    fields
        .iter()
        .any(|field| field.name.as_bytes() == name.as_bytes())
}

fn reply_fields<R: DeserializeOwned>() -> Vec<FieldInfo> {
    fields_of_reply(describe::shape::<R>())
}

fn fields_of_reply(shape: Shape) -> Vec<FieldInfo> {
    match shape {
        Shape::Struct(fields, _) => fields,
        Shape::List => vec![FieldInfo {
            name: LIST,
            required: true,
        }],
        Shape::Other => Vec::new(),
    }
}

fn c_string(text: &str) -> CString {
    // Names are Rust identifiers, and acknowledgements bare words.
    CString::new(text).unwrap_or_default()
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str) -> FieldInfo {
    FieldInfo {
        name,
        required: true,
    }
}

/// A field that may be there.
pub(crate) const fn optional(name: &'static str) -> FieldInfo {
    FieldInfo {
        name,
        required: false,
    }
}

/// All there is, in the order of the providers.
pub(crate) struct Table {
    pub(crate) operations: Vec<Operation>,
    pub(crate) notifications: Vec<Notification>,
}

pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(providers::table)
}

pub(crate) fn operation(name: &str) -> Option<&'static Operation> {
    let mut operations = table().operations.iter();
    operations.find(|operation| operation.name.as_bytes() == name.as_bytes())
}

pub(crate) fn notification(name: &str) -> Option<&'static Notification> {
    let mut notifications = table().notifications.iter();
    notifications.find(|notification| notification.name.as_bytes() == name.as_bytes())
}
