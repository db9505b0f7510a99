//! An operation without its types: all that is done for each in the same way is compiled once, not once for each.
//!
//! It can be seen by the C interface, which is small for it. Nobody else should use it.

#![allow(missing_docs)]

use std::cell::OnceCell;

use signing_core::InvalidField;
use signing_core::typed::{self, FieldText};

use crate::operations::{Money, Operation, Success};
use crate::protocol::{Answer, Values, decode};
use crate::{Error, Fen};

/// The constants of an operation.
#[derive(Clone, Copy)]
pub struct About {
    pub name: &'static str,
    pub path: &'static str,
    pub method: Option<&'static str>,
    pub money: Money,
    pub success: Success,
    pub check_field: fn(&str, &str) -> Result<(), InvalidField>,
}

/// What a request and its answer are handled by.
pub trait Untyped {
    fn about(&self) -> About;
    fn order(&self) -> Option<&str>;
    fn fields(&self) -> Result<Vec<FieldText>, InvalidField>;
    fn check(&self) -> Result<(), InvalidField>;
    /// The order's amount, where the asker knows it beside the fields.
    fn amount(&self) -> Option<Fen>;
    /// Reads the reply, and keeps it if it belongs to the request.
    fn read(&self, values: &Values<'_>) -> Result<(), Error>;
}

/// An operation, and its reply once there is one.
pub struct Asking<'o, O: Operation> {
    operation: &'o O,
    amount: Option<Fen>,
    reply: OnceCell<O::Reply>,
}

impl<'o, O: Operation> Asking<'o, O> {
    pub fn new(operation: &'o O) -> Self {
        Asking {
            operation,
            amount: None,
            reply: OnceCell::new(),
        }
    }

    /// Asks about an order of that amount, which the operation has no field for: an answer that names another is not believed.
    pub fn of_amount(self, amount: Fen) -> Self {
        Asking {
            amount: Some(amount),
            ..self
        }
    }

    /// What was read.
    pub fn reply(&self) -> Result<&O::Reply, Error> {
        self.reply.get().ok_or_else(|| decode("was not read"))
    }

    /// The answer with the reply.
    pub fn answered(self, answer: Answer<()>) -> Result<Answer<O::Reply>, Error> {
        let reply = self
            .reply
            .into_inner()
            .ok_or_else(|| decode("was not read"))?;
        Ok(answer.with(reply))
    }
}

impl<O: Operation> Untyped for Asking<'_, O> {
    fn about(&self) -> About {
        About {
            name: O::NAME,
            path: O::PATH,
            method: O::METHOD,
            money: O::MONEY,
            success: O::SUCCESS,
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

    fn amount(&self) -> Option<Fen> {
        self.amount
    }

    fn read(&self, values: &Values<'_>) -> Result<(), Error> {
        let reply = typed::from_fields(values).map_err(|error| decode(&error.to_string()))?;
        self.operation.belongs(&reply)?;
        // Each answer is read once.
        let _ = self.reply.set(reply);
        Ok(())
    }
}
