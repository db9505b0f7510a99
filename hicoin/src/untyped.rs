//! An operation without its types: all that is done for each in the same way is compiled once, not once for each.
//!
//! It can be seen by the C interface, which is small for it. Nobody else should use it.

#![allow(missing_docs)]

use std::cell::OnceCell;

use signing_core::typed;
use signing_core::{InvalidField, Masked};

use crate::Error;
use crate::operations::{Base, Money, Operation, Wire};
use crate::protocol::{Answer, Values, decode};

/// The constants of an operation.
#[derive(Clone, Copy)]
pub struct About {
    pub name: &'static str,
    pub base: Base,
    pub path: &'static str,
    pub wire: Wire,
    pub money: Money,
    pub check_field: fn(&str, &str) -> Result<(), InvalidField>,
}

/// What a request and its answer are handled by.
pub trait Untyped {
    fn about(&self) -> About;
    fn order(&self) -> Option<&str>;
    fn json(&self) -> Result<String, serde_json::Error>;
    fn check(&self) -> Result<(), InvalidField>;
    /// Reads the reply, and keeps it if it belongs to the request.
    fn read(&self, values: &Values<'_>) -> Result<(), Error>;
    /// The base token in the reply, and its life in seconds.
    fn base_token(&self) -> Option<(Masked, u64)>;
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
            base: O::BASE,
            path: O::PATH,
            wire: O::WIRE,
            money: O::MONEY,
            check_field: O::check_field,
        }
    }

    fn order(&self) -> Option<&str> {
        self.operation.order()
    }

    fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self.operation)
    }

    fn check(&self) -> Result<(), InvalidField> {
        self.operation.check()
    }

    fn read(&self, values: &Values<'_>) -> Result<(), Error> {
        let reply = typed::from_fields(values).map_err(|error| decode(error.to_string()))?;
        self.operation.belongs(&reply)?;
        // Only a refused token is asked about again, and its answer was not read.
        let _ = self.reply.set(reply);
        Ok(())
    }

    fn base_token(&self) -> Option<(Masked, u64)> {
        O::base_token(self.reply.get()?)
    }
}
