//! An operation without its types: all that is done for each in the same way is compiled once, not once for each.
//!
//! It can be seen by the C interface, which is small for it. Nobody else should use it.

#![allow(missing_docs)]

use std::cell::OnceCell;

use signing_core::typed::{self, FieldText};
use signing_core::{FieldOrder, InvalidField};

use crate::Error;
use crate::operations::{Operation, Way};
use crate::protocol::{Answer, Values, decode};

/// The constants of an operation.
#[derive(Clone, Copy)]
pub struct About {
    pub name: &'static str,
    pub path: &'static str,
    pub way: Way,
    pub signed: FieldOrder,
    pub check_field: fn(&str, &str) -> Result<(), InvalidField>,
}

/// What a request and its answer are handled by.
pub trait Untyped {
    fn about(&self) -> About;
    fn mrn(&self) -> &str;
    fn fields(&self) -> Result<Vec<FieldText>, InvalidField>;
    /// Reads the reply, and keeps it if it belongs to the request.
    fn read(&self, values: &Values<'_>) -> Result<(), Error>;
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
            way: O::WAY,
            signed: O::SIGNED,
            check_field: O::check_field,
        }
    }

    fn mrn(&self) -> &str {
        self.operation.mrn()
    }

    fn fields(&self) -> Result<Vec<FieldText>, InvalidField> {
        typed::to_fields(self.operation)
    }

    fn read(&self, values: &Values<'_>) -> Result<(), Error> {
        let reply = typed::from_fields(values).map_err(|error| decode(&error.to_string()))?;
        self.operation.belongs(&reply)?;
        // Each answer is read once.
        let _ = self.reply.set(reply);
        Ok(())
    }
}
