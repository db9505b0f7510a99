//! An operation without its types: all that is done for each in the same way is compiled once, not once for each.
//!
//! It can be seen by the C interface, which is small for it. Nobody else should use it.

#![allow(missing_docs)]

use std::cell::OnceCell;

use signing_core::InvalidField;
use signing_core::typed::{self, FieldText};

use crate::Error;
use crate::envelope::{Values, decode};
use crate::operations::{Asker, Money, Operation, TimeUnit};
use crate::protocol::Answer;

/// The constants of an operation.
#[derive(Clone, Copy)]
pub struct About {
    pub name: &'static str,
    pub path: &'static str,
    pub money: Money,
    pub names_app: bool,
    pub check_field: fn(&str, &str) -> Result<(), InvalidField>,
}

/// What a request and its answer are handled by.
pub trait Untyped {
    fn about(&self) -> About;
    fn order(&self) -> Option<&str>;
    fn fields(&self) -> Result<Vec<FieldText>, InvalidField>;
    fn check(&self) -> Result<(), InvalidField>;
    /// The fields with the times in the unit that goes over the wire.
    fn wire_fields(&self, unit: TimeUnit) -> Result<Vec<FieldText>, InvalidField>;
    /// The same as JSON.
    fn wire_json(&self, unit: TimeUnit) -> Result<serde_json::Value, serde_json::Error>;
    /// Reads the reply and keeps it.
    fn read(&self, values: &Values<'_>) -> Result<(), Error>;
    /// Whether what was read belongs to the request.
    fn belongs(&self, asker: &Asker<'_>) -> Result<(), Error>;
}

/// An operation, and its reply once there is one.
pub struct Asking<'o, O: Operation> {
    operation: &'o O,
    reply: OnceCell<O::Reply>,
}

impl<'o, O: Operation> Asking<'o, O> {
    pub fn new(operation: &'o O) -> Self {
        Asking {
            operation,
            reply: OnceCell::new(),
        }
    }

    /// What was read.
    pub fn reply(&self) -> Result<&O::Reply, Error> {
        self.reply.get().ok_or_else(|| decode("was not read"))
    }

    /// The answer with the reply.
    pub fn answered(self, answer: Answer<()>) -> Result<Answer<O::Reply>, Error> {
        let reply = self.reply.into_inner();
        Ok(answer.with(reply.ok_or_else(|| decode("was not read"))?))
    }
}

impl<O: Operation> Untyped for Asking<'_, O> {
    fn about(&self) -> About {
        About {
            name: O::NAME,
            path: O::PATH,
            money: O::MONEY,
            names_app: O::NAMES_APP,
            check_field: O::check_field,
        }
    }

    fn order(&self) -> Option<&str> {
        self.operation.order()
    }

    fn fields(&self) -> Result<Vec<FieldText>, InvalidField> {
        typed::to_fields(self.operation)
    }

    fn check(&self) -> Result<(), InvalidField> {
        self.operation.check()
    }

    fn wire_fields(&self, unit: TimeUnit) -> Result<Vec<FieldText>, InvalidField> {
        let converted = self.operation.in_unit(unit);
        typed::to_fields(converted.as_ref().unwrap_or(self.operation))
    }

    fn wire_json(&self, unit: TimeUnit) -> Result<serde_json::Value, serde_json::Error> {
        let converted = self.operation.in_unit(unit);
        serde_json::to_value(converted.as_ref().unwrap_or(self.operation))
    }

    fn read(&self, values: &Values<'_>) -> Result<(), Error> {
        let reply = typed::from_fields(values).map_err(|error| decode(&error.to_string()))?;
        // Each answer is read once.
        let _ = self.reply.set(reply);
        Ok(())
    }

    fn belongs(&self, asker: &Asker<'_>) -> Result<(), Error> {
        let reply = self.reply.get().ok_or_else(|| decode("was not read"))?;
        self.operation.belongs(reply, asker)
    }
}
